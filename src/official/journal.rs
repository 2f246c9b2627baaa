//! The journal as the box tells it: verified entry by entry while it is read.

use rts_core::device::{Command, LogLine, Reply};
use rts_core::election::{Code, Refusal};
use rts_core::journal::{Chain, DeviceLog, Entry, EventLog, Hash};
use rts_core::time::WallTime;
use serde_json::json;

use super::asking::{Session, as_json};
use super::link::unexpected;
use super::stop::{Outcome, Stop};
use crate::ports::clock::Clock;

/// Entries after a number, one a line.
pub(super) fn show(session: &Session, after: u64) -> Result<Outcome, Stop> {
    let entries = lines(session, after)?;
    let text = entries.iter().map(line).collect::<Vec<_>>().join("\n");
    let text = if text.is_empty() { "No further entries.".to_owned() } else { text };
    Ok(Outcome::new(as_json(&Reply::Log { entries }), text))
}

/// The whole journal as an election event log.
pub(super) fn event_log(session: &Session) -> Result<Outcome, Stop> {
    let status = session.link.status()?;
    let log = log_of(&status.election, status.device, &whole(session)?);
    let json = serde_json::from_str(&log).unwrap_or_else(|_| json!(log));
    Ok(Outcome::new(json, log))
}

/// Entries as an election event log of NIST SP 1500-101.
pub(super) fn log_of(election: &str, device: u32, entries: &[Entry]) -> String {
    let box_log = DeviceLog::of_box(&format!("device-{device}"), entries);
    EventLog::new(election, Clock::default().now().wall, vec![box_log]).to_json()
}

/// Every entry of the journal, its hashes recomputed.
///
/// # Errors
///
/// Refused as [`Code::JournalBroken`] if they are no chain.
pub(super) fn whole(session: &Session) -> Result<Vec<Entry>, Stop> {
    let broken = |why: String| Refusal::at(Code::JournalBroken, why);
    let mut chain = Chain::default();
    let mut entries = Vec::new();
    for line in lines(session, 0)? {
        let body = hex::decode(&line.body).map_err(|why| broken(why.to_string()))?;
        let mut hash = [0; 32];
        hex::decode_to_slice(&line.hash, &mut hash).map_err(|why| broken(why.to_string()))?;
        let entry = chain.read(line.sequence, &body, Hash(hash)).map_err(|why| broken(why.to_string()))?;
        entries.push(entry);
    }
    Ok(entries)
}

fn lines(session: &Session, mut after: u64) -> Result<Vec<LogLine>, Stop> {
    let mut all = Vec::new();
    loop {
        let reply = session.link.look(Command::Log { after })?;
        let Reply::Log { entries } = reply else { return Err(unexpected(&reply)) };
        // Numbers grow, so that a box that repeats itself cannot keep this going.
        let Some(last) = entries.last().map(|line| line.sequence).filter(|last| *last > after) else { break };
        after = last;
        all.extend(entries);
    }
    Ok(all)
}

fn line(line: &LogLine) -> String {
    let LogLine { sequence, wall, uptime, event, disposition, .. } = line;
    let when = wall.and_then(|wall| WallTime::from_unix(wall).rfc3339());
    let when = when.unwrap_or_else(|| format!("{} s after start", uptime / 1000));
    let failed = if disposition == "failure" { "  FAILED" } else { "" };
    format!("{sequence:>6}  {when:<20}  {event}{failed}")
}
