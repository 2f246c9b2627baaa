//! Every fault at the end of every band and elsewhere.

use crate::world::{Kind, Report, Task, check, run};
use rts::lab::printer::{At, End, Fault, Planned};
use rts_core::printer::{Completion, Flow, Interruption, NotReady};
use std::time::Duration;

const FLOWS: [Flow; 2] = [Flow::Paced, Flow::Line];

/// Each kind of printer with both kinds of flow control.
fn kinds() -> Vec<Kind> {
    FLOWS.into_iter().flat_map(|flow| [Kind::epson(flow), Kind::clone_of(flow), Kind::bare(flow)]).collect()
}

/// Bytes that a printer has received at the end of each band of a run without faults, and at the end of each cut.
fn band_ends(report: &Report) -> Vec<u64> {
    let mut at = 0;
    let mut ends = Vec::new();
    for bytes in &report.written {
        at += bytes.len() as u64;
        if bytes.windows(3).any(|it| it == b"\x1dv0" || it == b"\x1dVA") {
            ends.push(at);
        }
    }
    ends
}

fn one(fault: Fault, at: At, seconds: u64) -> Vec<Planned> {
    vec![Planned { fault, at, lasts: Duration::from_secs(seconds) }]
}

/// The same fault at the end of every band, on every kind of printer.
fn at_every_band_end(faults: &[Fault], seconds: u64) {
    for kind in kinds() {
        let ends = band_ends(&run(&kind, Vec::new()));
        assert!(ends.len() >= 12, "a band for each block and an end: {}", ends.len());
        for at in ends {
            for fault in faults {
                check(&kind, &run(&kind, one(*fault, At::Byte(at), seconds)));
            }
        }
    }
}

#[test]
fn without_faults_every_sheet_is_printed_once_and_nothing_else() {
    for kind in kinds() {
        let report = run(&kind, Vec::new());
        check(&kind, &report);
        assert_eq!((report.interrupted.len(), report.lost, report.pieces.len()), (0, 0, 2), "{kind:?}");
        let by = match (kind.profile.process_id, kind.profile.fence) {
            (true, _) => Completion::ProcessId,
            (false, true) => Completion::Fence,
            (false, false) => Completion::Official,
        };
        assert!(report.completed.values().all(|way| *way == by));
    }
}

#[test]
fn paper_and_cover_at_every_band_end_leave_paper_that_agrees_with_the_report() {
    at_every_band_end(&[Fault::PaperOut, Fault::NearEnd, Fault::CoverOpen], 5);
}

#[test]
fn cutter_heat_and_offline_at_every_band_end_leave_paper_that_agrees_with_the_report() {
    at_every_band_end(&[Fault::CutterStuck, Fault::Overheated, Fault::Offline], 5);
}

#[test]
fn unplugging_and_power_cuts_at_every_band_end_leave_paper_that_agrees_with_the_report() {
    at_every_band_end(&[Fault::Unplugged, Fault::PowerOff, Fault::Silent], 5);
}

#[test]
fn garbage_and_a_wrong_speed_at_every_band_end_leave_paper_that_agrees_with_the_report() {
    at_every_band_end(&[Fault::Garbage, Fault::WrongBaud], 5);
}

#[test]
fn a_busy_or_slow_printer_at_every_band_end_leaves_paper_that_agrees_with_the_report() {
    at_every_band_end(&[Fault::Busy, Fault::Slow], 45);
}

#[test]
fn every_fault_at_any_row_leaves_paper_that_agrees_with_the_report() {
    for kind in kinds() {
        for at in (0..run(&kind, Vec::new()).rows).step_by(97) {
            for fault in Fault::ALL {
                check(&kind, &run(&kind, one(fault, At::Row(at), 40)));
            }
        }
    }
}

