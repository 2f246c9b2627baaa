//! Arrivals: what gateways brought, kept as it came before anything decides about it.

use std::collections::{BTreeMap, BTreeSet};

use rts_core::packet::{Header, LinkOpened};
use rts_core::time::WallTime;

use super::error::DatabaseError;
use super::opening::Transaction;
use super::value::{Row, Value, values};
use crate::ports::directip::Imei;

/// The columns of what arrives, in the order of [`Arrival::row`].
const COLUMNS: [&str; 12] = [
    "at", "bearer", "gateway", "imei", "cdr", "momsn", "session", "bytes", "device", "message", "chunk",
    "outcome",
];

/// Device and message: what packets, records and receipts are called by.
pub type Name = (u32, [u8; 8]);

/// The way that a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// Satellite gateways, by DirectIP.
    DirectIp,
    /// A message service, by its web hook.
    Hook,
    /// A box itself, over the internet.
    Ip,
}

impl Bearer {
    const ALL: [Self; 3] = [Self::DirectIp, Self::Hook, Self::Ip];

    /// The word for it in tables and figures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DirectIp => "directip",
            Self::Hook => "hook",
            Self::Ip => "ip",
        }
    }
}

/// A message that a gateway brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When, by the center's clock.
    pub at: Option<WallTime>,
    /// Which way.
    pub bearer: Bearer,
    /// Address of whoever brought it.
    pub gateway: String,
    /// The modem that it names.
    pub imei: Option<Imei>,
    /// The gateway's number of the session.
    pub cdr: u32,
    /// The modem's number of the message.
    pub momsn: u16,
    /// Session status.
    pub session: u8,
    /// The packet; absent after a mailbox check.
    pub bytes: Option<Vec<u8>>,
    /// What the gate saw in the packet; absent if it is of no device of this center.
    pub opened: Option<LinkOpened>,
}

/// An arrival that nobody has decided about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number.
    pub id: i64,
    /// Which way it came.
    pub bearer: Bearer,
    /// The modem that brought it.
    pub imei: Option<String>,
    /// As it came.
    pub packet: Vec<u8>,
    /// What the gate saw in it; absent if it is of no device of this center.
    pub opened: Option<LinkOpened>,
}

