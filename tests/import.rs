//! Published counts of every known kind become election sources, odd stations included.

use std::{fs, path::Path};

use rts::lab::import::{Choice, Error, ImportArgs, Source, load, run};
use rts_core::election::{Code, ElectionDefinition, ListTally, TallyFile, Votes};
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn choice() -> Choice {
    Choice { lines: "stations.jsonl".into(), election: 9, ..Choice::default() }
}

fn import(folder: &TempDir, choice: &Choice) -> Source {
    load(folder.path(), choice).unwrap()
}

fn philippines() -> TempDir {
    let ballots = r#"{"election":"x","styles":{
        "aa":{"stations":2,"contests":["001","002"]},"bb":{"stations":1,"contests":["001"]},"cc":{"stations":0,"contests":["003"]}},
        "contests":{
        "001":{"name":"SENATOR","level":"national","seats":2,"candidates":[{"number":1,"name":"A"},{"number":3,"name":"B, C (X)"}]},
        "002":{"name":"MAYOR","level":"local","seats":1,"candidates":[{"number":1,"name":"D"}]},
        "003":{"name":"NOBODY'S","level":"local","seats":1,"candidates":[{"number":1,"name":"E"}]}}}"#;
    let count = |contest: &str, votes: &str, over: u32, under: u32| {
        format!(
            r#"{{"contest":"{contest}","votes":{votes},"overvotes":{over},"undervotes":{under},"valid":9,"obtained":0}}"#
        )
    };
    let line = |code: &str, city: &str, style: &str, voted: u32, counts: &[String]| {
        format!(
            r#"{{"station":"{code}","location":"R, P, {city}, B, WEST","style":"{style}","registered":20,"voted":{voted},"valid_ballots":{voted},"abstentions":0,"contests":[{}]}}"#,
            counts.join(",")
        )
    };
    let good = [count("001", "[7,8]", 2, 3), count("002", "[9]", 0, 1)];
    let lines = [
        line("01100004", "CITY OF A", "aa", 10, &good),
        line("01100005", "CITY OF B", "bb", 10, &[count("001", "[7,8]", 2, 5)]),
        line("01100006", "CITY OF A", "aa", 10, &good),
    ];
    folder(&[("ballots.json", ballots), ("stations.jsonl", &lines.join("\n"))])
}

#[test]
fn philippine_precincts_keep_their_styles_and_an_odd_one_is_imported_as_it_is() {
    let source = import(&philippines(), &choice());
    let definition = &source.definition;
    assert_eq!(definition.election.id, 9);
    assert_eq!(
        definition.stations.iter().map(|it| it.number).collect::<Vec<_>>(),
        [1_100_004, 1_100_005, 1_100_006]
    );
    assert_eq!(definition.stations[0].district, "R, P, CITY OF A");
    assert_eq!(definition.stations[0].name.pick(&[]), "B, WEST, precinct 01100004");
    assert!(!definition.stations[0].verification);
    // Nobody uses the third style.
    assert_eq!((definition.styles.len(), definition.contests.len()), (2, 2));
    assert_eq!(definition.contests[0].votes_allowed, 2);
    let tally = &source.tallies[0];
    assert_eq!((tally.registered, tally.ballots_cast, tally.verified), (20, 10, None));
    assert_eq!((tally.contests[0].blank, tally.contests[0].invalid), (3, 2));
    assert_eq!(tally.contests[0].votes, Votes::Candidates(vec![7, 8]));
    let refused = source.refused();
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].0, refused[0].1.code), ("01100005", Code::ContestSum));
    assert!(refused[0].1.at.contains("expected 20 (10 ballots × 2), found 22"));
}

#[test]
fn a_place_or_a_draw_leaves_only_what_its_stations_need() {
    let folder = philippines();
    let of_b = import(&folder, &Choice { place: Some("CITY OF B".into()), verification: true, ..choice() });
    assert_eq!((of_b.definition.stations.len(), of_b.definition.contests.len()), (1, 1));
    assert!(of_b.definition.stations[0].verification);
    assert_eq!(of_b.tallies[0].verified, Some(10));
    assert_eq!(import(&folder, &Choice { stations: Some(2), ..choice() }).tallies.len(), 2);
    let nowhere = load(folder.path(), &Choice { place: Some("Z".into()), ..choice() });
    assert!(matches!(nowhere, Err(Error::NoStation)));
}

#[test]
fn dutch_lists_keep_their_order_and_get_a_register() {
    let ballots = r#"{"election":"TK","date":"2025-10-29","contest":"TK2025-6","name":"N","lists":[
        {"number":1,"name":"P","candidates":[{"number":1,"name":"W, G.","first":"G"},{"number":2,"name":"S, T."}]},
        {"number":26,"name":"Q","candidates":[{"number":1,"name":"L, A."}]}]}"#;
    let lines = r#"{"station":"0668::SB2","name":"S","postcode":"1","registered":null,"voted":30,"valid_ballots":25,"blank":2,"invalid":3,"contests":[{"contest":"TK2025-6","votes":[[20,0],[5]],"list_totals":[20,5],"obtained":25}]}"#;
    let source = import(&folder(&[("ballots.json", ballots), ("stations.jsonl", lines)]), &choice());
    assert!(source.refused().is_empty());
    assert_eq!((source.definition.stations[0].number, source.definition.stations[0].registered), (1, 50));
    let lists = vec![
        ListTally { list_only: 0, candidates: vec![20, 0] },
        ListTally { list_only: 0, candidates: vec![5] },
    ];
    assert_eq!(source.tallies[0].contests[0].votes, Votes::Lists(lists));
    assert_eq!(source.tallies[0].ballots_cast, 30);
    let text = String::from_utf8(source.definition.to_json().unwrap()).unwrap();
    assert!(text.contains("W, G. (G)") && text.contains("\"S, T.\""));
}

