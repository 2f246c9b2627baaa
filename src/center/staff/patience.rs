//! Guessing costs time: after a few wrong passwords for one name, each further one makes everybody who uses it wait longer.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Wrong passwords that are a person's mistakes.
const FREE: u32 = 5;
/// First wait; each further mistake doubles it.
const FIRST: Duration = Duration::from_secs(15);
const LONGEST: Duration = Duration::from_secs(3600);
/// Most names that are remembered; a guesser who invents more pushes out the oldest.
const MOST_NAMES: usize = 4096;

/// Wrong passwords by name.
#[derive(Debug, Default)]
pub(super) struct Patience {
    names: BTreeMap<String, (u32, Instant)>,
}

impl Patience {
    /// How long this name has to wait before another password is looked at.
    pub(super) fn wait(&self, name: &str, now: Instant) -> Option<Duration> {
        let (mistakes, last) = self.names.get(name)?;
        let over = mistakes.checked_sub(FREE)?;
        let wait = FIRST.saturating_mul(1_u32.checked_shl(over.min(16)).unwrap_or(u32::MAX)).min(LONGEST);
        wait.checked_sub(now.saturating_duration_since(*last)).filter(|wait| !wait.is_zero())
    }

    /// A wrong password.
    pub(super) fn mistake(&mut self, name: &str, now: Instant) {
        if self.names.len() >= MOST_NAMES && !self.names.contains_key(name) {
            let oldest = self.names.iter().min_by_key(|(_, (_, last))| *last).map(|(name, _)| name.clone());
            oldest.map(|oldest| self.names.remove(&oldest));
        }
        let (mistakes, last) = self.names.entry(name.to_owned()).or_insert((0, now));
        (*mistakes, *last) = (mistakes.saturating_add(1), now);
    }

    /// The right password.
    pub(super) fn forget(&mut self, name: &str) {
        self.names.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_of_a_person_cost_nothing_and_guesses_ever_more_for_that_name_alone() {
        let (mut patience, start) = (Patience::default(), Instant::now());
        for _ in 0..4 {
            patience.mistake("kim", start);
        }
        assert_eq!(patience.wait("kim", start), None);
        patience.mistake("kim", start);
        assert_eq!(patience.wait("kim", start), Some(FIRST));
        assert_eq!(patience.wait("lee", start), None);
        assert_eq!(patience.wait("kim", start + FIRST), None);
        patience.mistake("kim", start + FIRST);
        assert_eq!(patience.wait("kim", start + FIRST), Some(FIRST * 2));
        (0..60).for_each(|_| patience.mistake("kim", start));
        assert_eq!(patience.wait("kim", start), Some(LONGEST));
        patience.forget("kim");
        assert_eq!(patience.wait("kim", start), None);
        (0..2 * MOST_NAMES).for_each(|name| patience.mistake(&name.to_string(), start));
        assert!(patience.names.len() <= MOST_NAMES);
    }
}
