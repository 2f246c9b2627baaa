//! The box's two clocks: time since boot for waiting, wall time for people.
//!
//! Invariants: waiting uses `CLOCK_BOOTTIME`, which no one can set and which counts suspend; a wall clock that shows a
//! time before this program could exist is no clock.

use rts_core::time::{ClockQuality, Now, Uptime, WallTime};
use rustix::time::{ClockId, Timespec, clock_gettime};

/// 2026-01-01T00:00:00Z: no build of this program is older.
const EARLIEST: WallTime = WallTime::from_unix(1_767_225_600);

/// Reads the clocks of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    quality: ClockQuality,
}

impl Default for Clock {
    /// A clock kept by a battery, as the boards of this product have it.
    fn default() -> Self {
        Self::new(ClockQuality::Battery)
    }
}

impl Clock {
    /// A clock whose wall time, where it is plausible, deserves that much trust.
    #[must_use]
    pub const fn new(quality: ClockQuality) -> Self {
        Self { quality }
    }

    /// Both times.
    #[must_use]
    pub fn now(&self) -> Now {
        let wall = WallTime::from_unix(clock_gettime(ClockId::Realtime).tv_sec);
        let (wall, quality) = judge(wall, self.quality);
        Now { uptime: self.uptime(), wall, quality }
    }

    /// Time since boot.
    #[must_use]
    pub fn uptime(&self) -> Uptime {
        let Timespec { tv_sec, tv_nsec } = clock_gettime(ClockId::Boottime);
        let seconds = u64::try_from(tv_sec).unwrap_or(0).saturating_mul(1_000);
        Uptime::from_millis(seconds.saturating_add(u64::try_from(tv_nsec / 1_000_000).unwrap_or(0)))
    }
}

/// A wall time and what to think of it.
fn judge(wall: WallTime, quality: ClockQuality) -> (Option<WallTime>, ClockQuality) {
    match quality {
        ClockQuality::SetByHand | ClockQuality::Battery | ClockQuality::Network if wall >= EARLIEST => {
            (Some(wall), quality)
        }
        ClockQuality::Unknown | ClockQuality::SetByHand | ClockQuality::Battery | ClockQuality::Network => {
            (None, ClockQuality::Unknown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_before_the_program_existed_is_no_clock() {
        assert_eq!(judge(WallTime::from_unix(0), ClockQuality::Battery), (None, ClockQuality::Unknown));
        assert_eq!(judge(EARLIEST, ClockQuality::Unknown), (None, ClockQuality::Unknown));
        assert_eq!(judge(EARLIEST, ClockQuality::Network), (Some(EARLIEST), ClockQuality::Network));
    }

    #[test]
    fn time_since_boot_never_goes_back() {
        let clock = Clock::default();
        let earlier = clock.uptime();
        assert!(earlier > Uptime::default() && clock.now().uptime >= earlier);
    }
}
