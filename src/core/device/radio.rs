//! Radio: what is given to the outbox and when, what its attempts leave in the journal, and which messages are believed.

use std::collections::BTreeSet;

use super::command::Reply;
use super::machine::Device;
use super::paper::POWER;
use super::port::{Input, Output};
use super::sealing::Keys;
use super::settings::Settings;
use crate::election::{Code, Refusal};
use crate::journal::{Event, Sealed, TapeName};
use crate::modem::{ModemHealth, Outcome, SessionReport};
use crate::outbox::{self, Answer, AttemptResult, Class, Item, Outbox, Restored};
use crate::packet::{Receipt, Verdict, verify_receipt};
use crate::record::Kind;
use crate::seal::{Package, PublicKey};
use crate::time::Uptime;

/// What the box knows of its modem in this run.
pub(super) struct Radio {
    pub(super) outbox: Outbox,
    pub(super) health: ModemHealth,
    receipt_keys: Vec<PublicKey>,
    /// Records that wait for their tapes before they are sent, and since when.
    held: Vec<(u16, Uptime)>,
    /// Packet on its way to the modem, while its attempt becomes durable.
    packet: Vec<u8>,
    /// Attempt that the modem works on in this run.
    flight: Option<u64>,
    /// Report of the attempt whose end is becoming durable.
    report: Option<SessionReport>,
    /// The modem's number of the message that is becoming durable.
    message: Option<u64>,
}

