//! Who may report.

use std::path::Path;

use rts_core::center::{Center, Ledger as _};
use rts_core::election::{Code, Refusal};
use rts_core::seal::{CommissionKey, DeviceCertificate};
use serde_json::{Value, json};

use super::arguments::{House, RosterVerb};
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::database::{Database, Happening, enrol, revoke};
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
            for path in &enrolments {
                let enrolment = Enrolment::from_json(&files::read(path, LONGEST)?)?;
                let certificate = add(&center, &mut database, &key, &enrolment)?;
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
        RosterVerb::List(house) => list(&house),
        RosterVerb::Revoke { house, device, why } => take_away(&house, device, &why),
    }
}

/// Certifies a box's key and puts it on the roster. What it sent before is judged again.
fn add(
    center: &Center,
    database: &mut Database,
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
    let mut transaction = database.begin()?;
    if let Some(there) = transaction.device(*device)? {
        let same = there.certificate.public == *public_key && there.certificate.station == *station;
        let why = "is on the roster already; a new key needs a new number".to_owned();
        return if same && !there.revoked { Ok(there.certificate) } else { Err(invalid(why).into()) };
    }
    enrol(&mut transaction, &certificate, imei.map(String::from).as_deref(), card.as_deref())?;
    let (about, details) = ((Some(*device), Some(*station)), format!("station {code}, key {public_key}"));
    Happening { event: "device-enrolled", good: true, device: about.0, station: about.1, details }
        .note(&mut transaction, now.wall)?;
    for kept in transaction.records_unproven(*device)? {
        let reception = center
            .judge_again(&mut transaction, now, kept)
            .map_err(|error| Stop::Software(error.to_string()))?;
        follow(&mut transaction, now, None, &reception)?;
    }
    transaction.commit()?;
    Ok(certificate)
}

fn write_certificate(folder: &Path, certificate: &DeviceCertificate) -> Result<(), Stop> {
    let path = folder.join(format!("device-{}.json", certificate.device));
    if path.exists() {
        return Ok(());
    }
    Ok(files::create(&path, PUBLIC, &CertificateFile::of(certificate).to_json()?)?)
}

fn list(house: &House) -> Result<Outcome, Stop> {
    let package = house.package()?;
    let rows = house.database(&package)?.look()?.roster()?;
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
            })
        })
        .collect();
    let text: Vec<String> = rows
        .iter()
        .map(|row| {
            let code = package.definition.station(row.certificate.station).map_or("", |it| it.code.as_str());
            let state =
                row.revoked.as_ref().map_or_else(|| "active".to_owned(), |why| format!("revoked: {why}"));
            let imei = row.imei.as_deref().unwrap_or("no modem");
            format!("{:>8}  {code:<16} {imei:<16} {state}", row.certificate.device)
        })
        .collect();
    Ok(Outcome::new(json!({ "roster": json }), text.join("\n")))
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
