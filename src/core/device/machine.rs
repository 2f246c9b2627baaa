//! The device: one queue of inputs, one entry on its way to the journal, and what follows once it is durable.
//!
//! An input is taken up only when no entry is on its way, so every decision is made on durable state. What must follow
//! from the state (a tape to print, a packet to send, a receipt to judge) is derived from it again and again in
//! [`Device::due`]; that is why start-up after a power cut needs no path of its own.

use std::collections::VecDeque;

use super::command::{Command, Reply};
use super::opening::Opening;
use super::paper::Press;
use super::port::{Input, Output};
use super::radio::Radio;
use super::sealing::Keys;
use super::settings::Settings;
use super::state::State;
use crate::election::{Code, Refusal, Station, StationClass};
use crate::journal::{BootId, ChainError, Entry, Event, Stamp};
use crate::seal::Package;
use crate::time::{Now, Uptime};

/// Why a box cannot come up on its journal and package.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The entries are not one chain.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// Journal, package and settings do not belong together.
    #[error("{0}")]
    Refused(#[from] Refusal),
}

/// What goes back to whom once an entry is durable.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) request: u64,
    pub(super) reply: Reply,
}

struct Appending {
    entry: Entry,
    answer: Option<Answer>,
}

/// The box on election day.
pub struct Device {
    pub(super) package: Package,
    pub(super) station: Station,
    pub(super) class: StationClass,
    pub(super) keys: Keys,
    pub(super) settings: Settings,
    pub(super) boot: BootId,
    pub(super) now: Now,
    pub(super) state: State,
    pub(super) opening: Option<Opening>,
    pub(super) press: Press,
    pub(super) radio: Radio,
    pub(super) counter_connected: bool,
    pub(super) battery: String,
    /// Who asked for the card to be adopted and waits for it.
    pub(super) adopting: Option<u64>,
    inbox: VecDeque<Input>,
    appending: Option<Appending>,
    halted: bool,
    outputs: VecDeque<Output>,
}

impl Device {
    /// Builds the box from its package, its keys and everything its journal holds.
    ///
    /// # Errors
    ///
    /// Fails if the entries are no chain, or if the journal, the package and the keys are of different boxes.
    pub fn replay(
        package: Package,
        keys: Keys,
        settings: Settings,
        boot: BootId,
        entries: &[Entry],
    ) -> Result<Self, ReplayError> {
        let mut state = State::default();
        for entry in entries {
            state.apply(entry)?;
        }
        let identity = state.identity.clone().ok_or_else(|| Refusal::new(Code::NotProvisioned))?;
        if identity.election != package.definition.election.id {
            return Err(Refusal::new(Code::PackageOtherElection).into());
        }
        // Records are signed over the package: those of another one would be believed by nobody.
        if state.package.as_ref().is_some_and(|digest| *digest != package.digest) {
            return Err(Refusal::new(Code::PackageNotInForce).into());
        }
        if identity.device != keys.device {
            return Err(Refusal::new(Code::CredentialsOther).into());
        }
        let station = package.definition.station(identity.station).cloned();
        let station = station.ok_or_else(|| Refusal::new(Code::PackageOtherStation))?;
        let class = package.definition.class(&station).cloned();
        let class = class.ok_or_else(|| Refusal::at(Code::PackageInvalid, "class of the station"))?;
        let radio = Radio::new(&package, &keys, &settings);
        Ok(Self {
            package,
            station,
            class,
            keys,
            settings,
            boot,
            now: Now::default(),
            state,
            opening: None,
            press: Press::default(),
            counter_connected: false,
            battery: String::new(),
            adopting: None,
            radio,
            inbox: VecDeque::new(),
            appending: None,
            halted: false,
            outputs: VecDeque::new(),
        })
    }

    /// It happened.
    #[expect(clippy::wildcard_enum_match_arm, reason = "every other input waits its turn")]
    pub fn handle_input(&mut self, now: Now, input: Input) {
        self.now = now;
        match input {
            Input::Appended { sequence } => self.appended(sequence),
            Input::AppendFailed { why } => self.halt(why),
            Input::Command { request, .. } if self.halted => {
                self.reply(request, Code::JournalUnavailable.into());
            }
            other => self.inbox.push_back(other),
        }
        self.run();
    }

