//! The real daemon on a provisioned box without any device plugged in: how it starts beside another one, what its
//! diagnosis tells, and how it ends.

use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use rts::ports::credentials::{OfficialPin, hash_pin};
use rts::store::Journal;
use rustix::process::{Pid, Signal, kill_process};

use super::command::{self, Ran};
use super::election::{CODE, credentials, pin};
use super::provision::Bench;

/// A box, and the daemon on it with its diagnosis as loud as it gets.
struct Running {
    bench: Bench,
    daemon: Child,
}

impl Running {
    fn start() -> Self {
        let bench = Bench::new();
        let hashed = |official| OfficialPin { official, pin: hash_pin(&pin(official)).unwrap() };
        bench.election.credentials(|credentials| credentials.officials = vec![hashed(1), hashed(2)]);
        let settings = bench.path("settings.toml");
        let text = fs::read_to_string(&settings).unwrap();
        fs::write(&settings, format!("{text}\n[control]\nsocket = {:?}\n", bench.path("run/control.sock")))
            .unwrap();
        assert_eq!(bench.provision().code, 0);
        let log = File::create(bench.path("log")).unwrap();
        let daemon = rtsd(&bench).stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        let mut running = Self { bench, daemon };
        let began = Instant::now();
        while running.rts(&["status"]).code != 0 {
            let ended = running.daemon.try_wait().unwrap();
            assert!(ended.is_none() && began.elapsed().as_secs() < 60, "{ended:?}\n{}", running.log());
        }
        running
    }

    fn rts(&self, arguments: &[&str]) -> Ran {
        let mut command = command::command();
        command::finish(command.arg("--socket").arg(self.bench.path("run/control.sock")).args(arguments))
    }

    /// An official with this PIN opens the polls, or tries to.
    fn open(&self, pin: &str) -> Ran {
        let file = self.bench.election.write("pin", pin);
        self.rts(&["--station", CODE, "--official", "1", "--pin-file", file.to_str().unwrap(), "open"])
    }

    fn log(&self) -> String {
        fs::read_to_string(self.bench.path("log")).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

pub(crate) fn rtsd(bench: &Bench) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rtsd"));
    command.env_clear().env("RTS_LOG", "trace").stdin(Stdio::null());
    command.arg("--config").arg(bench.path("settings.toml"));
    command
}

#[test]
fn a_second_daemon_ends_at_once_with_its_own_code_and_the_first_one_goes_on() {
    let running = Running::start();
    let second = rtsd(&running.bench).output().unwrap();
    assert_eq!(second.status.code(), Some(75), "{second:?}");
    assert!(String::from_utf8_lossy(&second.stderr).contains("rtsd ends"), "{second:?}");
    assert_eq!(running.rts(&["status"]).code, 0);
}

#[test]
fn a_daemon_does_not_start_with_a_package_that_its_paper_cannot_show() {
    let bench = Bench::new();
    assert_eq!(bench.provision().code, 0);
    let mut strange = bench.election.definition.clone();
    strange.contests[0].name.0.insert("th".to_owned(), "\u{E1C}".to_owned());
    fs::copy(bench.election.package(&strange), bench.path("state/package.json")).unwrap();
    let ended = rtsd(&bench).output().unwrap();
    assert!(!ended.status.success());
    let told = String::from_utf8_lossy(&ended.stderr);
    assert!(told.contains("P12") && told.contains("contest council (th)"), "{told}");
}

#[test]
fn a_storm_of_signals_ends_the_daemon_in_order_and_leaves_a_whole_journal() {
    let mut running = Running::start();
    let pid = Pid::from_raw(i32::try_from(running.daemon.id()).unwrap()).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| running.open(&pin(1)));
        for signal in [Signal::TERM, Signal::INT, Signal::TERM, Signal::TERM, Signal::INT] {
            kill_process(pid, signal).unwrap();
        }
    });
    assert!(running.daemon.wait().unwrap().success(), "{}", running.log());
    let opened = Journal::open(running.bench.places(), running.bench.identity()).unwrap();
    assert_eq!(opened.notices, []);
    assert!(opened.entries.iter().any(|entry| entry.event.id() == "daemon-started"));
}

#[test]
fn the_loudest_diagnosis_tells_no_key_and_no_pin() {
    let running = Running::start();
    let wrong = "7654321";
    assert_eq!(running.open(wrong).code, 1);
    running.open(&pin(1));
    let log = running.log();
    assert!(log.contains("TRACE") || log.contains("DEBUG") || log.contains("INFO"), "{log}");
    let credentials = credentials();
    let secrets = [
        running.bench.key().to_hex().to_string(),
        credentials.end_to_end_key.to_hex().to_string(),
        credentials.link_key.to_hex().to_string(),
    ];
    for secret in &secrets {
        assert!(secret.len() >= 32 && !log.to_lowercase().contains(secret.as_str()), "{log}");
        let numbers: Vec<String> =
            hex::decode(secret).unwrap().iter().take(4).map(ToString::to_string).collect();
        assert!(!log.contains(&numbers.join(", ")), "{log}");
    }
    assert!(!log.contains(wrong) && !log.contains(&format!("\"{}\"", pin(1))), "{log}");
    assert!(!log.contains("argon2id"), "{log}");
}
