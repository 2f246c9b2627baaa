//! What each kind of tape says, and that nothing in it can command the printer.

use crate::election::{FINGERPRINT, definition, origin, record, tally};
use rts::lab::printer::{Emulator, Piece, Profile};
use rts_core::printer::{Completion, Input, Output, Printer, Settings, SheetOrder};
use rts_core::record::{Certificate, Content, Digest, Reason};
use rts_core::tape::{
    Attested, Bitmap, CenterAnswer, Check, Impression, Issue, Line, Moment, Paper, SendAttempt, Stamp, Tape,
    Transmission,
};
use rts_core::time::{ClockQuality, Now, Uptime, WallTime};

const ROWS: u16 = 48;

fn at(seconds: i64) -> Stamp {
    Stamp { wall: Some(WallTime::from_unix(seconds)), quality: ClockQuality::Battery, offset: 180 }
}

pub(crate) fn tapes() -> Vec<(&'static str, Tape)> {
    let definition = definition();
    let origin = origin(&definition);
    let of = |content: Content, transmission: &Transmission| {
        let record = record(content);
        let attested = Attested { record: &record, fingerprint: FINGERPRINT };
        Tape::of_record(&origin, attested, Some(at(1_795_230_000)), transmission).expect("a kind with a tape")
    };
    let mut wrong = tally();
    wrong.contests[1].blank = 29;
    let answer = CenterAnswer {
        base: record(Content::Result(tally())).base,
        digest: Digest([0x3a; 32]),
        verdict: "accepted".into(),
        reason: String::new(),
        sequence: 9,
        center_time: Some(WallTime::from_unix(1_795_273_500)),
        came: at(1_795_273_512),
        log_index: Some(1_733),
        bytes: (0..102).collect(),
    };
    let certificate = Certificate {
        base: record(Content::Result(tally())).base,
        digest: Digest([0x3a; 32]),
        attempts: 3,
        first_attempt: 1_795_273_300,
        last_attempt: 1_795_290_000,
        deadline: 1_795_294_812,
        journal_head: [7; 12],
    };
    let attempts = [
        (1_795_273_300, "no network"),
        (1_795_280_000, "no network"),
        (1_795_290_000, "no answer of the modem"),
    ]
    .map(|(when, outcome)| SendAttempt { at: at(when), outcome: outcome.into() });
    let check = |part: &str, good, seen: &str| Check { part: part.into(), good, seen: seen.into() };
    let checks = [
        check("Printer", true, "process id"),
        check("Modem", true, "signal 4 of 5"),
        check("Clock", false, "not set"),
    ];
    let answered = Transmission::Answered { verdict: "accepted".into(), at: at(1_795_273_512) };
    vec![
        ("zero", of(Content::Zero, &Transmission::NotSent)),
        ("opened", of(Content::Opened, &Transmission::NotSent)),
        ("result", of(Content::Result(tally()), &Transmission::NotSent)),
        ("wrong", of(Content::Result(wrong), &Transmission::Sent { attempts: 2, since: at(1_795_273_300) })),
        ("rehearsal", of(Content::Rehearsal(tally()), &answered)),
        (
            "correction",
            of(Content::Correction { voids: [9; 12], reason: Reason::Recount, tally: tally() }, &answered),
        ),
        ("void", of(Content::Annulment { voids: [9; 12], reason: Reason::Order }, &answered)),
        ("receipt", Tape::of_receipt(&origin, &answer)),
        (
            "certificate",
            Tape::of_certificate(&origin, &certificate, &[0x5a; 64], ClockQuality::Battery, &attempts),
        ),
        ("readiness", Tape::of_readiness(&origin, &checks)),
    ]
}

fn impression() -> Impression {
    let (issue, moment) = (Issue::Original, Moment::BeforeSending);
    Impression { copy: 1, copies: 3, attempt: 1, issue, moment, printed_at: at(1_795_273_260) }
}

/// The text of a tape, all sheets, without what the heads repeat.
fn text(tape: &Tape, paper: Paper) -> String {
    let lines = tape.sheets(paper, ROWS).into_iter().flat_map(|sheet| sheet.body);
    lines.map(|line| line.plain(paper.columns()) + "\n").collect()
}

