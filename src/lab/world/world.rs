//! One world: stations, gateway and center under one virtual clock, from before the opening until everything arrived.
//!
//! Invariant: the same seed gives the same world, event for event.
#![expect(clippy::wildcard_enum_match_arm, reason = "the rest are faults of one box")]

use std::collections::BTreeMap;
use std::time::Duration;

use rts_core::time::Uptime;

use super::Error;
use super::around::Around;
use super::clock::{Clock, Moment};
use super::election::Election;
use super::figures::Figures;
use super::ground::Ground;
use super::law::{Breach, Law};
use super::people::People;
use super::plan::{self, Happening, Plan};
use super::press::Press;
use super::radio::Radio;
use super::station::{Parts, Station};
use super::trace::Trace;
use crate::lab::chance::Chance;
use crate::lab::satellite::{Downlink, Gateway, GatewayInput, GatewayOutput, GatewaySettings};
use crate::ports::directip::{Imei, MtMessage, flag};

/// How long after the calm everything must have arrived.
const PATIENCE: Duration = Duration::from_secs(24 * 3_600);
/// More events than this at one moment are no progress.
const STUCK: u32 = 200_000;

/// One world.
pub(super) struct World {
    pub(super) around: Around,
    pub(super) stations: Vec<Station>,
    gateway: Gateway,
    pub(super) ground: Ground,
    agenda: BTreeMap<(Uptime, u64), Happening>,
    happenings: u64,
    limit: Uptime,
    /// Number of MT messages so far, and when a receipt was last put into a box's queue.
    tickets: u64,
    receipts: BTreeMap<u32, Uptime>,
    /// Events at this moment so far.
    here: u32,
}

impl World {
    /// The world of a seed, before anything has happened.
    pub(super) fn new(seed: u64, traced: bool) -> Result<Self, Error> {
        let mut chance = Chance::new(seed);
        let count = chance.weighted(&[(1, 24), (2, 4), (3, 1), (4, 1)]).unwrap_or(1);
        let election = Election::draw(count, &mut chance)?;
        let plan = Plan::draw(count, &mut chance);
        let ground = Ground::new(&election, plan.frailty)?;
        let stations = (1..=count).map(|number| station(number, &election, &mut chance));
        let stations: Vec<Station> = stations.collect::<Result<_, _>>()?;
        let settings = GatewaySettings {
            seed: chance.between(0, u64::MAX),
            destinations: 2,
            duplicates: plan.duplicates,
            ..GatewaySettings::default()
        };
        let figures = Figures { stations: count.into(), ..Figures::default() };
        let mut world = Self {
            around: Around {
                now: Uptime::from_millis(60_000),
                election,
                chance,
                calm: false,
                issued: BTreeMap::new(),
                figures,
                trace: Trace::new(traced),
            },
            stations,
            gateway: Gateway::new(settings),
            ground,
            agenda: BTreeMap::new(),
            happenings: 0,
            limit: plan.calm.after(PATIENCE),
            tickets: 0,
            receipts: BTreeMap::new(),
            here: 0,
        };
        for (at, happening) in plan.happenings {
            world.schedule(at, happening);
        }
        for number in 1..=count {
            world.schedule(Uptime::from_millis(90_000), Happening::People(number));
        }
        Ok(world)
    }

    /// Lives the world to its end.
    pub(super) fn live(&mut self) -> Result<(), Breach> {
        for station in &mut self.stations {
            station.provision(&mut self.around)?;
            station.power_on(&mut self.around)?;
        }
        while !self.step()? {}
        self.finish()
    }

    pub(super) fn schedule(&mut self, at: Uptime, happening: Happening) {
        self.happenings += 1;
        self.agenda.insert((at.max(self.around.now), self.happenings), happening);
    }

    fn in_seconds(&mut self, low: u64, high: u64) -> Uptime {
        self.around.now.after(Duration::from_secs(self.around.chance.between(low, high)))
    }

    /// One event; true once everything is done.
    fn step(&mut self) -> Result<bool, Breach> {
        let planned = self.agenda.first_key_value().map(|((at, _), _)| *at);
        let station = self.stations.iter().zip(0_usize..);
        let station = station.filter_map(|(station, index)| Some((station.due()?, index))).min();
        let gateway = self.gateway.poll_timeout().map(|(at, _)| at);
        let next = [planned, station.map(|(at, _)| at), gateway].into_iter().flatten().min();
        let Some(next) = next else { return Law::EverythingArrives.broken("nothing is due any more") };
        self.advance(next)?;
        if gateway == Some(next) {
            self.ground_control(GatewayInput::Timeout)?;
        } else if planned == Some(next) {
            if let Some((_, happening)) = self.agenda.pop_first() {
                return self.happen(happening);
            }
        } else if let Some((_, index)) = station {
            self.at(index, |station, around| station.wake(around))?;
        }
        Ok(false)
    }

