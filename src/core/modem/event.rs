//! What the modem machine hears and says: inputs, outputs, and the report that ends every attempt.
//!
//! Invariants: every accepted attempt ends in exactly one [`Output::Finished`]; no session starts while an MT message
//! waits for its [`Input::MtStored`].

use std::time::Duration;

use super::status::MoStatus;

/// Something that happened to the modem's line, or something its owner wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The serial line is open; the modem behind it is in an unknown state.
    Opened,
    /// The serial line is gone: unplugged, or its driver failed.
    Closed,
    /// Bytes from the modem, in any portions.
    Bytes(Vec<u8>),
    /// The moment named by `poll_timeout` has come.
    Timeout,
    /// Send one sealed packet. The caller has journaled the attempt as in flight before.
    Transmit {
        /// Chosen by the caller; comes back in the report.
        attempt: u64,
        /// 1 to 340 bytes; anything else is rejected.
        packet: Vec<u8>,
    },
    /// Ask the gateway for a waiting MT message, with an empty MO buffer.
    CheckMailbox {
        /// Chosen by the caller; comes back in the report.
        attempt: u64,
    },
    /// The MT message of that number is durable (or knowingly dropped): the next session may overwrite it.
    MtStored {
        /// Number given by [`Output::Mt`].
        mt: u64,
    },
    /// A technician wants the modem reset: DTR, then bring-up from the start.
    Reset,
    /// Take no further jobs; end what runs, then say [`Output::Stopped`].
    Shutdown,
}

/// What the owner of the serial line has to do or to know, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Write all these bytes.
    Write(Vec<u8>),
    /// Discard what the modem has sent and nobody has read yet.
    Flush,
    /// Set the DTR line; a port without one ignores it.
    SetDtr(bool),
    /// Close the line, open it again (with back-off), then hand in [`Input::Opened`].
    Reopen,
    /// The session command of this attempt goes out with the next `Write`: from here on the outcome may be ambiguous.
    Starting {
        /// The caller's number.
        attempt: u64,
    },
    /// The attempt is over; said exactly once for each attempt.
    Finished(SessionReport),
    /// A further mailbox session that followed an attempt because more MT messages were queued.
    Collected(SessionReport),
    /// An MT message. Store it durably, then hand in [`Input::MtStored`]; until then no session starts.
    /// The same message may come again after a crash or a refused job.
    Mt {
        /// Number of this message, for `MtStored`.
        mt: u64,
        /// The attempt that fetched it; `None` if it was found in the modem's buffer at bring-up or after an ambiguous session.
        attempt: Option<u64>,
        /// The message, checksum verified; not yet judged.
        bytes: Vec<u8>,
    },
    /// The gateway rang: an MT message may be waiting. A hint; polling is the guarantee.
    Ring,
    /// Signal quality, 0 to 5 bars. A hint.
    Signal(u8),
    /// The state of the modem changed.
    Health(ModemHealth),
    /// The network's time as raw 90 ms ticks of an unknown era. A hint, never a security input.
    NetworkTime {
        /// See [`super::system_time::decode`].
        ticks: u32,
    },
    /// Who the modem says it is.
    Identity {
        /// 15 digits, if the modem tells.
        imei: Option<String>,
        /// Firmware, first line, if the modem tells.
        firmware: Option<String>,
    },
    /// Something for the diagnostic log.
    Notice(Notice),
    /// After `Shutdown`: nothing runs any more.
    Stopped,
}

/// How one attempt, or one further mailbox session, went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionReport {
    /// The caller's number.
    pub attempt: u64,
    /// What it means for the packet.
    pub outcome: Outcome,
    /// MO status of the session, raw; see [`MoStatus`]. `None` if no session answer came.
    pub mo_status: Option<u8>,
    /// The modem's MO sequence number; no message identity.
    pub momsn: Option<u16>,
    /// 0 nothing waiting, 1 received, 2 error.
    pub mt_status: Option<u8>,
    /// Bytes of the MT message received in this session.
    pub mt_length: Option<u16>,
    /// Further MT messages at the gateway.
    pub mt_queued: Option<u16>,
    /// Last known signal quality, 0 to 5.
    pub signal: Option<u8>,
    /// From taking up the job to its end.
    pub duration: Duration,
    /// From the session command to its answer; zero if it never went out.
    pub session: Duration,
    /// MO bytes handed to the modem; 0 for a mailbox check.
    pub bytes: usize,
    /// No further session before this has passed, beyond the caller's own schedule.
    pub retry_after: Option<Duration>,
}

