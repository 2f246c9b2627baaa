//! Time that passed since an entry, across restarts: for the legal deadline.
//!
//! Within one boot only the monotonic clock counts, so that no step of the wall clock ends a deadline early or late. The
//! time a box was switched off is known from the wall clock alone; it is added when both ends had a clock that a battery
//! or a network kept, and it is plausible. Otherwise the time off counts as nothing: the countdown then errs towards
//! more attempts, never towards fewer.

use std::time::Duration;

use crate::journal::{BootId, Stamp};
use crate::time::{ClockQuality, Now, Uptime};

/// Longest time off that is believed.
const LONGEST_OFF: Duration = Duration::from_secs(7 * 24 * 3600);

/// Running measure of the time since an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Elapsed {
    boot: BootId,
    /// Since this moment of `boot` ...
    from: Uptime,
    /// ... plus this much before.
    before: Duration,
    last: Stamp,
}

impl Elapsed {
    /// Starts at the entry stamped `stamp`.
    pub(super) fn starting(stamp: Stamp) -> Self {
        Self { boot: stamp.boot, from: stamp.now.uptime, before: Duration::ZERO, last: stamp }
    }

    /// Takes note of a later entry.
    pub(super) fn advance(&mut self, stamp: Stamp) {
        if stamp.boot != self.boot {
            let ran = self.last.now.uptime.since(self.from);
            self.before = self.before.saturating_add(ran).saturating_add(off(self.last.now, stamp.now));
            self.boot = stamp.boot;
            self.from = Uptime::from_millis(0);
        }
        self.last = stamp;
    }

    /// How much passed until `now`, in the boot of the last entry.
    pub(super) fn at(&self, now: Now) -> Duration {
        self.before.saturating_add(now.uptime.since(self.from))
    }

    /// When `total` will have passed, in the boot of the last entry.
    pub(super) fn reaches(&self, total: Duration) -> Uptime {
        self.from.after(total.saturating_sub(self.before))
    }
}

/// How long the box was switched off between the last entry of one boot and the first of the next.
fn off(last: Now, first: Now) -> Duration {
    let trusted = |quality| matches!(quality, ClockQuality::Battery | ClockQuality::Network);
    let (Some(stopped), Some(started)) = (last.wall, first.wall) else { return Duration::ZERO };
    if !trusted(last.quality) || !trusted(first.quality) {
        return Duration::ZERO;
    }
    let apart = u64::try_from(started.unix().saturating_sub(stopped.unix())).unwrap_or(0);
    let off = Duration::from_secs(apart).saturating_sub(first.uptime.since(Uptime::from_millis(0)));
    if off > LONGEST_OFF { Duration::ZERO } else { off }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::WallTime;

    fn stamp(boot: u8, uptime_s: u64, wall: i64, quality: ClockQuality) -> Stamp {
        let now = Now {
            uptime: Uptime::from_millis(uptime_s * 1000),
            wall: Some(WallTime::from_unix(wall)),
            quality,
        };
        Stamp { boot: BootId([boot; 16]), now }
    }

    #[test]
    fn a_step_of_the_wall_clock_changes_nothing_within_a_boot() {
        let mut elapsed = Elapsed::starting(stamp(1, 100, 1_000_000, ClockQuality::Battery));
        elapsed.advance(stamp(1, 130, 900_000_000, ClockQuality::Battery));
        assert_eq!(elapsed.at(stamp(1, 160, 0, ClockQuality::Unknown).now), Duration::from_secs(60));
    }

    #[test]
    fn time_off_is_added_when_a_battery_kept_the_clock() {
        let mut elapsed = Elapsed::starting(stamp(1, 100, 1_000_000, ClockQuality::Battery));
        elapsed.advance(stamp(1, 160, 1_000_060, ClockQuality::Battery));
        elapsed.advance(stamp(2, 20, 1_000_380, ClockQuality::Battery));
        assert_eq!(
            elapsed.at(stamp(2, 30, 0, ClockQuality::Battery).now),
            Duration::from_secs(60 + 300 + 30)
        );
    }

    #[test]
    fn time_off_counts_as_nothing_without_a_clock_or_beyond_belief() {
        for (wall, quality) in [
            (1_000_360, ClockQuality::Unknown),
            (400_000_000, ClockQuality::Battery),
            (5, ClockQuality::Battery),
        ] {
            let mut elapsed = Elapsed::starting(stamp(1, 100, 1_000_000, ClockQuality::Battery));
            elapsed.advance(stamp(1, 160, 1_000_060, ClockQuality::Battery));
            elapsed.advance(stamp(2, 20, wall, quality));
            assert_eq!(elapsed.at(stamp(2, 30, 0, quality).now), Duration::from_secs(90));
        }
    }
}
