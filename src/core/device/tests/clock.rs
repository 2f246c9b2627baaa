//! A wall clock that is wrong, jumps or is missing: it decides nothing alone.

use std::time::Duration;

use super::world::{Sky, World, code, official};
use crate::device::{Actor, Command, Input, Phase, Reply, Status};
use crate::journal::{Chain, Event};
use crate::record::Record;
use crate::time::{ClockQuality, WallTime};

const DAY: i64 = 24 * 3600;

fn status(world: &mut World) -> Status {
    match world.ask(Actor::default(), Command::Status) {
        Reply::Status(status) => *status,
        other => panic!("{other:?}"),
    }
}

fn step(world: &mut World, seconds: i64) {
    world.now.wall = world.now.wall.map(|wall| WallTime::from_unix(wall.unix() + seconds));
}

/// Attempts of a box without a sky, and the rest of the deadline, when the clock steps by `seconds` after sealing.
fn attempts_after_a_step_of(seconds: i64) -> (Vec<u64>, Option<i64>) {
    let mut world = World::new();
    world.sky = Sky::Blocked;
    world.live_the_day();
    step(&mut world, seconds);
    world.pass(Duration::from_secs(3 * 3600));
    let started = world.journal.iter().filter(|entry| matches!(entry.event, Event::SessionStarted { .. }));
    let moments = started.map(|entry| entry.stamp.now.uptime.as_millis()).collect();
    (moments, status(&mut world).deadline_seconds)
}

#[test]
fn a_jump_of_the_wall_clock_fires_nothing_early_and_nothing_late() {
    let still = attempts_after_a_step_of(0);
    assert!(still.0.len() > 10 && still.1.unwrap() > 0, "{still:?}");
    for seconds in [DAY, -DAY, 365 * DAY, -365 * DAY] {
        assert_eq!(attempts_after_a_step_of(seconds), still, "{seconds} s");
    }
}

#[test]
fn a_clock_that_falls_back_a_year_leaves_the_order_of_the_journal() {
    let mut world = World::new();
    world.ask(official(1), Command::Open);
    world.ask(official(1), Command::Close);
    step(&mut world, -365 * DAY);
    world.live_the_day();
    assert_eq!(status(&mut world).phase, Phase::Delivered);
    let mut chain = Chain::default();
    for entry in &world.journal {
        chain.accept(entry).unwrap();
    }
    let walls: Vec<_> = world.journal.iter().filter_map(|entry| entry.stamp.now.wall).collect();
    assert!(walls.windows(2).any(|pair| pair[1] < pair[0]), "the journal shows the step");
    world.restart();
    assert_eq!(status(&mut world).phase, Phase::Delivered);
}

#[test]
fn a_clock_set_back_before_the_counters_are_known_keeps_the_polls_closed_until_it_is_right() {
    let mut world = World::new();
    world.tell(Input::CounterConnected(true));
    world.counters = None;
    world.ask(official(1), Command::Open);
    step(&mut world, -365 * DAY);
    let before = world.journal.len();
    world.tell(Input::Counters { zero: true, at: String::new() });
    assert_eq!(code(world.replies.values().next_back().unwrap()), "D04");
    assert!(world.journal[before..].iter().all(|entry| matches!(entry.event, Event::Refused { .. })));
    step(&mut world, 365 * DAY);
    world.counters = Some(Input::Counters { zero: true, at: String::new() });
    assert!(matches!(world.ask(official(1), Command::Open), Reply::Done { .. }));
    assert_eq!(status(&mut world).phase, Phase::Open);
}

#[test]
fn a_box_without_a_clock_lives_the_whole_day_and_its_record_says_so() {
    let mut world = World::new();
    (world.now.wall, world.now.quality) = (None, ClockQuality::Unknown);
    world.live_the_day();
    assert_eq!(status(&mut world).phase, Phase::Delivered);
    let record = world.center.values().next().unwrap();
    let opened = Record::parse(record.base, &record.r, &world.package.definition).unwrap();
    assert_eq!((opened.facts.flags.clock, opened.facts.wall), (ClockQuality::Unknown, 0));
}

#[test]
fn the_deadline_goes_on_across_a_reboot_and_counts_time_off_only_by_a_trusted_clock() {
    for (quality, off) in [(ClockQuality::Battery, 600), (ClockQuality::Unknown, 0)] {
        let mut world = World::new();
        world.sky = Sky::Blocked;
        world.now.quality = quality;
        world.live_the_day();
        let before = status(&mut world).deadline_seconds.unwrap();
        assert_eq!(code(&world.ask(official(1), Command::Close)), "D03", "an entry before the power goes");
        // Twenty seconds of the ten minutes and twenty are the boot itself.
        step(&mut world, 620);
        world.restart();
        let after = status(&mut world).deadline_seconds.unwrap();
        assert_eq!(before - after, off + 20, "{quality:?}");
    }
}
