//! Packets that are read ahead of their turn.

use super::day::{long, whole_day};
use super::*;
use crate::packet::LinkOpened;

impl House {
    fn opened(packet: &[u8]) -> LinkOpened {
        Gate::new(master()).open(packet).unwrap()
    }

    /// Reads a packet ahead; true if there was anything to read.
    fn read_ahead(&mut self, packet: &[u8]) -> bool {
        let opened = Self::opened(packet);
        let entry = self.ledger.device(opened.header.base.device).unwrap();
        let reading = entry.and_then(|entry| self.center.read_ahead(&opened, entry));
        let read = reading.is_some();
        reading.into_iter().for_each(|reading| self.ledger.keep_reading(reading));
        read
    }
}

#[test]
fn a_day_that_is_read_ahead_leads_to_the_same_receipts_as_one_that_is_not() {
    let (mut one, mut other) = (house(), house());
    let mut day = whole_day(&one);
    let mut forged = one.signed(102, 3, Content::Opened);
    forged.signature[40] ^= 1;
    let truth = one.signed(101, 1, result(100));
    let stranger = one.sign_bytes(base(103, 1, &result(100)), truth.r.clone());
    let elsewhere = one.sign_bytes(base(102, 4, &result(100)), truth.r);
    day.extend([&forged, &stranger, &elsewhere].into_iter().flat_map(packets));
    let read = day.iter().filter(|packet| other.read_ahead(packet)).count();
    assert_eq!(read, day.len() - 3, "all but the forged one, the stranger's and that of another station");
    for packet in day.iter().chain(&day) {
        assert_eq!(other.hear(packet), one.hear(packet));
    }
    assert_eq!(other.ledger.records(), one.ledger.records());
}

#[test]
fn a_roster_entry_that_changes_after_a_record_was_read_ahead_decides_and_not_the_one_before() {
    type Change = fn(&mut RosterEntry);
    let changes: [(Change, Cause); 2] = [
        (|entry| entry.revoked = true, Cause::DeviceRevoked),
        (|entry| entry.certificate.station = 2, Cause::DeviceUnknown),
    ];
    for (change, cause) in changes {
        let mut house = house();
        let signed = house.signed(101, 1, result(100));
        assert!(house.read_ahead(&packets(&signed)[0]));
        let mut entry = house.ledger.device(101).unwrap().unwrap();
        change(&mut entry);
        house.ledger.enrol(entry);
        assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(cause)));
    }
}

#[test]
fn a_reading_serves_no_other_record_that_bears_the_same_signature() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    assert!(house.read_ahead(&packets(&signed)[0]));
    let other = SignedRecord { r: house.signed(101, 1, result(101)).r, ..signed };
    assert_eq!(house.stands(&other), (Verdict::Quarantined, Some(Cause::Signature)));
}

#[test]
fn a_part_of_a_message_is_left_to_its_turn() {
    let (mut house, signed) = long();
    for packet in packets(&signed) {
        assert!(!house.read_ahead(&packet));
    }
    assert_eq!(house.stands(&signed), (Verdict::Accepted, None));
}
