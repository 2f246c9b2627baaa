//! A box as it leaves the depot: provisioned by `rts`, run by the real `rtsd`, asked by `rts` again.

use std::fs;
use std::process::{Child, Command, Stdio};

use rts::ports::credentials::{Enrolment, hash_pin};

use super::command::{self, Ran};
use super::election::{CODE, Election, pin, root};

struct Box {
    election: Election,
    daemon: Option<Child>,
}

impl Drop for Box {
    fn drop(&mut self) {
        if let Some(daemon) = &mut self.daemon {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

impl Box {
    fn new() -> Self {
        let election = Election::new();
        for name in ["state", "card", "run"] {
            fs::create_dir(election.path(name)).unwrap();
        }
        let path = |name: &str| election.path(name);
        let settings = format!(
            "[paths]\nstate = {:?}\ncard = {:?}\nruntime = {:?}\npackage = {:?}\n\n[journal]\ncard-is-mounted = false\n\
             ballast-mib = 0\n\n[modem]\nport = {:?}\n\n[printer]\nport = {:?}\n\n[control]\nsocket = {:?}\n",
            path("state"),
            path("card"),
            path("run"),
            path("state/package.json"),
            path("no-modem"),
            path("no-printer"),
            path("run/control.sock"),
        );
        election.write("settings.toml", settings);
        election.package(&election.definition);
        election.credentials(|credentials| {
            for official in &mut credentials.officials {
                official.pin = hash_pin(&pin(official.official)).unwrap();
            }
        });
        Self { election, daemon: None }
    }

    fn start(&mut self) {
        let mut daemon = Command::new(env!("CARGO_BIN_EXE_rtsd"));
        daemon.env_clear().arg("--config").arg(self.election.path("settings.toml"));
        self.daemon = Some(daemon.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    }

    fn rts(&self, arguments: &[&str]) -> Ran {
        let mut command = command::command();
        command.arg("--config").arg(self.election.path("settings.toml"));
        command.arg("--socket").arg(self.election.path("run/control.sock"));
        command::finish(command.env("RTS_PIN", pin(1)).args(arguments))
    }

    fn provision(&self) -> Ran {
        let path = |name: &str| self.election.path(name).to_str().unwrap().to_owned();
        self.rts(&[
            "provision",
            "--package",
            &path("signed.json"),
            "--credentials",
            &path("credentials.json"),
            "--root-key",
            &root().public().to_string(),
            "--enrolment",
            &path("enrolment.json"),
        ])
    }
}

#[test]
fn a_provisioned_box_comes_up_under_its_daemon_and_opens_the_polls() {
    let mut this = Box::new();
    assert_eq!(this.provision().code, 0);
    assert!(Enrolment::from_json(&fs::read(this.election.path("enrolment.json")).unwrap()).is_ok());
    this.start();
    let status = this.rts(&["--json", "status"]);
    assert_eq!(status.code, 0, "{status:?}");
    let status = status.json();
    assert_eq!(
        (&status["station"], &status["phase"], &status["media"]),
        (&CODE.into(), &"provisioned".into(), &2.into())
    );
    let wrong = this.rts(&["open", "--official", "2"]);
    assert_eq!(wrong.refused(), "A02");
    assert_eq!(this.provision().refused(), "P11");
    // Hours bind a box that knows the time: whichever it is, the box answers by its rules.
    let opened = this.rts(&["open", "--official", "1"]);
    assert!(opened.code == 0 || opened.refused() == "D04", "{opened:?}");
    let log = this.rts(&["log", "--nist"]);
    assert_eq!(log.code, 0, "{log:?}");
    let shown = this.rts(&["tally", "show"]);
    assert_eq!(shown.refused(), "D11");
}

#[test]
fn a_box_that_is_not_provisioned_has_no_daemon() {
    let mut this = Box::new();
    this.start();
    let mut daemon = this.daemon.take().unwrap();
    assert_ne!(daemon.wait().unwrap().code(), Some(0));
    assert_eq!(this.rts(&["status"]).code, 3);
}
