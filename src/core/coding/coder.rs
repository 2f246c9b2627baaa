//! The tally code: all counts of a station in one integer, near the least bytes that such counts can take.
//!
//! What the code spends on a count is its probability under a fixed expectation of how votes spread, which
//! the urns of `urn.rs` state. The order of the walk below is the format (docs/wire.md, tally code); it is
//! frozen with version 1.
//!
//! - Every tally within the bounds has exactly one code, and every accepted code is the code of its tally.
//! - The code finds no errors: most corrupted codes, and a wrong shape, give some other plausible tally.
//!   Whoever decodes has first verified a signature over the code and over the shape's digest.
//! - Decoding takes at most 2^22 draws on at most 1,024 bytes, and memory in proportion to the shape: about
//!   100 bytes a candidate or list.

use super::CodingError;
use super::counts::{ContestCounts, Counts, ListCounts, Votes};
use super::direction::{Direction, Reading, Writing};
use super::shape::{BallotShape, Choices, ContestShape, ListShape, PEOPLE};
use super::urn::Weighting;

/// The largest exponent of a difference.
const EXPONENTS: u64 = 20;
/// In place of the exponent of a difference: there is no number at all.
const ABSENT: u64 = 31;

const BALLOTS: Weighting = Weighting { head: &[2, 1, 16], tail: 1, growth: 2 };
const LISTS: Weighting = Weighting { head: &[], tail: 1, growth: 5 };
const LIST_ALONE: Weighting = Weighting { head: &[2, 1], tail: 1, growth: 1 };
const LIST: Weighting = Weighting { head: &[30, 15, 9, 6, 6], tail: 3, growth: 15 };
const LONG_LIST: Weighting = Weighting { tail: 1, ..LIST };
/// Candidates of a list up to which it is not long.
const LONG: usize = 30;
const SEVERAL_VOTES: Weighting = Weighting { head: &[], tail: 1, growth: 1 };
const FEW_CANDIDATES: Weighting = Weighting { head: &[], tail: 1, growth: 2 };
const MANY_CANDIDATES: Weighting = Weighting { head: &[], tail: 1, growth: 6 };
/// Candidates up to which they are few.
const FEW: usize = 4;

/// The code of `counts` under `shape`: no bytes at all for the likeliest tally, 1,024 at most.
///
/// # Errors
/// [`CodingError::Shape`] and [`CodingError::Mismatch`] if shape or counts contradict themselves or each
/// other, [`CodingError::Bound`], [`CodingError::Draws`] and [`CodingError::Size`] if the counts are beyond
/// what a code carries.
pub fn encode(shape: &BallotShape, counts: &Counts) -> Result<Vec<u8>, CodingError> {
    shape.check()?;
    counts.check(shape)?;
    let mut writing = Writing::new();
    station(&mut writing, shape, &mut counts.clone())?;
    writing.finish()
}

/// The counts whose code under `shape` is `code`.
///
/// # Errors
/// [`CodingError::Shape`] as [`encode`]; [`CodingError::Canonical`], [`CodingError::Bound`],
/// [`CodingError::Draws`] and [`CodingError::Size`] if no counts have this code.
pub fn decode(shape: &BallotShape, code: &[u8]) -> Result<Counts, CodingError> {
    shape.check()?;
    let mut reading = Reading::new(code)?;
    let mut counts = Counts::zero(shape);
    station(&mut reading, shape, &mut counts)?;
    reading.finish()?;
    Ok(counts)
}

fn station(side: &mut impl Direction, shape: &BallotShape, counts: &mut Counts) -> Result<(), CodingError> {
    counts.registered = registered(side, shape.registered, counts.registered)?;
    counts.ballots_cast = ballots_cast(side, counts.registered, counts.ballots_cast)?;
    if shape.verification {
        counts.verified = verified(side, counts.ballots_cast, counts.verified)?;
    }
    for (shape, counted) in shape.contests.iter().zip(&mut counts.contests) {
        contest(side, shape, counts.ballots_cast, counted)?;
    }
    Ok(())
}

fn registered(side: &mut impl Direction, listed: u32, registered: u32) -> Result<u32, CodingError> {
    if side.usual(registered == listed) {
        return Ok(listed);
    }
    let registered = people(side.uniform(registered.into(), PEOPLE), "registered voters")?;
    if registered == listed {
        return Err(CodingError::Canonical("registered voters as listed, written out"));
    }
    Ok(registered)
}

fn ballots_cast(side: &mut impl Direction, registered: u32, cast: u32) -> Result<u32, CodingError> {
    if side.usual(cast <= registered) {
        let cast = side.uniform(cast.into(), u64::from(registered).saturating_add(1));
        return people(cast, "ballots cast");
    }
    let cast = people(side.uniform(cast.into(), PEOPLE), "ballots cast")?;
    if cast <= registered {
        return Err(CodingError::Canonical("no more ballots than registered voters, written out"));
    }
    Ok(cast)
}

fn verified(side: &mut impl Direction, cast: u32, verified: Option<u32>) -> Result<Option<u32>, CodingError> {
    if side.pick(usize::from(verified != Some(cast)), &[3, 1]) == 0 {
        return Ok(Some(cast));
    }
    let differing = verified.map(|verified| i64::from(verified).wrapping_sub(i64::from(cast)));
    let Some(differing) = difference(side, differing)? else { return Ok(None) };
    let verified = u64::try_from(i64::from(cast).wrapping_add(differing)).unwrap_or(PEOPLE);
    people(verified, "verified voters").map(Some)
}

