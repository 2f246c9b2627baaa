//! One card after the other: whose it is, whether it is where it belongs, and what it says against the air.

use std::collections::BTreeMap;
use std::path::Path;

use rts_core::center::{Card, Center, Comparison, Finding, Kept, Ledger as _, RosterEntry, compare};
use rts_core::election::{Code, Refusal};
use rts_core::journal::{Event, Hash};
use rts_core::record::SignedRecord;
use rts_core::time::Now;
use serde_json::Value;

use super::super::database::{CardFinding, Database, DatabaseError, Happening, Transaction, note_card};
use super::{find, told};
use crate::store::{Identity, Salvaged, salvage};

/// What one card gave.
#[derive(Clone, Debug)]
pub(in crate::center) struct Compared {
    /// `equal`, `recovered`, `differs`, `incomplete` or `refused`.
    pub(in crate::center) outcome: &'static str,
    /// For programs.
    pub(in crate::center) json: Value,
    /// For people.
    pub(in crate::center) text: String,
    /// What a difference is proved with.
    pub(in crate::center) proof: Option<Box<Proof>>,
}

/// A record of the air, with the newest receipt for it.
pub(super) type Answered = (Kept, Option<Vec<u8>>);

/// Both sides of a comparison, as they were signed.
#[derive(Clone, Debug)]
pub(in crate::center) struct Proof {
    pub(super) entry: RosterEntry,
    pub(super) comparison: Comparison,
    /// Records of the air that the box sent.
    pub(super) air: Vec<Answered>,
    pub(super) card: Vec<SignedRecord>,
    /// End of the card's journal as far as it verifies, and entries up to there.
    pub(super) head: Hash,
    pub(super) entries: usize,
}

/// Cards that are laid down together: those of one box must tell one story.
pub(in crate::center) struct Sitting<'c> {
    center: &'c Center,
    database: &'c mut Database,
    now: Now,
    seen: BTreeMap<u32, (String, Card, Hash)>,
}

impl<'c> Sitting<'c> {
    pub(in crate::center) const fn new(center: &'c Center, database: &'c mut Database, now: Now) -> Self {
        Self { center, database, now, seen: BTreeMap::new() }
    }

    /// Compares a card and keeps the finding.
    pub(in crate::center) fn load(&mut self, place: &Path) -> Result<Compared, DatabaseError> {
        let name = place.display().to_string();
        let salvaged = salvage(place);
        let (card, device) = match self.read(&salvaged) {
            Ok(read) => read,
            Err(refusal) => return Ok(told::refused(&name, &refusal)),
        };
        let mut transaction = self.database.begin()?;
        let Some(entry) = transaction.device(device)? else {
            let refusal = Refusal::at(Code::CardOther, format!("device {device} is not on the roster"));
            return Ok(told::refused(&name, &refusal));
        };
        let bound = bound(self.center, place, &entry, salvaged.identity.as_ref())
            .and_then(|()| same_story(&self.seen, device, &card, salvaged.head));
        if let Err(refusal) = bound {
            note_refused(&mut transaction, self.now, &entry, &refusal)?;
            transaction.commit()?;
            return Ok(told::refused(&name, &refusal));
        }
        self.seen.insert(device, (name.clone(), card.clone(), salvaged.head));
        let station = entry.certificate.station;
        let air = transaction.records_of_station(station)?;
        let compared = match compare(self.center, &entry, &air, &card) {
            Ok(comparison) => {
                let mut compared = told::compared(self.center, &name, &entry, &comparison, &salvaged);
                if compared.outcome == "differs" {
                    let air = with_receipts(&mut transaction, device, air)?;
                    let (head, entries) = (salvaged.head, salvaged.entries.len());
                    let proof = Proof { entry, comparison, air, card: card.records, head, entries };
                    compared.proof = Some(Box::new(proof));
                }
                compared
            }
            Err(refusal) => told::refused(&name, &refusal),
        };
        keep(&mut transaction, self.now, (station, device), &compared)?;
        transaction.commit()?;
        Ok(compared)
    }

    /// What the card holds, and of which device.
    fn read(&self, salvaged: &Salvaged) -> Result<(Card, u32), Refusal> {
        let own = self.center.package().definition.election.id;
        if let Some(other) = salvaged.identity.as_ref().filter(|it| it.election != own) {
            return Err(Refusal::at(
                Code::CardOtherElection,
                format!("it is of election {}", other.election),
            ));
        }
        let named = salvaged.identity.as_ref().map(|it| it.device);
        match (named.or_else(|| device_among(&salvaged.loose)), &salvaged.damage) {
            (Some(device), None) => Ok((Card::of(&salvaged.entries), device)),
            (Some(device), Some(_)) => {
                Ok((Card::salvaged(device, &salvaged.entries, &salvaged.loose), device))
            }
            (None, damage) => {
                let why = damage.as_ref().map(ToString::to_string).unwrap_or_default();
                Err(Refusal::at(Code::JournalBroken, format!("nothing of it can be used: {why}")))
            }
        }
    }
}

