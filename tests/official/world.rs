//! A box in memory behind a real control socket: the machine itself, a journal that never fails, a printer, a modem and
//! a center that do as a test says. PINs are compared as they are; everything else is the box's own.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rts::control::{Asked, Roles, Server};
use rts::ports::clock::Clock;
use rts::ports::credentials::Credentials;
use rts_core::device::{Actor, Command, Device, Input, Keys, LogLine, Output, Reply, Settings};
use rts_core::election::{Code, ElectionDefinition, OfficialIndex, Refusal};
use rts_core::journal::{BootId, Chain, Entry, Event, MediumName, Stamp};
use rts_core::modem::{ModemHealth, Outcome, SessionReport};
use rts_core::packet::{Receipt, Verdict, open_link, open_message};
use rts_core::printer::{Completion, Interruption, NotReady};
use rts_core::seal::{DeviceKey, Package, open_package};
use rts_core::time::{ClockQuality, Now, WallTime};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use super::command::{self, Ran};
use super::election::{CODE, DEVICE, Election, credentials, pin, receipts, root};

/// The seed of the box's key.
pub(crate) const SEED: [u8; 32] = [6; 32];

/// How the world around the box is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Conditions {
    /// What the center answers; nothing if none.
    pub(crate) verdict: Option<(Verdict, u8)>,
    /// Why the printer does not print, if so.
    pub(crate) printer: Option<NotReady>,
    /// How the modem is.
    pub(crate) modem: ModemHealth,
    /// What the verification device tells.
    pub(crate) verified: Option<u32>,
    /// The card failed.
    pub(crate) card_failed: bool,
    /// Whether a person has to say that a sheet is whole.
    pub(crate) unconfirmed: bool,
    /// What the counting device's counters say, if there is one.
    pub(crate) counters: Option<bool>,
    /// The wall clock, if one is set.
    pub(crate) wall: Option<WallTime>,
    /// The journal can be written.
    pub(crate) journal: bool,
    /// What happened before the daemon started.
    pub(crate) history: Vec<Event>,
}

impl Default for Conditions {
    fn default() -> Self {
        Self {
            verdict: Some((Verdict::Accepted, 0)),
            printer: None,
            modem: ModemHealth::Ready,
            verified: None,
            card_failed: false,
            unconfirmed: false,
            counters: None,
            wall: None,
            journal: true,
            history: Vec::new(),
        }
    }
}

/// A box and its surroundings.
pub(crate) struct World {
    pub(crate) election: Election,
    pub(crate) socket: PathBuf,
    conditions: Arc<Mutex<Conditions>>,
    _runtime: tokio::runtime::Runtime,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Conditions::default(), |_| {})
    }

    pub(crate) fn with(conditions: Conditions, change: impl FnOnce(&mut ElectionDefinition)) -> Self {
        let mut election = Election::new();
        change(&mut election.definition);
        let signed = std::fs::read(election.package(&election.definition)).unwrap();
        let package = open_package(&signed, &root().public()).unwrap();
        for official in 1..=2 {
            election.write(&format!("pin{official}"), format!("{}\n", pin(official)));
        }
        let socket = election.path("control.sock");
        let conditions = Arc::new(Mutex::new(conditions));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (asked, requests) = mpsc::channel(8);
        runtime.block_on(async {
            let server = Server::bind(&socket, Roles::default()).unwrap();
            tokio::spawn(server.run(asked));
            tokio::spawn(Daemon::new(package, Arc::clone(&conditions)).run(requests));
        });
        Self { election, socket, conditions, _runtime: runtime }
    }

    /// `rts` at this box.
    pub(crate) fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = command::command();
        command.arg("--socket").arg(&self.socket).args(arguments);
        command
    }

    /// Runs `rts` at this box.
    pub(crate) fn rts(&self, arguments: &[&str]) -> Ran {
        command::finish(&mut self.command(arguments))
    }

    /// Runs `rts` as an official who names the station.
    pub(crate) fn act(&self, official: u8, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        command.args(["--station", CODE, "--official", &official.to_string(), "--pin-file"]);
        command::finish(command.arg(self.election.path(&format!("pin{official}"))))
    }

    /// Asks for the status until it is as wanted.
    pub(crate) fn until(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let status = self.rts(&["--json", "status"]).json();
            if wanted(&status) {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{status}");
        }
    }

    /// Changes the surroundings.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Conditions)) {
        change(&mut self.conditions.lock().unwrap());
    }
}

struct Daemon {
    device: Device,
    entries: Vec<Entry>,
    conditions: Arc<Mutex<Conditions>>,
    asked: Vec<(u64, oneshot::Sender<Reply>)>,
    requests: u64,
    receipts: Vec<Vec<u8>>,
    answered: u32,
    sheet: Option<u64>,
    parts: Vec<Vec<u8>>,
    told: Option<Conditions>,
    package: [u8; 32],
}

