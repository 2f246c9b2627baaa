//! A PostgreSQL of one's own: a cluster in a private folder, reached by a socket, which ends with this process.
//!
//! The programs are Debian's, found by `tests/center/setup.sh`. They refuse to run as root, so under root they run as
//! nobody. Nothing listens on a port.

use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, getuid, kill_process};
use tempfile::TempDir;

/// User and group nobody, as Debian numbers them.
const NOBODY: u32 = 65_534;
const READY: &str = "ready to accept";
/// How often a killed server is started again, and how long in between.
const AGAIN: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);

/// Where PostgreSQL's programs are.
#[derive(Clone, Debug)]
pub struct Programs {
    bin: PathBuf,
    libraries: String,
}

impl Programs {
    /// Those that the set-up left in a folder, `target/postgres`.
    ///
    /// # Errors
    ///
    /// Fails if the set-up has not run.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let read = |name: &str| fs::read_to_string(folder.join(name)).map(|text| text.trim().to_owned());
        let why = |error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}; run tests/center/setup.sh", folder.display()))
        };
        Ok(Self { bin: read("bin").map_err(why)?.into(), libraries: read("lib").map_err(why)? })
    }

    /// A program, to be run by somebody who may.
    fn command(&self, name: &str, last_wish: &str) -> Command {
        let mut command = Command::new("setpriv");
        if getuid().is_root() {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        }
        command.args([last_wish, "--"]).arg(self.bin.join(name)).env("LC_ALL", "C");
        if !self.libraries.is_empty() {
            command.env("LD_LIBRARY_PATH", &self.libraries);
        }
        command
    }

    fn run(&self, name: &str, arguments: &[&str]) -> io::Result<()> {
        let output = self.command(name, "--pdeathsig=keep").args(arguments).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(()) } else { Err(io::Error::other(format!("{name}: {said}"))) }
    }
}

/// A running cluster.
#[derive(Debug)]
pub struct Cluster {
    programs: Programs,
    folder: TempDir,
    settings: Vec<String>,
    /// The server; absent once it was killed.
    process: Mutex<Option<Pid>>,
    /// Clears up when this process has ended, however it did.
    _janitor: Child,
}

impl Cluster {
    /// Makes a cluster and starts it, with settings such as `shared_buffers=64MB`.
    ///
    /// # Errors
    ///
    /// Fails if a program cannot be run, with what it said.
    pub fn start(programs: &Programs, settings: &[&str]) -> io::Result<Self> {
        let folder = private()?;
        let data = folder.path().join("data").display().to_string();
        programs.run("initdb", &["-D", &data, "-U", "rts", "-A", "trust", "-E", "UTF8", "--no-sync"])?;
        Self::serve(programs.clone(), folder, settings)
    }

    /// Makes a standby of this cluster, which follows it from now on.
    ///
    /// # Errors
    ///
    /// As [`Cluster::start`].
    pub fn standby(&self, settings: &[&str]) -> io::Result<Self> {
        let folder = private()?;
        let data = folder.path().join("data").display().to_string();
        let socket = self.folder.path().display().to_string();
        let arguments = ["-D", &data, "-h", &socket, "-U", "rts", "-R", "-X", "stream", "-c", "fast"];
        self.programs.run("pg_basebackup", &arguments)?;
        Self::serve(self.programs.clone(), folder, settings)
    }

    fn serve(programs: Programs, folder: TempDir, settings: &[&str]) -> io::Result<Self> {
        let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
        let process = launch(&programs, folder.path(), &settings)?;
        let janitor = janitor(folder.path(), process)?;
        Ok(Self { programs, folder, settings, process: Mutex::new(Some(process)), _janitor: janitor })
    }

    /// Starts it again where it was killed, as soon as what is left of the old server lets go of its memory.
    ///
    /// # Errors
    ///
    /// As [`Cluster::start`].
    pub fn again(&self) -> io::Result<()> {
        let mut tries = 0;
        loop {
            tries += 1;
            match launch(&self.programs, self.folder.path(), &self.settings) {
                Ok(process) => {
                    self.process.lock().map_err(|_| io::Error::other("poisoned"))?.replace(process);
                    return Ok(());
                }
                Err(error) if tries >= AGAIN => return Err(error),
                Err(_) => thread::sleep(PAUSE),
            }
        }
    }

    /// The folder of its socket: `host` of an address.
    #[must_use]
    pub fn host(&self) -> &Path {
        self.folder.path()
    }

    /// The address of its database, for [`crate::center::database::Place`].
    #[must_use]
    pub fn address(&self) -> String {
        format!("postgres://rts@/postgres?host={}", self.host().display())
    }

    /// Kills it, as a machine that loses power.
    ///
    /// # Errors
    ///
    /// Fails if it ended by itself.
    pub fn kill(&self) -> io::Result<()> {
        let mut process = self.process.lock().map_err(|_| io::Error::other("poisoned"))?;
        process.take().map_or(Ok(()), |process| Ok(kill_process(process, Signal::KILL)?))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Without waiting for anybody; the folder is gone with it.
        let process = self.process.lock().ok().and_then(|mut process| process.take());
        let _ = process.map(|process| kill_process(process, Signal::QUIT));
    }
}

/// Starts a server and waits until it takes connections.
fn launch(programs: &Programs, folder: &Path, settings: &[String]) -> io::Result<Pid> {
    let mut command = programs.command("postgres", "--pdeathsig=INT");
    command.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    command.args(["-c", "listen_addresses=", "-c", "unix_socket_permissions=0777"]);
    settings.iter().for_each(|setting| {
        command.args(["-c", setting]);
    });
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let (sender, started) = mpsc::channel();
    // The server ends with the thread that has started it, which therefore lives as long as the server speaks.
    thread::spawn(move || {
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return drop(sender.send(Err(error))),
        };
        let process = Pid::from_child(&child);
        let mut said = String::new();
        let lines = child.stderr.take().map(BufReader::new).into_iter().flat_map(BufReader::lines);
        for line in lines.map_while(Result::ok) {
            if line.contains(READY) {
                let _ = sender.send(Ok(process));
            }
            said = line;
        }
        let _ = child.wait();
        let _ = sender.send(Err(io::Error::other(format!("postgres: {said}"))));
    });
    started.recv().map_err(io::Error::other)?
}

/// Waits for the end of this process, which holds its standard input, then for the server's, and removes the folder.
fn janitor(folder: &Path, server: Pid) -> io::Result<Child> {
    let script = "cat >/dev/null; while kill -0 \"$1\" 2>/dev/null; do sleep 0.1; done; rm -rf \"$0\"";
    let mut command = Command::new("sh");
    command.args(["-c", script]).arg(folder).arg(server.as_raw_nonzero().to_string());
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

/// A folder that whoever runs the programs may use.
fn private() -> io::Result<TempDir> {
    let folder = tempfile::tempdir()?;
    if getuid().is_root() {
        chown(folder.path(), Some(NOBODY), Some(NOBODY))?;
    }
    Ok(folder)
}
