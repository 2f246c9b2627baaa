//! The tables of a publication against the log: what counts is in it, accepted and complete, and every figure follows.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::record::{Digest, Kind, Record, SignedRecord};
use crate::time::WallTime;

use super::super::claims::{Claim, Status, read_stations};
use super::super::content::{accepted, application, counted, record_row, report};
use super::super::fault::{Fault, same_text};
use super::super::files::{Files, needed};
use super::super::grounds::Grounds;
use super::super::log::Log;
use super::super::tables::{results_table, summary, totals_csv};
use super::super::{PACKAGE, RECORDS, REPORT, RESULTS, ROSTER, STATIONS, SUMMARY, TOTALS};
use super::Audit;

/// Checks every table.
///
/// # Errors
///
/// Fails if the claims of the stations cannot be read: every other table follows from them.
pub(super) fn check(
    files: &mut dyn Files,
    grounds: &Grounds,
    log: &Log,
    audit: &mut Audit,
) -> Result<(), Fault> {
    stated(files, log, &mut audit.faults);
    let definition = &grounds.definition;
    let claims = read_stations(definition, &needed(files, STATIONS)?)?;
    let results = results_by_station(grounds, log);
    for (station, claim) in definition.stations.iter().zip(&claims) {
        let empty = Vec::new();
        let of_station = results.get(&station.number).unwrap_or(&empty);
        if of_station.is_empty() {
            audit.absent.push(station.code.clone());
        }
        let place = || format!("station {}", station.code);
        let wrong = |what: String| Fault::at(STATIONS, place(), what);
        audit.faults.extend(check_claim(claim, log, of_station).err().map(wrong));
    }
    audit.counted = claims.iter().filter(|claim| claim.result.is_some()).count();
    let is_final = |claim: &&Claim| claim.result.is_some_and(|result| result.status == Status::Final);
    audit.finals = claims.iter().filter(is_final).count();
    let checked = [records(files, log, &claims), figures(files, grounds, log, &claims)];
    audit.faults.extend(checked.into_iter().filter_map(Result::err));
    Ok(())
}

/// The last statement of the log is about these very tables.
fn stated(files: &mut dyn Files, log: &Log, faults: &mut Vec<Fault>) {
    let Some((_, statement)) = log.statements().last() else { return };
    for name in [STATIONS, RESULTS, TOTALS, RECORDS, ROSTER, PACKAGE] {
        match needed(files, name) {
            Err(fault) => faults.push(fault),
            Ok(bytes) if !statement.states(name, &bytes) => {
                faults.push(Fault::of(name, "it is not the file that the statement in the log is about"));
            }
            Ok(_) => {}
        }
    }
}

/// A result or correction in the log.
struct Found {
    digest: Digest,
    /// How the digest of the record begins that it takes the place of.
    voids: Option<[u8; 12]>,
    accepted: bool,
    result: bool,
}

/// The results, corrections and annulments of each station, read from the entries.
fn results_by_station(grounds: &Grounds, log: &Log) -> BTreeMap<u32, Vec<Found>> {
    let stations: BTreeMap<u32, _> =
        grounds.definition.stations.iter().map(|station| (station.number, station)).collect();
    let mut found: BTreeMap<u32, Vec<Found>> = BTreeMap::new();
    for (digest, (_, signed)) in log.records() {
        let Some(record) = read(grounds, &stations, signed) else { continue };
        let result = matches!(record.base.kind, Kind::Result | Kind::Correction);
        if result || record.base.kind == Kind::Annulment {
            let accepted = log.receipt(digest).is_some_and(|(_, receipt, _)| accepted(receipt));
            let voids = record.content.voids();
            let it = Found { digest: *digest, voids, accepted, result };
            found.entry(record.facts.station).or_default().push(it);
        }
    }
    found.retain(|_, records| records.iter().any(|record| record.result));
    found
}

fn read(
    grounds: &Grounds,
    stations: &BTreeMap<u32, &crate::election::Station>,
    signed: &SignedRecord,
) -> Option<Record> {
    let number = crate::record::Facts::peek(&signed.r).ok()?.station;
    Record::parse_at(stations.get(&number)?, signed.base, &signed.r, &grounds.definition).ok()
}

