//! A publication made: the log brought up to what it must say, and every data file that follows from it.

use std::collections::BTreeMap;

use serde_json::json;

use crate::election::{
    ElectionDefinition, Refusal, ReportContext, ReportStatus, Station, Tally, nist_report,
};
use crate::packet::Receipt;
use crate::record::{Digest, Fingerprint, Record, SignedRecord};
use crate::seal::{CommissionKey, DeviceCertificate, Package, SealError};
use crate::time::WallTime;
use crate::transparency::{CHECKPOINT, sign_note};

use super::super::flag::Flag;
use super::super::ledger::Kept;
use super::super::progress::{Progress, StationState};
use super::claims::{Claim, Counting, Status, stations_csv};
use super::entry::{Entry, Statement};
use super::fault::Fault;
use super::log::{Log, log_origin};
use super::sums::{signed_text, sums};
use super::tables::{Counted, results_table, summary, totals_csv};
use super::text::lines;
use super::{HISTORY, PACKAGE, RECORDS, REPORT, RESULTS, ROSTER, STATIONS, SUMMARY, SUMS, SUMS_NOTE, TOTALS};

/// What the center knows at one moment, beside the log.
#[derive(Clone, Debug)]
pub struct Standings<'a> {
    /// The package.
    pub package: &'a Package,
    /// The signed file of the package.
    pub package_file: &'a [u8],
    /// One state a station, in the order of the package.
    pub states: &'a [StationState],
    /// Every authentic record, in the order of arrival.
    pub records: &'a [Kept],
    /// Certificate and reason of revocation of every box.
    pub roster: &'a [(DeviceCertificate, Option<String>)],
}

/// A publication that is to be written.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Every data file by name; pages are added beside them, then [`Publication::seal`] closes the list.
    pub files: Vec<(String, Vec<u8>)>,
    /// What is claimed of each station, in the order of the package.
    pub claims: Vec<Claim>,
    /// The entry that must be appended to the log first; `None` where the last statement says the same.
    pub statement: Option<Entry>,
    origin: String,
}

/// Makes the data files for the log as it stands: all records and receipts are in it. The log is given back with the
/// statement that goes with the files.
///
/// # Errors
///
/// Refused if a file cannot be written as such; fails with a fault where the log lacks what counts.
pub fn publish(
    standings: &Standings<'_>,
    log: &mut Log,
    key: &CommissionKey,
    now: WallTime,
) -> Result<Publication, Fault> {
    let Package { definition, digest } = standings.package;
    let origin = log_origin(definition.election.id, digest);
    let claims = claims(standings, log)?;
    let counted = counted(definition, log, &claims)?;
    let records = records(standings, log);
    let mut files: Vec<(String, Vec<u8>)> = vec![
        (STATIONS.to_owned(), stations_csv(definition, &claims).into_bytes()),
        (RESULTS.to_owned(), results_table(definition, &counted).into_bytes()),
        (TOTALS.to_owned(), totals_csv(definition, &counted).into_bytes()),
        (RECORDS.to_owned(), records.into_bytes()),
        (ROSTER.to_owned(), roster(standings.roster).into_bytes()),
        (PACKAGE.to_owned(), standings.package_file.to_vec()),
    ];
    let tables: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let statement = state(definition, log, counted.len(), &tables).map(Entry::Statement);
    if let Some(statement) = &statement {
        log.push(statement, digest);
    }
    let unsigned = |error: SealError| Fault::of(CHECKPOINT, error.to_string());
    let head = log.head(&origin, log.size());
    let generated = now.rfc3339().unwrap_or_default();
    let root = hex::encode(head.root);
    let figures = summary(definition, (digest, (head.size, &root)), &claims, &generated);
    files.push((SUMMARY.to_owned(), figures.into_bytes()));
    let report = report(definition, &counted, (now, application()));
    files.push((REPORT.to_owned(), report.map_err(|refusal| Fault::of(REPORT, refusal.to_string()))?));
    files.push((CHECKPOINT.to_owned(), head.sign(key).map_err(unsigned)?.into_bytes()));
    for (place, statement) in log.statements() {
        let then = log.head(&origin, place.saturating_add(1)).sign(key).map_err(unsigned)?;
        files.push((format!("{HISTORY}/{}", statement.number), then.into_bytes()));
    }
    files.extend(log.files()?);
    Ok(Publication { files, claims, statement, origin })
}

