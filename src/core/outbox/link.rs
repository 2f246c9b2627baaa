//! What holds for the line as a whole, whichever item is next: floor, orders to wait, the cost guard, the mailbox.

use std::time::Duration;

use crate::time::Uptime;

use super::chance::Chance;
use super::event::AttemptResult;
use super::schedule::Schedule;

/// The state of the one line to the gateway.
#[derive(Clone, Debug, Default)]
pub(super) struct Link {
    pub(super) ready: bool,
    /// No session before, whoever asks: the floor, orders of the network and of the center.
    hold_until: Uptime,
    /// No session before, unless an official asks.
    probe_until: Uptime,
    /// An official asked; holds until the next session starts.
    forced: bool,
    last_end: Option<Uptime>,
    day_start: Uptime,
    pub(super) day_sessions: u32,
    /// The gateway was reached last.
    contact: Option<Uptime>,
    mailbox_failures: u32,
    /// A message waits, or the last question failed: ask then.
    mailbox_at: Option<Uptime>,
}

impl Link {
    /// The earliest start of a session. What was `never_tried` is exempt from the cost guard.
    pub(super) fn gate(&self, schedule: &Schedule, never_tried: bool) -> Uptime {
        let mut gate = self.hold_until;
        if !self.forced {
            gate = gate.max(self.probe_until);
            if self.thrifty(schedule) && !never_tried {
                gate = gate.max(self.last_end.unwrap_or_default().after(schedule.thrifty));
            }
        }
        gate
    }

    /// True while the cost guard slows the schedule.
    pub(super) const fn thrifty(&self, schedule: &Schedule) -> bool {
        self.day_sessions >= schedule.sessions_a_day
    }

    /// No session of any kind within `wait` from now.
    pub(super) fn hold(&mut self, now: Uptime, wait: Duration) {
        self.hold_until = self.hold_until.max(now.after(wait));
    }

    /// An official asks.
    pub(super) const fn force(&mut self) {
        self.forced = true;
    }

    /// A session starts.
    pub(super) const fn started(&mut self) {
        self.forced = false;
    }

    /// A session ended: floor, orders, cost.
    pub(super) fn ended(
        &mut self,
        now: Uptime,
        result: &AttemptResult,
        retry_after: Option<Duration>,
        schedule: &Schedule,
    ) {
        self.hold(now, schedule.floor);
        self.last_end = Some(now);
        if let Some(wait) = retry_after {
            self.hold(now, wait);
        } else if *result == AttemptResult::Busy {
            self.hold(now, schedule.busy);
        }
        if matches!(result, AttemptResult::Operator | AttemptResult::Hardware) {
            self.probe_until = now.after(schedule.probe);
        }
        if now.since(self.day_start) >= schedule.day {
            self.day_start = now;
            self.day_sessions = 0;
        }
        if result.may_cost() {
            self.day_sessions = self.day_sessions.saturating_add(1);
        }
        if result.reached_gateway() {
            self.contact = Some(now);
            self.mailbox_failures = 0;
            self.mailbox_at = None;
        }
    }

    /// The question for messages failed: ask again by the table of delays.
    pub(super) fn mailbox_failed(&mut self, now: Uptime, schedule: &Schedule, chance: &mut Chance) {
        self.mailbox_failures = self.mailbox_failures.saturating_add(1);
        self.mailbox_at = Some(now.after(schedule.delay(self.mailbox_failures, chance)));
    }

    /// A message is known or said to wait: ask now. False if that was known already.
    pub(super) fn message_waits(&mut self, now: Uptime) -> bool {
        let news = self.mailbox_at.is_none();
        self.mailbox_at.get_or_insert(now);
        news
    }

    /// An official asks, and nothing waits to be sent.
    pub(super) const fn ask_now(&mut self, now: Uptime) {
        self.mailbox_at = Some(now);
    }

    /// When to ask for messages, given when the receipts still missing were earned.
    pub(super) fn mailbox_due(
        &self,
        schedule: &Schedule,
        accepted: impl Iterator<Item = Uptime>,
    ) -> Option<Uptime> {
        if self.mailbox_at.is_some() {
            return self.mailbox_at;
        }
        let contact = self.contact.unwrap_or_default();
        accepted.map(|at| at.after(schedule.next_collection(contact.since(at)))).min()
    }
}
