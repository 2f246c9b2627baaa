//! Departures: receipts on their way down, until a gateway has them in the modem's queue.

use rts_core::packet::Receipt;
use rts_core::record::Kind;
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
    /// Puts a receipt on the way to the modem of its device. It takes the place of an older one for the same message
    /// that still waits; the same receipt is not offered again within `again_after` seconds of being queued.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn put(
        transaction: &mut Transaction<'_>,
        now: Option<WallTime>,
        heard: Option<&str>,
        receipt: &[u8],
        again_after: i64,
    ) -> Result<(), DatabaseError> {
        let Ok(parsed) = Receipt::parse(receipt) else { return Ok(()) };
        let (device, message) = (parsed.base.device, parsed.id.0);
        let of_roster = transaction
            .query_one("SELECT imei FROM device WHERE device = ?1", &values![device])?
            .map(|mut row| row.take::<Option<String>>(0))
            .transpose()?;
        let Some(imei) = of_roster.flatten().or_else(|| heard.map(str::to_owned)) else { return Ok(()) };
        let since = now.and_then(|now| WallTime::from_unix(now.unix().saturating_sub(again_after)).rfc3339());
        let just_queued = transaction.query_one(
            "SELECT 1 FROM departure WHERE device = ?1 AND message = ?2 AND bytes = ?3 AND queued > ?4",
            &values![device, message, receipt, since],
        )?;
        if just_queued.is_some() {
            return Ok(());
        }
        let urgent = matches!(parsed.base.kind, Kind::Result | Kind::Correction | Kind::Annulment);
        let partial = !parsed.verdict.ends_sending();
        let replaced = transaction.execute(
            "UPDATE departure SET bytes = ?1, partial = ?2, imei = ?3
             WHERE device = ?4 AND message = ?5 AND queued IS NULL",
            &values![receipt, partial, &imei, device, message],
        )?;
        if replaced == 0 {
            transaction.execute(
                "INSERT INTO departure (id, device, message, imei, bytes, urgent, partial)
                 VALUES ((SELECT coalesce(max(id), 0) + 1 FROM departure), ?1, ?2, ?3, ?4, ?5, ?6)",
                &values![device, message, imei, receipt, urgent, partial],
            )?;
        }
        Ok(())
    }

    /// Receipts that the gateway does not have yet, those offered least and results first. `beside` is the moment
    /// (RFC 3339) after which a receipt for another message may still lie in the modem's queue.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn open(transaction: &mut Transaction<'_>, beside: Option<&str>) -> Result<Vec<Self>, DatabaseError> {
        let rows = transaction.query(
            "SELECT id, device, imei, bytes, urgent, partial, attempts, EXISTS (
                 SELECT 1 FROM departure AS other WHERE other.device = departure.device
                     AND other.message <> departure.message AND other.queued > ?1)
             FROM departure WHERE queued IS NULL ORDER BY attempts, urgent DESC, id LIMIT 512",
            &values![beside],
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
