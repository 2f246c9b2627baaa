//! Every refusal that a person at the box can meet, as `rts` tells it.

use std::ffi::OsStr;
use std::io::Write as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use rts::control::{Roles, Server};
use rts_core::election::{
    Candidate, Choices, Code, Contest, ContestTally, Tally, TallyFile, Votes, test_tally,
};
use rts_core::journal::{Event, Sealed};
use rts_core::modem::ModemHealth;
use rts_core::packet::Verdict;
use rts_core::printer::NotReady;
use rts_core::record::{Base, Epoch, Kind};
use rts_core::time::WallTime;

use super::asking::{counted, sealed, tally_file};
use super::command::{self, Ran, rts};
use super::election::DEVICE;
use super::world::{Conditions, World};

fn world(conditions: Conditions) -> World {
    World::with(conditions, |_| {})
}

/// A world whose polls are closed, at a station with a verification device if asked for.
fn counting(verification: bool, verified: Option<u32>) -> World {
    let conditions = Conditions { verified, ..Conditions::default() };
    let world = World::with(conditions, |definition| definition.stations[0].verification = verification);
    assert_eq!(world.act(1, &["open"]).code, 0);
    assert_eq!(world.act(1, &["close"]).code, 0);
    world
}

/// What becomes of the station's tally after a change.
fn import(world: &World, change: impl FnOnce(&mut TallyFile)) -> Ran {
    let definition = &world.election.definition;
    let station = &definition.stations[0];
    let mut file = TallyFile::new(definition, station, test_tally(definition, station), false);
    change(&mut file);
    let path = world.election.write("changed.json", file.to_json().unwrap());
    world.act(1, &["tally", "import", path.to_str().unwrap()])
}

#[test]
fn the_order_of_the_day_is_kept() {
    let world = World::new();
    assert_eq!(world.act(1, &["close"]).refused(), "D01");
    assert_eq!(world.act(1, &["open"]).code, 0);
    assert_eq!(world.act(1, &["open"]).refused(), "D02");
    assert_eq!(world.act(1, &["tally", "import", &tally_file(&world)]).refused(), "D07");
    assert_eq!(world.rts(&["tally", "show"]).refused(), "D11");
    assert_eq!(world.rts(&["rehearse"]).refused(), "D12");
    assert_eq!(world.act(1, &["turnout", "20"]).code, 0);
    assert_eq!(world.act(1, &["turnout", "19"]).refused(), "D14");
    assert_eq!(world.act(1, &["turnout", "501"]).refused(), "T09");
    assert_eq!(world.act(1, &["close"]).code, 0);
    assert_eq!(world.act(1, &["close"]).refused(), "D03");
    assert_eq!(world.act(1, &["approve"]).refused(), "D08");
    assert_eq!(world.rts(&["receipt"]).refused(), "D09");
    assert_eq!(world.act(1, &["tally", "import", &tally_file(&world)]).code, 0);
    assert_eq!(world.act(1, &["approve"]).code, 0);
    assert_eq!(world.act(1, &["approve"]).refused(), "A04");
    assert_eq!(world.act(2, &["approve"]).code, 0);
    assert_eq!(world.act(2, &["approve"]).refused(), "D10");
}

#[test]
fn hours_are_kept_where_a_clock_is_known() {
    let at = |time: &str| {
        let moment: WallTime = match time {
            "before opening" => WallTime::from_unix(1_772_300_000),
            _ => WallTime::from_unix(1_772_350_000),
        };
        world(Conditions { wall: Some(moment), ..Conditions::default() })
    };
    assert_eq!(at("before opening").act(1, &["open"]).refused(), "D04");
    let open = at("noon");
    assert_eq!(open.act(1, &["open"]).code, 0);
    assert_eq!(open.act(1, &["close"]).refused(), "D05");
}

#[test]
fn polls_do_not_open_on_counters_that_are_not_zero() {
    let world = world(Conditions { counters: Some(false), ..Conditions::default() });
    world.until(|status| status["printer"] == "ready");
    let ran = world.act(1, &["open"]);
    assert_eq!(ran.refused(), "D06");
    assert!(ran.err.contains("contest 1"), "{ran:?}");
}