fn people(number: u64, what: &'static str) -> Result<u32, CodingError> {
    u32::try_from(number).ok().filter(|_| number < PEOPLE).ok_or(CodingError::Bound(what))
}

/// A difference other than zero, or none: its length in binary, then the digits after the first. The integers
/// are counted 1, 2, 3, … in the order -1, 1, -2, 2, …
fn difference(side: &mut impl Direction, value: Option<i64>) -> Result<Option<i64>, CodingError> {
    let place = |value: i64| value.unsigned_abs().wrapping_mul(2).wrapping_sub(u64::from(value < 0));
    let place = value.map(place);
    let length = |place: u64| u64::from(place.checked_ilog2().unwrap_or(0));
    let exponent = place.map_or(ABSENT, |place| length(place).min(EXPONENTS.wrapping_add(1)));
    let exponent = side.uniform(exponent, ABSENT.wrapping_add(1));
    if exponent == ABSENT {
        return Ok(None);
    }
    if exponent > EXPONENTS {
        return Err(CodingError::Bound("a difference"));
    }
    let first = 1_u64 << exponent;
    let digits = side.uniform(place.unwrap_or(first).wrapping_sub(first), first);
    let place = first.wrapping_add(digits);
    let size = i64::try_from(place.wrapping_add(1) >> 1).unwrap_or(i64::MAX);
    Ok(Some(if place & 1 == 0 { size } else { size.wrapping_neg() }))
}

fn contest(
    side: &mut impl Direction,
    shape: &ContestShape,
    cast: u32,
    counts: &mut ContestCounts,
) -> Result<(), CodingError> {
    let due = u64::from(shape.votes_allowed).wrapping_mul(cast.into());
    let valid = short(counts.votes.total())?;
    let found = [counts.blank, counts.invalid, valid].map(u64::from).into_iter().fold(0, u64::saturating_add);
    let sum = contest_sum(side, due, found)?;
    let mut parts = [counts.blank, counts.invalid, valid];
    side.urn(&mut parts, sum, BALLOTS)?;
    let [blank, invalid, valid] = parts;
    (counts.blank, counts.invalid) = (blank, invalid);
    match (&shape.choices, &mut counts.votes) {
        (Choices::Candidates(_), Votes::Candidates(votes)) => side.urn(votes, valid.into(), weighting(shape)),
        (Choices::Lists(shapes), Votes::Lists(lists)) => {
            list_votes(side, shapes, lists, valid, weighting(shape))
        }
        (Choices::Candidates(_), Votes::Lists(_)) | (Choices::Lists(_), Votes::Candidates(_)) => {
            Err(CodingError::Mismatch("other choices in a contest"))
        }
    }
}

/// Blank, invalid and valid together: what is due from the ballots, or something else.
fn contest_sum(side: &mut impl Direction, due: u64, found: u64) -> Result<u64, CodingError> {
    if side.usual(found == due) {
        return Ok(due);
    }
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let differing = difference(side, Some(signed(found).wrapping_sub(signed(due))))?;
    let differing = differing.ok_or(CodingError::Canonical("a contest without a sum"))?;
    due.checked_add_signed(differing).ok_or(CodingError::Bound("a contest's sum"))
}

fn list_votes(
    side: &mut impl Direction,
    shapes: &[ListShape],
    lists: &mut [ListCounts],
    valid: u32,
    weighting: Weighting,
) -> Result<(), CodingError> {
    let mut totals = lists.iter().map(|list| short(list.total())).collect::<Result<Vec<_>, _>>()?;
    side.urn(&mut totals, valid.into(), weighting)?;
    for ((shape, list), total) in shapes.iter().zip(lists).zip(totals).filter(|(_, total)| *total > 0) {
        one_list(side, *shape, list, total)?;
    }
    Ok(())
}

fn one_list(
    side: &mut impl Direction,
    shape: ListShape,
    list: &mut ListCounts,
    total: u32,
) -> Result<(), CodingError> {
    let mut parts = [list.list_only, short(list.total())?.wrapping_sub(list.list_only)];
    if shape.candidates == 0 {
        parts = [total, 0];
    } else if !shape.list_vote {
        parts = [0, total];
    } else {
        side.urn(&mut parts, total.into(), LIST_ALONE)?;
    }
    let [alone, for_candidates] = parts;
    list.list_only = alone;
    let weighting = if shape.candidates > LONG { LONG_LIST } else { LIST };
    side.urn(&mut list.candidates, for_candidates.into(), weighting)
}

/// How the valid votes are expected to spread over candidates, or over lists.
fn weighting(shape: &ContestShape) -> Weighting {
    match (&shape.weights, &shape.choices) {
        (Some(weights), _) => Weighting { head: &[], tail: weights.a.into(), growth: weights.b.into() },
        (None, Choices::Lists(_)) => LISTS,
        (None, Choices::Candidates(_)) if shape.votes_allowed > 1 => SEVERAL_VOTES,
        (None, Choices::Candidates(candidates)) if *candidates <= FEW => FEW_CANDIDATES,
        (None, Choices::Candidates(_)) => MANY_CANDIDATES,
    }
}

fn short(sum: u64) -> Result<u32, CodingError> {
    u32::try_from(sum).map_err(|_| CodingError::Draws)
}
