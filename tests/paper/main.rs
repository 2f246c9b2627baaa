//! Paper under every fault: what the machine reports is what lies on the table.

#![cfg(feature = "lab")]

mod contents;
mod election;
mod world;

use rts::lab::printer::{At, Fault, Planned, Profile, command};
use std::time::Duration;
use world::{Report, Task, check, run};

/// An Epson, a clone with nothing but a fence, and a printer that only tells its status.
fn kinds() -> [Profile; 3] {
    let epson = Profile::default();
    let clone = Profile { process_id: false, clears: false, ..epson.clone() };
    let bare = Profile { fence: false, ..clone.clone() };
    [epson, clone, bare]
}

/// Positions at which a chunk ended in a run without faults.
fn chunk_ends(report: &Report) -> Vec<u64> {
    let mut at = 0;
    report
        .written
        .iter()
        .map(|bytes| {
            at += bytes.len() as u64;
            at
        })
        .collect()
}

#[test]
fn without_faults_every_sheet_is_printed_once_and_nothing_else() {
    for profile in kinds() {
        let report = run(&profile, Vec::new());
        check(&report);
        assert_eq!(report.interrupted, []);
        assert_eq!(
            report.pieces.len(),
            3,
            "{:?}",
            report.pieces.iter().map(|p| p.text()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn every_fault_at_every_chunk_end_leaves_paper_that_agrees_with_the_report() {
    for profile in kinds() {
        for at in chunk_ends(&run(&profile, Vec::new())) {
            for fault in Fault::ALL {
                let lasts = Duration::from_secs(5);
                check(&run(&profile, vec![Planned { fault, at: At::Byte(at), lasts }]));
            }
        }
    }
}

#[test]
fn every_fault_at_any_row_leaves_paper_that_agrees_with_the_report() {
    for profile in kinds() {
        let rows = run(&profile, Vec::new()).rows;
        for at in (0..rows).step_by(47) {
            for fault in Fault::ALL {
                let lasts = Duration::from_secs(40);
                check(&run(&profile, vec![Planned { fault, at: At::Row(at), lasts }]));
            }
        }
    }
}

#[test]
fn many_faults_in_one_run_leave_paper_that_agrees_with_the_report() {
    for seed in 0..600 {
        let profile = &kinds()[usize::try_from(seed % 3).unwrap()];
        check(&run(profile, Planned::at_random(seed, 4, 3000)));
    }
}

#[test]
fn paper_out_in_mid_sheet_voids_it_and_prints_it_again_as_attempt_two() {
    let lasts = Duration::from_secs(20);
    let report = run(&Profile::default(), vec![Planned { fault: Fault::PaperOut, at: At::Row(300), lasts }]);
    check(&report);
    assert_eq!(report.interrupted, [Task::Sheet(1, 1)]);
    let text: Vec<String> = report.pieces.iter().map(|piece| piece.text().join("\n")).collect();
    assert_eq!(text.len(), 5, "the spoiled piece, the slip, three sheets");
    assert!(!text[0].contains("END SHEET"), "{}", text[0]);
    assert!(text[1].contains("VOID: SHEET 1 OF 3, COPY 1 OF 1, ATTEMPT 1"), "{}", text[1]);
    assert!(!text[1].contains("Candidate"), "the printer resumed the sheet: {}", text[1]);
    assert!(text[2].contains("ATTEMPT 2") && text[2].contains("END SHEET 1 OF 3"), "{}", text[2]);
}

#[test]
fn a_whole_tape_holds_nothing_but_commands_on_the_list() {
    let report = run(&Profile::default(), Vec::new());
    for command in command::read_all(&report.written.concat()) {
        let listed = match &command {
            command::Command::Raster { width, height, .. } => *width <= 72 && *height <= 255,
            command::Command::Cut { feed, .. } => *feed == Some(0),
            command::Command::Initialize | command::Command::FeedDots(_) | command::Command::ProcessId(_) => {
                true
            }
            command::Command::RealTimeSwitch(switches) => switches == &[0x14, 1, 0, 2, 0],
            command::Command::RealTime(bytes) => {
                matches!(bytes[..], [0x10, 4, 1..=4] | [0x10, 5, 2] | [0x10, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8])
            }
            other => panic!("{other:?} is not on the list"),
        };
        assert!(listed, "{command:?}");
    }
}

#[test]
fn a_cover_opened_for_a_second_behind_garbled_answers_is_not_overlooked() {
    let seconds = Duration::from_secs;
    for at in (2600..3000).step_by(10) {
        for profile in kinds() {
            let plan = vec![
                Planned { fault: Fault::Silent, at: At::Row(2284), lasts: seconds(15) },
                Planned { fault: Fault::Garbage, at: At::Row(2627), lasts: seconds(1) },
                Planned { fault: Fault::CoverOpen, at: At::Row(at), lasts: seconds(1) },
            ];
            check(&run(&profile, plan));
        }
    }
}
