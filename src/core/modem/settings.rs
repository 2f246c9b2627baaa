//! Time limits and bounds of the modem machine, with the values that hold for a real 9602 or 9603.
//!
//! Every wait is bounded by one of these; tests and rehearsals shorten them.

use std::time::Duration;

use super::status::{Action, MoStatus};

/// Time limits and bounds. Limits follow the Iridium ISU AT Command Reference; the modem's own write timeout is 60 s,
/// and a session may take minutes under a poor sky.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Answer to a plain command.
    pub plain: Duration,
    /// Answer to a command that a modem may not know; silence marks it missing for the power cycle.
    pub optional: Duration,
    /// Answer to `AT+CSQ`, which is asked only if `AT+CSQF` is missing; 10 s are normal while acquiring.
    pub signal: Duration,
    /// From `AT+SBDWB` to its code; above the modem's own 60 s.
    pub write: Duration,
    /// From `AT+SBDIX` to its answer; above `modem_session`.
    pub session: Duration,
    /// The modem's own limit, set with `AT+SBDST`; `None` leaves it alone.
    pub modem_session: Option<u16>,
    /// Quiet time between a final result and the next command; at least 20 ms on real hardware.
    pub pause: Duration,
    /// How long an attempt waits for a signal before it tries anyway. Signal is a hint, never a gate forever.
    pub gate: Duration,
    /// How often the signal is asked while waiting for it.
    pub signal_poll: Duration,
    /// Least time between the end of one session and the start of the next; boards on USB power need 30 s to recharge.
    pub between_sessions: Duration,
    /// How long an attempt waits for an earlier MT message to be stored.
    pub store: Duration,
    /// Tries to write the MO message within one attempt.
    pub writes: u8,
    /// Tries to read the MT message.
    pub reads: u8,
    /// Further mailbox sessions in a row while MT messages are queued.
    pub followups: u8,
    /// DTR low, and the modem's time to boot after it.
    pub dtr: Duration,
    /// Back-off after MO status 35: the modem is busy for seconds.
    pub short_wait: Duration,
    /// Back-off after MO status 36: one registration per three minutes.
    pub registration_wait: Duration,
    /// Back-off after MO status 11, 37 and 38: traffic management, never hammer.
    pub long_wait: Duration,
    /// Slow probe after a status that a person must mend.
    pub operator_wait: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            plain: Duration::from_secs(5),
            optional: Duration::from_secs(2),
            signal: Duration::from_secs(15),
            write: Duration::from_secs(65),
            session: Duration::from_secs(180),
            modem_session: Some(150),
            pause: Duration::from_millis(20),
            gate: Duration::from_secs(60),
            signal_poll: Duration::from_secs(5),
            between_sessions: Duration::from_secs(10),
            store: Duration::from_secs(30),
            writes: 3,
            reads: 3,
            followups: 8,
            dtr: Duration::from_secs(2),
            short_wait: Duration::from_secs(5),
            registration_wait: Duration::from_secs(180),
            long_wait: Duration::from_secs(300),
            operator_wait: Duration::from_secs(600),
        }
    }
}

impl Settings {
    /// The least wait before another session after this status.
    #[must_use]
    pub const fn retry_after(&self, status: MoStatus) -> Option<Duration> {
        match status.action() {
            Action::Done
            | Action::DoneWithAlarm
            | Action::RetryAmbiguous
            | Action::Poison
            | Action::WaitSignal => None,
            Action::WaitLong => Some(self.long_wait),
            Action::Operator | Action::Hardware => Some(self.operator_wait),
            Action::SwitchRadioOn | Action::WaitShort => Some(self.short_wait),
            Action::WaitRegistration => Some(self.registration_wait),
        }
    }
}
