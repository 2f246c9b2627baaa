//! Reports written and read back, and reports that must not be taken.

use serde_json::{Value, json};

use super::*;
use crate::election::sample::definition;
use crate::election::{Code, ElectionDefinition, Tally, read_tally, test_tally};
use crate::time::WallTime;

fn context() -> ReportContext {
    ReportContext {
        generated: WallTime::from_unix(1_772_380_800),
        status: ReportStatus::UnofficialPartial,
        application: "rts 0.1.0".to_owned(),
        test: false,
    }
}

fn tallies(package: &ElectionDefinition) -> Vec<Tally> {
    package.stations.iter().map(|station| test_tally(package, station)).collect()
}

/// The report of both stations of the sample.
fn report() -> Value {
    let package = definition();
    let tallies = tallies(&package);
    let results: Vec<_> = package.stations.iter().zip(&tallies).collect();
    serde_json::from_slice(&nist_report(&package, &results, &context()).unwrap()).unwrap()
}

fn read(report: &Value, station: usize) -> Result<Tally, crate::election::Refusal> {
    let package = definition();
    from_nist_report(report.to_string().as_bytes(), &package, &package.stations[station], false)
}

#[test]
fn the_report_of_many_stations_reads_back_station_by_station() {
    let package = definition();
    for (index, tally) in tallies(&package).into_iter().enumerate() {
        assert_eq!(read(&report(), index).unwrap(), tally);
    }
}

#[test]
fn a_report_says_what_it_is() {
    let report = report();
    assert_eq!(report["@type"], "ElectionResults.ElectionReport");
    assert_eq!(report["GeneratedDate"], "2026-03-01T16:00:00Z");
    assert_eq!(report["Status"], "unofficial-partial");
    assert_eq!(report["IsTest"], false);
    let election = &report["Election"][0];
    assert_eq!(election["BallotCounts"][1]["GpUnitId"], "station-2");
    assert_eq!(election["Contest"][0]["ContestSelection"][0]["@type"], "ElectionResults.PartySelection");
    // List 3 has no line of its own.
    assert_eq!(election["Contest"][0]["ContestSelection"].as_array().unwrap().len(), 5);
    assert_eq!(election["Contest"][1]["VoteVariation"], "n-of-m");
    assert_eq!(election["Contest"][1]["OtherCounts"].as_array().unwrap().len(), 1);
}

/// The report with `value` at `pointer`; a null value takes the field away.
fn changed(pointer: &str, value: Value) -> Value {
    let mut report = report();
    if value.is_null() {
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        match report.pointer_mut(parent).unwrap() {
            Value::Object(fields) => drop(fields.remove(field).unwrap()),
            Value::Array(items) => drop(items.remove(field.parse().unwrap())),
            _ => panic!("{pointer}"),
        }
    } else {
        *report.pointer_mut(pointer).unwrap() = value;
    }
    report
}

#[test]
fn whatever_is_missing_or_unknown_is_refused_and_never_taken_for_zero() {
    let code = |pointer: &str, value: Value| read(&changed(pointer, value), 0).unwrap_err().code;
    let mayor = "/Election/0/Contest/1";
    assert_eq!(code("/Election/0/Contest/1", Value::Null), Code::ContestMissing);
    assert_eq!(code(&format!("{mayor}/ContestSelection/2"), Value::Null), Code::LinesDiffer);
    assert_eq!(code(&format!("{mayor}/ContestSelection/2/VoteCounts/0"), Value::Null), Code::LinesDiffer);
    assert_eq!(
        code(&format!("{mayor}/ContestSelection/2/VoteCounts/0/Type"), json!("early")),
        Code::LinesDiffer
    );
    assert_eq!(code(&format!("{mayor}/OtherCounts/0/Overvotes"), Value::Null), Code::LinesDiffer);
    assert_eq!(code("/Election/0/BallotCounts/0", Value::Null), Code::TallyUnreadable);
    assert_eq!(code("/Election/0/Candidate/7/ExternalIdentifier/0/Value", json!("9")), Code::LinesDiffer);
    let mut extra = report();
    let another = json!({"@type": "ElectionResults.CandidateSelection", "@id": "w", "VoteCounts": [
        {"@type": "ElectionResults.VoteCounts", "Count": 1, "GpUnitId": "station-1", "Type": "total"}]});
    extra.pointer_mut(&format!("{mayor}/ContestSelection")).unwrap().as_array_mut().unwrap().push(another);
    assert_eq!(read(&extra, 0).unwrap_err().code, Code::ContestUnknown);
}

#[test]
fn a_report_of_another_election_station_or_day_is_refused() {
    let code = |pointer: &str, value: Value| read(&changed(pointer, value), 0).unwrap_err().code;
    assert_eq!(code("/ExternalIdentifier/0/Value", json!("8")), Code::TallyOtherStation);
    assert_eq!(code("/IsTest", json!(true)), Code::ZeroTest);
    assert_eq!(code("/GpUnit/2", Value::Null), Code::TallyOtherStation);
    assert_eq!(code("/Election/0", Value::Null), Code::TallyUnreadable);
    let mut undated = changed("/ExternalIdentifier", Value::Null);
    assert!(read(&undated, 0).is_ok());
    undated["Election"][0]["StartDate"] = json!("2020-01-01");
    assert_eq!(read(&undated, 0).unwrap_err().code, Code::TallyOtherStation);
}

#[test]
fn names_do_where_there_are_no_identifiers_of_this_project() {
    let text = report().to_string();
    let foreign = text.replace("ballot-number", "x").replace("contest-id", "y").replace("rts-station", "z");
    let package = definition();
    for (station, tally) in package.stations.iter().zip(tallies(&package)) {
        assert_eq!(from_nist_report(foreign.as_bytes(), &package, station, false).unwrap(), tally);
    }
}

#[test]
fn either_kind_of_file_is_recognized() {
    let package = definition();
    let station = &package.stations[0];
    let tally = test_tally(&package, station);
    let own = crate::election::TallyFile::new(&package, station, tally.clone(), false).to_json().unwrap();
    assert_eq!(read_tally(&own, &package, station, false).unwrap(), tally);
    assert_eq!(read_tally(report().to_string().as_bytes(), &package, station, false).unwrap(), tally);
    for wrong in ["", "{}", "[]", "{\"format\":1}", "{\"@type\":\"x\"}"] {
        assert_eq!(
            read_tally(wrong.as_bytes(), &package, station, false).unwrap_err().code,
            Code::TallyUnreadable
        );
    }
}
