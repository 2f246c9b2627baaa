//! What is voted on: the election, its contests, lists, candidates and ballot styles.
//!
//! These are the types of the election package (docs/package.md, schema in docs/schema/package.json). Unknown fields are
//! refused on every one of them. The order of contests, lists and candidates is the order of every count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::rules::{CommissionKeys, Rules};
use super::station::{Station, StationClass};

/// Format name and version of a package; a package of another format is refused.
pub const FORMAT: &str = "rts-package/1";

/// A name in several languages, keyed by BCP 47 tag (`en`, `ar-IQ`, `ckb` …).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Names(pub BTreeMap<String, String>);

impl Names {
    /// The name in one language only.
    #[must_use]
    pub fn one(language: &str, name: &str) -> Self {
        Self(BTreeMap::from([(language.to_owned(), name.to_owned())]))
    }

    /// The name in the first of `languages` that has one, or else in any language, or else empty.
    #[must_use]
    pub fn pick<'a>(&'a self, languages: &[String]) -> &'a str {
        languages
            .iter()
            .find_map(|language| self.0.get(language))
            .or_else(|| self.0.get("en"))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }
}

/// Everything that the commission fixes before election day. Signed as a whole by its root key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionDefinition {
    /// [`FORMAT`].
    pub format: String,
    /// Which election, which version of its package.
    pub election: ElectionInfo,
    /// Every contest of every ballot style.
    pub contests: Vec<Contest>,
    /// Which contests stand on which ballot.
    pub styles: Vec<BallotStyle>,
    /// Hours and deadlines by class of station.
    pub classes: Vec<StationClass>,
    /// Every station that is expected to report.
    pub stations: Vec<Station>,
    /// What is checked, printed and sent, and how.
    pub rules: Rules,
    /// Public keys of the commission.
    pub keys: CommissionKeys,
}

/// Which election a package is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionInfo {
    /// Number of the election; in every packet.
    pub id: u16,
    /// Version of the package, growing; a box refuses an older one.
    pub version: u32,
    /// Name of the election.
    pub name: Names,
    /// Who holds it.
    pub authority: Names,
    /// Election day, `YYYY-MM-DD`.
    pub date: String,
    /// Languages of screens and tapes, first the preferred one.
    pub languages: Vec<String>,
    /// True for a training election: every record of it carries the test mark.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test: bool,
}

/// One question on a ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contest {
    /// Identifier, unique in the package.
    pub id: String,
    /// Name of the contest.
    pub name: Names,
    /// How many votes one ballot has in it (1 for a single choice).
    pub votes_allowed: u32,
    /// Who can be voted for.
    pub choices: Choices,
    /// Weights of the count coder tuned for this contest (docs/wire.md, tally code).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coding: Option<Weights>,
}

/// Who can be voted for in a contest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choices {
    /// Candidates without lists.
    Candidates(Vec<Candidate>),
    /// Lists with candidates.
    Lists(Vec<List>),
}

/// A list (party, coalition) with its candidates in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Number printed on the ballot.
    pub number: u32,
    /// Name of the list.
    pub name: Names,
    /// True if a ballot may be marked for the list alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub list_vote: bool,
    /// Candidates in ballot order.
    pub candidates: Vec<Candidate>,
}

/// Somebody who can be voted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Number printed on the ballot.
    pub number: u32,
    /// Name as printed on the ballot.
    pub name: Names,
    /// Party or list shown beside the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
}

/// Weights of an urn of the count coder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Weight of a candidate without votes, at least 1.
    pub a: u32,
    /// How much each vote adds.
    pub b: u32,
}

/// Contests that stand together on one ballot, in ballot order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BallotStyle {
    /// Identifier, unique in the package.
    pub id: String,
    /// Identifiers of contests.
    pub contests: Vec<String>,
}

impl Contest {
    /// Candidates over all lists.
    #[must_use]
    pub fn candidate_count(&self) -> usize {
        match &self.choices {
            Choices::Candidates(candidates) => candidates.len(),
            Choices::Lists(lists) => lists.iter().map(|list| list.candidates.len()).sum(),
        }
    }
}

impl ElectionDefinition {
    /// The station with this number.
    #[must_use]
    pub fn station(&self, number: u32) -> Option<&Station> {
        self.stations.iter().find(|station| station.number == number)
    }

    /// The class of a station.
    #[must_use]
    pub fn class(&self, station: &Station) -> Option<&StationClass> {
        self.classes.iter().find(|class| class.id == station.class)
    }

    /// The contests on the ballot of a station, in ballot order; a contest missing from the package is left out
    /// (a package in force has none missing: it is validated when it is opened).
    #[must_use]
    pub fn ballot(&self, station: &Station) -> Vec<&Contest> {
        let style = self.styles.iter().find(|style| style.id == station.style);
        let ids = style.map_or(&[][..], |style| style.contests.as_slice());
        ids.iter().filter_map(|id| self.contests.iter().find(|contest| contest.id == *id)).collect()
    }
    /// The package cut to one station: its ballot, its class, itself. Everything else is as it was.
    #[must_use]
    pub fn of_station(&self, station: &Station) -> Self {
        Self {
            format: self.format.clone(),
            election: self.election.clone(),
            contests: self.ballot(station).into_iter().cloned().collect(),
            styles: self.styles.iter().filter(|style| style.id == station.style).cloned().collect(),
            classes: self.class(station).into_iter().cloned().collect(),
            stations: vec![station.clone()],
            rules: self.rules.clone(),
            keys: self.keys.clone(),
        }
    }
}
