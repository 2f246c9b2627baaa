//! Election day as it should go, and as radio makes it go.

use super::*;

#[test]
fn a_result_is_accepted_counted_and_answered_with_a_receipt_for_exactly_it() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let reception = house.hear_record(&signed);
    assert_eq!(reception.outcome, Outcome::Kept);
    let receipt = believed(&reception.answers[0].receipt, &house.digest(&signed));
    assert_eq!((receipt.verdict, receipt.reason), (Verdict::Accepted, 0));
    assert_eq!((receipt.highest_sequence, receipt.log_index), (1, Some(0)));
    assert_eq!(i64::from(receipt.center_time), EVENING);
    assert_eq!(reception.changes[0].station, Some(1));
    let other = house.signed(101, 1, result(99));
    let forged =
        verify_receipt(&reception.answers[0].receipt, &house.digest(&other), &[commission(12).public()]);
    assert!(forged.is_err(), "the receipt is good for another record");
}

#[test]
fn a_packet_heard_again_is_answered_with_the_same_bytes_and_changes_nothing() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let first = house.hear_record(&signed);
    let before = house.ledger.clone();
    for _ in 0..5 {
        let again = house.hear_record(&signed);
        assert_eq!(again.outcome, Outcome::Repeated);
        assert_eq!(again.answers, first.answers);
        assert!(again.changes.is_empty());
    }
    assert_eq!(house.ledger.records(), before.records());
}

#[test]
fn a_clock_of_the_center_that_goes_back_changes_no_order() {
    let mut house = house();
    let original = house.signed(101, 1, result(100));
    let (voids, reason) = (house.head(&original), crate::record::Reason::Recount);
    let corrected = house.signed(101, 2, Content::Correction { voids, reason, tally: tally(90) });
    let sequence = |house: &mut House, signed: &SignedRecord| {
        Receipt::parse(&house.hear_record(signed).answers[0].receipt).unwrap().sequence
    };
    let first = sequence(&mut house, &original);
    house.now.wall = Some(WallTime::from_unix(EVENING - 6_000));
    house.now.uptime = Uptime::from_millis(0);
    let second = sequence(&mut house, &corrected);
    assert!(second > first, "{second} after {first}");
    assert_eq!(house.standing(&original).verdict, Verdict::Superseded);
    assert_eq!(house.standing(&corrected).verdict, Verdict::Accepted);
}

#[test]
fn a_receipt_from_before_a_change_of_keys_is_handed_out_as_it_is() {
    let both = |definition: &mut ElectionDefinition| {
        definition.keys.receipt = [12, 13].map(|seed| commission(seed).public().to_string()).to_vec();
    };
    let mut house = house_of(package(both));
    let (before, after) = (house.signed(101, 1, Content::Zero), house.signed(101, 2, Content::Opened));
    let stored = house.hear_record(&before).answers;
    house.center = Center::new(package(both), Secrets { receipts: commission(13), ..secrets() }).unwrap();
    assert_eq!(house.hear_record(&before).answers, stored);
    let newer = house.hear_record(&after).answers.remove(0).receipt;
    let key = |seed| [commission(seed).public()];
    assert!(verify_receipt(&newer, &house.digest(&after), &key(13)).is_ok());
    assert!(verify_receipt(&newer, &house.digest(&after), &key(12)).is_err());
}

/// Everything that both boxes send on one day.
pub(super) fn whole_day(house: &House) -> Vec<Vec<u8>> {
    let voids = house.head(&house.signed(101, 5, result(100)));
    let reason = crate::record::Reason::Recount;
    let mut records = vec![
        house.signed(101, 1, Content::Rehearsal(tally(70))),
        house.signed(101, 2, Content::Zero),
        house.signed(101, 3, Content::Opened),
        house.signed(101, 4, Content::Turnout { voters: 120 }),
        house.signed(101, 5, result(100)),
        house.signed(101, 6, Content::Correction { voids, reason, tally: tally(90) }),
        house.signed(102, 1, Content::Zero),
        house.signed(102, 2, Content::Result(tally_2(40))),
    ];
    records.push(house.signed(101, 7, Content::Checkpoint { entries: 99 }));
    records.iter().flat_map(packets).collect()
}

#[test]
fn the_replay_of_a_whole_day_gives_the_stored_receipts_and_changes_nothing() {
    let mut house = house();
    let day = whole_day(&house);
    day.iter().for_each(|packet| drop(house.hear(packet)));
    let (records, log) = (house.ledger.records().to_vec(), house.ledger.log().to_vec());
    let stored: Vec<_> = day.iter().map(|packet| house.hear(packet).answers).collect();
    for (packet, stored) in day.iter().zip(&stored).rev() {
        let again = house.hear(packet);
        assert_eq!(again.outcome, Outcome::Repeated);
        assert_eq!(&again.answers, stored);
    }
    assert_eq!(house.ledger.records(), records);
    assert_eq!(house.ledger.log(), log);
}

