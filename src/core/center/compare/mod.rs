//! The comparison of card and air, before anything is announced: byte equality of signed records, and the card's journal
//! must hold every head that a record on the air has pinned. Where two records differ, so does a line, and the mistake is
//! named.

mod card;
mod counts;
mod digit;
mod discrepancy;
mod slip;

pub use card::Card;
pub use counts::{Class, Mistake, Pair, Side, Sum, Trace, explain};
pub use digit::DigitError;
pub use discrepancy::{Difference, Discrepancy};

use std::collections::{BTreeMap, BTreeSet};

use crate::election::{Code, Refusal};
use crate::record::{Facts, Kind, SignedRecord};
use crate::seal::verify;

use super::intake::Center;
use super::ledger::Kept;
use super::roster::RosterEntry;

/// What the comparison found about one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The same bytes on the card and on the air.
    Equal,
    /// Only the card has it: it never arrived, or was never sent.
    OnlyCard,
    /// Only the air has it: the card has lost it or is not the device's.
    OnlyAir,
    /// One number, two records: equivocation.
    Differs(Discrepancy),
    /// The card's record is not signed by the device.
    Unsigned,
    /// The card's journal does not contain the history that the record pinned.
    History,
}

impl Finding {
    /// The word for it in files and exports.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::OnlyCard => "only-card",
            Self::OnlyAir => "only-air",
            Self::Differs(_) => "differs",
            Self::Unsigned => "unsigned",
            Self::History => "history",
        }
    }
}

/// A record and what was found about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFinding {
    /// Sequence number.
    pub sequence: u16,
    /// Kind, by the air where it has the record.
    pub kind: Kind,
    /// What was found.
    pub finding: Finding,
}

/// Card and air of one station beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Number of the station.
    pub station: u32,
    /// Every record of either side, by sequence number.
    pub findings: Vec<RecordFinding>,
    /// The result that counts on the air is the last one of the card.
    pub same_result: bool,
}

impl Comparison {
    /// True if the result that counts is the card's, and nothing contradicts it.
    #[must_use]
    pub fn equal(&self) -> bool {
        self.same_result && !self.differs()
    }

    /// True if card and air contradict each other. A record that only one side has is no contradiction unless it is a
    /// result.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.findings.iter().any(|found| match found.finding {
            Finding::Equal => false,
            Finding::OnlyCard | Finding::OnlyAir => false,
            Finding::Differs(_) | Finding::Unsigned | Finding::History => true,
        })
    }
}

/// Compares the card of a device with what arrived of it over the air.
///
/// # Errors
///
/// Refused if the card says that it is of another device (J04) or holds nothing to compare (J01).
pub fn compare(
    center: &Center,
    entry: &RosterEntry,
    air: &[Kept],
    card: &Card,
) -> Result<Comparison, Refusal> {
    let device = entry.certificate.device;
    match card.device {
        Some(found) if found == device => {}
        Some(found) => {
            return Err(Refusal::at(Code::CardOther, format!("expected device {device}, found {found}")));
        }
        None => return Err(Refusal::at(Code::JournalBroken, "the card names no device")),
    }
    let air: BTreeMap<u16, &Kept> = air
        .iter()
        .filter(|kept| kept.signed.base.device == device)
        .map(|kept| (kept.signed.base.sequence, kept))
        .collect();
    // What was salvaged from a damaged card is believed by its own signature, or is no record.
    let believed = |record: &&SignedRecord| card.whole || is_signed(center, entry, record);
    let records = || card.records.iter().filter(believed);
    let cards: BTreeMap<u16, &SignedRecord> =
        records().map(|record| (record.base.sequence, record)).collect();
    let sequences: BTreeSet<u16> = air.keys().chain(cards.keys()).copied().collect();
    let findings = sequences
        .into_iter()
        .filter_map(|sequence| {
            let (air, of_card) = (air.get(&sequence).copied(), cards.get(&sequence).copied());
            let kind = air.map(|kept| &kept.signed).or(of_card)?.base.kind;
            Some(RecordFinding { sequence, kind, finding: find(center, entry, air, of_card, card) })
        })
        .collect();
    let counts = air.values().find(|kept| kept.standing.counts() && is_result(&kept.signed));
    let last = records().filter(|record| is_result(record)).max_by_key(|record| record.base.sequence);
    let same_result = counts.zip(last).is_some_and(|(air, card)| air.signed == *card);
    Ok(Comparison { station: entry.certificate.station, findings, same_result })
}

fn find(
    center: &Center,
    entry: &RosterEntry,
    air: Option<&Kept>,
    of_card: Option<&SignedRecord>,
    card: &Card,
) -> Finding {
    if of_card.is_some_and(|of_card| !is_signed(center, entry, of_card)) {
        return Finding::Unsigned;
    }
    match (air, of_card) {
        (Some(air), Some(of_card)) if air.signed != *of_card => {
            Finding::Differs(Discrepancy::between(center, &air.signed, of_card))
        }
        (Some(air), _) if !pinned(&air.signed, card) => Finding::History,
        (None, Some(of_card)) if !pinned(of_card, card) => Finding::History,
        (Some(_), Some(_)) => Finding::Equal,
        (None, _) => Finding::OnlyCard,
        (Some(_), None) => Finding::OnlyAir,
    }
}

fn is_signed(center: &Center, entry: &RosterEntry, signed: &SignedRecord) -> bool {
    let input = signed.signature_input(&center.package().digest);
    verify(&entry.certificate.public, &input, &signed.signature).is_ok()
}

/// The head that the record pinned is one that the card's journal has had. Of a damaged card nobody knows all heads.
fn pinned(signed: &SignedRecord, card: &Card) -> bool {
    !card.whole || Facts::peek(&signed.r).is_ok_and(|facts| card.heads.contains(&facts.journal_head))
}

fn is_result(signed: &SignedRecord) -> bool {
    matches!(signed.base.kind, Kind::Result | Kind::Correction)
}
