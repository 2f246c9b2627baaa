//! When the next attempt is due: delays, floors, collection of receipts, cost guard.
//!
//! The delays follow the satellite network's advice on retries, with full jitter so that a country of boxes never
//! transmits in step. Every figure is settable: a rehearsal on a desk runs the same rules in seconds.

use std::time::Duration;

use super::chance::Chance;

const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

const fn minutes(n: u64) -> Duration {
    Duration::from_secs(n.saturating_mul(60))
}

/// The figures of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The first transmission of each class waits a random part of this; 0 sends at once. From the rules of the election.
    pub spread: Duration,
    /// As `spread`, for what is found unsent after a restart: bounded, so that a box that keeps restarting still sends.
    pub restart_spread: Duration,
    /// Least time from the end of one session to the start of the next; 30 s on boards powered over USB.
    pub floor: Duration,
    /// Most that tries 2 and 3 wait.
    pub early: Duration,
    /// Most that try 4 waits; later tries double it up to `cap`.
    pub middle: Duration,
    /// Most that any try waits.
    pub cap: Duration,
    /// Hold after a busy network that does not say for how long.
    pub busy: Duration,
    /// Hold after a fault that a person has to mend; an official's wish to send lifts it.
    pub probe: Duration,
    /// When the mailbox is asked for the receipt, measured from the acceptance of the last part.
    pub collect: Vec<Duration>,
    /// How often the mailbox is asked after the last of `collect`.
    pub collect_every: Duration,
    /// Without a receipt for so long, the item itself is sent again.
    pub resend_after: Duration,
    /// After a partial receipt, parts not held by the center are sent again unless a newer receipt comes within this.
    pub partial_grace: Duration,
    /// The longest wait that the center may ask for.
    pub not_before_cap: Duration,
    /// An attempt whose end is never told is taken for ambiguous after this.
    pub flight_limit: Duration,
    /// Sessions within `day` that may be billed, before the slower schedule starts.
    pub sessions_a_day: u32,
    /// The day of the cost guard.
    pub day: Duration,
    /// Least time between sessions once the cost guard has struck; what was never tried is exempt.
    pub thrifty: Duration,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            spread: seconds(600),
            restart_spread: seconds(60),
            floor: seconds(10),
            early: seconds(5),
            middle: seconds(30),
            cap: seconds(300),
            busy: seconds(300),
            probe: minutes(10),
            collect: vec![seconds(30), seconds(60), minutes(2), minutes(5), minutes(10)],
            collect_every: minutes(15),
            resend_after: minutes(30),
            partial_grace: minutes(2),
            not_before_cap: minutes(30),
            flight_limit: minutes(30),
            sessions_a_day: 300,
            day: minutes(1440),
            thrifty: minutes(30),
        }
    }
}

impl Schedule {
    /// The default schedule with every wait divided by `factor` (at least 1), for demonstrations and rehearsals.
    #[must_use]
    pub fn faster(&self, factor: u32) -> Self {
        let factor = factor.max(1);
        let short = |wait: Duration| wait.checked_div(factor).unwrap_or(wait);
        Self {
            spread: short(self.spread),
            restart_spread: short(self.restart_spread),
            floor: short(self.floor),
            early: short(self.early),
            middle: short(self.middle),
            cap: short(self.cap),
            busy: short(self.busy),
            probe: short(self.probe),
            collect: self.collect.iter().copied().map(short).collect(),
            collect_every: short(self.collect_every),
            resend_after: short(self.resend_after),
            partial_grace: short(self.partial_grace),
            not_before_cap: short(self.not_before_cap),
            flight_limit: self.flight_limit,
            sessions_a_day: self.sessions_a_day,
            day: short(self.day),
            thrifty: short(self.thrifty),
        }
    }

    /// The longest that the try after `failures` failures in a row waits.
    #[must_use]
    pub fn longest_delay(&self, failures: u32) -> Duration {
        match failures {
            0 => Duration::ZERO,
            1 | 2 => self.early,
            3 => self.middle,
            more => {
                let doublings = more.saturating_sub(3).min(16);
                self.middle.saturating_mul(1_u32.wrapping_shl(doublings)).min(self.cap)
            }
        }
    }

    /// The delay of the try after `failures` failures in a row: full jitter.
    pub(super) fn delay(&self, failures: u32, chance: &mut Chance) -> Duration {
        chance.up_to(self.longest_delay(failures))
    }

    /// The first moment to ask for a receipt that lies more than `asked` after the acceptance.
    pub(super) fn next_collection(&self, asked: Duration) -> Duration {
        if let Some(next) = self.collect.iter().copied().find(|&at| at > asked) {
            return next;
        }
        let last = self.collect.last().copied().unwrap_or_default();
        let every = self.collect_every.max(Duration::from_millis(1));
        let rounds = asked.saturating_sub(last).as_millis().checked_div(every.as_millis()).unwrap_or(0);
        let rounds = u32::try_from(rounds.saturating_add(1)).unwrap_or(u32::MAX);
        last.saturating_add(every.saturating_mul(rounds))
    }
}
