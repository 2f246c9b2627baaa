//! MT messages, silence on the air, unplugging at every step.

use super::*;
use crate::modem::NotSent;

#[test]
fn an_mt_message_is_handed_out_after_the_report_and_survives_ok_inside() {
    let message = b"\r\nOK\r\n\x00\x01\r\nERROR\r\n";
    let mut peer = Peer::default();
    peer.sessions.push_back(Peer::mail("0, 7, 1, -1, 17, 0", message));
    let mut bench = Bench::awake(peer);
    bench.transmit(3, b"sealed");
    let report = bench.report();
    assert_eq!((report.mt_status, report.mt_length, report.mt_queued), (Some(1), Some(17), Some(0)));
    assert_eq!(bench.mail(), [message]);
    let mt = bench.said.iter().find(|said| matches!(said, Output::Mt { .. }));
    assert!(matches!(mt, Some(Output::Mt { attempt: Some(3), .. })));
}

#[test]
fn a_damaged_mt_message_is_read_again() {
    let mut peer = Peer::default();
    peer.sessions.push_back(Peer::mail("0, 7, 1, 4, 7, 0", b"receipt"));
    let mut bench = Bench::awake(peer);
    bench.peer.damage = 2;
    bench.transmit(1, b"sealed");
    assert_eq!(bench.mail(), [b"receipt"]);
    assert_eq!(bench.noticed(&Notice::MtDamaged), 2);
}

#[test]
fn an_mt_message_that_stays_damaged_is_given_up_and_work_goes_on() {
    let mut peer = Peer::default();
    peer.sessions.push_back(Peer::mail("0, 7, 1, 4, 7, 0", b"receipt"));
    let mut bench = Bench::awake(peer);
    bench.peer.damage = 3;
    bench.transmit(1, b"sealed");
    assert!(bench.mail().is_empty());
    assert_eq!(bench.noticed(&Notice::MtLost), 1);
    bench.transmit(2, b"sealed");
    assert_eq!(bench.reports()[1].outcome, Outcome::Accepted);
}

#[test]
fn no_session_starts_while_an_mt_message_is_not_stored() {
    let mut peer = Peer::default();
    peer.sessions.push_back(Peer::mail("0, 7, 1, 4, 7, 2", b"receipt"));
    let mut bench = Bench::awake(peer);
    bench.store = false;
    bench.transmit(1, b"sealed");
    bench.transmit(2, b"sealed");
    assert_eq!(bench.reports()[1].outcome, Outcome::NotSent(NotSent::MtNotStored));
    assert_eq!(bench.peer.count("AT+SBDIX"), 1, "not even to fetch the queued ones");
    assert_eq!(bench.mail(), [b"receipt", b"receipt"], "offered again");

    bench.give(Input::MtStored { mt: 99 });
    bench.transmit(3, b"sealed");
    assert_eq!(bench.peer.count("AT+SBDIX"), 1, "another number frees nothing");

    bench.give(Input::Transmit { attempt: 4, packet: vec![1] });
    bench.run_for(Duration::from_secs(5));
    bench.give(Input::MtStored { mt: 1 });
    bench.run();
    assert_eq!(
        bench.reports().last().map(|report| (report.attempt, report.outcome)),
        Some((4, Outcome::Accepted))
    );
}

#[test]
fn queued_mt_messages_are_fetched_one_by_one_with_an_empty_mo_buffer() {
    let mut peer = Peer::default();
    peer.sessions.extend([
        Peer::mail("0, 7, 1, 4, 3, 2", b"one"),
        Peer::mail("0, 8, 1, 5, 3, 1", b"two"),
        Peer::mail("0, 9, 1, 6, 5, 0", b"three"),
    ]);
    let mut bench = Bench::awake(peer);
    bench.transmit(1, b"sealed");
    assert_eq!(bench.mail(), [b"one".as_slice(), b"two", b"three"]);
    assert_eq!(bench.reports().len(), 1, "one attempt, one report");
    let further: Vec<_> = bench.collected().iter().map(|report| (report.attempt, report.bytes)).collect();
    assert_eq!(further, [(1, 0), (1, 0)]);
    assert_eq!(bench.peer.written.len(), 1);
}

#[test]
fn a_gateway_that_always_claims_more_is_not_asked_without_end() {
    let mut bench = Bench::awake(Peer::scripted(&["0, 7, 0, 0, 0, 9"; 100]));
    bench.transmit(1, b"sealed");
    assert_eq!(bench.collected().len(), 8);
}

