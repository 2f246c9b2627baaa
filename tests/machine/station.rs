//! A provisioned box whose media, users and surroundings a test makes worse: the real `rtsd`, asked by the real `rts`.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rts::ports::credentials::{OfficialPin, hash_pin};
use rts::store::{CardContents, Identity, read_card};
use rts_core::election::{TallyFile, test_tally};
use rts_core::journal::{Chain, Entry, Event, Stamp};
use rts_core::seal::DeviceKey;
use serde_json::Value;

use super::command::{self, Ran};
use super::election::{CODE, DEVICE, Election, pin, root};

/// How long anything may take that has to happen.
const PATIENCE: Duration = Duration::from_secs(60);
/// The daemon looks after its media every half of this, in microseconds.
const WATCHDOG: &str = "200000";

/// What of the box a test wants otherwise.
#[derive(Clone, Default)]
pub(crate) struct Wishes {
    /// The card's folder without a card mounted on it is no card.
    pub(crate) mounted: bool,
    /// Reserve on each medium, in MiB.
    pub(crate) reserve: u64,
    /// Settings of the control socket.
    pub(crate) control: String,
}

/// The box.
pub(crate) struct Station {
    pub(crate) election: Election,
    daemon: Option<Child>,
}

impl Station {
    /// A box with its folders and settings; its media may still be mounted.
    pub(crate) fn new(wishes: &Wishes) -> Self {
        let election = Election::new();
        for name in ["state", "card", "run"] {
            fs::create_dir(election.path(name)).unwrap();
        }
        let path = |name: &str| election.path(name);
        let Wishes { mounted, reserve, control } = wishes;
        let text = format!(
            "[paths]\nstate = {:?}\ncard = {:?}\nruntime = {:?}\npackage = {:?}\n\n[journal]\ncard-is-mounted = {mounted}\n\
             ballast-mib = {reserve}\n\n[modem]\nport = {:?}\n\n[printer]\nport = {:?}\n\n[control]\n\
             socket = {:?}\n{control}",
            path("state"),
            path("card"),
            path("run"),
            path("package.json"),
            path("no-modem"),
            path("no-printer"),
            path("run/control.sock"),
        );
        election.write("settings.toml", text);
        election.write("tally.json", tally(&election));
        election.package(&election.definition);
        let hashed = |official| OfficialPin { official, pin: hash_pin(&pin(official)).unwrap() };
        election.credentials(|credentials| credentials.officials = vec![hashed(1), hashed(2)]);
        for official in [1, 2] {
            election.write(&format!("pin{official}"), pin(official));
        }
        Self { election, daemon: None }
    }

    /// A provisioned box that runs, with its media in plain folders.
    pub(crate) fn running() -> Self {
        let mut station = Self::new(&Wishes::default());
        station.provision();
        station.start(&[]);
        station
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.election.path(name)
    }

    pub(crate) fn provision(&self) {
        let path = |name: &str| self.path(name).to_str().unwrap().to_owned();
        let mut command = command::command();
        command.args(["provision", "--config", &path("settings.toml"), "--package", &path("signed.json")]);
        command.args(["--credentials", &path("credentials.json"), "--enrolment", &path("enrolment.json")]);
        let ran = command::finish(command.args(["--root-key", &root().public().to_string()]));
        assert_eq!(ran.code, 0, "{ran:?}");
    }

