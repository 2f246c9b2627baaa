//! Codes that must not pass, and what the page says of each.

use std::collections::BTreeSet;

use rts_core::record::{Base, Kind, Record, SignedRecord};
use rts_core::seal::{CommissionKey, DeviceKey, sign_package, verify};
use rts_core::tape::Paper;
use rts_core::tape::code::key_symbol;
use serde_json::{Value, json};

use crate::browser::{Scenario, card, live, verdict};
use crate::world::{
    BOX, box_code, bytes, certified, definition, device, frozen, key, lines, package, roster, sign, tape,
    texts, trusting, vectors,
};

/// The codes of any bytes Z, cut by hand; the digest at their head is over what stands in them.
fn codes(base: &[u8], r: &[u8], signature: &[u8], name: Option<[u8; 4]>) -> String {
    use sha2::Digest as _;
    let digest = package().digest;
    let signed = [b"rts/v1/record\0", base, &digest, r].concat();
    let name = name.unwrap_or_else(|| sha2::Sha256::digest(signed)[..4].try_into().unwrap());
    let chunk = [base, &digest[..8], r, signature].concat();
    format!("RT1:{}", base45(&[&name[..], &[1, 1], &chunk].concat()))
}

/// Base45 (RFC 9285), written apart from the program.
fn base45(data: &[u8]) -> String {
    const LETTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut text = String::new();
    for pair in data.chunks(2) {
        let mut value = pair.iter().fold(0_usize, |value, byte| value * 256 + usize::from(*byte));
        for _ in 0..=pair.len() {
            text.push(char::from(LETTERS[value % 45]));
            value /= 45;
        }
    }
    text
}

