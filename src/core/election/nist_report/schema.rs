//! The classes of NIST SP 1500-100 version 2 that are used here, as JSON. Other fields are ignored.

use serde::{Deserialize, Serialize};

use crate::election::Names;

/// How far the results of a report stand (class `ResultsStatus`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportStatus {
    /// Before any result: a test, or zeros.
    PreElection,
    /// Not official, stations still missing.
    UnofficialPartial,
    /// Not official, every station reported.
    UnofficialComplete,
    /// Certified by the authority.
    Certified,
    /// Corrects an earlier report.
    Correction,
    /// Of a recount.
    Recount,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.ElectionReport", rename_all = "PascalCase")]
pub(super) struct ElectionReport {
    pub(super) election: Vec<Election>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) external_identifier: Vec<ExternalIdentifier>,
    pub(super) format: String,
    pub(super) generated_date: String,
    pub(super) gp_unit: Vec<GpUnit>,
    #[serde(default)]
    pub(super) is_test: bool,
    pub(super) issuer: String,
    pub(super) issuer_abbreviation: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) party: Vec<Party>,
    pub(super) sequence_end: u32,
    pub(super) sequence_start: u32,
    pub(super) status: ReportStatus,
    pub(super) vendor_application_id: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.Election", rename_all = "PascalCase")]
pub(super) struct Election {
    #[serde(default)]
    pub(super) ballot_counts: Vec<BallotCounts>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ballot_style: Vec<BallotStyle>,
    #[serde(default)]
    pub(super) candidate: Vec<Candidate>,
    #[serde(default)]
    pub(super) contest: Vec<Contest>,
    pub(super) election_scope_id: String,
    pub(super) end_date: String,
    pub(super) name: InternationalizedText,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) other_type: Option<String>,
    pub(super) start_date: String,
    pub(super) r#type: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type")]
pub(super) enum GpUnit {
    #[serde(rename = "ElectionResults.ReportingUnit")]
    Unit(ReportingUnit),
    #[serde(other, skip_serializing)]
    Other,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReportingUnit {
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) composing_gp_unit_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) count_status: Vec<CountStatus>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) external_identifier: Vec<ExternalIdentifier>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<InternationalizedText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) other_type: Option<String>,
    pub(super) r#type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) voters_participated: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) voters_registered: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.CountStatus", rename_all = "PascalCase")]
pub(super) struct CountStatus {
    pub(super) status: String,
    pub(super) r#type: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.BallotCounts", rename_all = "PascalCase")]
pub(super) struct BallotCounts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ballots_cast: Option<u32>,
    pub(super) gp_unit_id: String,
    pub(super) r#type: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.BallotStyle", rename_all = "PascalCase")]
pub(super) struct BallotStyle {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) external_identifier: Vec<ExternalIdentifier>,
    pub(super) gp_unit_ids: Vec<String>,
    #[serde(default)]
    pub(super) ordered_content: Vec<OrderedContest>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.OrderedContest", rename_all = "PascalCase")]
pub(super) struct OrderedContest {
    #[serde(default)]
    pub(super) contest_id: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.Candidate", rename_all = "PascalCase")]
pub(super) struct Candidate {
    #[serde(rename = "@id")]
    pub(super) id: String,
    pub(super) ballot_name: InternationalizedText,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) external_identifier: Vec<ExternalIdentifier>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) party_id: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.Party", rename_all = "PascalCase")]
pub(super) struct Party {
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) external_identifier: Vec<ExternalIdentifier>,
    pub(super) name: InternationalizedText,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type")]
pub(super) enum Contest {
    #[serde(rename = "ElectionResults.CandidateContest")]
    Candidates(CandidateContest),
    #[serde(other, skip_serializing)]
    Other,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CandidateContest {
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(default)]
    pub(super) contest_selection: Vec<Selection>,
    pub(super) election_district_id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) external_identifier: Vec<ExternalIdentifier>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) other_counts: Vec<OtherCounts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sequence_order: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) vote_variation: Option<String>,
    pub(super) votes_allowed: u32,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type")]
pub(super) enum Selection {
    #[serde(rename = "ElectionResults.CandidateSelection")]
    Candidate(CandidateSelection),
    #[serde(rename = "ElectionResults.PartySelection")]
    Party(PartySelection),
    #[serde(other, skip_serializing)]
    Other,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct CandidateSelection {
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(default)]
    pub(super) candidate_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) endorsement_party_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sequence_order: Option<u32>,
    #[serde(default)]
    pub(super) vote_counts: Vec<VoteCounts>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PartySelection {
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(default)]
    pub(super) party_ids: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sequence_order: Option<u32>,
    #[serde(default)]
    pub(super) vote_counts: Vec<VoteCounts>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.VoteCounts", rename_all = "PascalCase")]
pub(super) struct VoteCounts {
    pub(super) count: u32,
    pub(super) gp_unit_id: String,
    pub(super) r#type: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.OtherCounts", rename_all = "PascalCase")]
pub(super) struct OtherCounts {
    pub(super) gp_unit_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) overvotes: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) undervotes: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.ExternalIdentifier", rename_all = "PascalCase")]
pub(super) struct ExternalIdentifier {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) other_type: Option<String>,
    pub(super) r#type: String,
    pub(super) value: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.InternationalizedText", rename_all = "PascalCase")]
pub(super) struct InternationalizedText {
    pub(super) text: Vec<LanguageString>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "@type", rename = "ElectionResults.LanguageString", rename_all = "PascalCase")]
pub(super) struct LanguageString {
    pub(super) content: String,
    pub(super) language: String,
}

impl From<&Names> for InternationalizedText {
    fn from(names: &Names) -> Self {
        let text = |(language, content): (&String, &String)| LanguageString {
            content: content.clone(),
            language: language.clone(),
        };
        Self { text: names.0.iter().map(text).collect() }
    }
}

impl ExternalIdentifier {
    /// An identifier of this project.
    pub(super) fn new(kind: &str, value: impl ToString) -> Self {
        Self { other_type: Some(kind.to_owned()), r#type: "other".to_owned(), value: value.to_string() }
    }

    /// The value of one kind among some.
    pub(super) fn find<'a>(all: &'a [Self], kind: &str) -> Option<&'a str> {
        let found = all.iter().find(|it| it.r#type == "other" && it.other_type.as_deref() == Some(kind));
        found.map(|it| it.value.as_str())
    }
}