/// The box of a card that cannot say whose it is: what was provisioned, or else what the first record names.
fn device_among(loose: &[Event]) -> Option<u32> {
    let provisioned = loose
        .iter()
        .find_map(|event| if let Event::Provisioned { device, .. } = event { Some(*device) } else { None });
    provisioned.or_else(|| Card::salvaged(0, &[], loose).records.first().map(|record| record.base.device))
}

/// The roster binds device, key and station; a label that somebody put on the card has to agree.
fn bound(
    center: &Center,
    place: &Path,
    entry: &RosterEntry,
    identity: Option<&Identity>,
) -> Result<(), Refusal> {
    let certificate = &entry.certificate;
    let definition = &center.package().definition;
    let code = |number: u32| definition.station(number).map_or("?", |station| station.code.as_str());
    let other = |why: String| Err(Refusal::at(Code::CardOther, why));
    if let Some(identity) = identity {
        if identity.public_key != certificate.public.to_bytes() {
            return other(format!("it has another key than device {} on the roster", certificate.device));
        }
        if identity.station != certificate.station {
            let (card, roster) = (code(identity.station), code(certificate.station));
            let device = certificate.device;
            return other(format!("it says station {card}, the roster binds device {device} to {roster}"));
        }
    }
    match find::labelled(place, definition) {
        Some(label) if label != certificate.station => {
            let (label, card) = (code(label), code(certificate.station));
            other(format!("it lies under {label} and is of {card}: cards were swapped"))
        }
        _ => Ok(()),
    }
}

/// Of two cards of one box one must be the beginning of the other.
fn same_story(
    seen: &BTreeMap<u32, (String, Card, Hash)>,
    device: u32,
    card: &Card,
    head: Hash,
) -> Result<(), Refusal> {
    let Some((place, other, other_head)) = seen.get(&device) else { return Ok(()) };
    let begins = |card: &Card, head: &Hash| card.heads.contains(&head.head12());
    if begins(card, other_head) || begins(other, &head) {
        return Ok(());
    }
    Err(Refusal::at(Code::JournalFork, format!("{place} is of device {device} too and tells another story")))
}

fn with_receipts(
    transaction: &mut Transaction<'_>,
    device: u32,
    air: Vec<Kept>,
) -> Result<Vec<Answered>, DatabaseError> {
    let own = air.into_iter().filter(|kept| kept.signed.base.device == device);
    own.map(|kept| {
        let receipt = transaction.receipt(device, kept.message)?;
        Ok((kept, receipt))
    })
    .collect()
}

/// Keeps what was found, unless another card of the station says more.
pub(super) fn keep(
    transaction: &mut Transaction<'_>,
    now: Now,
    (station, device): (u32, u32),
    compared: &Compared,
) -> Result<(), DatabaseError> {
    let details = compared.json.to_string();
    if let Some(before) = transaction.card(station)? {
        let same = before.device == device && before.outcome == compared.outcome && before.details == details;
        let weaker = before.device != device && weight(&before.outcome) > weight(compared.outcome);
        if same || weaker {
            return Ok(());
        }
    }
    let finding = CardFinding { station, device, outcome: compared.outcome, details: &details };
    note_card(transaction, now.wall, &finding)?;
    Happening {
        event: "card-compared",
        good: matches!(compared.outcome, "equal" | "recovered"),
        device: Some(device),
        station: Some(station),
        details: compared.outcome.to_owned(),
    }
    .note(transaction, now.wall)
}

/// Which of two boxes' cards a station shows: a difference above all, then an agreement.
fn weight(outcome: &str) -> u8 {
    match outcome {
        "differs" => 4,
        "equal" => 3,
        "recovered" => 2,
        "incomplete" => 1,
        _ => 0,
    }
}

fn note_refused(
    transaction: &mut Transaction<'_>,
    now: Now,
    entry: &RosterEntry,
    refusal: &Refusal,
) -> Result<(), DatabaseError> {
    let certificate = &entry.certificate;
    let (device, station) = (Some(certificate.device), Some(certificate.station));
    let details = refusal.to_string();
    Happening { event: "card-refused", good: false, device, station, details }.note(transaction, now.wall)
}

impl Proof {
    /// True if this record takes part in the contradiction: it differs, or it is a result.
    pub(super) fn concerns(&self, sequence: u16) -> bool {
        let result =
            |kind| matches!(kind, rts_core::record::Kind::Result | rts_core::record::Kind::Correction);
        let found = self.comparison.findings.iter().find(|found| found.sequence == sequence);
        found.is_some_and(|found| found.finding != Finding::Equal || result(found.kind))
    }
}
