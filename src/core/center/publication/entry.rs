//! The entries of the log: a byte that says what it is, and what was signed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::packet::RECEIPT_LEN;
use crate::record::{Digest, SignedRecord};
use crate::seal::canonical_json;

const RECORD: u8 = 1;
const RECEIPT: u8 = 2;
const STATEMENT: u8 = 3;
/// Format name and version of a statement.
const FORMAT: &str = "rts-statement/1";
/// Longest statement that is read, in bytes.
const MOST_STATEMENT: usize = 4096;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// An authentic record, as its box signed it.
    Record(SignedRecord),
    /// A receipt, and the digest of the record that it answers.
    Receipt {
        /// Identity of the record.
        digest: Digest,
        /// The signed receipt.
        receipt: [u8; RECEIPT_LEN],
    },
    /// What was published when the log was so long.
    Statement(Statement),
}

/// The commission's word for one publication: these tables, and no others, go with the entries before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    format: String,
    /// Number of the publication, from 1.
    pub number: u32,
    /// Entries before this one, all of which the tables know.
    pub size: u64,
    /// Stations of the package.
    pub stations: u32,
    /// Stations whose result counts; the others have none as far as the log goes.
    pub counted: u32,
    /// SHA-256 of each table by its name, hexadecimal.
    pub files: BTreeMap<String, String>,
}

impl Statement {
    /// A statement about these tables.
    #[must_use]
    pub fn new(number: u32, size: u64, (stations, counted): (u32, u32), files: &[(&str, &[u8])]) -> Self {
        let digests =
            files.iter().map(|(name, bytes)| ((*name).to_owned(), hex::encode(Sha256::digest(bytes))));
        Self { format: FORMAT.to_owned(), number, size, stations, counted, files: digests.collect() }
    }

    /// True if it is about a file with these bytes.
    #[must_use]
    pub fn states(&self, name: &str, bytes: &[u8]) -> bool {
        self.files.get(name).is_some_and(|digest| *digest == hex::encode(Sha256::digest(bytes)))
    }
}

impl Entry {
    /// The entry's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Record(record) => [&[RECORD], record.to_bytes().as_slice()].concat(),
            Self::Receipt { digest, receipt } => [&[RECEIPT], digest.0.as_slice(), receipt].concat(),
            Self::Statement(statement) => {
                [&[STATEMENT], canonical_json(statement).unwrap_or_default().as_slice()].concat()
            }
        }
    }

    /// Reads an entry; `None` if it is none in its one form.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (kind, rest) = bytes.split_first()?;
        let entry = match *kind {
            RECORD => Self::Record(SignedRecord::parse(rest).ok()?),
            RECEIPT => {
                let (digest, receipt) = rest.split_first_chunk()?;
                Self::Receipt { digest: Digest(*digest), receipt: receipt.try_into().ok()? }
            }
            STATEMENT if rest.len() <= MOST_STATEMENT => Self::Statement(serde_json::from_slice(rest).ok()?),
            _ => return None,
        };
        (entry.to_bytes() == bytes).then_some(entry)
    }

    /// What names the entry in the center's list of leaves: a record by its digest, everything else by that of its bytes.
    #[must_use]
    pub fn name(&self, package: &[u8; 32]) -> Digest {
        match self {
            Self::Record(record) => record.digest(package),
            Self::Receipt { .. } | Self::Statement(_) => Digest(Sha256::digest(self.to_bytes()).into()),
        }
    }
}
