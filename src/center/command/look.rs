//! Looking: the results, the export.

use rts_core::center::Punctuality;
use rts_core::election::{ElectionDefinition, Station};
use serde_json::{Value, json};

use super::arguments::{ExportArgs, ResultsArgs};
use super::day::station_line;
use super::prepare::find_station;
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::export::export;
use crate::center::results::{Results, station_json, totals_json};

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
    let mut text = state.map_or_else(String::new, |state| {
        station_line(station, state, state.progress.name(), Punctuality::Unknown)
    });
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

pub(super) fn export_all(arguments: &ExportArgs) -> Result<Outcome, Stop> {
    let package = arguments.house.package()?;
    let mut database = arguments.house.database(&package)?;
    let written = export(&package, &mut database, now(), &arguments.out)?;
    let text: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
    Ok(Outcome::new(json!({ "written": written }), text.join("\n")))
}