impl Daemon {
    fn new(package: Package, conditions: Arc<Mutex<Conditions>>) -> Self {
        let key = DeviceKey::from_seed(&SEED);
        let mut chain = Chain::default();
        let mut entries = Vec::new();
        let loaded = Event::PackageLoaded { digest: package.digest.to_vec(), version: 2 };
        let public_key = key.public().to_bytes().to_vec();
        let provisioned = Event::Provisioned { election: 7, device: DEVICE, station: 1, public_key };
        let history = conditions.lock().unwrap().history.clone();
        for event in [loaded, provisioned].into_iter().chain(history) {
            let entry = chain.next(Stamp::default(), event);
            chain.accept(&entry).unwrap();
            entries.push(entry);
        }
        let digest = package.digest;
        let credentials: Credentials = credentials();
        let (seal_epoch, link_epoch) = credentials.epochs().unwrap();
        let keys = Keys { device: DEVICE, sign: key, packet: credentials.keys(), seal_epoch, link_epoch };
        let usual = Settings::default();
        let settings = Settings { schedule: usual.schedule.faster(1000), ..usual };
        let device = Device::replay(package, keys, settings, BootId([1; 16]), &entries).unwrap();
        Self {
            device,
            entries,
            conditions,
            asked: Vec::new(),
            requests: 0,
            receipts: Vec::new(),
            answered: 0,
            sheet: None,
            parts: Vec::new(),
            told: None,
            package: digest,
        }
    }

    fn conditions(&self) -> Conditions {
        self.conditions.lock().unwrap().clone()
    }

    fn now(&self) -> Now {
        let wall = self.conditions().wall;
        let quality = if wall.is_some() { ClockQuality::Network } else { ClockQuality::Unknown };
        Now { uptime: Clock::default().uptime(), wall, quality }
    }

    async fn run(mut self, mut requests: mpsc::Receiver<Asked>) {
        let digest = vec![0; 32];
        self.input(Input::Started { software: "rts test".to_owned(), software_digest: digest });
        // The machine is asked for its timeouts often enough for any test; nothing depends on the period.
        let mut pulse = tokio::time::interval(Duration::from_millis(5));
        loop {
            tokio::select! {
                asked = requests.recv() => match asked {
                    Some(asked) => self.ask(asked),
                    None => break,
                },
                _ = pulse.tick() => self.pulse(),
            }
        }
    }

    fn pulse(&mut self) {
        let now = self.conditions();
        if self.told.as_ref() != Some(&now) {
            let Conditions { printer, modem, verified, card_failed, counters, .. } = now.clone();
            self.told = Some(now);
            self.input(printer.map_or(Input::PrinterReady, Input::PrinterNotReady));
            self.input(Input::Modem(modem));
            self.input(Input::CounterConnected(counters.is_some()));
            let fault = card_failed.then(|| Refusal::at(Code::JournalDegraded, "as a test says"));
            self.input(Input::Medium { medium: MediumName::Card, fault });
            if let Some(voters) = verified {
                self.input(Input::VerifiedHanded { voters });
            }
        }
        if self.device.poll_timeout().is_some_and(|(at, _)| at <= self.now().uptime) {
            self.input(Input::Timeout);
        }
    }

    fn ask(&mut self, asked: Asked) {
        let Asked { request, answer, .. } = asked;
        let grave = matches!(request.command, Command::Close | Command::Approve | Command::Correct { .. });
        if grave && request.place.as_deref() != Some(self.device.place()) {
            let _ = answer.send(Code::PlaceDiffers.into());
            return;
        }
        let mut proven = Vec::new();
        for given in &request.pins {
            let official = OfficialIndex(given.official);
            if let Err(refusal) = self.device.may_try_pin(official, self.now().uptime) {
                let _ = answer.send(refusal.into());
                return;
            }
            if given.pin != pin(given.official) {
                self.input(Input::PinWrong { official: given.official });
                let _ = answer.send(Refusal::new(Code::PinWrong).into());
                return;
            }
            self.input(Input::PinRight { official: given.official });
            proven.push(official);
        }
        let actor = Actor { first: proven.first().copied(), second: proven.get(1).copied() };
        self.requests += 1;
        self.asked.push((self.requests, answer));
        self.input(Input::Command { request: self.requests, actor, command: request.command });
    }

    fn input(&mut self, input: Input) {
        let mut inbox = vec![input];
        while !inbox.is_empty() {
            let input = inbox.remove(0);
            self.device.handle_input(self.now(), input);
            while let Some(output) = self.device.poll_output() {
                inbox.extend(self.output(output));
            }
        }
    }

