//! A country of stations for one night: package, roster, and each station's result sealed into its packet.
//!
//! Invariant: signatures, seals and keys are the product's; only their seeds are known to everybody.

use rts_core::center::{Gate, RosterEntry, Secrets};
use rts_core::election::{
    Approvals, BallotStyle, Candidate, Choices, CommissionKeys, Contest, ContestTally, ElectionDefinition,
    ElectionInfo, FORMAT, Names, Official, OfficialIndex, Rules, Station, StationClass, Tally, TallySource,
    Tolerances, Votes,
};
use rts_core::packet;
use rts_core::record::{
    Base, Content, Digest, Epoch, Facts, Flags, Kind, Record, SignedRecord, signature_input,
};
use rts_core::seal::{
    CenterMaster, CommissionKey, DeviceCertificate, DeviceKey, GatewayMaster, Package, PublicKey,
    package_digest,
};
use rts_core::time::{ClockQuality, WallTime};

use super::Error;

const ELECTION: u16 = 9;
const EPOCH: u8 = 1;
/// 2026-03-01T15:00:00Z, when all polls close.
pub(super) const CLOSE: WallTime = WallTime::from_unix(1_772_377_200);
const VOTERS: u32 = 900;

/// What a station sends, and what its receipt must answer.
pub(super) struct Sealed {
    pub(super) packet: Vec<u8>,
    pub(super) digest: Digest,
}

/// The country.
pub(super) struct Country {
    pub(super) package: Package,
    center: CenterMaster,
    gateway: GatewayMaster,
    roster: CommissionKey,
}

impl Country {
    pub(super) fn new(stations: u32) -> Result<Self, Error> {
        let roster = CommissionKey::from_seed(&[8; 32]);
        let definition = definition(stations, &roster.public())?;
        let digest = package_digest(&definition).map_err(Error::made)?;
        Ok(Self {
            package: Package { definition, digest },
            center: CenterMaster::from_bytes(&[5; 32]),
            gateway: GatewayMaster::from_bytes(&[6; 32]),
            roster,
        })
    }

    pub(super) fn secrets(&self) -> Secrets {
        Secrets { center: self.center.clone(), receipts: receipts() }
    }

    pub(super) fn gate(&self) -> Gate {
        Gate::new(self.gateway.clone())
    }

    /// The commission's word for the box of a station.
    pub(super) fn certified(&self, station: u32) -> Result<RosterEntry, Error> {
        let public = signing(station).public();
        let certificate = DeviceCertificate::issue(&self.roster, ELECTION, station, station, public);
        Ok(RosterEntry { certificate: certificate.map_err(Error::made)?, revoked: false })
    }

    /// The result of a station, signed and sealed: what stands in the journal of its box when its night begins.
    pub(super) fn seal(&self, station: u32) -> Result<Sealed, Error> {
        let epoch = Epoch::new(EPOCH).ok_or_else(|| Error::made("epoch"))?;
        let base = Base {
            kind: Kind::Result,
            election: ELECTION,
            device: station,
            sequence: 3,
            seal_epoch: epoch,
            link_epoch: epoch,
        };
        let official = |number| Some(OfficialIndex(number));
        let facts = Facts {
            station,
            wall: CLOSE.to_record(),
            flags: Flags {
                source: TallySource::Keyed,
                test: false,
                clock: ClockQuality::Battery,
                degraded: false,
                explained: false,
            },
            approvals: Approvals { first: official(1), second: official(2) },
            journal_head: [3; 12],
        };
        let record = Record { base, facts, content: Content::Result(tally(station)) };
        let r = record.to_bytes(&self.package.definition).map_err(Error::made)?;
        let input = signature_input(&base, &self.package.digest, &r);
        let signed = SignedRecord { base, r, signature: signing(station).sign(&input).map_err(Error::made)? };
        let keys = packet::Keys {
            end_to_end: self.center.end_to_end_key(station, EPOCH).map_err(Error::made)?,
            link: self.gateway.link_key(station, EPOCH).map_err(Error::made)?,
        };
        let mut packets = packet::seal_record(&signed, &keys).map_err(Error::made)?;
        let packet = packets.pop().filter(|_| packets.is_empty());
        let packet = packet.ok_or_else(|| Error::made("a result of more than one packet"))?;
        Ok(Sealed { packet, digest: signed.digest(&self.package.digest) })
    }
}

/// The key that signs receipts.
pub(super) fn receipts() -> CommissionKey {
    CommissionKey::from_seed(&[7; 32])
}

fn signing(station: u32) -> DeviceKey {
    let mut seed = [9; 32];
    seed.iter_mut().zip(station.to_be_bytes()).for_each(|(to, from)| *to = from);
    DeviceKey::from_seed(&seed)
}

/// Votes that differ from station to station, so that none looks like the copy of another.
fn tally(station: u32) -> Tally {
    let digit = |shift: u32| (station >> shift) & 0x3f;
    let votes = vec![100 + digit(0), 120 + digit(6), 80 + digit(12), 12];
    let total: u32 = votes.iter().sum();
    Tally {
        registered: VOTERS,
        ballots_cast: total + 8,
        verified: None,
        contests: vec![ContestTally {
            contest: "council".to_owned(),
            blank: 5,
            invalid: 3,
            votes: Votes::Candidates(votes),
        }],
    }
}

fn definition(stations: u32, roster: &PublicKey) -> Result<ElectionDefinition, Error> {
    let moment = |seconds: i64| {
        let wall = WallTime::from_unix(CLOSE.unix().saturating_add(seconds)).rfc3339();
        wall.unwrap_or_default().parse().map_err(Error::made)
    };
    let candidate =
        |(name, number): (&&str, u32)| Candidate { number, name: Names::one("en", name), party: None };
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
            choices: Choices::Candidates(
                ["Ada", "Ben", "Cid", "Dan"].iter().zip(1..).map(candidate).collect(),
            ),
            coding: None,
        }],
        styles: vec![BallotStyle { id: "all".to_owned(), contests: vec!["council".to_owned()] }],
        classes: vec![StationClass {
            id: "general".to_owned(),
            name: Names::one("en", "General"),
            opens: moment(-11 * 3_600)?,
            closes: moment(0)?,
            deadline_minutes: 360,
            own_totals: false,
        }],
        stations: (1..=stations).map(station).collect(),
        rules: Rules {
            tolerances: Tolerances::default(),
            copies_before: 1,
            copies_after: 1,
            send_spread_seconds: 600,
            two_person: true,
            send_turnout: false,
            tape: Default::default(),
        },
        keys: CommissionKeys { receipt: vec![receipts().public().to_string()], roster: roster.to_string() },
    })
}

fn station(number: u32) -> Station {
    let official = |name: &str| Official { name: name.to_owned(), role: "official".to_owned() };
    Station {
        number,
        code: format!("S-{number:05}"),
        name: Names::one("en", "School"),
        center: None,
        district: format!("District {}", number % 20),
        style: "all".to_owned(),
        class: "general".to_owned(),
        registered: VOTERS,
        verification: false,
        languages: Vec::new(),
        officials: vec![official("Ida"), official("Jon")],
    }
}
