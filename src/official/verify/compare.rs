//! Findings held against each other and against what was published, number by number.

use std::collections::BTreeSet;
use std::path::Path;

use rts_core::center::publication::{Files as _, RESULTS, prove};
use rts_core::election::{Code, Refusal};
use rts_core::record::{Content, Fingerprint};
use rts_core::tape::check::LineId;
use rts_core::tape::words::Word;
use serde_json::{Value, json};

use super::finding::Finding;
use super::numbers::{Difference, Numbers, Paper, differences};
use super::publication;
use super::published::{Published, StationResult};
use super::trust::{Trust, Verified};
use super::typed::Typed;
use crate::ports::published::Published as Place;

/// Differences shown to people; programs get all of them.
const MOST_SHOWN: usize = 20;

/// Every finding, and the results among them.
#[derive(Default)]
pub(super) struct Compared {
    /// In the order of the evidence, typed tapes last.
    pub(super) findings: Vec<Finding>,
    results: Vec<Tape>,
    voiding: Vec<Voiding>,
}

/// A record that voids another one.
struct Voiding {
    station: u32,
    /// How the digest of the void one begins.
    voids: [u8; 12],
    by: Fingerprint,
}

/// A result that was signed or typed.
struct Tape {
    finding: usize,
    station: u32,
    fingerprint: Option<Fingerprint>,
    numbers: Option<Numbers>,
    signed: Option<Verified>,
    voided: bool,
}

impl Compared {
    /// Adds a piece of evidence.
    pub(super) fn record(&mut self, finding: Finding, verified: Option<Verified>) {
        if let Some(Verified { record, digest }) = &verified
            && let Some(voids) = record.content.voids()
        {
            let (station, by) = (record.facts.station, digest.fingerprint());
            self.voiding.push(Voiding { station, voids, by });
        }
        if let Some(verified) = verified
            && matches!(verified.record.content, Content::Result(_) | Content::Correction { .. })
        {
            self.results.push(Tape {
                finding: self.findings.len(),
                station: verified.record.facts.station,
                fingerprint: Some(verified.digest.fingerprint()),
                numbers: None,
                signed: Some(verified),
                voided: false,
            });
        }
        self.findings.push(finding);
    }

    /// Adds a typed tape.
    pub(super) fn typed(&mut self, finding: Finding, typed: Option<Typed>) {
        if let Some(Typed { station, fingerprint, numbers }) = typed {
            let finding = self.findings.len();
            let numbers = Some(numbers);
            self.results.push(Tape { finding, station, fingerprint, numbers, signed: None, voided: false });
        }
        self.findings.push(finding);
    }

    /// Marks every result that a correction or annulment among the evidence voids: it is genuine and does not count, and
    /// is not what was published.
    pub(super) fn with_voided(&mut self, trust: &Trust) {
        for tape in &mut self.results {
            let Some(Verified { digest, .. }) = &tape.signed else { continue };
            let by = |it: &&Voiding| it.station == tape.station && it.voids == digest.prefix();
            let Some(Voiding { by, .. }) = self.voiding.iter().find(by) else { continue };
            let (Some(finding), Some(paper)) =
                (self.findings.get_mut(tape.finding), trust.paper_of(tape.station))
            else {
                continue;
            };
            finding.facts.insert("voided_by".to_owned(), json!(by.to_string()));
            let void = paper.voice.label(Word::Void);
            finding.lines.push_str(&format!("  {void}: {by} stands in its place or annuls it\n"));
            tape.voided = true;
        }
    }

    /// Holds what was typed against the signed record of the same station: paper may say other numbers than its code.
    pub(super) fn with_each_other(&mut self, trust: &Trust) {
        for typed in self.results.iter().filter(|tape| tape.signed.is_none()) {
            let same = |other: &&Tape| {
                other.signed.is_some()
                    && other.station == typed.station
                    && typed.fingerprint.is_none_or(|print| other.fingerprint == Some(print))
            };
            let (Some(paper), Some(numbers)) = (trust.paper_of(typed.station), &typed.numbers) else {
                continue;
            };
            for signed in self.results.iter().filter(same) {
                let found = differences(numbers, &signed.numbers(&paper), true);
                let Some(finding) = self.findings.get_mut(typed.finding) else { continue };
                finding.facts.insert("agrees_with_code".to_owned(), json!(found.is_empty()));
                if found.is_empty() {
                    finding.lines.push_str("  the signed record of the QR code has the same numbers\n");
                    continue;
                }
                finding.lines.push_str(&lines(&found, &paper, "code"));
                finding.refuse(Refusal::at(Code::PaperDiffers, first(&found, &paper, "code")));
            }
        }
    }

    /// Holds every result against the published one.
    ///
    /// # Errors
    ///
    /// Refused as X01 if there is no table of results.
    pub(super) fn with_published(&mut self, trust: &Trust, path: &Path) -> Result<(), Refusal> {
        let published = Published::read(path, &self.stations())?;
        self.with_table(trust, &published);
        Ok(())
    }

