//! A card of anybody's: entries of any bytes, each after its length, behind the entry that provisions the box. Those that
//! read are one chain, and a box comes up on them or says why not.
#![no_main]

use known::{device, first_entry, settings};
use libfuzzer_sys::fuzz_target;
use rts_core::device::Input;
use rts_core::journal::{Chain, Entry};
use rts_core::time::Now;

/// The entries that the bytes are, as far as they read.
fn entries(mut bytes: &[u8]) -> Vec<Entry> {
    let mut chain = Chain::default();
    let first = first_entry(&chain);
    chain.accept(&first).unwrap();
    let mut entries = vec![first];
    while let Some(([high, low], rest)) = bytes.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(rest.len());
        let (body, rest) = rest.split_at(length);
        bytes = rest;
        let sequence = chain.length() + 1;
        let Ok(entry) = Entry::parse(chain.head(), sequence, body) else { continue };
        assert_eq!(entry.body, body);
        assert_eq!(chain.next(entry.stamp, entry.event.clone()), entry, "an entry has one form");
        assert_eq!(chain.read(sequence, body, entry.hash), Ok(entry.clone()));
        entries.push(entry);
    }
    entries
}

fuzz_target!(|data: &[u8]| {
    let entries = entries(data);
    let Ok(mut device) = device(settings(), 1, &entries) else { return };
    device
        .handle_input(Now::default(), Input::Started { software: "rts".to_owned(), software_digest: vec![] });
    while device.poll_output().is_some() {}
    let _ = device.status();
});
