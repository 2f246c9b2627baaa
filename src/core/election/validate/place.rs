//! Stations, their classes and their officials.

use std::collections::{BTreeMap, BTreeSet};

use super::{COUNT_LIMIT, MAXIMUM_STATIONS, invalid, text};
use crate::election::definition::ElectionDefinition;
use crate::election::refusal::Refusal;
use crate::election::station::{Station, StationClass};

const MAXIMUM_OFFICIALS: usize = 15;
const MAXIMUM_DEADLINE_MINUTES: u32 = 10_080;

/// Checks every class of stations.
pub(super) fn classes(classes: &[StationClass]) -> Result<(), Refusal> {
    let mut ids = BTreeSet::new();
    for class in classes {
        text::id("class", &class.id)?;
        let place = format!("class {}", class.id);
        if !ids.insert(&class.id) {
            return Err(invalid(place, "the identifier stands there twice"));
        }
        text::names(&*place, &class.name)?;
        if class.opens >= class.closes {
            return Err(invalid(
                place,
                format!("opens {} is not before closes {}", class.opens, class.closes),
            ));
        }
        if !(1..=MAXIMUM_DEADLINE_MINUTES).contains(&class.deadline_minutes) {
            return Err(invalid(
                place,
                format!("deadline: expected 1 to {MAXIMUM_DEADLINE_MINUTES} minutes"),
            ));
        }
    }
    Ok(())
}

/// Checks every station; `styles` says how many votes one ballot of each style has.
pub(super) fn stations(definition: &ElectionDefinition, styles: &BTreeMap<&str, u32>) -> Result<(), Refusal> {
    let stations = &definition.stations;
    if stations.is_empty() || stations.len() > MAXIMUM_STATIONS {
        return Err(invalid(
            "stations",
            format!("expected 1 to {MAXIMUM_STATIONS}, found {}", stations.len()),
        ));
    }
    let classes: BTreeSet<_> = definition.classes.iter().map(|class| class.id.as_str()).collect();
    let (mut numbers, mut codes) = (BTreeSet::new(), BTreeSet::new());
    for station in stations {
        text::code("station", &station.code)?;
        let place = format!("station {}", station.code);
        if !codes.insert(&station.code) {
            return Err(invalid(place, "the code stands there twice"));
        }
        if !numbers.insert(station.number) {
            return Err(invalid(place, format!("the number {} stands there twice", station.number)));
        }
        if !classes.contains(station.class.as_str()) {
            return Err(invalid(place, format!("there is no class {}", station.class)));
        }
        let Some(votes) = styles.get(station.style.as_str()) else {
            return Err(invalid(place, format!("there is no style {}", station.style)));
        };
        if u64::from(*votes).saturating_mul(station.registered.into()) >= COUNT_LIMIT.into() {
            return Err(invalid(place, format!("{} registered voters are too many", station.registered)));
        }
        one_station(&place, station)?;
        officials(&place, station, definition.rules.two_person)?;
    }
    Ok(())
}

fn one_station(place: &str, station: &Station) -> Result<(), Refusal> {
    text::names(place, &station.name)?;
    text::text(format_args!("{place}, district"), &station.district)?;
    station.center.as_deref().map_or(Ok(()), |center| text::text(format_args!("{place}, center"), center))?;
    text::languages(place, &station.languages)
}

fn officials(place: &str, station: &Station, two_person: bool) -> Result<(), Refusal> {
    let least = if two_person { 2 } else { 1 };
    if !(least..=MAXIMUM_OFFICIALS).contains(&station.officials.len()) {
        let found = station.officials.len();
        return Err(invalid(
            place,
            format!("expected {least} to {MAXIMUM_OFFICIALS} officials, found {found}"),
        ));
    }
    for (official, number) in station.officials.iter().zip(1_u8..) {
        text::text(format_args!("{place}, name of official {number}"), &official.name)?;
        text::text(format_args!("{place}, role of official {number}"), &official.role)?;
    }
    Ok(())
}
