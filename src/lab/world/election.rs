//! The election of the simulated world: as small as an election can be and still use every rule of the day.
//!
//! Invariant: everything follows from the seed; the keys are as good as the country's, only known to everybody.

use rts_core::center::{Gate, RosterEntry, Secrets};
use rts_core::device::Keys;
use rts_core::election::{
    BallotStyle, Candidate, Choices, CommissionKeys, Contest, ContestTally, ElectionDefinition, ElectionInfo,
    FORMAT, Names, Official, Rules, Station, StationClass, Tally, Tolerances, Votes,
};
use rts_core::packet;
use rts_core::record::Epoch;
use rts_core::seal::{
    CenterMaster, CommissionKey, DeviceCertificate, DeviceKey, GatewayMaster, Package, package_digest,
};
use rts_core::time::WallTime;

use super::Error;
use crate::lab::chance::Chance;

/// Number of the election.
pub(super) const ELECTION: u16 = 7;
/// The clock of the commission when a world begins: half an hour before the polls open.
pub(super) const START: WallTime = WallTime::from_unix(1_772_335_800);
/// Seconds from the start until the polls may open.
pub(super) const OPENS: u64 = 1_800;
/// Seconds from the start until the polls may close.
pub(super) const CLOSES: u64 = OPENS + 3_600;
/// Voters of each station.
const REGISTERED: u32 = 500;
/// What only one of the two generations of keys is used for here.
const EPOCH: u8 = 1;

/// Everything that was prepared before election day.
pub(super) struct Election {
    pub(super) package: Package,
    pub(super) roster: Vec<RosterEntry>,
    receipts: [u8; 32],
    center: CenterMaster,
    gateway: GatewayMaster,
}

impl Election {
    /// An election of so many stations, its rules drawn by chance.
    pub(super) fn draw(stations: u32, chance: &mut Chance) -> Result<Self, Error> {
        let (receipts, roster) = ([7; 32], CommissionKey::from_seed(&[8; 32]));
        let definition = definition(stations, chance, &CommissionKey::from_seed(&receipts), &roster)?;
        let digest = package_digest(&definition).map_err(Error::made)?;
        let certify = |station: u32| {
            let public = signing(station).public();
            let certificate = DeviceCertificate::issue(&roster, ELECTION, device(station), station, public);
            Ok(RosterEntry { certificate: certificate.map_err(Error::made)?, revoked: false })
        };
        Ok(Self {
            package: Package { definition, digest },
            roster: (1..=stations).map(certify).collect::<Result<_, Error>>()?,
            receipts,
            center: CenterMaster::from_bytes(&[5; 32]),
            gateway: GatewayMaster::from_bytes(&[6; 32]),
        })
    }

    /// The center's secrets.
    pub(super) fn secrets(&self) -> Secrets {
        Secrets { center: self.center.clone(), receipts: CommissionKey::from_seed(&self.receipts) }
    }

    /// The gateways' part of them.
    pub(super) fn gate(&self) -> Gate {
        Gate::new(self.gateway.clone())
    }

    /// The secrets of the box of a station.
    pub(super) fn keys(&self, station: u32) -> Result<Keys, Error> {
        let device = device(station);
        let epoch = Epoch::new(EPOCH).ok_or_else(|| Error::made("epoch"))?;
        Ok(Keys {
            device,
            sign: signing(station),
            packet: packet::Keys {
                end_to_end: self.center.end_to_end_key(device, EPOCH).map_err(Error::made)?,
                link: self.gateway.link_key(device, EPOCH).map_err(Error::made)?,
            },
            seal_epoch: epoch,
            link_epoch: epoch,
        })
    }

    /// What the voters of a station really voted. Another `version` is what a second look at the ballots gives.
    pub(super) fn tally(&self, station: u32, version: u32) -> Tally {
        let verified = self.package.definition.station(station).is_some_and(|it| it.verification);
        let ballots = 200_u32.saturating_add(station).saturating_add(version);
        let votes = vec![ballots.saturating_sub(110), 60, 20, 10, 15];
        Tally {
            registered: REGISTERED,
            ballots_cast: ballots,
            verified: verified.then_some(ballots),
            contests: vec![ContestTally {
                contest: "council".to_owned(),
                blank: 3,
                invalid: 2,
                votes: Votes::Candidates(votes),
            }],
        }
    }
}

/// Number of the box of a station.
pub(super) fn device(station: u32) -> u32 {
    61_000_u32.saturating_add(station)
}

fn signing(station: u32) -> DeviceKey {
    let mut seed = [9; 32];
    seed.iter_mut().zip(station.to_be_bytes()).for_each(|(to, from)| *to = from);
    DeviceKey::from_seed(&seed)
}

fn definition(
    stations: u32,
    chance: &mut Chance,
    receipts: &CommissionKey,
    roster: &CommissionKey,
) -> Result<ElectionDefinition, Error> {
    let moment = |seconds: u64| {
        let wall = START.unix().saturating_add(i64::try_from(seconds).unwrap_or(0));
        WallTime::from_unix(wall).rfc3339().unwrap_or_default().parse().map_err(Error::made)
    };
    let candidates = ["Ada", "Ben", "Cid", "Dan", "Eva"].iter().zip(1..);
    let candidates = candidates
        .map(|(name, number)| Candidate { number, name: Names::one("en", name), party: None })
        .collect();
    Ok(ElectionDefinition {
        format: FORMAT.to_owned(),
        election: ElectionInfo {
            id: ELECTION,
            version: 1,
            name: Names::one("en", "Council"),
            authority: Names::one("en", "Commission"),
            date: "2026-03-01".to_owned(),
            languages: vec!["en".to_owned()],
            test: false,
        },
        contests: vec![Contest {
            id: "council".to_owned(),
            name: Names::one("en", "Council"),
            votes_allowed: 1,
            choices: Choices::Candidates(candidates),
            coding: None,
        }],
        styles: vec![BallotStyle { id: "all".to_owned(), contests: vec!["council".to_owned()] }],
        classes: vec![StationClass {
            id: "general".to_owned(),
            name: Names::one("en", "General"),
            opens: moment(OPENS)?,
            closes: moment(CLOSES)?,
            deadline_minutes: u32::try_from(chance.between(60, 360)).unwrap_or(360),
            own_totals: false,
        }],
        stations: (1..=stations).map(|number| station(number, chance)).collect(),
        rules: Rules {
            tolerances: Tolerances::default(),
            copies_before: chance.weighted(&[(0, 4), (1, 3), (2, 1)]).unwrap_or(1),
            copies_after: u8::from(chance.happens(0.2)),
            send_spread_seconds: if chance.happens(0.5) { 600 } else { 0 },
            two_person: chance.happens(0.85),
            send_turnout: chance.happens(0.3),
            tape: Default::default(),
        },
        keys: CommissionKeys {
            receipt: vec![receipts.public().to_string()],
            roster: roster.public().to_string(),
        },
    })
}

fn station(number: u32, chance: &mut Chance) -> Station {
    let official = |name: &str| Official { name: name.to_owned(), role: "official".to_owned() };
    Station {
        number,
        code: format!("A-{number:02}"),
        name: Names::one("en", "School"),
        center: None,
        district: "North".to_owned(),
        style: "all".to_owned(),
        class: "general".to_owned(),
        registered: REGISTERED,
        verification: chance.happens(0.3),
        languages: Vec::new(),
        officials: vec![official("Ida"), official("Jon")],
    }
}