impl Radio {
    pub(super) fn new(package: &Package, keys: &Keys, settings: &Settings) -> Self {
        let spread = std::time::Duration::from_secs(package.definition.rules.send_spread_seconds.into());
        let schedule =
            outbox::Schedule { spread: spread.min(settings.spread_cap), ..settings.schedule.clone() };
        Self {
            outbox: Outbox::new(schedule, settings.seed ^ u64::from(keys.device)),
            health: ModemHealth::Unplugged,
            receipt_keys: package.definition.keys.receipt.iter().filter_map(|key| key.parse().ok()).collect(),
            held: Vec::new(),
            packet: Vec::new(),
            flight: None,
            report: None,
            message: None,
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<(Uptime, &'static str)> {
        self.outbox.poll_timeout()
    }
}

impl Device {
    /// Hands everything without a final receipt to the outbox, once after start.
    pub(super) fn restore_outbox(&mut self) {
        let unfinished = self.state.records.iter().filter(|(_, record)| !record.sealed.packets.is_empty());
        let mut items = Vec::new();
        for (&number, record) in unfinished {
            let ended = record.receipt.as_ref().is_some_and(|(bytes, _)| {
                Receipt::parse(bytes).is_ok_and(|receipt| receipt.verdict.ends_sending())
            });
            let Some(item) = item(number, &record.sealed).filter(|_| !ended) else { continue };
            items.push(Restored {
                item,
                attempts: record.attempts,
                accepted: record.accepted.iter().copied().collect(),
                quarantined: record.quarantined.iter().copied().collect(),
            });
        }
        let (untried, tried): (Vec<_>, Vec<_>) = items.into_iter().partition(|one| one.attempts == 0);
        self.radio.held = untried.iter().map(|one| (one.item.record, self.now.uptime)).collect();
        let next_attempt = self.state.last_attempt.saturating_add(1);
        self.radio.outbox.handle_input(self.now, outbox::Input::Restore { next_attempt, items: tried });
    }

    /// Takes a newly sealed record to be sent as soon as its tapes allow.
    pub(super) fn queue(&mut self, sealed: &Sealed) {
        if let Some(signed) = Self::signed(sealed).filter(|_| !sealed.packets.is_empty()) {
            self.radio.held.push((signed.base.sequence, self.now.uptime));
        }
    }

    /// Copies that belong before sending are printed first, but a dead printer holds nothing back for long.
    fn release(&mut self) {
        let (ready, held): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.radio.held).into_iter().partition(|&(record, since)| {
                let waited = self.now.uptime.since(since) >= self.settings.paper_before_sending;
                waited || self.papers_done(record)
            });
        self.radio.held = held;
        for (record, _) in ready {
            self.release_one(record);
        }
    }

    fn release_one(&mut self, record: u16) {
        let found = self.state.records.get(&record).and_then(|state| item(record, &state.sealed));
        if let Some(item) = found {
            self.radio.outbox.handle_input(self.now, outbox::Input::Queue(item));
        }
    }

    /// All copies that the rules want before sending are whole.
    fn papers_done(&self, record: u16) -> bool {
        let before = self.package.definition.rules.copies_before;
        let prints = self.kind(record).is_some_and(|kind| matches!(kind, Kind::Result | Kind::Correction));
        !prints || before == 0 || self.tape_done(TapeName::Result, record)
    }

    fn kind(&self, record: u16) -> Option<Kind> {
        Some(Self::signed(&self.state.records.get(&record)?.sealed)?.base.kind)
    }

    /// When the oldest held record is released without its paper.
    pub(super) fn send_timeout(&self) -> Option<(Uptime, &'static str)> {
        let since = self.radio.held.iter().map(|(_, since)| *since).min()?;
        Some((since.after(self.settings.paper_before_sending), "sending waits for its tapes no longer"))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these inputs are handed here")]
    pub(super) fn take_radio(&mut self, input: Input) {
        match input {
            Input::SessionEnded(report) if self.radio.flight == Some(report.attempt) => {
                let event = ended(&report);
                self.radio.report = Some(report);
                self.append(event, None);
            }
            Input::Message { mt, attempt, bytes } => {
                self.radio.message = Some(mt);
                self.append(Event::MessageReceived { attempt: attempt.unwrap_or(0), bytes }, None);
            }
            Input::Ring => self.radio.outbox.handle_input(self.now, outbox::Input::Ring),
            Input::Modem(health) => {
                self.radio.health = health;
                let takes_work =
                    !matches!(health, ModemHealth::Unplugged | ModemHealth::Waking | ModemHealth::Silent);
                self.radio.outbox.handle_input(self.now, outbox::Input::ModemReady(takes_work));
            }
            _ => {}
        }
    }

    /// The next attempt, as an entry that must be durable before the modem is touched.
    pub(super) fn session_due(&mut self) -> Option<Event> {
        self.release();
        match self.radio.outbox.poll_output()? {
            outbox::Output::Transmit { attempt, record, part, packet } => {
                let bytes = u16::try_from(packet.len()).unwrap_or(u16::MAX);
                self.radio.packet = packet;
                Some(Event::SessionStarted { attempt, record, part, bytes })
            }
            outbox::Output::CheckMailbox { attempt } => {
                self.radio.packet.clear();
                Some(Event::SessionStarted { attempt, record: 0, part: 0, bytes: 0 })
            }
            outbox::Output::Quarantine { record, part, why } => {
                Some(Event::PacketQuarantined { record, part, why })
            }
        }
    }

    /// Gives the packet of a durable attempt to the modem.
    pub(super) fn transmit(&mut self, attempt: u64, part: u8) {
        self.radio.flight = Some(attempt);
        let packet = std::mem::take(&mut self.radio.packet);
        self.radio.outbox.handle_input(self.now, outbox::Input::Started { attempt });
        self.output(if part == 0 {
            Output::CheckMailbox { attempt }
        } else {
            Output::Transmit { attempt, packet }
        });
    }

    /// Tells the outbox how a durable attempt ended.
    pub(super) fn session_ended(&mut self) {
        let Some(report) = self.radio.report.take() else { return };
        self.radio.flight = None;
        let ended = outbox::Input::Ended {
            attempt: report.attempt,
            result: result(&report),
            retry_after: report.retry_after,
            mt_waiting: report.mt_queued.unwrap_or(0),
        };
        self.radio.outbox.handle_input(self.now, ended);
    }

    /// Ends what a power cut left open: the session may have reached the gateway, the sheet may be whole; nobody knows.
    pub(super) fn interrupted(&mut self) -> Option<Event> {
        if let Some(attempt) = self.state.open_session.filter(|attempt| self.radio.flight != Some(*attempt)) {
            return Some(Event::SessionEnded {
                attempt,
                outcome: Outcome::Ambiguous.code().to_owned(),
                mo_status: None,
                momsn: None,
                signal: None,
                duration: 0,
                bytes: 0,
                accepted: false,
            });
        }
        let sheet = self.state.open_sheet.filter(|sheet| !self.press.prints(*sheet))?;
        Some(Event::SheetInterrupted { sheet, why: POWER.to_owned() })
    }

    /// Lets the modem go on once the message it handed over is durable.
    pub(super) fn release_message(&mut self) {
        if let Some(mt) = self.radio.message.take() {
            self.output(Output::MessageStored { mt });
        }
    }

    /// Judges the oldest message that nobody has looked at.
    pub(super) fn judge_message(&mut self) -> Option<Event> {
        let bytes = self.state.unjudged.front()?;
        Some(match self.judge(bytes) {
            Ok(record) => Event::ReceiptVerified { record, receipt: bytes.clone() },
            Err(why) => Event::MessageIgnored { why },
        })
    }

    /// Names the record that a message is a good and new receipt for.
    fn judge(&self, bytes: &[u8]) -> Result<u16, String> {
        let receipt = Receipt::parse(bytes).map_err(|error| error.to_string())?;
        let record = receipt.base.sequence;
        let state = self.state.records.get(&record).ok_or("receipt for a record that this box never made")?;
        let signed = Self::signed(&state.sealed).ok_or("record cannot be read")?;
        if signed.base != receipt.base || state.sealed.message != receipt.id.0 {
            return Err("receipt for another message".to_owned());
        }
        let digest = signed.digest(&self.package.digest);
        verify_receipt(bytes, &digest, &self.radio.receipt_keys).map_err(|error| error.to_string())?;
        let known = self.receipt(record);
        match known {
            Some(known) if known.sequence >= receipt.sequence => Err("receipt known already".to_owned()),
            _ => Ok(record),
        }
    }

    /// Tells the outbox what a durable receipt means.
    pub(super) fn settle(&mut self, record: u16, bytes: &[u8]) {
        let Ok(receipt) = Receipt::parse(bytes) else { return };
        let answer = match receipt.verdict {
            Verdict::Partial => Answer::Partial { held: receipt.reason.into() },
            Verdict::Received
            | Verdict::Accepted
            | Verdict::Quarantined
            | Verdict::Refused
            | Verdict::Superseded => Answer::Final,
        };
        let not_before = std::time::Duration::from_secs(receipt.not_before.into());
        self.radio.outbox.handle_input(self.now, outbox::Input::Receipt { record, answer, not_before });
    }

    pub(super) fn send_now(&mut self, request: u64) -> Result<(), Refusal> {
        let held: BTreeSet<u16> = self.radio.held.drain(..).map(|(record, _)| record).collect();
        for record in &held {
            self.release_one(*record);
        }
        if held.is_empty() && self.radio.outbox.status(self.now).items.is_empty() {
            return Err(Refusal::new(Code::NothingToSend));
        }
        if matches!(self.radio.health, ModemHealth::Unplugged | ModemHealth::Silent) {
            return Err(Refusal::at(Code::ModemAbsent, self.radio.health.code()));
        }
        self.radio.outbox.handle_input(self.now, outbox::Input::SendNow);
        let message = "The box tries to send now.".to_owned();
        self.reply(request, Reply::Done { message, fingerprint: None });
        Ok(())
    }
}

fn item(record: u16, sealed: &Sealed) -> Option<Item> {
    let class = match Device::signed(sealed)?.base.kind {
        Kind::Result | Kind::Poll => Class::Result,
        Kind::Correction | Kind::Annulment => Class::Correction,
        Kind::Zero | Kind::Opened | Kind::Turnout | Kind::Rehearsal | Kind::Checkpoint => Class::Status,
    };
    let packets = sealed.packets.iter().map(|packet| packet.to_vec()).collect();
    Some(Item { record, class, packets, asks: None })
}

fn ended(report: &SessionReport) -> Event {
    Event::SessionEnded {
        attempt: report.attempt,
        outcome: report.outcome.code().to_owned(),
        mo_status: report.mo_status,
        momsn: report.momsn,
        signal: report.signal,
        duration: u64::try_from(report.duration.as_millis()).unwrap_or(u64::MAX),
        bytes: u16::try_from(report.bytes).unwrap_or(u16::MAX),
        accepted: matches!(report.outcome, Outcome::Accepted | Outcome::AcceptedWithAlarm),
    }
}

fn result(report: &SessionReport) -> AttemptResult {
    match report.outcome {
        Outcome::Accepted => AttemptResult::Accepted,
        Outcome::AcceptedWithAlarm => AttemptResult::AcceptedButBlocked,
        Outcome::Ambiguous => AttemptResult::Ambiguous,
        Outcome::Rejected => {
            let status = report.mo_status.map_or_else(String::new, |status| format!(", MO status {status}"));
            AttemptResult::Rejected { why: format!("the modem refuses the packet{status}") }
        }
        Outcome::NoService => AttemptResult::NoService,
        Outcome::Busy => AttemptResult::Busy,
        Outcome::Operator => AttemptResult::Operator,
        Outcome::Hardware => AttemptResult::Hardware,
        Outcome::NotSent(_) => AttemptResult::NotSent,
    }
}
