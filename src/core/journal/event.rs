//! Everything that the journal knows can happen.
//!
//! The number of a variant and of a field is its name in the stored bytes: numbers are never reused, new fields are
//! optional. Times are in the entry's stamp, not here.

use minicbor::{Decode, Encode};

use super::facts::{MediumName, Sealed, SheetEnd, SheetId, TapeOrder};

/// What happened. Field docs name units and ranges; `by` and `second` are indices of officials (1 to 15).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[expect(missing_docs, reason = "the sentence of each variant explains its fields")]
pub enum Event {
    /// The box got its election, station and key.
    #[n(0)]
    Provisioned {
        #[n(0)]
        election: u16,
        #[n(1)]
        device: u32,
        #[n(2)]
        station: u32,
        #[n(3)]
        #[cbor(with = "minicbor::bytes")]
        public_key: Vec<u8>,
    },
    /// A signed package came into force.
    #[n(1)]
    PackageLoaded {
        #[n(0)]
        #[cbor(with = "minicbor::bytes")]
        digest: Vec<u8>,
        #[n(1)]
        version: u32,
    },
    /// The daemon started.
    #[n(2)]
    Started {
        #[n(0)]
        software: String,
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        software_digest: Vec<u8>,
    },
    /// A rehearsal record was signed and sealed.
    #[n(3)]
    RehearsalSealed {
        #[n(0)]
        sealed: Sealed,
    },
    /// The zero record was signed: every counter is zero.
    #[n(4)]
    ZeroSealed {
        #[n(0)]
        sealed: Sealed,
        #[n(1)]
        by: u8,
    },
    /// The polls opened.
    #[n(5)]
    PollsOpened {
        #[n(0)]
        sealed: Sealed,
        #[n(1)]
        by: u8,
    },
    /// Turnout so far.
    #[n(6)]
    TurnoutSealed {
        #[n(0)]
        sealed: Sealed,
        #[n(1)]
        voters: u32,
        #[n(2)]
        by: u8,
    },
    /// The polls closed; the legal deadline runs.
    #[n(7)]
    PollsClosed {
        #[n(0)]
        by: u8,
        #[n(1)]
        deadline_minutes: u32,
    },
    /// The verification device told how many voters it accepted.
    #[n(8)]
    VerifiedReceived {
        #[n(0)]
        voters: u32,
    },
    /// One official keyed in a whole tally (JSON of the tally).
    #[n(9)]
    TallyKeyed {
        #[n(0)]
        by: u8,
        #[n(1)]
        tally: String,
    },
    /// A tally passed the control sums (JSON of the tally; source as in the record's flags).
    #[n(10)]
    TallyChecked {
        #[n(0)]
        source: u8,
        #[n(1)]
        tally: String,
        #[n(2)]
        explained: bool,
    },
    /// The first of two officials approved the checked tally.
    #[n(11)]
    Approved {
        #[n(0)]
        by: u8,
    },
    /// The result, or a correction of it, was signed and sealed. This orders its tapes and its packets.
    #[n(12)]
    ResultSealed {
        #[n(0)]
        sealed: Sealed,
    },
    /// A correction began; the record named is void once the correction is sealed.
    #[n(13)]
    CorrectionStarted {
        #[n(0)]
        record: u16,
        #[n(1)]
        reason: u8,
        #[n(2)]
        by: u8,
        #[n(3)]
        second: u8,
    },
    /// Copies of a tape were ordered.
    #[n(14)]
    TapeOrdered {
        #[n(0)]
        order: TapeOrder,
    },
    /// A sheet's first byte is about to reach the printer; `picture` is SHA-256 of its dots, 32 bytes, `of` the
    /// number of sheets that the tape has.
    #[n(15)]
    SheetStarted {
        #[n(0)]
        sheet: SheetId,
        #[n(1)]
        picture: Option<minicbor::bytes::ByteArray<32>>,
        #[n(2)]
        of: Option<u16>,
    },
    /// A sheet is whole.
    #[n(16)]
    SheetCompleted {
        #[n(0)]
        sheet: SheetId,
        #[n(1)]
        by: SheetEnd,
    },
    /// A sheet is spoiled: it is marked void and printed again.
    #[n(17)]
    SheetInterrupted {
        #[n(0)]
        sheet: SheetId,
        #[n(1)]
        why: String,
    },
    /// A packet is about to be given to the modem (part 0: only the mailbox is asked).
    #[n(18)]
    SessionStarted {
        #[n(0)]
        attempt: u64,
        #[n(1)]
        record: u16,
        #[n(2)]
        part: u8,
        #[n(3)]
        bytes: u16,
    },
    /// A session ended; `outcome` is its class in words, times in milliseconds.
    #[n(19)]
    SessionEnded {
        #[n(0)]
        attempt: u64,
        #[n(1)]
        outcome: String,
        #[n(2)]
        mo_status: Option<u8>,
        #[n(3)]
        momsn: Option<u16>,
        #[n(4)]
        signal: Option<u8>,
        #[n(5)]
        duration: u64,
        #[n(6)]
        bytes: u16,
        #[n(7)]
        accepted: bool,
    },
    /// A message came down, stored as it came, before anything looks at it.
    #[n(20)]
    MessageReceived {
        #[n(0)]
        attempt: u64,
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
    /// The center's signed receipt for a record of this box.
    #[n(21)]
    ReceiptVerified {
        #[n(0)]
        record: u16,
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        receipt: Vec<u8>,
    },
    /// A message that is no valid receipt for anything of this box.
    #[n(22)]
    MessageIgnored {
        #[n(0)]
        why: String,
    },
    /// A packet can never be sent as it is: the modem refuses its form.
    #[n(23)]
    PacketQuarantined {
        #[n(0)]
        record: u16,
        #[n(1)]
        part: u8,
        #[n(2)]
        why: String,
    },
    /// The legal deadline passed without a receipt; the signed certificate says so.
    #[n(24)]
    DeadlinePassed {
        #[n(0)]
        record: u16,
        #[n(1)]
        #[cbor(with = "minicbor::bytes")]
        certificate: Vec<u8>,
    },
    /// A wrong PIN.
    #[n(25)]
    PinRefused {
        #[n(0)]
        official: u8,
    },
    /// A right PIN after wrong ones.
    #[n(26)]
    PinAccepted {
        #[n(0)]
        official: u8,
    },
    /// A rule said no to a person or a device.
    #[n(27)]
    Refused {
        #[n(0)]
        code: String,
        #[n(1)]
        at: String,
        #[n(2)]
        command: String,
    },
    /// A copy of the journal stopped working; the other one goes on.
    #[n(28)]
    MediumFailed {
        #[n(0)]
        medium: MediumName,
        #[n(1)]
        why: String,
    },
    /// A copy of the journal is whole again.
    #[n(29)]
    MediumRestored {
        #[n(0)]
        medium: MediumName,
    },
    /// The printer's state changed, in words.
    #[n(30)]
    PrinterChanged {
        #[n(0)]
        state: String,
    },
    /// The modem's state changed, in words.
    #[n(31)]
    ModemChanged {
        #[n(0)]
        state: String,
    },
    /// The wall clock jumped against the time since boot, by so many seconds.
    #[n(32)]
    ClockStepped {
        #[n(0)]
        seconds: i64,
    },
    /// Records were written to a folder.
    #[n(33)]
    Exported {
        #[n(0)]
        place: String,
    },
    /// The daemon stopped in order.
    #[n(34)]
    Stopped,
    /// A blank card is about to become the box's card; nobody is named if a technician ordered it.
    #[n(35)]
    CardAdopted {
        #[n(0)]
        by: Option<u8>,
        #[n(1)]
        second: Option<u8>,
    },
    /// The space that a medium keeps for the last entries of a full one was given up, or is kept again.
    #[n(36)]
    ReserveChanged {
        #[n(0)]
        medium: MediumName,
        #[n(1)]
        kept: bool,
    },
}
