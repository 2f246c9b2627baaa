//! What the box refuses, with the code that people see.

use super::world::{Sky, World, code, official};
use crate::device::{Actor, Command, Input, Paper, Reply};
use crate::election::{OfficialIndex, Refusal};
use crate::journal::Event;
use crate::time::{ClockQuality, WallTime};

fn nobody() -> Actor {
    Actor::default()
}

#[test]
fn each_act_is_refused_out_of_its_order() {
    let mut world = World::new();
    let tally = world.tally();
    let refused = |world: &mut World, actor, command: Command, expected: &str| {
        assert_eq!(code(&world.ask(actor, command.clone())), expected, "{command:?}");
    };
    refused(&mut world, official(1), Command::Close, "D01");
    refused(&mut world, official(1), Command::Turnout { voters: 1 }, "D01");
    refused(&mut world, official(1), Command::TallyEnter { tally: tally.clone() }, "D01");
    refused(&mut world, official(1), Command::Approve, "D08");
    refused(&mut world, official(1), Command::Correct { reason: 1 }, "D09");
    refused(&mut world, nobody(), Command::Receipt, "D09");
    refused(&mut world, nobody(), Command::Export, "D09");
    refused(&mut world, nobody(), Command::Send, "M02");
    refused(&mut world, official(1), Command::Print { tape: Paper::Result, copies: 1 }, "H05");
    refused(&mut world, official(1), Command::Print { tape: Paper::Zero, copies: 0 }, "H06");
    refused(&mut world, official(1), Command::ConfirmSheet, "H05");
    refused(&mut world, official(1), Command::SpoilSheet, "H05");
    // Nobody, and somebody whom the station does not list, act for no official, whatever vouched for them.
    refused(&mut world, official(0), Command::Open, "A01");
    refused(&mut world, official(3), Command::Open, "A01");
    refused(&mut world, nobody(), Command::TallyShow, "D11");
    world.ask(official(1), Command::Open);
    refused(&mut world, official(1), Command::Open, "D02");
    refused(&mut world, nobody(), Command::Rehearse, "D12");
    refused(&mut world, official(1), Command::TallyEnter { tally: tally.clone() }, "D07");
    refused(&mut world, nobody(), Command::TallyShow, "D11");
    refused(&mut world, nobody(), Command::Export, "D11");
    refused(&mut world, official(1), Command::Turnout { voters: 501 }, "T09");
    world.ask(official(1), Command::Turnout { voters: 100 });
    refused(&mut world, official(1), Command::Turnout { voters: 99 }, "D14");
    world.ask(official(1), Command::Close);
    refused(&mut world, official(1), Command::Close, "D03");
    refused(&mut world, official(1), Command::Open, "D03");
    refused(&mut world, nobody(), Command::TallyShow, "D08");
    world.sky = Sky::Blocked;
    world.ask(official(1), Command::TallyEnter { tally: tally.clone() });
    refused(&mut world, official(1), Command::TallyEnter { tally: tally.clone() }, "T14");
    world.ask(official(2), Command::TallyEnter { tally: tally.clone() });
    world.ask(official(1), Command::Approve);
    refused(&mut world, official(1), Command::Approve, "A04");
    world.ask(official(2), Command::Approve);
    refused(&mut world, official(2), Command::Approve, "D10");
    refused(&mut world, official(1), Command::TallyEnter { tally }, "D10");
    refused(&mut world, nobody(), Command::Receipt, "R03");
    refused(&mut world, official(1), Command::Correct { reason: 1 }, "A07");
    let same = Actor { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(1)) };
    refused(&mut world, same, Command::Correct { reason: 1 }, "A04");
    let pair = Actor { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) };
    refused(&mut world, pair, Command::Correct { reason: 99 }, "R05");
}

#[test]
fn every_refusal_leaves_an_entry_without_any_count() {
    let mut world = World::new();
    world.ask(official(1), Command::Close);
    let refused = world.journal.iter().rev().find_map(|entry| match &entry.event {
        Event::Refused { code, at, command } => Some((code.clone(), at.clone(), command.clone())),
        _ => None,
    });
    assert_eq!(refused, Some(("D01".to_owned(), String::new(), "close".to_owned())));
}

#[test]
fn hours_bind_a_box_that_knows_the_time_and_no_other() {
    let mut world = World::new();
    world.now.wall = Some(WallTime::from_unix(1_772_300_000));
    assert_eq!(code(&world.ask(official(1), Command::Open)), "D04");
    world.now.wall = Some(WallTime::from_unix(1_772_340_000));
    assert!(matches!(world.ask(official(1), Command::Open), Reply::Done { .. }));
    assert_eq!(code(&world.ask(official(1), Command::Close)), "D05");
    world.now.wall = None;
    world.now.quality = ClockQuality::Unknown;
    assert!(matches!(world.ask(official(1), Command::Close), Reply::Done { .. }));
}

#[test]
fn polls_do_not_open_on_a_counter_that_is_not_zero_or_not_known() {
    let mut world = World::new();
    world.tell(Input::CounterConnected(true));
    world.counters = Some(Input::Counters { zero: false, at: "mayor 3".to_owned() });
    let reply = world.ask(official(1), Command::Open);
    assert_eq!(code(&reply), "D06");
    assert!(matches!(reply, Reply::Refused { message, .. } if message.contains("mayor 3")));
    world.counters = None;
    world.ask(official(1), Command::Open);
    world.pass(std::time::Duration::from_secs(11));
    assert_eq!(code(world.replies.values().next_back().unwrap()), "D06");
}

