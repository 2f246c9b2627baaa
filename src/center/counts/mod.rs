//! Two counts of the same stations as tables, such as paper protocols and the machines' own files: read, put beside each
//! other, and every difference named.
//!
//! Invariants: a row that cannot be placed is refused with its number and never passed over; a station that only one table
//! has is told and not compared; nobody's key or database is needed, so that anybody can run it.

mod report;
mod table;

use std::path::PathBuf;

use rts_core::center::{Mistake, Pair, Side, Sum, explain};
use rts_core::election::Refusal;

pub(super) use report::{json, text};
use table::Tables;

/// What is compared, and how its tables are to be read.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// One table with both counts beside each other, or one for each.
    pub(super) tables: Vec<PathBuf>,
    /// Lines that are no choice, such as sums that repeat others.
    pub(super) leave_out: Vec<String>,
    /// The line, or the column of `totals`, that states the sum of all lines.
    pub(super) total: Option<String>,
    /// A table of totals by station, which belong to the first count.
    pub(super) totals: Option<PathBuf>,
}

/// Two counts of many stations beside each other.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    /// Names of the counts.
    pub(super) sides: [String; 2],
    /// Stations that only the first or only the second count has.
    pub(super) alone: [Vec<String>; 2],
    /// Stations that are equal in every line.
    pub(super) equal: usize,
    /// The others, by code.
    pub(super) differing: Vec<StationDifference>,
}

/// A station whose counts differ.
#[derive(Clone, Debug)]
pub(super) struct StationDifference {
    /// The station's code.
    pub(super) station: String,
    /// Names of its lines, in the order of the form.
    pub(super) names: Vec<String>,
    /// Its lines.
    pub(super) lines: Vec<Pair>,
    /// What explains the differences.
    pub(super) mistakes: Vec<Mistake>,
}

impl StationDifference {
    /// Lines that differ, and by how many votes in all.
    pub(super) fn size(&self) -> (usize, u64) {
        let differing = self.lines.iter().filter(|pair| pair.differs());
        (differing.clone().count(), differing.map(|pair| u64::from(pair.distance())).sum())
    }
}

/// Puts two counts beside each other.
///
/// # Errors
///
/// Refused as X01 with file and row if a table cannot be read or placed.
pub(super) fn compare(question: &Question) -> Result<Beside, Refusal> {
    let tables = Tables::read(question)?;
    let mut found = Beside {
        sides: tables.sides.clone(),
        alone: [Vec::new(), Vec::new()],
        equal: 0,
        differing: Vec::new(),
    };
    for (code, station) in &tables.stations {
        match station.has {
            [true, false] => found.alone[0].push(code.clone()),
            [false, _] => found.alone[1].push(code.clone()),
            [true, true] => {
                let lines: Vec<Pair> = station.lines.values().copied().collect();
                if !lines.iter().any(Pair::differs) {
                    found.equal = found.equal.saturating_add(1);
                    continue;
                }
                let [first, second] = station.totals;
                let mistakes = explain(&lines, &[Sum { lines: 0..lines.len(), first, second }]);
                let names = station.lines.keys().map(|line| tables.name(*line)).collect();
                found.differing.push(StationDifference { station: code.clone(), names, lines, mistakes });
            }
        }
    }
    Ok(found)
}

impl Beside {
    /// True if both counts have the same stations and the same votes.
    pub(super) fn equal(&self) -> bool {
        self.differing.is_empty() && self.alone.iter().all(Vec::is_empty)
    }

    /// Stations of either count.
    pub(super) fn stations(&self) -> usize {
        let alone: usize = self.alone.iter().map(Vec::len).sum();
        self.equal.saturating_add(self.differing.len()).saturating_add(alone)
    }

    fn side(&self, side: Side) -> &str {
        match side {
            Side::First => &self.sides[0],
            Side::Second => &self.sides[1],
        }
    }
}
