//! The power is cut at every single write, sync and renaming of the real program, on disks of several kinds.
//!
//! A run of the program is recorded once. For each place in it the files are put together as a disk may hold them if the
//! power went there, and the journal is opened on them.

use std::fs;
use std::path::{Path, PathBuf};

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rts::store::{Copies, JournalError, Notice, read_card};
use rts_core::journal::{Chain, Entry};

use super::desk::{Desk, again, next, role};
use super::disk::{Disk, Image, Model};
use super::trace::{Operation, record};

const SEEDS: u64 = 3;
const MODELS: [Model; 4] = [
    Model { sector: 512, noise: false, ordered: true },
    Model { sector: 512, noise: true, ordered: false },
    Model { sector: 4096, noise: true, ordered: true },
    Model { sector: 4096, noise: true, ordered: false },
];
const APPENDED: u64 = 6;

/// In memory: nothing here depends on a real sync, and there are thousands of them.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// Opens or creates the journal in `folder` and appends up to [`APPENDED`] entries, saying so after each.
fn live_a_day(folder: &str) {
    let desk = Desk::below(Path::new(folder));
    let mut journal = match desk.open() {
        Ok(opened) => opened.journal,
        Err(JournalError::Missing) => desk.create().journal,
        Err(error) => panic!("{error}"),
    };
    while journal.chain().length() < APPENDED {
        let entry = next(&journal.chain());
        assert_eq!(journal.append(&entry).unwrap().copies, Copies::Both);
        println!("\ndurable {}", entry.sequence);
    }
}

fn expected(length: usize) -> Vec<Entry> {
    let mut chain = Chain::default();
    let mut entries = Vec::new();
    for _ in 0..length {
        entries.push(next(&chain));
        chain.accept(entries.last().unwrap()).unwrap();
    }
    entries
}

fn lay_out(image: &Image, from: &Path, to: &Path) {
    for medium in ["internal", "card"] {
        let _ = fs::remove_dir_all(to.join(medium));
        fs::create_dir_all(to.join(medium)).unwrap();
    }
    for (path, bytes) in image {
        fs::write(to.join(path.strip_prefix(from).unwrap()), bytes).unwrap();
    }
}

fn pick_up(folder: &Path) -> Image {
    let files = |medium: &str| fs::read_dir(folder.join(medium)).unwrap().map(|entry| entry.unwrap().path());
    files("internal")
        .chain(files("card"))
        .map(|path: PathBuf| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

/// Highest number that the process said was durable.
fn acknowledged(operations: &[Operation]) -> u64 {
    let said = operations.iter().filter_map(|operation| match operation {
        Operation::Said(text) => text.trim().strip_prefix("durable ")?.parse().ok(),
        _ => None,
    });
    said.max().unwrap_or(0)
}

/// Opens what a cut left and checks the promises.
fn check(folder: &Path, acknowledged: u64, place: &str) {
    let desk = Desk::below(folder);
    if acknowledged > 0 {
        // Either medium alone holds all that was promised.
        for medium in [&desk.internal, &desk.card] {
            let alone =
                read_card(medium).unwrap_or_else(|error| panic!("{place}: {}: {error}", medium.display()));
            assert!(alone.entries.len() as u64 >= acknowledged, "{place}: {}", medium.display());
        }
    }
    let opened = match desk.open() {
        // Cut off while it was being provisioned: nothing was promised, and provisioning is repeated.
        Err(_) if acknowledged == 0 => desk.create(),
        other => other.unwrap_or_else(|error| panic!("{place}: {error}")),
    };
    let length = opened.entries.len() as u64;
    assert!(
        (acknowledged..=acknowledged + 1).contains(&length),
        "{place}: {length} of {acknowledged} entries"
    );
    assert_eq!(opened.entries, expected(opened.entries.len()), "{place}");
    for notice in &opened.notices {
        let harmless = matches!(notice, Notice::BroughtUp { .. }) || acknowledged == 0;
        assert!(harmless, "{place}: {notice:?}");
    }
    let mut journal = opened.journal;
    if acknowledged > 0 {
        assert_eq!(journal.append(&next(&journal.chain())).unwrap().copies, Copies::Both, "{place}");
    }
}

#[test]
fn a_power_cut_at_any_write_loses_nothing_that_was_acknowledged() {
    const TEST: &str = "power_cut::a_power_cut_at_any_write_loses_nothing_that_was_acknowledged";
    if let Some(folder) = role() {
        return live_a_day(&folder);
    }
    let (lived, after) = (folder(), folder());
    drop(Desk::below(lived.path()));
    let operations = record(&again(TEST, lived.path().to_str().unwrap()), lived.path());
    assert_eq!(acknowledged(&operations), APPENDED);
    let mut cuts = 0;
    for model in MODELS {
        let mut disk = Disk::with(model, &Image::new());
        for (number, operation) in operations.iter().enumerate() {
            disk.apply(operation);
            let promised = acknowledged(&operations[..=number]);
            for seed in 0..SEEDS {
                let mut chance = StdRng::seed_from_u64(seed ^ (number as u64) << 8);
                lay_out(&disk.cut(&mut chance), lived.path(), after.path());
                check(
                    after.path(),
                    promised,
                    &format!("{model:?}, seed {seed}, cut after {number}: {operation:?}"),
                );
                cuts += 1;
            }
        }
    }
    println!("{} operations, {cuts} cuts", operations.len());
}

#[test]
fn a_power_cut_during_recovery_loses_nothing_either() {
    const TEST: &str = "power_cut::a_power_cut_during_recovery_loses_nothing_either";
    if let Some(folder) = role() {
        drop(Desk::below(Path::new(&folder)).open().unwrap());
        return;
    }
    let (lived, after, again_after) = (folder(), folder(), folder());
    // A day up to a cut in the middle of a commit on either medium: the recovery has something to do.
    let desk = Desk::below(lived.path());
    let role = "power_cut::a_power_cut_at_any_write_loses_nothing_that_was_acknowledged";
    let day = record(&again(role, lived.path().to_str().unwrap()), lived.path());
    drop(desk);
    let model = MODELS[2];
    let writes: Vec<usize> = (0..day.len())
        .filter(|number| matches!(day[*number], Operation::Sync(_)) && acknowledged(&day[..*number]) > 2)
        .collect();
    let mut cuts = 0;
    for number in writes.iter().step_by(5) {
        let mut disk = Disk::with(model, &Image::new());
        day[..*number].iter().for_each(|operation| disk.apply(operation));
        let promised = acknowledged(&day[..*number]);
        lay_out(&disk.cut(&mut StdRng::seed_from_u64(1)), lived.path(), after.path());
        let before = pick_up(after.path());
        let recovery = record(&again(TEST, after.path().to_str().unwrap()), after.path());
        let mut disk = Disk::with(model, &before);
        for (step, operation) in recovery.iter().enumerate() {
            disk.apply(operation);
            let mut chance = StdRng::seed_from_u64(step as u64);
            lay_out(&disk.cut(&mut chance), after.path(), again_after.path());
            check(again_after.path(), promised, &format!("cut {number}, then {step}: {operation:?}"));
            cuts += 1;
        }
    }
    println!("{} recoveries, {cuts} cuts during them", writes.len().div_ceil(5));
}
