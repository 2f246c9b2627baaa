//! Afghanistan, 18 September 2010: stations of Balkh province, one contest of 80 candidates, names in English and Dari.
//! Neither register nor turnout was published; invalidated votes count as invalid ballots.

use std::{collections::BTreeMap, path::Path};

use rts_core::election::{BallotStyle, Candidate, Choices, Contest, ContestTally, Names, Tally, Votes};
use serde::Deserialize;

use super::{Choice, Error, Source, frame, read_json, read_lines, select};

const STYLE: &str = "all";
/// Dari as Unicode CLDR names it.
const DARI: &str = "fa-AF";

#[derive(Deserialize)]
struct Ballots {
    election: String,
    contest: String,
    province: Bilingual,
    districts: BTreeMap<String, Bilingual>,
    candidates: Vec<Person>,
}

#[derive(Deserialize)]
struct Bilingual {
    en: String,
    dari: String,
}

#[derive(Deserialize)]
struct Person {
    number: u32,
    name_en: String,
    name_dari: String,
}

#[derive(Deserialize)]
struct Line {
    station: String,
    #[serde(rename = "type")]
    voters: String,
    district: String,
    registered: Option<u32>,
    invalidated: u32,
    valid_ballots: u32,
    contests: Vec<Count>,
}

#[derive(Deserialize)]
struct Count {
    contest: String,
    votes: Vec<u32>,
}

/// Reads the candidates and the stations.
pub(super) fn load(ballots: &Path, lines: &Path, choice: &Choice) -> Result<Source, Error> {
    let ballots: Ballots = read_json(ballots)?;
    let lines: Vec<Line> = read_lines(lines)?;
    let numbers = frame::numbers(lines.iter().map(|line| line.station.as_str()));
    let chosen =
        select::stations(lines.into_iter().zip(numbers).collect(), choice, |it: &(Line, u32)| &it.0.station)?;

    let mut definition = frame::definition(frame(&ballots.election), choice.election)?;
    definition.styles = vec![BallotStyle { id: STYLE.to_owned(), contests: vec![ballots.contest.clone()] }];
    let mut tallies = Vec::new();
    for (line, number) in chosen {
        let ballots_cast = line.valid_ballots.saturating_add(line.invalidated);
        let district = ballots.districts.get(&line.district).unwrap_or(&ballots.province);
        let place = frame::Place {
            name: named(&line, district),
            code: line.station,
            district: district.en.clone(),
            style: STYLE.to_owned(),
            registered: line.registered,
            ballots: ballots_cast,
            verification: false,
        };
        let station = frame::station(place, number);
        let count = |it: Count| ContestTally {
            contest: it.contest,
            blank: 0,
            invalid: line.invalidated,
            votes: Votes::Candidates(it.votes),
        };
        let contests = line.contests.into_iter().map(count).collect();
        tallies.push(Tally { registered: station.registered, ballots_cast, verified: None, contests });
        definition.stations.push(station);
    }
    definition.contests = vec![contest(ballots)];
    Ok(Source { definition, tallies })
}

fn frame(election: &str) -> frame::Frame {
    frame::Frame {
        name: Names::one("en", election),
        authority: Names::one("en", "Independent Election Commission of Afghanistan (published figures)"),
        date: "2010-09-18",
        languages: &[DARI, "en"],
        hours: ["2010-09-18T07:00:00+04:30", "2010-09-18T16:00:00+04:30"],
    }
}

fn both(en: &str, dari: &str) -> Names {
    Names(
        [("en", en), (DARI, dari)].into_iter().map(|(tag, name)| (tag.to_owned(), name.to_owned())).collect(),
    )
}

fn named(line: &Line, district: &Bilingual) -> Names {
    let voters = if line.voters == "F" { "women" } else { "men" };
    both(&format!("{}, {voters}", district.en), &district.dari)
}

fn contest(ballots: Ballots) -> Contest {
    let candidate =
        |it: Person| Candidate { number: it.number, name: both(&it.name_en, &it.name_dari), party: None };
    Contest {
        id: ballots.contest,
        name: both(
            &format!("Wolesi Jirga, {}", ballots.province.en),
            &format!("ولسی جرگه، {}", ballots.province.dari),
        ),
        votes_allowed: 1,
        choices: Choices::Candidates(ballots.candidates.into_iter().map(candidate).collect()),
        coding: None,
    }
}
