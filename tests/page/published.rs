//! The tape beside what the center publishes.

use std::path::{Path, PathBuf};

use rts_core::center::{RESULT_COLUMNS, result_rows};
use rts_core::record::Record;
use rts_core::tape::Paper;
use serde_json::{Value, json};

use crate::browser::{card, live};
use crate::world::{box_code, definition, frozen, package, texts, trusting};

/// A frozen result of the ballot with contests of every shape.
const PLACE: usize = 6;

/// The table as the center writes it, of one station.
fn results(other: impl Fn(&str) -> Option<String>) -> String {
    let (definition, signed, package) = (definition(), frozen(PLACE), package());
    let record = Record::parse(signed.base, &signed.r, &definition).unwrap();
    let station = definition.station(record.facts.station).unwrap();
    let tally = record.content.tally().unwrap();
    let rows = result_rows(&definition, station, tally, &signed.fingerprint(&package.digest));
    let mut text = format!("{}\n", RESULT_COLUMNS.join(","));
    for row in rows {
        text.push_str(&other(&row).unwrap_or(row));
        text.push('\n');
    }
    text
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn the_published_table_is_compared_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    // The second candidate of the mayor's contest gets a thousand votes more.
    let inflated = results(|row| {
        let (head, count) = row.rsplit_once(',').unwrap();
        let more = count.parse::<u32>().unwrap() + 1000;
        head.contains(",mayor,mayor,,,2,").then(|| format!("{head},{more}"))
    });
    let dropped: String = results(|_| None)
        .lines()
        .filter(|row| !row.contains(",blank,"))
        .map(|row| format!("{row}\n"))
        .collect();
    let elsewhere = results(|row| Some(row.replacen("1002", "1003", 1)));
    let files = [
        ("equal.csv", results(|_| None), "equal"),
        ("inflated.csv", inflated, "different"),
        ("dropped.csv", dropped, "different"),
        ("elsewhere.csv", elsewhere, "absent"),
    ];
    let codes = [texts(&frozen(PLACE), Paper::Mm80), vec![box_code(1002)]].concat();
    let scenarios = files.each_ref().map(|(name, text, _)| {
        trusting().paste(&codes).files("published-file", &[file(folder.path(), name, text)])
    });
    let answers = live(&scenarios);
    for (answer, (name, _, outcome)) in answers.iter().zip(&files) {
        assert_eq!(card(answer)["outcome"], *outcome, "{name}: {}", answer["notes"]);
        assert_eq!(card(answer)["verdict"], "genuine", "what is published does not change what is signed");
    }
    let votes =
        card(&answers[0])["record"]["tally"]["contests"][0]["votes"]["candidates"][1].as_u64().unwrap();
    let differences = json!([["mayor2 Candidate 2", votes.to_string(), (votes + 1000).to_string()]]);
    assert_eq!(card(&answers[1])["differences"], differences);
    let missing = card(&answers[2])["differences"].as_array().unwrap();
    assert_eq!(missing.len(), 7, "blank of each contest");
    assert!(missing.iter().all(|line| line[2] == "missing"), "{missing:?}");
}

#[test]
fn published_records_and_the_summary_are_compared_by_digest_and_fingerprint() {
    let folder = tempfile::tempdir().unwrap();
    let (signed, package) = (frozen(PLACE), package());
    let digest = signed.digest(&package.digest);
    let row = |digest: String, verdict: &str, kind: &str| {
        let print = if digest.starts_with("00") {
            "0000-0000-0000-0000".to_owned()
        } else {
            signed.fingerprint(&package.digest).to_string()
        };
        json!({"station": 1002, "kind": kind, "digest": digest, "fingerprint": print, "verdict": verdict})
            .to_string()
    };
    let own = digest.to_string();
    let other = "00".repeat(32);
    let summary = |print: &str| json!({"election": 2027, "stations": [{"station": 1002, "fingerprint": print}, {"station": 1003, "fingerprint": null}]});
    let pretty = |value: &Value| format!("{value:#}\n");
    let files = [
        ("one.jsonl", row(own.clone(), "accepted", "result"), "equal"),
        (
            "two.jsonl",
            [row(own.clone(), "superseded", "result"), row(other.clone(), "accepted", "correction")]
                .join("\n"),
            "replaced",
        ),
        ("three.jsonl", row(other, "accepted", "result"), "different"),
        ("four.jsonl", row(own, "quarantined", "result"), "not-counted"),
        ("same.json", pretty(&summary(&signed.fingerprint(&package.digest).to_string())), "equal"),
        ("other.json", pretty(&summary("0000-0000-0000-0000")), "different"),
    ];
    let codes = [texts(&signed, Paper::Mm80), vec![box_code(1002)]].concat();
    let scenarios = files.each_ref().map(|(name, text, _)| {
        trusting().paste(&codes).files("published-file", &[file(folder.path(), name, text)])
    });
    for (answer, (name, _, outcome)) in live(&scenarios).iter().zip(&files) {
        assert_eq!(card(answer)["outcome"], *outcome, "{name}: {}", answer["notes"]);
    }
}
