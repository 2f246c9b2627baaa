//! The verbs of the day, as typed and as programs call them.

use std::fs;

use rts_core::election::{TallyFile, test_tally};
use rts_core::packet::Verdict;

use super::command::rts;
use super::election::CODE;
use super::world::{Conditions, World};

/// The station's count as a file.
pub(crate) fn tally_file(world: &World) -> String {
    let definition = &world.election.definition;
    let station = &definition.stations[0];
    let file = TallyFile::new(definition, station, test_tally(definition, station), false);
    let path = world.election.write("tally.json", file.to_json().unwrap());
    path.to_str().unwrap().to_owned()
}

/// Opens, closes, and hands the tally over.
pub(crate) fn counted(world: &World) {
    assert_eq!(world.act(1, &["open"]).code, 0);
    assert_eq!(world.act(1, &["close"]).code, 0);
    let ran = world.act(1, &["tally", "import", &tally_file(world)]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

/// Counts and approves.
pub(crate) fn sealed(world: &World) -> String {
    counted(world);
    assert_eq!(world.act(1, &["approve"]).code, 0);
    let ran = world.act(2, &["--json", "approve"]);
    ran.json()["fingerprint"].as_str().unwrap().to_owned()
}

#[test]
fn a_whole_day_goes_from_the_zero_tape_to_the_receipt() {
    let world = World::new();
    let status = world.rts(&["status"]);
    assert!(status.out.contains("Station A-01, River School. Council election."), "{status:?}");
    assert!(status.out.contains("Next: Open the polls"), "{status:?}");
    let opened = world.act(1, &["open"]);
    assert!(opened.out.contains("The polls are open."), "{opened:?}");
    assert_eq!(world.act(2, &["turnout", "17"]).code, 0);
    assert_eq!(world.act(1, &["close"]).code, 0);
    assert_eq!(world.act(1, &["tally", "import", &tally_file(&world)]).code, 0);
    assert_eq!(world.act(1, &["approve"]).code, 0);
    let ran = world.act(2, &["--json", "approve"]);
    let fingerprint = ran.json()["fingerprint"].as_str().unwrap().to_owned();
    assert_eq!(fingerprint.len(), 19);
    world.until(|status| status["phase"] == "delivered");
    let status = world.rts(&["status"]);
    assert!(status.out.contains(&fingerprint) && status.out.contains("accepted: it counts"), "{status:?}");
    assert!(status.out.lines().count() <= 20 && status.out.lines().all(|line| line.len() < 80), "{status:?}");
    let receipt = world.rts(&["receipt"]);
    assert!(receipt.out.contains(&fingerprint) && receipt.out.contains("accepted: it counts"), "{receipt:?}");
    assert_eq!(world.act(1, &["print", "result", "--copies", "2"]).code, 0);
}

#[test]
fn a_refusal_is_told_in_words_on_standard_error_and_as_json_on_standard_output() {
    let world = World::new();
    let plain = world.act(1, &["close"]);
    assert_eq!((plain.code, plain.out.as_str()), (1, ""));
    assert!(
        plain.err.starts_with("D01 the polls are not open. Open the polls first: rts open."),
        "{plain:?}"
    );
    let json = world.act(1, &["--json", "close"]);
    assert_eq!(json.refused(), "D01");
    assert_eq!(json.err, "");
}

#[test]
fn a_dangerous_act_needs_the_code_of_this_station() {
    let world = World::new();
    let mut other = world.command(&["close", "--station", "A-02", "--official", "1"]);
    other.env("RTS_PIN", super::election::pin(1));
    assert_eq!(super::command::finish(&mut other).refused(), "A06");
    let mut unnamed = world.command(&["close", "--official", "1"]);
    let unnamed = super::command::finish(unnamed.env("RTS_PIN", super::election::pin(1)));
    assert_eq!(unnamed.code, 2, "{unnamed:?}");
    assert!(unnamed.err.contains("--station CODE"), "{unnamed:?}");
}

#[test]
fn a_pin_comes_from_a_file_or_the_environment_and_a_wrong_one_opens_nothing() {
    let world = World::new();
    let mut given = world.command(&["open", "--official", "1"]);
    assert_eq!(super::command::finish(given.env("RTS_PIN", "0000")).refused(), "A02");
    let missing = world.rts(&["open", "--official", "1"]);
    assert_eq!(missing.code, 2, "{missing:?}");
    assert_eq!(world.rts(&["open"]).code, 2, "nobody was named");
    let unreadable = world.rts(&["open", "--official", "1", "--pin-file", "/nowhere"]);
    assert_eq!(unreadable.refused(), "X01");
    assert_eq!(super::command::finish(given.env("RTS_PIN", super::election::pin(1))).code, 0);
}

#[test]
fn a_correction_takes_two_officials_at_once() {
    let world = World::new();
    let void = sealed(&world);
    assert_eq!(world.act(1, &["correct", "--reason", "recount"]).refused(), "A07");
    let second = world.election.path("pin2");
    let both =
        ["correct", "--reason", "recount", "--second", "2", "--second-pin-file", second.to_str().unwrap()];
    let ran = world.act(1, &both);
    assert_eq!(ran.code, 0, "{ran:?}");
    let status = world.rts(&["status"]);
    assert!(status.out.contains("Correction  in progress"), "{status:?}");
    let unknown = world.act(1, &["correct", "--reason", "tired"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("counting-error, wrong-entry, order, recount, other"), "{unknown:?}");
    assert_ne!(void, "");
}

#[test]
fn the_tally_is_a_table_with_names_where_the_package_is_at_hand_and_with_numbers_where_not() {
    let world = World::new();
    assert_eq!(world.rts(&["tally", "show"]).refused(), "D11");
    counted(&world);
    let package = world.election.path("signed.json");
    let named = world.rts(&["tally", "show", "--package", package.to_str().unwrap()]);
    assert_eq!(named.code, 0, "{named:?}");
    assert!(named.out.contains("Senate\n") && named.out.contains("  2 Fay"), "{}", named.out);
    assert!(named.out.contains("  List 1 Party 1") && named.out.contains("    1 Ada"), "{}", named.out);
    let sums: Vec<&str> = named.out.lines().filter(|line| line.contains("Sum")).collect();
    let due: Vec<&str> = named.out.lines().filter(|line| line.contains("Ballots cast x")).collect();
    for (sum, due) in sums.iter().zip(&due) {
        assert_eq!(sum.split_whitespace().last(), due.split_whitespace().last(), "{}", named.out);
    }
    assert_eq!((sums.len(), due.len()), (2, 2));
    let numbered = world.rts(&["tally", "show"]);
    assert!(
        numbered.out.contains("Contest 2, senate\n") && numbered.out.contains("  line 2"),
        "{}",
        numbered.out
    );
    let other = world.election.package(&{
        let mut definition = world.election.definition.clone();
        definition.election.version = 3;
        definition
    });
    let wrong = world.rts(&["tally", "show", "--package", other.to_str().unwrap()]);
    assert_eq!(wrong.refused(), "P03");
}

#[test]
fn the_journal_is_shown_line_by_line_and_as_an_event_log() {
    let world = World::new();
    assert_eq!(world.act(1, &["open"]).code, 0);
    let log = world.rts(&["log"]);
    let lines: Vec<&str> = log.out.lines().collect();
    assert!(lines[0].contains("package-loaded") && log.out.contains("polls-opened"), "{}", log.out);
    let entries = world.rts(&["--json", "log", "--after", "2"]).json()["entries"].clone();
    assert_eq!(entries[0]["sequence"], 3);
    assert!(entries.as_array().unwrap().len() > 3, "more than one answer's worth: {entries}");
    let nist = world.rts(&["log", "--nist"]).json();
    assert_eq!(nist["@type"], "EventLogging.ElectionEventLog");
    assert_eq!(nist["Device"][0]["Event"][1]["Id"], "device-provisioned");
}

#[test]
fn language_time_zone_and_other_settings_of_the_environment_change_nothing_that_is_said() {
    let wall = Some(rts_core::time::WallTime::from_unix(1_780_000_000));
    let world = World::with(Conditions { wall, ..Conditions::default() }, |_| {});
    assert_eq!(world.act(1, &["open"]).code, 0);
    for arguments in [&["log"][..], &["--json", "log"], &["status"], &["tally", "show"]] {
        let plain = world.rts(arguments);
        let mut command = world.command(arguments);
        command.env("LC_ALL", "ar_IQ.UTF-8").env("LANG", "tr_TR").env("LANGUAGE", "kk");
        command.env("TZ", "Asia/Kathmandu").env("COLUMNS", "3").env("HOME", "/nonexistent");
        let odd = super::command::finish(&mut command);
        assert_eq!((odd.code, &odd.out, &odd.err), (plain.code, &plain.out, &plain.err), "{arguments:?}");
    }
}

#[test]
fn without_a_daemon_the_command_waits_a_little_and_then_says_so_with_an_exit_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("none.sock");
    let began = std::time::Instant::now();
    let ran = rts(["--json", "--socket", socket.to_str().unwrap(), "status"]);
    assert!(began.elapsed().as_secs() >= 5, "a daemon that is just starting gets its time");
    assert_eq!(ran.code, 3);
    assert_eq!(ran.json()["refused"]["code"], "C01");
}

#[test]
fn misuse_is_told_apart_from_refusal_by_its_exit_code() {
    for arguments in [&["turnout", "many"][..], &["print"], &["fly"], &[], &["print", "result", "--confirm"]]
    {
        let ran = rts(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
    }
    let help = rts(["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("rts day"), "{}", help.out);
}

#[test]
fn what_is_shown_to_no_terminal_has_no_color() {
    let world = World::new();
    let mut command = world.command(&["close", "--station", CODE, "--official", "1"]);
    let ran = super::command::finish(command.env("TERM", "xterm").env("RTS_PIN", super::election::pin(1)));
    assert_eq!(ran.code, 1);
    assert!(!ran.err.contains('\x1b') && !ran.out.contains('\x1b'), "{ran:?}");
}

#[test]
fn a_center_that_keeps_a_record_apart_says_why() {
    let conditions = Conditions { verdict: Some((Verdict::Quarantined, 10)), ..Conditions::default() };
    let world = World::with(conditions, |_| {});
    sealed(&world);
    world.until(|status| status["verdict"] == "quarantined");
    let receipt = world.rts(&["receipt"]);
    assert!(receipt.out.contains("a control sum does not hold"), "{receipt:?}");
}

#[test]
fn a_rehearsal_and_a_confirmed_sheet_go_over_the_same_socket() {
    let conditions = Conditions { unconfirmed: true, ..Conditions::default() };
    let world = World::with(conditions, |_| {});
    assert_eq!(world.rts(&["rehearse"]).code, 0);
    world.until(|status| status["rehearsed"] == true);
    world.until(|status| status["printer"].as_str().unwrap().contains("waits for an official"));
    let ran = world.act(1, &["print", "--confirm"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let _ = fs::metadata(&world.socket).unwrap();
}

#[test]
fn a_sheet_that_an_official_finds_spoiled_is_voided_and_printed_again() {
    let world = World::with(Conditions { unconfirmed: true, ..Conditions::default() }, |_| {});
    assert_eq!(world.rts(&["rehearse"]).code, 0);
    world.until(|status| status["printer"].as_str().unwrap().contains("waits for an official"));
    let ran = world.act(1, &["print", "--spoiled"]);
    assert!(ran.code == 0 && ran.out.contains("voided"), "{ran:?}");
    world.until(|status| status["sheets_waiting"] == 0);
    let log = world.rts(&["--json", "log"]).out;
    assert!(log.contains("sheet-interrupted") && log.contains(&hex::encode("cancelled")), "{log}");
    assert_eq!(world.act(1, &["print", "--spoiled"]).code, 1);
}
