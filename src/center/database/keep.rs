//! What is written beside the ledger: events, the roster, orders, findings of cards.

use rts_core::seal::DeviceCertificate;
use rts_core::time::WallTime;

use super::error::DatabaseError;
use super::opening::Transaction;
use super::value::{Value, values};

/// One line of the center's event log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening<'a> {
    /// Stable id, past tense, kebab-case.
    pub event: &'a str,
    /// False if something was refused or broke.
    pub good: bool,
    /// Device concerned.
    pub device: Option<u32>,
    /// Station concerned.
    pub station: Option<u32>,
    /// A sentence for people; no count, key or PIN.
    pub details: String,
}

impl Happening<'_> {
    /// Appends it to the event log.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn note(
        &self,
        transaction: &mut Transaction<'_>,
        now: Option<WallTime>,
    ) -> Result<(), DatabaseError> {
        transaction.execute(
            "INSERT INTO event (id, at, event, good, device, station, details)
             VALUES ((SELECT coalesce(max(id), 0) + 1 FROM event), ?1, ?2, ?3, ?4, ?5, ?6)",
            &self.row(now),
        )?;
        Ok(())
    }

    /// What stands in the event log, after the number.
    pub(super) fn row(&self, now: Option<WallTime>) -> [Value; 6] {
        values![now.map(WallTime::unix), self.event, self.good, self.device, self.station, &self.details]
    }
}

/// Puts a device on the roster.
///
/// # Errors
///
/// It is there already, or the storage failed.
pub fn enrol(
    transaction: &mut Transaction<'_>,
    certificate: &DeviceCertificate,
    imei: Option<&str>,
    card: Option<&str>,
) -> Result<(), DatabaseError> {
    transaction.execute(
        "INSERT INTO device (device, certificate, imei, card) VALUES (?1, ?2, ?3, ?4)",
        &values![certificate.device, certificate.to_bytes(), imei, card],
    )?;
    Ok(())
}

/// Takes a device's word away from now on. False if it is not on the roster, or is revoked already.
pub(in crate::center) fn revoke(
    transaction: &mut Transaction<'_>,
    device: u32,
    why: &str,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE device SET revoked = ?1 WHERE device = ?2 AND revoked IS NULL";
    Ok(transaction.execute(sql, &values![why, device])? == 1)
}

/// Notes the commission's order that a record be void.
pub(in crate::center) fn order_annulment(
    transaction: &mut Transaction<'_>,
    voids: [u8; 12],
    officers: &str,
) -> Result<(), DatabaseError> {
    transaction.execute(
        "INSERT INTO annulment (voids, officers) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        &values![voids, officers],
    )?;
    Ok(())
}

/// What the comparison of a card found.
#[derive(Clone, Copy, Debug)]
pub(in crate::center) struct CardFinding<'a> {
    pub(in crate::center) station: u32,
    pub(in crate::center) device: u32,
    /// `equal`, `differs`, `incomplete` or `refused`.
    pub(in crate::center) outcome: &'a str,
    /// JSON of the findings.
    pub(in crate::center) details: &'a str,
}

/// Notes what the comparison of a station's card found, in place of an earlier one.
pub(in crate::center) fn note_card(
    transaction: &mut Transaction<'_>,
    now: Option<WallTime>,
    found: &CardFinding<'_>,
) -> Result<(), DatabaseError> {
    let at = now.and_then(WallTime::rfc3339);
    transaction.execute(
        "INSERT INTO card (station, device, at, outcome, details) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (station) DO UPDATE SET device = excluded.device, at = excluded.at,
             outcome = excluded.outcome, details = excluded.details",
        &values![found.station, found.device, at, found.outcome, found.details],
    )?;
    Ok(())
}
