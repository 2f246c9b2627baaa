//! `rts-center compare` on counts of real elections: what differs is found, and nothing else, and each mistake is named.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::Command;

use flate2::read::GzDecoder;
use serde_json::Value;
use tempfile::TempDir;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/counts/bulgaria").join(name)
}

/// Exit code and what was said.
fn compare(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rts-center")).args(arguments).output().unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

/// The two tables of 11 July 2021 as the commission published them, and the table of totals.
fn tables(folder: &TempDir) -> [String; 3] {
    let mut packed = String::new();
    GzDecoder::new(File::open(fixture("2021-07-11.txt.gz")).unwrap()).read_to_string(&mut packed).unwrap();
    let (head, rows) = packed.split_once('\n').unwrap();
    let codes: Vec<&str> =
        head.split(';').nth(2).unwrap().split(' ').filter(|it| !it.starts_with('(')).collect();
    let head = "section_id;party;votes\n";
    let (mut paper, mut machine) = (head.to_owned(), head.to_owned());
    let mut totals = "section_id;total\n".to_owned();
    for row in rows.lines() {
        let [section, total, of_paper, of_machine]: [&str; 4] =
            row.split(';').collect::<Vec<_>>().try_into().unwrap();
        writeln!(totals, "{section};{total}").unwrap();
        for (table, counts) in [(&mut paper, of_paper), (&mut machine, of_machine)] {
            for (code, votes) in codes.iter().zip(counts.split(' ')) {
                if votes.bytes().all(|digit| digit.is_ascii_digit()) && !votes.is_empty() {
                    writeln!(table, "{section};{code};{votes}").unwrap();
                }
            }
        }
    }
    [("paper.csv", paper), ("machine.csv", machine), ("totals.csv", totals)].map(|(name, text)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    })
}

fn mistakes(found: &Value) -> Vec<(String, String, Value, Value, usize)> {
    let of_station = |station: &Value| {
        let code = station["station"].as_str().unwrap().to_owned();
        let mistakes = station["mistakes"].as_array().unwrap().clone();
        mistakes.into_iter().map(move |it| {
            let lines = it["lines"].as_array().unwrap().len();
            let class = it["class"].as_str().unwrap().to_owned();
            (code.clone(), class, it["suspect"].clone(), it["sum_fits"].clone(), lines)
        })
    };
    found["differences"].as_array().unwrap().iter().flat_map(of_station).collect()
}

#[test]
fn of_9674_sections_exactly_the_six_that_differ_are_found_and_each_mistake_is_named() {
    let folder = TempDir::new().unwrap();
    let [paper, machine, totals] = tables(&folder);
    let arguments = ["--json", "compare", &paper, &machine, "--totals", &totals, "--total", "total"];
    let (code, text) = compare(&arguments);
    assert_eq!(code, 1, "a difference is a bad finding");
    let found: Value = serde_json::from_str(&text).unwrap();
    let figures =
        ["stations", "equal", "differing", "lines", "votes"].map(|name| found[name].as_u64().unwrap());
    assert_eq!(figures, [9_674, 9_574, 6, 47, 415]);
    assert_eq!(found["only"][0].as_array().unwrap().len(), 94, "without a machine's file");
    assert_eq!(found["only"][1].as_array().unwrap().len(), 0);
    let missing = |section: &str, lines| {
        let words = ["missing-source", "machine", "paper"];
        let [class, suspect, right] = words;
        (section.to_owned(), class.to_owned(), Value::from(suspect), Value::from(right), lines)
    };
    let digit = ("193300015".to_owned(), "digit-error".to_owned(), Value::Null, Value::from("machine"), 1);
    let expected = [
        missing("040400071", 9),
        digit,
        missing("234615021", 10),
        missing("234617071", 4),
        missing("244604033", 13),
        missing("244614057", 10),
    ];
    assert_eq!(mistakes(&found), expected);
    assert_eq!(found["classes"]["missing-source"], serde_json::json!({ "stations": 5, "lines": 46 }));
}

#[test]
fn sections_that_were_counted_by_hand_show_a_slip_an_omission_and_a_digit_error() {
    let (paper, machine) = (fixture("2023-04-02-paper.csv"), fixture("2023-04-02-machine.csv"));
    let tables = [paper.to_str().unwrap(), machine.to_str().unwrap()];
    let options = ["--leave-out", "100", "--leave-out", "103", "--total", "101"];
    let (code, text) = compare(&[&["compare"], &tables[..], &options].concat());
    assert_eq!(code, 1);
    let named = [
        "3 stations: 0 equal, 3 differ in 8 lines by 247 votes",
        "the 42 of 12 stand at 99 as 41 in 2023-04-02-paper; the control sum fits 2023-04-02-machine",
        "omission        nothing in 2023-04-02-paper",
        "    12: 2023-04-02-paper 0, 2023-04-02-machine 84",
        "digit-error     one digit is missing; the control sum fits 2023-04-02-machine",
        "    99: 2023-04-02-paper 86, 2023-04-02-machine 6",
    ];
    for words in named {
        assert!(text.contains(words), "{words} in {text}");
    }
}

#[test]
fn one_table_with_both_counts_is_compared_and_what_cannot_be_read_is_named_by_its_row() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let equal = write("equal.csv", "station,line,paper,machine\nA,1,5,5\nA,2,0,\nB,1,7,7\n");
    let (code, text) = compare(&["compare", &equal]);
    assert_eq!(
        (code, text.lines().next()),
        (0, Some("2 stations: 2 equal, 0 differ in 0 lines by 0 votes, 0 only in paper, 0 only in machine"))
    );
    let swapped = write("swapped.csv", "station\tline\tpaper\tmachine\nA\tAda\t50\t61\nA\tBen\t61\t50\n");
    let (code, text) = compare(&["compare", &swapped]);
    assert!(code == 1 && text.contains("swap            the two values are exchanged"), "{text}");
    for (name, table, why) in [
        (
            "twice.csv",
            "station,line,a,b\nA,1,5,5\nA,1,5,5\n",
            "row 3: the same line of the same station twice",
        ),
        ("text.csv", "station,line,a,b\nA,1,5,five\n", "row 2: a count is no whole number"),
        ("narrow.csv", "station,line\nA,1\n", "row 1: its columns"),
        ("ragged.csv", "station,line,a,b\nA,1,5\n", "row 2"),
    ] {
        let path = write(name, table);
        let (code, text) = compare(&["compare", &path]);
        assert!(code == 66 && text.contains("X01") && text.contains(why), "{code} {text}");
    }
}
