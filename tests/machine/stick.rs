//! A tally that comes on a stick of somebody: links, pipes, devices, endless and deeply nested files.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::station::Station;

#[test]
fn only_a_plain_file_of_bounded_size_and_depth_is_taken_for_a_tally() {
    let station = Station::running();
    station.done(station.act(1, &["open"]));
    station.done(station.act(1, &["close"]));
    let stick = station.path("stick");
    fs::create_dir(&stick).unwrap();
    let good = station.path("tally.json");
    let place = |name: &str| stick.join(name);
    symlink(&good, place("link.json")).unwrap();
    symlink("/dev/zero", place("endless.json")).unwrap();
    let pipe = Command::new("mkfifo").arg(place("pipe.json")).status().unwrap();
    assert!(pipe.success());
    fs::File::create(place("huge.json")).unwrap().set_len(1 << 40).unwrap();
    fs::create_dir(place("folder.json")).unwrap();
    fs::write(place("deep.json"), "[".repeat(1_000_000)).unwrap();
    fs::write(place("deeper.json"), r#"{"a":"#.repeat(500_000)).unwrap();
    fs::write(place("empty.json"), "").unwrap();
    let import = |name: &str| station.act(1, &["tally", "import", place(name).to_str().unwrap()]).refused();
    for name in ["link.json", "endless.json", "pipe.json", "folder.json", "none.json", "huge.json"] {
        assert_eq!(import(name), "X01", "{name}");
    }
    for name in ["deep.json", "deeper.json", "empty.json"] {
        assert_eq!(import(name), "T01", "{name}");
    }
    fs::copy(&good, place("tally.json")).unwrap();
    let taken = station.act(1, &["tally", "import", place("tally.json").to_str().unwrap()]);
    assert_eq!(taken.code, 0, "{taken:?}");
}
