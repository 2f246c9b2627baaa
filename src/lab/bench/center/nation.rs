//! A nation of stations with one real ballot, and every station's result sealed into its packets.
//!
//! Invariant: signatures, seals and keys are the product's; only their seeds are known to everybody. The votes are those of
//! a real station, moved between neighbors on the ballot so that no two stations have the same.

use std::path::Path;
use std::thread;

use rts_core::center::{Center, Gate, Secrets};
use rts_core::election::{
    Approvals, CommissionKeys, OfficialIndex, Preparation, Station, Tally, TallySource, Votes,
};
use rts_core::packet::{self, seal_record};
use rts_core::record::{Base, Content, Epoch, Facts, Flags, Kind, Record, SignedRecord};
use rts_core::seal::{
    CenterMaster, CommissionKey, DeviceCertificate, DeviceKey, EndToEndKey, GatewayMaster, Package,
    PublicKey, package_digest,
};
use rts_core::time::ClockQuality;

use super::super::Error;
use crate::center::Role;
use crate::center::database::Owner;
use crate::lab::demo::Source;

/// Threads that seal.
const THREADS: usize = 2;

/// A result as it leaves its box.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) packets: Vec<Vec<u8>>,
    pub(super) device: u32,
}

/// The nation.
#[derive(Debug)]
pub(super) struct Nation {
    pub(super) package: Package,
    pub(super) records: Vec<Sent>,
}

fn center_master() -> CenterMaster {
    CenterMaster::from_bytes(&[5; 32])
}

fn gateway_master() -> GatewayMaster {
    GatewayMaster::from_bytes(&[6; 32])
}

fn receipts() -> CommissionKey {
    CommissionKey::from_seed(&[7; 32])
}

fn roster() -> CommissionKey {
    CommissionKey::from_seed(&[8; 32])
}

/// The signing key of a device.
fn signing(device: u32) -> DeviceKey {
    let mut seed = [9; 32];
    seed.iter_mut().zip(device.to_be_bytes()).for_each(|(to, from)| *to = from);
    DeviceKey::from_seed(&seed)
}

impl Nation {
    /// So many stations, each like the first one of a source.
    pub(super) fn new(source: &Path, stations: u32) -> Result<Self, Error> {
        let mut source = Source::read(source).map_err(made)?;
        let (station, tally) = source.stations.drain(..).next().ok_or_else(|| made("no station"))?;
        let like = |number: u32| Station { number, code: format!("S-{number:06}"), ..station.clone() };
        source.definition.stations = (1..=stations).map(like).collect();
        let keys = CommissionKeys {
            receipt: vec![receipts().public().to_string()],
            roster: roster().public().to_string(),
        };
        let preparation = Preparation { keys, version: None, hours: None, test: None };
        let definition = source.definition.prepare(preparation).map_err(made)?;
        let digest = package_digest(&definition).map_err(made)?;
        let mut nation = Self { package: Package { definition, digest }, records: Vec::new() };
        nation.records = nation.seal_all(&tally.tally, stations)?;
        Ok(nation)
    }

    fn seal_all(&self, tally: &Tally, stations: u32) -> Result<Vec<Sent>, Error> {
        let numbers: Vec<u32> = (1..=stations).collect();
        let share = numbers.len().div_ceil(THREADS).max(1);
        thread::scope(|scope| {
            let seal = |some: &[u32]| some.iter().map(|number| self.seal(*number, tally)).collect();
            let shares: Vec<_> = numbers.chunks(share).map(|some| scope.spawn(move || seal(some))).collect();
            let mut records = Vec::new();
            for share in shares {
                let sealed: Result<Vec<Sent>, Error> = share.join().map_err(|_| made("a thread ended"))?;
                records.extend(sealed?);
            }
            Ok(records)
        })
    }

    fn seal(&self, station: u32, tally: &Tally) -> Result<Sent, Error> {
        let epoch = Epoch::new(0).ok_or_else(|| made("epoch"))?;
        let (kind, election) = (Kind::Result, self.package.definition.election.id);
        let base =
            Base { kind, election, device: station, sequence: 1, seal_epoch: epoch, link_epoch: epoch };
        let official = |number| Some(OfficialIndex(number));
        let class = self.package.definition.classes.first().ok_or_else(|| made("no class"))?;
        let flags = Flags {
            source: TallySource::Device,
            test: false,
            clock: ClockQuality::Battery,
            degraded: false,
            explained: false,
        };
        let facts = Facts {
            station,
            wall: class.closes_at().to_record(),
            flags,
            approvals: Approvals { first: official(1), second: official(2) },
            journal_head: [3; 12],
        };
        let content = Content::Result(moved(tally, station));
        let r = Record { base, facts, content }.to_bytes(&self.package.definition).map_err(made)?;
        let mut signed = SignedRecord { base, r, signature: [0; 64] };
        let input = signed.signature_input(&self.package.digest);
        signed.signature = signing(station).sign(&input).map_err(made)?;
        let keys = packet::Keys {
            end_to_end: center_master().end_to_end_key(station, 0).map_err(made)?,
            link: gateway_master().link_key(station, 0).map_err(made)?,
        };
        Ok(Sent { packets: seal_record(&signed, &keys).map_err(made)?, device: station })
    }

    /// The commission's word for the box of a station, which has its number.
    pub(super) fn certificate(&self, device: u32) -> Result<DeviceCertificate, Error> {
        let election = self.package.definition.election.id;
        DeviceCertificate::issue(&roster(), election, device, device, signing(device).public()).map_err(made)
    }

    /// The key that a device signs with, to be verified.
    pub(super) fn public(&self, device: u32) -> PublicKey {
        signing(device).public()
    }

    pub(super) fn gate(&self) -> Gate {
        Gate::new(gateway_master())
    }

    pub(super) fn center(&self) -> Result<Center, Error> {
        let secrets = Secrets { center: center_master(), receipts: receipts() };
        Center::new(self.package.clone(), secrets).map_err(made)
    }

    pub(super) fn owner(&self) -> Owner {
        Owner { election: self.package.definition.election.id, package: self.package.digest }
    }

    /// Gateway and tally in one.
    pub(super) fn role(&self) -> Result<Role, Error> {
        Ok(Role { owner: self.owner(), gate: Some(self.gate()), center: Some(self.center()?) })
    }
}

/// The tally with votes moved between neighbors, as the digits of a number say; every sum stays.
fn moved(tally: &Tally, number: u32) -> Tally {
    let (mut tally, mut rest) = (tally.clone(), number);
    for contest in &mut tally.contests {
        let Votes::Candidates(votes) = &mut contest.votes else { continue };
        for pair in votes.chunks_exact_mut(2) {
            let [one, other] = pair else { continue };
            let (low, high) = (*one.min(other), *one.max(other));
            let span = high - low + 1;
            (*one, *other) = (low + rest % span, high - rest % span);
            rest /= span;
        }
    }
    tally
}

/// The key that opens what a device has sealed.
pub(super) fn center_made(device: u32) -> Result<EndToEndKey, Error> {
    center_master().end_to_end_key(device, 0).map_err(made)
}

pub(super) fn made(why: impl std::fmt::Display) -> Error {
    Error::Center(why.to_string())
}