    /// What to do next; to be drained after each input.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to wake the box with [`Input::Timeout`], and why.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Uptime, &'static str)> {
        if self.appending.is_some() || self.halted {
            return None;
        }
        let candidates = [
            self.radio.poll_timeout(),
            self.deadline_timeout(),
            self.opening_timeout(),
            self.send_timeout(),
            self.press_timeout(),
        ];
        candidates.into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    fn run(&mut self) {
        while self.appending.is_none() && !self.halted {
            if let Some((event, answer)) = self.due() {
                self.append(event, answer);
            } else if let Some(input) = self.inbox.pop_front() {
                self.take(input);
            } else {
                break;
            }
        }
    }

    /// The next entry that the state itself demands.
    fn due(&mut self) -> Option<(Event, Option<Answer>)> {
        if let Some(event) = self.interrupted().or_else(|| self.judge_message()) {
            return Some((event, None));
        }
        if let Some((event, answer)) = self.opening_due() {
            return Some((event, answer));
        }
        let event = self
            .tape_due()
            .or_else(|| self.deadline_due())
            .or_else(|| self.sheet_due())
            .or_else(|| self.session_due());
        event.map(|event| (event, None))
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Started { software, software_digest } => {
                self.restore_outbox();
                self.append(Event::Started { software, software_digest }, None);
            }
            Input::Command { request, actor, command } => {
                let verb = command.verb();
                if let Err(refusal) = self.command(request, actor, command) {
                    self.refuse(request, verb, refusal);
                }
            }
            Input::PinWrong { official } => self.append(Event::PinRefused { official }, None),
            Input::PinRight { official } => {
                if self.state.pins.contains_key(&official) {
                    self.append(Event::PinAccepted { official }, None);
                }
            }
            Input::TallyHanded { .. } | Input::LinkRefused { .. } | Input::VerifiedHanded { .. } => {
                self.take_count(input);
            }
            Input::Counters { .. } | Input::CounterConnected(_) => self.take_counters(&input),
            Input::SessionEnded(_) | Input::Message { .. } | Input::Ring | Input::Modem(_) => {
                self.take_radio(input)
            }
            Input::PrinterReady
            | Input::PrinterNotReady(_)
            | Input::SheetUnconfirmed { .. }
            | Input::SheetCompleted { .. }
            | Input::SheetInterrupted { .. }
            | Input::SheetCancelled { .. } => self.take_paper(input),
            Input::Battery(words) => self.battery = words,
            Input::Medium { medium, fault } => self.take_medium(medium, fault),
            Input::Reserve { medium, kept } => self.take_reserve(medium, kept),
            Input::CardAdopted(refusal) => self.adopted(refusal),
            Input::TurnedAway { verb, code } => {
                let code = code.as_str().to_owned();
                self.append(Event::Refused { code, at: String::new(), command: verb }, None);
            }
            Input::Stopping => self.append(Event::Stopped, None),
            Input::Timeout => self.time_passed(),
            Input::Appended { .. } | Input::AppendFailed { .. } => {}
        }
    }

    fn time_passed(&mut self) {
        self.opening_overdue();
        self.radio.outbox.handle_input(self.now, crate::outbox::Input::Timeout);
    }

    /// Hands the next entry out to be stored; `answer` goes back once it is durable.
    pub(super) fn append(&mut self, event: Event, answer: Option<Answer>) {
        debug_assert!(self.appending.is_none(), "one entry at a time is on its way");
        let entry = self.state.chain.next(Stamp { boot: self.boot, now: self.now }, event);
        self.outputs.push_back(Output::Append(Box::new(entry.clone())));
        self.appending = Some(Appending { entry, answer });
    }

    fn appended(&mut self, sequence: u64) {
        let Some(Appending { entry, answer }) = self.appending.take_if(|one| one.entry.sequence == sequence)
        else {
            return;
        };
        if let Err(error) = self.state.apply(&entry) {
            return self.halt(error.to_string());
        }
        if let Some(Answer { request, reply }) = answer {
            self.reply(request, reply);
        }
        self.follow(&entry.event);
    }

    /// Acts that an entry ordered, now that it is durable.
    #[expect(clippy::wildcard_enum_match_arm, reason = "other entries order nothing")]
    fn follow(&mut self, event: &Event) {
        match event {
            Event::SheetStarted { sheet, .. } => self.print(*sheet),
            Event::SessionStarted { attempt, part, .. } => self.transmit(*attempt, *part),
            Event::SessionEnded { .. } => self.session_ended(),
            Event::MessageReceived { .. } => self.release_message(),
            Event::ReceiptVerified { record, receipt } => self.settle(*record, receipt),
            Event::ResultSealed { sealed }
            | Event::RehearsalSealed { sealed }
            | Event::TurnoutSealed { sealed, .. } => self.queue(sealed),
            Event::TallyChecked { .. } => self.outputs.push_back(Output::TallyAnswer(None)),
            Event::CardAdopted { .. } => self.carry_out_adoption(),
            _ => {}
        }
    }

    pub(super) fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(super) fn reply(&mut self, request: u64, reply: Reply) {
        self.outputs.push_back(Output::Reply { request, reply: Box::new(reply) });
    }

    /// Says no and keeps a note of it.
    pub(super) fn refuse(&mut self, request: u64, verb: &str, refusal: Refusal) {
        let (event, answer) = refused(request, verb, refusal);
        self.append(event, answer);
    }

    fn halt(&mut self, why: String) {
        self.halted = true;
        let refusal = Refusal::at(Code::JournalUnavailable, why.clone());
        if let Some(Answer { request, .. }) = self.appending.take().and_then(|one| one.answer) {
            self.reply(request, refusal.clone().into());
        }
        if let Some(request) = self.opening_given_up() {
            self.reply(request, refusal.clone().into());
        }
        if let Some(request) = self.adopting.take() {
            self.reply(request, refusal.clone().into());
        }
        for input in std::mem::take(&mut self.inbox) {
            if let Input::Command { request, .. } = input {
                self.reply(request, refusal.clone().into());
            }
        }
        self.outputs.push_back(Output::Halted { why });
    }

    fn command(&mut self, request: u64, actor: super::Actor, command: Command) -> Result<(), Refusal> {
        if ![actor.first, actor.second].into_iter().flatten().all(|official| self.is_listed(official)) {
            return Err(Refusal::new(Code::OfficialUnknown));
        }
        match command {
            Command::Status => {
                let status = self.status();
                self.reply(request, Reply::Status(Box::new(status)));
                Ok(())
            }
            Command::Open => self.open(request, actor),
            Command::Turnout { voters } => self.turnout(request, actor, voters),
            Command::Close => self.close(request, actor),
            Command::TallyImport { file } => self.import(request, &file),
            Command::TallyEnter { tally } => self.enter(request, actor, tally),
            Command::TallyShow => self.show(request),
            Command::Approve => self.approve(request, actor),
            Command::Print { tape, copies } => self.order_copies(request, tape, copies),
            Command::ConfirmSheet => self.confirm_sheet(request),
            Command::SpoilSheet => self.spoil_sheet(request),
            Command::Send => self.send_now(request),
            Command::Receipt => self.show_receipt(request),
            Command::Log { after } => {
                self.output(Output::ReadLog { request, after });
                Ok(())
            }
            Command::Rehearse => self.rehearse(request),
            Command::Correct { reason } => self.correct(request, actor, reason),
            Command::Export => self.show_records(request),
            Command::CardStatus => {
                self.output(Output::ReadMedia { request });
                Ok(())
            }
            Command::CardAdopt => self.adopt_card(request, actor),
            Command::CardExport { place } => self.export_card(request, place),
        }
    }
}

/// The entry of a refusal, which tells no count, and the answer that goes with it.
pub(super) fn refused(request: u64, verb: &str, refusal: Refusal) -> (Event, Option<Answer>) {
    let event = Event::Refused {
        code: refusal.code.as_str().to_owned(),
        at: String::new(),
        command: verb.to_owned(),
    };
    (event, Some(Answer { request, reply: refusal.into() }))
}
