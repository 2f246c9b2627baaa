//! The files of a log (C2SP tlog-tiles): tiles of up to 256 hashes or entries, named by level, number and width.
//!
//! A tile of level `l` holds roots of whole subtrees of level 8·`l`. A full tile never changes; a partial one carries its
//! width in its name. Entries stand in bundles, each behind its length in two bytes, so that an entry has fewer than
//! 65,536 bytes.

use std::collections::BTreeMap;

use thiserror::Error;

use super::proof;
use super::tree::{Hash, Hashes, Tree};

/// Hashes of a full tile, and entries of a full bundle.
pub const TILE_WIDTH: u64 = 256;
/// Levels of the tree that one tile spans.
const TILE_HEIGHT: u8 = 8;
/// The file of the signed head.
pub const CHECKPOINT: &str = "checkpoint";

/// Why tiles do not give a hash. Fragments that fit after the name of the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TileError {
    /// It is not there or cannot be read.
    #[error("{0}: {1}")]
    Unread(String, String),
    /// It has not the length that its name says.
    #[error("{0}: it has not the length of {1} hashes")]
    Length(String, u64),
    /// A bundle does not hold as many entries as its name says.
    #[error("{0}: it does not hold {1} entries")]
    Entries(String, u64),
}

/// A tile of hashes, or a bundle of entries, of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Level of a tile; `None` for a bundle of entries.
    pub level: Option<u8>,
    /// Number of the tile on its level.
    pub number: u64,
    /// How many hashes or entries it holds: 1 to 256.
    pub width: u64,
}

impl Part {
    /// The name of its file.
    #[must_use]
    pub fn path(&self) -> String {
        let of = self.level.map_or_else(|| "entries".to_owned(), |level| level.to_string());
        let mut number = format!("{:03}", self.number.rem_euclid(1000));
        let mut above = self.number.div_euclid(1000);
        while above > 0 {
            number = format!("x{:03}/{number}", above.rem_euclid(1000));
            above = above.div_euclid(1000);
        }
        let partial = if self.width < TILE_WIDTH { format!(".p/{}", self.width) } else { String::new() };
        format!("tile/{of}/{number}{partial}")
    }

    /// First entry of a bundle, or first hash of a tile on its level.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.number.saturating_mul(TILE_WIDTH)
    }
}

/// Name of the file of a tile.
#[must_use]
pub fn tile_path(level: u8, number: u64, width: u64) -> String {
    Part { level: Some(level), number, width }.path()
}

/// Name of the file of a bundle.
#[must_use]
pub fn entries_path(number: u64, width: u64) -> String {
    Part { level: None, number, width }.path()
}

/// Every tile and bundle of a log of this size.
#[must_use]
pub fn parts(size: u64) -> Vec<Part> {
    let rows = [None].into_iter().chain((0..TILE_HEIGHT).map(Some));
    rows.flat_map(|level| {
        let shift = u32::from(level.unwrap_or(0)).saturating_mul(TILE_HEIGHT.into());
        let hashes = size.checked_shr(shift).unwrap_or(0);
        (0..hashes.div_ceil(TILE_WIDTH)).map(move |number| Part {
            level,
            number,
            width: width(number, hashes),
        })
    })
    .collect()
}

/// How much of tile `number` a level of `hashes` hashes fills.
fn width(number: u64, hashes: u64) -> u64 {
    hashes.saturating_sub(number.saturating_mul(TILE_WIDTH)).min(TILE_WIDTH)
}

/// The bundle that holds an entry of a log of this size.
#[must_use]
pub fn bundle_of(entry: u64, size: u64) -> Part {
    let number = entry.div_euclid(TILE_WIDTH);
    Part { level: None, number, width: width(number, size) }
}

/// The bytes of a bundle; `None` if an entry is too long for one.
#[must_use]
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for entry in entries {
        bytes.extend(u16::try_from(entry.len()).ok()?.to_be_bytes());
        bytes.extend(entry);
    }
    Some(bytes)
}

/// The entries of a bundle.
///
/// # Errors
///
/// Fails if it does not hold exactly as many as its name says.
pub fn unbundle<'a>(part: &Part, mut bytes: &'a [u8]) -> Result<Vec<&'a [u8]>, TileError> {
    let refused = || TileError::Entries(part.path(), part.width);
    let mut entries = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) = rest.split_at_checked(length).ok_or_else(refused)?;
        entries.push(entry);
        bytes = rest;
    }
    let whole = bytes.is_empty() && u64::try_from(entries.len()).is_ok_and(|count| count == part.width);
    if whole { Ok(entries) } else { Err(refused()) }
}

impl Tree {
    /// The bytes of a tile of hashes; empty for a bundle.
    #[must_use]
    pub fn tile(&self, part: &Part) -> Vec<u8> {
        let Some(level) = part.level else { return Vec::new() };
        let row = self.level(level.saturating_mul(TILE_HEIGHT)).iter();
        let (skip, take) = (usize::try_from(part.start()), usize::try_from(part.width));
        let hashes = row.skip(skip.unwrap_or(usize::MAX)).take(take.unwrap_or(0));
        hashes.flatten().copied().collect()
    }
}

/// Roots of whole subtrees from the tiles of a log, each read once. Nothing of them is believed before it leads to a
/// signed root.
pub struct Tiles<R> {
    size: u64,
    read: R,
    tiles: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<R: FnMut(&str) -> Result<Vec<u8>, String>> Tiles<R> {
    /// The tiles of a log of this size; `read` gets the bytes of a file.
    pub const fn new(size: u64, read: R) -> Self {
        Self { size, read, tiles: BTreeMap::new() }
    }

    fn tile(&mut self, level: u8, number: u64) -> Result<&[Hash], TileError> {
        if !self.tiles.contains_key(&(level, number)) {
            let shift = u32::from(level).saturating_mul(TILE_HEIGHT.into());
            let width = width(number, self.size.checked_shr(shift).unwrap_or(0));
            let path = tile_path(level, number, width);
            let bytes = (self.read)(&path).map_err(|why| TileError::Unread(path.clone(), why))?;
            let (hashes, rest) = bytes.as_chunks();
            if !rest.is_empty() || u64::try_from(hashes.len()) != Ok(width) {
                return Err(TileError::Length(path, width));
            }
            self.tiles.insert((level, number), hashes.to_vec());
        }
        Ok(self.tiles.get(&(level, number)).map_or(&[], Vec::as_slice))
    }
}

impl<R: FnMut(&str) -> Result<Vec<u8>, String>> Hashes for Tiles<R> {
    type Error = TileError;

    fn hash(&mut self, level: u8, number: u64) -> Result<Hash, TileError> {
        let (of, above) = (level.div_euclid(TILE_HEIGHT), u32::from(level.rem_euclid(TILE_HEIGHT)));
        // The subtree spans 2^above hashes of one tile.
        let span = 1_u64.checked_shl(above).unwrap_or(1);
        let first = number.saturating_mul(span);
        let (tile, within) = (first.div_euclid(TILE_WIDTH), first.rem_euclid(TILE_WIDTH));
        let hashes = self.tile(of, tile)?;
        let (within, span) =
            (usize::try_from(within).unwrap_or(usize::MAX), usize::try_from(span).unwrap_or(0));
        let part = hashes.get(within..within.saturating_add(span));
        let short = || TileError::Length(tile_path(of, tile, TILE_WIDTH), TILE_WIDTH);
        let tree = Tree::of(part.ok_or_else(short)?.iter().copied());
        let Ok(root) = proof::root(&mut &tree, tree.size());
        Ok(root)
    }
}
