//! Results as NIST SP 1500-100 version 2, JSON: out for one or many stations, in for one.
//!
//! A station is a `precinct`, a list is a `Party` with a `PartySelection` for its votes alone, blank and invalid votes are
//! `Undervotes` and `Overvotes`, verified voters are `VotersParticipated`. What the format has no field for (numbers on the
//! ballot, identifiers) is an `ExternalIdentifier`. Invariants: what is written reads back to the same tally; what is read
//! takes nothing for zero that is not there.

mod export;
mod import;
mod schema;
#[cfg(test)]
mod tests;

pub use export::{ReportContext, nist_report};
pub use import::{MAXIMUM_REPORT_BYTES, from_nist_report};
pub use schema::ReportStatus;

/// Kinds of `ExternalIdentifier` that this project writes.
mod identifier {
    /// Number of the election.
    pub(super) const ELECTION: &str = "rts-election";
    /// Number of a station.
    pub(super) const STATION: &str = "rts-station";
    /// Code of a station.
    pub(super) const STATION_CODE: &str = "station-code";
    /// Identifier of a contest.
    pub(super) const CONTEST: &str = "contest-id";
    /// Number of a list or candidate on the ballot.
    pub(super) const BALLOT_NUMBER: &str = "ballot-number";
    /// Identifier of a ballot style.
    pub(super) const STYLE: &str = "style-id";
}
