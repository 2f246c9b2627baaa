//! The texts of QR codes of version 1, frozen in fixtures/vectors/v1/symbols.jsonl.
//!
//! Do not change this test or its vectors to make it pass. Tapes hang in every party's office: what was printed with these
//! texts must stay readable (docs/wire.md, section 11). The texts were made by another program, in Python.

use rts_core::record::{Base, Record, SignedRecord};
use rts_core::seal::DeviceCertificate;
use rts_core::tape::Paper;
use rts_core::tape::code::{Carries, Scan, Symbol, key_symbol, symbols_of};
use serde_json::Value;

use crate::made_up;
use crate::opener::{open, peer};
use crate::v1::{FROZEN, bytes, fixture, lines, package, secret, text};

fn symbols(line: &Value) -> Vec<&str> {
    line["symbols"].as_array().unwrap().iter().map(|symbol| symbol.as_str().unwrap()).collect()
}

/// What the codes of one tape say, or why they are refused: every text must be of use.
fn read(texts: &[&str]) -> Result<Value, String> {
    let package = package();
    let mut scan = Scan::new();
    for text in texts {
        scan.take(text).map_err(|error| error.to_string())?;
    }
    if let Some(gap) = scan.gaps().first() {
        return Err(gap.to_string());
    }
    let [record] =
        scan.records().try_into().map_err(|records: Vec<_>| format!("{} records", records.len()))?;
    let record = record.map_err(|error| error.to_string())?;
    let key =
        record.key(scan.certificates(), &package.roster_key().unwrap()).map_err(|error| error.to_string())?;
    let digest = record.verify(&package.digest, &key).map_err(|error| error.to_string())?;
    let parsed = Record::parse(record.signed.base, &record.signed.r, &package.definition);
    Ok(made_up::says(&parsed.map_err(|error| error.to_string())?, &digest))
}

#[test]
fn every_record_has_the_symbols_it_had_on_both_papers() {
    let messages = lines("messages.jsonl");
    let mut checked = 0;
    for line in lines("symbols.jsonl").iter().filter(|line| line.get("paper").is_some()) {
        let paper = if line["paper"] == "80 mm" { Paper::Mm80 } else { Paper::Mm58 };
        let message = messages.iter().find(|message| message["says"] == line["says"]).unwrap();
        let base = Base::parse(&bytes(&line["base"]).try_into().unwrap()).unwrap();
        let signature = bytes(&message["signature"]).try_into().unwrap();
        let signed = SignedRecord { base, r: bytes(&message["r"]), signature };
        let mut expected = symbols(line);
        let key = expected.pop().unwrap();
        let drawn = symbols_of(&signed, &package().digest, paper);
        assert_eq!(drawn.iter().map(|symbol| symbol.text.as_str()).collect::<Vec<_>>(), expected, "{FROZEN}");
        if line["says"]["station"] == 1001 {
            let certificate = hex::decode(secret("device_certificate")).unwrap();
            assert_eq!(key_symbol(&DeviceCertificate::parse(&certificate).unwrap()).text, key, "{FROZEN}");
        }
        checked += 1;
    }
    assert_eq!(checked, 2 * messages.len());
}

#[test]
fn every_tape_is_read_or_refused_as_it_was() {
    let (mut good, mut bad) = (0, 0);
    for line in lines("symbols.jsonl") {
        match (read(&symbols(&line)), line.get("says")) {
            (Ok(read), Some(says)) => {
                assert_eq!(&read, says, "{}: {FROZEN}", line["note"]);
                good += 1;
            }
            (Err(why), Some(_)) => panic!("{}: {why}: {FROZEN}", line["note"]),
            (Ok(_), None) => panic!("{} was not refused: {FROZEN}", line["refused"]),
            (Err(_), None) => bad += 1,
        }
    }
    assert!(good >= 60 && bad >= 70, "{good} good, {bad} bad");
}

#[test]
fn another_program_reads_and_refuses_the_same_tapes() {
    let frozen = lines("symbols.jsonl");
    let input = frozen.iter().map(|line| symbols(line).join("\t")).collect::<Vec<_>>();
    let options = [("--root", secret("root_key"))];
    let answers = open("tapes", &text("vectors/v1/package.json"), &options, &input);
    assert_eq!(answers.len(), frozen.len());
    for (answer, line) in answers.iter().zip(&frozen) {
        match line.get("says") {
            Some(says) => assert_eq!(answer, says, "{}", line["note"]),
            None => assert!(answer.get("refused").is_some(), "{} was not refused", line["refused"]),
        }
    }
}