fn tape(name: &str) -> Tape {
    tapes().into_iter().find(|(tape, _)| *tape == name).expect("no such tape").1
}

/// Lines as a picture until sheets are drawn in dots: the letters' ASCII bytes are the dots of one row each.
fn draft(lines: &[Line], paper: Paper) -> Bitmap {
    let mut picture = Bitmap::new(paper.dots(), 0);
    for line in lines {
        let mut row = Bitmap::new(paper.dots(), 24);
        for (letter, left) in line.plain(paper.columns()).bytes().zip((0_u16..).step_by(8)) {
            for bit in (0_u16..8).filter(|bit| letter & (0x80 >> bit) != 0) {
                row.set(left + bit, 0);
            }
        }
        picture.append(&row);
    }
    picture
}

/// Prints a tape on a simulated printer and gives the paper.
pub(crate) fn print(tape: &Tape, paper: Paper) -> Vec<Piece> {
    let mut emulator = Emulator::new(Profile { dots: paper.dots().into(), ..Profile::default() }, Vec::new());
    let mut printer = Printer::new(Settings { paper, ..Settings::default() });
    let mut now = Uptime::from_millis(1);
    let mut sheets = tape.sheets(paper, ROWS).into_iter().zip(1..);
    printer.handle_input(Now { uptime: now, ..Now::default() }, Input::Opened);
    let mut open = true;
    while open {
        let mut inputs = Vec::new();
        while let Some(output) = printer.poll_output() {
            match output {
                Output::Write(bytes) => emulator.receive(now, &bytes),
                Output::Ready { .. } | Output::Completed { by: Completion::ProcessId, .. } => {
                    match sheets.next() {
                        Some((sheet, job)) => {
                            inputs.push(Input::Print(SheetOrder {
                                job,
                                picture: draft(&sheet.lines(&impression()), paper),
                            }));
                        }
                        None => open = false,
                    }
                }
                other => panic!("{other:?}"),
            }
        }
        let answers = emulator.take_answers();
        if !answers.is_empty() {
            inputs.push(Input::Bytes(answers));
        }
        if inputs.is_empty() {
            let next =
                printer.poll_timeout().map(|(at, _)| at).into_iter().chain(emulator.poll_timeout()).min();
            now = next.expect("stuck").max(now);
            emulator.advance(now);
            inputs.push(Input::Timeout);
        }
        for input in inputs {
            printer.handle_input(Now { uptime: now, ..Now::default() }, input);
        }
    }
    emulator.pieces()
}

#[test]
fn a_result_tape_says_what_was_counted_and_that_it_adds_up() {
    let text = text(&tape("result"), Paper::Mm80);
    let expected = "\
COUNCIL OF THE GOVERNORATE
LIST 101 Rivers Alliance
    List alone .............................. 21
  1 Zainab Hussein .......................... 88
  2 Ahmed al-Jabouri ........................ 40
  3 Noor Kareem .............................. 0
List 101 together .......................... 149
LIST 115 Mountain and Plain Coalition of the
Northern Districts
    List alone ............................... 3
  1 Perparim Celaj .......................... 61
  2 ?@Evil?VA????name ........................ 1
List 115 together ........................... 65
LIST 120 tHlf
  1 'Hmd Hsn ................................ 70
  2 RYbwr ................................... 17
List 120 together ........................... 87

------------------------------------------------
Valid votes ................................ 301
    three zero one
Blank ........................................ 4
Invalid ...................................... 7
Together ................................... 312
Ballots x 1 vote ........................... 312
Check: sum of the contest ................... OK
";
    assert!(text.contains(expected), "{text}");
    for line in [
        "PRELIMINARY until compared by the commission.",
        "Opened      2026-11-21 06:00:00 +03:00 (battery)",
        "Closed      2026-11-21 18:00:12 +03:00 (battery)",
        "Approved by                         1 Ida Salman",
        "Approved by                         2 Jonas Aziz",
        "NOT SENT. The result has not left the station.",
        "Undervotes .................................. 30",
        "Overvotes ................................... 10",
        "Ballots x 2 votes .......................... 624",
        "Check: ballots <= verified .................. OK",
        "Device                                     20417",
        "Key                                    9f31 c07a",
        "Record                           result number 5",
    ] {
        assert!(text.contains(line), "no line {line:?} in\n{text}");
    }
}

