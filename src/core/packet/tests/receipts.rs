//! Receipts: what is believed, and that nothing else is.

use super::*;
use crate::record::{Digest, RecordError};
use crate::seal::{CommissionKey, PublicKey, SealError};

fn center() -> CommissionKey {
    CommissionKey::from_hex(answers()["center_seed"].as_str().unwrap()).unwrap()
}

fn digest(message: &Value) -> Digest {
    Digest(bytes(&message["digest"]).try_into().unwrap())
}

fn receipt(message: &Value) -> Receipt {
    Receipt {
        base: known(message).base,
        id: MessageId(bytes(&message["id"]).try_into().unwrap()),
        sequence: 77,
        verdict: Verdict::Accepted,
        reason: 0,
        highest_sequence: known(message).base.sequence,
        center_time: 1_800_000_000,
        not_before: 30,
        log_index: Some(4711),
    }
}

fn refused() -> Result<Receipt, PacketError> {
    Err(PacketError::Receipt(SealError::Signature))
}

#[test]
fn a_receipt_is_that_of_another_implementation() {
    let answers = answers();
    for message in answers["messages"].as_array().unwrap() {
        let signed = receipt(message).sign(Some(&digest(message)), &center()).unwrap();
        assert_eq!(signed, bytes(&message["receipt"]));
        assert_eq!(signed.len(), RECEIPT_LEN);
        let other = CommissionKey::from_seed(&[3; 32]).public();
        let keys = [other, center().public()];
        assert_eq!(verify_receipt(&signed, &digest(message), &keys), Ok(receipt(message)));
        assert_eq!(Receipt::parse(&signed), Ok(receipt(message)));
    }
}

#[test]
fn no_bit_flip_truncation_or_extension_of_a_receipt_is_believed() {
    let answers = answers();
    let message = &answers["messages"][0];
    let good = bytes(&message["receipt"]);
    let keys = [center().public()];
    for bit in 0..good.len() * 8 {
        let mut changed = good.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(verify_receipt(&changed, &digest(message), &keys).is_err(), "bit {bit}");
    }
    for len in 0..good.len() {
        assert_eq!(verify_receipt(&good[..len], &digest(message), &keys), Err(PacketError::Length(len)));
    }
    let longer = [good, vec![0]].concat();
    assert_eq!(verify_receipt(&longer, &digest(message), &keys), Err(PacketError::Length(103)));
}

#[test]
fn a_receipt_counts_for_its_record_and_its_key_only() {
    let answers = answers();
    let (message, other) = (&answers["messages"][0], &answers["messages"][1]);
    let good = bytes(&message["receipt"]);
    let keys = [center().public()];
    assert_eq!(verify_receipt(&good, &digest(other), &keys), refused());
    assert_eq!(verify_receipt(&good, &Digest([0; 32]), &keys), refused());
    assert_eq!(verify_receipt(&good, &digest(message), &[]), refused());
    let stranger: PublicKey = CommissionKey::from_seed(&[1; 32]).public();
    assert_eq!(verify_receipt(&good, &digest(message), &[stranger]), refused());
}

#[test]
fn only_a_receipt_over_the_records_digest_means_delivery() {
    let answers = answers();
    let message = &answers["messages"][0];
    let digest = digest(message);
    let keys = [center().public()];
    for verdict in Verdict::ALL {
        let receipt = Receipt { verdict, ..receipt(message) };
        let delivered = matches!(verdict, Verdict::Received | Verdict::Accepted | Verdict::Superseded);
        let about_record = receipt.sign(Some(&digest), &center());
        let about_nothing = receipt.sign(None, &center());
        assert_eq!(about_record.is_ok(), verdict != Verdict::Partial);
        assert_eq!(about_nothing.is_ok(), !delivered);
        for signed in [about_record, about_nothing].into_iter().flatten() {
            assert_eq!(verify_receipt(&signed, &digest, &keys), Ok(receipt));
        }
        // A center that signs against the rule is not believed.
        let accepted = bytes(&message["receipt"]);
        let mut body = accepted[..38].to_vec();
        body[24] = verdict.number();
        let signed = [b"rts/v1/receipt\0", body.as_slice(), &[0; 32]].concat();
        let forged = [body, center().sign(&signed).unwrap().to_vec()].concat();
        assert_eq!(verify_receipt(&forged, &digest, &keys).is_ok(), !delivered, "{verdict:?}");
    }
}

#[test]
fn what_is_no_receipt_is_refused_before_any_signature() {
    let good = bytes(&answers()["messages"][0]["receipt"]);
    let parse = |place: usize, byte: u8| {
        let mut changed = good.clone();
        changed[place] = byte;
        Receipt::parse(&changed)
    };
    assert_eq!(parse(0, 0x21), Err(PacketError::Base(RecordError::Version(2))));
    assert_eq!(parse(0, 0x12), Err(PacketError::Base(RecordError::Suite(2))));
    for kind in [0x04, 0x80, 0x8a] {
        assert_eq!(parse(1, kind), Err(PacketError::Base(RecordError::Kind(kind))));
    }
    assert_eq!(parse(11, 0x12), Err(PacketError::Part { part: 1, parts: 2 }));
    assert_eq!(parse(24, 6), Err(PacketError::Verdict(6)));
    let packet = seal_record(&record(22), &keys()).unwrap().remove(0);
    assert!(Receipt::parse(&packet[..RECEIPT_LEN]).is_err());
}

#[test]
fn the_reason_is_read_as_the_verdict_says() {
    let answers = answers();
    let base = Receipt { reason: Cause::Equivocation.number(), ..receipt(&answers["messages"][0]) };
    assert_eq!(Receipt { verdict: Verdict::Quarantined, ..base }.cause(), Some(Cause::Equivocation));
    assert_eq!(Receipt { verdict: Verdict::Partial, ..base }.cause(), None);
    assert_eq!(Receipt { verdict: Verdict::Refused, reason: 200, ..base }.cause(), None);
    for cause in Cause::ALL {
        assert_eq!(Cause::from_number(cause.number()), Some(*cause));
    }
}

#[test]
fn a_record_that_is_not_logged_yet_has_no_index() {
    let answers = answers();
    let message = &answers["messages"][0];
    let receipt = Receipt { log_index: None, ..receipt(message) };
    let signed = receipt.sign(Some(&digest(message)), &center()).unwrap();
    assert_eq!(signed[34..38], [0xff; 4]);
    assert_eq!(verify_receipt(&signed, &digest(message), &[center().public()]), Ok(receipt));
}
