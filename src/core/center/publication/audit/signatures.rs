//! Who signed: every record of the log by a box that the commission certified, every receipt by the commission.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::packet::verify_receipt;
use crate::seal::{DeviceCertificate, PublicKey, verify};

use super::super::ROSTER;
use super::super::entry::Entry;
use super::super::fault::Fault;
use super::super::files::{Files, needed};
use super::super::grounds::Grounds;
use super::super::log::Log;
use super::place_of;

/// A row of the roster; it has more fields, which follow from the certificate.
#[derive(Deserialize)]
struct Row {
    device: u32,
    station: u32,
    public_key: String,
    certificate: String,
}

/// Checks certificates, records and receipts.
///
/// # Errors
///
/// Fails if the roster cannot be read: no record can be believed without it.
pub(super) fn check(
    files: &mut dyn Files,
    grounds: &Grounds,
    log: &Log,
    faults: &mut Vec<Fault>,
) -> Result<(), Fault> {
    let keys = keys(files, grounds, faults)?;
    for place in 0..log.size() {
        let entry = log.entry(place).and_then(Entry::parse);
        let wrong = match entry {
            Some(Entry::Record(record)) => {
                let signed = record.signature_input(&grounds.package);
                let by = |key| verify(key, &signed, &record.signature).is_ok();
                let device = record.base.device;
                let good = record.base.election == grounds.definition.election.id
                    && keys.get(&device).is_some_and(|keys| keys.iter().any(by));
                (!good).then(|| format!("no certified key of box {device} signed this record"))
            }
            Some(Entry::Receipt { digest, receipt }) => {
                match verify_receipt(&receipt, &digest, &grounds.receipt_keys) {
                    Err(why) => Some(format!("the receipt: {why}")),
                    Ok(receipt) => {
                        let place = log.record(&digest).map(|(place, _)| *place);
                        let named = receipt.log_index.map(u64::from);
                        (place.is_none() || named != place)
                            .then(|| "the receipt names another place of its record in the log".to_owned())
                    }
                }
            }
            Some(Entry::Statement(_)) | None => None,
        };
        if let Some(what) = wrong {
            let (file, entry) = place_of(log, place);
            faults.push(Fault::at(&file, entry, what));
        }
    }
    Ok(())
}

/// The certified keys of each box.
fn keys(
    files: &mut dyn Files,
    grounds: &Grounds,
    faults: &mut Vec<Fault>,
) -> Result<BTreeMap<u32, Vec<PublicKey>>, Fault> {
    let bytes = needed(files, ROSTER)?;
    let rows: Vec<Row> = serde_json::from_slice(&bytes).map_err(|why| Fault::of(ROSTER, why.to_string()))?;
    let mut keys: BTreeMap<u32, Vec<PublicKey>> = BTreeMap::new();
    for (number, row) in rows.iter().enumerate() {
        let certificate = hex::decode(&row.certificate).ok();
        let certificate = certificate.and_then(|bytes| DeviceCertificate::parse(&bytes).ok());
        let good = certificate.filter(|it| {
            it.verify(&grounds.roster_key).is_ok()
                && it.election == grounds.definition.election.id
                && (it.device, it.station, it.public.to_string())
                    == (row.device, row.station, row.public_key.clone())
        });
        match good {
            Some(certificate) => keys.entry(row.device).or_default().push(certificate.public),
            None => {
                let place = format!("row {}", number.saturating_add(1));
                faults.push(Fault::at(ROSTER, place, "the commission did not certify this key for this box"));
            }
        }
    }
    Ok(keys)
}
