//! What the wires to a printer do when they fail: lines that take nothing, sockets that break, devices that vanish.

#![cfg(feature = "lab")]

use rts::lab::pace::Pace;
use rts::lab::printer::{Emulator, Fault, Options, Profile, SimulatedPrinter};
use rts::ports::clock::Clock;
use rts::ports::printer::{Order, PaperDevice, PrinterPort};
use rts::ports::trace::Trace;
use rts_core::printer::{Completion, Flow, Interruption, NotReady, Output, Settings, SheetOrder};
use rts_core::tape::Bitmap;
use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{ControlModes, tcgetattr};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Nothing here takes so long unless it hangs.
const HUNG: Duration = Duration::from_secs(60);

struct Bench {
    orders: mpsc::Sender<Order>,
    events: mpsc::Receiver<Output>,
    trace: Trace,
}

impl Bench {
    fn new(device: PaperDevice, flow: Flow) -> Self {
        let (orders, inbox) = mpsc::channel(8);
        let (outbox, events) = mpsc::channel(64);
        let settings = Settings {
            flow,
            line: 1_000_000,
            buffer: 16_384,
            answer: Duration::from_millis(300),
            quiet: Duration::from_millis(30),
            recheck: Duration::from_millis(100),
            reopen: Duration::from_millis(50),
            ..Settings::default()
        };
        let port = PrinterPort::new(device, settings, Clock::default(), inbox, outbox);
        let trace = port.trace();
        tokio::spawn(port.run());
        Self { orders, events, trace }
    }

    /// Waits for an event of this kind; what comes before is passed over.
    async fn until(&mut self, wanted: impl Fn(&Output) -> bool) -> Output {
        loop {
            let event = tokio::time::timeout(HUNG, self.events.recv()).await;
            let event = event.expect("no event").expect("the port ended");
            if wanted(&event) {
                return event;
            }
        }
    }

    async fn print(&mut self, job: u64) {
        self.orders.send(Order::Print(SheetOrder { job, picture: picture() })).await.expect("the port ended");
    }

    async fn completed(&mut self, job: u64) {
        let end = self.until(|it| matches!(it, Output::Completed { .. } | Output::Interrupted { .. })).await;
        assert_eq!(end, Output::Completed { job, by: Completion::ProcessId });
    }
}

/// A long sheet without white.
fn picture() -> Bitmap {
    let mut picture = Bitmap::new(576, 2_000);
    for y in 0..2_000_u32 {
        picture.fill(u16::try_from(y % 64).unwrap(), y, 500, 1);
    }
    picture
}

/// Both ends of a pseudo-terminal in raw mode, and the name of the host's end.
fn terminal() -> (OwnedFd, OwnedFd, PathBuf) {
    let device = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&device).unwrap();
    unlockpt(&device).unwrap();
    let path = PathBuf::from(ptsname(&device, Vec::new()).unwrap().into_string().unwrap());
    let host =
        rustix::fs::open(&path, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap();
    (device, host, path)
}

#[tokio::test]
async fn the_line_keeps_bytes_back_only_where_the_setting_says_so() {
    for rts_cts in [false, true] {
        let (_device, host, path) = terminal();
        let mut bench = Bench::new(PaperDevice::Serial { path, baud: 38_400, rts_cts }, Flow::Paced);
        bench.until(|event| *event == Output::NotReady(NotReady::Silent)).await;
        let modes = tcgetattr(&host).unwrap().control_modes;
        assert_eq!(modes.contains(ControlModes::CRTSCTS), rts_cts);
    }
}

/// Answers as a printer in the network does, until `done`.
async fn serve(stream: &mut TcpStream, emulator: &mut Emulator, done: impl Fn(&Emulator) -> bool) {
    let pace = Pace::new(200.0);
    while !done(emulator) {
        let mut buffer = [0; 4_096];
        let room = emulator.room().min(buffer.len());
        let heard = tokio::time::timeout(Duration::from_millis(2), stream.read(&mut buffer[..room])).await;
        let count = heard.map_or(0, |count| count.unwrap_or(0));
        emulator.receive(pace.now().uptime, &buffer[..count]);
        let _ = stream.write_all(&emulator.take_answers()).await;
    }
}

#[tokio::test]
async fn a_connection_reset_within_a_sheet_interrupts_it_and_the_next_one_goes_over_a_new_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let device = PaperDevice::Tcp(listener.local_addr().unwrap().to_string());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut emulator = Emulator::new(Profile { buffer: 16_384, ..Profile::default() }, Vec::new());
        serve(&mut stream, &mut emulator, |it| it.counters().0 > 500).await;
        stream.set_zero_linger().unwrap();
        drop(stream);
        let (mut stream, _) = listener.accept().await.unwrap();
        serve(&mut stream, &mut emulator, |it| it.loose().iter().any(|piece| piece.ends_with(&picture())))
            .await;
        serve(&mut stream, &mut emulator, |it| it.poll_timeout().is_none() && it.room() == 16_384).await;
        emulator
    });
    let mut bench = Bench::new(device, Flow::Line);
    bench.print(1).await;
    let end = bench.until(|it| matches!(it, Output::Interrupted { .. } | Output::Completed { .. })).await;
    assert_eq!(end, Output::Interrupted { job: 1, why: Interruption::Stopped(NotReady::Unplugged) });
    bench.print(2).await;
    bench.completed(2).await;
    let emulator = tokio::time::timeout(HUNG, server).await.unwrap().unwrap();
    assert_eq!(emulator.lost(), 0);
}

