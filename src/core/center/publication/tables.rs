//! The tables that follow from the records that count: results, their sums, the figures for programs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::election::{ContestTally, ElectionDefinition, ListTally, Station, Tally, Votes};
use crate::record::Fingerprint;

use super::super::table::{RESULT_COLUMNS, result_rows};
use super::super::totals::{ContestTotal, GroupTotal, Totals};
use super::RESULTS;
use super::claims::{Claim, Status};
use super::fault::{Fault, same_text};
use super::text::{Row, lines, row, rows};

/// The result of a station that counts.
#[derive(Clone, Debug)]
pub struct Counted<'a> {
    /// The station.
    pub station: &'a Station,
    /// Its tally.
    pub tally: Tally,
    /// The short name of the record.
    pub fingerprint: Fingerprint,
    /// Preliminary or final.
    pub status: Status,
}

/// `results.csv`: the rows of every result, each with its status.
#[must_use]
pub fn results_table(definition: &ElectionDefinition, counted: &[Counted<'_>]) -> String {
    let mut table = vec![format!("{},status", RESULT_COLUMNS.join(","))];
    for Counted { station, tally, fingerprint, status } in counted {
        let rows = result_rows(definition, station, tally, fingerprint);
        table.extend(rows.into_iter().map(|row| format!("{row},{status}")));
    }
    lines(&table)
}

/// Reads `results.csv` back to the results that it was made of.
///
/// # Errors
///
/// Fails with the line that is not as it must be.
pub(super) fn read_results<'a>(
    definition: &'a ElectionDefinition,
    bytes: &[u8],
) -> Result<Vec<Counted<'a>>, Fault> {
    let columns: Vec<&str> = RESULT_COLUMNS.iter().copied().chain(["status"]).collect();
    let rows = rows(RESULTS, bytes, &columns)?;
    let mut counted = Vec::new();
    for of_station in rows.chunk_by(|one, next| one.cell(0) == next.cell(0)) {
        counted.extend(of_station.first().map(|first| result(definition, first, of_station)).transpose()?);
    }
    // Names, order and form of every row.
    same_text(RESULTS, bytes, &results_table(definition, &counted)).map(|()| counted)
}

fn result<'a>(definition: &'a ElectionDefinition, first: &Row, rows: &[Row]) -> Result<Counted<'a>, Fault> {
    let wrong = |what: &str| first.fault(RESULTS, what);
    let number = first.cell(0).parse().ok();
    let station = number.and_then(|number| definition.station(number));
    let station = station.ok_or_else(|| wrong("the package has no such station"))?;
    let mut counts = BTreeMap::new();
    for row in rows {
        let count: u32 = row.cell(11).parse().map_err(|_| row.fault(RESULTS, "the count is no number"))?;
        if counts.insert([row.cell(5), row.cell(7), row.cell(9)], count).is_some() {
            return Err(row.fault(RESULTS, "the same line twice"));
        }
    }
    let count = |contest: &str, list: &str, candidate: &str| {
        let found = counts.get(&[contest, list, candidate]).copied();
        found.ok_or_else(|| {
            wrong(&format!("station {} has no row {contest} {list} {candidate}", station.code))
        })
    };
    let mut contests = Vec::new();
    for contest in definition.ballot(station) {
        let mut votes = Vec::new();
        for line in definition.lines(station, contest) {
            let list = line.list.map(|list| list.number.to_string()).unwrap_or_default();
            let candidate =
                line.candidate.map_or_else(|| "list-alone".to_owned(), |it| it.number.to_string());
            votes.push((
                line.list.is_some(),
                line.candidate.is_none(),
                count(&contest.id, &list, &candidate)?,
            ));
        }
        let (blank, invalid) = (count(&contest.id, "", "blank")?, count(&contest.id, "", "invalid")?);
        contests.push(ContestTally { contest: contest.id.clone(), blank, invalid, votes: shaped(&votes) });
    }
    Ok(Counted {
        station,
        tally: Tally {
            registered: count("", "", "registered")?,
            ballots_cast: count("", "", "ballots-cast")?,
            verified: counts.get(&["", "", "verified"]).copied(),
            contests,
        },
        fingerprint: first.cell(4).parse().map_err(|_| wrong("the fingerprint is none"))?,
        status: Status::from_name(first.cell(12)).ok_or_else(|| wrong("the status is none"))?,
    })
}

/// Votes in the shape of the ballot, from lines that say whether they are of a list, and of a list alone.
fn shaped(lines: &[(bool, bool, u32)]) -> Votes {
    let mut lists: Vec<ListTally> = Vec::new();
    for (_, alone, count) in lines.iter().filter(|(of_list, ..)| *of_list) {
        if *alone {
            lists.push(ListTally { list_only: *count, candidates: Vec::new() });
        } else if let Some(list) = lists.last_mut() {
            list.candidates.push(*count);
        }
    }
    if lists.is_empty() {
        Votes::Candidates(lines.iter().map(|(.., count)| *count).collect())
    } else {
        Votes::Lists(lists)
    }
}

/// The sums of all results that count, and of the final ones among them.
struct Sums {
    counted: Totals,
    final_ones: Totals,
}

impl Sums {
    fn of<'a>(definition: &ElectionDefinition, counted: impl IntoIterator<Item = &'a Counted<'a>>) -> Self {
        let mut sums = Self { counted: Totals::default(), final_ones: Totals::default() };
        for Counted { station, tally, status, .. } in counted {
            sums.counted.add(definition, station, tally);
            if *status == Status::Final {
                sums.final_ones.add(definition, station, tally);
            }
        }
        sums
    }
}