impl Publication {
    /// Adds the list of all files and the commission's signature over it.
    ///
    /// # Errors
    ///
    /// Fails if the signature does not verify.
    pub fn seal(&mut self, key: &CommissionKey) -> Result<(), SealError> {
        let list = sums(self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
        let text = signed_text(&self.origin, list.as_bytes());
        let note = sign_note(&text, &format!("{}/files", self.origin), key)?;
        self.files.push((SUMS.to_owned(), list.into_bytes()));
        self.files.push((SUMS_NOTE.to_owned(), note.into_bytes()));
        Ok(())
    }
}

/// The name and version that reports carry.
pub(super) fn application() -> String {
    concat!("rts-center ", env!("CARGO_PKG_VERSION")).to_owned()
}

fn claims(standings: &Standings<'_>, log: &Log) -> Result<Vec<Claim>, Fault> {
    let counting = standings.records.iter().filter(|kept| kept.standing.counts());
    let named = counting.map(|kept| ((kept.station, kept.digest.fingerprint()), kept.digest)).collect();
    standings.states.iter().map(|state| claim(state, &named, log)).collect()
}

fn claim(
    state: &StationState,
    counting: &BTreeMap<(Option<u32>, Fingerprint), Digest>,
    log: &Log,
) -> Result<Claim, Fault> {
    let result = state.fingerprint.map(|fingerprint| {
        let digest = counting.get(&(Some(state.station), fingerprint)).copied();
        let found = digest.and_then(|digest| Some((digest, log.record(&digest)?.0, log.receipt(&digest)?.0)));
        let missing = || Fault::of(STATIONS, format!("the log has no record and receipt {fingerprint}"));
        let (digest, place, receipt) = found.ok_or_else(missing)?;
        let compared = state.progress == Progress::Compared;
        let status = if compared { Status::Final } else { Status::Preliminary };
        Ok(Counting { digest, status, place, receipt })
    });
    let set_aside = state.quarantined.iter().map(|(fingerprint, cause)| {
        format!("{fingerprint}:{}", cause.map_or("", crate::packet::Cause::name))
    });
    Ok(Claim {
        station: state.station,
        progress: state.progress.name().to_owned(),
        result: result.transpose()?,
        flags: state.flags.iter().copied().map(Flag::name).collect::<Vec<_>>().join(" "),
        set_aside: set_aside.collect::<Vec<_>>().join(" "),
        last: state.last.and_then(WallTime::rfc3339).unwrap_or_default(),
    })
}

/// The tallies of the records that are claimed to count.
pub(super) fn counted<'a>(
    definition: &'a ElectionDefinition,
    log: &Log,
    claims: &[Claim],
) -> Result<Vec<Counted<'a>>, Fault> {
    let of = |(station, claim): (&'a Station, &Claim)| {
        let Counting { digest, status, .. } = claim.result?;
        let missing =
            || Fault::of(STATIONS, format!("station {}: the log has no result {digest}", station.code));
        let tally = log.record(&digest).and_then(|(_, signed)| tally(definition, station, signed));
        let fingerprint = digest.fingerprint();
        Some(tally.ok_or_else(missing).map(|tally| Counted { station, tally, fingerprint, status }))
    };
    definition.stations.iter().zip(claims).filter_map(of).collect()
}

