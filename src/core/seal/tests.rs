//! Signatures, stages, certificates and packages against known answers of another implementation, and against every
//! single change.

mod package;
mod vectors;

use serde_json::Value;

use super::*;

/// Known answers made by fixtures/vectors/packet/make.py.
fn answers() -> Value {
    serde_json::from_str(include_str!("../../../fixtures/vectors/packet/packet.json")).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn end_to_end(answers: &Value, epoch: u8) -> EndToEndKey {
    CenterMaster::from_hex(text(&answers["center_master"])).unwrap().end_to_end_key(61234, epoch).unwrap()
}

fn link(answers: &Value, epoch: u8) -> LinkKey {
    GatewayMaster::from_hex(text(&answers["gateway_master"])).unwrap().link_key(61234, epoch).unwrap()
}

#[test]
fn both_stages_give_the_bytes_of_another_implementation() {
    let answers = answers();
    let (end_to_end, link) = (end_to_end(&answers, 3), link(&answers, 5));
    for message in answers["messages"].as_array().unwrap() {
        let base = bytes(&message["base"]);
        let payload = [bytes(&message["r"]), bytes(&message["signature"])].concat();
        let (id, blob) = end_to_end.seal(&base, &payload).unwrap();
        assert_eq!((id.0.to_vec(), &blob), (bytes(&message["id"]), &bytes(&message["blob"])));
        assert_eq!(end_to_end.seal(&base, &payload).unwrap(), (id, blob.clone()));
        assert_eq!(end_to_end.open(&base, id, &blob).unwrap(), payload);
        for packet in message["packets"].as_array().unwrap() {
            let packet = bytes(packet);
            let (header, wrapped) = packet.split_at(20);
            let chunk = link.unwrap(header, wrapped).unwrap();
            assert_eq!(link.wrap(header, &chunk).unwrap(), wrapped);
        }
    }
}

#[test]
fn neither_stage_opens_with_another_key_epoch_base_or_id() {
    let answers = answers();
    let message = &answers["messages"][0];
    let base = bytes(&message["base"]);
    let id = MessageId(bytes(&message["id"]).try_into().unwrap());
    let blob = bytes(&message["blob"]);
    let refused = Err(SealError::Authentication);
    assert_eq!(end_to_end(&answers, 4).open(&base, id, &blob), refused);
    let other_device = CenterMaster::from_hex(text(&answers["center_master"])).unwrap();
    assert_eq!(other_device.end_to_end_key(61235, 3).unwrap().open(&base, id, &blob), refused);
    assert_eq!(end_to_end(&answers, 3).open(&base, MessageId([0; 8]), &blob), refused);
    assert_eq!(end_to_end(&answers, 3).open(&base[1..], id, &blob), refused);
    assert_eq!(end_to_end(&answers, 3).open(&base, id, &[]), refused);
    let packet = bytes(&message["packets"][0]);
    let (header, wrapped) = packet.split_at(20);
    assert_eq!(link(&answers, 4).unwrap(header, wrapped), refused);
    assert_eq!(link(&answers, 5).unwrap(&header[1..], wrapped), refused);
    assert_eq!(link(&answers, 5).unwrap(header, &wrapped[1..]), refused);
}

#[test]
fn a_blob_whose_id_is_not_that_of_its_plaintext_is_refused_though_it_authenticates() {
    use aes_gcm::aead::{Aead, KeyInit, Nonce, Payload};
    let key = EndToEndKey::from_bytes(&[7; 32]);
    let (base, id) = ([1_u8; 11], MessageId([9; 8]));
    let stage_1 = key.derive::<32>(&[b"rts/v1/stage1\0", &base, &id.0]).unwrap();
    let cipher = stage::Stage1::new_from_slice(stage_1.as_slice()).unwrap();
    let aad = [base.as_slice(), &id.0].concat();
    let blob = cipher.encrypt(&Nonce::<stage::Stage1>::default(), Payload { msg: b"forged", aad: &aad });
    assert_eq!(key.open(&base, id, &blob.unwrap()), Err(SealError::MessageId));
}

#[test]
fn different_plaintexts_under_one_base_have_different_ids_and_share_no_key_stream() {
    let key = EndToEndKey::from_bytes(&[7; 32]);
    let (one, other) = ([0_u8; 64], [1_u8; 64]);
    let (first_id, first) = key.seal(b"base", &one).unwrap();
    let (second_id, second) = key.seal(b"base", &other).unwrap();
    assert_ne!(first_id, second_id);
    let difference: Vec<u8> = first.iter().zip(&second).map(|(a, b)| a ^ b).take(64).collect();
    assert_ne!(difference, [1; 64]);
}

#[test]
fn a_signature_verifies_only_for_its_key_and_message() {
    let answers = answers();
    let device = DeviceKey::from_hex(text(&answers["device_seed"])).unwrap();
    let signature = device.sign(b"message").unwrap();
    assert_eq!(verify(&device.public(), b"message", &signature), Ok(()));
    assert_eq!(verify(&device.public(), b"messagf", &signature), Err(SealError::Signature));
    let other = CommissionKey::from_seed(&[1; 32]).public();
    assert_eq!(verify(&other, b"message", &signature), Err(SealError::Signature));
    for bit in 0..512 {
        let mut changed = signature;
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(verify(&device.public(), b"message", &changed), Err(SealError::Signature), "bit {bit}");
    }
}

#[test]
fn a_public_key_of_small_order_or_off_the_curve_is_refused() {
    // The neutral element, and the points of order 2 and 4 (RFC 8032 section 5.1: y = 1, y = -1, y = 0).
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut order_2 = [0xff; 32];
    (order_2[0], order_2[31]) = (0xec, 0x7f);
    for weak in [neutral, order_2, [0; 32]] {
        assert_eq!(PublicKey::from_bytes(&weak), Err(SealError::PublicKey));
    }
    let mut off = [0; 32];
    off[0] = 2;
    assert_eq!(PublicKey::from_bytes(&off), Err(SealError::PublicKey));
    assert_eq!("00".parse::<PublicKey>(), Err(SealError::PublicKey));
    let good = DeviceKey::from_seed(&[5; 32]).public();
    assert_eq!(good.to_string().parse(), Ok(good));
}

#[test]
fn the_debug_form_of_a_secret_shows_none_of_it() {
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        CenterMaster::from_bytes(&[0xab; 32]),
        GatewayMaster::from_bytes(&[0xab; 32]),
        EndToEndKey::from_bytes(&[0xab; 32]),
        LinkKey::from_bytes(&[0xab; 16]),
        DeviceKey::from_seed(&[0xab; 32]),
        CommissionKey::from_seed(&[0xab; 32]),
    );
    assert_eq!(
        shown,
        "CenterMaster(..) GatewayMaster(..) EndToEndKey(..) LinkKey(..) DeviceKey(..) CommissionKey(..)"
    );
}