/// Signature with the order of the group added to S: the same to a careless verifier.
fn stretched(signature: &[u8; 64]) -> [u8; 64] {
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let (mut stretched, mut carry) = (*signature, 0);
    for (digit, add) in stretched[32..].iter_mut().zip(order) {
        let sum = u16::from(*digit) + u16::from(add) + carry;
        *digit = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    stretched
}

struct Case {
    name: &'static str,
    codes: Vec<String>,
    expected: (&'static str, &'static str),
}

fn forgeries() -> Vec<Case> {
    let (record, digest) = (frozen(0), package().digest);
    let other = DeviceKey::from_seed(&[9; 32]);
    let base = record.base.to_bytes();
    let mut changed = record.clone();
    *changed.r.last_mut().unwrap() ^= 1;
    let SignedRecord { r, signature, .. } = &record;
    let by_hand =
        |base: &[u8], r: &[u8], signature: &[u8]| vec![codes(base, r, signature, None), box_code(1001)];
    let mut next = base;
    next[0] = 0x21;
    let mut kind = base;
    kind[1] = 0x84;
    let elsewhere = certified(&roster(), BOX, 1002, &device());
    let made_up = certified(&CommissionKey::from_seed(&[8; 32]), BOX, 1001, &other);
    let genuine_name = digest_of(&record);
    let case = |name, codes, expected| Case { name, codes, expected };
    vec![
        case("as it was signed", by_hand(&base, r, signature), ("genuine", "genuine")),
        case("counts changed", tape(&changed), ("false", "signature")),
        case(
            "counts changed, name kept",
            vec![codes(&base, &changed.r, signature, Some(genuine_name)), box_code(1001)],
            ("false", "code-damaged"),
        ),
        case("signed by another key", tape(&sign(record.clone(), &other, &digest)), ("false", "signature")),
        case(
            "signed for another package",
            tape(&sign(record.clone(), &device(), &[7; 32])),
            ("false", "signature"),
        ),
        case(
            "S above the order of the group",
            by_hand(&base, r, &stretched(signature)),
            ("false", "signature"),
        ),
        case("another version", by_hand(&next, r, signature), ("waiting", "version-unknown")),
        case("kind of a receipt", by_hand(&kind, r, signature), ("false", "kind-unknown")),
        case("cut short", by_hand(&base, &[], &signature[..32]), ("false", "record-short")),
        case(
            "box certified by somebody else",
            [texts(&sign(record.clone(), &other, &digest), Paper::Mm80), vec![key_symbol(&made_up).text]]
                .concat(),
            ("false", "certificate-forged"),
        ),
        case(
            "box of another station",
            [texts(&record, Paper::Mm80), vec![key_symbol(&elsewhere).text]].concat(),
            ("false", "certificate-station"),
        ),
        case("code of the box missing", texts(&record, Paper::Mm80), ("waiting", "certificate-missing")),
        case(
            "a forged code beside a good one",
            [by_hand(&base, r, signature), vec![codes(&base, &changed.r, signature, Some(genuine_name))]]
                .concat(),
            ("genuine", "genuine"),
        ),
    ]
}

fn digest_of(record: &SignedRecord) -> [u8; 4] {
    record.digest(&package().digest).0[..4].try_into().unwrap()
}

#[test]
fn every_forgery_is_refused_with_its_reason_and_shows_no_number() {
    let cases = forgeries();
    let scenarios: Vec<Scenario> = cases.iter().map(|case| trusting().paste(&case.codes)).collect();
    for (answer, case) in live(&scenarios).iter().zip(&cases) {
        let shown = card(answer);
        assert_eq!(verdict(shown), case.expected, "{}: {shown}", case.name);
        let good = case.expected.0 == "genuine";
        assert_eq!(shown["record"].is_object(), good, "{}", case.name);
        assert_eq!(shown["votes"] == json!([]), !good, "{}", case.name);
        if case.expected.0 == "false" {
            assert_eq!(shown["title"], "This is not a genuine tape");
            assert_eq!(shown["color"], "rgb(163, 13, 18)");
            assert!(shown["next"].as_str().unwrap().starts_with("Keep the paper."));
        }
    }
}

#[test]
fn what_version_1_refuses_after_a_good_seal_is_no_genuine_tape() {
    use rts_core::packet::{Keys, open_link, open_message};
    use rts_core::seal::{CenterMaster, GatewayMaster};
    let center = CenterMaster::from_hex(&key("center_master")).unwrap();
    let gateway = GatewayMaster::from_hex(&key("gateway_master")).unwrap();
    let (mut records, package) = (Vec::new(), package());
    for line in lines("refused.jsonl") {
        let packets: Vec<Vec<u8>> = line["packets"].as_array().unwrap().iter().map(bytes).collect();
        let Some(base) = packets[0].first_chunk::<11>().and_then(|base| Base::parse(base).ok()) else {
            continue;
        };
        let keys = Keys {
            end_to_end: center.end_to_end_key(base.device, base.seal_epoch.number()).unwrap(),
            link: gateway.link_key(base.device, base.link_epoch.number()).unwrap(),
        };
        let links: Vec<_> = packets.iter().filter_map(|packet| open_link(packet, &keys.link).ok()).collect();
        let Some(first) = links.first().map(|link| link.header) else { continue };
        let blob: Vec<u8> = links.iter().flat_map(|link| link.chunk.clone()).collect();
        let Ok(record) = open_message(&first.base, first.id, &blob, &keys.end_to_end) else { continue };
        // Where only the packets were wrong, the record itself may be good.
        let believed =
            verify(&device().public(), &record.signature_input(&package.digest), &record.signature);
        if believed.is_err() || Record::parse(record.base, &record.r, &package.definition).is_err() {
            records.push((line["why"].as_str().unwrap().to_owned(), record));
        }
    }
    assert!(records.len() > 25, "only {} records of refused.jsonl were opened", records.len());
    let mut all: Vec<String> = records.iter().flat_map(|(_, record)| texts(record, Paper::Mm80)).collect();
    all.extend((1001..=1004).map(box_code));
    let answer = trusting().paste(&all).live();
    let cards = answer["cards"].as_array().unwrap();
    // Some differ in the signature only, or not at all once they are opened, and share a name.
    let names: BTreeSet<_> = records.iter().map(|(_, record)| digest_of(record)).collect();
    assert_eq!(cards.len(), names.len());
    for card in cards {
        let why =
            records.iter().find(|(_, record)| card["set"] == format!("{}/1", hex::encode(digest_of(record))));
        assert_eq!(card["verdict"], "false", "{why:?}: {card}");
        assert_eq!(card["record"], Value::Null, "{why:?}");
    }
}

#[test]
fn a_missing_part_is_named_and_parts_of_two_tapes_are_not_mixed() {
    let long = frozen(3);
    let codes = texts(&long, Paper::Mm58);
    assert_eq!(codes.len(), 2, "a record of two codes");
    let other = sign(
        SignedRecord { base: Base { sequence: 77, ..long.base }, ..long.clone() },
        &device(),
        &package().digest,
    );
    let theirs = texts(&other, Paper::Mm58);
    let missing = trusting().paste(&[codes[1].clone(), box_code(1004)]);
    let mixed = trusting().paste(&[codes[0].clone(), theirs[1].clone(), box_code(1004)]);
    let later = missing.clone().paste(&codes[..1]);
    let [missing, mixed, later] = &live(&[missing, mixed, later])[..] else { unreachable!() };
    assert_eq!(verdict(card(missing)), ("waiting", "parts-missing"));
    assert_eq!(card(missing)["why"], "Missing: part 1 of 2.");
    assert_eq!(card(missing)["color"], "rgb(122, 74, 0)");
    let print = long.fingerprint(&package().digest).to_string();
    assert_eq!(card(missing)["start"], format!("{}…", &print[..7]), "which tape it is stands on the paper");
    assert_eq!(verdict(card(later)), ("genuine", "genuine"));
    let cards = mixed["cards"].as_array().unwrap();
    assert_eq!(
        cards.iter().map(|card| card["why"].as_str().unwrap()).collect::<Vec<_>>(),
        ["Missing: part 2 of 2.", "Missing: part 1 of 2."]
    );
}

#[test]
fn a_package_is_only_believed_with_the_commission_s_key_or_after_a_comparison() {
    let codes = tape(&frozen(0));
    let file = vectors("package.json");
    let folder = tempfile::tempdir().unwrap();
    let mut definition = definition();
    definition.stations[0].registered += 1;
    let root = CommissionKey::from_hex(&key("root_seed")).unwrap();
    let (changed, altered) = (folder.path().join("changed.json"), folder.path().join("altered.json"));
    std::fs::write(&changed, sign_package(&definition, &root).unwrap()).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&altered, text.replacen("\"Ida\"", "\"Ada\"", 1)).unwrap();
    let open = |path: &std::path::Path| Scenario::new().files("package-file", &[path.to_owned()]);
    let cases = [
        ("no key", open(&file).paste(&codes), "unchecked", ("waiting", "package-unchecked")),
        (
            "compared",
            open(&file).step(json!({"click": "compared"})).paste(&codes),
            "compared",
            ("genuine", "genuine"),
        ),
        (
            "another key",
            open(&file).root_key(&key("device_key")).paste(&codes),
            "forged",
            ("waiting", "package-forged"),
        ),
        (
            "a newer package",
            open(&changed).root_key(&key("root_key")).paste(&codes),
            "signed",
            ("waiting", "package-other"),
        ),
        (
            "an altered package",
            open(&altered).root_key(&key("root_key")).paste(&codes),
            "forged",
            ("waiting", "package-other"),
        ),
    ];
    let answers = live(&cases.each_ref().map(|(_, scenario, ..)| scenario.clone()));
    for (answer, (name, _, trust, expected)) in answers.iter().zip(&cases) {
        assert_eq!(answer["trust"], *trust, "{name}");
        assert_eq!(verdict(card(answer)), *expected, "{name}");
    }
    let none = Scenario::new().paste(&codes).live();
    assert_eq!(verdict(card(&none)), ("waiting", "package-missing"));
    assert_eq!(none["trust"], Value::Null);
}

