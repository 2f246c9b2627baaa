//! What two officers decide, and why: a record counts after all, or is void by the commission's signed order.
//!
//! Invariants: two different people, known by name where the rules name officers; a reason in words; both in the event log
//! for ever.

use rts_core::center::{Center, Kept, Ledger as _, Order};
use rts_core::election::{Code, Refusal};
use rts_core::packet::Cause;
use rts_core::record::Fingerprint;
use serde_json::json;

use super::arguments::{AnnulArgs, DecideArgs, OrderArgs};
use super::stop::Stop;
use super::{Outcome, now};
use crate::center::database::{Database, DatabaseError, Happening, Transaction, order_annulment};
use crate::center::desk::follow;
use crate::center::files::{self, PUBLIC};
use crate::center::keys::{KeyFolder, KeyName};

/// Longest order that is read.
const LONGEST: usize = 64 * 1024;

/// Lets a record count that was set aside.
pub(super) fn release(arguments: &DecideArgs) -> Result<Outcome, Stop> {
    let center = arguments.house.center()?;
    let officers = officers(&center, arguments)?;
    let reason = arguments.reason.trim();
    let mut database = arguments.house.database(center.package())?;
    let fingerprint = let_count(&center, &mut database, &arguments.fingerprint, officers, reason)?;
    let text = format!("{fingerprint} counts, released by {}.", officers.join(" and "));
    Ok(Outcome::new(json!({ "released": fingerprint.to_string(), "reason": reason }), text))
}

/// Lets a record count by the word of two officers, who may decide and say why.
pub(in crate::center) fn let_count(
    center: &Center,
    database: &mut Database,
    named: &str,
    officers: [&str; 2],
    reason: &str,
) -> Result<Fingerprint, Stop> {
    if !center.rules().may_decide(officers) {
        return Err(Refusal::at(Code::TwoPersonNeeded, officers.join(" and ")).into());
    }
    let mut transaction = database.begin()?;
    let kept = find(&mut transaction, named)?;
    let fingerprint = kept.digest.fingerprint();
    let now = now();
    let reception = center
        .release(&mut transaction, now, kept, officers, reason)
        .map_err(|error| Stop::Software(error.to_string()))?
        .ok_or_else(|| Refusal::at(Code::RecordInvalid, format!("{fingerprint} cannot be released")))?;
    let about = reception.changes.first().map(|change| (change.base.device, change.station));
    let names = officers.join(" and ");
    note(&mut transaction, "record-released", about, &format!("{fingerprint} by {names}: {reason}"))?;
    follow(&mut transaction, now, None, &reception)?;
    transaction.commit()?;
    Ok(fingerprint)
}

/// Signs an order that a record be void; the root key is in the folder only while this is done.
pub(super) fn order(arguments: &OrderArgs) -> Result<Outcome, Stop> {
    let decide = &arguments.decide;
    let center = decide.house.center()?;
    let officers = officers(&center, decide)?;
    let mut database = decide.house.database(center.package())?;
    let kept = find(&mut database.begin()?, &decide.fingerprint)?;
    let root = KeyFolder::at(decide.house.keys.clone()).signing(KeyName::Root)?;
    let software = |error: &dyn std::fmt::Display| Stop::Software(error.to_string());
    let order = Order::sign(center.package(), &kept.digest, officers, decide.reason.trim(), &root)
        .map_err(|error| software(&error))?;
    let text = serde_json::to_string_pretty(&order).map_err(|error| software(&error))?;
    files::create(&arguments.out, PUBLIC, format!("{text}\n").as_bytes())?;
    let fingerprint = kept.digest.fingerprint();
    Ok(Outcome::new(
        json!({ "ordered": fingerprint.to_string(), "file": arguments.out }),
        format!("The order that {fingerprint} be void is in {}.", arguments.out.display()),
    ))
}

/// Carries an order out: the box's annulment counts from now on, whether it is here already or not.
pub(super) fn annul(arguments: &AnnulArgs) -> Result<Outcome, Stop> {
    let center = arguments.house.center()?;
    let root = KeyFolder::at(arguments.house.keys.clone()).public(KeyName::Root)?;
    let order = Order::open(&files::read(&arguments.order, LONGEST)?, center.package(), &root)?;
    let [one, other] = &order.officers;
    if !center.rules().may_decide([one, other]) {
        return Err(Refusal::at(Code::TwoPersonNeeded, format!("the order names {one} and {other}")).into());
    }
    let digest =
        order.digest().ok_or_else(|| Refusal::at(Code::RecordInvalid, "the order names no record"))?;
    let mut database = arguments.house.database(center.package())?;
    let mut transaction = database.begin()?;
    let kept = transaction.record_by_digest(&digest.0)?;
    let kept = kept
        .ok_or_else(|| Refusal::at(Code::RecordInvalid, format!("{} is not here", digest.fingerprint())))?;
    let fingerprint = digest.fingerprint();
    let names = format!("{one} and {other}");
    let voids = digest.0.first_chunk().copied().unwrap_or_default();
    order_annulment(&mut transaction, voids, &names)?;
    let about = Some((kept.signed.base.device, kept.station));
    let details = format!("{fingerprint} by {names}: {}; signature {}", order.reason, order.signature);
    note(&mut transaction, "annulment-ordered", about, &details)?;
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

/// The two who decide.
fn officers<'a>(center: &Center, arguments: &'a DecideArgs) -> Result<[&'a str; 2], Stop> {
    if arguments.reason.trim().is_empty() {
        return Err(Stop::Usage("a reason is needed: --reason".to_owned()));
    }
    match arguments.officers.as_slice() {
        [one, other] if center.rules().may_decide([one, other]) => Ok([one, other]),
        named => Err(Refusal::at(Code::TwoPersonNeeded, named.join(" and ")).into()),
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