#[test]
fn a_correction_needs_a_reason_and_two_people_and_comes_one_at_a_time() {
    let world = World::new();
    sealed(&world);
    let second = world.election.path("pin2");
    let correct = |reason| {
        let both = ["--second", "2", "--second-pin-file", second.to_str().unwrap()];
        world.act(1, &[&["correct", "--reason", reason][..], &both].concat())
    };
    assert_eq!(world.act(1, &["correct", "--reason", "other"]).refused(), "A07");
    assert_eq!(correct("99").refused(), "R05");
    assert_eq!(correct("other").code, 0);
    assert_eq!(correct("other").refused(), "D13");
}

#[test]
fn a_tally_that_is_none_or_not_of_this_ballot_is_refused() {
    let world = counting(false, None);
    let contests = |change: fn(&mut Vec<ContestTally>)| {
        import(&world, |file| change(&mut file.tally.contests)).refused()
    };
    let broken = world.election.write("broken.json", "{}");
    assert_eq!(world.act(1, &["tally", "import", broken.to_str().unwrap()]).refused(), "T01");
    let other = import(&world, |file| file.station = rts_core::election::StationName::Number(2));
    assert_eq!(other.refused(), "T02");
    assert_eq!(contests(|all| drop(all.pop())), "T03");
    assert_eq!(
        contests(|all| all.push(ContestTally { contest: "unknown".to_owned(), ..all[0].clone() })),
        "T04"
    );
    assert_eq!(contests(|all| all.push(all[0].clone())), "T05");
    assert_eq!(contests(|all| all[1].votes = Votes::Candidates(vec![1])), "T06");
    assert_eq!(import(&world, |file| file.test = true).refused(), "T16");
}

#[test]
fn a_tally_that_does_not_add_up_is_refused_with_both_numbers() {
    let world = counting(false, None);
    let tally = |change: fn(&mut Tally)| import(&world, |file| change(&mut file.tally));
    let ran = tally(|tally| tally.contests[0].blank += 1);
    assert_eq!(ran.refused(), "T07");
    assert!(ran.err.contains("Council") && ran.err.contains("11") && ran.err.contains("12"), "{ran:?}");
    assert_eq!(tally(|tally| tally.registered += 1).refused(), "T10");
    let many = tally(|tally| {
        tally.ballots_cast = 600;
        (tally.contests[0].blank, tally.contests[1].blank) = (590, 1193);
    });
    assert_eq!(many.refused(), "T09");
    assert_eq!(tally(|tally| tally.contests[0].blank = u32::MAX).refused(), "T11");
}

#[test]
fn ballots_and_verified_voters_are_held_against_each_other() {
    let without = counting(true, None);
    assert_eq!(import(&without, |file| file.tally.verified = None).refused(), "T15");
    assert_eq!(import(&without, |file| file.tally.verified = Some(1)).refused(), "T08");
    let with = counting(true, Some(12));
    assert_eq!(import(&with, |file| file.tally.verified = Some(13)).refused(), "T17");
    assert_eq!(import(&with, |file| file.tally.verified = None).code, 0);
}

#[test]
fn keyed_entry_needs_two_people_who_agree() {
    let world = counting(false, None);
    let file = tally_file(&world);
    let enter = |official| world.act(official, &["tally", "enter", "--from", &file]);
    assert_eq!(enter(1).code, 0);
    assert_eq!(world.act(2, &["approve"]).refused(), "T13");
    assert_eq!(enter(1).refused(), "T14");
    let definition = &world.election.definition;
    let mut other = test_tally(definition, &definition.stations[0]);
    let Votes::Candidates(votes) = &mut other.contests[1].votes else { panic!() };
    (votes[0], votes[1]) = (votes[1], votes[0]);
    let other = TallyFile::new(definition, &definition.stations[0], other, false);
    let other = world.election.write("other.json", other.to_json().unwrap());
    let ran = world.act(2, &["tally", "enter", "--from", other.to_str().unwrap()]);
    assert_eq!(ran.refused(), "T12");
    assert!(ran.err.contains("Eva"), "{ran:?}");
}

