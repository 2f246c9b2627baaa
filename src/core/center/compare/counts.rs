//! Two counts of one station beside each other, line by line, and what mistake each difference looks like.
//!
//! The classes and their limits are explained in docs/comparison.md with real stations. Invariants: every line that differs
//! is in exactly one mistake; the same two counts give the same answer; nothing is corrected here, people decide.

use std::fmt;
use std::ops::Range;

use super::digit::{self, DigitError};
use super::slip;

/// Fewest lines in which a count must be lower before a whole part of it is believed to be missing.
const SOURCE_LINES: usize = 3;

/// One of the two counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The one that is named first.
    First,
    /// The one beside it.
    Second,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::First, Self::Second];

    /// The one beside it.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }
}

/// A line in both counts, in votes. A line that a count does not have is none: it counts as zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// In the first count.
    pub first: Option<u32>,
    /// In the second count.
    pub second: Option<u32>,
}

impl Pair {
    /// Both counts have the line.
    #[must_use]
    pub const fn of(first: u32, second: u32) -> Self {
        Self { first: Some(first), second: Some(second) }
    }

    /// Votes in one of the counts.
    #[must_use]
    pub fn votes(&self, side: Side) -> u32 {
        match side {
            Side::First => self.first,
            Side::Second => self.second,
        }
        .unwrap_or(0)
    }

    /// True if the counts disagree about the line. A line without votes and no line are the same.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.votes(Side::First) != self.votes(Side::Second)
    }

    /// By how many votes.
    #[must_use]
    pub fn distance(&self) -> u32 {
        self.votes(Side::First).abs_diff(self.votes(Side::Second))
    }
}

/// A control sum: what the counts themselves state as the sum of some lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The lines that it is the sum of.
    pub lines: Range<usize>,
    /// Stated with the first count.
    pub first: Option<u64>,
    /// Stated with the second count.
    pub second: Option<u64>,
}

impl Sum {
    /// The count whose lines add up, if those of the other do not. A count that states no sum is held against the other's.
    fn right(&self, lines: &[Pair]) -> Option<Side> {
        let adds_up = |side: Side| {
            let (own, others) = match side {
                Side::First => (self.first, self.second),
                Side::Second => (self.second, self.first),
            };
            let of_lines = lines.get(self.lines.clone()).unwrap_or_default();
            let sum: u64 = of_lines.iter().map(|pair| u64::from(pair.votes(side))).sum();
            own.or(others) == Some(sum)
        };
        match Side::ALL.map(adds_up) {
            [true, false] => Some(Side::First),
            [false, true] => Some(Side::Second),
            _ => None,
        }
    }
}

/// What kind of mistake explains a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Votes stand one or more lines off.
    Slip,
    /// Lines are missing or zero in one count.
    Omission,
    /// One digit is wrong or missing, or two neighbors are transposed.
    Digit,
    /// The votes of two lines are exchanged.
    Swap,
    /// A part of the count is missing as a whole, such as one of several machines.
    MissingSource,
    /// None of these.
    Other,
}

impl Class {
    /// All of them, in the order of docs/comparison.md.
    pub const ALL: [Self; 6] =
        [Self::Slip, Self::Omission, Self::Digit, Self::Swap, Self::MissingSource, Self::Other];

    /// The word for it in files and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slip => "line-slip",
            Self::Omission => "omission",
            Self::Digit => "digit-error",
            Self::Swap => "swap",
            Self::MissingSource => "missing-source",
            Self::Other => "other",
        }
    }
}

/// What in the numbers speaks for the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trace {
    /// As many lines stand so many lines off.
    Run {
        /// Values that are found again.
        length: usize,
        /// How far off in the first count, downwards if positive.
        shift: isize,
    },
    /// A value of one line is found in another one of the other count.
    Moved {
        /// The value, as the count has it in its line.
        votes: u32,
        /// The line where this count has it.
        from: usize,
        /// The line where the other count has it.
        to: usize,
        /// As the other count has it there: counted by hand, it may miss by a little.
        found: u32,
    },
    /// These two lines are exchanged.
    Exchanged,
    /// Nothing, or no line, where the other count has votes.
    Empty,
    /// How one digit went wrong.
    Digit(DigitError),
    /// Lower or equal in every line.
    Lower {
        /// Votes that are missing in all.
        votes: u64,
    },
    /// Nothing.
    Unexplained,
}

/// One mistake that explains some of the lines that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Its kind.
    pub class: Class,
    /// The lines that it explains, from the top.
    pub lines: Vec<usize>,
    /// What speaks for it.
    pub trace: Trace,
    /// The count in which the mistake was made, as far as the lines alone tell.
    pub suspect: Option<Side>,
    /// The count whose lines add up to the control sum, if the other's do not.
    pub right: Option<Side>,
}

impl Mistake {
    /// One without control sums, which are looked at in the end.
    pub(super) const fn new(class: Class, lines: Vec<usize>, trace: Trace, suspect: Option<Side>) -> Self {
        Self { class, lines, trace, suspect, right: None }
    }

