//! The run loop: one `select!`, one `match Output`.
//!
//! Whatever arrives is handed to the machine, then everything that the machine orders is done before the next input is
//! taken. An entry is written here, in line: nothing else happens until it is durable.

use std::collections::BTreeMap;
use std::time::Duration;

use rts_core::counter::LinkEvent;
use rts_core::device::{Device, Input, Output, Reply};
use rts_core::election::{Code, Refusal};
use rts_core::journal::Entry;
use rts_core::{modem, printer};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::bill::StartError;
use super::officials::{Officials, Verdict};
use super::patience::Patience;
use super::{media, power, translate};
use crate::control::{Asked, Denied};
use crate::ports::clock::Clock;
use crate::ports::{counter, modem as modem_port, printer as printer_port};
use crate::store::{JournalThread, Notice};
use crate::systemd::{Manager, Mark};

/// Entries in one answer; a client asks again for more.
const LOG_LINES: usize = 200;
/// How often power and watchdog are looked at when nothing happens.
const PULSE: Duration = Duration::from_secs(5);
/// How long a tally that was refused is left alone before the counting device is asked again.
const TALLY_AGAIN: Duration = Duration::from_secs(30);
/// How long the counting device is not asked because the verification device has not told its voters yet.
const VOTERS_FIRST: Duration = Duration::from_secs(5);

/// Both directions of the line to a counting or verification device.
pub(super) type Link = (Option<mpsc::Sender<counter::Job>>, mpsc::Receiver<LinkEvent>);

/// The ways to and from the ports.
pub(super) struct Channels {
    pub(super) modem: (Option<mpsc::Sender<modem_port::Job>>, mpsc::Receiver<modem::Output>),
    pub(super) printer: (Option<mpsc::Sender<printer_port::Order>>, mpsc::Receiver<printer::Output>),
    pub(super) counter: Link,
    pub(super) verifier: Link,
    verdicts: mpsc::Receiver<Verdict>,
}

impl Channels {
    /// No port at all yet.
    pub(super) fn new(verdicts: mpsc::Receiver<Verdict>) -> Self {
        Self {
            modem: (None, mpsc::channel(1).1),
            printer: (None, mpsc::channel(1).1),
            counter: (None, mpsc::channel(1).1),
            verifier: (None, mpsc::channel(1).1),
            verdicts,
        }
    }
}

/// The running box.
pub(super) struct Loop {
    pub(super) parts: Parts,
    pub(super) answers: BTreeMap<u64, oneshot::Sender<Reply>>,
    pub(super) requested: u64,
    /// Whether the counting device was told to hand a tally over.
    expecting: bool,
    tally_again: Option<Instant>,
    /// Whether the verification device was asked and given its time.
    voters_asked: bool,
    pub(super) patience: Patience,
    halted: Option<String>,
}

/// What the loop is built from.
pub(super) struct Parts {
    pub(super) device: Device,
    pub(super) clock: Clock,
    pub(super) journal: JournalThread,
    pub(super) entries: Vec<Entry>,
    pub(super) officials: Officials,
    pub(super) channels: Channels,
    pub(super) requests: mpsc::Receiver<Asked>,
    pub(super) denied: mpsc::Receiver<Denied>,
    /// Number of the election, which a card may be of another of.
    pub(super) election: u16,
    pub(super) manager: Manager,
    /// Marks of the machine and of the store for the watchdog.
    pub(super) moves: (Mark, Mark),
}

impl Loop {
    pub(super) fn new(parts: Parts) -> Self {
        Self {
            patience: Patience::new(parts.clock.uptime()),
            parts,
            answers: BTreeMap::new(),
            requested: 0,
            expecting: false,
            tally_again: None,
            voters_asked: false,
            halted: None,
        }
    }

