//! How many refusals the box writes down: every one of a person, not every one of a program that asks in a loop.
//!
//! Each refusal costs an entry on both media. Whoever is refused again and again is told to wait, and what is not even
//! looked at costs nothing.

use std::time::Duration;

use rts_core::time::Uptime;

/// Refusals in a row that are taken as a person's.
const MOST: u32 = 200;
/// How long it takes until one more is taken.
const EACH: Duration = Duration::from_secs(1);

/// Refusals that may still be written down now.
#[derive(Debug)]
pub(super) struct Patience {
    left: u32,
    since: Uptime,
}

impl Patience {
    /// Full patience from now on.
    pub(super) fn new(now: Uptime) -> Self {
        Self { left: MOST, since: now }
    }

    /// True if another refusal may be written down.
    pub(super) fn has(&mut self, now: Uptime) -> bool {
        let regained = now.since(self.since).as_secs() / EACH.as_secs();
        if let Some(regained) = u32::try_from(regained).ok().filter(|regained| *regained > 0) {
            self.left = self.left.saturating_add(regained).min(MOST);
            self.since = now;
        }
        self.left > 0
    }

    /// One was written down.
    pub(super) fn spend(&mut self) {
        self.left = self.left.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_refusals_is_cut_off_and_a_person_is_heard_again_after_a_moment() {
        let at = Uptime::from_millis;
        let mut patience = Patience::new(at(0));
        let mut written = 0;
        for millisecond in 0..60_000 {
            if patience.has(at(millisecond)) {
                patience.spend();
                written += 1;
            }
        }
        assert_eq!(written, MOST + 59);
        assert!(patience.has(at(62_000)));
        for _ in 0..2 * MOST {
            patience.spend();
        }
        assert!(!patience.has(at(62_100)));
        assert!(patience.has(at(10_000_000)));
    }
}