    /// What speaks for the class, in words; `lines` and `sides` name lines and counts.
    #[must_use]
    pub fn sentence(&self, lines: &[String], sides: [&str; 2]) -> String {
        let name = |at: usize| lines.get(at).map_or("?", String::as_str);
        let side = |side: Option<Side>| match side {
            Some(Side::First) => sides[0],
            Some(Side::Second) => sides[1],
            None => "one count",
        };
        let mut text = match self.trace {
            Trace::Run { length, shift } => {
                let direction = if shift > 0 { "further down" } else { "further up" };
                let off = shift.unsigned_abs();
                format!("{length} values stand {off} line(s) {direction} in {}", sides[0])
            }
            Trace::Moved { votes, from, to, found } => {
                let (there, here) = (name(to), name(from));
                let exact = if votes == found { String::new() } else { format!(" as {found}") };
                format!("the {votes} of {here} stand at {there}{exact} in {}", side(self.suspect))
            }
            Trace::Exchanged => "the two values are exchanged".to_owned(),
            Trace::Empty => format!("nothing in {}", side(self.suspect)),
            Trace::Digit(error) => error.sentence().to_owned(),
            Trace::Lower { votes } => {
                format!("{} is lower or equal in every line, by {votes} votes in all", side(self.suspect))
            }
            Trace::Unexplained => "no pattern".to_owned(),
        };
        if let Some(right) = self.right {
            text.push_str(&format!("; the control sum fits {}", side(Some(right))));
        }
        text
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Explains every line that differs, the mistake of the topmost line first. The order of the lines is that of the form;
/// without it a slip cannot be told.
#[must_use]
pub fn explain(lines: &[Pair], sums: &[Sum]) -> Vec<Mistake> {
    let open: Vec<usize> =
        lines.iter().enumerate().filter(|(_, pair)| pair.differs()).map(|(at, _)| at).collect();
    let mut mistakes = whole(lines, &open).map_or_else(|| in_parts(lines, open), |mistake| vec![mistake]);
    for mistake in &mut mistakes {
        let touches = |sum: &&Sum| mistake.lines.iter().any(|at| sum.lines.contains(at));
        mistake.right = sums.iter().filter(touches).find_map(|sum| sum.right(lines));
    }
    mistakes.sort_by(|one, other| one.lines.cmp(&other.lines));
    mistakes
}

/// One mistake that explains all differences at once.
fn whole(lines: &[Pair], open: &[usize]) -> Option<Mistake> {
    let slipped = slip::run(lines, open).filter(|mistake| mistake.lines.len() == open.len());
    slipped.or_else(|| missing_source(lines, open))
}

/// Lower or equal in every line, the largest among the lower ones, but not only empty lines: those were left out.
fn missing_source(lines: &[Pair], open: &[usize]) -> Option<Mistake> {
    let lower = Side::ALL
        .into_iter()
        .find(|side| lines.iter().all(|pair| pair.votes(*side) <= pair.votes(side.other())))?;
    let fuller = lower.other();
    let largest = lines.iter().map(|pair| pair.votes(fuller)).max()?;
    let at = |at: &usize| lines.get(*at).copied().unwrap_or_default();
    let of_largest = open.iter().any(|line| at(line).votes(fuller) == largest);
    let only_empty = open.iter().all(|line| at(line).votes(lower) == 0);
    let nothing_at_all = lines.iter().all(|pair| pair.votes(lower) == 0);
    let missing = open.len() >= SOURCE_LINES && of_largest && (!only_empty || nothing_at_all);
    let votes = open.iter().map(|line| u64::from(at(line).distance())).sum();
    missing.then(|| Mistake::new(Class::MissingSource, open.to_vec(), Trace::Lower { votes }, Some(lower)))
}

/// Mistakes beside one another, the most telling first, until every line is explained.
fn in_parts(lines: &[Pair], mut open: Vec<usize>) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for find in [slip::run, exchanged, slip::moved, left_out, digit_error, unexplained] {
        while let Some(mistake) = find(lines, &open) {
            open.retain(|at| !mistake.lines.contains(at));
            mistakes.push(mistake);
        }
    }
    mistakes
}

/// Two lines with each other's votes. Where one of them has none, votes slipped and nothing was exchanged.
fn exchanged(lines: &[Pair], open: &[usize]) -> Option<Mistake> {
    let pairs = |side: Side| move |at: &usize| lines.get(*at).map_or(0, |pair| pair.votes(side));
    let (first, second) = (pairs(Side::First), pairs(Side::Second));
    open.iter().enumerate().find_map(|(place, one)| {
        let of_one = (first(one), second(one));
        let other = open
            .iter()
            .skip(place.saturating_add(1))
            .find(|other| (second(other), first(other)) == of_one && of_one.0 > 0 && of_one.1 > 0)?;
        Some(Mistake::new(Class::Swap, vec![*one, *other], Trace::Exchanged, None))
    })
}

/// Neighboring lines that one count leaves empty.
fn left_out(lines: &[Pair], open: &[usize]) -> Option<Mistake> {
    let empty = |at: &usize| {
        let pair = lines.get(*at)?;
        Side::ALL.into_iter().find(|side| pair.votes(*side) == 0)
    };
    let (start, side) = open.iter().find_map(|at| Some((*at, empty(at)?)))?;
    let run = open.iter().copied().skip_while(|at| *at != start).zip(start..);
    let neighbors: Vec<usize> = run
        .take_while(|(at, expected)| at == expected && empty(at) == Some(side))
        .map(|(at, _)| at)
        .collect();
    Some(Mistake::new(Class::Omission, neighbors, Trace::Empty, Some(side)))
}

fn digit_error(lines: &[Pair], open: &[usize]) -> Option<Mistake> {
    open.iter().find_map(|at| {
        let pair = lines.get(*at)?;
        let error = digit::between(pair.votes(Side::First), pair.votes(Side::Second))?;
        Some(Mistake::new(Class::Digit, vec![*at], Trace::Digit(error), None))
    })
}

fn unexplained(_: &[Pair], open: &[usize]) -> Option<Mistake> {
    let at = open.first()?;
    Some(Mistake::new(Class::Other, vec![*at], Trace::Unexplained, None))
}
