//! What the journal says: the state of the box is the fold of its entries, live and at start-up alike.
//!
//! Nothing here decides or refuses; an entry was decided before it was stored.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::elapsed::Elapsed;
use super::summary::Summary;
use crate::election::Polls;
use crate::journal::{
    Chain, ChainError, Entry, Event, MediumName, Sealed, SheetId, Stamp, TapeName, TapeOrder,
};
use crate::packet::Receipt;

/// Who the box is, since its provisioning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) election: u16,
    pub(super) device: u32,
    pub(super) station: u32,
}

/// A signed record and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RecordState {
    pub(super) sealed: Sealed,
    pub(super) sealed_at: Stamp,
    /// Newest receipt, as it came, and when.
    pub(super) receipt: Option<(Vec<u8>, Stamp)>,
    /// First transmission.
    pub(super) first_attempt: Option<Stamp>,
    pub(super) attempts: u32,
    /// Parts that the modem accepted at least once.
    pub(super) accepted: BTreeSet<u8>,
    pub(super) quarantined: BTreeSet<u8>,
    /// Its certificate, and the attempt that was under way then.
    pub(super) certificate: Option<(Vec<u8>, Option<u64>)>,
}

/// A tally that passed the control sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CheckedTally {
    pub(super) source: u8,
    pub(super) tally: String,
    pub(super) explained: bool,
}

/// A correction under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Correcting {
    pub(super) record: u16,
    pub(super) reason: u8,
}

/// A tape and the sheets of it that are whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TapeState {
    pub(super) order: TapeOrder,
    /// Transmissions of the record before the order, and the first of them.
    pub(super) sent: Option<(u32, Stamp)>,
    /// The center's verdict before the order, and when it came.
    pub(super) answered: Option<(String, Stamp)>,
    pub(super) done: BTreeSet<(u8, u16)>,
    /// Attempts begun, by copy and sheet.
    pub(super) attempts: BTreeMap<(u8, u16), u8>,
    /// Why the last attempt was spoiled, by copy and sheet: stable names.
    pub(super) spoiled: BTreeMap<(u8, u16), String>,
    /// Number of its sheets, once one of them was begun.
    pub(super) sheets: Option<u16>,
    /// The journal up to the order, if that is what the tape sums up.
    pub(super) log: Option<Summary>,
}

/// One transmission, as evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    pub(super) number: u64,
    pub(super) record: u16,
    pub(super) part: u8,
    pub(super) started: Stamp,
    pub(super) outcome: String,
    pub(super) mo_status: Option<u8>,
    pub(super) signal: Option<u8>,
}

/// Wrong PINs of one official in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PinState {
    pub(super) failures: u32,
    pub(super) last: Stamp,
}

/// The state of the box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) chain: Chain,
    pub(super) summary: Summary,
    pub(super) identity: Option<Identity>,
    /// Digest of the package in force; none if the journal does not say.
    pub(super) package: Option<Vec<u8>>,
    pub(super) polls: Polls,
    /// Last record number used.
    pub(super) sequence: u16,
    pub(super) records: BTreeMap<u16, RecordState>,
    pub(super) zero: Option<u16>,
    pub(super) opened: Option<u16>,
    pub(super) rehearsal: Option<u16>,
    /// The result in force: the last one sealed, or its correction.
    pub(super) result: Option<u16>,
    pub(super) closed: Option<Stamp>,
    pub(super) since_close: Elapsed,
    pub(super) deadline_minutes: u32,
    pub(super) voters: Option<u32>,
    pub(super) verified: Option<u32>,
    pub(super) keyed: BTreeMap<u8, String>,
    pub(super) checked: Option<CheckedTally>,
    pub(super) approved: Option<u8>,
    pub(super) correcting: Option<Correcting>,
    pub(super) tapes: BTreeMap<u32, TapeState>,
    pub(super) open_sheet: Option<SheetId>,
    pub(super) open_session: Option<u64>,
    pub(super) last_attempt: u64,
    pub(super) attempts: Vec<Attempt>,
    /// SHA-256 of the program that runs.
    pub(super) software_digest: Vec<u8>,
    /// Highest record number that the center knows of this box.
    pub(super) known_to_center: u16,
    /// Messages stored but not judged yet, oldest first.
    pub(super) unjudged: VecDeque<Vec<u8>>,
    pub(super) pins: BTreeMap<u8, PinState>,
    /// What is wrong with each medium that is out.
    pub(super) failed_media: BTreeMap<MediumName, String>,
    /// Media that gave their reserve up.
    pub(super) reserves_spent: BTreeSet<MediumName>,
}

