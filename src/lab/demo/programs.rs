//! The project's own programs, run as anybody would run them: found in one folder, their answers read as JSON.
//!
//! Invariant: a program that was started does not outlive its handle.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::Error;

/// No program that answers and ends takes longer, unless it hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a program that is told to stop may take.
const STOPPING: Duration = Duration::from_secs(10);

/// Where the programs are.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// The programs of a folder.
    #[must_use]
    pub fn of(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The programs beside the running one.
    ///
    /// # Errors
    ///
    /// Fails if the system does not tell where the running program is.
    pub fn beside() -> Result<Self, Error> {
        let own = std::env::current_exe().map_err(|source| Error::file("find", "this program", source))?;
        Ok(Self::of(own.parent().unwrap_or(Path::new("."))))
    }

    /// Checks that programs are there before anything is begun.
    ///
    /// # Errors
    ///
    /// Names the first that is missing.
    pub fn check(&self, names: &[&str]) -> Result<(), Error> {
        match names.iter().map(|name| self.folder.join(name)).find(|path| !path.is_file()) {
            None => Ok(()),
            Some(missing) => Err(Error::Setup(format!(
                "find {}: build it (cargo build --bins), or name its folder with --bin-dir",
                missing.display()
            ))),
        }
    }

    /// A program to be run without a terminal; it is killed when its handle is dropped.
    #[must_use]
    pub fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.folder.join(name));
        command.kill_on_drop(true).stdin(Stdio::null());
        command.env_remove("RTS_CONFIG").env_remove("RTS_SOCKET").env_remove("NOTIFY_SOCKET");
        command
    }

    /// Runs a program to its end.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be run or hangs; what it says of itself is the caller's business.
    pub async fn run<A: AsRef<OsStr>>(
        &self,
        name: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Ran, Error> {
        let mut command = self.command(name);
        command.args(arguments);
        finish(command).await
    }

    /// Starts a program that stays; what it says goes to a file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be made or the program not be run.
    pub fn start<A: AsRef<OsStr>>(
        &self,
        name: &str,
        arguments: impl IntoIterator<Item = A>,
        log: &Path,
    ) -> Result<Child, Error> {
        let wrong = |source| Error::file("write", log, source);
        let said = File::options().create(true).append(true).open(log).map_err(wrong)?;
        let also = said.try_clone().map_err(wrong)?;
        let mut command = self.command(name);
        command.args(arguments).env("NO_COLOR", "1").stdout(said).stderr(also);
        let line = format!("{:?}", command.as_std());
        command.spawn().map_err(|error| Error::Program { line, why: error.to_string() })
    }

    /// Starts a program that stays and tells one line first; its diagnosis goes to a file.
    ///
    /// # Errors
    ///
    /// Fails if it cannot be run, or ends or stays silent without that line.
    pub async fn start_telling<A: AsRef<OsStr>>(
        &self,
        name: &str,
        arguments: impl IntoIterator<Item = A>,
        log: &Path,
    ) -> Result<(Child, String), Error> {
        let said = File::create(log).map_err(|source| Error::file("write", log, source))?;
        let mut command = self.command(name);
        command.args(arguments).env("NO_COLOR", "1").stdout(Stdio::piped()).stderr(said);
        let line = format!("{:?}", command.as_std());
        let broken = |why: &str| Error::Program { line: line.clone(), why: why.to_owned() };
        let mut child = command.spawn().map_err(|error| broken(&error.to_string()))?;
        let mut told = String::new();
        let out = child.stdout.take().ok_or_else(|| broken("it says nothing"))?;
        match timeout(PATIENCE, BufReader::new(out).read_line(&mut told)).await {
            Ok(Ok(bytes)) if bytes > 0 => Ok((child, told)),
            _ => Err(broken(&std::fs::read_to_string(log).unwrap_or_default())),
        }
    }
}

/// Runs a command to its end.
pub(super) async fn finish(mut command: Command) -> Result<Ran, Error> {
    let line = format!("{:?}", command.as_std());
    match timeout(PATIENCE, command.output()).await {
        Err(_) => Err(Error::Program { line, why: "it hangs".to_owned() }),
        Ok(Err(error)) => Err(Error::Program { line, why: error.to_string() }),
        Ok(Ok(output)) => Ok(Ran { line, output }),
    }
}

/// Stops a program in order (SIGTERM).
///
/// # Errors
///
/// Fails if it had ended before, does not stop, or says that it failed.
pub(super) async fn stop(mut program: Child, name: &str) -> Result<(), Error> {
    let broken = |why: String| Error::Program { line: name.to_owned(), why };
    let Some(pid) = program.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)) else {
        return Err(broken("it had ended before it was told to".to_owned()));
    };
    kill_process(pid, Signal::TERM).map_err(|errno| broken(errno.to_string()))?;
    match timeout(STOPPING, program.wait()).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(broken(format!("it ended with {status}"))),
        Ok(Err(error)) => Err(broken(error.to_string())),
        Err(_) => Err(broken("it does not stop".to_owned())),
    }
}

/// What a program that ended left behind.
#[derive(Debug)]
pub struct Ran {
    line: String,
    output: Output,
}

impl Ran {
    /// Its exit code; -1 if a signal ended it.
    #[must_use]
    pub fn code(&self) -> i32 {
        self.output.status.code().unwrap_or(-1)
    }

    /// Its standard output.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// Its standard output as one JSON value; null if it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.output.stdout).unwrap_or_default()
    }

    /// Code and sentence of the refusal that `rts --json` answered with, if it did.
    #[must_use]
    pub fn refused(&self) -> Option<(String, String)> {
        let refused = self.json().get("refused").cloned()?;
        let text = |key: &str| refused.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Some((text("code"), text("message")))
    }

    /// Itself, if the program succeeded.
    ///
    /// # Errors
    ///
    /// Fails with the command line and what the program said.
    pub fn success(self) -> Result<Self, Error> {
        if self.output.status.success() {
            return Ok(self);
        }
        let said = [self.output.stderr.as_slice(), self.output.stdout.as_slice()].concat();
        let said = String::from_utf8_lossy(&said).trim().to_owned();
        Err(Error::Program { line: self.line, why: format!("exit code {}: {said}", self.output.status) })
    }
}
