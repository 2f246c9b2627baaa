//! What a typed tape is worth: sums, check words, and the line that is likely wrong.

use rts_core::election::{
    Choices, Code, ContestTally, LineOrder, ListTally, Refusal, Subject, Tally, Votes, identities,
};
use rts_core::tape::check::{CheckedBlock, LineId, blocks};
use serde_json::{Map, Value, json};

use super::wrong::Checked;
use super::{Sheet, Typed};
use crate::official::verify::finding::Finding;
use crate::official::verify::numbers::{Numbers, Paper};

/// Said of numbers whose check words fit.
const HONEST: &str = "  Check words show that numbers were copied right. Only the QR code or the published result \
                      shows\n  that they are the ones that were signed.\n";

/// Checks a typed tape. What was typed is handed out if it could be placed, right or wrong.
pub(in crate::official::verify) fn judge(sheet: &Sheet, paper: &Paper<'_>) -> (Finding, Option<Typed>) {
    let mut numbers = sheet.numbers.clone();
    without_votes(&mut numbers, paper);
    let tally = tally(&numbers, paper);
    let blocks = match typed_blocks(&tally, &mut numbers, paper) {
        Ok(blocks) => blocks,
        Err(refusal) => return (Finding::bad(&sheet.name, refusal), None),
    };
    let checked = Checked::all(blocks, sheet, &numbers);
    let words = checked.iter().filter(|checked| !checked.words.is_empty()).count();
    let mut text = format!(
        "  station {}, typed from paper: {} numbers, check words on {words} of {} blocks\n",
        sheet.station.code,
        numbers.len(),
        checked.len()
    );
    let facts = facts(sheet, &numbers, &checked, paper);
    let mut finding = Finding::good(&sheet.name, facts, String::new());
    let wrong = checked.iter().flat_map(|checked| checked.refusals(paper));
    for refusal in wrong.chain(broken(&tally, &numbers, paper)) {
        text.push_str(&format!("  {}\n", refusal.at));
        finding.refuse(refusal);
    }
    if finding.refusal.is_none() {
        text.push_str(HONEST);
    }
    finding.lines = text;
    let typed = Typed { station: sheet.station.number, fingerprint: sheet.fingerprint, numbers };
    (finding, Some(typed))
}

/// Fills in the zeros of a tape that lists candidates without votes by number only.
fn without_votes(numbers: &mut Numbers, paper: &Paper<'_>) {
    if paper.definition.rules.tape.order != LineOrder::ZerosLast {
        return;
    }
    for (index, contest) in paper.definition.ballot(paper.station).into_iter().enumerate() {
        if !numbers.keys().any(|(at, line)| *at == Some(index) && matches!(line, LineId::Line(_))) {
            continue;
        }
        for (at, line) in paper.definition.lines(paper.station, contest).iter().enumerate() {
            if line.candidate.is_some() || line.list.is_some_and(|list| list.list_vote) {
                numbers.entry((Some(index), LineId::Line(at))).or_insert(0);
            }
        }
    }
}

/// The numbers as a tally; what was not typed is zero.
fn tally(numbers: &Numbers, paper: &Paper<'_>) -> Tally {
    let number = |contest, line| {
        let count = numbers.get(&(contest, line)).copied();
        count.map(|count| u32::try_from(count).unwrap_or(u32::MAX))
    };
    let contests = paper.definition.ballot(paper.station).into_iter().enumerate().map(|(index, contest)| {
        let of = |line| number(Some(index), line).unwrap_or(0);
        let mut lines = (0_usize..).map(|at| of(LineId::Line(at)));
        let votes = match &contest.choices {
            Choices::Candidates(all) => Votes::Candidates(lines.by_ref().take(all.len()).collect()),
            Choices::Lists(lists) => {
                let list = |list: &rts_core::election::List| ListTally {
                    list_only: lines.next().unwrap_or(0),
                    candidates: lines.by_ref().take(list.candidates.len()).collect(),
                };
                Votes::Lists(lists.iter().map(list).collect())
            }
        };
        let (blank, invalid) = (of(LineId::Blank), of(LineId::Invalid));
        ContestTally { contest: contest.id.clone(), blank, invalid, votes }
    });
    Tally {
        registered: number(None, LineId::Registered).unwrap_or(0),
        ballots_cast: number(None, LineId::Ballots).unwrap_or(0),
        verified: number(None, LineId::Verified),
        contests: contests.collect(),
    }
}

