//! What officials do at a terminal: questions, keyed entry, and the guided day from its first step to its last.

use rts_core::election::{Tally, test_tally};
use rts_core::packet::Verdict;

use super::asking::{counted, sealed, tally_file};
use super::election::{CODE, pin};
use super::person::Person;
use super::world::{Conditions, World};

const DUMB: &str = "dumb";
const PLAIN: &str = "vt100";

fn person(world: &World, arguments: &[&str], kind: &str) -> Person {
    let package = world.election.path("settings.toml");
    let folder = world.election.folder.path();
    let settings = format!("[paths]\nstate = {folder:?}\npackage = {:?}\n", folder.join("signed.json"));
    std::fs::write(&package, settings).unwrap();
    Person::at(world.command(arguments).env("RTS_CONFIG", package), kind)
}

/// Gives number and PIN.
fn prove(person: &mut Person, official: u8) {
    person.answer("fficial, number: ", &official.to_string());
    person.answer(&format!("PIN of official {official}: "), &pin(official));
}

/// The numbers of a tally in the order in which they are asked for.
fn numbers(tally: &Tally) -> Vec<u32> {
    let contests = tally.contests.iter().flat_map(|contest| {
        let votes = contest.votes.lines().into_iter().enumerate();
        // The second list of the sample takes no vote for itself alone.
        let asked = votes.filter(|(at, _)| contest.contest != "council" || *at != 3).map(|(_, count)| count);
        asked.chain([contest.blank, contest.invalid]).collect::<Vec<_>>()
    });
    [tally.registered, tally.ballots_cast].into_iter().chain(contests).collect()
}

fn tally(world: &World) -> Tally {
    let definition = &world.election.definition;
    test_tally(definition, &definition.stations[0])
}

/// Types a whole tally.
fn key_in(person: &mut Person, tally: &Tally) {
    for number in numbers(tally) {
        person.answer(": ", &number.to_string());
    }
}

#[test]
fn a_pin_is_asked_for_and_never_shown() {
    let world = World::new();
    let mut official = person(&world, &["open"], PLAIN);
    official.expect("1  Ida, presiding officer");
    official.answer("Official, number: ", "1");
    official.answer("PIN of official 1: ", &pin(1));
    official.expect("The polls are open.");
    assert!(!official.seen().contains(&pin(1)), "{}", official.seen());
    assert_eq!(official.leave(), 0);
}

#[test]
fn the_station_is_typed_before_a_dangerous_act_and_another_code_stops_it() {
    let world = World::new();
    assert_eq!(world.act(1, &["open"]).code, 0);
    let mut official = person(&world, &["close"], PLAIN);
    official.answer("Type the code of this station to close the polls for good: ", "A-02");
    official.expect("A06");
    assert_eq!(official.leave(), 1);
    let mut official = person(&world, &["close"], PLAIN);
    official.answer("for good: ", "A-03\x7f1");
    prove(&mut official, 1);
    official.expect("The polls are closed.");
    assert_eq!(official.leave(), 0);
}

#[test]
fn leaving_a_question_does_nothing_and_gives_the_terminal_back() {
    let world = World::new();
    for key in ["\x03", "\x04"] {
        let mut official = person(&world, &["open"], PLAIN);
        official.answer("number: ", "1");
        official.expect("PIN of official 1: ");
        official.press(key);
        official.expect("Nothing more was done.");
        assert_eq!(official.leave(), 1);
    }
    assert_eq!(world.rts(&["--json", "status"]).json()["phase"], "provisioned");
}

#[test]
fn a_refusal_stands_out_on_a_terminal_unless_its_owner_wants_no_color() {
    let world = World::new();
    for (variable, bold) in [("UNRELATED", true), ("NO_COLOR", false)] {
        let mut official = Person::at(world.command(&["receipt"]).env(variable, "1"), PLAIN);
        official.expect("D09");
        assert_eq!(official.seen().contains("\x1b[1m"), bold);
        assert_eq!(official.leave(), 1);
    }
    let mut official = Person::at(&mut world.command(&["receipt"]), DUMB);
    official.expect("D09");
    assert!(!official.seen().contains('\x1b'));
}

