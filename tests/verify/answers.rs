//! Codes of the center's receipt and of the certificate that none came in time, as observers scan them.

use rts_core::packet::{Receipt, Verdict};
use rts_core::record::{Certificate, SignedRecord};
use rts_core::seal::{CommissionKey, MessageId};
use rts_core::tape::Paper;
use rts_core::tape::code::{Answered, Symbol, Unanswered, key_symbol};

use super::world::{World, certificate, device, on_paper, roster, tally};

fn center() -> CommissionKey {
    CommissionKey::from_seed(&[9; 32])
}

/// An election whose center signs with that key.
fn world() -> World {
    World::with(|definition| definition.keys.receipt = vec![center().public().to_string()])
}

fn answered(world: &World, signed: &SignedRecord, signer: &CommissionKey) -> Symbol {
    let digest = signed.digest(&world.digest());
    let receipt = Receipt {
        base: signed.base,
        id: MessageId([7; 8]),
        sequence: 4,
        verdict: Verdict::Accepted,
        reason: 0,
        highest_sequence: signed.base.sequence,
        center_time: 1_795_273_500,
        not_before: 0,
        log_index: None,
    };
    Answered { digest, receipt: receipt.sign(Some(&digest), signer).unwrap() }.symbol()
}

fn unanswered(world: &World, signed: &SignedRecord, station: u32) -> Symbol {
    let certificate = Certificate {
        base: signed.base,
        digest: signed.digest(&world.digest()),
        attempts: 12,
        first_attempt: 1_795_273_300,
        last_attempt: 1_795_290_000,
        deadline: 1_795_294_812,
        journal_head: [7; 12],
    };
    let signature = device(station).sign(&certificate.to_bytes()).unwrap();
    Unanswered { certificate, signature }.symbol()
}

#[test]
fn a_photographed_receipt_verifies_alone_and_with_the_record_that_it_answers() {
    let world = world();
    let result = world.result(1, &tally());
    let symbol = answered(&world, &result, &center());
    let picture = world.picture("receipt.png", &on_paper(&symbol.draw(Paper::Mm58).unwrap()));
    let ran = world.json(&[&picture]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let [receipt] = ran.good("receipt").try_into().unwrap();
    assert_eq!(receipt["verdict"], "accepted");
    assert_eq!(receipt["fingerprint"], result.fingerprint(&world.digest()).to_string());
    let texts: Vec<String> = world.symbols(&result).into_iter().map(|symbol| symbol.text).collect();
    let ran = world.json(&[texts[0].as_str(), &texts[1], &symbol.text]);
    assert_eq!((ran.code, ran.good("result").len(), ran.good("receipt").len()), (0, 1, 1), "{ran:?}");
}

#[test]
fn a_receipt_of_another_signer_or_for_another_record_of_that_number_does_not_verify() {
    let world = world();
    let result = world.result(1, &tally());
    let forged = answered(&world, &result, &roster());
    assert_eq!(world.json(&[&forged.text]).codes(), ["R02"]);
    let mut other = tally();
    other.contests[0].blank += 1;
    other.contests[0].invalid -= 1;
    let other = world.result(1, &other);
    assert_ne!(other.digest(&world.digest()), result.digest(&world.digest()));
    let texts: Vec<String> = world.symbols(&other).into_iter().map(|symbol| symbol.text).collect();
    let ran = world.json(&[texts[0].as_str(), &texts[1], &answered(&world, &result, &center()).text]);
    assert_eq!(ran.codes(), ["R02"], "{ran:?}");
}

#[test]
fn a_certificate_of_non_transmission_verifies_with_the_code_of_the_box_and_not_without() {
    let world = world();
    let result = world.result(1, &tally());
    let symbol = unanswered(&world, &result, 1);
    let key = key_symbol(&certificate(1, &roster()));
    let ran = world.json(&[&symbol.text, &key.text]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let [told] = ran.good("certificate-of-non-transmission").try_into().unwrap();
    assert_eq!((told["attempts"].as_u64(), told["device"].as_u64()), (Some(12), Some(3001)));
    assert_eq!(told["deadline"], "2026-11-21T21:00:12Z", "{told}");
    assert!(world.json(&[&symbol.text]).codes().contains(&"R07".to_owned()));
    let uncertified = key_symbol(&certificate(1, &center()));
    assert!(world.json(&[&symbol.text, &uncertified.text]).codes().contains(&"R08".to_owned()));
    let other = unanswered(&world, &result, 2);
    assert!(world.json(&[&other.text, &key.text]).codes().contains(&"R01".to_owned()));
}
