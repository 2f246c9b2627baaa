//! The exported event log against the form that NIST SP 1500-101 gives it.

use std::fs;
use std::path::PathBuf;

use rts_core::journal::{
    Chain, DeviceLog, DeviceType, Disposition, Entry, EventLog, EventType, Hash, LoggedEvent,
};
use rts_core::time::WallTime;
use serde_json::Value;

fn read(path: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A journal with one entry of every event there is.
fn every_event() -> Vec<Entry> {
    let mut chain = Chain::default();
    let vectors = read("fixtures/vectors/v1/journal.json");
    let entry = |stored: &Value| {
        let bytes = |field: &str| hex::decode(stored[field].as_str().unwrap()).unwrap();
        let hash = Hash(bytes("hash").try_into().unwrap());
        chain.read(stored["sequence"].as_u64().unwrap(), &bytes("body"), hash).unwrap()
    };
    vectors["entries"].as_array().unwrap().iter().map(entry).collect()
}

fn log() -> Value {
    let at = Some(WallTime::from_unix(1_760_000_000));
    let opened = LoggedEvent::new("card-compared", 1, at, EventType::Record, Disposition::Success)
        .with_details("equal");
    let devices = vec![
        DeviceLog::of_box("70000", &every_event()),
        DeviceLog::new(DeviceType::TransmissionReceiving, "center", "rts-center 0.1.0", vec![opened]),
    ];
    serde_json::from_str(&EventLog::new("3", at, devices).to_json()).unwrap()
}

#[test]
fn the_log_of_every_event_at_both_ends_has_the_form_of_the_standard() {
    let schema = jsonschema::options()
        .should_validate_formats(true)
        .build(&read("docs/schema/event-log.json"))
        .unwrap();
    let log = log();
    let faults: Vec<String> =
        schema.iter_errors(&log).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(log["Device"][0]["Type"], "transmission-sending");
    assert_eq!(log["Device"][1]["Type"], "transmission-receiving");
}

#[test]
fn a_log_that_breaks_the_standard_is_seen() {
    let schema = jsonschema::options()
        .should_validate_formats(true)
        .build(&read("docs/schema/event-log.json"))
        .unwrap();
    for (field, value) in [("TimeStamp", "yesterday"), ("Disposition", "fine"), ("Operator", "x")] {
        let mut log = log();
        log["Device"][0]["Event"][0][field] = value.into();
        assert!(!schema.is_valid(&log), "{field}");
    }
}

#[test]
fn every_event_of_the_journal_is_in_the_log_in_order_with_its_hash() {
    let entries = every_event();
    let log = log();
    let events = log["Device"][0]["Event"].as_array().unwrap();
    assert_eq!(events.len(), entries.len());
    for (event, entry) in events.iter().zip(&entries) {
        assert_eq!(event["Sequence"], entry.sequence.to_string());
        assert_eq!(event["Hash"], hex::encode(entry.hash.0));
        assert_eq!(event["Id"], entry.event.id());
    }
}
