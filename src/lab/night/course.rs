//! The course of a night: every box's outbox, the gateways and the center, event by event.
//!
//! A box is its outbox with the product's schedule and the packet that its journal holds; whole device machines would
//! draw a hundred thousand tapes and add nothing to the question of when the country has reported.
//! Invariants: only a receipt that verifies ends a box's night; the same seed gives the same night.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use rts_core::center::{Center, Gate, MemoryLedger};
use rts_core::outbox::{Answer, AttemptResult, Class, Input, Item, Outbox, Output, Schedule};
use rts_core::packet::verify_receipt;
use rts_core::seal::PublicKey;
use rts_core::time::{ClockQuality, Now, Uptime, WallTime};

use super::country::{CLOSE, Country, Sealed, receipts};
use super::figures::NightFigures;
use super::sky::Gateway;
use super::{Error, NightArgs};
use crate::lab::chance::Chance;

/// Number of the result's record.
const RECORD: u16 = 3;
/// A night that is not over by then is not over.
const LIMIT: Uptime = Uptime::from_millis(48 * 3_600_000);

/// Something that happens at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// The outbox of a station wanted to be woken.
    Wake(usize),
    /// Its session ends: well, or ambiguously.
    Ended(usize, bool),
    /// A gateway has handed a message to the center.
    Delivered(usize, u32),
    /// A ring alert reaches a station.
    Ring(usize),
}

struct Box {
    outbox: Outbox,
    sealed: Sealed,
    /// Number of the attempt, and whether it carries the packet.
    attempt: (u64, bool),
    /// The moment for which a waking is on the agenda.
    wake: Uptime,
    answered: bool,
}

/// One night.
pub(super) struct Night<'a> {
    args: &'a NightArgs,
    now: Uptime,
    chance: Chance,
    boxes: Vec<Box>,
    gateways: Vec<Gateway>,
    gate: Gate,
    center: Center,
    ledger: MemoryLedger,
    key: PublicKey,
    agenda: BinaryHeap<Reverse<(Uptime, u64, Event)>>,
    numbered: u64,
    figures: NightFigures,
    arrived: Vec<bool>,
}

impl<'a> Night<'a> {
    /// Every box of the country has sealed its result this very moment; `spread` as the rules of the election say.
    pub(super) fn new(args: &'a NightArgs, country: &Country, spread: Duration) -> Result<Self, Error> {
        let schedule = Schedule { spread, ..Schedule::default() };
        let mut ledger = MemoryLedger::default();
        let mut boxes = Vec::new();
        for station in 1..=args.stations {
            ledger.enrol(country.certified(station)?);
            let seed = args.seed ^ u64::from(station);
            boxes.push(Box {
                outbox: Outbox::new(schedule.clone(), seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
                sealed: country.seal(station)?,
                attempt: (0, false),
                wake: Uptime::default(),
                answered: false,
            });
        }
        let gateways = usize::try_from(args.gateways.max(1)).unwrap_or(1);
        Ok(Self {
            args,
            now: Uptime::default(),
            chance: Chance::new(args.seed),
            arrived: vec![false; boxes.len()],
            boxes,
            gateways: std::iter::repeat_with(Gateway::default).take(gateways).collect(),
            gate: country.gate(),
            center: Center::new(country.package.clone(), country.secrets()).map_err(Error::made)?,
            ledger,
            key: receipts().public(),
            agenda: BinaryHeap::new(),
            numbered: 0,
            figures: NightFigures::new(spread),
        })
    }

    /// Lives the night until every station has its receipt.
    pub(super) fn live(mut self) -> Result<NightFigures, Error> {
        for index in 0..self.boxes.len() {
            let packet = self.boxes.get(index).map(|it| it.sealed.packet.clone()).unwrap_or_default();
            let item = Item { record: RECORD, class: Class::Result, packets: vec![packet], asks: None };
            self.tell(index, Input::ModemReady(true));
            self.tell(index, Input::Queue(item));
        }
        let mut open = self.boxes.len();
        while open > 0 {
            let Some(Reverse((at, _, event))) = self.agenda.pop() else {
                return Err(Error::made(format!("{open} stations wait for nothing")));
            };
            self.now = at;
            if at > LIMIT {
                return Err(Error::made(format!("{open} stations without a receipt after two days")));
            }
            open = open.saturating_sub(self.happen(event)?);
        }
        self.figures.dropped = self.gateways.iter().map(|gateway| gateway.dropped).sum();
        self.figures.counted = self.ledger.records().iter().filter(|kept| kept.standing.counts()).count();
        self.figures.close(self.boxes.len());
        Ok(self.figures)
    }

    /// How many stations have their receipt through this.
    fn happen(&mut self, event: Event) -> Result<usize, Error> {
        match event {
            Event::Wake(index) => {
                if self.boxes.get(index).is_some_and(|one| one.wake == self.now) {
                    self.tell(index, Input::Timeout);
                }
                Ok(0)
            }
            Event::Ring(index) => {
                self.tell(index, Input::Ring);
                Ok(0)
            }
            Event::Ended(index, well) => self.ended(index, well),
            Event::Delivered(gateway, station) => {
                self.delivered(gateway, station)?;
                Ok(0)
            }
        }
    }

    fn later(&mut self, wait: Duration, event: Event) {
        self.numbered += 1;
        self.agenda.push(Reverse((self.now.after(wait), self.numbered, event)));
    }

    fn tell(&mut self, index: usize, input: Input) {
        let now = at(self.now);
        let Some(one) = self.boxes.get_mut(index) else { return };
        one.outbox.handle_input(now, input);
        let output = one.outbox.poll_output();
        let started = match &output {
            Some(Output::Transmit { attempt, .. }) => Some((*attempt, true)),
            Some(Output::CheckMailbox { attempt }) => Some((*attempt, false)),
            Some(Output::Quarantine { .. }) | None => None,
        };
        if let Some(attempt) = started {
            one.attempt = attempt;
            one.outbox.handle_input(now, Input::Started { attempt: attempt.0 });
            self.start(index);
        }
        let Some(one) = self.boxes.get_mut(index) else { return };
        if let Some((due, _)) = one.outbox.poll_timeout().filter(|(due, _)| *due != one.wake) {
            one.wake = due;
            self.later(due.since(self.now), Event::Wake(index));
        }
    }

    /// A session begins: its fate is drawn at once.
    fn start(&mut self, index: usize) {
        self.figures.sessions += 1;
        let well = !self.chance.happens(self.args.loss) && !self.is_down(index);
        let median = Duration::from_secs(if well { 12 } else { 25 });
        let lasts = self.chance.around(median, 0.4).clamp(Duration::from_secs(3), Duration::from_secs(170));
        self.later(lasts, Event::Ended(index, well));
    }

    fn gateway(&self, index: usize) -> usize {
        index.checked_rem(self.gateways.len()).unwrap_or(0)
    }

    /// Every second gateway is away for the first hour.
    fn is_down(&self, index: usize) -> bool {
        let minutes = self.now.as_millis() / 60_000;
        self.args.outage && self.gateway(index) % 2 == 1 && minutes < 60
    }

    fn ended(&mut self, index: usize, well: bool) -> Result<usize, Error> {
        let well = well && !self.is_down(index);
        let place = self.gateway(index);
        let station = u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1);
        let Some((attempt, carries)) = self.boxes.get(index).map(|one| one.attempt) else { return Ok(0) };
        // Of the sessions that break off, some have reached the gateway.
        let reaches = well || (!self.is_down(index) && self.chance.happens(0.3));
        let mut receipt = None;
        if let Some(gateway) = self.gateways.get_mut(place) {
            if carries && reaches {
                gateway.take(station);
            }
            receipt = if well { gateway.fetch(station) } else { None };
        }
        self.deliver(place);
        let answered = receipt.is_some_and(|bytes| self.believe(index, &bytes));
        let result = if well { AttemptResult::Accepted } else { AttemptResult::Ambiguous };
        self.tell(index, Input::Ended { attempt, result, retry_after: None, mt_waiting: 0 });
        Ok(usize::from(answered))
    }

