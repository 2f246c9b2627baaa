//! A small election: keys of a commission, a signed package, credentials of one box; all in a folder that goes away.

use std::fs;
use std::path::PathBuf;

use rts::ports::credentials::{CREDENTIALS_FORMAT, Credentials, OfficialPin};
use rts_core::election::{
    BallotStyle, Candidate, Choices, CommissionKeys, Contest, ElectionDefinition, ElectionInfo, FORMAT, List,
    Names, Official, Rules, Station, StationClass, Tolerances,
};
use rts_core::seal::{CenterMaster, CommissionKey, GatewayMaster, sign_package};

pub(crate) const DEVICE: u32 = 3001;
pub(crate) const CODE: &str = "A-01";

/// The commission's side, and a folder for files.
pub(crate) struct Election {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) definition: ElectionDefinition,
}

pub(crate) fn root() -> CommissionKey {
    CommissionKey::from_seed(&[1; 32])
}

pub(crate) fn roster() -> CommissionKey {
    CommissionKey::from_seed(&[2; 32])
}

pub(crate) fn receipts() -> CommissionKey {
    CommissionKey::from_seed(&[3; 32])
}

/// The PIN of an official.
pub(crate) fn pin(official: u8) -> String {
    format!("{official}{official}{official}{official}")
}

impl Election {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), definition: definition() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Writes the package as the commission signs it.
    pub(crate) fn package(&self, definition: &ElectionDefinition) -> PathBuf {
        self.write("signed.json", sign_package(definition, &root()).unwrap())
    }

    pub(crate) fn credentials(&self, change: impl FnOnce(&mut Credentials)) -> PathBuf {
        let mut credentials = credentials();
        change(&mut credentials);
        self.write("credentials.json", credentials.to_json().unwrap())
    }
}

pub(crate) fn credentials() -> Credentials {
    let official = |official| OfficialPin { official, pin: "$argon2id$never asked".to_owned() };
    Credentials {
        format: CREDENTIALS_FORMAT.to_owned(),
        election: 7,
        station: 1,
        device: DEVICE,
        imei: Some("300234010753370".parse().unwrap()),
        seal_epoch: 0,
        link_epoch: 0,
        end_to_end_key: CenterMaster::from_bytes(&[4; 32]).end_to_end_key(DEVICE, 0).unwrap(),
        link_key: GatewayMaster::from_bytes(&[5; 32]).link_key(DEVICE, 0).unwrap(),
        root_key: root().public(),
        roster_key: roster().public(),
        officials: vec![official(1), official(2)],
    }
}

fn candidates(names: &[&str]) -> Vec<Candidate> {
    let candidate =
        |(name, number): (&&str, u32)| Candidate { number, name: Names::one("en", name), party: None };
    names.iter().zip(1..).map(candidate).collect()
}

fn station(number: u32, code: &str) -> Station {
    let official = |name: &str, role: &str| Official { name: name.to_owned(), role: role.to_owned() };
    Station {
        number,
        code: code.to_owned(),
        name: Names::one("en", "River School"),
        center: None,
        district: "North".to_owned(),
        style: "both".to_owned(),
        class: "general".to_owned(),
        registered: 500,
        verification: false,
        languages: Vec::new(),
        officials: vec![official("Ida", "presiding officer"), official("Jon", "second official")],
    }
}

/// Two contests: one of lists, one with two votes on a ballot.
pub(crate) fn definition() -> ElectionDefinition {
    let list = |number, names: &[&str], list_vote| List {
        number,
        name: Names::one("en", &format!("Party {number}")),
        list_vote,
        candidates: candidates(names),
    };
    let contest = |id: &str, name: &str, votes_allowed, choices| Contest {
        id: id.to_owned(),
        name: Names::one("en", name),
        votes_allowed,
        choices,
        coding: None,
    };
    let council = Choices::Lists(vec![list(1, &["Ada", "Ben"], true), list(3, &["Dan"], false)]);
    let senate = Choices::Candidates(candidates(&["Eva", "Fay", "Gil"]));
    ElectionDefinition {
        format: FORMAT.to_owned(),
        election: ElectionInfo {
            id: 7,
            version: 2,
            name: Names::one("en", "Council election"),
            authority: Names::one("en", "Electoral commission"),
            date: "2026-03-01".to_owned(),
            languages: vec!["en".to_owned()],
            test: false,
        },
        contests: vec![contest("council", "Council", 1, council), contest("senate", "Senate", 2, senate)],
        styles: vec![BallotStyle {
            id: "both".to_owned(),
            contests: vec!["council".to_owned(), "senate".to_owned()],
        }],
        classes: vec![StationClass {
            id: "general".to_owned(),
            name: Names::one("en", "General voting"),
            opens: "2026-03-01T04:00:00Z".parse().unwrap(),
            closes: "2026-03-01T15:00:00Z".parse().unwrap(),
            deadline_minutes: 360,
            own_totals: false,
        }],
        stations: vec![station(1, CODE), station(2, "A-02")],
        rules: Rules {
            tolerances: Tolerances::default(),
            copies_before: 2,
            copies_after: 1,
            send_spread_seconds: 0,
            two_person: true,
            send_turnout: false,
            tape: Default::default(),
        },
        keys: CommissionKeys {
            receipt: vec![receipts().public().to_string()],
            roster: roster().public().to_string(),
        },
    }
}
