//! The box's end of the link.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use super::event::{LinkEvent, LinkInput, LinkOutput};
use super::frame::{self, Found, LineReader};
use super::message::{Answer, Asked, DeviceLine, LinkKind, OnlyNumber};
use super::transfer::{Totals, Transfer};
use crate::election::{Code, ContestTally, ElectionDefinition, Refusal, Station, TallySource, check_counted};
use crate::time::{Now, Uptime};

/// A question is repeated until it is answered.
const ASK_AGAIN: Duration = Duration::from_secs(5);
/// A line that does not go on for so long is noise.
const LINE_SILENCE: Duration = Duration::from_secs(5);
/// At most one request to send a broken line again in this time: noise is not answered with noise.
const NEXT_SPACING: Duration = Duration::from_millis(500);
/// Longest name of a device.
const MAXIMUM_DEVICE: usize = 64;

/// The box's end of the link to one device.
#[derive(Clone, Debug)]
pub struct LinkReceiver {
    /// The package, cut to this station.
    definition: ElectionDefinition,
    station: Station,
    reader: LineReader,
    connected: bool,
    /// Session of the last hello, accepted or not.
    heard: Option<u32>,
    session: Option<Session>,
    /// Number of the next line.
    next: u32,
    /// The answer to the line before, for repeats.
    last: Option<Answer>,
    expects: Option<bool>,
    /// Number of the `end` line whose tally was handed on and has no answer yet.
    undecided: Option<u32>,
    asked: BTreeSet<Asked>,
    ask_again_at: Option<Uptime>,
    silence_at: Option<Uptime>,
    next_sent_at: Option<Uptime>,
    outputs: VecDeque<LinkOutput>,
}

#[derive(Clone, Debug)]
struct Session {
    kind: LinkKind,
    test: bool,
    transfer: Transfer,
}

impl LinkReceiver {
    /// The end of `station` in `definition`. The line is unplugged, and no tally is expected.
    #[must_use]
    pub fn new(definition: &ElectionDefinition, station: &Station) -> Self {
        Self {
            definition: definition.of_station(station),
            station: station.clone(),
            reader: LineReader::default(),
            connected: false,
            heard: None,
            session: None,
            next: 1,
            last: None,
            expects: None,
            undecided: None,
            asked: BTreeSet::new(),
            ask_again_at: None,
            silence_at: None,
            next_sent_at: None,
            outputs: VecDeque::new(),
        }
    }

    /// Tells what happened.
    pub fn handle_input(&mut self, now: Now, input: LinkInput) {
        match input {
            LinkInput::Connected => {
                self.connected = true;
                self.reader.clear();
                self.ask_for_next(now);
                self.ask(now);
            }
            LinkInput::Disconnected => {
                if std::mem::take(&mut self.connected) {
                    self.outputs.push_back(LinkOutput::Event(LinkEvent::Disconnected));
                }
                self.reader.clear();
                (self.ask_again_at, self.silence_at, self.next_sent_at) = (None, None, None);
            }
            LinkInput::Bytes(bytes) => {
                for found in self.reader.take(&bytes) {
                    match found {
                        Found::Line(text) => self.line(now, &text),
                        Found::Broken => self.ask_for_next_unless_just_done(now),
                    }
                }
                self.silence_at = self.reader.within().then(|| now.uptime.after(LINE_SILENCE));
            }
            LinkInput::ExpectTally { test } => {
                self.expects = Some(test);
                self.want(now, Asked::Tally);
            }
            LinkInput::ExpectNothing => {
                self.expects = None;
                self.asked.remove(&Asked::Tally);
            }
            LinkInput::Answer(refusal) => self.decide(refusal),
            LinkInput::AskCounters => self.want(now, Asked::Counters),
            LinkInput::AskVerified => self.want(now, Asked::Verified),
            LinkInput::Timeout => self.timeout(now),
        }
    }

    /// What to do next.
    pub fn poll_output(&mut self) -> Option<LinkOutput> {
        self.outputs.pop_front()
    }

