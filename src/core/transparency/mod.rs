//! A log that only grows: its tree, its signed head and its files, as others read them too.
//!
//! The tree is that of RFC 9162 (section 2.1), the head a checkpoint of C2SP (tlog-checkpoint, signed-note), the files the
//! tiles of C2SP (tlog-tiles). What an entry means is not known here. Invariants: whoever holds one signed head can check
//! that a later log continues it; no hash is believed that does not lead to a signed root.

mod checkpoint;
mod note;
mod proof;
mod tile;
mod tree;

pub use checkpoint::Checkpoint;
pub use note::{NoteError, open_note, sign_note, verifier_key};
pub use proof::{Inclusion, consistency, inclusion, root, verify_consistency, verify_inclusion};
pub use tile::{
    CHECKPOINT, Part, TILE_WIDTH, TileError, Tiles, bundle, bundle_of, entries_path, parts, tile_path,
    unbundle,
};
pub use tree::{Hash, Hashes, Tree, leaf_hash};

#[cfg(test)]
mod tests;
