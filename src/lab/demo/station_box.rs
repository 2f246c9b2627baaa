//! One station's box: its folders and settings, the real daemon, and the real command that officials type.
//!
//! ```text
//! FOLDER/settings.toml  state/  card/  rtsd.log    the box's own
//! FOLDER/run/           control.sock, and the devices' lines as modem, printer, counter, verifier
//! ```
//!
//! Invariant: the daemon does not outlive this value.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rts_core::device::{Command, Reply, Status};
use tokio::process::Child;
use tokio::time::timeout;

use super::Error;
use super::programs::{self, Programs, Ran};
use super::tempo::Tempo;
use crate::control::{Client, Request};

/// Longest path of a socket on Linux is 107 bytes; some room for the name.
const LONGEST_RUN: usize = 90;
/// How long a daemon may take to listen.
const STARTING: Duration = Duration::from_secs(20);

/// The box of one station.
#[derive(Debug)]
pub struct StationBox {
    keyboard: Keyboard,
    run: PathBuf,
    /// Keeps sockets and lines where their paths are short enough, if the box's own folder is too deep for them.
    _short: Option<tempfile::TempDir>,
    daemon: Option<Child>,
}

/// Who acts at a box: an official by number, and the file with the PIN.
#[derive(Clone, Debug)]
pub struct Official {
    /// Number at the station, from 1.
    pub number: u8,
    /// File whose first line is the PIN.
    pub pin: PathBuf,
}

impl StationBox {
    /// A box that is not provisioned yet, with its folders and settings below `root`. `lines` says whether a counting
    /// device and a verification device are plugged in.
    ///
    /// # Errors
    ///
    /// Fails if a folder or file cannot be made.
    pub fn new(
        programs: &Programs,
        root: &Path,
        code: &str,
        tempo: Tempo,
        lines: (bool, bool),
    ) -> Result<Self, Error> {
        let wrong = |source| Error::file("make", root, source);
        let mut short = None;
        let mut run = root.join("run");
        if run.as_os_str().len() > LONGEST_RUN {
            let folder = tempfile::Builder::new().prefix("rts-").tempdir().map_err(wrong)?;
            folder.path().clone_into(&mut run);
            short = Some(folder);
        }
        for folder in [&root.join("state"), &root.join("card"), &run] {
            fs::create_dir_all(folder).map_err(wrong)?;
        }
        let settings = tempo.settings(root, &run, lines.0, lines.1);
        fs::write(root.join("settings.toml"), settings).map_err(wrong)?;
        let keyboard = Keyboard {
            programs: programs.clone(),
            root: root.to_owned(),
            socket: run.join("control.sock"),
            code: code.to_owned(),
        };
        Ok(Self { keyboard, run, _short: short, daemon: None })
    }

