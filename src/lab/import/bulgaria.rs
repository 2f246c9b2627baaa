//! Bulgaria, 11 July 2021: machine votes as written in the paper protocol. "I support no one" is a blank ballot; an
//! independent candidate stands only on the ballots of one district, whose digits the section's number begins with.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rts_core::election::{BallotStyle, Candidate, Choices, Contest, ContestTally, Names, Tally, Votes};

use super::{Choice, Error, Source, frame, read, select};

const CONTEST: &str = "national-assembly";
const NO_ONE: u32 = 99;

struct Party {
    code: u32,
    name: String,
    district: String,
}

struct Section {
    code: String,
    total: u32,
    votes: BTreeMap<u32, u32>,
}

/// Reads the parties and the sections.
pub(super) fn load(folder: &Path, choice: &Choice) -> Result<Source, Error> {
    let parties = parties(&find(folder, "parties-")?)?;
    let sections = sections(folder)?;
    let numbers = frame::numbers(sections.iter().map(|section| section.code.as_str()));
    let chosen =
        select::stations(sections.into_iter().zip(numbers).collect(), choice, |it: &(Section, u32)| {
            &it.0.code
        })?;

    let mut definition = frame::definition(frame(), choice.election)?;
    let mut tallies = Vec::new();
    for (section, number) in chosen {
        let style = style(&parties, &section.code);
        let ballot: Vec<&Party> = parties.iter().filter(|party| on_ballot(party, &section.code)).collect();
        if !definition.styles.iter().any(|known| known.id == style) {
            definition.styles.push(BallotStyle { id: style.clone(), contests: vec![style.clone()] });
            definition.contests.push(contest(&style, &ballot));
        }
        let votes = |party: &&Party| section.votes.get(&party.code).copied().unwrap_or(0);
        let count = ContestTally {
            contest: style.clone(),
            blank: section.votes.get(&NO_ONE).copied().unwrap_or(0),
            invalid: 0,
            votes: Votes::Candidates(ballot.iter().map(votes).collect()),
        };
        let place = frame::Place {
            name: Names::one("bg", &format!("Секция {}", section.code)),
            district: section.code.chars().take(2).collect(),
            code: section.code,
            style,
            registered: None,
            ballots: section.total,
            verification: false,
        };
        let station = frame::station(place, number);
        let (registered, ballots_cast) = (station.registered, section.total);
        tallies.push(Tally { registered, ballots_cast, verified: None, contests: vec![count] });
        definition.stations.push(station);
    }
    Ok(Source { definition, tallies })
}

fn frame() -> frame::Frame {
    frame::Frame {
        name: Names::one("bg", "Избори за Народно събрание, 11 юли 2021"),
        authority: Names::one("bg", "ЦИК (published figures)"),
        date: "2021-07-11",
        languages: &["bg", "en"],
        hours: ["2021-07-11T07:00:00+03:00", "2021-07-11T20:00:00+03:00"],
    }
}

fn on_ballot(party: &Party, section: &str) -> bool {
    section.starts_with(&party.district)
}

/// The contest of a section: the general one, or one of its own for a district with independent candidates.
fn style(parties: &[Party], section: &str) -> String {
    let own = parties.iter().find(|party| !party.district.is_empty() && on_ballot(party, section));
    own.map_or_else(|| CONTEST.to_owned(), |party| format!("{CONTEST}-{}", party.district))
}

fn contest(id: &str, ballot: &[&Party]) -> Contest {
    let candidate =
        |party: &&Party| Candidate { number: party.code, name: Names::one("bg", &party.name), party: None };
    Contest {
        id: id.to_owned(),
        name: Names::one("bg", "Народно събрание"),
        votes_allowed: 1,
        choices: Choices::Candidates(ballot.iter().map(candidate).collect()),
        coding: None,
    }
}

fn parties(path: &Path) -> Result<Vec<Party>, Error> {
    let rows = rows(path, ["code", "registered_name", "district"])?;
    let party =
        |[code, name, district]: [String; 3]| Ok(Party { code: number(path, &code)?, name, district });
    let all: Vec<Party> = rows.into_iter().map(party).collect::<Result<_, Error>>()?;
    Ok(all.into_iter().filter(|party| party.code != NO_ONE).collect())
}

fn sections(folder: &Path) -> Result<Vec<Section>, Error> {
    let path = find(folder, "sections-")?;
    let mut sections = BTreeMap::new();
    for [code, total] in rows(&path, ["section", "protocol_total"])? {
        let total = number(&path, &total)?;
        sections.insert(code.clone(), Section { code, total, votes: BTreeMap::new() });
    }
    let path = find(folder, "votes-")?;
    for [section, code, paper] in rows(&path, ["section", "code", "paper"])? {
        let (code, paper) = (number(&path, &code)?, number(&path, &paper)?);
        let Some(known) = sections.get_mut(&section) else {
            return Err(Error::Contradiction {
                station: section,
                what: "votes without a protocol".to_owned(),
            });
        };
        known.votes.insert(code, paper);
    }
    Ok(sections.into_values().collect())
}

/// The file of a folder whose name begins so and ends in `.csv`.
fn find(folder: &Path, begins: &str) -> Result<PathBuf, Error> {
    let listing = fs::read_dir(folder).map_err(|source| Error::File { path: folder.to_owned(), source })?;
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(begins) && name.ends_with(".csv")
    };
    let found = listing.filter_map(Result::ok).map(|entry| entry.path()).filter(named).min();
    found.ok_or_else(|| Error::UnknownData(folder.to_owned()))
}

/// The named columns of a CSV file without quotes.
fn rows<const N: usize>(path: &Path, columns: [&str; N]) -> Result<Vec<[String; N]>, Error> {
    let text = read(path)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let position = |column: &str| header.iter().position(|name| *name == column);
    let positions: Vec<usize> = columns.iter().filter_map(|column| position(column)).collect();
    let unknown = || Error::UnknownData(path.to_owned());
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let picked: Vec<String> =
            positions.iter().filter_map(|&at| fields.get(at)).map(|&field| field.to_owned()).collect();
        <[String; N]>::try_from(picked).map_err(|_| unknown())
    };
    lines.filter(|line| !line.is_empty()).map(row).collect()
}

fn number(path: &Path, text: &str) -> Result<u32, Error> {
    text.parse().map_err(|_| Error::Contradiction {
        station: path.display().to_string(),
        what: format!("\"{text}\" is not a number"),
    })
}
