//! The center's receipt: 102 bytes, signed and not encrypted, over exactly the record it answers.
//!
//! It holds nothing secret, so that anyone checks it, printed or on air. A receipt that says a record is delivered counts
//! only with that record's digest under its signature; where the center could not open the message, 32 zero bytes stand
//! in the digest's place, and such a receipt never means delivery.

use crate::coding::bytes::{Reader, Writer};
use crate::record::{Base, Digest};
use crate::seal::{CommissionKey, MessageId, PublicKey, SIGNATURE_LEN, SealError, verify};

use super::PacketError;

/// Length of a receipt in bytes.
pub const RECEIPT_LEN: usize = 102;

const LABEL: &[u8] = b"rts/v1/receipt\0";
const ONE_OF_ONE: u8 = 0x11;
const NOT_LOGGED: u32 = u32::MAX;
const UNKNOWN: Digest = Digest([0; 32]);

/// What the center did with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Verdict {
    /// Parts are missing; the reason is the bitmap of parts held, bit 0 for part 1, as far as eight bits reach.
    Partial = 0,
    /// Durable, and the signature is good.
    Received = 1,
    /// Counts.
    Accepted = 2,
    /// Stored, not counted; the reason says why.
    Quarantined = 3,
    /// Not taken; the reason says why.
    Refused = 4,
    /// A later correction is accepted already.
    Superseded = 5,
}

impl Verdict {
    /// All verdicts, by number.
    pub const ALL: [Self; 6] =
        [Self::Partial, Self::Received, Self::Accepted, Self::Quarantined, Self::Refused, Self::Superseded];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The verdict with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.number() == number)
    }

    /// The word for it on screens, in files and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Partial => "partial",
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Quarantined => "quarantined",
            Self::Refused => "refused",
            Self::Superseded => "superseded",
        }
    }

    /// True if the record arrived whole and is kept: nothing needs to be sent again.
    #[must_use]
    pub const fn ends_sending(self) -> bool {
        !matches!(self, Self::Partial)
    }

    /// Whether a receipt with this verdict may, or must, carry the digest of a record.
    const fn takes(self, digest: Option<&Digest>) -> bool {
        match self {
            Self::Partial => digest.is_none(),
            Self::Received | Self::Accepted | Self::Superseded => digest.is_some(),
            Self::Quarantined | Self::Refused => true,
        }
    }
}

macro_rules! causes {
    ($($name:ident = $number:literal, $word:literal, $sentence:literal;)*) => {
        /// Why the center quarantined or refused a message. Numbers never change their meaning; 0 is none.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Cause {
            $(#[doc = $sentence] $name = $number,)*
        }

        impl Cause {
            /// All causes, by number.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word for it in files and exports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What is wrong, for an official.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

causes! {
    CannotOpen = 1, "cannot-open", "the center has no key that opens the message";
    PartsDiffer = 2, "parts-differ", "no combination of the parts received opens";
    Signature = 3, "signature", "the signature is not of this device over this record and package";
    DeviceUnknown = 4, "device-unknown", "the device is not on the roster";
    DeviceRevoked = 5, "device-revoked", "the device's key is revoked";
    OtherStation = 6, "other-station", "the device is not the one of this station";
    Equivocation = 7, "equivocation", "two different records have one number";
    Unreadable = 8, "unreadable", "the record cannot be read";
    OtherElection = 9, "other-election", "the record is of another election";
    Sums = 10, "sums", "a control sum does not hold";
    BeforeClose = 11, "before-close", "the record is from before the close of polls";
    Approvals = 12, "approvals", "approvals are missing";
    OriginalMissing = 13, "original-missing", "the record that is corrected has not arrived";
    OrderMissing = 14, "order-missing", "there is no order to annul the record";
    History = 15, "history", "the device's journal does not continue what it sent before";
    NoDistrict = 16, "no-district", "a contest belongs to no district of the station";
    NotExpected = 17, "not-expected", "the center takes no such records now";
    SecondResult = 18, "second-result", "the station has a result already, and this one is no correction";
    Rule = 19, "rule", "a rule of the commission sets the record aside until it was looked at";
}

impl Cause {
    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The cause with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|cause| cause.number() == number)
    }
}

/// What a receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Name of the record answered.
    pub base: Base,
    /// Id of the message answered.
    pub id: MessageId,
    /// Number of the receipt, per device, growing at the center; an older one never overrides a newer.
    pub sequence: u32,
    /// What the center did.
    pub verdict: Verdict,
    /// A [`Cause`], or the parts held of a partial message, or 0.
    pub reason: u8,
    /// Highest record number that the center knows of the device: a box that is behind it was rolled back.
    pub highest_sequence: u16,
    /// The center's time in Unix seconds; advice.
    pub center_time: u32,
    /// Seconds for which the center asks not to be sent anything more.
    pub not_before: u16,
    /// Leaf of the record in the center's log, if it is there already.
    pub log_index: Option<u32>,
}