    /// The folder of the box.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.keyboard.root
    }

    /// The folder of one copy of the journal.
    #[must_use]
    pub fn card(&self) -> PathBuf {
        self.keyboard.root.join("card")
    }

    /// Where a device's line has to be linked to.
    #[must_use]
    pub fn line(&self, name: &str) -> PathBuf {
        self.run.join(name)
    }

    /// Provisions the box with `rts provision` and returns the path of its application to the roster.
    ///
    /// # Errors
    ///
    /// Fails with what the command said.
    pub async fn provision(
        &self,
        package: &Path,
        credentials: &Path,
        root_key: &str,
    ) -> Result<PathBuf, Error> {
        let enrolment = self.keyboard.root.join("enrolment.json");
        let mut arguments: Vec<OsString> = ["--json", "provision", "--config"].map(OsString::from).into();
        arguments.push(self.keyboard.root.join("settings.toml").into());
        for (option, value) in [
            ("--package", package.as_os_str()),
            ("--credentials", credentials.as_os_str()),
            ("--root-key", root_key.as_ref()),
            ("--enrolment", enrolment.as_os_str()),
        ] {
            arguments.push(option.into());
            arguments.push(value.to_owned());
        }
        self.keyboard.programs.run("rts", arguments).await?.success()?;
        Ok(enrolment)
    }

    /// Gives the box the certificate of its key, which its tapes then carry.
    ///
    /// # Errors
    ///
    /// Fails with what the command said.
    pub async fn certify(&self, certificate: &Path) -> Result<(), Error> {
        let mut arguments: Vec<OsString> = ["--json", "provision", "--config"].map(OsString::from).into();
        arguments.push(self.keyboard.root.join("settings.toml").into());
        arguments.extend(["--certificate".into(), certificate.into()]);
        self.keyboard.programs.run("rts", arguments).await?.success().map(drop)
    }

    /// Starts the daemon.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be started.
    pub fn start(&mut self) -> Result<(), Error> {
        let settings = self.keyboard.root.join("settings.toml");
        let arguments = ["--config".into(), settings.into_os_string()];
        self.daemon =
            Some(self.keyboard.programs.start("rtsd", arguments, &self.keyboard.root.join("rtsd.log"))?);
        Ok(())
    }

    /// Takes the power away: the daemon is killed where it stands (SIGKILL).
    ///
    /// # Errors
    ///
    /// Fails if the system refuses.
    pub async fn cut_power(&mut self) -> Result<(), Error> {
        if let Some(mut daemon) = self.daemon.take() {
            daemon.kill().await.map_err(|source| Error::file("kill", "rtsd", source))?;
        }
        Ok(())
    }

    /// Stops the daemon in order (SIGTERM).
    ///
    /// # Errors
    ///
    /// Fails if it does not stop or says that it failed.
    pub async fn stop(&mut self) -> Result<(), Error> {
        match self.daemon.take() {
            Some(daemon) => {
                programs::stop(daemon, "rtsd").await.map_err(|error| self.broken(&error.to_string()))
            }
            None => Ok(()),
        }
    }

    /// How the daemon ended, if it did by itself.
    pub fn ended(&mut self) -> Option<String> {
        let status = self.daemon.as_mut()?.try_wait().ok().flatten()?;
        Some(format!("rtsd ended with {status}, see {}", self.keyboard.root.join("rtsd.log").display()))
    }

    /// What officials type at.
    #[must_use]
    pub fn keyboard(&self) -> &Keyboard {
        &self.keyboard
    }

    fn broken(&self, why: &str) -> Error {
        self.keyboard.broken(why)
    }
}

/// What officials type at: the way to one box, daemon or no daemon.
#[derive(Clone, Debug)]
pub struct Keyboard {
    programs: Programs,
    root: PathBuf,
    socket: PathBuf,
    code: String,
}

impl Keyboard {
    /// Runs a verb of `rts` at the box.
    ///
    /// # Errors
    ///
    /// Fails if the command cannot be run or hangs; a refusal is in what it left behind.
    pub async fn rts(&self, official: Option<&Official>, verb: &[&str]) -> Result<Ran, Error> {
        programs::finish(self.command(official, verb)).await
    }

    /// A verb of `rts` at the box, to be run; it is killed when its handle is dropped.
    #[must_use]
    pub fn command(&self, official: Option<&Official>, verb: &[&str]) -> tokio::process::Command {
        let mut command = self.programs.command("rts");
        command.args(["--json", "--station", &self.code, "--socket"]).arg(&self.socket);
        command.arg("--config").arg(self.root.join("settings.toml"));
        if let Some(official) = official {
            command.args(["--official", &official.number.to_string(), "--pin-file"]).arg(&official.pin);
        }
        command.args(verb);
        command
    }

    /// The control socket.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// How things stand; waits for a daemon that is only just starting.
    ///
    /// # Errors
    ///
    /// Fails if the daemon does not answer.
    pub async fn status(&self) -> Result<Status, Error> {
        match look(&self.socket, Command::Status, STARTING).await {
            Ok(Reply::Status(status)) => Ok(*status),
            Ok(other) => Err(self.broken(&format!("rtsd answers {other:?}"))),
            Err(why) => Err(self.broken(&why)),
        }
    }

    fn broken(&self, why: &str) -> Error {
        Error::Station { code: self.code.clone(), why: why.to_owned() }
    }
}

/// Asks a box something that anybody may know.
async fn look(socket: &Path, command: Command, patience: Duration) -> Result<Reply, String> {
    let request = Request { command, pins: Vec::new(), place: None };
    let asking = async { Client::connect(socket, patience).await?.ask(&request).await };
    match timeout(patience + Duration::from_secs(10), asking).await {
        Ok(answer) => answer.map_err(|refusal| refusal.to_string()),
        Err(_) => Err("rtsd does not answer".to_owned()),
    }
}
