//! Vectors of Wycheproof and NIST on the primitives as they are called here.

use std::collections::BTreeMap;

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::{U12, U16};
use aes_gcm::aead::{Aead, KeyInit, Nonce, Payload};
use aes_gcm::aes::{Aes128, Aes256};
use wycheproof::TestResult;

use super::super::stage::{Stage1, Stage2};
use super::super::*;

type Seal = fn(&[u8], &[u8], &[u8], &[u8]) -> Vec<u8>;
type Open = fn(&[u8], &[u8], &[u8], &[u8]) -> Option<Vec<u8>>;

fn encrypt<C: KeyInit + Aead>(key: &[u8], nonce: &[u8], aad: &[u8], msg: &[u8]) -> Vec<u8> {
    let nonce = Nonce::<C>::try_from(nonce).unwrap();
    C::new_from_slice(key).unwrap().encrypt(&nonce, Payload { msg, aad }).unwrap()
}

fn decrypt<C: KeyInit + Aead>(key: &[u8], nonce: &[u8], aad: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
    let nonce = Nonce::<C>::try_from(nonce).unwrap();
    C::new_from_slice(key).unwrap().decrypt(&nonce, Payload { msg, aad }).ok()
}

#[test]
fn aes_gcm_agrees_with_wycheproof_at_128_bit_tags() {
    let set = wycheproof::aead::TestSet::load(wycheproof::aead::TestName::AesGcm).unwrap();
    let mut run = 0;
    for group in &set.test_groups {
        if group.nonce_size != 96 || group.tag_size != 128 {
            continue;
        }
        let (seal, open): (Seal, Open) = match group.key_size {
            128 => (encrypt::<AesGcm<Aes128, U12, U16>>, decrypt::<AesGcm<Aes128, U12, U16>>),
            256 => (encrypt::<AesGcm<Aes256, U12, U16>>, decrypt::<AesGcm<Aes256, U12, U16>>),
            _ => continue,
        };
        for test in &group.tests {
            let sealed = [test.ct.as_ref(), test.tag.as_ref()].concat();
            let opened = open(&test.key, &test.nonce, &test.aad, &sealed);
            if test.result == TestResult::Valid {
                assert_eq!(opened.as_deref(), Some(test.pt.as_ref()), "case {}", test.tc_id);
                let ours = seal(&test.key, &test.nonce, &test.aad, &test.pt);
                assert_eq!(ours, sealed, "case {}", test.tc_id);
            } else {
                assert_eq!(opened, None, "case {}: {}", test.tc_id, test.comment);
            }
            run += 1;
        }
    }
    assert_eq!(run, 133);
}

#[test]
fn ed25519_agrees_with_wycheproof_under_strict_verification() {
    let set = wycheproof::eddsa::TestSet::load(wycheproof::eddsa::TestName::Ed25519).unwrap();
    let mut run = 0;
    for group in &set.test_groups {
        let public: [u8; 32] = group.key.pk.as_ref().try_into().unwrap();
        for test in &group.tests {
            let believed = <[u8; 64]>::try_from(test.sig.as_ref()).is_ok_and(|signature| {
                PublicKey::from_bytes(&public).and_then(|key| verify(&key, &test.msg, &signature)).is_ok()
            });
            assert_eq!(believed, !test.result.must_fail(), "case {}: {}", test.tc_id, test.comment);
            run += 1;
        }
    }
    assert_eq!(run, 151);
}

#[test]
fn hkdf_agrees_with_wycheproof_at_our_lengths() {
    let set = wycheproof::hkdf::TestSet::load(wycheproof::hkdf::TestName::HkdfSha256).unwrap();
    let mut run = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut okm = vec![0; test.size];
        let salt = Some(test.salt.as_ref()).filter(|salt: &&[u8]| !salt.is_empty());
        let hkdf = hkdf::Hkdf::<sha2::Sha256>::new(salt, &test.ikm);
        // In pieces, as it is called here.
        let (head, tail) = test.info.split_at(test.info.len() / 2);
        let expanded = hkdf.expand_multi_info(&[head, tail], &mut okm);
        run += 1;
        if test.result.must_fail() {
            assert!(expanded.is_err(), "case {}", test.tc_id);
            continue;
        }
        assert_eq!(okm, test.okm.as_ref(), "case {}", test.tc_id);
        if let (Ok(ikm), true, 32) = (test.ikm.as_ref().try_into(), salt.is_none(), test.size) {
            let ours = EndToEndKey::from_bytes(ikm).derive::<32>(&[head, tail]).unwrap();
            assert_eq!(ours.as_slice(), test.okm.as_ref(), "case {}", test.tc_id);
        }
    }
    assert_eq!(run, 86);
}

/// Cases of a NIST response file by field; `FAIL` stands alone on its line.
fn cases(file: &str) -> Vec<BTreeMap<String, Vec<u8>>> {
    let field = |line: &str| {
        let (name, value) = line.split_once('=').unwrap_or((line, ""));
        (name.trim().to_owned(), hex::decode(value.trim()).unwrap_or_default())
    };
    let case = |lines: &str| lines.lines().filter(|line| !line.starts_with('#')).map(field).collect();
    file.split("\n\n").map(case).filter(|case: &BTreeMap<_, _>| case.contains_key("Key")).collect()
}

fn run_encryption<C: KeyInit + Aead>(file: &str) -> usize {
    let cases = cases(file);
    for case in &cases {
        let sealed = [case["CT"].as_slice(), &case["Tag"]].concat();
        assert_eq!(encrypt::<C>(&case["Key"], &case["IV"], &case["AAD"], &case["PT"]), sealed, "{case:?}");
    }
    cases.len()
}

fn run_decryption<C: KeyInit + Aead>(file: &str) -> (usize, usize) {
    let cases = cases(file);
    for case in &cases {
        let sealed = [case["CT"].as_slice(), &case["Tag"]].concat();
        let opened = decrypt::<C>(&case["Key"], &case["IV"], &case["AAD"], &sealed);
        assert_eq!(opened.as_ref(), case.get("PT"), "{case:?}");
        assert_eq!(opened.is_none(), case.contains_key("FAIL"), "{case:?}");
    }
    (cases.len(), cases.iter().filter(|case| case.contains_key("FAIL")).count())
}

macro_rules! cavp {
    ($name:literal) => {
        include_str!(concat!("../../../../fixtures/vectors/cavp/", $name, "-tag96.rsp"))
    };
}

#[test]
fn both_stages_agree_with_nist_at_96_bit_tags() {
    assert_eq!(run_encryption::<Stage1>(cavp!("gcmEncryptExtIV256")), 50);
    assert_eq!(run_encryption::<Stage2>(cavp!("gcmEncryptExtIV128")), 50);
    assert_eq!(run_decryption::<Stage1>(cavp!("gcmDecrypt256")), (75, 25));
    assert_eq!(run_decryption::<Stage2>(cavp!("gcmDecrypt128")), (75, 25));
}
