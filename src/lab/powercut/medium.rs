//! A medium whose every write is recorded: an ext4 on a loop device over a file that qemu's storage daemon exports and logs.
//!
//! Needs root, for loop devices and mounts. Invariant: dropping the value takes mount, device and daemon away.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::super::demo::Error;

/// Size of a medium in bytes.
const SIZE: u64 = 32 << 20;
const GLANCE: Duration = Duration::from_millis(20);
const GLANCES: usize = 500;

/// A mounted medium.
#[derive(Debug)]
pub(super) struct Medium {
    /// The untouched file system that the log begins with.
    pub(super) base: PathBuf,
    pub(super) log: PathBuf,
    folder: PathBuf,
    exported: PathBuf,
    device: Option<String>,
    storage: Child,
}

impl Medium {
    /// Makes a file system in `work` under `name` and mounts it on `folder`; without barriers nothing is ever flushed.
    pub(super) fn mount(work: &Path, name: &str, folder: &Path, barriers: bool) -> Result<Self, Error> {
        let path = |end: &str| work.join(format!("{name}.{end}"));
        let (base, host, log, exported) = (path("base"), path("host"), path("log"), path("raw"));
        let made = fs::create_dir_all(work).and_then(|()| {
            fs::File::create(&base)?.set_len(SIZE)?;
            fs::File::create(&log)?;
            fs::File::create(&exported).map(drop)
        });
        made.map_err(|source| Error::file("make", work, source))?;
        run("mke2fs", &["-q", "-F", "-t", "ext4", &text(&base)])?;
        fs::copy(&base, &host).map_err(|source| Error::file("copy", &base, source))?;
        let storage = Command::new("qemu-storage-daemon")
            .args(["--blockdev", &format!("driver=file,node-name=f,filename={}", text(&host))])
            .args(["--blockdev", &format!("driver=file,node-name=l,filename={}", text(&log))])
            .args([
                "--blockdev",
                "driver=blklogwrites,node-name=data,file=f,log=l,log-sector-size=512,log-super-update-interval=1",
            ])
            .args([
                "--export",
                &format!("type=fuse,id=e,node-name=data,mountpoint={},writable=on", text(&exported)),
            ])
            .stdin(Stdio::null())
            .spawn()
            .map_err(|source| Error::file("run", "qemu-storage-daemon", source))?;
        let folder = folder.to_owned();
        let mut medium = Self { base, log, folder, exported: exported.clone(), device: None, storage };
        medium.await_export()?;
        let device = run("losetup", &["-f", "--show", &text(&exported)])?;
        medium.device = Some(device.clone());
        let options = if barriers { "noatime" } else { "noatime,nobarrier" };
        run("mount", &["-t", "ext4", "-o", options, &device, &text(&medium.folder)])?;
        Ok(medium)
    }

    /// Waits until the file that is exported has the size of the medium.
    fn await_export(&mut self) -> Result<(), Error> {
        let file = &self.exported;
        for _ in 0..GLANCES {
            if fs::metadata(file).is_ok_and(|it| it.len() == SIZE) {
                return Ok(());
            }
            if self.storage.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            sleep(GLANCE);
        }
        Err(Error::Setup(format!("export {}: qemu-storage-daemon does not", file.display())))
    }

    /// Bytes of the log so far.
    pub(super) fn logged(&self) -> u64 {
        fs::metadata(&self.log).map_or(0, |it| it.len())
    }
}

impl Drop for Medium {
    fn drop(&mut self) {
        let _ = run("umount", &[&text(&self.folder)]);
        if let Some(device) = &self.device {
            let _ = run("losetup", &["-d", device]);
        }
        // What is exported is a mount too, and would outlive its daemon.
        let _ = run("umount", &[&text(&self.exported)]);
        let _ = self.storage.kill();
        let _ = self.storage.wait();
    }
}

/// Mounts an image for as long as `look` looks at its folder.
pub(super) fn look<T>(image: &Path, folder: &Path, look: impl FnOnce(&Path) -> T) -> Result<T, Error> {
    let device = run("losetup", &["-f", "--show", &text(image)])?;
    let mounted = run("mount", &["-t", "ext4", "-o", "noatime", &device, &text(folder)]);
    let seen = mounted.map(|_| {
        let seen = look(folder);
        let _ = run("umount", &[&text(folder)]);
        seen
    });
    run("losetup", &["-d", &device])?;
    seen
}

/// Runs a program to its end; what it printed.
pub(super) fn run(program: &str, arguments: &[&str]) -> Result<String, Error> {
    let line = format!("{program} {}", arguments.join(" "));
    let broken = |why: String| Error::Program { line: line.clone(), why };
    let output = Command::new(program).args(arguments).output().map_err(|error| broken(error.to_string()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(broken(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim())))
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
