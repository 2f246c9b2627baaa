//! The page's sources: they give the committed bytes, and their modules read what this program writes.

use std::fs;
use std::path::Path;
use std::process::Command;

use rts_core::seal::{CommissionKey, DeviceCertificate, package_digest, sign_package};
use rts_core::tape::Paper;
use rts_core::tape::code::{key_symbol, symbols_of};
use serde_json::json;

use crate::browser::{prepared, root};
use crate::made_up::{self, Chance, Secrets};

/// Runs one of the bundled unit tests.
fn unit(name: &str, environment: &[(&str, &Path)]) {
    let bundle = prepared().join("unit").join(name);
    let mut command = Command::new("node");
    command.arg("--test").arg(bundle).envs(environment.iter().copied()).current_dir(root());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn the_committed_page_is_what_its_sources_give() {
    let built = fs::read(prepared().join("index.html")).unwrap();
    let committed = fs::read(root().join("docs/verify/index.html")).unwrap();
    assert!(built == committed, "docs/verify/index.html is not of its sources: run docs/verify/build.sh");
    let text = String::from_utf8(committed).unwrap();
    assert!(text.len() < 400_000, "the page is too long to be passed from phone to phone");
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        let found: Vec<_> =
            text.match_indices(outside).map(|(at, _)| &text[at..(at + 60).min(text.len())]).collect();
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn the_page_s_modules_read_the_frozen_bytes_and_the_codes_of_real_stations() {
    unit("frozen.test.mjs", &[]);
}

#[test]
fn signatures_texts_and_files_are_judged_strictly() {
    unit("strict.test.mjs", &[]);
}

#[test]
fn a_word_of_the_tapes_is_the_same_word_on_the_page_in_every_language() {
    unit("words.test.mjs", &[]);
}

#[test]
fn hundreds_of_made_up_tapes_say_the_same_to_the_page_s_modules() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    let mut records = 0;
    for seed in 100..110 {
        let chance = &mut Chance::new(seed);
        let secrets = Secrets::new(chance);
        let package = made_up::election(chance, &secrets);
        let digest = package_digest(&package).unwrap();
        let mut tapes = Vec::new();
        for at in 0..40 {
            let record = made_up::record(chance, &package);
            let signed = secrets.sign(&record, &package, &digest);
            let paper = if at % 2 == 0 { Paper::Mm80 } else { Paper::Mm58 };
            let certificate = certificate(&secrets.root, &record, &secrets);
            let mut codes: Vec<String> =
                symbols_of(&signed, &digest, paper).into_iter().rev().map(|symbol| symbol.text).collect();
            codes.push(key_symbol(&certificate).text);
            tapes.push(json!({"codes": codes, "says": made_up::says(&record, &signed.digest(&digest))}));
            records += 1;
        }
        let file = sign_package(&package, &secrets.root).unwrap();
        let line = json!({"package": file, "root": secrets.root.public().to_string(), "tapes": tapes});
        lines.push_str(&format!("{line}\n"));
    }
    assert_eq!(records, 400);
    let path = folder.path().join("made-up.jsonl");
    fs::write(&path, lines).unwrap();
    unit("made_up.test.mjs", &[("MADE_UP", &path)]);
}

fn certificate(
    roster: &CommissionKey,
    record: &rts_core::record::Record,
    secrets: &Secrets,
) -> DeviceCertificate {
    let base = &record.base;
    DeviceCertificate::issue(
        roster,
        base.election,
        base.device,
        record.facts.station,
        secrets.device.public(),
    )
    .unwrap()
}
