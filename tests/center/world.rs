//! A commission with keys, a signed package of three stations, and boxes that seal records for it.

use std::path::{Path, PathBuf};

use rts::center::database::{Database, Owner, Place};
use rts::center::{KeyFolder, KeyName};
use rts::ports::credentials::{CREDENTIALS_FORMAT, Credentials, Enrolment, Joining};
use rts::ports::directip::Imei;
use rts_core::center::{Center, Gate};
use rts_core::election::{
    Approvals, BallotStyle, Candidate, Choices, CommissionKeys, Contest, ContestTally, ElectionDefinition,
    ElectionInfo, FORMAT, Names, Official, OfficialIndex, Preparation, Rules, Station, StationClass, Tally,
    TallySource, Tolerances, Votes,
};
use rts_core::packet::{message_id, open_link, seal_record};
use rts_core::record::{Base, Content, Facts, Flags, Record, SignedRecord};
use rts_core::seal::{DeviceCertificate, DeviceKey, MessageId, Package, open_package, sign_package};
use rts_core::time::ClockQuality;
use tempfile::TempDir;

use crate::postgres;

/// After the close of the election, which is long past.
const CLOSED: u32 = 1_600_000_000;

/// The commission.
pub(crate) struct House {
    pub(crate) place: Place,
    pub(crate) folder: TempDir,
    pub(crate) keys: KeyFolder,
    pub(crate) package: Package,
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let keys = KeyFolder::make(&folder.path().join("keys")).unwrap();
        let preparation =
            Preparation { keys: keys.for_package().unwrap(), version: None, hours: None, test: None };
        let definition = source().prepare(preparation).unwrap();
        let root = keys.signing(KeyName::Root).unwrap();
        let file = sign_package(&definition, &root).unwrap();
        std::fs::write(folder.path().join("package.json"), &file).unwrap();
        let package = open_package(file.as_bytes(), &root.public()).unwrap();
        Self { place: folder.path().join("center.db").into(), folder, keys, package }
    }

    /// One with an embedded database, and one with PostgreSQL.
    pub(crate) fn each() -> [Self; 2] {
        [Self::new(), Self::on_postgres()]
    }

    /// One with PostgreSQL.
    pub(crate) fn on_postgres() -> Self {
        Self { place: Place::Postgres(postgres::address()), ..Self::new() }
    }

    pub(crate) fn owner(&self) -> Owner {
        Owner { election: 7, package: self.package.digest }
    }

    /// Uses the database in a thread of its own, as whoever waits for it must.
    pub(crate) fn with<T: Send>(&self, act: impl FnOnce(&mut Database) -> T + Send) -> T {
        std::thread::scope(|scope| {
            let using = scope.spawn(|| act(&mut Database::open(&self.place, &self.owner()).unwrap()));
            using.join().unwrap()
        })
    }

    /// The packets that are stored, as they came.
    pub(crate) fn stored(&self) -> Vec<Vec<u8>> {
        let sql = "SELECT bytes FROM arrival ORDER BY id";
        match &self.place {
            Place::File(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                let mut statement = connection.prepare(sql).unwrap();
                statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
            }
            Place::Postgres(address) => postgres::column(address, sql),
        }
    }

    /// Changes the database from outside, as its repair would: in the words of each.
    pub(crate) fn outside(&self, sqlite: &str, server: &str) {
        match &self.place {
            Place::File(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sqlite).unwrap(),
            Place::Postgres(address) => postgres::execute(address, server),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn center(&self) -> Center {
        Center::new(self.package.clone(), self.keys.secrets().unwrap()).unwrap()
    }

    pub(crate) fn gate(&self) -> Gate {
        self.keys.gate().unwrap()
    }

    pub(crate) fn certificate(&self, unit: &Unit) -> DeviceCertificate {
        let roster = self.keys.signing(KeyName::Roster).unwrap();
        let Credentials { election, device, station, .. } = unit.credentials;
        DeviceCertificate::issue(&roster, election, device, station, unit.key.public()).unwrap()
    }

    /// A box at a station; its number is 100 + the station's.
    pub(crate) fn unit(&self, station: u32) -> Unit {
        let device = 100 + station;
        let credentials = Credentials {
            format: CREDENTIALS_FORMAT.to_owned(),
            election: 7,
            station,
            device,
            imei: Some(imei(station)),
            seal_epoch: 0,
            link_epoch: 0,
            end_to_end_key: self.keys.center_master().unwrap().end_to_end_key(device, 0).unwrap(),
            link_key: self.keys.gateway_master().unwrap().link_key(device, 0).unwrap(),
            root_key: self.keys.public(KeyName::Root).unwrap(),
            roster_key: self.keys.public(KeyName::Roster).unwrap(),
            officials: Vec::new(),
        };
        Unit::new(credentials, self.package.clone())
    }
}

/// The modem of a station's box.
pub(crate) fn imei(station: u32) -> Imei {
    format!("30023401075{station:04}").parse().unwrap()
}

/// A box.
pub(crate) struct Unit {
    pub(crate) credentials: Credentials,
    pub(crate) key: DeviceKey,
    package: Package,
}

impl Unit {
    pub(crate) fn new(credentials: Credentials, package: Package) -> Self {
        let seed = [u8::try_from(credentials.device % 251).unwrap(); 32];
        Self { credentials, key: DeviceKey::from_seed(&seed), package }
    }

    pub(crate) fn enrolment(&self) -> Enrolment {
        let Credentials { election, station, device, imei, .. } = self.credentials;
        Enrolment::sign(Joining { election, station, device, imei, card: None }, &self.key).unwrap()
    }

    pub(crate) fn write_enrolment(&self, folder: &Path) -> PathBuf {
        let path = folder.join(format!("enrolment-{}.json", self.credentials.device));
        std::fs::write(&path, self.enrolment().to_json().unwrap()).unwrap();
        path
    }

    pub(crate) fn sign(&self, sequence: u16, content: Content) -> SignedRecord {
        self.sign_after(sequence, content, [0; 12])
    }

    /// Signs a record whose journal had that head.
    pub(crate) fn sign_after(&self, sequence: u16, content: Content, journal_head: [u8; 12]) -> SignedRecord {
        let (seal_epoch, link_epoch) = self.credentials.epochs().unwrap();
        let Credentials { election, device, station, .. } = self.credentials;
        let base = Base { kind: content.kind(), election, device, sequence, seal_epoch, link_epoch };
        let flags = Flags {
            source: TallySource::Device,
            test: matches!(content, Content::Rehearsal(_)),
            clock: ClockQuality::Battery,
            degraded: false,
            explained: false,
        };
        let approvals = Approvals { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) };
        let facts = Facts { station, wall: CLOSED, flags, approvals, journal_head };
        let r = Record { base, facts, content }.to_bytes(&self.package.definition).unwrap();
        let mut signed = SignedRecord { base, r, signature: [0; 64] };
        signed.signature = self.key.sign(&signed.signature_input(&self.package.digest)).unwrap();
        signed
    }

    pub(crate) fn packets(&self, signed: &SignedRecord) -> Vec<Vec<u8>> {
        seal_record(signed, &self.credentials.keys()).unwrap()
    }

    pub(crate) fn packet(&self, signed: &SignedRecord) -> Vec<u8> {
        let mut packets = self.packets(signed);
        assert_eq!(packets.len(), 1);
        packets.remove(0)
    }

    /// A message of one part cut into two, as a longer record is.
    pub(crate) fn two_parts(&self, packet: &[u8]) -> Vec<Vec<u8>> {
        let link = &self.credentials.link_key;
        let opened = open_link(packet, link).unwrap();
        let (one, other) = opened.chunk.split_at(opened.chunk.len() / 2);
        let part = |(part, chunk): (u8, &[u8])| {
            let mut header = opened.header;
            (header.part, header.parts) = (part, 2);
            let header = header.to_bytes();
            [header.clone(), link.wrap(&header, chunk).unwrap()].concat()
        };
        [(1, one), (2, other)].into_iter().map(part).collect()
    }

    pub(crate) fn message(&self, signed: &SignedRecord) -> MessageId {
        message_id(signed, &self.credentials.end_to_end_key).unwrap()
    }
}

