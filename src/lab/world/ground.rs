//! The ground: the center's machine with its ledger, crashes included, and the rules that it must keep.
//!
//! Invariants: what a packet led to is committed whole or not at all; no answer leaves before its commit.

use std::collections::BTreeMap;

use rts_core::center::{Answer, Card, Center, Change, Gate, MemoryLedger, Outcome, Reception, compare};
use rts_core::journal::Entry;
use rts_core::packet::Receipt;
use rts_core::record::{Digest, Kind};

use super::Error;
use super::around::Around;
use super::clock::Moment;
use super::election::Election;
use super::law::{Breach, Law};
use crate::ports::directip::MoMessage;

/// The tally center.
pub(super) struct Ground {
    gate: Gate,
    center: Center,
    ledger: MemoryLedger,
    /// Destinations that do not listen.
    pub(super) down: [bool; 2],
    /// How often a process of the center dies over a packet, of a thousand.
    pub(super) frailty: u64,
    /// Receipts by message and what they say, partial ones aside.
    said: BTreeMap<(u32, [u8; 8], u8, u8), Vec<u8>>,
}

/// What became of a delivery.
pub(super) struct Delivered {
    /// The gateway was told that the message is stored.
    pub(super) taken: bool,
    pub(super) answers: Vec<Answer>,
    pub(super) changes: Vec<Change>,
}

impl Ground {
    pub(super) fn new(election: &Election, frailty: u64) -> Result<Self, Error> {
        let center = Center::new(election.package.clone(), election.secrets()).map_err(Error::made)?;
        let mut ledger = MemoryLedger::default();
        election.roster.iter().for_each(|entry| ledger.enrol(entry.clone()));
        Ok(Self { gate: election.gate(), center, ledger, down: [false; 2], frailty, said: BTreeMap::new() })
    }

    /// The gateway brings a frame to one of the two listeners.
    pub(super) fn receive(
        &mut self,
        around: &mut Around,
        destination: usize,
        frame: &[u8],
    ) -> Result<Delivered, Breach> {
        let lost = Delivered { taken: false, answers: Vec::new(), changes: Vec::new() };
        if self.down.get(destination).copied().unwrap_or(true) {
            return Ok(lost);
        }
        let payload = MoMessage::decode(frame).ok().and_then(|message| message.payload);
        let Some(packet) = payload else { return Ok(Delivered { taken: true, ..lost }) };
        let mut frail = || !around.calm && around.chance.between(0, 999) < self.frailty;
        let (before, after, unsaid) = (frail(), frail(), frail());
        let mut ledger = self.ledger.clone();
        let now = Moment::outside(around.now);
        let Ok(reception) = self.gate.intake(&self.center, &mut ledger, now, &packet) else {
            return Law::CountedOnce.broken("a ledger in memory failed");
        };
        if before {
            around.trace.note(around.now, 0, || "the center dies before the commit".to_owned());
            return Ok(lost);
        }
        self.ledger = ledger;
        self.check(around, &reception)?;
        around.trace.note(around.now, 0, || format!("the center took a packet: {:?}", reception.outcome));
        let Reception { answers, changes, .. } = reception;
        let answers = if after { Vec::new() } else { answers };
        Ok(Delivered { taken: !after && !unsaid, answers, changes })
    }

    /// What the center said and what counts must be lawful.
    fn check(&mut self, around: &mut Around, reception: &Reception) -> Result<(), Breach> {
        around.figures.messages += 1;
        around.figures.repeated += u64::from(reception.outcome == Outcome::Repeated);
        for answer in &reception.answers {
            around.figures.receipts += 1;
            let Ok(receipt) = Receipt::parse(&answer.receipt) else {
                return Law::CountedOnce.broken("a receipt that cannot be read");
            };
            let kept = self
                .ledger
                .records()
                .iter()
                .find(|kept| kept.signed.base.device == answer.device && kept.message == receipt.id);
            let digest: Option<Digest> = kept.map(|kept| kept.digest);
            around.issued.insert(answer.receipt.clone(), (answer.device, digest));
            if answer.partial {
                continue;
            }
            let name = (answer.device, receipt.id.0, receipt.verdict.number(), receipt.reason);
            let first = self.said.entry(name).or_insert_with(|| answer.receipt.clone());
            Law::CountedOnce.holds(*first == answer.receipt, || {
                format!("another receipt of verdict {} for the same message", receipt.verdict.name())
            })?;
        }
        for station in &self.center.package().definition.stations {
            let counts = self.counting(station.number).count();
            Law::CountedOnce
                .holds(counts <= 1, || format!("{counts} results of station {} count", station.number))?;
        }
        Ok(())
    }

    fn counting(&self, station: u32) -> impl Iterator<Item = &rts_core::center::Kept> {
        self.ledger.records().iter().filter(move |kept| {
            let result = matches!(kept.signed.base.kind, Kind::Result | Kind::Correction);
            kept.station == Some(station) && kept.standing.counts() && result
        })
    }

    /// The digest of the result that counts for a station.
    pub(super) fn result(&self, station: u32) -> Option<Digest> {
        self.counting(station).next().map(|kept| kept.digest)
    }

    /// The card of a station beside what came over the air.
    pub(super) fn compare(&self, election: &Election, station: u32, card: &[Entry]) -> Result<(), Breach> {
        let entry = election.roster.iter().find(|entry| entry.certificate.station == station);
        let Some(entry) = entry else { return Law::CountedOnce.broken("a station without a box") };
        let air: Vec<_> =
            self.ledger.records().iter().filter(|kept| kept.station == Some(station)).cloned().collect();
        match compare(&self.center, entry, &air, &Card::of(card)) {
            Ok(comparison) => Law::CountedOnce.holds(comparison.equal(), || {
                format!("card and air of station {station} differ: {:?}", comparison.findings)
            }),
            Err(refusal) => Law::CountedOnce.broken(format!("card of station {station}: {refusal}")),
        }
    }
}
