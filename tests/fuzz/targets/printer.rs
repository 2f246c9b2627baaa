//! A printer that answers anything while it is asked to print.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rts_core::printer::{Input, Printer, Settings, SheetOrder};
use rts_core::tape::Bitmap;
use rts_core::time::{Now, Uptime};

fuzz_target!(|data: &[u8]| {
    let mut printer = Printer::new(Settings::default());
    let mut now = Now::default();
    let mut job = 0;
    printer.handle_input(now, Input::Opened);
    // 0xff is no byte of any answer.
    for piece in data.split(|byte| *byte == 0xff) {
        let input = match piece.split_first() {
            Some((0xfe, _)) => Input::Timeout,
            Some((0xfd, _)) => {
                job += 1;
                Input::Print(SheetOrder { job, picture: Bitmap::new(576, 40) })
            }
            Some((0xfc, _)) => Input::Confirm,
            Some((0xfb, _)) => Input::Cancel,
            Some((0xfa, _)) => Input::Closed,
            Some((0xf9, _)) => Input::Opened,
            _ => Input::Bytes(piece.to_vec()),
        };
        if input == Input::Timeout
            && let Some((at, _)) = printer.poll_timeout()
        {
            now.uptime = now.uptime.max(at);
        }
        now.uptime = Uptime::from_millis(now.uptime.as_millis() + 1);
        printer.handle_input(now, input);
        while printer.poll_output().is_some() {}
    }
});