#[test]
fn a_waiting_packet_goes_before_further_mailbox_sessions() {
    let mut peer = Peer::default();
    peer.sessions.push_back(Peer::mail("0, 7, 1, 4, 3, 1", b"one"));
    peer.sessions.push_back(Peer::mail("0, 8, 1, 4, 3, 0", b"two"));
    let mut bench = Bench::awake(peer);
    bench.give(Input::Transmit { attempt: 1, packet: vec![1] });
    bench.give(Input::Transmit { attempt: 2, packet: vec![2] });
    bench.run();
    assert!(bench.collected().is_empty());
    assert_eq!((bench.mail(), bench.peer.count("AT+SBDIX")), (vec![b"one".as_slice(), b"two"], 2));
}

#[test]
fn a_mailbox_check_clears_the_mo_buffer_first_and_answers_a_ring() {
    let mut bench = Bench::awake(Peer { mo: b"old packet".to_vec(), ..Peer::default() });
    bench.bytes(b"\r\nSBDRING\r\n");
    assert!(bench.said.contains(&Output::Ring));
    bench.check(5);
    assert_eq!(bench.outcome(), Outcome::Accepted);
    assert!(bench.peer.heard.ends_with(&["AT+SBDD0".into(), "AT+SBDIXA".into()]), "{:?}", bench.peer.heard);
    bench.check(6);
    assert_eq!(bench.peer.count("AT+SBDIX"), 1, "the ring is answered");
}

#[test]
fn a_mailbox_check_goes_on_if_the_buffer_cannot_be_cleared() {
    let mut bench = Bench::awake(Peer { special: vec![("AT+SBDD0", "1|OK")], ..Peer::default() });
    bench.check(5);
    assert_eq!(bench.outcome(), Outcome::Accepted);
    assert_eq!((bench.peer.count("AT+SBDD0"), bench.noticed(&Notice::ClearFailed)), (2, 1));
}

#[test]
fn an_unread_message_from_before_the_start_is_found_and_not_handed_out_twice() {
    let mut bench = Bench::awake(Peer { mt: b"receipt".to_vec(), ..Peer::default() });
    assert_eq!(bench.mail(), [b"receipt"]);
    assert!(bench.said.iter().any(|said| matches!(said, Output::Mt { attempt: None, .. })));
    bench.give(Input::Closed);
    bench.give(Input::Opened);
    bench.run();
    assert_eq!(bench.mail(), [b"receipt"]);
}

#[test]
fn silence_after_the_session_command_is_ambiguous_and_the_mt_buffer_is_looked_at() {
    let mut bench = Bench::awake(Peer { mute: vec!["AT+SBDIX"], ..Peer::default() });
    bench.give(Input::Transmit { attempt: 1, packet: b"sealed".to_vec() });
    bench.run_for(Duration::from_secs(100));
    assert!(bench.reports().is_empty(), "a session may take minutes");
    bench.peer.mt = b"receipt".to_vec();
    bench.run();
    assert_eq!(bench.outcome(), Outcome::Ambiguous);
    assert_eq!(bench.report().session, Duration::from_secs(180));
    assert_eq!(bench.report().bytes, 6);
    assert_eq!(bench.mail(), [b"receipt"]);
    assert_eq!(bench.peer.count("ATE0"), 2, "the modem may have been reset: brought up again");
}

#[test]
fn an_unreadable_session_answer_is_ambiguous() {
    for answer in ["+SBDIX: 0, 7, 0|OK", "OK", "ERROR", "+SBDIX: 0, 7, 0, 0, 0, x|OK"] {
        let mut bench = Bench::awake(Peer { special: vec![("AT+SBDIX", answer)], ..Peer::default() });
        bench.transmit(1, b"sealed");
        assert_eq!(bench.outcome(), Outcome::Ambiguous, "{answer}");
    }
}

#[test]
fn a_session_answer_counts_even_if_its_ok_is_lost() {
    let mut bench =
        Bench::awake(Peer { special: vec![("AT+SBDIX", "+SBDIX: 0, 7, 0, 0, 0, 0")], ..Peer::default() });
    bench.transmit(1, b"sealed");
    assert_eq!(bench.outcome(), Outcome::Accepted);
    assert!(bench.report().session < Duration::from_secs(20));
}

#[test]
fn a_prompt_that_never_comes_is_tried_again_and_then_given_up() {
    let mut bench = Bench::awake(Peer { no_ready: true, ..Peer::default() });
    bench.transmit(1, b"sealed");
    assert_eq!(bench.outcome(), Outcome::NotSent(NotSent::WriteFailed));
    assert!(bench.report().duration >= Duration::from_secs(3 * 65));
    bench.peer.no_ready = false;
    bench.transmit(2, b"sealed");
    assert_eq!(bench.reports()[1].outcome, Outcome::Accepted);
}

#[test]
fn no_session_starts_without_a_confirmed_write() {
    let mut bench = Bench::awake(Peer { special: vec![("AT+SBDWB=6", "READY")], ..Peer::default() });
    bench.transmit(1, b"sealed");
    assert_eq!(bench.outcome(), Outcome::NotSent(NotSent::WriteFailed));
    assert_eq!(bench.peer.count("AT+SBDIX"), 0);
}

