//! One figure and the file they all go to.
//!
//! The file is whole at any time: it is written anew after every figure.

use std::{io::Write, path::PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};

use super::Error;

/// What was measured, beside what it is measured against.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Figure {
    name: String,
    unit: &'static str,
    ours: f64,
    reference: f64,
    ratio: f64,
    #[serde(flatten)]
    more: Map<String, Value>,
}

impl Figure {
    /// A figure of this name; its ratio is ours over the reference.
    pub(super) fn new(name: impl Into<String>, unit: &'static str, ours: f64, reference: f64) -> Self {
        let ratio = if reference > 0.0 { rounded(ours / reference) } else { 0.0 };
        let (ours, reference) = (rounded(ours), rounded(reference));
        Self { name: name.into(), unit, ours, reference, ratio, more: Map::new() }
    }

    /// With one more field.
    pub(super) fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.more.insert(field.to_owned(), value.into());
        self
    }
}

/// To six digits after the point.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// All figures of a run.
#[derive(Debug)]
pub(super) struct Summary {
    path: PathBuf,
    only: Option<String>,
    figures: Vec<Figure>,
}

impl Summary {
    /// No figure yet.
    pub(super) fn new(path: PathBuf, only: Option<String>) -> Self {
        Self { path, only, figures: Vec::new() }
    }

    /// Whether figures that begin with `group` are asked for.
    pub(super) fn wants(&self, group: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only.starts_with(group) || group.starts_with(only))
    }

    /// Says what is going on. A reader that has gone away is no reason to fail.
    pub(super) fn say(&self, line: &str) {
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }

    /// Adds a figure, shows it and writes the file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be written.
    pub(super) fn add(&mut self, figure: Figure) -> Result<(), Error> {
        self.say(&row(&figure));
        self.figures.push(figure);
        let mut text = serde_json::to_string_pretty(&self.figures)
            .map_err(|error| Error::file(&self.path)(error.into()))?;
        text.push('\n');
        std::fs::write(&self.path, text).map_err(Error::file(&self.path))
    }

    /// Shows all figures once more, as one table.
    pub(super) fn close(&self) {
        self.say(&format!("\n  {:<40} {:>12} {:>12} {:>8}  unit", "figure", "ours", "reference", "ratio"));
        self.figures.iter().for_each(|figure| self.say(&row(figure)));
        self.say(&format!("\n{}", self.path.display()));
    }
}

fn row(figure: &Figure) -> String {
    let Figure { name, unit, ours, reference, ratio, .. } = figure;
    format!("  {name:<40} {ours:>12.3} {reference:>12.3} {ratio:>8.3}  {unit}")
}

/// Half, nineteen of twenty, and all of some measurements are at most so much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(super) struct Spread {
    pub(super) p50: f64,
    pub(super) p95: f64,
    pub(super) max: f64,
}

impl Spread {
    /// The spread of `numbers`; zeros if there are none.
    pub(super) fn of(mut numbers: Vec<f64>) -> Self {
        numbers.sort_by(f64::total_cmp);
        let at = |percent: usize| {
            let place = numbers.len().saturating_mul(percent).div_ceil(100).saturating_sub(1);
            numbers.get(place).copied().map_or(0.0, rounded)
        };
        Self { p50: at(50), p95: at(95), max: at(100) }
    }

    /// As an object.
    pub(super) fn value(self) -> Value {
        serde_json::json!({ "p50": self.p50, "p95": self.p95, "max": self.max })
    }
}

/// The mean of `numbers`; zero if there are none.
pub(super) fn mean(numbers: &[f64]) -> f64 {
    if numbers.is_empty() { 0.0 } else { numbers.iter().sum::<f64>() / numbers.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_names_measurements_that_were_taken() {
        let spread = Spread::of((1..=100_u32).rev().map(f64::from).collect());
        assert_eq!(spread, Spread { p50: 50.0, p95: 95.0, max: 100.0 });
        assert_eq!(Spread::of(vec![7.0]), Spread { p50: 7.0, p95: 7.0, max: 7.0 });
        assert_eq!(Spread::of(Vec::new()), Spread::default());
    }

    #[test]
    fn the_file_holds_every_figure_with_both_sides_and_their_ratio() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("summary.json");
        let mut summary = Summary::new(path.clone(), None);
        summary.add(Figure::new("a/b", "ms", 3.0, 2.0).with("runs", 5)).unwrap();
        summary.add(Figure::new("c", "bytes", 1.0, 4.0)).unwrap();
        let found: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let first = serde_json::json!(
            {"name": "a/b", "unit": "ms", "ours": 3.0, "reference": 2.0, "ratio": 1.5, "runs": 5}
        );
        assert_eq!(found[0], first);
        assert_eq!(found[1]["ratio"], 0.25);
    }
}