/// The sums over the stations of each district, by its name.
#[must_use]
pub fn totals_of_districts(
    definition: &ElectionDefinition,
    counted: &[Counted<'_>],
) -> BTreeMap<String, Totals> {
    let mut districts: BTreeMap<String, Totals> = BTreeMap::new();
    for Counted { station, tally, .. } in counted {
        districts.entry(station.district.clone()).or_default().add(definition, station, tally);
    }
    districts
}

const TOTAL_COLUMNS: [&str; 11] = [
    "level",
    "district",
    "class",
    "contest",
    "contest_name",
    "list",
    "list_name",
    "candidate",
    "candidate_name",
    "counted",
    "final",
];

/// `totals.csv`: the sums over the whole election and over each district, of all results and of the final ones.
pub(super) fn totals_csv(definition: &ElectionDefinition, counted: &[Counted<'_>]) -> String {
    let mut table = vec![TOTAL_COLUMNS.join(",")];
    group_rows(definition, ["election", ""], &Sums::of(definition, counted), &mut table);
    let mut districts: BTreeMap<&str, Vec<&Counted<'_>>> = BTreeMap::new();
    for result in counted {
        districts.entry(&result.station.district).or_default().push(result);
    }
    for (district, results) in districts {
        group_rows(definition, ["district", district], &Sums::of(definition, results), &mut table);
    }
    lines(&table)
}

fn group_rows(definition: &ElectionDefinition, level: [&str; 2], sums: &Sums, table: &mut Vec<String>) {
    let nothing = GroupTotal::default();
    for (class, all) in &sums.counted.groups {
        let final_ones = sums.final_ones.groups.get(class).unwrap_or(&nothing);
        let mut add = |rest: [&str; 6], counted: u64, final_ones: u64| {
            let start = [level[0], level[1], class.as_deref().unwrap_or_default()];
            let counts = [counted.to_string(), final_ones.to_string()];
            table.push(row(start.into_iter().chain(rest).chain(counts.iter().map(String::as_str))));
        };
        let whole = |what| ["", "", "", "", what, ""];
        add(whole("stations"), all.stations.into(), final_ones.stations.into());
        add(whole("registered"), all.registered, final_ones.registered);
        add(whole("ballots-cast"), all.ballots_cast, final_ones.ballots_cast);
        contest_rows(definition, (all, final_ones), &mut add);
    }
}

fn contest_rows(
    definition: &ElectionDefinition,
    (all, final_ones): (&GroupTotal, &GroupTotal),
    add: &mut impl FnMut([&str; 6], u64, u64),
) {
    let (languages, nothing) = (&definition.election.languages, ContestTotal::default());
    let Some(station) = definition.stations.first() else { return };
    for contest in &definition.contests {
        let Some(total) = all.contests.get(&contest.id) else { continue };
        let of_final = final_ones.contests.get(&contest.id).unwrap_or(&nothing);
        let name = contest.name.pick(languages);
        add([&contest.id, name, "", "", "stations", ""], total.stations.into(), of_final.stations.into());
        let finals = of_final.lines.iter().copied().chain(std::iter::repeat(0));
        for ((line, votes), of_final) in
            definition.lines(station, contest).iter().zip(&total.lines).zip(finals)
        {
            let list = line.list.map(|list| (list.number.to_string(), list.name.pick(languages)));
            let (list, list_name) = list.unwrap_or_default();
            let candidate = line.candidate.map(|it| (it.number.to_string(), it.name.pick(languages)));
            let (candidate, candidate_name) = candidate.unwrap_or_else(|| ("list-alone".to_owned(), ""));
            add([&contest.id, name, &list, list_name, &candidate, candidate_name], *votes, of_final);
        }
        add([&contest.id, name, "", "", "blank", ""], total.blank, of_final.blank);
        add([&contest.id, name, "", "", "invalid", ""], total.invalid, of_final.invalid);
    }
}

/// `summary.json`: the figures that a program asks for first.
pub(super) fn summary(
    definition: &ElectionDefinition,
    (package, head): (&[u8; 32], (u64, &str)),
    claims: &[Claim],
    generated: &str,
) -> String {
    let mut progress: BTreeMap<&str, u32> = BTreeMap::new();
    for claim in claims {
        let count = progress.entry(&claim.progress).or_default();
        *count = count.saturating_add(1);
    }
    let results = || claims.iter().filter_map(|claim| claim.result);
    let of_status = |status| results().filter(|result| result.status == status).count();
    let stations: Vec<Value> = definition
        .stations
        .iter()
        .zip(claims)
        .map(|(station, claim)| {
            let print = claim.result.map(|result| result.digest.fingerprint().to_string());
            let status = claim.result.map(|result| result.status.name());
            json!({ "station": station.number, "code": station.code, "progress": claim.progress,
                "fingerprint": print, "status": status })
        })
        .collect();
    let value = json!({
        "election": definition.election.id,
        "package": hex::encode(package),
        "test": definition.election.test,
        "preliminary": of_status(Status::Final) < definition.stations.len(),
        "generated": generated,
        "log": { "size": head.0, "root": head.1 },
        "progress": progress,
        "counted": results().count(),
        "final": of_status(Status::Final),
        "stations": stations,
    });
    format!("{value:#}\n")
}
