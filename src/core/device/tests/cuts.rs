//! Power cuts at every single thing the box does, before and after it is done.

use std::collections::BTreeMap;

use super::world::World;
use crate::device::{Actor, Command, Phase, Reply};
use crate::journal::{Event, SheetId};

/// Everything that the box does on a day without faults, counted.
fn outputs_of_a_day() -> u64 {
    let mut world = World::new();
    world.outputs = 0;
    world.live_the_day();
    world.outputs
}

fn check(world: &mut World, at: u64, done: bool) {
    let here = format!("cut {} output {at}", if done { "after" } else { "before" });
    world.cut = None;
    let Reply::Status(status) = world.ask(Actor::default(), Command::Status) else {
        panic!("{here}: no status")
    };
    assert_eq!(status.phase, Phase::Delivered, "{here}");
    assert_eq!(status.sheets_waiting, 0, "{here}");
    assert_eq!(world.center.len(), 1, "{here}");
    let first = &world.packets[0];
    assert!(world.packets.iter().all(|packet| packet == first), "{here}: other bytes were sent");
    let mut completed: BTreeMap<(u32, u8, u16), u32> = BTreeMap::new();
    let mut started: BTreeMap<SheetId, u32> = BTreeMap::new();
    for entry in &world.journal {
        match &entry.event {
            Event::SheetCompleted { sheet, .. } => {
                *completed.entry((sheet.tape, sheet.copy, sheet.sheet)).or_default() += 1;
            }
            Event::SheetStarted { sheet, .. } => *started.entry(*sheet).or_default() += 1,
            _ => {}
        }
    }
    assert!(completed.values().all(|count| *count == 1), "{here}: a sheet was completed twice");
    assert!(
        started.values().all(|count| *count == 1),
        "{here}: an attempt was printed twice under one number"
    );
    let repeated = started.keys().filter(|sheet| sheet.attempt > 1).count();
    let voided = world.sheets.iter().filter(|sheet| sheet.contains("VOID")).count();
    assert!(voided >= repeated, "{here}: {repeated} sheets were repeated and {voided} slips say so");
}

#[test]
fn a_power_cut_at_any_output_loses_nothing_and_repeats_nothing_unmarked() {
    let outputs = outputs_of_a_day();
    assert!(outputs > 40, "the day does many things: {outputs}");
    for at in 1..=outputs {
        for done in [false, true] {
            let mut world = World::new();
            world.outputs = 0;
            world.cut = Some((at, done));
            world.live_the_day();
            check(&mut world, at, done);
        }
    }
}

#[test]
fn two_power_cuts_lose_nothing_either() {
    let outputs = outputs_of_a_day();
    for first in (1..=outputs).step_by(3) {
        for second in [1, 2, 3, 5, 8] {
            let mut world = World::new();
            world.outputs = 0;
            world.cut = Some((first, true));
            // The second one hits the recovery from the first.
            world.second_cut = Some(second);
            world.live_the_day();
            check(&mut world, first, true);
        }
    }
}

#[test]
fn replay_of_any_prefix_gives_a_box_that_answers() {
    let mut world = World::new();
    world.live_the_day();
    let whole = world.journal.clone();
    for length in 1..=whole.len() {
        world.journal = whole[..length].to_vec();
        world.restart();
        assert!(matches!(world.ask(Actor::default(), Command::Status), Reply::Status(_)));
    }
}
