//! What the comparison of two counts found, for people and for programs.

use std::collections::BTreeMap;

use rts_core::center::{Class, Side};
use serde_json::{Value, json};

use super::{Beside, StationDifference};

/// Stations shown to people; programs get all of them.
const MOST_SHOWN: usize = 40;

/// For people: the figures, then the stations that differ, then the classes.
pub(in crate::center) fn text(found: &Beside) -> String {
    let (lines, votes) = size(found);
    let [first, second] = &found.sides;
    let mut text = format!(
        "{} stations: {} equal, {} differ in {lines} lines by {votes} votes, {} only in {first}, {} only in {second}\n",
        found.stations(),
        found.equal,
        found.differing.len(),
        found.alone[0].len(),
        found.alone[1].len(),
    );
    for station in found.differing.iter().take(MOST_SHOWN) {
        text.push_str(&station_text(found, station));
    }
    let more = found.differing.len().saturating_sub(MOST_SHOWN);
    if more > 0 {
        text.push_str(&format!("\nand {more} more stations: --json names all of them\n"));
    }
    if !found.differing.is_empty() {
        text.push('\n');
    }
    for (class, (stations, lines)) in classes(found) {
        text.push_str(&format!("{:<15} {lines} lines in {stations} stations\n", class.name()));
    }
    text
}

fn station_text(found: &Beside, station: &StationDifference) -> String {
    let (lines, votes) = station.size();
    let sides = [found.side(Side::First), found.side(Side::Second)];
    let mut text = format!("\n{}: {lines} lines, {votes} votes\n", station.station);
    for mistake in &station.mistakes {
        let why = mistake.sentence(&station.names, sides);
        text.push_str(&format!("  {:<15} {why}\n", mistake.class.name()));
        for at in &mistake.lines {
            let (Some(name), Some(pair)) = (station.names.get(*at), station.lines.get(*at)) else { continue };
            let shown = |votes: Option<u32>| votes.map_or_else(|| "no line".to_owned(), |it| it.to_string());
            let (first, second) = (shown(pair.first), shown(pair.second));
            text.push_str(&format!("    {name}: {} {first}, {} {second}\n", sides[0], sides[1]));
        }
    }
    text
}

/// For programs: every station that differs, with its lines and mistakes.
pub(in crate::center) fn json(found: &Beside) -> Value {
    let (lines, votes) = size(found);
    let classes: BTreeMap<&str, Value> = classes(found)
        .into_iter()
        .map(|(class, (stations, lines))| (class.name(), json!({ "stations": stations, "lines": lines })))
        .collect();
    json!({
        "counts": found.sides,
        "stations": found.stations(),
        "equal": found.equal,
        "differing": found.differing.len(),
        "lines": lines,
        "votes": votes,
        "only": found.alone,
        "classes": classes,
        "differences": found.differing.iter().map(|it| station_json(found, it)).collect::<Vec<_>>(),
    })
}

fn station_json(found: &Beside, station: &StationDifference) -> Value {
    let sides = [found.side(Side::First), found.side(Side::Second)];
    let mistakes: Vec<Value> = station
        .mistakes
        .iter()
        .map(|mistake| {
            let lines: Vec<Value> = mistake
                .lines
                .iter()
                .filter_map(|at| {
                    let (name, pair) = (station.names.get(*at)?, station.lines.get(*at)?);
                    Some(json!({ "line": name, "first": pair.first, "second": pair.second }))
                })
                .collect();
            json!({
                "class": mistake.class.name(),
                "why": mistake.sentence(&station.names, sides),
                "suspect": mistake.suspect.map(|side| found.side(side)),
                "sum_fits": mistake.right.map(|side| found.side(side)),
                "lines": lines,
            })
        })
        .collect();
    json!({ "station": station.station, "mistakes": mistakes })
}

fn size(found: &Beside) -> (usize, u64) {
    let sizes = found.differing.iter().map(StationDifference::size);
    sizes.fold((0, 0), |(lines, votes), (more, of)| (lines.saturating_add(more), votes.saturating_add(of)))
}

/// How many stations and lines each class has.
fn classes(found: &Beside) -> BTreeMap<Class, (usize, usize)> {
    let mut classes = BTreeMap::new();
    for station in &found.differing {
        for class in Class::ALL {
            let of_class = station.mistakes.iter().filter(|mistake| mistake.class == class);
            let lines: usize = of_class.map(|mistake| mistake.lines.len()).sum();
            if lines > 0 {
                let (stations, all) = classes.entry(class).or_insert((0_usize, 0_usize));
                *stations = stations.saturating_add(1);
                *all = all.saturating_add(lines);
            }
        }
    }
    classes
}
