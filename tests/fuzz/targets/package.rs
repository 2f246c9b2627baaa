//! Election packages: sources, and signed files; what is read is written and read again.
#![no_main]

use known::receipt_key;
use libfuzzer_sys::fuzz_target;
use rts_core::election::{ElectionDefinition, zero};
use rts_core::record::shape;
use rts_core::seal::open_package;

fuzz_target!(|data: &[u8]| {
    let _ = open_package(data, &receipt_key().public());
    if let Ok(definition) = ElectionDefinition::source_from_json(data) {
        let written = definition.to_json().unwrap();
        assert_eq!(ElectionDefinition::source_from_json(&written).as_ref(), Ok(&definition));
        for station in definition.stations.iter().take(4) {
            let _ = (zero(&definition, station), shape(&definition, station));
        }
    }
});
