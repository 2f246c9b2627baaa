//! What the service manager is told: ready, how it goes, stopping, still moving (sd_notify(3)).
//!
//! The watchdog is fed only if every part moved since it was fed last: a daemon whose machine still turns while its
//! store or its modem task hangs is restarted. Every part therefore marks its moves at least twice a watchdog interval,
//! idle or not. Without a service manager all of this does nothing.
//!
//! Invariant: nobody waits for the service manager. What it has no room for is left out; that the start is complete is said
//! again until it was heard.

mod progress;
mod socket;

pub use progress::{Mark, Progress};

use std::time::Duration;

use sd_notify::NotifyState;

/// The line to the service manager.
#[derive(Debug)]
pub struct Manager {
    progress: Progress,
    /// Half of what the unit allows; none if it has no watchdog.
    beat: Option<Duration>,
    /// The start is complete and the service manager does not know it.
    ready_due: bool,
}

impl Manager {
    /// Reads from the environment whether there is a watchdog.
    #[must_use]
    pub fn from_environment(progress: Progress) -> Self {
        let beat = sd_notify::watchdog_enabled().and_then(|interval| interval.checked_div(2));
        Self { progress, beat, ready_due: false }
    }

    /// How often [`Manager::feed`] wants to be called; none if nobody waits for it.
    #[must_use]
    pub fn beat(&self) -> Option<Duration> {
        self.beat
    }

    /// The start is complete: the journal is open, the socket listens.
    pub fn ready(&mut self, status: &str) {
        self.ready_due = true;
        self.tell(&[NotifyState::Status(&line(status))]);
    }

    /// One line for `systemctl status`; no count, key or PIN.
    pub fn status(&mut self, status: &str) {
        self.tell(&[NotifyState::Status(&line(status))]);
    }

    /// The daemon stops in order.
    pub fn stopping(&mut self) {
        self.tell(&[NotifyState::Stopping]);
    }

    /// Feeds the watchdog if every part moved; else tells which did not and lets the watchdog bite.
    pub fn feed(&mut self) {
        let stuck = self.progress.stuck();
        if stuck.is_empty() {
            self.tell(&[NotifyState::Watchdog]);
        } else {
            tracing::warn!(?stuck, "watchdog not fed: no progress");
            self.tell(&[NotifyState::Status(&format!("no progress in {}", stuck.join(", ")))]);
        }
    }

    /// A manager that does not listen is no reason to stop, nor to wait.
    fn tell(&mut self, states: &[NotifyState<'_>]) {
        let ready = self.ready_due.then_some(NotifyState::Ready);
        let words: Vec<String> = ready.iter().chain(states).map(ToString::to_string).collect();
        match socket::send(&words.join("\n")) {
            Ok(()) => self.ready_due = false,
            Err(error) => tracing::debug!(%error, "service manager not reached"),
        }
    }
}

/// The protocol is one assignment a line.
fn line(status: &str) -> String {
    status.replace(['\n', '\r'], " ")
}
