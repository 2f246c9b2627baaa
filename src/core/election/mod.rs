//! The words of the election: what is voted on, where, under which rules, what a count of it looks like, and whether
//! it adds up.
//!
//! Floor 0: nothing here knows records, paper or radio.

mod approvals;
mod definition;
mod line;
mod nist_report;
mod package_file;
mod polls;
mod practice;
mod refusal;
mod rules;
#[cfg(test)]
pub(crate) mod sample;
mod station;
mod sums;
mod tally;
mod tally_file;
mod validate;

pub use approvals::{Approvals, OfficialIndex};
pub use definition::{
    BallotStyle, Candidate, Choices, Contest, ElectionDefinition, ElectionInfo, FORMAT, List, Names, Weights,
};
pub use line::Line;
pub use nist_report::{MAXIMUM_REPORT_BYTES, ReportContext, ReportStatus, from_nist_report, nist_report};
pub use package_file::{MAXIMUM_PACKAGE_BYTES, Preparation};
pub use polls::Polls;
pub use practice::{is_zero, test_tally, zero};
pub use refusal::{Code, Refusal};
pub use rules::{CommissionKeys, Digits, LineOrder, Rules, TapeRules, Tolerances};
pub use station::{Official, Station, StationClass};
pub use sums::{Checked, Identity, Relation, Subject, check, check_counted, entries_agree, identities};
pub use tally::{ContestTally, ListTally, Tally, TallySource, Votes};
pub use tally_file::{MAXIMUM_TALLY_BYTES, StationName, TALLY_FORMAT, TallyFile, read_tally};
pub use validate::COUNT_LIMIT;
