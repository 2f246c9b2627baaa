//! Tallies that no voter made: all zeros before the polls open, and a made-up one for the rehearsal.

use super::definition::{Choices, Contest, ElectionDefinition};
use super::station::Station;
use super::tally::{ContestTally, ListTally, Tally, Votes};

/// A blank and an invalid vote, where the ballots allow them.
const SPOILT: u32 = 2;

/// The tally before anybody voted.
#[must_use]
pub fn zero(definition: &ElectionDefinition, station: &Station) -> Tally {
    Tally {
        registered: station.registered,
        ballots_cast: 0,
        verified: station.verification.then_some(0),
        contests: definition.ballot(station).into_iter().map(|contest| fill(contest, 0, 0, |_| 0)).collect(),
    }
}

/// True if nothing has been counted: no ballot, no verified voter, no vote.
#[must_use]
pub fn is_zero(tally: &Tally) -> bool {
    let nothing = |contest: &ContestTally| {
        contest.blank == 0 && contest.invalid == 0 && contest.votes.lines().iter().all(|&count| count == 0)
    };
    tally.ballots_cast == 0 && tally.verified.unwrap_or(0) == 0 && tally.contests.iter().all(nothing)
}

/// A made-up tally of the rehearsal whose sums hold: every contest has votes, and every candidate has one where the
/// register is long enough (else the station's number decides who goes without). The same station always gets the
/// same tally.
#[must_use]
pub fn test_tally(definition: &ElectionDefinition, station: &Station) -> Tally {
    let ballot = definition.ballot(station);
    let needed = ballot.iter().map(|contest| ballots_needed(contest, station)).max().unwrap_or(0);
    let ballots = needed.min(station.registered);
    let contests = ballot.into_iter().map(|contest| of_contest(contest, station, ballots)).collect();
    Tally {
        registered: station.registered,
        ballots_cast: ballots,
        verified: station.verification.then_some(ballots),
        contests,
    }
}

/// How many votes the line at `index` would get: 1 to 3, shifted from station to station.
fn wanted(index: u32, station: &Station) -> u32 {
    index.wrapping_add(station.number).wrapping_rem(3).saturating_add(1)
}

/// How many lines of a contest can get votes.
fn open_lines(contest: &Contest) -> Vec<bool> {
    match &contest.choices {
        Choices::Candidates(all) => vec![true; all.len()],
        Choices::Lists(lists) => lists
            .iter()
            .flat_map(|list| std::iter::once(list.list_vote).chain(list.candidates.iter().map(|_| true)))
            .collect(),
    }
}

fn ballots_needed(contest: &Contest, station: &Station) -> u32 {
    let lines = open_lines(contest);
    let votes = lines.iter().zip(0..).map(|(&open, index)| if open { wanted(index, station) } else { 0 });
    let votes = votes.fold(SPOILT, u32::saturating_add);
    votes.div_ceil(contest.votes_allowed.max(1))
}

fn of_contest(contest: &Contest, station: &Station, ballots: u32) -> ContestTally {
    let lines = open_lines(contest);
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let all = ballots.saturating_mul(contest.votes_allowed);
    let spoilt = if all > SPOILT { 1 } else { 0 };
    let mut left = all.saturating_sub(spoilt).saturating_sub(spoilt);
    // First one vote for each line, then the others, both beginning at a line that differs from station to station.
    let mut votes = vec![0_u32; lines.len()];
    for round in 0..3 {
        for step in 0..count {
            let index = station.number.wrapping_add(step).checked_rem(count).unwrap_or(0);
            let position = usize::try_from(index).unwrap_or(usize::MAX);
            let open = lines.get(position).copied().unwrap_or(false);
            if open
                && left > 0
                && wanted(index, station) > round
                && let Some(vote) = votes.get_mut(position)
            {
                *vote = vote.saturating_add(1);
                left = left.saturating_sub(1);
            }
        }
    }
    fill(contest, left.saturating_add(spoilt), spoilt, |index| votes.get(index).copied().unwrap_or(0))
}

/// A contest's count with `votes` on its lines.
fn fill(contest: &Contest, blank: u32, invalid: u32, votes: impl Fn(usize) -> u32) -> ContestTally {
    let mut lines = (0..).map(votes);
    let mut next = || lines.next().unwrap_or(0);
    let votes = match &contest.choices {
        Choices::Candidates(all) => Votes::Candidates(all.iter().map(|_| next()).collect()),
        Choices::Lists(lists) => Votes::Lists(
            lists
                .iter()
                .map(|list| ListTally {
                    list_only: next(),
                    candidates: list.candidates.iter().map(|_| next()).collect(),
                })
                .collect(),
        ),
    };
    ContestTally { contest: contest.id.clone(), blank, invalid, votes }
}