/// A tally of any station: `eva` votes for one, the other votes for the other candidate.
pub(crate) fn tally(eva: u32) -> Tally {
    let votes = Votes::Candidates(vec![eva, 300 - eva]);
    let contest = ContestTally { contest: "mayor".to_owned(), blank: 6, invalid: 4, votes };
    Tally { registered: 500, ballots_cast: 310, verified: None, contests: vec![contest] }
}

pub(crate) fn result(eva: u32) -> Content {
    Content::Result(tally(eva))
}

/// A package without keys.
pub(crate) fn source() -> ElectionDefinition {
    let candidate = |number, name: &str| Candidate { number, name: Names::one("en", name), party: None };
    let official = |name: &str, role: &str| Official { name: name.to_owned(), role: role.to_owned() };
    let station = |number: u32| Station {
        number,
        code: format!("A-{number:02}"),
        name: Names::one("en", "School"),
        center: None,
        district: "North".to_owned(),
        style: "all".to_owned(),
        class: "general".to_owned(),
        registered: 500,
        verification: false,
        languages: Vec::new(),
        officials: vec![official("Ida", "presiding officer"), official("Jon", "second official")],
    };
    ElectionDefinition {
        format: FORMAT.to_owned(),
        election: ElectionInfo {
            id: 7,
            version: 1,
            name: Names::one("en", "Mayor"),
            authority: Names::one("en", "Commission"),
            date: "2020-09-01".to_owned(),
            languages: vec!["en".to_owned()],
            test: false,
        },
        contests: vec![Contest {
            id: "mayor".to_owned(),
            name: Names::one("en", "Mayor"),
            votes_allowed: 1,
            choices: Choices::Candidates(vec![candidate(1, "Eva"), candidate(2, "Fay")]),
            coding: None,
        }],
        styles: vec![BallotStyle { id: "all".to_owned(), contests: vec!["mayor".to_owned()] }],
        classes: vec![StationClass {
            id: "general".to_owned(),
            name: Names::one("en", "General"),
            opens: "2020-09-01T06:00:00Z".parse().unwrap(),
            closes: "2020-09-01T16:00:00Z".parse().unwrap(),
            deadline_minutes: 360,
            own_totals: false,
        }],
        stations: vec![station(1), station(2), station(3)],
        rules: Rules {
            tolerances: Tolerances::default(),
            copies_before: 3,
            copies_after: 2,
            send_spread_seconds: 0,
            two_person: true,
            send_turnout: false,
            tape: Default::default(),
        },
        keys: CommissionKeys { receipt: vec!["00".repeat(32)], roster: "00".repeat(32) },
    }
}
