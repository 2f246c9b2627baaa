//! Contradictions that a package may hold, each named by its place.

use super::*;
use crate::election::sample::definition;
use crate::election::{Candidate, Choices, Names, Official};

/// What is said about a package that `change` spoiled.
fn spoiled(change: impl FnOnce(&mut ElectionDefinition)) -> String {
    let mut package = definition();
    change(&mut package);
    let refusal = package.validate().unwrap_err();
    assert_eq!(refusal.code, Code::PackageInvalid);
    refusal.at
}

fn many(count: u32) -> Choices {
    let candidate = |number| Candidate { number, name: Names::one("en", "N"), party: None };
    Choices::Candidates((1..=count).map(candidate).collect())
}

#[test]
fn a_consistent_package_passes_and_so_does_its_source_without_keys() {
    let mut package = definition();
    assert_eq!(package.validate(), Ok(()));
    package.keys.roster = "00".repeat(32);
    assert_eq!(package.validate_source(), Ok(()));
    assert_eq!(package.validate().unwrap_err().at, "keys, roster: the key is still missing (all zeros)");
}

#[test]
fn thousands_of_candidates_are_a_valid_ballot() {
    let mut package = definition();
    package.contests[0].choices = many(2_500);
    package.contests[1].choices = many(2_500);
    let model = package.contests[1].clone();
    package.contests.extend((0..5_000).map(|index| {
        let mut contest = model.clone();
        contest.id = format!("c{index}");
        contest.choices = many(5);
        contest
    }));
    assert_eq!(package.validate(), Ok(()));
    package.contests[0].choices = many(10_001);
    assert!(package.validate().unwrap_err().at.starts_with("contest council: expected 1 to 10000 lines"));
}

#[test]
fn a_reference_that_leads_nowhere_is_named() {
    assert_eq!(
        spoiled(|it| it.styles[1].contests[0] = "x".into()),
        "style council-only: there is no contest x"
    );
    assert_eq!(spoiled(|it| it.stations[1].style = "x".into()), "station A-02: there is no style x");
    assert_eq!(spoiled(|it| it.stations[0].class = "x".into()), "station A-01: there is no class x");
}

#[test]
fn whatever_stands_there_twice_is_named() {
    assert!(spoiled(|it| it.contests[1].id = "council".into()).contains("contest council"));
    assert!(spoiled(|it| it.styles[1].id = "both".into()).contains("style both"));
    assert!(spoiled(|it| it.styles[0].contests[1] = "council".into()).contains("contest council"));
    assert!(spoiled(|it| it.classes.push(it.classes[0].clone())).contains("class general"));
    assert!(spoiled(|it| it.stations[1].number = 1).contains("station A-02: the number 1"));
    assert!(spoiled(|it| it.stations[1].code = "A-01".into()).contains("station A-01: the code"));
    assert!(spoiled(|it| it.election.languages.push("en".into())).contains("en stands there twice"));
    assert!(spoiled(|it| it.keys.receipt.push("11".repeat(32))).contains("a key stands there twice"));
    let twice = spoiled(|it| {
        if let Choices::Lists(lists) = &mut it.contests[0].choices {
            lists[1].number = 1;
        }
    });
    assert_eq!(twice, "contest council, list 1: the number stands there twice");
    let twice = spoiled(|it| {
        if let Choices::Candidates(all) = &mut it.contests[1].choices {
            all[3].number = 2;
        }
    });
    assert_eq!(twice, "contest mayor, candidate 2: the number stands there twice");
}

