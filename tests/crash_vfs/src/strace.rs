//! What a process does to files, as strace(1) sees it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::operation::Operation;

const CALLS: &str = "trace=openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,\
                     fallocate,mmap,pwritev,writev";

/// Runs `command` to its end and returns what it did below `folder`, in order.
///
/// # Panics
///
/// If strace(1) is missing and cannot be installed, or if the command fails.
#[must_use]
pub fn record(command: &Command, folder: &Path) -> Vec<Operation> {
    let output = tempfile::NamedTempFile::new().unwrap();
    let mut strace = Command::new(program("strace", "strace"));
    // All strings in hexadecimal, so that no byte of them is taken for the form of a line.
    strace.args(["-f", "-y", "-xx", "-s", "100000000", "-e", CALLS, "-o"]).arg(output.path()).arg("--");
    strace.arg(command.get_program()).args(command.get_args());
    strace.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ran = strace.output().unwrap();
    assert!(
        ran.status.success(),
        "{}{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
    let text = std::fs::read_to_string(output.path()).unwrap();
    let mut positions = BTreeMap::new();
    text.lines().filter_map(|line| parse(line, folder, &mut positions)).collect()
}

/// `positions` says where in each file the next plain write goes.
fn parse(line: &str, folder: &Path, positions: &mut BTreeMap<PathBuf, usize>) -> Option<Operation> {
    let (_, call) = line.split_once(' ')?;
    let (name, arguments) = call.trim_start().split_once('(')?;
    let paths: Vec<PathBuf> = between(arguments, '<', '>').map(path).collect();
    let strings: Vec<Vec<u8>> = between(arguments, '"', '"').collect();
    let named =
        |number: usize| Some(path(strings.get(number)?.clone())).filter(|path| path.starts_with(folder));
    let opened = || paths.first().filter(|path| path.starts_with(folder)).cloned();
    if let Some(says) = strings.first().filter(|_| name == "write" && opened().is_none()) {
        return Some(Operation::Said(String::from_utf8_lossy(says).into_owned()));
    }
    let operation = match name {
        "openat" if arguments.contains("O_CREAT") => {
            positions.insert(named(0)?, 0);
            Operation::Create(named(0)?)
        }
        "write" => {
            let (path, bytes) = (opened()?, strings.first()?.clone());
            let position = positions.entry(path.clone()).or_default();
            *position += bytes.len();
            Operation::Write(path, *position - bytes.len(), bytes)
        }
        "openat" => return None,
        "pwrite64" => Operation::Write(opened()?, last_number(arguments)?, strings.first()?.clone()),
        // The room that a file is given holds zeros.
        "ftruncate" | "fallocate" => Operation::Truncate(opened()?, last_number(arguments)?),
        "fsync" | "fdatasync" => Operation::Sync(opened()?),
        "unlink" | "unlinkat" => Operation::Unlink(named(0)?),
        "rename" | "renameat" | "renameat2" => Operation::Rename(named(0)?, named(1)?),
        _ if opened().is_some() => panic!("a call that the model does not know: {name}"),
        _ => return None,
    };
    // A call that failed changed nothing; one that was interrupted cannot be placed.
    assert!(!line.contains("<unfinished") && !line.contains("resumed>"), "{name} was interrupted");
    let failed = line.rsplit_once(" = ").is_none_or(|(_, result)| result.starts_with('-'));
    (!failed).then_some(operation)
}

/// The program `name` of Debian's `package`: installed if it is missing and this may be done.
///
/// # Panics
///
/// If it is still missing then.
#[must_use]
pub fn program<'a>(name: &'a str, package: &str) -> &'a str {
    let there =
        || std::env::split_paths(&std::env::var_os("PATH").unwrap()).any(|folder| folder.join(name).exists());
    if !there() && rustix::process::geteuid().is_root() {
        let arguments =
            ["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", package];
        let _ = Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive").output();
    }
    assert!(there(), "{name} is missing: install {package}");
    name
}

/// Strings in hexadecimal between two signs.
fn between(text: &str, open: char, close: char) -> impl Iterator<Item = Vec<u8>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(open)? + 1;
        let length = rest[start..].find(close)?;
        let found = &rest[start..start + length];
        rest = &rest[start + length + 1..];
        Some(
            found.split("\\x").skip(1).filter_map(|hex| u8::from_str_radix(hex.get(..2)?, 16).ok()).collect(),
        )
    })
}

fn path(bytes: Vec<u8>) -> PathBuf {
    OsString::from_vec(bytes).into()
}

fn last_number(arguments: &str) -> Option<usize> {
    let (_, tail) = arguments.rsplit_once(')')?.0.rsplit_once(", ")?;
    tail.parse().ok()
}
