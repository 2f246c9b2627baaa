//! BASE, the eleven bytes that name a record: bound into every key, signature and digest.
//!
//! Version and suite are looked at before anything else. A receipt's header carries the base of the record it answers
//! with the top bit of the kind set; the two are read by different functions, so neither passes for the other.

use super::error::RecordError;

/// Length of a base in bytes.
pub const BASE_LEN: usize = 11;

const VERSION: u8 = 1;
const SUITE: u8 = 1;
const RECEIPT: u8 = 0x80;

/// What a record says (docs/wire.md, base).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// All counters were zero before the polls opened.
    Zero = 1,
    /// The polls are open.
    Opened = 2,
    /// Voters so far.
    Turnout = 3,
    /// The station's result.
    Result = 4,
    /// A result in place of one that is void.
    Correction = 5,
    /// A record is void and nothing stands in its place.
    Annulment = 6,
    /// A result of a rehearsal; never counted.
    Rehearsal = 7,
    /// Where the journal's hash chain stands.
    Checkpoint = 8,
    /// Asks for the receipt of a message again.
    Poll = 9,
}

impl Kind {
    /// All kinds, by number.
    pub const ALL: [Self; 9] = [
        Self::Zero,
        Self::Opened,
        Self::Turnout,
        Self::Result,
        Self::Correction,
        Self::Annulment,
        Self::Rehearsal,
        Self::Checkpoint,
        Self::Poll,
    ];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The kind with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The word for it in files, logs and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::Opened => "opened",
            Self::Turnout => "turnout",
            Self::Result => "result",
            Self::Correction => "correction",
            Self::Annulment => "annulment",
            Self::Rehearsal => "rehearsal",
            Self::Checkpoint => "checkpoint",
            Self::Poll => "poll",
        }
    }
}

/// Which generation of a key, 0 to 15.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(u8);

impl Epoch {
    /// The epoch with this number; `None` above 15.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number <= 0x0f { Some(Self(number)) } else { None }
    }

    /// Its number, 0 to 15.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// The name of a record: kind, election, device and sequence, and the epochs of the keys that seal it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base {
    /// What the record says.
    pub kind: Kind,
    /// Number of the election.
    pub election: u16,
    /// Number of the device that signed.
    pub device: u32,
    /// Number of the record, per device and election; its end is a refusal, never a wrap.
    pub sequence: u16,
    /// Generation of the key between device and tally center.
    pub seal_epoch: Epoch,
    /// Generation of the key between device and gateway.
    pub link_epoch: Epoch,
}

impl Base {
    /// The bytes of a record's base.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; BASE_LEN] {
        self.bytes_with(self.kind.number())
    }

    /// The bytes at the head of a receipt for the record with this base.
    #[must_use]
    pub fn to_receipt_bytes(&self) -> [u8; BASE_LEN] {
        self.bytes_with(self.kind.number() | RECEIPT)
    }

    /// Reads the base of a record.
    ///
    /// # Errors
    ///
    /// Fails on another version or suite, and on a kind that is none or that of a receipt.
    pub fn parse(bytes: &[u8; BASE_LEN]) -> Result<Self, RecordError> {
        Self::parse_with(bytes, |kind| (kind & RECEIPT == 0).then_some(kind))
    }

    /// Reads the base at the head of a receipt; it names the record that is answered.
    ///
    /// # Errors
    ///
    /// Fails on another version or suite, and on a kind that is none or not that of a receipt.
    pub fn parse_receipt(bytes: &[u8; BASE_LEN]) -> Result<Self, RecordError> {
        Self::parse_with(bytes, |kind| (kind & RECEIPT != 0).then_some(kind & !RECEIPT))
    }

    fn bytes_with(&self, kind: u8) -> [u8; BASE_LEN] {
        let [e0, e1] = self.election.to_be_bytes();
        let [d0, d1, d2, d3] = self.device.to_be_bytes();
        let [s0, s1] = self.sequence.to_be_bytes();
        let epochs = (self.seal_epoch.0 << 4) | self.link_epoch.0;
        [(VERSION << 4) | SUITE, kind, e0, e1, d0, d1, d2, d3, s0, s1, epochs]
    }

    fn parse_with(bytes: &[u8; BASE_LEN], kind_of: impl Fn(u8) -> Option<u8>) -> Result<Self, RecordError> {
        let [form, kind, e0, e1, d0, d1, d2, d3, s0, s1, epochs] = *bytes;
        let (version, suite) = (form >> 4, form & 0x0f);
        if version != VERSION {
            return Err(RecordError::Version(version));
        }
        if suite != SUITE {
            return Err(RecordError::Suite(suite));
        }
        let known = kind_of(kind).and_then(Kind::from_number).ok_or(RecordError::Kind(kind))?;
        Ok(Self {
            kind: known,
            election: u16::from_be_bytes([e0, e1]),
            device: u32::from_be_bytes([d0, d1, d2, d3]),
            sequence: u16::from_be_bytes([s0, s1]),
            seal_epoch: Epoch(epochs >> 4),
            link_epoch: Epoch(epochs & 0x0f),
        })
    }
}
