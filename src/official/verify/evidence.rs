//! What is handed over to be checked: bytes with a name, not believed yet.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use rts_core::election::{Code, Refusal};
use rts_core::packet::{RECEIPT_LEN, Receipt};
use rts_core::record::SignedRecord;
use rts_core::seal::DeviceCertificate;
use rts_core::tape::code::{Answered, Gap, Scanned, Unanswered, begins_symbol};
use serde::Deserialize;

use super::super::export::{RECORDS_FILE, RECORDS_FORMAT, RecordsFile};
use super::super::{files, records};
use super::codes::Codes;
use crate::ports::picture;

/// Longest file of evidence.
const MOST_BYTES: usize = 64 << 20;
/// Fewest hexadecimal digits that are taken for bytes rather than for the name of a file.
const FEWEST_DIGITS: usize = 64;
/// Names standard input.
pub(super) const INPUT: &str = "-";

/// One piece.
#[derive(Clone, Debug)]
pub(super) struct Evidence {
    /// Where it came from, for people.
    pub(super) name: String,
    /// What it claims to be.
    pub(super) claim: Claim,
}

/// What a piece claims to be.
#[derive(Clone, Debug)]
pub(super) enum Claim {
    /// A signed record, from a file.
    File(SignedRecord),
    /// A signed record, from the codes of a tape.
    Record(Scanned),
    /// The center's receipt.
    Receipt(Vec<u8>),
    /// The center's receipt with the digest of what it answers, from a code.
    Answered(Answered),
    /// The box's certificate that no receipt came in time, from a code.
    Unanswered(Unanswered),
    /// The key of a box.
    Certificate(DeviceCertificate),
    /// Some of the codes of a record.
    Missing(Gap),
    /// None of them, and why.
    Nothing(Refusal),
}

