//! Who may report.

use std::collections::BTreeMap;
use std::path::Path;

use rts_core::center::{Center, Ledger as _};
use rts_core::election::{Code, Refusal};
use rts_core::seal::{CommissionKey, DeviceCertificate};
use rts_core::time::WallTime;
use serde_json::{Value, json};

use super::arguments::{House, RosterVerb};
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::database::{Database, EventRow, Happening, Transaction, enrol, revoke};
use crate::center::desk::follow;
use crate::center::files::{self, PUBLIC};
use crate::center::keys::{KeyFolder, KeyName, owner};
use crate::ports::credentials::{CertificateFile, Enrolment};

const LONGEST: usize = 64 * 1024;

pub(super) fn roster(verb: RosterVerb) -> Result<Outcome, Stop> {
    match verb {
        RosterVerb::Add { house, enrolments, certificates } => {
            let key = KeyFolder::at(house.keys.clone()).signing(KeyName::Roster)?;
            let center = house.center()?;
            // The roster may be filled before the server has run for the first time.
            let mut database = Database::open(&house.database, &owner(center.package()))?;
            if let Some(folder) = &certificates {
                files::folder(folder)?;
            }
            let mut added = Vec::new();
            let mut active = active(&mut database)?;
            for path in &enrolments {
                let enrolment = Enrolment::from_json(&files::read(path, LONGEST)?)?;
                let certificate = add(&center, &mut database, &key, &enrolment, &active)?;
                active.insert(certificate.station, certificate.device);
                if let Some(folder) = &certificates {
                    write_certificate(folder, &certificate)?;
                }
                added.push(certificate);
            }
            let text: Vec<String> = added
                .iter()
                .map(|it| format!("box {} reports for station {}", it.device, it.station))
                .collect();
            let devices: Vec<Value> =
                added.iter().map(|it| json!({ "device": it.device, "station": it.station })).collect();
            Ok(Outcome::new(json!({ "added": devices }), text.join("\n")))
        }
        RosterVerb::Swap { house, old, new, why, certificates } => {
            swap(&house, old, &new, &why, certificates.as_deref())
        }
        RosterVerb::List(house) => list(&house),
        RosterVerb::Revoke { house, device, why } => take_away(&house, device, &why),
    }
}

/// The box of each station that has one.
fn active(database: &mut Database) -> Result<BTreeMap<u32, u32>, Stop> {
    let rows = database.look()?.roster()?;
    let active = rows.iter().filter(|row| row.revoked.is_none()).map(|row| &row.certificate);
    Ok(active.map(|certificate| (certificate.station, certificate.device)).collect())
}

/// A station has one box: two could report two results of which one would have to be set aside by hand.
fn taken(station: u32, there: u32, device: u32) -> Stop {
    let why =
        format!("station {station} has the box {there}; put box {device} in its place with roster swap");
    Refusal::at(Code::CredentialsOther, why).into()
}

fn add(
    center: &Center,
    database: &mut Database,
    key: &CommissionKey,
    enrolment: &Enrolment,
    active: &BTreeMap<u32, u32>,
) -> Result<DeviceCertificate, Stop> {
    let mut transaction = database.begin()?;
    let certificate = certify(center, &mut transaction, key, enrolment)?;
    let (station, device) = (certificate.station, certificate.device);
    // Asked last: of an enrolment that is not the box's own nothing is believed, nor told.
    if let Some(other) = active.get(&station).filter(|other| **other != device) {
        return Err(taken(station, *other, device));
    }
    transaction.commit()?;
    Ok(certificate)
}

/// Certifies a box's key and puts it on the roster. What it sent before is judged again.
fn certify(
    center: &Center,
    transaction: &mut Transaction<'_>,
    key: &CommissionKey,
    enrolment: &Enrolment,
) -> Result<DeviceCertificate, Stop> {
    let definition = &center.package().definition;
    let Enrolment { election, station, device, public_key, imei, card, .. } = enrolment;
    let invalid = |why: String| Refusal::at(Code::CredentialsInvalid, format!("box {device}: {why}"));
    enrolment.verify().map_err(|error| invalid(error.to_string()))?;
    if *election != definition.election.id {
        return Err(Refusal::at(Code::CredentialsOther, format!("election {election}")).into());
    }
    let known = center.station(*station);
    let code = known.ok_or_else(|| Refusal::at(Code::PackageOtherStation, station.to_string()))?.code.clone();
    let certificate = DeviceCertificate::issue(key, *election, *device, *station, *public_key)
        .map_err(|error| Stop::Software(error.to_string()))?;
    let now = now();
    if let Some(there) = transaction.device(*device)? {
        let same = there.certificate.public == *public_key && there.certificate.station == *station;
        let why = "is on the roster already; a new key needs a new number".to_owned();
        return if same && !there.revoked { Ok(there.certificate) } else { Err(invalid(why).into()) };
    }
    enrol(transaction, &certificate, imei.map(String::from).as_deref(), card.as_deref())?;
    let (about, details) = ((Some(*device), Some(*station)), format!("station {code}, key {public_key}"));
    Happening { event: "device-enrolled", good: true, device: about.0, station: about.1, details }
        .note(transaction, now.wall)?;
    for kept in transaction.records_unproven(*device)? {
        let reception =
            center.judge_again(transaction, now, kept).map_err(|error| Stop::Software(error.to_string()))?;
        follow(transaction, now, None, &reception)?;
    }
    Ok(certificate)
}

