//! Does a tally have the shape of the ballot: every contest once, every line, no impossible count?

use std::collections::BTreeMap;

use crate::election::definition::{Choices, Contest, ElectionDefinition};
use crate::election::line::Line;
use crate::election::refusal::{Code, Refusal};
use crate::election::station::Station;
use crate::election::tally::{ContestTally, Tally, Votes};
use crate::election::validate::COUNT_LIMIT;

/// The tally with its contests in ballot order.
pub(super) fn arrange(
    definition: &ElectionDefinition,
    station: &Station,
    tally: &Tally,
) -> Result<Tally, Refusal> {
    let mut counted = BTreeMap::new();
    for contest in &tally.contests {
        if counted.insert(contest.contest.as_str(), contest).is_some() {
            return Err(Refusal::at(Code::ContestTwice, shown(&contest.contest)));
        }
    }
    let mut contests = Vec::new();
    for contest in definition.ballot(station) {
        let Some(count) = counted.remove(contest.id.as_str()) else {
            return Err(Refusal::at(Code::ContestMissing, name(definition, station, contest)));
        };
        lines(definition, station, contest, count)?;
        contests.push(count.clone());
    }
    if let Some(unknown) = counted.keys().next() {
        return Err(Refusal::at(Code::ContestUnknown, shown(unknown)));
    }
    for (place, count) in [
        ("registered voters", tally.registered),
        ("ballots cast", tally.ballots_cast),
        ("verified voters", tally.verified.unwrap_or(0)),
    ] {
        bounded(place, count)?;
    }
    Ok(Tally {
        registered: tally.registered,
        ballots_cast: tally.ballots_cast,
        verified: tally.verified,
        contests,
    })
}

fn lines(
    definition: &ElectionDefinition,
    station: &Station,
    contest: &Contest,
    count: &ContestTally,
) -> Result<(), Refusal> {
    let name = || name(definition, station, contest);
    match (&contest.choices, &count.votes) {
        (Choices::Candidates(candidates), Votes::Candidates(counts)) => {
            same(name, candidates.len(), counts.len())?;
        }
        (Choices::Lists(lists), Votes::Lists(counts)) => {
            same(|| format!("{}, lists", name()), lists.len(), counts.len())?;
            for (list, count) in lists.iter().zip(counts) {
                let place = || format!("{}, list {}", name(), list.number);
                same(place, list.candidates.len(), count.candidates.len())?;
                if count.list_only > 0 && !list.list_vote {
                    return Err(Refusal::at(
                        Code::ContestUnknown,
                        format!(
                            "{}: expected no votes for the list alone, found {}",
                            place(),
                            count.list_only
                        ),
                    ));
                }
            }
        }
        (Choices::Candidates(_), Votes::Lists(_)) => {
            return Err(Refusal::at(
                Code::LinesDiffer,
                format!("{}: expected candidates, found lists", name()),
            ));
        }
        (Choices::Lists(_), Votes::Candidates(_)) => {
            return Err(Refusal::at(
                Code::LinesDiffer,
                format!("{}: expected lists, found candidates", name()),
            ));
        }
    }
    let lines: Vec<Line<'_>> = definition.lines(station, contest);
    lines.iter().zip(count.votes.lines()).try_for_each(|(line, count)| bounded(line, count))?;
    bounded(format_args!("{}, blank", name()), count.blank)?;
    bounded(format_args!("{}, invalid", name()), count.invalid)
}

fn same(place: impl Fn() -> String, expected: usize, found: usize) -> Result<(), Refusal> {
    if expected == found {
        return Ok(());
    }
    Err(Refusal::at(Code::LinesDiffer, format!("{}: expected {expected} lines, found {found}", place())))
}

fn bounded(place: impl std::fmt::Display, count: u32) -> Result<(), Refusal> {
    if count < COUNT_LIMIT {
        return Ok(());
    }
    Err(Refusal::at(Code::CountTooLarge, format!("{place}: expected less than {COUNT_LIMIT}, found {count}")))
}

fn name(definition: &ElectionDefinition, station: &Station, contest: &Contest) -> String {
    contest.name.pick(definition.languages(station)).to_owned()
}

/// An identifier from outside, short and without anything that steers a terminal.
fn shown(id: &str) -> String {
    id.chars().take(64).flat_map(char::escape_debug).collect()
}
