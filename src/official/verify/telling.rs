//! A record as people read it: what it is, when and by whom, and its numbers in the order of the ballot.

use rts_core::election::{Contest, ContestTally, List, Tally};
use rts_core::record::{Content, Facts, Fingerprint, Record};
use rts_core::tape::check::LineId;
use rts_core::tape::words::{Argument, Word};

use super::super::table::{self, cut};
use super::numbers::Paper;

/// Widest label of a line, and width of a count.
const LABEL: usize = 58;
const COUNT: usize = 10;

/// A record whose signature is good.
pub(super) fn record(paper: &Paper<'_>, record: &Record, fingerprint: Fingerprint) -> String {
    let voice = &paper.voice;
    let (code, name) = (paper.station.code.as_str(), voice.name(&paper.station.name));
    let kind = Argument::Word(Word::of_kind(record.base.kind));
    let number = Argument::Number(record.base.sequence.into());
    let mut lines = vec![
        voice.say(Word::StationNamed, &[("code", Argument::Text(code)), ("name", Argument::Text(name))]),
        format!(
            "{}, {} {}",
            voice.say(Word::RecordNamed, &[("kind", kind), ("number", number)]),
            voice.label(Word::Device),
            voice.number(record.base.device.into())
        ),
        format!("{} {fingerprint}", voice.label(Word::Fingerprint)),
    ];
    lines.extend(circumstances(paper, &record.facts));
    if let Some(voids) = record.content.voids() {
        lines.push(format!("{} {}", voice.label(Word::VoidedRecord), hex::encode(voids)));
    }
    if let Content::Turnout { voters } = record.content {
        lines.push(format!("{}: {}", voice.label(Word::Turnout), voice.number(voters.into())));
    }
    lines.push(voice.label(Word::SignatureGood));
    let mut text: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    if let Some(tally) = record.content.tally() {
        text.push('\n');
        text.push_str(&self::tally(paper, tally));
    }
    text
}

/// When, by whom, and whether it counts.
fn circumstances(paper: &Paper<'_>, facts: &Facts) -> Vec<String> {
    let voice = &paper.voice;
    let time = facts.time().and_then(rts_core::time::WallTime::rfc3339);
    let time = time.unwrap_or_else(|| voice.label(Word::TimeUnknown));
    let mut lines = vec![format!("{}: {time}", voice.label(Word::Recorded))];
    let official = |number: u8| {
        let index = usize::from(number).checked_sub(1);
        let official = index.and_then(|index| paper.station.officials.get(index));
        let name = official.map_or_else(|| voice.label(Word::OfficialUnknown), |it| it.name.clone());
        format!("{} {name}", voice.number(number.into()))
    };
    let approvals = [facts.approvals.first, facts.approvals.second];
    let officials: Vec<String> = approvals.into_iter().flatten().map(|it| official(it.0)).collect();
    if !officials.is_empty() {
        lines.push(format!("{}: {}", voice.label(Word::ApprovedBy), officials.join(", ")));
    }
    if facts.flags.test {
        lines.push(format!("{}: {}", voice.label(Word::MarkTest), voice.label(Word::NotAResult)));
    }
    lines.extend(facts.flags.explained.then(|| voice.label(Word::Explained)));
    lines
}

/// Every number.
fn tally(paper: &Paper<'_>, tally: &Tally) -> String {
    let mut text = String::new();
    let row = |text: &mut String, line, count: u32| {
        text.push_str(&self::row(&paper.line((None, line)), &paper.voice.number(count.into())));
    };
    row(&mut text, LineId::Registered, tally.registered);
    if let Some(verified) = tally.verified {
        row(&mut text, LineId::Verified, verified);
    }
    row(&mut text, LineId::Ballots, tally.ballots_cast);
    let ballot = paper.definition.ballot(paper.station);
    for (index, (contest, count)) in ballot.into_iter().zip(&tally.contests).enumerate() {
        text.push('\n');
        text.push_str(&self::contest(paper, index, contest, count));
    }
    text
}

fn contest(paper: &Paper<'_>, index: usize, contest: &Contest, count: &ContestTally) -> String {
    let voice = &paper.voice;
    let mut text = format!("{}\n", voice.name(&contest.name));
    let lines = paper.definition.lines(paper.station, contest);
    for (line, votes) in lines.iter().zip(count.votes.lines()) {
        if let (Some(list), None) = (line.list, line.candidate) {
            text.push_str(&heading(paper, list));
            if list.list_vote || votes > 0 {
                let label = format!("    {}", voice.label(Word::ListAlone));
                text.push_str(&row(&label, &voice.number(votes.into())));
            }
            continue;
        }
        text.push_str(&row(&table::label(line, voice.names()), &voice.number(votes.into())));
    }
    let valid = count.votes.total().unwrap_or(u64::MAX);
    let sums = [
        (LineId::Valid, valid),
        (LineId::Blank, count.blank.into()),
        (LineId::Invalid, count.invalid.into()),
    ];
    for (line, votes) in sums {
        text.push_str(&row(&format!("  {}", paper.line((Some(index), line))), &voice.number(votes)));
    }
    text
}

fn heading(paper: &Paper<'_>, list: &List) -> String {
    let name = paper.voice.name(&list.name);
    let number = Argument::Number(list.number.into());
    format!("  {}\n", paper.voice.say(Word::ListNamed, &[("number", number), ("name", Argument::Text(name))]))
}

fn row(label: &str, count: &str) -> String {
    let label = cut(label);
    let fill = LABEL.saturating_sub(label.chars().count());
    let before = COUNT.saturating_sub(count.chars().count());
    format!("{label}{:fill$}{:before$}{count}\n", "", "")
}
