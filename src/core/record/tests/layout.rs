//! Byte by byte: bases, flags, signed records, digests, fingerprints, certificates.

use sha2::Digest as _;

use super::*;

#[test]
fn a_base_is_eleven_bytes_in_order() {
    let base = base(Kind::Result);
    let bytes = [0x11, 4, 0, 7, 1, 2, 3, 4, 0xff, 0xfe, 0x3f];
    assert_eq!(base.to_bytes(), bytes);
    assert_eq!(Base::parse(&bytes), Ok(base));
    let mut receipt = bytes;
    receipt[1] = 0x84;
    assert_eq!(base.to_receipt_bytes(), receipt);
    assert_eq!(Base::parse_receipt(&receipt), Ok(base));
    assert_eq!(Base::parse(&receipt), Err(RecordError::Kind(0x84)));
    assert_eq!(Base::parse_receipt(&bytes), Err(RecordError::Kind(4)));
    assert_eq!(Epoch::new(16), None);
}

#[test]
fn every_base_that_reads_is_written_again_to_the_same_bytes() {
    for first in 0..=255 {
        for kind in 0..=255 {
            let bytes = [first, kind, 9, 8, 7, 6, 5, 4, 3, 2, 0xa5];
            let read = Base::parse(&bytes);
            assert_eq!(read.is_ok(), first == 0x11 && (1..=9).contains(&kind));
            if let Ok(base) = read {
                assert_eq!(base.to_bytes(), bytes);
            }
        }
    }
}

#[test]
fn facts_are_22_bytes_in_order() {
    let r = record(Content::Zero).to_bytes(&definition()).unwrap();
    let expected =
        [&[0, 0, 0, 1], &1_772_377_200_u32.to_be_bytes()[..], &[0b1001_0100, 0x12], b"journal-head"];
    assert_eq!(r, expected.concat());
    assert_eq!(r.len(), FACTS_LEN);
}

#[test]
fn every_flags_byte_without_the_reserved_bit_has_a_meaning_of_its_own() {
    for byte in 0..=255 {
        let flags = Flags::from_byte(byte);
        if byte & 1 == 1 {
            assert_eq!(flags, Err(RecordError::Reserved));
        } else {
            assert_eq!(flags.unwrap().to_byte(), byte);
        }
    }
    let flags = Flags::from_byte(0b1111_1110).unwrap();
    let all = Flags {
        source: TallySource::Recovered,
        test: true,
        clock: ClockQuality::Network,
        degraded: true,
        explained: true,
    };
    assert_eq!(flags, all);
}

#[test]
fn reserved_bits_and_contradictory_approvals_are_refused_in_a_record() {
    let record = record(Content::Zero);
    let mut r = record.to_bytes(&definition()).unwrap();
    r[8] |= 1;
    assert_eq!(Record::parse(record.base, &r, &definition()), Err(RecordError::Reserved));
    r[8] &= !1;
    for approvals in [0x11, 0x02, 0xff] {
        r[9] = approvals;
        assert_eq!(Record::parse(record.base, &r, &definition()), Err(RecordError::Approvals));
    }
    r[9] = 0;
    assert!(Record::parse(record.base, &r, &definition()).is_ok());
}

#[test]
fn an_unknown_time_is_zero() {
    assert_eq!(Facts { wall: 0, ..facts(Kind::Zero) }.time(), None);
    assert_eq!(facts(Kind::Zero).time().map(|time| time.unix()), Some(1_772_377_200));
}

fn signed() -> SignedRecord {
    SignedRecord { base: base(Kind::Poll), r: vec![1, 2, 3], signature: [0xee; 64] }
}

#[test]
fn the_digest_binds_label_base_package_and_record() {
    let record = signed();
    let input = [&b"rts/v1/record\0"[..], &record.base.to_bytes(), &[0xab; 32], &[1, 2, 3]].concat();
    assert_eq!(record.signature_input(&[0xab; 32]), input);
    let digest = record.digest(&[0xab; 32]);
    assert_eq!(digest.0, <[u8; 32]>::from(sha2::Sha256::digest(&input)));
    assert_eq!(digest.prefix(), digest.0[..12]);
    assert_eq!(record.fingerprint(&[0xab; 32]).0, digest.0[..10]);
    assert_ne!(record.digest(&[0xac; 32]), digest);
}

#[test]
fn a_fingerprint_is_read_as_people_type_it() {
    let shown = "7KQ2-M9XD-0A4B-TTZ1";
    let fingerprint: Fingerprint = shown.parse().unwrap();
    assert_eq!(fingerprint.to_string(), shown);
    assert_eq!("7kq2m9xd oa4bttzl".parse(), Ok(fingerprint));
    for wrong in ["", "7KQ2-M9XD-0A4B", "7KQ2-M9XD-0A4B-TTZU", "7KQ2-M9XD-0A4B-TTZ1-0"] {
        assert!(matches!(wrong.parse::<Fingerprint>(), Err(RecordError::Coding(_))), "{wrong}");
    }
}

#[test]
fn a_signed_record_reads_back_from_its_bytes() {
    let record = signed();
    let bytes = record.to_bytes();
    assert_eq!(bytes, [&record.base.to_bytes()[..], &[1, 2, 3], &[0xee; 64]].concat());
    assert_eq!(SignedRecord::parse(&bytes), Ok(record.clone()));
    assert_eq!(record.payload(), bytes[BASE_LEN..]);
    assert_eq!(SignedRecord::from_payload(record.base, &record.payload()), Ok(record));
    for len in 0..BASE_LEN + SIGNATURE_LEN {
        assert!(SignedRecord::parse(&bytes[..len]).is_err(), "{len}");
    }
}

#[test]
fn a_certificate_reads_back_and_nothing_else_is_one() {
    let certificate = Certificate {
        base: base(Kind::Result),
        digest: Digest([0xdd; 32]),
        attempts: 17,
        first_attempt: 1_772_377_300,
        last_attempt: 1_772_398_000,
        deadline: 1_772_398_800,
        journal_head: *b"journal-head",
    };
    let bytes = certificate.to_bytes();
    let numbers = [17_u32, 1_772_377_300, 1_772_398_000, 1_772_398_800].map(u32::to_be_bytes).concat();
    let base = certificate.base.to_bytes();
    let expected = [&b"rts/v1/certificate\0"[..], &base, &[0xdd; 32], &numbers, b"journal-head"].concat();
    assert_eq!(bytes, expected);
    assert_eq!(bytes.len(), CERTIFICATE_LEN);
    assert_eq!(Certificate::parse(&bytes), Ok(certificate));
    for len in 0..bytes.len() {
        assert!(Certificate::parse(&bytes[..len]).is_err(), "{len}");
    }
    assert!(Certificate::parse(&[bytes.as_slice(), &[0]].concat()).is_err());
    let mut other = bytes;
    other[5] = b'2';
    assert_eq!(Certificate::parse(&other), Err(RecordError::Label));
}
