//! Rules, officers, orders and boxes that take another one's place, as they are typed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use rts_core::center::{QuarantineRules, Rule};
use rts_core::packet::Verdict;
use rts_core::record::{Content, Reason, SignedRecord};
use rts_core::seal::open_package;
use serde_json::Value;

use crate::office::{Office, Serving, card};
use crate::world::{Unit, result};

fn fingerprint(office: &Office, unit: &Unit, signed: &SignedRecord) -> String {
    let package = fs::read(office.path("package.json")).unwrap();
    let digest = open_package(&package, &unit.credentials.root_key).unwrap().digest;
    signed.digest(&digest).fingerprint().to_string()
}

#[test]
fn a_rule_sets_a_result_aside_and_two_named_officers_release_it_with_a_reason() {
    let office = Office::new();
    let unit = office.unit(1, true);
    let rules =
        r#"{"format": "rts-quarantine/1", "officers": ["Kim", "Lee", "Mia"], "blank": {"percent": 1}}"#;
    fs::write(office.path("rules.json"), rules).unwrap();
    let open =
        |mode| fs::set_permissions(office.path("rules.json"), fs::Permissions::from_mode(mode)).unwrap();
    open(0o666);
    let ruled =
        |arguments: &[&str]| office.run(&[arguments, &["HOUSE", "--rules", "DIR/rules.json"]].concat());
    let refused = ruled(&["serve", "--gateway", "127.0.0.1:9", "--listen", "127.0.0.1:0"]);
    assert!(refused.code == 66 && refused.error.contains("others than its owner"), "{}", refused.error);
    open(0o644);
    let serving = Serving::start_with(&office, &["--rules", "DIR/rules.json"]);
    let signed = unit.sign(1, result(100));
    let receipt = serving.exchange(1, unit.packet(&signed));
    assert_eq!((receipt.verdict, receipt.reason), (Verdict::Quarantined, 19));
    let print = fingerprint(&office, &unit, &signed);
    let status = ruled(&["status"]);
    assert!(status.text.contains("SET ASIDE: two officers decide (1)"), "{}", status.text);
    let decide = |by: &[&str], reason: &[&str]| {
        let by: Vec<&str> = by.iter().flat_map(|name| ["--by", name]).collect();
        ruled(&[&["release", &print], &by[..], reason].concat())
    };
    let why = ["--reason", "hand count agrees"];
    assert_eq!(decide(&["Kim", "Lee"], &[]).code, 64, "a reason is needed");
    for wrong in [&["Kim"][..], &["Kim", "Kim"], &["Kim", "Eve"], &["Kim", "Lee", "Mia"]] {
        let ended = decide(wrong, &why);
        assert!(ended.code == 65 && ended.error.contains("A07"), "{wrong:?}: {}", ended.error);
    }
    assert_eq!(decide(&["Lee", "Kim"], &why).code, 0);
    assert_eq!(serving.take().verdict, Verdict::Accepted);
    serving.end();
    office.done(&["export", "HOUSE", "--out", "DIR/export"]);
    let events = fs::read_to_string(office.path("export/events.json")).unwrap();
    assert!(events.contains("by Lee and Kim: hand count agrees"));
    assert!(events.contains("rules-in-force"));
}

#[test]
fn only_an_order_that_the_root_key_signed_makes_a_record_void() {
    let office = Office::new();
    let unit = office.unit(1, true);
    let serving = Serving::start(&office);
    let signed = unit.sign(1, result(100));
    serving.exchange(1, unit.packet(&signed));
    let print = fingerprint(&office, &unit, &signed);
    let package = fs::read(office.path("package.json")).unwrap();
    let digest = signed.digest(&open_package(&package, &unit.credentials.root_key).unwrap().digest);
    let voids = digest.0[..12].try_into().unwrap();
    let annulment = unit.sign(2, Content::Annulment { voids, reason: Reason::Order });
    assert_eq!(serving.exchange(1, unit.packet(&annulment)).verdict, Verdict::Quarantined);
    let order = [
        "order",
        "HOUSE",
        &print,
        "--by",
        "Kim",
        "--by",
        "Lee",
        "--reason",
        "court 4711",
        "--out",
        "DIR/order.json",
    ];
    office.done(&order);
    let text = fs::read_to_string(office.path("order.json")).unwrap();
    fs::write(office.path("forged.json"), text.replace("Lee", "Eve")).unwrap();
    let forged = office.run(&["annul", "HOUSE", "DIR/forged.json"]);
    assert!(forged.code == 65 && forged.error.contains("R01"), "{}", forged.error);
    let other = Office::new();
    let foreign = other.run(&["annul", "HOUSE", office.path("order.json").to_str().unwrap()]);
    assert_eq!(foreign.code, 65, "of another package: {}", foreign.error);
    office.done(&["annul", "HOUSE", "DIR/order.json"]);
    assert_eq!(serving.take().verdict, Verdict::Accepted);
    assert_eq!(office.done(&["status", "HOUSE"])["progress"]["annulled"], 1);
    serving.end();
}

