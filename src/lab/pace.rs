//! The simulated world's clock: the sky's minutes may pass in real milliseconds.
//!
//! Invariant: only what the sky does is hastened. Waiting for another program is converted back to real time, so that a
//! slow machine changes no outcome.

use std::time::{Duration, SystemTime};

use rts_core::time::{ClockQuality, Now, Uptime, WallTime};
use tokio::time::Instant;

/// Simulated time, so many times as fast as the real one.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    started: Instant,
    scale: f64,
}

impl Pace {
    /// A clock that starts at zero now and runs `scale` times as fast as the real one; 1 is real time.
    ///
    /// `scale` is kept between a thousandth and a million.
    #[must_use]
    pub fn new(scale: f64) -> Self {
        let scale = if scale.is_finite() { scale.clamp(0.001, 1_000_000.0) } else { 1.0 };
        Self { started: Instant::now(), scale }
    }

    /// How many times as fast as the real clock.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Simulated time since the start, with the real wall clock.
    #[must_use]
    pub fn now(&self) -> Now {
        let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let wall = i64::try_from(unix).ok().map(WallTime::from_unix);
        let uptime = Uptime::default().after(self.simulated(self.started.elapsed()));
        Now { uptime, wall, quality: ClockQuality::Network }
    }

    /// How long `simulated` takes on the real clock.
    #[must_use]
    pub fn real(&self, simulated: Duration) -> Duration {
        Duration::try_from_secs_f64(simulated.as_secs_f64() / self.scale).unwrap_or(Duration::MAX)
    }

    /// How much simulated time passes in `real`.
    #[must_use]
    pub fn simulated(&self, real: Duration) -> Duration {
        Duration::try_from_secs_f64(real.as_secs_f64() * self.scale).unwrap_or(Duration::MAX)
    }

    /// The real moment at which the simulated clock shows `at` (a little later, never before).
    #[must_use]
    pub fn instant(&self, at: Uptime) -> Instant {
        let real = self.real(at.since(Uptime::default())).saturating_add(Duration::from_micros(1));
        // A year stands for the end of time, which an `Instant` cannot hold.
        let year = Duration::from_secs(31_536_000);
        self.started.checked_add(real.min(year)).unwrap_or(self.started)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hundredfold_pace_puts_a_minute_into_six_tenths_of_a_second_and_wakes_not_too_early() {
        let pace = Pace::new(100.0);
        assert_eq!(pace.real(Duration::from_mins(1)), Duration::from_millis(600));
        assert_eq!(pace.simulated(Duration::from_millis(600)), Duration::from_mins(1));
        let due = pace.now().uptime.after(Duration::from_millis(1_500));
        assert!(pace.instant(due) > Instant::now());
        tokio::time::sleep_until(pace.instant(due)).await;
        assert!(pace.now().uptime >= due);
        assert!(pace.instant(Uptime::from_millis(u64::MAX)) > pace.instant(due));
    }
}
