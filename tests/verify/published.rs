//! Tapes held against the result that the center publishes.

use std::fs;

use rts_core::center::{RESULT_COLUMNS, result_rows};
use rts_core::election::{Tally, Votes};
use rts_core::record::{Content, Reason, SignedRecord};
use rts_core::seal::CommissionKey;
use serde_json::{Value, json};

use super::world::{World, certificate, tally};

/// `results.csv` as the center exports it, with `tally` published for both stations under these records.
fn published(world: &World, tally: &Tally, records: &[&SignedRecord]) -> String {
    let mut rows = vec![RESULT_COLUMNS.join(",")];
    for (station, record) in world.definition.stations.iter().zip(records) {
        rows.extend(result_rows(&world.definition, station, tally, &record.fingerprint(&world.digest())));
    }
    rows.push(String::new());
    world.write("results.csv", rows.join("\n"))
}

fn texts(world: &World, record: &SignedRecord) -> Vec<String> {
    world.symbols(record).into_iter().map(|symbol| symbol.text).collect()
}

fn compared(world: &World, record: &SignedRecord, results: &str) -> super::world::Ran {
    let mut arguments = texts(world, record);
    arguments.extend(["--results".to_owned(), results.to_owned()]);
    world.json(&arguments)
}

#[test]
fn a_tape_with_the_published_numbers_and_fingerprint_is_the_same() {
    let world = World::with(|definition| {
        definition.contests[1].name = rts_core::election::Names::one("en", "Council, the \"big\" one");
    });
    let (one, two) = (world.result(1, &tally()), world.result(2, &tally()));
    published(&world, &tally(), &[&one, &two]);
    for record in [&one, &two] {
        let ran = compared(&world, record, world.folder.path().to_str().unwrap());
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.good("result")[0]["published"]["equal"], true);
    }
}

#[test]
fn every_line_that_was_published_otherwise_is_named_with_both_numbers() {
    let world = World::new();
    let record = world.result(1, &tally());
    let mut other = tally();
    let Votes::Candidates(counts) = &mut other.contests[0].votes else { unreachable!() };
    let moved = counts[3];
    counts[2] += 7;
    counts[3] = moved - 7;
    let results = published(&world, &other, &[&record]);
    let ran = compared(&world, &record, &results);
    assert_eq!((ran.code, ran.codes()), (1, vec!["R11".to_owned()]), "{ran:?}");
    let json = ran.json();
    let found = json["findings"][0]["published"]["differences"].as_array().unwrap();
    assert_eq!(found.len(), 2, "{json}");
    assert_eq!(found[1]["place"], "President, 4 Candidate 4");
    assert_eq!((&found[1]["tape"], &found[1]["published"]), (&moved.into(), &(moved - 7).into()));
    let mut arguments = texts(&world, &record);
    arguments.extend(["--results".to_owned(), results]);
    let ran = world.verify(&arguments);
    assert!(ran.out.contains("DIFFERS") && ran.out.contains("THE PUBLISHED RESULT DIFFERS"), "{}", ran.out);
}

#[test]
fn a_result_that_is_missing_or_under_another_fingerprint_is_not_the_published_one() {
    let world = World::new();
    let (one, two) = (world.result(1, &tally()), world.result(2, &tally()));
    let results = published(&world, &tally(), &[&one]);
    assert_eq!(compared(&world, &two, &results).codes(), ["R11"]);
    let results = published(&world, &tally(), &[&two]);
    let ran = compared(&world, &one, &results);
    assert_eq!(ran.codes(), ["R11"]);
    assert!(ran.json()["findings"][0]["published"]["differences"].as_array().unwrap().is_empty());
    // A line left out of the table, and one that the ballot does not have.
    let results = published(&world, &tally(), &[&one]);
    let text = fs::read_to_string(&results).unwrap();
    let line = text.lines().find(|line| line.contains("Candidate 9")).unwrap();
    world.write("results.csv", text.replace(line, &line.replace(",9,", ",99,")));
    let json = compared(&world, &one, &results).json();
    assert_eq!(json["findings"][0]["code"], "R11", "{json}");
    assert_eq!(json["findings"][0]["published"]["unknown_lines"], 1, "{json}");
}

#[test]
fn a_file_that_is_no_table_of_results_is_refused() {
    let world = World::new();
    let record = world.result(1, &tally());
    let other = world.write("other.csv", "station,votes\n1,2\n");
    let ran = compared(&world, &record, &other);
    assert_eq!(ran.json()["refused"]["code"], "X01", "{ran:?}");
}

#[test]
fn a_corrected_tape_is_genuine_and_void_and_its_correction_is_the_published_one() {
    let world = World::new();
    let first = world.result(1, &tally());
    let mut mended = tally();
    mended.contests[0].blank += 1;
    mended.contests[0].invalid -= 1;
    let correction = world.record(
        1,
        Content::Correction {
            voids: first.digest(&world.digest()).prefix(),
            reason: Reason::CountingError,
            tally: mended.clone(),
        },
    );
    let results = published(&world, &mended, &[&correction]);
    assert_eq!(compared(&world, &first, &results).codes(), ["R11"]);
    let mut arguments = texts(&world, &first);
    arguments.extend(texts(&world, &correction));
    arguments.extend(["--results".to_owned(), results]);
    let ran = world.json(&arguments);
    assert_eq!(ran.code, 0, "{ran:?}");
    let print = correction.fingerprint(&world.digest()).to_string();
    assert_eq!(ran.good("result")[0]["voided_by"], print);
    assert_eq!(ran.good("correction")[0]["published"]["equal"], true);
}

#[test]
fn published_records_verify_with_the_published_roster_unless_a_box_is_revoked() {
    let world = World::new();
    let row = |station: u32| {
        let signed = world.result(station, &tally());
        let record = hex::encode(signed.to_bytes());
        json!({ "station": station, "device": 3000 + station, "kind": "result", "sequence": 3, "fingerprint": "",
                "verdict": "accepted", "record": record, "receipt": null })
    };
    let records = world.write("records.jsonl", format!("{}\n{}\n", row(1), row(2)));
    let roster = |revoked: Value, signer: &CommissionKey| {
        let row = |station, revoked: &Value| {
            let certificate = hex::encode(certificate(station, signer).to_bytes());
            json!({ "device": 3000 + station, "station": station, "certificate": certificate, "revoked": revoked })
        };
        world.write("roster.json", json!([row(1, &Value::Null), row(2, &revoked)]).to_string())
    };
    let ran = world.json(&[&records, "--key", &roster(Value::Null, &super::world::roster())]);
    assert_eq!((ran.code, ran.good("result").len()), (0, 2), "{ran:?}");
    let ran = world.json(&[&records, "--key", &roster("stolen".into(), &super::world::roster())]);
    assert_eq!((ran.codes(), ran.good("result").len()), (vec!["R08".to_owned()], 1), "{ran:?}");
    let ran = world.json(&[&records, "--key", &roster(Value::Null, &CommissionKey::from_seed(&[9; 32]))]);
    assert_eq!(ran.codes(), ["R08", "R08"]);
}
