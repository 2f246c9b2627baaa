//! The ledger of `rts_core::center` on the center's tables, within one transaction of its caller.

use rts_core::center::{Flag, Kept, Ledger, RosterEntry, Standing};
use rts_core::packet::{Cause, Header, LinkOpened, MIN_PACKET, Verdict};
use rts_core::record::{Digest, SignedRecord};
use rts_core::seal::{DeviceCertificate, MessageId};
use rts_core::time::WallTime;

use super::error::DatabaseError;
use super::opening::Transaction;
use super::value::{Row, Value, values};

pub(super) const RECORD: &str =
    "SELECT bytes, message, digest, station, verdict, cause, flags, note, arrived, id FROM record";
/// The columns of a record, in the order of [`record_row`].
pub(super) const RECORD_COLUMNS: [&str; 14] = [
    "id",
    "device",
    "message",
    "sequence",
    "kind",
    "station",
    "digest",
    "bytes",
    "authentic",
    "verdict",
    "cause",
    "flags",
    "note",
    "arrived",
];
/// Of a record that is kept, only its standing changes.
pub(super) const RECORD_CONFLICT: &str = "ON CONFLICT (device, message) DO UPDATE SET station = excluded.station,
    authentic = excluded.authentic, verdict = excluded.verdict, cause = excluded.cause, flags = excluded.flags,
    note = excluded.note";

impl Transaction<'_> {
    pub(super) fn records(&mut self, which: &str, values: &[Value]) -> Result<Vec<Kept>, DatabaseError> {
        let rows = self.query(&format!("{RECORD} WHERE {which} ORDER BY id"), values)?;
        rows.into_iter().map(kept).collect()
    }

    /// The record whose digest begins so, if exactly one does.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn record_by_digest(&mut self, start: &[u8]) -> Result<Option<Kept>, DatabaseError> {
        let length = i64::try_from(start.len()).unwrap_or(i64::MAX);
        let which = "authentic = 1 AND substr(digest, 1, CAST(?1 AS INTEGER)) = ?2";
        let mut found = self.records(which, &values![length, start])?;
        Ok(found.pop().filter(|_| found.is_empty()))
    }

    /// Every result and correction that counts, by station.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn results(&mut self) -> Result<Vec<Kept>, DatabaseError> {
        let mut results = self.records("verdict = 'accepted' AND kind IN ('result', 'correction')", &[])?;
        results.sort_by_key(|kept| kept.station);
        Ok(results)
    }

    /// Every authentic record, in order of arrival.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn authentic_records(&mut self) -> Result<Vec<Kept>, DatabaseError> {
        self.records("authentic = 1", &[])
    }

    /// Every receipt with the device and message that it answers, in the order in which they were signed.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn receipts(&mut self) -> Result<Vec<(u32, MessageId, Vec<u8>)>, DatabaseError> {
        let rows = self.query("SELECT device, message, bytes FROM receipt ORDER BY id", &[])?;
        let read = |mut row: Row| Ok((row.take(0)?, MessageId(row.take(1)?), row.take(2)?));
        rows.into_iter().map(read).collect()
    }

    /// What the log says of publications, with the place of each.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn statements(&mut self) -> Result<Vec<(u32, Vec<u8>)>, DatabaseError> {
        let rows = self.query("SELECT place, bytes FROM statement ORDER BY place", &[])?;
        rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
    }

    /// Keeps the bytes of the log's statement at a place.
    ///
    /// # Errors
    ///
    /// There is one already, or the storage failed.
    pub fn keep_statement(&mut self, place: u32, bytes: &[u8]) -> Result<(), DatabaseError> {
        self.execute("INSERT INTO statement (place, bytes) VALUES (?1, ?2)", &values![place, bytes])?;
        Ok(())
    }

    /// Digests in the order of the log.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn log(&mut self) -> Result<Vec<Digest>, DatabaseError> {
        let rows = self.query("SELECT digest FROM leaf ORDER BY place", &[])?;
        rows.into_iter().map(|mut row| Ok(Digest(row.take(0)?))).collect()
    }
}

