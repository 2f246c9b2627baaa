//! The gateways of the country: sessions, a queue for the center, mailboxes for the boxes.
//!
//! Rules of the vendor's service as in the simulated gateway of [`crate::lab::satellite`], without its sockets and its
//! search through all modems: a queue of 10,000 for the listener, whose oldest is dropped; one delivery at a time; a
//! mailbox that keeps the newest receipt.

use std::collections::{BTreeMap, VecDeque};

/// Messages that wait for the center at a gateway.
const CAPACITY: usize = 10_000;

/// One gateway.
#[derive(Debug, Default)]
pub(super) struct Gateway {
    queue: VecDeque<u32>,
    pub(super) busy: bool,
    /// Messages that fell out of the full queue.
    pub(super) dropped: u64,
    mailboxes: BTreeMap<u32, Vec<u8>>,
}

impl Gateway {
    /// A message of a station has come.
    pub(super) fn take(&mut self, station: u32) {
        self.queue.push_back(station);
        if self.queue.len() > CAPACITY {
            self.queue.pop_front();
            self.dropped += 1;
        }
    }

    /// The next message for the center, if none is on its way.
    pub(super) fn next(&mut self) -> Option<u32> {
        if self.busy {
            return None;
        }
        let next = self.queue.pop_front();
        self.busy = next.is_some();
        next
    }

    /// A receipt takes the place of whatever waits for this station.
    pub(super) fn mail(&mut self, station: u32, receipt: Vec<u8>) {
        self.mailboxes.insert(station, receipt);
    }

    /// What waits for this station leaves with a session.
    pub(super) fn fetch(&mut self, station: u32) -> Option<Vec<u8>> {
        self.mailboxes.remove(&station)
    }
}
