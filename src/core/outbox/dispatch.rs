//! The machine: which item is next, what an attempt's end and a receipt change.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use crate::time::{Now, Uptime};

use super::chance::Chance;
use super::event::{Answer, AttemptResult, Input, Output};
use super::item::{Class, Item, PartState, Queued, Restored};
use super::link::Link;
use super::schedule::Schedule;
use super::status::{InFlight, ItemStatus, Next, OutboxStatus};

/// Store and forward.
#[derive(Debug)]
pub struct Outbox {
    schedule: Schedule,
    chance: Chance,
    items: BTreeMap<(Class, u16), Queued>,
    /// Classes whose first transmission of the election is spread already.
    spread_done: Vec<Class>,
    link: Link,
    flight: Option<Flight>,
    next_attempt: u64,
    last: Option<AttemptResult>,
    outputs: VecDeque<Output>,
}

/// The one thing in flight.
#[derive(Clone, Copy, Debug)]
struct Flight {
    attempt: u64,
    /// `None` is a mailbox check.
    packet: Option<(Class, u16, u8)>,
    on_air: bool,
    since: Uptime,
}

/// What to do next.
#[derive(Clone, Copy)]
enum Step {
    Send(Class, u16, u8),
    Ask,
}

impl Outbox {
    /// An empty outbox. The seed makes this box's delays differ from every other's: a hash of its device number, mixed
    /// with something that differs from start to start.
    #[must_use]
    pub fn new(schedule: Schedule, seed: u64) -> Self {
        Self {
            schedule,
            chance: Chance::new(seed),
            items: BTreeMap::new(),
            spread_done: Vec::new(),
            link: Link::default(),
            flight: None,
            next_attempt: 1,
            last: None,
            outputs: VecDeque::new(),
        }
    }

    /// It happened.
    pub fn handle_input(&mut self, now: Now, input: Input) {
        let now = now.uptime;
        match input {
            Input::Queue(item) => self.queue(now, item),
            Input::Restore { next_attempt, items } => self.restore(now, next_attempt, items),
            Input::Started { attempt } => self.on_air(attempt),
            Input::Ended { attempt, result, retry_after, mt_waiting } => {
                self.ended(now, attempt, result, retry_after, mt_waiting);
            }
            Input::Receipt { record, answer, not_before } => self.receipt(now, record, answer, not_before),
            Input::Ring => self.ring(now),
            Input::SendNow => self.send_now(now),
            Input::ModemReady(ready) => self.link.ready = ready,
            Input::Timeout => {}
        }
        self.give_up_flight(now);
        self.send_unanswered_again(now);
        self.start_next(now);
    }

