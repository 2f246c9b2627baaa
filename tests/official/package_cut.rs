//! The power is cut at every write, sync and renaming of the program that gives a box a newer package.

use std::fs;
use std::path::PathBuf;

use crash_vfs::{Damage, Disk, Image, Model, record};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rts_core::journal::Event;

use super::lifetime::rtsd;
use super::provision::Bench;

const MODELS: [Model; 2] =
    [Model::honest(Damage::Torn(512), true), Model::honest(Damage::Trashed(4096), false)];
const FOLDERS: [&str; 3] = ["state", "card", "run"];

fn files(bench: &Bench) -> Vec<PathBuf> {
    let inside = |folder: &&str| fs::read_dir(bench.path(folder)).unwrap().map(|file| file.unwrap().path());
    FOLDERS.iter().flat_map(inside).collect()
}

fn lay_out(bench: &Bench, image: &Image) {
    for file in files(bench) {
        fs::remove_file(file).unwrap();
    }
    for (path, bytes) in image {
        fs::write(path, bytes).unwrap();
    }
}

/// How often the package of this version came into force, by each medium's journal.
fn loaded(bench: &Bench, of: u32) -> [usize; 2] {
    let is = |event: &&Event| matches!(event, Event::PackageLoaded { version, .. } if *version == of);
    ["state", "card"].map(|medium| bench.events(medium).iter().filter(is).count())
}

#[test]
fn a_power_cut_at_any_step_of_loading_a_package_leaves_the_old_one_or_the_new_one_whole() {
    let bench = Bench::new();
    assert_eq!(bench.provision().code, 0);
    let kept = bench.path("state/package.json");
    let old = fs::read(&kept).unwrap();
    bench.newer(3);
    let new = fs::read(bench.path("signed.json")).unwrap();
    let before: Image =
        files(&bench).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    let operations = record(&bench.update_command(), bench.election.folder.path());
    let (mut cuts, mut between, mut last) = (0, 0, None);
    for model in MODELS {
        let mut disk = Disk::with(model, &before);
        for (number, operation) in operations.iter().enumerate() {
            disk.apply(operation);
            let image = disk.cut(&mut StdRng::seed_from_u64(number as u64));
            cuts += 1;
            if last.as_ref() == Some(&image) {
                continue;
            }
            let place = format!("{model}, cut after {number}: {operation:?}");
            lay_out(&bench, &image);
            last = Some(image);
            let found = fs::read(&kept).unwrap();
            assert!(found == old || found == new, "{place}: half a package");
            if found == old && loaded(&bench, 3)[0] > 0 {
                between += 1;
                if between == 1 {
                    // The journal says that the newer one is in force: the box does not sign under the older one.
                    let ended = rtsd(&bench).output().unwrap();
                    let told = String::from_utf8_lossy(&ended.stderr);
                    assert!(!ended.status.success() && told.contains("P13"), "{place}: {told}");
                }
            }
            let ran = bench.update();
            assert_eq!(ran.code, 0, "{place}: {ran:?}");
            assert_eq!(fs::read(&kept).unwrap(), new, "{place}");
            assert_eq!(loaded(&bench, 3), [1, 1], "{place}: in force once");
        }
    }
    println!("{} operations, {cuts} cuts, {between} between the entry and the file", operations.len());
    assert!(between > 0, "no cut fell between the entry and the file");
}