#[test]
fn every_fault_within_a_band_leaves_paper_that_agrees_with_the_report() {
    for kind in kinds() {
        let ends = band_ends(&run(&kind, Vec::new()));
        for pair in ends.windows(2) {
            for fault in Fault::ALL.into_iter().filter(|fault| *fault != Fault::WrongBaud) {
                check(&kind, &run(&kind, one(fault, At::Byte(pair[0].midpoint(pair[1])), 5)));
            }
        }
    }
}

#[test]
fn many_faults_in_one_run_leave_paper_that_agrees_with_the_report() {
    let kinds = kinds();
    for seed in 0..300 {
        let kind = &kinds[usize::try_from(seed).unwrap() % kinds.len()];
        check(kind, &run(kind, Planned::at_random(seed, 4, 1_200)));
    }
}

#[test]
fn paper_out_in_mid_sheet_voids_it_and_prints_it_again_as_attempt_two() {
    let kind = Kind::epson(Flow::Paced);
    let report = run(&kind, one(Fault::PaperOut, At::Row(150), 20));
    check(&kind, &report);
    assert_eq!(report.interrupted, [(Task::Sheet(1, 1), Interruption::Stopped(NotReady::PaperOut))]);
    let ends: Vec<End> = report.pieces.iter().map(|piece| piece.end).collect();
    assert_eq!(ends, [End::PaperEnd, End::Cut, End::Cut, End::Cut], "a rest, a slip, two sheets");
    for (piece, task) in
        report.pieces[1..].iter().zip([Task::Void(1, 1), Task::Sheet(1, 2), Task::Sheet(2, 1)])
    {
        assert!(piece.ends_with(&(kind.picture)(task)), "{task:?}");
    }
    let slip = report.pieces[1].rows();
    assert!(slip < 60 * 2 + 120, "the printer went on with the sheet before the slip: {slip} rows");
}

#[test]
fn a_printer_that_is_busy_for_ever_is_given_up_in_bounded_time() {
    for flow in FLOWS {
        let kind = Kind::epson(flow);
        let report = run(&kind, one(Fault::Busy, At::Row(100), 120));
        check(&kind, &report);
        assert!(
            !report.interrupted.is_empty() && report.took < Duration::from_secs(180),
            "{:?}",
            report.took
        );
    }
}

#[test]
fn a_slow_printer_is_waited_for_and_nothing_is_lost() {
    for flow in FLOWS {
        let kind = Kind::epson(flow);
        let report = run(&kind, one(Fault::Slow, At::Row(0), 600));
        check(&kind, &report);
        assert_eq!((report.interrupted.len(), report.lost), (0, 0), "{:?}", report.interrupted);
    }
}

#[test]
fn a_hot_head_pauses_a_sheet_and_does_not_spoil_it() {
    let kind = Kind::epson(Flow::Paced);
    let report = run(&kind, one(Fault::Overheated, At::Row(200), 30));
    check(&kind, &report);
    assert_eq!(report.interrupted, []);
    assert!(report.took > Duration::from_secs(30));
}

#[test]
fn a_line_cut_off_within_a_band_spoils_no_later_sheet_on_a_printer_that_keeps_what_it_had() {
    for flow in FLOWS {
        let kind = Kind::clone_of(flow);
        let ends = band_ends(&run(&kind, Vec::new()));
        for back in [1, 40, 800] {
            let report = run(&kind, one(Fault::Unplugged, At::Byte(ends[2] - back), 5));
            check(&kind, &report);
            assert_eq!(report.interrupted.len(), 1, "{:?}", report.interrupted);
        }
    }
}

#[test]
fn a_cover_opened_for_a_second_behind_garbled_answers_is_not_overlooked() {
    for kind in kinds() {
        for at in (400..800).step_by(40) {
            let plan = [(Fault::Silent, 300, 15), (Fault::Garbage, at - 20, 1), (Fault::CoverOpen, at, 1)];
            let plan = plan.map(|(fault, row, seconds)| one(fault, At::Row(row), seconds).remove(0));
            check(&kind, &run(&kind, plan.to_vec()));
        }
    }
}
