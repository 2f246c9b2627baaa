//! A count of one station: plain numbers in ballot order.

use serde::{Deserialize, Serialize};

/// Where a tally came from; two bits of the record (docs/wire.md, record flags).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TallySource {
    /// The counting device handed it over.
    Device,
    /// A file.
    File,
    /// Two officials keyed it in and agreed.
    Keyed,
    /// Rebuilt from a tape.
    Recovered,
}

/// The count of one station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Registered voters.
    pub registered: u32,
    /// Ballots cast.
    pub ballots_cast: u32,
    /// Voters whom the verification device accepted; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<u32>,
    /// One count per contest of the ballot, in ballot order.
    pub contests: Vec<ContestTally>,
}

/// The count of one contest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContestTally {
    /// Identifier of the contest.
    pub contest: String,
    /// Blank ballots (single choice) or undervotes.
    pub blank: u32,
    /// Invalid ballots (single choice) or overvotes.
    pub invalid: u32,
    /// Valid votes.
    pub votes: Votes,
}

/// Valid votes of a contest, in ballot order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Votes {
    /// One number per candidate.
    Candidates(Vec<u32>),
    /// One entry per list.
    Lists(Vec<ListTally>),
}

/// Valid votes of one list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTally {
    /// Votes for the list without a candidate; 0 where that is not possible.
    #[serde(default)]
    pub list_only: u32,
    /// One number per candidate of the list.
    pub candidates: Vec<u32>,
}

impl Votes {
    /// Sum of all valid votes; `None` if it exceeds 64 bits.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        let sum = |counts: &[u32]| counts.iter().try_fold(0_u64, |sum, &count| sum.checked_add(count.into()));
        match self {
            Self::Candidates(counts) => sum(counts),
            Self::Lists(lists) => {
                lists.iter().try_fold(0_u64, |total, list| total.checked_add(list.total()?))
            }
        }
    }
}

impl ListTally {
    /// Sum of the list's votes; `None` if it exceeds 64 bits.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.candidates
            .iter()
            .try_fold(u64::from(self.list_only), |sum, &count| sum.checked_add(count.into()))
    }
}
