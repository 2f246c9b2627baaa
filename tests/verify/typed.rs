//! Tapes typed off paper: check words find the line that went wrong, and nothing typed is said to be signed.

use rts_core::election::{Choices, LineOrder, Tally};
use rts_core::tape::check::{LineId, blocks};

use super::world::{Ran, World, tally};

/// The tape of a station as somebody types it, every number and check word.
fn typed(world: &World, station: usize, tally: &Tally) -> Vec<String> {
    let definition = &world.definition;
    let station = &definition.stations[station - 1];
    let ballot = definition.ballot(station);
    let mut lines = vec![format!("station {}", station.code)];
    let (mut contest, mut list) = (None, None);
    for block in blocks(definition, station, tally) {
        if block.contest != contest {
            contest = block.contest;
            lines.push(format!("contest {}", ballot[contest.unwrap()].id));
        }
        for (line, count) in block.rows() {
            let word = match line {
                LineId::Registered => "registered".to_owned(),
                LineId::Verified => "verified".to_owned(),
                LineId::Ballots => "ballots".to_owned(),
                LineId::Valid => "valid".to_owned(),
                LineId::Blank => "blank".to_owned(),
                LineId::Invalid => "invalid".to_owned(),
                LineId::Line(at) => {
                    let line = definition.lines(station, ballot[contest.unwrap()])[at];
                    if line.list.map(|list| list.number) != list {
                        list = line.list.map(|list| list.number);
                        lines.extend(list.map(|number| format!("list {number}")));
                    }
                    line.candidate.map_or("alone".to_owned(), |candidate| candidate.number.to_string())
                }
            };
            lines.push(format!("{word} {count}"));
        }
        lines.push(format!("check {}", block.word));
    }
    lines
}

fn arabic(line: &str) -> String {
    let digit = |letter: char| letter.to_digit(10).map_or(letter, |it| char::from_u32(0x660 + it).unwrap());
    line.chars().map(digit).collect()
}

fn run(world: &World, lines: &[String], further: &[&str]) -> Ran {
    let file = world.write("typed", lines.join("\n"));
    let mut arguments = vec!["--json", "--typed", &file];
    arguments.extend(further);
    world.verify(&arguments)
}

/// The place of a line, and its count changed.
fn change(lines: &mut [String], after: &str, number: u32, with: impl FnOnce(u32) -> u32) -> (u32, u32) {
    let start = lines.iter().position(|line| line == after).unwrap();
    let line = lines[start..].iter_mut().find(|line| line.starts_with(&format!("{number} "))).unwrap();
    let right = line.split_once(' ').unwrap().1.parse().unwrap();
    let wrong = with(right);
    *line = format!("{number} {wrong}");
    (right, wrong)
}

