//! What the desk writes beside the ledger: arrivals, departures, events, the roster.

use rts_core::packet::Receipt;
use rts_core::record::Kind;
use rts_core::seal::DeviceCertificate;
use rts_core::time::WallTime;
use rusqlite::{Connection, OptionalExtension as _};

use super::error::DatabaseError;
use crate::ports::directip::Imei;

/// A message that a gateway brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When, by the center's clock.
    pub at: Option<WallTime>,
    /// Address of whoever brought it.
    pub gateway: String,
    /// The modem that it names.
    pub imei: Imei,
    /// The gateway's number of the session.
    pub cdr: u32,
    /// The modem's number of the message.
    pub momsn: u16,
    /// Session status.
    pub session: u8,
    /// The packet; absent after a mailbox check.
    pub bytes: Option<Vec<u8>>,
}

impl Arrival {
    /// Stores it; returns its number.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn store(&self, connection: &Connection) -> Result<i64, DatabaseError> {
        // A message without payload needs no look.
        let outcome = if self.bytes.is_none() { Some("empty") } else { None };
        connection
            .prepare_cached(
                "INSERT INTO arrival (at, gateway, imei, cdr, momsn, session, bytes, outcome)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                self.at.and_then(WallTime::rfc3339),
                &self.gateway,
                self.imei.as_str(),
                self.cdr,
                self.momsn,
                self.session,
                &self.bytes,
                outcome,
            ))?;
        Ok(connection.last_insert_rowid())
    }

    /// Arrivals that nobody has looked at yet: number, modem and packet, the oldest first.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn open(connection: &Connection, most: usize) -> Result<Vec<(i64, String, Vec<u8>)>, DatabaseError> {
        let mut statement = connection.prepare_cached(
            "SELECT id, imei, bytes FROM arrival WHERE outcome IS NULL ORDER BY id LIMIT ?1",
        )?;
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = statement.query_map([most], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes what became of an arrival.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn close(
        connection: &Connection,
        id: i64,
        outcome: &str,
        packet: Option<(u32, [u8; 8])>,
    ) -> Result<(), DatabaseError> {
        let (device, message) = packet.unzip();
        connection
            .prepare_cached("UPDATE arrival SET outcome = ?2, device = ?3, message = ?4 WHERE id = ?1")?
            .execute((id, outcome, device, message))?;
        Ok(())
    }
}

/// A receipt on its way down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Its number.
    pub id: i64,
    /// To which device.
    pub device: u32,
    /// To which modem.
    pub imei: String,
    /// The signed receipt.
    pub bytes: Vec<u8>,
    /// About a result: before all others.
    pub urgent: bool,
    /// Worth a moment's wait: the next part makes it pointless.
    pub partial: bool,
    /// How often it was offered to the gateway.
    pub attempts: u32,
    /// The gateway's queue holds another receipt for this device that was put there a moment ago.
    pub beside_another: bool,
}

/// What the gateway told about a receipt that it was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// It is in the modem's queue, at this position.
    Queued(u16),
    /// It is not; why, in words.
    Not(String),
}

