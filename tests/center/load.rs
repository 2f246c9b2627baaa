//! The load of the benchmark, small: nothing is lost, nothing is counted twice, everything is receipted.

use std::path::Path;

use rts::lab::bench::{BenchArgs, run};
use serde_json::Value;

#[test]
fn of_a_load_with_a_fifth_sent_twice_every_record_is_there_once_and_every_packet_is_receipted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate::postgres::programs();
    let out = tempfile::tempdir().unwrap();
    run(&BenchArgs {
        out: out.path().to_owned(),
        data: None,
        elections: root.join("fixtures/elections"),
        criterion: out.path().join("none"),
        postgres: root.join("target/postgres"),
        records: 500,
        only: Some("center/".to_owned()),
    })
    .unwrap();
    let figures: Value =
        serde_json::from_slice(&std::fs::read(out.path().join("summary.json")).unwrap()).unwrap();
    for name in ["center/ingest-sqlite", "center/ingest-postgres"] {
        let figure = figures.as_array().unwrap().iter().find(|figure| figure["name"] == name).unwrap();
        assert_eq!(figure["records"], 500, "{figure}");
        assert_eq!(figure["receipts"], figure["packets"], "{figure}");
        assert!(figure["packets"].as_u64().unwrap() >= 600, "{figure}");
    }
}
