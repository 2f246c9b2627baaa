//! The drill: a copy made while boxes report, the machine lost, the copy put in place.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::atomic::{AtomicU16, Ordering};

use rts_core::record::Content;
use serde_json::Value;

use crate::office::{Office, Serving};

/// Sequence numbers of the records that an export has.
fn records(office: &Office, database: &str) -> BTreeSet<u64> {
    let paths = [database, "package.json", "keys"].map(|name| office.path(name).display().to_string());
    let house = ["--db", &paths[0], "--package", &paths[1], "--keys", &paths[2]];
    let out = format!("DIR/export-{database}");
    office.done(&[&["export"], &house[..], &["--out", &out]].concat());
    let text = fs::read_to_string(office.path(&format!("export-{database}/records.jsonl"))).unwrap();
    let sequence = |line: &str| serde_json::from_str::<Value>(line).unwrap()["sequence"].as_u64().unwrap();
    text.lines().filter(|line| !line.is_empty()).map(sequence).collect()
}

#[test]
fn a_copy_made_under_load_has_every_record_that_was_receipted_before_and_serves_in_the_place_of_the_lost_one()
{
    const MOST: u16 = 80;
    let office = Office::new();
    let unit = office.unit(1, true);
    let serving = Serving::start(&office);
    let receipted = AtomicU16::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for sequence in 1..=MOST {
                let turnout = Content::Turnout { voters: sequence.into() };
                serving.exchange(1, unit.packet(&unit.sign(sequence, turnout)));
                receipted.store(sequence, Ordering::SeqCst);
            }
        });
        for copy in 1..=3 {
            while receipted.load(Ordering::SeqCst) < copy * 10 {
                std::thread::yield_now();
            }
            let before = receipted.load(Ordering::SeqCst);
            let out = format!("DIR/copy-{copy}.db");
            office.done(&["backup", "HOUSE", "--out", &out]);
            let found = records(&office, &format!("copy-{copy}.db"));
            assert!((1..=u64::from(before)).all(|sequence| found.contains(&sequence)), "{before}: {found:?}");
        }
    });
    serving.kill();
    let copy = office.path("copy-3.db");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(
        office.run(&["backup", "HOUSE", "--out", "DIR/copy-3.db"]).code,
        73,
        "never over another copy"
    );
    assert_eq!(
        office.run(&["restore", "HOUSE", "--from", "DIR/copy-3.db"]).code,
        73,
        "never over a database"
    );

    // The machine is lost.
    for name in ["center.db", "center.db-wal", "center.db-shm"] {
        let _ = fs::remove_file(office.path(name));
    }
    let torn = fs::read(&copy).unwrap();
    fs::write(office.path("torn.db"), &torn[..torn.len() / 2]).unwrap();
    let refused = office.run(&["restore", "HOUSE", "--from", "DIR/torn.db"]);
    assert_ne!(refused.code, 0, "half a copy is none");
    assert!(!office.path("center.db").exists());
    office.done(&["restore", "HOUSE", "--from", "DIR/copy-3.db"]);
    let held = records(&office, "center.db");
    let serving = Serving::start(&office);
    // The box sends a record again that the copy has, and then what the copy lacks: its receipt comes, however many that
    // the lost machine had not sent yet come first.
    let turnout = |sequence: u16| unit.sign(sequence, Content::Turnout { voters: sequence.into() });
    let next = u16::try_from(held.iter().max().copied().unwrap()).unwrap() + 1;
    serving.bring(1, unit.packet(&turnout(1)));
    serving.bring(1, unit.packet(&turnout(next)));
    while serving.take().base.sequence != next {}
    serving.end();
    assert_eq!(records(&office, "center.db").len(), held.len() + 1);
}
