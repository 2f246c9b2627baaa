//! docs/faults.md against the tree: every number of the catalogue once, every test that it names is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const FAULTS: u32 = 155;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn document() -> String {
    fs::read_to_string(root().join("docs/faults.md")).expect("docs/faults.md is there")
}

/// Number and last cell of each row.
fn rows(document: &str) -> Vec<(u32, String)> {
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|it| it.trim().to_owned()).collect();
    let row = |line: &str| {
        let cells: Vec<String> = cells(line);
        Some((cells.first()?.parse().ok()?, cells.last()?.clone()))
    };
    document.lines().filter(|line| line.starts_with('|')).filter_map(row).collect()
}

/// File and function of each test named in `text`.
fn tests_of(text: &str) -> Vec<(&str, &str)> {
    text.split('`').skip(1).step_by(2).filter_map(|quoted| quoted.split_once(".rs::")).collect()
}

/// Whether the file has a function of that name right below an attribute that makes it a test.
fn is_test(file: &Path, name: &str) -> bool {
    let text = fs::read_to_string(file).unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.iter().enumerate().any(|(at, line)| {
        let line = line.trim_start_matches("async ");
        let named = line.strip_prefix("fn ").and_then(|rest| rest.strip_prefix(name));
        let attributes =
            lines[..at].iter().rev().take_while(|line| line.starts_with("#[")).collect::<Vec<_>>();
        named.is_some_and(|rest| rest.starts_with('('))
            && attributes.iter().any(|it| it.starts_with("#[test]") || it.starts_with("#[tokio::test"))
    })
}

#[test]
fn every_fault_stands_in_the_table_exactly_once_in_order() {
    let numbers: Vec<u32> = rows(&document()).into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, (1..=FAULTS).collect::<Vec<_>>());
}

#[test]
fn every_fault_names_a_test_or_says_why_there_is_none() {
    for (number, cell) in rows(&document()) {
        let excused = cell.starts_with("Does not apply: ") || cell.starts_with("Not covered yet: ");
        assert!(excused || !tests_of(&cell).is_empty(), "fault {number} has neither a test nor a reason");
    }
}

#[test]
fn every_test_that_the_table_names_is_in_the_tree() {
    let document = document();
    let named: BTreeSet<(&str, &str)> = tests_of(&document).into_iter().collect();
    assert!(named.len() > 150, "{} tests are named", named.len());
    let missing: Vec<String> = named
        .into_iter()
        .filter(|(file, name)| !is_test(&root().join(format!("{file}.rs")), name))
        .map(|(file, name)| format!("{file}.rs::{name}"))
        .collect();
    assert!(missing.is_empty(), "docs/faults.md names tests that are not there: {missing:#?}");
}

#[test]
fn a_test_is_told_from_other_functions() {
    let here = Path::new(file!());
    let here = if here.is_absolute() { here.to_path_buf() } else { root().join(here) };
    assert!(is_test(&here, "a_test_is_told_from_other_functions"));
    assert!(!is_test(&here, "a_test_is_told"), "a part of a name");
    assert!(!is_test(&here, "tests_of"), "no test");
}
