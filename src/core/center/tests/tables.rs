//! Totals and tables.

use super::*;

#[test]
fn totals_add_every_line_and_keep_classes_with_totals_of_their_own_apart() {
    let mut definition = definition();
    let mut special = definition.classes[0].clone();
    (special.id, special.own_totals) = ("special".to_owned(), true);
    definition.classes.push(special);
    definition.stations[1].class = "special".to_owned();
    let mut totals = Totals::default();
    totals.add(&definition, &definition.stations[0], &tally(100));
    totals.add(&definition, &definition.stations[0], &tally(90));
    totals.add(&definition, &definition.stations[1], &tally_2(40));
    let general = &totals.groups[&None];
    assert_eq!((general.stations, general.registered, general.ballots_cast), (2, 1_000, 620));
    let council = &general.contests["council"];
    assert_eq!(council.lines, [20, 190, 0, 0, 0, 390]);
    assert_eq!((council.stations, council.blank, council.invalid), (2, 8, 12));
    assert_eq!(general.contests["mayor"].lines, [600, 400, 0, 200]);
    let special = &totals.groups[&Some("special".to_owned())];
    assert_eq!((special.stations, special.contests["council"].lines[1]), (1, 40));
    assert!(!special.contests.contains_key("mayor"));
}

#[test]
fn rows_have_all_columns_and_survive_commas_and_quotes_in_names() {
    let mut definition = definition();
    definition.stations[0].district = "North, \"old\" town".to_owned();
    let digest = Digest([7; 32]);
    let rows = result_rows(&definition, &definition.stations[0], &tally(100), &digest.fingerprint());
    assert_eq!(rows.len(), 3 + 6 + 2 + 4 + 2);
    let quoted = "\"North, \"\"old\"\" town\"";
    assert!(rows.iter().all(|row| row.contains(quoted)), "{rows:?}");
    let columns = |row: &String| row.replace(quoted, "North").split(',').count();
    assert!(rows.iter().all(|row| columns(row) == RESULT_COLUMNS.len()), "{rows:?}");
    assert!(rows.iter().any(|row| row.ends_with("council,Council,1,List 1,1,Ada,100")), "{rows:?}");
    assert!(rows.iter().any(|row| row.ends_with("mayor,Senator,,,blank,,15")), "{rows:?}");
}

#[test]
fn a_station_goes_from_silent_to_accepted() {
    let mut house = house();
    let state = |house: &mut House| {
        let records = house.ledger.records_of_station(1).unwrap();
        station_state(1, &records, None).progress
    };
    assert_eq!(state(&mut house), Progress::Silent);
    let mut wrong = tally(90);
    wrong.contests[1].blank += 1;
    let steps = [
        (Content::Rehearsal(tally(1)), Progress::Rehearsed),
        (Content::Zero, Progress::Opened),
        (Content::Opened, Progress::Opened),
        (Content::Result(wrong), Progress::Quarantined),
        (result(100), Progress::Accepted),
    ];
    for ((content, progress), sequence) in steps.into_iter().zip(1..) {
        let signed = house.signed(101, sequence, content);
        house.hear_record(&signed);
        assert_eq!(state(&mut house), progress);
    }
    let records = house.ledger.records_of_station(1).unwrap();
    let state = station_state(1, &records, None);
    assert_eq!((state.records, state.quarantined.len()), (5, 1));
    assert_eq!(state.fingerprint, Some(records[4].digest.fingerprint()));
}
