//! A tally on paper: every line of the ballot with its count, every sum with its check.
//!
//! Invariants: lines stand in ballot order and none is left out, whatever its count; a sum's parts, its result and its
//! check stand in one block; counts have no separators; the valid votes of a contest are repeated in words.

use super::layout::Block;
use super::line::Line;
use super::origin::Origin;
use super::text::PaperText;
use crate::election::{
    Candidate, Choices, Contest, ContestTally, Identity, Relation, Subject, Tally, Votes, identities,
};

/// Contests with more lines than these are set in the normal height.
const TALL_LINES: usize = 60;
const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// The tally: voters and ballots, then each contest with its sum.
pub(super) fn blocks(origin: &Origin<'_>, tally: &Tally) -> Vec<Block> {
    let identities = identities(origin.definition, origin.station, tally);
    let mut blocks = vec![voters(tally, &identities)];
    for (contest, count) in origin.definition.ballot(origin.station).into_iter().zip(&tally.contests) {
        blocks.push(lines(origin, contest, &count.votes));
        let identity = identities
            .iter()
            .find(|identity| matches!(&identity.subject, Subject::Contest { id, .. } if *id == contest.id));
        blocks.push(sum(contest, count, identity));
    }
    blocks
}

/// Registered, verified, ballots, and their checks.
fn voters(tally: &Tally, identities: &[Identity]) -> Block {
    let mut lines = vec![Line::count("Registered voters", tally.registered.to_string())];
    lines.extend(tally.verified.map(|verified| Line::count("Verified voters", verified.to_string())));
    lines.push(Line::votes("Ballots cast", tally.ballots_cast.to_string()));
    let captions = identities.iter().filter_map(|identity| {
        let caption = match &identity.subject {
            Subject::Registered => "registered = package",
            Subject::BallotsVerified => "ballots <= verified",
            Subject::VerifiedRegistered => "verified <= registered",
            Subject::BallotsRegistered => "ballots <= registered",
            Subject::Contest { .. } => return None,
        };
        Some(check(caption, identity))
    });
    lines.extend(captions);
    Block::titled("VOTERS AND BALLOTS", lines)
}

/// Every line of a contest.
fn lines(origin: &Origin<'_>, contest: &Contest, votes: &Votes) -> Block {
    let set = if contest.candidate_count() > TALL_LINES { Line::count } else { Line::votes };
    let candidate = |candidate: &Candidate, count: u32| {
        let name = origin.name(&candidate.name);
        let party = candidate.party.as_ref().map(|party| format!(" ({party})")).unwrap_or_default();
        set(
            PaperText::new(&format!("{:>3} {name}{party}", candidate.number)),
            PaperText::new(&count.to_string()),
        )
    };
    let mut lines = Vec::new();
    if contest.votes_allowed > 1 {
        lines.push(Line::text(format!("Each ballot has {} votes.", contest.votes_allowed)));
    }
    match (&contest.choices, votes) {
        (Choices::Candidates(all), Votes::Candidates(counts)) => {
            lines.extend(all.iter().zip(counts).map(|(one, count)| candidate(one, *count)));
        }
        (Choices::Lists(lists), Votes::Lists(counts)) => {
            for (list, count) in lists.iter().zip(counts) {
                lines.push(Line::bold(format!("LIST {} {}", list.number, origin.name(&list.name))));
                let alone = list.list_vote || count.list_only > 0;
                lines.extend(alone.then(|| set("    List alone".into(), count.list_only.to_string().into())));
                lines.extend(
                    list.candidates.iter().zip(&count.candidates).map(|(one, count)| candidate(one, *count)),
                );
                let total = count.total().unwrap_or(u64::MAX);
                lines.push(Line::count(format!("List {} together", list.number), total.to_string()));
            }
        }
        (Choices::Candidates(_), Votes::Lists(_)) | (Choices::Lists(_), Votes::Candidates(_)) => {
            lines.push(Line::bold("The tally has not the shape of this ballot."));
        }
    }
    Block::titled(PaperText::new(&origin.name(&contest.name).as_str().to_uppercase()), lines)
}

/// What the votes of a contest add up to, and whether that is right.
fn sum(contest: &Contest, count: &ContestTally, identity: Option<&Identity>) -> Block {
    let valid = count.votes.total().unwrap_or(u64::MAX);
    let (blank, invalid) =
        if contest.votes_allowed > 1 { ("Undervotes", "Overvotes") } else { ("Blank", "Invalid") };
    let mut lines = vec![
        Line::rule(),
        Line::votes("Valid votes", valid.to_string()),
        Line::text(format!("    {}", in_words(valid))),
        Line::count(blank, count.blank.to_string()),
        Line::count(invalid, count.invalid.to_string()),
    ];
    if let Some(identity) = identity {
        lines.push(Line::count("Together", identity.left.to_string()));
        lines.push(Line::count(
            format!(
                "Ballots x {} {}",
                contest.votes_allowed,
                if contest.votes_allowed == 1 { "vote" } else { "votes" }
            ),
            identity.right.to_string(),
        ));
        lines.push(check("sum of the contest", identity));
    }
    Block::new(lines)
}

/// An identity with its check.
fn check(caption: &str, identity: &Identity) -> Line {
    let verdict = match (identity.exact(), identity.holds(), identity.relation) {
        (true, _, _) => "OK".to_owned(),
        (false, true, Relation::Equal | Relation::AtMost) => format!("OK, MISSES BY {}", identity.miss()),
        (false, false, Relation::Equal | Relation::AtMost) => format!("FAILED BY {}", identity.miss()),
    };
    Line::count(format!("Check: {caption}"), verdict)
}

/// A number digit by digit, so that a digit added by hand contradicts it.
fn in_words(number: u64) -> String {
    let digits = number.to_string();
    let words = digits.bytes().filter_map(|digit| DIGITS.get(usize::from(digit.saturating_sub(b'0'))));
    words.copied().collect::<Vec<_>>().join(" ")
}
