//! What the service manager is told: ready, how it goes, stopping, still moving (sd_notify(3)).
//!
//! The watchdog is fed only if every part moved since it was fed last: a daemon whose machine still turns while its
//! store or its modem task hangs is restarted. Every part therefore marks its moves at least twice a watchdog interval,
//! idle or not. Without a service manager all of this does nothing.

mod progress;

pub use progress::{Mark, Progress};

use std::time::Duration;

use sd_notify::NotifyState;

/// The line to the service manager.
#[derive(Debug)]
pub struct Manager {
    progress: Progress,
    /// Half of what the unit allows; none if it has no watchdog.
    beat: Option<Duration>,
}

impl Manager {
    /// Reads from the environment whether there is a watchdog.
    #[must_use]
    pub fn from_environment(progress: Progress) -> Self {
        let beat = sd_notify::watchdog_enabled().and_then(|interval| interval.checked_div(2));
        Self { progress, beat }
    }

    /// How often [`Manager::feed`] wants to be called; none if nobody waits for it.
    #[must_use]
    pub fn beat(&self) -> Option<Duration> {
        self.beat
    }

    /// The start is complete: the journal is open, the socket listens.
    pub fn ready(&self, status: &str) {
        tell(&[NotifyState::Ready, NotifyState::Status(&line(status))]);
    }

    /// One line for `systemctl status`; no count, key or PIN.
    pub fn status(&self, status: &str) {
        tell(&[NotifyState::Status(&line(status))]);
    }

    /// The daemon stops in order.
    pub fn stopping(&self) {
        tell(&[NotifyState::Stopping]);
    }

    /// Feeds the watchdog if every part moved; else tells which did not and lets the watchdog bite.
    pub fn feed(&mut self) {
        let stuck = self.progress.stuck();
        if stuck.is_empty() {
            tell(&[NotifyState::Watchdog]);
        } else {
            tracing::warn!(?stuck, "watchdog not fed: no progress");
            tell(&[NotifyState::Status(&format!("no progress in {}", stuck.join(", ")))]);
        }
    }
}

/// A manager that does not listen is no reason to stop.
fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "service manager not reached");
    }
}

/// The protocol is one assignment a line.
fn line(status: &str) -> String {
    status.replace(['\n', '\r'], " ")
}
