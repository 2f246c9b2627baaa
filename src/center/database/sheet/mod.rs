//! The sheet: the ledger of one batch of packets. What they need is read in few questions, decided upon in memory, and
//! written back in few statements, since over a network it is the questions that take the time.
//!
//! Invariants: it decides as the ledger of a [`Transaction`] does; it lives within one that has the turn, so the numbers
//! that it gives are nobody else's; nothing of it is in the database before [`Sheet::write`].

mod decide;

use std::collections::{BTreeMap, BTreeSet};

use rts_core::center::{Kept, Reading, RosterEntry};
use rts_core::packet::LinkOpened;
use rts_core::record::{Digest, SIGNATURE_LEN};
use rts_core::seal::DeviceCertificate;

use super::arrival::Name;
use super::error::DatabaseError;
use super::ledger::{RECORD, RECORD_COLUMNS, RECORD_CONFLICT, header, kept, record_row};
use super::opening::Transaction;
use super::value::{Value, values};

/// A receipt on its way, as far as the next one for the same message has to know.
#[derive(Clone, Debug)]
struct OnItsWay {
    id: i64,
    bytes: Vec<u8>,
    queued: Option<String>,
}

/// The last numbers given in the database.
#[derive(Clone, Copy, Debug, Default)]
struct Last {
    part: i64,
    record: i64,
    receipt: i64,
    departure: i64,
    event: i64,
    place: i64,
}

/// What a batch of packets needs of the database, and what it leaves there.
#[derive(Debug)]
pub struct Sheet<'t, 'd> {
    transaction: &'t mut Transaction<'d>,
    last: Last,
    /// The roster, as far as it was asked for; with the modem of the device.
    roster: BTreeMap<u32, Option<(RosterEntry, Option<String>)>>,
    /// Records by number: the order of arrival.
    records: BTreeMap<i64, Kept>,
    by_device: BTreeMap<u32, BTreeSet<i64>>,
    by_station: BTreeMap<u32, BTreeSet<i64>>,
    parts: BTreeMap<Name, Vec<LinkOpened>>,
    receipts: BTreeMap<Name, Option<Vec<u8>>>,
    receipt_numbers: BTreeMap<u32, u32>,
    log: BTreeMap<Digest, u32>,
    votes: BTreeMap<[u8; 32], BTreeSet<u32>>,
    on_their_way: BTreeMap<Name, Vec<OnItsWay>>,
    /// What was read ahead, by the signature of the record.
    readings: BTreeMap<[u8; SIGNATURE_LEN], Reading>,
    left: Left,
}

/// Rows to be written.
#[derive(Debug, Default)]
struct Left {
    parts: Vec<Vec<Value>>,
    records: BTreeSet<i64>,
    receipts: Vec<Vec<Value>>,
    receipt_numbers: BTreeSet<u32>,
    leaves: Vec<Vec<Value>>,
    votes: Vec<Vec<Value>>,
    departures: BTreeMap<i64, Vec<Value>>,
    replaced: BTreeMap<i64, Vec<Value>>,
    events: Vec<Vec<Value>>,
}

