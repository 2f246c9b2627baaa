//! A modem that says anything at any time, to a machine that sends a packet now and then.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rts_core::modem::{Input, Modem, Output, Settings};
use rts_core::time::{Now, Uptime};

fuzz_target!(|data: &[u8]| {
    let mut modem = Modem::new(Settings::default());
    let mut now = Now::default();
    let (mut asked, mut finished) = (0_u64, 0_u64);
    modem.handle_input(now, Input::Opened);
    for piece in data.split(|byte| *byte == 0xff) {
        let input = match piece.split_first() {
            Some((0xfe, _)) => Input::Timeout,
            Some((0xfd, packet)) if (1..=340).contains(&packet.len()) => {
                asked += 1;
                Input::Transmit { attempt: asked, packet: packet.to_vec() }
            }
            Some((0xfc, _)) => {
                asked += 1;
                Input::CheckMailbox { attempt: asked }
            }
            Some((0xfb, _)) => Input::Closed,
            Some((0xfa, _)) => Input::Opened,
            Some((0xf9, _)) => Input::Reset,
            _ => Input::Bytes(piece.to_vec()),
        };
        if input == Input::Timeout
            && let Some((at, _)) = modem.poll_timeout()
        {
            now.uptime = now.uptime.max(at);
        }
        now.uptime = Uptime::from_millis(now.uptime.as_millis() + 1);
        modem.handle_input(now, input);
        while let Some(output) = modem.poll_output() {
            match output {
                Output::Finished(_) => finished += 1,
                Output::Mt { mt, .. } => modem.handle_input(now, Input::MtStored { mt }),
                _ => (),
            }
        }
        assert!(finished <= asked);
    }
});
