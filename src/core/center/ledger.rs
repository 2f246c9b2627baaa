//! What the center keeps, and the little it asks of whatever keeps it.

use crate::packet::{Cause, LinkOpened, Verdict};
use crate::record::{Digest, SignedRecord};
use crate::seal::MessageId;
use crate::time::WallTime;

use super::ahead::Reading;
use super::flag::Flag;
use super::roster::RosterEntry;

/// Where a kept record stands; the only thing about it that ever changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the center says of it.
    pub verdict: Verdict,
    /// Why it does not count.
    pub cause: Option<Cause>,
    /// Remarks that do not keep it from counting.
    pub flags: Vec<Flag>,
    /// The place: contest and line, values found and expected. Empty if the cause says it all.
    pub note: String,
}

impl Standing {
    /// A standing without cause, remark and note.
    #[must_use]
    pub const fn of(verdict: Verdict) -> Self {
        Self { verdict, cause: None, flags: Vec::new(), note: String::new() }
    }

    /// Set aside for a cause.
    #[must_use]
    pub fn quarantined(cause: Cause, note: impl Into<String>) -> Self {
        Self { verdict: Verdict::Quarantined, cause: Some(cause), flags: Vec::new(), note: note.into() }
    }

    /// False if nobody knows whether the device wrote the record.
    #[must_use]
    pub fn is_authentic(&self) -> bool {
        !matches!(self.cause, Some(Cause::Signature | Cause::DeviceUnknown))
    }

    /// True if the record counts.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.verdict == Verdict::Accepted
    }
}

/// A record that arrived whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The bytes, as signed.
    pub signed: SignedRecord,
    /// Id of the message that brought it: with the device, its name in the ledger.
    pub message: MessageId,
    /// Identity of the record.
    pub digest: Digest,
    /// Its station; known only once the signature is verified.
    pub station: Option<u32>,
    /// Where it stands.
    pub standing: Standing,
    /// When it arrived, by the center's clock.
    pub arrived: Option<WallTime>,
}

/// What keeps the center's memory: all within one transaction of the caller, which is committed before any answer leaves.
pub trait Ledger {
    /// What can go wrong.
    type Error;

    /// The roster's entry of a device.
    ///
    /// # Errors
    ///
    /// As any of these: the storage failed.
    fn device(&mut self, device: u32) -> Result<Option<RosterEntry>, Self::Error>;

    /// Keeps a part of a message if it is new, and returns all parts of that message that are kept, the oldest first.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn keep_part(&mut self, part: &LinkOpened) -> Result<Vec<LinkOpened>, Self::Error>;

    /// The newest receipt that was signed for a message of a device, partial ones aside.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn receipt(&mut self, device: u32, message: MessageId) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Keeps a receipt beside the older ones of the same message.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn keep_receipt(&mut self, device: u32, message: MessageId, receipt: &[u8]) -> Result<(), Self::Error>;

    /// A number for a receipt of this device, larger than all before.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn next_receipt(&mut self, device: u32) -> Result<u32, Self::Error>;

    /// The highest sequence number among the authentic records of a device; 0 if there is none.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn highest_sequence(&mut self, device: u32) -> Result<u16, Self::Error>;

    /// A record by its name.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn record(&mut self, device: u32, message: MessageId) -> Result<Option<Kept>, Self::Error>;

    /// The authentic records with this number of a device, in order of arrival.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn records_numbered(&mut self, device: u32, sequence: u16) -> Result<Vec<Kept>, Self::Error>;

    /// The authentic records of a station, in order of arrival.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn records_of_station(&mut self, station: u32) -> Result<Vec<Kept>, Self::Error>;

    /// Every record of a device that is set aside because nobody vouches for its signature, in order of arrival.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn records_unproven(&mut self, device: u32) -> Result<Vec<Kept>, Self::Error>;

    /// Keeps a record, or its new station and standing if it is kept already.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn keep_record(&mut self, record: &Kept) -> Result<(), Self::Error>;

    /// Place of a record in the log of all authentic records, where it is put the first time it is asked for.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn log_index(&mut self, digest: &Digest) -> Result<u32, Self::Error>;

    /// Another station whose authentic result has the same votes, if there is one; and remembers these.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn twin(&mut self, votes: [u8; 32], station: u32) -> Result<Option<u32>, Self::Error>;

    /// True if the commission ordered that the record whose digest begins so be void.
    ///
    /// # Errors
    ///
    /// The storage failed.
    fn annulment_ordered(&mut self, voids: [u8; 12]) -> Result<bool, Self::Error>;

    /// What was [read ahead](super::Center::read_ahead) of this record, if anything was. It is in memory only.
    fn reading(&self, _signed: &SignedRecord) -> Option<&Reading> {
        None
    }
}