/// What an attempt's end means for its packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway has it. A hint: only the center's receipt says delivered.
    Accepted,
    /// As `Accepted`, but the next MT message is too big to be fetched and blocks the gateway's queue.
    AcceptedWithAlarm,
    /// The gateway may have it: send the identical bytes again.
    Ambiguous,
    /// These bytes can never be sent: set the packet aside.
    Rejected,
    /// No network service: try again when there is a signal.
    NoService,
    /// Not now; `retry_after` says when.
    Busy,
    /// A person must act: provisioning, lock or antenna. Keep probing slowly.
    Operator,
    /// The transceiver reports a radio fault. Keep probing slowly.
    Hardware,
    /// It certainly did not leave the box.
    NotSent(NotSent),
}

impl Outcome {
    /// Stable name, for journal and log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedWithAlarm => "accepted-with-alarm",
            Self::Ambiguous => "ambiguous",
            Self::Rejected => "rejected",
            Self::NoService => "no-service",
            Self::Busy => "busy",
            Self::Operator => "operator",
            Self::Hardware => "hardware",
            Self::NotSent(reason) => reason.code(),
        }
    }
}

/// Why nothing left the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// No serial line.
    Unplugged,
    /// The modem does not answer; the reset ladder is at work.
    Silent,
    /// The modem did not take the packet into its buffer.
    WriteFailed,
    /// An earlier MT message is not stored yet.
    MtNotStored,
    /// Another attempt is already waiting.
    Occupied,
    /// A technician reset the modem.
    Reset,
    /// The program is ending.
    ShuttingDown,
}

impl NotSent {
    /// Stable name, for journal and log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unplugged => "not-sent-unplugged",
            Self::Silent => "not-sent-silent",
            Self::WriteFailed => "not-sent-write-failed",
            Self::MtNotStored => "not-sent-mt-not-stored",
            Self::Occupied => "not-sent-occupied",
            Self::Reset => "not-sent-reset",
            Self::ShuttingDown => "not-sent-shutting-down",
        }
    }
}

/// State of the modem, for status screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModemHealth {
    /// No serial line.
    Unplugged,
    /// Line open, bring-up under way.
    Waking,
    /// Answers, and as far as known has service.
    Ready,
    /// Answers, but sees no satellite.
    NoService,
    /// A session is on the air.
    InSession,
    /// Does not answer; the reset ladder is at work.
    Silent,
    /// The last session failed in a way that a person must mend.
    Blocked(MoStatus),
}

impl ModemHealth {
    /// Stable name, for status files and log.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unplugged => "unplugged",
            Self::Waking => "waking",
            Self::Ready => "ready",
            Self::NoService => "no-service",
            Self::InSession => "in-session",
            Self::Silent => "silent",
            Self::Blocked(_) => "blocked",
        }
    }

    /// What an official reads.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Unplugged => "The satellite modem is not connected. Check its cable.",
            Self::Waking => "The satellite modem is starting.",
            Self::Ready => "The satellite modem is ready.",
            Self::NoService => "No satellite in view. Check that the antenna sees the open sky.",
            Self::InSession => "The satellite modem is sending.",
            Self::Silent => "The satellite modem does not answer. The device keeps resetting it.",
            Self::Blocked(status) => status.sentence(),
        }
    }
}

/// Diagnosis: counted and logged, never acted on by others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A line that is neither an answer nor a known unsolicited line; at most 64 bytes of it.
    UnknownLine(Vec<u8>),
    /// More than 512 bytes without a line end were dropped.
    Overlong,
    /// The modem reported a checksum mismatch or a timeout while taking the MO message: its code.
    MoWrite(u8),
    /// The MT message arrived damaged and is read again.
    MtDamaged,
    /// The MT message could not be read whole and is given up; the center sends it again.
    MtLost,
    /// The MO buffer could not be cleared; the next session may send the old packet once more.
    ClearFailed,
    /// A command was answered by silence or `ERROR` and is not used again in this power cycle.
    Missing(&'static str),
    /// No answer to this command within its limit.
    Silence(&'static str),
    /// A step of the reset ladder.
    Ladder(Rung),
}

/// Steps of the reset ladder, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rung {
    /// Ask again with `AT`.
    Attention,
    /// End whatever prompt may be open: ESC, CR.
    Escape,
    /// Drop and raise DTR.
    Dtr,
    /// Close and open the line.
    Reopen,
}
