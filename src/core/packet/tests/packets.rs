//! Sealing, and everything that must not open.

use super::*;
use crate::seal::{SealError, verify};

/// What the receiver makes of packets, each alone in its message or all together.
fn open(packets: &[Vec<u8>], keys: &Keys) -> Result<SignedRecord, PacketError> {
    let opened: Result<Vec<LinkOpened>, PacketError> =
        packets.iter().map(|packet| open_link(packet, &keys.link)).collect();
    let opened = opened?;
    let blob: Vec<u8> = opened.iter().flat_map(|part| part.chunk.clone()).collect();
    open_message(&opened[0].header.base, opened[0].header.id, &blob, &keys.end_to_end)
}

#[test]
fn packets_are_those_of_another_implementation_and_open_to_the_record() {
    let answers = answers();
    for message in answers["messages"].as_array().unwrap() {
        let record = known(message);
        let expected: Vec<Vec<u8>> = message["packets"].as_array().unwrap().iter().map(bytes).collect();
        assert_eq!(seal_record(&record, &keys()).unwrap(), expected);
        assert_eq!(message_id(&record, &keys().end_to_end).unwrap().0.to_vec(), bytes(&message["id"]));
        let opened = open(&expected, &keys()).unwrap();
        assert_eq!(opened, record);
        let package_digest = bytes(&answers["package_digest"]).try_into().unwrap();
        assert_eq!(opened.digest(&package_digest).to_string(), message["digest"].as_str().unwrap());
        assert_eq!(opened.fingerprint(&package_digest).to_string(), message["fingerprint"].as_str().unwrap());
        let public = device_key(&answers).public();
        assert_eq!(verify(&public, &opened.signature_input(&package_digest), &opened.signature), Ok(()));
    }
}

#[test]
fn sealing_again_gives_the_same_bytes() {
    for len in [22, 232, 900] {
        assert_eq!(seal_record(&record(len), &keys()).unwrap(), seal_record(&record(len), &keys()).unwrap());
    }
}

#[test]
fn a_record_takes_as_few_packets_as_it_can_and_more_than_fifteen_are_refused() {
    for (len, count, last) in
        [(22, 1, 130), (232, 1, 340), (233, 2, 33), (540, 2, 340), (541, 3, 33), (4544, 15, 340)]
    {
        let packets = seal_record(&record(len), &keys()).unwrap();
        assert_eq!((packets.len(), packets.last().unwrap().len()), (count, last), "{len}");
        assert!(packets[..count - 1].iter().all(|packet| packet.len() == MAX_PACKET));
        assert_eq!(open(&packets, &keys()).unwrap(), record(len));
    }
    assert_eq!(seal_record(&record(4545), &keys()), Err(PacketError::TooLarge(4545)));
}

#[test]
fn no_single_bit_flip_of_any_packet_opens() {
    for len in [22, 400] {
        let good = seal_record(&record(len), &keys()).unwrap();
        for place in 0..good.len() {
            for bit in 0..good[place].len() * 8 {
                let mut changed = good.clone();
                changed[place][bit / 8] ^= 1 << (bit % 8);
                assert!(open_link(&changed[place], &keys().link).is_err(), "packet {place} bit {bit}");
            }
        }
    }
}

#[test]
fn no_single_bit_flip_of_a_sealed_blob_opens_even_to_somebody_with_the_link_key() {
    let record = record(22);
    let (base, id) = (record.base, message_id(&record, &keys().end_to_end).unwrap());
    let blob: Vec<u8> = parts(&record).into_iter().flat_map(|part| part.chunk).collect();
    let key = keys().end_to_end;
    for bit in 0..blob.len() * 8 {
        let mut changed = blob.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(open_message(&base, id, &changed, &key).is_err(), "bit {bit}");
    }
    for bit in 0..64 {
        let mut changed = id;
        changed.0[bit / 8] ^= 1 << (bit % 8);
        assert!(open_message(&base, changed, &blob, &key).is_err(), "id bit {bit}");
    }
    for bit in 0..88 {
        let mut changed = base.to_bytes();
        changed[bit / 8] ^= 1 << (bit % 8);
        if let Ok(base) = Base::parse(&changed) {
            assert!(open_message(&base, id, &blob, &key).is_err(), "base bit {bit}");
        }
    }
}

