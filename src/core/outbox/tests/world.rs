//! The outbox against a modem and a center that are played by chance.

use proptest::prelude::*;

use super::*;

/// How bad the world is, in parts of 1,000.
#[derive(Clone, Debug)]
struct Weather {
    session_fails: u64,
    gateway_loses: u64,
    receipt_lost: u64,
    rings: u64,
}

/// One box, one modem, one center, with virtual time.
struct World {
    outbox: Outbox,
    chance: Chance,
    /// A wall clock that says anything.
    clock: Chance,
    weather: Weather,
    now: u64,
    in_flight: bool,
    last_end: Option<u64>,
    shortest_gap: u64,
    sessions: u32,
    /// Per record: parts that reached the center.
    center: std::collections::BTreeMap<u16, (usize, std::collections::BTreeSet<u8>)>,
    trace: Vec<(u64, u16, u8)>,
}

impl World {
    fn new(weather: Weather, seed: u64, schedule: Schedule) -> Self {
        let mut world = Self {
            outbox: Outbox::new(schedule, seed),
            chance: Chance::new(seed ^ 0x55),
            clock: Chance::new(seed),
            weather,
            now: 0,
            in_flight: false,
            last_end: None,
            shortest_gap: u64::MAX,
            sessions: 0,
            center: std::collections::BTreeMap::new(),
            trace: Vec::new(),
        };
        world.tell(Input::ModemReady(true));
        world
    }

    fn wall(&mut self) -> WallTime {
        let odd = self.clock.up_to(Duration::from_secs(4_000_000_000)).as_secs();
        WallTime::from_unix(i64::try_from(odd).unwrap())
    }

    fn tell(&mut self, input: Input) {
        let wall = Some(self.wall());
        self.outbox.handle_input(Now { wall, ..at(self.now) }, input);
    }

    fn luck(&mut self, of_thousand: u64) -> bool {
        self.chance.up_to(Duration::from_millis(999)) < Duration::from_millis(of_thousand)
    }

    fn queue(&mut self, record: u16, class: Class, parts: usize) {
        self.center.insert(record, (parts, std::collections::BTreeSet::new()));
        self.tell(Input::Queue(item(record, class, parts)));
    }

    fn open_items(&self) -> Vec<u16> {
        self.outbox.status(at(self.now)).items.iter().map(|item| item.record).collect()
    }

    /// Runs until the outbox is empty or `limit` milliseconds have passed.
    fn run(&mut self, limit: u64) {
        while !self.open_items().is_empty() && self.now < limit {
            if let Some(output) = self.outbox.poll_output() {
                self.act(output);
                continue;
            }
            let (when, _) = self.outbox.poll_timeout().expect("an item is left and nothing is due");
            assert!(when.as_millis() > self.now, "the outbox wakes itself for nothing");
            self.now = when.as_millis();
            self.tell(Input::Timeout);
        }
    }

    fn act(&mut self, output: Output) {
        let (attempt, packet) = match output {
            Output::Transmit { attempt, record, part, packet } => {
                assert_eq!(packet, [u8::try_from(record).unwrap(), part]);
                (attempt, Some((record, part)))
            }
            Output::CheckMailbox { attempt } => (attempt, None),
            Output::Quarantine { .. } => panic!("this modem refuses no packet"),
        };
        assert!(!self.in_flight, "two things in flight");
        self.in_flight = true;
        if let Some(end) = self.last_end {
            self.shortest_gap = self.shortest_gap.min(self.now - end);
        }
        self.trace.push((self.now, packet.map_or(0, |p| p.0), packet.map_or(0, |p| p.1)));
        self.tell(Input::Started { attempt });
        assert_eq!(self.outbox.poll_output(), None, "two things in flight");
        self.session(attempt, packet);
    }

    fn session(&mut self, attempt: u64, packet: Option<(u16, u8)>) {
        self.sessions += 1;
        let fails = self.luck(self.weather.session_fails);
        self.now += if fails { 25_000 } else { 12_000 };
        if let Some((record, part)) = packet
            && !self.luck(if fails { 700 } else { self.weather.gateway_loses })
        {
            self.center.get_mut(&record).unwrap().1.insert(part);
        }
        self.in_flight = false;
        self.last_end = Some(self.now);
        let result = if fails { AttemptResult::Ambiguous } else { AttemptResult::Accepted };
        self.tell(Input::Ended { attempt, result, retry_after: None, mt_waiting: 0 });
        if !fails {
            self.receipts();
        }
        if self.luck(self.weather.rings) {
            self.tell(Input::Ring);
        }
    }

