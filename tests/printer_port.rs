//! The printer's port on a pseudo-terminal, as a character device and over TCP, against the simulated printer.

#![cfg(feature = "lab")]

use rts::lab::pace::Pace;
use rts::lab::printer::{At, Emulator, End, Fault, Options, Piece, Planned, Profile, SimulatedPrinter};
use rts::ports::clock::Clock;
use rts::ports::printer::{Order, PaperDevice, PrinterPort};
use rts_core::printer::{Completion, Interruption, NotReady, Output, Settings, SheetOrder};
use rts_core::tape::Bitmap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;

/// Nothing here takes so long unless it hangs.
const HUNG: Duration = Duration::from_secs(60);

/// A port with its channels.
struct Bench {
    orders: mpsc::Sender<Order>,
    events: mpsc::Receiver<Output>,
}

impl Bench {
    fn new(device: PaperDevice) -> Self {
        let (orders, inbox) = mpsc::channel(8);
        let (outbox, events) = mpsc::channel(64);
        let settings = Settings { reopen: Duration::from_millis(50), ..Settings::default() };
        let port = PrinterPort::new(device, settings, Clock::default(), inbox, outbox);
        tokio::spawn(port.run());
        Self { orders, events }
    }

    async fn event(&mut self) -> Output {
        tokio::time::timeout(HUNG, self.events.recv()).await.expect("no event").expect("the port ended")
    }

    /// Waits for an event of this kind; what comes before is passed over.
    async fn until(&mut self, wanted: impl Fn(&Output) -> bool) -> Output {
        loop {
            let event = self.event().await;
            if wanted(&event) {
                return event;
            }
        }
    }

    async fn print(&mut self, job: u64) {
        self.orders
            .send(Order::Print(SheetOrder { job, picture: picture(job) }))
            .await
            .expect("the port ended");
    }

    async fn completed(&mut self, job: u64) {
        let by = Completion::ProcessId;
        assert_eq!(self.until(is_end).await, Output::Completed { job, by });
    }
}

fn is_end(event: &Output) -> bool {
    matches!(event, Output::Completed { .. } | Output::Interrupted { .. })
}

/// A picture that tells its job: a stripe for each bit of the number, a rule above and below.
fn picture(job: u64) -> Bitmap {
    let mut picture = Bitmap::new(576, 420);
    picture.fill(0, 0, 576, 2);
    for bit in (0_u16..16).filter(|bit| job >> bit & 1 == 1) {
        picture.fill(40 + bit * 24, 20, 12, 380);
    }
    picture.fill(0, 418, 576, 2);
    picture
}

fn options(folder: &Path, plan: Vec<Planned>) -> Options {
    Options {
        profile: Profile::default(),
        plan,
        pace: Pace::new(50.0),
        link: Some(folder.join("printer")),
        out: Some(folder.join("paper")),
        name: "tape".into(),
    }
}

fn serial(path: PathBuf) -> PaperDevice {
    PaperDevice::Serial { path, baud: 115_200, rts_cts: true }
}

/// The job whose sheet is whole at the end of a piece.
fn whole(piece: &Piece) -> Option<u64> {
    (1..=3).find(|job| piece.ends_with(&picture(*job)))
}

#[tokio::test]
async fn sheets_come_out_of_a_serial_printer_and_are_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let simulated = SimulatedPrinter::start(options(folder.path(), Vec::new())).unwrap();
    let mut bench = Bench::new(serial(simulated.path().to_owned()));
    for job in 1..=3 {
        bench.print(job).await;
        bench.completed(job).await;
    }
    drop(bench);
    let pieces = simulated.stop().await.unwrap();
    assert_eq!(pieces.iter().map(whole).collect::<Vec<_>>(), [Some(1), Some(2), Some(3)]);
    let paper = folder.path().join("paper");
    for name in ["tape-001.png", "tape-003.png", "tape.png"] {
        let png = std::fs::read(paper.join(name)).unwrap();
        assert!(png.starts_with(b"\x89PNG") && png.len() > 300, "{name}");
    }
    let bytes = std::fs::read(paper.join("tape.escpos")).unwrap();
    assert_eq!(bytes.windows(4).filter(|window| window == b"\x1dVA\0").count(), 3);
}

