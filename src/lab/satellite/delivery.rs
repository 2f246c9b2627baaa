//! The gateway's queue for one destination of MO messages.
//!
//! Rules of the vendor's DirectIP service: first in, first out, the head blocks the line; retries after 1, 5, 10, 20,
//! 30, 60, 120, 240, 360, 360 … s; a message lives twelve hours; of more than 10,000 the oldest is dropped.
//! Invariant: at most one message of a destination is on its way.

use std::{collections::VecDeque, time::Duration};

use rts_core::time::Uptime;

/// Seconds before each further try; the last one repeats.
const LADDER: [u64; 9] = [1, 5, 10, 20, 30, 60, 120, 240, 360];
/// How long a message waits for its destination.
const LIFETIME: Duration = Duration::from_hours(12);
/// How many messages wait for a destination.
const CAPACITY: usize = 10_000;

/// The messages for one destination.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    queue: VecDeque<Parcel>,
    state: State,
    failures: usize,
}

#[derive(Debug)]
struct Parcel {
    frame: Vec<u8>,
    accepted: Uptime,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Idle,
    Sending,
    Waiting(Uptime),
}

impl Delivery {
    /// Queues a frame; says how many older ones fell out.
    pub(super) fn push(&mut self, now: Uptime, frame: Vec<u8>) -> u64 {
        self.queue.push_back(Parcel { frame, accepted: now });
        if self.queue.len() <= CAPACITY {
            return 0;
        }
        let oldest = usize::from(self.state == State::Sending);
        u64::from(self.queue.remove(oldest).is_some())
    }

    /// Drops what is too old; says how many.
    pub(super) fn expire(&mut self, now: Uptime) -> u64 {
        let before = self.queue.len();
        while self.state != State::Sending
            && self.queue.front().is_some_and(|head| now.since(head.accepted) >= LIFETIME)
        {
            self.queue.pop_front();
            self.failures = 0;
        }
        u64::try_from(before.saturating_sub(self.queue.len())).unwrap_or(u64::MAX)
    }

    /// The frame to deliver now, if it is time; the caller reports back by `finish`.
    pub(super) fn start(&mut self, now: Uptime) -> Option<Vec<u8>> {
        let due = match self.state {
            State::Idle => true,
            State::Sending => false,
            State::Waiting(until) => now >= until,
        };
        let head = self.queue.front().filter(|_| due)?;
        self.state = State::Sending;
        Some(head.frame.clone())
    }

    /// The destination took the head, or did not.
    pub(super) fn finish(&mut self, now: Uptime, taken: bool) {
        if taken {
            self.queue.pop_front();
            self.failures = 0;
            self.state = State::Idle;
        } else {
            let step = LADDER.get(self.failures).or(LADDER.last()).copied().unwrap_or_default();
            self.failures = self.failures.saturating_add(1);
            self.state = State::Waiting(now.after(Duration::from_secs(step)));
        }
    }

    /// When to look again.
    pub(super) fn due(&self) -> Option<Uptime> {
        let head = self.queue.front()?;
        match self.state {
            State::Idle => Some(Uptime::default()),
            State::Sending => None,
            State::Waiting(until) => Some(until.min(head.accepted.after(LIFETIME))),
        }
    }

    /// How many messages wait, the one on its way included.
    pub(super) fn len(&self) -> usize {
        self.queue.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Uptime {
        Uptime::from_millis(seconds * 1_000)
    }

    #[test]
    fn the_ladder_is_climbed_as_documented_while_the_head_blocks_the_line() {
        let mut delivery = Delivery::default();
        delivery.push(at(0), vec![1]);
        delivery.push(at(0), vec![2]);
        let mut now = 0;
        for wait in [1, 5, 10, 20, 30, 60, 120, 240, 360, 360, 360] {
            assert_eq!(delivery.start(at(now)), Some(vec![1]));
            assert_eq!(delivery.start(at(now)), None, "one at a time");
            delivery.finish(at(now), false);
            assert_eq!(delivery.start(at(now + wait - 1)), None);
            now += wait;
            assert_eq!(delivery.due(), Some(at(now)));
        }
        assert_eq!(delivery.start(at(now)), Some(vec![1]));
        delivery.finish(at(now), true);
        assert_eq!(delivery.start(at(now)), Some(vec![2]));
        delivery.finish(at(now), false);
        assert_eq!(delivery.due(), Some(at(now + 1)), "a success starts the ladder again");
    }

    #[test]
    fn a_message_lives_twelve_hours() {
        let mut delivery = Delivery::default();
        delivery.push(at(0), vec![1]);
        delivery.push(at(60), vec![2]);
        assert_eq!(delivery.expire(at(43_199)), 0);
        assert_eq!(delivery.expire(at(43_200)), 1);
        assert_eq!(delivery.start(at(43_200)), Some(vec![2]));
    }

    #[test]
    fn of_ten_thousand_and_one_the_oldest_that_is_not_on_its_way_is_dropped() {
        let mut delivery = Delivery::default();
        for number in 0..10_000_u32 {
            assert_eq!(delivery.push(at(0), number.to_be_bytes().to_vec()), 0);
        }
        assert_eq!(delivery.start(at(0)), Some(0_u32.to_be_bytes().to_vec()));
        assert_eq!(delivery.push(at(0), vec![7]), 1);
        assert_eq!(delivery.len(), 10_000);
        delivery.finish(at(0), true);
        assert_eq!(delivery.start(at(0)), Some(2_u32.to_be_bytes().to_vec()));
    }
}
