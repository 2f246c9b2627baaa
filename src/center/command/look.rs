//! Looking: how far the stations are, the results, the cards, the export.

use rts_core::center::{Progress, StationState};
use rts_core::election::{ElectionDefinition, Station};
use serde_json::{Value, json};

use super::arguments::{CompareArgs, ExportArgs, House, ResultsArgs};
use super::prepare::find_station;
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::comparison::compare_card;
use crate::center::export::{export, summary};
use crate::center::results::{Results, station_json, totals_json};

pub(super) fn status(house: &House) -> Result<Outcome, Stop> {
    let package = house.package()?;
    let mut database = house.database(&package)?;
    let results = Results::read(&mut database, &package.definition)?;
    let traffic = database.look()?.traffic()?;
    let mut json = summary(&package, &results, now());
    if let Value::Object(members) = &mut json {
        members.remove("totals");
        members.insert(
            "traffic".to_owned(),
            json!({
                "arrivals": traffic.arrivals,
                "open_arrivals": traffic.open_arrivals,
                "refused": traffic.refused,
                "receipts": traffic.receipts,
                "open_receipts": traffic.open_receipts,
            }),
        );
    }
    let counts: Vec<String> = results
        .counts()
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(progress, count)| format!("{count} {}", progress.name()))
        .collect();
    let mut text = format!("{} stations: {}\n", results.stations.len(), counts.join(", "));
    text.push_str(&format!(
        "{} messages heard ({} refused, {} not looked at), {} receipts sent, {} waiting\n",
        traffic.arrivals, traffic.refused, traffic.open_arrivals, traffic.receipts, traffic.open_receipts
    ));
    for (station, state) in package.definition.stations.iter().zip(&results.stations) {
        if state.progress != Progress::Silent || results.stations.len() <= 50 {
            text.push_str(&station_line(station, state));
        }
    }
    Ok(Outcome::new(json, text))
}

fn station_line(station: &Station, state: &StationState) -> String {
    let fingerprint = state.fingerprint.map_or_else(String::new, |it| it.to_string());
    let flags: Vec<&str> = state.flags.iter().map(|flag| flag.name()).collect();
    let causes = state.quarantined.iter().filter_map(|(_, cause)| *cause);
    let causes: Vec<&str> = causes.map(rts_core::packet::Cause::sentence).collect();
    let line = format!(
        "{:<16} {:<12} {fingerprint:<20} {} {}",
        station.code,
        state.progress.name(),
        flags.join(" "),
        causes.join("; ")
    );
    format!("{}\n", line.trim_end())
}

pub(super) fn results(arguments: &ResultsArgs) -> Result<Outcome, Stop> {
    let package = arguments.house.package()?;
    let definition = &package.definition;
    let mut database = arguments.house.database(&package)?;
    let results = Results::read(&mut database, definition)?;
    if let Some(named) = &arguments.station {
        return Ok(one_station(definition, find_station(definition, named)?, &results));
    }
    let json = json!({
        "election": definition.election.id,
        "preliminary": true,
        "stations_counted": results.tallies.len(),
        "stations": definition.stations.len(),
        "totals": totals_json(definition, &results.totals),
    });
    Ok(Outcome::new(json, totals_text(definition, &results)))
}

fn totals_text(definition: &ElectionDefinition, results: &Results) -> String {
    let (counted, all) = (results.tallies.len(), definition.stations.len());
    let mut text = format!("PRELIMINARY: {counted} of {all} stations\n");
    let Some(station) = definition.stations.first() else { return text };
    let languages = &definition.election.languages;
    for (class, group) in &results.totals.groups {
        if let Some(class) = class.as_ref().and_then(|id| definition.classes.iter().find(|it| it.id == *id)) {
            text.push_str(&format!("\n{}\n", class.name.pick(languages)));
        }
        text.push_str(&format!("{} stations, {} ballots cast\n", group.stations, group.ballots_cast));
        for contest in &definition.contests {
            let Some(total) = group.contests.get(&contest.id) else { continue };
            text.push_str(&format!("\n{} ({} stations)\n", contest.name.pick(languages), total.stations));
            for (line, votes) in definition.lines(station, contest).iter().zip(&total.lines) {
                text.push_str(&format!("{votes:>12}  {line}\n"));
            }
            text.push_str(&format!("{:>12}  blank\n{:>12}  invalid\n", total.blank, total.invalid));
        }
    }
    text
}

fn one_station(definition: &ElectionDefinition, station: &Station, results: &Results) -> Outcome {
    let state = results.stations.iter().find(|state| state.station == station.number);
    let mut json = state.map_or(Value::Null, |state| station_json(station, state));
    let mut text = state.map_or_else(String::new, |state| station_line(station, state));
    if let Some((tally, _)) = results.tallies.get(&station.number) {
        if let Value::Object(members) = &mut json {
            members.insert("tally".to_owned(), json!(tally));
        }
        text.push_str(&format!("PRELIMINARY\n{:>12}  ballots cast\n", tally.ballots_cast));
        for (contest, count) in definition.ballot(station).into_iter().zip(&tally.contests) {
            for (line, votes) in definition.lines(station, contest).iter().zip(count.votes.lines()) {
                text.push_str(&format!("{votes:>12}  {line}\n"));
            }
            text.push_str(&format!("{:>12}  blank\n{:>12}  invalid\n", count.blank, count.invalid));
        }
    }
    Outcome::new(json, text)
}

pub(super) fn compare(arguments: &CompareArgs) -> Result<Outcome, Stop> {
    let center = arguments.house.center()?;
    let mut database = arguments.house.database(center.package())?;
    let mut compared = Vec::new();
    for card in &arguments.cards {
        compared.push(compare_card(&center, &mut database, now(), card)?);
    }
    let equal = compared.iter().filter(|it| it.outcome == "equal").count();
    let json = json!({
        "compared": compared.len(),
        "equal": equal,
        "cards": compared.iter().map(|it| it.json.clone()).collect::<Vec<_>>(),
    });
    let lines: Vec<&str> = compared.iter().map(|it| it.text.as_str()).collect();
    let text = format!(
        "{}\n{equal} of {} cards are equal to what came over the air",
        lines.join("\n"),
        compared.len()
    );
    Ok(Outcome::finding(equal == compared.len(), json, text))
}

pub(super) fn export_all(arguments: &ExportArgs) -> Result<Outcome, Stop> {
    let package = arguments.house.package()?;
    let mut database = arguments.house.database(&package)?;
    let written = export(&package, &mut database, now(), &arguments.out)?;
    let text: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    Ok(Outcome::new(json!({ "written": written }), text.join("\n")))
}
