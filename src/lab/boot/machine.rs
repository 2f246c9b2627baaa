//! One boot of the emulated box: qemu, its console, and the line on which somebody types.
//!
//! Invariant: the emulator does not outlive this value.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde::Serialize;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use super::super::demo::Error;
use super::super::pty::Pty;
use crate::ports::clock::Clock;

/// An emulated box on a busy machine takes its time.
const PATIENCE: Duration = Duration::from_secs(240);
const GLANCE: Duration = Duration::from_millis(50);

/// Processor of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Target {
    /// 32 bits, hard floating point.
    Armhf,
    /// 64 bits.
    Arm64,
}

impl Target {
    /// Debian's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Armhf => "armhf",
            Self::Arm64 => "arm64",
        }
    }

    fn emulator(self) -> (&'static str, &'static [&'static str]) {
        match self {
            // Without its second condition this machine has no PCI.
            Self::Armhf => ("qemu-system-arm", &["-M", "virt,highmem=off", "-cpu", "cortex-a7"]),
            Self::Arm64 => ("qemu-system-aarch64", &["-M", "virt", "-cpu", "cortex-a53"]),
        }
    }
}

/// What a daemon takes until it is ready.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Started {
    /// From the kernel's start.
    pub(super) seconds: f64,
    /// When it is ready.
    pub(super) resident_kib: u64,
}

/// What a box is put together from.
#[derive(Clone, Debug)]
pub(super) struct Board {
    pub(super) target: Target,
    /// Folder with kernel and initrd.gz.
    pub(super) parts: PathBuf,
    /// Folder of disks and logs.
    pub(super) out: PathBuf,
    /// The lines, in the order of their names in the box.
    pub(super) lines: Vec<PathBuf>,
}

/// A running box.
#[derive(Debug)]
pub(super) struct Machine {
    emulator: Child,
    console: PathBuf,
    keyboard: Pty,
}

impl Board {
    /// Switches the box on. `daemon` is what its first process starts: `idle`, `rtsd` or `none`.
    pub(super) fn start(&self, daemon: &str, name: &str) -> Result<Machine, Error> {
        let path = |name: &str| self.out.join(name);
        let console = path(&format!("{name}.log"));
        let _ = std::fs::remove_file(&console);
        let keys = path("keyboard");
        let keyboard = Pty::open(Some(&keys)).map_err(|source| Error::file("plug in", &keys, source))?;
        let (program, board) = self.target.emulator();
        let mut command = Command::new(program);
        command.args(board).args([
            "-m",
            "256",
            "-display",
            "none",
            "-no-reboot",
            "-nic",
            "none",
            "-monitor",
            "none",
        ]);
        command
            .arg("-kernel")
            .arg(self.parts.join("kernel"))
            .arg("-initrd")
            .arg(self.parts.join("initrd.gz"));
        let epoch = Clock::default().now().wall.unwrap_or_default().unix();
        let words = format!("console=ttyAMA0 quiet panic=-1 rdinit=/init daemon={daemon} epoch={epoch}");
        command.arg("-append").arg(words);
        command.arg("-serial").arg(format!("file:{}", console.display()));
        for (number, line) in self.lines.iter().enumerate() {
            command.arg("-chardev").arg(format!("serial,id=line{number},path={}", line.display()));
            command.arg("-device").arg(format!("pci-serial,addr={:#x},chardev=line{number}", number + 3));
        }
        for (number, disk) in ["box", "card"].iter().enumerate() {
            let file = path(&format!("{disk}.ext4"));
            command.arg("-drive").arg(format!("if=none,id={disk},file={},format=raw", file.display()));
            command.arg("-device").arg(format!("virtio-blk-pci,addr={:#x},drive={disk}", number + 0x10));
        }
        command.args(["-device", "virtio-serial-pci,addr=0x12", "-device", "virtserialport,chardev=keys"]);
        command.arg("-chardev").arg(format!("serial,id=keys,path={}", keys.display()));
        command.kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::null());
        let emulator = command.spawn().map_err(|source| Error::file("run", program, source))?;
        Ok(Machine { emulator, console, keyboard })
    }
}

impl Machine {
    /// What the box said so far.
    pub(super) fn console(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.console).unwrap_or_default()).into_owned()
    }

    fn stuck(&self, what: &str) -> Error {
        let said = self.console();
        let last: Vec<&str> = said.lines().rev().take(12).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        Error::Setup(format!(
            "{what} in the emulated box; {} ends with:\n{}",
            self.console.display(),
            last.join("\n")
        ))
    }

    /// Waits until the daemon is ready, and says what it took.
    pub(super) async fn ready(&mut self) -> Result<Started, Error> {
        let waiting = async {
            loop {
                if let Some(started) = started(&self.console()) {
                    return Some(started);
                }
                if self.emulator.try_wait().is_ok_and(|ended| ended.is_some()) {
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

    /// Lets the box put its media in order and switch itself off.
    pub(super) async fn end(mut self) -> Result<(), Error> {
        let typed = self.keyboard.write_all(b"end\n").await;
        typed.map_err(|source| Error::file("type to", &self.console, source))?;
        self.off().await
    }

    /// Waits until the box has switched itself off.
    pub(super) async fn off(&mut self) -> Result<(), Error> {
        match timeout(PATIENCE, self.emulator.wait()).await {
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
