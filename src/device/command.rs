//! `rtsd`: its options, its exit codes, and the way down.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use super::bill::{self, StartError};
use crate::control::ServerError;
use crate::ports::credentials::close_memory;
use crate::store::{Failure, JournalError};
use crate::{config, telemetry};

/// A configuration that cannot be used (sysexits.h, `EX_CONFIG`); systemd does not restart on it.
const CONFIGURATION: u8 = 78;
/// Another daemon runs (`EX_TEMPFAIL`).
const ALREADY_RUNNING: u8 = 75;
/// The journal or a port broke (`EX_IOERR`).
const BROKEN: u8 = 74;
/// Something is planted in the place of a file or socket of the box (`EX_NOPERM`); systemd does not restart on it.
const PLANTED: u8 = 77;

/// The daemon of the result transmission terminal.
#[derive(Debug, Parser)]
#[command(name = "rtsd", version, about, long_about = None)]
pub struct Arguments {
    /// A settings file or a folder of them, read instead of /usr/lib, /etc and /run/rts/config.d
    #[arg(long, value_name = "PATH", env = "RTS_CONFIG")]
    config: Option<PathBuf>,
}

/// Runs the daemon until it is told to stop.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Err(error) = close_memory() {
        eprintln!("rtsd: failed to close its memory: {error}");
        return ExitCode::from(BROKEN);
    }
    if let Err(error) = telemetry::start() {
        eprintln!("rtsd: failed to {error}");
        return ExitCode::from(CONFIGURATION);
    }
    let folders = config::FOLDERS.map(std::path::Path::new);
    let settings = match config::load::<config::Settings>(&folders, arguments.config.as_deref()) {
        Ok(loaded) => loaded.settings,
        Err(error) => return fail(&error, CONFIGURATION),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error, BROKEN),
    };
    match runtime.block_on(bill::run(settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error, code(&error)),
    }
}

/// How the daemon ends on an error, for whoever decides whether to start it again.
const fn code(error: &StartError) -> u8 {
    match error {
        StartError::Running => ALREADY_RUNNING,
        StartError::Refused(_) | StartError::File { .. } | StartError::Replay(_) => CONFIGURATION,
        StartError::Journal(JournalError::Refused {
            why: Failure::Planted(_) | Failure::Unprotected(_),
            ..
        })
        | StartError::Control(ServerError::Occupied { .. }) => PLANTED,
        StartError::Journal(_) | StartError::Control(_) | StartError::Io(_) | StartError::Halted(_) => BROKEN,
    }
}

/// Says once why the daemon ends, with every cause.
fn fail(error: &dyn std::error::Error, code: u8) -> ExitCode {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    tracing::error!("rtsd ends: {text}");
    ExitCode::from(code)
}
