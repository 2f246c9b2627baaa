//! Strangers, thieves and broken boxes.

use super::*;
use crate::packet::{PacketError, open_link};
use crate::seal::MessageId;

#[test]
fn nothing_that_is_no_packet_is_kept_or_answered() {
    let mut house = house();
    let packet = packets(&house.signed(101, 1, result(100))).remove(0);
    let mut hostile: Vec<Vec<u8>> = (0..packet.len()).map(|length| packet[..length].to_vec()).collect();
    hostile.push(vec![0x11; 341]);
    hostile.extend((0..=255).map(|byte| vec![byte; 40]));
    for bit in 0..packet.len() * 8 {
        let mut flipped = packet.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        hostile.push(flipped);
    }
    for bytes in hostile {
        let reception = house.hear(&bytes);
        assert!(
            matches!(reception.outcome, Outcome::Unreadable(_) | Outcome::NotAuthentic(_)),
            "{:?}",
            reception.outcome
        );
        assert!(reception.answers.is_empty() && reception.changes.is_empty());
    }
    assert!(house.ledger.records().is_empty());
}

#[test]
fn version_and_suite_are_refused_before_any_key_is_looked_up() {
    let mut house = house();
    let packet = packets(&house.signed(101, 1, result(100))).remove(0);
    for form in [0x01, 0xf1, 0x10, 0x19] {
        let mut other = packet.clone();
        other[0] = form;
        assert!(matches!(house.hear(&other).outcome, Outcome::Unreadable(PacketError::Base(_))));
    }
}

#[test]
fn a_box_with_the_link_key_of_another_is_not_heard() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let stolen = Keys { link: keys(102).link, ..keys(101) };
    for packet in seal_record(&signed, &stolen).unwrap() {
        let reception = house.hear(&packet);
        assert!(matches!(reception.outcome, Outcome::NotAuthentic(PacketError::Link(_))));
        assert!(reception.answers.is_empty());
    }
}

#[test]
fn what_the_center_cannot_open_is_set_aside_answered_once_and_taken_when_the_true_bytes_come() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let strange = Keys { end_to_end: keys(102).end_to_end, ..keys(101) };
    let packet = seal_record(&signed, &strange).unwrap().remove(0);
    let first = house.hear(&packet);
    assert_eq!(first.outcome, Outcome::Unopened(Cause::CannotOpen));
    let receipt = believed(&first.answers[0].receipt, &house.digest(&signed));
    assert_eq!((receipt.verdict, receipt.cause()), (Verdict::Quarantined, Some(Cause::CannotOpen)));
    assert_eq!(house.hear(&packet).answers, first.answers);
    assert_eq!(house.stands(&signed), (Verdict::Accepted, None));
}

#[test]
fn a_forged_signature_is_set_aside_and_does_not_harm_the_true_record() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let mut forged = signed.clone();
    forged.signature[40] ^= 1;
    assert_eq!(house.stands(&forged), (Verdict::Quarantined, Some(Cause::Signature)));
    assert_eq!(house.ledger.highest_sequence(101).unwrap(), 0, "nobody vouches for its number");
    assert!(house.ledger.log().is_empty());
    let reception = house.hear_record(&signed);
    assert_eq!(reception.changes[0].standing.verdict, Verdict::Accepted);
}

#[test]
fn another_devices_signature_another_header_and_another_package_are_bad_signatures() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let swapped_number = SignedRecord { base: Base { sequence: 2, ..signed.base }, ..signed.clone() };
    assert_eq!(house.stands(&swapped_number).1, Some(Cause::Signature));
    let other_writer = house.signed(102, 1, Content::Result(tally_2(40)));
    let stolen =
        SignedRecord { base: Base { device: 101, sequence: 3, ..other_writer.base }, ..other_writer };
    assert_eq!(house.stands(&stolen).1, Some(Cause::Signature));
    let other = house_of(package(|definition| definition.rules.copies_before = 7));
    let columns_swapped = other.signed(101, 4, result(100));
    assert_eq!(house.stands(&columns_swapped).1, Some(Cause::Signature));
}

