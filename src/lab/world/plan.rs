//! What goes wrong in a world, and when: drawn from the seed before the world begins.
//!
//! Invariant: at most one of the two media of a box is ever bad at a time, and after the calm nothing new begins; what
//! this leaves out, the product does not promise.

use rts_core::journal::MediumName;
use rts_core::time::Uptime;
use std::time::Duration;

use super::election::CLOSES;
use super::media::Trouble;
use crate::lab::chance::Chance;
use crate::lab::modem::{Cut, Disturbance, Faults, ModemSettings, Personality, Step};
use crate::lab::printer::{At, Fault, Planned, Profile};
use crate::ports::directip::Imei;

/// Something that happens to a world.
#[derive(Clone, Debug)]
pub(super) enum Happening {
    /// The officials of a station do something.
    People(u32),
    /// The power of a station goes, for so long.
    Cut(u32, Duration),
    /// A medium of a station is struck.
    Strike(u32, MediumName, Trouble),
    /// Somebody mends it.
    Mend(u32, MediumName),
    /// A medium lies about its last commits.
    Lie(u32, MediumName, usize),
    /// The clock jumps by so many seconds.
    Step(u32, i64),
    /// The clock is lost.
    LoseClock(u32),
    /// A modem is disturbed.
    Modem(u32, Disturbance),
    /// A printer has a fault for so long.
    Printer(u32, Fault, Duration),
    /// The gateway is not there for modems, or is again.
    Outage(bool),
    /// A listener of the center is not there, or is again.
    Listener(usize, bool),
    /// Ten thousand messages of others arrive at the gateway.
    Flood,
    /// Somebody sends a box something that is no receipt of its own.
    Hostile(u32),
    /// The gateway brings a frame to a listener.
    Deliver(usize, Vec<u8>),
    /// The center hands a receipt to the gateway.
    Receipt(u32, Vec<u8>, u8),
    /// Everything that is broken is mended, and nothing breaks any more.
    Calm,
}

/// The plan of a world.
pub(super) struct Plan {
    pub(super) happenings: Vec<(Uptime, Happening)>,
    pub(super) calm: Uptime,
    pub(super) duplicates: f64,
    /// How often a process of the center dies over a packet, of a thousand.
    pub(super) frailty: u64,
}

const fn at(seconds: u64) -> Uptime {
    Uptime::from_millis(seconds.saturating_mul(1_000))
}

impl Plan {
    pub(super) fn draw(stations: u32, chance: &mut Chance) -> Self {
        // A long world has room for what the gateway forgets: twelve hours, or five days.
        let hours = chance.weighted(&[(2, 60), (5, 25), (15, 13), (150, 1)]).unwrap_or(3);
        let calm = CLOSES + hours * 3_600;
        let mut plan = Self {
            happenings: vec![(at(calm), Happening::Calm)],
            calm: at(calm),
            duplicates: chance.weighted(&[(0.0, 2), (0.2, 2), (0.9, 1)]).unwrap_or(0.0),
            frailty: chance.weighted(&[(0, 2), (30, 2), (300, 1)]).unwrap_or(0),
        };
        plan.ground(calm, chance);
        for station in 1..=stations {
            plan.power(station, calm, chance);
            plan.media(station, calm, chance);
            plan.clock(station, calm, chance);
            plan.devices(station, calm, chance);
        }
        plan
    }

    fn push(&mut self, seconds: u64, happening: Happening) {
        self.happenings.push((at(seconds), happening));
    }

    fn ground(&mut self, calm: u64, chance: &mut Chance) {
        for _ in 0..chance.between(0, 2) {
            let from = chance.between(0, calm);
            self.push(from, Happening::Outage(true));
            self.push(from + chance.between(300, 4 * 3_600), Happening::Outage(false));
        }
        for listener in 0..2 {
            for _ in 0..chance.between(0, 2) {
                let from = chance.between(0, calm);
                let longest = if calm > CLOSES + 12 * 3_600 { 14 * 3_600 } else { 3 * 3_600 };
                self.push(from, Happening::Listener(listener, true));
                self.push(from + chance.between(60, longest), Happening::Listener(listener, false));
            }
        }
        if chance.happens(0.003) {
            let from = chance.between(CLOSES, calm);
            (0..2).for_each(|listener| self.push(from, Happening::Listener(listener, true)));
            self.push(from + 1_800, Happening::Flood);
            (0..2).for_each(|listener| self.push(from + 3_600, Happening::Listener(listener, false)));
        }
    }

    fn power(&mut self, station: u32, calm: u64, chance: &mut Chance) {
        for _ in 0..chance.between(0, 3) {
            let off = if chance.happens(0.2) { chance.between(600, 10_800) } else { chance.between(3, 300) };
            self.push(chance.between(60, calm), Happening::Cut(station, Duration::from_secs(off)));
        }
        if calm > CLOSES + 24 * 3_600 {
            let days = Duration::from_secs(6 * 24 * 3_600 - 7_200);
            self.push(CLOSES + chance.between(600, 5_400), Happening::Cut(station, days));
        }
    }

