//! The outbox under a world that is played by hand, and under one that is played by chance.

use std::time::Duration;

use super::chance::Chance;
use super::*;
use crate::time::{Now, Uptime, WallTime};

mod inputs;
mod rules;
mod world;

const MINUTE: Duration = Duration::from_secs(60);

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn at(millis: u64) -> Now {
    Now { uptime: Uptime::from_millis(millis), ..Now::default() }
}

fn item(record: u16, class: Class, parts: usize) -> Item {
    let number = u8::try_from(record).unwrap_or(0);
    let packets = (1..=parts).map(|part| vec![number, u8::try_from(part).unwrap()]).collect();
    Item { record, class, packets, asks: None }
}

/// The default schedule without the spread of the first transmission.
fn unspread() -> Schedule {
    Schedule { spread: Duration::ZERO, ..Schedule::default() }
}

/// An outbox with a clock that moves only when it is told to.
struct Desk {
    outbox: Outbox,
    now: u64,
}

impl Desk {
    fn new(schedule: Schedule) -> Self {
        let mut desk = Self { outbox: Outbox::new(schedule, 7), now: 1_000 };
        desk.tell(Input::ModemReady(true));
        desk
    }

    fn tell(&mut self, input: Input) {
        self.outbox.handle_input(at(self.now), input);
    }

    fn queue(&mut self, record: u16, class: Class, parts: usize) {
        self.tell(Input::Queue(item(record, class, parts)));
    }

    fn output(&mut self) -> Option<Output> {
        self.outbox.poll_output()
    }

    /// Waits as the outbox asks until it wants something done; returns it and how long that took.
    fn wait(&mut self) -> (Output, Duration) {
        let start = self.now;
        loop {
            if let Some(output) = self.output() {
                return (output, Duration::from_millis(self.now - start));
            }
            let (when, _) = self.outbox.poll_timeout().expect("nothing is due any more");
            self.now = self.now.max(when.as_millis());
            self.tell(Input::Timeout);
        }
    }

    fn wait_transmit(&mut self) -> (u64, u16, u8, Duration) {
        match self.wait() {
            (Output::Transmit { attempt, record, part, .. }, waited) => (attempt, record, part, waited),
            (other, _) => panic!("expected a transmission, not {other:?}"),
        }
    }

    fn wait_mailbox(&mut self) -> (u64, Duration) {
        match self.wait() {
            (Output::CheckMailbox { attempt }, waited) => (attempt, waited),
            (other, _) => panic!("expected a mailbox check, not {other:?}"),
        }
    }

    fn end(&mut self, attempt: u64, result: AttemptResult) {
        self.tell(Input::Ended { attempt, result, retry_after: None, mt_waiting: 0 });
    }

    fn receipt(&mut self, record: u16, answer: Answer) {
        self.tell(Input::Receipt { record, answer, not_before: Duration::ZERO });
    }

    fn pass(&mut self, wait: Duration) {
        self.now += u64::try_from(wait.as_millis()).unwrap();
        self.tell(Input::Timeout);
    }

    /// Sends the next part and has it accepted.
    fn deliver_part(&mut self) -> (u16, u8) {
        let (attempt, record, part, _) = self.wait_transmit();
        self.end(attempt, AttemptResult::Accepted);
        (record, part)
    }
}