#[test]
fn a_box_takes_another_ones_place_and_from_then_on_the_old_key_does_not_count() {
    let office = Office::new();
    let old = office.unit(1, true);
    let serving = Serving::start(&office);
    let early = old.sign(1, Content::Zero);
    assert_eq!(serving.exchange(1, old.packet(&early)).verdict, Verdict::Received);
    let new = office.unit_of(1, 201, false);
    let enrolment = new.write_enrolment(office.folder.path());
    let enrolment = enrolment.to_str().unwrap();
    let swap = |old: &str| {
        office.run(&["roster", "swap", "HOUSE", "--old", old, "--new", enrolment, "--why", "screen broken"])
    };
    let beside = office.run(&["roster", "add", "HOUSE", enrolment]);
    assert!(beside.code == 65 && beside.error.contains("station 1 has the box 101"), "{}", beside.error);
    let unknown = swap("109");
    assert!(unknown.code == 65 && unknown.error.contains("P10"), "{}", unknown.error);
    assert_eq!(swap("101").code, 0);
    let late = old.sign(2, result(90));
    assert_eq!(serving.exchange(1, old.packet(&late)).verdict, Verdict::Quarantined);
    let good = new.sign(1, result(100));
    assert_eq!(serving.exchange(1, new.packet(&good)).verdict, Verdict::Accepted);
    serving.end();
    let roster = office.done(&["roster", "list", "HOUSE"])["roster"].clone();
    assert_eq!(roster[0]["revoked"], "swapped for box 201: screen broken");
    let events: Vec<&str> =
        roster[0]["history"].as_array().unwrap().iter().map(|it| it["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["device-enrolled", "device-swapped"]);
    assert_eq!(roster[1]["device"], 201);
    assert_eq!(swap("101").code, 65, "it is gone already");
}

#[test]
fn the_day_shows_who_is_late_first_and_how_long_each_class_has() {
    let office = Office::new();
    let (unit, opened) = (office.unit(1, true), office.unit(2, true));
    let serving = Serving::start(&office);
    let (folder, signed) = card(&office, &unit, 1, result(100));
    serving.exchange(1, unit.packet(&signed));
    serving.exchange(2, opened.packet(&opened.sign(1, Content::Opened)));
    serving.end();
    let status = office.run(&["status", "HOUSE"]);
    let text = status.text;
    assert!(
        text.starts_with(
            "3 stations: 1 silent, 1 closed, 1 received\nGeneral: 1 of 3 results here, deadline passed"
        ),
        "{text}"
    );
    let late = text.find("LATE: no result, and the deadline has passed (2)").unwrap();
    let received = text.find("Received, card not compared (1)").unwrap();
    assert!(late < received, "{text}");
    let status = office.done(&["status", "HOUSE"]);
    assert_eq!(status["deadlines"], serde_json::json!({ "late": 1, "overdue": 2 }));
    let words = [0, 1, 2].map(|at: usize| status["stations"][at]["day"].clone());
    assert_eq!(words, ["received", "closed", "silent"]);
    let station = &status["stations"][1]["deadline"];
    assert_eq!((&station["at"], &station["state"]), (&"2020-09-01T22:00:00Z".into(), &"overdue".into()));

    office.done(&["card", "load", "HOUSE", folder.to_str().unwrap()]);
    let day = || office.done(&["status", "HOUSE"])["stations"][0]["day"].clone();
    assert_eq!(day(), "compared");
    office.done(&["publish", "HOUSE", "--out", "DIR/site"]);
    assert_eq!(day(), "published");
}

#[test]
fn the_document_of_quarantine_lists_every_rule_and_its_example_is_one() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/quarantine.md")).unwrap();
    for rule in Rule::ALL {
        let row = format!("| {} | `{}` | {} |", rule.code(), rule.name(), rule.sentence());
        assert!(document.contains(&row), "{row}");
    }
    let example = document.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    let rules = QuarantineRules::from_json(example.as_bytes()).unwrap();
    assert!(rules.may_decide(["K. Ahmad", "L. Berisha"]) && rules.reconciliation.percent == Some(3));
    let schema: Value =
        serde_json::from_slice(&fs::read(root.join("docs/schema/quarantine.json")).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    schema.validate(&serde_json::from_str(example).unwrap()).unwrap();
    for wrong in [
        r#"{"format": "rts-quarantine/2"}"#,
        r#"{"format": "rts-quarantine/1", "blanks": {"percent": 3}}"#,
        r#"{"format": "rts-quarantine/1", "blank": {"percent": -3}}"#,
        r#"{"format": "rts-quarantine/1", "officers": ["Kim", "Kim"]}"#,
    ] {
        assert!(QuarantineRules::from_json(wrong.as_bytes()).is_err(), "{wrong}");
        assert!(schema.validate(&serde_json::from_str(wrong).unwrap()).is_err(), "{wrong}");
    }
}
