//! The commission's side: one station of a real election, signed for a day that is today.

use std::path::{Path, PathBuf};

use rts::lab::demo::{Official, Source};
use rts::ports::credentials::{CREDENTIALS_FORMAT, Credentials, OfficialPin, hash_pin};
use rts::ports::directip::Imei;
use rts_core::center::Secrets;
use rts_core::election::{CommissionKeys, ElectionDefinition, Preparation, Station, TallyFile};
use rts_core::seal::{CenterMaster, CommissionKey, GatewayMaster, Package, open_package, sign_package};

pub(crate) const DEVICE: u32 = 3001;
/// Contests that are kept, the last of the ballot: a tape of few sheets, since every kill spoils one.
const CONTESTS: usize = 2;
/// The Argon2id of a PIN is slow on purpose; two officials are enough.
const OFFICIALS: usize = 2;

pub(crate) struct Election {
    pub(crate) package: Package,
    pub(crate) secrets: Secrets,
    pub(crate) gateway: GatewayMaster,
    pub(crate) station: Station,
    pub(crate) tally: TallyFile,
    /// Signed package and credentials of the box.
    pub(crate) files: (PathBuf, PathBuf),
    pub(crate) officials: Vec<Official>,
}

pub(crate) fn imei() -> Imei {
    "300234010753370".parse().unwrap()
}

pub(crate) fn root() -> CommissionKey {
    CommissionKey::from_seed(&[1; 32])
}

pub(crate) fn roster() -> CommissionKey {
    CommissionKey::from_seed(&[2; 32])
}

impl Election {
    /// The election, with its files in `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        Self::with(folder, |_, _| {})
    }

    /// The election with other numbers.
    pub(crate) fn with(folder: &Path, change: impl FnOnce(&mut ElectionDefinition, &mut TallyFile)) -> Self {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/elections/philippines-2025");
        let mut source = Source::read(&fixture).unwrap().with_stations(1);
        for style in &mut source.definition.styles {
            style.contests.drain(..style.contests.len() - CONTESTS);
        }
        source.definition = source.definition.of_station(&source.definition.stations[0]);
        for station in &mut source.definition.stations {
            station.officials.truncate(OFFICIALS);
        }
        source.definition.rules.copies_before = 1;
        source.definition.rules.copies_after = 1;
        let (_, mut tally) = source.stations.remove(0);
        tally.tally.contests.drain(..tally.tally.contests.len() - CONTESTS);
        change(&mut source.definition, &mut tally);
        let secrets = Secrets {
            center: CenterMaster::from_bytes(&[4; 32]),
            receipts: CommissionKey::from_seed(&[3; 32]),
        };
        let gateway = GatewayMaster::from_bytes(&[5; 32]);
        let keys = CommissionKeys {
            receipt: vec![secrets.receipts.public().to_string()],
            roster: roster().public().to_string(),
        };
        // The hours of the fixture lie in the past: the box lets the polls open and close at any time.
        let definition =
            source.definition.prepare(Preparation { keys, version: None, hours: None, test: None }).unwrap();
        let text = sign_package(&definition, &root()).unwrap();
        let package = open_package(text.as_bytes(), &root().public()).unwrap();
        let station = package.definition.stations[0].clone();
        let credentials = credentials(&package, &station, (&secrets, &gateway));
        let (signed, secret) = (folder.join("package.json"), folder.join("credentials.json"));
        std::fs::write(&signed, text).unwrap();
        std::fs::write(&secret, credentials.to_json().unwrap()).unwrap();
        let officials = (1..=2).map(|number| official(folder, number)).collect();
        Self { package, secrets, gateway, station, tally, files: (signed, secret), officials }
    }
}

pub(crate) fn pin(number: u8) -> String {
    number.to_string().repeat(6)
}

fn official(folder: &Path, number: u8) -> Official {
    let file = folder.join(format!("pin-{number}"));
    std::fs::write(&file, pin(number)).unwrap();
    Official { number, pin: file }
}

fn credentials(
    package: &Package,
    station: &Station,
    (secrets, gateway): (&Secrets, &GatewayMaster),
) -> Credentials {
    let official = |official| OfficialPin { official, pin: hash_pin(&pin(official)).unwrap() };
    Credentials {
        format: CREDENTIALS_FORMAT.to_owned(),
        election: package.definition.election.id,
        station: station.number,
        device: DEVICE,
        imei: Some(imei()),
        seal_epoch: 0,
        link_epoch: 0,
        end_to_end_key: secrets.center.end_to_end_key(DEVICE, 0).unwrap(),
        link_key: gateway.link_key(DEVICE, 0).unwrap(),
        root_key: root().public(),
        roster_key: roster().public(),
        officials: vec![official(1), official(2)],
    }
}
