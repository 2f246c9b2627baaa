//! Exports and their verification: what one side writes the other side proves, and nothing changed is believed.

use std::fs;
use std::path::{Path, PathBuf};

use rts::ports::credentials::CertificateFile;
use rts_core::election::TallyFile;
use rts_core::packet::Verdict;
use rts_core::seal::{CommissionKey, DeviceCertificate, DeviceKey};
use serde_json::Value;

use super::asking::sealed;
use super::command::{Ran, rts};
use super::election::{DEVICE, root, roster};
use super::world::{SEED, World};

fn key() -> String {
    DeviceKey::from_seed(&SEED).public().to_string()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A world whose result was delivered, and its export.
fn exported() -> (World, PathBuf, String) {
    let world = World::new();
    let fingerprint = sealed(&world);
    world.until(|status| status["phase"] == "delivered");
    let out = world.election.path("export");
    let package = world.election.path("signed.json");
    let ran = world.rts(&["export", "--out", text(&out), "--package", text(&package)]);
    assert_eq!(ran.code, 0, "{ran:?}");
    (world, out, fingerprint)
}

fn verify(world: &World, evidence: &[&Path], further: &[&str]) -> Ran {
    let package = world.election.path("signed.json");
    let mut arguments = vec!["verify", "--package", text(&package)];
    arguments.extend(evidence.iter().map(|path| text(path)));
    rts(arguments.iter().chain(further))
}

fn record(out: &Path, end: &str) -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.to_str().unwrap().ends_with(end));
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

fn certificate(world: &World, station: u32, signer: &CommissionKey) -> PathBuf {
    let public = DeviceKey::from_seed(&SEED).public();
    let certificate = DeviceCertificate::issue(signer, 7, DEVICE, station, public).unwrap();
    world.election.write("certificate.json", CertificateFile::of(&certificate).to_json().unwrap())
}

#[test]
fn an_export_holds_every_record_with_its_packets_and_receipt_and_the_result_in_both_forms() {
    let (world, out, fingerprint) = exported();
    let list: Value = serde_json::from_slice(&fs::read(out.join("records.json")).unwrap()).unwrap();
    assert_eq!(list["format"], "rts-records/1");
    assert_eq!(list["public_key"], key());
    let records = list["records"].as_array().unwrap();
    assert!(records.iter().any(|record| record["fingerprint"] == fingerprint.as_str()), "{list}");
    assert!(fs::metadata(record(&out, "-result.packet-1.bin")).unwrap().len() <= 340);
    assert_eq!(fs::metadata(record(&out, "-result.receipt.bin")).unwrap().len(), 102);
    let result = TallyFile::from_json(&fs::read(out.join("result.json")).unwrap()).unwrap();
    let counted = fs::read(world.election.path("tally.json")).unwrap();
    assert_eq!(result, TallyFile::from_json(&counted).unwrap());
    let nist: Value = serde_json::from_slice(&fs::read(out.join("result-nist.json")).unwrap()).unwrap();
    assert_eq!(nist["@type"], "ElectionResults.ElectionReport");
    let log: Value = serde_json::from_slice(&fs::read(out.join("event-log.json")).unwrap()).unwrap();
    assert_eq!(log["@type"], "EventLogging.ElectionEventLog");
}

#[test]
fn nothing_is_exported_before_a_result_is_sealed() {
    let world = World::new();
    let out = world.election.path("export");
    let export = || world.rts(&["export", "--out", text(&out)]).refused();
    assert_eq!(export(), "D09");
    assert_eq!(world.act(1, &["open"]).code, 0);
    assert_eq!(export(), "D11");
    counted_after_open(&world);
    assert_eq!(export(), "D09");
    assert!(!out.exists());
}

fn counted_after_open(world: &World) {
    assert_eq!(world.act(1, &["close"]).code, 0);
    assert_eq!(world.act(1, &["tally", "import", &super::asking::tally_file(world)]).code, 0);
}

#[test]
fn an_export_replaces_an_earlier_one_and_nothing_else() {
    let (world, out, _) = exported();
    fs::write(out.join("stray"), "").unwrap();
    assert_eq!(world.rts(&["export", "--out", text(&out)]).code, 0);
    assert!(!out.join("stray").exists() && out.join("records.json").exists());
    let precious = world.election.path("precious");
    fs::create_dir(&precious).unwrap();
    fs::write(precious.join("file"), "precious").unwrap();
    assert_eq!(world.rts(&["export", "--out", text(&precious)]).refused(), "X02");
    assert_eq!(fs::read_to_string(precious.join("file")).unwrap(), "precious");
    let nowhere = world.election.path("missing/export");
    assert_eq!(world.rts(&["export", "--out", text(&nowhere)]).refused(), "X02");
}