#[test]
fn an_official_proves_to_be_one_and_waits_after_wrong_pins() {
    let world = World::new();
    let open = |official: &str, pin: &str| {
        let mut command = world.command(&["open", "--official", official]);
        command::finish(command.env("RTS_PIN", pin)).refused()
    };
    assert_eq!(open("3", "3333"), "A01");
    for _ in 0..5 {
        assert_eq!(open("1", "0000"), "A02");
    }
    assert_eq!(open("1", "1111"), "A03");
}

#[test]
fn paper_and_its_printer_are_told_by_code() {
    let world = World::new();
    assert_eq!(world.act(1, &["print", "receipt"]).refused(), "H05");
    assert_eq!(world.act(1, &["print", "result", "--copies", "51"]).refused(), "H06");
    let faults = [
        (NotReady::Silent, "H01"),
        (NotReady::PaperOut, "H02"),
        (NotReady::CoverOpen, "H03"),
        (NotReady::Broken, "H04"),
        (NotReady::NearEnd, "H07"),
        (NotReady::Tear, "H08"),
        (NotReady::Overheated, "H09"),
    ];
    for (fault, code) in faults {
        world.change(|conditions| conditions.printer = Some(fault));
        world.until(|status| status["printer"].as_str().unwrap().starts_with(code));
    }
}

#[test]
fn a_sheet_that_was_torn_off_is_confirmed_and_printing_goes_on() {
    let world = world(Conditions { printer: Some(NotReady::Tear), ..Conditions::default() });
    assert_eq!(world.act(1, &["open"]).code, 0);
    world.until(|status| status["sheets_waiting"] != 0);
    assert_eq!(world.act(1, &["print", "--confirm"]).code, 0);
    world.until(|status| status["sheets_waiting"] == 0);
}

#[test]
fn sending_is_refused_without_anything_to_send_or_a_modem() {
    let world = world(Conditions { verdict: None, ..Conditions::default() });
    assert_eq!(world.rts(&["send"]).refused(), "M02");
    sealed(&world);
    assert_eq!(world.rts(&["receipt"]).refused(), "R03");
    world.change(|conditions| conditions.modem = ModemHealth::Unplugged);
    world.until(|status| status["modem"] == "unplugged");
    assert_eq!(world.rts(&["send"]).refused(), "M01");
    world.change(|conditions| conditions.verdict = Some((Verdict::Accepted, 0)));
}

#[test]
fn a_ballot_too_large_for_the_satellite_is_found_by_the_rehearsal() {
    let world = World::with(Conditions::default(), |definition| {
        definition.stations[0].registered = 100_000;
        let Choices::Candidates(candidates) = &mut definition.contests[1].choices else { panic!() };
        let sample = candidates[0].clone();
        candidates.extend((4..=10_000).map(|number| Candidate { number, ..sample.clone() }));
        for copy in ["second", "third"] {
            let contest = Contest { id: copy.to_owned(), ..definition.contests[1].clone() };
            definition.contests.push(contest);
            definition.styles[0].contests.push(copy.to_owned());
        }
    });
    let ran = world.rts(&["rehearse"]);
    assert_eq!(ran.refused(), "M03", "{ran:?}");
}

#[test]
fn a_box_that_used_up_its_numbers_is_swapped() {
    let base = Base {
        kind: Kind::Rehearsal,
        election: 7,
        device: DEVICE,
        sequence: u16::MAX,
        seal_epoch: Epoch::default(),
        link_epoch: Epoch::default(),
    };
    let sealed = Sealed {
        base: base.to_bytes().to_vec(),
        record: Vec::new(),
        signature: vec![0; 64],
        message: Vec::new(),
        packets: Vec::new(),
    };
    let world =
        world(Conditions { history: vec![Event::RehearsalSealed { sealed }], ..Conditions::default() });
    assert_eq!(world.rts(&["rehearse"]).refused(), "R04");
}

