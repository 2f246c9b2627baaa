//! The world around the machine: everything it orders is done at once, unless a test says otherwise.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::device::{Actor, Command, Device, Input, Keys, Output, Reply, Settings};
use crate::election::{ElectionDefinition, OfficialIndex, Tally, sample, test_tally};
use crate::journal::{BootId, Chain, Entry, Event, Stamp};
use crate::modem::{ModemHealth, Outcome, SessionReport};
use crate::packet::{self, Receipt, Verdict, open_link};
use crate::printer::{Completion, Interruption, NotReady, SheetOrder};
use crate::record::{Epoch, SignedRecord};
use crate::seal::{CommissionKey, DeviceKey, EndToEndKey, LinkKey, Package, package_digest};
use crate::time::{ClockQuality, Now, Uptime, WallTime};

pub(super) const DEVICE: u32 = 61_113;
/// Two hours after the close of the sample election.
const AFTER_CLOSE: i64 = 1_772_384_400;

pub(super) fn receipt_key() -> CommissionKey {
    CommissionKey::from_seed(&[7; 32])
}

pub(super) fn package(change: impl Fn(&mut ElectionDefinition)) -> Package {
    let mut definition = sample::definition();
    definition.keys.receipt = vec![receipt_key().public().to_string()];
    change(&mut definition);
    let digest = package_digest(&definition).unwrap();
    Package { definition, digest }
}

/// The bytes of which the box's secrets consist, each repeated.
pub(super) const SECRET: [u8; 3] = [0xe1, 0xe2, 0xe3];

pub(super) fn packet_keys() -> packet::Keys {
    packet::Keys {
        end_to_end: EndToEndKey::from_bytes(&[SECRET[0]; 32]),
        link: LinkKey::from_bytes(&[SECRET[1]; 16]),
    }
}

fn keys() -> Keys {
    Keys {
        device: DEVICE,
        sign: DeviceKey::from_seed(&[SECRET[2]; 32]),
        packet: packet_keys(),
        seal_epoch: Epoch::new(1).unwrap(),
        link_epoch: Epoch::new(1).unwrap(),
    }
}

/// What becomes of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sky {
    /// It arrives and the center answers in the same session.
    Clear,
    /// No satellite in view.
    Blocked,
    /// It arrives, the modem says it does not know, and no answer comes down.
    Ambiguous,
    /// The session lasts; a test says when and how it ends.
    Lasting,
}

pub(super) struct World {
    pub(super) package: Package,
    pub(super) device: Device,
    pub(super) journal: Vec<Entry>,
    pub(super) now: Now,
    boot: u8,
    pub(super) sky: Sky,
    pub(super) paper: bool,
    /// Lines of every sheet that came out whole, in order.
    pub(super) sheets: Vec<String>,
    /// Records that reached the center, by sequence number, with the packets as they came.
    pub(super) center: BTreeMap<u16, SignedRecord>,
    pub(super) packets: Vec<Vec<u8>>,
    pub(super) replies: BTreeMap<u64, Reply>,
    requests: u64,
    pub(super) outputs: u64,
    /// Power goes at this output, counted from 1, before (false) or after (true) it is done.
    pub(super) cut: Option<(u64, bool)>,
    /// After the cut, power goes again at this output.
    pub(super) second_cut: Option<u64>,
    pub(super) receipts: u32,
    /// What the center says it knows, if not the record it answers.
    pub(super) highest_sequence: Option<u16>,
    /// Sheets and slips given to the printer.
    pub(super) orders: u32,
    /// Every sheet is spoiled although the printer says that it is ready.
    pub(super) spoils: bool,
    /// The next sheet or slip is spoiled for this reason.
    pub(super) spoils_next: Option<Interruption>,
    /// What the counting device tells; nothing if it stays silent.
    pub(super) counters: Option<Input>,
}

