//! What each kind of tape says, and that it comes out of the printer as it was drawn.

use rts::lab::printer::{Emulator, Piece, Profile};
use rts::lab::tape::{Kind, LANGUAGES, Sample, impression, tape_of};
use rts_core::election::{Digits, LineOrder};
use rts_core::printer::{Completion, Input, Output, Printer, Settings, SheetOrder};
use rts_core::tape::{Paper, Sheet, Tape};
use rts_core::time::{Now, Uptime};

fn tape(kind: Kind, language: &str, paper: Paper) -> Tape {
    let sample = Sample::new(&[language.to_owned()], Digits::Latn, LineOrder::Ballot).unwrap();
    tape_of(kind, &sample, paper).unwrap()
}

/// What a tape says, all sheets, without what the heads repeat.
fn text(tape: &Tape) -> Vec<String> {
    let strips = tape.sheets(None).into_iter().flat_map(|sheet| sheet.body);
    strips.map(|strip| strip.plain().to_owned()).filter(|line| !line.is_empty()).collect()
}

fn english(kind: Kind) -> Vec<String> {
    text(&tape(kind, "en", Paper::Mm80))
}

#[track_caller]
fn assert_says(text: &[String], lines: &[&str]) {
    for line in lines {
        assert!(text.iter().any(|it| it == line), "no line {line:?} in\n{}", text.join("\n"));
    }
}

/// Prints sheets on a simulated printer and gives the paper.
fn print(sheets: &[Sheet], paper: Paper) -> Vec<Piece> {
    let mut emulator = Emulator::new(Profile { dots: paper.dots().into(), ..Profile::default() }, Vec::new());
    let mut printer = Printer::new(Settings { paper, ..Settings::default() });
    let mut now = Uptime::from_millis(1);
    let mut sheets = sheets.iter().zip(1..);
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
                            let picture = sheet.picture(&impression());
                            inputs.push(Input::Print(SheetOrder { job, picture }));
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
    let text = english(Kind::Result);
    let from = text
        .iter()
        .position(|line| line == "List 115: Mountain and Plain Coalition of the Northern Districts");
    let expected = [
        "List alone … 3",
        "1 Jonas O'Brien-Whitfield … 61",
        "2 Ada Lovelace … 1",
        "3 A very long name of a candidate who was born into several families at once … 0",
        "List 115 together … 65",
        "List 120: Independent Citizens",
        "1 Grace Hopper … 70",
        "2 Ali Hassan … 17",
    ];
    assert_eq!(text[from.unwrap() + 1..][..expected.len()], expected);
    assert_says(
        &text,
        &[
            "Valid votes … 301",
            "three zero one",
            "Together … 312",
            "Ballots × 1 vote … 312",
            "Check: sum of the contest … ✓ OK",
            "PRELIMINARY until compared by the commission.",
            "Opened … 2026-11-21 06:00:00 +03:00 / kept by a battery",
            "Closed … 2026-11-21 18:00:12 +03:00 / kept by a battery",
            "1 Approved by … Ida Salman",
            "2 Approved by … Jonas Aziz",
            "Turnout … 69.3 %",
            "NOT SENT. The result has not left the station.",
            "Undervotes … 30",
            "Overvotes … 10",
            "Ballots × 2 votes … 624",
            "Check: no more ballots than verified voters … ✓ OK",
            "Device … 20417",
            "Record … result, number 5",
            "[QR code 1 of 1: the signed record]",
            "[QR code: key of the device]",
        ],
    );
}

#[test]
fn a_sum_that_misses_is_printed_as_failed() {
    assert_says(
        &english(Kind::Wrong),
        &["Check: sum of the contest … ✗ FAILED by 1", "SENT, NO RECEIPT YET."],
    );
}

#[test]
fn a_zero_tape_lists_every_line_with_zero_and_the_officials_with_their_numbers() {
    let text = english(Kind::Zero);
    assert_says(&text, &["Registered voters … 450", "2 Jonas Aziz … second official", "Valid votes … 0"]);
    let candidates = text.iter().filter(|line| line.ends_with("… 0")).count();
    assert!(candidates >= 11, "every candidate and list");
    assert!(!text.iter().any(|line| line == "Transmission"));
}

#[test]
fn a_correction_and_an_annulment_name_the_fingerprint_that_is_void() {
    let voided = rts_core::record::Fingerprint([9; 10]).to_string();
    assert_says(&english(Kind::Correction), &[&voided, "The result below stands in its place."]);
    assert_says(&english(Kind::Annulment), &[&voided, "Nothing stands in its place."]);
}

#[test]
fn a_receipt_and_a_certificate_carry_their_signed_bytes() {
    assert_says(&english(Kind::Receipt), &["[QR code: receipt of the center]", "held back for examination"]);
    assert_says(
        &english(Kind::Certificate),
        &[
            "1 no satellite in sight\u{a0}– signal 0 of 5 … 2026-11-21 18:01:40 +03:00",
            "[QR code: certificate of non-transmission]",
            "[QR code: key of the device]",
            "Deadline … 2026-11-22 00:00:12 +03:00 / kept by a battery",
        ],
    );
}

#[test]
fn readiness_is_not_claimed_while_a_part_fails() {
    assert_says(&english(Kind::Readiness), &["NOT READY", "Clock … FAILED"]);
}

#[test]
fn a_summary_of_the_log_counts_entries_refusals_and_times_without_power() {
    assert_says(
        &english(Kind::Log),
        &[
            "Entries … 96",
            "sheet interrupted … 1",
            "D05 … 2",
            "Last entry … 2026-11-21 08:46:40 +03:00",
            "box started … 2026-11-21 08:48:10 +03:00",
            "00010203 04050607 08090a0b",
        ],
    );
}

#[test]
fn candidates_without_votes_stand_by_number_after_the_others_if_the_election_says_so() {
    let sample = Sample::new(&["en".to_owned()], Digits::Latn, LineOrder::ZerosLast).unwrap();
    let text = text(&tape_of(Kind::Zero, &sample, Paper::Mm80).unwrap());
    assert_says(&text, &["1–3"]);
    assert!(!text.iter().any(|line| line.contains("Grace Hopper")), "{}", text.join("\n"));
}

#[test]
fn every_tape_comes_out_of_both_paper_widths_in_every_language_as_it_was_drawn() {
    for language in LANGUAGES {
        let sample = Sample::new(&[language.to_owned()], Digits::Latn, LineOrder::Ballot).unwrap();
        for kind in Kind::ALL {
            for paper in [Paper::Mm80, Paper::Mm58] {
                let sheets = tape_of(kind, &sample, paper).unwrap().sheets(None);
                let pieces = print(&sheets, paper);
                assert_eq!(pieces.len(), sheets.len(), "{kind:?}");
                for (piece, sheet) in pieces.iter().zip(&sheets) {
                    assert!(piece.ends_with(&sheet.picture(&impression())), "{kind:?} {language}");
                }
            }
        }
    }
}
