//! The opening key on sheets of paper: split among keepers, typed again, joined.

use std::fs;

use rts_core::packet::Verdict;

use crate::office::{Office, Serving};
use crate::world::result;

#[test]
fn a_center_opens_results_with_a_key_that_was_split_and_typed_again_from_three_of_five_sheets() {
    let office = Office::new();
    let unit = office.unit(1, true);
    let whole = fs::read_to_string(office.path("keys/center.master")).unwrap();
    let split =
        ["keys", "split", "--keys", "KEYS", "--of", "5", "--need", "3", "--out", "DIR/sheets", "--remove"];
    assert_eq!(office.done(&split)["removed"], true);
    assert!(!office.path("keys/center.master").exists());
    let serve = ["serve", "HOUSE", "--listen", "127.0.0.1:0", "--gateway", "127.0.0.1:9"];
    assert_eq!(office.run(&serve).code, 66, "without the key nothing is opened");

    let sheet = |number: u8| fs::read_to_string(office.path(&format!("sheets/share-{number}.txt"))).unwrap();
    for (name, number) in [("a", 4_u8), ("b", 1), ("c", 5)] {
        // Only the five lines, in small letters, as a tired person types them.
        let lines: Vec<String> =
            sheet(number).lines().filter(|line| line.starts_with("  ")).map(str::to_lowercase).collect();
        assert_eq!(lines.len(), 5);
        fs::write(office.path(&format!("typed-{name}.txt")), lines.join("\n")).unwrap();
    }
    let join = |sheets: &[&str]| office.run(&[&["keys", "join", "--keys", "KEYS"], sheets].concat());
    let few = join(&["DIR/typed-a.txt", "DIR/typed-b.txt"]);
    assert!(few.code == 65 && few.error.contains("P14"), "{}", few.error);
    let twice = join(&["DIR/typed-a.txt", "DIR/typed-b.txt", "DIR/typed-a.txt"]);
    assert_eq!(twice.code, 65, "{}", twice.error);
    let good = fs::read_to_string(office.path("typed-c.txt")).unwrap();
    let at = good.find(['3', '4', '5', '6']).unwrap() + 5;
    let digit = if good.as_bytes()[at] == b'7' { "8" } else { "7" };
    let mut wrong = good.clone();
    wrong.replace_range(at..=at, digit);
    fs::write(office.path("typed-c.txt"), wrong).unwrap();
    let wrong = join(&["DIR/typed-a.txt", "DIR/typed-b.txt", "DIR/typed-c.txt"]);
    assert!(wrong.code == 65 && wrong.error.contains("typed-c.txt: line "), "{}", wrong.error);
    assert!(
        !office.path("keys/center.master").exists(),
        "nothing is put into the folder that is not the key"
    );
    fs::write(office.path("typed-c.txt"), good).unwrap();
    office.done(&["keys", "join", "--keys", "KEYS", "DIR/typed-a.txt", "DIR/typed-b.txt", "DIR/typed-c.txt"]);
    assert_eq!(fs::read_to_string(office.path("keys/center.master")).unwrap(), whole);
    assert_eq!(
        join(&["DIR/typed-a.txt", "DIR/typed-b.txt", "DIR/typed-c.txt"]).code,
        73,
        "never over another key"
    );

    let serving = Serving::start(&office);
    assert_eq!(serving.exchange(1, unit.packet(&unit.sign(1, result(100)))).verdict, Verdict::Accepted);
    serving.end();
}

#[test]
fn a_key_that_one_person_could_open_is_not_made() {
    let office = Office::new();
    for (of, need) in [("3", "1"), ("2", "3"), ("1", "1")] {
        let split = ["keys", "split", "--keys", "KEYS", "--of", of, "--need", need, "--out", "DIR/sheets"];
        assert_eq!(office.run(&split).code, 65, "{need} of {of}");
        assert!(!office.path("sheets").exists());
    }
    office.done(&["keys", "split", "--keys", "KEYS", "--of", "3", "--need", "2", "--out", "DIR/sheets"]);
    assert!(office.path("keys/center.master").exists(), "without --remove the key stays");
}
