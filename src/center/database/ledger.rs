//! The ledger of `rts_core::center` on the center's tables, within one transaction of its caller.

use rts_core::center::{Flag, Kept, Ledger, RosterEntry, Standing};
use rts_core::packet::{Cause, Header, LinkOpened, MIN_PACKET, Verdict};
use rts_core::record::{Digest, SignedRecord};
use rts_core::seal::{DeviceCertificate, MessageId};
use rts_core::time::WallTime;
use rusqlite::{Connection, OptionalExtension as _, Params, Row};

use super::error::DatabaseError;

const RECORD: &str =
    "SELECT bytes, message, digest, station, verdict, cause, flags, note, arrived FROM record";

/// Reads and writes within the transaction that the connection is in.
#[derive(Debug)]
pub struct SqliteLedger<'c>(pub &'c Connection);

impl SqliteLedger<'_> {
    fn records(&self, which: &str, parameters: impl Params) -> Result<Vec<Kept>, DatabaseError> {
        let mut statement = self.0.prepare_cached(&format!("{RECORD} WHERE {which} ORDER BY id"))?;
        let mut rows = statement.query(parameters)?;
        let mut records = Vec::new();
        while let Some(row) = rows.next()? {
            records.push(kept(row)?);
        }
        Ok(records)
    }

    /// The record whose digest begins so, if exactly one does.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn record_by_digest(&self, start: &[u8]) -> Result<Option<Kept>, DatabaseError> {
        let mut found = self.records("authentic AND substr(digest, 1, length(?1)) = ?1", [start])?;
        Ok(found.pop().filter(|_| found.is_empty()))
    }

    /// Every result and correction that counts, by station.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn results(&self) -> Result<Vec<Kept>, DatabaseError> {
        let mut results = self.records("verdict = 'accepted' AND kind IN ('result', 'correction')", [])?;
        results.sort_by_key(|kept| kept.station);
        Ok(results)
    }

    /// Digests in the order of the log.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn log(&self) -> Result<Vec<Digest>, DatabaseError> {
        let mut statement = self.0.prepare_cached("SELECT digest FROM leaf ORDER BY place")?;
        let rows = statement.query_map([], |row| Ok(Digest(row.get(0)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Ledger for SqliteLedger<'_> {
    type Error = DatabaseError;

    fn device(&mut self, device: u32) -> Result<Option<RosterEntry>, DatabaseError> {
        let mut statement =
            self.0.prepare_cached("SELECT certificate, revoked IS NOT NULL FROM device WHERE device = ?1")?;
        let row =
            statement.query_row([device], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?))).optional()?;
        // A certificate that cannot be read is none: its device is unknown.
        Ok(row.and_then(|(certificate, revoked)| {
            let certificate = DeviceCertificate::parse(&certificate).ok()?;
            Some(RosterEntry { certificate, revoked })
        }))
    }

    fn keep_part(&mut self, part: &LinkOpened) -> Result<Vec<LinkOpened>, DatabaseError> {
        let (device, message) = (part.header.base.device, part.header.id.0);
        self.0
            .prepare_cached(
                "INSERT OR IGNORE INTO part (device, message, header, chunk) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((device, message, part.header.to_bytes(), &part.chunk))?;
        let mut statement = self.0.prepare_cached(
            "SELECT header, chunk FROM part WHERE device = ?1 AND message = ?2 ORDER BY id",
        )?;
        let mut rows = statement.query((device, message))?;
        let mut parts = Vec::new();
        while let Some(row) = rows.next()? {
            parts.push(LinkOpened { header: header(row.get(0)?)?, chunk: row.get(1)? });
        }
        Ok(parts)
    }

    fn receipt(&mut self, device: u32, message: MessageId) -> Result<Option<Vec<u8>>, DatabaseError> {
        let mut statement = self.0.prepare_cached(
            "SELECT bytes FROM receipt WHERE device = ?1 AND message = ?2 ORDER BY id DESC LIMIT 1",
        )?;
        Ok(statement.query_row((device, message.0), |row| row.get(0)).optional()?)
    }

    fn keep_receipt(&mut self, device: u32, message: MessageId, receipt: &[u8]) -> Result<(), DatabaseError> {
        self.0
            .prepare_cached("INSERT INTO receipt (device, message, bytes) VALUES (?1, ?2, ?3)")?
            .execute((device, message.0, receipt))?;
        Ok(())
    }

    fn next_receipt(&mut self, device: u32) -> Result<u32, DatabaseError> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO receipt_number VALUES (?1, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        )?;
        Ok(statement.query_row([device], |row| row.get(0))?)
    }

    fn highest_sequence(&mut self, device: u32) -> Result<u16, DatabaseError> {
        let mut statement = self.0.prepare_cached(
            "SELECT sequence FROM record WHERE device = ?1 AND authentic ORDER BY sequence DESC LIMIT 1",
        )?;
        Ok(statement.query_row([device], |row| row.get(0)).optional()?.unwrap_or(0))
    }

    fn record(&mut self, device: u32, message: MessageId) -> Result<Option<Kept>, DatabaseError> {
        Ok(self.records("device = ?1 AND message = ?2", (device, message.0))?.pop())
    }

    fn records_numbered(&mut self, device: u32, sequence: u16) -> Result<Vec<Kept>, DatabaseError> {
        self.records("device = ?1 AND sequence = ?2 AND authentic", (device, sequence))
    }

    fn records_of_station(&mut self, station: u32) -> Result<Vec<Kept>, DatabaseError> {
        self.records("station = ?1 AND authentic", [station])
    }

    fn records_unproven(&mut self, device: u32) -> Result<Vec<Kept>, DatabaseError> {
        self.records("device = ?1 AND NOT authentic", [device])
    }

    fn keep_record(&mut self, record: &Kept) -> Result<(), DatabaseError> {
        let Kept { signed, message, digest, station, standing, arrived } = record;
        let flags: Vec<&str> = standing.flags.iter().map(|flag| flag.name()).collect();
        self.0
            .prepare_cached(
                "INSERT INTO record (device, message, sequence, kind, station, digest, bytes, authentic, verdict,
                     cause, flags, note, arrived)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
                 ON CONFLICT DO UPDATE SET station = excluded.station, authentic = excluded.authentic,
                     verdict = excluded.verdict, cause = excluded.cause, flags = excluded.flags, note = excluded.note",
            )?
            .execute((
                signed.base.device,
                message.0,
                signed.base.sequence,
                signed.base.kind.name(),
                station,
                digest.0,
                signed.to_bytes(),
                standing.is_authentic(),
                standing.verdict.name(),
                standing.cause.map(Cause::name),
                flags.join(" "),
                &standing.note,
                arrived.map(WallTime::unix),
            ))?;
        Ok(())
    }

    fn log_index(&mut self, digest: &Digest) -> Result<u32, DatabaseError> {
        self.0
            .prepare_cached("INSERT OR IGNORE INTO leaf SELECT coalesce(max(place) + 1, 0), ?1 FROM leaf")?
            .execute([digest.0])?;
        let mut statement = self.0.prepare_cached("SELECT place FROM leaf WHERE digest = ?1")?;
        Ok(statement.query_row([digest.0], |row| row.get(0))?)
    }

    fn twin(&mut self, votes: [u8; 32], station: u32) -> Result<Option<u32>, DatabaseError> {
        self.0.prepare_cached("INSERT OR IGNORE INTO votes VALUES (?1, ?2)")?.execute((votes, station))?;
        let mut statement = self.0.prepare_cached(
            "SELECT station FROM votes WHERE votes = ?1 AND station <> ?2 ORDER BY station LIMIT 1",
        )?;
        Ok(statement.query_row((votes, station), |row| row.get(0)).optional()?)
    }

    fn annulment_ordered(&mut self, voids: [u8; 12]) -> Result<bool, DatabaseError> {
        let mut statement = self.0.prepare_cached("SELECT 1 FROM annulment WHERE voids = ?1")?;
        Ok(statement.exists([voids])?)
    }
}

