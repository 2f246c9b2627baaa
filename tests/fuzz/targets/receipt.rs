//! Receipts: as they come, and as signed by the center over whatever stands in them.
#![no_main]

use known::receipt_key;
use libfuzzer_sys::fuzz_target;
use rts_core::packet::{Receipt, verify_receipt};
use rts_core::record::Digest;

fuzz_target!(|data: &[u8]| {
    let keys = [receipt_key().public()];
    let digest = Digest([7; 32]);
    let _ = verify_receipt(data, &digest, &keys);
    let Ok(receipt) = Receipt::parse(data) else { return };
    for subject in [Some(&digest), None] {
        if let Ok(signed) = receipt.sign(subject, receipt_key()) {
            assert_eq!(signed[..38], data[..38]);
            assert_eq!(verify_receipt(&signed, &digest, &keys), Ok(receipt));
        }
    }
});
