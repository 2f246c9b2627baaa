//! What screens and exports read.

use rts_core::seal::DeviceCertificate;
use rts_core::time::WallTime;

use super::error::DatabaseError;
use super::opening::Transaction;
use super::value::{Row, values};

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

impl Transaction<'_> {
    /// The roster, by device.
    ///
    /// # Errors
    ///
    /// The storage failed, or holds a certificate that is none.
    pub fn roster(&mut self) -> Result<Vec<RosterRow>, DatabaseError> {
        let rows = self.query("SELECT certificate, imei, card, revoked FROM device ORDER BY device", &[])?;
        let read = |mut row: Row| {
            let certificate: Vec<u8> = row.take(0)?;
            let certificate = DeviceCertificate::parse(&certificate);
            let certificate = certificate.map_err(|error| DatabaseError::Row(error.to_string()))?;
            Ok(RosterRow { certificate, imei: row.take(1)?, card: row.take(2)?, revoked: row.take(3)? })
        };
        rows.into_iter().map(read).collect()
    }

    /// Comparisons made, by station.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn cards(&mut self) -> Result<Vec<CardRow>, DatabaseError> {
        let rows = self.query("SELECT station, device, outcome, details FROM card ORDER BY station", &[])?;
        rows.into_iter().map(card_row).collect()
    }

    /// The comparison made of a station's card.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn card(&mut self, station: u32) -> Result<Option<CardRow>, DatabaseError> {
        let sql = "SELECT station, device, outcome, details FROM card WHERE station = ?1";
        self.query(sql, &values![station])?.into_iter().next().map(card_row).transpose()
    }

    /// The event log.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn events(&mut self) -> Result<Vec<EventRow>, DatabaseError> {
        self.events_where("true")
    }

    /// What happened to the roster: who came, went, and took whose place.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn roster_events(&mut self) -> Result<Vec<EventRow>, DatabaseError> {
        self.events_where("event IN ('device-enrolled', 'device-revoked', 'device-swapped')")
    }

    /// When results were published last.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn last_publication(&mut self) -> Result<Option<WallTime>, DatabaseError> {
        let sql = "SELECT max(at) FROM event WHERE event = 'results-published'";
        let mut rows = self.query(sql, &[])?.into_iter();
        let at = rows.next().map(|mut row| row.take::<Option<i64>>(0)).transpose()?;
        Ok(at.flatten().map(WallTime::from_unix))
    }

    fn events_where(&mut self, which: &str) -> Result<Vec<EventRow>, DatabaseError> {
        let sql = format!(
            "SELECT id, at, event, good, device, station, details FROM event WHERE {which} ORDER BY id"
        );
        let read = |mut row: Row| {
            Ok(EventRow {
                number: row.take(0)?,
                at: row.take::<Option<i64>>(1)?.map(WallTime::from_unix),
                event: row.take(2)?,
                good: row.take(3)?,
                device: row.take(4)?,
                station: row.take(5)?,
                details: row.take(6)?,
            })
        };
        self.query(&sql, &[])?.into_iter().map(read).collect()
    }

    /// How much came and went.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn traffic(&mut self) -> Result<Traffic, DatabaseError> {
        let none = || DatabaseError::Row("no count".to_owned());
        let mut arrivals = self
            .query_one(
                "SELECT count(*), count(*) FILTER (WHERE outcome IS NULL),
                     count(*) FILTER (WHERE outcome IN ('unreadable', 'not-authentic')) FROM arrival",
                &[],
            )?
            .ok_or_else(none)?;
        let mut receipts = self
            .query_one(
                "SELECT count(*) FILTER (WHERE queued IS NOT NULL), count(*) FILTER (WHERE queued IS NULL)
                 FROM departure",
                &[],
            )?
            .ok_or_else(none)?;
        Ok(Traffic {
            arrivals: arrivals.take(0)?,
            open_arrivals: arrivals.take(1)?,
            refused: arrivals.take(2)?,
            receipts: receipts.take(0)?,
            open_receipts: receipts.take(1)?,
        })
    }
}

fn card_row(mut row: Row) -> Result<CardRow, DatabaseError> {
    Ok(CardRow { station: row.take(0)?, device: row.take(1)?, outcome: row.take(2)?, details: row.take(3)? })
}
