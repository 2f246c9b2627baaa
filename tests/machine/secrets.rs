//! Keys and PINs: in the daemon's memory only, shown to nobody, locked by wrong guesses across restarts.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;

use rts_core::journal::Event;
use rustix::process::{Pid, Signal, kill_process};

use super::command;
use super::election::CODE;
use super::station::{Station, ids, program};

fn pid(station: &Station) -> Pid {
    Pid::from_raw(i32::try_from(station.process()).unwrap()).unwrap()
}

#[test]
fn a_daemon_that_crashes_leaves_no_core_file_whatever_limits_it_was_started_with() {
    let mut station = Station::running();
    station.stop();
    let folder = station.path("crash");
    fs::create_dir(&folder).unwrap();
    let mut command = station.rtsd(&["sh", "-c", "ulimit -c unlimited; exec \"$@\"", "sh"]);
    station.start_as(command.current_dir(&folder));
    let limits = fs::read_to_string(format!("/proc/{}/limits", station.process())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    kill_process(pid(&station), Signal::ABORT).unwrap();
    let ended = station.ended();
    assert_eq!(ended.signal(), Some(Signal::ABORT.as_raw()));
    assert!(!ended.core_dumped() && fs::read_dir(&folder).unwrap().next().is_none(), "{ended}");

    let mut other = Command::new("sh");
    other.args(["-c", "ulimit -c unlimited; kill -ABRT $$"]).current_dir(&folder);
    let ended = other.status().unwrap();
    assert!(ended.core_dumped(), "this machine writes core files of others: {ended}");
}

#[test]
fn another_process_of_the_same_user_cannot_look_into_the_daemons_memory() {
    let user = "65534";
    let as_user = |words: &[&str]| {
        let mut command = Command::new(program("setpriv", "util-linux"));
        command.args(["--reuid", user, "--regid", user, "--clear-groups", "--"]).args(words);
        command
    };
    let mut station = Station::running();
    station.stop();
    let owned =
        Command::new("chown").args(["-R", user]).arg(station.election.folder.path()).status().unwrap();
    assert!(owned.success());
    station.start(&[
        program("setpriv", "util-linux"),
        "--reuid",
        user,
        "--regid",
        user,
        "--clear-groups",
        "--",
    ]);
    let looks = |process: u32| {
        ["mem", "environ", "maps"].map(|file| {
            let path = format!("/proc/{process}/{file}");
            as_user(&["head", "-c", "0", &path]).output().unwrap().status.success()
        })
    };
    assert_eq!(looks(station.process()), [false; 3]);
    let mut own = as_user(&["sleep", "60"]).spawn().unwrap();
    let mut seen = looks(own.id());
    while own.try_wait().unwrap().is_none() && seen != [true; 3] {
        seen = looks(own.id());
    }
    own.kill().unwrap();
    own.wait().unwrap();
    assert_eq!(seen, [true; 3], "of other processes it can");
}

#[test]
fn wrong_pins_lock_an_official_across_a_kill_and_every_one_is_noted() {
    let mut station = Station::running();
    let guess = |station: &Station, pin: &str| {
        let file = station.election.write("guess", pin);
        station
            .rts(&["--station", CODE, "--official", "1", "--pin-file", file.to_str().unwrap(), "open"])
            .refused()
    };
    for _ in 0..5 {
        assert_eq!(guess(&station, "0000"), "A02");
    }
    assert_eq!(guess(&station, "1111"), "A03", "the right PIN comes too late");
    station.kill();
    station.start(&[]);
    assert_eq!(guess(&station, "1111"), "A03", "a restart does not help");
    assert_eq!(station.act(2, &["turnout", "1"]).refused(), "D01", "another official is not locked");
    let wrong = ["--station", "A-99", "--official", "2", "--pin-file"];
    let pin = station.path("pin2");
    let mut command = command::command();
    command.arg("--socket").arg(station.socket()).args(wrong).arg(pin).arg("close");
    assert_eq!(command::finish(&mut command).refused(), "A06");
    station.stop();
    let entries = station.copy("card").entries;
    assert_eq!(ids(&entries).iter().filter(|id| **id == "pin-refused").count(), 5);
    let refused: Vec<&str> = entries
        .iter()
        .filter_map(
            |entry| if let Event::Refused { code, .. } = &entry.event { Some(code.as_str()) } else { None },
        )
        .collect();
    assert_eq!(refused, ["A03", "A03", "D01"], "each refusal of the box; A06 was the command's own");
}

#[test]
fn the_credentials_come_encrypted_for_this_machine_and_the_box_keeps_none_in_the_clear() {
    let mut station = Station::running();
    station.stop();
    let kept = station.path("state/credentials.json");
    let (sealed, handed) = (station.path("rts-device.cred"), station.path("handed"));
    fs::create_dir(&handed).unwrap();
    let creds = |arguments: &[&std::ffi::OsStr]| {
        let output = Command::new(program("systemd-creds", "systemd")).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    // As `LoadCredentialEncrypted=rts-device` of systemd/rtsd.service has it decrypted and handed over.
    let option = std::ffi::OsStr::new;
    creds(&[
        option("encrypt"),
        option("--with-key=host"),
        option("--name=rts-device"),
        kept.as_os_str(),
        sealed.as_os_str(),
    ]);
    let secret = fs::read_to_string(&kept).unwrap();
    let text = fs::read_to_string(&sealed).unwrap();
    assert!(secret.contains("end_to_end_key") && !text.contains("end_to_end_key"));
    fs::remove_file(&kept).unwrap();
    assert_eq!(
        station.rtsd(&[]).output().unwrap().status.code(),
        Some(78),
        "without credentials it does not start"
    );
    let plain = handed.join("rts-device");
    creds(&[option("decrypt"), option("--name=rts-device"), sealed.as_os_str(), plain.as_os_str()]);
    let mut command = station.rtsd(&[]);
    station.start_as(command.env("CREDENTIALS_DIRECTORY", &handed));
    fs::remove_file(&plain).unwrap();
    station.live_the_day();
}
