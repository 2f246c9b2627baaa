//! The log as a whole: its entries, its tree, and where each record and its newest receipt stand.

use std::collections::BTreeMap;

use crate::packet::Receipt;
use crate::record::{Digest, SignedRecord};
use crate::transparency::{Checkpoint, Tree, bundle, leaf_hash, parts};

use super::entry::{Entry, Statement};
use super::fault::Fault;

/// Which log: the name under which the commission signs its heads, and no other election's.
#[must_use]
pub fn log_origin(election: u16, package: &[u8; 32]) -> String {
    let start = package.first_chunk::<8>().copied().unwrap_or_default();
    format!("rts/v1/log/{election}/{}", hex::encode(start))
}

/// A log whose entries are all at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    entries: Vec<Vec<u8>>,
    tree: Tree,
    records: BTreeMap<Digest, (u64, SignedRecord)>,
    receipts: BTreeMap<Digest, (u64, Receipt, Vec<u8>)>,
    statements: Vec<(u64, Statement)>,
}

impl Log {
    /// Appends an entry. Of several receipts for a record the one with the highest number is its newest.
    pub fn push(&mut self, entry: &Entry, package: &[u8; 32]) {
        let place = self.size();
        let bytes = entry.to_bytes();
        self.tree.push(leaf_hash(&bytes));
        self.entries.push(bytes);
        match entry {
            Entry::Record(record) => {
                self.records.entry(record.digest(package)).or_insert_with(|| (place, record.clone()));
            }
            Entry::Receipt { digest, receipt } => {
                let Ok(parsed) = Receipt::parse(receipt) else { return };
                let newer = |known: &(u64, Receipt, Vec<u8>)| known.1.sequence < parsed.sequence;
                if self.receipts.get(digest).is_none_or(newer) {
                    self.receipts.insert(*digest, (place, parsed, receipt.to_vec()));
                }
            }
            Entry::Statement(statement) => self.statements.push((place, statement.clone())),
        }
    }

    /// Number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// Its tree.
    #[must_use]
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The bytes of the entry at a place.
    #[must_use]
    pub fn entry(&self, place: u64) -> Option<&[u8]> {
        self.entries.get(usize::try_from(place).ok()?).map(Vec::as_slice)
    }

    /// Place and bytes of a record.
    #[must_use]
    pub fn record(&self, digest: &Digest) -> Option<&(u64, SignedRecord)> {
        self.records.get(digest)
    }

    /// Every record with its digest and place.
    pub fn records(&self) -> impl Iterator<Item = (&Digest, &(u64, SignedRecord))> {
        self.records.iter()
    }

    /// Place, content and bytes of the newest receipt for a record.
    #[must_use]
    pub fn receipt(&self, digest: &Digest) -> Option<&(u64, Receipt, Vec<u8>)> {
        self.receipts.get(digest)
    }

    /// Every statement with its place, in order.
    #[must_use]
    pub fn statements(&self) -> &[(u64, Statement)] {
        &self.statements
    }

    /// Its head when it had `size` entries.
    #[must_use]
    pub fn head(&self, origin: &str, size: u64) -> Checkpoint {
        Checkpoint { origin: origin.to_owned(), size, root: self.tree.root(size) }
    }

    /// Its tiles and bundles by name.
    ///
    /// # Errors
    ///
    /// Fails on an entry that no bundle holds; no record is so long.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, Fault> {
        let mut files = Vec::new();
        for part in parts(self.size()) {
            let path = part.path();
            let bytes = if part.level.is_some() {
                self.tree.tile(&part)
            } else {
                let start = usize::try_from(part.start()).unwrap_or(usize::MAX);
                let width = usize::try_from(part.width).unwrap_or(0);
                let entries = self.entries.iter().skip(start).take(width).map(Vec::as_slice);
                bundle(entries).ok_or_else(|| Fault::of(&path, "an entry is too long"))?
            };
            files.push((path, bytes));
        }
        Ok(files)
    }
}
