//! The files as they are written, read and refused.

use rts_core::election::Code;
use rts_core::seal::{CenterMaster, CommissionKey, DeviceCertificate, DeviceKey, GatewayMaster};

use super::*;

fn credentials() -> Credentials {
    Credentials {
        format: CREDENTIALS_FORMAT.to_owned(),
        election: 7,
        station: 12,
        device: 3001,
        imei: Some("300234010753370".parse().unwrap()),
        seal_epoch: 1,
        link_epoch: 2,
        end_to_end_key: CenterMaster::from_bytes(&[1; 32]).end_to_end_key(3001, 1).unwrap(),
        link_key: GatewayMaster::from_bytes(&[2; 32]).link_key(3001, 2).unwrap(),
        root_key: CommissionKey::from_seed(&[3; 32]).public(),
        roster_key: CommissionKey::from_seed(&[4; 32]).public(),
        officials: vec![
            OfficialPin { official: 1, pin: "$argon2id$one".to_owned() },
            OfficialPin { official: 2, pin: "$argon2id$two".to_owned() },
        ],
    }
}

fn enrolment() -> Enrolment {
    let joining = Joining {
        election: 7,
        station: 12,
        device: 3001,
        imei: Some("300234010753370".parse().unwrap()),
        card: Some("CARD-3001".to_owned()),
    };
    Enrolment::sign(joining, &DeviceKey::from_seed(&[5; 32])).unwrap()
}

fn changed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "{from}");
    changed.into_bytes()
}

#[test]
fn credentials_read_back_with_the_keys_that_were_written() {
    let bytes = credentials().to_json().unwrap();
    let read = Credentials::from_json(&bytes).unwrap();
    assert_eq!(read.to_json().unwrap(), bytes);
    assert_eq!(*read.end_to_end_key.to_hex(), *credentials().end_to_end_key.to_hex());
    assert_eq!(*read.link_key.to_hex(), *credentials().link_key.to_hex());
    assert_eq!(read.pin(2), Some("$argon2id$two"));
    assert_eq!(read.pin(3), None);
}

#[test]
fn credentials_show_no_secret_when_they_are_logged() {
    let secret = credentials().end_to_end_key.to_hex();
    assert!(!format!("{:?}", credentials()).contains(secret.as_str()));
}

#[test]
fn credentials_that_contradict_themselves_are_refused() {
    let bytes = credentials().to_json().unwrap();
    for (from, to) in [
        ("\"rts-credentials/1\"", "\"rts-credentials/2\""),
        ("\"seal_epoch\": 1", "\"seal_epoch\": 16"),
        ("\"device\": 3001", "\"device\": 0"),
        ("\"official\": 2", "\"official\": 1"),
        ("\"official\": 2", "\"official\": 16"),
        ("\"imei\": \"3", "\"imei\": \"x"),
        ("\"link_key\": \"", "\"link_key\": \"00"),
        ("\"election\": 7", "\"election\": 7, \"extra\": 1"),
    ] {
        let refusal = Credentials::from_json(&changed(&bytes, from, to)).unwrap_err();
        assert_eq!(refusal.code, Code::CredentialsInvalid, "{to}");
    }
}

#[test]
fn an_enrolment_proves_possession_of_exactly_what_it_says() {
    let bytes = enrolment().to_json().unwrap();
    let read = Enrolment::from_json(&bytes).unwrap();
    assert_eq!(read.verify(), Ok(()));
    for (from, to) in [
        ("\"station\": 12", "\"station\": 13"),
        ("\"device\": 3001", "\"device\": 3002"),
        ("CARD-3001", "CARD-3002"),
        ("300234010753370", "300234010753371"),
    ] {
        let forged = Enrolment::from_json(&changed(&bytes, from, to)).unwrap();
        assert!(forged.verify().is_err(), "{to}");
    }
    let other = DeviceKey::from_seed(&[6; 32]).public();
    assert!(Enrolment { public_key: other, ..read }.verify().is_err());
}

#[test]
fn a_certificate_file_carries_a_certificate_that_still_verifies() {
    let roster = CommissionKey::from_seed(&[4; 32]);
    let certificate = DeviceCertificate::issue(&roster, 7, 3001, 12, enrolment().public_key).unwrap();
    let bytes = CertificateFile::of(&certificate).to_json().unwrap();
    let read = CertificateFile::from_json(&bytes).unwrap();
    assert_eq!(read, certificate);
    assert!(read.verify(&roster.public()).is_ok());
    let cut = CertificateFile::from_json(&changed(&bytes, "\"certificate\": \"00", "\"certificate\": \""));
    assert_eq!(cut.unwrap_err().code, Code::CredentialsInvalid);
}

#[cfg(any(feature = "device", feature = "center"))]
#[test]
fn a_pin_matches_its_own_hash_only_and_two_hashes_of_it_differ() {
    let hash = hash_pin("4711").unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=7168,t=5,p=1$"), "{hash}");
    assert!(pin_matches(&hash, "4711"));
    assert!(!pin_matches(&hash, "4712") && !pin_matches("not a hash", "4711"));
    assert_ne!(hash, hash_pin("4711").unwrap());
}