    fn output(&mut self, output: Output) -> Vec<Input> {
        let conditions = self.conditions();
        match output {
            Output::Append(_) if !conditions.journal => {
                vec![Input::AppendFailed { why: "both media failed".to_owned() }]
            }
            Output::Append(entry) => {
                let sequence = entry.sequence;
                self.entries.push(*entry);
                vec![Input::Appended { sequence }]
            }
            Output::Reply { request, reply } => {
                self.answer(request, *reply);
                Vec::new()
            }
            Output::ReadLog { request, after } => {
                let entries = self.entries.iter().filter(|entry| entry.sequence > after).take(3);
                let reply = Reply::Log { entries: entries.map(line).collect() };
                self.answer(request, reply);
                Vec::new()
            }
            Output::Transmit { attempt, packet } => self.transmit(attempt, packet),
            Output::CheckMailbox { attempt } => self.session(attempt, 0),
            Output::Print(order) if conditions.unconfirmed => {
                self.sheet = Some(order.job);
                vec![Input::SheetUnconfirmed { job: order.job }]
            }
            Output::Print(order) => vec![Input::SheetCompleted { job: order.job, by: Completion::ProcessId }],
            Output::ConfirmSheet => {
                self.conditions.lock().unwrap().printer = None;
                let sheet = self.sheet.take();
                sheet.map(|job| Input::SheetCompleted { job, by: Completion::Official }).into_iter().collect()
            }
            Output::SpoilSheet => {
                self.conditions.lock().unwrap().unconfirmed = false;
                let sheet = self.sheet.take();
                sheet
                    .map(|job| Input::SheetInterrupted { job, why: Interruption::Cancelled })
                    .into_iter()
                    .collect()
            }
            Output::AskCounters => {
                let zero = conditions.counters.unwrap_or(true);
                vec![Input::Counters { zero, at: "contest 1".to_owned() }]
            }
            Output::ReadMedia { .. }
            | Output::AdoptCard
            | Output::MessageStored { .. }
            | Output::TallyAnswer(_)
            | Output::Halted { .. } => Vec::new(),
        }
    }

    fn answer(&mut self, request: u64, reply: Reply) {
        if let Some(at) = self.asked.iter().position(|(asked, _)| *asked == request) {
            let _ = self.asked.remove(at).1.send(reply);
        }
    }

    /// The modem takes the packet, the gateway forwards it, and the center answers once the message is whole.
    fn transmit(&mut self, attempt: u64, packet: Vec<u8>) -> Vec<Input> {
        let bytes = packet.len();
        let keys = credentials().keys();
        let opened = open_link(&packet, &keys.link).unwrap();
        if opened.header.part == 1 {
            self.parts.clear();
        }
        self.parts.push(opened.chunk);
        if opened.header.part == opened.header.parts {
            let header = opened.header;
            let record =
                open_message(&header.base, header.id, &self.parts.concat(), &keys.end_to_end).unwrap();
            if let Some((verdict, reason)) = self.conditions().verdict {
                self.answered += 1;
                let package = self.package;
                let receipt = Receipt {
                    base: header.base,
                    id: header.id,
                    sequence: self.answered,
                    verdict,
                    reason,
                    highest_sequence: header.base.sequence,
                    center_time: 1_772_400_000,
                    not_before: 0,
                    log_index: None,
                };
                self.receipts.push(receipt.sign(Some(&record.digest(&package)), &receipts()).unwrap());
            }
        }
        self.session(attempt, bytes)
    }

    fn session(&mut self, attempt: u64, bytes: usize) -> Vec<Input> {
        let report = SessionReport {
            attempt,
            outcome: Outcome::Accepted,
            mo_status: Some(0),
            momsn: Some(1),
            mt_status: Some(0),
            mt_length: None,
            mt_queued: Some(0),
            signal: Some(4),
            duration: Duration::from_secs(10),
            session: Duration::from_secs(9),
            bytes,
            retry_after: None,
        };
        let messages = self.receipts.drain(..).collect::<Vec<_>>();
        let message = |bytes| Input::Message { mt: attempt, attempt: Some(attempt), bytes };
        messages.into_iter().map(message).chain([Input::SessionEnded(report)]).collect()
    }
}

fn line(entry: &Entry) -> LogLine {
    LogLine {
        sequence: entry.sequence,
        wall: entry.stamp.now.wall.map(WallTime::unix),
        uptime: entry.stamp.now.uptime.as_millis(),
        event: entry.event.id().to_owned(),
        disposition: entry.event.disposition().word().to_owned(),
        hash: format!("{:?}", entry.hash),
        body: hex::encode(&entry.body),
    }
}