    /// Runs until a signal ends it or the journal breaks.
    pub(super) async fn run(
        mut self,
        notices: Vec<Notice>,
        software_digest: Vec<u8>,
        mut tasks: JoinSet<&'static str>,
    ) -> Result<(), StartError> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let software = concat!("rts ", env!("CARGO_PKG_VERSION")).to_owned();
        self.tell(Input::Started { software, software_digest }).await;
        self.start_on_media(notices).await;
        self.tell(Input::Battery(power::words())).await;
        self.parts.manager.ready(&self.parts.device.status().next_step);
        let beat = self.parts.manager.beat().map_or(PULSE, |beat| beat.min(PULSE));
        let mut pulse = tokio::time::interval(beat);
        while self.halted.is_none() {
            let timer = self.parts.device.poll_timeout().map(|(at, _)| at.since(self.parts.clock.uptime()));
            let again = self.tally_again;
            tokio::select! {
                biased;
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                ended = tasks.join_next() => return Err(ended_task(ended)),
                Some(event) = self.parts.channels.modem.1.recv() => self.hear(translate::modem(event)).await,
                Some(event) = self.parts.channels.printer.1.recv() => self.hear(translate::printer(event)).await,
                Some(event) = self.parts.channels.counter.1.recv() => self.hear_link(event).await,
                Some(event) = self.parts.channels.verifier.1.recv() => self.hear_link(event).await,
                Some(verdict) = self.parts.channels.verdicts.recv() => self.decide(verdict).await,
                Some(asked) = self.parts.requests.recv() => self.take_request(asked).await,
                () = tokio::time::sleep(timer.unwrap_or_default()), if timer.is_some() => self.tell(Input::Timeout).await,
                () = tokio::time::sleep_until(again.unwrap_or_else(Instant::now)), if again.is_some() => {
                    self.tally_again = None;
                    self.expecting = false;
                    self.expect_tally().await;
                }
                Some(denied) = self.parts.denied.recv() => self.turned_away(denied.verb, denied.code).await,
                _ = pulse.tick() => self.pulse().await,
            }
            self.parts.moves.0.moved();
        }
        self.parts.manager.stopping();
        if self.halted.is_none() {
            self.tell(Input::Stopping).await;
        }
        match self.halted {
            Some(why) => Err(StartError::Halted(why)),
            None => Ok(()),
        }
    }

    /// Looks around, proves that the store answers, and feeds the watchdog.
    async fn pulse(&mut self) {
        self.tell(Input::Battery(power::words())).await;
        if let Ok(notices) = self.parts.journal.look_after().await {
            self.parts.moves.1.moved();
            for notice in notices {
                self.hear(media::told(notice, self.parts.election)).await;
            }
        }
        self.parts.manager.status(&self.parts.device.status().next_step);
        self.parts.manager.feed();
    }

    /// Tells the machine how the media are: what its journal remembers of them may be of an earlier run.
    async fn start_on_media(&mut self, notices: Vec<Notice>) {
        if let Ok(reports) = self.parts.journal.report().await {
            for report in reports.iter().filter(|report| report.failure.is_none()) {
                self.tell(Input::Medium { medium: report.medium, fault: None }).await;
                if report.reserve {
                    self.tell(Input::Reserve { medium: report.medium, kept: true }).await;
                }
            }
        }
        for notice in notices {
            self.hear(media::told(notice, self.parts.election)).await;
        }
    }

    /// Hands an input to the machine and does everything that it orders.
    pub(super) async fn tell(&mut self, input: Input) {
        self.parts.device.handle_input(self.parts.clock.now(), input);
        while let Some(output) = self.parts.device.poll_output() {
            self.obey(output).await;
        }
        self.expect_tally().await;
    }

    async fn obey(&mut self, output: Output) {
        match output {
            Output::Append(entry) => self.store(*entry).await,
            Output::Reply { request, reply } => {
                if matches!(*reply, Reply::Refused { .. }) {
                    self.patience.spend();
                }
                if let Some(answer) = self.answers.remove(&request) {
                    let _ = answer.send(*reply);
                }
            }
            Output::ReadLog { request, after } => self.read_log(request, after),
            Output::ReadMedia { request } => self.read_media(request).await,
            Output::AdoptCard => {
                let outcome = self.parts.journal.adopt_card().await;
                let input = media::adopted(outcome, self.parts.election);
                self.parts.device.handle_input(self.parts.clock.now(), input);
            }
            Output::Transmit { attempt, packet } => {
                self.send_modem(modem_port::Job::Transmit { attempt, packet }).await;
            }
            Output::CheckMailbox { attempt } => {
                self.send_modem(modem_port::Job::CheckMailbox { attempt }).await
            }
            Output::MessageStored { mt } => self.send_modem(modem_port::Job::MtStored { mt }).await,
            Output::Print(sheet) => self.send_printer(printer_port::Order::Print(sheet)).await,
            Output::ConfirmSheet => self.send_printer(printer_port::Order::Confirm).await,
            Output::SpoilSheet => self.send_printer(printer_port::Order::Cancel).await,
            Output::AskCounters => self.send_link(counter::Job::AskCounters).await,
            Output::TallyAnswer(refusal) => {
                self.tally_again = refusal.is_some().then(|| Instant::now() + TALLY_AGAIN);
                self.send_link(counter::Job::Answer(refusal)).await;
            }
            Output::Halted { why } => self.halted = Some(why),
        }
    }

    /// Makes an entry durable, then lets the machine go on.
    async fn store(&mut self, entry: Entry) {
        let (sequence, event) = (entry.sequence, entry.event.id());
        tracing::info!(sequence, event, "entry {sequence}: {event}");
        let stored = self.parts.journal.append(entry.clone()).await;
        match stored {
            Ok(durability) => {
                self.parts.entries.push(entry);
                self.parts.device.handle_input(self.parts.clock.now(), Input::Appended { sequence });
                for notice in durability.notices {
                    if let Some(input) = media::told(notice, self.parts.election) {
                        self.parts.device.handle_input(self.parts.clock.now(), input);
                    }
                }
            }
            Err(error) => {
                self.parts
                    .device
                    .handle_input(self.parts.clock.now(), Input::AppendFailed { why: error.to_string() });
            }
        }
    }

    async fn hear(&mut self, input: Option<Input>) {
        if let Some(input) = input {
            self.tell(input).await;
        }
    }

    fn read_log(&mut self, request: u64, after: u64) {
        let skipped = usize::try_from(after).unwrap_or(usize::MAX);
        let told = self.parts.entries.get(..translate::tellable(&self.parts.entries)).unwrap_or_default();
        let entries = told.iter().skip(skipped).take(LOG_LINES).map(translate::log_line).collect();
        if let Some(answer) = self.answers.remove(&request) {
            let _ = answer.send(Reply::Log { entries });
        }
    }

    async fn read_media(&mut self, request: u64) {
        let reply = match self.parts.journal.report().await {
            Ok(reports) => media::view(reports, self.parts.election),
            Err(error) => Refusal::at(Code::JournalUnavailable, error.to_string()).into(),
        };
        if let Some(answer) = self.answers.remove(&request) {
            let _ = answer.send(reply);
        }
    }

    async fn send_modem(&mut self, job: modem_port::Job) {
        if let Some(jobs) = &self.parts.channels.modem.0 {
            let _ = jobs.send(job).await;
        }
    }

    async fn send_printer(&mut self, order: printer_port::Order) {
        if let Some(orders) = &self.parts.channels.printer.0 {
            let _ = orders.send(order).await;
        }
    }

    async fn send_link(&mut self, job: counter::Job) {
        for jobs in [&self.parts.channels.counter.0, &self.parts.channels.verifier.0].into_iter().flatten() {
            let _ = jobs.send(job.clone()).await;
        }
    }

    /// Tells the counting device whether a tally is wanted, when that changed.
    async fn expect_tally(&mut self) {
        let wanted = self.parts.device.expects_tally() && self.tally_again.is_none();
        if wanted == self.expecting {
            return;
        }
        let plugged = self.parts.channels.verifier.0.is_some();
        if wanted && plugged && !self.voters_asked && self.parts.device.lacks_voters() {
            self.voters_asked = true;
            self.tally_again = Some(Instant::now() + VOTERS_FIRST);
            self.send_link(counter::Job::AskVerified).await;
            return;
        }
        self.expecting = wanted;
        if wanted {
            self.send_link(counter::Job::AskVerified).await;
            self.send_link(counter::Job::ExpectTally { test: self.parts.device.is_test() }).await;
        } else {
            self.send_link(counter::Job::ExpectNothing).await;
        }
    }

    /// A device that has just said hello has not been told yet whether a tally is wanted.
    async fn hear_link(&mut self, event: LinkEvent) {
        if matches!(event, LinkEvent::Verified(_)) && self.parts.device.lacks_voters() {
            // What was held back or refused for want of this number is welcome now.
            (self.tally_again, self.expecting) = (None, false);
        }
        if matches!(event, LinkEvent::Connected { .. }) {
            self.expecting = false;
        }
        match translate::link(event) {
            Some(input) => self.tell(input).await,
            None => self.expect_tally().await,
        }
    }
}

/// A port's task never ends by itself: the first one that does ends the daemon and is named.
fn ended_task(ended: Option<Result<&'static str, tokio::task::JoinError>>) -> StartError {
    let name = match ended {
        Some(Ok(name)) => format!("the task of the {name} ended"),
        Some(Err(error)) => format!("a task broke: {error}"),
        None => "no port is left".to_owned(),
    };
    StartError::Halted(name)
}
