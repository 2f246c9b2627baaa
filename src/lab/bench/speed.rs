//! Time to encode and to decode a station's tally code, as Criterion measured it.
//!
//! `cargo bench -p rts-core` measures (benches/coder.rs) and leaves its estimates; these figures are their medians, which another
//! program on the machine moves least.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Error;
use super::figure::{Figure, Summary, rounded};

/// What a station may take.
const LIMIT_MS: f64 = 5.0;
/// Stations of the bench target.
const STATIONS: [&str; 2] = ["philippine", "open-lists"];

/// Criterion's folder.
pub(super) struct Measured(PathBuf);

/// A median with its interval of confidence, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Time {
    pub(super) median: f64,
    from: f64,
    to: f64,
}

/// What Criterion writes, of which only the median is used; in nanoseconds.
#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
    confidence_interval: Interval,
}

#[derive(Deserialize)]
struct Interval {
    lower_bound: f64,
    upper_bound: f64,
}

impl Measured {
    /// The measurements under `folder`, if there are any.
    pub(super) fn find(folder: &Path) -> Option<Self> {
        folder.join("station").is_dir().then(|| Self(folder.to_owned()))
    }

    /// The last measurement of `side`, encode or decode, of one station of a group.
    ///
    /// # Errors
    ///
    /// Fails if it was not measured or cannot be read.
    pub(super) fn time(&self, group: &str, side: &str, station: &str) -> Result<Time, Error> {
        let path = self.0.join(group).join(side).join(station).join("new/estimates.json");
        let text = std::fs::read(&path).map_err(Error::file(&path))?;
        let estimates: Estimates =
            serde_json::from_slice(&text).map_err(|error| Error::file(&path)(error.into()))?;
        let Estimate { point_estimate, confidence_interval } = estimates.median;
        Ok(Time {
            median: point_estimate / 1e6,
            from: confidence_interval.lower_bound / 1e6,
            to: confidence_interval.upper_bound / 1e6,
        })
    }
}

/// `wire/encode` and `wire/decode`: the slower of the stations.
///
/// # Errors
///
/// Fails if a station was not measured.
pub(super) fn figures(measured: &Measured, summary: &mut Summary) -> Result<(), Error> {
    for side in ["encode", "decode"] {
        let (mut slowest, mut stations) = (0.0_f64, Map::new());
        for station in STATIONS {
            let Time { median, from, to } = measured.time("station", side, station)?;
            slowest = slowest.max(median);
            let value = json!({"ms": rounded(median), "interval_ms": [rounded(from), rounded(to)]});
            stations.insert(station.to_owned(), value);
        }
        let figure = Figure::new(format!("wire/{side}"), "ms, slowest station", slowest, LIMIT_MS);
        summary.add(figure.with("stations", Value::Object(stations)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_taken_in_milliseconds_and_what_was_not_measured_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Measured::find(folder.path()).is_none());
        let place = folder.path().join("station/encode/philippine/new");
        std::fs::create_dir_all(&place).unwrap();
        let interval =
            |from: f64, to: f64| json!({"confidence_level": 0.95, "lower_bound": from, "upper_bound": to});
        let estimate = |point: f64| json!({"confidence_interval": interval(point - 1e5, point + 1e5), "point_estimate": point, "standard_error": 1.0});
        let text = json!({"mean": estimate(9e6), "median": estimate(2.5e6), "slope": null}).to_string();
        std::fs::write(place.join("estimates.json"), text).unwrap();
        let measured = Measured::find(folder.path()).unwrap();
        let time = measured.time("station", "encode", "philippine").unwrap();
        assert_eq!(time, Time { median: 2.5, from: 2.4, to: 2.6 });
        let missing = measured.time("station", "decode", "philippine").unwrap_err().to_string();
        assert!(missing.contains("decode/philippine"), "{missing}");
    }
}