#[test]
fn a_sum_that_misses_is_printed_as_failed() {
    let text = text(&tape("wrong"), Paper::Mm80);
    assert!(text.contains("Check: sum of the contest .......... FAILED BY 1"), "{text}");
    assert!(text.contains("SENT, NO RECEIPT YET."), "{text}");
}

#[test]
fn a_zero_tape_lists_every_line_with_zero_and_the_officials_with_their_numbers() {
    let text = text(&tape("zero"), Paper::Mm80);
    let counted = text.lines().filter(|line| line.contains(" ..") && !line.contains("Check"));
    for line in counted {
        assert!(line.ends_with(" 0") || line == "Registered voters .......................... 450", "{line}");
    }
    assert!(text.contains(" 2 Jonas Aziz, second official"), "{text}");
    assert!(!text.contains("TRANSMISSION"), "{text}");
}

#[test]
fn a_correction_and_an_annulment_name_the_fingerprint_that_is_void() {
    let voided = rts_core::record::Fingerprint([9; 10]).to_string();
    let correction = text(&tape("correction"), Paper::Mm58);
    assert!(
        correction.contains(&voided) && correction.contains("The result below stands in its"),
        "{correction}"
    );
    let void = text(&tape("void"), Paper::Mm80);
    assert!(void.contains(&voided) && void.contains("Nothing stands in its place."), "{void}");
}

#[test]
fn a_receipt_and_a_certificate_carry_their_signed_bytes() {
    let receipt = text(&tape("receipt"), Paper::Mm80);
    assert!(
        receipt.contains("  00010203 04050607 08090a0b\n") && receipt.contains("  60616263 6465\n"),
        "{receipt}"
    );
    let certificate = text(&tape("certificate"), Paper::Mm80);
    assert!(
        certificate.contains("  1 2026-11-21 18:01:40 +03:00 (battery) no\n    network\n"),
        "{certificate}"
    );
    assert!(certificate.contains("  5a5a5a5a 5a5a5a5a 5a5a5a5a\n"), "{certificate}");
    assert!(certificate.contains("Deadline    2026-11-22 00:00:12 +03:00 (battery)"), "{certificate}");
}

#[test]
fn readiness_is_not_claimed_while_a_part_fails() {
    let text = text(&tape("readiness"), Paper::Mm80);
    assert!(
        text.contains("NOT READY") && text.contains("Clock ................................... FAILED"),
        "{text}"
    );
}

#[test]
fn every_tape_comes_out_of_both_paper_widths_whole_and_without_unknown_commands() {
    for (name, tape) in tapes() {
        for paper in [Paper::Mm80, Paper::Mm58] {
            let pieces = print(&tape, paper);
            let sheets = tape.sheets(paper, ROWS);
            assert_eq!(pieces.len(), sheets.len(), "{name}");
            for (piece, sheet) in pieces.iter().zip(&sheets) {
                let expected: Vec<String> = sheet
                    .lines(&impression())
                    .iter()
                    .map(|line| line.plain(paper.columns()).trim().to_owned())
                    .collect();
                let expected: Vec<String> = expected.into_iter().filter(|line| !line.is_empty()).collect();
                assert_eq!(piece.text(), expected, "{name}");
                let rows = sheet.lines(&impression()).len();
                let end = format!("END SHEET {} OF {}, {rows} ROWS", sheet.number, sheet.of);
                assert_eq!(piece.text().last(), Some(&end));
                let marked = matches!(name, "rehearsal" | "readiness");
                assert_eq!(marked, piece.text().contains(&"* T E S T *".to_owned()), "{name}");
            }
        }
    }
}