#[test]
fn a_key_is_read_back_from_its_hexadecimal_and_from_nothing_else() {
    let key = EndToEndKey::from_bytes(&[0x5a; 32]);
    let text = key.to_hex();
    assert_eq!(text.as_str(), "5a".repeat(32));
    assert_eq!(EndToEndKey::from_hex(&text).unwrap().to_hex(), text);
    assert_eq!(DeviceKey::from_hex(&text).unwrap().to_hex(), text);
    for wrong in ["", "5a", &"5a".repeat(31), &"5a".repeat(33), &"5g".repeat(32)] {
        assert_eq!(EndToEndKey::from_hex(wrong).err(), Some(SealError::Key), "{wrong}");
        assert_eq!(DeviceKey::from_hex(wrong).err(), Some(SealError::Key), "{wrong}");
    }
    assert_eq!(LinkKey::from_hex(&text).err(), Some(SealError::Key));
}

#[test]
fn a_device_certificate_stands_for_one_election_device_station_and_key() {
    let answers = answers();
    let roster = CommissionKey::from_hex(text(&answers["roster_seed"])).unwrap();
    let device = DeviceKey::from_hex(text(&answers["device_seed"])).unwrap().public();
    let issued = DeviceCertificate::issue(&roster, 2027, 61234, 40001, device).unwrap();
    let wire = issued.to_bytes();
    assert_eq!(wire, bytes(&answers["device_certificate"]));
    assert_eq!(wire.len(), DEVICE_CERTIFICATE_LEN);
    assert_eq!(DeviceCertificate::parse(&wire), Ok(issued));
    assert_eq!(issued.verify(&roster.public()), Ok(()));
    assert_eq!(issued.verify(&device), Err(SealError::Signature));
    for bit in 0..wire.len() * 8 {
        let mut changed = wire.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let believed = DeviceCertificate::parse(&changed).and_then(|read| read.verify(&roster.public()));
        assert!(believed.is_err(), "bit {bit}");
    }
    for len in 0..wire.len() {
        assert_eq!(DeviceCertificate::parse(&wire[..len]), Err(SealError::Certificate));
    }
    assert_eq!(DeviceCertificate::parse(&[wire, vec![0]].concat()), Err(SealError::Certificate));
}