#[test]
fn a_tape_that_a_later_one_voids_or_whose_box_was_revoked_is_not_green() {
    let result = frozen(0);
    let digest = package().digest;
    let correction = lines("messages.jsonl").into_iter().map(|line| crate::world::signed_of(&line));
    let mut correction = correction.into_iter().find(|it| it.base.kind == Kind::Annulment).unwrap();
    correction.r[..4].copy_from_slice(&1001_u32.to_be_bytes());
    correction.r[22..34].copy_from_slice(&result.digest(&digest).prefix());
    let correction = sign(correction, &device(), &digest);
    let mut codes = tape(&result);
    codes.extend(texts(&correction, Paper::Mm80));
    let folder = tempfile::tempdir().unwrap();
    let roster_file = folder.path().join("roster.json");
    let certificate = certified(&roster(), BOX, 1001, &device());
    let row = json!([{"device": BOX, "station": 1001, "certificate": hex::encode(certificate.to_bytes()), "revoked": true}]);
    std::fs::write(&roster_file, format!("{row:#}")).unwrap();
    let voided = trusting().paste(&codes);
    let revoked = trusting().files("photos", &[roster_file]).paste(&texts(&result, Paper::Mm80));
    let [voided, revoked] = &live(&[voided, revoked])[..] else { unreachable!() };
    assert_eq!(verdict(&voided["cards"][0]), ("waiting", "voided"));
    assert_eq!(verdict(&voided["cards"][1]), ("genuine", "genuine"));
    assert_eq!(verdict(card(revoked)), ("waiting", "device-revoked"));
}