    /// When to wake this end, and why.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Uptime, &'static str)> {
        let asking = self.ask_again_at.map(|at| (at, "ask the counting device again"));
        let silence = self.silence_at.map(|at| (at, "drop half a line of the counting device"));
        asking.into_iter().chain(silence).min()
    }

    fn timeout(&mut self, now: Now) {
        if self.silence_at.is_some_and(|at| at <= now.uptime) {
            self.silence_at = None;
            self.reader.clear();
            self.ask_for_next(now);
        }
        if self.ask_again_at.is_some_and(|at| at <= now.uptime) {
            self.ask(now);
        }
    }

    fn want(&mut self, now: Now, what: Asked) {
        self.asked.insert(what);
        if self.connected {
            self.ask(now);
        }
    }

    /// Asks everything that is still unanswered. A device does not need to be asked for a tally that is arriving.
    fn ask(&mut self, now: Now) {
        let arriving = self.session.as_ref().is_some_and(|session| session.transfer.begun());
        for &ask in &self.asked.clone() {
            if ask != Asked::Tally || !arriving {
                self.send(&Answer::Ask { ask });
            }
        }
        self.ask_again_at = (self.connected && !self.asked.is_empty()).then(|| now.uptime.after(ASK_AGAIN));
    }

    fn answered(&mut self, what: Asked) {
        self.asked.remove(&what);
        if self.asked.is_empty() {
            self.ask_again_at = None;
        }
    }

    fn send(&mut self, answer: &Answer) {
        if let Some(text) = frame::text(answer) {
            self.outputs.push_back(LinkOutput::Send(frame::bytes(&text)));
        }
    }

    fn ask_for_next_unless_just_done(&mut self, now: Now) {
        if self.next_sent_at.is_none_or(|at| now.uptime.since(at) >= NEXT_SPACING) {
            self.ask_for_next(now);
        }
    }

    fn ask_for_next(&mut self, now: Now) {
        self.next_sent_at = Some(now.uptime);
        self.send(&Answer::Next { next: self.next, session: self.heard });
    }

    fn line(&mut self, now: Now, text: &str) {
        let line: Result<DeviceLine, _> = serde_json::from_str(text);
        let number = match &line {
            Ok(line) => line.number(),
            Err(_) => match serde_json::from_str(text) {
                Ok(OnlyNumber { n }) => n,
                Err(_) => return self.ask_for_next_unless_just_done(now),
            },
        };
        if let Ok(DeviceLine::Hello { n: 1, session, .. }) = &line
            && self.heard != Some(*session)
        {
            self.heard = Some(*session);
            self.undecided = None;
            self.session = None;
            self.next = 1;
            self.last = None;
        }
        if number == self.next {
            if self.undecided.is_some() {
                return;
            }
            let outcome = match line {
                Ok(line) => self.accept(line, text),
                Err(error) => Err(Refusal::at(Code::TallyUnreadable, error.to_string())),
            };
            if let Ok(Some(tally @ LinkEvent::Tally(..))) = outcome {
                self.undecided = Some(number);
                self.outputs.push_back(LinkOutput::Event(tally));
                return;
            }
            let hello = matches!(outcome, Ok(Some(LinkEvent::Connected { .. })));
            self.conclude(number, outcome);
            if hello {
                self.ask(now);
            }
        } else if number.checked_add(1) == Some(self.next) && self.last.is_some() {
            if let Some(last) = self.last.clone() {
                self.send(&last);
            }
        } else if number < self.next {
            self.send(&Answer::Ack { ack: number });
        } else {
            self.ask_for_next_unless_just_done(now);
        }
    }

    fn conclude(&mut self, number: u32, outcome: Result<Option<LinkEvent>, Refusal>) {
        self.next = number.saturating_add(1);
        let answer = match outcome {
            Ok(event) => {
                self.outputs.extend(event.map(LinkOutput::Event));
                Answer::Ack { ack: number }
            }
            Err(refusal) => {
                let answer = self.refuse(number, &refusal);
                self.outputs.push_back(LinkOutput::Event(LinkEvent::Refused(refusal)));
                answer
            }
        };
        self.answer(answer);
    }

    /// Answers the tally that was handed on.
    fn decide(&mut self, refusal: Option<Refusal>) {
        let Some(number) = self.undecided.take() else { return };
        self.next = number.saturating_add(1);
        let answer = match refusal {
            None => {
                self.expects = None;
                Answer::Ack { ack: number }
            }
            Some(refusal) => self.refuse(number, &refusal),
        };
        self.answer(answer);
    }

    /// Drops the tally and says why.
    fn refuse(&mut self, number: u32, refusal: &Refusal) -> Answer {
        if let Some(session) = &mut self.session {
            session.transfer = Transfer::default();
        }
        // Asked for again at once, the same tally would come again at once.
        self.answered(Asked::Tally);
        Answer::Nak { nak: number, code: refusal.code.as_str().to_owned(), why: why(refusal) }
    }

    fn answer(&mut self, answer: Answer) {
        self.send(&answer);
        self.last = Some(answer);
    }

    /// Takes the line that was expected.
    fn accept(&mut self, line: DeviceLine, text: &str) -> Result<Option<LinkEvent>, Refusal> {
        if let DeviceLine::Hello { device, kind, election, station, test, .. } = line {
            let sound = device.len() <= MAXIMUM_DEVICE && !device.chars().any(char::is_control);
            if !sound {
                return Err(Refusal::at(Code::TallyUnreadable, "the name of the device"));
            }
            let place = format!("election {election}, station {station}");
            if election != self.definition.election.id || !station.names(&self.station) {
                return Err(Refusal::at(Code::TallyOtherStation, place));
            }
            self.session = Some(Session { kind, test, transfer: Transfer::default() });
            if kind == LinkKind::Counter && self.expects.is_some() {
                self.asked.insert(Asked::Tally);
            }
            return Ok(Some(LinkEvent::Connected { device, kind }));
        }
        let Some(session) = &mut self.session else {
            return Err(Refusal::at(Code::TallyUnreadable, "the device has not said hello"));
        };
        match line {
            DeviceLine::Hello { .. } => Ok(None),
            DeviceLine::Counters { ballots, votes, .. } => {
                self.answered(Asked::Counters);
                let at = format!("ballots {ballots}, votes {votes}");
                Ok(Some(LinkEvent::Counters { zero: ballots == 0 && votes == 0, at }))
            }
            DeviceLine::Verified { voters, .. } => {
                self.answered(Asked::Verified);
                Ok(Some(LinkEvent::Verified(voters)))
            }
            DeviceLine::Contest { contest, blank, invalid, votes, .. } => {
                session.wanted(self.expects)?;
                session.transfer.contest(text, ContestTally { contest, blank, invalid, votes })?;
                Ok(None)
            }
            DeviceLine::Totals { registered, ballots_cast, verified, .. } => {
                session.wanted(self.expects)?;
                session.transfer.totals(text, Totals { registered, ballots_cast, verified })?;
                Ok(None)
            }
            DeviceLine::End { lines, digest, .. } => {
                session.wanted(self.expects)?;
                let tally = std::mem::take(&mut session.transfer).end(lines, &digest)?;
                let tally = check_counted(&self.definition, &self.station, &tally)?;
                self.answered(Asked::Tally);
                Ok(Some(LinkEvent::Tally(tally, TallySource::Device)))
            }
        }
    }
}

impl Session {
    /// A tally is taken from a counting device, while one is expected, of the kind that is expected.
    fn wanted(&self, expects: Option<bool>) -> Result<(), Refusal> {
        match (self.kind, expects) {
            (LinkKind::Verifier, _) => {
                Err(Refusal::at(Code::TallyUnreadable, "a verification device has no tally"))
            }
            (LinkKind::Counter, None) => Err(Refusal::new(Code::NotCounting)),
            (LinkKind::Counter, Some(test)) if test == self.test => Ok(()),
            (LinkKind::Counter, Some(false)) => Err(Refusal::new(Code::ZeroTest)),
            (LinkKind::Counter, Some(true)) => {
                Err(Refusal::at(Code::TallyUnreadable, "a rehearsal takes only a tally marked as a test"))
            }
        }
    }
}

/// The sentence of a refusal for the device's screen.
fn why(refusal: &Refusal) -> String {
    let sentence = refusal.code.sentence();
    if refusal.at.is_empty() { sentence.to_owned() } else { format!("{sentence}: {}", refusal.at) }
}
