//! The tally of one station out of an election report, whoever wrote it.

use std::collections::BTreeMap;

use super::identifier;
use super::schema::{
    CandidateContest, Contest, Election, ElectionReport, ExternalIdentifier, GpUnit, InternationalizedText,
    ReportingUnit, Selection, VoteCounts,
};
use crate::election::{
    Choices, Code, Contest as Definition, ContestTally, ElectionDefinition, Line, ListTally, Names, Refusal,
    Station, Tally, Votes,
};

/// Longest report that is read, in bytes.
pub const MAXIMUM_REPORT_BYTES: usize = 32 << 20;

/// Reads the tally of `station` from a report. Contests, lists and candidates are found by this project's identifiers,
/// else by name; only counts of the type `total` are read. Whether it adds up is the business of
/// [`crate::election::check`].
///
/// # Errors
///
/// Refused if it is no report (T01), of another election or station (T02), a test where none is expected or the other
/// way round (T16, T01), or lacks a contest or line (T03, T06) or has one that is not on the ballot (T04).
pub fn from_nist_report(
    bytes: &[u8],
    definition: &ElectionDefinition,
    station: &Station,
    test: bool,
) -> Result<Tally, Refusal> {
    let unreadable = |why: &str| Refusal::at(Code::TallyUnreadable, why);
    if bytes.len() > MAXIMUM_REPORT_BYTES {
        return Err(unreadable("the report is too long"));
    }
    let report: ElectionReport =
        serde_json::from_slice(bytes).map_err(|error| unreadable(&error.to_string()))?;
    let [election] = report.election.as_slice() else {
        return Err(unreadable("the report is not of one election"));
    };
    of_election(&report, election, definition)?;
    match (report.is_test, test) {
        (true, false) => return Err(Refusal::new(Code::ZeroTest)),
        (false, true) => return Err(unreadable("a rehearsal takes only a tally marked as a test")),
        (true, true) | (false, false) => {}
    }
    let unit = unit(&report, station)?;
    let reader = Reader { report: &report, election, definition, station, unit: &unit.id };
    let total = |it: &&super::schema::BallotCounts| it.gp_unit_id == unit.id && it.r#type == "total";
    let ballots_cast = election.ballot_counts.iter().find(total).and_then(|it| it.ballots_cast);
    let contests = definition.ballot(station).into_iter().map(|contest| reader.contest(contest));
    Ok(Tally {
        registered: unit.voters_registered.unwrap_or(station.registered),
        ballots_cast: ballots_cast.ok_or_else(|| unreadable("the ballots cast are missing"))?,
        verified: unit.voters_participated,
        contests: contests.collect::<Result<_, _>>()?,
    })
}

/// A report names its election by number, or else at least by its day.
fn of_election(
    report: &ElectionReport,
    election: &Election,
    definition: &ElectionDefinition,
) -> Result<(), Refusal> {
    let other = |expected: &str, found: &str| {
        let found: String = found.chars().take(32).flat_map(char::escape_debug).collect();
        Err(Refusal::at(Code::TallyOtherStation, format!("election: expected {expected}, found {found}")))
    };
    let number = definition.election.id.to_string();
    match ExternalIdentifier::find(&report.external_identifier, identifier::ELECTION) {
        Some(found) if found != number => other(&number, found),
        None if election.start_date != definition.election.date => {
            other(&definition.election.date, &election.start_date)
        }
        Some(_) | None => Ok(()),
    }
}

/// The reporting unit of a station: by number or code of this project, or by any identifier that is the code.
fn unit<'a>(report: &'a ElectionReport, station: &Station) -> Result<&'a ReportingUnit, Refusal> {
    let number = station.number.to_string();
    let is_station = |unit: &&ReportingUnit| match ExternalIdentifier::find(
        &unit.external_identifier,
        identifier::STATION,
    ) {
        Some(found) => found == number,
        None => unit.external_identifier.iter().any(|it| it.value == station.code),
    };
    let units = report.gp_unit.iter().filter_map(|unit| match unit {
        GpUnit::Unit(unit) => Some(unit),
        GpUnit::Other => None,
    });
    let mut found = units.filter(is_station);
    match (found.next(), found.next()) {
        (Some(unit), None) => Ok(unit),
        (Some(_), Some(_)) => Err(Refusal::at(Code::TallyUnreadable, "the station stands there twice")),
        (None, _) => {
            Err(Refusal::at(Code::TallyOtherStation, format!("the report has no station {}", station.code)))
        }
    }
}

struct Reader<'a> {
    report: &'a ElectionReport,
    election: &'a Election,
    definition: &'a ElectionDefinition,
    station: &'a Station,
    unit: &'a str,
}

