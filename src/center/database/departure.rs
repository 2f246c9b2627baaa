//! Departures: receipts on their way down, until a gateway has them in the modem's queue.

use rts_core::time::WallTime;

use super::error::DatabaseError;
use super::opening::Transaction;
use super::value::{Row, values};

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
    /// Takes receipts that no other gateway holds, or has held for too long: of several gateways one offers it. Seconds
    /// since 1970, by the clock of whoever asks; a clock that is wrong makes a receipt be offered twice or later.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn hold(
        transaction: &mut Transaction<'_>,
        holder: i64,
        (now, until): (i64, i64),
    ) -> Result<u64, DatabaseError> {
        let sql = format!(
            "UPDATE departure SET holder = ?1, held_until = ?2 WHERE id IN (
                 SELECT id FROM departure WHERE queued IS NULL AND (holder IS NULL OR held_until < ?3)
                 ORDER BY attempts, urgent DESC, id LIMIT 512{})",
            transaction.skip_locked(),
        );
        transaction.execute(&sql, &values![holder, until, now])
    }

    /// Receipts of a holder that the gateway does not have yet, those offered least and results first. `beside` is the
    /// moment (RFC 3339) after which a receipt for another message may still lie in the modem's queue.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn open(
        transaction: &mut Transaction<'_>,
        holder: i64,
        beside: Option<&str>,
    ) -> Result<Vec<Self>, DatabaseError> {
        let rows = transaction.query(
            "SELECT id, device, imei, bytes, urgent, partial, attempts, EXISTS (
                 SELECT 1 FROM departure AS other WHERE other.device = departure.device
                     AND other.message <> departure.message AND other.queued > ?1)
             FROM departure WHERE queued IS NULL AND holder = ?2
             ORDER BY attempts, urgent DESC, id LIMIT 512",
            &values![beside, holder],
        )?;
        rows.into_iter().map(Self::read).collect()
    }

    fn read(mut row: Row) -> Result<Self, DatabaseError> {
        Ok(Self {
            id: row.take(0)?,
            device: row.take(1)?,
            imei: row.take(2)?,
            bytes: row.take(3)?,
            urgent: row.take(4)?,
            partial: row.take(5)?,
            attempts: row.take(6)?,
            beside_another: row.take(7)?,
        })
    }

    /// Notes what the gateway told. A receipt that was replaced meanwhile stays on its way.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn close(
        &self,
        transaction: &mut Transaction<'_>,
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
        transaction.execute(
            "UPDATE departure SET attempts = attempts + 1, told = ?1, queued = CASE WHEN bytes = ?2 THEN ?3 END
             WHERE id = ?4",
            &values![words, &self.bytes, queued, self.id],
        )?;
        Ok(())
    }
}
