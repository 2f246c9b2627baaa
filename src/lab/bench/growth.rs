//! How the time of the tally code grows with candidates and with votes, as Criterion measured it.

use serde_json::json;

use super::Error;
use super::figure::{Figure, Summary, rounded};
use super::speed::Measured;

/// Candidates and votes that the bench target measures.
const STEPS: [u32; 7] = [10, 30, 100, 300, 1_000, 3_000, 10_000];

/// One point of a curve, times in milliseconds.
struct Point {
    size: f64,
    encode: f64,
    decode: f64,
}

impl Point {
    fn time(&self) -> f64 {
        self.encode + self.decode
    }

    fn microseconds_each(&self) -> f64 {
        self.time() * 1e3 / self.size
    }
}

/// `wire/growth/candidates` and `wire/growth/votes`: time at the end of the curve beside time in proportion.
///
/// # Errors
///
/// Fails if a point was not measured.
pub(super) fn figures(measured: &Measured, summary: &mut Summary) -> Result<(), Error> {
    for of in ["candidates", "votes"] {
        let curve = STEPS.map(|size| point(measured, of, size)).into_iter().collect::<Result<Vec<_>, _>>()?;
        show(of, &curve, summary);
        summary.add(figure(of, &curve))?;
    }
    Ok(())
}

fn point(measured: &Measured, of: &str, size: u32) -> Result<Point, Error> {
    let time = |side| measured.time(of, side, &size.to_string()).map(|time| time.median);
    Ok(Point { size: f64::from(size), encode: time("encode")?, decode: time("decode")? })
}

fn show(of: &str, curve: &[Point], summary: &Summary) {
    summary.say(&format!("  {of:>10} {:>12} {:>12} {:>14}", "encode ms", "decode ms", "both, µs each"));
    for point in curve {
        let Point { size, encode, decode } = point;
        let each = point.microseconds_each();
        summary.say(&format!("  {size:>10} {encode:>12.4} {decode:>12.4} {each:>14.3}"));
    }
}

/// The last point's time beside the first's, multiplied as the size was.
fn figure(of: &str, curve: &[Point]) -> Figure {
    let (ours, proportional) = match (curve.first(), curve.last()) {
        (Some(first), Some(last)) => (last.time(), first.time() * last.size / first.size),
        _ => (0.0, 0.0),
    };
    let points = curve.iter().map(|point| {
        json!({
            of: point.size,
            "encode_ms": rounded(point.encode),
            "decode_ms": rounded(point.decode),
            "each_us": rounded(point.microseconds_each()),
        })
    });
    Figure::new(format!("wire/growth/{of}"), "ms, encode and decode", ours, proportional)
        .with("curve", points.collect::<Vec<_>>())
}
