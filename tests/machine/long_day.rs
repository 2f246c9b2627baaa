//! A day of twenty-four hours with a modem that never answers, lived by the real daemon under libfaketime: its memory stays
//! small, the deadline passes, the certificate is printed, the modem is called again and again.
//!
//! The test moves the daemon's clocks on, a few seconds at a time, and wakes it by asking how things stand. While paper is
//! to be printed the clocks run as they are.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rts::control::{Client, Request};
use rts::lab::pace::Pace;
use rts::lab::printer::{Options, Profile, SimulatedPrinter};
use rts::lab::pty::Pty;
use rts_core::device::{Command, Phase, Reply, Status};
use rts_core::journal::{Entry, Event, TapeName};

use super::station::{Station, Wishes, install};

/// Most memory that the daemon may ever have had, in KiB.
const MOST: u64 = 24 << 10;
/// How far the clocks go on at once, in seconds.
const STEP: u64 = 10;
const HOUR: u64 = 3600;
const PATIENCE: Duration = Duration::from_secs(110);

/// The library that has programs believe in another time.
fn library() -> PathBuf {
    let found = || {
        let folders = fs::read_dir("/usr/lib").unwrap().flatten().map(|entry| entry.path().join("faketime"));
        folders.map(|folder| folder.join("libfaketimeMT.so.1")).find(|path| path.exists())
    };
    if found().is_none() {
        install("faketime");
    }
    found().expect("libfaketime is missing: install faketime")
}

/// The daemon's time, and the way to wake the daemon.
struct Time {
    file: PathBuf,
    socket: PathBuf,
    passed: u64,
    began: Instant,
}

impl Time {
    fn set(&self) {
        let staged = self.file.with_extension("new");
        fs::write(&staged, format!("+{}", self.passed)).unwrap();
        fs::rename(staged, &self.file).unwrap();
    }

    async fn status(&self) -> Status {
        let request = Request { command: Command::Status, pins: Vec::new(), place: None };
        let mut client = Client::connect(&self.socket, Duration::from_secs(20)).await.unwrap();
        match client.ask(&request).await.unwrap() {
            Reply::Status(status) => *status,
            other => panic!("{other:?}"),
        }
    }

    /// Lets the day go on until `hour`; paper is waited for.
    async fn pass_until(&mut self, hour: u64) -> Status {
        loop {
            let status = self.status().await;
            assert!(self.began.elapsed() < PATIENCE, "after {} s of the day: {status:?}", self.passed);
            if status.sheets_waiting > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            } else if self.passed >= hour * HOUR {
                return status;
            } else {
                self.passed += STEP;
                self.set();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_daemon_stays_below_24_megabytes_through_a_day_with_a_dead_modem() {
    let library = library();
    let mut station = Station::new(&Wishes::default());
    let settings = station.path("settings.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, text.replace("no-printer", "printer").replace("no-modem", "modem")).unwrap();
    station.provision();
    let modem = Pty::open(Some(&station.path("modem"))).unwrap();
    let heard = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&heard);
    let deaf = tokio::spawn(async move {
        let mut bytes = [0; 512];
        while let Ok(length) = modem.read(&mut bytes).await {
            counted.fetch_add(length as u64, Ordering::Relaxed);
        }
    });
    let printer = SimulatedPrinter::start(Options {
        profile: Profile::default(),
        plan: Vec::new(),
        pace: Pace::new(1_000.0),
        link: Some(station.path("printer")),
        out: None,
        name: "paper".to_owned(),
    })
    .unwrap();
    let mut time =
        Time { file: station.path("time"), socket: station.socket(), passed: 0, began: Instant::now() };
    time.set();
    let mut command = station.rtsd(&[]);
    command
        .env("LD_PRELOAD", library)
        .env("FAKETIME_TIMESTAMP_FILE", &time.file)
        .env("FAKETIME_NO_CACHE", "1");
    command.env_remove("WATCHDOG_USEC").env("RTS_LOG", "info");
    station.start_as(&mut command);

    time.pass_until(1).await;
    station.done(station.act(1, &["open"]));
    for hour in 2..12 {
        time.pass_until(hour).await;
        station.done(station.act(2, &["turnout", &(hour * 10).to_string()]));
    }
    time.pass_until(12).await;
    station.done(station.act(1, &["close"]));
    station.done(station.act(1, &["tally", "import", station.path("tally.json").to_str().unwrap()]));
    station.done(station.act(1, &["approve"]));
    station.done(station.act(2, &["approve"]));
    let mut status = time.status().await;
    for hour in 13..=24 {
        let before = heard.load(Ordering::Relaxed);
        status = time.pass_until(hour).await;
        assert!(heard.load(Ordering::Relaxed) > before, "in hour {hour} the modem was not called");
    }
    let peak = high_water(station.process());
    println!(
        "a day of 24 h in {:.0} s: {peak} KiB at most, {} bytes to the modem, {} entries",
        time.began.elapsed().as_secs_f64(),
        heard.load(Ordering::Relaxed),
        status.entries
    );
    assert_eq!((status.phase, status.media), (Phase::Sealed, 2));
    assert!(status.deadline_seconds.is_some_and(|left| left < -5 * HOUR.cast_signed()), "{status:?}");
    deaf.abort();
    station.stop();
    assert!(!printer.stop().await.unwrap().is_empty());
    lived(&station.copy("state").entries);
    assert!(peak < MOST, "{peak} KiB");
}

/// VmHWM of a process, in KiB: the most of its memory that was ever resident.
fn high_water(process: u32) -> u64 {
    let status = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

/// The journal tells a day that was really lived.
fn lived(entries: &[Entry]) {
    let seconds = |entry: &Entry| entry.stamp.now.uptime.as_millis() / 1000;
    let (first, last) =
        (entries.iter().find(|it| it.event.id() == "daemon-started").unwrap(), entries.last().unwrap());
    assert!(seconds(last) - seconds(first) >= 24 * HOUR);
    let certificate = entries.iter().find_map(|entry| match &entry.event {
        Event::TapeOrdered { order } if order.name == TapeName::Certificate => Some(order.tape),
        _ => None,
    });
    let certificate = certificate.expect("the certificate is ordered");
    let printed = |entry: &&Entry| matches!(entry.event, Event::SheetCompleted { sheet, .. } if sheet.tape == certificate);
    assert!(entries.iter().filter(printed).count() > 0, "and printed");
}
