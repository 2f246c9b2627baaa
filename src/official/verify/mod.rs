//! `rts verify`: anyone checks records and receipts offline, with the public package and the box's public key.
//!
//! Invariant: nothing in a record is shown as true before its signature has been checked over exactly these bytes and
//! this package; what could not be checked is said.

mod evidence;
mod finding;
mod trust;

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::stop::{Outcome, Stop};
use evidence::Evidence;
use finding::Finding;
use trust::Trust;

/// Options of `rts verify`.
#[derive(Clone, Debug, Args)]
pub(super) struct Verify {
    /// Records (.bin) and receipts (.receipt.bin) of an export, its records.json, its whole folder, or the bytes of a
    /// record or receipt in hexadecimal
    #[arg(required = true, value_name = "FILE|FOLDER|HEX")]
    evidence: Vec<PathBuf>,
    /// The signed election package: without it no record can be checked
    #[arg(long, value_name = "FILE")]
    package: PathBuf,
    /// The box's public key: hexadecimal, a file that holds it, or the certificate file that proves it
    #[arg(long, value_name = "HEX|FILE")]
    key: String,
    /// The commission's root key, to check the package itself: hexadecimal, or a file that holds it
    #[arg(long, value_name = "HEX|FILE")]
    root_key: Option<String>,
}

/// Checks every piece of evidence.
///
/// # Errors
///
/// Refused as X01 for what cannot be read, and as P01, P02, P06, P09 or P10 for package, key and certificate. Evidence
/// that does not verify is a finding, not an error.
pub(super) fn run(arguments: &Verify) -> Result<Outcome, Stop> {
    let trust = Trust::read(&arguments.package, &arguments.key, arguments.root_key.as_deref())?;
    let mut pieces = Vec::new();
    for path in &arguments.evidence {
        pieces.extend(Evidence::read(path)?);
    }
    let records: Vec<_> = pieces.iter().filter_map(Evidence::record).collect();
    let findings: Vec<Finding> = pieces.iter().map(|piece| trust.judge(piece, &records)).collect();
    let good = findings.iter().all(|finding| finding.refusal.is_none());
    let mut text = trust.describe();
    for finding in &findings {
        text.push('\n');
        text.push_str(&finding.text());
    }
    text.push_str(if good { "\nEverything verifies.\n" } else { "\nNOT everything verifies.\n" });
    let first = findings.iter().find_map(|finding| finding.refusal.as_ref());
    let mut json = json!({
        "reply": "verified",
        "good": good,
        "package": trust.json(),
        "findings": findings.iter().map(Finding::json).collect::<Vec<_>>(),
    });
    if let (Some(refusal), Some(object)) = (first, json.as_object_mut()) {
        let refused = json!({ "code": refusal.code.as_str(), "message": refusal.to_string() });
        object.insert("refused".to_owned(), refused);
    }
    Ok(Outcome { json, text, good })
}
