//! A box and a device with a wire between them that can do to bytes what wires do.

use std::time::Duration;

use super::super::{
    DeviceIdentity, LinkEvent, LinkInput, LinkKind, LinkOutput, LinkReceiver, LinkSender, SenderEvent,
    SenderInput, SenderOutput,
};
use crate::election::sample::definition;
use crate::election::{ElectionDefinition, Refusal, StationName, Tally, TallySource, test_tally};
use crate::time::{Now, Uptime};

pub(super) fn at(millis: u64) -> Now {
    Now { uptime: Uptime::from_millis(millis), ..Now::default() }
}

pub(super) fn identity(kind: LinkKind) -> DeviceIdentity {
    let station = StationName::Code("A-01".into());
    DeviceIdentity { device: "CD-7".into(), kind, election: 7, station, test: false }
}

pub(super) fn tally(package: &ElectionDefinition) -> Tally {
    test_tally(package, &package.stations[0])
}

/// What the wire does to the next chunk of bytes.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    None,
    Lose,
    Twice,
    Flip(usize),
    Cut(usize),
    Unplug,
}

/// A box and a device with a wire between them.
pub(super) struct Bench {
    pub(super) receiver: LinkReceiver,
    pub(super) sender: LinkSender,
    pub(super) millis: u64,
    pub(super) faults: Vec<Fault>,
    pub(super) events: Vec<LinkEvent>,
    pub(super) shown: Vec<SenderEvent>,
    /// What the box says to the next tally; nothing is a yes.
    pub(super) verdict: Option<Refusal>,
}

impl Bench {
    pub(super) fn new(kind: LinkKind) -> Self {
        let package = definition();
        let mut bench = Self {
            receiver: LinkReceiver::new(&package, &package.stations[0]),
            sender: LinkSender::new(identity(kind), 1),
            millis: 0,
            faults: Vec::new(),
            events: Vec::new(),
            shown: Vec::new(),
            verdict: None,
        };
        bench.plug();
        bench
    }

    pub(super) fn plug(&mut self) {
        self.receiver.handle_input(at(self.millis), LinkInput::Connected);
        self.sender.handle_input(at(self.millis), SenderInput::Connected);
        self.settle();
    }

    fn unplug(&mut self) {
        self.receiver.handle_input(at(self.millis), LinkInput::Disconnected);
        self.sender.handle_input(at(self.millis), SenderInput::Disconnected);
    }

    pub(super) fn ask(&mut self, input: LinkInput) {
        self.receiver.handle_input(at(self.millis), input);
        self.settle();
    }

    pub(super) fn tell(&mut self, input: SenderInput) {
        self.sender.handle_input(at(self.millis), input);
        self.settle();
    }

    /// The pieces of a chunk that reach the other end, and whether the cable is pulled after them.
    fn carry(&mut self, chunk: Vec<u8>) -> (Vec<Vec<u8>>, bool) {
        match self.faults.pop().unwrap_or(Fault::None) {
            Fault::None => (vec![chunk], false),
            Fault::Lose => (vec![], false),
            Fault::Twice => (vec![chunk.clone(), chunk], false),
            Fault::Flip(index) => {
                let mut chunk = chunk;
                let index = index % chunk.len();
                chunk[index] ^= 0x21;
                (vec![chunk], false)
            }
            Fault::Cut(index) => {
                let (head, tail) = chunk.split_at(index % chunk.len());
                (vec![head.to_vec(), tail.to_vec()], false)
            }
            Fault::Unplug => (vec![chunk[..chunk.len() / 2].to_vec()], true),
        }
    }

    /// Lets both ends talk until neither has anything to say.
    pub(super) fn settle(&mut self) {
        while self.step(true) {}
    }

    /// One output of either end; false if there is none. Bytes are thrown away unless `plugged`.
    pub(super) fn step(&mut self, plugged: bool) -> bool {
        let (chunk, to_device) = if let Some(output) = self.receiver.poll_output() {
            match output {
                LinkOutput::Event(event) => {
                    if matches!(event, LinkEvent::Tally(..)) {
                        let answer = LinkInput::Answer(self.verdict.take());
                        self.receiver.handle_input(at(self.millis), answer);
                    }
                    self.events.push(event);
                    return true;
                }
                LinkOutput::Send(chunk) => (chunk, true),
            }
        } else if let Some(output) = self.sender.poll_output() {
            match output {
                SenderOutput::Event(event) => {
                    self.shown.push(event);
                    return true;
                }
                SenderOutput::Send(chunk) => (chunk, false),
            }
        } else {
            return false;
        };
        if !plugged {
            return true;
        }
        let (pieces, pulled) = self.carry(chunk);
        for piece in pieces {
            if to_device {
                self.sender.handle_input(at(self.millis), SenderInput::Bytes(piece));
            } else {
                self.receiver.handle_input(at(self.millis), LinkInput::Bytes(piece));
            }
        }
        if pulled {
            self.unplug();
            while self.step(false) {}
            self.millis += 1_000;
            self.receiver.handle_input(at(self.millis), LinkInput::Connected);
            self.sender.handle_input(at(self.millis), SenderInput::Connected);
        }
        true
    }

    /// Lets time pass from alarm to alarm, at most so long.
    pub(super) fn wait(&mut self, time: Duration) {
        let end = at(self.millis).uptime.after(time);
        loop {
            let due = [self.receiver.poll_timeout(), self.sender.poll_timeout()];
            let Some(next) = due.into_iter().flatten().map(|(at, _)| at).min().filter(|next| *next <= end)
            else {
                self.millis = end.as_millis();
                return;
            };
            self.millis = self.millis.max(next.as_millis());
            self.receiver.handle_input(at(self.millis), LinkInput::Timeout);
            self.sender.handle_input(at(self.millis), SenderInput::Timeout);
            self.settle();
        }
    }

    pub(super) fn tallies(&self) -> Vec<&Tally> {
        let tally = |event: &'_ LinkEvent| matches!(event, LinkEvent::Tally(_, TallySource::Device));
        let found = self.events.iter().filter(|event| tally(event));
        found
            .filter_map(|event| if let LinkEvent::Tally(tally, _) = event { Some(tally) } else { None })
            .collect()
    }
}