#[test]
fn no_truncation_or_extension_of_a_packet_opens() {
    let good = seal_record(&record(232), &keys()).unwrap().remove(0);
    for len in 0..good.len() {
        let refused = open_link(&good[..len], &keys().link);
        if len < MIN_PACKET {
            assert_eq!(refused, Err(PacketError::Length(len)));
        } else {
            assert_eq!(refused, Err(PacketError::Link(SealError::Authentication)), "{len}");
        }
    }
    let longer = [good, vec![0]].concat();
    assert_eq!(open_link(&longer, &keys().link), Err(PacketError::Length(341)));
    let short = seal_record(&record(22), &keys()).unwrap().remove(0);
    let extended = [short, vec![0]].concat();
    assert_eq!(open_link(&extended, &keys().link), Err(PacketError::Link(SealError::Authentication)));
}

#[test]
fn a_header_that_names_no_record_is_refused_before_any_key_is_needed() {
    let good = seal_record(&record(22), &keys()).unwrap().remove(0);
    let parse = |place: usize, byte: u8| {
        let mut changed = good.clone();
        changed[place] = byte;
        Header::parse(&changed)
    };
    use crate::record::RecordError::{Kind, Suite, Version};
    for (form, error) in [(0x01, Version(0)), (0xf1, Version(15)), (0x10, Suite(0)), (0x19, Suite(9))] {
        assert_eq!(parse(0, form), Err(PacketError::Base(error)));
    }
    for kind in [0, 10, 0x7f, 0x80, 0x84, 0xff] {
        assert_eq!(parse(1, kind), Err(PacketError::Base(Kind(kind))));
    }
    for (byte, part, parts) in [(0x00, 0, 0), (0x10, 1, 0), (0x01, 0, 1), (0x21, 2, 1), (0xfe, 15, 14)] {
        assert_eq!(parse(11, byte), Err(PacketError::Part { part, parts }));
    }
    assert_eq!(parse(11, 0xff).map(|header| (header.part, header.parts)), Ok((15, 15)));
    assert_eq!(Header::parse(&good).unwrap().to_bytes(), good[..HEADER_LEN]);
    assert_eq!(Header::parse(&[]), Err(PacketError::Length(0)));
}

#[test]
fn another_devices_link_key_or_epoch_opens_nothing() {
    let packets = seal_record(&record(22), &keys()).unwrap();
    for wrong in [link(61235, 5), link(61234, 6)] {
        assert_eq!(open_link(&packets[0], &wrong), Err(PacketError::Link(SealError::Authentication)));
    }
    for wrong in [end_to_end(61235, 3), end_to_end(61234, 4)] {
        let keys = Keys { end_to_end: wrong, link: keys().link };
        assert_eq!(open(&packets, &keys), Err(PacketError::EndToEnd(SealError::Authentication)));
    }
}

#[test]
fn the_gateway_with_its_key_reads_nothing_of_the_record() {
    let record = record(200);
    let chunk = &parts(&record)[0].chunk;
    let seen = |piece: &[u8]| chunk.windows(piece.len()).any(|window| window == piece);
    assert!(!record.r.chunks(4).any(seen));
}

#[test]
fn a_signature_of_another_device_header_or_package_does_not_verify() {
    let answers = answers();
    let package_digest = bytes(&answers["package_digest"]).try_into().unwrap();
    let public = device_key(&answers).public();
    let good = known(&answers["messages"][0]);
    let believed = |record: &SignedRecord, package: &[u8; 32]| {
        verify(&public, &record.signature_input(package), &record.signature).is_ok()
    };
    assert!(believed(&good, &package_digest));
    assert!(!believed(&good, &[0; 32]));
    for change in [
        |record: &mut SignedRecord| record.base.kind = crate::record::Kind::Rehearsal,
        |record: &mut SignedRecord| record.base.sequence += 1,
        |record: &mut SignedRecord| record.base.device += 1,
        |record: &mut SignedRecord| record.base.election += 1,
        |record: &mut SignedRecord| record.r[0] ^= 1,
        |record: &mut SignedRecord| record.r.push(0),
    ] {
        let mut record = good.clone();
        change(&mut record);
        // The wrong record travels well: only the signature tells.
        let packets = seal_record(&record, &keys()).unwrap();
        assert!(!believed(&open(&packets, &keys()).unwrap(), &package_digest));
    }
    let mut stranger = good;
    stranger.signature =
        DeviceKey::from_seed(&[9; 32]).sign(&stranger.signature_input(&package_digest)).unwrap();
    assert!(!believed(&stranger, &package_digest));
}
