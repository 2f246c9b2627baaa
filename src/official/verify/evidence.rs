//! What is handed over to be checked: bytes with a name, not believed yet.

use std::fs;
use std::path::Path;

use rts_core::election::{Code, Refusal};
use rts_core::packet::{RECEIPT_LEN, Receipt};
use rts_core::record::SignedRecord;

use super::super::export::{RECORDS_FILE, RECORDS_FORMAT, RecordsFile};
use super::super::{files, records};

/// Longest file of evidence.
const MOST_BYTES: usize = 64 << 20;
/// Fewest hexadecimal digits that are taken for bytes rather than for the name of a file.
const FEWEST_DIGITS: usize = 64;

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
    /// A signed record.
    Record(SignedRecord),
    /// The center's receipt.
    Receipt(Vec<u8>),
    /// Neither.
    Nothing(String),
}

impl Evidence {
    /// Reads a file, everything in an export's folder or list, or hexadecimal text.
    ///
    /// # Errors
    ///
    /// Refused as [`Code::FileUnreadable`].
    pub(super) fn read(path: &Path) -> Result<Vec<Self>, Refusal> {
        let text = path.to_string_lossy();
        if !path.exists() && text.len() >= FEWEST_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        {
            let digits: String = text.chars().take(16).collect();
            return Ok(vec![Self::of(format!("{digits}…"), &records::bytes(&text)?)]);
        }
        let path = if path.is_dir() { path.join(RECORDS_FILE) } else { path.to_owned() };
        if path.extension().is_some_and(|end| end == "json") {
            return Self::list(&path);
        }
        let bytes = files::read(&path, Code::FileUnreadable, MOST_BYTES)?;
        Ok(vec![Self::of(path.display().to_string(), &bytes)])
    }

    /// The record in it.
    pub(super) fn record(&self) -> Option<&SignedRecord> {
        if let Claim::Record(record) = &self.claim { Some(record) } else { None }
    }

    fn of(name: String, bytes: &[u8]) -> Self {
        let claim = if bytes.len() == RECEIPT_LEN && Receipt::parse(bytes).is_ok() {
            Claim::Receipt(bytes.to_vec())
        } else {
            SignedRecord::parse(bytes).map_or_else(|why| Claim::Nothing(why.to_string()), Claim::Record)
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
                Ok(record) => Self { name: name.clone(), claim: Claim::Record(record) },
                Err(refusal) => Self { name: name.clone(), claim: Claim::Nothing(refusal.at) },
            });
            if let Some(receipt) = &view.receipt {
                pieces.push(Self::of(format!("{name}.receipt"), &records::bytes(receipt)?));
            }
        }
        Ok(pieces.into_iter().chain(Self::strays(path, &file)).collect())
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
