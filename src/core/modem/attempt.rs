//! One job of the caller on its way to its report, and what is known of the sky above it.

use std::time::Duration;

use super::settings::Settings;
use crate::time::Uptime;

/// What a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Send the packet.
    Transmit,
    /// Fetch an MT message.
    Mailbox,
    /// Fetch one more MT message of the gateway's queue; that many more may follow.
    Further(u8),
}

/// A job that waits for the line.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) attempt: u64,
    pub(super) purpose: Purpose,
    pub(super) packet: Vec<u8>,
    pub(super) asked: Uptime,
}

/// The job that has the line.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) job: Job,
    /// Taken up at this time; its waits count from here.
    pub(super) begun: Uptime,
    /// The registration state was asked, or cannot be.
    pub(super) registration_asked: bool,
    /// The system time was asked, or is known.
    pub(super) time_asked: bool,
    /// The signal was asked.
    pub(super) signal_asked: bool,
    /// The signal gate is behind it.
    pub(super) gate_passed: bool,
    /// Ask the sky again then.
    pub(super) poll_at: Uptime,
    /// The packet is in the MO buffer.
    pub(super) written: bool,
    /// Tries to put it there that failed.
    pub(super) write_failures: u8,
    /// The MO buffer is empty, or cannot be emptied.
    pub(super) cleared: bool,
}

impl Attempt {
    /// Takes up a job.
    pub(super) fn new(job: Job, at: Uptime) -> Self {
        Self {
            job,
            begun: at,
            registration_asked: false,
            time_asked: false,
            signal_asked: false,
            gate_passed: false,
            poll_at: at,
            written: false,
            write_failures: 0,
            cleared: false,
        }
    }

    /// When the signal is no longer waited for.
    pub(super) fn gate_until(&self, settings: &Settings) -> Uptime {
        self.begun.after(settings.gate)
    }
}

/// What the modem last said of signal, service and time; hints.
#[derive(Clone, Debug, Default)]
pub(super) struct Sky {
    /// Bars, 0 to 5.
    pub(super) signal: Option<u8>,
    /// The modem reports each change of signal by itself, so `signal` is current.
    pub(super) live: bool,
    /// Network service.
    pub(super) service: Option<bool>,
    /// The last session found no network.
    pub(super) unseen: bool,
    /// A system time was heard.
    pub(super) time: bool,
    /// Firmware that could lock up if a session starts before the system time is valid (before TA13001).
    pub(super) needs_time: bool,
}

impl Sky {
    /// Whether something known speaks against it.
    pub(super) fn is_dark(&self) -> bool {
        self.unseen || self.service == Some(false) || self.signal == Some(0)
    }
}

/// Quiet time after a damaged message: longer than the line needs for the largest one at 19,200 baud.
pub(super) const QUIET: Duration = Duration::from_millis(250);

/// Quiet time after ESC.
pub(super) const AFTER_ESCAPE: Duration = Duration::from_millis(500);