impl State {
    /// Takes the next entry.
    ///
    /// # Errors
    ///
    /// Fails if the entry does not follow the head.
    pub(super) fn apply(&mut self, entry: &Entry) -> Result<(), ChainError> {
        self.chain.accept(entry)?;
        self.summary.take(entry);
        if self.closed.is_some() {
            self.since_close.advance(entry.stamp);
        }
        match &entry.event {
            Event::SheetStarted { .. }
            | Event::SheetCompleted { .. }
            | Event::SheetInterrupted { .. }
            | Event::TapeOrdered { .. } => self.apply_paper(&entry.event),
            Event::SessionStarted { .. }
            | Event::SessionEnded { .. }
            | Event::MessageReceived { .. }
            | Event::ReceiptVerified { .. }
            | Event::MessageIgnored { .. }
            | Event::PacketQuarantined { .. } => {
                self.apply_radio(entry.stamp, &entry.event);
            }
            Event::MediumFailed { .. } | Event::MediumRestored { .. } | Event::ReserveChanged { .. } => {
                self.apply_media(&entry.event);
            }
            Event::PinRefused { official } => {
                let failures = self.pins.get(official).map_or(0, |pin| pin.failures).saturating_add(1);
                self.pins.insert(*official, PinState { failures, last: entry.stamp });
            }
            Event::PinAccepted { official } => {
                self.pins.remove(official);
            }
            Event::Started { software_digest, .. } => self.software_digest.clone_from(software_digest),
            Event::PackageLoaded { digest, .. } => self.package = Some(digest.clone()),
            Event::Refused { .. }
            | Event::PrinterChanged { .. }
            | Event::ModemChanged { .. }
            | Event::ClockStepped { .. }
            | Event::Exported { .. }
            | Event::CardAdopted { .. }
            | Event::Stopped => {}
            Event::Provisioned { .. }
            | Event::RehearsalSealed { .. }
            | Event::ZeroSealed { .. }
            | Event::PollsOpened { .. }
            | Event::TurnoutSealed { .. }
            | Event::PollsClosed { .. }
            | Event::VerifiedReceived { .. }
            | Event::TallyKeyed { .. }
            | Event::TallyChecked { .. }
            | Event::Approved { .. }
            | Event::ResultSealed { .. }
            | Event::CorrectionStarted { .. }
            | Event::DeadlinePassed { .. } => {
                self.apply_day(entry.stamp, &entry.event);
            }
        }
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these entries are handed here")]
    fn apply_day(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::Provisioned { election, device, station, .. } => {
                self.identity = Some(Identity { election: *election, device: *device, station: *station });
            }
            Event::RehearsalSealed { sealed } => self.rehearsal = self.keep(stamp, sealed),
            Event::ZeroSealed { sealed, .. } => self.zero = self.keep(stamp, sealed),
            Event::PollsOpened { sealed, .. } => {
                self.opened = self.keep(stamp, sealed);
                self.polls = Polls::Open;
            }
            Event::TurnoutSealed { sealed, voters, .. } => {
                self.keep(stamp, sealed);
                self.voters = Some(*voters);
            }
            Event::PollsClosed { deadline_minutes, .. } => {
                self.polls = Polls::Closed;
                self.closed = Some(stamp);
                self.since_close = Elapsed::starting(stamp);
                self.deadline_minutes = *deadline_minutes;
            }
            Event::VerifiedReceived { voters } => self.verified = Some(*voters),
            Event::TallyKeyed { by, tally } => {
                self.keyed.insert(*by, tally.clone());
                self.checked = None;
                self.approved = None;
            }
            Event::TallyChecked { source, tally, explained } => {
                self.checked =
                    Some(CheckedTally { source: *source, tally: tally.clone(), explained: *explained });
                self.keyed.clear();
                self.approved = None;
            }
            Event::Approved { by } => self.approved = Some(*by),
            Event::ResultSealed { sealed } => {
                self.result = self.keep(stamp, sealed);
                self.checked = None;
                self.approved = None;
                self.correcting = None;
            }
            Event::CorrectionStarted { record, reason, .. } => {
                self.correcting = Some(Correcting { record: *record, reason: *reason });
            }
            Event::DeadlinePassed { record, certificate } => {
                if let Some(state) = self.records.get_mut(record) {
                    state.certificate = Some((certificate.clone(), self.open_session));
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these entries are handed here")]
    fn apply_paper(&mut self, event: &Event) {
        match event {
            Event::TapeOrdered { order } => {
                self.tapes.insert(order.tape, self.tape(order));
            }
            Event::SheetStarted { sheet, of, .. } => {
                self.open_sheet = Some(*sheet);
                if let Some(tape) = self.tapes.get_mut(&sheet.tape) {
                    tape.attempts.insert((sheet.copy, sheet.sheet), sheet.attempt);
                    tape.sheets = tape.sheets.or(*of);
                }
            }
            Event::SheetCompleted { sheet, .. } => {
                self.open_sheet = None;
                if let Some(tape) = self.tapes.get_mut(&sheet.tape) {
                    tape.done.insert((sheet.copy, sheet.sheet));
                }
            }
            Event::SheetInterrupted { sheet, why } => {
                self.open_sheet = None;
                if let Some(tape) = self.tapes.get_mut(&sheet.tape) {
                    tape.spoiled.insert((sheet.copy, sheet.sheet), why.clone());
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these entries are handed here")]
    fn apply_radio(&mut self, stamp: Stamp, event: &Event) {
        match event {
            Event::SessionStarted { attempt, record, part, .. } => {
                self.open_session = Some(*attempt);
                self.last_attempt = *attempt;
                let attempt = Attempt {
                    number: *attempt,
                    record: *record,
                    part: *part,
                    started: stamp,
                    outcome: String::new(),
                    mo_status: None,
                    signal: None,
                };
                self.attempts.push(attempt);
                if let Some(state) = self.records.get_mut(record).filter(|_| *part > 0) {
                    state.attempts = state.attempts.saturating_add(1);
                    state.first_attempt = state.first_attempt.or(Some(stamp));
                }
            }
            Event::SessionEnded { attempt, outcome, mo_status, signal, accepted, .. } => {
                self.open_session = None;
                let found = self.attempts.iter_mut().rev().find(|one| one.number == *attempt);
                if let Some(one) = found {
                    one.outcome.clone_from(outcome);
                    one.mo_status = *mo_status;
                    one.signal = *signal;
                    if let Some(state) = self.records.get_mut(&one.record).filter(|_| *accepted) {
                        state.accepted.insert(one.part);
                    }
                }
            }
            Event::MessageReceived { bytes, .. } => self.unjudged.push_back(bytes.clone()),
            Event::MessageIgnored { .. } => {
                self.unjudged.pop_front();
            }
            Event::ReceiptVerified { record, receipt } => {
                self.unjudged.pop_front();
                let highest = Receipt::parse(receipt).map_or(0, |receipt| receipt.highest_sequence);
                self.known_to_center = self.known_to_center.max(highest);
                if let Some(state) = self.records.get_mut(record) {
                    state.receipt = Some((receipt.clone(), stamp));
                }
            }
            Event::PacketQuarantined { record, part, .. } => {
                if let Some(state) = self.records.get_mut(record) {
                    state.quarantined.insert(*part);
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only these entries are handed here")]
    fn apply_media(&mut self, event: &Event) {
        match event {
            Event::MediumFailed { medium, why } => {
                self.failed_media.insert(*medium, why.clone());
            }
            Event::MediumRestored { medium } => {
                self.failed_media.remove(medium);
            }
            Event::ReserveChanged { medium, kept: true } => {
                self.reserves_spent.remove(medium);
            }
            Event::ReserveChanged { medium, kept: false } => {
                self.reserves_spent.insert(*medium);
            }
            _ => {}
        }
    }

    /// A new order, with what is known of its record's transmission.
    fn tape(&self, order: &TapeOrder) -> TapeState {
        let record = self.records.get(&order.record);
        let sent = record.and_then(|record| Some((record.attempts, record.first_attempt?)));
        let answered = record.and_then(|record| record.receipt.as_ref()).and_then(|(bytes, came)| {
            let receipt = Receipt::parse(bytes).ok()?;
            Some((receipt.verdict.name().to_owned(), *came))
        });
        let log = (order.name == TapeName::Log).then(|| self.summary.clone());
        TapeState {
            order: order.clone(),
            sent,
            answered,
            done: BTreeSet::new(),
            attempts: BTreeMap::new(),
            spoiled: BTreeMap::new(),
            sheets: None,
            log,
        }
    }

    /// Keeps a sealed record under its sequence number, bytes 8 and 9 of its base.
    fn keep(&mut self, stamp: Stamp, sealed: &Sealed) -> Option<u16> {
        let high = *sealed.base.get(8)?;
        let low = *sealed.base.get(9)?;
        let sequence = u16::from_be_bytes([high, low]);
        let record = RecordState {
            sealed: sealed.clone(),
            sealed_at: stamp,
            receipt: None,
            first_attempt: None,
            attempts: 0,
            accepted: BTreeSet::new(),
            quarantined: BTreeSet::new(),
            certificate: None,
        };
        self.records.insert(sequence, record);
        self.sequence = sequence;
        Some(sequence)
    }
}