#[test]
fn afghan_stations_have_names_in_two_scripts_and_may_be_empty() {
    let ballots = r#"{"election":"WJ","contest":"WJ2010-19","province":{"en":"Balkh","dari":"بلخ","pashto":"بلخ"},
        "districts":{"1901":{"en":"MAZAR","dari":"مزار"}},"candidates":[
        {"number":1,"code":"1","name_en":"M A","name_dari":"ملیحه","party_en":"I","party_dari":"م","gender":"F"},
        {"number":14,"code":"2","name_en":"N B","name_dari":"نادر","party_en":"I","party_dari":"م","gender":"M"}]}"#;
    let line = |code: &str, votes: &str, valid: u32, invalid: u32| {
        format!(
            r#"{{"station":"{code}","type":"F","district":"1901","registered":null,"voted":null,"valid_ballots":{valid},"invalidated":{invalid},"contests":[{{"contest":"WJ2010-19","votes":{votes},"listed":2,"obtained":{valid}}}]}}"#
        )
    };
    let lines = [line("1901001-01", "[3,4]", 7, 600), line("1901001-02", "[0,0]", 0, 0)].join("\n");
    let source = import(&folder(&[("ballots.json", ballots), ("stations.jsonl", &lines)]), &choice());
    assert!(source.refused().is_empty());
    assert_eq!((source.tallies[0].ballots_cast, source.tallies[0].contests[0].invalid), (607, 600));
    assert_eq!(source.tallies[1].ballots_cast, 0);
    let station = &source.definition.stations[0];
    assert_eq!(station.number, 190_100_101);
    assert_eq!(station.name.pick(&["fa-AF".into()]), "مزار");
    assert_eq!(station.name.pick(&["en".into()]), "MAZAR, women");
}

#[test]
fn bulgarian_independents_stand_in_their_district_and_a_wrong_protocol_is_imported_as_it_is() {
    let files = [
        (
            "parties-2021-07-11.csv",
            "code,name,registered_name,district\n1,А,АБВ,\n24,Д,ДАВИД,24\n99,НИКОГО,НИКОГО,\n",
        ),
        (
            "sections-2021-07-11.csv",
            "section,machines,failed_machines,machine_file,protocol_total,protocol_none,protocol_valid\n\
             010100001,1,0,1,12,2,10\n240100001,1,0,1,9,1,8\n",
        ),
        (
            "votes-2021-07-11.csv",
            "section,code,paper,machine\n010100001,1,10,10\n010100001,99,2,2\n\
             240100001,1,1,5\n240100001,24,3,3\n240100001,99,1,\n",
        ),
    ];
    let source = import(&folder(&files), &choice());
    assert_eq!(source.definition.contests.len(), 2);
    assert_eq!(source.tallies[0].contests[0].votes, Votes::Candidates(vec![10]));
    assert_eq!(source.tallies[1].contests[0].votes, Votes::Candidates(vec![1, 3]));
    assert_eq!((source.tallies[0].ballots_cast, source.tallies[0].contests[0].blank), (12, 2));
    let refused = source.refused();
    assert_eq!((refused.len(), refused[0].0, refused[0].1.code), (1, "240100001", Code::ContestSum));
}

#[test]
fn the_command_writes_a_package_without_keys_and_a_file_a_station() {
    let (from, out) = (philippines(), tempfile::tempdir().unwrap());
    let args = ImportArgs { from: from.path().to_owned(), out: out.path().to_owned(), choice: choice() };
    run(&args).unwrap();
    let read = |path: &str| fs::read(out.path().join(path)).unwrap();
    let definition = ElectionDefinition::source_from_json(&read("package.json")).unwrap();
    assert_eq!(definition.validate().unwrap_err().code, Code::PackageInvalid);
    for station in &definition.stations {
        let file = TallyFile::from_json(&read(&format!("tallies/{}.json", station.code))).unwrap();
        assert!(file.tally_of(&definition, station, false).is_ok());
    }
    assert_eq!(fs::read_dir(out.path().join("tallies")).unwrap().count(), 3);
}

#[test]
fn what_cannot_be_read_is_named() {
    let unknown = folder(&[("ballots.json", "{}")]);
    assert!(matches!(load(unknown.path(), &choice()), Err(Error::UnknownData(_))));
    assert!(matches!(load(Path::new("/nonexistent"), &choice()), Err(Error::File { .. })));
    let broken = philippines();
    fs::write(broken.path().join("stations.jsonl"), "\n{\"station\":1}\n").unwrap();
    let error = load(broken.path(), &choice()).unwrap_err();
    assert!(matches!(&error, Error::Line { line: 2, .. }), "{error}");
}