#[test]
fn a_tape_typed_right_agrees_and_is_not_said_to_be_signed() {
    let world = World::new();
    let lines = typed(&world, 1, &tally());
    let ran = run(&world, &lines, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let [found] = ran.good("typed").try_into().unwrap();
    let blocks = found["blocks"].as_array().unwrap();
    assert_eq!(blocks.len(), 10);
    assert!(blocks.iter().all(|block| block["words"][0]["fits"] == true), "{found}");
    let ran = world.verify(&["--typed", &world.write("typed", lines.join("\n"))]);
    assert!(ran.out.contains("Only the QR code or the published result"), "{}", ran.out);
    assert!(!ran.out.contains("signature is good"), "{}", ran.out);
}

#[test]
fn arabic_digits_lower_case_look_alikes_marks_and_remarks_are_forgiven() {
    let world = World::new();
    let mut lines = typed(&world, 1, &tally());
    for line in &mut lines {
        *line = match line.split_once(' ').unwrap() {
            ("check", word) => format!(
                "  CHECK : {} {}",
                word[..2].to_lowercase().replace('1', "l"),
                &word[2..].replace('0', "o")
            ),
            ("station" | "contest", _) => line.to_uppercase(),
            _ => format!("\u{200F}{}\u{200E}\t# read twice", arabic(line).replace(' ', " = ")),
        };
    }
    lines.insert(3, String::new());
    let ran = run(&world, &lines, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn one_wrong_digit_typed_in_arabic_digits_is_located() {
    let world = World::new();
    let mut lines = typed(&world, 1, &tally());
    let (right, wrong) = change(&mut lines, "contest president", 24, |count| count + 10);
    let lines: Vec<String> = lines
        .iter()
        .map(|line| {
            if line.starts_with("check") || line.starts_with("station") { line.clone() } else { arabic(line) }
        })
        .collect();
    let ran = run(&world, &lines, &[]);
    assert_eq!((ran.code, ran.codes()), (1, vec!["T18".to_owned()]), "{ran:?}");
    let json = ran.json();
    let found = &json["findings"][0];
    let message = found["message"].as_str().unwrap();
    assert!(message.contains("President, block 3"), "{message}");
    assert!(
        message.contains(&format!("line \"24 Candidate 24\" says {wrong}; {right} would fit the check word")),
        "{message}"
    );
    let wrong: Vec<_> = found["blocks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|block| block["words"][0]["fits"] == false)
        .collect();
    let [block] = wrong.try_into().unwrap();
    // Of several slips that would explain the word, the one after which the contest adds up stands first.
    assert_eq!(block["words"][0]["slips"][0]["fits"], right);
    assert_eq!(block["words"][0]["slips"][0]["adds_up"], true);
}

#[test]
fn swapped_lines_and_a_wrong_check_word_are_told_from_a_wrong_number() {
    let world = World::new();
    let mut lines = typed(&world, 1, &tally());
    let (seventh, _) = change(&mut lines, "list 4", 7, |count| count);
    let (eighth, _) = change(&mut lines, "list 4", 8, |_| seventh);
    change(&mut lines, "list 4", 7, |_| eighth);
    let message = run(&world, &lines, &[]).json()["findings"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains("\"7 Candidate 7\" and \"8 Candidate 8\" in each other's place"), "{message}");
    let mut lines = typed(&world, 1, &tally());
    let word = lines.iter_mut().find(|line| line.starts_with("check")).unwrap();
    let last = if word.ends_with('7') { '8' } else { '7' };
    let right = word.split_off(word.len() - 4);
    word.push_str(&format!("{}{last}", &right[..3]));
    let message = run(&world, &lines, &[]).json()["findings"][0]["message"].as_str().unwrap().to_owned();
    assert!(message.contains(&format!("{right} would fit the numbers")), "{message}");
}

#[test]
fn sums_are_checked_even_without_check_words() {
    let world = World::new();
    let mut lines = typed(&world, 1, &tally());
    lines.retain(|line| !line.starts_with("check"));
    assert_eq!(run(&world, &lines, &[]).code, 0);
    change(&mut lines, "list 1", 3, |count| count + 1);
    let ran = run(&world, &lines, &[]);
    assert_eq!(ran.codes(), ["T07"], "{ran:?}");
    let mut lines = typed(&world, 1, &tally());
    lines.retain(|line| !line.starts_with("check"));
    lines[1] = "registered 2001".to_owned();
    assert_eq!(run(&world, &lines, &[]).codes(), ["T10"]);
}

#[test]
fn one_contest_may_be_typed_alone_but_no_half_block() {
    let world = World::new();
    let lines = typed(&world, 1, &tally());
    let start = lines.iter().position(|line| line == "contest council").unwrap();
    let one: Vec<String> = lines[..1].iter().chain(&lines[start..]).cloned().collect();
    let ran = run(&world, &one, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let mut half = one.clone();
    half.remove(5);
    let ran = run(&world, &half, &[]);
    assert_eq!(ran.codes(), ["T19"]);
    assert!(ran.out.contains("2 Candidate 2 is missing"), "{ran:?}");
}

#[test]
fn lines_that_cannot_be_understood_are_named() {
    let world = World::new();
    let good = typed(&world, 1, &tally());
    let refused = |line: &str, why: &str| {
        let mut lines = good.clone();
        let at = lines.iter().position(|line| line == "contest council").unwrap();
        lines.insert(at, line.to_owned());
        let ran = run(&world, &lines, &[]);
        assert_eq!(ran.json()["refused"]["code"], "T19", "{line}: {ran:?}");
        assert!(ran.out.contains(&format!("line {}", at + 1)) && ran.out.contains(why), "{line}: {ran:?}");
    };
    refused("contest mayor", "no contest");
    refused("26 1", "no number 26");
    refused("1 120", "stands above already");
    refused("1 1,200", "expected a count");
    refused("check 12345", "no check word");
    refused("fingerprint 7KQ2", "no fingerprint");
    refused("bllots 12", "not understood");
    let ran = run(&world, &["contest council".to_owned()], &[]);
    assert!(ran.out.contains("T19") && ran.out.contains("station"), "{ran:?}");
}

#[test]
fn a_tape_that_lists_candidates_without_votes_last_is_typed_without_their_zeros() {
    let world = World::with(|definition| definition.rules.tape.order = LineOrder::ZerosLast);
    let mut tally = tally();
    if let rts_core::election::Votes::Candidates(counts) = &mut tally.contests[0].votes {
        let moved: u32 = counts[3..20].iter().sum();
        counts[3..20].fill(0);
        counts[0] += moved;
    }
    let mut lines = typed(&world, 1, &tally);
    lines.retain(|line| !line.ends_with(" 0") || line.starts_with("alone"));
    let ran = run(&world, &lines, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    // Numbers 11 to 20 have no votes: their block may stand there as a word alone, or not at all.
    let alone =
        (1..lines.len()).find(|at| lines[at - 1].starts_with("check") && lines[*at].starts_with("check"));
    lines.remove(alone.unwrap());
    let ran = run(&world, &lines, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(matches!(world.definition.contests[0].choices, Choices::Candidates(_)));
}

#[test]
fn paper_that_says_other_numbers_than_its_code_is_found() {
    let world = World::new();
    let signed = world.result(1, &tally());
    let mut forged = tally();
    forged.contests[0].blank -= 5;
    forged.contests[0].invalid += 5;
    // The forger printed fitting check words.
    let mut lines = typed(&world, 1, &forged);
    lines.insert(1, format!("fingerprint {}", signed.fingerprint(&world.digest())));
    assert_eq!(run(&world, &lines, &[]).code, 0);
    let codes: Vec<String> = world.symbols(&signed).into_iter().map(|symbol| symbol.text).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let ran = run(&world, &lines, &codes);
    assert_eq!((ran.code, ran.codes()), (1, vec!["R12".to_owned()]), "{ran:?}");
    assert!(ran.out.contains("President, Blank: tape 5, code 10"), "{ran:?}");
    let honest = typed(&world, 1, &tally());
    let ran = run(&world, &honest, &codes);
    assert_eq!(ran.good("typed")[0]["agrees_with_code"], true, "{ran:?}");
}

#[test]
fn typed_numbers_are_held_against_the_published_ones() {
    let world = World::new();
    let signed = world.result(1, &tally());
    let mut other = tally();
    other.contests[1].blank += 1;
    other.contests[1].invalid -= 1;
    let rows = rts_core::center::result_rows(
        &world.definition,
        &world.definition.stations[0],
        &other,
        &signed.fingerprint(&world.digest()),
    );
    let head = rts_core::center::RESULT_COLUMNS.join(",");
    let results = world.write("results.csv", format!("{head}\n{}\n", rows.join("\n")));
    let ran = run(&world, &typed(&world, 1, &tally()), &["--results", &results]);
    assert_eq!((ran.code, ran.codes()), (1, vec!["R11".to_owned()]), "{ran:?}");
    let ran = run(&world, &typed(&world, 1, &other), &["--results", &results]);
    assert_eq!(ran.code, 0, "{ran:?}");
}