#[test]
fn a_failed_card_is_told_and_a_failed_journal_stops_everything() {
    let world = world(Conditions { card_failed: true, ..Conditions::default() });
    world.until(|status| status["media"] == 1);
    let status = world.rts(&["status"]);
    assert!(status.out.contains("J02"), "{status:?}");
    assert!(status.out.lines().all(|line| line.chars().count() < 80), "{status:?}");
    world.change(|conditions| conditions.journal = false);
    assert_eq!(world.act(1, &["open"]).refused(), "J06");
    assert_eq!(world.act(1, &["open"]).refused(), "J06");
}

#[test]
fn a_fifth_command_at_once_is_told_that_the_box_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("control.sock");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (asked, mut requests) = tokio::sync::mpsc::channel(8);
    runtime.block_on(async {
        let server = Server::bind(&socket, Roles::default()).unwrap();
        tokio::spawn(server.run(asked));
    });
    let frame =
        |json: &str| [&u32::try_from(json.len()).unwrap().to_be_bytes()[..], json.as_bytes()].concat();
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut stream = UnixStream::connect(&socket).unwrap();
        stream.write_all(&frame(r#"{"protocol":1,"software":"test"}"#)).unwrap();
        stream.write_all(&frame(r#"{"command":{"command":"status"}}"#)).unwrap();
        // The box has heard it and takes its time.
        held.push((stream, runtime.block_on(requests.recv()).unwrap()));
    }
    let ran = rts([OsStr::new("--socket"), socket.as_os_str(), OsStr::new("status")]);
    assert_eq!(ran.refused(), "C02");
}

/// A daemon that gives each caller in turn the next reply, whatever is asked.
fn parrot(socket: &Path, hello: &str, replies: &[&str]) {
    let listener = UnixListener::bind(socket).unwrap();
    let frame =
        |json: &str| [&u32::try_from(json.len()).unwrap().to_be_bytes()[..], json.as_bytes()].concat();
    let answers: Vec<Vec<u8>> = replies.iter().map(|reply| [frame(hello), frame(reply)].concat()).collect();
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.write_all(&answer);
            // Reads until the client is done, so that what was written is not lost with the connection.
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
}

#[test]
fn a_user_who_may_not_another_protocol_and_a_misunderstood_command_are_told_apart() {
    let hello = r#"{"protocol":1,"software":"test"}"#;
    let other = r#"{"protocol":2,"software":"test"}"#;
    let refused = |code: Code| serde_json::to_string(&rts_core::device::Reply::from(code)).unwrap();
    let cases = [
        (hello, refused(Code::PeerRefused), "A05"),
        (other, refused(Code::PeerRefused), "C03"),
        (hello, refused(Code::RequestInvalid), "C04"),
    ];
    for (hello, reply, code) in cases {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("control.sock");
        parrot(&socket, hello, &[&reply]);
        assert_eq!(rts(["--socket", socket.to_str().unwrap(), "status"]).refused(), code);
    }
}

#[test]
fn a_journal_whose_hashes_do_not_hold_is_not_passed_on() {
    let world = World::new();
    let status = world.rts(&["--json", "status"]).out;
    let mut log = world.rts(&["--json", "log"]).json();
    let hash = log["entries"][1]["hash"].as_str().unwrap().to_owned();
    let other = if hash.starts_with('0') { "1" } else { "0" };
    log["entries"][1]["hash"] = format!("{other}{}", &hash[1..]).into();
    let nothing = r#"{"reply":"log","entries":[]}"#;
    for (log, code) in [(log.to_string(), "J01"), (status.clone(), "C03")] {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("control.sock");
        parrot(&socket, r#"{"protocol":1,"software":"test"}"#, &[status.trim(), log.trim(), nothing]);
        assert_eq!(rts(["--socket", socket.to_str().unwrap(), "log", "--nist"]).refused(), code);
    }
}

#[test]
fn a_refusal_changes_nothing() {
    let world = World::new();
    counted(&world);
    let before = world.rts(&["--json", "tally", "show"]).json();
    assert_eq!(import(&world, |file| file.tally.contests[0].blank += 1).refused(), "T07");
    assert_eq!(world.rts(&["--json", "tally", "show"]).json(), before);
}