#[tokio::test]
async fn paper_out_is_told_and_after_loading_the_next_sheet_comes_out_whole() {
    let folder = tempfile::tempdir().unwrap();
    let simulated = SimulatedPrinter::start(options(folder.path(), Vec::new())).unwrap();
    let mut bench = Bench::new(serial(simulated.path().to_owned()));
    bench.until(|event| matches!(event, Output::Ready { .. })).await;
    simulated.begin(Fault::PaperOut).await;
    bench.print(1).await;
    bench.until(|event| *event == Output::NotReady(NotReady::PaperOut)).await;
    simulated.put_right(Fault::PaperOut).await;
    bench.completed(1).await;
    assert_eq!(simulated.pieces().await.iter().map(whole).collect::<Vec<_>>(), [Some(1)]);
}

#[tokio::test]
async fn an_unplugged_printer_interrupts_and_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let lasts = Duration::from_secs(20);
    let plan = vec![Planned { fault: Fault::Unplugged, at: At::Row(300), lasts }];
    let simulated = SimulatedPrinter::start(options(folder.path(), plan)).unwrap();
    let mut bench = Bench::new(serial(folder.path().join("printer")));
    bench.print(1).await;
    let end = bench.until(is_end).await;
    assert_eq!(end, Output::Interrupted { job: 1, why: Interruption::Stopped(NotReady::Unplugged) });
    bench.print(2).await;
    bench.completed(2).await;
    let pieces = simulated.stop().await.unwrap();
    assert_eq!(whole(pieces.last().unwrap()), Some(2));
}

#[tokio::test]
async fn a_printer_that_is_plugged_in_late_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Bench::new(serial(folder.path().join("printer")));
    bench.until(|event| *event == Output::NotReady(NotReady::Unplugged)).await;
    bench.print(1).await;
    let _simulated = SimulatedPrinter::start(options(folder.path(), Vec::new())).unwrap();
    bench.completed(1).await;
}

#[tokio::test]
async fn a_character_device_works_like_a_serial_line() {
    let folder = tempfile::tempdir().unwrap();
    let simulated = SimulatedPrinter::start(options(folder.path(), Vec::new())).unwrap();
    let mut bench = Bench::new(PaperDevice::Usb(simulated.path().to_owned()));
    bench.print(1).await;
    bench.completed(1).await;
    assert_eq!(whole(&simulated.stop().await.unwrap()[0]), Some(1));
}

#[tokio::test]
async fn a_printer_in_the_network_works_like_a_serial_line() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let device = PaperDevice::parse(&format!("tcp:{address}"), 0, false);
    assert_eq!(device, PaperDevice::Tcp(address.to_string()));
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (pace, mut emulator) = (Pace::new(50.0), Emulator::new(Profile::default(), Vec::new()));
        while !emulator.loose().iter().any(|piece| piece.end == End::Cut) || emulator.poll_timeout().is_some()
        {
            let mut buffer = [0; 256];
            let heard = tokio::time::timeout(Duration::from_millis(5), stream.read(&mut buffer)).await;
            emulator.receive(pace.now().uptime, &buffer[..heard.map_or(0, Result::unwrap)]);
            stream.write_all(&emulator.take_answers()).await.unwrap();
        }
        (stream, emulator.pieces())
    });
    let mut bench = Bench::new(device);
    bench.print(1).await;
    let (mut stream, pieces) = tokio::time::timeout(HUNG, server).await.unwrap().unwrap();
    assert_eq!(whole(&pieces[0]), Some(1));
    stream.shutdown().await.unwrap();
    bench.until(is_end).await;
}

#[test]
fn the_text_of_a_setting_tells_the_kind_of_printer() {
    assert_eq!(PaperDevice::parse("tcp:10.0.0.9:9100", 0, true), PaperDevice::Tcp("10.0.0.9:9100".into()));
    assert_eq!(PaperDevice::parse("/dev/usb/lp0", 0, true), PaperDevice::Usb("/dev/usb/lp0".into()));
    assert_eq!(
        PaperDevice::parse("/dev/ttyS1", 19_200, true),
        PaperDevice::Serial { path: "/dev/ttyS1".into(), baud: 19_200, rts_cts: true }
    );
}