impl Evidence {
    /// Reads a file, everything in an export's folder or list, standard input, hexadecimal text or the text of a code.
    /// Codes go into `codes`, everything else is handed back.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::FileUnreadable`].
    pub(super) fn read(path: &Path, codes: &mut Codes) -> Result<Vec<Self>, Refusal> {
        let text = path.to_string_lossy();
        if text == INPUT {
            return Ok(Self::sort("standard input", &input()?, codes));
        }
        if !path.exists() {
            if begins_symbol(&text) {
                let start: String = text.chars().take(16).collect();
                codes.take(&format!("{start}…"), &text);
                return Ok(Vec::new());
            }
            if text.len() >= FEWEST_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                let digits: String = text.chars().take(16).collect();
                return Ok(vec![Self::of(format!("{digits}…"), &records::bytes(&text)?)]);
            }
        }
        let path = if path.is_dir() { path.join(RECORDS_FILE) } else { path.to_owned() };
        let ends = |end: &str| path.extension().is_some_and(|found| found == end);
        if ends("json") {
            return Self::list(&path);
        }
        if ends("jsonl") {
            return Self::published(&path);
        }
        let bytes = files::read(&path, Code::FileUnreadable, MOST_BYTES)?;
        let name = path.display().to_string();
        if ends("txt") {
            codes.take(&name, &String::from_utf8_lossy(&bytes));
            return Ok(Vec::new());
        }
        Ok(Self::sort(&name, &bytes, codes))
    }

    /// A piece of no use.
    pub(super) fn nothing(name: &str, refusal: Refusal) -> Self {
        Self { name: name.to_owned(), claim: Claim::Nothing(refusal) }
    }

    /// The record in it.
    pub(super) fn record(&self) -> Option<&SignedRecord> {
        match &self.claim {
            Claim::File(record) => Some(record),
            Claim::Record(scanned) => Some(&scanned.signed),
            Claim::Receipt(_)
            | Claim::Answered(_)
            | Claim::Unanswered(_)
            | Claim::Certificate(_)
            | Claim::Missing(_)
            | Claim::Nothing(_) => None,
        }
    }

    /// The certificate in it.
    pub(super) fn certificate(&self) -> Option<DeviceCertificate> {
        if let Claim::Certificate(certificate) = &self.claim { Some(*certificate) } else { None }
    }

    /// Tells a picture, texts of codes, and bytes of records from each other by their beginning.
    fn sort(name: &str, bytes: &[u8], codes: &mut Codes) -> Vec<Self> {
        if picture::is_picture(bytes) {
            match picture::texts(bytes) {
                Ok(texts) => codes.take(name, &Vec::from_iter(texts).join("\n")),
                Err(why) => {
                    return vec![Self::nothing(name, Refusal::at(Code::FileUnreadable, why))];
                }
            }
            return Vec::new();
        }
        if let Ok(text) = std::str::from_utf8(bytes)
            && begins_symbol(text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']))
        {
            codes.take(name, text);
            return Vec::new();
        }
        vec![Self::of(name.to_owned(), bytes)]
    }

    fn of(name: String, bytes: &[u8]) -> Self {
        let claim = if bytes.len() == RECEIPT_LEN && Receipt::parse(bytes).is_ok() {
            Claim::Receipt(bytes.to_vec())
        } else {
            SignedRecord::parse(bytes).map_or_else(|why| Claim::Nothing(records::invalid(&why)), Claim::File)
        };
        Self { name, claim }
    }

    /// Everything in a list of records; files of the same folder that differ from the list are pieces of their own.
    fn list(path: &Path) -> Result<Vec<Self>, Refusal> {
        let refused = |why: String| Refusal::at(Code::FileUnreadable, format!("{}: {why}", path.display()));
        let bytes = files::read(path, Code::FileUnreadable, MOST_BYTES)?;
        let file: RecordsFile = serde_json::from_slice(&bytes).map_err(|why| refused(why.to_string()))?;
        if file.format != RECORDS_FORMAT {
            return Err(refused(format!("format {}", file.format.escape_debug())));
        }
        let mut pieces = Vec::new();
        for view in &file.records {
            let name = format!("{:04}-{}", view.sequence, view.kind);
            pieces.push(match records::signed(view) {
                Ok(record) => Self { name: name.clone(), claim: Claim::File(record) },
                Err(refusal) => Self::nothing(&name, refusal),
            });
            if let Some(receipt) = &view.receipt {
                pieces.push(Self::of(format!("{name}.receipt"), &records::bytes(receipt)?));
            }
        }
        Ok(pieces.into_iter().chain(Self::strays(path, &file)).collect())
    }

    /// Everything in the records that a center publishes: one record a line, with its receipt.
    fn published(path: &Path) -> Result<Vec<Self>, Refusal> {
        let refused = |why: String| Refusal::at(Code::FileUnreadable, format!("{}: {why}", path.display()));
        let bytes = files::read(path, Code::FileUnreadable, MOST_BYTES)?;
        let mut pieces = Vec::new();
        for row in serde_json::Deserializer::from_slice(&bytes).into_iter::<Row>() {
            let row = row.map_err(|why| refused(why.to_string()))?;
            let name = format!("station {}, record {}", row.station, row.sequence);
            let receipt = row.receipt.as_deref().map(records::bytes).transpose()?;
            pieces.push(Self::of(name.clone(), &records::bytes(&row.record)?));
            pieces.extend(receipt.map(|receipt| Self::of(format!("{name}, receipt"), &receipt)));
        }
        Ok(pieces)
    }

    fn strays(list: &Path, file: &RecordsFile) -> Vec<Self> {
        let stray = |name: String, listed: &str| {
            let path = list.with_file_name(&name);
            let found = fs::read(path).ok()?;
            (hex::encode(&found) != listed).then(|| Self::of(name, &found))
        };
        let both = file.records.iter().flat_map(|view| {
            let name = format!("{:04}-{}", view.sequence, view.kind);
            let record = [view.base.as_str(), &view.record, &view.signature].concat();
            let receipt =
                view.receipt.as_deref().and_then(|receipt| stray(format!("{name}.receipt.bin"), receipt));
            [stray(format!("{name}.bin"), &record), receipt]
        });
        both.flatten().collect()
    }
}

/// A line of the center's `records.jsonl`; it has more fields, none of which is believed.
#[derive(Deserialize)]
struct Row {
    station: u32,
    sequence: u16,
    record: String,
    #[serde(default)]
    receipt: Option<String>,
}

/// Standard input, whole.
pub(super) fn input() -> Result<Vec<u8>, Refusal> {
    let refused = |why: String| Refusal::at(Code::FileUnreadable, format!("standard input: {why}"));
    let limit = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|why| refused(why.to_string()))?;
    if bytes.len() > MOST_BYTES {
        return Err(refused(format!("longer than {MOST_BYTES} bytes")));
    }
    Ok(bytes)
}
