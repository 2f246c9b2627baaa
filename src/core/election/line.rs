//! The lines of a ballot in order, each with its count: what checks, comparisons and reports walk along.

use std::fmt;

use super::definition::{Candidate, Choices, Contest, ElectionDefinition, List};
use super::station::Station;
use super::tally::{ListTally, Votes};

/// One line of a ballot and how a person finds it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The contest.
    pub contest: &'a Contest,
    /// The list, where the contest has lists.
    pub list: Option<&'a List>,
    /// The candidate; absent on the line of a list alone.
    pub candidate: Option<&'a Candidate>,
    languages: &'a [String],
}

impl ElectionDefinition {
    /// Languages of a station, the preferred one first: its own, or else the election's.
    #[must_use]
    pub fn languages<'a>(&'a self, station: &'a Station) -> &'a [String] {
        if station.languages.is_empty() { &self.election.languages } else { &station.languages }
    }

    /// The lines of a contest in ballot order. The line of a list alone comes before its candidates and is there on
    /// every list, whether or not a ballot may be marked so.
    #[must_use]
    pub fn lines<'a>(&'a self, station: &'a Station, contest: &'a Contest) -> Vec<Line<'a>> {
        let languages = self.languages(station);
        let line = |list, candidate| Line { contest, list, candidate, languages };
        match &contest.choices {
            Choices::Candidates(all) => all.iter().map(|candidate| line(None, Some(candidate))).collect(),
            Choices::Lists(lists) => {
                let of = |list: &'a List| {
                    let candidates = list.candidates.iter().map(move |it| line(Some(list), Some(it)));
                    std::iter::once(line(Some(list), None)).chain(candidates)
                };
                lists.iter().flat_map(of).collect()
            }
        }
    }
}

impl Votes {
    /// The counts in the order of [`ElectionDefinition::lines`].
    #[must_use]
    pub fn lines(&self) -> Vec<u32> {
        let of = |list: &ListTally| {
            let candidates = list.candidates.clone();
            std::iter::once(list.list_only).chain(candidates)
        };
        match self {
            Self::Candidates(counts) => counts.clone(),
            Self::Lists(lists) => lists.iter().flat_map(of).collect(),
        }
    }
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.contest.name.pick(self.languages))?;
        if let Some(list) = self.list {
            write!(f, ", list {} {}", list.number, list.name.pick(self.languages))?;
        }
        match self.candidate {
            Some(candidate) => {
                write!(f, ", line {} {}", candidate.number, candidate.name.pick(self.languages))
            }
            None => f.write_str(", list alone"),
        }
    }
}
