//! Check words: four letters and digits after every few lines of a tape, by which numbers typed from paper are checked.
//!
//! A word is the first 20 bits of a digest of the numbers above it and of where they stand (docs/wire.md, check words).
//! It needs no key: it finds slips of whoever types, and proves nothing about who counted. [`blocks`] is the one place
//! that says which lines a word is for; what prints and what checks both ask it.
//!
//! Invariants: every count of a tally stands in exactly one block; the lines of a block stand in ballot order, whatever
//! the order of a tape; a block belongs to one contest and has at most [`MOST_LINES`] lines.

mod slip;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

pub use slip::{Slip, slips};

use crate::coding::bytes::Writer;
use crate::coding::{CodingError, crockford};
use crate::election::{Choices, Contest, ContestTally, ElectionDefinition, Station, Tally};

/// Most lines of a block.
pub const MOST_LINES: usize = 10;

const LABEL: &[u8] = b"rts/v1/check\0";
const SYMBOLS: usize = 4;
const BITS: u32 = 20;

/// The number of the voters' block in place of a contest's.
const VOTERS: u16 = 0;

/// Four characters of Crockford's base 32, `7KQ2`: 20 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckWord(u32);

/// One number of a tally.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineId {
    /// Registered voters.
    Registered,
    /// Voters whom the verification device accepted.
    Verified,
    /// Ballots cast.
    Ballots,
    /// The line of the block's contest with this index in [`ElectionDefinition::lines`].
    Line(usize),
    /// Valid votes of the contest.
    Valid,
    /// Blank ballots, or undervotes.
    Blank,
    /// Invalid ballots, or overvotes.
    Invalid,
}

/// Lines that stand above one check word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedBlock {
    /// Number of the election.
    pub election: u16,
    /// Number of the station.
    pub station: u32,
    /// Index of the contest on the ballot; none for the voters' block.
    pub contest: Option<usize>,
    /// Number within the contest, from 1.
    pub block: u16,
    /// The lines, one for each count.
    pub lines: Vec<LineId>,
    /// The counts, as many as `lines`.
    pub counts: Vec<u32>,
    /// The word for them.
    pub word: CheckWord,
}

/// The check word of `counts`. `contest` is 0 for the voters' block and else counts the contests of the ballot from 1;
/// `block` counts within the contest from 1.
#[must_use]
pub fn word(election: u16, station: u32, contest: u16, block: u16, counts: &[u32]) -> CheckWord {
    let place = Writer::new().bytes(LABEL).u16(election).u32(station).u16(contest).u16(block);
    let input = counts.iter().fold(place, |input, count| input.u32(*count)).finish();
    let [b0, b1, b2, ..] = <[u8; 32]>::from(Sha256::digest(input));
    CheckWord(u32::from_be_bytes([0, b0, b1, b2]) >> 4)
}

/// Every block of a tally whose contests stand in ballot order: the voters', then each contest's lines and its sum.
///
/// A contest without lists has blocks of [`MOST_LINES`] lines, the last one shorter. With lists, a list goes whole into
/// the open block if it fits there, and else begins a block; one of more than [`MOST_LINES`] lines is cut every so many.
/// A list alone has a line where it can be voted for.
#[must_use]
pub fn blocks(definition: &ElectionDefinition, station: &Station, tally: &Tally) -> Vec<CheckedBlock> {
    let place = Place { election: definition.election.id, station: station.number };
    let voters = [
        (LineId::Registered, Some(tally.registered)),
        (LineId::Verified, tally.verified),
        (LineId::Ballots, Some(tally.ballots_cast)),
    ];
    let voters: Vec<_> = voters.into_iter().filter_map(|(line, count)| Some((line, count?))).collect();
    let mut blocks = vec![place.block(None, 1, &voters)];
    for (index, (contest, count)) in definition.ballot(station).into_iter().zip(&tally.contests).enumerate() {
        let valid = count.votes.total().and_then(|total| total.try_into().ok()).unwrap_or(u32::MAX);
        let mut groups = groups(contest, count);
        groups.push(vec![
            (LineId::Valid, valid),
            (LineId::Blank, count.blank),
            (LineId::Invalid, count.invalid),
        ]);
        blocks.extend((1_u16..).zip(&groups).map(|(block, group)| place.block(Some(index), block, group)));
    }
    blocks
}

/// The lines of a contest, cut into blocks.
fn groups(contest: &Contest, count: &ContestTally) -> Vec<Vec<(LineId, u32)>> {
    let mut lines = count.votes.lines().into_iter().enumerate().map(|(at, count)| (LineId::Line(at), count));
    let mut groups: Vec<Vec<(LineId, u32)>> = Vec::new();
    match &contest.choices {
        Choices::Candidates(_) => fill(&mut groups, lines.collect()),
        Choices::Lists(lists) => {
            for list in lists {
                let alone = lines.next().filter(|(_, count)| list.list_vote || *count > 0);
                let candidates = lines.by_ref().take(list.candidates.len());
                fill(&mut groups, alone.into_iter().chain(candidates).collect());
            }
        }
    }
    groups
}

/// Adds lines that belong together.
fn fill(groups: &mut Vec<Vec<(LineId, u32)>>, lines: Vec<(LineId, u32)>) {
    match groups.last_mut() {
        Some(open) if open.len().saturating_add(lines.len()) <= MOST_LINES => open.extend(lines),
        _ => groups.extend(lines.chunks(MOST_LINES).map(<[_]>::to_vec)),
    }
}

struct Place {
    election: u16,
    station: u32,
}

impl Place {
    fn block(&self, contest: Option<usize>, block: u16, lines: &[(LineId, u32)]) -> CheckedBlock {
        let (lines, counts): (Vec<_>, Vec<_>) = lines.iter().copied().unzip();
        let mut block = CheckedBlock {
            election: self.election,
            station: self.station,
            contest,
            block,
            lines,
            counts,
            word: CheckWord(0),
        };
        block.word = block.word_of(&block.counts);
        block
    }
}

impl CheckedBlock {
    /// The word that this block would have with other counts.
    #[must_use]
    pub fn word_of(&self, counts: &[u32]) -> CheckWord {
        let number = |index: usize| u16::try_from(index.saturating_add(1)).unwrap_or(u16::MAX);
        word(self.election, self.station, self.contest.map_or(VOTERS, number), self.block, counts)
    }

    /// The lines with their counts.
    pub fn rows(&self) -> impl Iterator<Item = (LineId, u32)> + '_ {
        self.lines.iter().copied().zip(self.counts.iter().copied())
    }
}

impl fmt::Display for CheckWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [_, b0, b1, b2] = (self.0 << 4).to_be_bytes();
        let text = crockford::write(&[b0, b1, b2]);
        f.write_str(text.get(..SYMBOLS).unwrap_or_default())
    }
}

impl fmt::Debug for CheckWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CheckWord({self})")
    }
}

impl FromStr for CheckWord {
    type Err = CodingError;

    /// Reads a word as a person types it: either case, I and L as 1, O as 0, with or without hyphens and spaces.
    fn from_str(text: &str) -> Result<Self, CodingError> {
        let found = text.chars().filter(|letter| !matches!(letter, '-' | ' ')).count();
        if found != SYMBOLS {
            return Err(CodingError::Length { wanted: SYMBOLS, found });
        }
        let [b0, b1, b2, ..] = crockford::read::<5>(&[text, "0000"].concat())?;
        Ok(Self(u32::from_be_bytes([0, b0, b1, b2]) >> 4))
    }
}