#[test]
fn without_the_package_the_records_are_exported_and_the_missing_result_is_said() {
    let world = World::new();
    sealed(&world);
    let out = world.election.path("export");
    let ran = world.rts(&["export", "--out", text(&out)]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("WARNING: no result file"), "{ran:?}");
    assert!(!out.join("result.json").exists());
}

#[test]
fn a_whole_export_verifies_with_the_box_certificate_and_the_root_key() {
    let (world, out, fingerprint) = exported();
    let certificate = certificate(&world, 1, &roster());
    let root = root().public().to_string();
    let further = ["--key", text(&certificate), "--root-key", &root];
    let ran = verify(&world, &[&out], &further);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains(&format!("Fingerprint {fingerprint}")), "{}", ran.out);
    assert!(ran.out.contains("accepted: it counts") && ran.out.contains("  2 Fay"), "{}", ran.out);
    assert!(!ran.out.contains("NOT"), "{}", ran.out);
    let json = verify(&world, &[&out], &["--json", "--key", text(&certificate)]).json();
    assert_eq!(
        (&json["good"], &json["package"]["signature_checked"]),
        (&Value::from(true), &Value::from(false))
    );
}

#[test]
fn a_single_record_its_receipt_and_its_bytes_in_hexadecimal_verify_and_say_what_was_not_checked() {
    let (world, out, fingerprint) = exported();
    let (result, receipt) = (record(&out, "-result.bin"), record(&out, "-result.receipt.bin"));
    let ran = verify(&world, &[&result, &receipt], &["--key", &key()]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("River School") && ran.out.contains("Approved by: 1 Ida, 2 Jon"));
    assert_eq!(ran.out.matches("NOT CHECKED").count(), 2, "{}", ran.out);
    let digits = hex::encode(fs::read(&result).unwrap());
    let ran = verify(&world, &[Path::new(&digits)], &["--json", "--key", &key()]);
    assert_eq!(ran.json()["findings"][0]["fingerprint"], fingerprint);
    let alone = verify(&world, &[&receipt], &["--json", "--key", &key()]);
    assert_eq!(alone.refused(), "R02");
}

#[test]
fn a_changed_bit_anywhere_in_a_record_or_receipt_is_found() {
    let (world, out, _) = exported();
    let (result, receipt) = (record(&out, "-result.bin"), record(&out, "-result.receipt.bin"));
    let whole = fs::read(&result).unwrap();
    for at in [0, 1, 10, 12, 40, whole.len() - 70, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        let path = world.election.write("changed.bin", changed);
        let ran = verify(&world, &[&path], &["--json", "--key", &key()]);
        assert_eq!(ran.refused(), "R01", "byte {at}");
        assert_eq!(ran.json()["good"], false);
    }
    let mut changed = fs::read(&receipt).unwrap();
    changed[24] = Verdict::Refused.number();
    let path = world.election.write("changed.receipt.bin", changed);
    assert_eq!(verify(&world, &[&result, &path], &["--json", "--key", &key()]).refused(), "R02");
}

#[test]
fn a_file_of_an_export_that_was_swapped_is_seen_beside_its_list() {
    let (world, out, _) = exported();
    let result = record(&out, "-result.bin");
    let mut changed = fs::read(&result).unwrap();
    changed[30] ^= 1;
    fs::write(&result, changed).unwrap();
    let ran = verify(&world, &[&out], &["--key", &key()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("NOT everything verifies"), "{}", ran.out);
}

#[test]
fn another_key_package_or_certificate_proves_nothing() {
    let (world, out, _) = exported();
    let result = record(&out, "-result.bin");
    let other = roster().public().to_string();
    assert_eq!(verify(&world, &[&result], &["--json", "--key", &other]).refused(), "R01");
    let forged = certificate(&world, 1, &root());
    assert_eq!(verify(&world, &[&result], &["--key", text(&forged)]).refused(), "P09");
    let elsewhere = certificate(&world, 2, &roster());
    assert_eq!(verify(&world, &[&result], &["--json", "--key", text(&elsewhere)]).refused(), "R01");
    assert_eq!(verify(&world, &[&result], &["--key", &key(), "--root-key", &other]).refused(), "P02");
    let mut newer = world.election.definition.clone();
    newer.election.version = 3;
    world.election.package(&newer);
    assert_eq!(verify(&world, &[&result], &["--json", "--key", &key()]).refused(), "R01");
    assert_eq!(verify(&world, &[Path::new("/nowhere.bin")], &["--key", &key()]).refused(), "X01");
    assert_eq!(rts(["verify", text(&result)]).code, 2);
}

#[test]
fn settings_are_checked_before_a_daemon_depends_on_them() {
    let world = World::new();
    let good = world.election.write("good.toml", "[clock]\noffset-minutes = 180\n");
    let ran = rts(["config", "check", text(&good)]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let bad = world.election.write("bad.toml", "[modem]\nbaud = 19201\n");
    let ran = rts(["config", "check", text(&good), text(&bad)]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("X03") && ran.err.contains("modem.baud"), "{ran:?}");
}