impl<'t, 'd> Sheet<'t, 'd> {
    /// Reads what these packets will need.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn read<'p>(
        transaction: &'t mut Transaction<'d>,
        packets: impl Iterator<Item = &'p LinkOpened>,
    ) -> Result<Self, DatabaseError> {
        let names: Vec<Name> = packets.map(|it| (it.header.base.device, it.header.id.0)).collect();
        let devices: BTreeSet<u32> = names.iter().map(|(device, _)| *device).collect();
        let mut sheet = Self {
            last: Last::read(transaction)?,
            transaction,
            roster: BTreeMap::new(),
            records: BTreeMap::new(),
            by_device: BTreeMap::new(),
            by_station: BTreeMap::new(),
            parts: BTreeMap::new(),
            receipts: BTreeMap::new(),
            receipt_numbers: BTreeMap::new(),
            log: BTreeMap::new(),
            votes: BTreeMap::new(),
            on_their_way: BTreeMap::new(),
            readings: BTreeMap::new(),
            left: Left::default(),
        };
        sheet.read_devices(&devices)?;
        // Of a record that is there no part is asked for again.
        let there: BTreeSet<Name> =
            sheet.records.values().map(|it| (it.signed.base.device, it.message.0)).collect();
        let fresh: Vec<Name> = names.iter().filter(|name| !there.contains(*name)).copied().collect();
        sheet.read_parts(&fresh)?;
        sheet.read_receipts(&names)?;
        sheet.read_on_their_way(&names)?;
        Ok(sheet)
    }

    /// Keeps in mind what was read ahead of the packets' turns.
    pub fn keep_readings(&mut self, readings: impl IntoIterator<Item = Reading>) {
        self.readings.extend(readings.into_iter().map(|reading| (reading.signature(), reading)));
    }

    /// Everything about devices and the stations that they report for.
    fn read_devices(&mut self, devices: &BTreeSet<u32>) -> Result<(), DatabaseError> {
        let list = integers(devices.iter().copied());
        let rows = self.transaction.query(
            "SELECT device, certificate, revoked, imei FROM device WHERE device IN LIST(?1)",
            std::slice::from_ref(&list),
        )?;
        self.roster.extend(devices.iter().map(|device| (*device, None)));
        for mut row in rows {
            let device = row.take(0)?;
            let certificate: Vec<u8> = row.take(1)?;
            let revoked = row.take::<Option<String>>(2)?.is_some();
            // A certificate that cannot be read is none: its device is unknown.
            if let Ok(certificate) = DeviceCertificate::parse(&certificate) {
                self.roster.insert(device, Some((RosterEntry { certificate, revoked }, row.take(3)?)));
            }
        }
        let stations: BTreeSet<u32> =
            self.roster.values().flatten().map(|(entry, _)| entry.certificate.station).collect();
        self.read_records(devices, &stations)?;
        let rows = self
            .transaction
            .query("SELECT device, last FROM receipt_number WHERE device IN LIST(?1)", &[list])?;
        self.receipt_numbers.extend(devices.iter().map(|device| (*device, 0)));
        for mut row in rows {
            self.receipt_numbers.insert(row.take(0)?, row.take(1)?);
        }
        Ok(())
    }

    /// Every record of devices and stations, with its place in the log.
    fn read_records(
        &mut self,
        devices: &BTreeSet<u32>,
        stations: &BTreeSet<u32>,
    ) -> Result<(), DatabaseError> {
        let rows = self.transaction.query(
            &format!("{RECORD} WHERE device IN LIST(?1) OR station IN LIST(?2)"),
            &[integers(devices.iter().copied()), integers(stations.iter().copied())],
        )?;
        self.by_device.extend(devices.iter().map(|device| (*device, BTreeSet::new())));
        self.by_station.extend(stations.iter().map(|station| (*station, BTreeSet::new())));
        let mut digests = Vec::new();
        for mut row in rows {
            let id = row.take(9)?;
            let kept = kept(row)?;
            digests.push(kept.digest.0.to_vec());
            self.place(id, kept);
        }
        let rows = self
            .transaction
            .query("SELECT digest, place FROM leaf WHERE digest IN LIST(?1)", &[Value::Several(digests)])?;
        for mut row in rows {
            self.log.insert(Digest(row.take(0)?), row.take(1)?);
        }
        Ok(())
    }

    /// Puts a record where it is found by device and station. Of devices and stations that were not read, only some
    /// records would be found: those are read before they are asked for.
    fn place(&mut self, id: i64, kept: Kept) {
        if let Some(of_device) = self.by_device.get_mut(&kept.signed.base.device) {
            of_device.insert(id);
        }
        if let Some(of_station) = kept.station.and_then(|station| self.by_station.get_mut(&station)) {
            of_station.insert(id);
        }
        self.records.insert(id, kept);
    }

    // Of a device everything is asked for, and what is not wanted is left out: it has sent little, and a question for
    // pairs of devices and messages would be a question for all pairs of them.
    fn read_parts(&mut self, names: &[Name]) -> Result<(), DatabaseError> {
        let wanted: BTreeSet<Name> = names.iter().copied().collect();
        let rows = self.transaction.query(
            "SELECT device, message, header, chunk FROM part WHERE device IN LIST(?1) ORDER BY id",
            &[devices(&wanted)],
        )?;
        self.parts.extend(wanted.iter().map(|name| (*name, Vec::new())));
        for mut row in rows {
            let name = (row.take(0)?, row.take(1)?);
            if wanted.contains(&name) {
                let part = LinkOpened { header: header(row.take(2)?)?, chunk: row.take(3)? };
                self.parts.entry(name).or_default().push(part);
            }
        }
        Ok(())
    }

    /// The newest receipts that were given for messages.
    fn read_receipts(&mut self, names: &[Name]) -> Result<(), DatabaseError> {
        let wanted: BTreeSet<Name> = names.iter().copied().collect();
        let rows = self.transaction.query(
            "SELECT device, message, bytes FROM receipt WHERE device IN LIST(?1) ORDER BY id",
            &[devices(&wanted)],
        )?;
        self.receipts.extend(wanted.iter().map(|name| (*name, None)));
        for mut row in rows {
            let name = (row.take(0)?, row.take(1)?);
            if wanted.contains(&name) {
                self.receipts.insert(name, Some(row.take(2)?));
            }
        }
        Ok(())
    }

    /// Receipts for messages that were put on their way.
    fn read_on_their_way(&mut self, names: &[Name]) -> Result<(), DatabaseError> {
        let wanted: BTreeSet<Name> = names.iter().copied().collect();
        let rows = self.transaction.query(
            "SELECT device, message, id, bytes, queued FROM departure WHERE device IN LIST(?1) ORDER BY id",
            &[devices(&wanted)],
        )?;
        self.on_their_way.extend(wanted.iter().map(|name| (*name, Vec::new())));
        for mut row in rows {
            let name = (row.take(0)?, row.take(1)?);
            if wanted.contains(&name) {
                let one = OnItsWay { id: row.take(2)?, bytes: row.take(3)?, queued: row.take(4)? };
                self.on_their_way.entry(name).or_default().push(one);
            }
        }
        Ok(())
    }

    fn need_device(&mut self, device: u32) -> Result<(), DatabaseError> {
        if self.roster.contains_key(&device) { Ok(()) } else { self.read_devices(&BTreeSet::from([device])) }
    }

    fn of_device(&mut self, device: u32) -> Result<impl Iterator<Item = &Kept>, DatabaseError> {
        self.need_device(device)?;
        let ids = self.by_device.get(&device).into_iter().flatten();
        Ok(ids.filter_map(|id| self.records.get(id)))
    }

    /// Writes everything down that was decided.
    ///
    /// # Errors
    ///
    /// The storage failed.
    pub fn write(self) -> Result<(), DatabaseError> {
        let Self { transaction, records, receipt_numbers, left, .. } = self;
        let part = ["id", "device", "message", "header", "chunk"];
        transaction.insert("part", (&part, "ON CONFLICT DO NOTHING"), &left.parts)?;
        let rows: Vec<Vec<Value>> =
            left.records.iter().filter_map(|id| Some(record_row(*id, records.get(id)?))).collect();
        transaction.insert("record", (&RECORD_COLUMNS, RECORD_CONFLICT), &rows)?;
        transaction.insert("receipt", (&["id", "device", "message", "bytes"], ""), &left.receipts)?;
        let rows: Vec<Vec<Value>> = left
            .receipt_numbers
            .iter()
            .filter_map(|device| Some(values![*device, *receipt_numbers.get(device)?].to_vec()))
            .collect();
        let last = "ON CONFLICT (device) DO UPDATE SET last = excluded.last";
        transaction.insert("receipt_number", (&["device", "last"], last), &rows)?;
        transaction.insert("leaf", (&["place", "digest"], ""), &left.leaves)?;
        transaction.insert("votes", (&["votes", "station"], "ON CONFLICT DO NOTHING"), &left.votes)?;
        let departure = ["id", "device", "message", "imei", "bytes", "urgent", "partial"];
        let rows: Vec<Vec<Value>> = left.departures.into_values().collect();
        transaction.insert("departure", (&departure, ""), &rows)?;
        for (id, mut values) in left.replaced {
            values.push(id.into());
            transaction
                .execute("UPDATE departure SET bytes = ?1, partial = ?2, imei = ?3 WHERE id = ?4", &values)?;
        }
        let event = ["id", "at", "event", "good", "device", "station", "details"];
        transaction.insert("event", (&event, ""), &left.events)
    }
}

