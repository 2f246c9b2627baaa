//! The frozen election (fixtures/vectors/v1), its keys and records, and their codes as this program prints them.

use std::fs;
use std::path::PathBuf;

use rts_core::election::ElectionDefinition;
use rts_core::record::{Base, Kind, SignedRecord};
use rts_core::seal::{CommissionKey, DeviceCertificate, DeviceKey, Package, PublicKey, open_package};
use rts_core::tape::Paper;
use rts_core::tape::code::{key_symbol, symbols_of};
use serde_json::Value;

use crate::browser::{Scenario, root};

/// The box that signed every frozen record.
pub(crate) const BOX: u32 = 61234;
/// Election of the frozen package.
pub(crate) const ELECTION: u16 = 2027;

pub(crate) fn vectors(name: &str) -> PathBuf {
    root().join("fixtures/vectors/v1").join(name)
}

pub(crate) fn lines(name: &str) -> Vec<Value> {
    let text = fs::read_to_string(vectors(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub(crate) fn key(name: &str) -> String {
    let keys: Value = serde_json::from_str(&fs::read_to_string(vectors("keys.json")).unwrap()).unwrap();
    keys[name].as_str().unwrap().to_owned()
}

pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

pub(crate) fn package() -> Package {
    let root: PublicKey = key("root_key").parse().unwrap();
    open_package(&fs::read(vectors("package.json")).unwrap(), &root).unwrap()
}

pub(crate) fn definition() -> ElectionDefinition {
    package().definition
}

pub(crate) fn device() -> DeviceKey {
    DeviceKey::from_hex(&key("device_seed")).unwrap()
}

pub(crate) fn roster() -> CommissionKey {
    CommissionKey::from_hex(&key("roster_seed")).unwrap()
}

/// The certificate of a key for a box at a station, signed by `roster`.
pub(crate) fn certified(
    roster: &CommissionKey,
    number: u32,
    station: u32,
    key: &DeviceKey,
) -> DeviceCertificate {
    DeviceCertificate::issue(roster, ELECTION, number, station, key.public()).unwrap()
}

/// The code of the frozen box's certificate at a station.
pub(crate) fn box_code(station: u32) -> String {
    key_symbol(&certified(&roster(), BOX, station, &device())).text
}

/// A frozen record.
pub(crate) fn frozen(place: usize) -> SignedRecord {
    signed_of(&lines("messages.jsonl")[place])
}

pub(crate) fn signed_of(line: &Value) -> SignedRecord {
    SignedRecord {
        base: Base::parse(&bytes(&line["base"]).try_into().unwrap()).unwrap(),
        r: bytes(&line["r"]),
        signature: bytes(&line["signature"]).try_into().unwrap(),
    }
}

/// The record signed again, by this key and for this package.
pub(crate) fn sign(mut record: SignedRecord, by: &DeviceKey, digest: &[u8; 32]) -> SignedRecord {
    record.signature = by.sign(&record.signature_input(digest)).unwrap();
    record
}

/// The texts of a record's codes on this paper.
pub(crate) fn texts(record: &SignedRecord, paper: Paper) -> Vec<String> {
    symbols_of(record, &package().digest, paper).into_iter().map(|symbol| symbol.text).collect()
}

/// The codes on 80 mm paper, and that of the box at station 1001.
pub(crate) fn tape(record: &SignedRecord) -> Vec<String> {
    let mut codes = texts(record, Paper::Mm80);
    codes.push(box_code(1001));
    codes
}

/// A page on which the frozen package was opened and found to be the commission's.
pub(crate) fn trusting() -> Scenario {
    Scenario::new().files("package-file", &[vectors("package.json")]).root_key(&key("root_key"))
}

/// What a good record of this kind is on the page.
pub(crate) fn good(kind: Kind) -> (&'static str, &'static str) {
    if kind == Kind::Rehearsal { ("test", "test") } else { ("genuine", "genuine") }
}
