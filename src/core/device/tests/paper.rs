//! Sheets that are spoiled, and sheets that are never begun.

use std::time::Duration;

use super::world::{Sky, World, code, official};
use crate::device::{Actor, Command, Input, Paper, Phase, Reply};
use crate::journal::{Entry, Event, TapeName};
use crate::modem::Outcome;
use crate::printer::{Interruption, NotReady};
use crate::tape::words::Word;
use crate::time::ClockQuality;

/// Rows of the shortest sheets.
const SHORT: Option<u32> = Some(960);
/// Everything that spoils a sheet.
const ALL: [Interruption; 16] = [
    Interruption::Stopped(NotReady::Unplugged),
    Interruption::Stopped(NotReady::Silent),
    Interruption::Stopped(NotReady::Unintelligible),
    Interruption::Stopped(NotReady::Offline),
    Interruption::Stopped(NotReady::CoverOpen),
    Interruption::Stopped(NotReady::PaperOut),
    Interruption::Stopped(NotReady::NearEnd),
    Interruption::Stopped(NotReady::Cutter),
    Interruption::Stopped(NotReady::Overheated),
    Interruption::Stopped(NotReady::Error),
    Interruption::Stopped(NotReady::Broken),
    Interruption::Stopped(NotReady::Tear),
    Interruption::Stopped(NotReady::Busy),
    Interruption::Unconfirmed,
    Interruption::Cancelled,
    Interruption::NotEncoded,
];

/// A box that prints summaries of its log.
fn summarize(world: &mut World) -> String {
    let before = world.sheets.len();
    let reply = world.ask(official(1), Command::Print { tape: Paper::Log, copies: 1 });
    assert!(matches!(reply, Reply::Done { .. }));
    world.pass(Duration::from_secs(600));
    world.sheets[before..].concat()
}

#[test]
fn a_void_slip_says_why_the_sheet_was_spoiled() {
    let mut world = World::new();
    for (why, sentence) in [
        (Interruption::Stopped(NotReady::PaperOut), "the paper ran out"),
        (Interruption::Stopped(NotReady::CoverOpen), "the cover was opened"),
        (Interruption::Stopped(NotReady::Cutter), "the cutter was stuck"),
        (Interruption::Stopped(NotReady::Overheated), "the print head was hot"),
        (Interruption::Stopped(NotReady::Unplugged), "the printer was unplugged"),
        (Interruption::Unconfirmed, "the printer did not confirm that the sheet is whole"),
    ] {
        world.spoils_next = Some(why);
        let paper = summarize(&mut world);
        assert!(paper.contains("VOID: sheet 1 of 1, copy 1 of 1, attempt\u{a0}1 /"), "{paper}");
        assert!(paper.contains(&format!("… {sentence} /")), "{why:?}: {paper}");
    }
}

#[test]
fn a_sheet_under_way_when_the_power_failed_is_voided_for_that_reason() {
    let mut voided = 0;
    for at in 1..=5 {
        let mut world = World::new();
        world.outputs = 0;
        world.cut = Some((at, true));
        world.ask(official(1), Command::Print { tape: Paper::Log, copies: 1 });
        world.cut = None;
        world.pass(Duration::from_secs(600));
        let cut = |event: &Event| matches!(event, Event::SheetInterrupted { why, .. } if why == "power");
        if world.journal.iter().any(|entry| cut(&entry.event)) {
            let paper = world.sheets.concat();
            assert!(paper.contains("… the power failed, or the box was restarted /"), "{paper}");
            voided += 1;
        }
    }
    assert!(voided > 0, "a sheet was under way");
}

#[test]
fn whatever_spoils_a_sheet_has_its_word() {
    for why in ALL {
        assert!(Word::of_id(&format!("spoiled-{}", why.name())).is_some(), "{why:?}");
    }
    assert!(Word::of_id("spoiled-power").is_some());
}

#[test]
fn a_sheet_whose_code_does_not_read_is_never_begun_and_the_day_goes_on() {
    let mut world = World::new();
    world.live_the_day();
    let reply = world.ask(Actor::default(), Command::Status);
    assert!(matches!(reply, Reply::Status(status) if status.phase == Phase::Delivered));
    world.tell(Input::PrinterNotReady(NotReady::PaperOut));
    world.ask(official(1), Command::Print { tape: Paper::Result, copies: 1 });
    let Some(Event::TapeOrdered { order }) = world.journal.last().map(|entry| &entry.event) else {
        panic!("no order")
    };
    let (tape, sheets) = (order.tape, world.sheets.len());
    world.device.muddle_codes(tape);
    world.tell(Input::PrinterReady);
    world.pass(Duration::from_secs(600));
    assert_eq!(world.sheets.len(), sheets, "nothing of it is printed");
    let refused = |event: &Event| matches!(event, Event::Refused { code, command, .. } if code == "H10" && command == "print");
    assert_eq!(world.journal.iter().filter(|entry| refused(&entry.event)).count(), 1);
    let reply = world.ask(Actor::default(), Command::Status);
    assert!(matches!(reply, Reply::Status(status) if status.printer.starts_with("H10 ")));
    world.ask(official(1), Command::Print { tape: Paper::Result, copies: 1 });
    world.pass(Duration::from_secs(600));
    assert_eq!(world.sheets.len(), sheets + 1, "a new order is laid out anew");
}