#[test]
fn two_officials_key_the_tally_in_and_a_difference_is_named_by_its_line() {
    let world = World::new();
    assert_eq!(world.act(1, &["open"]).code, 0);
    assert_eq!(world.act(1, &["close"]).code, 0);
    let tally = tally(&world);
    let mut first = person(&world, &["tally", "enter", "--official", "1"], PLAIN);
    key_in(&mut first, &tally);
    first.expect("right.");
    first.answer("Type yes to hand the tally in", "yes");
    first.answer("PIN of official 1: ", &pin(1));
    first.expect("First entry noted.");
    assert_eq!(first.leave(), 0);

    // The second official takes a vote from one candidate and gives it to the next: all sums hold.
    let mut other = tally.clone();
    let rts_core::election::Votes::Candidates(votes) = &mut other.contests[1].votes else { panic!() };
    (votes[0], votes[1]) = (votes[0] - 1, votes[1] + 1);
    let mut second = person(&world, &["tally", "enter", "--official", "2"], PLAIN);
    key_in(&mut second, &other);
    second.answer("Type yes", "yes");
    second.answer("PIN of official 2: ", &pin(2));
    second.expect("T12");
    // The line is looked up by its number and mended; nothing else has to be typed again.
    second.answer("Type yes", "?");
    let listing = second.expect("2 Fay");
    let line = listing.lines().find(|line| line.contains("1 Eva")).unwrap();
    let number: u32 = line.split_whitespace().next().unwrap().parse().unwrap();
    for (line, value) in [(number, votes_of(&tally, 0)), (number + 1, votes_of(&tally, 1))] {
        second.answer("the number of a line", &line.to_string());
        second.answer("]: ", &value.to_string());
    }
    second.answer("Type yes", "yes");
    second.answer("PIN of official 2: ", &pin(2));
    second.expect("its sums hold");
    assert_eq!(second.leave(), 0);
    assert_eq!(world.rts(&["--json", "tally", "show"]).json()["source"], "keyed");
}

fn votes_of(tally: &Tally, line: usize) -> u32 {
    tally.contests[1].votes.lines()[line]
}

#[test]
fn a_sum_that_misses_is_told_while_typing() {
    let world = World::new();
    assert_eq!(world.act(1, &["open"]).code, 0);
    assert_eq!(world.act(1, &["close"]).code, 0);
    let mut wrong = tally(&world);
    wrong.contests[0].blank += 2;
    let due = wrong.ballots_cast;
    let mut official = person(&world, &["tally", "enter", "--official", "1"], DUMB);
    key_in(&mut official, &wrong);
    official.answer("Type yes", "yes");
    let told = format!("Sum {}, must be {due}: 2 too many", due + 2);
    assert!(official.seen().contains(&told), "{}", official.seen());
    official.answer("PIN", &pin(1));
    official.expect("T07");
    official.expect("Type yes");
    official.press("\x03");
    assert_eq!(official.leave(), 1);
}

#[test]
fn a_tally_from_a_file_counts_as_keyed_by_its_official() {
    let world = World::new();
    assert_eq!(world.act(1, &["open"]).code, 0);
    assert_eq!(world.act(1, &["close"]).code, 0);
    let file = tally_file(&world);
    let enter = |official| world.act(official, &["tally", "enter", "--from", &file]);
    assert_eq!(enter(1).code, 0);
    assert_eq!(enter(1).refused(), "T14");
    assert_eq!(enter(2).code, 0);
    assert_eq!(world.rts(&["--json", "tally", "show"]).json()["source"], "keyed");
    assert_eq!(world.rts(&["tally", "enter"]).code, 2, "nobody is there to type");
}

