//! Card and air beside each other.

use super::*;
use crate::journal::{Entry, Event, Hash, Sealed, Stamp};

/// The journal of a box, entry by entry.
struct Journal(Vec<Entry>);

impl Journal {
    fn of(device: u32) -> Self {
        let mut journal = Self(Vec::new());
        let public_key = device_key(device).public().to_bytes().to_vec();
        journal.push(Event::Provisioned { election: 7, device, station: 1, public_key });
        journal
    }

    fn head(&self) -> Hash {
        self.0.last().map_or(Hash::GENESIS, |entry| entry.hash)
    }

    fn push(&mut self, event: Event) {
        let sequence = u64::try_from(self.0.len()).unwrap() + 1;
        self.0.push(Entry::following(self.head(), sequence, Stamp::default(), event));
    }

    /// Signs a result after the history so far, and notes it.
    fn result(&mut self, house: &House, sequence: u16, content: Content) -> SignedRecord {
        let mut facts = facts(1, &content);
        facts.journal_head = self.head().head12();
        let signed = house.signed_as(101, sequence, facts, content);
        self.note(&signed);
        signed
    }

    fn note(&mut self, signed: &SignedRecord) {
        let sealed = Sealed {
            base: signed.base.to_bytes().to_vec(),
            record: signed.r.clone(),
            signature: signed.signature.to_vec(),
            message: vec![0; 8],
            packets: Vec::new(),
        };
        self.push(Event::ResultSealed { sealed });
    }
}

fn compared(house: &mut House, journal: &Journal) -> Comparison {
    let entry = house.ledger.device(101).unwrap().unwrap();
    let air = house.ledger.records_of_station(1).unwrap();
    compare(&house.center, &entry, &air, &Card::of(&journal.0)).unwrap()
}

fn findings(comparison: &Comparison) -> Vec<(u16, &'static str)> {
    comparison.findings.iter().map(|found| (found.sequence, found.finding.name())).collect()
}

#[test]
fn a_card_with_the_same_records_is_equal() {
    let (mut house, mut journal) = (house(), Journal::of(101));
    let signed = journal.result(&house, 1, result(100));
    house.hear_record(&signed);
    let comparison = compared(&mut house, &journal);
    assert_eq!(findings(&comparison), [(1, "equal")]);
    assert!(comparison.equal() && !comparison.differs());
    let state = station_state(1, &house.ledger.records_of_station(1).unwrap(), Some(&comparison));
    assert_eq!(state.progress, Progress::Compared);
}

#[test]
fn a_card_with_another_result_under_the_same_number_names_the_lines() {
    let (mut house, mut journal) = (house(), Journal::of(101));
    let on_air = house.signed(101, 1, result(90));
    house.hear_record(&on_air);
    journal.result(&house, 1, result(100));
    let comparison = compared(&mut house, &journal);
    let Finding::Differs(found) = &comparison.findings[0].finding else { panic!("{comparison:?}") };
    let named: Vec<_> = found.lines.iter().map(|line| (line.place.as_str(), line.air, line.card)).collect();
    assert_eq!(
        named,
        [
            ("Council, list 1 List 1, line 1 Ada", Some(90), Some(100)),
            ("Council, list 3 List 3, line 1 Dan", Some(200), Some(190)),
        ]
    );
    assert!(comparison.differs() && !comparison.equal());
    let state = station_state(1, &house.ledger.records_of_station(1).unwrap(), Some(&comparison));
    assert_eq!(state.progress, Progress::Differing);
}

#[test]
fn what_only_one_side_has_is_named_and_is_not_equal() {
    let (mut house, mut journal) = (house(), Journal::of(101));
    journal.result(&house, 2, result(100));
    let heard = house.signed(101, 1, Content::Zero);
    house.hear_record(&heard);
    let comparison = compared(&mut house, &journal);
    assert_eq!(findings(&comparison), [(1, "only-air"), (2, "only-card")]);
    assert!(!comparison.equal() && !comparison.differs());
}

#[test]
fn a_row_that_the_device_did_not_sign_is_refused_alone() {
    let (mut house, mut journal) = (house(), Journal::of(101));
    let signed = journal.result(&house, 1, result(100));
    house.hear_record(&signed);
    let mut forged = house.signed(101, 2, result(80));
    forged.signature[0] ^= 1;
    journal.note(&forged);
    let comparison = compared(&mut house, &journal);
    assert_eq!(findings(&comparison), [(1, "equal"), (2, "unsigned")]);
    assert!(comparison.differs());
}

#[test]
fn a_card_whose_history_is_not_the_one_that_was_pinned_on_the_air_is_noticed() {
    let (mut house, mut journal) = (house(), Journal::of(101));
    let mut other_history = Journal::of(101);
    other_history.push(Event::Stopped);
    let signed = other_history.result(&house, 1, result(100));
    house.hear_record(&signed);
    journal.note(&signed);
    let comparison = compared(&mut house, &journal);
    assert_eq!(findings(&comparison), [(1, "history")]);
    assert!(comparison.differs());
}

#[test]
fn the_card_of_another_device_is_refused() {
    let mut house = house();
    let entry = house.ledger.device(101).unwrap().unwrap();
    let card = Card::of(&Journal::of(102).0);
    let refusal = compare(&house.center, &entry, &[], &card).unwrap_err();
    assert_eq!(refusal.code, crate::election::Code::CardOther);
    let nothing = compare(&house.center, &entry, &[], &Card::default()).unwrap_err();
    assert_eq!(nothing.code, crate::election::Code::JournalBroken);
}
