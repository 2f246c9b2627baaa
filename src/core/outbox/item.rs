//! What waits in the outbox: one record, its packets, and how far each of them got.

use crate::time::Uptime;

/// Who goes first. A lower class waits while a higher one has anything unsent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A result, or the question for its receipt.
    Result,
    /// A correction or annulment of a result.
    Correction,
    /// Everything else: zero, opened, turnout, rehearsal, checkpoint.
    Status,
}

impl Class {
    /// Every class, the most urgent first.
    pub const ALL: [Self; 3] = [Self::Result, Self::Correction, Self::Status];
}

/// A record to be delivered. Its packets are in the journal before it is queued, and never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Sequence number of the record.
    pub record: u16,
    /// Urgency.
    pub class: Class,
    /// Sealed packets, part 1 first; 1 to 15.
    pub packets: Vec<Vec<u8>>,
    /// For a poll: the record whose receipt it asks for. Such an item ends when that one ends, or once it is sent,
    /// since its only answer is the receipt of the other.
    pub asks: Option<u16>,
}

/// An item found in the journal after a restart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What is to be delivered.
    pub item: Item,
    /// Attempts made so far, over all parts.
    pub attempts: u32,
    /// Parts (from 1) that a modem accepted. A session without a known end did not accept.
    pub accepted: Vec<u8>,
    /// Parts (from 1) that were set aside.
    pub quarantined: Vec<u8>,
}

/// How far a part got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartState {
    /// To be sent.
    Waiting,
    /// The modem says that the gateway has it: a hint.
    Accepted,
    /// The center says that it holds it.
    Held,
    /// Can never be sent as it is: set aside and shown.
    Quarantined,
}

/// A queued item with its progress.
#[derive(Clone, Debug)]
pub(super) struct Queued {
    pub(super) item: Item,
    pub(super) parts: Vec<PartState>,
    /// Attempts so far, over all parts.
    pub(super) attempts: u32,
    /// Failures since the last acceptance.
    pub(super) failures: u32,
    /// The part that was rejected when it was last sent; once can be a damaged line, twice is meant.
    pub(super) rejected: Option<u8>,
    /// No attempt before.
    pub(super) due: Uptime,
    /// When the last part was accepted; meaningful while awaiting a receipt.
    pub(super) accepted_at: Uptime,
    /// When the item is sent again without a receipt; meaningful while awaiting one.
    pub(super) resend_at: Uptime,
}

impl Queued {
    pub(super) fn new(item: Item, due: Uptime) -> Self {
        let parts = vec![PartState::Waiting; item.packets.len()];
        Self { item, parts, attempts: 0, failures: 0, rejected: None, due, accepted_at: due, resend_at: due }
    }

    /// Number (from 1) of the next part to be sent.
    pub(super) fn waiting_part(&self) -> Option<u8> {
        let place = self.parts.iter().position(|&state| state == PartState::Waiting)?;
        u8::try_from(place.saturating_add(1)).ok()
    }

    /// All parts are out and a receipt can still come. An item with a part set aside never gets a final one.
    pub(super) fn awaits_receipt(&self) -> bool {
        self.parts.iter().all(|state| matches!(state, PartState::Accepted | PartState::Held))
    }

    pub(super) fn set_part(&mut self, part: u8, state: PartState) {
        let place = usize::from(part).checked_sub(1);
        if let Some(slot) = place.and_then(|place| self.parts.get_mut(place)) {
            *slot = state;
        }
    }

    pub(super) fn packet(&self, part: u8) -> Option<&Vec<u8>> {
        self.item.packets.get(usize::from(part).checked_sub(1)?)
    }

    /// Everything that the center is not known to hold goes out again; if it holds all, everything does.
    pub(super) fn send_again(&mut self, now: Uptime) {
        let all_held = self.parts.iter().all(|&state| state == PartState::Held);
        for state in &mut self.parts {
            if *state == PartState::Accepted || (all_held && *state == PartState::Held) {
                *state = PartState::Waiting;
            }
        }
        self.due = now;
    }
}
