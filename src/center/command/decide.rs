//! What two officers decide: a record counts after all, or is void.

use rts_core::center::{Center, Kept, Ledger as _};
use rts_core::election::{Code, Refusal};
use rts_core::packet::Cause;
use rts_core::record::Fingerprint;
use serde_json::json;

use super::arguments::DecideArgs;
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::database::{Database, DatabaseError, Happening, Transaction, order_annulment};
use crate::center::desk::follow;

pub(super) fn release(arguments: &DecideArgs) -> Result<Outcome, Stop> {
    let (center, officers) = (arguments.house.center()?, officers(arguments)?);
    let mut database = arguments.house.database(center.package())?;
    let fingerprint = let_count(&center, &mut database, &arguments.fingerprint, officers, "")?;
    let text = format!("{fingerprint} counts, released by {}.", officers.join(" and "));
    Ok(Outcome::new(json!({ "released": fingerprint.to_string() }), text))
}

/// Lets a record count by the word of two officers, who are two.
pub(in crate::center) fn let_count(
    center: &Center,
    database: &mut Database,
    named: &str,
    officers: [&str; 2],
    reason: &str,
) -> Result<Fingerprint, Stop> {
    let mut transaction = database.begin()?;
    let kept = find(&mut transaction, named)?;
    let fingerprint = kept.digest.fingerprint();
    let now = now();
    let reception = center
        .release(&mut transaction, now, kept, officers)
        .map_err(|error| Stop::Software(error.to_string()))?
        .ok_or_else(|| Refusal::at(Code::RecordInvalid, format!("{fingerprint} cannot be released")))?;
    let about = reception.changes.first().map(|change| (change.base.device, change.station));
    let details = format!("{fingerprint} by {}: {reason}", officers.join(" and "));
    note(&mut transaction, "record-released", about, details.trim_end_matches([':', ' ']))?;
    follow(&mut transaction, now, None, &reception)?;
    transaction.commit()?;
    Ok(fingerprint)
}

pub(super) fn annul(arguments: &DecideArgs) -> Result<Outcome, Stop> {
    let (center, officers) = (arguments.house.center()?, officers(arguments)?);
    let mut database = arguments.house.database(center.package())?;
    let mut transaction = database.begin()?;
    let kept = find(&mut transaction, &arguments.fingerprint)?;
    let fingerprint = kept.digest.fingerprint();
    let names = officers.join(" and ");
    let voids = kept.digest.0.first_chunk().copied().unwrap_or_default();
    order_annulment(&mut transaction, voids, &names)?;
    let about = Some((kept.signed.base.device, kept.station));
    note(&mut transaction, "annulment-ordered", about, &format!("{fingerprint} by {names}"))?;
    judge_annulments(&center, &mut transaction, kept.station)?;
    transaction.commit()?;
    let text =
        format!("{fingerprint} is to be void by order of {names}; it is once the box's annulment is here.");
    Ok(Outcome::new(json!({ "annulled": fingerprint.to_string() }), text))
}

/// The box's annulment may have come before the order.
fn judge_annulments(
    center: &Center,
    transaction: &mut Transaction<'_>,
    station: Option<u32>,
) -> Result<(), Stop> {
    let now = now();
    let waiting = match station {
        Some(station) => transaction.records_of_station(station)?,
        None => Vec::new(),
    };
    for kept in waiting.into_iter().filter(|kept| kept.standing.cause == Some(Cause::OrderMissing)) {
        let reception =
            center.judge_again(transaction, now, kept).map_err(|error| Stop::Software(error.to_string()))?;
        follow(transaction, now, None, &reception)?;
    }
    Ok(())
}

fn officers(arguments: &DecideArgs) -> Result<[&str; 2], Stop> {
    match arguments.officers.as_slice() {
        [one, other] if one != other && !one.trim().is_empty() && !other.trim().is_empty() => {
            Ok([one, other])
        }
        _ => Err(Refusal::new(Code::TwoPersonNeeded).into()),
    }
}

fn find(transaction: &mut Transaction<'_>, fingerprint: &str) -> Result<Kept, Stop> {
    let parsed: Fingerprint = fingerprint
        .parse()
        .map_err(|_| Refusal::at(Code::RecordInvalid, format!("{fingerprint} is no fingerprint")))?;
    let found = transaction.record_by_digest(&parsed.0)?;
    Ok(found.ok_or_else(|| Refusal::at(Code::RecordInvalid, format!("{fingerprint} is not here")))?)
}

fn note(
    transaction: &mut Transaction<'_>,
    event: &str,
    about: Option<(u32, Option<u32>)>,
    details: &str,
) -> Result<(), DatabaseError> {
    let (device, station) = about.map_or((None, None), |(device, station)| (Some(device), station));
    let details = details.to_owned();
    Happening { event, good: true, device, station, details }.note(transaction, now().wall)
}