/// What is claimed of a station is in the log; or, where nothing is claimed, nothing in the log counts.
fn check_claim(claim: &Claim, log: &Log, found: &[Found]) -> Result<(), String> {
    let Some(result) = claim.result else {
        let void: BTreeSet<[u8; 12]> =
            found.iter().filter(|it| it.accepted).filter_map(|record| record.voids).collect();
        let counting = |it: &&Found| it.result && it.accepted && !void.contains(&it.digest.prefix());
        return match found.iter().find(counting) {
            Some(it) => Err(format!(
                "it has no result, and the log has {}, which was accepted",
                it.digest.fingerprint()
            )),
            None => Ok(()),
        };
    };
    let digest = result.digest;
    if !found.iter().any(|it| it.result && it.digest == digest) {
        return Err(format!("the log has no result {} of it", digest.fingerprint()));
    }
    if log.record(&digest).is_none_or(|(place, _)| *place != result.place) {
        return Err(format!("its record is not entry {} of the log", result.place));
    }
    match log.receipt(&digest) {
        Some((place, receipt, _)) if *place == result.receipt && accepted(receipt) => Ok(()),
        Some(_) => Err("its newest receipt is another one, or does not accept it".to_owned()),
        None => Err("the log has no receipt for its record".to_owned()),
    }
}

/// A line of the records, as far as it is the center's word.
#[derive(Deserialize)]
struct Line {
    station: u32,
    digest: String,
    verdict: String,
    cause: Option<String>,
}

/// Every record of the log stands in the list once, as it stands in the log.
fn records(files: &mut dyn Files, log: &Log, claims: &[Claim]) -> Result<(), Fault> {
    let bytes = needed(files, RECORDS)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Fault::of(RECORDS, "it is not text"))?;
    let mut listed = BTreeSet::new();
    let counts: BTreeSet<Digest> = claims.iter().filter_map(|claim| Some(claim.result?.digest)).collect();
    for (number, row) in text.lines().enumerate() {
        let wrong = |what: &str| Fault::at(RECORDS, format!("line {}", number.saturating_add(1)), what);
        let line: Line = serde_json::from_str(row).map_err(|why| wrong(&why.to_string()))?;
        let mut digest = [0; 32];
        let read = hex::decode_to_slice(&line.digest, &mut digest);
        let digest = Digest(digest);
        let entry = read
            .ok()
            .and_then(|()| log.record(&digest))
            .ok_or_else(|| wrong("the log has no such record"))?;
        if record_row(line.station, &digest, &entry.1, (&line.verdict, line.cause.as_deref()), log) != row {
            return Err(wrong("it is not the record and receipt of the log"));
        }
        if counts.contains(&digest) && line.verdict != "accepted" {
            return Err(wrong("the record counts and is not called accepted"));
        }
        if !listed.insert(digest) {
            return Err(wrong("the record stands here twice"));
        }
    }
    match log.records().find(|(digest, _)| !listed.contains(*digest)) {
        Some((digest, (place, _))) => {
            Err(Fault::of(RECORDS, format!("it lacks {}, entry {place} of the log", digest.fingerprint())))
        }
        None => Ok(()),
    }
}

/// Every figure follows from the records that count.
fn figures(files: &mut dyn Files, grounds: &Grounds, log: &Log, claims: &[Claim]) -> Result<(), Fault> {
    let definition = &grounds.definition;
    let counted = counted(definition, log, claims)?;
    same_text(RESULTS, &needed(files, RESULTS)?, &results_table(definition, &counted))?;
    same_text(TOTALS, &needed(files, TOTALS)?, &totals_csv(definition, &counted))?;
    let published = needed(files, SUMMARY)?;
    let told = |field: &str, bytes: &[u8]| -> String {
        let value: Value = serde_json::from_slice(bytes).unwrap_or_default();
        value.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let root = hex::encode(log.tree().root(log.size()));
    let head = (&grounds.package, (log.size(), root.as_str()));
    let generated = told("generated", &published);
    same_text(SUMMARY, &published, &summary(definition, head, claims, &generated))?;
    let published = needed(files, REPORT)?;
    let generated = WallTime::parse(&told("GeneratedDate", &published)).unwrap_or_default();
    let written_by = told("VendorApplicationId", &published);
    let by = if written_by.is_empty() { application() } else { written_by };
    let computed = report(definition, &counted, (generated, by));
    let computed = computed.map_err(|refusal| Fault::of(REPORT, refusal.to_string()))?;
    same_text(REPORT, &published, &String::from_utf8_lossy(&computed))
}
