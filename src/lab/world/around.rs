//! What all parts of a world share: its time, its chance, what the center signed, and what is counted and noted.
#![expect(clippy::wildcard_enum_match_arm, reason = "only these are counted")]

use rts_core::journal::{Entry, Event};
use rts_core::time::Uptime;

use super::election::Election;
use super::figures::Figures;
use super::reference::Issued;
use super::trace::Trace;
use crate::lab::chance::Chance;

/// What is neither of one station nor of the ground.
pub(super) struct Around {
    pub(super) now: Uptime,
    pub(super) election: Election,
    pub(super) chance: Chance,
    /// From here on nothing goes wrong any more.
    pub(super) calm: bool,
    pub(super) issued: Issued,
    pub(super) figures: Figures,
    pub(super) trace: Trace,
}

impl Figures {
    /// Counts an entry that became durable.
    pub(super) fn note(&mut self, entry: &Entry) {
        self.entries += 1;
        match &entry.event {
            Event::ReceiptVerified { .. } => self.believed += 1,
            Event::CorrectionStarted { .. } => self.corrections += 1,
            _ => {}
        }
    }
}