    fn advance(&mut self, next: Uptime) -> Result<(), Breach> {
        self.around.figures.events += 1;
        if next > self.around.now {
            (self.around.now, self.here) = (next, 0);
        }
        self.here += 1;
        Law::RefusalIsValue.holds(self.here < STUCK, || "no end of events at one moment".to_owned())?;
        Law::EverythingArrives.holds(self.around.now < self.limit, || {
            let open = self.stations.iter().filter_map(Station::misses);
            let lost = self.stations.iter().filter(|station| !self.counts(station));
            let lost = lost.map(|station| format!("station {} does not count", station.number));
            format!("a day after the faults ended: {}", open.chain(lost).collect::<Vec<_>>().join("; "))
        })
    }

    /// Does something at a station, then carries what its modem says to the sky.
    fn at(
        &mut self,
        index: usize,
        act: impl FnOnce(&mut Station, &mut Around) -> Result<(), Breach>,
    ) -> Result<(), Breach> {
        let Some(station) = self.stations.get_mut(index) else { return Ok(()) };
        act(station, &mut self.around)?;
        if self.around.chance.happens(0.004) {
            station.look()?;
        }
        while let Some(up) = self.stations.get_mut(index).and_then(|station| station.radio.up.pop()) {
            self.ground_control(GatewayInput::Up(up))?;
        }
        Ok(())
    }

    pub(super) fn station(
        &mut self,
        number: u32,
        act: impl FnOnce(&mut Station, &mut Around) -> Result<(), Breach>,
    ) -> Result<(), Breach> {
        let index = usize::try_from(number).unwrap_or(0).saturating_sub(1);
        self.at(index, act)
    }

    /// Tells the gateway something and does what it says.
    pub(super) fn ground_control(&mut self, input: GatewayInput) -> Result<(), Breach> {
        self.gateway.handle_input(Moment::outside(self.around.now), input);
        while let Some(output) = self.gateway.poll_output() {
            match output {
                GatewayOutput::Down(imei, down) => self.carry_down(imei, down)?,
                GatewayOutput::MtAnswer { .. } => {}
                GatewayOutput::Deliver { destination, frame } => {
                    let slow = !self.around.calm && self.around.chance.happens(0.05);
                    let longest = if slow { 20_000 } else { 300 };
                    let wait = Duration::from_millis(self.around.chance.between(20, longest));
                    let at = self.around.now.after(wait);
                    self.schedule(at, Happening::Deliver(destination, frame));
                }
            }
        }
        Ok(())
    }

    fn carry_down(&mut self, imei: Imei, down: Downlink) -> Result<(), Breach> {
        let found = (1..).zip(&self.stations).find(|(number, _)| unit(*number) == imei);
        let Some((number, _)) = found else { return Ok(()) };
        self.station(number, |station, around| {
            let at = station.moment(around.now);
            station.radio.hear_sky(at, down);
            station.pump(around)
        })
    }

    /// Something that was planned happens; true once everything is done.
    fn happen(&mut self, happening: Happening) -> Result<bool, Breach> {
        if !matches!(
            happening,
            Happening::People(_) | Happening::Deliver(..) | Happening::Receipt(..) | Happening::Calm
        ) {
            if self.around.calm && !ends_a_fault(&happening) {
                return Ok(false);
            }
            self.around.figures.faults += 1;
            self.around.trace.note(self.around.now, 0, || format!("{happening:?}"));
        }
        match happening {
            Happening::People(number) => return self.people(number),
            Happening::Deliver(destination, frame) => self.deliver(destination, &frame)?,
            Happening::Receipt(number, receipt, tries) => self.hand_down(number, receipt, tries)?,
            Happening::Outage(outage) => self.ground_control(GatewayInput::Outage(outage))?,
            Happening::Listener(listener, down) => {
                if let Some(state) = self.ground.down.get_mut(listener) {
                    *state = down;
                }
            }
            Happening::Flood => self.flood()?,
            Happening::Hostile(number) => self.hostile(number)?,
            Happening::Calm => self.calm()?,
            Happening::Cut(number, off) => self.station(number, |station, around| {
                if station.running.is_some() {
                    station.comes_back(around.now.after(off));
                }
                station.lose_power(around);
                Ok(())
            })?,
            other => self.befall(other)?,
        }
        Ok(false)
    }

    /// The officials of a station do something; true once everything everywhere is done.
    fn people(&mut self, number: u32) -> Result<bool, Breach> {
        self.station(number, Station::act)?;
        let index = usize::try_from(number).unwrap_or(0).saturating_sub(1);
        let next = self.stations.get(index).map(|station| station.people.next);
        if let Some(next) = next {
            self.schedule(next, Happening::People(number));
        }
        Ok(self.stations.iter().all(|station| station.misses().is_none() && self.counts(station)))
    }

    /// What a station sealed last is what the center counts. A correction that overtook its original waits for it there.
    fn counts(&self, station: &Station) -> bool {
        let sealed = station.reference.standing().map(|known| known.digest);
        sealed.is_some() && self.ground.result(station.number) == sealed
    }

