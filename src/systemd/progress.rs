//! Which parts moved since somebody last looked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A part's end: it says that it moved.
#[derive(Clone, Debug, Default)]
pub struct Mark(Arc<AtomicBool>);

impl Mark {
    /// The part went once around its loop, idle or not.
    pub fn moved(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The parts that must all move.
#[derive(Debug, Default)]
pub struct Progress {
    parts: Vec<(&'static str, Mark)>,
}

impl Progress {
    /// Adds a part that has to move from now on; the start counts as its first move.
    pub fn part(&mut self, name: &'static str) -> Mark {
        let mark = Mark::default();
        mark.moved();
        self.parts.push((name, mark.clone()));
        mark
    }

    /// The parts that did not move since the last call, by name. A part that is stuck stays so until it moves.
    pub fn stuck(&mut self) -> Vec<&'static str> {
        let stuck: Vec<_> = self.parts.iter().filter(|(_, mark)| !mark.0.load(Ordering::Relaxed)).collect();
        if stuck.is_empty() {
            self.parts.iter().for_each(|(_, mark)| mark.0.store(false, Ordering::Relaxed));
        }
        stuck.iter().map(|(name, _)| *name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> (Progress, [Mark; 3]) {
        let mut progress = Progress::default();
        let marks = ["machine", "store", "modem"].map(|name| progress.part(name));
        (progress, marks)
    }

    #[test]
    fn the_watchdog_is_fed_while_every_part_moves() {
        let (mut progress, marks) = three();
        for _ in 0..5 {
            assert!(progress.stuck().is_empty());
            marks.iter().for_each(Mark::moved);
        }
    }

    #[test]
    fn one_part_that_hangs_is_named_and_starves_the_watchdog_until_it_moves() {
        let (mut progress, [machine, store, modem]) = three();
        assert!(progress.stuck().is_empty());
        for _ in 0..3 {
            machine.moved();
            modem.moved();
            assert_eq!(progress.stuck(), ["store"]);
        }
        store.moved();
        assert!(progress.stuck().is_empty());
    }

    #[test]
    fn moving_often_does_not_save_up_for_later() {
        let (mut progress, marks) = three();
        marks.iter().cycle().take(300).for_each(Mark::moved);
        assert!(progress.stuck().is_empty());
        assert_eq!(progress.stuck(), ["machine", "store", "modem"]);
    }

    #[test]
    fn a_part_may_move_from_another_thread() {
        let (mut progress, marks) = three();
        progress.stuck();
        for mark in marks {
            std::thread::spawn(move || mark.moved()).join().unwrap();
        }
        assert!(progress.stuck().is_empty());
    }
}
