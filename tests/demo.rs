//! The demonstration, small: two stations, real programs, a sky that loses sessions. Everything has to come home.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const PHILIPPINES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/elections/philippines-2025");

fn demo(out: &Path, further: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rts-lab"));
    command.args(["demo", "--election", PHILIPPINES, "--out"]).arg(out);
    command.args(further).stdin(Stdio::null()).output().unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn count(folder: &Path, ending: &str) -> usize {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(ending)).count()
}

#[test]
fn a_day_under_a_sky_that_loses_sessions_brings_everything_home_and_says_so_in_figures() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let ran = demo(
        &out,
        &["--stations", "2", "--loss", "0.4", "--seed", "7", "--pace", "60", "--limit", "170", "--correct"],
    );
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(!said.contains('\x1b'), "no color where there is no terminal");
    for word in ["opened", "closed", "sealed", "printed", "session", "receipt", "corrects", "compared"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    // Nothing is refused but the officials' wish to close before the hour.
    let refused: Vec<&str> = said.lines().filter(|line| line.contains("  refused  ")).collect();
    assert!(refused.iter().all(|line| line.contains("close: D05")), "{refused:?}");
    let summary = json(&out.join("summary.json"));
    // A rehearsal and a result each, and one correction.
    for (name, figure) in
        [("stations", 2), ("elections", 1), ("records", 5), ("receipts", 5), ("compared", 2), ("equal", 2)]
    {
        assert_eq!(summary[name], figure, "{name}: {summary}");
    }
    assert_eq!((&summary["seed"], &summary["loss"]), (&7.into(), &0.4.into()));
    assert!(summary["attempts"].as_u64() > summary["messages"].as_u64(), "{summary}");
    let seconds = |name: &str| summary[name]["median"].as_f64().unwrap();
    assert!(seconds("approval_to_receipt_s") >= seconds("modem_session_s"), "{summary}");
    assert!(seconds("modem_session_s") > 0.0 && summary["bytes_per_station"]["max"].as_u64() < Some(341));
    let stations = json(&out.join("stations.json"));
    for station in stations.as_array().unwrap() {
        let folder = out.join("stations").join(station["station"].as_str().unwrap());
        let sheets = station["sheets"].as_u64().unwrap();
        assert_eq!(count(&folder.join("tapes"), ".png") as u64, sheets);
        assert_eq!(
            count(&folder.join("tapes"), "-sheet-1.escpos")
                + count(&folder.join("tapes"), "-sheet-1-after-sending.escpos"),
            station["tapes"].as_u64().unwrap() as usize
        );
        assert!(folder.join("card/journal.db").exists() && folder.join("state/journal.db").exists());
    }
    let center = out.join("centers/1");
    assert!(center.join("center.db").exists() && center.join("export/results.csv").exists());
    assert!(center.join("site/checkpoint").exists() && center.join("site/index.html").exists());
}

#[test]
fn a_demonstration_that_cannot_end_in_time_says_what_it_waits_for_and_leaves_no_program_behind() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let ran = demo(&out, &["--stations", "1", "--pace", "1", "--limit", "8"]);
    assert_eq!(ran.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(said.contains("finish within 8 s") && said.contains("awaits the center's answer"), "{said}");
    // A killed program needs a moment to be gone.
    let left = || {
        let processes = fs::read_dir("/proc").unwrap().flatten();
        processes.filter(|process| {
            let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&line).contains(out.to_str().unwrap())
        })
    };
    let end = Instant::now() + Duration::from_secs(5);
    while left().count() > 0 && Instant::now() < end {
        std::thread::yield_now();
    }
    assert_eq!(left().count(), 0);
}
