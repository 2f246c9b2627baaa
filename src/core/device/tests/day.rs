//! A day without faults, and the days after which people still find everything.

use std::time::Duration;

use super::world::{Sky, World, code, official};
use crate::device::{Actor, Command, Paper, Phase, Reply};
use crate::election::OfficialIndex;
use crate::journal::{Event, TapeName};
use crate::record::{Content, Kind, Record};
use crate::time::WallTime;

fn status(world: &mut World) -> crate::device::Status {
    match world.ask(Actor::default(), Command::Status) {
        Reply::Status(status) => *status,
        other => panic!("{other:?}"),
    }
}

fn events(world: &World) -> Vec<&'static str> {
    world.journal.iter().map(|entry| entry.event.id()).collect()
}

#[test]
fn a_day_ends_with_one_record_on_paper_at_the_center_and_a_receipt() {
    let mut world = World::new();
    world.live_the_day();
    let status = status(&mut world);
    assert_eq!((status.phase, status.verdict.as_deref()), (Phase::Delivered, Some("accepted")));
    assert_eq!(world.packets.len(), 1, "one message per station");
    let (&sequence, record) = world.center.iter().next().unwrap();
    assert_eq!(record.base.kind, Kind::Result);
    let fingerprint = record.fingerprint(&world.package.digest).to_string();
    assert_eq!(status.fingerprint.as_deref(), Some(fingerprint.as_str()));
    let opened = Record::parse(record.base, &record.r, &world.package.definition).unwrap();
    assert_eq!(opened.content, Content::Result(world.tally()));
    assert_eq!(sequence, 3, "zero, opened, result");
    let with_fingerprint = world.sheets.iter().filter(|sheet| sheet.contains(&fingerprint)).count();
    assert!(with_fingerprint >= 3 + 2, "three copies before sending, two after");
}

#[test]
fn copies_before_sending_are_printed_before_the_modem_is_touched() {
    let mut world = World::new();
    world.live_the_day();
    let at = |wanted: &dyn Fn(&Event) -> bool| {
        world.journal.iter().rposition(|entry| wanted(&entry.event)).unwrap()
    };
    let first_order = world.journal.iter().find_map(|entry| match &entry.event {
        Event::TapeOrdered { order } if order.name == TapeName::Result => Some(order.tape),
        _ => None,
    });
    let printed =
        at(&|event| matches!(event, Event::SheetCompleted { sheet, .. } if Some(sheet.tape) == first_order));
    let sent = events(&world).iter().position(|id| *id == "session-started").unwrap();
    assert!(printed < sent);
}

#[test]
fn a_printer_without_paper_holds_the_sending_back_only_for_a_while() {
    let mut world = World::new();
    world.paper = false;
    world.restart();
    world.live_the_day();
    assert_eq!(world.center.len(), 1);
    assert!(status(&mut world).sheets_waiting > 0);
    world.paper = true;
    world.tell(crate::device::Input::PrinterReady);
    assert_eq!(status(&mut world).sheets_waiting, 0);
}

#[test]
fn a_blocked_sky_ends_in_a_certificate_and_sending_goes_on() {
    let mut world = World::new();
    world.sky = Sky::Blocked;
    world.live_the_day();
    world.pass(Duration::from_secs(6 * 3600));
    let with_certificate = world.sheets.iter().any(|sheet| sheet.contains("Certificate of non-transmission"));
    assert!(with_certificate);
    assert!(status(&mut world).deadline_seconds.unwrap() < 0);
    assert!(status(&mut world).attempts > 50);
    world.sky = Sky::Clear;
    world.pass(Duration::from_secs(600));
    assert_eq!(status(&mut world).phase, Phase::Delivered);
    assert_eq!(events(&world).iter().filter(|id| **id == "deadline-passed").count(), 1);
}

#[test]
fn an_ambiguous_session_sends_the_identical_bytes_again() {
    let mut world = World::new();
    world.sky = Sky::Ambiguous;
    world.live_the_day();
    assert!(world.packets.len() > 3);
    assert!(world.packets.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(world.center.len(), 1);
}

#[test]
fn a_correction_voids_the_result_by_name_and_takes_its_place() {
    let mut world = World::new();
    world.live_the_day();
    let pair = Actor { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) };
    assert!(matches!(world.ask(pair, Command::Correct { reason: 1 }), Reply::Done { .. }));
    assert_eq!(code(&world.ask(pair, Command::Correct { reason: 1 })), "D13");
    let tally = world.tally();
    for number in [1, 2] {
        world.ask(official(number), Command::TallyEnter { tally: tally.clone() });
    }
    for number in [1, 2] {
        assert!(matches!(world.ask(official(number), Command::Approve), Reply::Done { .. }));
    }
    world.pass(Duration::from_secs(3600));
    let first = world.center.values().next().unwrap().digest(&world.package.digest);
    let last = world.center.values().next_back().unwrap();
    let correction = Record::parse(last.base, &last.r, &world.package.definition).unwrap();
    assert_eq!(correction.content.voids(), Some(first.prefix()));
    assert_eq!(status(&mut world).phase, Phase::Delivered);
}

#[test]
fn a_rehearsal_reaches_the_center_with_its_mark_and_prints_the_readiness() {
    let mut world = World::new();
    assert!(matches!(world.ask(Actor::default(), Command::Rehearse), Reply::Done { .. }));
    world.pass(Duration::from_secs(600));
    let record = world.center.values().next().unwrap();
    let opened = Record::parse(record.base, &record.r, &world.package.definition).unwrap();
    assert!(opened.facts.flags.test && record.base.kind == Kind::Rehearsal);
    assert!(status(&mut world).rehearsed);
    assert!(world.sheets.iter().any(|sheet| sheet.contains("READY")));
    world.live_the_day();
    assert_eq!(status(&mut world).phase, Phase::Delivered);
    assert_eq!(world.center.values().filter(|record| record.base.kind == Kind::Result).count(), 1);
}

#[test]
fn more_copies_are_marked_as_reprints() {
    let mut world = World::new();
    world.live_the_day();
    let before = world.sheets.len();
    world.now.wall = world.now.wall.map(|wall| WallTime::from_unix(wall.unix() + 24 * 3600));
    assert!(matches!(
        world.ask(official(1), Command::Print { tape: Paper::Result, copies: 1 }),
        Reply::Done { .. }
    ));
    assert!(world.sheets.len() > before);
    let sheets = &world.sheets[before..];
    let printed = |line: &str| line.starts_with("Printed") && line.contains("… 2026-03-02");
    assert!(sheets.iter().all(|sheet| sheet.contains("REPRINT") && sheet.lines().any(printed)));
    assert!(sheets[0].contains("Closed") && sheets[0].contains("2026-03-01 17:00:00"), "{}", sheets[0]);
}

#[test]
fn an_orderly_end_of_the_daemon_is_the_last_entry() {
    let mut world = World::new();
    world.tell(crate::device::Input::Stopping);
    assert_eq!(events(&world).last(), Some(&"daemon-stopped"));
}
