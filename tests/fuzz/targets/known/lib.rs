//! What the targets share: the frozen package of version 1, the keys of its made-up device, and names of records.

mod day;

use std::sync::OnceLock;

use rts_core::election::Station;
use rts_core::packet::Keys;
use rts_core::record::{Base, Epoch, Kind};
use rts_core::seal::{CenterMaster, CommissionKey, DeviceKey, GatewayMaster, Package, open_package};

pub use day::{Day, Sky, device, first_entry, packets, settings};

/// The device of the frozen vectors.
pub const DEVICE: u32 = 61_234;

const PACKAGE: &str = include_str!("../../../../fixtures/vectors/v1/package.json");
const KEYS: &str = include_str!("../../../../fixtures/vectors/v1/keys.json");

fn secret(name: &str) -> String {
    let keys: serde_json::Value = serde_json::from_str(KEYS).unwrap();
    keys[name].as_str().unwrap().to_owned()
}

/// The package, with ballots of every shape.
pub fn package() -> &'static Package {
    static PACKAGE_READ: OnceLock<Package> = OnceLock::new();
    PACKAGE_READ
        .get_or_init(|| open_package(PACKAGE.as_bytes(), &secret("root_key").parse().unwrap()).unwrap())
}

/// The station that `number` picks.
pub fn station(number: u8) -> &'static Station {
    let stations = &package().definition.stations;
    &stations[usize::from(number) % stations.len()]
}

/// The name of a record of the kind that `number` picks.
pub fn base(number: u8) -> Base {
    Base {
        kind: Kind::ALL[usize::from(number) % Kind::ALL.len()],
        election: package().definition.election.id,
        device: DEVICE,
        sequence: 3,
        seal_epoch: Epoch::new(3).unwrap(),
        link_epoch: Epoch::new(5).unwrap(),
    }
}

/// The keys of the device in its epochs.
pub fn keys() -> &'static Keys {
    static KEYS_READ: OnceLock<Keys> = OnceLock::new();
    KEYS_READ.get_or_init(|| Keys {
        end_to_end: CenterMaster::from_hex(&secret("center_master"))
            .unwrap()
            .end_to_end_key(DEVICE, 3)
            .unwrap(),
        link: GatewayMaster::from_hex(&secret("gateway_master")).unwrap().link_key(DEVICE, 5).unwrap(),
    })
}

/// The key that the device signs with.
pub fn device_key() -> &'static DeviceKey {
    static KEY: OnceLock<DeviceKey> = OnceLock::new();
    KEY.get_or_init(|| DeviceKey::from_hex(&secret("device_seed")).unwrap())
}

/// The key that the center signs receipts with.
pub fn receipt_key() -> &'static CommissionKey {
    static KEY: OnceLock<CommissionKey> = OnceLock::new();
    KEY.get_or_init(|| CommissionKey::from_hex(&secret("receipt_seed")).unwrap())
}
