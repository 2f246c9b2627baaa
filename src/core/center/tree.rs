//! The transparency log's tree: one published root fixes every record that the center ever took, and a short proof shows
//! that a station's record is in it. Hashes as in RFC 9162, section 2.1; a leaf is the digest of a record.

use sha2::{Digest as _, Sha256};

use crate::record::Digest;

/// A node of the tree.
pub type Hash = [u8; 32];

/// Proof that a leaf is in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// Place of the leaf, from 0.
    pub index: u64,
    /// Leaves of the tree.
    pub size: u64,
    /// Hashes of the sibling subtrees, from the leaf up.
    pub path: Vec<Hash>,
}

/// The leaf of a record.
#[must_use]
pub fn leaf_hash(digest: &Digest) -> Hash {
    Sha256::new().chain_update([0]).chain_update(digest.0).finalize().into()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The largest power of two below `size`, where a tree of more than one leaf is split.
const fn split(size: usize) -> usize {
    match size.checked_next_power_of_two() {
        Some(power) => power >> 1,
        None => usize::MAX ^ (usize::MAX >> 1),
    }
}

/// The root over all leaves; SHA-256 of nothing for an empty log.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => *leaf,
        more => {
            let (left, right) = more.split_at(split(more.len()).min(more.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The proof for the leaf at `index`; `None` if there is none.
#[must_use]
pub fn inclusion(leaves: &[Hash], index: usize) -> Option<Inclusion> {
    leaves.get(index)?;
    let mut path = Vec::new();
    let (mut within, mut place) = (leaves, index);
    while within.len() > 1 {
        let (left, right) = within.split_at(split(within.len()).min(within.len()));
        if let Some(beyond) = place.checked_sub(left.len()) {
            path.push(root(left));
            (within, place) = (right, beyond);
        } else {
            path.push(root(right));
            within = left;
        }
    }
    path.reverse();
    Some(Inclusion { index: u64::try_from(index).ok()?, size: u64::try_from(leaves.len()).ok()?, path })
}

/// True if the proof shows that the leaf is in the tree with this root (RFC 9162, section 2.1.3.2).
#[must_use]
pub fn verify_inclusion(leaf: &Hash, proof: &Inclusion, root: &Hash) -> bool {
    let Some(mut last) = proof.size.checked_sub(1) else { return false };
    let (mut place, mut hash) = (proof.index, *leaf);
    if place > last {
        return false;
    }
    for sibling in &proof.path {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = node(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            hash = node(&hash, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && hash == *root
}
