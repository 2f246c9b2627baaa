//! Bring-up, optional commands, signal gate, silence, the reset ladder and the end of the program.

use super::*;
use crate::modem::{NotSent, Rung};

#[test]
fn the_bring_up_asks_at_twice_and_sets_the_line_before_anything_else() {
    let bench = Bench::awake(Peer::default());
    assert_eq!(
        bench.peer.heard,
        [
            "AT",
            "AT",
            "ATE0",
            "ATV1",
            "AT&K0",
            "AT&D0",
            "AT+SBDST=150",
            "AT+SBDMTA=1",
            "AT+CIER=1,1,1",
            "AT+CGMR",
            "AT+CGSN",
            "AT-MSSTM",
            "AT+SBDRB"
        ]
    );
    assert!(bench.said.contains(&Output::NetworkTime { ticks: 0x24e9_1d38 }));
    assert!(bench.said.contains(&Output::Identity {
        imei: Some("300434060000001".into()),
        firmware: Some("Call Processor Version: TA16005".into())
    }));
}

#[test]
fn a_modem_that_was_left_with_numeric_results_is_brought_up() {
    let peer = Peer { special: vec![("AT", "0"), ("ATE0", "0")], ..Peer::default() };
    Bench::awake(peer);
}

#[test]
fn a_modem_that_refuses_every_optional_command_still_sends() {
    let mut bench = Bench::awake(Peer { habit: Habit::Error, ..Peer::default() });
    bench.transmit(1, b"sealed");
    assert_eq!(bench.outcome(), Outcome::Accepted);
    assert_eq!(bench.noticed(&Notice::Missing("AT+CSQF")), 1);
    assert!(bench.report().duration < Duration::from_secs(13));
}

#[test]
fn a_modem_that_is_silent_on_every_optional_command_still_sends_and_is_not_asked_again() {
    let mut bench = Bench::awake(Peer { habit: Habit::Silent, ..Peer::default() });
    assert!(bench.at.since(Uptime::from_millis(1_000)) < Duration::from_secs(25), "short limits");
    bench.transmit(1, b"sealed");
    bench.transmit(2, b"sealed");
    let outcomes: Vec<_> = bench.reports().iter().map(|report| report.outcome).collect();
    assert_eq!(outcomes, [Outcome::Accepted, Outcome::Accepted]);
    for command in ["ATE0", "AT+CIER=1,1,1", "AT+SBDREG?", "AT+CSQF", "AT+CSQ", "AT-MSSTM"] {
        assert_eq!(bench.peer.count(command), 1, "{command}");
    }
    assert!(!bench.said.iter().any(|said| matches!(said, Output::SetDtr(_) | Output::Reopen)));
}

#[test]
fn a_ring_session_that_the_modem_lacks_is_replaced_by_the_plain_form() {
    let mut bench = Bench::awake(Peer { special: vec![("AT+SBDIXA", "ERROR")], ..Peer::default() });
    bench.bytes(b"\r\nSBDRING\r\n");
    bench.check(1);
    assert_eq!(bench.outcome(), Outcome::Accepted);
    assert_eq!((bench.peer.count("AT+SBDIXA"), bench.peer.count("AT+SBDIX")), (1, 1));
}

#[test]
fn a_modem_that_is_silent_on_what_it_does_not_know_is_not_asked_for_a_ring_session() {
    let mut bench = Bench::awake(Peer { habit: Habit::Silent, mute: vec!["AT+SBDIXA"], ..Peer::default() });
    bench.bytes(b"\r\nSBDRING\r\n");
    bench.check(1);
    assert_eq!(bench.outcome(), Outcome::Accepted);
    assert_eq!((bench.peer.count("AT+SBDIXA"), bench.peer.count("AT+SBDIX")), (0, 1));
}

#[test]
fn the_signal_gate_opens_with_the_signal() {
    let mut bench = Bench::awake(Peer { signal: 0, ..Peer::default() });
    bench.give(Input::Transmit { attempt: 1, packet: vec![1] });
    bench.run_for(Duration::from_secs(20));
    assert_eq!(bench.peer.count("AT+SBDIX"), 0);
    assert_eq!(bench.modem.health(), ModemHealth::NoService);
    bench.bytes(b"\r\n+CIEV:0,2\r\n");
    bench.run();
    let report = bench.report();
    assert_eq!((report.outcome, report.signal), (Outcome::Accepted, Some(2)));
    assert!(report.duration < Duration::from_secs(34));
}

#[test]
fn the_signal_gate_expires() {
    let mut bench = Bench::awake(Peer { signal: 0, ..Peer::default() });
    bench.transmit(1, b"sealed");
    let report = bench.report();
    assert_eq!((report.outcome, report.signal), (Outcome::Accepted, Some(0)));
    assert!(report.duration >= Duration::from_secs(60) && report.duration < Duration::from_secs(80));
    assert!(bench.peer.count("AT+CSQF") >= 10, "asked while waiting");
}

#[test]
fn a_signal_that_the_modem_cannot_tell_is_no_gate() {
    let peer = Peer { special: vec![("AT+CSQF", "ERROR"), ("AT+CSQ", "ERROR")], ..Peer::default() };
    let mut bench = Bench::awake(peer);
    bench.transmit(1, b"sealed");
    assert!(bench.report().duration < Duration::from_secs(13));
    assert_eq!((bench.peer.count("AT+CSQF"), bench.peer.count("AT+CSQ")), (1, 1));
    bench.transmit(2, b"sealed");
    assert_eq!(
        (bench.peer.count("AT+CSQF"), bench.peer.count("AT+CSQ")),
        (1, 2),
        "ERROR of +CSQ is a passing state"
    );
}