#[tokio::test]
async fn a_connection_that_takes_everything_and_answers_nothing_is_made_anew_and_its_rest_is_dropped() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let device = PaperDevice::Tcp(listener.local_addr().unwrap().to_string());
    let mut bench = Bench::new(device, Flow::Line);
    let (mut first, _) = listener.accept().await.unwrap();
    bench.until(|event| *event == Output::NotReady(NotReady::Silent)).await;
    let second = tokio::time::timeout(HUNG, listener.accept()).await.expect("no second connection");
    let mut rest = Vec::new();
    let end = first.read_to_end(&mut rest).await.expect_err("the first connection was reset");
    assert_eq!(end.kind(), std::io::ErrorKind::ConnectionReset);
    drop(second);
}

#[tokio::test]
async fn nobody_listening_is_an_unplugged_printer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let device = PaperDevice::Tcp(listener.local_addr().unwrap().to_string());
    drop(listener);
    let mut bench = Bench::new(device, Flow::Line);
    bench.until(|event| *event == Output::NotReady(NotReady::Unplugged)).await;
}

#[tokio::test]
async fn a_line_that_takes_nothing_interrupts_the_sheet_and_carries_none_of_it_later() {
    let (device, _host, path) = terminal();
    let wire = PaperDevice::Serial { path, baud: 115_200, rts_cts: true };
    let mut bench = Bench::new(wire, Flow::Line);
    let (stop, mut stopped) = mpsc::channel::<()>(1);
    // A printer that answers until the sheet begins, then reads nothing for a while, then tells what comes.
    let printer = std::thread::spawn(move || {
        let mut emulator = Emulator::new(Profile::default(), Vec::new());
        let pace = Pace::new(200.0);
        let mut buffer = [0; 256];
        let mut heard = Vec::new();
        while !heard.windows(3).any(|it| it == b"\x1dv0") {
            let count = rustix::io::read(&device, &mut buffer).unwrap();
            heard.extend_from_slice(&buffer[..count]);
            emulator.receive(pace.now().uptime, &buffer[..count]);
            rustix::io::write(&device, &emulator.take_answers()).unwrap();
        }
        stopped.blocking_recv();
        let mut later = Vec::new();
        while !later.windows(3).any(|it| it == b"\x10\x04\x01") {
            let count = rustix::io::read(&device, &mut buffer).unwrap();
            later.extend_from_slice(&buffer[..count]);
        }
        later
    });
    bench.until(|event| matches!(event, Output::Ready { .. })).await;
    bench.print(1).await;
    let end = bench.until(|it| matches!(it, Output::Interrupted { .. })).await;
    assert_eq!(end, Output::Interrupted { job: 1, why: Interruption::Stopped(NotReady::Silent) });
    // Looks go unanswered until the line is opened anew.
    let opened_anew = async {
        while bench.trace.text().matches("# open\n").count() < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(HUNG, opened_anew).await.expect("the line is not opened anew");
    stop.send(()).await.unwrap();
    let later = tokio::task::spawn_blocking(move || printer.join().unwrap()).await.unwrap();
    // A band has 9,216 bytes; what the kernel had already handed to the other end cannot be taken back.
    assert!(later.len() < 4_096 + 64, "{} bytes of before", later.len());
}

#[tokio::test]
async fn a_long_sheet_goes_through_the_short_writes_of_a_character_device() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        profile: Profile { buffer: 16_384, ..Profile::default() },
        plan: Vec::new(),
        pace: Pace::new(50.0),
        link: Some(folder.path().join("lp0")),
        out: None,
        name: "tape".into(),
    };
    let simulated = SimulatedPrinter::start(options).unwrap();
    let mut bench = Bench::new(PaperDevice::Usb(folder.path().join("lp0")), Flow::Line);
    bench.print(1).await;
    bench.completed(1).await;
    assert!(simulated.pieces().await[0].ends_with(&picture()));
    // Pulled while nothing is printed, it is found again when it is back.
    simulated.begin(Fault::Unplugged).await;
    bench.until(|event| *event == Output::NotReady(NotReady::Unplugged)).await;
    simulated.put_right(Fault::Unplugged).await;
    bench.print(2).await;
    bench.completed(2).await;
}
