//! One rule a test.

use super::*;

#[test]
fn the_first_transmission_is_spread_over_the_time_given_and_by_the_seed() {
    let mut delays = Vec::new();
    for seed in 0..200 {
        let mut outbox = Outbox::new(Schedule::default(), seed);
        outbox.handle_input(at(0), Input::ModemReady(true));
        outbox.handle_input(at(0), Input::Queue(item(1, Class::Result, 1)));
        delays.push(outbox.poll_timeout().unwrap().0.as_millis());
    }
    assert!(delays.iter().all(|&delay| delay <= 600_000));
    assert!(delays.iter().filter(|&&delay| delay < 60_000).count() < 40, "{delays:?}");
    assert!(delays.iter().any(|&delay| delay > 540_000) && delays.iter().any(|&delay| delay < 60_000));
}

#[test]
fn only_the_first_item_of_a_class_is_spread() {
    let mut desk = Desk::new(Schedule { spread: seconds(600), ..Schedule::default() });
    desk.queue(1, Class::Result, 1);
    desk.deliver_part();
    desk.receipt(1, Answer::Final);
    desk.pass(MINUTE);
    desk.queue(2, Class::Result, 1);
    assert_eq!(desk.wait_transmit().3, Duration::ZERO);
}

#[test]
fn delays_follow_the_table_and_never_exceed_it() {
    let schedule = Schedule::default();
    let longest: Vec<u64> = (0..9).map(|failures| schedule.longest_delay(failures).as_secs()).collect();
    assert_eq!(longest, [0, 5, 5, 30, 60, 120, 240, 300, 300]);
    assert_eq!(schedule.longest_delay(u32::MAX), seconds(300));
    let mut chance = Chance::new(3);
    for failures in 0..50 {
        assert!(schedule.delay(failures, &mut chance) <= schedule.longest_delay(failures));
    }
}

#[test]
fn the_floor_lies_between_any_two_sessions_even_if_an_official_asks() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    let (attempt, ..) = desk.wait_transmit();
    desk.end(attempt, AttemptResult::Ambiguous);
    desk.tell(Input::SendNow);
    let (_, _, _, waited) = desk.wait_transmit();
    assert_eq!(waited, seconds(10));
}

#[test]
fn an_official_lifts_the_back_off_but_not_an_order_of_the_network() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    for _ in 0..8 {
        let (attempt, ..) = desk.wait_transmit();
        desk.end(attempt, AttemptResult::Operator);
        assert!(desk.outbox.poll_timeout().unwrap().0.as_millis() >= desk.now + 600_000);
        desk.tell(Input::SendNow);
        assert_eq!(desk.outbox.poll_timeout().unwrap().0.as_millis(), desk.now + 10_000);
    }
    let (attempt, ..) = desk.wait_transmit();
    desk.tell(Input::Ended {
        attempt,
        result: AttemptResult::Busy,
        retry_after: Some(seconds(180)),
        mt_waiting: 0,
    });
    desk.tell(Input::SendNow);
    assert_eq!(desk.wait_transmit().3, seconds(180));
}

#[test]
fn a_busy_network_that_names_no_time_is_left_alone_for_five_minutes() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    let (attempt, ..) = desk.wait_transmit();
    desk.end(attempt, AttemptResult::Busy);
    assert_eq!(desk.wait_transmit().3, seconds(300));
}

#[test]
fn a_wait_asked_by_the_center_is_kept_but_bounded() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    desk.queue(2, Class::Result, 1);
    desk.deliver_part();
    desk.tell(Input::Receipt { record: 1, answer: Answer::Final, not_before: seconds(120) });
    let (attempt, record, _, waited) = desk.wait_transmit();
    assert_eq!((record, waited), (2, seconds(120)));
    desk.end(attempt, AttemptResult::Accepted);
    desk.queue(3, Class::Result, 1);
    desk.tell(Input::Receipt { record: 2, answer: Answer::Final, not_before: seconds(65_535) });
    assert_eq!(desk.wait_transmit().3, MINUTE * 30);
}

#[test]
fn an_accepted_item_stays_until_its_receipt_and_is_asked_for_by_the_schedule() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    desk.deliver_part();
    let accepted = desk.now;
    let mut asked = Vec::new();
    for _ in 0..6 {
        let (attempt, _) = desk.wait_mailbox();
        asked.push((desk.now - accepted) / 1_000);
        desk.end(attempt, AttemptResult::Accepted);
    }
    assert_eq!(asked, [30, 60, 120, 300, 600, 1_500]);
    let (_, record, part, _) = desk.wait_transmit();
    assert_eq!((record, part, (desk.now - accepted) / 1_000), (1, 1, 1_800));
    desk.receipt(1, Answer::Final);
    assert!(desk.outbox.status(at(desk.now)).items.is_empty());
}

#[test]
fn the_collection_schedule_goes_on_every_fifteen_minutes_for_ever() {
    let schedule = Schedule::default();
    let mut at = Duration::ZERO;
    let moments: Vec<u64> = (0..9)
        .map(|_| {
            at = schedule.next_collection(at);
            at.as_secs()
        })
        .collect();
    assert_eq!(moments, [30, 60, 120, 300, 600, 1_500, 2_400, 3_300, 4_200]);
    assert_eq!(schedule.next_collection(seconds(50)), seconds(60));
}