impl World {
    pub(super) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(super) fn with(change: impl Fn(&mut ElectionDefinition)) -> Self {
        let package = package(change);
        let provisioned = Event::Provisioned {
            election: package.definition.election.id,
            device: DEVICE,
            station: 2,
            public_key: keys().sign.public().to_bytes().to_vec(),
        };
        let entry = Chain::default().next(Stamp::default(), provisioned);
        let journal = vec![entry];
        let device = replay(&package, 0, &journal);
        let now = Now {
            uptime: Uptime::from_millis(60_000),
            wall: Some(WallTime::from_unix(AFTER_CLOSE)),
            quality: ClockQuality::Battery,
        };
        let mut world = Self {
            package,
            device,
            journal,
            now,
            boot: 0,
            sky: Sky::Clear,
            paper: true,
            sheets: Vec::new(),
            center: BTreeMap::new(),
            packets: Vec::new(),
            replies: BTreeMap::new(),
            requests: 0,
            outputs: 0,
            cut: None,
            second_cut: None,
            receipts: 0,
            highest_sequence: None,
            orders: 0,
            spoils: false,
            spoils_next: None,
            counters: Some(Input::Counters { zero: true, at: String::new() }),
        };
        world.start();
        world
    }

    fn start(&mut self) {
        let software = "rts test".to_owned();
        self.tell(Input::Started { software, software_digest: vec![9; 32] });
        self.tell(Input::Modem(ModemHealth::Ready));
        self.tell(if self.paper { Input::PrinterReady } else { Input::PrinterNotReady(NotReady::PaperOut) });
    }

    /// Power goes and comes back: what is not in the journal is lost.
    pub(super) fn restart(&mut self) {
        self.boot += 1;
        self.now.uptime = Uptime::from_millis(20_000);
        self.device = replay(&self.package, self.boot, &self.journal);
        self.start();
    }

    pub(super) fn tell(&mut self, input: Input) {
        self.device.handle_input(self.now, input);
        while let Some(output) = self.device.poll_output() {
            self.outputs += 1;
            match self.cut {
                Some((at, done)) if at == self.outputs => {
                    self.cut = self.second_cut.take().map(|after| (at + after, true));
                    if done {
                        self.obey_before_cut(output);
                    }
                    self.restart();
                    return;
                }
                _ => self.obey(output),
            }
        }
    }

    /// The last thing that happened before the power went: it is done, but the box never hears of it.
    fn obey_before_cut(&mut self, output: Output) {
        match output {
            Output::Append(entry) => self.journal.push(*entry),
            Output::Print(order) => self.print(&order),
            Output::Transmit { packet, .. } => {
                self.receive(&packet);
            }
            _ => {}
        }
    }

    fn obey(&mut self, output: Output) {
        match output {
            Output::Append(entry) => {
                let sequence = entry.sequence;
                self.journal.push(*entry);
                self.device.handle_input(self.now, Input::Appended { sequence });
            }
            Output::Reply { request, reply } => {
                self.replies.insert(request, *reply);
            }
            Output::Print(order) => {
                self.orders += 1;
                let good = self.paper && !self.spoils;
                let spoiled = self.spoils_next.take().or((!good).then_some(Interruption::Unconfirmed));
                let input = match spoiled {
                    Some(why) => Input::SheetInterrupted { job: order.job, why },
                    None => {
                        self.print(&order);
                        Input::SheetCompleted { job: order.job, by: Completion::ProcessId }
                    }
                };
                self.device.handle_input(self.now, input);
            }
            Output::Transmit { attempt, packet } => self.transmit(attempt, &packet),
            Output::CheckMailbox { attempt } => self.report(attempt, Outcome::Accepted),
            Output::AskCounters => {
                if let Some(counters) = self.counters.clone() {
                    self.device.handle_input(self.now, counters);
                }
            }
            Output::MessageStored { .. }
            | Output::ConfirmSheet
            | Output::SpoilSheet
            | Output::ReadLog { .. }
            | Output::ReadMedia { .. }
            | Output::AdoptCard
            | Output::TallyAnswer(_)
            | Output::Halted { .. } => {}
        }
    }

    fn print(&mut self, order: &SheetOrder) {
        let (page, drawn) = self.device.on_the_press().expect("an order of something");
        assert_eq!(drawn.digest(), order.picture.digest(), "what is printed is what was drawn");
        self.sheets.push(page.iter().map(|line| line.to_owned() + "\n").collect());
    }

