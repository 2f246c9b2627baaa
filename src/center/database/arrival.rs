//! Arrivals: what gateways brought, kept as it came before anything looks at it.

use rts_core::time::WallTime;

use super::error::DatabaseError;
use super::opening::Transaction;
use super::value::values;
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
    /// Stores it.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn store(&self, transaction: &mut Transaction<'_>) -> Result<(), DatabaseError> {
        // A message without payload needs no look.
        let outcome = if self.bytes.is_none() { Some("empty") } else { None };
        transaction.execute(
            "INSERT INTO arrival (at, gateway, imei, cdr, momsn, session, bytes, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            &values![
                self.at.and_then(WallTime::rfc3339),
                &self.gateway,
                self.imei.as_str(),
                self.cdr,
                self.momsn,
                self.session,
                self.bytes.as_ref(),
                outcome,
            ],
        )?;
        Ok(())
    }

    /// Arrivals that nobody has looked at yet: number, modem and packet, the oldest first.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn open(
        transaction: &mut Transaction<'_>,
        most: usize,
    ) -> Result<Vec<(i64, String, Vec<u8>)>, DatabaseError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let rows = transaction.query(
            "SELECT id, imei, bytes FROM arrival WHERE outcome IS NULL ORDER BY id LIMIT ?1",
            &values![most],
        )?;
        rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?, row.take(2)?))).collect()
    }

    /// Notes what became of an arrival.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn close(
        transaction: &mut Transaction<'_>,
        id: i64,
        outcome: &str,
        packet: Option<(u32, [u8; 8])>,
    ) -> Result<(), DatabaseError> {
        let (device, message) = packet.unzip();
        transaction.execute(
            "UPDATE arrival SET outcome = ?1, device = ?2, message = ?3 WHERE id = ?4",
            &values![outcome, device, message, id],
        )?;
        Ok(())
    }

    /// Opens the arrivals again that ended with one of these outcomes.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn open_again(transaction: &mut Transaction<'_>) -> Result<(), DatabaseError> {
        transaction
            .execute("UPDATE arrival SET outcome = NULL WHERE outcome IN ('failed', 'unopened')", &[])?;
        Ok(())
    }
}
