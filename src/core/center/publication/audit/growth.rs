//! The log of a publication: its entries lead to the signed head, its tiles say the same, and it continues every head
//! that was signed before.

use crate::transparency::{CHECKPOINT, Checkpoint, Part, Tiles, leaf_hash, parts, root, unbundle};

use super::super::HISTORY;
use super::super::entry::Entry;
use super::super::fault::Fault;
use super::super::files::{Files, needed};
use super::super::grounds::Grounds;
use super::super::log::Log;

/// Reads the log up to its signed head.
///
/// # Errors
///
/// Fails where there is no signed head, or an entry cannot be read: nothing can be said without them.
pub(super) fn read(files: &mut dyn Files, grounds: &Grounds, faults: &mut Vec<Fault>) -> Result<Log, Fault> {
    let head = open(&needed(files, CHECKPOINT)?, grounds, CHECKPOINT)?;
    let (mut log, mut leaves, mut strange) = (Log::default(), Vec::new(), Vec::new());
    for part in parts(head.size).iter().filter(|part| part.level.is_none()) {
        let bytes = needed(files, &part.path())?;
        let entries = unbundle(part, &bytes).map_err(|why| Fault::of(&part.path(), why.to_string()))?;
        for (entry, place) in entries.iter().zip(part.start()..) {
            leaves.push(leaf_hash(entry));
            match Entry::parse(entry) {
                Some(entry) => log.push(&entry, &grounds.package),
                None => {
                    strange.push(Fault::at(&part.path(), format!("entry {place}"), "it is no entry of a log"))
                }
            }
        }
    }
    let all = crate::transparency::Tree::of(leaves.iter().copied());
    let mut tile_faults = Vec::new();
    let tiles_lead = {
        let mut tiles = Tiles::new(head.size, |path: &str| files.read(path));
        match root(&mut tiles, head.size) {
            Ok(root) => root == head.root,
            Err(why) => {
                let why = why.to_string();
                let (path, what) = why.split_once(": ").unwrap_or((CHECKPOINT, &why));
                tile_faults.push(Fault::of(path, what));
                false
            }
        }
    };
    for part in parts(head.size).iter().filter(|part| part.level.is_some()) {
        let found = files.read(&part.path()).unwrap_or_default();
        tile_faults.extend(differing(part, &found, &all.tile(part)));
    }
    if all.root(head.size) == head.root {
        faults.extend(tile_faults);
    } else if tiles_lead {
        faults.extend(tile_faults.into_iter().filter_map(|fault| in_bundle(&fault, head.size)));
    } else {
        faults.push(Fault::of(CHECKPOINT, "neither the entries nor the tiles of the log lead to its root"));
        faults.extend(tile_faults);
    }
    match strange.into_iter().next() {
        Some(fault) => Err(fault),
        None => Ok(log),
    }
}

/// The first hash of a tile that is not that of the entries.
fn differing(part: &Part, found: &[u8], computed: &[u8]) -> Option<Fault> {
    if found == computed {
        return None;
    }
    let mut hashes = found.chunks(32).zip(computed.chunks(32));
    let at = hashes.position(|(one, other)| one != other).unwrap_or(computed.len().div_euclid(32));
    let number = part.start().saturating_add(u64::try_from(at).unwrap_or(0));
    Some(Fault::at(&part.path(), format!("hash {number}"), "it is not that of the log's entries"))
}

/// The entry below a hash of the lowest tiles, where the tiles are right and the entries are not.
fn in_bundle(fault: &Fault, size: u64) -> Option<Fault> {
    fault.file.strip_prefix("tile/0/")?;
    let place: u64 = fault.place.strip_prefix("hash ")?.parse().ok()?;
    let bundle = crate::transparency::bundle_of(place, size).path();
    Some(Fault::at(&bundle, format!("entry {place}"), "it is not the entry that the signed root is over"))
}

/// Checks that the log continues every head that was signed, and the one that whoever checks has kept.
pub(super) fn check_history(
    files: &mut dyn Files,
    grounds: &Grounds,
    log: &Log,
    earlier: Option<&[u8]>,
    faults: &mut Vec<Fault>,
) {
    let origin = grounds.origin();
    for ((place, statement), number) in log.statements().iter().zip(1_u32..) {
        let path = format!("{HISTORY}/{number}");
        if statement.number != number || statement.size != *place {
            let (file, entry) = super::place_of(log, *place);
            faults.push(Fault::at(&file, entry, "the statement names another number or size"));
        }
        let then = needed(files, &path).and_then(|note| open(&note, grounds, &path));
        match then {
            Err(fault) => faults.push(fault),
            Ok(then) if then != log.head(&origin, place.saturating_add(1)) => {
                faults.push(Fault::of(&path, "the log does not continue it"));
            }
            Ok(_) => {}
        }
    }
    let stated = log.statements().last().is_some_and(|(place, _)| place.saturating_add(1) == log.size());
    if !stated {
        faults.push(Fault::of(CHECKPOINT, "the log does not end with a statement about the tables"));
    }
    let Some(earlier) = earlier else { return };
    match open(earlier, grounds, "the head that you kept") {
        Err(fault) => faults.push(fault),
        Ok(kept) if kept.size > log.size() || log.tree().root(kept.size) != kept.root => {
            let what = format!("the log does not continue the head of {} entries that you kept", kept.size);
            faults.push(Fault::of(CHECKPOINT, what));
        }
        Ok(_) => {}
    }
}

fn open(note: &[u8], grounds: &Grounds, file: &str) -> Result<Checkpoint, Fault> {
    let head = Checkpoint::open(note, &grounds.origin(), &grounds.receipt_keys);
    head.map_err(|why| Fault::of(file, why.to_string()))
}