    fn transmit(&mut self, attempt: u64, packet: &[u8]) {
        match self.sky {
            Sky::Blocked => self.report(attempt, Outcome::NoService),
            Sky::Lasting => {}
            Sky::Ambiguous => {
                self.receive(packet);
                self.report(attempt, Outcome::Ambiguous);
            }
            Sky::Clear => {
                let receipt = self.receive(packet);
                let message = Input::Message { mt: attempt, attempt: Some(attempt), bytes: receipt };
                self.device.handle_input(self.now, message);
                self.report(attempt, Outcome::Accepted);
            }
        }
    }

    pub(super) fn report(&mut self, attempt: u64, outcome: Outcome) {
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
        self.device.handle_input(self.now, Input::SessionEnded(report));
    }

    /// The center opens a packet and answers with a receipt.
    pub(super) fn receive(&mut self, packet: &[u8]) -> Vec<u8> {
        self.packets.push(packet.to_vec());
        let opened = open_link(packet, &packet_keys().link).unwrap();
        let header = opened.header;
        assert_eq!(header.parts, 1, "the sample ballot fits one message");
        let record =
            packet::open_message(&header.base, header.id, &opened.chunk, &packet_keys().end_to_end).unwrap();
        let digest = record.digest(&self.package.digest);
        let known = self.center.insert(header.base.sequence, record.clone());
        assert!(known.is_none_or(|known| known == record), "one number, one record");
        self.receipts += 1;
        let receipt = Receipt {
            base: header.base,
            id: header.id,
            sequence: self.receipts,
            verdict: Verdict::Accepted,
            reason: 0,
            highest_sequence: self.highest_sequence.unwrap_or(header.base.sequence),
            center_time: 1_772_384_500,
            not_before: 0,
            log_index: None,
        };
        receipt.sign(Some(&digest), &receipt_key()).unwrap()
    }

    /// Lets time pass until `limit`, waking the box whenever it asks for it.
    pub(super) fn pass(&mut self, span: Duration) {
        let until = self.now.uptime.after(span);
        while let Some((at, _)) = self.device.poll_timeout().filter(|(at, _)| *at <= until) {
            self.now.uptime = at.max(self.now.uptime);
            self.tell(Input::Timeout);
        }
        self.now.uptime = until.max(self.now.uptime);
    }

    pub(super) fn ask(&mut self, actor: Actor, command: Command) -> Reply {
        self.requests += 1;
        let request = self.requests;
        self.tell(Input::Command { request, actor, command });
        self.replies.get(&request).cloned().unwrap_or(Reply::Log { entries: Vec::new() })
    }

    pub(super) fn tally(&self) -> Tally {
        test_tally(&self.package.definition, self.package.definition.station(2).unwrap())
    }

    /// The sequence of commands of a day, repeated where a power cut swallowed the answer.
    pub(super) fn live_the_day(&mut self) {
        let tally = self.tally();
        self.insist(official(1), Command::Open, &["D02", "D03"]);
        self.insist(official(1), Command::Close, &["D03"]);
        self.insist(official(1), Command::TallyEnter { tally: tally.clone() }, &["T14", "D10"]);
        self.insist(official(2), Command::TallyEnter { tally }, &["D10"]);
        self.insist(official(1), Command::Approve, &["A04", "D10"]);
        self.insist(official(2), Command::Approve, &["D10"]);
        self.pass(Duration::from_secs(3600));
    }

    /// Asks until the box says done, or says that it was done before.
    fn insist(&mut self, actor: Actor, command: Command, before: &[&str]) {
        for _ in 0..3 {
            match self.ask(actor, command.clone()) {
                Reply::Done { .. } => return,
                Reply::Refused { code, .. } if before.contains(&code.as_str()) => return,
                Reply::Refused { message, .. } => panic!("{message}"),
                _ => {}
            }
        }
        panic!("no answer to {command:?}");
    }
}

pub(super) fn official(number: u8) -> Actor {
    Actor { first: Some(OfficialIndex(number)), second: None }
}

pub(super) fn code(reply: &Reply) -> &str {
    match reply {
        Reply::Refused { code, .. } => code,
        _ => "",
    }
}

pub(super) fn replay(package: &Package, boot: u8, journal: &[Entry]) -> Device {
    let package = Package { definition: package.definition.clone(), digest: package.digest };
    // A tape is one long sheet: the day has as many pieces of paper as it has copies.
    let settings = Settings { sheet_rows: Some(60_000), ..Settings::default() };
    Device::replay(package, keys(), settings, BootId([boot; 16]), journal).unwrap()
}
