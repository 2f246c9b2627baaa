//! What the service manager hears: a socket in its place, and this very program again as the daemon.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::time::Duration;

use rts::systemd::{Manager, Progress};

const DEAF: &str = "a_service_manager_that_does_not_listen_holds_nobody_up_and_hears_of_the_start_later";
/// More messages than any system lets wait in a socket.
const MANY: usize = 20_000;
const TEST: &str = "a_daemon_says_that_it_is_ready_moving_stuck_and_stopping";

#[test]
fn a_daemon_says_that_it_is_ready_moving_stuck_and_stopping() {
    if std::env::var_os("NOTIFY_SOCKET").is_some() {
        return be_the_daemon();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut daemon = Command::new(std::env::current_exe().unwrap());
    daemon.args(["--exact", TEST]).env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "10000000");
    let output = daemon.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let hear = || {
        let mut bytes = [0; 500];
        let length = socket.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).trim().to_owned()
    };
    assert_eq!(hear(), "READY=1\nSTATUS=polls open, two copies");
    assert_eq!(hear(), "WATCHDOG=1");
    assert_eq!(hear(), "STATUS=no progress in store, modem");
    assert_eq!(hear(), "STATUS=one line READY=1 still one line");
    assert_eq!(hear(), "WATCHDOG=1");
    assert_eq!(hear(), "STOPPING=1");
}

fn be_the_daemon() {
    let mut progress = Progress::default();
    let [machine, store, modem] = ["machine", "store", "modem"].map(|name| progress.part(name));
    let mut manager = Manager::from_environment(progress);
    assert_eq!(manager.beat(), Some(Duration::from_secs(5)));
    manager.ready("polls open, two copies");
    manager.feed();
    machine.moved();
    manager.feed();
    manager.status("one line\nREADY=1\nstill one line");
    store.moved();
    modem.moved();
    manager.feed();
    manager.stopping();
}

#[test]
fn a_service_manager_that_does_not_listen_holds_nobody_up_and_hears_of_the_start_later() {
    if std::env::var_os("NOTIFY_SOCKET").is_some() {
        let mut manager = Manager::from_environment(Progress::default());
        (0..MANY).for_each(|_| manager.feed());
        manager.ready("started");
        let mut line = String::new();
        println!("\nwritten");
        std::io::stdin().read_line(&mut line).unwrap();
        return manager.status("going on");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    let mut daemon = Command::new(std::env::current_exe().unwrap());
    daemon.args(["--exact", DEAF, "--nocapture"]).env("NOTIFY_SOCKET", &path);
    let mut daemon = daemon.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(daemon.stdout.take().unwrap());
    assert!(
        told.by_ref().lines().any(|line| line.unwrap() == "written"),
        "it came through though nobody listened"
    );
    socket.set_nonblocking(true).unwrap();
    let mut bytes = [0; 500];
    let mut heard = 0;
    while let Ok(length) = socket.recv(&mut bytes) {
        assert_eq!(&bytes[..length], b"WATCHDOG=1");
        heard += 1;
    }
    assert!((1..MANY).contains(&heard), "{heard} of {MANY}");
    daemon.stdin.take().unwrap().write_all(b"\n").unwrap();
    assert!(daemon.wait().unwrap().success());
    let length = socket.recv(&mut bytes).unwrap();
    assert_eq!(&bytes[..length], b"READY=1\nSTATUS=going on");
}

#[test]
fn without_a_service_manager_nothing_is_said_and_nothing_fails() {
    if std::env::var_os("NOTIFY_SOCKET").is_none() {
        let mut manager = Manager::from_environment(Progress::default());
        assert_eq!(manager.beat(), None);
        manager.ready("ready");
        manager.feed();
        manager.stopping();
    }
}
