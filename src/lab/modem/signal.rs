//! The signal quality that a modem sees over time.

use std::{cmp::Ordering, time::Duration};

use rts_core::time::Uptime;

use super::settings::SignalCourse;
use crate::lab::chance::Chance;

/// How often a wandering signal may change.
const PERIOD: Duration = Duration::from_secs(10);

/// Bars, 0 to 5, and what becomes of them.
#[derive(Debug)]
pub(super) struct Signal {
    bars: u8,
    course: SignalCourse,
    next: Option<Uptime>,
    ever: bool,
}

impl Signal {
    pub(super) fn new(course: SignalCourse) -> Self {
        let (bars, next) = match course {
            SignalCourse::Fixed(bars) => (bars.min(5), None),
            SignalCourse::Wandering(bars) => (bars.min(5), Some(Uptime::default())),
        };
        Self { bars, course, next, ever: bars > 0 }
    }

    /// Bars now; 0 means no service.
    pub(super) fn bars(&self) -> u8 {
        self.bars
    }

    /// Whether there was ever service, so that the system time is known.
    pub(super) fn ever(&self) -> bool {
        self.ever
    }

    /// When to look again.
    pub(super) fn due(&self) -> Option<Uptime> {
        self.next
    }

    /// Lets time pass; the new bars and whether the service changed, if the bars did.
    pub(super) fn advance(&mut self, now: Uptime, chance: &mut Chance) -> Option<(u8, bool)> {
        let SignalCourse::Wandering(home) = self.course else { return None };
        self.next.take_if(|next| now >= *next)?;
        self.next = Some(now.after(PERIOD));
        // Of a hundred: one bar up, one bar down, no change; home draws.
        let (up, down) = match self.bars.cmp(&home) {
            Ordering::Less => (45, 20),
            Ordering::Equal => (20, 20),
            Ordering::Greater => (20, 45),
        };
        let bars = match chance.weighted(&[(1, up), (-1, down), (0, 35)]) {
            Some(1) => self.bars.saturating_add(1).min(5),
            Some(-1) => self.bars.saturating_sub(1),
            _ => self.bars,
        };
        self.set(bars)
    }

    /// Sets the signal for good.
    pub(super) fn fix(&mut self, bars: u8) -> Option<(u8, bool)> {
        self.course = SignalCourse::Fixed(bars);
        self.next = None;
        self.set(bars)
    }

    fn set(&mut self, bars: u8) -> Option<(u8, bool)> {
        let before = std::mem::replace(&mut self.bars, bars);
        self.ever |= bars > 0;
        (before != bars).then_some((bars, (before == 0) != (bars == 0)))
    }
}
