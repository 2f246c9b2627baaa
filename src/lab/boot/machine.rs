//! One boot of a box: its emulator or container, its console, and the line on which somebody types.
//!
//! Invariant: neither outlives this value.

use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;
use tokio::process::Child;
use tokio::time::{sleep, timeout};

use super::super::demo::Error;
use super::super::pty::Pty;

/// An emulated box on a busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(240);
const GLANCE: Duration = Duration::from_millis(50);

/// What a daemon takes until it is ready.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Started {
    /// From the kernel's start.
    pub(super) seconds: f64,
    /// When it is ready.
    pub(super) resident_kib: u64,
}

/// A running box.
#[derive(Debug)]
pub(super) struct Machine {
    running: Child,
    console: PathBuf,
    keyboard: Pty,
}

impl Machine {
    pub(super) fn new(running: Child, console: PathBuf, keyboard: Pty) -> Self {
        Self { running, console, keyboard }
    }

    /// What the box said so far.
    pub(super) fn console(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.console).unwrap_or_default()).into_owned()
    }

    fn stuck(&self, what: &str) -> Error {
        let said = self.console();
        let last: Vec<&str> = said.lines().rev().take(12).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        Error::Setup(format!("{what} in the box; {} ends with:\n{}", self.console.display(), last.join("\n")))
    }

    /// Waits until the daemon is ready, and says what it took.
    pub(super) async fn ready(&mut self) -> Result<Started, Error> {
        let waiting = async {
            loop {
                if let Some(started) = started(&self.console()) {
                    return Some(started);
                }
                if self.running.try_wait().is_ok_and(|ended| ended.is_some()) {
                    return started(&self.console());
                }
                sleep(GLANCE).await;
            }
        };
        let ready = timeout(PATIENCE, waiting).await.ok().flatten();
        ready.ok_or_else(|| self.stuck("bring a daemon to READY"))
    }

    /// Waits until the box listens to what is typed.
    pub(super) async fn listens(&self) -> Result<(), Error> {
        self.answer("the first prompt").await.map(drop)
    }

    /// Types a command and waits for its end: its exit code, and what it printed.
    pub(super) async fn run(&self, command: &str) -> Result<(i32, String), Error> {
        let line = format!("{command}\n");
        let typing = timeout(PATIENCE, self.keyboard.write_all(line.as_bytes()));
        typing.await.ok().and_then(Result::ok).ok_or_else(|| self.stuck("type"))?;
        self.answer(command).await
    }

    async fn answer(&self, command: &str) -> Result<(i32, String), Error> {
        let mut said = Vec::new();
        let reading = async {
            let mut piece = [0; 512];
            loop {
                if let Some(answer) = ended(&String::from_utf8_lossy(&said)) {
                    return Ok(answer);
                }
                let count = self.keyboard.read(&mut piece).await?;
                said.extend_from_slice(piece.get(..count).unwrap_or_default());
            }
        };
        let read: Result<std::io::Result<_>, _> = timeout(PATIENCE, reading).await;
        read.ok().and_then(Result::ok).ok_or_else(|| self.stuck(&format!("get an answer to {command:?}")))
    }

    /// Types the word with which the box puts its media in order and switches itself off.
    pub(super) async fn end(mut self, word: &str) -> Result<(), Error> {
        let typed = self.keyboard.write_all(format!("{word}\n").as_bytes()).await;
        typed.map_err(|source| Error::file("type to", &self.console, source))?;
        self.off().await
    }

    /// Waits until the box has switched itself off.
    pub(super) async fn off(&mut self) -> Result<(), Error> {
        match timeout(PATIENCE, self.running.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            _ => Err(self.stuck("switch off")),
        }
    }
}

/// The line in which the attendant tells that a daemon is ready.
fn started(console: &str) -> Option<Started> {
    let line = console.lines().find_map(|line| line.trim().strip_prefix("ATTEND ready "))?;
    let (seconds, kib) = line.split_once(' ')?;
    Some(Started { seconds: seconds.parse().ok()?, resident_kib: kib.parse().ok()? })
}

/// Exit code and output of a command, once its last line is there.
fn ended(said: &str) -> Option<(i32, String)> {
    let (before, code) = said.strip_suffix('\n')?.trim_end_matches('\r').rsplit_once('=')?;
    let whole_line = before.is_empty() || before.ends_with('\n');
    Some((code.parse().ok().filter(|_| whole_line)?, before.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_with_the_exit_code_in_a_line_of_its_own() {
        assert_eq!(ended("{\"a\":1}\n=0\n"), Some((0, "{\"a\":1}".to_owned())));
        assert_eq!(ended("=3\r\n"), Some((3, String::new())));
        for incomplete in ["", "{\"a\":1}\n", "{\"a\":1}\n=0", "a=0\n"] {
            assert_eq!(ended(incomplete), None, "{incomplete:?}");
        }
    }

    #[test]
    fn the_attendant_s_line_is_found_among_others() {
        let console = "[    0.1] random: crng init done\r\nATTEND ready 3.21 5120\r\nATTEND ended: ok\r\n";
        assert_eq!(started(console), Some(Started { seconds: 3.21, resident_kib: 5120 }));
        assert_eq!(started("ATTEND failed: no memory"), None);
    }
}
