//! `rts-center` as it is typed: from fresh keys to the published results.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rts::ports::credentials::{CertificateFile, pin_matches};
use rts_core::packet::Verdict;
use rts_core::record::{Content, Reason, SignedRecord};
use rts_core::seal::open_package;
use serde_json::Value;

use crate::office::{Office, Serving, card, head_of_provisioning};
use crate::world::{result, tally};

#[test]
fn an_election_runs_from_keys_to_published_results() {
    let office = Office::new();
    let (one, two, three) = (office.unit(1, true), office.unit(2, true), office.unit(3, false));
    let serving = Serving::start(&office);

    let (card_one, signed_one) = card(&office, &one, 1, result(100));
    assert_eq!(serving.exchange(1, one.packet(&signed_one)).verdict, Verdict::Accepted);
    // The second box's card says something else than what it sent.
    let signed_two = two.sign_after(1, result(150), head_of_provisioning(&two));
    let (card_two, _) = card(&office, &two, 1, result(140));
    assert_eq!(serving.exchange(2, two.packet(&signed_two)).verdict, Verdict::Accepted);
    // The third is not on the roster yet.
    let signed_three = three.sign(1, result(200));
    assert_eq!(serving.exchange(3, three.packet(&signed_three)).verdict, Verdict::Quarantined);
    let enrolment = three.write_enrolment(office.folder.path());
    office.done(&["roster", "add", "HOUSE", enrolment.to_str().unwrap()]);
    assert_eq!(serving.take().verdict, Verdict::Accepted, "judged again, and answered by the running server");

    let status = office.done(&["status", "HOUSE"]);
    assert_eq!(status["progress"]["accepted"], 3, "{status}");
    assert_eq!(status["traffic"]["arrivals"], 3);
    let results = office.done(&["results", "HOUSE"]);
    assert_eq!(results["preliminary"], true);
    assert_eq!(results["totals"][0]["contests"][0]["lines"][0]["votes"], 450);
    assert_eq!(results["totals"][0]["ballots_cast"], 930);
    let station = office.done(&["results", "HOUSE", "--station", "A-02"]);
    assert_eq!(station["tally"]["contests"][0]["votes"]["candidates"][0], 150);
    assert!(office.run(&["results", "HOUSE"]).text.starts_with("PRELIMINARY: 3 of 3"));

    let cards = [card_one.to_str().unwrap(), card_two.to_str().unwrap()];
    let compared = office.run(&[&["--json", "card", "load", "HOUSE"], &cards[..]].concat());
    assert_eq!(compared.code, 1, "a difference is a bad finding");
    let compared = compared.json();
    assert_eq!((&compared["compared"], &compared["equal"]), (&2.into(), &1.into()));
    assert_eq!(compared["cards"][0]["outcome"], "equal", "{compared}");
    let line = &compared["cards"][1]["findings"][0]["lines"][0];
    assert_eq!((&line["air"], &line["card"]), (&150.into(), &140.into()), "{compared}");
    let status = office.done(&["status", "HOUSE"]);
    assert_eq!((&status["progress"]["compared"], &status["progress"]["differing"]), (&1.into(), &1.into()));

    office.done(&["export", "HOUSE", "--out", "DIR/export"]);
    check_export(&office.path("export"));
    serving.end();
}

fn check_export(folder: &Path) {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let json = |name: &str| -> Value { serde_json::from_str(&read(name)).unwrap() };
    let rows: Vec<String> = read("results.csv").lines().map(str::to_owned).collect();
    assert_eq!(rows.len(), 1 + 3 * (2 + 4));
    assert!(rows.iter().any(|row| row.starts_with("2,A-02,North,general,") && row.ends_with(",1,Eva,150")));
    assert_eq!(read("stations.csv").lines().count(), 4);
    let report = json("report.json");
    assert_eq!(report["@type"], "ElectionResults.ElectionReport");
    assert_eq!(report["Status"], "unofficial-complete");
    let events = json("events.json");
    assert_eq!(events["Device"][0]["Type"], "transmission-receiving");
    let ids: Vec<&str> = events["Device"][0]["Event"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["Id"].as_str().unwrap())
        .collect();
    for id in ["center-started", "device-enrolled", "record-accepted", "record-quarantined", "card-compared"]
    {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
    let log = json("log.json");
    assert_eq!(log["size"], 3);
    assert_eq!(read("records.jsonl").lines().count(), 3);
    assert_eq!(json("roster.json").as_array().unwrap().len(), 3);
    assert_eq!(json("cards.json").as_array().unwrap().len(), 2);
    assert!(json("summary.json")["totals"][0]["stations"] == 3);
}

#[test]
fn nothing_that_was_confirmed_is_lost_when_the_program_is_killed() {
    let office = Office::new();
    let unit = office.unit(1, true);
    let mut heard = 0_u16;
    for _ in 0..6 {
        let serving = Serving::start(&office);
        for _ in 0..5 {
            heard += 1;
            serving.bring(1, unit.packet(&unit.sign(heard, Content::Turnout { voters: heard.into() })));
        }
        serving.kill();
    }
    let serving = Serving::start(&office);
    let last = unit.sign(heard + 1, result(100));
    serving.bring(1, unit.packet(&last));
    while serving.take().base != last.base {}
    serving.end();
    office.done(&["export", "HOUSE", "--out", "DIR/export"]);
    let records = std::fs::read_to_string(office.path("export/records.jsonl")).unwrap();
    let sequences: Vec<u64> = records
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["sequence"].as_u64().unwrap())
        .collect();
    assert_eq!(sequences, (1..=u64::from(heard) + 1).collect::<Vec<_>>());
}

