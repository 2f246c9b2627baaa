//! `rts verify`: anyone checks tapes, records and receipts offline, with the public package and the commission's keys.
//!
//! Invariants: nothing in a record is shown as true before its signature has been checked over exactly these bytes and
//! this package; what could not be checked is said; numbers typed from paper are never said to be signed.

mod answer;
mod codes;
mod compare;
mod evidence;
mod finding;
mod key;
mod numbers;
mod publication;
mod published;
mod telling;
mod trust;
mod typed;
mod voice;

use std::path::PathBuf;

use clap::Args;
use rts_core::election::{Code, Refusal};
use serde_json::json;

use super::stop::{Outcome, Stop};
use codes::Codes;
use compare::Compared;
use evidence::{Claim, Evidence};
use finding::Finding;
use trust::Trust;

/// Options of `rts verify`.
#[derive(Clone, Debug, Args)]
pub(super) struct Verify {
    /// Photographs or scans of a tape (PNG, JPEG), in any order; texts of its QR codes (RT1:…), or files with one on each
    /// line (.txt); records (.bin) and receipts (.receipt.bin) of an export, its records.json, its whole folder; the
    /// records.jsonl that a center publishes; the bytes of a record or receipt in hexadecimal; - for standard input
    #[arg(required_unless_present = "typed", value_name = "PICTURE|TEXT|FILE|FOLDER|HEX|-")]
    evidence: Vec<PathBuf>,
    /// The signed election package: without it no record can be checked
    #[arg(long, value_name = "FILE")]
    package: PathBuf,
    /// The box's public key: hexadecimal, a file that holds it, the certificate file that proves it, or the roster.json that
    /// the center publishes. A tape carries its key in a QR code of its own
    #[arg(long, value_name = "HEX|FILE")]
    key: Option<String>,
    /// The commission's root key, to check the package itself: hexadecimal, or a file that holds it
    #[arg(long, value_name = "HEX|FILE")]
    root_key: Option<String>,
    /// A tape typed off paper with its check words, see docs/rts.md; - for standard input
    #[arg(long, value_name = "FILE")]
    typed: Vec<PathBuf>,
    /// The published result to compare with: results.csv of the center's export, or its folder
    #[arg(long, value_name = "FILE|FOLDER")]
    results: Option<PathBuf>,
    /// The whole publication, a folder or http://…: the log must prove the record and its receipt, its numbers must be the
    /// published ones, and the published results must add up
    #[arg(long, value_name = "FOLDER|URL", conflicts_with = "results")]
    published: Option<String>,
    /// Language of labels and names, with the election's digits: ar, ckb, sq, kk, en or fr
    #[arg(long, value_name = "LANGUAGE", value_parser = voice::language)]
    language: Option<String>,
}

/// Checks every piece of evidence.
///
/// # Errors
///
/// Refused as X01 or T19 for what cannot be read, and as P01, P02, P06, P09 or P10 for package, key and certificate.
/// Evidence that does not verify is a finding, not an error.
pub(super) fn run(arguments: &Verify) -> Result<Outcome, Stop> {
    let trust = Trust::read(&arguments.package, arguments.key.as_deref(), arguments.root_key.as_deref())?;
    let mut codes = Codes::default();
    let mut pieces = Vec::new();
    for path in &arguments.evidence {
        pieces.extend(Evidence::read(path, &mut codes)?);
    }
    pieces.extend(codes.pieces());
    pieces.extend(key_alone(&pieces, arguments));
    let trust = trust.in_language(arguments.language.clone());
    let trust = trust.with(pieces.iter().filter_map(Evidence::certificate).collect());
    let mut sheets = Vec::new();
    for path in &arguments.typed {
        sheets.push(typed::read(path, &trust)?);
    }
    let records: Vec<_> = pieces.iter().filter_map(Evidence::record).collect();
    let mut compared = Compared::default();
    for piece in &pieces {
        let (finding, verified) = trust.judge(piece, &records);
        compared.record(finding, verified);
    }
    for sheet in &sheets {
        let (finding, typed) = typed::judge(sheet, &trust.paper(sheet.station()));
        compared.typed(finding, typed);
    }
    compared.with_voided(&trust);
    compared.with_each_other(&trust);
    if let Some(results) = &arguments.results {
        compared.with_published(&trust, results)?;
    }
    if let Some(place) = &arguments.published {
        compared.with_publication(&trust, place)?;
    }
    Ok(outcome(&trust, &compared.findings))
}

/// What is missing where only a key was scanned.
fn key_alone(pieces: &[Evidence], arguments: &Verify) -> Option<Evidence> {
    let only = pieces.iter().all(|piece| matches!(piece.claim, Claim::Certificate(_)));
    let refusal = || Refusal::at(Code::CodeMissing, "only a key: photograph \"QR code 1\"");
    (only && !pieces.is_empty() && arguments.typed.is_empty())
        .then(|| Evidence::nothing("QR code of a record", refusal()))
}

fn outcome(trust: &Trust, findings: &[Finding]) -> Outcome {
    let good = findings.iter().all(|finding| finding.refusal.is_none());
    let mut text = trust.describe();
    for finding in findings {
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
    Outcome { json, text, good }
}
