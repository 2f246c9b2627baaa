//! Every MO status and every write code, and what the caller is told.

use super::*;
use crate::modem::{MESSAGE_LIMIT, MoStatus, NotSent};

/// Sessions that answer with this status.
fn after(status: u8) -> Bench {
    let answer: &'static str = Box::leak(format!("{status}, 7, 0, 0, 0, 0").into_boxed_str());
    let mut bench = Bench::awake(Peer::scripted(&[answer]));
    bench.transmit(1, b"sealed");
    bench
}

#[test]
fn every_status_code_has_the_outcome_and_the_wait_of_its_class() {
    let seconds = |wait| Some(Duration::from_secs(wait));
    for status in 0..=u8::MAX {
        let (outcome, wait) = match status {
            0 | 2 | 3 | 4 => (Outcome::Accepted, None),
            1 => (Outcome::AcceptedWithAlarm, None),
            11 | 37 | 38 => (Outcome::Busy, seconds(300)),
            12 | 14 => (Outcome::Rejected, None),
            15 | 16 | 33 => (Outcome::Operator, seconds(600)),
            32 => (Outcome::NoService, None),
            34 | 35 => (Outcome::Busy, seconds(5)),
            36 => (Outcome::Busy, seconds(180)),
            64 | 65 => (Outcome::Hardware, seconds(600)),
            _ => (Outcome::Ambiguous, None),
        };
        let bench = after(status);
        let report = bench.report();
        assert_eq!((report.outcome, report.retry_after), (outcome, wait), "MO status {status}");
        assert_eq!((report.mo_status, report.momsn), (Some(status), Some(7)));
        assert_eq!(report.session, Duration::from_secs(12));
        assert_eq!(report.bytes, 6);
    }
}

#[test]
fn every_status_keeps_its_code_and_has_a_sentence() {
    for code in 0..=u8::MAX {
        let status = MoStatus::from_code(code);
        assert_eq!(status.code(), code);
        assert!(status.sentence().ends_with('.') && !status.name().is_empty());
    }
}

#[test]
fn the_mo_buffer_is_cleared_after_success_and_kept_after_failure() {
    let bench = after(0);
    assert!(bench.peer.mo.is_empty());
    assert_eq!(bench.peer.heard.last().map(String::as_str), Some("AT+SBDD0"));
    let bench = after(18);
    assert_eq!(bench.peer.mo, b"sealed");
    assert_eq!(bench.peer.count("AT+SBDD0"), 0);
}

#[test]
fn a_disabled_radio_is_switched_on() {
    assert_eq!(after(34).peer.heard.last().map(String::as_str), Some("AT*R1"));
}

#[test]
fn a_status_for_the_technician_shows_in_the_health_until_a_session_works() {
    let mut bench = Bench::awake(Peer::scripted(&["16, 1, 0, 0, 0, 0", "0, 1, 0, 0, 0, 0"]));
    bench.transmit(1, b"x");
    assert_eq!(bench.modem.health(), ModemHealth::Blocked(MoStatus::Locked));
    bench.transmit(2, b"x");
    assert_eq!(bench.modem.health(), ModemHealth::Ready);
}

#[test]
fn no_service_shows_until_a_signal_is_seen() {
    let mut bench = after(32);
    assert_eq!(bench.modem.health(), ModemHealth::NoService);
    bench.bytes(b"\r\n+CIEV:0,3\r\n");
    assert_eq!(bench.modem.health(), ModemHealth::Ready);
    assert!(bench.said.contains(&Output::Signal(3)));
}

#[test]
fn a_checksum_error_or_timeout_of_the_modem_is_written_again() {
    for code in [1, 2] {
        let mut bench = Bench::awake(Peer { write_codes: [code].into(), ..Peer::default() });
        bench.transmit(1, b"sealed");
        assert_eq!(bench.outcome(), Outcome::Accepted, "code {code}");
        assert_eq!(bench.peer.written, [b"sealed", b"sealed"], "the identical bytes");
        assert_eq!(bench.noticed(&Notice::MoWrite(code)), 1);
    }
}

#[test]
fn a_packet_that_the_modem_never_takes_is_not_sent() {
    let mut bench = Bench::awake(Peer { write_codes: [2, 2, 2].into(), ..Peer::default() });
    bench.transmit(1, b"sealed");
    assert_eq!(bench.outcome(), Outcome::NotSent(NotSent::WriteFailed));
    assert_eq!((bench.peer.written.len(), bench.peer.count("AT+SBDIX")), (3, 0));
}

#[test]
fn a_size_that_the_modem_refuses_was_damaged_on_the_line_and_is_written_again() {
    let mut bench = Bench::awake(Peer { write_codes: [3].into(), ..Peer::default() });
    bench.transmit(1, b"sealed");
    assert_eq!(bench.outcome(), Outcome::Accepted);
    let asked = bench.peer.heard.iter().filter(|heard| heard.starts_with("AT+SBDWB")).count();
    assert_eq!((asked, bench.noticed(&Notice::MoWrite(3))), (2, 1));
    assert_eq!(bench.peer.written, [b"sealed"]);
}

#[test]
fn a_packet_of_impossible_size_never_reaches_the_line() {
    for length in [0, MESSAGE_LIMIT + 1] {
        let mut bench = Bench::awake(Peer::default());
        bench.transmit(1, &vec![7; length]);
        assert_eq!(bench.outcome(), Outcome::Rejected);
        assert!(!bench.peer.heard.iter().any(|heard| heard.starts_with("AT+SBDWB")));
    }
}

#[test]
fn packets_of_the_smallest_and_the_largest_size_go_out_unchanged() {
    for packet in [vec![0xff; 1], vec![0xff; MESSAGE_LIMIT]] {
        let mut bench = Bench::awake(Peer::default());
        bench.transmit(1, &packet);
        assert_eq!(bench.outcome(), Outcome::Accepted);
        assert_eq!(bench.peer.written, [packet]);
    }
}

#[test]
fn the_attempt_is_announced_before_its_session_command() {
    let mut bench = Bench::awake(Peer::default());
    bench.transmit(9, b"sealed");
    let position = |wanted: &dyn Fn(&Output) -> bool| bench.said.iter().position(wanted).expect("said");
    let starting = position(&|said| *said == Output::Starting { attempt: 9 });
    let finished = position(&|said| matches!(said, Output::Finished(_)));
    assert!(starting < finished);
    assert!(bench.said.contains(&Output::Health(ModemHealth::InSession)));
}

#[test]
fn a_second_job_waits_and_a_third_is_refused() {
    let mut bench = Bench::awake(Peer::default());
    for attempt in 1..=3 {
        bench.give(Input::Transmit { attempt, packet: vec![1] });
    }
    bench.run();
    let ends: Vec<_> = bench.reports().iter().map(|report| (report.attempt, report.outcome)).collect();
    let occupied = Outcome::NotSent(NotSent::Occupied);
    assert_eq!(ends, [(3, occupied), (1, Outcome::Accepted), (2, Outcome::Accepted)]);
}

#[test]
fn two_sessions_keep_their_distance() {
    let mut bench = Bench::awake(Peer::default());
    bench.give(Input::Transmit { attempt: 1, packet: vec![1] });
    bench.give(Input::Transmit { attempt: 2, packet: vec![1] });
    bench.run();
    assert!(bench.reports()[1].duration >= Duration::from_secs(12 + 10 + 12));
}
