//! The comparison of card and air, before anything is announced: byte equality of signed records, and the card's journal
//! must hold every head that a record on the air has pinned.

use std::collections::{BTreeMap, BTreeSet};

use crate::election::{Code, Refusal, Tally};
use crate::journal::{Entry, Event, Hash, Sealed};
use crate::record::{Base, Facts, Kind, Record, SignedRecord};
use crate::seal::verify;

use super::intake::Center;
use super::ledger::Kept;
use super::roster::RosterEntry;

/// What a card holds that can be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// The device that it says it is of.
    pub device: Option<u32>,
    /// Signed records, in the order of the journal.
    pub records: Vec<SignedRecord>,
    /// First twelve bytes of every head that the journal's chain has had.
    pub heads: BTreeSet<[u8; 12]>,
}

impl Card {
    /// What the entries of a journal, whose chain was verified, hold.
    #[must_use]
    pub fn of(entries: &[Entry]) -> Self {
        let mut card = Self { heads: BTreeSet::from([Hash::GENESIS.head12()]), ..Self::default() };
        for entry in entries {
            card.heads.insert(entry.hash.head12());
            if let Event::Provisioned { device, .. } = &entry.event {
                card.device = Some(*device);
            }
            card.records.extend(sealed(&entry.event).and_then(signed));
        }
        card
    }
}

const fn sealed(event: &Event) -> Option<&Sealed> {
    if let Event::RehearsalSealed { sealed }
    | Event::ZeroSealed { sealed, .. }
    | Event::PollsOpened { sealed, .. }
    | Event::TurnoutSealed { sealed, .. }
    | Event::ResultSealed { sealed } = event
    {
        Some(sealed)
    } else {
        None
    }
}

fn signed(sealed: &Sealed) -> Option<SignedRecord> {
    let base = Base::parse(sealed.base.as_slice().try_into().ok()?).ok()?;
    let signature = sealed.signature.as_slice().try_into().ok()?;
    Some(SignedRecord { base, r: sealed.record.clone(), signature })
}

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
    Differs(Vec<Difference>),
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

/// One line on which card and air differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Contest and line, as a person finds them.
    pub place: String,
    /// On the air; absent if the line is not there.
    pub air: Option<u32>,
    /// On the card; absent if the line is not there.
    pub card: Option<u32>,
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
    let cards: BTreeMap<u16, &SignedRecord> =
        card.records.iter().map(|record| (record.base.sequence, record)).collect();
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
    let last = card.records.iter().rfind(|record| is_result(record));
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
    if let Some(of_card) = of_card {
        let signed = of_card.signature_input(&center.package().digest);
        if verify(&entry.certificate.public, &signed, &of_card.signature).is_err() {
            return Finding::Unsigned;
        }
    }
    match (air, of_card) {
        (Some(air), Some(of_card)) if air.signed != *of_card => {
            Finding::Differs(differences(center, &air.signed, of_card))
        }
        (Some(air), _) if !pinned(&air.signed, card) => Finding::History,
        (None, Some(of_card)) if !pinned(of_card, card) => Finding::History,
        (Some(_), Some(_)) => Finding::Equal,
        (None, _) => Finding::OnlyCard,
        (Some(_), None) => Finding::OnlyAir,
    }
}

/// The head that the record pinned is one that the card's journal has had.
fn pinned(signed: &SignedRecord, card: &Card) -> bool {
    Facts::peek(&signed.r).is_ok_and(|facts| card.heads.contains(&facts.journal_head))
}

fn is_result(signed: &SignedRecord) -> bool {
    matches!(signed.base.kind, Kind::Result | Kind::Correction)
}

fn differences(center: &Center, air: &SignedRecord, card: &SignedRecord) -> Vec<Difference> {
    let parse =
        |signed: &SignedRecord| Record::parse(signed.base, &signed.r, &center.package().definition).ok();
    let (air, card) = (parse(air), parse(card));
    let number = air.as_ref().or(card.as_ref()).map(|record| record.facts.station);
    let lines = |record: Option<&Record>| {
        record
            .and_then(|it| it.content.tally())
            .map(|tally| counts(center, number, tally))
            .unwrap_or_default()
    };
    let (air, card) = (lines(air.as_ref()), lines(card.as_ref()));
    let longest = air.len().max(card.len());
    (0..longest)
        .filter_map(|at| {
            let (one, other) = (air.get(at), card.get(at));
            let place = one.or(other).map(|(place, _)| place.clone())?;
            let (air, card) = (one.map(|it| it.1), other.map(|it| it.1));
            (air != card).then_some(Difference { place, air, card })
        })
        .collect()
}

/// Every count of a tally with its place, in one order for both sides.
fn counts(center: &Center, station: Option<u32>, tally: &Tally) -> Vec<(String, u32)> {
    let definition = &center.package().definition;
    let Some(station) = station.and_then(|number| center.station(number)) else { return Vec::new() };
    let mut counts = vec![
        ("registered voters".to_owned(), tally.registered),
        ("ballots cast".to_owned(), tally.ballots_cast),
        ("verified voters".to_owned(), tally.verified.unwrap_or(0)),
    ];
    for (contest, count) in definition.ballot(station).into_iter().zip(&tally.contests) {
        let name = contest.name.pick(definition.languages(station));
        let lines = definition.lines(station, contest);
        counts.extend(lines.iter().map(ToString::to_string).zip(count.votes.lines()));
        counts.push((format!("{name}, blank"), count.blank));
        counts.push((format!("{name}, invalid"), count.invalid));
    }
    counts
}