#[test]
fn a_readiness_tape_is_printed_again_as_it_was_and_not_while_a_later_rehearsal_waits() {
    let mut world = World::new();
    world.ask(Actor::default(), Command::Rehearse);
    world.pass(Duration::from_secs(600));
    world.now.quality = ClockQuality::Unknown;
    let print = || Command::Print { tape: Paper::Readiness, copies: 1 };
    let reply = world.ask(official(1), print());
    assert!(matches!(reply, Reply::Done { .. }), "{reply:?}");
    let checks: Vec<_> = world
        .journal
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::TapeOrdered { order } if order.name == TapeName::Readiness => Some(order.checks.clone()),
            _ => None,
        })
        .collect();
    assert!(checks.len() == 2 && !checks[0].is_empty() && checks[0] == checks[1], "{checks:?}");
    world.pass(Duration::from_secs(600));
    world.sky = Sky::Blocked;
    world.ask(Actor::default(), Command::Rehearse);
    assert_eq!(code(&world.ask(official(1), print())), "H05");
    world.sky = Sky::Clear;
    world.pass(Duration::from_secs(600));
    assert!(matches!(world.ask(official(1), print()), Reply::Done { .. }));
}

#[test]
fn a_certificate_says_the_same_after_the_attempt_that_was_under_way_has_ended() {
    let mut world = World::new();
    world.sky = Sky::Blocked;
    world.live_the_day();
    let Reply::Status(status) = world.ask(Actor::default(), Command::Status) else { panic!("no status") };
    let left = u64::try_from(status.deadline_seconds.unwrap()).unwrap();
    world.pass(Duration::from_secs(left - 330));
    world.sky = Sky::Lasting;
    let before = world.sheets.len();
    world.pass(Duration::from_secs(600));
    let attempt = match world.journal.iter().rev().find(|entry| entry.event.id().starts_with("session-")) {
        Some(Entry { event: Event::SessionStarted { attempt, .. }, .. }) => *attempt,
        other => panic!("no session is under way: {other:?}"),
    };
    let first = world.sheets[before..].to_vec();
    assert!(first[0].contains("Certificate of non-transmission"), "{}", first[0]);
    world.report(attempt, Outcome::Ambiguous);
    world.tell(Input::Timeout);
    let before = world.sheets.len();
    world.ask(official(1), Command::Print { tape: Paper::Certificate, copies: 1 });
    let again = &world.sheets[before..];
    assert_eq!(again.len(), first.len());
    for (first, again) in first.iter().zip(again) {
        let said =
            |sheet: &str| sheet.lines().filter(|line| line.contains(" … 2026")).map(str::to_owned).collect();
        let (first, again): (Vec<String>, Vec<String>) = (said(first), said(again));
        let differ = first.iter().zip(&again).find(|(first, again)| first != again);
        assert!(differ.is_none() && first.len() == again.len(), "{differ:?}");
    }
}

#[test]
fn a_tape_that_was_begun_on_other_paper_is_not_gone_on_with_and_printed_whole_when_ordered_anew() {
    let mut refused_ones = 0;
    for at in 1..12 {
        let mut world = World::new();
        world.live_the_day();
        // After the power cut the box has its usual settings again.
        world.device.settings.sheet_rows = SHORT;
        world.outputs = 0;
        world.cut = Some((at, true));
        world.ask(official(1), Command::Print { tape: Paper::Result, copies: 1 });
        world.cut = None;
        world.pass(Duration::from_secs(600));
        let order = world.journal.iter().rev().find_map(|entry| match &entry.event {
            Event::TapeOrdered { order } => Some(order.tape),
            _ => None,
        });
        let started =
            |event: &Event| matches!(event, Event::SheetStarted { sheet, .. } if Some(sheet.tape) == order);
        let cut = world.journal.iter().rposition(|entry| entry.event.id() == "daemon-started").unwrap();
        let (before, after) = world.journal.split_at(cut);
        let begun = before.iter().filter(|entry| started(&entry.event)).count();
        let whole = before.iter().rev().take_while(|entry| entry.event.id() != "tape-ordered");
        let whole = whole.filter(|entry| entry.event.id() == "sheet-completed").count();
        let of = before.iter().rev().find_map(|entry| match entry.event {
            Event::SheetStarted { of, .. } => of,
            _ => None,
        });
        if order.is_none() || begun == 0 || of.is_some_and(|of| usize::from(of) == whole) {
            continue;
        }
        refused_ones += 1;
        assert!(!after.iter().any(|entry| started(&entry.event)), "cut at {at}");
        let refused =
            after.iter().filter(|entry| matches!(&entry.event, Event::Refused { code, .. } if code == "H11"));
        assert_eq!(refused.count(), 1, "cut at {at}");
        let sheets = world.sheets.len();
        world.ask(official(1), Command::Print { tape: Paper::Result, copies: 1 });
        assert!(world.sheets[sheets].contains("Sheet 1 of 1"), "{}", world.sheets[sheets]);
    }
    assert!(refused_ones > 1, "some tape was cut in its middle");
}
