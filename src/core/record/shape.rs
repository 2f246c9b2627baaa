//! Between the words of the election and the bytes of the count coder: a station's ballot as a shape, a tally as counts.
//!
//! Both ways follow the ballot's order. A tally whose contests are not exactly those of the ballot has no counts.

use crate::coding::counts::{ContestCounts, Counts, ListCounts, Votes as VoteCounts};
use crate::coding::shape::{
    BallotShape, Choices as ChoicesShape, ContestShape, ListShape, Weights as WeightsShape,
};
use crate::election::{
    Choices, Contest, ContestTally, ElectionDefinition, List, ListTally, Station, Tally, Votes, Weights,
};

use super::error::RecordError;

/// What the count coder knows of a station before the count.
#[must_use]
pub fn shape(definition: &ElectionDefinition, station: &Station) -> BallotShape {
    BallotShape {
        registered: station.registered,
        verification: station.verification,
        contests: definition.ballot(station).into_iter().map(contest_shape).collect(),
    }
}

fn contest_shape(contest: &Contest) -> ContestShape {
    let choices = match &contest.choices {
        Choices::Candidates(candidates) => ChoicesShape::Candidates(candidates.len()),
        Choices::Lists(lists) => ChoicesShape::Lists(lists.iter().map(list_shape).collect()),
    };
    let weights = contest.coding.map(|Weights { a, b }| WeightsShape { a, b });
    ContestShape { votes_allowed: contest.votes_allowed, choices, weights }
}

fn list_shape(list: &List) -> ListShape {
    ListShape { candidates: list.candidates.len(), list_vote: list.list_vote }
}

/// The counts of a tally; the coder checks their lines.
pub(super) fn counts(ballot: &[&Contest], tally: &Tally) -> Result<Counts, RecordError> {
    if tally.contests.len() != ballot.len() {
        return Err(RecordError::Ballot(format!("{} contests", tally.contests.len())));
    }
    let contests = ballot.iter().zip(&tally.contests).map(|(contest, tally)| contest_counts(contest, tally));
    Ok(Counts {
        registered: tally.registered,
        ballots_cast: tally.ballots_cast,
        verified: tally.verified,
        contests: contests.collect::<Result<_, _>>()?,
    })
}

fn contest_counts(contest: &Contest, tally: &ContestTally) -> Result<ContestCounts, RecordError> {
    if tally.contest != contest.id {
        return Err(RecordError::Ballot(tally.contest.clone()));
    }
    let votes = match &tally.votes {
        Votes::Candidates(counts) => VoteCounts::Candidates(counts.clone()),
        Votes::Lists(lists) => VoteCounts::Lists(
            lists
                .iter()
                .map(|list| ListCounts { list_only: list.list_only, candidates: list.candidates.clone() })
                .collect(),
        ),
    };
    Ok(ContestCounts { blank: tally.blank, invalid: tally.invalid, votes })
}

/// The tally of counts that the coder read.
pub(super) fn tally(ballot: &[&Contest], counts: Counts) -> Tally {
    let contests = ballot.iter().zip(counts.contests).map(|(contest, counts)| ContestTally {
        contest: contest.id.clone(),
        blank: counts.blank,
        invalid: counts.invalid,
        votes: match counts.votes {
            VoteCounts::Candidates(counts) => Votes::Candidates(counts),
            VoteCounts::Lists(lists) => Votes::Lists(
                lists
                    .into_iter()
                    .map(|list| ListTally { list_only: list.list_only, candidates: list.candidates })
                    .collect(),
            ),
        },
    });
    Tally {
        registered: counts.registered,
        ballots_cast: counts.ballots_cast,
        verified: counts.verified,
        contests: contests.collect(),
    }
}
