//! A device's end of the link: for simulators, and a model for makers of counting and verification devices.
//!
//! It sends a line, waits for its answer, and sends it again until there is one; after unplugging it goes on with the
//! line that has no answer yet. If the box has forgotten the session (it was restarted), it starts over.

use std::collections::VecDeque;
use std::time::Duration;

use super::frame::{self, Found, LineReader};
use super::message::{Answer, Asked, DeviceLine, LinkKind};
use super::transfer;
use crate::election::{StationName, Tally, Votes};
use crate::time::{Now, Uptime};

/// A line without an answer is sent again.
const SEND_AGAIN: Duration = Duration::from_secs(2);

/// Who a device is.
#[derive(Clone, Debug)]
pub struct DeviceIdentity {
    /// Name or serial number.
    pub device: String,
    /// What it is.
    pub kind: LinkKind,
    /// Number of the election.
    pub election: u16,
    /// Its station.
    pub station: StationName,
    /// True while it works on a test.
    pub test: bool,
}

/// What happens to a device's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SenderInput {
    /// The line was plugged in, or the device was switched on.
    Connected,
    /// The line was unplugged.
    Disconnected,
    /// Bytes of the box arrived.
    Bytes(Vec<u8>),
    /// The count is complete, or corrected: hand it over now if the box asked and has taken none, else when it asks.
    Counted(Tally),
    /// Voters verified so far.
    Voters(u32),
    /// Where the counters stand, for the question before the polls open; zero until this is said.
    Counters {
        /// Ballots counted, or voters verified.
        ballots: u32,
        /// Sum of all other counters.
        votes: u64,
    },
    /// The time of [`LinkSender::poll_timeout`] has come.
    Timeout,
}

/// What a device's end wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SenderOutput {
    /// Bytes for the box.
    Send(Vec<u8>),
    /// Something for the device to show.
    Event(SenderEvent),
}

/// What a device learns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SenderEvent {
    /// The box knows the device.
    Welcome,
    /// The box took the whole tally.
    TallyTaken,
    /// The box refused a line, and with it the tally it belongs to.
    Refused {
        /// Code of the refusal.
        code: String,
        /// What is wrong.
        why: String,
    },
}

/// A device's end of the link.
#[derive(Clone, Debug)]
pub struct LinkSender {
    identity: DeviceIdentity,
    session: u32,
    reader: LineReader,
    connected: bool,
    /// Number of the line in front of the queue.
    next: u32,
    queue: VecDeque<DeviceLine>,
    tally: Option<Tally>,
    tally_asked: bool,
    voters: u32,
    counters: (u32, u64),
    again_at: Option<Uptime>,
    outputs: VecDeque<SenderOutput>,
}

impl LinkSender {
    /// A device that nobody has plugged in; `session` should differ each time that a device is switched on.
    #[must_use]
    pub fn new(identity: DeviceIdentity, session: u32) -> Self {
        let mut sender = Self {
            identity,
            session,
            reader: LineReader::default(),
            connected: false,
            next: 1,
            queue: VecDeque::new(),
            tally: None,
            tally_asked: false,
            voters: 0,
            counters: (0, 0),
            again_at: None,
            outputs: VecDeque::new(),
        };
        sender.start_over(session);
        sender
    }

    /// Tells what happened.
    pub fn handle_input(&mut self, now: Now, input: SenderInput) {
        match input {
            SenderInput::Connected => {
                self.connected = true;
                self.reader.clear();
                self.transmit(now);
            }
            SenderInput::Disconnected => {
                self.connected = false;
                self.reader.clear();
                self.again_at = None;
            }
            SenderInput::Bytes(bytes) => {
                for found in self.reader.take(&bytes) {
                    if let Found::Line(text) = found
                        && let Ok(answer) = serde_json::from_str(&text)
                    {
                        self.answer(now, answer);
                    }
                }
            }
            SenderInput::Counted(tally) => {
                self.tally = Some(tally);
                self.hand_over(now);
            }
            SenderInput::Voters(voters) => self.voters = voters,
            SenderInput::Counters { ballots, votes } => self.counters = (ballots, votes),
            SenderInput::Timeout => {
                if self.again_at.is_some_and(|at| at <= now.uptime) {
                    self.transmit(now);
                }
            }
        }
    }

    /// What to do next.
    pub fn poll_output(&mut self) -> Option<SenderOutput> {
        self.outputs.pop_front()
    }

