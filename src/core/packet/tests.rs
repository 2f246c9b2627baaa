//! Packets and receipts against known answers of another implementation, and against every single change.

mod assembly;
mod packets;
mod receipts;

use serde_json::Value;

use super::*;
use crate::record::{Base, SignedRecord};
use crate::seal::{CenterMaster, DeviceKey, EndToEndKey, GatewayMaster, LinkKey, MessageId};

/// Known answers made by fixtures/vectors/packet/make.py.
fn answers() -> Value {
    serde_json::from_str(include_str!("../../../fixtures/vectors/packet/packet.json")).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn end_to_end(device: u32, epoch: u8) -> EndToEndKey {
    let master: [u8; 32] = std::array::from_fn(|at| at.try_into().unwrap());
    CenterMaster::from_bytes(&master).end_to_end_key(device, epoch).unwrap()
}

fn link(device: u32, epoch: u8) -> LinkKey {
    let master: [u8; 32] = std::array::from_fn(|at| (at + 32).try_into().unwrap());
    GatewayMaster::from_bytes(&master).link_key(device, epoch).unwrap()
}

/// The keys of device 61234 in the epochs of the known answers.
fn keys() -> Keys {
    Keys { end_to_end: end_to_end(61234, 3), link: link(61234, 5) }
}

fn device_key(answers: &Value) -> DeviceKey {
    DeviceKey::from_hex(answers["device_seed"].as_str().unwrap()).unwrap()
}

/// The record of a known message.
fn known(message: &Value) -> SignedRecord {
    let base = Base::parse(&bytes(&message["base"]).try_into().unwrap()).unwrap();
    SignedRecord {
        base,
        r: bytes(&message["r"]),
        signature: bytes(&message["signature"]).try_into().unwrap(),
    }
}

/// A record of `len` bytes; its content and signature mean nothing to packets.
fn record(len: usize) -> SignedRecord {
    let r = (0_u32..).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).take(len).collect();
    SignedRecord { base: known(&answers()["messages"][0]).base, r, signature: [0x5a; 64] }
}

/// The opened parts of a record of `len` bytes.
fn parts(record: &SignedRecord) -> Vec<LinkOpened> {
    let packets = seal_record(record, &keys()).unwrap();
    packets.iter().map(|packet| open_link(packet, &keys().link).unwrap()).collect()
}
