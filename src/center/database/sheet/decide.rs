//! The sheet as a ledger and a book: what is decided with it.

use rts_core::center::{Kept, Ledger, Reading, RosterEntry};
use rts_core::packet::{LinkOpened, Receipt};
use rts_core::record::{Digest, SignedRecord};
use rts_core::seal::MessageId;
use rts_core::time::WallTime;

use std::collections::BTreeSet;

use super::super::book::{Book, just_queued, mailing};
use super::super::error::DatabaseError;
use super::super::keep::Happening;
use super::super::value::values;
use super::{OnItsWay, Sheet, next};

/// Two are enough to find another station among them.
const TWINS: &str = "SELECT station FROM votes WHERE votes = ?1 ORDER BY station LIMIT 2";

impl Ledger for Sheet<'_, '_> {
    type Error = DatabaseError;

    fn device(&mut self, device: u32) -> Result<Option<RosterEntry>, DatabaseError> {
        self.need_device(device)?;
        Ok(self.roster.get(&device).and_then(|entry| entry.as_ref().map(|(entry, _)| entry.clone())))
    }

    fn keep_part(&mut self, part: &LinkOpened) -> Result<Vec<LinkOpened>, DatabaseError> {
        let name = (part.header.base.device, part.header.id.0);
        if !self.parts.contains_key(&name) {
            self.read_parts(&[name])?;
        }
        let parts = self.parts.entry(name).or_default();
        if !parts.contains(part) {
            let id = next(&mut self.last.part);
            self.left.parts.push(values![id, name.0, name.1, part.header.to_bytes(), &part.chunk].to_vec());
            parts.push(part.clone());
        }
        Ok(parts.clone())
    }

    fn receipt(&mut self, device: u32, message: MessageId) -> Result<Option<Vec<u8>>, DatabaseError> {
        let name = (device, message.0);
        if !self.receipts.contains_key(&name) {
            self.read_receipts(&[name])?;
        }
        Ok(self.receipts.get(&name).cloned().flatten())
    }

    fn keep_receipt(&mut self, device: u32, message: MessageId, receipt: &[u8]) -> Result<(), DatabaseError> {
        let id = next(&mut self.last.receipt);
        self.left.receipts.push(values![id, device, message.0, receipt].to_vec());
        self.receipts.insert((device, message.0), Some(receipt.to_vec()));
        Ok(())
    }

    fn next_receipt(&mut self, device: u32) -> Result<u32, DatabaseError> {
        self.need_device(device)?;
        let number = self.receipt_numbers.entry(device).or_default();
        *number = number.saturating_add(1);
        self.left.receipt_numbers.insert(device);
        Ok(*number)
    }

    fn highest_sequence(&mut self, device: u32) -> Result<u16, DatabaseError> {
        let authentic = self.of_device(device)?.filter(|kept| kept.standing.is_authentic());
        Ok(authentic.map(|kept| kept.signed.base.sequence).max().unwrap_or(0))
    }

    fn record(&mut self, device: u32, message: MessageId) -> Result<Option<Kept>, DatabaseError> {
        Ok(self.of_device(device)?.find(|kept| kept.message == message).cloned())
    }

    fn records_numbered(&mut self, device: u32, sequence: u16) -> Result<Vec<Kept>, DatabaseError> {
        let numbered = |kept: &&Kept| kept.standing.is_authentic() && kept.signed.base.sequence == sequence;
        Ok(self.of_device(device)?.filter(numbered).cloned().collect())
    }

    fn records_of_station(&mut self, station: u32) -> Result<Vec<Kept>, DatabaseError> {
        if !self.by_station.contains_key(&station) {
            self.read_records(&BTreeSet::new(), &BTreeSet::from([station]))?;
        }
        let ids = self.by_station.get(&station).into_iter().flatten();
        let authentic = |kept: &&Kept| kept.standing.is_authentic();
        Ok(ids.filter_map(|id| self.records.get(id)).filter(authentic).cloned().collect())
    }

    fn records_unproven(&mut self, device: u32) -> Result<Vec<Kept>, DatabaseError> {
        Ok(self.of_device(device)?.filter(|kept| !kept.standing.is_authentic()).cloned().collect())
    }

