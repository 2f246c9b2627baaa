//! What stands in for the service manager in an emulated box, and the daemon that does nothing, with which the real one is
//! compared: a runtime, signals and a word to the service manager, built with the profile of the device image.
//!
//! ```text
//! attend once PROGRAM …     starts PROGRAM, tells when it is ready and what memory it takes, and ends it
//! attend PROGRAM …          the same, and stays until it ends
//! attend idle               is ready, and does nothing until it is told to end
//! ```

use std::io::{self, Error};
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, ExitCode};
use std::{env, fs};

const SOCKET: &str = "/run/notify";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ended = match words.as_slice() {
        ["idle"] => idle(),
        ["once", program, arguments @ ..] => attend(program, arguments, true),
        [program, arguments @ ..] => attend(program, arguments, false),
        [] => Err(Error::other("a program is needed")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("ATTEND failed: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn idle() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut told = signal(SignalKind::terminate())?;
    sd_notify::notify(&[sd_notify::NotifyState::Ready])?;
    told.recv().await;
    Ok(())
}

fn attend(program: &str, arguments: &[&str], once: bool) -> io::Result<()> {
    let socket = UnixDatagram::bind(SOCKET)?;
    let mut daemon = Command::new(program).args(arguments).env("NOTIFY_SOCKET", SOCKET).spawn()?;
    let mut told = [0; 4096];
    loop {
        let length = socket.recv(&mut told)?;
        let told = String::from_utf8_lossy(&told[..length]);
        if told.lines().any(|line| line == "READY=1") {
            println!("ATTEND ready {} {}", uptime()?, resident(&daemon)?);
            break;
        }
    }
    if once {
        daemon.kill()?;
    } else {
        // As a service manager does, whatever it is told.
        std::thread::spawn(move || while socket.recv(&mut told).is_ok() {});
    }
    let status = daemon.wait()?;
    println!("ATTEND ended: {status}");
    Ok(())
}

/// Seconds since the kernel started.
fn uptime() -> io::Result<String> {
    let told = fs::read_to_string("/proc/uptime")?;
    told.split(' ').next().map(str::to_owned).ok_or_else(|| Error::other("no uptime"))
}

/// Resident memory of a program in KiB.
fn resident(daemon: &Child) -> io::Result<String> {
    let told = fs::read_to_string(format!("/proc/{}/status", daemon.id()))?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    kib.map(str::to_owned).ok_or_else(|| Error::other("no memory"))
}