#[test]
fn the_mailbox_is_not_asked_while_a_packet_waits_because_the_packet_asks_too() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Status, 1);
    desk.deliver_part();
    desk.queue(2, Class::Result, 1);
    for _ in 0..40 {
        let (attempt, record, ..) = desk.wait_transmit();
        assert_eq!(record, 2);
        desk.end(attempt, AttemptResult::NoService);
    }
}

#[test]
fn a_ring_asks_the_mailbox_at_once_and_repeated_rings_do_not_undo_the_back_off() {
    let mut desk = Desk::new(unspread());
    desk.pass(MINUTE);
    desk.tell(Input::Ring);
    let (attempt, waited) = desk.wait_mailbox();
    assert_eq!(waited, Duration::ZERO);
    desk.end(attempt, AttemptResult::NoService);
    for _ in 0..20 {
        let (attempt, _) = desk.wait_mailbox();
        desk.end(attempt, AttemptResult::NoService);
    }
    let due = desk.outbox.poll_timeout().unwrap();
    desk.tell(Input::Ring);
    assert_eq!(desk.outbox.poll_timeout().unwrap(), due);
}

#[test]
fn a_ring_sends_what_waits_in_back_off_because_that_brings_the_message_along() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    for _ in 0..12 {
        let (attempt, ..) = desk.wait_transmit();
        desk.end(attempt, AttemptResult::Operator);
    }
    let (attempt, ..) = desk.wait_transmit();
    desk.tell(Input::Ended { attempt, result: AttemptResult::Ambiguous, retry_after: None, mt_waiting: 0 });
    desk.tell(Input::Ring);
    assert!(desk.wait_transmit().3 <= seconds(10));
}

#[test]
fn messages_left_at_the_gateway_are_fetched_at_once_unless_one_blocks_the_rest() {
    for (result, at_once) in [(AttemptResult::Accepted, true), (AttemptResult::AcceptedButBlocked, false)] {
        let mut desk = Desk::new(unspread());
        desk.queue(1, Class::Result, 1);
        let (attempt, ..) = desk.wait_transmit();
        desk.tell(Input::Ended { attempt, result, retry_after: None, mt_waiting: 2 });
        assert_eq!(desk.wait_mailbox().1 == seconds(10), at_once);
    }
}

fn rejected() -> AttemptResult {
    AttemptResult::Rejected { why: "too many segments".into() }
}

#[test]
fn one_rejection_can_be_a_damaged_line_and_the_packet_goes_again() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 2);
    for result in [rejected(), AttemptResult::Ambiguous, rejected()] {
        let (attempt, ..) = desk.wait_transmit();
        desk.end(attempt, result);
    }
    assert_eq!(desk.deliver_part(), (1, 1));
    let (attempt, ..) = desk.wait_transmit();
    desk.end(attempt, rejected());
    assert_eq!(desk.deliver_part(), (1, 2));
}

#[test]
fn a_packet_that_is_rejected_twice_is_set_aside_and_delays_nobody_further() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 2);
    desk.queue(2, Class::Status, 1);
    for _ in 0..2 {
        let (attempt, record, part, ..) = desk.wait_transmit();
        assert_eq!((record, part), (1, 1));
        desk.end(attempt, rejected());
    }
    let why = "too many segments".to_owned();
    assert_eq!(desk.output(), Some(Output::Quarantine { record: 1, part: 1, why }));
    assert_eq!(desk.deliver_part(), (1, 2));
    assert_eq!(desk.deliver_part(), (2, 1));
    let status = desk.outbox.status(at(desk.now));
    assert_eq!(status.items[0].parts, [PartState::Quarantined, PartState::Accepted]);
    desk.receipt(2, Answer::Final);
    assert_eq!(desk.outbox.poll_timeout(), None, "the stuck item wakes nobody");
}

#[test]
fn a_lower_class_waits_while_a_higher_one_has_anything_unsent() {
    let mut desk = Desk::new(unspread());
    desk.tell(Input::ModemReady(false));
    desk.queue(1, Class::Status, 1);
    desk.queue(2, Class::Correction, 1);
    desk.queue(3, Class::Result, 2);
    desk.tell(Input::ModemReady(true));
    for _ in 0..9 {
        let (attempt, record, ..) = desk.wait_transmit();
        assert_eq!(record, 3);
        desk.end(attempt, AttemptResult::Ambiguous);
    }
    let order: Vec<_> = (0..4).map(|_| desk.deliver_part()).collect();
    assert_eq!(order, [(3, 1), (3, 2), (2, 1), (1, 1)]);
}

