//! The stations that are measured: ballots as shapes and tallies as counts.

use std::path::{Path, PathBuf};

use rts_core::coding::counts::{ContestCounts, Counts, ListCounts, Votes};
use rts_core::coding::shape::BallotShape;
use rts_core::election::{ElectionDefinition, Tally, TallyFile, Votes as Counted};
use rts_core::record::shape;
use serde_json::Value;

use super::Error;
use crate::lab::import::{self, Choice};

/// One station: what is known before the count, and the count.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) shape: BallotShape,
    pub(super) counts: Counts,
}

/// Stations of one election.
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) name: String,
    pub(super) cases: Vec<Case>,
    /// Of made-up stations: how they were made.
    pub(super) made_of: Option<Value>,
}

/// The project's own elections: each subfolder of `folder` with package.json and tallies/.
pub(super) fn own(folder: &Path) -> Result<Vec<Set>, Error> {
    // A folder without a package holds something else, such as names only.
    let elections = subfolders(folder)?.into_iter().filter(|path| path.join("package.json").is_file());
    elections.map(|path| Ok(Set { name: name(&path), cases: election(&path)?, made_of: None })).collect()
}

/// Published counts: `folder` itself or each of its subfolders.
pub(super) fn published(folder: &Path) -> Result<Vec<Set>, Error> {
    let folders =
        if folder.join("ballots.json").is_file() { vec![folder.to_owned()] } else { subfolders(folder)? };
    let choice = Choice { lines: PathBuf::from("stations.jsonl"), election: 1, ..Choice::default() };
    let set = |path: PathBuf| {
        let source = import::load(&path, &choice)?;
        Ok(Set { name: name(&path), cases: cases(&source.definition, &source.tallies), made_of: None })
    };
    folders.into_iter().map(set).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn subfolders(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let listing = std::fs::read_dir(folder).map_err(Error::file(folder))?;
    let mut found: Vec<PathBuf> =
        listing.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    if found.is_empty() { Err(Error::NoElection(folder.to_owned())) } else { Ok(found) }
}

fn election(folder: &Path) -> Result<Vec<Case>, Error> {
    let (definition, tallies) = open(folder)?;
    Ok(cases(&definition, &tallies))
}

/// An election of the project's own and the tallies of its stations, in order.
pub(super) fn open(folder: &Path) -> Result<(ElectionDefinition, Vec<Tally>), Error> {
    let read = |path: &Path| std::fs::read(path).map_err(Error::file(path));
    let package = folder.join("package.json");
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        |refusal: rts_core::election::Refusal| Error::Election { path, why: refusal.to_string() }
    };
    let definition = ElectionDefinition::source_from_json(&read(&package)?).map_err(unreadable(&package))?;
    let mut tallies = Vec::new();
    for station in &definition.stations {
        let path = folder.join("tallies").join(format!("{}.json", station.code));
        let file = TallyFile::from_json(&read(&path)?).map_err(unreadable(&path))?;
        tallies.push(file.tally_of(&definition, station, false).map_err(unreadable(&path))?);
    }
    Ok((definition, tallies))
}

fn cases(definition: &ElectionDefinition, tallies: &[Tally]) -> Vec<Case> {
    let case = |(station, tally)| Case { shape: shape(definition, station), counts: counts(tally) };
    definition.stations.iter().zip(tallies).map(case).collect()
}

fn counts(tally: &Tally) -> Counts {
    let contest = |contest: &rts_core::election::ContestTally| ContestCounts {
        blank: contest.blank,
        invalid: contest.invalid,
        votes: match &contest.votes {
            Counted::Candidates(votes) => Votes::Candidates(votes.clone()),
            Counted::Lists(lists) => Votes::Lists(
                lists
                    .iter()
                    .map(|list| ListCounts { list_only: list.list_only, candidates: list.candidates.clone() })
                    .collect(),
            ),
        },
    };
    Counts {
        registered: tally.registered,
        ballots_cast: tally.ballots_cast,
        verified: tally.verified,
        contests: tally.contests.iter().map(contest).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_election_of_the_project_with_a_package_is_a_set_and_a_folder_of_names_is_none() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/elections");
        let sets = own(&folder).unwrap();
        let names: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
        assert_eq!(names, ["netherlands-2025", "philippines-2025"]);
        assert!(sets.iter().all(|set| !set.cases.is_empty()));
    }
}
