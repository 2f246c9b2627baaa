//! The words of the election: what is voted on, where, under which rules, and what a count of it looks like.
//!
//! Floor 0: nothing here knows records, paper or radio.

mod approvals;
mod definition;
mod polls;
mod refusal;
mod rules;
mod station;
mod tally;

pub use approvals::{Approvals, OfficialIndex};
pub use definition::{
    BallotStyle, Candidate, Choices, Contest, ElectionDefinition, ElectionInfo, FORMAT, List, Names, Weights,
};
pub use polls::Polls;
pub use refusal::{Code, Refusal};
pub use rules::{CommissionKeys, Rules, Tolerances};
pub use station::{Official, Station, StationClass};
pub use tally::{ContestTally, ListTally, Tally, TallySource, Votes};