impl Reader<'_> {
    fn contest(&self, contest: &Definition) -> Result<ContestTally, Refusal> {
        let name = contest.name.pick(self.definition.languages(self.station));
        let counted = self.find(contest).ok_or_else(|| Refusal::at(Code::ContestMissing, name))?;
        let mut counts = self.counts(counted, name)?;
        let lines = self.definition.lines(self.station, contest);
        let mut votes = Vec::new();
        for line in &lines {
            let possible = line.candidate.is_some() || line.list.is_some_and(|list| list.list_vote);
            let count = counts.take(line);
            match count {
                Some(count) => votes.push(count),
                None if !possible => votes.push(0),
                None => return Err(Refusal::at(Code::LinesDiffer, format!("{line}: no count"))),
            }
        }
        if let Some(unknown) = counts.rest() {
            return Err(Refusal::at(Code::ContestUnknown, format!("{name}: {unknown}")));
        }
        let other = counted.other_counts.iter().find(|it| it.gp_unit_id == self.unit);
        let (Some(blank), Some(invalid)) =
            (other.and_then(|it| it.undervotes), other.and_then(|it| it.overvotes))
        else {
            return Err(Refusal::at(
                Code::LinesDiffer,
                format!("{name}: undervotes or overvotes are missing"),
            ));
        };
        Ok(ContestTally { contest: contest.id.clone(), blank, invalid, votes: shape(contest, votes) })
    }

    fn find(&self, contest: &Definition) -> Option<&CandidateContest> {
        let is_it = |it: &&CandidateContest| match ExternalIdentifier::find(
            &it.external_identifier,
            identifier::CONTEST,
        ) {
            Some(id) => id == contest.id,
            None => contest.name.0.values().any(|name| *name == it.name),
        };
        let contests = self.election.contest.iter().filter_map(|contest| match contest {
            Contest::Candidates(contest) => Some(contest),
            Contest::Other => None,
        });
        contests.filter(is_it).find(|it| it.other_counts.iter().any(|other| other.gp_unit_id == self.unit))
    }

    /// The counts of this station in a contest, by list and candidate.
    fn counts(&self, contest: &CandidateContest, name: &str) -> Result<Counts, Refusal> {
        let mut counts = Counts::default();
        for selection in &contest.contest_selection {
            let (parties, candidates, votes) = match selection {
                Selection::Candidate(it) => {
                    (&it.endorsement_party_ids, &it.candidate_ids[..], &it.vote_counts)
                }
                Selection::Party(it) => (&it.party_ids, &[][..], &it.vote_counts),
                Selection::Other => continue,
            };
            let mut totals =
                votes.iter().filter(|it: &&VoteCounts| it.gp_unit_id == self.unit && it.r#type == "total");
            let Some(total) = totals.next() else { continue };
            let known = |id: &String| self.election.candidate.iter().find(|it| it.id == *id);
            let candidate = candidates.first().map(|id| match known(id) {
                Some(it) => Key::new(&it.external_identifier, &it.ballot_name),
                None => Key::Name(vec![id.clone()]),
            });
            let party = parties.first().and_then(|id| self.report.party.iter().find(|it| it.id == *id));
            let list = party.map(|it| Key::new(&it.external_identifier, &it.name));
            let twice = counts.0.insert((list, candidate), total.count).is_some() || totals.next().is_some();
            if twice {
                return Err(Refusal::at(Code::TallyUnreadable, format!("{name}: a line stands there twice")));
            }
        }
        Ok(counts)
    }
}

/// How a report names a list or a candidate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(u32),
    Name(Vec<String>),
}

impl Key {
    fn new(identifiers: &[ExternalIdentifier], name: &InternationalizedText) -> Self {
        let number = ExternalIdentifier::find(identifiers, identifier::BALLOT_NUMBER);
        let names = || name.text.iter().map(|text| text.content.clone()).collect();
        number.and_then(|number| number.parse().ok()).map_or_else(|| Self::Name(names()), Self::Number)
    }

    fn is(&self, number: u32, names: &Names) -> bool {
        match self {
            Self::Number(found) => *found == number,
            Self::Name(found) => found.iter().any(|name| names.0.values().any(|known| known == name)),
        }
    }
}

/// Counts by list and candidate.
#[derive(Debug, Default)]
struct Counts(BTreeMap<(Option<Key>, Option<Key>), u32>);

impl Counts {
    /// Takes out the count of a line.
    fn take(&mut self, line: &Line<'_>) -> Option<u32> {
        let numbers = (
            line.list.map(|list| Key::Number(list.number)),
            line.candidate.map(|candidate| Key::Number(candidate.number)),
        );
        self.0.remove(&numbers).or_else(|| self.take_by_name(line))
    }

    fn take_by_name(&mut self, line: &Line<'_>) -> Option<u32> {
        let same_candidate = |key: &Option<Key>| match (key, line.candidate) {
            (Some(key), Some(candidate)) => key.is(candidate.number, &candidate.name),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        // A report may leave out which list endorses a candidate.
        let same_list = |key: &Option<Key>| match (key, line.list) {
            (Some(key), Some(list)) => key.is(list.number, &list.name),
            (None, _) => line.candidate.is_some(),
            (Some(_), None) => true,
        };
        let found =
            self.0.keys().find(|(list, candidate)| same_candidate(candidate) && same_list(list)).cloned();
        found.and_then(|key| self.0.remove(&key))
    }

    /// Something with votes that nothing on the ballot took.
    fn rest(&self) -> Option<String> {
        let voted = self.0.iter().find(|(_, count)| **count > 0);
        voted.map(|((list, candidate), count)| {
            let shown: String = format!("{list:?} {candidate:?}").chars().take(80).collect();
            format!("{count} votes for {shown}, who is not on the ballot")
        })
    }
}

/// Counts in the order of the ballot's lines as the votes of a contest.
fn shape(contest: &Definition, counts: Vec<u32>) -> Votes {
    match &contest.choices {
        Choices::Candidates(_) => Votes::Candidates(counts),
        Choices::Lists(lists) => {
            let mut counts = counts.into_iter();
            let mut next = || counts.next().unwrap_or(0);
            let list = |list: &crate::election::List| ListTally {
                list_only: next(),
                candidates: list.candidates.iter().map(|_| next()).collect(),
            };
            Votes::Lists(lists.iter().map(list).collect())
        }
    }
}
