//! The frozen records on the page: what it says of them is what version 1 says.

use rts_core::record::Kind;
use rts_core::tape::Paper;
use serde_json::{Value, json};

use crate::browser::{live, verdict};
use crate::world::{box_code, good, lines, signed_of, texts, trusting};

/// Every card must say what its line says.
fn same(answer: &Value, paper: &str) {
    let messages = lines("messages.jsonl");
    let cards = answer["cards"].as_array().unwrap();
    assert_eq!(cards.len(), messages.len(), "{paper}");
    for line in &messages {
        let says = &line["says"];
        let card = cards.iter().find(|card| card["fingerprint"] == says["fingerprint"]).unwrap();
        assert_eq!(&card["record"], says, "{paper}");
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == says["kind"]).unwrap();
        assert_eq!(verdict(card), good(kind), "{says}");
        assert_eq!(
            card["color"],
            if kind == Kind::Rehearsal { "rgb(91, 42, 134)" } else { "rgb(10, 107, 45)" }
        );
        shown(card, &says["tally"]);
    }
}

/// The numbers that a person reads are those of the record, each where it belongs.
fn shown(card: &Value, tally: &Value) {
    let contests = tally["contests"].as_array().cloned().unwrap_or_default();
    let mut votes = Vec::new();
    for contest in &contests {
        let lists = contest["votes"]["lists"].as_array();
        let of = |counts: &Value| counts.as_array().unwrap().iter().map(Value::to_string).collect::<Vec<_>>();
        match lists {
            None => votes.extend(folded(of(&contest["votes"]["candidates"]))),
            Some(lists) => votes.extend(lists.iter().flat_map(|list| folded(of(&list["candidates"])))),
        }
    }
    assert_eq!(card["votes"], json!(votes));
    for count in [&tally["registered"], &tally["ballots_cast"]].into_iter().filter(|count| !count.is_null()) {
        assert!(card["totals"].as_array().unwrap().contains(&count.to_string().into()), "{card}");
    }
}

/// On a long ballot, lines without votes come last.
fn folded(votes: Vec<String>) -> Vec<String> {
    if votes.len() <= 20 {
        return votes;
    }
    let (without, with): (Vec<_>, Vec<_>) = votes.into_iter().partition(|count| count == "0");
    with.into_iter().chain(without).collect()
}

#[test]
fn every_frozen_record_says_the_same_on_the_page_whatever_the_paper_and_the_order_of_scanning() {
    let papers = [("80 mm", Paper::Mm80), ("58 mm", Paper::Mm58)];
    let scenarios = papers.map(|(_, paper)| {
        let records = lines("messages.jsonl");
        let mut codes: Vec<String> = records.iter().flat_map(|line| texts(&signed_of(line), paper)).collect();
        codes.extend((1001..=1004).map(box_code));
        assert!(codes.iter().any(|code| code.len() > 300), "a long code is among them");
        codes.reverse();
        // The same code again is no news.
        codes.push(codes[7].clone());
        trusting().paste(&codes)
    });
    for (answer, (name, _)) in live(&scenarios).iter().zip(papers) {
        assert_eq!(answer["trust"], "signed");
        same(answer, name);
    }
}

#[test]
fn sums_that_do_not_hold_are_marked_on_the_screen() {
    let wrong = signed_of(&lines("messages.jsonl")[2]);
    let right = signed_of(&lines("messages.jsonl")[0]);
    let mut codes = texts(&wrong, Paper::Mm80);
    codes.extend(texts(&right, Paper::Mm80));
    codes.push(box_code(1001));
    let answer = trusting().paste(&codes).live();
    assert_eq!(
        answer["cards"][0]["sums"],
        json!(["registered wrong", "ballots-registered wrong", "contest wrong"]),
        "{}",
        answer["cards"][0]["record"]
    );
    let fine = json!(["registered right", "ballots-registered right", "contest right"]);
    assert_eq!(answer["cards"][1]["sums"], fine);
}