    /// When to wake this end, and why.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Uptime, &'static str)> {
        self.again_at.map(|at| (at, "send the line again"))
    }

    fn start_over(&mut self, session: u32) {
        let DeviceIdentity { device, kind, election, station, test } = self.identity.clone();
        self.session = session;
        self.next = 1;
        self.queue =
            VecDeque::from([DeviceLine::Hello { n: 1, session, device, kind, election, station, test }]);
        self.tally_asked = false;
    }

    fn push(&mut self, now: Now, lines: Vec<DeviceLine>) {
        let idle = self.queue.is_empty();
        self.queue.extend(lines);
        if idle {
            self.transmit(now);
        }
    }

    /// Number of the line after the last of the queue.
    fn free(&self) -> u32 {
        self.next.saturating_add(u32::try_from(self.queue.len()).unwrap_or(u32::MAX))
    }

    /// Sends the line in front of the queue.
    fn transmit(&mut self, now: Now) {
        let line = self.queue.front().filter(|_| self.connected).and_then(frame::text);
        self.again_at = line.as_ref().map(|_| now.uptime.after(SEND_AGAIN));
        self.outputs.extend(line.map(|text| SenderOutput::Send(frame::bytes(&text))));
    }

    fn answer(&mut self, now: Now, answer: Answer) {
        match answer {
            Answer::Ack { ack } if ack == self.next && !self.queue.is_empty() => {
                let done = self.advance();
                match done {
                    Some(DeviceLine::Hello { .. }) => self.event(SenderEvent::Welcome),
                    Some(DeviceLine::End { .. }) => {
                        self.tally_asked = false;
                        self.event(SenderEvent::TallyTaken);
                    }
                    _ => {}
                }
                self.transmit(now);
            }
            Answer::Nak { nak, code, why } if nak == self.next && !self.queue.is_empty() => {
                self.advance();
                self.drop_tally_lines();
                self.event(SenderEvent::Refused { code, why });
                self.transmit(now);
            }
            Answer::Ack { .. } | Answer::Nak { .. } => {}
            Answer::Next { next, session } => self.next_is(now, next, session),
            Answer::Ask { ask } => self.asked(now, ask),
        }
    }

    /// The box says what it expects: the line in front, or the one after it (its answer was lost), or else it has
    /// forgotten the session.
    fn next_is(&mut self, now: Now, next: u32, session: Option<u32>) {
        let known = session == Some(self.session) || (session.is_none() && self.next == 1);
        let near = next == self.next || next == self.next.saturating_add(1);
        if !(known && near) {
            self.start_over(self.session.wrapping_add(1));
        }
        self.transmit(now);
    }

    fn asked(&mut self, now: Now, ask: Asked) {
        let waiting = |line: &DeviceLine| match ask {
            Asked::Counters => matches!(line, DeviceLine::Counters { .. }),
            Asked::Verified => matches!(line, DeviceLine::Verified { .. }),
            Asked::Tally => matches!(line, DeviceLine::End { .. }),
        };
        if self.queue.iter().any(waiting) {
            return;
        }
        let n = self.free();
        match (ask, self.identity.kind) {
            (Asked::Counters, _) => {
                let (ballots, votes) = self.counters;
                self.push(now, vec![DeviceLine::Counters { n, ballots, votes }]);
            }
            (Asked::Verified, LinkKind::Verifier) => {
                self.push(now, vec![DeviceLine::Verified { n, voters: self.voters }]);
            }
            (Asked::Tally, LinkKind::Counter) => {
                self.tally_asked = true;
                self.hand_over(now);
            }
            (Asked::Verified, LinkKind::Counter) | (Asked::Tally, LinkKind::Verifier) => {}
        }
    }

    fn hand_over(&mut self, now: Now) {
        let under_way = self.queue.iter().any(|line| matches!(line, DeviceLine::End { .. }));
        if let Some(tally) = self.tally.as_ref().filter(|_| self.tally_asked && !under_way) {
            let lines = lines(tally, self.free());
            self.push(now, lines);
        }
    }

    fn advance(&mut self) -> Option<DeviceLine> {
        self.next = self.next.saturating_add(1);
        self.queue.pop_front()
    }

    /// After a refusal the rest of the tally is not sent, and what is left is numbered anew.
    fn drop_tally_lines(&mut self) {
        let mut numbers = self.next..;
        let of_tally = |line: &DeviceLine| {
            matches!(line, DeviceLine::Contest { .. } | DeviceLine::Totals { .. } | DeviceLine::End { .. })
        };
        self.queue.retain(|line| !of_tally(line));
        for line in &mut self.queue {
            if let (DeviceLine::Counters { n, .. } | DeviceLine::Verified { n, .. }, Some(number)) =
                (line, numbers.next())
            {
                *n = number;
            }
        }
    }

    fn event(&mut self, event: SenderEvent) {
        self.outputs.push_back(SenderOutput::Event(event));
    }
}

/// The lines of a tally, numbered from `first`.
pub(super) fn lines(tally: &Tally, first: u32) -> Vec<DeviceLine> {
    let mut numbers = first..;
    let mut number = || numbers.next().unwrap_or(u32::MAX);
    let mut lines: Vec<DeviceLine> = tally
        .contests
        .iter()
        .map(|it| DeviceLine::Contest {
            n: number(),
            contest: it.contest.clone(),
            blank: it.blank,
            invalid: it.invalid,
            votes: Votes::clone(&it.votes),
        })
        .collect();
    let (registered, ballots_cast, verified) = (tally.registered, tally.ballots_cast, tally.verified);
    lines.push(DeviceLine::Totals { n: number(), registered, ballots_cast, verified });
    let texts: Vec<String> = lines.iter().filter_map(frame::text).collect();
    let digest = transfer::digest(texts.iter().map(String::as_str));
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    lines.push(DeviceLine::End { n: number(), lines: count, digest });
    lines
}