/// The tally of a result or correction of this station; `None` of any other record.
pub(super) fn tally(
    definition: &ElectionDefinition,
    station: &Station,
    signed: &SignedRecord,
) -> Option<Tally> {
    let record = Record::parse_at(station, signed.base, &signed.r, definition).ok()?;
    let counts = matches!(record.base.kind, crate::record::Kind::Result | crate::record::Kind::Correction);
    record.content.tally().filter(|_| counts).cloned()
}

/// A statement about these tables, unless the last one says the same and nothing was logged since.
fn state(
    definition: &ElectionDefinition,
    log: &Log,
    counted: usize,
    tables: &[(&str, &[u8])],
) -> Option<Statement> {
    let of = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let last = log.statements().last();
    let number = last.map_or(1, |(_, last)| last.number.saturating_add(1));
    let counts = (of(definition.stations.len()), of(counted));
    let statement = Statement::new(number, log.size(), counts, tables);
    let same = last
        .is_some_and(|(place, last)| place.saturating_add(1) == log.size() && last.files == statement.files);
    (!same).then_some(statement)
}

/// One line a record: BASE ‖ R ‖ S as it was signed, its newest receipt, and where the log has both.
fn records(standings: &Standings<'_>, log: &Log) -> String {
    let mut by_station: BTreeMap<u32, Vec<&Kept>> = BTreeMap::new();
    for kept in standings.records {
        by_station.entry(kept.station.unwrap_or(0)).or_default().push(kept);
    }
    let rows: Vec<String> = by_station
        .into_iter()
        .flat_map(|(station, kept)| kept.into_iter().map(move |kept| (station, kept)))
        .map(|(station, kept)| {
            let words = (kept.standing.verdict.name(), kept.standing.cause.map(crate::packet::Cause::name));
            record_row(station, &kept.digest, &kept.signed, words, log)
        })
        .collect();
    if rows.is_empty() { String::new() } else { lines(&rows) }
}

/// The row of a record.
pub(super) fn record_row(
    station: u32,
    digest: &Digest,
    signed: &SignedRecord,
    (verdict, cause): (&str, Option<&str>),
    log: &Log,
) -> String {
    let receipt = log.receipt(digest);
    let row = json!({
        "station": station,
        "device": signed.base.device,
        "kind": signed.base.kind.name(),
        "sequence": signed.base.sequence,
        "fingerprint": digest.fingerprint().to_string(),
        "digest": digest.to_string(),
        "verdict": verdict,
        "cause": cause,
        "place": log.record(digest).map(|(place, _)| place),
        "record": hex::encode(signed.to_bytes()),
        "receipt": receipt.map(|(_, _, bytes)| hex::encode(bytes)),
        "receipt_place": receipt.map(|(place, _, _)| place),
    });
    row.to_string()
}

fn roster(roster: &[(DeviceCertificate, Option<String>)]) -> String {
    let rows: Vec<_> = roster
        .iter()
        .map(|(certificate, revoked)| {
            json!({
                "device": certificate.device,
                "station": certificate.station,
                "public_key": certificate.public.to_string(),
                "certificate": hex::encode(certificate.to_bytes()),
                "revoked": revoked,
            })
        })
        .collect();
    format!("{:#}\n", serde_json::Value::Array(rows))
}

/// The report of NIST SP 1500-100.
pub(super) fn report(
    definition: &ElectionDefinition,
    counted: &[Counted<'_>],
    (generated, application): (WallTime, String),
) -> Result<Vec<u8>, Refusal> {
    let results: Vec<(&Station, &Tally)> = counted.iter().map(|it| (it.station, &it.tally)).collect();
    let complete = results.len() == definition.stations.len();
    let status = if complete { ReportStatus::UnofficialComplete } else { ReportStatus::UnofficialPartial };
    nist_report(definition, &results, &ReportContext { generated, status, application, test: false })
}

/// The newest receipt says that the record counts.
pub(super) fn accepted(receipt: &Receipt) -> bool {
    receipt.verdict == crate::packet::Verdict::Accepted
}
