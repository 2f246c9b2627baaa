//! The MT messages that wait for one modem, and its ring alerts.
//!
//! Rules of the vendor's service: at most 50 messages; a message beyond 270 bytes blocks the head for ever; when the
//! oldest is more than five days old all are deleted; a ring alert is sent once and once more about 15 s later, not at
//! all if the previous message came less than 10 s before.
//! Invariant: lower priority numbers leave first, and among equals the older.

use std::{collections::VecDeque, time::Duration};

use rts_core::time::Uptime;

use crate::ports::directip::{MtMessage, MtRefusal, flag};

/// The most a mailbox holds.
const CAPACITY: usize = 50;
/// The most that the gateway takes from a sender.
const GATEWAY_LIMIT: usize = 1_890;
/// The most that a 9602 or 9603 receives.
const MODEM_LIMIT: usize = 270;
/// The priority of a message that names none.
const LOWEST: u16 = 5;
const SECOND_RING: Duration = Duration::from_secs(15);
const QUIET: Duration = Duration::from_secs(10);
const KEPT: Duration = Duration::from_hours(5 * 24);

/// What waits for one modem.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    /// Whether the modem is registered.
    pub(super) attached: bool,
    /// Whether it wants ring alerts.
    pub(super) ring: bool,
    queue: VecDeque<Queued>,
    mtmsn: u16,
    newest: Option<Uptime>,
    second: Option<Uptime>,
}

#[derive(Debug)]
struct Queued {
    mtmsn: u16,
    payload: Vec<u8>,
    priority: u16,
    since: Uptime,
}

/// What the head of a mailbox is to a session.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// Nothing waits.
    Empty,
    /// It is too big to be transferred, and stays.
    TooBig,
    /// It leaves with the session.
    Message { mtmsn: u16, payload: Vec<u8> },
}

impl Mailbox {
    /// Queues a message (or only flushes, or only rings): its position and whether to ring now.
    pub(super) fn accept(&mut self, now: Uptime, message: MtMessage) -> Result<(u16, bool), MtRefusal> {
        let (flush, ring) = (message.has(flag::FLUSH), message.has(flag::RING));
        let priority = if message.has(flag::URGENT) { 0 } else { message.priority.unwrap_or(LOWEST) };
        let assigned =
            message.has(flag::ASSIGN_MTMSN).then(|| u16::try_from(message.id).ok().filter(|id| *id > 0));
        if assigned == Some(None) {
            return Err(MtRefusal::MtmsnRange);
        }
        if priority > LOWEST {
            return Err(MtRefusal::ProtocolViolation);
        }
        if message.payload.as_ref().is_some_and(|payload| payload.len() > GATEWAY_LIMIT) {
            return Err(MtRefusal::PayloadTooLong);
        }
        let payload = match message.payload {
            Some(payload) if !ring => payload,
            Some(_) => return Err(MtRefusal::ProtocolViolation),
            None if ring => return self.ring_only(now),
            None if flush => {
                self.queue.clear();
                return Ok((0, false));
            }
            None => return Err(MtRefusal::PayloadMissing),
        };
        if flush {
            self.queue.clear();
        }
        if self.queue.len() >= CAPACITY {
            return Err(MtRefusal::QueueFull);
        }
        let mtmsn = assigned.flatten().unwrap_or_else(|| self.next_mtmsn());
        let place = self.queue.partition_point(|other| other.priority <= priority);
        self.queue.insert(place, Queued { mtmsn, payload, priority, since: now });
        let rings = self.ring_for_message(now);
        Ok((u16::try_from(place).unwrap_or(u16::MAX).saturating_add(1), rings))
    }

    fn next_mtmsn(&mut self) -> u16 {
        self.mtmsn = self.mtmsn.checked_add(1).unwrap_or(1);
        self.mtmsn
    }

    fn ring_only(&mut self, now: Uptime) -> Result<(u16, bool), MtRefusal> {
        if !self.attached {
            return Err(MtRefusal::NotAttached);
        }
        if !self.ring {
            return Err(MtRefusal::RingDisabled);
        }
        self.second = Some(now.after(SECOND_RING));
        Ok((0, true))
    }

    fn ring_for_message(&mut self, now: Uptime) -> bool {
        let quiet = self.newest.replace(now).is_some_and(|newest| now.since(newest) < QUIET);
        let rings = self.attached && self.ring && !quiet;
        if rings {
            self.second = Some(now.after(SECOND_RING));
        }
        rings
    }

    /// Whether the second ring alert is due; it is due once.
    pub(super) fn take_second_ring(&mut self, now: Uptime) -> bool {
        let due = self.second.take_if(|second| now >= *second).is_some();
        due && self.attached && self.ring
    }

    /// A session answered the ring alert.
    pub(super) fn answer_ring(&mut self) {
        self.second = None;
    }

    /// Takes the head for a session.
    pub(super) fn take(&mut self) -> Head {
        match self.queue.front() {
            None => Head::Empty,
            Some(head) if head.payload.len() > MODEM_LIMIT => Head::TooBig,
            Some(_) => self
                .queue
                .pop_front()
                .map_or(Head::Empty, |head| Head::Message { mtmsn: head.mtmsn, payload: head.payload }),
        }
    }

    /// How many messages wait.
    pub(super) fn waiting(&self) -> u16 {
        u16::try_from(self.queue.len()).unwrap_or(u16::MAX)
    }

    /// When the second ring alert is due.
    pub(super) fn due(&self) -> Option<Uptime> {
        self.second
    }

    /// The daily purge: says how many messages were deleted.
    pub(super) fn purge(&mut self, now: Uptime) -> u16 {
        let oldest = self.queue.iter().map(|queued| queued.since).min();
        if oldest.is_none_or(|oldest| now.since(oldest) <= KEPT) {
            return 0;
        }
        let deleted = self.waiting();
        self.queue.clear();
        deleted
    }
}
