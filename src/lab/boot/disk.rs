//! The media of the emulated box: ext4 made of a folder, and read back into one, without being mounted.

use std::path::Path;
use std::process::Command;

use super::super::demo::Error;

const MIB: u64 = 1 << 20;

/// Makes a file system of so many MiB with this label, with the content of a folder if there is one.
pub(super) fn make(file: &Path, mib: u64, label: &str, content: Option<&Path>) -> Result<(), Error> {
    let wrong = |source| Error::file("make", file, source);
    std::fs::File::create(file).and_then(|it| it.set_len(mib * MIB)).map_err(wrong)?;
    let mut command = Command::new("mke2fs");
    command.args(["-q", "-F", "-t", "ext4", "-L", label]);
    if let Some(content) = content {
        command.arg("-d").arg(content);
    }
    ran(command.arg(file))
}

/// Copies a folder of a file system into `into`.
pub(super) fn copy_out(file: &Path, folder: &str, into: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(into).map_err(|source| Error::file("make", into, source))?;
    let order = format!("rdump {folder} {}", into.display());
    ran(Command::new("debugfs").args(["-R", &order]).arg(file))
}

fn ran(command: &mut Command) -> Result<(), Error> {
    let line = format!("{command:?}");
    let output = command.output().map_err(|error| Error::Setup(format!("run {line}: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let why = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::Program { line, why })
}
