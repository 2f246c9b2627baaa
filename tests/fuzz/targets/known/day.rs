//! A box without its ports, whose journal is a list: everything that it orders is done at once, unless the power goes.

use std::time::Duration;

use rts_core::device::{Actor, Command, Device, Input, Keys, Output, ReplayError, Reply, Settings};
use rts_core::election::{Tally, Votes, test_tally};
use rts_core::journal::{BootId, Chain, Entry, Event, Sealed, Stamp};
use rts_core::modem::{ModemHealth, Outcome, SessionReport};
use rts_core::packet::{Receipt, Verdict, open_link, open_message};
use rts_core::printer::{Completion, NotReady};
use rts_core::record::Epoch;
use rts_core::time::{ClockQuality, Now, Uptime, WallTime};

use super::{DEVICE, device_key, keys, package, receipt_key, station};

/// Half an hour after the polls of the frozen election close.
const EVENING: i64 = 1_809_187_200 + 1_800;

/// What becomes of a packet.
#[derive(Clone, Copy, Debug)]
pub enum Sky {
    /// It arrives and is answered.
    Clear,
    /// It stays.
    Blocked,
    /// It arrives, and nobody tells the box.
    Ambiguous,
}

/// The box.
pub struct Day {
    pub device: Device,
    pub journal: Vec<Entry>,
    pub sky: Sky,
    /// Power goes after so many more outputs.
    pub cut: Option<u32>,
    /// Packets that left.
    pub sent: Vec<Vec<u8>>,
    pub receipts: Vec<Vec<u8>>,
    now: Now,
    boot: u8,
    reply: Option<Reply>,
}

/// The entry that provisions the box.
pub fn first_entry(chain: &Chain) -> Entry {
    let provisioned = Event::Provisioned {
        election: package().definition.election.id,
        device: DEVICE,
        station: station(0).number,
        public_key: device_key().public().to_bytes().to_vec(),
    };
    chain.next(Stamp::default(), provisioned)
}

/// Settings of a box whose printer is not needed before it sends.
pub fn settings() -> Settings {
    Settings { paper_before_sending: Duration::ZERO, ..Settings::default() }
}

/// The box as it comes up on these entries.
pub fn device(settings: Settings, boot: u8, entries: &[Entry]) -> Result<Device, ReplayError> {
    let keys = Keys {
        device: DEVICE,
        sign: device_key().clone(),
        packet: keys().clone(),
        seal_epoch: Epoch::new(3).unwrap(),
        link_epoch: Epoch::new(5).unwrap(),
    };
    Device::replay(package().clone(), keys, settings, BootId([boot; 16]), entries)
}

/// The packets that an entry seals.
pub fn packets(event: &Event) -> impl Iterator<Item = &[u8]> {
    let sealed: Option<&Sealed> = match event {
        Event::RehearsalSealed { sealed }
        | Event::ZeroSealed { sealed, .. }
        | Event::PollsOpened { sealed, .. }
        | Event::TurnoutSealed { sealed, .. }
        | Event::ResultSealed { sealed } => Some(sealed),
        _ => None,
    };
    sealed.into_iter().flat_map(|sealed| sealed.packets.iter().map(|packet| packet.as_slice()))
}

impl Day {
    /// A provisioned box that has just started.
    pub fn begin() -> Self {
        let journal = vec![first_entry(&Chain::default())];
        let wall = Some(WallTime::from_unix(EVENING));
        let mut day = Self {
            device: device(settings(), 0, &journal).unwrap(),
            journal,
            sky: Sky::Clear,
            cut: None,
            sent: Vec::new(),
            receipts: Vec::new(),
            now: Now { uptime: Uptime::from_millis(60_000), wall, quality: ClockQuality::Battery },
            boot: 0,
            reply: None,
        };
        day.wake();
        day
    }

    /// The box that its journal makes.
    pub fn replayed(&self) -> Device {
        device(settings(), self.boot, &self.journal).unwrap()
    }

    /// A tally whose sums hold, or another one.
    pub fn tally(&self, other: bool) -> Tally {
        let mut tally = test_tally(&package().definition, station(0));
        if let Some(Votes::Candidates(votes)) =
            tally.contests.first_mut().map(|contest| &mut contest.votes).filter(|_| other)
        {
            votes.swap(0, 1);
        }
        tally
    }

