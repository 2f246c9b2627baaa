//! What both ends know before the counts: the shape of a station's ballot.
//!
//! The coder spends no byte on what the shape says. Encoding and decoding under different shapes gives a
//! plausible wrong result or an error, so whoever decodes has first made sure, by a signature over a digest,
//! that the shape is the same.

use super::CodingError;

/// Voters and ballots of a station stay below this.
pub const PEOPLE: u64 = 1 << 20;
/// Candidates and lists of a contest at most, together.
pub const CHOICES: usize = 1 << 16;
/// Contests of a ballot at most.
pub const CONTESTS: usize = 1 << 10;
/// Weights stay below this.
const WEIGHT: u32 = 1 << 16;

/// A station's ballot, as the election's package gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BallotShape {
    /// Registered voters of the station, below 2^20.
    pub registered: u32,
    /// The station has a voter verification device.
    pub verification: bool,
    /// The contests of the ballot, in order.
    pub contests: Vec<ContestShape>,
}

/// One contest of a ballot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContestShape {
    /// Votes that one ballot may hold in this contest, from 1.
    pub votes_allowed: u32,
    /// What can be voted for.
    pub choices: Choices,
    /// Weights that this election was tuned with, in place of the coder's own.
    pub weights: Option<Weights>,
}

/// What can be voted for in a contest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choices {
    /// So many candidates, without lists.
    Candidates(usize),
    /// Lists of candidates.
    Lists(Vec<ListShape>),
}

/// One list of a contest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListShape {
    /// How many candidates stand on it.
    pub candidates: usize,
    /// A vote may be for the list alone, without a candidate.
    pub list_vote: bool,
}

/// How the votes of a contest are expected to spread over its candidates, or over its lists: the first vote
/// for each has weight `a`, and every vote adds `b` to the weight of the next for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// Weight of a candidate or list without votes, 1 to 65,535.
    pub a: u32,
    /// Weight that each vote adds, 0 to 65,535.
    pub b: u32,
}

impl BallotShape {
    /// # Errors
    /// [`CodingError::Shape`] if a bound is exceeded or a contest offers nothing to vote for.
    pub(super) fn check(&self) -> Result<(), CodingError> {
        if u64::from(self.registered) >= PEOPLE {
            return Err(CodingError::Shape("too many registered voters"));
        }
        if self.contests.len() > CONTESTS {
            return Err(CodingError::Shape("too many contests"));
        }
        self.contests.iter().try_for_each(ContestShape::check)
    }
}

impl ContestShape {
    fn check(&self) -> Result<(), CodingError> {
        if self.votes_allowed == 0 {
            return Err(CodingError::Shape("a contest allows no vote"));
        }
        if self.weights.is_some_and(|weights| weights.a == 0 || weights.a >= WEIGHT || weights.b >= WEIGHT) {
            return Err(CodingError::Shape("weights out of bounds"));
        }
        match &self.choices {
            Choices::Candidates(0) => Err(CodingError::Shape("a contest without candidates")),
            Choices::Lists(lists) if lists.is_empty() => Err(CodingError::Shape("a contest without lists")),
            Choices::Lists(lists) if lists.iter().any(|list| list.candidates == 0 && !list.list_vote) => {
                Err(CodingError::Shape("a list without candidates or votes of its own"))
            }
            Choices::Candidates(_) | Choices::Lists(_) if self.choices.number() > CHOICES => {
                Err(CodingError::Shape("too many choices in a contest"))
            }
            Choices::Candidates(_) | Choices::Lists(_) => Ok(()),
        }
    }
}

impl Choices {
    /// Candidates, and lists with theirs.
    fn number(&self) -> usize {
        match self {
            Self::Candidates(candidates) => *candidates,
            Self::Lists(lists) => {
                lists.iter().fold(lists.len(), |sum, list| sum.saturating_add(list.candidates))
            }
        }
    }
}
