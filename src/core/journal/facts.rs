//! Parts that several events share.

use minicbor::{Decode, Encode};

/// A record as it was signed, and the packets it was sealed into. One entry holds all of it, so that a record and its
/// place in the outbox become durable together and the packets are the same bytes for ever after.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Sealed {
    /// BASE of the record, 11 bytes.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub base: Vec<u8>,
    /// Canonical record bytes R.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub record: Vec<u8>,
    /// Ed25519 signature of the device, 64 bytes.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub signature: Vec<u8>,
    /// Message id that the packets carry, 8 bytes; empty if the record is not sent.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub message: Vec<u8>,
    /// Packets, part 1 first; none if the record is not sent.
    #[n(4)]
    pub packets: Vec<minicbor::bytes::ByteVec>,
}

/// Which paper is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum TapeName {
    /// Every counter at zero, before opening.
    #[n(0)]
    Zero,
    /// The result.
    #[n(1)]
    Result,
    /// The center's answer.
    #[n(2)]
    Receipt,
    /// No receipt by the legal deadline, with every attempt.
    #[n(3)]
    Certificate,
    /// The box before the day: rehearsal, battery, paper, clock, card, signal.
    #[n(4)]
    Readiness,
    /// What the journal holds up to the order, in numbers.
    #[n(5)]
    Log,
}

/// An order to print copies of a tape.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct TapeOrder {
    /// Number of the order, from 1.
    #[n(0)]
    pub tape: u32,
    /// What is printed.
    #[n(1)]
    pub name: TapeName,
    /// Sequence number of the record that it shows; 0 if none.
    #[n(2)]
    pub record: u16,
    /// Number of copies.
    #[n(3)]
    pub copies: u8,
    /// True if the copies come after the center's receipt.
    #[n(4)]
    pub after_receipt: bool,
    /// True if a person asked for more copies than the rules order.
    #[n(5)]
    pub reprint: bool,
    /// What a readiness tape says: the box as it was when the tape was ordered.
    #[n(6)]
    pub checks: Vec<PartCheck>,
}

/// One part of the box, looked at.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct PartCheck {
    /// Which part.
    #[n(0)]
    pub part: String,
    /// Whether it works.
    #[n(1)]
    pub good: bool,
    /// What was seen.
    #[n(2)]
    pub seen: String,
}

/// One sheet of one copy, tried for the nth time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
pub struct SheetId {
    /// Number of the order.
    #[n(0)]
    pub tape: u32,
    /// Copy, from 1.
    #[n(1)]
    pub copy: u8,
    /// Sheet, from 1.
    #[n(2)]
    pub sheet: u16,
    /// Attempt, from 1.
    #[n(3)]
    pub attempt: u8,
}

/// How it is known that a sheet is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum SheetEnd {
    /// The printer answered the sheet's process id after printing it.
    #[n(0)]
    ProcessId,
    /// The printer worked through its buffer and reported no fault.
    #[n(1)]
    Fence,
    /// An official looked.
    #[n(2)]
    Official,
}

/// One of the two media of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum MediumName {
    /// Medium A, built in.
    #[n(0)]
    Internal,
    /// Medium B, the removable card.
    #[n(1)]
    Card,
}