impl Ledger for Transaction<'_> {
    type Error = DatabaseError;

    fn device(&mut self, device: u32) -> Result<Option<RosterEntry>, DatabaseError> {
        let row =
            self.query_one("SELECT certificate, revoked FROM device WHERE device = ?1", &values![device])?;
        let Some(mut row) = row else { return Ok(None) };
        let certificate: Vec<u8> = row.take(0)?;
        let revoked = row.take::<Option<String>>(1)?.is_some();
        // A certificate that cannot be read is none: its device is unknown.
        let certificate = DeviceCertificate::parse(&certificate).ok();
        Ok(certificate.map(|certificate| RosterEntry { certificate, revoked }))
    }

    fn keep_part(&mut self, part: &LinkOpened) -> Result<Vec<LinkOpened>, DatabaseError> {
        let (device, message) = (part.header.base.device, part.header.id.0);
        self.execute(
            "INSERT INTO part (id, device, message, header, chunk)
             VALUES ((SELECT coalesce(max(id), 0) + 1 FROM part), ?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            &values![device, message, part.header.to_bytes(), &part.chunk],
        )?;
        let rows = self.query(
            "SELECT header, chunk FROM part WHERE device = ?1 AND message = ?2 ORDER BY id",
            &values![device, message],
        )?;
        let opened = |mut row: Row| Ok(LinkOpened { header: header(row.take(0)?)?, chunk: row.take(1)? });
        rows.into_iter().map(opened).collect()
    }

    fn receipt(&mut self, device: u32, message: MessageId) -> Result<Option<Vec<u8>>, DatabaseError> {
        let row = self.query_one(
            "SELECT bytes FROM receipt WHERE device = ?1 AND message = ?2 ORDER BY id DESC LIMIT 1",
            &values![device, message.0],
        )?;
        row.map(|mut row| row.take(0)).transpose()
    }

    fn keep_receipt(&mut self, device: u32, message: MessageId, receipt: &[u8]) -> Result<(), DatabaseError> {
        self.execute(
            "INSERT INTO receipt (id, device, message, bytes)
             VALUES ((SELECT coalesce(max(id), 0) + 1 FROM receipt), ?1, ?2, ?3)",
            &values![device, message.0, receipt],
        )?;
        Ok(())
    }

    fn next_receipt(&mut self, device: u32) -> Result<u32, DatabaseError> {
        let row = self.query_one(
            "INSERT INTO receipt_number (device, last) VALUES (?1, 1)
             ON CONFLICT (device) DO UPDATE SET last = receipt_number.last + 1 RETURNING last",
            &values![device],
        )?;
        row.ok_or_else(|| DatabaseError::Row("no number for a receipt".to_owned()))?.take(0)
    }

    fn highest_sequence(&mut self, device: u32) -> Result<u16, DatabaseError> {
        let row = self.query_one(
            "SELECT sequence FROM record WHERE device = ?1 AND authentic = 1 ORDER BY sequence DESC LIMIT 1",
            &values![device],
        )?;
        row.map_or(Ok(0), |mut row| row.take(0))
    }

    fn record(&mut self, device: u32, message: MessageId) -> Result<Option<Kept>, DatabaseError> {
        Ok(self.records("device = ?1 AND message = ?2", &values![device, message.0])?.pop())
    }

    fn records_numbered(&mut self, device: u32, sequence: u16) -> Result<Vec<Kept>, DatabaseError> {
        self.records("device = ?1 AND sequence = ?2 AND authentic = 1", &values![device, sequence])
    }

    fn records_of_station(&mut self, station: u32) -> Result<Vec<Kept>, DatabaseError> {
        self.records("station = ?1 AND authentic = 1", &values![station])
    }

    fn records_unproven(&mut self, device: u32) -> Result<Vec<Kept>, DatabaseError> {
        self.records("device = ?1 AND authentic = 0", &values![device])
    }

    fn keep_record(&mut self, record: &Kept) -> Result<(), DatabaseError> {
        let last = self.query_one("SELECT coalesce(max(id), 0) + 1 FROM record", &[])?;
        let id = last.ok_or_else(|| DatabaseError::Row("no number for a record".to_owned()))?.take(0)?;
        self.insert("record", (&RECORD_COLUMNS, RECORD_CONFLICT), &[record_row(id, record)])?;
        Ok(())
    }

    fn log_index(&mut self, digest: &Digest) -> Result<u32, DatabaseError> {
        self.execute(
            "INSERT INTO leaf (place, digest) VALUES ((SELECT coalesce(max(place) + 1, 0) FROM leaf), ?1)
             ON CONFLICT DO NOTHING",
            &values![digest.0],
        )?;
        let row = self.query_one("SELECT place FROM leaf WHERE digest = ?1", &values![digest.0])?;
        row.ok_or_else(|| DatabaseError::Row("a leaf without place".to_owned()))?.take(0)
    }

    fn twin(&mut self, votes: [u8; 32], station: u32) -> Result<Option<u32>, DatabaseError> {
        let values = values![votes, station];
        self.execute("INSERT INTO votes (votes, station) VALUES (?1, ?2) ON CONFLICT DO NOTHING", &values)?;
        let row = self.query_one(
            "SELECT station FROM votes WHERE votes = ?1 AND station <> ?2 ORDER BY station LIMIT 1",
            &values,
        )?;
        row.map(|mut row| row.take(0)).transpose()
    }

    fn annulment_ordered(&mut self, voids: [u8; 12]) -> Result<bool, DatabaseError> {
        Ok(self.query_one("SELECT 1 FROM annulment WHERE voids = ?1", &values![voids])?.is_some())
    }
}

