//! The counts of a station, in the order of its ballot's shape.
//!
//! Sums are not stored twice: what a contest's ballots or votes add up to follows from its parts.

use super::CodingError;
use super::shape::{BallotShape, Choices, ContestShape, ListShape, PEOPLE};

/// What was counted at one station.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Registered voters, below 2^20; mostly those of the shape.
    pub registered: u32,
    /// Ballots cast, below 2^20.
    pub ballots_cast: u32,
    /// Voters that the verification device accepted, below 2^20; none where there is no device or it failed.
    pub verified: Option<u32>,
    /// The contests, in the order of the shape.
    pub contests: Vec<ContestCounts>,
}

/// What was counted in one contest. Blank, invalid and valid together are most often votes allowed × ballots
/// cast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestCounts {
    /// Blank ballots, or undervotes where a ballot holds several votes.
    pub blank: u32,
    /// Invalid ballots, or overvotes where a ballot holds several votes.
    pub invalid: u32,
    /// The valid votes.
    pub votes: Votes,
}

/// The valid votes of a contest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Votes {
    /// Per candidate, without lists.
    Candidates(Vec<u32>),
    /// Per list.
    Lists(Vec<ListCounts>),
}

/// The valid votes of one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListCounts {
    /// Votes for the list alone.
    pub list_only: u32,
    /// Votes per candidate of the list.
    pub candidates: Vec<u32>,
}

impl Counts {
    /// Counts of zero throughout, in the given shape.
    #[must_use]
    pub fn zero(shape: &BallotShape) -> Self {
        Self {
            registered: shape.registered,
            ballots_cast: 0,
            verified: shape.verification.then_some(0),
            contests: shape.contests.iter().map(ContestCounts::zero).collect(),
        }
    }

    /// # Errors
    /// [`CodingError::Mismatch`] if the counts are not those of such a ballot, [`CodingError::Bound`] if
    /// there are too many voters or ballots.
    pub(super) fn check(&self, shape: &BallotShape) -> Result<(), CodingError> {
        if !shape.verification && self.verified.is_some() {
            return Err(CodingError::Mismatch("verified voters without a verification device"));
        }
        let bounded = |number: u32| u64::from(number) < PEOPLE;
        if !bounded(self.registered) || !bounded(self.ballots_cast) || !self.verified.is_none_or(bounded) {
            return Err(CodingError::Bound("voters or ballots"));
        }
        if self.contests.len() != shape.contests.len() {
            return Err(CodingError::Mismatch("another number of contests"));
        }
        self.contests
            .iter()
            .zip(&shape.contests)
            .try_for_each(|(counts, shape)| counts.votes.check(&shape.choices))
    }
}

impl ContestCounts {
    /// Counts of zero throughout, in the given shape.
    #[must_use]
    pub fn zero(shape: &ContestShape) -> Self {
        let votes = match &shape.choices {
            Choices::Candidates(candidates) => Votes::Candidates(vec![0; *candidates]),
            Choices::Lists(lists) => {
                let zero =
                    |list: &ListShape| ListCounts { list_only: 0, candidates: vec![0; list.candidates] };
                Votes::Lists(lists.iter().map(zero).collect())
            }
        };
        Self { blank: 0, invalid: 0, votes }
    }
}

impl Votes {
    fn check(&self, choices: &Choices) -> Result<(), CodingError> {
        let matches = match (self, choices) {
            (Self::Candidates(votes), Choices::Candidates(candidates)) => votes.len() == *candidates,
            (Self::Lists(counts), Choices::Lists(lists)) => {
                let list_matches = |(counts, shape): (&ListCounts, &ListShape)| {
                    counts.candidates.len() == shape.candidates && (shape.list_vote || counts.list_only == 0)
                };
                counts.len() == lists.len() && counts.iter().zip(lists).all(list_matches)
            }
            (Self::Candidates(_), Choices::Lists(_)) | (Self::Lists(_), Choices::Candidates(_)) => false,
        };
        if matches { Ok(()) } else { Err(CodingError::Mismatch("other choices in a contest")) }
    }

    /// All valid votes together.
    #[must_use]
    pub fn total(&self) -> u64 {
        match self {
            Self::Candidates(votes) => sum(votes),
            Self::Lists(lists) => lists.iter().map(ListCounts::total).fold(0, u64::saturating_add),
        }
    }
}

impl ListCounts {
    /// All votes of the list together.
    #[must_use]
    pub fn total(&self) -> u64 {
        sum(&self.candidates).saturating_add(u64::from(self.list_only))
    }
}

fn sum(votes: &[u32]) -> u64 {
    votes.iter().copied().map(u64::from).fold(0, u64::saturating_add)
}