/// The blocks that were typed, with the numbers as typed. Valid votes that were not typed are the sum of their lines.
fn typed_blocks(
    tally: &Tally,
    numbers: &mut Numbers,
    paper: &Paper<'_>,
) -> Result<Vec<CheckedBlock>, Refusal> {
    let all = blocks(paper.definition, paper.station, tally);
    let mut typed = Vec::new();
    for mut block in all.iter().cloned() {
        let valid = (block.contest, LineId::Valid);
        let sum = block.rows().find(|(line, _)| *line == LineId::Valid);
        if let Some((_, sum)) = sum
            && whole_lines(&all, block.contest, numbers)
        {
            numbers.entry(valid).or_insert(sum.into());
        }
        let count = |line: &LineId| numbers.get(&(block.contest, *line)).copied();
        if block.lines.iter().all(|line| count(line).is_none()) {
            continue;
        }
        if let Some(missing) = block.lines.iter().find(|line| count(line).is_none()) {
            let at = format!("{} is missing", paper.place((block.contest, *missing)));
            return Err(Refusal::at(Code::TypedUnreadable, at));
        }
        let counts: Vec<u32> =
            block.lines.iter().filter_map(count).map(|it| u32::try_from(it).unwrap_or(u32::MAX)).collect();
        block.word = block.word_of(&counts);
        block.counts = counts;
        typed.push(block);
    }
    Ok(typed)
}

/// True if every line of a contest was typed.
fn whole_lines(blocks: &[CheckedBlock], contest: Option<usize>, numbers: &Numbers) -> bool {
    let of_contest = blocks.iter().filter(|block| block.contest == contest);
    let mut lines = of_contest.flat_map(|block| &block.lines).filter(|line| matches!(line, LineId::Line(_)));
    lines.all(|line| numbers.contains_key(&(contest, *line)))
}

/// Sums that do not hold, of those whose parts were all typed.
fn broken(tally: &Tally, numbers: &Numbers, paper: &Paper<'_>) -> Vec<Refusal> {
    let typed = |contest, line| numbers.contains_key(&(contest, line));
    let all = blocks(paper.definition, paper.station, tally);
    let mut broken = Vec::new();
    let ballot = paper.definition.ballot(paper.station);
    for (index, count) in tally.contests.iter().enumerate() {
        let valid = numbers.get(&(Some(index), LineId::Valid));
        let sum = count.votes.total().unwrap_or(u64::MAX);
        if let Some(valid) = valid
            && *valid != sum
            && whole_lines(&all, Some(index), numbers)
        {
            let name = ballot.get(index).map_or("", |contest| paper.voice.name(&contest.name));
            let at = format!("{name}: the lines add up to {sum}, and {valid} valid votes are typed");
            broken.push(Refusal::at(Code::ContestSum, at));
        }
    }
    for identity in identities(paper.definition, paper.station, tally) {
        let (registered, verified, ballots) =
            (typed(None, LineId::Registered), typed(None, LineId::Verified), typed(None, LineId::Ballots));
        let whole = match &identity.subject {
            Subject::Registered => registered,
            Subject::BallotsVerified => ballots && verified,
            Subject::VerifiedRegistered => verified && registered,
            Subject::BallotsRegistered => ballots && registered,
            Subject::Contest { id, .. } => {
                let index = ballot.iter().position(|contest| contest.id == *id);
                let sums = [LineId::Blank, LineId::Invalid].iter().all(|line| typed(index, *line));
                ballots && sums && whole_lines(&all, index, numbers)
            }
        };
        if whole && !identity.holds() {
            broken.push(identity.refusal());
        }
    }
    broken
}

fn facts(sheet: &Sheet, numbers: &Numbers, checked: &[Checked], paper: &Paper<'_>) -> Map<String, Value> {
    let facts = json!({
        "kind": "typed",
        "station": sheet.station.code,
        "fingerprint": sheet.fingerprint.map(|fingerprint| fingerprint.to_string()),
        "numbers": numbers.len(),
        "blocks": checked.iter().map(|checked| checked.json(paper)).collect::<Vec<_>>(),
    });
    facts.as_object().cloned().unwrap_or_default()
}