fn write_certificate(folder: &Path, certificate: &DeviceCertificate) -> Result<(), Stop> {
    let path = folder.join(format!("device-{}.json", certificate.device));
    if path.exists() {
        return Ok(());
    }
    Ok(files::create(&path, PUBLIC, &CertificateFile::of(certificate).to_json()?)?)
}

/// Takes the old box's word away and gives it to the new one, in one transaction: at no moment have both, or none.
fn swap(
    house: &House,
    old: u32,
    new: &Path,
    why: &str,
    certificates: Option<&Path>,
) -> Result<Outcome, Stop> {
    let key = KeyFolder::at(house.keys.clone()).signing(KeyName::Roster)?;
    let center = house.center()?;
    let enrolment = Enrolment::from_json(&files::read(new, LONGEST)?)?;
    let mut database = house.database(center.package())?;
    let mut transaction = database.begin()?;
    let there = transaction.device(old)?.filter(|entry| !entry.revoked);
    let station = there.map(|entry| entry.certificate.station);
    let other = |why: String| Stop::from(Refusal::at(Code::CredentialsOther, why));
    let station = station.ok_or_else(|| other(format!("no active box {old} on the roster")))?;
    if station != enrolment.station || old == enrolment.device {
        return Err(other(format!(
            "box {old} is at station {station}; the enrolment is of box {} for station {}",
            enrolment.device, enrolment.station
        )));
    }
    let details = format!("swapped for box {}: {why}", enrolment.device);
    revoke(&mut transaction, old, &details)?;
    Happening { event: "device-swapped", good: true, device: Some(old), station: Some(station), details }
        .note(&mut transaction, now().wall)?;
    let certificate = certify(&center, &mut transaction, &key, &enrolment)?;
    transaction.commit()?;
    if let Some(folder) = certificates {
        files::folder(folder)?;
        write_certificate(folder, &certificate)?;
    }
    let device = certificate.device;
    Ok(Outcome::new(
        json!({ "station": station, "old": old, "new": device }),
        format!(
            "Box {device} reports for station {station} in the place of box {old}, whose key stops counting now."
        ),
    ))
}

fn list(house: &House) -> Result<Outcome, Stop> {
    let package = house.package()?;
    let mut database = house.database(&package)?;
    let mut transaction = database.look()?;
    let mut rows = transaction.roster()?;
    let events = transaction.roster_events()?;
    let json: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "device": row.certificate.device,
                "station": row.certificate.station,
                "public_key": row.certificate.public.to_string(),
                "imei": row.imei,
                "card": row.card,
                "revoked": row.revoked,
                "history": history(&events, row.certificate.device)
                    .map(|event| json!({ "at": event.at.and_then(WallTime::rfc3339), "event": event.event, "details": event.details }))
                    .collect::<Vec<_>>(),
            })
        })
        .collect();
    // The box that reports for a station first, those that it took the place of below.
    rows.sort_by_key(|row| (row.certificate.station, row.revoked.is_some(), row.certificate.device));
    let mut text = String::new();
    for row in &rows {
        let device = row.certificate.device;
        let code = package.definition.station(row.certificate.station).map_or("", |it| it.code.as_str());
        let (state, code) = match &row.revoked {
            None => ("active".to_owned(), code),
            Some(why) => (format!("REVOKED: {why}"), ""),
        };
        let (imei, card) =
            (row.imei.as_deref().unwrap_or("no modem"), row.card.as_deref().unwrap_or("no card known"));
        text.push_str(&format!("{code:<16} {device:>8}  {imei:<16} {card:<14} {state}\n"));
        for event in history(&events, device) {
            let at = event.at.and_then(WallTime::rfc3339).unwrap_or_else(|| "at an unknown time".to_owned());
            text.push_str(&format!("{:26} {at}  {}\n", "", event.event));
        }
    }
    Ok(Outcome::new(json!({ "roster": json }), text))
}

/// What happened to a box, the oldest first.
fn history(events: &[EventRow], device: u32) -> impl Iterator<Item = &EventRow> {
    events.iter().filter(move |event| event.device == Some(device))
}

fn take_away(house: &House, device: u32, why: &str) -> Result<Outcome, Stop> {
    let mut database = house.database(&house.package()?)?;
    let mut transaction = database.begin()?;
    if !revoke(&mut transaction, device, why)? {
        return Err(
            Refusal::at(Code::CredentialsOther, format!("no active box {device} on the roster")).into()
        );
    }
    let details = why.to_owned();
    Happening { event: "device-revoked", good: true, device: Some(device), station: None, details }
        .note(&mut transaction, now().wall)?;
    transaction.commit()?;
    Ok(Outcome::new(
        json!({ "revoked": device }),
        format!("Box {device} is revoked: what it sends is set aside."),
    ))
}
