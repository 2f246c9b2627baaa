//! Netherlands, 29 October 2025: polling stations of one municipality, one contest of 24 lists and 1,085 candidates.

use std::path::Path;

use rts_core::election::{
    BallotStyle, Candidate, Choices, Contest, ContestTally, List, ListTally, Names, Tally, Votes,
};
use serde::Deserialize;

use super::{Choice, Error, Source, frame, read_json, read_lines, select};

const STYLE: &str = "all";

#[derive(Deserialize)]
struct Ballots {
    election: String,
    contest: String,
    name: String,
    lists: Vec<Published>,
}

#[derive(Deserialize)]
struct Published {
    number: u32,
    name: String,
    candidates: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    number: u32,
    name: String,
    first: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    station: String,
    name: String,
    registered: Option<u32>,
    voted: Option<u32>,
    valid_ballots: u32,
    blank: u32,
    invalid: u32,
    contests: Vec<Count>,
}

#[derive(Deserialize)]
struct Count {
    contest: String,
    votes: Vec<Vec<u32>>,
}

/// Reads the lists and the polling stations.
pub(super) fn load(ballots: &Path, lines: &Path, choice: &Choice) -> Result<Source, Error> {
    let ballots: Ballots = read_json(ballots)?;
    let lines: Vec<Line> = read_lines(lines)?;
    let numbers = frame::numbers(lines.iter().map(|line| line.station.as_str()));
    let chosen =
        select::stations(lines.into_iter().zip(numbers).collect(), choice, |it: &(Line, u32)| &it.0.name)?;

    let mut definition = frame::definition(frame(&ballots.election), choice.election)?;
    let district = ballots.name.clone();
    definition.styles = vec![BallotStyle { id: STYLE.to_owned(), contests: vec![ballots.contest.clone()] }];
    definition.contests = vec![contest(ballots)];
    let mut tallies = Vec::new();
    for (line, number) in chosen {
        let verified = line.voted.filter(|_| choice.verification);
        let ballots_cast = line.valid_ballots.saturating_add(line.blank).saturating_add(line.invalid);
        let place = frame::Place {
            code: line.station,
            name: Names::one("nl", &line.name),
            district: district.clone(),
            style: STYLE.to_owned(),
            registered: line.registered,
            ballots: ballots_cast,
            verification: verified.is_some(),
        };
        let station = frame::station(place, number);
        let (blank, invalid) = (line.blank, line.invalid);
        let contests = line.contests.into_iter().map(|it| count(it, blank, invalid)).collect();
        tallies.push(Tally { registered: station.registered, ballots_cast, verified, contests });
        definition.stations.push(station);
    }
    Ok(Source { definition, tallies })
}

fn frame(election: &str) -> frame::Frame {
    frame::Frame {
        name: Names::one("nl", election),
        authority: Names::one("nl", "Kiesraad (published figures)"),
        date: "2025-10-29",
        languages: &["nl", "en"],
        hours: ["2025-10-29T07:30:00+01:00", "2025-10-29T21:00:00+01:00"],
    }
}

fn contest(ballots: Ballots) -> Contest {
    let list = |list: Published| List {
        number: list.number,
        name: Names::one("nl", &list.name),
        list_vote: false,
        candidates: list.candidates.into_iter().map(candidate).collect(),
    };
    Contest {
        id: ballots.contest,
        name: Names::one("nl", &format!("Tweede Kamer, kieskring {}", ballots.name)),
        votes_allowed: 1,
        choices: Choices::Lists(ballots.lists.into_iter().map(list).collect()),
        coding: None,
    }
}

/// As on the ballot paper: "Wilders, G. (Geert)".
fn candidate(person: Person) -> Candidate {
    let first = person.first.filter(|first| !first.is_empty());
    let name = first.map_or_else(|| person.name.clone(), |first| format!("{} ({first})", person.name));
    Candidate { number: person.number, name: Names::one("nl", &name), party: None }
}

fn count(count: Count, blank: u32, invalid: u32) -> ContestTally {
    let list = |candidates| ListTally { list_only: 0, candidates };
    ContestTally {
        contest: count.contest,
        blank,
        invalid,
        votes: Votes::Lists(count.votes.into_iter().map(list).collect()),
    }
}
