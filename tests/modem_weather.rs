//! The modem's port against the simulated modem and gateway in bad weather: what it says is compared with the truth.
#![cfg(feature = "lab")]

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    process::{Child, ChildStdout, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use rts::ports::{
    clock::Clock,
    directip::MoMessage,
    modem::{Job, ModemPort},
    serial::SerialSettings,
    trace::Trace,
};
use rts_core::modem::{ModemHealth, Outcome, Output, SessionReport, Settings};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::JoinHandle,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(120);

/// A program of the simulated world.
struct Program {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rts-lab"))
            .args(arguments)
            .args(["--time-scale", "60"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("rts-lab starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, output }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }

    /// Ends it and gives the rest of its output.
    fn end(mut self) -> String {
        self.child.kill().expect("a living process");
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).expect("text");
        rest
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Payloads as a listener of the gateway gets them.
fn listen() -> (String, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
    let address = listener.local_addr().expect("an address").to_string();
    let (told, payloads) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut frame = Vec::new();
            if stream.and_then(|mut stream| stream.read_to_end(&mut frame)).is_ok()
                && let Ok(MoMessage { payload: Some(payload), .. }) = MoMessage::decode(&frame)
                && told.send(payload).is_err()
            {
                return;
            }
        }
    });
    (address, payloads)
}

/// The port, as its owner sees it.
struct Owner {
    jobs: Sender<Job>,
    events: Receiver<Output>,
    trace: Trace,
    task: JoinHandle<()>,
    ready: bool,
    reports: Vec<SessionReport>,
}

impl Owner {
    fn new(line: &str) -> Self {
        let short = Duration::from_secs(1);
        let settings = Settings {
            plain: short,
            optional: short,
            signal: Duration::from_secs(2),
            write: Duration::from_secs(2),
            session: Duration::from_secs(4),
            gate: short,
            signal_poll: Duration::from_millis(200),
            between_sessions: Duration::from_millis(200),
            dtr: Duration::from_millis(200),
            ..Settings::default()
        };
        let (jobs, wanted) = channel(8);
        let (told, events) = channel(8);
        let port = ModemPort::new(SerialSettings::modem(line), settings, Clock::default(), wanted, told);
        let trace = port.trace();
        let task = tokio::spawn(port.run());
        Self { jobs, events, trace, task, ready: false, reports: Vec::new() }
    }

    async fn hear(&mut self) {
        let event = timeout(PATIENCE, self.events.recv()).await;
        match event.unwrap_or_else(|_| panic!("no event; last on the line:\n{}", self.trace.text())) {
            Some(Output::Finished(report)) => self.reports.push(report),
            Some(Output::Health(health)) => {
                self.ready =
                    !matches!(health, ModemHealth::Unplugged | ModemHealth::Waking | ModemHealth::Silent);
            }
            Some(_) => {}
            None => panic!("the port ended"),
        }
    }

    /// Sends the identical packet until the gateway has it.
    async fn deliver(&mut self, packet: &[u8]) {
        loop {
            while !self.ready {
                self.hear().await;
            }
            let attempt = u64::try_from(self.reports.len()).expect("few");
            self.jobs.send(Job::Transmit { attempt, packet: packet.to_vec() }).await.expect("the port runs");
            while self.reports.len() == usize::try_from(attempt).expect("few") {
                self.hear().await;
            }
            let report = self.reports.last().expect("a report");
            assert_eq!(report.attempt, attempt);
            if report.outcome == Outcome::Accepted {
                return;
            }
        }
    }
}

#[tokio::test]
async fn in_bad_weather_every_packet_arrives_and_nothing_that_arrived_is_called_unsent() {
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("modem");
    let link = link.to_str().expect("a name");
    let (address, payloads) = listen();
    let listening = ["--mt-listen", "127.0.0.1:0", "--modem-listen", "127.0.0.1:0"];
    let mut satellite = Program::start(&[&["satellite", "--destination", &address], &listening[..]].concat());
    let ends: serde_json::Value = serde_json::from_str(&satellite.line()).expect("addresses as JSON");
    let sky = ends["modems"].as_str().expect("an address for modems").to_owned();
    let weather = "--loss 0.2 --split 0.3 --garbage 0.05";
    let mut arguments = vec!["modem", "--imei", "300234010753370", "--satellite", &sky, "--link", link];
    arguments.extend(weather.split(' '));
    arguments.extend([
        "--cut",
        "transfer:2:unplug=2",
        "--cut",
        "stored:4:reset",
        "--cut",
        "ready:6:garbage=700",
    ]);
    let mut modem = Program::start(&arguments);
    assert_eq!(modem.line(), link);

    let mut owner = Owner::new(link);
    let packets: BTreeSet<Vec<u8>> = (0..6u8).map(|number| vec![number; 205]).collect();
    for packet in &packets {
        owner.deliver(packet).await;
    }
    owner.jobs.send(Job::Shutdown).await.expect("the port runs");
    while owner.events.recv().await.is_some() {}
    owner.task.await.expect("no panic");

    let mut arrived = BTreeSet::new();
    while arrived != packets {
        arrived.insert(payloads.recv_timeout(PATIENCE).expect("every accepted packet arrives"));
    }
    let sessions = modem.end();
    let truly = sessions
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a session as JSON"))
        .filter(|session| session["arrived"] == true && session["mo_bytes"] == 205)
        .count();
    let said = |outcome| owner.reports.iter().filter(|report| report.outcome == outcome).count();
    let (accepted, maybe) = (said(Outcome::Accepted), said(Outcome::Ambiguous));
    assert_eq!(accepted, packets.len());
    assert!(
        (accepted..=accepted + maybe).contains(&truly),
        "{truly} arrived, {accepted} accepted, {maybe} maybe"
    );
    assert!(owner.reports.len() > packets.len(), "the weather was bad");
}
