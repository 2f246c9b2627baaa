//! The modem's port on a real pseudo-terminal, against a minimal modem at its other end.
//!
//! A test waits for events, never for time; the only sleeps are the port's own.
#![cfg(feature = "device")]

use std::{
    fs::File,
    io::{Read, Write},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    thread::JoinHandle,
    time::Duration,
};

use rts::ports::{
    PortError,
    clock::Clock,
    modem::{Job, ModemPort},
    serial::{SerialLine, SerialSettings},
    trace::Trace,
};
use rts_core::modem::{ModemHealth, NotSent, Outcome, Output, SessionReport, Settings, checksum};
use rustix::{
    fs::{Mode, OFlags, open},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{OptionalActions, tcgetattr, tcsetattr},
};
use tempfile::TempDir;
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(30);

/// What the test says into the pseudo-terminal to end the modem behind it.
const UNPLUG: &str = "UNPLUG";

/// A modem behind a pseudo-terminal.
struct Plugged {
    thread: JoinHandle<()>,
    /// Keeps the pseudo-terminal alive while the port has it closed.
    slave: File,
}

impl Plugged {
    fn unplug(mut self) {
        write!(self.slave, "\r{UNPLUG}\r").expect("the modem's end is open");
        self.thread.join().expect("the modem's thread ended well");
    }
}

/// How the modem at the other end behaves.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    Good,
    /// Says nothing from the session command on.
    HangsInSession,
    /// Talks nonsense without end until it is asked something for the second time.
    Floods,
}

/// Puts a new modem behind `path`. `on_air` hears of each session command.
fn plug(path: &Path, manner: Manner, on_air: Sender<()>) -> Plugged {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo-terminal");
    grantpt(&master).expect("grantpt");
    unlockpt(&master).expect("unlockpt");
    let name = ptsname(&master, Vec::new()).expect("ptsname");
    let name = PathBuf::from(name.into_string().expect("a path"));
    let slave = open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("its other end");
    let mut raw = tcgetattr(&slave).expect("terminal settings");
    raw.make_raw();
    tcsetattr(&slave, OptionalActions::Now, &raw).expect("raw");
    let next = path.with_extension("next");
    symlink(&name, &next).expect("a link");
    std::fs::rename(&next, path).expect("the link in its place");
    let thread = std::thread::spawn(move || serve(File::from(master), manner, &on_air));
    Plugged { thread, slave: File::from(slave) }
}

/// The modem: answers commands until it is unplugged or nobody can hear it any more.
fn serve(mut line: File, manner: Manner, on_air: &Sender<()>) {
    let (mut input, mut data, mut asked, mut hangs) = (Vec::new(), None::<usize>, 0, false);
    let mut buffer = [0; 512];
    while let Ok(count) = line.read(&mut buffer) {
        input.extend_from_slice(&buffer[..count]);
        loop {
            if let Some(length) = data {
                if input.len() < length + 2 {
                    break;
                }
                let message: Vec<u8> = input.drain(..length + 2).collect();
                let good = checksum(&message[..length]).to_be_bytes() == message[length..];
                let code = if good { 0 } else { 2 };
                let _ = write!(line, "\r\n{code}\r\n\r\nOK\r\n");
                data = None;
            }
            let Some(end) = input.iter().position(|&byte| byte == b'\r') else { break };
            let command: Vec<u8> = input.drain(..=end).collect();
            let command = String::from_utf8_lossy(&command[..end]).into_owned();
            if command == UNPLUG {
                return;
            }
            asked += 1;
            if manner == Manner::Floods && asked == 1 {
                // As fast as the line takes them.
                for _ in 0..600 {
                    let _ = line.write_all(&[0x55; 512]);
                }
            }
            if command == "AT+SBDIX" {
                let _ = on_air.blocking_send(());
                hangs = manner == Manner::HangsInSession;
            }
            data = command.strip_prefix("AT+SBDWB=").map(|length| length.parse().expect("a length"));
            if !hangs {
                let _ = line.write_all(answer(&command));
            }
        }
    }
}

fn answer(command: &str) -> &'static [u8] {
    match command {
        "AT+SBDIX" => b"\r\n+SBDIX: 0, 5, 1, 9, 7, 0\r\n\r\nOK\r\n",
        "AT+SBDRB" => b"\x00\x07receipt\x02\xec\r\nOK\r\n",
        "AT+SBDD0" => b"\r\n0\r\n\r\nOK\r\n",
        "AT+CSQF" => b"\r\n+CSQF:5\r\n\r\nOK\r\n",
        _ if command.starts_with("AT+SBDWB=") => b"\r\nREADY\r\n",
        _ => b"\r\nOK\r\n",
    }
}

/// A port with its modem.
struct Desk {
    _folder: TempDir,
    path: PathBuf,
    jobs: Sender<Job>,
    events: Receiver<Output>,
    trace: Trace,
    task: tokio::task::JoinHandle<()>,
    on_air: (Sender<()>, Receiver<()>),
    modem: Option<Plugged>,
}

impl Desk {
    fn new(manner: Option<Manner>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("modem");
        let on_air = channel(8);
        let modem = manner.map(|manner| plug(&path, manner, on_air.0.clone()));
        let (jobs, wanted) = channel(8);
        let (told, events) = channel(1);
        let settings = Settings {
            plain: Duration::from_millis(500),
            between_sessions: Duration::ZERO,
            ..Settings::default()
        };
        let port = ModemPort::new(SerialSettings::modem(&path), settings, Clock::default(), wanted, told);
        let trace = port.trace();
        let task = tokio::spawn(port.run());
        Self { _folder: folder, path, jobs, events, trace, task, on_air, modem }
    }