#[test]
fn whatever_order_a_day_arrives_in_the_same_result_counts() {
    let counted = |house: &House| {
        let counting = |kept: &&Kept| kept.standing.counts() && kept.station.is_some();
        let mut digests: Vec<_> =
            house.ledger.records().iter().filter(counting).map(|kept| kept.digest).collect();
        digests.sort();
        digests
    };
    let mut ordered = house();
    let day = whole_day(&ordered);
    day.iter().for_each(|packet| drop(ordered.hear(packet)));
    assert_eq!(counted(&ordered).len(), 2);
    let mut backwards = house();
    day.iter().rev().for_each(|packet| drop(backwards.hear(packet)));
    assert_eq!(counted(&backwards), counted(&ordered));
    let mut shuffled = house();
    let order = (0..day.len()).map(|at| (at * 5 + 3) % day.len());
    order.for_each(|at| drop(shuffled.hear(&day[at])));
    assert_eq!(counted(&shuffled), counted(&ordered));
}

/// A record of two parts: a ballot too long for one.
pub(super) fn long() -> (House, SignedRecord) {
    let package = package(|definition| {
        for number in 0..60 {
            let mut more = definition.contests[1].clone();
            more.id = format!("extra-{number}");
            more.votes_allowed = 1;
            definition.styles[0].contests.push(more.id.clone());
            definition.contests.push(more);
        }
    });
    let house = house_of(package);
    let mut tally = tally(100);
    for number in 0..60 {
        let votes = Votes::Candidates(vec![77, 75, 76, 72]);
        tally.contests.push(contest(&format!("extra-{number}"), 6, 4, votes));
    }
    let signed = house.signed(101, 1, Content::Result(tally));
    assert_eq!(packets(&signed).len(), 2);
    (house, signed)
}

#[test]
fn parts_from_two_gateways_days_apart_in_any_order_make_one_record() {
    for order in [[0, 1], [1, 0]] {
        let (mut house, signed) = long();
        let packets = packets(&signed);
        let first = house.hear(&packets[order[0]]);
        let held = 1_u16 << order[0];
        assert_eq!(first.outcome, Outcome::Partial { held });
        let receipt = believed(&first.answers[0].receipt, &house.digest(&signed));
        assert_eq!((receipt.verdict, u16::from(receipt.reason)), (Verdict::Partial, held));
        assert!(first.answers[0].partial && first.changes.is_empty());
        assert_eq!(house.hear(&packets[order[0]]).outcome, Outcome::Partial { held }, "again the same part");
        house.now.wall = Some(WallTime::from_unix(EVENING + 5 * 86_400));
        let second = house.hear(&packets[order[1]]);
        let receipt = believed(&second.answers[0].receipt, &house.digest(&signed));
        assert_eq!(receipt.verdict, Verdict::Accepted);
        for packet in &packets {
            assert_eq!(house.hear(packet).answers, second.answers);
        }
    }
}

#[test]
fn a_part_with_other_bytes_does_not_keep_the_true_one_from_being_believed() {
    let (mut house, signed) = long();
    let packets = packets(&signed);
    let mut opened = crate::packet::open_link(&packets[0], &keys(101).link).unwrap();
    opened.chunk[0] ^= 1;
    let header = opened.header.to_bytes();
    let forged = [header.clone(), keys(101).link.wrap(&header, &opened.chunk).unwrap()].concat();
    house.hear(&forged);
    let set_aside = house.hear(&packets[1]);
    assert_eq!(set_aside.outcome, Outcome::Unopened(Cause::CannotOpen));
    let kept = house.hear(&packets[0]);
    assert_eq!(kept.outcome, Outcome::Kept);
    assert_eq!(house.flags(&signed), [Flag::PartsDiffered]);
    assert_eq!(house.standing(&signed).verdict, Verdict::Accepted);
}

#[test]
fn receipts_of_a_device_are_numbered_upwards_and_tell_the_highest_record_known() {
    let mut house = house();
    let mut last = 0;
    for (sequence, content) in [(3, Content::Opened), (1, Content::Zero), (9, result(100))] {
        let signed = house.signed(101, sequence, content);
        let reception = house.hear_record(&signed);
        let receipt = believed(&reception.answers[0].receipt, &house.digest(&signed));
        assert!(receipt.sequence > last);
        last = receipt.sequence;
        assert_eq!(receipt.highest_sequence, sequence.max(3));
    }
    let gaps: Vec<bool> =
        house.ledger.records().iter().map(|kept| kept.standing.flags.contains(&Flag::Gap)).collect();
    assert_eq!(gaps, [true, false, true]);
}

#[test]
fn a_poll_is_answered_with_the_receipt_that_it_asks_for() {
    let mut house = house();
    let signed = house.signed(101, 1, result(100));
    let id = crate::packet::message_id(&signed, &keys(101).end_to_end).unwrap();
    let early = house.signed(101, 2, Content::Poll { message: id.0 });
    let reception = house.hear_record(&early);
    let own = believed(&reception.answers[0].receipt, &house.digest(&early));
    assert_eq!((reception.outcome, own.verdict), (Outcome::Polled, Verdict::Received));
    let stored = house.hear_record(&signed).answers;
    let poll = house.signed(101, 3, Content::Poll { message: id.0 });
    assert_eq!(house.hear_record(&poll).answers, stored);
    assert_eq!(
        house.hear_record(&early).answers,
        stored,
        "the first poll learns it too when it is heard again"
    );
}

#[test]
fn a_center_under_load_asks_its_devices_to_wait() {
    let mut house = house();
    house.center.ask_to_wait(120);
    let signed = house.signed(101, 1, result(100));
    let reception = house.hear_record(&signed);
    assert_eq!(believed(&reception.answers[0].receipt, &house.digest(&signed)).not_before, 120);
}