    /// Do this; to be drained after each input.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to hand in [`Input::Timeout`], and why.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Uptime, &'static str)> {
        if let Some(flight) = self.flight {
            return Some((flight.since.after(self.schedule.flight_limit), "the attempt should have ended"));
        }
        let step = self.next_step().map(|(at, step)| (at, step.name()));
        let awaiting = self.items.values().filter(|queued| queued.awaits_receipt());
        let again = awaiting.map(|queued| (queued.resend_at, "no receipt: send again")).min();
        if self.link.ready { [step, again].into_iter().flatten().min() } else { None }
    }

    /// What screens show.
    #[must_use]
    pub fn status(&self, now: Now) -> OutboxStatus {
        let in_flight = self.flight.map(|flight| InFlight {
            attempt: flight.attempt,
            packet: flight.packet.map(|(_, record, part)| (record, part)),
            on_air: flight.on_air,
            since: now.uptime.since(flight.since),
        });
        let next = self.poll_timeout().filter(|_| in_flight.is_none());
        OutboxStatus {
            in_flight,
            next: next.map(|(at, what)| Next { within: at.since(now.uptime), what }),
            modem_ready: self.link.ready,
            attempts: self.next_attempt.saturating_sub(1),
            last: self.last.clone(),
            sessions_today: self.link.day_sessions,
            thrifty: self.link.thrifty(&self.schedule),
            items: self.items.values().map(item_status).collect(),
        }
    }

    fn queue(&mut self, now: Uptime, item: Item) {
        let key = (item.class, item.record);
        let queued = self.items.keys().any(|(_, record)| *record == item.record);
        if queued || item.packets.is_empty() {
            return;
        }
        let mut due = now;
        if item.asks.is_none() && !self.spread_done.contains(&item.class) {
            due = now.after(self.chance.up_to(self.schedule.spread));
            self.spread_done.push(item.class);
        }
        self.items.insert(key, Queued::new(item, due));
    }

    fn restore(&mut self, now: Uptime, next_attempt: u64, items: Vec<Restored>) {
        self.next_attempt = self.next_attempt.max(next_attempt);
        for Restored { item, attempts, accepted, quarantined } in items {
            let longest =
                if attempts == 0 { self.schedule.spread } else { self.schedule.longest_delay(attempts) };
            let wait = self.chance.up_to(longest.min(self.schedule.restart_spread));
            self.spread_done.push(item.class);
            let key = (item.class, item.record);
            let mut queued = Queued::new(item, now.after(wait));
            queued.attempts = attempts;
            queued.accepted_at = now;
            queued.resend_at = now.after(self.schedule.resend_after);
            accepted.iter().for_each(|&part| queued.set_part(part, PartState::Accepted));
            quarantined.iter().for_each(|&part| queued.set_part(part, PartState::Quarantined));
            let asked = queued.item.asks.is_some() && queued.awaits_receipt();
            if !asked && !queued.parts.is_empty() {
                self.items.entry(key).or_insert(queued);
            }
        }
    }

    fn on_air(&mut self, attempt: u64) {
        if let Some(flight) = self.flight.as_mut().filter(|flight| flight.attempt == attempt) {
            flight.on_air = true;
        }
    }

    fn ended(
        &mut self,
        now: Uptime,
        attempt: u64,
        result: AttemptResult,
        retry_after: Option<Duration>,
        mt_waiting: u16,
    ) {
        let Some(flight) = self.flight.take_if(|flight| flight.attempt == attempt) else { return };
        self.link.ended(now, &result, retry_after, &self.schedule);
        match flight.packet {
            Some((class, record, part)) => self.part_ended(now, (class, record), part, &result),
            None if !result.reached_gateway() => {
                self.link.mailbox_failed(now, &self.schedule, &mut self.chance);
            }
            None => {}
        }
        if mt_waiting > 0 && result != AttemptResult::AcceptedButBlocked {
            self.link.message_waits(now);
        }
        self.last = Some(result);
    }

    fn part_ended(&mut self, now: Uptime, key: (Class, u16), part: u8, result: &AttemptResult) {
        // A receipt may have ended the item while its packet was on the air.
        let Some(queued) = self.items.get_mut(&key) else { return };
        match result {
            AttemptResult::Accepted | AttemptResult::AcceptedButBlocked => {
                queued.set_part(part, PartState::Accepted);
                queued.failures = 0;
                queued.rejected = None;
                queued.due = now;
                queued.accepted_at = now;
                queued.resend_at = now.after(self.schedule.resend_after);
                if queued.item.asks.is_some() && queued.awaits_receipt() {
                    self.items.remove(&key);
                }
            }
            AttemptResult::Rejected { why } if queued.rejected == Some(part) => {
                queued.set_part(part, PartState::Quarantined);
                self.outputs.push_back(Output::Quarantine { record: key.1, part, why: why.clone() });
            }
            AttemptResult::NotSent => {
                queued.failures = queued.failures.saturating_add(1);
                let longest = self.schedule.longest_delay(queued.failures).min(self.schedule.middle);
                queued.due = now.after(self.chance.up_to(longest));
            }
            AttemptResult::Rejected { .. }
            | AttemptResult::Ambiguous
            | AttemptResult::NoService
            | AttemptResult::Busy
            | AttemptResult::Operator
            | AttemptResult::Hardware => {
                queued.rejected = matches!(result, AttemptResult::Rejected { .. }).then_some(part);
                queued.failures = queued.failures.saturating_add(1);
                queued.due = now.after(self.schedule.delay(queued.failures, &mut self.chance));
            }
        }
    }

    fn receipt(&mut self, now: Uptime, record: u16, answer: Answer, not_before: Duration) {
        self.link.hold(now, not_before.min(self.schedule.not_before_cap));
        match answer {
            Answer::Final => {
                self.items
                    .retain(|_, queued| queued.item.record != record && queued.item.asks != Some(record));
            }
            Answer::Partial { held } => {
                let grace = now.after(self.schedule.partial_grace);
                for queued in self.items.values_mut().filter(|queued| queued.item.record == record) {
                    for (place, state) in queued.parts.iter_mut().enumerate() {
                        if u32::try_from(place).is_ok_and(|bit| held.checked_shr(bit).unwrap_or(0) & 1 == 1) {
                            *state = PartState::Held;
                        }
                    }
                    queued.resend_at = queued.resend_at.min(grace);
                }
            }
        }
    }

    /// What waits to be sent goes at once and brings the message along; else the mailbox is asked. Rings that repeat
    /// before the gateway is reached change nothing more, so that they cannot undo the back-off.
    fn ring(&mut self, now: Uptime) {
        if self.link.message_waits(now) {
            for queued in self.items.values_mut().filter(|queued| queued.attempts > 0) {
                queued.due = queued.due.min(now);
            }
        }
    }

    fn send_now(&mut self, now: Uptime) {
        self.link.force();
        let mut waiting = false;
        for queued in self.items.values_mut().filter(|queued| queued.waiting_part().is_some()) {
            queued.due = queued.due.min(now);
            waiting = true;
        }
        if !waiting {
            self.link.ask_now(now);
        }
    }

    /// A modem that never tells the end of an attempt must not stop the outbox.
    fn give_up_flight(&mut self, now: Uptime) {
        let Some(flight) = self.flight else { return };
        if now.since(flight.since) >= self.schedule.flight_limit {
            let result = if flight.on_air { AttemptResult::Ambiguous } else { AttemptResult::NotSent };
            self.ended(now, flight.attempt, result, None, 0);
        }
    }

    fn send_unanswered_again(&mut self, now: Uptime) {
        for queued in self.items.values_mut() {
            if queued.awaits_receipt() && queued.resend_at <= now {
                queued.send_again(now);
            }
        }
    }

    fn start_next(&mut self, now: Uptime) {
        if self.flight.is_some() {
            return;
        }
        let Some((_, step)) = self.next_step().filter(|(at, _)| *at <= now) else { return };
        let attempt = self.next_attempt;
        let (output, packet) = match step {
            Step::Send(class, record, part) => {
                let Some(queued) = self.items.get_mut(&(class, record)) else { return };
                let Some(packet) = queued.packet(part).cloned() else { return };
                queued.attempts = queued.attempts.saturating_add(1);
                (Output::Transmit { attempt, record, part, packet }, Some((class, record, part)))
            }
            Step::Ask => (Output::CheckMailbox { attempt }, None),
        };
        self.next_attempt = attempt.saturating_add(1);
        self.link.started();
        self.flight = Some(Flight { attempt, packet, on_air: false, since: now });
        self.outputs.push_back(output);
    }

    /// What is next and from when on, if nothing else happens. The mailbox is asked only while nothing waits to be sent:
    /// every transmission brings a waiting message along.
    fn next_step(&self) -> Option<(Uptime, Step)> {
        if !self.link.ready {
            return None;
        }
        let class = self.items.values().find(|queued| queued.waiting_part().is_some()).map(|q| q.item.class);
        if let Some(class) = class {
            let of_class = self.items.values().filter(|queued| queued.item.class == class);
            let waiting = of_class.filter_map(|queued| {
                let gate = self.link.gate(&self.schedule, queued.attempts == 0);
                let step = Step::Send(class, queued.item.record, queued.waiting_part()?);
                Some((queued.due.max(gate), step))
            });
            return waiting.min_by_key(|(at, _)| *at);
        }
        let awaiting = self.items.values().filter(|queued| queued.awaits_receipt());
        let due = self.link.mailbox_due(&self.schedule, awaiting.map(|queued| queued.accepted_at))?;
        Some((due.max(self.link.gate(&self.schedule, false)), Step::Ask))
    }
}

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Send(..) => "next transmission",
            Self::Ask => "ask for the receipt",
        }
    }
}

fn item_status(queued: &Queued) -> ItemStatus {
    ItemStatus {
        record: queued.item.record,
        class: queued.item.class,
        attempts: queued.attempts,
        failures: queued.failures,
        parts: queued.parts.clone(),
    }
}
