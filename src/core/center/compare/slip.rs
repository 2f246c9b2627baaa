//! Votes that stand in another line than they belong to: runs of values that are found again some lines off, and single
//! values that moved.

use super::counts::{Class, Mistake, Pair, Side, Trace};

/// How many lines off a run of values is looked for.
const FARTHEST: isize = 3;
/// Fewest lines that a run has to explain: of fewer, chance or an exchange would do.
const RUN_LINES: usize = 3;
/// A value that is found anywhere in the other count speaks for itself from this size on.
const TELLING: u32 = 10;
/// A value from this size on is known again though it was counted by hand a second time.
const NEARLY: u32 = 20;
/// By how much such a count may miss: a twentieth.
const MISS: u32 = 20;

/// The longest run of values that stand some lines off in one count, if there is one.
pub(super) fn run(lines: &[Pair], open: &[usize]) -> Option<Mistake> {
    let shifts = (1..=FARTHEST).flat_map(|shift| [shift, shift.saturating_neg()]);
    let runs =
        shifts.flat_map(|shift| (0..lines.len()).filter_map(move |start| Run::at(lines, start, shift)));
    let told = runs.filter_map(|run| {
        let explained: Vec<usize> = open.iter().copied().filter(|at| run.covers(*at)).collect();
        (explained.len() >= RUN_LINES).then_some((run, explained))
    });
    // Of equally good ones the first: the smallest shift, then the topmost line.
    let (run, explained) = told.fold(None, |best: Option<(Run, Vec<usize>)>, found| match best {
        Some(best) if (best.1.len(), best.0.votes) >= (found.1.len(), found.0.votes) => Some(best),
        _ => Some(found),
    })?;
    let trace = Trace::Run { length: run.votes, shift: run.shift };
    Some(Mistake::new(Class::Slip, explained, trace, run.suspect(lines)))
}

/// Values of the second count from `start` on that the first count has `shift` lines further down.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    length: usize,
    shift: isize,
    /// Lines with votes among them.
    votes: usize,
}

impl Run {
    /// The run that begins with the votes of this line and ends with the last votes found again.
    fn at(lines: &[Pair], start: usize, shift: isize) -> Option<Self> {
        let found = |at: &usize| {
            let there = lines.get(at.checked_add_signed(shift)?)?.votes(Side::First);
            Some(lines.get(*at)?.votes(Side::Second)).filter(|votes| *votes == there)
        };
        let values: Vec<u32> = (start..lines.len()).map_while(|at| found(&at)).collect();
        let last = values.iter().rposition(|votes| *votes > 0)?;
        let length = last.checked_add(1)?;
        let values = values.get(..length)?;
        let votes = values.iter().filter(|votes| **votes > 0).count();
        // The same value again and again is found again anywhere.
        let varied = values.iter().any(|votes| *votes > 0 && Some(votes) != values.first());
        (values.first() > Some(&0) && varied).then_some(Self { start, length, shift, votes })
    }

    fn end(&self) -> usize {
        self.start.saturating_add(self.length)
    }

    /// Lines of either count that the run takes up.
    fn covers(&self, at: usize) -> bool {
        let shifted = at.checked_add_signed(self.shift.saturating_neg());
        let within = |at: usize| (self.start..self.end()).contains(&at);
        within(at) || shifted.is_some_and(within)
    }

    /// The count that left lines empty where the other one's run begins or ends.
    fn suspect(&self, lines: &[Pair]) -> Option<Side> {
        let empty = |side: Side, lines: &[Pair]| lines.iter().all(|pair| pair.votes(side) == 0);
        let places = |from: usize, to: usize| lines.get(from.min(to)..from.max(to)).unwrap_or_default();
        let (start, end) = (self.start, self.end());
        let there = |at: usize| at.checked_add_signed(self.shift).unwrap_or(0);
        let (top, bottom) = (places(start, there(start)), places(end, there(end)));
        // Downwards the first count vacates the top, and the second one the bottom.
        let (of_first, of_second) = if self.shift > 0 { (top, bottom) } else { (bottom, top) };
        match (empty(Side::First, of_first), empty(Side::Second, of_second)) {
            (true, false) => Some(Side::First),
            (false, true) => Some(Side::Second),
            _ => None,
        }
    }
}

/// A single value that stands in another line of the other count.
pub(super) fn moved(lines: &[Pair], open: &[usize]) -> Option<Mistake> {
    let pairs = open.iter().flat_map(|from| open.iter().map(move |to| (*from, *to)));
    let moves = pairs.filter(|(from, to)| from != to).flat_map(|(from, to)| {
        Side::ALL.into_iter().filter_map(move |side| Move::between(lines, side, from, to))
    });
    let best = moves.min_by_key(Move::rank)?;
    let Move { side, from, to, votes, found, .. } = best;
    let lines = vec![from.min(to), from.max(to)];
    Some(Mistake::new(Class::Slip, lines, Trace::Moved { votes, from, to, found }, Some(side)))
}

/// Votes that the count `side` has in line `to` and the other one in line `from`.
#[derive(Clone, Copy)]
struct Move {
    side: Side,
    from: usize,
    to: usize,
    votes: u32,
    found: u32,
    exact: bool,
    /// Nothing is left in the line where the votes belong.
    vacated: bool,
}

impl Move {
    fn between(lines: &[Pair], side: Side, from: usize, to: usize) -> Option<Self> {
        let (source, target) = (lines.get(from)?, lines.get(to)?);
        let votes = source.votes(side.other());
        let (left, found) = (source.votes(side), target.votes(side));
        let (before, vacated) = (target.votes(side.other()), left == 0);
        if votes <= left || found == before {
            return None;
        }
        let added = vacated && found == votes.saturating_add(before);
        let exact = found == votes || added;
        let near = isize::try_from(from.abs_diff(to)).is_ok_and(|lines| lines <= FARTHEST);
        let telling = votes >= TELLING || (vacated && near);
        let nearly = votes >= NEARLY
            && found.abs_diff(votes) <= votes.checked_div(MISS).unwrap_or(0)
            && left.saturating_mul(2) <= votes
            && before < found
            && before.saturating_mul(2) <= found;
        ((exact && telling) || nearly).then_some(Self { side, from, to, votes, found, exact, vacated })
    }

    /// Exact ones first, then those that left nothing behind, large values, and near lines.
    fn rank(&self) -> (bool, bool, u32, usize, usize, Side) {
        let smaller = u32::MAX.saturating_sub(self.votes);
        (!self.exact, !self.vacated, smaller, self.from.abs_diff(self.to), self.from, self.side)
    }
}
