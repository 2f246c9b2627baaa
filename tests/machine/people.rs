//! Who comes to the control socket: users without rights, technicians, clients that send too much, too slowly, or nothing.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use rts_core::journal::Event;

use super::command::{self, Ran};
use super::election::CODE;
use super::station::{Station, Wishes, program};

/// A user who has no rights at the box, and groups that every Debian has, for those who do.
const NOBODY: &str = "65534";
const OFFICIALS: (&str, u32) = ("games", 60);
const TECHNICIANS: (&str, u32) = ("audio", 29);

/// A running box whose groups are groups of this machine, with a socket that everybody reaches.
fn open_house() -> Station {
    let control = format!("official-group = {:?}\ntechnician-group = {:?}\n", OFFICIALS.0, TECHNICIANS.0);
    let mut station = Station::new(&Wishes { control, ..Wishes::default() });
    station.provision();
    station.start(&[]);
    let open =
        |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    open(station.election.folder.path(), 0o755);
    open(&station.path("run"), 0o755);
    for official in 1..=2 {
        open(&station.path(&format!("pin{official}")), 0o644);
    }
    station
}

/// Runs `rts` as this user in this group.
fn run_as(station: &Station, user: &str, group: &str, arguments: &[&str]) -> Ran {
    let mut command = Command::new(program("setpriv", "util-linux"));
    command.args(["--reuid", user, "--regid", group, "--clear-groups", "--"]);
    command.arg(env!("CARGO_BIN_EXE_rts")).env_clear().stdin(std::process::Stdio::null());
    command::finish(command.arg("--socket").arg(station.socket()).args(arguments))
}

fn refusals(station: &Station) -> Vec<(String, String)> {
    let refused = |event| match event {
        Event::Refused { code, command, .. } => Some((code, command)),
        _ => None,
    };
    station.copy("state").entries.into_iter().filter_map(|entry| refused(entry.event)).collect()
}

fn noted(code: &str, command: &str) -> (String, String) {
    (code.to_owned(), command.to_owned())
}

#[test]
fn the_kernels_word_decides_who_may_ask_what_and_everybody_turned_away_is_noted() {
    let mut station = open_house();
    assert_eq!(
        run_as(&station, NOBODY, NOBODY, &["status"]).refused(),
        "A05",
        "the socket is closed to others"
    );
    // Even with the door left open, the kernel says who knocks.
    fs::set_permissions(station.socket(), fs::Permissions::from_mode(0o666)).unwrap();
    assert_eq!(run_as(&station, NOBODY, NOBODY, &["status"]).refused(), "A05");

    let technician = |arguments: &[&str]| run_as(&station, NOBODY, TECHNICIANS.0, arguments);
    assert_eq!(technician(&["card", "status"]).code, 0);
    let pin = station.path("pin1");
    let open = ["--official", "1", "--pin-file", pin.to_str().unwrap(), "open"];
    assert_eq!(technician(&open).refused(), "A05", "a technician opens no polls, whatever PIN he knows");
    assert_eq!(
        technician(&["card", "adopt", "--technician"]).refused(),
        "J16",
        "but may look after the card"
    );

    let official = |arguments: &[&str]| run_as(&station, NOBODY, OFFICIALS.0, arguments);
    assert_eq!(official(&["card", "adopt", "--technician"]).refused(), "A01", "an official is no technician");
    let close = ["--official", "1", "--pin-file", pin.to_str().unwrap(), "--station", CODE, "close"];
    assert_eq!(official(&close).refused(), "D01");
    assert_eq!(official(&open).code, 0);
    station.stop();
    let expected = [
        noted("A05", "connect"),
        noted("A05", "open"),
        noted("J16", "card adopt"),
        noted("A01", "card adopt"),
        noted("D01", "close"),
    ];
    assert_eq!(refusals(&station), expected);
}

#[test]
fn the_socket_belongs_to_the_officials_group() {
    use std::os::unix::fs::MetadataExt as _;
    let station = open_house();
    let found = fs::metadata(station.socket()).unwrap();
    assert_eq!((found.gid(), found.permissions().mode() & 0o777), (OFFICIALS.1, 0o660));
    chown(station.socket(), None, Some(TECHNICIANS.1)).unwrap();
    assert_eq!(run_as(&station, NOBODY, TECHNICIANS.0, &["status"]).code, 0);
}

/// A client that greets and then sends these bytes, until it is shown out.
fn rude(station: &Station, bytes: &[u8]) -> Option<UnixStream> {
    let mut stream = UnixStream::connect(station.socket()).ok()?;
    let hello = br#"{"protocol":1,"software":"rude"}"#;
    stream.write_all(&u32::try_from(hello.len()).unwrap().to_be_bytes()).ok()?;
    stream.write_all(hello).ok()?;
    stream.write_all(bytes).ok()?;
    Some(stream)
}

#[test]
fn an_official_works_on_while_others_send_too_much_too_slowly_or_nothing() {
    let station = Station::running();
    let stop = AtomicBool::new(false);
    let oversized = [&u32::MAX.to_be_bytes()[..], &[b'x'; 1000]].concat();
    let slow = [0, 0, 1, 0, b'{'];
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let loris = rude(&station, &slow);
                if let Some(mut giant) = rude(&station, &oversized) {
                    let _ = giant.read_to_end(&mut Vec::new());
                }
                let garbage = rude(&station, b"\x00\x00\x00\x04\xff\xff\xff\xff");
                drop((loris, garbage));
            }
        });
        let day = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| station.live_the_day()));
        stop.store(true, Ordering::Relaxed);
        day.unwrap();
    });
}

#[test]
fn a_hundred_silent_clients_do_not_keep_an_official_away() {
    let station = Station::running();
    let crowd: Vec<UnixStream> = (0..100).filter_map(|_| rude(&station, &[])).collect();
    assert!(crowd.len() > 50);
    assert_eq!(station.rts(&["status"]).code, 0);
    station.done(station.act(1, &["open"]));
    drop(crowd);
}

#[test]
fn a_program_that_is_refused_in_a_loop_does_not_fill_the_journal() {
    let mut station = Station::running();
    let request = br#"{"command":{"command":"send"}}"#;
    let frame = [&u32::try_from(request.len()).unwrap().to_be_bytes()[..], request].concat();
    let mut stream = rude(&station, &frame).unwrap();
    let mut answers = [0_u8; 1 << 16];
    for _ in 0..2000 {
        let _ = stream.read(&mut answers).unwrap();
        stream.write_all(&frame).unwrap();
    }
    drop(stream);
    assert_eq!(station.rts(&["status"]).code, 0, "how things stand is told all the same");
    station.stop();
    let refused = refusals(&station).len();
    assert!((100..400).contains(&refused), "{refused} refusals of 2000 were written down");
}