    /// One of the media is the weak one.
    fn media(&mut self, station: u32, calm: u64, chance: &mut Chance) {
        let weak = if chance.happens(0.7) { MediumName::Card } else { MediumName::Internal };
        if chance.happens(0.25) {
            let rows = usize::try_from(chance.between(1, 12)).unwrap_or(1);
            self.push(0, Happening::Lie(station, weak, rows));
        }
        let mut from = 0;
        for _ in 0..chance.between(0, 3) {
            from += chance.between(60, calm / 2);
            let trouble = match (weak, chance.between(0, 2)) {
                (MediumName::Card, 0) => Trouble::Gone,
                (_, 1) => Trouble::Full,
                _ => Trouble::Broken,
            };
            self.push(from, Happening::Strike(station, weak, trouble));
            from += chance.between(30, 7_200);
            self.push(from, Happening::Mend(station, weak));
        }
    }

    fn clock(&mut self, station: u32, calm: u64, chance: &mut Chance) {
        if chance.happens(0.5) {
            return;
        }
        const YEARS: i64 = 10 * 365 * 86_400;
        for _ in 0..chance.between(1, 3) {
            let steps = [(YEARS, 2), (-YEARS, 2), (86_400, 1), (-86_400, 1), (3_600, 1), (-3_600, 1), (7, 1)];
            let step = chance.weighted(&steps).unwrap_or(YEARS);
            let happening = if chance.happens(0.2) {
                Happening::LoseClock(station)
            } else {
                Happening::Step(station, step)
            };
            self.push(chance.between(0, calm), happening);
        }
    }

    fn devices(&mut self, station: u32, calm: u64, chance: &mut Chance) {
        for _ in 0..chance.between(0, 3) {
            let from = chance.between(0, calm);
            let until = from + chance.between(60, 3 * 3_600);
            self.push(from, Happening::Modem(station, Disturbance::Signal(0)));
            self.push(until, Happening::Modem(station, Disturbance::Signal(4)));
        }
        for _ in 0..chance.between(0, 4) {
            let long = Duration::from_secs(chance.between(1, 900));
            let disturbance = match chance.between(0, 3) {
                0 => Disturbance::Unplug(long),
                1 => Disturbance::Silence(long),
                2 => Disturbance::Garbage(usize::try_from(chance.between(1, 2_000)).unwrap_or(1)),
                _ => Disturbance::Reset,
            };
            self.push(chance.between(0, calm), Happening::Modem(station, disturbance));
        }
        for _ in 0..chance.between(0, 3) {
            let fault = chance.weighted(&Fault::ALL.map(|fault| (fault, 1))).unwrap_or(Fault::PaperOut);
            let long = Duration::from_secs(chance.between(1, 2_400));
            self.push(chance.between(0, calm), Happening::Printer(station, fault, long));
        }
        for _ in 0..chance.between(0, 3) {
            self.push(chance.between(0, calm), Happening::Hostile(station));
        }
    }
}

/// A sky without faults.
pub(super) fn clear_sky(imei: Imei, seed: u64) -> ModemSettings {
    ModemSettings { seed, ..ModemSettings::new(imei) }
}

/// A sky of the field, or worse.
pub(super) fn sky(imei: Imei, chance: &mut Chance) -> ModemSettings {
    let percent = |chance: &mut Chance, most: u64| {
        let value = u32::try_from(chance.between(0, most)).unwrap_or(0);
        f64::from(value) / 100.0
    };
    let rough = chance.happens(0.3);
    let small = |chance: &mut Chance| if rough { percent(chance, 3) } else { 0.0 };
    let faults = Faults {
        loss: percent(chance, 85),
        delivered_anyway: percent(chance, 100),
        lost_after_success: percent(chance, 30),
        mt_lost: percent(chance, 40),
        ring_lost: percent(chance, 60),
        garbage: small(chance),
        split: small(chance),
        silence: small(chance),
        signal_stall: small(chance),
        unplug: small(chance),
        reset: small(chance),
    };
    let personality = if chance.happens(0.2) { Personality::Sparse } else { Personality::Strict };
    let steps = [Step::Ready, Step::Stored, Step::Search, Step::Transfer, Step::Read];
    let cuts = (0..chance.between(0, 3)).map(|_| Cut {
        step: chance.weighted(&steps.map(|step| (step, 1))).unwrap_or(Step::Search),
        nth: u32::try_from(chance.between(1, 4)).unwrap_or(1),
        disturbance: if chance.happens(0.5) {
            Disturbance::Reset
        } else {
            Disturbance::Silence(Duration::from_secs(200))
        },
    });
    let cuts = cuts.collect();
    ModemSettings { faults, personality, cuts, ..clear_sky(imei, chance.between(1, u64::MAX)) }
}

/// A kind of printer, and what goes wrong with it at which row.
pub(super) fn printer(chance: &mut Chance) -> (Profile, Vec<Planned>) {
    let narrow = Profile { dots: 384, ..Profile::default() };
    let profile = match chance.between(0, 9) {
        0 => Profile { process_id: false, clears: false, fence: false, ..narrow },
        1 | 2 => Profile { process_id: false, clears: false, ..narrow },
        _ => narrow,
    };
    let mut plan = Planned::at_random(
        chance.between(1, u64::MAX),
        usize::try_from(chance.between(0, 3)).unwrap_or(0),
        6_000,
    );
    for planned in &mut plan {
        if chance.happens(0.3) {
            planned.lasts = Duration::from_secs(chance.between(30, 1_800));
        }
        if chance.happens(0.2) {
            planned.at = At::Byte(chance.between(0, 200_000));
        }
    }
    (profile, plan)
}