impl Last {
    fn read(transaction: &mut Transaction<'_>) -> Result<Self, DatabaseError> {
        let row = transaction.query_one(
            "SELECT (SELECT coalesce(max(id), 0) FROM part), (SELECT coalesce(max(id), 0) FROM record),
                 (SELECT coalesce(max(id), 0) FROM receipt), (SELECT coalesce(max(id), 0) FROM departure),
                 (SELECT coalesce(max(id), 0) FROM event), (SELECT coalesce(max(place), -1) FROM leaf)",
            &[],
        )?;
        let mut row = row.ok_or_else(|| DatabaseError::Row("no numbers".to_owned()))?;
        Ok(Self {
            part: row.take(0)?,
            record: row.take(1)?,
            receipt: row.take(2)?,
            departure: row.take(3)?,
            event: row.take(4)?,
            place: row.take(5)?,
        })
    }
}

/// The next number after the last one.
fn next(last: &mut i64) -> i64 {
    *last = last.saturating_add(1);
    *last
}

fn integers(numbers: impl Iterator<Item = u32>) -> Value {
    Value::Integers(numbers.map(i64::from).collect())
}

/// The devices of messages.
fn devices(names: &BTreeSet<Name>) -> Value {
    let devices: BTreeSet<u32> = names.iter().map(|(device, _)| *device).collect();
    integers(devices.into_iter())
}
