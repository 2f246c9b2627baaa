//! A real box without its ports: the device machine, whose entries go into the real journal.

use std::collections::BTreeMap;
use std::time::Duration;

use rts::store::Identity;
use rts_core::device::{Actor, Device, Keys, Settings};
use rts_core::election::OfficialIndex;
use rts_core::journal::{BootId, Entry};
use rts_core::modem::{Outcome, SessionReport};
use rts_core::packet::{self, Receipt, Verdict, open_link, open_message};
use rts_core::record::{Epoch, SignedRecord};
use rts_core::seal::{CenterMaster, CommissionKey, DeviceKey, GatewayMaster, Package, open_package};

/// The station with the shortest ballot of the frozen election, and its box.
const STATION: u32 = 1001;
const DEVICE: u32 = 61_234;

/// The box's package and keys, and the center that answers it.
pub(crate) struct Station {
    pub(crate) package: Package,
    receipts: u32,
    /// Records that arrived, by their numbers.
    arrived: BTreeMap<u16, SignedRecord>,
}

impl Station {
    pub(crate) fn new() -> Self {
        let text = include_str!("../../fixtures/vectors/v1/package.json");
        let root = CommissionKey::from_seed(&[1; 32]).public();
        let package = open_package(text.as_bytes(), &root).unwrap();
        Self { package, receipts: 0, arrived: BTreeMap::new() }
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity {
            election: self.package.definition.election.id,
            device: DEVICE,
            station: STATION,
            public_key: sign_key().public().to_bytes(),
        }
    }

    /// The machine as it comes up on these entries.
    pub(crate) fn start(&self, boot: u8, entries: &[Entry]) -> Device {
        let keys = Keys {
            device: DEVICE,
            sign: sign_key(),
            packet: packet_keys(),
            seal_epoch: Epoch::default(),
            link_epoch: Epoch::default(),
        };
        // A tape is one long sheet: a day has as many pieces of paper as it has copies.
        let settings = Settings { sheet_rows: Some(60_000), ..Settings::default() };
        Device::replay(self.package.clone(), keys, settings, BootId([boot; 16]), entries).unwrap()
    }

    pub(crate) fn tally(&self) -> rts_core::election::Tally {
        let definition = &self.package.definition;
        rts_core::election::test_tally(definition, definition.station(STATION).unwrap())
    }

    /// The center opens a packet and answers with a receipt.
    pub(crate) fn receive(&mut self, packet: &[u8]) -> Vec<u8> {
        let opened = open_link(packet, &packet_keys().link).unwrap();
        let header = opened.header;
        let record = open_message(&header.base, header.id, &opened.chunk, &packet_keys().end_to_end).unwrap();
        let digest = record.digest(&self.package.digest);
        let known = self.arrived.insert(header.base.sequence, record.clone());
        assert!(known.is_none_or(|known| known == record), "one number, one record");
        self.receipts += 1;
        let receipt = Receipt {
            base: header.base,
            id: header.id,
            sequence: self.receipts,
            verdict: Verdict::Accepted,
            reason: 0,
            highest_sequence: header.base.sequence,
            center_time: 1_809_190_000,
            not_before: 0,
            log_index: None,
        };
        receipt.sign(Some(&digest), &CommissionKey::from_seed(&[2; 32])).unwrap()
    }
}

fn sign_key() -> DeviceKey {
    DeviceKey::from_seed(&[3; 32])
}

fn packet_keys() -> packet::Keys {
    packet::Keys {
        end_to_end: CenterMaster::from_bytes(&[4; 32]).end_to_end_key(DEVICE, 0).unwrap(),
        link: GatewayMaster::from_bytes(&[5; 32]).link_key(DEVICE, 0).unwrap(),
    }
}

pub(crate) fn official(number: u8) -> Actor {
    Actor { first: Some(OfficialIndex(number)), second: None }
}

pub(crate) fn both_officials() -> Actor {
    Actor { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) }
}

pub(crate) fn report(attempt: u64, outcome: Outcome) -> SessionReport {
    SessionReport {
        attempt,
        outcome,
        mo_status: Some(0),
        momsn: Some(1),
        mt_status: Some(0),
        mt_length: None,
        mt_queued: Some(0),
        signal: Some(4),
        duration: Duration::from_secs(12),
        session: Duration::from_secs(10),
        bytes: 200,
        retry_after: None,
    }
}
