//! What the service manager hears: a socket in its place, and this very program again as the daemon.

use std::os::unix::net::UnixDatagram;
use std::process::Command;
use std::time::Duration;

use rts::systemd::{Manager, Progress};

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
fn without_a_service_manager_nothing_is_said_and_nothing_fails() {
    if std::env::var_os("NOTIFY_SOCKET").is_none() {
        let mut manager = Manager::from_environment(Progress::default());
        assert_eq!(manager.beat(), None);
        manager.ready("ready");
        manager.feed();
        manager.stopping();
    }
}
