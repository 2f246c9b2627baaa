//! What screens and exports read.

use rts_core::seal::DeviceCertificate;
use rts_core::time::WallTime;
use rusqlite::Connection;

use super::error::DatabaseError;
use super::opening::Database;

/// A device on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterRow {
    /// The commission's word for it.
    pub certificate: DeviceCertificate,
    /// Its modem.
    pub imei: Option<String>,
    /// Its card.
    pub card: Option<String>,
    /// Why it was revoked, if it was.
    pub revoked: Option<String>,
}

/// What the comparison of a card found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardRow {
    /// Station of the card.
    pub station: u32,
    /// Device of the card.
    pub device: u32,
    /// `equal`, `differs`, `incomplete` or `refused`.
    pub outcome: String,
    /// JSON of the findings.
    pub details: String,
}

/// A line of the event log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// From 1, without gaps.
    pub number: u32,
    /// When, by the center's clock.
    pub at: Option<WallTime>,
    /// Stable id.
    pub event: String,
    /// False if something was refused or broke.
    pub good: bool,
    /// Device concerned.
    pub device: Option<u32>,
    /// Station concerned.
    pub station: Option<u32>,
    /// A sentence for people.
    pub details: String,
}

/// How much came and went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Messages that gateways brought, empty ones included.
    pub arrivals: u32,
    /// Messages that nobody has looked at yet.
    pub open_arrivals: u32,
    /// Packets refused unanswered.
    pub refused: u32,
    /// Receipts that gateways have taken.
    pub receipts: u32,
    /// Receipts that wait for a gateway.
    pub open_receipts: u32,
}

impl Database {
    /// Reads without holding anybody up.
    #[must_use]
    pub const fn reader(&self) -> &Connection {
        &self.connection
    }

    /// The roster, by device.
    ///
    /// # Errors
    ///
    /// The storage failed, or holds a certificate that is none.
    pub fn roster(&self) -> Result<Vec<RosterRow>, DatabaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT certificate, imei, card, revoked FROM device ORDER BY device")?;
        let mut rows = statement.query([])?;
        let mut roster = Vec::new();
        while let Some(row) = rows.next()? {
            let certificate: Vec<u8> = row.get(0)?;
            roster.push(RosterRow {
                certificate: DeviceCertificate::parse(&certificate)
                    .map_err(|error| DatabaseError::Row(error.to_string()))?,
                imei: row.get(1)?,
                card: row.get(2)?,
                revoked: row.get(3)?,
            });
        }
        Ok(roster)
    }

    /// Comparisons made, by station.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn cards(&self) -> Result<Vec<CardRow>, DatabaseError> {
        let sql = "SELECT station, device, outcome, details FROM card ORDER BY station";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(CardRow {
                station: row.get(0)?,
                device: row.get(1)?,
                outcome: row.get(2)?,
                details: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The event log.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn events(&self) -> Result<Vec<EventRow>, DatabaseError> {
        let sql = "SELECT id, at, event, good, device, station, details FROM event ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok(EventRow {
                number: row.get(0)?,
                at: row.get::<_, Option<i64>>(1)?.map(WallTime::from_unix),
                event: row.get(2)?,
                good: row.get(3)?,
                device: row.get(4)?,
                station: row.get(5)?,
                details: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How much came and went.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn traffic(&self) -> Result<Traffic, DatabaseError> {
        let sql = "SELECT count(*), coalesce(sum(outcome IS NULL), 0), coalesce(sum(outcome IN ('unreadable', 'not-authentic')), 0) FROM arrival";
        let arrivals =
            self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let sql =
            "SELECT coalesce(sum(queued IS NOT NULL), 0), coalesce(sum(queued IS NULL), 0) FROM departure";
        let receipts = self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Traffic {
            arrivals: arrivals.0,
            open_arrivals: arrivals.1,
            refused: arrivals.2,
            receipts: receipts.0,
            open_receipts: receipts.1,
        })
    }
}
