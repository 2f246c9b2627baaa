//! The log of a block device: every write, flush and discard in the order in which they came.
//!
//! It is written by qemu's driver `blklogwrites` in the format of Linux' dm-log-writes
//! (Documentation/admin-guide/device-mapper/log-writes.rst): a sector with magic, version, number of entries and size of
//! a sector, then each entry as a sector that describes it, with its data behind it.

use std::ops::Range;

/// Magic of the first sector.
const MAGIC: u64 = 0x006a_7366_7773_6872;
/// Everything before this write is on the medium.
const FLUSH: u64 = 1;
/// This write is on the medium itself.
const FUA: u64 = 2;
const DISCARD: u64 = 4;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Everything before it is on the medium.
    pub(super) flush: bool,
    /// It is on the medium itself.
    pub(super) fua: bool,
    /// Where it is written, in bytes.
    pub(super) at: usize,
    /// Its data in the log; empty for a flush alone.
    pub(super) data: Range<usize>,
    /// Length of the log with this entry.
    pub(super) end: usize,
}

/// The entries of a log, as far as they are whole; none if it is no log.
pub(super) fn read(log: &[u8]) -> Option<(usize, Vec<Entry>)> {
    if number(log, 0)? != MAGIC {
        return None;
    }
    let sector = usize::try_from(u32::from_le_bytes(log.get(24..28)?.try_into().ok()?)).ok()?;
    let mut entries = Vec::new();
    let mut at = sector;
    while let Some(entry) = entry(log, sector, at) {
        at = entry.end;
        entries.push(entry);
    }
    Some((sector, entries))
}

fn entry(log: &[u8], sector: usize, at: usize) -> Option<Entry> {
    let field = |index: usize| number(log, at.checked_add(index.checked_mul(8)?)?);
    let (place, count, flags) = (field(0)?, field(1)?, field(2)?);
    // An end of zeros: written before what it describes, or not at all.
    if count == 0 && flags == 0 {
        return None;
    }
    let size = |sectors: u64| usize::try_from(sectors).ok()?.checked_mul(sector);
    let start = at.checked_add(sector)?;
    let length = if flags & DISCARD == 0 { size(count)? } else { 0 };
    let end = start.checked_add(length)?;
    (end <= log.len()).then_some(Entry {
        flush: flags & FLUSH != 0,
        fua: flags & FUA != 0,
        at: size(place)?,
        data: start..end,
        end,
    })
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const SECTOR: usize = 512;

    /// A log of entries: sector, data, flags.
    pub(in super::super) fn log_of(entries: &[(u64, &[u8], u64)]) -> Vec<u8> {
        let mut log = Vec::new();
        let sector = |fields: &[u64]| {
            let mut bytes: Vec<u8> = fields.iter().flat_map(|field| field.to_le_bytes()).collect();
            bytes.resize(SECTOR, 0);
            bytes
        };
        log.extend(sector(&[MAGIC, 1, entries.len() as u64, SECTOR as u64]));
        for (place, data, flags) in entries {
            log.extend(sector(&[*place, (data.len() / SECTOR) as u64, *flags, 0]));
            log.extend_from_slice(data);
        }
        log
    }

    #[test]
    fn entries_come_in_order_and_a_torn_end_is_none() {
        let (one, two) = ([1; SECTOR], [2; 2 * SECTOR]);
        let log = log_of(&[(3, &one, 0), (0, &[], FLUSH), (8, &two, FUA)]);
        let (sector, entries) = read(&log).unwrap();
        assert_eq!((sector, entries.len()), (SECTOR, 3));
        assert_eq!((entries[0].at, &log[entries[0].data.clone()]), (3 * SECTOR, one.as_slice()));
        assert!(entries[1].flush && entries[1].data.is_empty() && entries[2].fua);
        assert_eq!(entries[2].end, log.len());
        assert_eq!(read(&log[..log.len() - 1]).unwrap().1.len(), 2);
        assert_eq!(read(b"something else, long enough for a number"), None);
    }
}