    fn plug(&mut self, manner: Manner) {
        self.modem = Some(plug(&self.path, manner, self.on_air.0.clone()));
    }

    fn unplug(&mut self) {
        self.modem.take().expect("a modem").unplug();
    }

    async fn job(&self, job: Job) {
        self.jobs.send(job).await.expect("the port runs");
    }

    /// The first event that `wanted` takes.
    async fn event<T>(&mut self, mut wanted: impl FnMut(Output) -> Option<T>) -> T {
        loop {
            let event = timeout(PATIENCE, self.events.recv())
                .await
                .expect("an event in time")
                .expect("the port runs");
            if let Some(found) = wanted(event) {
                return found;
            }
        }
    }

    async fn health(&mut self, health: ModemHealth) {
        self.event(|event| (event == Output::Health(health)).then_some(())).await;
    }

    async fn report(&mut self) -> SessionReport {
        self.event(|event| if let Output::Finished(report) = event { Some(report) } else { None }).await
    }

    /// The modem is awake, and the MT message that it holds from before is stored.
    async fn awake(&mut self) {
        let mt = self.event(|event| if let Output::Mt { mt, .. } = event { Some(mt) } else { None }).await;
        self.job(Job::MtStored { mt }).await;
    }
}

fn transmit(attempt: u64) -> Job {
    Job::Transmit { attempt, packet: b"sealed".to_vec() }
}

#[tokio::test]
async fn a_packet_goes_out_over_a_real_line_and_an_mt_message_comes_back() {
    let mut desk = Desk::new(Some(Manner::Good));
    desk.awake().await;
    desk.job(transmit(7)).await;
    let report = desk.report().await;
    assert_eq!((report.attempt, report.outcome, report.momsn), (7, Outcome::Accepted, Some(5)));
    let bytes =
        desk.event(|event| if let Output::Mt { bytes, .. } = event { Some(bytes) } else { None }).await;
    assert_eq!(bytes, b"receipt");
    let trace = desk.trace.text();
    assert!(trace.contains("> AT+SBDWB=6") && trace.contains("> <8 bytes>"), "{trace}");
    assert!(!trace.contains("sealed") && !trace.contains("receipt"), "{trace}");
}

#[tokio::test]
async fn a_modem_that_is_unplugged_in_mid_session_is_ambiguous_and_found_again() {
    let mut desk = Desk::new(Some(Manner::HangsInSession));
    desk.awake().await;
    desk.job(transmit(1)).await;
    timeout(PATIENCE, desk.on_air.1.recv()).await.expect("a session in time").expect("a session");
    desk.unplug();
    assert_eq!(desk.report().await.outcome, Outcome::Ambiguous);
    desk.health(ModemHealth::Unplugged).await;

    desk.job(transmit(2)).await;
    assert_eq!(desk.report().await.outcome, Outcome::NotSent(NotSent::Unplugged));

    desk.plug(Manner::Good);
    desk.health(ModemHealth::Ready).await;
    desk.job(transmit(3)).await;
    let report = desk.report().await;
    assert_eq!((report.attempt, report.outcome), (3, Outcome::Accepted));
}

#[tokio::test]
async fn a_modem_that_is_plugged_in_later_is_found() {
    let mut desk = Desk::new(None);
    desk.job(transmit(1)).await;
    assert_eq!(desk.report().await.outcome, Outcome::NotSent(NotSent::Unplugged));
    desk.plug(Manner::Good);
    desk.awake().await;
    desk.job(transmit(2)).await;
    assert_eq!(desk.report().await.outcome, Outcome::Accepted);
}

#[tokio::test]
async fn a_flood_is_dropped_and_the_modem_found_again() {
    let mut desk = Desk::new(Some(Manner::Floods));
    desk.awake().await;
    assert!(desk.trace.text().len() <= 4096, "what was heard stays bounded");
    desk.job(transmit(1)).await;
    assert_eq!(desk.report().await.outcome, Outcome::Accepted);
}

#[tokio::test]
async fn a_line_has_one_owner() {
    let mut desk = Desk::new(Some(Manner::Good));
    desk.awake().await;
    let second = SerialLine::open(&SerialSettings::modem(&desk.path));
    assert!(matches!(second, Err(PortError::Open { .. })));
}

#[tokio::test]
async fn a_shutdown_ends_the_task_and_frees_the_line() {
    let mut desk = Desk::new(Some(Manner::Good));
    desk.awake().await;
    desk.job(Job::Shutdown).await;
    desk.event(|event| (event == Output::Stopped).then_some(())).await;
    timeout(PATIENCE, &mut desk.task).await.expect("an end in time").expect("no panic");
    SerialLine::open(&SerialSettings::modem(&desk.path)).expect("the line is free");
}

#[tokio::test]
async fn closing_the_job_channel_is_a_shutdown() {
    let mut desk = Desk::new(None);
    let (jobs, _) = channel(1);
    drop(std::mem::replace(&mut desk.jobs, jobs));
    desk.event(|event| (event == Output::Stopped).then_some(())).await;
    timeout(PATIENCE, desk.task).await.expect("an end in time").expect("no panic");
}
