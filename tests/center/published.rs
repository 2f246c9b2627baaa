//! What is published: the same bytes from the same database, a log that only grows, every station with or without a
//! result, and nothing before the close.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rts_core::packet::Verdict;
use rts_core::record::{Content, SignedRecord};
use rts_core::transparency::CHECKPOINT;
use serde_json::{Value, json};

use crate::office::{Office, Serving, card};
use crate::world::{Unit, result};

/// The time that publications of the tests state.
const STATED: &str = "2026-11-30T21:00:00Z";

/// An office that has heard two of its three stations: the first was compared with its card, the second was not.
pub(crate) struct Night {
    pub(crate) office: Office,
    pub(crate) units: [Unit; 3],
    pub(crate) results: [SignedRecord; 2],
}

impl Night {
    pub(crate) fn new() -> Self {
        let office = Office::new();
        let units = [1, 2, 3].map(|station| office.unit(station, true));
        let serving = Serving::start(&office);
        let (folder, one) = card(&office, &units[0], 1, result(100));
        let two = units[1].sign(1, result(150));
        assert_eq!(serving.exchange(1, units[0].packet(&one)).verdict, Verdict::Accepted);
        assert_eq!(serving.exchange(2, units[1].packet(&two)).verdict, Verdict::Accepted);
        let turnout = units[2].sign(1, Content::Turnout { voters: 12 });
        assert_eq!(serving.exchange(3, units[2].packet(&turnout)).verdict, Verdict::Received);
        serving.end();
        office.done(&["card", "load", "HOUSE", folder.to_str().unwrap()]);
        Self { office, units, results: [one, two] }
    }

    pub(crate) fn publish(&self, out: &str) -> Value {
        self.office.done(&["publish", "HOUSE", "--out", out, "--at", STATED])
    }

    /// Checks a publication as a stranger does; `good` is what is expected.
    pub(crate) fn verify(&self, place: &str, options: &[&str], good: bool) -> Value {
        let root = self.office.path("keys/root.pub");
        let start = ["--json", "verify-log", place, "--root-key", root.to_str().unwrap()];
        let ended = self.office.run(&[&start[..], options].concat());
        assert_eq!(ended.code, i32::from(!good), "{} {}", ended.text, ended.error);
        ended.json()
    }
}

