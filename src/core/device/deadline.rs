//! The legal deadline: a countdown, and the signed certificate of non-transmission when it passes without a receipt.
//!
//! The certificate changes nothing about sending: the box never gives up.

use std::time::Duration;

use super::machine::Device;
use crate::journal::Event;
use crate::record::Certificate;
use crate::time::{Uptime, WallTime};

impl Device {
    /// Length of the deadline after the close.
    fn allowed(&self) -> Duration {
        Duration::from_secs(u64::from(self.state.deadline_minutes).saturating_mul(60))
    }

    /// Seconds until the deadline, negative once it passed; none before the close.
    pub(super) fn deadline_left(&self) -> Option<i64> {
        self.state.closed?;
        let passed = i64::try_from(self.state.since_close.at(self.now).as_secs()).unwrap_or(i64::MAX);
        let allowed = i64::try_from(self.allowed().as_secs()).unwrap_or(i64::MAX);
        Some(allowed.saturating_sub(passed))
    }

    /// The result that is overdue and has no certificate yet.
    fn overdue(&self) -> Option<u16> {
        let record = self.state.result?;
        let state = self.state.records.get(&record)?;
        (state.certificate.is_none() && self.answered(Some(record)).is_none()).then_some(record)
    }

    pub(super) fn deadline_timeout(&self) -> Option<(Uptime, &'static str)> {
        self.overdue()?;
        self.state.closed?;
        Some((self.state.since_close.reaches(self.allowed()), "the legal deadline"))
    }

    /// The certificate, once the deadline has passed without a receipt.
    pub(super) fn deadline_due(&mut self) -> Option<Event> {
        let record = self.overdue()?;
        let (at, _) = self.deadline_timeout()?;
        if self.now.uptime < at {
            return None;
        }
        let state = self.state.records.get(&record)?;
        let signed = Self::signed(&state.sealed)?;
        let tried = self.state.attempts.iter().filter(|attempt| attempt.record == record);
        let walls = || tried.clone().filter_map(|attempt| attempt.started.now.wall);
        let closed = self.state.closed.and_then(|stamp| stamp.now.wall);
        let deadline = closed.map(|wall| {
            let allowed = i64::try_from(self.allowed().as_secs()).unwrap_or(i64::MAX);
            WallTime::from_unix(wall.unix().saturating_add(allowed))
        });
        let certificate = Certificate {
            base: signed.base,
            digest: signed.digest(&self.package.digest),
            attempts: state.attempts,
            first_attempt: walls().next().map_or(0, WallTime::to_record),
            last_attempt: walls().next_back().map_or(0, WallTime::to_record),
            deadline: deadline.map_or(0, WallTime::to_record),
            journal_head: self.state.chain.head().head12(),
        };
        let mut bytes = certificate.to_bytes();
        let signature = self.keys.sign.sign(&bytes).ok()?;
        bytes.extend_from_slice(&signature);
        Some(Event::DeadlinePassed { record, certificate: bytes })
    }
}