    fn deliver(&mut self, destination: usize, frame: &[u8]) -> Result<(), Breach> {
        let delivered = self.ground.receive(&mut self.around, destination, frame)?;
        for change in delivered.changes.iter().filter(|change| change.standing.counts()) {
            let sealed = change.station.and_then(|number| {
                let index = usize::try_from(number).ok()?.checked_sub(1)?;
                self.stations.get(index)
            });
            let own = sealed.is_some_and(|station| station.reference.sealed(&change.digest));
            Law::CountedOnce.holds(own, || "a record counts that its box never sealed".to_owned())?;
        }
        for answer in delivered.answers {
            let at = self.in_seconds(1, 40);
            let number = answer.device.saturating_sub(super::election::device(0));
            self.schedule(at, Happening::Receipt(number, answer.receipt, 0));
        }
        self.ground_control(GatewayInput::Delivered { destination, taken: delivered.taken })
    }

    /// Offers a receipt to the gateway; the newest takes the place of what waits, unless that is new too.
    fn hand_down(&mut self, number: u32, receipt: Vec<u8>, tries: u8) -> Result<(), Breach> {
        let lost = !self.around.calm && self.around.chance.happens(0.1);
        if lost {
            if tries < 5 {
                let at = self.in_seconds(30, 120);
                self.schedule(at, Happening::Receipt(number, receipt, tries + 1));
            }
            return Ok(());
        }
        let now = self.around.now;
        let recent =
            self.receipts.insert(number, now).is_some_and(|at| now.since(at) < Duration::from_secs(60));
        self.send_down(number, receipt, if recent { 0 } else { flag::FLUSH })
    }

    pub(super) fn send_down(&mut self, number: u32, payload: Vec<u8>, flags: u16) -> Result<(), Breach> {
        self.tickets += 1;
        let id = u32::try_from(self.tickets).unwrap_or(u32::MAX);
        let message = MtMessage { id, imei: unit(number), flags, payload: Some(payload), priority: None };
        self.ground_control(GatewayInput::Mt { ticket: self.tickets, message: Ok(message) })
    }

    /// Everything is done: looks at what is left of the day.
    fn finish(&mut self) -> Result<(), Breach> {
        self.around.calm = true;
        self.around.now = self.around.now.after(Duration::from_secs(60));
        for index in 0..self.stations.len() {
            self.at(index, |station, around| {
                station.mend();
                station.lose_power(around);
                station.power_on(around)
            })?;
        }
        let Self { stations, around, ground, .. } = self;
        for station in stations.iter() {
            station.reference.everything_is_printed()?;
            station.reference.table_agrees(|picture| station.press.copies(picture))?;
            Law::JournalGrows
                .holds(station.media.are_whole(), || "a medium that was mended is not in use".to_owned())?;
            let known = station.reference.standing();
            let counted = ground.result(station.number);
            Law::CountedOnce
                .holds(known.map(|known| known.digest) == counted && counted.is_some(), || {
                    format!("station {}: the center counts {counted:?}", station.number)
                })?;
            let voted = station.people.tally(&around.election);
            let sealed = known.and_then(|known| known.tally.as_ref());
            let same = sealed.is_some_and(|tally| tally.contests == voted.contests);
            Law::CountedOnce.holds(same, || format!("station {}: another tally counts", station.number))?;
            ground.compare(&around.election, station.number, &station.media.card())?;
        }
        around.figures.seeds = 1;
        let lived = around.now.since(Uptime::from_millis(60_000));
        around.figures.lived(lived);
        Ok(())
    }
}

/// Whether a happening ends a fault that began before.
const fn ends_a_fault(happening: &Happening) -> bool {
    matches!(happening, Happening::Outage(false) | Happening::Listener(_, false) | Happening::Mend(..))
}

/// The modem of a station.
pub(super) fn unit(number: u32) -> Imei {
    format!("3004340{number:08}").parse().unwrap_or(Imei::ZERO)
}

fn station(number: u32, election: &Election, chance: &mut Chance) -> Result<Station, Error> {
    let (profile, faults) = plan::printer(chance);
    let drift = i64::try_from(chance.between(0, 400)).unwrap_or(0).saturating_sub(200);
    let drift = if chance.happens(0.3) { drift } else { 0 };
    let parts = Parts {
        clock: Clock::new(chance.happens(0.7), drift),
        radio: Radio::new(plan::sky(unit(number), chance)),
        press: Press::new(profile, faults),
        people: People::new(number, chance),
        cut_every: chance.weighted(&[(0, 3), (150, 3), (40, 3), (12, 1)]).unwrap_or(0),
        counter: chance.happens(0.5),
        sheet_rows: chance.weighted(&[(Some(60_000), 8), (None, 3), (Some(700), 1)]).flatten(),
    };
    Station::new(number, election, parts)
}
