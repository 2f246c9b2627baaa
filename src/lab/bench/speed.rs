//! Time to encode and to decode a station's tally code.
//!
//! Every station is timed once; the slowest are timed again, and the fastest of their runs counts, so that the largest
//! figure is a station's and not that of another program on the machine.

use std::hint::black_box;
use std::time::{Duration, Instant};

use rts_core::coding::coder;
use serde_json::{Map, Value, json};

use super::Error;
use super::figure::{Figure, Spread, Summary};
use super::sets::{Case, Set};

/// What a station may take.
const LIMIT_MS: f64 = 5.0;
/// Stations that are timed again, and how often.
const SLOWEST: usize = 20;
const AGAIN: usize = 9;

/// How long one station took.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) encode: Duration,
    pub(super) decode: Duration,
}

impl Times {
    fn least(self, other: Self) -> Self {
        Self { encode: self.encode.min(other.encode), decode: self.decode.min(other.decode) }
    }
}

/// Encodes and decodes one station, and makes sure that it is the same after.
///
/// # Errors
///
/// Fails if it cannot be coded or comes back changed.
pub(super) fn time(case: &Case, name: &str) -> Result<Times, Error> {
    let failed = |why| Error::Coding { set: name.to_owned(), why };
    let start = Instant::now();
    let code = coder::encode(black_box(&case.shape), black_box(&case.counts)).map_err(failed)?;
    let encode = start.elapsed();
    let start = Instant::now();
    let counts = coder::decode(black_box(&case.shape), black_box(&code)).map_err(failed)?;
    let decode = start.elapsed();
    if counts == case.counts { Ok(Times { encode, decode }) } else { Err(Error::RoundTrip(name.to_owned())) }
}

/// The fastest of some runs.
///
/// # Errors
///
/// As [`time`].
pub(super) fn fastest(case: &Case, name: &str, runs: usize) -> Result<Times, Error> {
    let mut best = time(case, name)?;
    for _ in 1..runs {
        best = best.least(time(case, name)?);
    }
    Ok(best)
}

pub(super) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// `wire/encode` and `wire/decode`: the slowest station of all sets.
///
/// # Errors
///
/// Fails if a station cannot be coded or comes back changed.
pub(super) fn figures(sets: &[Set], summary: &mut Summary) -> Result<(), Error> {
    let (mut encode, mut decode) = (Side::default(), Side::default());
    for set in sets {
        summary.say(&format!("{}: encoding and decoding", set.name));
        let times = times(set)?;
        encode.take(set, times.iter().map(|times| milliseconds(times.encode)).collect());
        decode.take(set, times.iter().map(|times| milliseconds(times.decode)).collect());
    }
    summary.add(encode.figure("wire/encode"))?;
    summary.add(decode.figure("wire/decode"))
}

fn times(set: &Set) -> Result<Vec<Times>, Error> {
    let timed = |case: &Case| time(case, &set.name);
    let mut times: Vec<(Times, &Case)> =
        set.cases.iter().map(|case| Ok((timed(case)?, case))).collect::<Result<_, Error>>()?;
    // Again until the slowest ones have all been timed again: what was slow by chance drops out of the top.
    for _ in 0..3 {
        times.sort_by_key(|(times, _)| std::cmp::Reverse(times.encode.max(times.decode)));
        for (known, case) in times.iter_mut().take(SLOWEST) {
            *known = known.least(fastest(case, &set.name, AGAIN)?);
        }
    }
    Ok(times.into_iter().map(|(times, _)| times).collect())
}

/// Encoding or decoding, over all sets.
#[derive(Default)]
struct Side {
    slowest: f64,
    sets: Map<String, Value>,
}

impl Side {
    fn take(&mut self, set: &Set, times: Vec<f64>) {
        let stations = times.len();
        let spread = Spread::of(times);
        self.slowest = self.slowest.max(spread.max);
        let value = json!({ "stations": stations, "p50": spread.p50, "p95": spread.p95, "max": spread.max });
        self.sets.insert(set.name.clone(), value);
    }

    fn figure(self, name: &str) -> Figure {
        Figure::new(name, "ms, slowest station", self.slowest, LIMIT_MS).with("sets", self.sets)
    }
}
