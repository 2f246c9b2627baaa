//! What a medium holds after the power went: everything before the last flush, and of the rest whatever chance leaves.
//!
//! Invariants: a write that was flushed, or written through, is whole; of a write that was not, each sector is the old one,
//! the new one, or, where a medium spoils what it was writing, noise. The same seed gives the same medium.

use super::log::Entry;
use crate::lab::chance::Chance;

/// How a medium behaves when its power goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Loss {
    /// Everything that was not flushed is gone.
    Drop,
    /// It was written in order, up to some point.
    Prefix,
    /// Any half of it is there.
    Subset,
    /// The same, and of one write only some sectors.
    Tear,
    /// The same, and of one write some sectors are neither what they were nor what they were to be.
    Spoil,
}

impl Loss {
    /// Every kind.
    pub(super) const ALL: [Self; 5] = [Self::Drop, Self::Prefix, Self::Subset, Self::Tear, Self::Spoil];
}

/// A medium on which a log is played back, forward only.
#[derive(Debug)]
pub(super) struct Replay<'a> {
    log: &'a [u8],
    sector: usize,
    entries: &'a [Entry],
    played: usize,
    /// What is on the medium for good.
    durable: Vec<u8>,
    /// Entries that are not.
    pending: Vec<&'a Entry>,
}

impl<'a> Replay<'a> {
    /// A medium as it was before the first entry.
    pub(super) fn new(base: Vec<u8>, log: &'a [u8], sector: usize, entries: &'a [Entry]) -> Self {
        Self { log, sector, entries, played: 0, durable: base, pending: Vec::new() }
    }

    /// Plays the log back up to `count` entries.
    pub(super) fn play(&mut self, count: usize) {
        let (log, from) = (self.log, self.played);
        for entry in self.entries.get(from..count).unwrap_or_default() {
            if entry.flush {
                for earlier in self.pending.drain(..) {
                    write(&mut self.durable, log, earlier, |_| true, self.sector);
                }
            }
            if entry.fua {
                write(&mut self.durable, log, entry, |_| true, self.sector);
            } else if !entry.data.is_empty() {
                self.pending.push(entry);
            }
        }
        self.played = self.played.max(count);
    }

    /// The medium if the power goes now.
    pub(super) fn cut(&self, loss: Loss, chance: &mut Chance) -> Vec<u8> {
        let mut medium = self.durable.clone();
        let torn = chance.place(self.pending.len().saturating_sub(1));
        let until = chance.place(self.pending.len());
        for (index, entry) in self.pending.iter().enumerate() {
            let kept = match loss {
                Loss::Drop => false,
                Loss::Prefix => index < until,
                Loss::Subset | Loss::Tear | Loss::Spoil => chance.between(0, 1) == 1,
            };
            if loss == Loss::Tear && index == torn {
                write(&mut medium, self.log, entry, |_| chance.between(0, 1) == 1, self.sector);
            } else if loss == Loss::Spoil && index == torn {
                spoil(&mut medium, entry, chance, self.sector);
            } else if kept {
                write(&mut medium, self.log, entry, |_| true, self.sector);
            }
        }
        medium
    }
}

/// Writes those sectors of an entry that are `kept`.
fn write(medium: &mut [u8], log: &[u8], entry: &Entry, mut kept: impl FnMut(usize) -> bool, sector: usize) {
    let data = log.get(entry.data.clone()).unwrap_or_default();
    let Some(place) = medium.get_mut(entry.at..) else { return };
    for (number, (place, data)) in place.chunks_mut(sector).zip(data.chunks(sector)).enumerate() {
        if kept(number) {
            place.iter_mut().zip(data).for_each(|(place, data)| *place = *data);
        }
    }
}

/// Fills half of the sectors of an entry with noise.
fn spoil(medium: &mut [u8], entry: &Entry, chance: &mut Chance, sector: usize) {
    let Some(place) = medium.get_mut(entry.at..).and_then(|rest| rest.get_mut(..entry.data.len())) else {
        return;
    };
    for place in place.chunks_mut(sector) {
        if chance.between(0, 1) == 1 {
            place.fill_with(|| u8::try_from(chance.between(0, 255)).unwrap_or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::log;
    use super::super::log::tests::log_of;
    use super::*;

    const FLUSH: u64 = 1;
    const FUA: u64 = 2;

    fn sectors(medium: &[u8]) -> Vec<u8> {
        medium.chunks(512).map(|sector| sector[0]).collect()
    }

    #[test]
    fn a_flush_keeps_what_came_before_it_and_chance_has_the_rest() {
        let data = [[1; 512], [2; 512], [3; 512], [4; 512]];
        let log = log_of(&[(0, &data[0], 0), (1, &data[1], FLUSH), (2, &data[2], FUA), (3, &data[3], 0)]);
        let (sector, entries) = log::read(&log).unwrap();
        let mut chance = Chance::new(7);
        let mut replay = Replay::new(vec![0; 4 * 512], &log, sector, &entries);
        replay.play(1);
        assert_eq!(sectors(&replay.cut(Loss::Drop, &mut chance)), [0, 0, 0, 0], "nothing was flushed yet");
        replay.play(4);
        assert_eq!(sectors(&replay.cut(Loss::Drop, &mut chance)), [1, 0, 3, 0]);
        for loss in Loss::ALL {
            for _ in 0..50 {
                let medium = sectors(&replay.cut(loss, &mut chance));
                assert_eq!((medium[0], medium[2]), (1, 3), "{loss:?} takes what was flushed");
                let torn = [0, 2].contains(&medium[1]) && [0, 4].contains(&medium[3]);
                assert!(torn || loss == Loss::Spoil, "{loss:?}: {medium:?}");
                assert!(loss != Loss::Prefix || medium[1] == 2 || medium[3] == 0, "out of order: {medium:?}");
            }
        }
    }

    #[test]
    fn a_torn_write_leaves_old_and_new_sectors() {
        let log = log_of(&[(0, &[9; 8 * 512], 0)]);
        let (sector, entries) = log::read(&log).unwrap();
        let mut replay = Replay::new(vec![0; 8 * 512], &log, sector, &entries);
        replay.play(1);
        let mut chance = Chance::new(3);
        let torn = (0..20).filter(|_| {
            let medium = sectors(&replay.cut(Loss::Tear, &mut chance));
            medium.contains(&0) && medium.contains(&9)
        });
        assert!(torn.count() > 10);
    }

    #[test]
    fn a_spoiled_write_leaves_noise_in_its_own_sectors_alone() {
        let log = log_of(&[(1, &[9; 2 * 512], 0)]);
        let (sector, entries) = log::read(&log).unwrap();
        let mut replay = Replay::new(vec![0; 4 * 512], &log, sector, &entries);
        replay.play(1);
        let mut chance = Chance::new(3);
        let noisy = (0..20).filter(|_| {
            let medium = replay.cut(Loss::Spoil, &mut chance);
            let calm = |sector: &[u8]| sector.iter().all(|byte| *byte == sector[0]);
            assert!(calm(&medium[..512]) && calm(&medium[3 * 512..]), "its neighbours are as they were");
            !calm(&medium[512..3 * 512])
        });
        assert!(noisy.count() > 10);
    }
}
