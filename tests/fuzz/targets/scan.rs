//! Texts of QR codes, one a line, as a scanner prints them; a line that begins with `#` holds the bytes of a text in
//! hexadecimal, so that the fuzzer gets beyond Base45. What is joined is written to the same symbols again.
#![no_main]

use known::{device_key, package};
use libfuzzer_sys::fuzz_target;
use rts_core::tape::Paper;
use rts_core::tape::code::{MOST_SETS, Scan, key_symbol, symbols_of};

fuzz_target!(|data: &[u8]| {
    let mut scan = Scan::new();
    for line in data.split(|byte| *byte == b'\n') {
        let Ok(line) = std::str::from_utf8(line) else { continue };
        let text = match line.strip_prefix('#').map(hex::decode) {
            None => line.to_owned(),
            Some(Ok(bytes)) => format!("RT1:{}", base45::encode(bytes)),
            Some(Err(_)) => continue,
        };
        let _ = scan.take(&text);
    }
    assert!(scan.gaps().len() + scan.records().len() <= MOST_SETS);
    let (package, key) = (package(), device_key().public());
    for certificate in scan.certificates() {
        let mut again = Scan::new();
        again.take(&key_symbol(certificate).text).unwrap();
        assert_eq!(again.certificates(), [*certificate]);
    }
    for record in scan.records().into_iter().flatten() {
        let _ = record.key(scan.certificates(), &package.roster_key().unwrap());
        if record.verify(&package.digest, &key).is_ok() {
            let mut again = Scan::new();
            for symbol in symbols_of(&record.signed, &package.digest, Paper::Mm58) {
                again.take(&symbol.text).unwrap();
            }
            assert_eq!(again.records(), [Ok(record)]);
        }
    }
});
