//! The box's port against the simulated counting and verification devices, over pseudo-terminals.

use std::{fs, path::Path, time::Duration};

use rts::{
    lab::counter::{CounterSettings, Faults, SimulatedCounter},
    ports::{
        clock::Clock,
        counter::{CounterPort, Job},
        serial::SerialSettings,
    },
};
use rts_core::{
    counter::{LinkEvent, LinkKind, LinkReceiver, SenderEvent},
    election::{Code, ElectionDefinition, Tally, TallyFile, TallySource},
};
use tokio::{sync::mpsc, time::timeout};

/// Far beyond what any step needs.
const LIMIT: Duration = Duration::from_secs(60);

fn fixture() -> (ElectionDefinition, TallyFile) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/elections/netherlands-2025");
    let package = fs::read(folder.join("package.json")).unwrap();
    let tally = fs::read(folder.join("tallies/0668::SB2.json")).unwrap();
    (ElectionDefinition::source_from_json(&package).unwrap(), TallyFile::from_json(&tally).unwrap())
}

/// A box's port on the line of a device.
struct World {
    device: SimulatedCounter,
    jobs: mpsc::Sender<Job>,
    events: mpsc::Receiver<LinkEvent>,
    _folder: tempfile::TempDir,
}

impl World {
    fn new(kind: LinkKind, faults: Faults) -> Self {
        let (definition, file) = fixture();
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("counter");
        let mut settings = CounterSettings::of_file(file, kind, false);
        settings.faults = faults;
        let device = SimulatedCounter::start(settings, Some(&link)).unwrap();
        let (jobs, inbox) = mpsc::channel(4);
        let (sender, events) = mpsc::channel(4);
        let receiver = LinkReceiver::new(&definition, &definition.stations[0]);
        let port =
            CounterPort::new(SerialSettings::counter(&link), receiver, Clock::default(), inbox, sender);
        tokio::spawn(port.run());
        Self { device, jobs, events, _folder: folder }
    }

    async fn ask(&self, job: Job) {
        self.jobs.send(job).await.unwrap();
    }

    /// The next event that is not a coming or going.
    async fn event(&mut self) -> LinkEvent {
        loop {
            match timeout(LIMIT, self.events.recv()).await.expect("an event in time").expect("a running port")
            {
                LinkEvent::Connected { .. } | LinkEvent::Disconnected => {}
                event => {
                    if matches!(event, LinkEvent::Tally(..)) {
                        self.ask(Job::Answer(None)).await;
                    }
                    return event;
                }
            }
        }
    }
}

fn counted() -> LinkEvent {
    let tally: Tally = fixture().1.tally;
    LinkEvent::Tally(tally, TallySource::Device)
}

#[tokio::test]
async fn counters_are_zero_in_the_morning_and_the_tally_comes_in_the_evening() {
    let mut world = World::new(LinkKind::Counter, Faults::default());
    world.ask(Job::AskCounters).await;
    assert_eq!(world.event().await, LinkEvent::Counters { zero: true, at: "ballots 0, votes 0".into() });
    let mut learned = world.device.subscribe();
    world.ask(Job::ExpectTally { test: false }).await;
    assert_eq!(world.event().await, counted());
    assert_eq!(timeout(LIMIT, learned.recv()).await.unwrap().unwrap(), SenderEvent::TallyTaken);
    world.ask(Job::AskCounters).await;
    assert_eq!(
        world.event().await,
        LinkEvent::Counters { zero: false, at: "ballots 1052, votes 1052".into() }
    );
}

#[tokio::test]
async fn a_ballot_left_over_from_the_day_before_is_told() {
    let mut world = World::new(LinkKind::Counter, Faults { leftover: 3, ..Faults::default() });
    world.ask(Job::AskCounters).await;
    assert_eq!(world.event().await, LinkEvent::Counters { zero: false, at: "ballots 3, votes 0".into() });
}

#[tokio::test]
async fn the_verification_device_tells_its_voters_and_has_no_tally() {
    let mut world = World::new(LinkKind::Verifier, Faults::default());
    world.ask(Job::AskVerified).await;
    assert_eq!(world.event().await, LinkEvent::Verified(1_052));
}

#[tokio::test]
async fn unplugging_in_the_middle_of_the_tally_costs_nothing_but_a_second() {
    // The second line is the contest of 1,085 candidates: unplugged half-way through it.
    let mut world = World::new(LinkKind::Counter, Faults { unplug_at: Some(2), ..Faults::default() });
    world.ask(Job::ExpectTally { test: false }).await;
    assert_eq!(world.event().await, counted());
}

#[tokio::test]
async fn a_bad_cable_and_a_slow_device_change_no_figure() {
    let faults = Faults { corrupt: 0.05, duplicate: 0.5, lose: 0.05, split: true, ..Faults::default() };
    let mut world = World::new(LinkKind::Counter, faults);
    world.ask(Job::ExpectTally { test: false }).await;
    assert_eq!(world.event().await, counted());
}

#[tokio::test]
async fn wrong_sums_are_refused_and_the_mended_tally_is_taken() {
    let mut world = World::new(LinkKind::Counter, Faults { wrong_sum: true, ..Faults::default() });
    let mut learned = world.device.subscribe();
    world.ask(Job::ExpectTally { test: false }).await;
    let LinkEvent::Refused(refusal) = world.event().await else { panic!("a refusal") };
    assert_eq!(refusal.code, Code::ContestSum);
    assert!(refusal.at.contains("expected 1052 (1052 ballots × 1), found 1053"), "{}", refusal.at);
    loop {
        match timeout(LIMIT, learned.recv()).await.unwrap().unwrap() {
            SenderEvent::Refused { code, .. } => break assert_eq!(code, "T07"),
            SenderEvent::Welcome => {}
            SenderEvent::TallyTaken => panic!("a refusal"),
        }
    }
    assert_eq!(world.event().await, counted());
    assert_eq!(timeout(LIMIT, learned.recv()).await.unwrap().unwrap(), SenderEvent::TallyTaken);
}

#[tokio::test]
async fn a_device_that_is_unplugged_is_found_again_and_a_closed_channel_ends_the_port() {
    let mut world = World::new(LinkKind::Counter, Faults::default());
    let mut connected = 0;
    while connected < 2 {
        match timeout(LIMIT, world.events.recv()).await.unwrap().unwrap() {
            LinkEvent::Connected { device, kind } => {
                assert_eq!((device.as_str(), kind), ("simulated counter 0668::SB2", LinkKind::Counter));
                connected += 1;
                world.device.unplug(Duration::from_millis(50));
                world.ask(Job::AskCounters).await;
            }
            LinkEvent::Counters { zero, .. } => {
                assert!(zero);
                break;
            }
            LinkEvent::Disconnected => {}
            event => panic!("{event:?}"),
        }
    }
    drop(world.jobs);
    let ended = timeout(LIMIT, async { while world.events.recv().await.is_some() {} }).await;
    assert!(ended.is_ok());
}