impl Arrival {
    /// Stores arrivals.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn store<'a>(
        transaction: &mut Transaction<'_>,
        arrivals: impl IntoIterator<Item = &'a Self>,
    ) -> Result<(), DatabaseError> {
        let rows: Vec<Vec<Value>> = arrivals.into_iter().map(Self::row).collect();
        transaction.insert("arrival", (&COLUMNS, ""), &rows)
    }

    fn row(&self) -> Vec<Value> {
        let name = self.opened.as_ref().map(|opened| (opened.header.base.device, opened.header.id.0));
        let (device, message) = name.unzip();
        // A message without payload needs no look.
        let outcome = if self.bytes.is_none() { Some("empty") } else { None };
        values![
            self.at.map(WallTime::unix),
            self.bearer.name(),
            &self.gateway,
            self.imei.as_ref().map(Imei::as_str),
            self.cdr,
            self.momsn,
            self.session,
            self.bytes.as_ref(),
            device,
            message,
            self.opened.as_ref().map(|opened| &opened.chunk),
            outcome,
        ]
        .to_vec()
    }

    /// Arrivals that nobody has decided about, the oldest first.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn waiting(transaction: &mut Transaction<'_>, most: usize) -> Result<Vec<Waiting>, DatabaseError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = transaction.query(
            "SELECT id, bearer, imei, bytes, chunk FROM arrival WHERE outcome IS NULL ORDER BY id LIMIT ?1",
            &values![most],
        )?;
        rows.into_iter().map(Waiting::read).collect()
    }

    /// Arrivals as they were stored, which wait to be brought elsewhere, with their numbers; the oldest first.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn spooled(
        transaction: &mut Transaction<'_>,
        most: usize,
    ) -> Result<Vec<(i64, Self)>, DatabaseError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = transaction.query(
            "SELECT id, at, bearer, gateway, imei, cdr, momsn, session, bytes, chunk FROM arrival
             WHERE outcome IS NULL OR outcome = 'empty' ORDER BY id LIMIT ?1",
            &values![most],
        )?;
        rows.into_iter().map(Self::read).collect()
    }

    /// How many of them there are.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn count_spooled(transaction: &mut Transaction<'_>) -> Result<usize, DatabaseError> {
        let sql = "SELECT count(*) FROM arrival WHERE outcome IS NULL OR outcome = 'empty'";
        let row = transaction.query_one(sql, &[])?;
        let count: i64 = row.ok_or_else(|| DatabaseError::Row("no count".to_owned()))?.take(0)?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// The newest receipts for those of these arrivals that were decided about. A question for another message's
    /// receipt has none here.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn answers(
        transaction: &mut Transaction<'_>,
        arrivals: &[Name],
    ) -> Result<BTreeMap<Name, Vec<u8>>, DatabaseError> {
        let wanted: BTreeSet<Name> = arrivals.iter().copied().collect();
        let devices: BTreeSet<u32> = wanted.iter().map(|(device, _)| *device).collect();
        let devices: Vec<i64> = devices.into_iter().map(i64::from).collect();
        let rows = transaction.query(
            "SELECT device, message, bytes FROM receipt WHERE device IN LIST(?1) ORDER BY id",
            &values![devices],
        )?;
        let mut newest = BTreeMap::new();
        for mut row in rows {
            let name = (row.take(0)?, row.take(1)?);
            if wanted.contains(&name) {
                newest.insert(name, row.take(2)?);
            }
        }
        Ok(newest)
    }

    fn read(mut row: Row) -> Result<(i64, Self), DatabaseError> {
        let imei: Option<String> = row.take(4)?;
        let bytes: Option<Vec<u8>> = row.take(8)?;
        let arrival = Self {
            at: row.take::<Option<i64>>(1)?.map(WallTime::from_unix),
            bearer: bearer(&mut row, 2)?,
            gateway: row.take(3)?,
            imei: imei.and_then(|imei| imei.parse().ok()),
            cdr: row.take(5)?,
            momsn: row.take(6)?,
            session: row.take(7)?,
            opened: opened(bytes.as_deref().unwrap_or_default(), row.take(9)?),
            bytes,
        };
        Ok((row.take(0)?, arrival))
    }

    /// Notes what became of arrivals: all the same.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn close(
        transaction: &mut Transaction<'_>,
        outcome: &str,
        ids: Vec<i64>,
    ) -> Result<(), DatabaseError> {
        transaction
            .execute("UPDATE arrival SET outcome = ?1 WHERE id IN LIST(?2)", &values![outcome, ids])?;
        Ok(())
    }

    /// Opens the arrivals again that failed, and those that could not be opened with the keys of then.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn try_again(transaction: &mut Transaction<'_>) -> Result<(), DatabaseError> {
        transaction
            .execute("UPDATE arrival SET outcome = NULL WHERE outcome IN ('failed', 'unopened')", &[])?;
        Ok(())
    }
}

impl Waiting {
    fn read(mut row: Row) -> Result<Self, DatabaseError> {
        let packet: Vec<u8> = row.take(3)?;
        let opened = opened(&packet, row.take(4)?);
        Ok(Self { id: row.take(0)?, bearer: bearer(&mut row, 1)?, imei: row.take(2)?, packet, opened })
    }
}

fn bearer(row: &mut Row, column: usize) -> Result<Bearer, DatabaseError> {
    let name: String = row.take(column)?;
    let known = Bearer::ALL.into_iter().find(|bearer| bearer.name() == name);
    known.ok_or_else(|| DatabaseError::Row(format!("an arrival by {name}")))
}

/// The gate opened a packet if it left a chunk; the header is the packet's own.
fn opened(packet: &[u8], chunk: Option<Vec<u8>>) -> Option<LinkOpened> {
    Some(LinkOpened { header: Header::parse(packet).ok()?, chunk: chunk? })
}
