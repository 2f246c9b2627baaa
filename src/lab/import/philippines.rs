//! Philippines, 12 May 2025: precincts of a national and local election, many ballot styles, contests with up to twelve
//! votes. An overvoted ballot costs all its votes of the contest.

use std::{collections::BTreeMap, path::Path};

use rts_core::election::{BallotStyle, Candidate, Choices, Contest, ContestTally, Names, Tally, Votes};
use serde::Deserialize;

use super::{Choice, Error, Source, frame, read_json, read_lines, select};

#[derive(Deserialize)]
struct Ballots {
    styles: BTreeMap<String, Style>,
    contests: BTreeMap<String, Published>,
}

#[derive(Deserialize)]
struct Style {
    contests: Vec<String>,
}

#[derive(Deserialize)]
struct Published {
    name: String,
    seats: u32,
    candidates: Vec<Numbered>,
}

#[derive(Deserialize)]
struct Numbered {
    number: u32,
    name: String,
}

#[derive(Deserialize)]
struct Line {
    station: String,
    location: String,
    style: String,
    registered: Option<u32>,
    voted: Option<u32>,
    valid_ballots: u32,
    contests: Vec<Count>,
}

#[derive(Deserialize)]
struct Count {
    contest: String,
    votes: Vec<u32>,
    overvotes: u32,
    undervotes: u32,
}

/// Reads the ballots and the precincts.
pub(super) fn load(ballots: &Path, lines: &Path, choice: &Choice) -> Result<Source, Error> {
    let ballots: Ballots = read_json(ballots)?;
    let lines: Vec<Line> = read_lines(lines)?;
    let numbers = frame::numbers(lines.iter().map(|line| line.station.as_str()));
    let chosen = select::stations(lines.into_iter().zip(numbers).collect(), choice, |it: &(Line, u32)| {
        &it.0.location
    })?;

    let mut definition = frame::definition(frame(), choice.election)?;
    definition.contests = ballots.contests.into_iter().map(|(id, it)| contest(id, it)).collect();
    let style = |(id, style): (String, Style)| BallotStyle { id, contests: style.contests };
    definition.styles = ballots.styles.into_iter().map(style).collect();
    let mut tallies = Vec::new();
    for (line, number) in chosen {
        let verified = line.voted.filter(|_| choice.verification);
        let (name, district) = named(&line);
        let place = frame::Place {
            code: line.station,
            name,
            district,
            style: line.style,
            registered: line.registered,
            ballots: line.valid_ballots,
            verification: verified.is_some(),
        };
        let station = frame::station(place, number);
        tallies.push(Tally {
            registered: station.registered,
            ballots_cast: line.valid_ballots,
            verified,
            contests: line.contests.into_iter().map(count).collect(),
        });
        definition.stations.push(station);
    }
    Ok(select::prune(Source { definition, tallies }))
}

fn frame() -> frame::Frame {
    frame::Frame {
        name: Names::one("en", "Philippines, National and Local Elections 2025"),
        authority: Names::one("en", "Commission on Elections (published figures)"),
        date: "2025-05-12",
        languages: &["en"],
        hours: ["2025-05-12T07:00:00+08:00", "2025-05-12T19:00:00+08:00"],
    }
}

fn contest(id: String, published: Published) -> Contest {
    let candidate =
        |it: Numbered| Candidate { number: it.number, name: Names::one("en", &it.name), party: None };
    Contest {
        id,
        name: Names::one("en", &published.name),
        votes_allowed: published.seats,
        choices: Choices::Candidates(published.candidates.into_iter().map(candidate).collect()),
        coding: None,
    }
}

fn count(count: Count) -> ContestTally {
    ContestTally {
        contest: count.contest,
        blank: count.undervotes,
        invalid: count.overvotes,
        votes: Votes::Candidates(count.votes),
    }
}

/// "REGION, PROVINCE, CITY, BARANGAY": the barangay with the precinct's number is the name, the rest the district.
fn named(line: &Line) -> (Names, String) {
    let mut parts = line.location.splitn(4, ", ");
    let district: Vec<&str> = parts.by_ref().take(3).collect();
    let barangay = parts.next().unwrap_or(&line.location);
    (Names::one("en", &format!("{barangay}, precinct {}", line.station)), district.join(", "))
}
