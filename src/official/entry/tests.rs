//! The form filled as a person fills it, without a terminal.

use rts_core::election::{Tally, TallyFile, test_tally, zero};

use super::form::{Form, Place};
use super::keying::Answer;
use super::*;

fn ballot() -> Ballot {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/elections/netherlands-2025/package.json");
    let source = std::fs::read(path).unwrap();
    let definition = rts_core::election::ElectionDefinition::source_from_json(&source).unwrap();
    let station = definition.stations[0].clone();
    Ballot { definition, station }
}

/// Types the numbers of `tally` in the order of the form.
fn typed(form: &mut Form, tally: &Tally) {
    let mut numbers = vec![tally.registered];
    numbers.extend(tally.verified);
    numbers.push(tally.ballots_cast);
    for contest in &tally.contests {
        numbers.extend(contest.votes.lines());
        numbers.extend([contest.blank, contest.invalid]);
    }
    assert_eq!(numbers.len(), form.fields.len());
    for (at, number) in numbers.into_iter().enumerate() {
        if !form.fields[at].fixed {
            form.set(at, number);
        }
    }
}

#[test]
fn the_numbers_come_out_as_the_tally_that_was_typed() {
    let ballot = ballot();
    for tally in [test_tally(&ballot.definition, &ballot.station), zero(&ballot.definition, &ballot.station)]
    {
        let mut form = Form::new(&ballot, None);
        assert_eq!(form.tally(), None, "an empty form is no tally");
        typed(&mut form, &tally);
        assert_eq!(form.tally(), Some(tally));
        assert_eq!(form.unequal(), []);
    }
}

#[test]
fn a_sum_that_misses_is_named_with_both_numbers() {
    let ballot = ballot();
    let mut form = Form::new(&ballot, None);
    let tally = test_tally(&ballot.definition, &ballot.station);
    typed(&mut form, &tally);
    let blank = form.fields.iter().position(|field| field.place == Place::Blank(0)).unwrap();
    let before = form.fields[blank].value.unwrap();
    form.set(blank, before + 3);
    let due = u64::from(tally.ballots_cast);
    assert_eq!(form.unequal(), [(0, due + 3, due)]);
    form.set(blank, before - 1);
    assert_eq!(form.unequal(), [(0, due - 1, due)]);
}

#[test]
fn a_point_fills_the_rest_of_one_list_and_not_the_next() {
    let ballot = ballot();
    let mut form = Form::new(&ballot, None);
    let first = form.fields.iter().position(|field| matches!(field.place, Place::Votes { .. })).unwrap();
    let next = form.zeros(first + 1);
    assert_ne!(form.fields[next].place, form.fields[first].place);
    assert!(form.fields[first + 1..next].iter().all(|field| field.value == Some(0)));
    assert_ne!(form.fields[next].place, form.fields[next - 1].place);
}

#[test]
fn what_is_typed_is_a_number_or_said_to_be_none() {
    assert_eq!(Answer::read("12"), Answer::Number(12));
    assert_eq!(Answer::read("1 200"), Answer::Number(1200));
    for unclear in ["-1", "1.5", "1,200", "twelve", "4294967296", "yes"] {
        assert_eq!(Answer::read(unclear), Answer::Unclear, "{unclear}");
    }
    assert_eq!(
        [Answer::read(""), Answer::read("<"), Answer::read(".")],
        [Answer::Keep, Answer::Back, Answer::Zeros]
    );
}

#[test]
fn a_file_of_another_station_or_a_test_is_not_taken_with_or_without_the_package() {
    let ballot = ballot();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tally.json");
    let write = |change: &dyn Fn(&mut TallyFile)| {
        let tally = test_tally(&ballot.definition, &ballot.station);
        let mut file = TallyFile::new(&ballot.definition, &ballot.station, tally, false);
        change(&mut file);
        std::fs::write(&path, file.to_json().unwrap()).unwrap();
    };
    let status = status(&ballot.station.code);
    for package in [None, Some(&ballot)] {
        let read = || from_file(&path, &status, package).map_err(|refusal| refusal.code);
        write(&|_| {});
        assert!(read().is_ok());
        write(&|file| file.station = StationName::Code("elsewhere".to_owned()));
        assert_eq!(read(), Err(Code::TallyOtherStation));
        write(&|file| file.test = true);
        assert_eq!(read(), Err(Code::ZeroTest));
        std::fs::write(&path, "{}").unwrap();
        assert_eq!(read(), Err(Code::TallyUnreadable));
    }
}

fn status(station: &str) -> Status {
    serde_json::from_value(serde_json::json!({
        "phase": "counting", "polls": "closed", "station": station, "station_name": "", "election": "",
        "test": false, "device": 1, "officials": [], "package": "", "registered": 0, "rehearsed": false,
        "attempts": 0, "doing": "", "next_step": "", "printer": "", "sheets_waiting": 0, "modem": "",
        "media": 2, "entries": 0, "head": "", "correcting": false,
        "verified": null, "fingerprint": null, "verdict": null, "deadline_seconds": null,
        "next_attempt_seconds": null
    }))
    .unwrap()
}