#[test]
fn a_tally_whose_sums_fail_is_refused_with_contest_and_line() {
    let mut world = World::new();
    world.ask(official(1), Command::Open);
    world.ask(official(1), Command::Close);
    let mut tally = world.tally();
    tally.contests[0].blank += 1;
    let reply = world.ask(official(1), Command::TallyEnter { tally: tally.clone() });
    assert_eq!(code(&reply), "T07");
    assert!(matches!(&reply, Reply::Refused { message, .. } if message.contains("Council")));
    world.tell(Input::TallyHanded { tally });
    assert!(
        world.journal.iter().any(
            |entry| matches!(&entry.event, Event::Refused { command, .. } if command == "counting device")
        )
    );
}

#[test]
fn two_entries_that_differ_are_refused_at_the_line_that_differs() {
    let mut world = World::new();
    world.ask(official(1), Command::Open);
    world.ask(official(1), Command::Close);
    let tally = world.tally();
    let mut other = tally.clone();
    if let crate::election::Votes::Lists(lists) = &mut other.contests[0].votes {
        lists[0].candidates[0] += 1;
        lists[0].candidates[1] -= 1;
    }
    world.ask(official(1), Command::TallyEnter { tally: tally.clone() });
    let reply = world.ask(official(2), Command::TallyEnter { tally: other });
    assert_eq!(code(&reply), "T12");
    assert!(matches!(&reply, Reply::Refused { message, .. } if message.contains("Ada")));
    assert!(matches!(world.ask(official(2), Command::TallyEnter { tally }), Reply::Done { .. }));
}

#[test]
fn wrong_pins_lock_an_official_for_longer_and_longer_across_restarts() {
    let mut world = World::new();
    let anna = OfficialIndex(1);
    let may = |world: &World| {
        world.device.may_try_pin(anna, world.now.uptime).map_err(|Refusal { code, .. }| code.as_str())
    };
    for _ in 0..5 {
        assert_eq!(may(&world), Ok(()));
        world.tell(Input::PinWrong { official: 1 });
    }
    assert_eq!(may(&world), Err("A03"));
    world.restart();
    world.now.uptime = crate::time::Uptime::from_millis(0);
    assert_eq!(may(&world), Err("A03"));
    world.now.uptime = crate::time::Uptime::from_millis(16_000);
    assert_eq!(may(&world), Ok(()));
    world.tell(Input::PinWrong { official: 1 });
    world.now.uptime = crate::time::Uptime::from_millis(16_000 + 29_000);
    assert_eq!(may(&world), Err("A03"));
    world.now.uptime = crate::time::Uptime::from_millis(16_000 + 31_000);
    assert_eq!(may(&world), Ok(()));
    world.tell(Input::PinRight { official: 1 });
    world.tell(Input::PinWrong { official: 1 });
    assert_eq!(may(&world), Ok(()));
    assert_eq!(
        world.device.may_try_pin(OfficialIndex(9), world.now.uptime).unwrap_err().code.as_str(),
        "A01"
    );
}

#[test]
fn a_box_whose_journal_broke_says_so_and_acts_no_more() {
    let mut world = World::new();
    world.tell(Input::AppendFailed { why: "both media are gone".to_owned() });
    assert_eq!(code(&world.ask(official(1), Command::Open)), "J06");
    assert!(world.journal.iter().all(|entry| entry.event.id() != "polls-opened"));
}

#[test]
fn a_box_that_was_rolled_back_seals_nothing_more() {
    let mut world = World::new();
    world.highest_sequence = Some(9);
    world.ask(nobody(), Command::Rehearse);
    world.pass(std::time::Duration::from_secs(600));
    assert_eq!(code(&world.ask(official(1), Command::Open)), "J07");
}

#[test]
fn a_sheet_that_is_spoiled_again_and_again_is_tried_less_and_less_often() {
    let mut world = World::new();
    world.spoils = true;
    world.ask(official(1), Command::Open);
    world.pass(std::time::Duration::from_secs(3600));
    assert!((5..=30).contains(&world.orders), "{} pieces of paper in an hour", world.orders);
    world.spoils = false;
    world.pass(std::time::Duration::from_secs(600));
    assert!(
        matches!(world.ask(nobody(), Command::Status), Reply::Status(status) if status.sheets_waiting == 0)
    );
}

#[test]
fn sheets_of_a_voided_result_are_not_handed_out_any_more() {
    let mut world = World::new();
    world.paper = false;
    world.restart();
    world.live_the_day();
    let voided = world.center.values().next().unwrap().fingerprint(&world.package.digest).to_string();
    let pair = Actor { first: Some(OfficialIndex(1)), second: Some(OfficialIndex(2)) };
    world.ask(pair, Command::Correct { reason: 1 });
    let tally = world.tally();
    for number in [1, 2] {
        world.ask(official(number), Command::TallyEnter { tally: tally.clone() });
    }
    for number in [1, 2] {
        world.ask(official(number), Command::Approve);
    }
    world.paper = true;
    world.tell(Input::PrinterReady);
    world.pass(std::time::Duration::from_secs(3600));
    let results =
        world.sheets.iter().filter(|sheet| sheet.contains("RESULT TAPE") && sheet.contains(&voided));
    assert_eq!(results.count(), 0);
}