/// The whole day at one terminal.
fn whole_day(kind: &str) {
    let world = World::new();
    world.change(|conditions| conditions.verdict = None);
    let mut guide = person(&world, &["day"], kind);
    guide.expect("== OPEN THE POLLS ==");
    guide.press("x");
    guide.expect("[x] does nothing here.");
    guide.expect("[o] open the polls");
    guide.press("o");
    prove(&mut guide, 1);
    guide.expect("== VOTING ==");
    guide.expect("[q]");
    guide.press("t");
    guide.answer("Voters since the opening: ", "many");
    guide.answer("Voters since the opening: ", "11");
    prove(&mut guide, 2);
    guide.expect("Turnout noted");
    guide.expect("[q]");
    guide.press("c");
    guide.answer("to close the polls for good: ", CODE);
    guide.answer("number: ", "1");
    guide.answer("PIN of official 1: ", "0000");
    guide.expect("A02 the PIN is wrong");
    guide.expect("[q]");
    guide.press("c");
    guide.answer("to close the polls for good: ", CODE);
    prove(&mut guide, 1);
    guide.expect("== COUNT ==");
    guide.expect("[q]");
    guide.press("i");
    guide.answer("Name of the tally file", "/nowhere");
    guide.expect("X01");
    guide.expect("[q]");
    guide.press("i");
    guide.answer("Name of the tally file", &tally_file(&world));
    prove(&mut guide, 1);
    guide.expect("== APPROVE ==");
    guide.expect("[q]");
    guide.press("l");
    guide.expect("2 Fay");
    guide.answer("Enter for more", "");
    guide.expect("That is the whole tally.");
    guide.expect("[q]");
    guide.press("a");
    guide.answer("to approve the tally: ", CODE);
    prove(&mut guide, 1);
    guide.expect("== APPROVE, SECOND OFFICIAL ==");
    guide.expect("[q]");
    guide.press("a");
    guide.answer("to approve the tally: ", CODE);
    guide.expect("number: ");
    guide.press("\x03");
    guide.expect("Nothing was done.");
    guide.expect("[q]");
    guide.press("a");
    guide.answer("to approve the tally: ", CODE);
    prove(&mut guide, 2);
    guide.expect("== WAIT FOR THE RECEIPT ==");
    guide.expect("Deadline 5 h 59 min left");
    guide.press("s");
    guide.expect("[q]");
    world.change(|conditions| conditions.verdict = Some((Verdict::Accepted, 0)));
    guide.press("s");
    guide.expect("== DONE ==");
    guide.expect("accepted: it counts");
    guide.press("q");
    guide.expect("To come back: rts day");
    let seen = guide.seen();
    assert_eq!(guide.leave(), 0);
    assert!(!seen.contains('\x1b'), "no escape sequence is needed");
    let rewritten = seen.contains("\r Deadline") || seen.contains("\rDeadline");
    assert_eq!(rewritten, kind != DUMB, "{seen}");
    for line in seen.split(['\r', '\n']) {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn the_guide_leads_from_the_first_step_to_the_receipt() {
    whole_day(PLAIN);
}

#[test]
fn the_guide_needs_no_more_than_a_dumb_terminal() {
    whole_day(DUMB);
}

#[test]
fn the_guide_can_be_left_and_taken_up_at_every_step() {
    let world = World::new();
    counted(&world);
    let mut guide = person(&world, &["day"], PLAIN);
    guide.expect("== APPROVE ==");
    guide.press("\x03");
    guide.expect("To come back: rts day");
    assert_eq!(guide.leave(), 0);
    let mut guide = person(&world, &["day"], PLAIN);
    guide.expect("== APPROVE ==");
    guide.press("?");
    guide.expect("Next: Compare the tally");
    guide.press("q");
    assert_eq!(guide.leave(), 0);
}

#[test]
fn the_guide_takes_keyed_entry_and_waits_for_a_sheet_that_an_official_looks_at() {
    let conditions = Conditions { unconfirmed: true, ..Conditions::default() };
    let world = World::with(conditions, |_| {});
    let mut guide = person(&world, &["day"], PLAIN);
    guide.expect("== OPEN THE POLLS ==");
    guide.press("o");
    prove(&mut guide, 1);
    guide.expect("[y] the sheet just printed is whole");
    guide.press("y");
    prove(&mut guide, 1);
    guide.expect("Noted.");
    guide.expect("== VOTING ==");
    guide.press("c");
    guide.answer("for good: ", CODE);
    prove(&mut guide, 1);
    guide.expect("== COUNT ==");
    guide.press("e");
    guide.answer("Who enters the tally? Official, number: ", "1");
    key_in(&mut guide, &tally(&world));
    guide.answer("Type yes", "yes");
    guide.answer("PIN of official 1: ", &pin(1));
    guide.expect("First entry noted.");
    guide.expect("== COUNT ==");
    guide.expect("Now: A second official enters the tally");
    guide.press("q");
    assert_eq!(guide.leave(), 0);
}

#[test]
fn the_guide_waits_for_a_daemon_that_is_away_and_says_when_the_result_does_not_count() {
    let conditions = Conditions { verdict: Some((Verdict::Quarantined, 10)), ..Conditions::default() };
    let world = World::with(conditions, |_| {});
    sealed(&world);
    let mut guide = person(&world, &["day"], PLAIN);
    guide.expect("== THE CENTER KEEPS THE RESULT APART ==");
    guide.press("r");
    guide.expect("a control sum does not hold");
    drop(world);
    guide.expect("C01");
    guide.press("q");
    guide.expect("To come back: rts day");
}

#[test]
fn the_guide_without_a_terminal_is_misuse() {
    assert_eq!(World::new().rts(&["day"]).code, 2);
}
