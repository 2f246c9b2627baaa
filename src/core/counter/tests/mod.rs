//! The two ends of the link against each other, against hostile bytes, and against a cable with every fault.

mod bench;

use std::time::Duration;

use proptest::prelude::*;

use super::frame::{Found, LineReader, bytes};
use super::*;
use crate::election::sample::definition;
use crate::election::{Code, Refusal, StationName, Tally, Votes};
use bench::{Bench, Fault, at, identity, tally};

#[test]
fn a_tally_is_handed_over_when_it_is_expected_and_counted_once() {
    let package = definition();
    let mut bench = Bench::new(LinkKind::Counter);
    bench.tell(SenderInput::Counted(tally(&package)));
    assert_eq!(bench.events, [LinkEvent::Connected { device: "CD-7".into(), kind: LinkKind::Counter }]);
    bench.ask(LinkInput::ExpectTally { test: false });
    assert_eq!(bench.tallies(), [&tally(&package)]);
    assert_eq!(bench.shown, [SenderEvent::Welcome, SenderEvent::TallyTaken]);
    bench.wait(Duration::from_mins(5));
    assert_eq!(bench.tallies().len(), 1);
    assert_eq!((bench.receiver.poll_timeout(), bench.sender.poll_timeout()), (None, None));
}

#[test]
fn a_tally_that_is_still_being_counted_is_asked_for_until_it_comes() {
    let package = definition();
    let mut bench = Bench::new(LinkKind::Counter);
    bench.ask(LinkInput::ExpectTally { test: false });
    bench.wait(Duration::from_mins(1));
    assert_eq!(bench.tallies(), Vec::<&Tally>::new());
    bench.tell(SenderInput::Counted(tally(&package)));
    bench.wait(Duration::from_secs(6));
    assert_eq!(bench.tallies(), [&tally(&package)]);
}

#[test]
fn counters_and_voters_are_told_when_they_are_asked_for() {
    let told = |zero, at: &str| Some(LinkEvent::Counters { zero, at: at.into() });
    let mut bench = Bench::new(LinkKind::Counter);
    bench.ask(LinkInput::AskCounters);
    assert_eq!(bench.events.pop(), told(true, "ballots 0, votes 0"));
    bench.tell(SenderInput::Counters { ballots: 0, votes: 1 });
    bench.ask(LinkInput::AskCounters);
    assert_eq!(bench.events.pop(), told(false, "ballots 0, votes 1"));

    let mut bench = Bench::new(LinkKind::Verifier);
    bench.tell(SenderInput::Voters(431));
    bench.ask(LinkInput::AskVerified);
    assert_eq!(bench.events.pop(), Some(LinkEvent::Verified(431)));
    bench.tell(SenderInput::Counters { ballots: 431, votes: 0 });
    bench.ask(LinkInput::AskCounters);
    assert_eq!(bench.events.pop(), told(false, "ballots 431, votes 0"));
}

#[test]
fn a_tally_whose_sums_fail_is_refused_on_both_sides_and_can_be_handed_over_again() {
    let package = definition();
    let mut wrong = tally(&package);
    wrong.contests[1].blank += 1;
    let mut bench = Bench::new(LinkKind::Counter);
    bench.tell(SenderInput::Counted(wrong));
    bench.ask(LinkInput::ExpectTally { test: false });
    bench.wait(Duration::from_mins(1));
    let Some(LinkEvent::Refused(refusal)) = bench.events.last() else { panic!("{:?}", bench.events) };
    assert_eq!(refusal.code, Code::ContestSum);
    assert!(refusal.at.starts_with("Senator: expected"));
    let Some(SenderEvent::Refused { code, why }) = bench.shown.last() else { panic!("{:?}", bench.shown) };
    assert_eq!(code, "T07");
    assert!(why.contains("Senator"));
    assert_eq!(bench.shown.len(), 2);

    // The mended tally is handed over by the device's people.
    bench.tell(SenderInput::Counted(tally(&package)));
    assert_eq!(bench.tallies(), [&tally(&package)]);
    assert_eq!(bench.shown.last(), Some(&SenderEvent::TallyTaken));
}

