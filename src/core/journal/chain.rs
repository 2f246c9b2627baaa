//! The chain: appends entries and verifies stored ones, first to head.

use super::entry::{Entry, EntryError, Hash, Stamp};
use super::event::Event;

/// The end of a journal: what the next entry follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    head: Hash,
    length: u64,
}

impl Default for Chain {
    fn default() -> Self {
        Self { head: Hash::GENESIS, length: 0 }
    }
}

/// Why stored entries are not one unbroken chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// A number is missing, repeated or out of order.
    #[error("journal entry {expected} is missing, found {found}")]
    Sequence {
        /// The number that should come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// An entry does not follow the one before it, or its bytes were changed.
    #[error("journal entry {0} does not match its hash")]
    Hash(u64),
    /// An entry cannot be read.
    #[error(transparent)]
    Entry(#[from] EntryError),
}

impl Chain {
    /// Hash of the last entry.
    #[must_use]
    pub fn head(&self) -> Hash {
        self.head
    }

    /// Number of entries.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Makes the next entry; the chain moves on only with [`Chain::accept`], once it is durable.
    #[must_use]
    pub fn next(&self, stamp: Stamp, event: Event) -> Entry {
        Entry::following(self.head, self.length.saturating_add(1), stamp, event)
    }

    /// Moves on to `entry`.
    ///
    /// # Errors
    ///
    /// Fails if it does not follow the head.
    pub fn accept(&mut self, entry: &Entry) -> Result<(), ChainError> {
        let expected = self.length.saturating_add(1);
        if entry.sequence != expected {
            return Err(ChainError::Sequence { expected, found: entry.sequence });
        }
        if entry.previous != self.head {
            return Err(ChainError::Hash(entry.sequence));
        }
        self.head = entry.hash;
        self.length = expected;
        Ok(())
    }

    /// Reads the next stored entry, verifies that it follows the head and moves on.
    ///
    /// # Errors
    ///
    /// Fails on a gap, a changed byte or a wrong hash; the chain stays at the last good entry.
    pub fn read(&mut self, sequence: u64, body: &[u8], stored: Hash) -> Result<Entry, ChainError> {
        let expected = self.length.saturating_add(1);
        if sequence != expected {
            return Err(ChainError::Sequence { expected, found: sequence });
        }
        let entry = Entry::parse(self.head, sequence, body)?;
        if entry.hash != stored {
            return Err(ChainError::Hash(sequence));
        }
        self.accept(&entry)?;
        Ok(entry)
    }
}
