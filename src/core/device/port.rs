//! What reaches the box and what it orders: the device machine's inputs and outputs.

use super::command::{Actor, Command, Reply};
use crate::election::{Code, Refusal, Tally};
use crate::journal::{Entry, MediumName};
use crate::modem::{ModemHealth, SessionReport};
use crate::printer::{Completion, Interruption, NotReady, SheetOrder};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The daemon runs: first input of every run.
    Started {
        /// Name and version of the software.
        software: String,
        /// SHA-256 of the program.
        software_digest: Vec<u8>,
    },
    /// The entry handed out by [`Output::Append`] is durable.
    Appended {
        /// Its number.
        sequence: u64,
    },
    /// The entry could not be stored anywhere: the box stops acting and says so.
    AppendFailed {
        /// What broke.
        why: String,
    },
    /// A person asks.
    Command {
        /// Comes back in the reply.
        request: u64,
        /// Who, as PINs proved it.
        actor: Actor,
        /// What.
        command: Command,
    },
    /// Somebody gave a wrong PIN for this official.
    PinWrong {
        /// Index of the official.
        official: u8,
    },
    /// The official gave the right PIN.
    PinRight {
        /// Index of the official.
        official: u8,
    },
    /// The counting device handed over a tally.
    TallyHanded {
        /// As it came.
        tally: Tally,
    },
    /// The counting device's link refused what came over it.
    LinkRefused {
        /// Why.
        refusal: Refusal,
    },
    /// The counting device told its counters.
    Counters {
        /// True if all of them are zero.
        zero: bool,
        /// Which is not.
        at: String,
    },
    /// The counting device is there, or gone.
    CounterConnected(bool),
    /// The verification device told how many voters it accepted.
    VerifiedHanded {
        /// How many.
        voters: u32,
    },
    /// A transmission ended.
    SessionEnded(SessionReport),
    /// A message came down. It is answered with [`Output::MessageStored`] once durable.
    Message {
        /// The modem's number for it.
        mt: u64,
        /// The attempt that fetched it.
        attempt: Option<u64>,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// The gateway rang.
    Ring,
    /// The modem's state.
    Modem(ModemHealth),
    /// The printer takes orders.
    PrinterReady,
    /// The printer cannot print now.
    PrinterNotReady(NotReady),
    /// A sheet waits for an official to say that it is whole.
    SheetUnconfirmed {
        /// The order's number.
        job: u64,
    },
    /// A sheet is on paper.
    SheetCompleted {
        /// The order's number.
        job: u64,
        /// How it is known.
        by: Completion,
    },
    /// A sheet is spoiled.
    SheetInterrupted {
        /// The order's number.
        job: u64,
        /// Why.
        why: Interruption,
    },
    /// Nothing of a sheet was printed.
    SheetCancelled {
        /// The order's number.
        job: u64,
    },
    /// A medium of the journal failed or works again.
    Medium {
        /// Which.
        medium: MediumName,
        /// None if it works.
        fault: Option<Refusal>,
    },
    /// A medium of the journal was full and gave its reserve up, or keeps one again.
    Reserve {
        /// Which.
        medium: MediumName,
        /// True if it keeps one.
        kept: bool,
    },
    /// What became of [`Output::AdoptCard`]; none if the card is in use.
    CardAdopted(Option<Refusal>),
    /// The daemon turned somebody away before the request reached the machine.
    TurnedAway {
        /// What was asked, as a verb.
        verb: String,
        /// Why not.
        code: Code,
    },
    /// The power supply, in words.
    Battery(String),
    /// The daemon ends in order.
    Stopping,
    /// The moment named by `poll_timeout` has come.
    Timeout,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Store this durably, then hand in [`Input::Appended`]. Nothing else comes out before.
    Append(Box<Entry>),
    /// Answer a person.
    Reply {
        /// Who asked.
        request: u64,
        /// The answer.
        reply: Box<Reply>,
    },
    /// Give this packet to the modem.
    Transmit {
        /// Number of the attempt.
        attempt: u64,
        /// The stored bytes.
        packet: Vec<u8>,
    },
    /// Ask the gateway for messages.
    CheckMailbox {
        /// Number of the attempt.
        attempt: u64,
    },
    /// The message is durable; the modem may go on.
    MessageStored {
        /// The modem's number for it.
        mt: u64,
    },
    /// Print this.
    Print(SheetOrder),
    /// An official says that the sheet is whole.
    ConfirmSheet,
    /// An official says that the sheet is spoiled.
    SpoilSheet,
    /// Ask the counting device for its counters.
    AskCounters,
    /// Answer with the entries after this number, read from the store.
    ReadLog {
        /// Who asked.
        request: u64,
        /// Only entries after this number.
        after: u64,
    },
    /// Answer with how the media are, looked at in the store.
    ReadMedia {
        /// Who asked.
        request: u64,
    },
    /// Make the blank card in the box its card, then hand in [`Input::CardAdopted`].
    AdoptCard,
    /// What became of the tally that the counting device handed over.
    TallyAnswer(Option<Refusal>),
    /// The journal cannot be written: nothing goes on until a technician comes.
    Halted {
        /// Why.
        why: String,
    },
}