#[test]
fn the_device_hears_what_became_of_its_tally_only_once_the_box_knows() {
    let package = definition();
    let mut bench = Bench::new(LinkKind::Counter);
    bench.verdict = Some(Refusal::new(Code::VerifiedMissing));
    bench.tell(SenderInput::Counted(tally(&package)));
    bench.ask(LinkInput::ExpectTally { test: false });
    let Some(SenderEvent::Refused { code, .. }) = bench.shown.last() else { panic!("{:?}", bench.shown) };
    assert_eq!(code, "T15");
    bench.tell(SenderInput::Counted(tally(&package)));
    assert_eq!(bench.tallies().len(), 2);
    assert_eq!(bench.shown.last(), Some(&SenderEvent::TallyTaken));

    let mut box_end = LinkReceiver::new(&package, &package.stations[0]);
    box_end.handle_input(at(0), LinkInput::ExpectTally { test: false });
    let zero = crate::election::zero(&package, &package.stations[0]);
    let lines = super::sender::lines(&zero, 2);
    let texts: Vec<String> = lines.iter().map(|line| super::frame::text(line).unwrap()).collect();
    let mut heard = vec![HELLO];
    heard.extend(texts.iter().map(String::as_str));
    assert_eq!(answers(&mut box_end, 0, &heard).last().unwrap(), r#"{"ack":4}"#);
    let end = heard.pop().unwrap();
    assert_eq!(answers(&mut box_end, 0, &[end]), [""; 0]);
    box_end.handle_input(at(0), LinkInput::Answer(None));
    assert_eq!(answers(&mut box_end, 0, &[end]), [r#"{"ack":5}"#; 2]);
}

#[test]
fn nothing_is_taken_that_nobody_expects() {
    let package = definition();
    let refused = |change: &dyn Fn(&mut DeviceIdentity), expect: Option<bool>| {
        let mut bench = Bench::new(LinkKind::Counter);
        let mut device = identity(LinkKind::Counter);
        change(&mut device);
        bench.sender = LinkSender::new(device, 2);
        bench.plug();
        // The device hands over without having been asked.
        bench.sender.handle_input(at(0), SenderInput::Counted(tally(&package)));
        bench.sender.handle_input(at(0), SenderInput::Bytes(bytes("{\"ask\":\"tally\"}")));
        if let Some(test) = expect {
            bench.receiver.handle_input(at(0), LinkInput::ExpectTally { test });
        }
        bench.settle();
        assert!(bench.tallies().is_empty());
        let refusal = bench.events.iter().find_map(|event| match event {
            LinkEvent::Refused(refusal) => Some(refusal.code),
            _ => None,
        });
        refusal.unwrap()
    };
    assert_eq!(refused(&|_| (), None), Code::NotCounting);
    assert_eq!(refused(&|it| it.test = true, Some(false)), Code::ZeroTest);
    assert_eq!(refused(&|_| (), Some(true)), Code::TallyUnreadable);
    assert_eq!(refused(&|it| it.election = 8, Some(false)), Code::TallyOtherStation);
    assert_eq!(refused(&|it| it.station = StationName::Number(2), Some(false)), Code::TallyOtherStation);
}

/// What the box answers to lines sent by hand.
fn answers(receiver: &mut LinkReceiver, millis: u64, lines: &[&str]) -> Vec<String> {
    for line in lines {
        receiver.handle_input(at(millis), LinkInput::Bytes(bytes(line)));
    }
    let text = |output| match output {
        LinkOutput::Send(bytes) => LineReader::default().take(&bytes).pop().map(|found| match found {
            Found::Line(text) => text,
            Found::Broken => panic!("a broken answer"),
        }),
        LinkOutput::Event(_) => None,
    };
    std::iter::from_fn(|| receiver.poll_output()).filter_map(text).collect()
}

const HELLO: &str =
    r#"{"type":"hello","n":1,"session":5,"device":"x","kind":"counter","election":7,"station":"A-01"}"#;

#[test]
fn a_repeated_line_is_answered_again_and_counted_once_and_a_gap_is_named() {
    let package = definition();
    let mut box_end = LinkReceiver::new(&package, &package.stations[0]);
    let counters = r#"{"type":"counters","n":2,"ballots":0,"votes":0}"#;
    assert_eq!(answers(&mut box_end, 0, &[counters]), [r#"{"next":1}"#]);
    assert_eq!(answers(&mut box_end, 0, &[HELLO, HELLO, HELLO]), [r#"{"ack":1}"#; 3]);
    assert_eq!(
        answers(&mut box_end, 9_000, &[r#"{"type":"verified","n":9,"voters":1}"#]),
        [r#"{"next":2,"session":5}"#]
    );
    let early = r#"{"type":"end","n":2,"lines":0,"digest":""}"#;
    let nak = r#"{"nak":2,"code":"D07","why":"no tally is expected now"}"#;
    assert_eq!(answers(&mut box_end, 9_000, &[early, early]), [nak; 2]);
    assert_eq!(
        answers(&mut box_end, 9_000, &[r#"{"type":"counters","n":3,"ballots":0,"votes":0}"#]),
        [r#"{"ack":3}"#]
    );
    assert_eq!(answers(&mut box_end, 9_000, &[HELLO]), [r#"{"ack":1}"#]);
    let unknown = r#"{"type":"reboot","n":4}"#;
    assert!(answers(&mut box_end, 9_000, &[unknown])[0].starts_with(r#"{"nak":4,"code":"T01""#));
    let again = HELLO.replace(":5", ":6");
    assert_eq!(answers(&mut box_end, 9_000, &[&again]), [r#"{"ack":1}"#]);
}

#[test]
fn a_tally_that_lost_a_line_on_the_way_is_refused() {
    let package = definition();
    let mut box_end = LinkReceiver::new(&package, &package.stations[0]);
    box_end.handle_input(at(0), LinkInput::ExpectTally { test: false });
    let contest = r#"{"type":"contest","n":2,"contest":"mayor","blank":0,"invalid":0,"votes":{"candidates":[0,0,0,0]}}"#;
    let totals = r#"{"type":"totals","n":3,"registered":500,"ballots_cast":0}"#;
    let end =
        |lines: u32, digest: &str| format!(r#"{{"type":"end","n":4,"lines":{lines},"digest":"{digest}"}}"#);
    let digest = super::transfer::digest([contest, totals].into_iter());
    let last = |end: &str| {
        let mut fresh = box_end.clone();
        answers(&mut fresh, 0, &[HELLO, contest, totals, end]).pop().unwrap()
    };
    assert!(last(&end(3, &digest)).contains("expected 3 lines, found 2"));
    assert!(last(&end(2, &"0".repeat(64))).contains("the digest is that of other lines"));
    // Whole, but without a contest of the ballot.
    assert!(last(&end(2, &digest)).contains(r#""code":"T03""#));
}

#[test]
fn noise_is_not_answered_with_noise() {
    let package = definition();
    let mut box_end = LinkReceiver::new(&package, &package.stations[0]);
    box_end.handle_input(at(0), LinkInput::Bytes(b"x\n".repeat(5_000)));
    assert_eq!(answers(&mut box_end, 0, &[]).len(), 1);
    box_end.handle_input(at(10), LinkInput::Bytes(vec![b'a'; 3 * MAXIMUM_LINE]));
    assert_eq!(box_end.poll_timeout().map(|(at, _)| at.as_millis()), Some(5_010));
    box_end.handle_input(at(5_010), LinkInput::Timeout);
    assert_eq!(answers(&mut box_end, 5_010, &[HELLO]), [r#"{"next":1}"#, r#"{"ack":1}"#]);
}

#[test]
fn the_longest_line_passes_and_a_longer_one_is_broken() {
    let longest = "x".repeat(MAXIMUM_LINE - 9);
    let mut reader = LineReader::default();
    assert_eq!(reader.take(&bytes(&longest)), [Found::Line(longest.clone())]);
    assert_eq!(reader.take(&bytes(&format!("{longest}x"))), [Found::Broken]);
    assert_eq!(reader.take(b"\r\n\n"), []);
    let mut with_return = bytes("{}");
    with_return.insert(with_return.len() - 1, b'\r');
    assert_eq!(reader.take(&with_return), [Found::Line("{}".into())]);
    assert!(!reader.within());
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        2 => Just(Fault::None),
        1 => Just(Fault::Lose),
        1 => Just(Fault::Twice),
        1 => any::<usize>().prop_map(Fault::Flip),
        1 => any::<usize>().prop_map(Fault::Cut),
        1 => Just(Fault::Unplug),
    ]
}

proptest! {
    #[test]
    fn whatever_the_cable_does_the_tally_arrives_whole_and_once(faults in proptest::collection::vec(fault(), 0..40)) {
        let package = definition();
        let mut bench = Bench::new(LinkKind::Counter);
        bench.faults = faults;
        bench.tell(SenderInput::Counted(tally(&package)));
        bench.ask(LinkInput::ExpectTally { test: false });
        bench.wait(Duration::from_mins(20));
        prop_assert_eq!(bench.tallies(), [&tally(&package)]);
        prop_assert!(bench.shown.contains(&SenderEvent::TallyTaken));
        prop_assert!(!bench.events.iter().any(|event| matches!(event, LinkEvent::Refused(_))));
    }

    #[test]
    fn a_device_or_a_box_that_starts_over_in_the_middle_starts_the_tally_over(steps in 0_usize..8, device: bool) {
        let package = definition();
        let mut bench = Bench::new(LinkKind::Counter);
        bench.sender.handle_input(at(0), SenderInput::Counted(tally(&package)));
        bench.receiver.handle_input(at(0), LinkInput::ExpectTally { test: false });
        for _ in 0..steps {
            bench.step(true);
        }
        prop_assert!(bench.tallies().is_empty());
        if device {
            bench.sender = LinkSender::new(identity(LinkKind::Counter), 77);
            bench.sender.handle_input(at(0), SenderInput::Connected);
            bench.sender.handle_input(at(0), SenderInput::Counted(tally(&package)));
        } else {
            bench.receiver = LinkReceiver::new(&package, &package.stations[0]);
            bench.receiver.handle_input(at(0), LinkInput::Connected);
            bench.receiver.handle_input(at(0), LinkInput::ExpectTally { test: false });
        }
        bench.settle();
        bench.wait(Duration::from_mins(5));
        prop_assert_eq!(bench.tallies(), [&tally(&package)]);
    }

    #[test]
    fn no_bytes_panic_either_end(noise in proptest::collection::vec(any::<u8>(), 0..200), text in "[{}\":,a-z0-9\\[\\]]{0,80}") {
        let package = definition();
        let mut bench = Bench::new(LinkKind::Counter);
        bench.receiver.handle_input(at(1), LinkInput::Bytes(noise.clone()));
        bench.sender.handle_input(at(1), SenderInput::Bytes(noise));
        for line in [text.clone(), format!("{{\"n\":2,\"type\":\"contest\"{text}}}"), format!("{{\"ack\":{text}}}")] {
            bench.receiver.handle_input(at(1), LinkInput::Bytes(bytes(&line)));
            bench.sender.handle_input(at(1), SenderInput::Bytes(bytes(&line)));
        }
        bench.settle();
        bench.tell(SenderInput::Counted(tally(&package)));
        bench.ask(LinkInput::ExpectTally { test: false });
        bench.wait(Duration::from_mins(5));
        prop_assert_eq!(bench.tallies(), [&tally(&package)]);
    }

    #[test]
    fn lines_read_back_as_they_were_written(counts in proptest::collection::vec(any::<u32>(), 0..50), n: u32) {
        let line = DeviceLine::Contest {
            n,
            contest: "c".into(),
            blank: 1,
            invalid: 2,
            votes: Votes::Candidates(counts),
        };
        let text = super::frame::text(&line).unwrap();
        prop_assert_eq!(LineReader::default().take(&bytes(&text)), [Found::Line(text.clone())]);
        prop_assert_eq!(serde_json::from_str::<DeviceLine>(&text).unwrap(), line);
    }
}
