//! What a start costs the media: a box that browns out every few seconds must not wear them out.

use std::collections::BTreeMap;
use std::fs;

use super::station::{Station, ids, program};

/// Calls that change a medium.
const CHANGES: &str = "trace=pwrite64,write,writev,pwritev,fallocate,ftruncate,unlink,rename,fsync,fdatasync";
/// Most bytes that a start may write to one medium: its entries, each with pages of the database and of its rollback
/// journal.
const MOST_BYTES: u64 = 160 << 10;

/// Bytes written to each medium by one start that is cut off, and how often it was synced.
fn start_and_cut(station: &mut Station) -> BTreeMap<&'static str, (u64, u32)> {
    let trace = station.path("trace");
    let _ = fs::remove_file(&trace);
    let (out, strace) = (trace.to_str().unwrap().to_owned(), program("strace", "strace"));
    station.start(&[strace, "-f", "-q", "-y", "-o", &out, "--seccomp-bpf", "-e", CHANGES]);
    station.kill();
    let text = fs::read_to_string(&trace).unwrap();
    let media = ["state", "card"].map(|name| (name, format!("<{}/", station.path(name).display())));
    let mut cost = BTreeMap::from([("state", (0, 0)), ("card", (0, 0))]);
    for line in text.lines() {
        let Some((name, _)) = media.iter().find(|(_, path)| line.contains(path.as_str())) else { continue };
        let (bytes, syncs) = cost.get_mut(name).unwrap();
        if line.contains("sync(") {
            *syncs += 1;
        } else if line.contains("write") {
            *bytes += line.rsplit("= ").next().and_then(|result| result.parse::<u64>().ok()).unwrap_or(0);
        }
    }
    cost
}

#[test]
fn a_start_writes_its_own_entries_and_nothing_else_however_often_it_is_cut_off() {
    let mut station = Station::running();
    station.live_the_day();
    station.kill();
    let mut before = station.copy("state").entries.len();
    let mut costs = Vec::new();
    for _ in 0..6 {
        costs.push(start_and_cut(&mut station));
        let entries = station.copy("state").entries;
        let added = &ids(&entries)[before..];
        let starts = added.iter().filter(|id| **id == "daemon-started").count();
        assert_eq!(starts, 1, "{added:?}");
        assert!(added.len() <= 4, "a start has few entries: {added:?}");
        before = entries.len();
    }
    println!("bytes written and syncs of each start: {costs:?}");
    for cost in &costs {
        for (medium, (bytes, syncs)) in cost {
            assert!((1..=MOST_BYTES).contains(bytes), "{medium}: {bytes} bytes");
            assert!((1..=60).contains(syncs), "{medium}: {syncs} syncs");
        }
    }
    let results = station.copy("card").entries;
    assert_eq!(ids(&results).iter().filter(|id| **id == "result-sealed").count(), 1);
}
