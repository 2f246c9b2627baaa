//! Worlds one after the other: seeds are shared out among threads, and whatever breaks is named with its seed.

use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::figures::Figures;
use super::law::{Breach, Law};
use super::world::World;

thread_local! {
    static SEED: Cell<Option<u64>> = const { Cell::new(None) };
}

/// A world that broke a law.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Its seed: the same seed fails again in the same way.
    pub seed: u64,
    /// The event at which it broke.
    pub step: u64,
    /// The law and how.
    pub breach: Breach,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}, event {}: {}", self.seed, self.step, self.breach)
    }
}

/// Lives the world of a seed.
///
/// # Errors
///
/// The law that it broke, and how.
pub fn live(seed: u64) -> Result<Figures, Failure> {
    live_in(seed, false).0
}

/// As [`live`]; gives the last lines of what happened too.
pub fn live_traced(seed: u64) -> (Result<Figures, Failure>, Vec<String>) {
    live_in(seed, true)
}

fn live_in(seed: u64, traced: bool) -> (Result<Figures, Failure>, Vec<String>) {
    let failed = |step, breach| Failure { seed, step, breach };
    let mut world = match World::new(seed, traced) {
        Ok(world) => world,
        Err(why) => {
            let breach = Breach { law: Law::RefusalIsValue, what: why.to_string() };
            return (Err(failed(0, breach)), Vec::new());
        }
    };
    SEED.set(Some(seed));
    let lived = catch_unwind(AssertUnwindSafe(|| world.live()));
    SEED.set(None);
    let figures = world.around.figures;
    let lines = world.around.trace.lines();
    let lived =
        lived.unwrap_or_else(|panic| Law::RefusalIsValue.broken(format!("panic: {}", words(&*panic))));
    (lived.map(|()| figures).map_err(|breach| failed(figures.events, breach)), lines)
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

/// Lets a panic say in which world it happened: a program that ends at a panic tells nothing else.
pub(super) fn name_seeds_in_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if let Some(seed) = SEED.get() {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "panic in the world of seed {seed}:");
        }
        usual(panic);
    }));
}

/// Many worlds.
#[derive(Clone, Copy, Debug)]
pub struct Soak {
    /// First seed.
    pub from: u64,
    /// How many seeds.
    pub seeds: u64,
    /// How many threads.
    pub jobs: usize,
}

impl Soak {
    /// Lives all worlds; `progress` is told about once a second.
    pub fn run(self, progress: impl Fn(&Figures, usize) + Sync) -> (Figures, Vec<Failure>) {
        let next = AtomicU64::new(0);
        let found = Mutex::new((Figures::default(), Vec::new()));
        let note = |lived: Result<Figures, Failure>| {
            let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            match lived {
                Ok(figures) => found.0.add(&figures),
                Err(failure) => found.1.push(failure),
            }
        };
        let work = || {
            loop {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                if turn >= self.seeds {
                    return;
                }
                note(live(self.from.wrapping_add(turn)));
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.jobs.max(1)).map(|_| scope.spawn(work)).collect();
            while workers.iter().any(|worker| !worker.is_finished()) {
                std::thread::park_timeout(Duration::from_secs(1));
                let found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                progress(&found.0, found.1.len());
            }
        });
        let (figures, mut failures) = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        failures.sort_by_key(|failure| failure.seed);
        (figures, failures)
    }
}