#[test]
fn an_unknown_device_is_kept_and_judged_again_when_the_roster_knows_it() {
    let mut house = house();
    let base = base(103, 1, &result(100));
    let mut signed = house.signed(101, 1, result(100));
    signed = house.sign_bytes(base, signed.r);
    assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::DeviceUnknown)));
    house.enrol(103, 1);
    let kept = house.ledger.records_unproven(103).unwrap().remove(0);
    let reception = house.center.judge_again(&mut house.ledger, house.now, kept).unwrap();
    let receipt = believed(&reception.answers[0].receipt, &house.digest(&signed));
    assert_eq!(receipt.verdict, Verdict::Accepted);
    assert_eq!(house.hear_record(&signed).answers, reception.answers, "a duplicate gets the newest receipt");
}

#[test]
fn a_roster_entry_that_the_commission_did_not_sign_is_no_entry() {
    let mut house = house();
    let mut entry = house.ledger.device(101).unwrap().unwrap();
    entry.certificate.station = 2;
    house.ledger.enrol(entry);
    let signed = house.signed(101, 1, result(100));
    assert_eq!(house.stands(&signed), (Verdict::Quarantined, Some(Cause::DeviceUnknown)));
}

#[test]
fn a_revoked_device_is_kept_and_does_not_count() {
    let mut house = house();
    let before = house.signed(101, 1, result(100));
    assert_eq!(house.stands(&before), (Verdict::Accepted, None));
    house.revoke(101);
    let after = house.signed(101, 2, Content::Opened);
    assert_eq!(house.stands(&after), (Verdict::Quarantined, Some(Cause::DeviceRevoked)));
    assert_eq!(house.standing(&before).verdict, Verdict::Accepted, "what was accepted stays accepted");
}

#[test]
fn another_election_is_refused_with_one_receipt() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let foreign = house.sign_bytes(Base { election: 8, ..signed.base }, signed.r);
    let first = house.hear_record(&foreign);
    assert_eq!(first.outcome, Outcome::OtherElection);
    let receipt = believed(&first.answers[0].receipt, &Digest([0; 32]));
    assert_eq!((receipt.verdict, receipt.cause()), (Verdict::Refused, Some(Cause::OtherElection)));
    assert_eq!(house.hear_record(&foreign).answers, first.answers);
    assert!(house.ledger.records().is_empty());
}

#[test]
fn a_flood_of_messages_that_are_never_completed_stays_partial_and_harms_nobody() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let opened = open_link(&packets(&signed)[0], &keys(101).link).unwrap();
    for number in 0..300_u64 {
        let mut header = opened.header;
        (header.parts, header.id) = (15, MessageId(number.to_be_bytes()));
        let bytes = header.to_bytes();
        let packet = [bytes.clone(), keys(101).link.wrap(&bytes, &opened.chunk).unwrap()].concat();
        assert_eq!(house.hear(&packet).outcome, Outcome::Partial { held: 1 });
    }
    assert!(house.ledger.records().is_empty());
    assert_eq!(house.stands(&signed), (Verdict::Accepted, None));
}

#[test]
fn a_record_signed_twice_is_one_record() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    assert_eq!(house.stands(&signed), (Verdict::Accepted, None));
    // The same bytes under another message id, as a box with another end-to-end epoch would send them.
    let again = SignedRecord { base: signed.base, ..signed.clone() };
    let key = secrets().center.end_to_end_key(101, 1).unwrap();
    let (id, _) = key.seal(&again.base.to_bytes(), &again.payload()).unwrap();
    let kept = house.ledger.record(101, id).unwrap().unwrap();
    let renamed = Kept { message: MessageId([9; 8]), ..kept };
    house.ledger = MemoryLedger::default();
    house.enrol(101, 1);
    house.ledger.keep_record(&renamed).unwrap();
    let reception = house.hear_record(&signed);
    assert_eq!(reception.outcome, Outcome::Repeated);
    let receipt = believed(&reception.answers[0].receipt, &house.digest(&signed));
    assert_eq!((receipt.verdict, receipt.id), (Verdict::Accepted, id));
    assert_eq!(house.ledger.records().len(), 1);
}

#[test]
fn a_certificate_of_another_device_or_election_gives_no_key() {
    let mut house = house();
    let entry = house.ledger.device(101).unwrap().unwrap();
    let roster = commission(11).public();
    assert_eq!(entry.key_of(101, 7, &roster), Some(device_key(101).public()));
    assert_eq!(entry.key_of(102, 7, &roster), None);
    assert_eq!(entry.key_of(101, 8, &roster), None);
    assert_eq!(entry.key_of(101, 7, &commission(12).public()), None);
}
