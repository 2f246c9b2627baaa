//! A process that appends is killed at random moments; what it said was durable is there afterwards.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rts::store::{Copies, Notice};

use super::desk::{Desk, again, next, role};

const ROUNDS: u64 = 40;
const TEST: &str = "killed::every_acknowledged_entry_survives_a_kill_at_any_moment";

#[test]
fn every_acknowledged_entry_survives_a_kill_at_any_moment() {
    if let Some(folder) = role() {
        append_for_ever(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::below(folder.path());
    drop(desk.create());
    let mut chance = rand::rngs::StdRng::seed_from_u64(0x0f0f);
    let (mut acknowledged, mut repairs) = (0, 0);
    for round in 0..ROUNDS {
        let mut child = again(TEST, folder.path().to_str().unwrap()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut acks = lines.filter_map(|line| line.strip_prefix("durable ")?.parse::<u64>().ok());
        for _ in 0..chance.random_range(1..8) {
            acknowledged = acks.next().expect("the child appends");
        }
        // Not to wait for anything: the kill shall come anywhere in the next commits.
        std::thread::sleep(Duration::from_micros(chance.random_range(0..20_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged = acks.last().unwrap_or(acknowledged);

        let opened = desk.open().unwrap();
        let length = opened.journal.chain().length();
        assert!(length >= acknowledged, "round {round}: {length} entries, {acknowledged} were acknowledged");
        assert!(
            length <= acknowledged + 1,
            "round {round}: {length} entries, {acknowledged} were acknowledged"
        );
        for notice in &opened.notices {
            assert!(matches!(notice, Notice::BroughtUp { from, to, .. } if from == to), "{notice:?}");
            repairs += 1;
        }
        let mut chain = rts_core::journal::Chain::default();
        for entry in &opened.entries {
            assert_eq!(*entry, next(&chain), "round {round}");
            chain.accept(entry).unwrap();
        }
    }
    println!("{ROUNDS} kills, {acknowledged} entries acknowledged, {repairs} copies brought up");
}

fn append_for_ever(folder: &Path) -> ! {
    let mut journal = Desk::below(folder).open().unwrap().journal;
    let mut out = std::io::stdout();
    loop {
        let entry = next(&journal.chain());
        assert_eq!(journal.append(&entry).unwrap().copies, Copies::Both);
        writeln!(out, "\ndurable {}", entry.sequence).unwrap();
        out.flush().unwrap();
    }
}