impl Receipt {
    /// Why the message was quarantined or refused; `None` for other verdicts and for causes of a later version.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        match self.verdict {
            Verdict::Quarantined | Verdict::Refused => Cause::from_number(self.reason),
            Verdict::Partial | Verdict::Received | Verdict::Accepted | Verdict::Superseded => None,
        }
    }

    /// Signs the receipt for the record with this digest, or for a message that could not be opened.
    ///
    /// # Errors
    ///
    /// Fails if the verdict needs a digest or must not have one, and if the signature does not verify.
    pub fn sign(&self, digest: Option<&Digest>, key: &CommissionKey) -> Result<Vec<u8>, PacketError> {
        if !self.verdict.takes(digest) {
            return Err(PacketError::Digest);
        }
        let body = self.body();
        let signature = key.sign(&signed_bytes(&body, digest)).map_err(PacketError::Receipt)?;
        Ok([body.as_slice(), &signature].concat())
    }

    /// Reads a receipt without believing it: to find the record it answers.
    ///
    /// # Errors
    ///
    /// Fails on another length, version, suite or part, on the kind of a record, and on a verdict that is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, PacketError> {
        if bytes.len() != RECEIPT_LEN {
            return Err(PacketError::Length(bytes.len()));
        }
        let mut reader = Reader::new(bytes);
        let base = Base::parse_receipt(&reader.array()?).map_err(PacketError::Base)?;
        let parts = reader.u8()?;
        if parts != ONE_OF_ONE {
            return Err(PacketError::Part { part: parts >> 4, parts: parts & 0x0f });
        }
        let id = MessageId(reader.array()?);
        let sequence = reader.u32()?;
        let verdict = reader.u8()?;
        Ok(Self {
            base,
            id,
            sequence,
            verdict: Verdict::from_number(verdict).ok_or(PacketError::Verdict(verdict))?,
            reason: reader.u8()?,
            highest_sequence: reader.u16()?,
            center_time: reader.u32()?,
            not_before: reader.u16()?,
            log_index: Some(reader.u32()?).filter(|index| *index != NOT_LOGGED),
        })
    }

    fn body(&self) -> Vec<u8> {
        Writer::new()
            .bytes(&self.base.to_receipt_bytes())
            .u8(ONE_OF_ONE)
            .bytes(&self.id.0)
            .u32(self.sequence)
            .u8(self.verdict.number())
            .u8(self.reason)
            .u16(self.highest_sequence)
            .u32(self.center_time)
            .u16(self.not_before)
            .u32(self.log_index.unwrap_or(NOT_LOGGED))
            .finish()
    }
}

/// Believes a receipt: it is of this length and form, and one of the center's keys signed it for the record with this
/// digest (or, for a message that the center could not open, for none).
///
/// # Errors
///
/// Fails as [`Receipt::parse`] does, and if no key signed it for this record.
pub fn verify_receipt(bytes: &[u8], digest: &Digest, keys: &[PublicKey]) -> Result<Receipt, PacketError> {
    let receipt = Receipt::parse(bytes)?;
    let (body, signature) =
        bytes.split_last_chunk::<SIGNATURE_LEN>().ok_or(PacketError::Length(bytes.len()))?;
    let subjects = [Some(digest), None].into_iter().filter(|subject| receipt.verdict.takes(*subject));
    for subject in subjects {
        let signed = signed_bytes(body, subject);
        if keys.iter().any(|key| verify(key, &signed, signature).is_ok()) {
            return Ok(receipt);
        }
    }
    Err(PacketError::Receipt(SealError::Signature))
}

fn signed_bytes(body: &[u8], digest: Option<&Digest>) -> Vec<u8> {
    Writer::new().bytes(LABEL).bytes(body).bytes(&digest.unwrap_or(&UNKNOWN).0).finish()
}
