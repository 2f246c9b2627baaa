//! A center that is killed (SIGKILL) at random moments while gateways bring it messages as fast as it takes them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rand::{RngExt as _, SeedableRng as _};
use rts_core::record::Content;
use serde_json::Value;

use crate::office::{Office, Serving, offer};
use crate::world::Unit;

const ROUNDS: u32 = 25;

/// A gateway: brings one message after the other, and each again until it is confirmed.
struct Gateway<'a> {
    unit: &'a Unit,
    station: u32,
    confirmed: u16,
}

impl Gateway<'_> {
    /// Goes on until it is told to stop; how many messages were confirmed by now.
    fn bring(&mut self, serving: &Serving, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            let number = self.confirmed + 1;
            let packet =
                self.unit.packet(&self.unit.sign(number, Content::Turnout { voters: number.into() }));
            if offer(serving.address(), self.station, packet).is_ok_and(|confirmed| confirmed) {
                self.confirmed = number;
            }
        }
    }
}

#[test]
fn a_center_that_is_killed_under_load_loses_nothing_that_it_confirmed_and_keeps_nothing_twice() {
    let office = Office::new();
    let units = [office.unit(1, true), office.unit(2, true), office.unit(3, true)];
    let mut gateways: Vec<Gateway<'_>> =
        units.iter().zip(1..).map(|(unit, station)| Gateway { unit, station, confirmed: 0 }).collect();
    let mut chance = rand::rngs::StdRng::seed_from_u64(11);
    for _ in 0..ROUNDS {
        let serving = Serving::start(&office);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for gateway in &mut gateways {
                scope.spawn(|| gateway.bring(&serving, &stop));
            }
            // Not to wait for anything: the kill shall come anywhere between and within messages.
            std::thread::sleep(Duration::from_micros(chance.random_range(0..60_000)));
            serving.strike();
            stop.store(true, Ordering::Relaxed);
        });
    }
    let serving = Serving::start(&office);
    let mut awaited = Vec::new();
    for gateway in &mut gateways {
        gateway.confirmed += 1;
        let last =
            gateway.unit.sign(gateway.confirmed, Content::Turnout { voters: gateway.confirmed.into() });
        serving.bring(gateway.station, gateway.unit.packet(&last));
        awaited.push(last.base);
    }
    let brought: u32 = gateways.iter().map(|gateway| u32::from(gateway.confirmed)).sum();
    while !awaited.is_empty() {
        let answered = serving.take().base;
        awaited.retain(|base| *base != answered);
    }
    serving.end();
    office.done(&["export", "HOUSE", "--out", "DIR/export"]);
    let records = std::fs::read_to_string(office.path("export/records.jsonl")).unwrap();
    let records: Vec<Value> = records.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for gateway in &gateways {
        let device = gateway.unit.credentials.device;
        let of_unit = records.iter().filter(|record| record["device"] == device);
        let mut sequences: Vec<u64> = of_unit.map(|record| record["sequence"].as_u64().unwrap()).collect();
        sequences.sort_unstable();
        assert_eq!(sequences, (1..=u64::from(gateway.confirmed)).collect::<Vec<_>>(), "device {device}");
    }
    println!("{ROUNDS} kills, {brought} messages confirmed");
    assert!(brought > ROUNDS, "the center was hardly under load: {brought} messages");
}
