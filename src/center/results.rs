//! The results as they stand: every station's state, the tallies that count, the preliminary totals.

use std::collections::BTreeMap;

use rts_core::center::{Ledger as _, Progress, StationState, Totals, station_state};
use rts_core::election::{ElectionDefinition, Station, Tally};
use rts_core::record::{Fingerprint, Record};
use serde_json::{Value, json};

use super::database::{Database, DatabaseError, Transaction};

/// What is known at one moment.
#[derive(Clone, Debug)]
pub(super) struct Results {
    /// One line a station, in the order of the package.
    pub(super) stations: Vec<StationState>,
    /// The tally that counts, by station.
    pub(super) tallies: BTreeMap<u32, (Tally, Fingerprint)>,
    /// Their sums.
    pub(super) totals: Totals,
}

impl Results {
    /// Reads everything as it is at one moment.
    pub(super) fn read(
        database: &mut Database,
        definition: &ElectionDefinition,
    ) -> Result<Self, DatabaseError> {
        Self::within(&mut database.look()?, definition)
    }

    /// Reads everything as a transaction sees it.
    pub(super) fn within(
        transaction: &mut Transaction<'_>,
        definition: &ElectionDefinition,
    ) -> Result<Self, DatabaseError> {
        let cards: BTreeMap<u32, String> =
            transaction.cards()?.into_iter().map(|card| (card.station, card.outcome)).collect();
        let by_number: BTreeMap<u32, &Station> =
            definition.stations.iter().map(|station| (station.number, station)).collect();
        let (mut tallies, mut totals) = (BTreeMap::new(), Totals::default());
        for kept in transaction.results()? {
            let Some(station) = kept.station.and_then(|number| by_number.get(&number)) else { continue };
            let record = Record::parse_at(station, kept.signed.base, &kept.signed.r, definition);
            let tally = record.ok().and_then(|record| record.content.tally().cloned());
            let Some(tally) = tally else { continue };
            if tallies.insert(station.number, (tally.clone(), kept.digest.fingerprint())).is_none() {
                totals.add(definition, station, &tally);
            }
        }
        let mut stations = Vec::new();
        for station in &definition.stations {
            let records = transaction.records_of_station(station.number)?;
            let mut state = station_state(station.number, &records, None);
            match cards.get(&station.number).map(String::as_str) {
                Some("differs") => state.progress = Progress::Differing,
                Some("equal" | "recovered") if state.progress == Progress::Accepted => {
                    state.progress = Progress::Compared
                }
                _ => {}
            }
            stations.push(state);
        }
        Ok(Self { stations, tallies, totals })
    }

    /// How many stations are how far.
    pub(super) fn counts(&self) -> Vec<(Progress, usize)> {
        let count = |progress| self.stations.iter().filter(|it| it.progress == progress).count();
        Progress::ALL.into_iter().map(|progress| (progress, count(progress))).collect()
    }
}

/// A station's state for programs.
pub(super) fn station_json(station: &Station, state: &StationState) -> Value {
    let quarantined: Vec<Value> = state
        .quarantined
        .iter()
        .map(|(fingerprint, cause)| {
            json!({
                "fingerprint": fingerprint.to_string(),
                "cause": cause.map(rts_core::packet::Cause::name),
                "sentence": cause.map(rts_core::packet::Cause::sentence),
            })
        })
        .collect();
    json!({
        "station": station.number,
        "code": station.code,
        "district": station.district,
        "class": station.class,
        "progress": state.progress.name(),
        "fingerprint": state.fingerprint.map(|fingerprint| fingerprint.to_string()),
        "flags": state.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>(),
        "quarantined": quarantined,
        "records": state.records,
        "last": state.last.and_then(rts_core::time::WallTime::rfc3339),
    })
}

/// The totals for programs, line by line in ballot order.
pub(super) fn totals_json(definition: &ElectionDefinition, totals: &Totals) -> Value {
    let groups: Vec<Value> = totals
        .groups
        .iter()
        .map(|(class, group)| {
            let contests: Vec<Value> = definition
                .contests
                .iter()
                .filter_map(|contest| {
                    let total = group.contests.get(&contest.id)?;
                    let station = definition.stations.first()?;
                    let lines: Vec<Value> = definition
                        .lines(station, contest)
                        .iter()
                        .zip(&total.lines)
                        .map(|(line, votes)| json!({ "line": line.to_string(), "votes": votes }))
                        .collect();
                    Some(json!({
                        "contest": contest.id,
                        "stations": total.stations,
                        "ballots_cast": total.ballots_cast,
                        "blank": total.blank,
                        "invalid": total.invalid,
                        "lines": lines,
                    }))
                })
                .collect();
            json!({
                "class": class,
                "stations": group.stations,
                "registered": group.registered,
                "ballots_cast": group.ballots_cast,
                "contests": contests,
            })
        })
        .collect();
    Value::Array(groups)
}