/// A header is read as the head of a packet, which it was; what follows it does not matter.
fn header(mut bytes: Vec<u8>) -> Result<Header, DatabaseError> {
    bytes.resize(MIN_PACKET.max(bytes.len()), 0);
    Header::parse(&bytes).map_err(|error| DatabaseError::Row(error.to_string()))
}

fn kept(row: &Row<'_>) -> Result<Kept, DatabaseError> {
    let wrong = |what: &str| DatabaseError::Row(format!("a record with a wrong {what}"));
    let bytes: Vec<u8> = row.get(0)?;
    let verdict: String = row.get(4)?;
    let cause: Option<String> = row.get(5)?;
    let flags: String = row.get(6)?;
    let cause = cause
        .map(|name| Cause::ALL.iter().copied().find(|it| it.name() == name).ok_or_else(|| wrong("cause")))
        .transpose()?;
    let standing = Standing {
        verdict: Verdict::ALL.into_iter().find(|it| it.name() == verdict).ok_or_else(|| wrong("verdict"))?,
        cause,
        flags: flags.split_whitespace().filter_map(Flag::from_name).collect(),
        note: row.get(7)?,
    };
    Ok(Kept {
        signed: SignedRecord::parse(&bytes).map_err(|error| DatabaseError::Row(error.to_string()))?,
        message: MessageId(row.get(1)?),
        digest: Digest(row.get(2)?),
        station: row.get(3)?,
        standing,
        arrived: row.get::<_, Option<i64>>(8)?.map(WallTime::from_unix),
    })
}
