//! Preliminary totals: the sums over the results that count, classes with totals of their own apart.

use std::collections::BTreeMap;

use crate::election::{ElectionDefinition, Station, Tally};

/// Sums over the results that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// By class identifier for classes with totals of their own; all others under `None`.
    pub groups: BTreeMap<Option<String>, GroupTotal>,
}

/// Sums of one group of stations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupTotal {
    /// Stations that are in the sums.
    pub stations: u32,
    /// Their registered voters.
    pub registered: u64,
    /// Their ballots cast.
    pub ballots_cast: u64,
    /// By identifier of the contest.
    pub contests: BTreeMap<String, ContestTotal>,
}

/// Sums of one contest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContestTotal {
    /// Stations with this contest that are in the sums.
    pub stations: u32,
    /// Ballots cast there.
    pub ballots_cast: u64,
    /// Blank ballots or undervotes.
    pub blank: u64,
    /// Invalid ballots or overvotes.
    pub invalid: u64,
    /// Votes of each line, in the order of [`ElectionDefinition::lines`].
    pub lines: Vec<u64>,
}

impl Totals {
    /// Adds a station's result. The caller adds each station once, and only a result that counts.
    pub fn add(&mut self, definition: &ElectionDefinition, station: &Station, tally: &Tally) {
        let own = definition.class(station).filter(|class| class.own_totals).map(|class| class.id.clone());
        let group = self.groups.entry(own).or_default();
        group.stations = group.stations.saturating_add(1);
        group.registered = group.registered.saturating_add(tally.registered.into());
        group.ballots_cast = group.ballots_cast.saturating_add(tally.ballots_cast.into());
        for count in &tally.contests {
            let total = group.contests.entry(count.contest.clone()).or_default();
            total.stations = total.stations.saturating_add(1);
            total.ballots_cast = total.ballots_cast.saturating_add(tally.ballots_cast.into());
            total.blank = total.blank.saturating_add(count.blank.into());
            total.invalid = total.invalid.saturating_add(count.invalid.into());
            let lines = count.votes.lines();
            if total.lines.len() < lines.len() {
                total.lines.resize(lines.len(), 0);
            }
            for (sum, votes) in total.lines.iter_mut().zip(lines) {
                *sum = sum.saturating_add(votes.into());
            }
        }
    }
}
