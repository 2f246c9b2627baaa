//! Roots and proofs from the roots of whole subtrees, and the check of proofs without any tree.

use sha2::{Digest as _, Sha256};

use super::tree::{Hash, Hashes, node};

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

/// Leaves `start..start + size` of a tree, where `start` is a multiple of the power of two that is not below `size`.
#[derive(Clone, Copy)]
struct Span {
    start: u64,
    size: u64,
}

impl Span {
    /// Both sides of the split at the largest power of two below the size; `None` for a single leaf or less.
    fn split(self) -> Option<(Self, Self)> {
        let left = self.size.checked_sub(1).and_then(|last| 1_u64.checked_shl(last.checked_ilog2()?))?;
        let start = self.start.checked_add(left)?;
        let right = Self { start, size: self.size.checked_sub(left)? };
        Some((Self { size: left, ..self }, right))
    }

    fn root<H: Hashes>(self, hashes: &mut H) -> Result<Hash, H::Error> {
        let whole = self.size.is_power_of_two();
        match self.split().filter(|_| !whole) {
            Some((left, right)) => Ok(node(&left.root(hashes)?, &right.root(hashes)?)),
            None => {
                let level = self.size.trailing_zeros();
                let number = self.start.checked_shr(level).unwrap_or(0);
                hashes.hash(u8::try_from(level).unwrap_or(u8::MAX), number)
            }
        }
    }
}

/// The root over the first `size` leaves; SHA-256 of nothing for an empty log.
///
/// # Errors
///
/// Fails if the root of a subtree is not known.
pub fn root<H: Hashes>(hashes: &mut H, size: u64) -> Result<Hash, H::Error> {
    if size == 0 { Ok(Sha256::digest([]).into()) } else { Span { start: 0, size }.root(hashes) }
}

/// The proof for the leaf at `index` of the first `size`; `None` if it is not among them.
///
/// # Errors
///
/// Fails if the root of a subtree is not known.
pub fn inclusion<H: Hashes>(hashes: &mut H, index: u64, size: u64) -> Result<Option<Inclusion>, H::Error> {
    if index >= size {
        return Ok(None);
    }
    let (mut span, mut path) = (Span { start: 0, size }, Vec::new());
    while let Some((left, right)) = span.split() {
        let (within, beside) = if index < right.start { (left, right) } else { (right, left) };
        path.push(beside.root(hashes)?);
        span = within;
    }
    path.reverse();
    Ok(Some(Inclusion { index, size, path }))
}

/// The proof that the tree of `new` leaves continues that of `old` (RFC 9162, section 2.1.4.1); empty where there is
/// nothing to prove.
///
/// # Errors
///
/// Fails if the root of a subtree is not known.
pub fn consistency<H: Hashes>(hashes: &mut H, old: u64, new: u64) -> Result<Vec<Hash>, H::Error> {
    if old == 0 || old >= new {
        return Ok(Vec::new());
    }
    let (mut span, mut path) = (Span { start: 0, size: new }, Vec::new());
    // Where the old tree ends within the span; until it is the span itself.
    let (mut kept, mut from_start) = (old, true);
    while kept < span.size {
        let Some((left, right)) = span.split() else { break };
        if kept <= left.size {
            path.push(right.root(hashes)?);
            span = left;
        } else {
            path.push(left.root(hashes)?);
            kept = kept.saturating_sub(left.size);
            (span, from_start) = (right, false);
        }
    }
    if !from_start {
        path.push(span.root(hashes)?);
    }
    path.reverse();
    Ok(path)
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

/// True if the proof shows that the tree of size and root `new` continues that of size and root `old` (RFC 9162,
/// section 2.1.4.2).
#[must_use]
pub fn verify_consistency(old: (u64, &Hash), new: (u64, &Hash), proof: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == new_size {
        return proof.is_empty() && old_root == new_root;
    }
    if old_size == 0 || old_size > new_size {
        return old_size == 0 && proof.is_empty();
    }
    let (mut place, mut last) = (old_size.saturating_sub(1), new_size.saturating_sub(1));
    while place & 1 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    let (first, rest) = match proof {
        _ if old_size.is_power_of_two() => (*old_root, proof),
        [first, rest @ ..] => (*first, rest),
        [] => return false,
    };
    let (mut before, mut after) = (first, first);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            (before, after) = (node(sibling, &before), node(sibling, &after));
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            after = node(&after, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && before == *old_root && after == *new_root
}
