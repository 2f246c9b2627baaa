//! `rts export`: the signed records, receipts, result and event log as files, for another medium to carry.
//!
//! Invariants: nothing leaves before close, which is the box's to say; the folder appears under its name only once every
//! file in it is whole and durable, and takes the place of nothing but an earlier export.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};

use rts_core::device::{Command, RecordView, Reply, Status};
use rts_core::election::{ReportContext, ReportStatus, Tally, TallyFile, nist_report};
use rts_core::journal::{Entry, Event};
use rts_core::record::{Kind, Record, SignedRecord};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::asking::Session;
use super::ballot::{self, Ballot};
use super::files::{self, unwritable};
use super::link::unexpected;
use super::stop::{Outcome, Stop};
use super::{journal, records};
use crate::ports::clock::Clock;

/// Format name and version of the list of records.
pub(super) const RECORDS_FORMAT: &str = "rts-records/1";
/// The list of records, in every export.
pub(super) const RECORDS_FILE: &str = "records.json";

/// What one box attested.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordsFile {
    /// [`RECORDS_FORMAT`].
    pub(super) format: String,
    /// Name of the election.
    pub(super) election: String,
    /// Code of the station.
    pub(super) station: String,
    /// Number of the box.
    pub(super) device: u32,
    /// Digest of the package, hexadecimal.
    pub(super) package: String,
    /// The box's own word for its key, hexadecimal; a certificate proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) public_key: Option<String>,
    /// The records, oldest first.
    pub(super) records: Vec<RecordView>,
}

/// Writes everything into `out`.
///
/// # Errors
///
/// Whatever the box refuses; X02 if a file cannot be written.
pub(super) fn run(session: &Session, out: &Path, package: Option<&Path>) -> Result<Outcome, Stop> {
    let reply = session.link.look(Command::Export)?;
    let Reply::Records { records } = reply else { return Err(unexpected(&reply)) };
    let status = session.link.status()?;
    let entries = journal::whole(session)?;
    // The result can be written out only with the package at hand; records and receipts need nothing.
    let (ballot, warning) = match (package, ballot::of_box(session, package, &status)) {
        (_, Ok(ballot)) => (Some(ballot), None),
        (Some(_), Err(stop)) => return Err(stop),
        (None, Err(stop)) => (None, Some(format!("no result file: {}", stop.message()))),
    };
    let contents = contents(&status, records, &entries, ballot.as_ref())?;
    write(out, &contents)?;
    let names: Vec<&str> = contents.iter().map(|(name, _)| name.as_str()).collect();
    let json = json!({ "reply": "exported", "folder": out, "files": names, "warning": warning });
    let mut text = format!("{} files written to {}:\n  {}", names.len(), out.display(), names.join("\n  "));
    if let Some(warning) = warning {
        text.push_str(&format!("\nWARNING: {warning}"));
    }
    Ok(Outcome::new(json, text))
}

type Contents = Vec<(String, Vec<u8>)>;

fn contents(
    status: &Status,
    records: Vec<RecordView>,
    entries: &[Entry],
    ballot: Option<&Ballot>,
) -> Result<Contents, Stop> {
    let mut contents = Contents::new();
    let mut result = None;
    for view in &records {
        let signed = records::signed(view)?;
        let name = format!("{:04}-{}", view.sequence, view.kind);
        contents.push((format!("{name}.bin"), signed.to_bytes()));
        for (packet, part) in view.packets.iter().zip(1_u32..) {
            contents.push((format!("{name}.packet-{part}.bin"), records::bytes(packet)?));
        }
        if let Some(receipt) = &view.receipt {
            contents.push((format!("{name}.receipt.bin"), records::bytes(receipt)?));
        }
        if matches!(signed.base.kind, Kind::Result | Kind::Correction) {
            result = Some(signed);
        }
    }
    if let (Some(ballot), Some(signed)) = (ballot, result) {
        contents.extend(results(ballot, &signed)?);
    }
    let log = journal::log_of(&status.election, status.device, entries);
    contents.push(("event-log.json".to_owned(), log.into_bytes()));
    let file = RecordsFile {
        format: RECORDS_FORMAT.to_owned(),
        election: status.election.clone(),
        station: status.station.clone(),
        device: status.device,
        package: status.package.clone(),
        public_key: entries.iter().find_map(public_key),
        records,
    };
    contents.push((RECORDS_FILE.to_owned(), files::json(&file)?));
    Ok(contents)
}

fn public_key(entry: &Entry) -> Option<String> {
    if let Event::Provisioned { public_key, .. } = &entry.event {
        Some(hex::encode(public_key))
    } else {
        None
    }
}

/// The result in force in this project's form and as NIST SP 1500-100.
fn results(ballot: &Ballot, signed: &SignedRecord) -> Result<Contents, Stop> {
    let Ballot { definition, station } = ballot;
    let record = Record::parse(signed.base, &signed.r, definition).map_err(|why| records::invalid(&why))?;
    let tally: &Tally = record.content.tally().ok_or_else(|| records::invalid(&"no tally"))?;
    let test = record.facts.flags.test;
    let correction = signed.base.kind == Kind::Correction;
    let context = ReportContext {
        generated: Clock::default().now().wall.unwrap_or_default(),
        status: if correction { ReportStatus::Correction } else { ReportStatus::UnofficialPartial },
        application: concat!("rts ", env!("CARGO_PKG_VERSION")).to_owned(),
        test,
    };
    Ok(vec![
        ("result.json".to_owned(), TallyFile::new(definition, station, tally.clone(), test).to_json()?),
        ("result-nist.json".to_owned(), nist_report(definition, &[(station, tally)], &context)?),
    ])
}

/// Writes the folder beside its place and puts it there whole.
fn write(out: &Path, contents: &Contents) -> Result<(), Stop> {
    let refused = |error: io::Error| Stop::from(unwritable(out, &error));
    if out.exists() && !out.join(RECORDS_FILE).is_file() {
        return Err(refused(io::Error::other("it is there already and is no earlier export")));
    }
    let staged = renamed(out, ".new");
    let old = renamed(out, ".old");
    clear(&staged).and_then(|()| clear(&old)).map_err(refused)?;
    DirBuilder::new().create(&staged).map_err(refused)?;
    let filled = contents.iter().try_for_each(|(name, bytes)| files::write(&staged.join(name), 0o644, bytes));
    if let Err(refusal) = filled {
        let _ = clear(&staged);
        return Err(refusal.into());
    }
    let publish = || {
        if out.exists() {
            fs::rename(out, &old)?;
        }
        fs::rename(&staged, out)?;
        File::open(files::folder(out))?.sync_all()?;
        clear(&old)
    };
    publish().map_err(refused)
}

fn renamed(path: &Path, end: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(end);
    path.with_file_name(name)
}

fn clear(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
