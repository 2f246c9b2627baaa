//! The modem's port against another author's emulator that breaks most rules of the manual.
#![cfg(feature = "device")]

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use rts::ports::{
    clock::Clock,
    modem::{Job, ModemPort},
    serial::SerialSettings,
    trace::Trace,
};
use rts_core::modem::{NotSent, Outcome, Output, SessionReport, Settings};
use tempfile::TempDir;
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    time::timeout,
};

/// The emulator's process; an earlier receipt waits in it.
struct Rude {
    child: Child,
    /// Stays open: the emulator talks, and would die of a closed pipe.
    _output: BufReader<ChildStdout>,
    _folder: TempDir,
    line: PathBuf,
}

impl Rude {
    fn start() -> Self {
        let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
        let ready = Command::new(peers.join("setup.sh")).status().expect("tests/peers/setup.sh runs");
        assert!(ready.success(), "tests/peers/setup.sh says what is missing");
        let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers/venv/bin/python");
        let folder = tempfile::tempdir().expect("a folder");
        let line = folder.path().join("modem");
        let mut child = Command::new(python)
            .arg(peers.join("rude_modem.py"))
            .arg(&line)
            .arg("an earlier receipt")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulator starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut said = String::new();
        while said.trim_end() != line.to_string_lossy() {
            said.clear();
            assert!(output.read_line(&mut said).expect("the name of its line") > 0, "the emulator ended");
        }
        Self { child, _output: output, _folder: folder, line }
    }
}

impl Drop for Rude {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The report of the next attempt; MT messages on the way are stored and kept.
async fn report(
    events: &mut Receiver<Output>,
    jobs: &Sender<Job>,
    mail: &mut Vec<Vec<u8>>,
    trace: &Trace,
) -> SessionReport {
    loop {
        let event = timeout(Duration::from_secs(120), events.recv()).await;
        let event = event.unwrap_or_else(|_| panic!("no event; last on the line:\n{}", trace.text()));
        match event.expect("the port runs") {
            Output::Finished(report) => return report,
            Output::Mt { mt, bytes, .. } => {
                mail.push(bytes);
                jobs.send(Job::MtStored { mt }).await.expect("the port runs");
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_rude_modem_is_brought_up_its_mail_is_read_and_what_it_refuses_is_not_called_sent() {
    let rude = Rude::start();
    let settings =
        Settings { write: Duration::from_secs(3), between_sessions: Duration::ZERO, ..Settings::default() };
    let (jobs, wanted) = channel(8);
    let (told, mut events) = channel(8);
    let port = ModemPort::new(SerialSettings::modem(&rude.line), settings, Clock::default(), wanted, told);
    let trace = port.trace();
    let task = tokio::spawn(port.run());
    let mut mail = Vec::new();

    jobs.send(Job::CheckMailbox { attempt: 1 }).await.expect("the port runs");
    let checked = report(&mut events, &jobs, &mut mail, &trace).await;
    assert_eq!((checked.attempt, checked.outcome, checked.mo_status), (1, Outcome::Accepted, Some(0)));
    assert_eq!(mail, [b"an earlier receipt"]);

    // The emulator reads a message by lines and refuses what has any.
    jobs.send(Job::Transmit { attempt: 2, packet: vec![b'\n'; 205] }).await.expect("the port runs");
    let refused = report(&mut events, &jobs, &mut mail, &trace).await;
    assert_eq!((refused.attempt, refused.outcome), (2, Outcome::NotSent(NotSent::WriteFailed)));
    assert_eq!(refused.bytes, 0);

    jobs.send(Job::CheckMailbox { attempt: 3 }).await.expect("the port runs");
    let after = report(&mut events, &jobs, &mut mail, &trace).await;
    assert_eq!(after.attempt, 3, "the modem is found again after its refusal");
    assert!(after.mo_status.is_some());

    jobs.send(Job::Shutdown).await.expect("the port runs");
    while events.recv().await.is_some() {}
    task.await.expect("no panic");
}
