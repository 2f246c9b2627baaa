//! Tallies as an election report.

use std::collections::{BTreeMap, BTreeSet};

use super::identifier;
use super::schema::{
    BallotCounts, BallotStyle, Candidate, CandidateContest, CandidateSelection, Contest, CountStatus,
    Election, ElectionReport, ExternalIdentifier, GpUnit, InternationalizedText, OrderedContest, OtherCounts,
    Party, PartySelection, ReportStatus, ReportingUnit, Selection, VoteCounts,
};
use crate::election::{Code, ElectionDefinition, Names, Refusal, Station, Tally};
use crate::election::{Contest as Definition, Line};
use crate::time::WallTime;

const AREA: &str = "area";
const TOTAL: &str = "total";

/// What a report says about itself.
#[derive(Clone, Debug)]
pub struct ReportContext {
    /// When it is written.
    pub generated: WallTime,
    /// How far the results stand.
    pub status: ReportStatus,
    /// Name and version of the program.
    pub application: String,
    /// True if the tallies are no votes; a training election is one anyway.
    pub test: bool,
}

/// Writes the tallies of some stations as one report. Each tally must have the shape of its ballot.
///
/// # Errors
///
/// Refused if it cannot be written as JSON (X02).
pub fn nist_report(
    definition: &ElectionDefinition,
    results: &[(&Station, &Tally)],
    context: &ReportContext,
) -> Result<Vec<u8>, Refusal> {
    let generated = jiff::Timestamp::from_second(context.generated.unix()).unwrap_or_default();
    let issuer = definition.election.authority.pick(&definition.election.languages).to_owned();
    let used: BTreeSet<&str> = results
        .iter()
        .flat_map(|(station, _)| definition.ballot(station))
        .map(|contest| contest.id.as_str())
        .collect();
    let contests: Vec<Numbered<'_>> = (0..)
        .zip(&definition.contests)
        .filter(|(_, contest)| used.contains(contest.id.as_str()))
        .map(|(index, contest)| Numbered { index, contest })
        .collect();
    let report = ElectionReport {
        election: vec![election(definition, results, &contests)],
        external_identifier: vec![ExternalIdentifier::new(identifier::ELECTION, definition.election.id)],
        format: "precinct-level".to_owned(),
        generated_date: generated.to_string(),
        gp_unit: units(definition, results),
        is_test: context.test || definition.election.test,
        issuer_abbreviation: issuer.clone(),
        issuer,
        party: contests.iter().flat_map(Numbered::parties).collect(),
        sequence_end: 1,
        sequence_start: 1,
        status: context.status,
        vendor_application_id: context.application.clone(),
    };
    let unwritable = |error: serde_json::Error| Refusal::at(Code::FileUnwritable, format!("report: {error}"));
    let mut bytes = serde_json::to_vec(&report).map_err(unwritable)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn unit_id(station: &Station) -> String {
    format!("station-{}", station.number)
}

/// The whole area, the districts, the stations.
fn units(definition: &ElectionDefinition, results: &[(&Station, &Tally)]) -> Vec<GpUnit> {
    let region = |id: String, kind: &str, name: InternationalizedText, parts: Vec<String>| {
        GpUnit::Unit(ReportingUnit {
            id,
            composing_gp_unit_ids: parts,
            count_status: Vec::new(),
            external_identifier: Vec::new(),
            name: Some(name),
            other_type: Some(kind.to_owned()),
            r#type: "other".to_owned(),
            voters_participated: None,
            voters_registered: None,
        })
    };
    let mut districts: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (station, _) in results {
        districts.entry(&station.district).or_default().push(unit_id(station));
    }
    let ids: Vec<String> = (1..=districts.len()).map(|number| format!("district-{number}")).collect();
    let language = definition.election.languages.first().map_or("en", String::as_str);
    let mut units = vec![region(AREA.to_owned(), AREA, (&definition.election.name).into(), ids.clone())];
    units.extend(ids.into_iter().zip(districts).map(|(id, (name, stations))| {
        region(id, "district", (&Names::one(language, name)).into(), stations)
    }));
    units.extend(results.iter().map(|(station, tally)| {
        let completed = CountStatus { status: "completed".to_owned(), r#type: TOTAL.to_owned() };
        GpUnit::Unit(ReportingUnit {
            id: unit_id(station),
            composing_gp_unit_ids: Vec::new(),
            count_status: vec![completed],
            external_identifier: vec![
                ExternalIdentifier::new(identifier::STATION, station.number),
                ExternalIdentifier::new(identifier::STATION_CODE, &station.code),
            ],
            name: Some((&station.name).into()),
            other_type: None,
            r#type: "precinct".to_owned(),
            voters_participated: tally.verified,
            voters_registered: Some(tally.registered),
        })
    }));
    units
}

fn election(
    definition: &ElectionDefinition,
    results: &[(&Station, &Tally)],
    contests: &[Numbered<'_>],
) -> Election {
    let mut styles: BTreeMap<&str, BallotStyle> = BTreeMap::new();
    for (station, _) in results {
        let style = styles.entry(&station.style).or_insert_with(|| BallotStyle {
            external_identifier: vec![ExternalIdentifier::new(identifier::STYLE, &station.style)],
            gp_unit_ids: Vec::new(),
            ordered_content: definition
                .ballot(station)
                .iter()
                .filter_map(|contest| contests.iter().find(|it| it.contest.id == contest.id))
                .map(|contest| OrderedContest { contest_id: contest.id() })
                .collect(),
        });
        style.gp_unit_ids.push(unit_id(station));
    }
    let ballots = |(station, tally): &(&Station, &Tally)| BallotCounts {
        ballots_cast: Some(tally.ballots_cast),
        gp_unit_id: unit_id(station),
        r#type: TOTAL.to_owned(),
    };
    Election {
        ballot_counts: results.iter().map(ballots).collect(),
        ballot_style: styles.into_values().collect(),
        candidate: contests.iter().flat_map(|contest| contest.candidates(definition)).collect(),
        contest: contests.iter().map(|contest| contest.counted(definition, results)).collect(),
        election_scope_id: AREA.to_owned(),
        end_date: definition.election.date.clone(),
        name: (&definition.election.name).into(),
        other_type: Some("unspecified".to_owned()),
        start_date: definition.election.date.clone(),
        r#type: "other".to_owned(),
    }
}

/// A contest and its position in the package, from which the identifiers within the report are made.
struct Numbered<'a> {
    index: usize,
    contest: &'a Definition,
}

impl Numbered<'_> {
    fn id(&self) -> String {
        format!("contest-{}", self.index)
    }

    fn party_id(&self, list: u32) -> String {
        format!("list-{}-{list}", self.index)
    }

    fn candidate_id(&self, line: &Line<'_>) -> Option<String> {
        let list = line.list.map_or_else(String::new, |list| format!("{}-", list.number));
        line.candidate.map(|candidate| format!("candidate-{}-{list}{}", self.index, candidate.number))
    }

    /// Lines of the contest; a station's languages do not matter here.
    fn lines<'d>(&'d self, definition: &'d ElectionDefinition) -> Vec<Line<'d>> {
        definition.stations.first().map(|any| definition.lines(any, self.contest)).unwrap_or_default()
    }

    fn parties(&self) -> Vec<Party> {
        let lists = match &self.contest.choices {
            crate::election::Choices::Candidates(_) => &[][..],
            crate::election::Choices::Lists(lists) => lists,
        };
        let party = |list: &crate::election::List| Party {
            id: self.party_id(list.number),
            external_identifier: vec![ExternalIdentifier::new(identifier::BALLOT_NUMBER, list.number)],
            name: (&list.name).into(),
        };
        lists.iter().map(party).collect()
    }

    fn candidates(&self, definition: &ElectionDefinition) -> Vec<Candidate> {
        let candidate = |line: &Line<'_>| {
            let candidate = line.candidate?;
            Some(Candidate {
                id: self.candidate_id(line)?,
                ballot_name: (&candidate.name).into(),
                external_identifier: vec![ExternalIdentifier::new(
                    identifier::BALLOT_NUMBER,
                    candidate.number,
                )],
                party_id: line.list.map(|list| self.party_id(list.number)),
            })
        };
        self.lines(definition).iter().filter_map(candidate).collect()
    }

    fn counted(&self, definition: &ElectionDefinition, results: &[(&Station, &Tally)]) -> Contest {
        let mut other = Vec::new();
        let mut columns = Vec::new();
        for (station, tally) in results {
            if let Some(count) = tally.contests.iter().find(|it| it.contest == self.contest.id) {
                other.push(OtherCounts {
                    gp_unit_id: unit_id(station),
                    overvotes: Some(count.invalid),
                    undervotes: Some(count.blank),
                });
                columns.push((unit_id(station), count.votes.lines()));
            }
        }
        let votes = |row: usize| -> Vec<VoteCounts> {
            let cell = |(unit, counts): &(String, Vec<u32>)| {
                let count = counts.get(row).copied()?;
                Some(VoteCounts { count, gp_unit_id: unit.clone(), r#type: TOTAL.to_owned() })
            };
            columns.iter().filter_map(cell).collect()
        };
        let lines = self.lines(definition);
        let rows = (0_usize..).zip(&lines).filter(|(_, line)| line.candidate.is_some() || list_vote(line));
        let selections = rows.zip(1..).map(|((row, line), order)| self.selection(line, order, votes(row)));
        Contest::Candidates(CandidateContest {
            id: self.id(),
            contest_selection: selections.collect(),
            election_district_id: AREA.to_owned(),
            external_identifier: vec![ExternalIdentifier::new(identifier::CONTEST, &self.contest.id)],
            name: self.contest.name.pick(&definition.election.languages).to_owned(),
            other_counts: other,
            sequence_order: None,
            vote_variation: Some(self.variation().to_owned()),
            votes_allowed: self.contest.votes_allowed,
        })
    }

    fn selection(&self, line: &Line<'_>, order: u32, vote_counts: Vec<VoteCounts>) -> Selection {
        let id = format!("selection-{}-{order}", self.index);
        let party: Vec<String> = line.list.map(|list| self.party_id(list.number)).into_iter().collect();
        match self.candidate_id(line) {
            Some(candidate) => Selection::Candidate(CandidateSelection {
                id,
                candidate_ids: vec![candidate],
                endorsement_party_ids: party,
                sequence_order: Some(order),
                vote_counts,
            }),
            None => Selection::Party(PartySelection {
                id,
                party_ids: party,
                sequence_order: Some(order),
                vote_counts,
            }),
        }
    }

    fn variation(&self) -> &'static str {
        match (&self.contest.choices, self.contest.votes_allowed) {
            (crate::election::Choices::Lists(_), _) => "proportional",
            (crate::election::Choices::Candidates(_), 1) => "plurality",
            (crate::election::Choices::Candidates(_), _) => "n-of-m",
        }
    }
}

/// True for the line of a list alone, if a ballot may be marked so.
fn list_vote(line: &Line<'_>) -> bool {
    line.list.is_some_and(|list| list.list_vote)
}