#[test]
fn names_that_are_empty_or_steer_a_printer_are_refused() {
    for wrong in
        ["", "  ", "a\u{1b}@", "line\nline", "\u{202e}abc", "\u{2066}abc", "\u{9b}2J", &"x".repeat(201)]
    {
        let wrong = wrong.to_owned();
        assert!(spoiled(|it| it.contests[0].name = Names::one("en", &wrong)).starts_with("contest council"));
        assert!(spoiled(|it| it.stations[0].name = Names::one("en", &wrong)).starts_with("station A-01"));
        assert!(spoiled(|it| it.stations[0].officials[1].name = wrong).contains("name of official 2"));
    }
    let mut joined = definition();
    joined.contests[0].name = Names::one("fa", "نمی\u{200c}خواهم\u{200f}");
    assert_eq!(joined.validate(), Ok(()));
    assert!(spoiled(|it| it.election.name = Names::default()).contains("the name is missing"));
    for tag in ["", "e", "EN", "en_US", "en-", "english", "en-toolongsub"] {
        assert!(
            spoiled(|it| it.election.languages[0] = tag.into()).contains("is not a language tag"),
            "{tag}"
        );
    }
}

#[test]
fn a_station_code_cannot_be_a_path() {
    for wrong in ["", ".", "..", "../A", "a/b", "a b", "ä", "a\\b", "-a", &"x".repeat(33)] {
        assert!(spoiled(|it| it.stations[0].code = wrong.into()).starts_with("station: expected"), "{wrong}");
    }
    let mut usual = definition();
    usual.stations[0].code = "0668::SB2".into();
    usual.stations[1].code = "1901001-01".into();
    assert_eq!(usual.validate(), Ok(()));
}

#[test]
fn two_persons_need_two_officials_and_four_bits_hold_fifteen() {
    let official = |_| Official { name: "N".into(), role: "clerk".into() };
    assert!(
        spoiled(|it| it.stations[0].officials.truncate(1)).contains("expected 2 to 15 officials, found 1")
    );
    assert!(spoiled(|it| it.stations[0].officials = (0..16).map(official).collect()).contains("found 16"));
    let mut alone = definition();
    alone.rules.two_person = false;
    alone.stations[0].officials.truncate(1);
    assert_eq!(alone.validate(), Ok(()));
    assert!(
        spoiled(|it| {
            it.rules.two_person = false;
            it.stations[0].officials.clear();
        })
        .contains("expected 1 to 15")
    );
}

#[test]
fn numbers_that_no_record_holds_are_refused() {
    assert!(spoiled(|it| it.contests[0].votes_allowed = 0).contains("votes allowed"));
    assert!(spoiled(|it| it.stations[1].registered = COUNT_LIMIT).contains("too many"));
    // Three votes on the ballot of the first station: a third of the voters is too many as well.
    assert!(spoiled(|it| it.stations[0].registered = COUNT_LIMIT / 3 + 1).contains("too many"));
    assert!(spoiled(|it| it.rules.copies_before = 0).contains("copies before"));
    assert!(spoiled(|it| it.rules.copies_after = 51).contains("copies after"));
    assert!(
        spoiled(|it| it.rules.tolerances.votes_in_contest = u32::MAX).contains("tolerance votes in contest")
    );
    assert!(spoiled(|it| it.election.version = 0).contains("version"));
    assert!(spoiled(|it| it.contests[0].choices = Choices::Lists(Vec::new())).contains("found 0"));
    assert!(spoiled(|it| it.contests[1].choices = many(0)).contains("found 0"));
    assert!(spoiled(|it| it.classes[0].deadline_minutes = 0).contains("deadline"));
}

#[test]
fn format_dates_hours_and_keys_are_checked() {
    assert_eq!(spoiled(|it| it.format = "x/9".into()), "format: expected rts-package/1, found x/9");
    for date in ["2026-13-01", "2026-3-1", "", "2026-03-01T00:00"] {
        assert!(spoiled(|it| it.election.date = date.into()).contains("YYYY-MM-DD"), "{date}");
    }
    assert!(spoiled(|it| it.classes[0].closes = it.classes[0].opens).contains("is not before closes"));
    for key in ["", "11", "zz", &"1".repeat(63), &"1".repeat(66)] {
        assert!(spoiled(|it| it.keys.receipt[0] = key.into()).contains("64 hexadecimal digits"), "{key}");
    }
    assert!(spoiled(|it| it.keys.receipt.clear()).contains("expected 1 to 8 keys"));
}