#[test]
fn a_packet_that_the_modem_may_have_lost_is_written_again_before_the_session() {
    let mut bench = Bench::awake(Peer { dies_after_write: true, ..Peer::default() });
    bench.transmit(1, b"sealed");
    assert_eq!(bench.outcome(), Outcome::Accepted);
    assert_eq!((bench.peer.written.len(), bench.peer.count("AT+SBDIX")), (2, 1));
}

#[test]
fn a_failed_session_ends_the_fetching_of_queued_messages() {
    let mut bench = Bench::awake(Peer::scripted(&["0, 7, 0, 0, 0, 3", "18, 8, 0, 0, 0, 0"]));
    bench.give(Input::Transmit { attempt: 1, packet: vec![1] });
    bench.give(Input::Transmit { attempt: 2, packet: vec![2] });
    bench.run();
    assert!(bench.collected().is_empty());
    assert_eq!(bench.peer.count("AT+SBDIX"), 2);
}

#[test]
fn a_message_that_is_not_stored_yet_survives_unplugging() {
    let mut peer = Peer::default();
    peer.sessions.push_back(Peer::mail("0, 7, 1, 4, 7, 0", b"receipt"));
    let mut bench = Bench::awake(peer);
    bench.store = false;
    bench.transmit(1, b"sealed");
    bench.give(Input::Closed);
    bench.peer.mt = b"another".to_vec();
    bench.give(Input::Opened);
    bench.run();
    assert_eq!(bench.mail(), [b"receipt"], "one message at a time");
    bench.give(Input::MtStored { mt: 1 });
    bench.run();
    assert_eq!(bench.mail(), [b"receipt", b"another"]);
}

#[test]
fn unplugging_at_any_step_ends_the_attempt_once_and_the_next_one_works() {
    let mut session_seen = false;
    for step in 14..40 {
        let mut peer = Peer::default();
        peer.sessions.push_back(Peer::mail("0, 7, 1, 4, 7, 0", b"receipt"));
        let mut bench = Bench::awake(peer);
        bench.unplug_at = Some(step);
        bench.transmit(1, b"sealed");
        if !bench.closed {
            assert!(session_seen && step > 18);
            return;
        }
        let outcome = bench.outcome();
        let on_air = bench.said.contains(&Output::Starting { attempt: 1 });
        let answered = bench.report().mo_status.is_some();
        let expected = match (on_air, answered) {
            (false, _) => Outcome::NotSent(NotSent::Unplugged),
            (true, false) => Outcome::Ambiguous,
            (true, true) => Outcome::Accepted,
        };
        session_seen |= expected == Outcome::Ambiguous;
        assert_eq!(outcome, expected, "step {step}");
        assert_eq!(bench.modem.health(), ModemHealth::Unplugged);
        bench.transmit(2, b"sealed");
        assert_eq!(bench.reports()[1].outcome, Outcome::NotSent(NotSent::Unplugged));

        bench.closed = false;
        bench.unplug_at = None;
        bench.give(Input::Opened);
        bench.run();
        bench.transmit(3, b"sealed");
        assert_eq!(bench.reports()[2].outcome, Outcome::Accepted, "step {step}");
        if answered {
            assert_eq!(bench.mail(), [b"receipt"], "step {step}: the message in the buffer is not lost");
        }
    }
    panic!("the dialogue never ended");
}

#[test]
fn a_reset_in_mid_session_is_ambiguous() {
    let mut bench = Bench::awake(Peer { mute: vec!["AT+SBDIX"], ..Peer::default() });
    bench.give(Input::Transmit { attempt: 1, packet: vec![1] });
    bench.run_for(Duration::from_secs(5));
    bench.give(Input::Reset);
    bench.run();
    assert_eq!(bench.outcome(), Outcome::Ambiguous);
}

#[test]
fn an_echo_changes_nothing() {
    let mut peer = Peer { echo: true, ..Peer::default() };
    peer.sessions.push_back(Peer::mail("0, 7, 1, 4, 7, 0", b"receipt"));
    let mut bench = Bench::awake(peer);
    bench.transmit(1, b"sealed");
    assert_eq!((bench.outcome(), bench.mail()), (Outcome::Accepted, vec![b"receipt".as_slice()]));
    assert_eq!(bench.modem.counts().unknown_lines, 0);
}

#[test]
fn a_message_shorter_than_announced_is_read_again_and_then_taken() {
    let mut peer = Peer::default();
    peer.sessions.push_back(Peer::mail("0, 7, 1, 4, 50, 0", b"receipt"));
    let mut bench = Bench::awake(peer);
    bench.transmit(1, b"sealed");
    assert_eq!(bench.peer.count("AT+SBDRB"), 1 + 3);
    assert_eq!(bench.mail(), [b"receipt"], "its checksum holds");
}