#[test]
fn officers_release_and_annul_and_a_revoked_box_is_set_aside() {
    let office = Office::new();
    let unit = office.unit(1, true);
    let serving = Serving::start(&office);
    let (first, second) = (unit.sign(1, result(100)), unit.sign(2, result(101)));
    assert_eq!(serving.exchange(1, unit.packet(&first)).verdict, Verdict::Accepted);
    assert_eq!(serving.exchange(1, unit.packet(&second)).verdict, Verdict::Quarantined);
    let digest = |signed: &SignedRecord| {
        let package = std::fs::read(office.path("package.json")).unwrap();
        signed.digest(&open_package(&package, &unit.credentials.root_key).unwrap().digest)
    };
    let fingerprint = digest(&second).fingerprint().to_string();
    for officers in [&["--by", "Kim"][..], &["--by", "Kim", "--by", "Kim"]] {
        let alone =
            office.run(&[&["release", "HOUSE", &fingerprint, "--reason", "recount"], officers].concat());
        assert_eq!(alone.code, 65, "{}", alone.error);
    }
    let lower = fingerprint.to_lowercase();
    let decided = ["--by", "Kim", "--by", "Lee", "--reason", "recount"];
    office.done(&[&["release", "HOUSE", &lower], &decided[..]].concat());
    assert_eq!(serving.take().verdict, Verdict::Accepted);
    let results = office.done(&["results", "HOUSE"]);
    assert_eq!(results["totals"][0]["contests"][0]["lines"][0]["votes"], 101);

    let voids = digest(&second).0[..12].try_into().unwrap();
    let annulment = unit.sign(3, Content::Annulment { voids, reason: Reason::Order });
    assert_eq!(serving.exchange(1, unit.packet(&annulment)).verdict, Verdict::Quarantined);
    office.done(&[&["order", "HOUSE", &fingerprint, "--out", "DIR/order.json"], &decided[..]].concat());
    office.done(&["annul", "HOUSE", "DIR/order.json"]);
    assert_eq!(serving.take().verdict, Verdict::Accepted);
    let status = office.done(&["status", "HOUSE"]);
    assert_eq!(status["progress"]["annulled"], 1);

    office.done(&["roster", "revoke", "HOUSE", "101", "--why", "stolen"]);
    let after = unit.sign(4, Content::Result(tally(99)));
    assert_eq!(serving.exchange(1, unit.packet(&after)).verdict, Verdict::Quarantined);
    let roster = office.done(&["roster", "list", "HOUSE"]);
    assert_eq!(roster["roster"][0]["revoked"], "stolen");
    assert_eq!(office.run(&["roster", "revoke", "HOUSE", "101", "--why", "again"]).code, 65);
    serving.end();
}

