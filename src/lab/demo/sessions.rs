//! The modem's own sessions, noted on the clock that the box's journal uses.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rts_core::time::Uptime;
use tokio::task::JoinHandle;

use crate::lab::modem::{SessionReport, SimulatedModem};
use crate::ports::clock::Clock;

/// Sessions of one modem as they end, until dropped.
#[derive(Debug)]
pub(super) struct Sessions {
    noted: Arc<Mutex<Vec<(Uptime, SessionReport)>>>,
    task: JoinHandle<()>,
}

impl Sessions {
    /// Notes every session of a modem from now on.
    pub(super) fn of(modem: &SimulatedModem) -> Self {
        let noted: Arc<Mutex<Vec<(Uptime, SessionReport)>>> = Arc::default();
        let (mut reports, notes, clock) = (modem.subscribe(), Arc::clone(&noted), Clock::default());
        let task = tokio::spawn(async move {
            while let Ok(report) = reports.recv().await {
                let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
                notes.push((clock.uptime(), report));
            }
        });
        Self { noted, task }
    }

    /// How long the modem was in session between two moments, in real time. What it measures itself is the floor of
    /// whatever the box does around it.
    pub(super) fn between(&self, from: Uptime, to: Uptime) -> (usize, Duration) {
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        // A session that brings the receipt ends a moment before the box has checked it.
        let within = noted.iter().filter(|(ended, _)| from <= *ended && *ended <= to);
        within.fold((0, Duration::ZERO), |(count, sum), (_, report)| {
            (count + 1, sum.saturating_add(Duration::from_millis(report.real_ms)))
        })
    }
}

impl Drop for Sessions {
    fn drop(&mut self) {
        self.task.abort();
    }
}
