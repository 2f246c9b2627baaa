//! Pictures of QR codes: the first byte is the width in modules, the rest are their bits, drawn three dots each.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rts_core::tape::code::read_gray;

const DOTS: usize = 3;

fuzz_target!(|data: &[u8]| {
    let Some((width, bits)) = data.split_first() else { return };
    let width = usize::from(*width).max(1);
    let height = bits.len() * 8 / width;
    let black = |at: usize| bits[at / 8] & (0x80 >> (at % 8)) != 0;
    for text in read_gray(width * DOTS, height * DOTS, |x, y| {
        if black(y / DOTS * width + x / DOTS) { 0 } else { 255 }
    }) {
        assert!(text.len() <= 7_089, "more than the largest symbol holds");
    }
});
