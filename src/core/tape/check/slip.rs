//! Which slip of the pen would explain a check word that does not fit.
//!
//! Tried are the slips of people who copy numbers, one at a time: a digit for another, two neighboring digits swapped,
//! a digit missing or too many, the numbers of two lines swapped, and the same in the word itself. A block of ten lines
//! has about 1,500 of them, so one of 700 wrong blocks has by chance a slip that is not the true one beside it.

use std::collections::BTreeSet;

use super::{BITS, CheckWord, CheckedBlock, LineId, SYMBOLS};
use crate::election::COUNT_LIMIT;

/// Digits of the largest count.
const MOST_DIGITS: usize = 7;

/// What may have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// The word itself was copied wrongly, and the numbers are right.
    Word(CheckWord),
    /// One number was.
    Number {
        /// Which line.
        line: LineId,
        /// What was typed.
        typed: u32,
        /// What would fit.
        fits: u32,
    },
    /// The numbers of two lines stand in each other's place.
    Swapped(LineId, LineId),
}

/// Every single slip after which `block`, whose counts were typed, has the check word `typed`; none if it has it as it
/// stands.
#[must_use]
pub fn slips(block: &CheckedBlock, typed: CheckWord) -> Vec<Slip> {
    if block.word == typed {
        return Vec::new();
    }
    let word = (neighbors(block.word).any(|near| near == typed)).then_some(Slip::Word(block.word));
    let mut found: Vec<Slip> = word.into_iter().collect();
    for (at, (line, count)) in block.rows().enumerate() {
        let fitting = variants(count).into_iter().filter(|variant| {
            let mut counts = block.counts.clone();
            if let Some(place) = counts.get_mut(at) {
                *place = *variant;
            }
            block.word_of(&counts) == typed
        });
        found.extend(fitting.map(|fits| Slip::Number { line, typed: count, fits }));
    }
    for (at, (line, count)) in block.rows().enumerate() {
        for (other_at, (other, other_count)) in block.rows().enumerate().skip(at.saturating_add(1)) {
            let mut counts = block.counts.clone();
            counts.swap(at, other_at);
            if count != other_count && block.word_of(&counts) == typed {
                found.push(Slip::Swapped(line, other));
            }
        }
    }
    found
}

/// The numbers from which one slip leads to `count`.
fn variants(count: u32) -> BTreeSet<u32> {
    let digits: Vec<u8> = count.to_string().into_bytes();
    let mut variants = BTreeSet::new();
    let mut add = |digits: &[u8]| {
        let text = String::from_utf8_lossy(digits);
        variants.extend(text.parse::<u32>().ok().filter(|number| *number < COUNT_LIMIT && *number != count));
    };
    for at in 0..=digits.len() {
        for digit in b'0'..=b'9' {
            let mut more = digits.clone();
            more.insert(at, digit);
            add(&more);
            let mut other = digits.clone();
            if let Some(place) = other.get_mut(at) {
                *place = digit;
            }
            add(&other);
        }
        let mut fewer = digits.clone();
        fewer.drain(at..digits.len().min(at.saturating_add(1)));
        add(&fewer);
        let mut swapped = digits.clone();
        if let Some([one, other]) = swapped.get_mut(at..).and_then(|rest| rest.first_chunk_mut()) {
            std::mem::swap(one, other);
        }
        add(&swapped);
    }
    // A first digit that was lost or became 0 takes the zeros behind it along: 1005 becomes 5.
    for zeros in 1..MOST_DIGITS {
        for digit in b'1'..=b'9' {
            add(&[&[digit], vec![b'0'; zeros].as_slice(), &digits].concat());
        }
    }
    variants
}

/// The words that differ by one character, or by two neighboring ones swapped.
fn neighbors(CheckWord(word): CheckWord) -> impl Iterator<Item = CheckWord> {
    const SYMBOL: u32 = 5;
    let places = (0..u32::try_from(SYMBOLS).unwrap_or_default()).map(|at| at.saturating_mul(SYMBOL));
    let mask = |bits: u32| (1_u32 << bits).saturating_sub(1);
    let other =
        places.clone().flat_map(move |shift| (1..=mask(SYMBOL)).map(move |change| word ^ (change << shift)));
    let swapped = places.take_while(|shift| shift.saturating_add(SYMBOL) < BITS).map(move |shift| {
        let (low, high) = ((word >> shift) & mask(SYMBOL), (word >> shift >> SYMBOL) & mask(SYMBOL));
        let change = low ^ high;
        word ^ (change << shift) ^ (change << shift << SYMBOL)
    });
    other.chain(swapped).map(CheckWord)
}
