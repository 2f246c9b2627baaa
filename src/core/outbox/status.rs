//! What screens and status files show of the outbox.

use std::time::Duration;

use super::event::AttemptResult;
use super::item::{Class, PartState};

/// The outbox at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxStatus {
    /// What is under way.
    pub in_flight: Option<InFlight>,
    /// What comes next; `None` while something is in flight, nothing is left or no modem takes work.
    pub next: Option<Next>,
    /// Whether a modem takes work.
    pub modem_ready: bool,
    /// Attempts since the box was provisioned.
    pub attempts: u64,
    /// How the last attempt of this run ended.
    pub last: Option<AttemptResult>,
    /// Sessions of the present day that may be billed.
    pub sessions_today: u32,
    /// True while the cost guard slows the schedule.
    pub thrifty: bool,
    /// Everything without a final receipt, the most urgent first.
    pub items: Vec<ItemStatus>,
}

/// An attempt under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InFlight {
    /// Its number.
    pub attempt: u64,
    /// Record and part; `None` for a mailbox check.
    pub packet: Option<(u16, u8)>,
    /// True once the session is on the air.
    pub on_air: bool,
    /// Since when.
    pub since: Duration,
}

/// The next attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// How long until then.
    pub within: Duration,
    /// What it is.
    pub what: &'static str,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemStatus {
    /// Sequence number of the record.
    pub record: u16,
    /// Urgency.
    pub class: Class,
    /// Attempts so far, over all parts.
    pub attempts: u32,
    /// Failures since the last acceptance.
    pub failures: u32,
    /// One state per part.
    pub parts: Vec<PartState>,
}
