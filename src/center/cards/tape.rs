//! A lost card made good from paper: the signed record out of the QR codes of a tape.
//!
//! Invariants: a record from paper is compared like one on a card and enters the ledger only if its box signed it; it is
//! marked as from a tape wherever it is shown, for ever.

use std::path::{Path, PathBuf};

use rts_core::center::{Card, Center, Flag, Kept, Ledger as _, Outcome, Reception, compare};
use rts_core::election::{Code, Refusal};
use rts_core::record::SignedRecord;
use rts_core::tape::code::{Scan, begins_symbol};
use rts_core::time::Now;
use serde_json::{Value, json};

use super::super::database::{Database, DatabaseError, Happening};
use super::super::desk::follow;
use super::super::files;
use super::load::{Compared, keep};
use super::told;
use crate::ports::picture;

/// Longest picture or text that is read.
const LONGEST: usize = 64 << 20;

/// What the codes of a tape gave.
#[derive(Clone, Debug)]
pub(in crate::center) struct Recovered {
    /// The comparison with the air.
    pub(in crate::center) compared: Compared,
    /// Records that never came over the air and are in the ledger now.
    pub(in crate::center) received: Vec<String>,
}

/// Every signed record among photographs, scans and texts of codes. Codes that miss a part are named.
///
/// # Errors
///
/// Refused as X01, R09 or R06.
fn read(pieces: &[PathBuf]) -> Result<Vec<SignedRecord>, Refusal> {
    let mut scan = Scan::new();
    let mut take = |text: &str| {
        let codes = text.lines().map(str::trim).filter(|line| begins_symbol(line));
        codes.filter(|code| scan.take(code).is_ok()).count()
    };
    for piece in pieces {
        let text = piece.to_string_lossy();
        let taken = if begins_symbol(&text) { take(&text) } else { take(&texts(piece)?) };
        if taken == 0 {
            return Err(Refusal::at(Code::CodeUnreadable, piece.display().to_string()));
        }
    }
    if let Some(gap) = scan.gaps().first() {
        return Err(Refusal::at(Code::CodeMissing, gap.to_string()));
    }
    let records: Vec<SignedRecord> =
        scan.records().into_iter().flatten().map(|scanned| scanned.signed).collect();
    if records.is_empty() { Err(Refusal::new(Code::CodeUnreadable)) } else { Ok(records) }
}

fn texts(path: &Path) -> Result<String, Refusal> {
    let bytes = files::read(path, LONGEST)?;
    if !picture::is_picture(&bytes) {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let refused = |why: String| Refusal::at(Code::FileUnreadable, format!("{}: {why}", path.display()));
    Ok(Vec::from_iter(picture::texts(&bytes).map_err(refused)?).join("\n"))
}

/// Compares the records of a tape with the air, and takes those in that never came, if `receive` says so.
///
/// # Errors
///
/// Refused for what cannot be read, or is not signed by a box of the roster.
pub(in crate::center) fn recover(
    center: &Center,
    database: &mut Database,
    now: Now,
    pieces: &[PathBuf],
    receive: bool,
) -> Result<Result<Recovered, Refusal>, DatabaseError> {
    let records = match read(pieces) {
        Ok(records) => records,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let device = records.first().map(|record| record.base.device).unwrap_or_default();
    if records.iter().any(|record| record.base.device != device) {
        let several = Refusal::at(Code::RecordInvalid, "tapes of several boxes: one after the other");
        return Ok(Err(several));
    }
    let mut transaction = database.begin()?;
    let Some(entry) = transaction.device(device)? else {
        let unknown = Refusal::at(Code::CardOther, format!("device {device} is not on the roster"));
        return Ok(Err(unknown));
    };
    let station = entry.certificate.station;
    let mut received = Vec::new();
    for signed in records.iter().filter(|_| receive) {
        let taken = center.receive_paper(&mut transaction, now, signed.clone());
        let taken = taken.map_err(|error| DatabaseError::Row(error.to_string()))?;
        let Some(reception) = taken else {
            return Ok(Err(Refusal::at(Code::RecordInvalid, format!("device {device} did not sign it"))));
        };
        if let Reception { outcome: Outcome::Kept, .. } = &reception {
            let print = signed.digest(&center.package().digest).fingerprint().to_string();
            let details =
                format!("{} {}, {print}: from a tape", signed.base.kind.name(), signed.base.sequence);
            let (device, station) = (Some(device), Some(station));
            Happening { event: "record-from-tape", good: true, device, station, details }
                .note(&mut transaction, now.wall)?;
            follow(&mut transaction, now, None, &reception)?;
            received.push(print);
        }
    }
    let air = transaction.records_of_station(station)?;
    let card = Card::of_tape(device, records);
    let compared = match compare(center, &entry, &air, &card) {
        Ok(comparison) => {
            let mut compared = told::found(center, "tape", device, &comparison, true);
            // What the ledger has from paper agrees with it and proves nothing.
            let from_paper =
                |kept: &Kept| kept.standing.counts() && kept.standing.flags.contains(&Flag::FromTape);
            if compared.outcome == "recovered" && air.iter().any(from_paper) {
                compared.outcome = "incomplete";
            }
            mark(&mut compared, &received);
            compared
        }
        Err(refusal) => told::refused("tape", &refusal),
    };
    keep(&mut transaction, now, (station, device), &compared)?;
    transaction.commit()?;
    Ok(Ok(Recovered { compared, received }))
}

fn mark(compared: &mut Compared, received: &[String]) {
    compared.text.push_str("\n  from the QR codes of a tape, not from a card");
    for print in received {
        compared
            .text
            .push_str(&format!("\n  {print} never came over the air: received from paper, and marked so"));
    }
    if let Value::Object(members) = &mut compared.json {
        members.insert("outcome".to_owned(), json!(compared.outcome));
        members.insert("source".to_owned(), json!("tape"));
        members.insert("received".to_owned(), json!(received));
    }
}
