//! What both ends know before the counts: the shape of a station's ballot.
//!
//! The coder spends no byte on what the shape says. Encoding and decoding under different shapes gives a plausible wrong
//! result or an error, so whoever decodes has first made sure, by a signature over a digest, that the shape is the same.

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
    Lists {
        /// Candidates of each list, in order.
        lists: Vec<usize>,
        /// A vote may be for a list alone, without a candidate.
        list_vote: bool,
    },
}

/// How the votes of a contest are expected to spread over its candidates, or over its lists: the first vote for each has
/// weight `a`, and every vote adds `b` to the weight of the next for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    /// Weight of a candidate or list without votes, 1 to 65,535.
    pub a: u32,
    /// Weight that each vote adds, 0 to 65,535.
    pub b: u32,
}
