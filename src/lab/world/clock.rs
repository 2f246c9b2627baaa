//! The wall clock of one box, which may be anything; and the moment at which something happens to a box.
//!
//! Invariant: time since boot is exact; only the wall clock lies.

use rts_core::time::{ClockQuality, Now, Uptime, WallTime};

use super::election::START;

/// The commission's wall time at a moment of the world.
pub(super) fn true_wall(world: Uptime) -> WallTime {
    let seconds = i64::try_from(world.as_millis() / 1_000).unwrap_or(i64::MAX);
    WallTime::from_unix(START.unix().saturating_add(seconds))
}

/// The time of an input: by the world's clock and by the box's own two.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// Since the world began.
    pub(super) world: Uptime,
    /// As the box knows it.
    pub(super) own: Now,
}

impl Moment {
    /// The time that nobody's clock falsifies: for modems, printers, gateways and the center.
    pub(super) fn outside(world: Uptime) -> Now {
        Now { uptime: world, wall: Some(true_wall(world)), quality: ClockQuality::Network }
    }
}

/// A box's wall clock.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    quality: ClockQuality,
    /// Seconds ahead of the true time.
    ahead: i64,
    /// Seconds gained in a million.
    drift: i64,
    /// Keeps time while the box is off.
    battery: bool,
    /// Never wrong so far.
    honest: bool,
}

impl Clock {
    pub(super) fn new(battery: bool, drift: i64) -> Self {
        let quality = if battery { ClockQuality::Battery } else { ClockQuality::Network };
        Self { quality, ahead: 0, drift, battery, honest: drift == 0 }
    }

    /// The wall time and the trust in it.
    pub(super) fn read(&self, world: Uptime) -> (Option<WallTime>, ClockQuality) {
        if self.quality == ClockQuality::Unknown {
            return (None, ClockQuality::Unknown);
        }
        let gone = i64::try_from(world.as_millis() / 1_000).unwrap_or(0);
        let gained = gone.saturating_mul(self.drift) / 1_000_000;
        let wall = true_wall(world).unix().saturating_add(self.ahead).saturating_add(gained);
        (Some(WallTime::from_unix(wall)), self.quality)
    }

    /// True if it never showed a wrong time.
    pub(super) fn is_honest(&self) -> bool {
        self.honest
    }

    /// The clock jumps.
    pub(super) fn step(&mut self, seconds: i64) {
        self.honest = false;
        self.ahead = self.ahead.saturating_add(seconds);
    }

    /// The clock is lost.
    pub(super) fn lose(&mut self) {
        self.honest = false;
        self.quality = ClockQuality::Unknown;
    }

    /// The box was off.
    pub(super) fn power_lost(&mut self) {
        if !self.battery {
            self.lose();
        }
    }

    /// Somebody sets it right by hand.
    pub(super) fn set(&mut self, world: Uptime) {
        let gone = i64::try_from(world.as_millis() / 1_000).unwrap_or(0);
        self.quality = ClockQuality::SetByHand;
        self.ahead = (gone.saturating_mul(self.drift) / 1_000_000).saturating_neg();
    }
}
