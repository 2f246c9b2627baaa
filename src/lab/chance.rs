//! Seeded chance of the simulated world.
//!
//! Invariant: the same seed and the same questions in the same order give the same answers.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};

/// A source of chance that repeats itself with its seed.
#[derive(Debug)]
pub struct Chance(StdRng);

impl Chance {
    /// The chance of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Whether something of this probability happens; nothing happens with a probability that is no number.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.0.random::<f64>() < probability
    }

    /// A number from `low` to `high`, both included; `low` if they are the wrong way round.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        if low < high { self.0.random_range(low..=high) } else { low }
    }

    /// A place in something that is `length` long, or its end.
    pub fn place(&mut self, length: usize) -> usize {
        let end = u64::try_from(length).unwrap_or(u64::MAX);
        usize::try_from(self.between(0, end)).unwrap_or(length)
    }

    /// One of `options`, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, options: &[(T, u64)]) -> Option<T> {
        let total = options.iter().fold(0, |sum: u64, (_, weight)| sum.saturating_add(*weight));
        let mut point = self.between(1, total);
        options.iter().find_map(|(option, weight)| match point.checked_sub(*weight) {
            Some(rest) if rest > 0 => {
                point = rest;
                None
            }
            _ => Some(*option),
        })
    }

    /// A duration with this median whose logarithm is normally distributed with this deviation.
    pub fn around(&mut self, median: Duration, deviation: f64) -> Duration {
        // Box and Muller's method; the first number is kept away from zero.
        let radius = (-2.0 * (1.0 - self.0.random::<f64>()).max(f64::MIN_POSITIVE).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.0.random::<f64>()).cos();
        Duration::try_from_secs_f64(median.as_secs_f64() * (deviation * normal).exp()).unwrap_or(median)
    }

    /// So many random bytes.
    pub fn noise(&mut self, length: usize) -> Vec<u8> {
        std::iter::repeat_with(|| self.0.random()).take(length).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_world() {
        let world = |seed| {
            let mut chance = Chance::new(seed);
            let durations: Vec<_> = (0..5).map(|_| chance.around(Duration::from_secs(12), 0.4)).collect();
            (durations, chance.noise(8), chance.between(3, 9))
        };
        assert_eq!(world(7), world(7));
        assert_ne!(world(7), world(8));
    }

    #[test]
    fn frequencies_weights_and_the_median_come_out_as_asked() {
        let mut chance = Chance::new(1);
        let happened = (0..10_000).filter(|_| chance.happens(0.3)).count();
        assert!((2_800..3_200).contains(&happened), "{happened}");
        let threes =
            (0..10_000).filter(|_| chance.weighted(&[('a', 1), ('b', 3), ('c', 0)]) == Some('b')).count();
        assert!((7_300..7_700).contains(&threes), "{threes}");
        assert_eq!(chance.weighted::<u8>(&[]), None);
        let mut times: Vec<_> = (0..1_001).map(|_| chance.around(Duration::from_secs(12), 0.4)).collect();
        times.sort();
        assert!((11.0..13.0).contains(&times[500].as_secs_f64()), "{:?}", times[500]);
        assert!(times[900] > Duration::from_secs(16) && times[900] < Duration::from_secs(24));
        assert!(!chance.happens(f64::NAN) && chance.happens(1.0) && !chance.happens(0.0));
        assert_eq!(chance.between(5, 5), 5);
    }
}