    /// Holds every result against a whole publication: first what its log proves of the record, then the numbers.
    ///
    /// # Errors
    ///
    /// Refused as X01 if the publication cannot be reached.
    pub(super) fn with_publication(&mut self, trust: &Trust, place: &str) -> Result<(), Refusal> {
        let unreadable = |why: String| Refusal::at(Code::FileUnreadable, why);
        let mut files = Place::at(place).map_err(unreadable)?;
        let grounds = trust.grounds();
        for tape in self.results.iter().filter(|tape| !tape.voided) {
            let Some(Verified { digest, .. }) = &tape.signed else { continue };
            let Some(finding) = self.findings.get_mut(tape.finding) else { continue };
            match prove(&mut files, &grounds, tape.station, digest) {
                Ok(proven) => publication::tell(finding, &proven),
                Err(why) => finding.refuse(publication::refusal(why)),
            }
        }
        match files.read(RESULTS) {
            Err(why) => Err(unreadable(format!("{place}, {RESULTS}: {why}"))),
            Ok(table) => {
                let published = Published::from_table(RESULTS, table.as_slice(), &self.stations())?;
                self.with_table(trust, &published);
                Ok(())
            }
        }
    }

    fn stations(&self) -> BTreeSet<u32> {
        self.results.iter().map(|tape| tape.station).collect()
    }

    fn with_table(&mut self, trust: &Trust, published: &Published) {
        for tape in self.results.iter().filter(|tape| !tape.voided) {
            let Some(paper) = trust.paper_of(tape.station) else { continue };
            let Some(finding) = self.findings.get_mut(tape.finding) else { continue };
            match published.of(tape.station) {
                None => {
                    finding.facts.insert("published".to_owned(), Value::Null);
                    let at = format!("station {} is not in it", paper.station.code);
                    finding.refuse(Refusal::at(Code::ResultDiffers, at));
                }
                Some(result) => tape.compare(result, &paper, finding),
            }
        }
    }
}

impl Tape {
    fn numbers(&self, paper: &Paper<'_>) -> Numbers {
        let signed = self.signed.as_ref().and_then(|verified| verified.record.content.tally());
        match (&self.numbers, signed) {
            (Some(numbers), _) => numbers.clone(),
            (None, Some(tally)) => paper.numbers(tally),
            (None, None) => Numbers::new(),
        }
    }

    fn compare(&self, result: &StationResult, paper: &Paper<'_>, finding: &mut Finding) {
        let (published, unknown) = result.numbers(paper);
        let mut own = self.numbers(paper);
        // The table has no line for valid votes: it is the sum of those that it has.
        own.retain(|(_, line), _| *line != LineId::Valid);
        let found = differences(&own, &published, self.signed.is_none());
        let same_print = self.fingerprint.is_none_or(|print| print.to_string() == result.fingerprint);
        let equal = found.is_empty() && unknown == 0;
        finding.facts.insert(
            "published".to_owned(),
            json!({
                "equal": equal && same_print,
                "fingerprint": result.fingerprint,
                "unknown_lines": unknown,
                "differences": found.iter().map(|it| difference_json(it, paper)).collect::<Vec<_>>(),
            }),
        );
        if equal && same_print {
            finding.lines.push_str(&format!("  {}\n", paper.voice.label(Word::PublishedEqual)));
            return;
        }
        let mut told = Vec::new();
        told.extend((!found.is_empty()).then(|| first(&found, paper, "published")));
        told.extend((unknown > 0).then(|| format!("{unknown} lines are not on this ballot")));
        told.extend((!same_print).then(|| {
            let own = self.fingerprint.map(|print| print.to_string()).unwrap_or_default();
            format!("fingerprint: tape {own}, published {}", result.fingerprint.escape_debug())
        }));
        finding.lines.push_str(&format!("  {}\n", paper.voice.label(Word::PublishedDiffers)));
        finding.lines.push_str(&lines(&found, paper, "published"));
        finding.refuse(Refusal::at(Code::ResultDiffers, told.join("; ")));
    }
}

/// One difference in a sentence.
fn sentence(difference: &Difference, paper: &Paper<'_>, other: &str) -> String {
    let shown = |count: Option<u64>| count.map_or_else(|| "nothing".to_owned(), |count| count.to_string());
    let (tape, found) = (shown(difference.tape), shown(difference.other));
    format!("{}: tape {tape}, {other} {found}", paper.place(difference.place))
}

/// The first difference, and how many more there are.
fn first(found: &[Difference], paper: &Paper<'_>, other: &str) -> String {
    let text = found.first().map(|it| sentence(it, paper, other)).unwrap_or_default();
    match found.len() {
        0 | 1 => text,
        many => format!("{text}, and {} more", many.saturating_sub(1)),
    }
}

fn lines(found: &[Difference], paper: &Paper<'_>, other: &str) -> String {
    let mut text: String = found
        .iter()
        .take(MOST_SHOWN)
        .map(|difference| format!("  DIFFERS {}\n", sentence(difference, paper, other)))
        .collect();
    let left = found.len().saturating_sub(MOST_SHOWN);
    if left > 0 {
        text.push_str(&format!("  and {left} more\n"));
    }
    text
}

fn difference_json(difference: &Difference, paper: &Paper<'_>) -> Value {
    let place = paper.place(difference.place);
    json!({ "place": place, "tape": difference.tape, "published": difference.other })
}
