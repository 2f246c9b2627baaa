//! The published JSON Schemas, the fixtures and what the program itself reads agree with one another.

use std::{fs, path::Path};

use rts_core::{
    election::{
        CommissionKeys, ElectionDefinition, Preparation, ReportContext, ReportStatus, Tally, TallyFile,
        TallySource, check, nist_report, read_tally, test_tally, zero,
    },
    time::WallTime,
};
use serde_json::{Value, json};

const ELECTIONS: [&str; 2] = ["netherlands-2025", "philippines-2025"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> Vec<u8> {
    fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn schema(name: &str) -> jsonschema::Validator {
    let schema: Value = serde_json::from_slice(&read(&format!("docs/schema/{name}"))).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn source(election: &str) -> ElectionDefinition {
    ElectionDefinition::source_from_json(&read(&format!("fixtures/elections/{election}/package.json")))
        .unwrap()
}

fn tally(election: &str, code: &str) -> Vec<u8> {
    read(&format!("fixtures/elections/{election}/tallies/{code}.json"))
}

fn prepared(election: &str) -> ElectionDefinition {
    let keys = CommissionKeys { receipt: vec!["ab".repeat(32)], roster: "cd".repeat(32) };
    source(election).prepare(Preparation { keys, version: Some(2), hours: None, test: None }).unwrap()
}

#[test]
fn the_fixtures_are_valid_by_schema_and_by_program() {
    let (packages, tallies) = (schema("package.json"), schema("tally.json"));
    for election in ELECTIONS {
        let definition = source(election);
        let text: Value =
            serde_json::from_slice(&read(&format!("fixtures/elections/{election}/package.json"))).unwrap();
        packages.validate(&text).unwrap_or_else(|error| panic!("{election}: {error}"));
        for station in &definition.stations {
            let bytes = tally(election, &station.code);
            tallies.validate(&serde_json::from_slice(&bytes).unwrap()).unwrap();
            let counted =
                TallyFile::from_json(&bytes).unwrap().tally_of(&definition, station, false).unwrap();
            let checked = check(&definition, station, &counted, TallySource::File).unwrap();
            assert!(!checked.sums_explained() && counted.verified.is_some(), "{}", station.code);
        }
    }
}

#[test]
fn the_fixtures_hold_what_their_readmes_say() {
    let counted = |election: &str| -> Vec<Tally> {
        let tally = |code: &str| TallyFile::from_json(&tally(election, code)).unwrap().tally;
        source(election).stations.iter().map(|station| tally(&station.code)).collect()
    };
    let netherlands = source("netherlands-2025");
    assert_eq!((netherlands.stations.len(), netherlands.contests.len()), (7, 1));
    assert_eq!(netherlands.contests[0].candidate_count(), 1_085);
    assert_eq!(counted("netherlands-2025")[0].ballots_cast, 1_052);

    let philippines = source("philippines-2025");
    assert_eq!((philippines.stations.len(), philippines.styles.len()), (35, 6));
    assert!(philippines.stations.iter().all(|station| station.district.ends_with("QUEZON CITY")));
    assert_eq!(counted("philippines-2025").iter().map(|tally| tally.contests.len()).max(), Some(6));
    for election in ELECTIONS {
        let invented = |name: &str| name.ends_with("(invented)");
        let officials = |it: &rts_core::election::Station| it.officials.iter().all(|one| invented(&one.name));
        assert!(source(election).stations.iter().all(|it| it.officials.len() == 3 && officials(it)));
    }
}

#[test]
fn what_the_program_writes_is_valid_by_schema() {
    let (packages, tallies) = (schema("package.json"), schema("tally.json"));
    for election in ELECTIONS {
        let definition = prepared(election);
        packages.validate(&serde_json::from_slice(&definition.to_json().unwrap()).unwrap()).unwrap();
        for station in &definition.stations {
            for (made_up, test) in
                [(zero(&definition, station), false), (test_tally(&definition, station), true)]
            {
                let file = TallyFile::new(&definition, station, made_up, test).to_json().unwrap();
                tallies.validate(&serde_json::from_slice(&file).unwrap()).unwrap();
            }
        }
    }
}

#[test]
fn nist_reports_of_the_fixtures_read_back_station_by_station() {
    let context = ReportContext {
        generated: WallTime::from_unix(1_800_000_000),
        status: ReportStatus::UnofficialComplete,
        application: "rts".to_owned(),
        test: false,
    };
    for election in ELECTIONS {
        let definition = source(election);
        let counted: Vec<Tally> = definition
            .stations
            .iter()
            .map(|station| TallyFile::from_json(&tally(election, &station.code)).unwrap().tally)
            .collect();
        let results: Vec<_> = definition.stations.iter().zip(&counted).collect();
        let together = nist_report(&definition, &results, &context).unwrap();
        let (last, expected) = results.last().unwrap();
        assert_eq!(read_tally(&together, &definition, last, false).unwrap(), **expected);
        for (station, expected) in results {
            let alone = nist_report(&definition, &[(station, expected)], &context).unwrap();
            assert_eq!(read_tally(&alone, &definition, station, false).unwrap(), *expected);
        }
    }
}

/// The document with `value` at `pointer`; a null value takes the field away.
fn changed(document: &Value, pointer: &str, value: Value) -> Value {
    let mut document = document.clone();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Object(fields) if value.is_null() => assert!(fields.remove(field).is_some(), "{pointer}"),
        Value::Object(fields) => {
            fields.insert(field.to_owned(), value);
        }
        Value::Array(items) => items[field.parse::<usize>().unwrap()] = value,
        _ => panic!("{pointer}"),
    }
    document
}

#[test]
fn typical_mistakes_in_a_package_are_found_by_schema_and_by_program() {
    let schema = schema("package.json");
    let good: Value = serde_json::from_slice(&prepared("philippines-2025").to_json().unwrap()).unwrap();
    for (pointer, value) in [
        ("/format", json!("rts-package/2")),
        ("/election/date", json!("12 May 2025")),
        ("/election/languages", json!([])),
        ("/election/name", json!("Election")),
        ("/election/tset", json!(true)),
        ("/contests/0/votes_allowed", json!(0)),
        ("/contests/0/choices", json!({"candidates": []})),
        ("/contests/0/name", json!({"en": ""})),
        ("/contests/0/choices/candidates/0/number", json!("1")),
        ("/styles/0/contests", json!([])),
        ("/classes/0/closes", json!("19:00")),
        ("/classes/0/deadline_minutes", json!(0)),
        ("/stations/0/code", json!("../x")),
        ("/stations/0/district", Value::Null),
        ("/stations/0/officials", json!([])),
        ("/stations/0/registered", json!(2_000_000)),
        ("/rules/copies_before", json!(0)),
        ("/rules/tolerances/votes_in_contest", json!(-1)),
        ("/keys/roster", json!("abc")),
    ] {
        let bad = changed(&good, pointer, value);
        assert!(!schema.is_valid(&bad), "schema takes {pointer}");
        assert!(
            ElectionDefinition::from_json(bad.to_string().as_bytes()).is_err(),
            "program takes {pointer}"
        );
    }
    assert!(schema.is_valid(&good));
}

#[test]
fn typical_mistakes_in_a_tally_file_are_found_by_schema_and_by_program() {
    let schema = schema("tally.json");
    let definition = source("netherlands-2025");
    let good: Value =
        serde_json::from_slice(&tally("netherlands-2025", &definition.stations[0].code)).unwrap();
    for (pointer, value) in [
        ("/format", json!("rts-tally")),
        ("/election", json!(70_000)),
        ("/station", json!("")),
        ("/station", json!([1])),
        ("/test", json!("no")),
        ("/tally/ballots", json!(3)),
        ("/tally/registered", Value::Null),
        ("/tally/ballots_cast", json!(-1)),
        ("/tally/ballots_cast", json!("1052")),
        ("/tally/contests/0/blank", json!(1.5)),
        ("/tally/contests/0/votes", json!([1, 2])),
        ("/tally/contests/0/votes", json!({"candidates": [], "lists": []})),
        ("/tally/contests/0/votes/lists/0", json!([1, 2])),
    ] {
        let bad = changed(&good, pointer, value);
        assert!(!schema.is_valid(&bad), "schema takes {pointer}");
        assert!(TallyFile::from_json(bad.to_string().as_bytes()).is_err(), "program takes {pointer}");
    }
    assert!(schema.is_valid(&good));
}
