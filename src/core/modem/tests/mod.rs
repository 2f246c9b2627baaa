//! The modem machine against a scripted peer, on a bench where time is a number.

mod faults;
mod outcome;
mod peer;
mod property;
mod recovery;

use std::time::Duration;

use peer::{Habit, Peer};

use super::{Input, Modem, ModemHealth, Notice, Outcome, Output, SessionReport, Settings};
use crate::time::{Now, Uptime};

/// How the peer's bytes arrive.
#[derive(Clone, Copy, Debug)]
enum Portions {
    /// Each reply at once.
    Whole,
    /// Byte by byte.
    Single,
    /// Each reply in two parts, cut at that position.
    Cut(usize),
}

/// A modem machine, its peer and the clock.
struct Bench {
    modem: Modem,
    peer: Peer,
    at: Uptime,
    portions: Portions,
    /// Acknowledge each MT message at once.
    store: bool,
    /// All outputs but `Write` and `Flush`.
    said: Vec<Output>,
    /// Take the line away when the peer has received that many writes.
    unplug_at: Option<usize>,
    writes: usize,
    closed: bool,
    /// When the peer last said something.
    heard_at: Uptime,
    /// Shortest time from the peer's last word to a command.
    shortest_pause: Option<Duration>,
}

impl Bench {
    fn new(peer: Peer) -> Self {
        Self::with(peer, Settings::default())
    }

    fn with(peer: Peer, settings: Settings) -> Self {
        Self {
            modem: Modem::new(settings),
            peer,
            at: Uptime::from_millis(1_000),
            portions: Portions::Whole,
            store: true,
            said: Vec::new(),
            unplug_at: None,
            writes: 0,
            closed: false,
            heard_at: Uptime::default(),
            shortest_pause: None,
        }
    }

    /// A bench whose modem is awake.
    fn awake(peer: Peer) -> Self {
        let mut bench = Self::new(peer);
        bench.give(Input::Opened);
        bench.run();
        assert_eq!(bench.modem.health(), ModemHealth::Ready);
        bench
    }

    fn give(&mut self, input: Input) {
        self.modem.handle_input(Now { uptime: self.at, ..Now::default() }, input);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.give(Input::Bytes(bytes.to_vec()));
        self.drain();
    }

    fn transmit(&mut self, attempt: u64, packet: &[u8]) {
        self.give(Input::Transmit { attempt, packet: packet.to_vec() });
        self.run();
    }

    fn check(&mut self, attempt: u64) {
        self.give(Input::CheckMailbox { attempt });
        self.run();
    }

    /// Runs until nothing is left to wait for, or an hour has passed.
    fn run(&mut self) {
        self.run_for(Duration::from_secs(3_600));
    }

    fn run_for(&mut self, span: Duration) {
        let end = self.at.after(span);
        for _ in 0..20_000 {
            self.drain();
            match self.modem.poll_timeout() {
                Some((until, _)) if until <= end => {
                    self.at = self.at.max(until);
                    self.give(Input::Timeout);
                }
                Some(_) => {
                    self.at = end;
                    return;
                }
                None => return,
            }
        }
        panic!("the machine does not come to rest: {:?}", self.modem.poll_timeout());
    }

    /// Does what the machine says until it says nothing.
    fn drain(&mut self) {
        while let Some(output) = self.modem.poll_output() {
            match output {
                Output::Write(bytes) => {
                    self.writes += 1;
                    if bytes.starts_with(b"AT") {
                        let pause = self.at.since(self.heard_at);
                        self.shortest_pause =
                            Some(self.shortest_pause.map_or(pause, |least| least.min(pause)));
                    }
                    if self.unplug_at == Some(self.writes) && !self.closed {
                        self.closed = true;
                        self.give(Input::Closed);
                    } else if !self.closed {
                        self.reply(&bytes);
                    }
                }
                Output::Flush => {}
                Output::Mt { mt, .. } => {
                    self.said.push(output);
                    if self.store {
                        self.give(Input::MtStored { mt });
                    }
                }
                Output::Reopen => {
                    self.said.push(output);
                    self.peer.reopened();
                    self.give(Input::Opened);
                }
                Output::SetDtr(up) => {
                    self.said.push(output);
                    self.peer.dtr(up);
                }
                other => self.said.push(other),
            }
        }
    }

    fn reply(&mut self, bytes: &[u8]) {
        let Some((delay, reply)) = self.peer.hear(bytes) else { return };
        self.at = self.at.after(delay);
        self.heard_at = self.at;
        match self.portions {
            Portions::Whole => self.give(Input::Bytes(reply)),
            Portions::Single => {
                for byte in reply {
                    self.give(Input::Bytes(vec![byte]));
                }
            }
            Portions::Cut(at) => {
                let (one, two) = reply.split_at(at.min(reply.len()));
                self.give(Input::Bytes(one.to_vec()));
                self.give(Input::Bytes(two.to_vec()));
            }
        }
    }

    fn reports(&self) -> Vec<&SessionReport> {
        self.said
            .iter()
            .filter_map(|said| if let Output::Finished(report) = said { Some(report) } else { None })
            .collect()
    }

    fn collected(&self) -> Vec<&SessionReport> {
        self.said
            .iter()
            .filter_map(|said| if let Output::Collected(report) = said { Some(report) } else { None })
            .collect()
    }

    fn report(&self) -> &SessionReport {
        let reports = self.reports();
        assert_eq!(reports.len(), 1, "{reports:?}");
        reports[0]
    }

    fn outcome(&self) -> Outcome {
        self.report().outcome
    }

    fn mail(&self) -> Vec<&[u8]> {
        self.said
            .iter()
            .filter_map(
                |said| if let Output::Mt { bytes, .. } = said { Some(bytes.as_slice()) } else { None },
            )
            .collect()
    }

    fn noticed(&self, notice: &Notice) -> usize {
        self.said.iter().filter(|said| matches!(said, Output::Notice(one) if one == notice)).count()
    }
}
