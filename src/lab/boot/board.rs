//! What a box is put together from, and how it is switched on: in an emulated board, a kernel whose first process is ours or
//! a whole Debian; in a container on this machine, that Debian.

use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use super::super::demo::Error;
use super::super::pty::Pty;
use super::machine::Machine;
use crate::ports::clock::Clock;

/// The lines of a box, in the order of their ports.
pub(super) const LINES: [&str; 4] = ["modem", "printer", "counter", "verifier"];
/// Debian's number of the group that serial lines belong to.
const DIALOUT: u32 = 20;

/// Processor of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Target {
    /// 32 bits, hard floating point.
    Armhf,
    /// 64 bits.
    Arm64,
    /// This machine's, in a container.
    Amd64,
}

/// What runs in a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum System {
    /// A first process of the lab's and the daemon: what a start takes can be told apart.
    Initrd,
    /// Debian with systemd and the package of the box, as shipped.
    Debian,
}

/// What a box is put together from.
#[derive(Clone, Debug)]
pub(super) struct Board {
    pub(super) target: Target,
    pub(super) system: System,
    /// Folder with kernel and initrd.gz, and with root.ext4 or root where it is a whole system.
    pub(super) parts: PathBuf,
    /// Folder of disks and logs.
    pub(super) out: PathBuf,
    /// The lines, in the order of their names.
    pub(super) lines: Vec<PathBuf>,
}

impl Target {
    /// Debian's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Armhf => "armhf",
            Self::Arm64 => "arm64",
            Self::Amd64 => "amd64",
        }
    }

    /// Program and board; none for a container.
    fn emulator(self) -> Option<(&'static str, &'static [&'static str])> {
        match self {
            // Without its second condition this machine has no PCI.
            Self::Armhf => Some(("qemu-system-arm", &["-M", "virt,highmem=off", "-cpu", "cortex-a7"])),
            Self::Arm64 => Some(("qemu-system-aarch64", &["-M", "virt", "-cpu", "cortex-a53"])),
            Self::Amd64 => None,
        }
    }
}

impl System {
    /// How `rts` is called there.
    pub(super) fn rts(self) -> &'static str {
        match self {
            Self::Initrd => "rts --json --config /box/settings.toml --socket /run/rts/control.sock",
            Self::Debian => "rts --json",
        }
    }

    /// Where the files of the commission are.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Initrd => "/box",
            Self::Debian => "/lab",
        }
    }

    /// Names of the disks.
    fn disks(self) -> &'static [&'static str] {
        match self {
            Self::Initrd => &["box", "card"],
            Self::Debian => &["root", "state", "card", "lab"],
        }
    }
}

impl Board {
    /// True for a box in a container.
    pub(super) fn contained(&self) -> bool {
        self.target.emulator().is_none()
    }

    /// Where one of its disks is.
    pub(super) fn disk(&self, name: &str) -> PathBuf {
        let folder = if name == "root" { &self.parts } else { &self.out };
        folder.join(format!("{name}.ext4"))
    }

    /// Switches the box on; what it says goes to a file of this name. `daemon` is a word for its first process: `idle`,
    /// `rtsd`, `none`, or `systemd` for a whole system.
    pub(super) fn start(&self, daemon: &str, name: &str) -> Result<Machine, Error> {
        let console = self.out.join(format!("{name}.log"));
        let log = std::fs::File::create(&console).map_err(|source| Error::file("make", &console, source))?;
        let keys = self.out.join("keyboard");
        let keyboard = Pty::open(Some(&keys)).map_err(|source| Error::file("plug in", &keys, source))?;
        let mut command = match self.target.emulator() {
            Some((program, board)) => {
                let mut command = Command::new(program);
                command.args(board).stdout(Stdio::null());
                self.wire(&mut command, daemon, &console, &keys);
                command
            }
            None => {
                let mut command = self.container(&keys)?;
                let both = log.try_clone().map_err(|source| Error::file("open", &console, source))?;
                command.stdout(both).stderr(log);
                command
            }
        };
        command.kill_on_drop(true).stdin(Stdio::null());
        let running = command.spawn().map_err(|source| Error::Setup(format!("run {command:?}: {source}")))?;
        Ok(Machine::new(running, console, keyboard))
    }

    /// Memory, kernel, lines, disks and keyboard of an emulated box, and the watchdog of a whole system.
    fn wire(&self, command: &mut Command, daemon: &str, console: &Path, keys: &Path) {
        if self.system == System::Debian {
            command.args(["-smp", "2", "-device", "i6300esb,addr=0x15"]);
        }
        command.args(["-m", "256", "-display", "none", "-no-reboot", "-nic", "none", "-monitor", "none"]);
        command.arg("-kernel").arg(self.parts.join("kernel"));
        command.arg("-initrd").arg(self.parts.join("initrd.gz"));
        let epoch = Clock::default().now().wall.unwrap_or_default().unix();
        let words = format!("console=ttyAMA0 quiet panic=-1 rdinit=/init daemon={daemon} epoch={epoch}");
        command.arg("-append").arg(words);
        command.arg("-serial").arg(format!("file:{}", console.display()));
        for (number, line) in self.lines.iter().enumerate() {
            command.arg("-chardev").arg(format!("serial,id=line{number},path={}", line.display()));
            command.arg("-device").arg(format!("pci-serial,addr={:#x},chardev=line{number}", number + 3));
        }
        for (number, disk) in self.system.disks().iter().enumerate() {
            let read_only = if *disk == "root" { ",readonly=on" } else { "" };
            let file = self.disk(disk);
            command
                .arg("-drive")
                .arg(format!("if=none,id={disk},file={},format=raw{read_only}", file.display()));
            command.arg("-device").arg(format!("virtio-blk-pci,addr={:#x},drive={disk}", number + 0x10));
        }
        command.args(["-device", "virtio-serial-pci,addr=0x14", "-device", "virtserialport,chardev=keys"]);
        command.arg("-chardev").arg(format!("serial,id=keys,path={}", keys.display()));
    }

    /// systemd as the first process of a container, in which the lines are pseudo-terminals.
    fn container(&self, keys: &Path) -> Result<Command, Error> {
        let mut command = Command::new("systemd-nspawn");
        command.args(["--quiet", "--boot", "--register=no", "--keep-unit", "--console=pipe", "--directory"]);
        command.arg(self.parts.join("root"));
        for (line, name) in self.lines.iter().zip(LINES) {
            let line = terminal(line)?;
            command.arg(format!("--bind={}:/dev/rts-{name}", line.display()));
        }
        command.arg(format!("--bind={}:/dev/lab-keyboard", terminal(keys)?.display()));
        command.arg(format!("--bind={}:/media/rts-card", self.out.join("card").display()));
        command.arg(format!("--bind-ro={}:/lab", self.out.join("disk").display()));
        Ok(command)
    }
}

/// The pseudo-terminal behind a link, given to the group of serial lines.
fn terminal(link: &Path) -> Result<PathBuf, Error> {
    let wrong = |source| Error::file("give away", link, source);
    let path = link.canonicalize().map_err(wrong)?;
    chown(&path, None, Some(DIALOUT)).map_err(wrong)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o660)).map_err(wrong)?;
    Ok(path)
}