#[test]
fn secrets_are_their_owners_alone_and_never_overwritten() {
    let office = Office::new();
    let mode = |name: &str| std::fs::metadata(office.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("keys"), 0o700);
    for secret in ["root.key", "roster.key", "receipt.key", "center.master", "gateway.master"] {
        assert_eq!(mode(&format!("keys/{secret}")), 0o600, "{secret}");
    }
    assert_eq!(office.run(&["keys", "make", "--out", "KEYS"]).code, 73);
    let unit = office.unit(1, true);
    assert_eq!((mode("credentials-1.json"), mode("pins-1.json")), (0o600, 0o600));
    let pins: Value = serde_json::from_slice(&std::fs::read(office.path("pins-1.json")).unwrap()).unwrap();
    for official in 1..=2_u8 {
        let pin = pins[official.to_string()].as_str().unwrap();
        assert!(pin_matches(unit.credentials.pin(official).unwrap(), pin));
    }
    let certificate = std::fs::read(office.path("certificates/device-101.json")).unwrap();
    let certificate = CertificateFile::from_json(&certificate).unwrap();
    assert!(certificate.verify(&unit.credentials.roster_key).is_ok());
    assert_eq!(certificate.public, unit.key.public());
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(office.path("keys/receipt.key"), open).unwrap();
    let refused = office.run(&["serve", "HOUSE", "--gateway", "127.0.0.1:9", "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.code, 77, "{}", refused.error);
    let mut handed_over =
        office.command(&["serve", "HOUSE", "--gateway", "127.0.0.1:9", "--listen", "nowhere"]);
    let ended = handed_over.env("CREDENTIALS_DIRECTORY", office.path("keys")).output().unwrap();
    assert_eq!(ended.status.code(), Some(69), "what the service manager hands over is read");
}

#[test]
fn what_cannot_be_done_ends_with_its_own_code() {
    let office = Office::new();
    let code = |arguments: &[&str]| office.run(arguments).code;
    assert_eq!(code(&["--help"]), 0);
    assert_eq!(code(&["nonsense"]), 64);
    assert_eq!(code(&["package", "show", "DIR/none.json", "--keys", "KEYS"]), 66);
    assert_eq!(code(&["package", "show", "DIR/source/package.json", "--keys", "KEYS"]), 65);
    assert_eq!(code(&["status", "HOUSE"]), 74, "there is no database yet");
    let unit = office.unit(1, true);
    let issue = |station: &str, pins: &str| {
        code(&[
            "credentials",
            "issue",
            "--package",
            "PACKAGE",
            "--keys",
            "KEYS",
            "--station",
            station,
            "--device",
            "9",
            "--pins",
            pins,
            "--out",
            "DIR/c.json",
        ])
    };
    std::fs::write(office.path("good.json"), r#"{"1": "4711", "2": "0815"}"#).unwrap();
    std::fs::write(office.path("few.json"), r#"{"1": "4711"}"#).unwrap();
    std::fs::write(office.path("poor.json"), r#"{"1": "4711", "2": "08x5"}"#).unwrap();
    assert_eq!(issue("A-99", "DIR/good.json"), 65);
    assert_eq!(issue("A-01", "DIR/few.json"), 66);
    assert_eq!(issue("A-01", "DIR/poor.json"), 66);
    assert_eq!(issue("A-01", "DIR/good.json"), 0);
    assert_eq!(issue("A-01", "DIR/good.json"), 73, "credentials are not overwritten");
    let mut forged = unit.enrolment();
    forged.device = 111;
    std::fs::write(office.path("forged.json"), forged.to_json().unwrap()).unwrap();
    let ended = office.run(&["--json", "roster", "add", "HOUSE", "DIR/forged.json"]);
    assert_eq!((ended.code, ended.json()["stopped"]["code"].as_str()), (65, Some("P09")), "{}", ended.text);
    let enrolment = unit.write_enrolment(office.folder.path());
    office.done(&["roster", "add", "HOUSE", enrolment.to_str().unwrap()]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    assert_eq!(code(&["serve", "HOUSE", "--listen", &taken, "--gateway", "127.0.0.1:9"]), 69);
}

#[test]
fn a_package_can_be_made_for_another_day_and_for_training() {
    let office = Office::new();
    let shown = office.done(&[
        "package",
        "make",
        "--source",
        "SOURCE",
        "--keys",
        "KEYS",
        "--out",
        "DIR/training.json",
        "--test",
        "--version",
        "9",
        "--opens",
        "2030-01-01T06:00:00Z",
        "--closes",
        "2030-01-01T16:00:00Z",
    ]);
    assert_eq!((&shown["test"], &shown["version"]), (&true.into(), &9.into()));
    let one_hour = office.run(&[
        "package",
        "make",
        "--source",
        "SOURCE",
        "--keys",
        "KEYS",
        "--out",
        "DIR/other.json",
        "--opens",
        "2030-01-01T06:00:00Z",
    ]);
    assert_eq!(one_hour.code, 64);
    let other = Office::new();
    let foreign = office.path("training.json");
    let refused = other.run(&["package", "show", foreign.to_str().unwrap(), "--keys", "KEYS"]);
    assert_eq!(refused.code, 65);
    assert!(refused.error.contains("P02"), "{}", refused.error);
}

#[test]
fn a_package_that_paper_cannot_show_is_not_signed_and_languages_without_labels_are_told() {
    let office = Office::new();
    let make = ["package", "make", "--source", "SOURCE", "--keys", "KEYS", "--out", "DIR/other.json"];
    let mut source = crate::world::source();
    source.election.languages.push("th".to_owned());
    source.election.name.0.insert("th".to_owned(), "\u{E40}\u{E25}".to_owned());
    std::fs::write(office.path("source/package.json"), source.to_json().unwrap()).unwrap();
    let refused = office.run(&make);
    assert_eq!(refused.code, 65);
    assert!(
        refused.error.contains("P12") && refused.error.contains("election name (th)"),
        "{}",
        refused.error
    );
    assert!(!office.path("other.json").exists());
    source.election.name.0.remove("th");
    std::fs::write(office.path("source/package.json"), source.to_json().unwrap()).unwrap();
    assert_eq!(office.done(&make)["without_labels"], serde_json::json!(["th"]));
    let shown = office.run(&["package", "show", "DIR/other.json", "--keys", "KEYS"]);
    assert!(shown.text.contains("no labels in th: English"), "{}", shown.text);
    let usual = office.done(&["package", "show", "PACKAGE", "--keys", "KEYS"]);
    assert_eq!(usual["without_labels"], serde_json::json!([]));
}