#[test]
fn every_single_changed_letter_is_refused_by_another_program() {
    let frozen = lines("symbols.jsonl");
    let [record, key] = symbols(&frozen[0])[..] else { panic!("two symbols") };
    let changed = |symbol: &str, at: usize| {
        let letter = if &symbol[at..=at] == "0" { "1" } else { "0" };
        format!("{}{letter}{}", &symbol[..at], &symbol[at + 1..])
    };
    let mut tapes =
        (0..record.len()).map(|at| [changed(record, at), key.to_owned()].join("\t")).collect::<Vec<_>>();
    tapes.extend((0..key.len()).map(|at| [record.to_owned(), changed(key, at)].join("\t")));
    for tape in &tapes {
        assert!(read(&tape.split('\t').collect::<Vec<_>>()).is_err(), "{tape}");
    }
    let answers = open("tapes", &text("vectors/v1/package.json"), &[], &tapes);
    assert_eq!(answers.len(), tapes.len());
    assert!(answers.iter().all(|answer| answer.get("refused").is_some()));
}

#[test]
fn another_program_joins_the_lines_of_a_scanner_and_names_the_part_that_is_missing() {
    let frozen = lines("symbols.jsonl");
    let line = frozen.iter().find(|line| symbols(line).len() == 3).unwrap();
    let package = text("vectors/v1/package.json");
    let mut texts = symbols(line).into_iter().map(str::to_owned).collect::<Vec<_>>();
    texts.reverse();
    assert_eq!(open("tape", &package, &[], &texts), [line["says"].clone()]);
    // Two tapes under one scanner: each record has its answer.
    texts.extend(symbols(&frozen[0]).into_iter().map(str::to_owned));
    let answers = open("tape", &package, &[], &texts);
    assert_eq!(answers.len(), 2);
    assert!(answers.contains(&line["says"]) && answers.contains(&frozen[0]["says"]));
    let print = line["says"]["fingerprint"].as_str().unwrap();
    let missing = serde_json::json!({"refused": format!("part 1 of 2 of {} is missing", &print[..7])});
    assert_eq!(open("tape", &package, &[], &[symbols(line)[1].to_owned()]), [missing]);
    // Without the certificate's code, the device's key may be given.
    let options = [("--device-key", secret("device_key"))];
    let alone = symbols(line)[..2].iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    assert_eq!(open("tape", &package, &options, &alone), [line["says"].clone()]);
}

#[test]
fn the_texts_of_the_worked_example_are_those_of_the_first_tape() {
    let spec = std::fs::read_to_string(fixture("../docs/wire.md")).unwrap();
    for symbol in symbols(&lines("symbols.jsonl")[0]) {
        assert!(spec.contains(&format!("    {symbol}\n")), "docs/wire.md lacks {symbol}");
    }
}

/// A picture as the simplest file that other programs read: black dots are ones in both.
fn draw(symbol: &Symbol, paper: Paper) -> Vec<u8> {
    let picture = symbol.draw(paper).unwrap();
    let head = format!("P4\n{} {}\n", picture.width(), picture.height());
    [head.as_bytes(), picture.bytes()].concat()
}

/// Base, package prefix, R and signature of a frozen record, in hexadecimal.
fn whole(says: &Value) -> String {
    let message = lines("messages.jsonl").into_iter().find(|message| &message["says"] == says).unwrap();
    let [base, r, signature] = ["base", "r", "signature"].map(|part| message[part].as_str().unwrap());
    [base, &secret("package_digest")[..16], r, signature].concat()
}

#[test]
fn every_drawn_symbol_is_read_by_two_other_readers_and_drawn_alike_by_another_writer() {
    let folder = tempfile::tempdir().unwrap();
    let frozen = lines("symbols.jsonl").into_iter().filter(|line| line.get("paper").is_some());
    let frozen = frozen.collect::<Vec<_>>();
    let mut input = std::collections::BTreeMap::new();
    for line in &frozen {
        let paper = if line["paper"] == "80 mm" { Paper::Mm80 } else { Paper::Mm58 };
        for text in symbols(line).into_iter().filter(|text| !input.contains_key(*text)).collect::<Vec<_>>() {
            let symbol = Symbol { text: text.to_owned(), carries: Carries::Key };
            let file = folder.path().join(format!("{}.pbm", input.len()));
            std::fs::write(&file, draw(&symbol, paper)).unwrap();
            // Version 9 is the largest at six dots on narrow paper: 262 letters at level M.
            let dots = if paper == Paper::Mm80 || text.len() <= 262 { 6 } else { 5 };
            input.insert(text.to_owned(), format!("{text}\t{}\t{dots}", file.display()));
        }
    }
    let answers = peer("tests/peers/qr_readers.py", &[], &input.values().cloned().collect::<Vec<_>>());
    assert_eq!(answers.len(), input.len());
    let mut bytes = std::collections::BTreeMap::new();
    for (answer, text) in answers.iter().zip(input.keys()) {
        let read = serde_json::json!([text]);
        assert_eq!((&answer["zxing"], &answer["zbar"]), (&read, &read));
        assert_eq!((&answer["levels"][0], &answer["alike"]), (&"M".into(), &true.into()), "{text}");
        bytes.insert(text.as_str(), answer["bytes"].as_str().unwrap());
    }
    for line in &frozen {
        let parts = symbols(line).into_iter().filter(|text| text.starts_with("RT1:"));
        // Without name, part and parts.
        assert_eq!(parts.map(|text| &bytes[text][12..]).collect::<String>(), whole(&line["says"]));
    }
}
