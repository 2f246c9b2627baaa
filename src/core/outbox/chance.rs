//! Chance that was handed in: a seed unrolled into as many draws as retries need (SplitMix64, Steele and others 2014).
//!
//! Not for keys. Two boxes with different seeds do not transmit in step, and a test that knows the seed knows every draw.

use std::time::Duration;

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// A stream of draws from one seed.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A duration of whole milliseconds from zero to `most`, both included.
    pub(super) fn up_to(&mut self, most: Duration) -> Duration {
        let bound = most.as_millis().saturating_add(1).min(u128::from(u64::MAX));
        let scaled = u128::from(self.draw()).saturating_mul(bound) >> 64;
        Duration::from_millis(u64::try_from(scaled).unwrap_or(0))
    }
}
