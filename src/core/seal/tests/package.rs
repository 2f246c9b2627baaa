//! Signed packages and their canonical bytes.

use serde_json::{Value, json};

use super::super::*;
use super::{answers, bytes, text};
use crate::election::Code;
use crate::election::sample;

fn root() -> CommissionKey {
    CommissionKey::from_hex(text(&answers()["root_seed"])).unwrap()
}

fn open(file: &Value) -> Result<Package, Code> {
    open_package(file.to_string().as_bytes(), &root().public()).map_err(|refusal| refusal.code)
}

/// A file with any package, truly signed.
fn signed(package: Value) -> Value {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(canonical_json(&package).unwrap());
    let signature = root().sign(&[b"rts/v1/package\0", digest.as_slice()].concat()).unwrap();
    json!({"format": SIGNED_PACKAGE_FORMAT, "package": package, "signature": hex::encode(signature)})
}

#[test]
fn a_package_signed_by_another_implementation_opens_with_the_same_digest() {
    let answers = answers();
    let package = open(&answers["package"]).unwrap();
    assert_eq!(package.digest.to_vec(), bytes(&answers["package_digest"]));
    assert_eq!(package.definition.stations[0].number, 40001);
    assert_eq!(package_digest(&package.definition).unwrap(), package.digest);
}

#[test]
fn a_package_opens_as_it_was_signed() {
    let definition = sample::definition();
    let file = sign_package(&definition, &root()).unwrap();
    let package = open_package(file.as_bytes(), &root().public()).unwrap();
    assert_eq!(package.definition, definition);
    assert_eq!(serde_json::from_str::<Value>(&file).unwrap()["format"], "rts-signed-package/1");
}

#[test]
fn a_package_of_another_key_or_changed_after_signing_is_refused() {
    let other = CommissionKey::from_seed(&[1; 32]);
    let file = sign_package(&sample::definition(), &other).unwrap();
    let refusal = open_package(file.as_bytes(), &root().public()).unwrap_err();
    assert_eq!(refusal.code, Code::PackageSignature);
    let good = answers()["package"].clone();
    for (pointer, value) in [
        ("/package/election/version", json!(4)),
        ("/package/stations/0/registered", json!(451)),
        ("/package/contests/0/choices/candidates/1/name/en", json!("C")),
        ("/package/keys/receipt/0", json!("11".repeat(32))),
        ("/signature", json!("00".repeat(64))),
    ] {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert_eq!(open(&changed), Err(Code::PackageSignature), "{pointer}");
    }
    let mut swapped = good.clone();
    swapped["package"]["contests"][0]["choices"]["candidates"].as_array_mut().unwrap().swap(0, 1);
    assert_eq!(open(&swapped), Err(Code::PackageSignature));
}

#[test]
fn what_is_no_signed_package_is_refused_as_unreadable() {
    let good = answers()["package"].clone();
    let changes: [(&str, Value); 5] = [
        ("/format", json!("rts-signed-package/2")),
        ("/signature", json!("00")),
        ("/signature", json!(5)),
        ("/package/election/version", json!(1.5)),
        ("/package/election/version", json!(u64::MAX)),
    ];
    for (pointer, value) in changes {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        assert_eq!(open(&changed), Err(Code::PackageUnreadable), "{pointer}");
    }
    let mut extra = good.clone();
    extra["note"] = json!("");
    assert_eq!(open(&extra), Err(Code::PackageUnreadable));
    for garbage in [&b""[..], b"{}", b"[", b"\xff\xfe", "[".repeat(100_000).as_bytes()] {
        let refusal = open_package(garbage, &root().public()).unwrap_err();
        assert_eq!(refusal.code, Code::PackageUnreadable);
    }
}

#[test]
fn a_signed_package_has_one_form_only() {
    let good = answers()["package"]["package"].clone();
    assert!(open(&signed(good.clone())).is_ok());
    let mut default_spelt_out = good.clone();
    default_spelt_out["election"]["test"] = json!(false);
    assert_eq!(open(&signed(default_spelt_out)), Err(Code::PackageUnreadable));
    let mut offset = good.clone();
    offset["classes"][0]["opens"] = json!("2027-05-01T07:00:00+03:00");
    assert_eq!(open(&signed(offset)), Err(Code::PackageUnreadable));
    let mut unknown = good.clone();
    unknown["remote_control"] = json!(true);
    assert_eq!(open(&signed(unknown)), Err(Code::PackageUnreadable));
    let mut contradiction = good;
    contradiction["stations"][0]["style"] = json!("missing");
    assert_eq!(open(&signed(contradiction)), Err(Code::PackageInvalid));
}

#[test]
fn a_signed_package_with_an_unusable_key_is_refused_and_a_good_one_hands_out_its_keys() {
    let answers = answers();
    let package = open(&answers["package"]).unwrap();
    let center = CommissionKey::from_hex(text(&answers["center_seed"])).unwrap().public();
    let roster = CommissionKey::from_hex(text(&answers["roster_seed"])).unwrap().public();
    assert_eq!(package.receipt_keys(), Ok(vec![center]));
    assert_eq!(package.roster_key(), Ok(roster));
    // A point of order 8, which would verify anything.
    let weak = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a";
    for pointer in ["/keys/receipt/0", "/keys/roster"] {
        let mut unusable = answers["package"]["package"].clone();
        *unusable.pointer_mut(pointer).unwrap() = json!(weak);
        assert_eq!(open(&signed(unusable)), Err(Code::PackageInvalid), "{pointer}");
    }
}

#[test]
fn canonical_json_sorts_by_utf_16_and_escapes_as_the_standard_says() {
    // RFC 8785 section 3.2.3: its example of sorting, and section 3.2.2.2: escapes.
    let document = json!({
        "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
        "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control",
        "\u{f6}": "Latin Small Letter O With Diaeresis"
    });
    let canonical = String::from_utf8(canonical_json(&document).unwrap()).unwrap();
    let expected = concat!(
        r#"{"\r":"Carriage Return","1":"One","#,
        "\"\u{80}\":\"Control\",\"\u{f6}\":\"Latin Small Letter O With Diaeresis\",",
        "\"\u{20ac}\":\"Euro Sign\",\"\u{1f600}\":\"Emoji: Grinning Face\",",
        "\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
    );
    assert_eq!(canonical, expected);
    let escapes = json!(["\u{20ac}$\u{f}\nA'B\"\\\"/", null, true, [], {}, 0, (1_u64 << 53) - 1]);
    let expected = "[\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\"/\",null,true,[],{},0,9007199254740991]";
    assert_eq!(canonical_json(&escapes).unwrap(), expected.as_bytes());
    for refused in [json!(1.5), json!(-1), json!(1_u64 << 53), json!([{"a": 0.0}])] {
        assert_eq!(canonical_json(&refused), None, "{refused}");
    }
}
