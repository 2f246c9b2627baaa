//! The bytes of a whole tape, and pacing them.

use crate::world::{Kind, Task, check, run};
use rts::lab::printer::command::{Command, read_all};
use rts_core::printer::Flow;
use rts_core::tape::Bitmap;
use std::time::Duration;

#[test]
fn a_whole_tape_holds_nothing_but_commands_on_the_list() {
    for kind in [Kind::epson(Flow::Paced), Kind::clone_of(Flow::Line), Kind::bare(Flow::Paced)] {
        for command in read_all(&run(&kind, Vec::new()).written.concat()) {
            let listed = match &command {
                Command::Raster { width, height, data } => {
                    *width <= 72 && *height <= 255 && data.len() == usize::from(*width) * usize::from(*height)
                }
                Command::Cut { feed, .. } => *feed == Some(0),
                Command::Initialize | Command::FeedDots(1..) | Command::ProcessId(_) => true,
                Command::TransmitStatus(n) => *n == 1,
                Command::RealTimeSwitch(switches) => switches == &[0x14, 1, 0, 2, 0],
                Command::RealTime(bytes) => {
                    matches!(
                        bytes[..],
                        [0x10, 4, 1..=4] | [0x10, 5, 2] | [0x10, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8]
                    )
                }
                // NUL, the filling of a band that may have been cut off.
                Command::Unknown(bytes) => bytes == &[0],
                other => panic!("{other:?} is not on the list"),
            };
            assert!(listed, "{command:?}");
        }
    }
}

/// 3,000 rows without any white: a long ballot.
fn long(task: Task) -> Bitmap {
    let mut picture = Bitmap::new(576, 3_000);
    if let Task::Sheet(_, attempt) = task {
        picture.fill(568, 0, 8, attempt.into());
    }
    for y in 0..3_000_u32 {
        picture.fill(u16::try_from(y % 64).unwrap(), y, 500, 1);
    }
    picture
}

#[test]
fn a_sheet_of_three_thousand_rows_comes_out_whole_at_any_speed_of_the_line() {
    for rate in [960, 11_520] {
        for flow in [Flow::Paced, Flow::Line] {
            let kind = Kind { rate, sheets: 1, picture: long, ..Kind::epson(flow) };
            let report = run(&kind, Vec::new());
            check(&kind, &report);
            assert_eq!((report.interrupted.len(), report.lost), (0, 0));
            let bytes: usize = report.written.iter().map(Vec::len).sum();
            let least = Duration::from_secs(bytes as u64 / u64::from(rate));
            assert!((least..least * 3 / 2).contains(&report.took), "{:?} for {least:?}", report.took);
        }
    }
}

#[test]
fn a_paced_printer_with_a_small_buffer_loses_nothing() {
    let mut kind = Kind { sheets: 1, picture: long, ..Kind::epson(Flow::Paced) };
    kind.profile.buffer = 512;
    kind.profile.speed = 20;
    let report = run(&kind, Vec::new());
    check(&kind, &report);
    assert_eq!((report.interrupted.len(), report.lost), (0, 0));
}
