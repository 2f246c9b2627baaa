//! Single calls of the real daemon that fail: one sync, one read, memory that is not there (strace(1), setrlimit(2)).

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::time::{Duration, Instant};

use super::station::{Station, ids, program};

/// What makes calls on one file fail, in front of the daemon.
fn failing<'a>(calls: &'a str, file: &'a str) -> Vec<&'a str> {
    let strace = program("strace", "strace");
    vec![strace, "-f", "-q", "-o", "/dev/null", "--seccomp-bpf", "-P", file, "-e", calls]
}

#[test]
fn one_sync_that_fails_takes_the_medium_out_for_good_although_every_later_one_would_succeed() {
    for (medium, code) in [("card", "card: J14"), ("state", "internal medium: J02")] {
        let mut station = Station::running();
        station.stop();
        let journal = station.path(medium).join("journal.db");
        let file = journal.to_str().unwrap().to_owned();
        station.start(&failing("inject=fsync,fdatasync:error=EIO:when=2", &file));
        // The start and its first entries come to more than two syncs.
        station.until("the sync fails", |station| {
            station.rts(&["rehearse"]);
            station.status()["media"] == 1
        });
        station.until_medium(code);
        let lost = fs::read(&journal).unwrap();
        station.live_the_day();
        assert_eq!(fs::read(&journal).unwrap(), lost, "{medium}: it is not written to again");
        station.kill();
        station.start(&[]);
        station.until_medium("");
        station.stop();
        let (internal, card) = (station.copy("state"), station.copy("card"));
        assert_eq!(internal.entries, card.entries, "{medium}: a new start read and verified it");
        assert!(
            ids(&card.entries).contains(&"medium-failed") && ids(&card.entries).contains(&"medium-restored")
        );
    }
}

#[test]
fn a_read_that_fails_at_the_start_takes_the_medium_out_and_the_other_one_goes_on() {
    for (medium, code) in [("card", "card: J12"), ("state", "internal medium: J02")] {
        let mut station = Station::running();
        station.done(station.rts(&["rehearse"]));
        station.stop();
        let file = station.path(medium).join("journal.db").to_str().unwrap().to_owned();
        station.start(&failing("inject=pread64:error=EIO:when=4+", &file));
        let status = station.until_medium(code);
        assert_eq!(status["media"], 1);
        let fingerprint = station.live_the_day();
        station.kill();
        station.start(&[]);
        assert_eq!(station.until_medium("")["fingerprint"], fingerprint.as_str());
    }
}

#[test]
fn memory_that_runs_out_ends_the_daemon_visibly_and_loses_nothing_that_was_sealed() {
    let mut station = Station::running();
    let fingerprint = station.live_the_day();
    station.stop();
    let entries = station.copy("state").entries.len();
    let (mut started, mut ended) = (0, 0);
    for megabytes in [4, 8, 16, 32, 64, 128, 192, 256, 384, 512, 768, 1024] {
        let limit = format!("ulimit -v {}; exec \"$@\"", megabytes * 1024);
        let mut daemon = station.rtsd(&["sh", "-c", &limit, "sh"]).spawn().unwrap();
        let began = Instant::now();
        let alive = loop {
            if let Some(status) = daemon.try_wait().unwrap() {
                assert!(status.code() != Some(0) || status.signal().is_some(), "{megabytes} MB: {status}");
                break false;
            }
            if station.socket().exists() && station.rts(&["status"]).code == 0 {
                break true;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{megabytes} MB: it neither starts nor ends");
        };
        if alive {
            // A PIN takes 19 MiB to look at: there, or the daemon is not, and says so by ending.
            let _ = station.act(1, &["print", "result"]);
            started += 1;
        } else {
            ended += 1;
        }
        daemon.kill().unwrap();
        daemon.wait().unwrap();
        let (internal, card) = (station.copy("state"), station.copy("card"));
        assert!(internal.entries.len() >= entries && card.entries.len() >= entries, "{megabytes} MB");
    }
    assert!(started > 0 && ended > 0, "{started} started, {ended} ended");
    station.start(&[]);
    assert_eq!(station.status()["fingerprint"], fingerprint.as_str());
}
