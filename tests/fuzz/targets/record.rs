//! A record of any kind: what parses is written again to the same bytes.
#![no_main]

use known::{base, package};
use libfuzzer_sys::fuzz_target;
use rts_core::record::Record;

fuzz_target!(|data: &[u8]| {
    let Some((kind, r)) = data.split_first() else { return };
    let definition = &package().definition;
    if let Ok(record) = Record::parse(base(*kind), r, definition) {
        assert_eq!(record.to_bytes(definition).unwrap(), r);
    }
});