    fn keep_record(&mut self, record: &Kept) -> Result<(), DatabaseError> {
        let device = record.signed.base.device;
        self.need_device(device)?;
        let named = |id: &&i64| self.records.get(*id).is_some_and(|kept| kept.message == record.message);
        let known = self.by_device.get(&device).and_then(|ids| ids.iter().find(named)).copied();
        let id = known.unwrap_or_else(|| next(&mut self.last.record));
        let mut kept = record.clone();
        if let Some(before) = self.records.get(&id) {
            kept.arrived = before.arrived;
            if let Some(ids) = before.station.and_then(|station| self.by_station.get_mut(&station)) {
                ids.remove(&id);
            }
        }
        self.place(id, kept);
        self.left.records.insert(id);
        Ok(())
    }

    fn log_index(&mut self, digest: &Digest) -> Result<u32, DatabaseError> {
        if let Some(place) = self.log.get(digest) {
            return Ok(*place);
        }
        // The leaves of every record that was read are here: this one is new.
        let place = next(&mut self.last.place);
        self.left.leaves.push(values![place, digest.0].to_vec());
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        self.log.insert(*digest, place);
        Ok(place)
    }

    fn twin(&mut self, votes: [u8; 32], station: u32) -> Result<Option<u32>, DatabaseError> {
        if !self.votes.contains_key(&votes) {
            let rows = self.transaction.query(TWINS, &values![votes])?;
            let stations: Result<_, _> = rows.into_iter().map(|mut row| row.take(0)).collect();
            self.votes.insert(votes, stations?);
        }
        let stations = self.votes.entry(votes).or_default();
        if stations.insert(station) {
            self.left.votes.push(values![votes, station].to_vec());
        }
        Ok(stations.iter().copied().find(|&other| other != station))
    }

    fn annulment_ordered(&mut self, voids: [u8; 12]) -> Result<bool, DatabaseError> {
        self.transaction.annulment_ordered(voids)
    }

    fn reading(&self, signed: &SignedRecord) -> Option<&Reading> {
        self.readings.get(&signed.signature)
    }
}

impl Book for Sheet<'_, '_> {
    fn note(&mut self, now: Option<WallTime>, happening: &Happening<'_>) -> Result<(), DatabaseError> {
        let mut row = values![next(&mut self.last.event)].to_vec();
        row.extend(happening.row(now));
        self.left.events.push(row);
        Ok(())
    }

    fn depart(
        &mut self,
        now: Option<WallTime>,
        heard: Option<&str>,
        receipt: &[u8],
    ) -> Result<(), DatabaseError> {
        let Ok(parsed) = Receipt::parse(receipt) else { return Ok(()) };
        let (device, name) = (parsed.base.device, (parsed.base.device, parsed.id.0));
        self.need_device(device)?;
        let of_roster = self.roster.get(&device).and_then(|entry| entry.as_ref()?.1.clone());
        let Some(imei) = of_roster.or_else(|| heard.map(str::to_owned)) else { return Ok(()) };
        if !self.on_their_way.contains_key(&name) {
            self.read_on_their_way(&[name])?;
        }
        let others = self.on_their_way.entry(name).or_default();
        let since = just_queued(now);
        let queued =
            |it: &OnItsWay| it.queued.as_ref().zip(since.as_ref()).is_some_and(|(at, since)| at > since);
        if others.iter().any(|it| it.bytes == receipt && queued(it)) {
            return Ok(());
        }
        let (urgent, partial) = mailing(&parsed);
        match others.iter_mut().find(|it| it.queued.is_none()) {
            Some(waiting) => {
                waiting.bytes = receipt.to_vec();
                match self.left.departures.get_mut(&waiting.id) {
                    Some(row) => {
                        *row = values![waiting.id, device, name.1, imei, receipt, urgent, partial].to_vec()
                    }
                    None => {
                        self.left.replaced.insert(waiting.id, values![receipt, partial, imei].to_vec());
                    }
                }
            }
            None => {
                let id = next(&mut self.last.departure);
                others.push(OnItsWay { id, bytes: receipt.to_vec(), queued: None });
                let row = values![id, device, name.1, imei, receipt, urgent, partial].to_vec();
                self.left.departures.insert(id, row);
            }
        }
        Ok(())
    }
}