/// A header is read as the head of a packet, which it was; what follows it does not matter.
pub(super) fn header(mut bytes: Vec<u8>) -> Result<Header, DatabaseError> {
    bytes.resize(MIN_PACKET.max(bytes.len()), 0);
    Header::parse(&bytes).map_err(|error| DatabaseError::Row(error.to_string()))
}

/// A record as a row.
pub(super) fn record_row(id: i64, record: &Kept) -> Vec<Value> {
    let Kept { signed, message, digest, station, standing, arrived } = record;
    let flags: Vec<&str> = standing.flags.iter().map(|flag| flag.name()).collect();
    values![
        id,
        signed.base.device,
        message.0,
        signed.base.sequence,
        signed.base.kind.name(),
        *station,
        digest.0,
        signed.to_bytes(),
        standing.is_authentic(),
        standing.verdict.name(),
        standing.cause.map(Cause::name),
        flags.join(" "),
        &standing.note,
        arrived.map(WallTime::unix),
    ]
    .to_vec()
}

pub(super) fn kept(mut row: Row) -> Result<Kept, DatabaseError> {
    let wrong = |what: &str| DatabaseError::Row(format!("a record with a wrong {what}"));
    let bytes: Vec<u8> = row.take(0)?;
    let verdict: String = row.take(4)?;
    let cause: Option<String> = row.take(5)?;
    let flags: String = row.take(6)?;
    let cause = cause
        .map(|name| Cause::ALL.iter().copied().find(|it| it.name() == name).ok_or_else(|| wrong("cause")))
        .transpose()?;
    let standing = Standing {
        verdict: Verdict::ALL.into_iter().find(|it| it.name() == verdict).ok_or_else(|| wrong("verdict"))?,
        cause,
        flags: flags.split_whitespace().filter_map(Flag::from_name).collect(),
        note: row.take(7)?,
    };
    Ok(Kept {
        signed: SignedRecord::parse(&bytes).map_err(|error| DatabaseError::Row(error.to_string()))?,
        message: MessageId(row.take(1)?),
        digest: Digest(row.take(2)?),
        station: row.take(3)?,
        standing,
        arrived: row.take::<Option<i64>>(8)?.map(WallTime::from_unix),
    })
}
