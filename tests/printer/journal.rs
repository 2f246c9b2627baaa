//! Each fault of the printer, and each power cut of the box, at the end of every band: what lies on the table as a whole
//! sheet is what the journal calls completed.

use crate::station::{Left, run};
use crate::world::Kind;
use rts::lab::printer::{At, End, Fault, Planned};
use rts_core::journal::{Event, SheetId};
use rts_core::printer::Flow;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

fn epson() -> Kind {
    Kind::epson(Flow::Paced)
}

/// Without process ids, on a line that keeps bytes back.
fn fenced() -> Kind {
    Kind::clone_of(Flow::Line)
}

fn planned(fault: Fault, at: u64, seconds: u64) -> Vec<Planned> {
    vec![Planned { fault, at: At::Byte(at), lasts: Duration::from_secs(seconds) }]
}

/// Bytes at which bands end on a printer of that kind, every `step`-th.
fn band_ends(kind: &Kind, step: usize) -> Vec<u64> {
    let left = run(kind, Vec::new(), &[]);
    check(&left, "without faults");
    assert!(left.begun.len() >= 3 && left.slips.is_empty(), "a tape of several sheets, each once");
    assert!(left.band_ends.len() >= 20, "{} bands", left.band_ends.len());
    left.band_ends.into_iter().step_by(step).collect()
}

/// What must hold whatever went wrong.
fn check(left: &Left, what: &str) {
    let (mut started, mut completed) = (BTreeSet::new(), BTreeSet::new());
    let mut interrupted = BTreeMap::new();
    for entry in &left.journal {
        match &entry.event {
            Event::SheetStarted { sheet, .. } => {
                assert!(started.insert(*sheet), "{what}: {sheet:?} was begun twice");
            }
            Event::SheetCompleted { sheet, .. } => {
                assert!(completed.insert(*sheet), "{what}: {sheet:?} was completed twice");
            }
            Event::SheetInterrupted { sheet, why } => {
                assert!(interrupted.insert(*sheet, why.clone()).is_none(), "{what}: {sheet:?} twice");
            }
            _ => {}
        }
    }
    let ended: BTreeSet<SheetId> = completed.iter().chain(interrupted.keys()).copied().collect();
    assert_eq!(ended, started, "{what}: what was begun is completed or interrupted");
    assert_eq!(ended.len(), completed.len() + interrupted.len(), "{what}: and never both");
    let numbers: BTreeSet<(u8, u16)> = completed.iter().map(|sheet| (sheet.copy, sheet.sheet)).collect();
    assert_eq!(numbers.len(), completed.len(), "{what}: one attempt of a sheet is completed");

    let cut = || left.pieces.iter().filter(|piece| piece.end == End::Cut);
    let mut whole = BTreeSet::new();
    for (sheet, picture) in &left.begun {
        let count = cut().filter(|piece| piece.ends_with(picture)).count();
        assert!(count <= 1, "{what}: {sheet:?} lies there {count} times");
        whole.extend((count == 1).then_some(*sheet));
    }
    let slips: Vec<_> = cut().filter(|piece| left.slips.iter().any(|slip| piece.ends_with(slip))).collect();
    let is_void = |sheet: &SheetId| {
        let line = left.void_line(*sheet);
        slips.iter().any(|slip| slip.shows(&line))
    };
    let void: BTreeSet<SheetId> = started.iter().filter(|sheet| is_void(sheet)).copied().collect();
    assert_eq!(void, interrupted.into_keys().collect(), "{what}: slips are of what was interrupted");
    let good: BTreeSet<SheetId> = whole.difference(&void).copied().collect();
    assert_eq!(good, completed, "{what}: whole and not void on the table is completed in the journal");
}

/// Every fault at every given byte.
fn strike(kind: &Kind, faults: &[Fault], bytes: &[u64]) {
    for fault in faults {
        let seconds = if matches!(fault, Fault::Busy | Fault::Slow) { 45 } else { 5 };
        for at in bytes {
            check(&run(kind, planned(*fault, *at, seconds), &[]), &format!("{fault:?} at {at}"));
        }
    }
}

#[test]
fn paper_cover_cutter_heat_and_offline_at_every_band_end_leave_the_paper_that_the_journal_tells() {
    let kind = epson();
    strike(&kind, &Fault::ALL[..6], &band_ends(&kind, 1));
}

#[test]
fn silence_garbage_cable_power_and_speed_at_every_band_end_leave_the_paper_that_the_journal_tells() {
    let kind = epson();
    strike(&kind, &Fault::ALL[6..], &band_ends(&kind, 1));
}

#[test]
fn faults_on_printers_that_confirm_less_leave_the_paper_that_the_journal_tells() {
    for (kind, step) in [(fenced(), 5), (Kind::bare(Flow::Paced), 9)] {
        strike(&kind, &Fault::ALL, &band_ends(&kind, step));
    }
}

#[test]
fn a_box_that_loses_power_at_any_band_end_leaves_the_paper_that_the_journal_tells() {
    for kind in [epson(), fenced()] {
        let ends = band_ends(&kind, 1);
        for at in &ends {
            let left = run(&kind, Vec::new(), &[*at]);
            check(&left, &format!("power cut at {at}"));
            let power =
                |event: &Event| matches!(event, Event::SheetInterrupted { why, .. } if why == "power");
            let cut = left.journal.iter().filter(|entry| power(&entry.event)).count();
            assert!(cut <= 1, "one cut spoils one sheet");
        }
        // The second cut hits the recovery from the first.
        for pair in ends.windows(2).step_by(3) {
            check(&run(&kind, Vec::new(), pair), &format!("power cuts at {pair:?}"));
        }
    }
}

#[test]
fn a_power_cut_behind_a_fault_of_the_printer_leaves_the_paper_that_the_journal_tells() {
    let kind = epson();
    for at in band_ends(&kind, 4) {
        for fault in
            Fault::ALL.into_iter().filter(|fault| !matches!(fault, Fault::Unplugged | Fault::PowerOff))
        {
            check(&run(&kind, planned(fault, at, 20), &[at + 40]), &format!("{fault:?} at {at}, then power"));
        }
        check(&run(&kind, planned(Fault::PowerOff, at, 5), &[at]), &format!("both without power at {at}"));
        check(&run(&kind, planned(Fault::Unplugged, at, 20), &[at]), &format!("power and cable at {at}"));
    }
}
