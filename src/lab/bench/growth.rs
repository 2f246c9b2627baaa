//! How the time of the tally code grows with candidates and with votes.

use rts_core::coding::counts::{ContestCounts, Counts, Votes};
use rts_core::coding::shape::{BallotShape, Choices, ContestShape};
use serde_json::json;

use super::Error;
use super::figure::{Figure, Summary, rounded};
use super::sets::Case;
use super::speed::{fastest, milliseconds};

const CANDIDATES: [usize; 7] = [10, 30, 100, 300, 1_000, 3_000, 10_000];
const VOTES: [u32; 7] = [10, 30, 100, 300, 1_000, 3_000, 10_000];
/// Votes of the ballots that grow, and candidates of the stations that grow.
const FEW_VOTES: u32 = 450;
const SOME_CANDIDATES: usize = 300;
const RUNS: usize = 15;

/// One point of a curve.
struct Point {
    candidates: usize,
    votes: u32,
    bytes: usize,
    encode: f64,
    decode: f64,
}

/// `wire/growth/candidates` and `wire/growth/votes`: time at the end of the curve beside time in proportion.
///
/// # Errors
///
/// Fails if a station cannot be coded.
pub(super) fn figures(summary: &mut Summary) -> Result<(), Error> {
    let by_candidates: Vec<Point> =
        CANDIDATES.iter().map(|&candidates| point(candidates, FEW_VOTES)).collect::<Result<_, _>>()?;
    show(&by_candidates, summary);
    summary.add(figure("wire/growth/candidates", &by_candidates, |point| point.candidates as f64))?;
    let by_votes: Vec<Point> =
        VOTES.iter().map(|&votes| point(SOME_CANDIDATES, votes)).collect::<Result<_, _>>()?;
    show(&by_votes, summary);
    summary.add(figure("wire/growth/votes", &by_votes, |point| f64::from(point.votes)))
}

fn show(curve: &[Point], summary: &Summary) {
    summary.say(&format!(
        "  {:>10} {:>8} {:>8} {:>12} {:>12}",
        "candidates", "votes", "bytes", "encode ms", "decode ms"
    ));
    for Point { candidates, votes, bytes, encode, decode } in curve {
        summary.say(&format!("  {candidates:>10} {votes:>8} {bytes:>8} {encode:>12.4} {decode:>12.4}"));
    }
}

/// The last point's time beside the first's, multiplied as the size was.
fn figure(name: &str, curve: &[Point], size: fn(&Point) -> f64) -> Figure {
    let time = |point: &Point| point.encode + point.decode;
    let (ours, proportional) = match (curve.first(), curve.last()) {
        (Some(first), Some(last)) => (time(last), time(first) * size(last) / size(first)),
        _ => (0.0, 0.0),
    };
    let points = curve.iter().map(|point| {
        json!({
            "candidates": point.candidates,
            "votes": point.votes,
            "bytes": point.bytes,
            "encode_ms": rounded(point.encode),
            "decode_ms": rounded(point.decode),
            "per_candidate_us": rounded(time(point) * 1e3 / point.candidates as f64),
            "per_vote_us": rounded(time(point) * 1e3 / f64::from(point.votes)),
        })
    });
    Figure::new(name, "ms, encode and decode", ours, proportional).with("curve", points.collect::<Vec<_>>())
}

fn point(candidates: usize, votes: u32) -> Result<Point, Error> {
    let case = station(candidates, votes);
    let times = fastest(&case, "growing ballots", RUNS)?;
    let code = rts_core::coding::coder::encode(&case.shape, &case.counts)
        .map_err(|why| Error::Coding { set: "growing ballots".to_owned(), why })?;
    Ok(Point {
        candidates,
        votes,
        bytes: code.len(),
        encode: milliseconds(times.encode),
        decode: milliseconds(times.decode),
    })
}

/// A single-choice contest in which each candidate gets a quarter of the votes that are left, the last one the rest.
fn station(candidates: usize, votes: u32) -> Case {
    let mut left = votes;
    let mut share = |rest: usize| {
        let some = if rest > 1 { left.div_ceil(4) } else { left };
        left = left.saturating_sub(some);
        some
    };
    let counts = (0..candidates).rev().map(|after| share(after.saturating_add(1))).collect();
    let contest = ContestShape { votes_allowed: 1, choices: Choices::Candidates(candidates), weights: None };
    let counted = ContestCounts { blank: 0, invalid: 0, votes: Votes::Candidates(counts) };
    Case {
        shape: BallotShape { registered: votes, verification: false, contests: vec![contest] },
        counts: Counts { registered: votes, ballots_cast: votes, verified: None, contests: vec![counted] },
    }
}
