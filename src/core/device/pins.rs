//! Wrong PINs: after five in a row an official waits, longer after each further one; the count survives restarts.

use std::time::Duration;

use super::machine::Device;
use crate::election::{Code, OfficialIndex, Refusal};
use crate::time::Uptime;

/// Wrong PINs in a row that cost nothing.
const FREE_TRIES: u32 = 4;
/// Wait after the fifth wrong PIN; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(15);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

impl Device {
    /// Whether the station lists this official.
    pub(super) fn is_listed(&self, official: OfficialIndex) -> bool {
        (1..=self.station.officials.len()).contains(&usize::from(official.0))
    }

    /// Whether this official may try a PIN now.
    ///
    /// # Errors
    ///
    /// Refused for an official whom the station does not have, and while one is locked; the place says for how long.
    pub fn may_try_pin(&self, official: OfficialIndex, now: Uptime) -> Result<(), Refusal> {
        if !self.is_listed(official) {
            return Err(Refusal::at(Code::OfficialUnknown, format!("number {}", official.0)));
        }
        let Some(pin) = self.state.pins.get(&official.0) else { return Ok(()) };
        let Some(doublings) = pin.failures.checked_sub(FREE_TRIES.saturating_add(1)) else { return Ok(()) };
        let factor = 1_u32.checked_shl(doublings.min(16)).unwrap_or(u32::MAX);
        let wait = FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT);
        // After a restart the wait runs again from the start of the system.
        let from = if pin.last.boot == self.boot { pin.last.now.uptime } else { Uptime::from_millis(0) };
        let left = wait.saturating_sub(now.since(from));
        if left.is_zero() {
            return Ok(());
        }
        Err(Refusal::at(Code::PinLocked, format!("{} s", left.as_secs().saturating_add(1))))
    }
}