#[test]
fn a_partial_receipt_resends_only_what_the_center_lacks_and_not_before_the_rest_could_arrive() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 3);
    for part in 1..=3 {
        assert_eq!(desk.deliver_part(), (1, part));
    }
    desk.receipt(1, Answer::Partial { held: 0b101 });
    let received = desk.now;
    let (attempt, _) = desk.wait_mailbox();
    desk.end(attempt, AttemptResult::Accepted);
    let (attempt, _) = desk.wait_mailbox();
    desk.end(attempt, AttemptResult::Accepted);
    let (attempt, record, part, _) = desk.wait_transmit();
    assert_eq!((record, part, desk.now - received), (1, 2, 120_000));
    desk.end(attempt, AttemptResult::Accepted);
    desk.receipt(1, Answer::Final);
    assert!(desk.outbox.status(at(desk.now)).items.is_empty());
}

#[test]
fn a_part_that_the_center_holds_is_not_sent_although_its_session_failed() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 2);
    let (attempt, _, part, _) = desk.wait_transmit();
    assert_eq!(part, 1);
    desk.end(attempt, AttemptResult::Ambiguous);
    desk.receipt(1, Answer::Partial { held: 0b01 });
    assert_eq!(desk.wait_transmit().2, 2);
}

#[test]
fn a_modem_that_never_ends_its_attempt_does_not_stop_the_outbox() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    let (lost, ..) = desk.wait_transmit();
    desk.tell(Input::Started { attempt: lost });
    let (again, record, ..) = desk.wait_transmit();
    assert!(again > lost && record == 1);
    desk.end(lost, AttemptResult::Accepted);
    let status = desk.outbox.status(at(desk.now));
    assert_eq!(status.in_flight.map(|flight| flight.attempt), Some(again), "a late end changes nothing");
}

#[test]
fn the_cost_guard_slows_down_and_never_stops_and_spares_what_was_never_tried() {
    let mut desk = Desk::new(Schedule { sessions_a_day: 3, ..unspread() });
    desk.queue(1, Class::Result, 1);
    for _ in 0..3 {
        let (attempt, ..) = desk.wait_transmit();
        desk.end(attempt, AttemptResult::Ambiguous);
    }
    for _ in 0..20 {
        let (attempt, _, _, waited) = desk.wait_transmit();
        assert_eq!(waited, MINUTE * 30);
        desk.end(attempt, AttemptResult::Ambiguous);
    }
    desk.queue(2, Class::Result, 1);
    let (attempt, record, _, waited) = desk.wait_transmit();
    assert_eq!((record, waited), (2, seconds(10)));
    desk.end(attempt, AttemptResult::NoService);
}

#[test]
fn a_restart_goes_on_where_the_journal_says_within_a_minute_and_repeats_no_attempt_number() {
    let mut desk = Desk::new(Schedule::default());
    let accepted =
        Restored { item: item(1, Class::Status, 1), attempts: 2, accepted: vec![1], quarantined: vec![] };
    let unsent =
        Restored { item: item(2, Class::Result, 2), attempts: 40, accepted: vec![1], quarantined: vec![] };
    desk.tell(Input::Restore { next_attempt: 43, items: vec![accepted, unsent] });
    let (attempt, record, part, waited) = desk.wait_transmit();
    assert_eq!((attempt, record, part), (43, 2, 2));
    assert!(waited <= MINUTE);
    desk.end(attempt, AttemptResult::Accepted);
    assert_eq!(desk.wait_mailbox().0, 44);
}

#[test]
fn without_a_modem_nothing_is_started_and_its_return_does_not_reset_the_back_off() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    for _ in 0..9 {
        let (attempt, ..) = desk.wait_transmit();
        desk.end(attempt, AttemptResult::NoService);
    }
    let due = desk.outbox.poll_timeout().unwrap().0;
    desk.tell(Input::ModemReady(false));
    assert_eq!(desk.outbox.poll_timeout(), None);
    desk.tell(Input::SendNow);
    assert_eq!(desk.output(), None);
    desk.tell(Input::ModemReady(true));
    assert!(desk.outbox.poll_timeout().unwrap().0 <= due);
    assert_eq!(desk.outbox.status(at(desk.now)).items[0].failures, 9);
}

#[test]
fn a_poll_ends_once_sent_or_with_the_record_it_asks_for() {
    let poll = Item { asks: Some(1), ..item(5, Class::Result, 1) };
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    desk.deliver_part();
    desk.tell(Input::Queue(poll.clone()));
    assert_eq!(desk.deliver_part(), (5, 1));
    let left = |desk: &Desk| desk.outbox.status(at(desk.now)).items.len();
    assert_eq!(left(&desk), 1);
    desk.tell(Input::Queue(poll));
    desk.receipt(1, Answer::Final);
    assert_eq!(left(&desk), 0);
}

#[test]
fn a_record_queued_twice_and_receipts_for_nothing_change_nothing() {
    let mut desk = Desk::new(unspread());
    desk.queue(1, Class::Result, 1);
    desk.queue(1, Class::Result, 1);
    desk.deliver_part();
    desk.receipt(9, Answer::Final);
    desk.queue(1, Class::Result, 1);
    let status = desk.outbox.status(at(desk.now));
    assert_eq!(status.items.len(), 1);
    assert_eq!(status.items[0].parts, [PartState::Accepted]);
}