impl Departure {
    /// Puts a receipt on the way to the modem of its device. It takes the place of an older one for the same message
    /// that still waits; the same receipt is not offered again within `again_after` seconds of being queued.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn put(
        connection: &Connection,
        now: Option<WallTime>,
        heard: Option<&str>,
        receipt: &[u8],
        again_after: i64,
    ) -> Result<(), DatabaseError> {
        let Ok(parsed) = Receipt::parse(receipt) else { return Ok(()) };
        let (device, message) = (parsed.base.device, parsed.id.0);
        let of_roster: Option<Option<String>> = connection
            .prepare_cached("SELECT imei FROM device WHERE device = ?1")?
            .query_row([device], |row| row.get(0))
            .optional()?;
        let Some(imei) = of_roster.flatten().or_else(|| heard.map(str::to_owned)) else { return Ok(()) };
        let since = now.and_then(|now| WallTime::from_unix(now.unix().saturating_sub(again_after)).rfc3339());
        let just_queued = connection
            .prepare_cached(
                "SELECT 1 FROM departure WHERE device = ?1 AND message = ?2 AND bytes = ?3 AND queued > ?4",
            )?
            .exists((device, message, receipt, since))?;
        if just_queued {
            return Ok(());
        }
        let urgent = matches!(parsed.base.kind, Kind::Result | Kind::Correction | Kind::Annulment);
        let partial = !parsed.verdict.ends_sending();
        let waiting: Option<i64> = connection
            .prepare_cached("SELECT id FROM departure WHERE device = ?1 AND message = ?2 AND queued IS NULL")?
            .query_row((device, message), |row| row.get(0))
            .optional()?;
        match waiting {
            Some(id) => connection
                .prepare_cached("UPDATE departure SET bytes = ?2, partial = ?3, imei = ?4 WHERE id = ?1")?
                .execute((id, receipt, partial, imei))?,
            None => connection
                .prepare_cached(
                    "INSERT INTO departure (device, message, imei, bytes, urgent, partial)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute((device, message, imei, receipt, urgent, partial))?,
        };
        Ok(())
    }

    /// Receipts that the gateway does not have yet, those offered least and results first. `beside` is the moment (RFC 3339) after which a
    /// receipt for another message may still lie in the modem's queue.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn open(connection: &Connection, beside: Option<&str>) -> Result<Vec<Self>, DatabaseError> {
        let mut statement = connection.prepare_cached(
            "SELECT id, device, imei, bytes, urgent, partial, attempts, EXISTS (
                 SELECT 1 FROM departure AS other WHERE other.device = departure.device
                     AND other.message <> departure.message AND other.queued > ?1)
             FROM departure WHERE queued IS NULL ORDER BY attempts, urgent DESC, id LIMIT 512",
        )?;
        let rows = statement.query_map([beside], |row| {
            Ok(Self {
                id: row.get(0)?,
                device: row.get(1)?,
                imei: row.get(2)?,
                bytes: row.get(3)?,
                urgent: row.get(4)?,
                partial: row.get(5)?,
                attempts: row.get(6)?,
                beside_another: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes what the gateway told. A receipt that was replaced meanwhile stays on its way.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn close(
        &self,
        connection: &Connection,
        now: Option<WallTime>,
        told: &Told,
    ) -> Result<(), DatabaseError> {
        let (queued, words) = match told {
            Told::Queued(place) => {
                let at = now.and_then(WallTime::rfc3339).unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned());
                (Some(at), format!("queued at {place}"))
            }
            Told::Not(why) => (None, why.clone()),
        };
        connection
            .prepare_cached(
                "UPDATE departure SET attempts = attempts + 1, told = ?3,
                     queued = CASE WHEN bytes = ?4 THEN ?2 END
                 WHERE id = ?1",
            )?
            .execute((self.id, queued, words, &self.bytes))?;
        Ok(())
    }
}

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
    pub fn note(&self, connection: &Connection, now: Option<WallTime>) -> Result<(), DatabaseError> {
        connection
            .prepare_cached(
                "INSERT INTO event (at, event, good, device, station, details) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                now.map(WallTime::unix),
                self.event,
                self.good,
                self.device,
                self.station,
                &self.details,
            ))?;
        Ok(())
    }
}

/// Puts a device on the roster.
pub(in crate::center) fn enrol(
    connection: &Connection,
    certificate: &DeviceCertificate,
    imei: Option<&str>,
    card: Option<&str>,
) -> Result<(), DatabaseError> {
    let row = (certificate.device, certificate.to_bytes(), imei, card);
    connection
        .execute("INSERT INTO device (device, certificate, imei, card) VALUES (?1, ?2, ?3, ?4)", row)?;
    Ok(())
}

/// Takes a device's word away from now on. False if it is not on the roster, or is revoked already.
pub(in crate::center) fn revoke(
    connection: &Connection,
    device: u32,
    why: &str,
) -> Result<bool, DatabaseError> {
    let sql = "UPDATE device SET revoked = ?2 WHERE device = ?1 AND revoked IS NULL";
    Ok(connection.execute(sql, (device, why))? == 1)
}

/// Notes the commission's order that a record be void.
pub(in crate::center) fn order_annulment(
    connection: &Connection,
    voids: [u8; 12],
    officers: &str,
) -> Result<(), DatabaseError> {
    connection.execute("INSERT OR IGNORE INTO annulment VALUES (?1, ?2)", (voids, officers))?;
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
    connection: &Connection,
    now: Option<WallTime>,
    found: &CardFinding<'_>,
) -> Result<(), DatabaseError> {
    let at = now.and_then(WallTime::rfc3339);
    connection.execute(
        "INSERT OR REPLACE INTO card VALUES (?1, ?2, ?3, ?4, ?5)",
        (found.station, found.device, at, found.outcome, found.details),
    )?;
    Ok(())
}
