//! Results as rows of a table, for spreadsheets and scripts: comma-separated values after RFC 4180, names as data.

use crate::election::{ElectionDefinition, Station, Tally};
use crate::record::Fingerprint;

/// The columns of [`result_rows`].
pub const RESULT_COLUMNS: [&str; 12] = [
    "station",
    "code",
    "district",
    "class",
    "fingerprint",
    "contest",
    "contest_name",
    "list",
    "list_name",
    "candidate",
    "candidate_name",
    "count",
];

/// The rows of one station's result, each without its line end. The lines that are no candidates say what they are in
/// the column `candidate`: `registered`, `verified`, `ballots-cast` once a station, `list-alone`, `blank`, `invalid` in
/// each contest.
#[must_use]
pub fn result_rows(
    definition: &ElectionDefinition,
    station: &Station,
    tally: &Tally,
    fingerprint: &Fingerprint,
) -> Vec<String> {
    let languages = definition.languages(station);
    let (number, print) = (station.number.to_string(), fingerprint.to_string());
    let row = |rest: [&str; 7]| {
        let start = [number.as_str(), &station.code, &station.district, &station.class, &print];
        let cells: Vec<String> = start.into_iter().chain(rest).map(cell).collect();
        cells.join(",")
    };
    let whole = [
        ("registered", Some(tally.registered)),
        ("verified", tally.verified),
        ("ballots-cast", Some(tally.ballots_cast)),
    ];
    let mut rows: Vec<String> = whole
        .into_iter()
        .filter_map(|(what, count)| Some(row(["", "", "", "", what, "", &count?.to_string()])))
        .collect();
    for (contest, count) in definition.ballot(station).into_iter().zip(&tally.contests) {
        let name = contest.name.pick(languages);
        for (line, votes) in definition.lines(station, contest).iter().zip(count.votes.lines()) {
            let list = line.list.map(|list| (list.number.to_string(), list.name.pick(languages)));
            let (list, list_name) = list.unwrap_or_default();
            let candidate = line.candidate.map(|it| (it.number.to_string(), it.name.pick(languages)));
            let (candidate, candidate_name) = candidate.unwrap_or_else(|| ("list-alone".to_owned(), ""));
            let votes = votes.to_string();
            rows.push(row([&contest.id, name, &list, list_name, &candidate, candidate_name, &votes]));
        }
        for (what, votes) in [("blank", count.blank), ("invalid", count.invalid)] {
            rows.push(row([&contest.id, name, "", "", what, "", &votes.to_string()]));
        }
    }
    rows
}

/// One cell: quoted where a comma, quote or line end stands in it.
pub(super) fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