    fn receipts(&mut self) {
        for (record, (parts, held)) in self.center.clone() {
            if held.is_empty() || self.luck(self.weather.receipt_lost) {
                continue;
            }
            let bits = held.iter().fold(0_u16, |bits, part| bits | 1 << (part - 1));
            let answer = if held.len() == parts { Answer::Final } else { Answer::Partial { held: bits } };
            self.tell(Input::Receipt { record, answer, not_before: Duration::ZERO });
        }
    }
}

fn weather() -> impl Strategy<Value = Weather> {
    (0..950_u64, 0..500_u64, 0..800_u64, 0..300_u64).prop_map(
        |(session_fails, gateway_loses, receipt_lost, rings)| Weather {
            session_fails,
            gateway_loses,
            receipt_lost,
            rings,
        },
    )
}

fn day() -> impl Strategy<Value = Vec<(Class, usize)>> {
    let class = prop_oneof![Just(Class::Result), Just(Class::Correction), Just(Class::Status)];
    prop::collection::vec((class, 1..5_usize), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_weather_every_item_ends_by_a_receipt_and_one_thing_is_in_flight(
        weather in weather(), day in day(), seed: u64,
    ) {
        let mut world = World::new(weather, seed, Schedule::default());
        for (record, (class, parts)) in (1_u16..).zip(day) {
            world.queue(record, class, parts);
        }
        world.run(90 * 24 * 3_600_000);
        prop_assert_eq!(world.open_items(), Vec::<u16>::new());
        prop_assert!(world.center.values().all(|(parts, held)| held.len() == *parts));
        prop_assert!(world.shortest_gap >= 10_000, "floor: {}", world.shortest_gap);
    }

    #[test]
    fn one_seed_gives_one_course_whatever_the_wall_clock_says(weather in weather(), day in day(), seed: u64) {
        let course = |clock: u64| {
            let mut world = World::new(weather.clone(), seed, unspread());
            world.clock = Chance::new(clock);
            for (record, (class, parts)) in (1_u16..).zip(day.clone()) {
                world.queue(record, class, parts);
            }
            world.run(48 * 3_600_000);
            world.trace
        };
        prop_assert_eq!(course(1), course(2));
    }

    #[test]
    fn a_dead_sky_is_tried_for_ever(seed: u64) {
        let sky = Weather { session_fails: 1_000, gateway_loses: 1_000, receipt_lost: 1_000, rings: 0 };
        let mut world = World::new(sky, seed, Schedule { sessions_a_day: 50, ..unspread() });
        world.queue(1, Class::Result, 1);
        world.run(72 * 3_600_000);
        let late = world.trace.iter().filter(|(at, ..)| *at > 71 * 3_600_000).count();
        prop_assert!(late >= 1, "gave up after {} sessions", world.sessions);
    }
}

/// Time to acceptance of one packet over many boxes, sorted, in seconds.
fn times(fails: u64, boxes: u64) -> Vec<u64> {
    let sky = Weather { session_fails: fails, gateway_loses: 0, receipt_lost: 0, rings: 0 };
    let mut times: Vec<u64> = (0..boxes)
        .map(|seed| {
            let mut world = World::new(sky.clone(), seed.wrapping_mul(0x1234_5678_9abc_def1), unspread());
            world.queue(1, Class::Result, 1);
            world.run(u64::MAX);
            world.now / 1_000
        })
        .collect();
    times.sort_unstable();
    times
}

#[test]
fn at_even_odds_99_of_100_packets_are_out_within_ten_minutes() {
    let times = times(500, 2_000);
    let (median, most) = (times[1_000], times[1_980]);
    assert!(median <= 60, "median {median} s");
    assert!(most <= 600, "99 % within {most} s");
}

#[test]
fn at_nine_failures_in_ten_99_of_100_packets_are_out_within_the_legal_six_hours() {
    let times = times(900, 1_000);
    assert!(times[990] <= 2 * 3_600 + 1_800, "99 % within {} s", times[990]);
}