    /// Power goes and comes back.
    pub fn restart(&mut self) {
        self.boot = self.boot.wrapping_add(1);
        self.now.uptime = Uptime::from_millis(20_000);
        self.device = device(settings(), self.boot, &self.journal).unwrap();
        self.wake();
    }

    fn wake(&mut self) {
        self.tell(Input::Started { software: "rts".to_owned(), software_digest: vec![9; 32] });
        self.tell(Input::Modem(ModemHealth::Ready));
        // Drawing tapes would take most of the time; other targets look at paper.
        self.tell(Input::PrinterNotReady(NotReady::PaperOut));
    }

    /// Somebody asks; no answer if the power went.
    pub fn ask(&mut self, actor: Actor, command: Command) -> Option<Reply> {
        self.reply = None;
        self.tell(Input::Command { request: 1, actor, command });
        self.reply.take()
    }

    /// Lets time pass, waking the box whenever it asks for it.
    pub fn pass(&mut self, span: Duration) {
        let until = self.now.uptime.after(span);
        while let Some((at, _)) = self.device.poll_timeout().filter(|(at, _)| *at <= until) {
            self.now.uptime = at.max(self.now.uptime);
            self.tell(Input::Timeout);
        }
        self.now.uptime = until.max(self.now.uptime);
    }

    /// Somebody gives a wrong PIN.
    pub fn wrong_pin(&mut self, official: u8) {
        self.tell(Input::PinWrong { official });
    }

    fn tell(&mut self, input: Input) {
        self.device.handle_input(self.now, input);
        while let Some(output) = self.device.poll_output() {
            self.cut = self.cut.map(|left| left.saturating_sub(1));
            if self.cut == Some(0) {
                self.cut = None;
                return self.restart();
            }
            self.obey(output);
        }
    }

    fn hear(&mut self, input: Input) {
        self.device.handle_input(self.now, input);
    }

    fn obey(&mut self, output: Output) {
        match output {
            Output::Append(entry) => {
                let sequence = entry.sequence;
                self.journal.push(*entry);
                self.hear(Input::Appended { sequence });
            }
            Output::Reply { reply, .. } => self.reply = Some(*reply),
            Output::Print(order) => {
                self.hear(Input::SheetCompleted { job: order.job, by: Completion::ProcessId });
            }
            Output::Transmit { attempt, packet } => self.transmit(attempt, packet),
            Output::CheckMailbox { attempt } => self.end(attempt, Outcome::Accepted),
            Output::AskCounters => self.hear(Input::Counters { zero: true, at: String::new() }),
            Output::Halted { why } => panic!("{why}"),
            _ => {}
        }
    }

    fn transmit(&mut self, attempt: u64, packet: Vec<u8>) {
        let receipt = self.answer(&packet);
        match self.sky {
            Sky::Blocked => return self.end(attempt, Outcome::NoService),
            Sky::Ambiguous => self.end(attempt, Outcome::Ambiguous),
            Sky::Clear => {
                self.receipts.push(receipt.clone());
                self.hear(Input::Message { mt: attempt, attempt: Some(attempt), bytes: receipt });
                self.end(attempt, Outcome::Accepted);
            }
        }
        self.sent.push(packet);
    }

    fn answer(&self, packet: &[u8]) -> Vec<u8> {
        let header = open_link(packet, &keys().link).unwrap().header;
        let chunk = open_link(packet, &keys().link).unwrap().chunk;
        let record = open_message(&header.base, header.id, &chunk, &keys().end_to_end).unwrap();
        let receipt = Receipt {
            base: header.base,
            id: header.id,
            sequence: u32::try_from(self.receipts.len()).unwrap() + 1,
            verdict: Verdict::Accepted,
            reason: 0,
            highest_sequence: header.base.sequence,
            center_time: 1_809_190_000,
            not_before: 0,
            log_index: None,
        };
        receipt.sign(Some(&record.digest(&package().digest)), receipt_key()).unwrap()
    }

    fn end(&mut self, attempt: u64, outcome: Outcome) {
        let report = SessionReport {
            attempt,
            outcome,
            mo_status: Some(0),
            momsn: Some(1),
            mt_status: Some(0),
            mt_length: None,
            mt_queued: Some(0),
            signal: Some(4),
            duration: Duration::from_secs(12),
            session: Duration::from_secs(10),
            bytes: 200,
            retry_after: None,
        };
        self.now.uptime = self.now.uptime.after(report.duration);
        self.hear(Input::SessionEnded(report));
    }
}
