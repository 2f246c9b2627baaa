//! What stands in the place of the box's files before its daemon starts: links, second names, sockets that are none.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::station::Station;

/// Exit code of a daemon that found something planted; the unit does not start it again.
const PLANTED: Option<i32> = Some(77);

#[test]
fn the_daemon_does_not_start_on_a_link_in_the_place_of_its_journal_and_says_which() {
    let mut station = Station::running();
    station.stop();
    for medium in ["state", "card"] {
        for link in
            [|from: &Path, to: &Path| symlink(from, to), |from: &Path, to: &Path| fs::hard_link(from, to)]
        {
            let (place, moved) = (station.path(medium).join("journal.db"), station.path("moved.db"));
            fs::rename(&place, &moved).unwrap();
            link(&moved, &place).unwrap();
            let before = fs::read(&moved).unwrap();
            let ended = station.rtsd(&[]).output().unwrap();
            assert_eq!(ended.status.code(), PLANTED, "{}", station.log());
            assert!(
                station.log().lines().last().unwrap().contains("journal.db is a link"),
                "{}",
                station.log()
            );
            assert_eq!(fs::read(&moved).unwrap(), before);
            fs::remove_file(&place).unwrap();
            fs::rename(&moved, &place).unwrap();
        }
    }
    station.start(&[]);
}

#[test]
fn the_daemon_does_not_start_on_a_file_or_a_link_in_the_place_of_its_socket_or_lock() {
    let mut station = Station::running();
    station.stop();
    let precious = station.election.write("precious", "precious");
    fs::copy(&precious, station.socket()).unwrap();
    assert_eq!(station.rtsd(&[]).output().unwrap().status.code(), PLANTED);
    fs::remove_file(station.socket()).unwrap();
    symlink(&precious, station.socket()).unwrap();
    assert_eq!(station.rtsd(&[]).output().unwrap().status.code(), PLANTED);
    fs::remove_file(station.socket()).unwrap();
    let lock = station.path("run/rtsd.lock");
    fs::remove_file(&lock).unwrap();
    symlink(&precious, &lock).unwrap();
    assert_ne!(station.rtsd(&[]).output().unwrap().status.code(), Some(0));
    fs::remove_file(&lock).unwrap();
    assert_eq!(fs::read_to_string(&precious).unwrap(), "precious");
    station.start(&[]);
}

#[test]
fn a_second_daemon_ends_by_itself_and_disturbs_neither_the_first_nor_its_media() {
    let mut station = Station::running();
    for _ in 0..3 {
        let second = station.rtsd(&[]).output().unwrap();
        assert_eq!(second.status.code(), Some(75), "{}", station.log());
    }
    station.live_the_day();
    assert_eq!(station.until_medium("")["media"], 2);
    station.stop();
    assert_eq!(station.copy("state").entries, station.copy("card").entries);
}
