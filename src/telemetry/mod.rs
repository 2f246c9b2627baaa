//! Diagnosis for technicians: to the systemd journal where there is one, else to stderr.
//!
//! Diagnosis is not evidence: what happened to the election is in the box's own journal (`store`), and a lost line of
//! diagnosis loses nothing. Fields carry ids, sizes, states and reasons; never a count of votes or voters, a key, a PIN
//! or the text of a tally.
//!
//! Levels: `trace` each packet and byte run, `debug` a minor change of state, `info` a change that a user sees, `warn`
//! something worth waking a person at night, `error` something completely broken.

#[cfg(test)]
mod tests;

use std::env::VarError;
use std::io::IsTerminal as _;

use tracing_subscriber::filter::{LevelFilter, ParseError, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

/// Variable with the filter, such as `debug` or `info,rts::ports=trace`.
pub const FILTER: &str = "RTS_LOG";

/// Why diagnosis could not be started. Display fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is none.
    #[error("understand the filter in {FILTER}")]
    Filter(#[from] ParseError),
    /// The filter is not text.
    #[error("read {FILTER}")]
    Variable(#[from] VarError),
    /// Somebody started it before.
    #[error("start diagnosis a second time")]
    Twice(#[from] TryInitError),
}

/// Starts diagnosis for the whole process, at level `info` unless [`FILTER`] says otherwise.
///
/// # Errors
///
/// Fails if the filter cannot be understood, or if it was started before.
pub fn start() -> Result<(), TelemetryError> {
    let filter = match std::env::var(FILTER) {
        Ok(text) => filter(&text)?,
        Err(VarError::NotPresent) => filter("")?,
        Err(error) => return Err(error.into()),
    };
    let registry = tracing_subscriber::registry().with(filter);
    let stream = std::env::var("JOURNAL_STREAM").ok();
    // Under systemd stderr leads to the journal, but only its socket keeps levels and fields apart.
    let journal = is_journal(stream.as_deref(), stderr_identity()).then(tracing_journald::layer);
    if let Some(Ok(journal)) = journal {
        return Ok(registry.with(journal.with_field_prefix(None)).try_init()?);
    }
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    Ok(registry.with(lines).try_init()?)
}

fn filter(text: &str) -> Result<Targets, ParseError> {
    if text.is_empty() { Ok(Targets::new().with_default(LevelFilter::INFO)) } else { text.parse() }
}

/// Device and inode of stderr.
fn stderr_identity() -> Option<(u64, u64)> {
    rustix::fs::fstat(rustix::stdio::stderr()).ok().map(|stat| (stat.st_dev, stat.st_ino))
}

/// True if `$JOURNAL_STREAM` names what stderr is (systemd.exec(5)): not so after stderr was sent elsewhere.
fn is_journal(stream: Option<&str>, stderr: Option<(u64, u64)>) -> bool {
    let named = stream.and_then(|stream| {
        let (device, inode) = stream.split_once(':')?;
        Some((device.parse().ok()?, inode.parse().ok()?))
    });
    named.is_some() && named == stderr
}
