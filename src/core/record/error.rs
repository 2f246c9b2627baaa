//! What can be wrong with the bytes of a record.

use thiserror::Error;

use crate::coding::CodingError;

/// Why bytes are not a record, or a record has no bytes. Fragments that fit after "failed to read the record: ".
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// Another version of the bytes.
    #[error("unknown version {0}")]
    Version(u8),
    /// Another set of algorithms.
    #[error("unknown suite {0}")]
    Suite(u8),
    /// A kind that is none, or a receipt in place of a record.
    #[error("unexpected kind {0}")]
    Kind(u8),
    /// A bit that must be 0 is 1.
    #[error("reserved bit set")]
    Reserved,
    /// The approvals name one official twice, or only a second one.
    #[error("contradictory approvals")]
    Approvals,
    /// The test mark is missing on a rehearsal, or stands on a record that is none.
    #[error("test mark does not match the kind")]
    TestMark,
    /// The base names another election than the package.
    #[error("record of another election, {0}")]
    Election(u16),
    /// The package lists no station with this number.
    #[error("unknown station {0}")]
    Station(u32),
    /// A reason that is not on the list.
    #[error("unknown reason {0}")]
    Reason(u8),
    /// The base names another kind than the content.
    #[error("content of another kind")]
    Content,
    /// A certificate that does not begin as one.
    #[error("not a certificate")]
    Label,
    /// The tally has not the contests or lines of the station's ballot.
    #[error("tally that does not fit the ballot, at {0}")]
    Ballot(String),
    /// The bytes end too early or go on too long, or a fingerprint is misspelt.
    #[error(transparent)]
    Coding(#[from] CodingError),
}
