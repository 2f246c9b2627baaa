//! Packets: as they come, as the inside of a good outer stage, and as the inside of both stages. The first byte picks.
#![no_main]

use known::{base, keys, package};
use libfuzzer_sys::fuzz_target;
use rts_core::packet::{Assembly, Header, Limits, Progress, open_link, open_message, seal_record};
use rts_core::record::{Record, SignedRecord};
use rts_core::seal::MessageId;

fuzz_target!(|data: &[u8]| match data.split_first() {
    Some((how, rest)) if how % 3 == 0 => packets(rest),
    Some((how, rest)) if how % 3 == 1 => chunks(rest),
    Some((_, rest)) => payload(rest),
    None => (),
});

/// Packets one after the other, each behind its length in two bytes.
fn packets(mut data: &[u8]) {
    let mut assembly = Assembly::new(Limits { per_device: 2, total: 8 });
    while let Some((length, rest)) = data.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
        let (packet, rest) = rest.split_at(length);
        data = rest;
        if let Ok(header) = Header::parse(packet) {
            assert_eq!(header.to_bytes(), packet[..20]);
        }
        if let Ok(opened) = open_link(packet, &keys().link) {
            believe(assembly.insert(&opened, &keys().end_to_end));
        }
        assert!(assembly.len() <= 8);
    }
}

/// Chunks that the link key sealed: which part and of how many, a length, the chunk.
fn chunks(mut data: &[u8]) {
    let mut assembly = Assembly::new(Limits { per_device: 2, total: 8 });
    while let Some(([part, parts, length], rest)) = data.split_first_chunk::<3>() {
        let (chunk, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        data = rest;
        let id = MessageId([part >> 6; 8]);
        let header = Header { base: base(3), part: part & 0x0f, parts: parts & 0x0f, id }.to_bytes();
        let wrapped = keys().link.wrap(&header, chunk).unwrap();
        if let Ok(opened) = open_link(&[header, wrapped].concat(), &keys().link) {
            believe(assembly.insert(&opened, &keys().end_to_end));
        }
        assert!(assembly.len() <= 8);
    }
}

/// Something that is no record, sealed well.
fn payload(data: &[u8]) {
    let Some((kind, payload)) = data.split_first() else { return };
    let base = base(*kind);
    let (id, blob) = keys().end_to_end.seal(&base.to_bytes(), payload).unwrap();
    if let Ok(signed) = open_message(&base, id, &blob, &keys().end_to_end) {
        assert_eq!(signed.payload(), payload);
        let _ = Record::parse(signed.base, &signed.r, &package().definition);
        seal_again(&signed);
    }
}

fn believe(progress: Progress) {
    if let Progress::Opened(signed) = progress {
        seal_again(&signed);
    }
}

/// What opened is sealed into packets that open to the same.
fn seal_again(signed: &SignedRecord) {
    let Ok(packets) = seal_record(signed, keys()) else { return };
    let mut assembly = Assembly::new(Limits::default());
    let mut last = None;
    for packet in &packets {
        assert!(packet.len() <= 340);
        // Epochs of a record that was let in decide its keys; others than the known ones do not open.
        let Ok(opened) = open_link(packet, &keys().link) else { return };
        last = Some(assembly.insert(&opened, &keys().end_to_end));
    }
    assert_eq!(last, Some(Progress::Opened(signed.clone())));
}