    /// Believes a receipt if it verifies; true if it is the first.
    fn believe(&mut self, index: usize, bytes: &[u8]) -> bool {
        let Some(one) = self.boxes.get_mut(index) else { return false };
        let good = verify_receipt(bytes, &one.sealed.digest, std::slice::from_ref(&self.key)).is_ok();
        if !good || one.answered {
            return false;
        }
        one.answered = true;
        self.figures.answered(self.now);
        self.tell(
            index,
            Input::Receipt { record: RECORD, answer: Answer::Final, not_before: Duration::ZERO },
        );
        true
    }

    /// Starts the next delivery of a gateway to the center.
    fn deliver(&mut self, place: usize) {
        let next = self.gateways.get_mut(place).and_then(Gateway::next);
        if let Some(station) = next {
            let rate = f64::from(self.args.rate.max(1));
            let gateways = f64::from(self.args.gateways.max(1));
            let wait = Duration::from_secs_f64(gateways / rate);
            self.later(wait, Event::Delivered(place, station));
        }
    }

    fn delivered(&mut self, place: usize, station: u32) -> Result<(), Error> {
        let index = usize::try_from(station).unwrap_or(0).saturating_sub(1);
        let packet = self.boxes.get(index).map(|one| one.sealed.packet.clone()).unwrap_or_default();
        let now = at(self.now);
        let reception =
            self.gate.intake(&self.center, &mut self.ledger, now, &packet).map_err(Error::made)?;
        let first = self.arrived.get_mut(index).is_some_and(|arrived| !std::mem::replace(arrived, true));
        self.figures.arrived(self.now, first);
        for answer in reception.answers {
            if let Some(gateway) = self.gateways.get_mut(place) {
                gateway.mail(answer.device, answer.receipt);
            }
            // One ring alert in three is not heard.
            if self.chance.happens(0.67) {
                let wait = Duration::from_millis(self.chance.between(1_000, 15_000));
                self.later(wait, Event::Ring(index));
            }
        }
        if let Some(gateway) = self.gateways.get_mut(place) {
            gateway.busy = false;
        }
        self.deliver(place);
        Ok(())
    }
}

fn at(uptime: Uptime) -> Now {
    let seconds = i64::try_from(uptime.as_millis() / 1_000).unwrap_or(0);
    let wall = WallTime::from_unix(CLOSE.unix().saturating_add(60).saturating_add(seconds));
    Now { uptime, wall: Some(wall), quality: ClockQuality::Network }
}
