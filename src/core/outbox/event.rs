//! What the outbox hears and what it wants done.

use std::time::Duration;

use super::item::{Item, Restored};

/// It happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A record and its packets are durable: deliver it. A record that is queued already is left as it is.
    Queue(Item),
    /// What the journal holds unfinished, once after start.
    Restore {
        /// One more than the highest attempt number ever used.
        next_attempt: u64,
        /// Items without a final receipt, in order of their records.
        items: Vec<Restored>,
    },
    /// The session of this attempt is on the air: from here on its outcome may be ambiguous.
    Started {
        /// Number given by the outbox.
        attempt: u64,
    },
    /// This attempt is over.
    Ended {
        /// Number given by the outbox.
        attempt: u64,
        /// How.
        result: AttemptResult,
        /// No session before this has passed: the network's order.
        retry_after: Option<Duration>,
        /// Messages still waiting at the gateway.
        mt_waiting: u16,
    },
    /// A verified receipt of the center.
    Receipt {
        /// Sequence number of the record answered.
        record: u16,
        /// Final or partial.
        answer: Answer,
        /// The center's wish that the box wait.
        not_before: Duration,
    },
    /// The gateway rang: a message may be waiting.
    Ring,
    /// An official asks to send now. Lifts the back-off, not the floor nor an order of the network or the center.
    SendNow,
    /// Whether there is a modem that takes work. Starts as no. A change of it does not reset the back-off.
    ModemReady(bool),
    /// The moment named by `poll_timeout` has come.
    Timeout,
}

/// What the center's receipt means for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The verdict is final (received, accepted, quarantined, refused, superseded): the item ends.
    Final,
    /// Parts are missing.
    Partial {
        /// Bit 0 is part 1.
        held: u16,
    },
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptResult {
    /// The gateway has it, or the mailbox was asked.
    Accepted,
    /// As `Accepted`, but a message at the gateway is too large to be fetched and blocks the ones behind it.
    AcceptedButBlocked,
    /// The gateway may have it: the identical bytes go again.
    Ambiguous,
    /// The modem or the gateway refuses these bytes; for ever, if it says so twice.
    Rejected {
        /// In words, for the journal.
        why: String,
    },
    /// No satellite in view.
    NoService,
    /// The network is busy; `retry_after` says for how long.
    Busy,
    /// A person has to act.
    Operator,
    /// The radio reports a fault.
    Hardware,
    /// Nothing left the box.
    NotSent,
}

impl AttemptResult {
    /// Stable name, for status files.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AcceptedButBlocked => "accepted-but-blocked",
            Self::Ambiguous => "ambiguous",
            Self::Rejected { .. } => "rejected",
            Self::NoService => "no-service",
            Self::Busy => "busy",
            Self::Operator => "operator",
            Self::Hardware => "hardware",
            Self::NotSent => "not-sent",
        }
    }

    /// True if the gateway was reached for certain.
    pub(super) const fn reached_gateway(&self) -> bool {
        matches!(self, Self::Accepted | Self::AcceptedButBlocked)
    }

    /// True if the session may appear on a bill.
    pub(super) const fn may_cost(&self) -> bool {
        matches!(self, Self::Accepted | Self::AcceptedButBlocked | Self::Ambiguous)
    }
}

/// Do this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Journal the attempt, then give the packet to the modem. Ends with [`Input::Ended`].
    Transmit {
        /// Number of the attempt, never used before.
        attempt: u64,
        /// Sequence number of the record.
        record: u16,
        /// Part, from 1.
        part: u8,
        /// The sealed packet, as it was queued.
        packet: Vec<u8>,
    },
    /// Journal the attempt, then let the modem ask for waiting messages. Ends with [`Input::Ended`].
    CheckMailbox {
        /// Number of the attempt, never used before.
        attempt: u64,
    },
    /// This packet can never be sent as it is. Journal it and show it.
    Quarantine {
        /// Sequence number of the record.
        record: u16,
        /// Part, from 1.
        part: u8,
        /// In words.
        why: String,
    },
}