#[test]
fn every_command_waits_for_unsolicited_lines_after_the_last_answer() {
    let mut bench = Bench::awake(Peer::default());
    bench.transmit(1, b"sealed");
    assert!(
        bench.shortest_pause.is_some_and(|pause| pause >= Duration::from_millis(20)),
        "{:?}",
        bench.shortest_pause
    );
}

#[test]
fn old_firmware_waits_for_the_system_time_but_not_forever() {
    let special = vec![
        ("AT+CGMR", "Call Processor Version: TA12003|OK"),
        ("AT-MSSTM", "-MSSTM: no network service|OK"),
    ];
    let mut bench = Bench::awake(Peer { special: special.clone(), ..Peer::default() });
    bench.transmit(1, b"sealed");
    assert!(bench.report().duration >= Duration::from_secs(60));
    assert!(bench.peer.count("AT-MSSTM") > 10);
    let mut newer = Bench::awake(Peer { special: special[1..].to_vec(), ..Peer::default() });
    newer.transmit(1, b"sealed");
    assert!(newer.report().duration < Duration::from_secs(13));
}

#[test]
fn a_silent_modem_is_climbed_to_in_order_and_found_again() {
    for (cure, rung) in [("escape", Rung::Escape), ("dtr", Rung::Dtr), ("reopen", Rung::Reopen)] {
        let mut bench = Bench::new(Peer { deaf: true, cured_by: Some(cure), ..Peer::default() });
        bench.give(Input::Opened);
        bench.run();
        let climbed: Vec<_> = bench
            .said
            .iter()
            .filter_map(
                |said| if let Output::Notice(Notice::Ladder(rung)) = said { Some(*rung) } else { None },
            )
            .collect();
        assert_eq!(climbed.last(), Some(&rung), "{cure}");
        assert!(climbed.is_sorted());
        assert!(bench.said.contains(&Output::Health(ModemHealth::Silent)));
        assert_eq!(bench.modem.health(), ModemHealth::Ready, "{cure}");
    }
}

#[test]
fn a_modem_that_stays_silent_ends_the_attempt_and_is_asked_for_ever() {
    let mut bench = Bench::new(Peer { deaf: true, ..Peer::default() });
    bench.give(Input::Opened);
    bench.give(Input::Transmit { attempt: 1, packet: vec![1] });
    bench.run_for(Duration::from_secs(300));
    assert_eq!(bench.outcome(), Outcome::NotSent(NotSent::Silent));
    assert!(bench.modem.counts().reopens >= 5 && bench.modem.counts().dtr_resets >= 5);
    assert!(bench.modem.poll_timeout().is_some());
    assert_eq!(bench.modem.health(), ModemHealth::Silent);
}

#[test]
fn a_technicians_reset_drops_dtr_and_brings_up_again() {
    let mut bench = Bench::awake(Peer::default());
    bench.give(Input::Reset);
    bench.run();
    let dtr: Vec<_> = bench.said.iter().filter(|said| matches!(said, Output::SetDtr(_))).collect();
    assert_eq!(dtr, [&Output::SetDtr(false), &Output::SetDtr(true)]);
    assert_eq!(bench.peer.count("ATE0"), 2);
    assert_eq!(bench.modem.health(), ModemHealth::Ready);
}

#[test]
fn shutdown_lets_a_session_end_and_takes_nothing_new() {
    let mut bench = Bench::awake(Peer { mute: vec!["AT+SBDIX"], ..Peer::default() });
    bench.give(Input::Transmit { attempt: 1, packet: vec![1] });
    bench.run_for(Duration::from_secs(5));
    bench.give(Input::Shutdown);
    bench.give(Input::Transmit { attempt: 2, packet: vec![1] });
    bench.drain();
    assert!(!bench.said.contains(&Output::Stopped));
    bench.bytes(b"\r\n+SBDIX: 0, 5, 0, 0, 0, 0\r\n\r\nOK\r\n");
    bench.run();
    let ends: Vec<_> = bench.reports().iter().map(|report| (report.attempt, report.outcome)).collect();
    assert_eq!(ends, [(2, Outcome::NotSent(NotSent::ShuttingDown)), (1, Outcome::Accepted)]);
    assert_eq!(bench.said.iter().filter(|said| **said == Output::Stopped).count(), 1);
    assert!(bench.peer.mo.is_empty(), "cleared before stopping");
}

#[test]
fn shutdown_ends_an_attempt_that_is_not_on_the_air() {
    let mut bench = Bench::awake(Peer { signal: 0, ..Peer::default() });
    bench.give(Input::Transmit { attempt: 1, packet: vec![1] });
    bench.run_for(Duration::from_secs(20));
    bench.give(Input::Shutdown);
    bench.drain();
    assert_eq!(bench.outcome(), Outcome::NotSent(NotSent::ShuttingDown));
    assert!(bench.said.contains(&Output::Stopped));
    assert_eq!(bench.modem.poll_timeout(), None);
}

#[test]
fn shutdown_does_not_wait_for_a_silent_modem() {
    let mut bench = Bench::new(Peer { deaf: true, ..Peer::default() });
    bench.give(Input::Opened);
    bench.run_for(Duration::from_secs(12));
    bench.give(Input::Shutdown);
    bench.drain();
    assert!(bench.said.contains(&Output::Stopped));
}