/// Every file of a folder by name.
pub(crate) fn files_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut open, mut files) = (vec![folder.to_owned()], BTreeMap::new());
    while let Some(within) = open.pop() {
        for entry in fs::read_dir(within).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn a_publication_verifies_and_tells_who_has_no_result() {
    let night = Night::new();
    let published = night.publish("DIR/site");
    assert_eq!((&published["counted"], &published["stations"]), (&2.into(), &3.into()));
    let found = night.verify("DIR/site", &[], true);
    assert_eq!((&found["package_signed"], &found["publications"]), (&true.into(), &1.into()));
    assert_eq!((&found["counted"], &found["final"]), (&2.into(), &1.into()));
    assert_eq!(found["absent"], json!(["A-03"]));
    // Three records, a receipt for each, and the statement.
    assert_eq!(found["entries"], 7);
    let text = |name: &str| fs::read_to_string(night.office.path("site").join(name)).unwrap();
    let rows = text("stations.csv");
    assert!(rows.contains("1,A-01,North,general,500,compared,final,"), "{rows}");
    assert!(rows.contains("2,A-02,North,general,500,accepted,preliminary,"), "{rows}");
    assert!(rows.contains("3,A-03,North,general,500,opened,,,,,,,,"), "{rows}");
    assert!(text("results.csv").contains(",mayor,Mayor,,,1,Eva,150,preliminary\n"));
    assert!(
        text("totals.csv").contains("election,,,mayor,Mayor,,,1,Eva,250,100\n"),
        "{}",
        text("totals.csv")
    );
    let sums = std::process::Command::new("sha256sum")
        .args(["--check", "--quiet", "--strict", "SHA256SUMS"])
        .current_dir(night.office.path("site"))
        .status();
    assert!(sums.unwrap().success(), "other people's sha256sum finds something else");
}

#[test]
fn the_same_database_gives_the_same_bytes_and_a_grown_one_continues_the_log() {
    let night = Night::new();
    night.publish("DIR/site");
    let first = files_of(&night.office.path("site"));
    night.publish("DIR/site");
    night.publish("DIR/beside");
    assert!(first == files_of(&night.office.path("site")), "published again in its place");
    assert!(first == files_of(&night.office.path("beside")), "published beside it");
    let kept = night.office.path("kept");
    fs::write(&kept, &first[CHECKPOINT]).unwrap();

    let serving = Serving::start(&night.office);
    let late = night.units[2].sign(2, result(7));
    assert_eq!(serving.exchange(3, night.units[2].packet(&late)).verdict, Verdict::Accepted);
    serving.end();
    night.publish("DIR/site");
    let found = night.verify("DIR/site", &["--since", kept.to_str().unwrap()], true);
    assert_eq!((&found["publications"], &found["absent"]), (&2.into(), &json!([])));
    let second = files_of(&night.office.path("site"));
    assert_eq!(second["checkpoints/1"], first["checkpoints/1"], "what was signed stays signed");
    // The other folder still shows the first night: it does not continue the second.
    fs::write(&kept, &second[CHECKPOINT]).unwrap();
    let found = night.verify("DIR/beside", &["--since", kept.to_str().unwrap()], false);
    assert_eq!(found["faults"][0]["file"], CHECKPOINT, "{found}");
}

#[test]
fn a_database_that_forgot_what_was_published_publishes_nothing_more() {
    let night = Night::new();
    night.publish("DIR/site");
    // Another database of the same election, with the same keys and package and another past.
    let site = night.office.path("site");
    let before = files_of(&site);
    fs::remove_file(night.office.path("center.db")).unwrap();
    let unit = &night.units[0];
    let enrolment = unit.write_enrolment(night.office.folder.path());
    night.office.done(&["roster", "add", "HOUSE", enrolment.to_str().unwrap()]);
    let refused = night.office.run(&["publish", "HOUSE", "--out", "DIR/site"]);
    assert_eq!(refused.code, 65, "{}", refused.error);
    assert!(refused.error.contains("R15"), "{}", refused.error);
    assert!(before == files_of(&site), "the publication is as it was");
}

#[test]
fn nothing_is_published_while_polls_are_open_and_nothing_else_is_overwritten() {
    let night = Night::new();
    let hours = ["--opens", "2020-01-01T06:00:00Z", "--closes", "2090-01-01T16:00:00Z"];
    let make = ["package", "make", "--source", "SOURCE", "--keys", "KEYS", "--out", "DIR/open.json"];
    night.office.done(&[&make[..], &hours].concat());
    let [db, package, keys] =
        ["open.db", "open.json", "keys"].map(|name| night.office.path(name).display().to_string());
    let house = ["--db", &db, "--package", &package, "--keys", &keys];
    let enrolment = night.units[0].write_enrolment(night.office.folder.path());
    night.office.done(&[&["roster", "add"], &house[..], &[enrolment.to_str().unwrap()]].concat());
    let early = night.office.run(&[&["publish"], &house[..], &["--out", "DIR/early"]].concat());
    assert_eq!(early.code, 65, "{}", early.error);
    assert!(early.error.contains("D05"), "{}", early.error);
    assert!(!night.office.path("early").exists());

    let letters = night.office.path("letters");
    fs::create_dir(&letters).unwrap();
    fs::write(letters.join("dear.txt"), "dear").unwrap();
    assert_eq!(night.office.run(&["publish", "HOUSE", "--out", "DIR/letters"]).code, 73);
    assert_eq!(files_of(&letters).len(), 1);
}
