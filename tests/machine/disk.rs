//! The box's own disk: full to the last block, write-protected by its file system, gone.

use std::fs;
use std::path::Path;

use rts_core::journal::{Event, MediumName};

use super::card::fill;
use super::station::{Station, Wishes, ids, image, in_own_mounts, mount, program, run};

/// A box whose internal medium is a file system of its own.
fn on_own_disk(size: u64, reserve: u64) -> Station {
    let station = Station::new(&Wishes { reserve, ..Wishes::default() });
    let disk = station.path("disk.img");
    image(&disk, size);
    mount(&disk, &station.path("state"), "rw");
    station.provision();
    station
}

#[test]
fn a_disk_that_is_full_to_the_last_block_still_takes_the_whole_day_and_its_result() {
    if !in_own_mounts("disk::a_disk_that_is_full_to_the_last_block_still_takes_the_whole_day_and_its_result")
    {
        return;
    }
    let mut station = on_own_disk(8, 1);
    station.start(&[]);
    fill(&station.path("state/debris"));
    let fingerprint = station.live_the_day();
    let status = station.status();
    assert_eq!((&status["media"], &status["fingerprint"]), (&2.into(), &fingerprint.as_str().into()));
    assert!(
        status["media_faults"][0].as_str().unwrap().starts_with("internal medium: it is full"),
        "{status}"
    );
    let shown = station.rts(&["card", "status"]);
    assert!(shown.out.contains("internal    in use") && shown.out.contains("no reserve"), "{shown:?}");
    station.kill();

    // The debris is still there: the box comes up on what it has, and on room it keeps a reserve again.
    station.start(&[]);
    assert_eq!(station.status()["fingerprint"], fingerprint.as_str());
    station.kill();
    fs::remove_file(station.path("state/debris")).unwrap();
    station.start(&[]);
    station.until_medium("");
    station.stop();
    let (internal, card) = (station.copy("state"), station.copy("card"));
    assert_eq!(internal.entries, card.entries);
    let reserves = internal.entries.iter().filter_map(|entry| match entry.event {
        Event::ReserveChanged { medium: MediumName::Internal, kept } => Some(kept),
        _ => None,
    });
    assert_eq!(reserves.collect::<Vec<_>>(), [false, true]);
    assert!(station.path("state/ballast").exists());
}

#[test]
fn a_disk_that_turns_read_only_is_out_and_the_card_takes_the_day() {
    if !in_own_mounts("disk::a_disk_that_turns_read_only_is_out_and_the_card_takes_the_day") {
        return;
    }
    let mut station = on_own_disk(8, 0);
    station.start(&[]);
    let device = std::process::Command::new(program("findmnt", "mount"))
        .args(["-n", "-o", "SOURCE", station.path("state").to_str().unwrap()])
        .output()
        .unwrap();
    let device = String::from_utf8(device.stdout).unwrap();
    let name = Path::new(device.trim()).file_name().unwrap();
    // What the file system does when its device returns nonsense (errors=remount-ro).
    let trigger = Path::new("/sys/fs/ext4").join(name).join("trigger_fs_error");
    fs::write(&trigger, "a test").unwrap_or_else(|error| panic!("{}: {error}", trigger.display()));
    on_the_card_alone(&mut station);
}

#[test]
fn a_disk_that_vanishes_is_out_and_the_card_takes_the_day() {
    if !in_own_mounts("disk::a_disk_that_vanishes_is_out_and_the_card_takes_the_day") {
        return;
    }
    let mut station = on_own_disk(8, 0);
    station.start(&[]);
    // EXT4_IOC_SHUTDOWN: as if the device were gone, every later write and sync fails.
    let gone = "import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))";
    run(program("python3", "python3"), &["-c", gone, station.path("state").to_str().unwrap()]);
    on_the_card_alone(&mut station);
}

/// The internal medium is out, by name; the day goes on; a restart on a repaired disk brings it up to date.
fn on_the_card_alone(station: &mut Station) {
    let status = station.until_medium("internal medium: J02");
    assert_eq!(status["media"], 1);
    let fingerprint = station.live_the_day();
    station.stop();
    let card = station.copy("card");
    assert!(ids(&card.entries).contains(&"medium-failed") && ids(&card.entries).contains(&"result-sealed"));
    let disk = station.path("disk.img");
    run("umount", &[station.path("state").to_str().unwrap()]);
    let checked =
        std::process::Command::new(program("e2fsck", "e2fsprogs")).args(["-p", "-f"]).arg(&disk).output();
    assert!(checked.unwrap().status.code().is_some_and(|code| code < 4));
    mount(&disk, &station.path("state"), "rw");
    station.start(&[]);
    let status = station.until_medium("");
    assert_eq!((&status["media"], &status["fingerprint"]), (&2.into(), &fingerprint.as_str().into()));
    station.stop();
    assert_eq!(station.copy("state").entries, station.copy("card").entries);
    run("umount", &[station.path("state").to_str().unwrap()]);
}
