//! The figures of one station's day: what its journal says, what its modem measured, what the center found.

use std::path::Path;
use std::time::Duration;

use rts_core::journal::{Entry, Event, SheetId};
use rts_core::packet::Receipt;
use rts_core::time::Uptime;
use serde::Serialize;

use super::sessions::Sessions;
use super::station::{Handing, Plan};
use super::{Error, story};
use crate::store::read_card;

/// One station in `stations.json`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Figures {
    /// Code of the station.
    pub(super) station: String,
    /// Number of its election.
    pub(super) election: u16,
    /// Number of its box.
    pub(super) device: u32,
    /// How its tally came in.
    pub(super) tally: Handing,
    /// Fingerprint of the result, the last one if it was corrected.
    pub(super) fingerprint: String,
    /// Records that were sent: rehearsal, result, corrections.
    pub(super) records: usize,
    /// Packets that these were sealed into.
    pub(super) messages: usize,
    /// Satellite sessions of the day, mailbox checks included.
    pub(super) attempts: usize,
    /// Records that the center's signed receipt ended.
    pub(super) receipts: usize,
    /// Copies of tapes that are whole.
    pub(super) tapes: usize,
    /// Sheets of these.
    pub(super) sheets: usize,
    /// Bytes of the result's packets.
    pub(super) bytes: usize,
    /// From the second approval to the verified receipt.
    pub(super) approval_to_receipt_s: Option<f64>,
    /// The part of it before the first session: the copies on paper that come first.
    pub(super) paper_first_s: Option<f64>,
    /// How long the modem was in session between these two moments, as it measured itself.
    pub(super) modem_session_s: Option<f64>,
    /// In how many sessions.
    pub(super) sessions: usize,
    /// What the center found on the card: `equal`, or what else.
    pub(super) card: String,
    /// The published result is the tally that was counted.
    pub(super) published: bool,
    /// What kept the station from getting through the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) missing: Option<String>,
}

impl Figures {
    /// What is known without the card.
    pub(super) fn new(plan: &Plan, card: Option<String>, published: bool, missing: Option<String>) -> Self {
        Self {
            station: plan.station.code.clone(),
            election: plan.tally.election,
            device: plan.device,
            tally: plan.handing,
            fingerprint: String::new(),
            records: 0,
            messages: 0,
            attempts: 0,
            receipts: 0,
            tapes: 0,
            sheets: 0,
            bytes: 0,
            approval_to_receipt_s: None,
            paper_first_s: None,
            modem_session_s: None,
            sessions: 0,
            card: card.unwrap_or_default(),
            published,
            missing,
        }
    }

    /// Reads a card, and what the modem noted.
    pub(super) fn of_card(mut self, card: &Path, digest: &[u8; 32], modem: &Sessions) -> Result<Self, Error> {
        let contents = read_card(card)
            .map_err(|error| Error::Station { code: self.station.clone(), why: error.to_string() })?;
        let mut sealed = None;
        for entry in &contents.entries {
            self.take(entry, digest, &mut sealed);
        }
        let answered = sealed.and_then(|(record, at)| Some((at, receipt_at(&contents.entries, record)?)));
        if let Some((from, to)) = answered {
            let (sessions, time) = modem.between(from, to);
            self.approval_to_receipt_s = Some(round(to.since(from)));
            (self.sessions, self.modem_session_s) = (sessions, Some(round(time)));
            self.paper_first_s = first_session(&contents.entries, from).map(|at| round(at.since(from)));
        }
        let whole = copies(&contents.entries);
        (self.tapes, self.sheets) = (whole.0, whole.1);
        Ok(self)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only what is counted")]
    fn take(&mut self, entry: &Entry, digest: &[u8; 32], result: &mut Option<(u16, Uptime)>) {
        match &entry.event {
            Event::RehearsalSealed { sealed } | Event::ResultSealed { sealed } => {
                self.records += 1;
                self.messages += sealed.packets.len();
                let signed = story::signed(sealed);
                if let (Event::ResultSealed { .. }, Some(signed)) = (&entry.event, signed) {
                    self.bytes = story::bytes(sealed);
                    self.fingerprint = signed.fingerprint(digest).to_string();
                    *result = Some((signed.base.sequence, entry.stamp.now.uptime));
                }
            }
            Event::SessionStarted { .. } => self.attempts += 1,
            Event::ReceiptVerified { receipt, .. } => {
                let ends = Receipt::parse(receipt).is_ok_and(|receipt| receipt.verdict.ends_sending());
                self.receipts += usize::from(ends);
            }
            _ => {}
        }
    }

    /// What is missing at this station, in words.
    pub(super) fn complaint(&self) -> String {
        let Self { station, receipts, records, card, published, .. } = self;
        let why = self.missing.clone().unwrap_or_else(|| {
            format!("{receipts} receipts for {records} records, card \"{card}\", published as counted: {published}")
        });
        format!("{station}: {why}")
    }

    /// Nothing is missing at this station.
    pub(super) fn good(&self) -> bool {
        self.missing.is_none() && self.card == "equal" && self.published && self.receipts == self.records
    }
}

/// When the receipt for a record was verified.
fn receipt_at(entries: &[Entry], number: u16) -> Option<Uptime> {
    let of =
        |entry: &&Entry| matches!(entry.event, Event::ReceiptVerified { record, .. } if record == number);
    entries.iter().find(of).map(|entry| entry.stamp.now.uptime)
}

/// When the first session after a moment began.
fn first_session(entries: &[Entry], from: Uptime) -> Option<Uptime> {
    let begins = |entry: &&Entry| {
        matches!(entry.event, Event::SessionStarted { .. }) && entry.stamp.now.uptime >= from
    };
    entries.iter().find(begins).map(|entry| entry.stamp.now.uptime)
}

/// Copies that are whole, and their sheets.
fn copies(entries: &[Entry]) -> (usize, usize) {
    let whole: Vec<SheetId> =
        entries
            .iter()
            .filter_map(|entry| {
                if let Event::SheetCompleted { sheet, .. } = entry.event { Some(sheet) } else { None }
            })
            .collect();
    let mut copies: Vec<(u32, u8)> = whole.iter().map(|sheet| (sheet.tape, sheet.copy)).collect();
    copies.sort_unstable();
    copies.dedup();
    (copies.len(), whole.len())
}

/// Seconds to the millisecond.
fn round(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000.0).round() / 1_000.0
}
