//! The dialogue under every disturbance: lines in between, any portions, garbage.

use proptest::prelude::*;

use super::*;
use crate::modem::LINE_LIMIT;

/// What a whole transmission with an MT message came to.
#[derive(Debug, PartialEq, Eq)]
struct End {
    outcome: Outcome,
    momsn: Option<u16>,
    mail: Vec<Vec<u8>>,
    written: Vec<Vec<u8>>,
    segments: usize,
}

fn dialogue(echo: bool, insert: Option<(usize, &'static str)>, portions: Portions) -> End {
    let mut peer = Peer { echo, insert, session_time: Duration::from_secs(3), ..Peer::default() };
    peer.sessions.push_back(Peer::mail("0, 7, 1, -1, 9, 0", b"\r\nOK\r\nmt!"));
    let mut bench = Bench::new(peer);
    bench.portions = portions;
    bench.give(Input::Opened);
    bench.run();
    bench.transmit(1, b"sealed");
    let report = bench.report();
    End {
        outcome: report.outcome,
        momsn: report.momsn,
        mail: bench.mail().into_iter().map(<[u8]>::to_vec).collect(),
        written: bench.peer.written.clone(),
        segments: bench.peer.segments,
    }
}

#[test]
fn an_unsolicited_line_between_any_two_lines_changes_nothing() {
    for echo in [false, true] {
        let undisturbed = dialogue(echo, None, Portions::Whole);
        assert_eq!(undisturbed.outcome, Outcome::Accepted);
        assert_eq!(undisturbed.mail, [b"\r\nOK\r\nmt!"]);
        for inserted in ["SBDRING", "+CIEV:0,5", "+CIEV:1,1", "+AREG:1,0,12,3", "what is this"] {
            for number in 0..undisturbed.segments {
                let disturbed = dialogue(echo, Some((number, inserted)), Portions::Whole);
                let expected = End { segments: disturbed.segments, ..dialogue(echo, None, Portions::Whole) };
                assert_eq!(disturbed, expected, "{inserted} before segment {number}, echo {echo}");
            }
        }
    }
}

#[test]
fn any_portions_give_the_same_end() {
    let whole = dialogue(true, None, Portions::Whole);
    assert_eq!(dialogue(true, None, Portions::Single), whole);
    for cut in 0..60 {
        assert_eq!(dialogue(true, None, Portions::Cut(cut)), whole, "cut at {cut}");
    }
}

#[test]
fn a_flood_costs_no_memory_and_the_modem_is_found_again() {
    let mut bench = Bench::awake(Peer::default());
    let flood: Vec<u8> =
        (0..1_000_000u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    bench.give(Input::Bytes(flood));
    bench.give(Input::Bytes(b"\r\nSBDRING\r\n+CIEV:0,4\r\n".repeat(10_000)));
    let mut outputs = 0;
    while bench.modem.poll_output().is_some() {
        outputs += 1;
    }
    assert!(outputs < 100, "{outputs}");
    bench.transmit(1, b"sealed");
    assert_eq!(bench.outcome(), Outcome::Accepted);
}

#[test]
fn garbage_before_each_answer_is_survived() {
    for garbage in [&b"\xff\xfe\x00\r\n"[..], b"\x00\x01", &[b'x'; LINE_LIMIT + 7]] {
        let mut bench = Bench::awake(Peer::default());
        bench.give(Input::Transmit { attempt: 1, packet: b"sealed".to_vec() });
        bench.bytes(garbage);
        bench.bytes(b"\r\n");
        bench.run();
        assert!(matches!(bench.outcome(), Outcome::Accepted | Outcome::Ambiguous), "{garbage:?}");
    }
}

/// An input of any kind at any time.
fn any_input() -> impl Strategy<Value = (u64, Input)> {
    let bytes = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..700),
        prop_oneof![
            Just("\r\nOK\r\n"),
            Just("\r\nERROR\r\n"),
            Just("\r\nREADY\r\n"),
            Just("\r\n0\r\n\r\nOK\r\n"),
            Just("\r\n2\r\n\r\nOK\r\n"),
            Just("\r\n+SBDIX: 0, 1, 1, 1, 3, 1\r\n\r\nOK\r\n"),
            Just("\r\n+SBDIX: 18, 1, 2, 0, 0, 0\r\n\r\nOK\r\n"),
            Just("\0\x03abc\x01\x26\r\nOK\r\n"),
            Just("\0\0\0\0\r\nOK\r\n"),
            Just("\r\nSBDRING\r\n"),
            Just("\r\n+CIEV:0,0\r\n"),
        ]
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let input = prop_oneof![
        12 => bytes.prop_map(Input::Bytes),
        8 => Just(Input::Timeout),
        2 => Just(Input::Opened),
        1 => Just(Input::Closed),
        3 => (any::<u64>(), 0usize..400).prop_map(|(attempt, size)| Input::Transmit { attempt, packet: vec![1; size] }),
        2 => any::<u64>().prop_map(|attempt| Input::CheckMailbox { attempt }),
        2 => (0u64..5).prop_map(|mt| Input::MtStored { mt }),
        1 => Just(Input::Reset),
    ];
    (0u64..100_000, input)
}

proptest! {
    #[test]
    fn no_input_panics_and_every_attempt_ends_once(inputs in proptest::collection::vec(any_input(), 0..120)) {
        let mut modem = Modem::new(Settings::default());
        let (mut at, mut asked, mut ended, mut unstored) = (0, 0u32, 0u32, None);
        for (later, input) in inputs {
            at += later;
            asked += u32::from(matches!(input, Input::Transmit { .. } | Input::CheckMailbox { .. }));
            if let Input::MtStored { mt } = input {
                unstored = unstored.filter(|&one| one != mt);
            }
            let now = Now { uptime: Uptime::from_millis(at), ..Now::default() };
            modem.handle_input(now, input);
            let mut outputs = 0;
            while let Some(output) = modem.poll_output() {
                outputs += 1;
                match output {
                    Output::Finished(_) => ended += 1,
                    Output::Mt { mt, .. } => unstored = Some(mt),
                    Output::Starting { .. } => prop_assert_eq!(unstored, None, "a session over an unstored message"),
                    _ => {}
                }
            }
            prop_assert!(outputs < 200);
        }
        modem.handle_input(Now { uptime: Uptime::from_millis(at), ..Now::default() }, Input::Closed);
        while let Some(output) = modem.poll_output() {
            ended += u32::from(matches!(output, Output::Finished(_)));
        }
        prop_assert_eq!(asked, ended);
    }
}
