//! Lines of a counting device, damaged ones and ones whose checksum holds, to a box that waits for a tally.
#![no_main]

use known::{package, station};
use libfuzzer_sys::fuzz_target;
use rts_core::coding::crc::seal;
use rts_core::counter::{LinkInput, LinkReceiver};
use rts_core::time::{Now, Uptime};

fuzz_target!(|data: &[u8]| {
    let Some((number, lines)) = data.split_first() else { return };
    let mut receiver = LinkReceiver::new(&package().definition, station(*number));
    let mut now = Now::default();
    receiver.handle_input(now, LinkInput::Connected);
    receiver.handle_input(now, LinkInput::ExpectTally { test: false });
    for line in lines.split(|byte| *byte == b'\n') {
        now.uptime = Uptime::from_millis(now.uptime.as_millis() + 1);
        let input = match std::str::from_utf8(line) {
            Ok("timeout") => LinkInput::Timeout,
            Ok("unplug") => LinkInput::Disconnected,
            Ok("plug") => LinkInput::Connected,
            Ok("taken") => LinkInput::Answer(None),
            Ok(text) if text.starts_with('{') => LinkInput::Bytes([seal(text).as_bytes(), b"\n"].concat()),
            _ => LinkInput::Bytes([line, b"\n"].concat()),
        };
        receiver.handle_input(now, input);
        while receiver.poll_output().is_some() {}
    }
});
