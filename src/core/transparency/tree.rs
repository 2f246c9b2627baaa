//! The tree over the log's entries (RFC 9162, section 2.1), and the roots of its whole subtrees.
//!
//! A whole subtree of level `l` covers 2^l entries; number `i` of them begins at entry `i`·2^l. Everything about a log
//! (its root at any size, proofs, tiles) is made of their roots, and none of them ever changes.

use std::convert::Infallible;

use sha2::{Digest as _, Sha256};

/// A node of the tree.
pub type Hash = [u8; 32];

/// The leaf of an entry.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// The node above two others.
pub(super) fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Whoever knows the roots of whole subtrees: a tree in memory, or tiles on a disk or elsewhere.
pub trait Hashes {
    /// What can go wrong.
    type Error;

    /// The root of the whole subtree of this level and number.
    ///
    /// # Errors
    ///
    /// Fails if it is not known.
    fn hash(&mut self, level: u8, number: u64) -> Result<Hash, Self::Error>;
}

/// A log in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Roots of whole subtrees, by level.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree over these leaves.
    #[must_use]
    pub fn of(leaves: impl IntoIterator<Item = Hash>) -> Self {
        let mut tree = Self::default();
        for leaf in leaves {
            tree.push(leaf);
        }
        tree
    }

    /// Adds a leaf, and every subtree that it makes whole.
    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for level in 0_usize.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(row) = self.levels.get_mut(level) else { break };
            row.push(hash);
            match row.as_slice() {
                [.., left, right] if row.len().is_multiple_of(2) => hash = node(left, right),
                _ => break,
            }
        }
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| u64::try_from(leaves.len()).unwrap_or(u64::MAX))
    }

    /// The roots of the whole subtrees of a level, in order.
    #[must_use]
    pub fn level(&self, level: u8) -> &[Hash] {
        self.levels.get(usize::from(level)).map_or(&[], Vec::as_slice)
    }

    /// The root over the first `size` leaves; of all of them where there are fewer.
    #[must_use]
    pub fn root(&self, size: u64) -> Hash {
        let Ok(root) = super::proof::root(&mut &*self, size.min(self.size()));
        root
    }
}

impl Hashes for &Tree {
    type Error = Infallible;

    /// A subtree that is not whole yet has no root; nobody asks for it.
    fn hash(&mut self, level: u8, number: u64) -> Result<Hash, Infallible> {
        let row = self.level(level);
        Ok(usize::try_from(number).ok().and_then(|number| row.get(number)).copied().unwrap_or_default())
    }
}
