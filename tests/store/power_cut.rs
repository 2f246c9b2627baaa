//! The power is cut at every single write, sync and renaming of the real program, on disks of several kinds.
//!
//! A run of the program is recorded once, from outside, so that names are seen that the store gives, moves and syncs
//! beside SQLite: a box is provisioned, and a blank card is adopted. For each place in it the files are put together as a
//! disk may hold them if the power went there, and the journal is opened on them. The commits of a long day, and cuts
//! of the starts after cuts, are the matter of `tests/crash`.

use std::fs;
use std::path::Path;

use crash_vfs::{Damage, Disk, Image, Model, Operation, record};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rts::store::{Copies, JournalError, Notice, read_card};
use rts_core::journal::{Chain, Entry, MediumName};

use super::desk::{Desk, again, next, role};

const SEEDS: u64 = 3;
const MODELS: [Model; 4] = [
    Model::honest(Damage::Torn(512), true),
    Model::honest(Damage::Trashed(512), false),
    Model::honest(Damage::Trashed(4096), true),
    Model::honest(Damage::Trashed(4096), false),
];
const APPENDED: u64 = 2;
const BALLAST: u64 = 65_536;

/// In memory: nothing here depends on a real sync, and there are thousands of them.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn desk(folder: &Path) -> Desk {
    Desk { ballast: BALLAST, ..Desk::below(folder) }
}

/// Provisions the box, appends [`APPENDED`] entries, adopts a blank card and appends as many, saying so after each.
fn live_a_day(folder: &str) {
    let desk = desk(Path::new(folder));
    assert_eq!(desk.open().unwrap_err(), JournalError::Missing);
    let mut journal = desk.create().journal;
    let append = |journal: &mut rts::store::Journal| {
        for _ in 0..APPENDED {
            let entry = next(&journal.chain());
            assert_eq!(journal.append(&entry).unwrap().copies, Copies::Both);
            println!("\ndurable {}", entry.sequence);
        }
    };
    append(&mut journal);
    drop(journal);
    println!("\ncard out");
    for file in fs::read_dir(&desk.card).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    let mut journal = desk.open().unwrap().journal;
    assert_eq!(journal.adopt_card().unwrap(), [Notice::Restored(MediumName::Card)]);
    println!("\ncard in");
    append(&mut journal);
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

/// What the process had said.
#[derive(Clone, Copy)]
struct Said {
    /// Highest number of an entry that was durable.
    acknowledged: u64,
    /// False while the box has no card.
    card: bool,
}

fn said(operations: &[Operation]) -> Said {
    let mut said = Said { acknowledged: 0, card: true };
    for operation in operations {
        let Operation::Said(text) = operation else { continue };
        match text.trim() {
            "card out" => said.card = false,
            "card in" => said.card = true,
            text => {
                let number = text.strip_prefix("durable ").and_then(|number| number.parse().ok());
                said.acknowledged = number.unwrap_or(said.acknowledged);
            }
        }
    }
    said
}

/// Opens what a cut left and checks the promises.
fn check(folder: &Path, said: Said, place: &str) {
    let (desk, acknowledged) = (desk(folder), said.acknowledged);
    if acknowledged > 0 {
        // Either medium alone holds all that was promised.
        for medium in [Some(&desk.internal), Some(&desk.card).filter(|_| said.card)].into_iter().flatten() {
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
        let of_the_card = matches!(
            notice,
            Notice::Failed { medium: MediumName::Card, .. } | Notice::NoBallast(MediumName::Card)
        );
        let harmless = matches!(notice, Notice::BroughtUp { .. } | Notice::BallastLaid(_))
            || (of_the_card && !said.card)
            || acknowledged == 0;
        assert!(harmless, "{place}: {notice:?}");
    }
    let mut journal = opened.journal;
    if acknowledged > 0 && said.card {
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
    drop(desk(lived.path()));
    let operations = record(&again(TEST, lived.path().to_str().unwrap()), lived.path());
    assert_eq!(said(&operations).acknowledged, 2 * APPENDED);
    let mut cuts = 0;
    for model in MODELS {
        let mut disk = Disk::with(model, &Image::new());
        for (number, operation) in operations.iter().enumerate() {
            disk.apply(operation);
            for seed in 0..SEEDS {
                let mut chance = StdRng::seed_from_u64(seed ^ (number as u64) << 8);
                lay_out(&disk.cut(&mut chance), lived.path(), after.path());
                let place = format!("{model}, seed {seed}, cut after {number}: {operation:?}");
                check(after.path(), said(&operations[..=number]), &place);
                cuts += 1;
            }
        }
    }
    println!("{} operations, {cuts} cuts", operations.len());
}
