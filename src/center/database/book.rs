//! What is written beside the ledger whenever something was decided: the event, and the receipt on its way.

use rts_core::center::{Answer, Change, Reception};
use rts_core::packet::{Receipt, Verdict};
use rts_core::record::Kind;
use rts_core::time::{Now, WallTime};

use super::error::DatabaseError;
use super::keep::Happening;
use super::opening::Transaction;
use super::value::values;

/// A receipt just queued for a modem is not queued again within so many seconds.
const AGAIN_AFTER: i64 = 20;

/// A ledger in which also stands what became known of it.
pub(in crate::center) trait Book {
    /// Appends a line to the event log.
    fn note(&mut self, now: Option<WallTime>, happening: &Happening<'_>) -> Result<(), DatabaseError>;

    /// Puts a receipt on the way to the modem of its device: that of the roster, or that the device was heard through. It
    /// takes the place of an older one for the same message that still waits; the same receipt is not offered again just
    /// after it was queued.
    fn depart(
        &mut self,
        now: Option<WallTime>,
        heard: Option<&str>,
        receipt: &[u8],
    ) -> Result<(), DatabaseError>;
}

/// Writes down what followed from a reception: events and receipts. `heard` is the device that was just heard, with its
/// modem; without one it has its answer by the way it came.
///
/// # Errors
///
/// The storage failed.
pub(in crate::center) fn follow(
    book: &mut impl Book,
    now: Now,
    heard: Option<(u32, Option<&str>)>,
    reception: &Reception,
) -> Result<(), DatabaseError> {
    for change in &reception.changes {
        let good = !matches!(change.standing.verdict, Verdict::Quarantined | Verdict::Refused);
        let (device, station) = (Some(change.base.device), change.station);
        let happening =
            Happening { event: event_name(change), good, device, station, details: describe(change) };
        book.note(now.wall, &happening)?;
    }
    for Answer { device, receipt, .. } in &reception.answers {
        match heard.filter(|(heard, _)| heard == device) {
            Some((_, None)) => {}
            heard => book.depart(now.wall, heard.and_then(|(_, imei)| imei), receipt)?,
        }
    }
    Ok(())
}

impl Book for Transaction<'_> {
    fn note(&mut self, now: Option<WallTime>, happening: &Happening<'_>) -> Result<(), DatabaseError> {
        happening.note(self, now)
    }

    fn depart(
        &mut self,
        now: Option<WallTime>,
        heard: Option<&str>,
        receipt: &[u8],
    ) -> Result<(), DatabaseError> {
        let Ok(parsed) = Receipt::parse(receipt) else { return Ok(()) };
        let (device, message) = (parsed.base.device, parsed.id.0);
        let of_roster = self
            .query_one("SELECT imei FROM device WHERE device = ?1", &values![device])?
            .map(|mut row| row.take::<Option<String>>(0))
            .transpose()?;
        let Some(imei) = of_roster.flatten().or_else(|| heard.map(str::to_owned)) else { return Ok(()) };
        let queued = self.query_one(
            "SELECT 1 FROM departure WHERE device = ?1 AND message = ?2 AND bytes = ?3 AND queued > ?4",
            &values![device, message, receipt, just_queued(now)],
        )?;
        if queued.is_some() {
            return Ok(());
        }
        let (urgent, partial) = mailing(&parsed);
        let replaced = self.execute(
            "UPDATE departure SET bytes = ?1, partial = ?2, imei = ?3
             WHERE device = ?4 AND message = ?5 AND queued IS NULL",
            &values![receipt, partial, &imei, device, message],
        )?;
        if replaced == 0 {
            self.execute(
                "INSERT INTO departure (id, device, message, imei, bytes, urgent, partial)
                 VALUES ((SELECT coalesce(max(id), 0) + 1 FROM departure), ?1, ?2, ?3, ?4, ?5, ?6)",
                &values![device, message, imei, receipt, urgent, partial],
            )?;
        }
        Ok(())
    }
}

/// The moment (RFC 3339) after which a receipt counts as just queued.
pub(super) fn just_queued(now: Option<WallTime>) -> Option<String> {
    now.and_then(|now| WallTime::from_unix(now.unix().saturating_sub(AGAIN_AFTER)).rfc3339())
}

/// How a receipt goes down: before all others, and worth a moment's wait.
pub(super) fn mailing(receipt: &Receipt) -> (bool, bool) {
    let urgent = matches!(receipt.base.kind, Kind::Result | Kind::Correction | Kind::Annulment);
    (urgent, !receipt.verdict.ends_sending())
}

const fn event_name(change: &Change) -> &'static str {
    match change.standing.verdict {
        Verdict::Partial | Verdict::Received => "record-received",
        Verdict::Accepted => "record-accepted",
        Verdict::Quarantined => "record-quarantined",
        Verdict::Refused => "record-refused",
        Verdict::Superseded => "record-superseded",
    }
}

/// Which record, and why; the note is left out, since it may name counts.
fn describe(change: &Change) -> String {
    let base = change.base;
    let record = format!("{} {}, {}", base.kind.name(), base.sequence, change.digest.fingerprint());
    change.standing.cause.map_or(record.clone(), |cause| format!("{record}: {}", cause.sentence()))
}
