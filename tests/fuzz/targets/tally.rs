//! Tally files of both kinds; what is taken is checked, and as the project's own file it is written and read again.
#![no_main]

use known::{package, station};
use libfuzzer_sys::fuzz_target;
use rts_core::election::{TallyFile, TallySource, check, read_tally};

fuzz_target!(|data: &[u8]| {
    let Some((number, file)) = data.split_first() else { return };
    let (definition, station) = (&package().definition, station(*number));
    for test in [false, true] {
        if let Ok(tally) = read_tally(file, definition, station, test) {
            let _ = check(definition, station, &tally, TallySource::File);
            let file = TallyFile::new(definition, station, tally.clone(), test).to_json().unwrap();
            assert_eq!(read_tally(&file, definition, station, test).as_ref(), Ok(&tally));
        }
    }
});
