//! A tally as an aligned table, contest by contest, with the control sum that must hold under each.

use rts_core::device::{Command, Reply};
use rts_core::election::{Contest, ContestTally, Line, Tally, TallySource, Votes};

use super::arguments::Names;
use super::asking::{Session, as_json};
use super::ballot::{self, Ballot};
use super::link::unexpected;
use super::stop::{Outcome, Stop};

/// Widest label of a line; longer names are cut.
const LABEL: usize = 58;
/// Width of a count.
const COUNT: usize = 10;

/// The tally that the box checked or sealed.
pub(super) fn show(session: &Session, names: &Names) -> Result<Outcome, Stop> {
    let reply = session.link.look(Command::TallyShow)?;
    let Reply::Tally { tally, source, fingerprint } = &reply else { return Err(unexpected(&reply)) };
    let status = session.link.status()?;
    // Without the package the numbers are shown all the same; a package that was named has to be the right one.
    let ballot = match (&names.package, ballot::of_box(session, names.package.as_deref(), &status)) {
        (_, Ok(ballot)) => Some(ballot),
        (Some(_), Err(stop)) => return Err(stop),
        (None, Err(_)) => None,
    };
    let mut text = format!("Tally of station {}, {}\n", status.station, origin(*source));
    text.push_str(&rows(tally, ballot.as_ref()));
    if let Some(fingerprint) = fingerprint {
        text.push_str(&format!("\nSealed, fingerprint {fingerprint}\n"));
    }
    Ok(Outcome::new(as_json(&reply), text))
}

/// Where a tally came from, for people.
pub(super) fn origin(source: TallySource) -> &'static str {
    match source {
        TallySource::Device => "from the counting device",
        TallySource::File => "from a file",
        TallySource::Keyed => "keyed in",
        TallySource::Recovered => "recovered from a tape",
    }
}

/// The numbers of a tally, with names as far as they are known.
pub(super) fn rows(tally: &Tally, ballot: Option<&Ballot>) -> String {
    let mut text = String::new();
    row(&mut text, "Registered voters", tally.registered.into());
    if let Some(verified) = tally.verified {
        row(&mut text, "Verified voters", verified.into());
    }
    row(&mut text, "Ballots cast", tally.ballots_cast.into());
    for (index, count) in tally.contests.iter().enumerate() {
        text.push('\n');
        let contest = ballot
            .and_then(|ballot| ballot.definition.contests.iter().find(|contest| contest.id == count.contest));
        match (ballot, contest) {
            (Some(ballot), Some(contest)) => named(&mut text, ballot, contest, count),
            _ => numbered(&mut text, index, count),
        }
        sums(&mut text, tally, contest, count);
    }
    text
}

fn named(text: &mut String, ballot: &Ballot, contest: &Contest, count: &ContestTally) {
    let languages = ballot.definition.languages(&ballot.station);
    text.push_str(contest.name.pick(languages));
    text.push('\n');
    let lines = ballot.definition.lines(&ballot.station, contest);
    let counts = count.votes.lines();
    for (line, votes) in lines.iter().zip(&counts) {
        let empty = line.candidate.is_none() && *votes == 0 && !line.list.is_some_and(|list| list.list_vote);
        if line.candidate.is_none() && empty {
            heading(text, &label(line, languages));
        } else {
            row(text, &label(line, languages), (*votes).into());
        }
    }
}

/// A line as people find it on the ballot: number and name.
pub(super) fn label(line: &Line<'_>, languages: &[String]) -> String {
    match (line.list, line.candidate) {
        (Some(_), Some(candidate)) => format!("    {} {}", candidate.number, candidate.name.pick(languages)),
        (None, Some(candidate)) => format!("  {} {}", candidate.number, candidate.name.pick(languages)),
        (Some(list), None) => format!("  List {} {}", list.number, list.name.pick(languages)),
        (None, None) => String::new(),
    }
}

fn numbered(text: &mut String, index: usize, count: &ContestTally) {
    text.push_str(&format!("Contest {}, {}\n", index.saturating_add(1), count.contest));
    match &count.votes {
        Votes::Candidates(votes) => {
            for (votes, line) in votes.iter().zip(1_u32..) {
                row(text, &format!("  line {line}"), (*votes).into());
            }
        }
        Votes::Lists(lists) => {
            for (list, number) in lists.iter().zip(1_u32..) {
                row(text, &format!("  list {number} alone"), list.list_only.into());
                for (votes, line) in list.candidates.iter().zip(1_u32..) {
                    row(text, &format!("    line {line}"), (*votes).into());
                }
            }
        }
    }
}

fn sums(text: &mut String, tally: &Tally, contest: Option<&Contest>, count: &ContestTally) {
    let valid = count.votes.total().unwrap_or(u64::MAX);
    row(text, "  Valid votes", valid);
    row(text, "  Blank", count.blank.into());
    row(text, "  Invalid", count.invalid.into());
    let sum = valid.saturating_add(count.blank.into()).saturating_add(count.invalid.into());
    row(text, "  Sum", sum);
    if let Some(contest) = contest {
        let allowed = contest.votes_allowed;
        let due = u64::from(tally.ballots_cast).saturating_mul(allowed.into());
        row(text, &format!("  Ballots cast x {allowed}"), due);
    }
}

fn row(text: &mut String, label: &str, count: u64) {
    let label = cut(label);
    let fill = LABEL.saturating_sub(label.chars().count());
    text.push_str(&format!("{label}{:fill$}{count:>COUNT$}\n", ""));
}

fn heading(text: &mut String, label: &str) {
    text.push_str(&cut(label));
    text.push('\n');
}

/// A label that fits its column.
pub(super) fn cut(label: &str) -> String {
    if label.chars().count() <= LABEL {
        return label.to_owned();
    }
    let kept: String = label.chars().take(LABEL.saturating_sub(1)).collect();
    format!("{kept}…")
}
