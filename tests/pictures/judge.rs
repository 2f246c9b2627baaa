//! Sheets before other people's programs: an interpreter and a renderer of print data, an encoder of pictures, and three
//! readers of QR codes, on clean drawings and on pictures as a phone takes them.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rts_core::tape::{Sheet, code};
use serde_json::Value;

use crate::press::{Edition, draw, portable, print_data, shown};

/// Of a hundred codes photographed, so many are read.
const READ_OF_HUNDRED: usize = 95;

/// What a sheet's print data holds besides dots and feeds: reset, no drawer and no switching off by dots, cut, the question
/// whether it is printed, and how the printer is.
const LISTED: [&str; 6] = ["Init", "1d 28 44", "1d 28 48", "Cut", "Status", "1d 72"];

/// A program that answers each line with a line of JSON.
fn ask(command: &mut Command, lines: &[String]) -> Vec<Value> {
    let mut peer = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = peer.stdin.take().unwrap();
    let lines = lines.join("\n");
    let writer = std::thread::spawn(move || writeln!(input, "{lines}"));
    let output = peer.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{command:?}: {}", output.status);
    output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// The peers' Python with its script, and the judge.
fn peers() -> (Command, PathBuf) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let done = Command::new(root.join("tests/peers/judge.sh")).output().expect("a shell");
    assert!(done.status.success(), "judge.sh: {}", String::from_utf8_lossy(&done.stderr));
    let peers = std::env::var_os("PEERS_DIR").map_or_else(|| root.join("target/peers"), Into::into);
    let mut python = Command::new(peers.join("paper/bin/python"));
    python.arg(root.join("tests/peers/paper.py"));
    (python, peers.join("bin/paper-judge"))
}

/// Texts in a field of an answer.
fn texts(answer: &Value, field: &str) -> BTreeSet<String> {
    let list = answer[field].as_array().unwrap();
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// A sheet on its way to the peers.
struct Exhibit {
    name: String,
    /// Codes that its text announces.
    codes: usize,
    /// Their texts, as the box reads them back.
    texts: BTreeSet<String>,
    print: String,
    picture: String,
    drawing: String,
}

fn codes(sheet: &Sheet) -> usize {
    sheet.body.iter().filter(|strip| strip.plain().starts_with('[') && strip.plain().ends_with(']')).count()
}

/// Of every edition the sheets that are shown, and those with codes.
fn exhibits(folder: &Path) -> Vec<Exhibit> {
    let mut exhibits = Vec::new();
    for (turn, edition) in Edition::all().into_iter().enumerate() {
        let sheets = edition.sheets();
        let shown = shown(&edition, turn, &sheets);
        for sheet in
            sheets.iter().filter(|sheet| shown.iter().any(|it| it.number == sheet.number) || codes(sheet) > 0)
        {
            let picture = draw(&edition, sheet);
            let file =
                |ending: &str| folder.join(format!("{}.{ending}", exhibits.len())).display().to_string();
            let exhibit = Exhibit {
                name: format!("{} sheet {}", edition.name(), sheet.number),
                codes: codes(sheet),
                texts: code::read(&picture).into_iter().collect(),
                print: file("escpos"),
                picture: file("pbm"),
                drawing: file("png"),
            };
            std::fs::write(&exhibit.print, print_data(&picture, edition.paper)).unwrap();
            std::fs::write(&exhibit.picture, portable(&picture)).unwrap();
            exhibits.push(exhibit);
        }
    }
    exhibits
}

#[test]
fn other_programs_see_the_same_dots_and_read_every_code_even_from_a_phone() {
    let (mut python, judge) = peers();
    let folder = tempfile::tempdir().unwrap();
    let exhibits = exhibits(folder.path());
    let line = |it: &Exhibit| format!("{}\t{}\t{}", it.print, it.picture, it.drawing);
    let judged = ask(&mut Command::new(&judge), &exhibits.iter().map(line).collect::<Vec<_>>());
    assert_eq!(judged.len(), exhibits.len());
    for (exhibit, answer) in exhibits.iter().zip(&judged) {
        let name = &exhibit.name;
        assert_eq!(answer["equal"], true, "{name}: the interpreter sees other dots");
        assert_eq!(answer["drawn"], true, "{name}: the renderer draws other dots");
        for other in answer["others"].as_object().unwrap().keys() {
            assert!(LISTED.iter().any(|listed| other.starts_with(listed)), "{name}: {other}");
        }
    }
    let folder = folder.path().display();
    let line = |(seed, it): (usize, &Exhibit)| format!("{}\t{}\t{folder}\t{seed}", it.picture, it.drawing);
    let answers = ask(&mut python, &exhibits.iter().enumerate().map(line).collect::<Vec<_>>());
    assert_eq!(answers.len(), exhibits.len());
    let mut photographs = Vec::new();
    let mut codes = 0;
    for ((exhibit, judged), answer) in exhibits.iter().zip(&judged).zip(&answers) {
        let name = &exhibit.name;
        assert_eq!(answer["encoded_alike"], true, "{name}: another encoder sends other dots");
        assert_eq!(exhibit.texts.len(), exhibit.codes, "{name}: the box does not read its own codes");
        assert!(exhibit.texts.iter().all(|text| text.starts_with("RT1")), "{name}: {:?}", exhibit.texts);
        assert_eq!(texts(judged, "rqrr"), exhibit.texts, "{name}: rqrr");
        assert_eq!(texts(answer, "zxing"), exhibit.texts, "{name}: zxing-cpp");
        assert_eq!(texts(answer, "zbar"), exhibit.texts, "{name}: zbar");
        codes += exhibit.codes;
        photographs.extend(answer["photographs"].as_array().unwrap().clone());
    }
    println!("{} sheets alike; {codes} codes read by three readers", exhibits.len());
    count(&judge, &photographs);
}

/// Who read how many of the photographs.
fn count(judge: &Path, photographs: &[Value]) {
    let files = photographs.iter().map(|it| it["file"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let seen = ask(&mut Command::new(judge), &files);
    assert_eq!(seen.len(), photographs.len());
    let (mut by, mut any) = ([0; 3], 0);
    for (photograph, seen) in photographs.iter().zip(&seen) {
        let text = photograph["text"].as_str().unwrap();
        let read = [(photograph, "zxing"), (photograph, "zbar"), (seen, "rqrr")];
        let read = read.map(|(answer, field)| texts(answer, field).contains(text));
        for (by, read) in by.iter_mut().zip(read) {
            *by += usize::from(read);
        }
        any += usize::from(read.contains(&true));
    }
    let all = photographs.len();
    println!(
        "{all} photographs: zxing-cpp read {}, zbar {}, rqrr {}, any of them {any}",
        by[0], by[1], by[2]
    );
    assert!(all > 100, "{all} photographs are too few");
    assert!(any * 100 >= all * READ_OF_HUNDRED, "{any} of {all} photographs read");
}