    /// The daemon's command line, run by what stands in front of it.
    pub(crate) fn rtsd(&self, before: &[&str]) -> Command {
        let words: Vec<&str> = before.iter().copied().chain([env!("CARGO_BIN_EXE_rtsd")]).collect();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).arg("--config").arg(self.path("settings.toml"));
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("RTS_LOG", "trace");
        command.env("WATCHDOG_USEC", WATCHDOG).stdin(Stdio::null());
        let log = File::options().create(true).append(true).open(self.path("log")).unwrap();
        command.stdout(log.try_clone().unwrap()).stderr(log);
        command
    }

    /// Starts the daemon and waits until it answers.
    pub(crate) fn start(&mut self, before: &[&str]) {
        let mut command = self.rtsd(before);
        self.start_as(&mut command);
    }

    pub(crate) fn start_as(&mut self, command: &mut Command) {
        // Of its own group, so that whatever stands in front of it can be ended with it.
        self.daemon = Some(command.process_group(0).spawn().unwrap());
        let daemon = self.daemon.as_mut().unwrap();
        let began = Instant::now();
        while !self.election.path("run/control.sock").exists() {
            let ended = daemon.try_wait().unwrap();
            assert!(ended.is_none() && began.elapsed() < PATIENCE, "{ended:?}");
        }
        self.until("the daemon answers", |station| station.rts(&["status"]).code == 0);
    }

    /// Ends the daemon without any order, and whatever stands in front of it.
    pub(crate) fn kill(&mut self) {
        let Some(mut daemon) = self.daemon.take() else { return };
        let group = rustix::process::Pid::from_child(&daemon);
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        let _ = daemon.wait();
    }

    /// Stops the daemon in order.
    pub(crate) fn stop(&mut self) {
        let mut daemon = self.daemon.take().unwrap();
        rustix::process::kill_process(
            rustix::process::Pid::from_child(&daemon),
            rustix::process::Signal::TERM,
        )
        .unwrap();
        let ended = daemon.wait().unwrap();
        assert!(ended.success(), "{ended}\n{}", self.log());
    }

    /// The number of the daemon's process, or of what stands in front of it.
    pub(crate) fn process(&self) -> u32 {
        self.daemon.as_ref().unwrap().id()
    }

    /// Waits for the end of the daemon; its status.
    pub(crate) fn ended(&mut self) -> std::process::ExitStatus {
        self.daemon.take().unwrap().wait().unwrap()
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.path("run/control.sock")
    }

    pub(crate) fn rts(&self, arguments: &[&str]) -> Ran {
        let mut command = command::command();
        command.arg("--config").arg(self.path("settings.toml"));
        command::finish(command.arg("--socket").arg(self.socket()).args(arguments))
    }

    /// An official acts, who names the station.
    pub(crate) fn act(&self, official: u8, arguments: &[&str]) -> Ran {
        let pin = self.path(&format!("pin{official}"));
        let official = official.to_string();
        let who = ["--station", CODE, "--official", &official, "--pin-file", pin.to_str().unwrap()];
        self.rts(&[&who, arguments].concat())
    }

    /// Both officials act together.
    pub(crate) fn act_together(&self, arguments: &[&str]) -> Ran {
        let second = self.path("pin2");
        self.act(1, &[&["--second", "2", "--second-pin-file", second.to_str().unwrap()], arguments].concat())
    }

    pub(crate) fn status(&self) -> Value {
        self.rts(&["--json", "status"]).json()
    }

    /// Waits until the status names this code of a medium; none if nothing is wrong.
    pub(crate) fn until_medium(&self, code: &str) -> Value {
        self.until(&format!("the status says {code:?}"), |station| {
            let faults = station.status()["media_faults"].clone();
            let faults: Vec<String> = serde_json::from_value(faults).unwrap_or_default();
            if code.is_empty() { faults.is_empty() } else { faults.iter().any(|fault| fault.contains(code)) }
        });
        self.status()
    }

    #[track_caller]
    pub(crate) fn until(&self, what: &str, done: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !done(self) {
            assert!(began.elapsed() < PATIENCE, "{what} does not come\n{}\n{}", self.status(), self.log());
        }
    }

    /// From the zero tape to the sealed result.
    pub(crate) fn live_the_day(&self) -> String {
        self.done(self.act(1, &["open"]));
        self.done(self.act(1, &["close"]));
        self.done(self.act(1, &["tally", "import", self.path("tally.json").to_str().unwrap()]));
        self.done(self.act(1, &["approve"]));
        let sealed = self.act(2, &["--json", "approve"]);
        assert_eq!(sealed.code, 0, "{sealed:?}\n{}", self.log());
        sealed.json()["fingerprint"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub(crate) fn done(&self, ran: Ran) {
        assert_eq!(ran.code, 0, "{ran:?}\n{}", self.log());
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    pub(crate) fn key(&self) -> DeviceKey {
        DeviceKey::from_hex(&fs::read_to_string(self.path("state/device.key")).unwrap()).unwrap()
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity { election: 7, device: DEVICE, station: 1, public_key: self.key().public().to_bytes() }
    }

    /// A copy of the journal that nobody has open.
    pub(crate) fn copy(&self, medium: &str) -> CardContents {
        read_card(&self.path(medium)).unwrap_or_else(|error| panic!("{medium}: {error}\n{}", self.log()))
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The tally of the station, as a file.
fn tally(election: &Election) -> Vec<u8> {
    let definition = &election.definition;
    let station = &definition.stations[0];
    TallyFile::new(definition, station, test_tally(definition, station), false).to_json().unwrap()
}

/// Ids of the events of entries, in order.
pub(crate) fn ids(entries: &[Entry]) -> Vec<&'static str> {
    entries.iter().map(|entry| entry.event.id()).collect()
}

/// The first entry of a box, and `more` after it.
pub(crate) fn entries_of(identity: &Identity, more: u8) -> Vec<Entry> {
    let Identity { election, device, station, public_key } = identity.clone();
    let first = Event::Provisioned { election, device, station, public_key: public_key.to_vec() };
    let events = std::iter::once(first).chain((0..more).map(|official| Event::PinRefused { official }));
    let mut chain = Chain::default();
    let follow = |event| {
        let entry = chain.next(Stamp::default(), event);
        chain.accept(&entry).unwrap();
        entry
    };
    events.map(follow).collect()
}

/// The program `name` of Debian's `package`: installed if it is missing and this may be done.
pub(crate) fn program<'a>(name: &'a str, package: &str) -> &'a str {
    let found = |folder: PathBuf| folder.join(name).exists();
    let there = || std::env::split_paths(&std::env::var_os("PATH").unwrap()).any(found);
    if !there() {
        install(package);
    }
    assert!(there(), "{name} is missing: install {package}");
    name
}

/// Installs a package of Debian, if this may be done.
pub(crate) fn install(package: &str) {
    if rustix::process::geteuid().is_root() {
        let options =
            ["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", package];
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        if !apt.args(options).output().is_ok_and(|output| output.status.success()) {
            let _ = Command::new("apt-get").args(["update", "-q"]).output();
            let _ = apt.output();
        }
    }
}

/// Runs `test` again where it may mount without anybody noticing, and passes its outcome on. True in the process that
/// stands there.
pub(crate) fn in_own_mounts(test: &str) -> bool {
    if std::env::var_os(super::ROLE).is_some() {
        return true;
    }
    let mut command = Command::new(program("unshare", "util-linux"));
    command.arg("--mount").arg("--").arg(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]).env(super::ROLE, "mounts");
    let output = command.output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "needs root to mount file systems, or it failed:\n{}{}",
        said(&output.stdout),
        said(&output.stderr)
    );
    false
}

pub(crate) fn run(name: &str, arguments: &[&str]) {
    let output = Command::new(name).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name} {arguments:?} (root is needed for loop devices): {said}");
}

/// An ext4 file system of so many MiB in a file.
pub(crate) fn image(path: &Path, size: u64) {
    File::create(path).unwrap().set_len(size << 20).unwrap();
    run(
        program("mkfs.ext4", "e2fsprogs"),
        &["-q", "-O", "^resize_inode", "-E", "lazy_itable_init=1", path.to_str().unwrap()],
    );
}

pub(crate) fn mount(image: &Path, at: &Path, options: &str) {
    let options = format!("loop,errors=remount-ro,{options}");
    run("mount", &["-o", &options, image.to_str().unwrap(), at.to_str().unwrap()]);
}

/// Pulls a medium out: it is gone from its place at once, whoever holds a file of it.
pub(crate) fn pull(at: &Path) {
    run("umount", &["--lazy", at.to_str().unwrap()]);
}
