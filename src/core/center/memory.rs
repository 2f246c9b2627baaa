//! A ledger in memory: for rehearsals of the rules, and the measure that every stored one is compared with.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use crate::packet::LinkOpened;
use crate::record::{Digest, SignedRecord};
use crate::seal::MessageId;

use super::ahead::Reading;
use super::ledger::{Kept, Ledger};
use super::roster::RosterEntry;

/// Everything the center knows, until the program ends.
#[derive(Clone, Debug, Default)]
pub struct MemoryLedger {
    devices: BTreeMap<u32, RosterEntry>,
    parts: BTreeMap<(u32, MessageId), Vec<LinkOpened>>,
    receipts: BTreeMap<(u32, MessageId), Vec<Vec<u8>>>,
    receipt_numbers: BTreeMap<u32, u32>,
    records: Vec<Kept>,
    /// Places in `records` by device, and by station, in order of arrival.
    by_device: BTreeMap<u32, BTreeSet<usize>>,
    by_station: BTreeMap<u32, BTreeSet<usize>>,
    log: Vec<Digest>,
    logged: BTreeMap<Digest, usize>,
    votes: BTreeMap<[u8; 32], BTreeSet<u32>>,
    orders: BTreeSet<[u8; 12]>,
    readings: Vec<Reading>,
}

impl MemoryLedger {
    /// Puts a device on the roster, or changes its entry.
    pub fn enrol(&mut self, entry: RosterEntry) {
        self.devices.insert(entry.certificate.device, entry);
    }

    /// Notes an order of the commission that the record whose digest begins so be void.
    pub fn order_annulment(&mut self, voids: [u8; 12]) {
        self.orders.insert(voids);
    }

    /// Keeps in mind what was read ahead.
    pub fn keep_reading(&mut self, reading: Reading) {
        self.readings.push(reading);
    }

    /// Every record, in order of arrival.
    #[must_use]
    pub fn records(&self) -> &[Kept] {
        &self.records
    }

    /// Digests in the order of the log.
    #[must_use]
    pub fn log(&self) -> &[Digest] {
        &self.log
    }

    /// The records at these places.
    fn at<'a>(&'a self, places: Option<&'a BTreeSet<usize>>) -> impl Iterator<Item = &'a Kept> {
        places.into_iter().flatten().filter_map(|place| self.records.get(*place))
    }

    fn of_device(&self, device: u32) -> impl Iterator<Item = &Kept> {
        self.at(self.by_device.get(&device))
    }
}

impl Ledger for MemoryLedger {
    type Error = Infallible;

    fn device(&mut self, device: u32) -> Result<Option<RosterEntry>, Infallible> {
        Ok(self.devices.get(&device).cloned())
    }

    fn keep_part(&mut self, part: &LinkOpened) -> Result<Vec<LinkOpened>, Infallible> {
        let parts = self.parts.entry((part.header.base.device, part.header.id)).or_default();
        if !parts.contains(part) {
            parts.push(part.clone());
        }
        Ok(parts.clone())
    }

    fn receipt(&mut self, device: u32, message: MessageId) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.receipts.get(&(device, message)).and_then(|receipts| receipts.last().cloned()))
    }

    fn keep_receipt(&mut self, device: u32, message: MessageId, receipt: &[u8]) -> Result<(), Infallible> {
        self.receipts.entry((device, message)).or_default().push(receipt.to_vec());
        Ok(())
    }

    fn next_receipt(&mut self, device: u32) -> Result<u32, Infallible> {
        let number = self.receipt_numbers.entry(device).or_default();
        *number = number.saturating_add(1);
        Ok(*number)
    }

    fn highest_sequence(&mut self, device: u32) -> Result<u16, Infallible> {
        let authentic = self.of_device(device).filter(|kept| kept.standing.is_authentic());
        Ok(authentic.map(|kept| kept.signed.base.sequence).max().unwrap_or(0))
    }

    fn record(&mut self, device: u32, message: MessageId) -> Result<Option<Kept>, Infallible> {
        Ok(self.of_device(device).find(|kept| kept.message == message).cloned())
    }

    fn records_numbered(&mut self, device: u32, sequence: u16) -> Result<Vec<Kept>, Infallible> {
        let numbered = |kept: &&Kept| kept.standing.is_authentic() && kept.signed.base.sequence == sequence;
        Ok(self.of_device(device).filter(numbered).cloned().collect())
    }

    fn records_of_station(&mut self, station: u32) -> Result<Vec<Kept>, Infallible> {
        let of_station = self.at(self.by_station.get(&station));
        Ok(of_station.filter(|kept| kept.standing.is_authentic()).cloned().collect())
    }

    fn records_unproven(&mut self, device: u32) -> Result<Vec<Kept>, Infallible> {
        Ok(self.of_device(device).filter(|kept| !kept.standing.is_authentic()).cloned().collect())
    }

    fn keep_record(&mut self, record: &Kept) -> Result<(), Infallible> {
        let places = self.by_device.entry(record.signed.base.device).or_default();
        let named =
            |place: &&usize| self.records.get(**place).is_some_and(|kept| kept.message == record.message);
        let known = places.iter().find(named).copied();
        let place = known.unwrap_or(self.records.len());
        match self.records.get_mut(place) {
            Some(kept) => {
                if let Some(before) = kept.station {
                    self.by_station.entry(before).or_default().remove(&place);
                }
                kept.station = record.station;
                kept.standing = record.standing.clone();
            }
            None => {
                places.insert(place);
                self.records.push(record.clone());
            }
        }
        if let Some(station) = record.station {
            self.by_station.entry(station).or_default().insert(place);
        }
        Ok(())
    }

    fn log_index(&mut self, digest: &Digest) -> Result<u32, Infallible> {
        let place = *self.logged.entry(*digest).or_insert_with(|| {
            self.log.push(*digest);
            self.log.len().saturating_sub(1)
        });
        Ok(u32::try_from(place).unwrap_or(u32::MAX))
    }

    fn twin(&mut self, votes: [u8; 32], station: u32) -> Result<Option<u32>, Infallible> {
        let stations = self.votes.entry(votes).or_default();
        stations.insert(station);
        Ok(stations.iter().copied().find(|&other| other != station))
    }

    fn annulment_ordered(&mut self, voids: [u8; 12]) -> Result<bool, Infallible> {
        Ok(self.orders.contains(&voids))
    }

    fn reading(&self, signed: &SignedRecord) -> Option<&Reading> {
        self.readings.iter().find(|reading| reading.signature() == signed.signature)
    }
}
