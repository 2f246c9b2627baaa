//! The tape printer's port: one task that owns the wire and the printer's machine.
//!
//! Invariants: the task ends only when nobody gives orders or listens any more; it never waits for a slow listener or
//! a missing printer while a timer of the machine is due; whatever the wire does, every order gets its answer.

use super::clock::Clock;
use super::error::PortError;
pub use super::paper_line::PaperDevice;
use super::paper_line::PaperLine;
use super::trace::Trace;
use rts_core::printer::{Input, Output, Printer, Settings, SheetOrder};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::sleep;
use tracing::{debug, info, warn};

/// What the owner of the port wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Print a sheet; see [`Input::Print`].
    Print(SheetOrder),
    /// The official looked and agrees; see [`Input::Confirm`].
    Confirm,
    /// Give up the sheet on hand; see [`Input::Cancel`].
    Cancel,
}

impl From<Order> for Input {
    fn from(order: Order) -> Self {
        match order {
            Order::Print(sheet) => Self::Print(sheet),
            Order::Confirm => Self::Confirm,
            Order::Cancel => Self::Cancel,
        }
    }
}

/// The port; [`PrinterPort::run`] is its task.
#[derive(Debug)]
pub struct PrinterPort {
    device: PaperDevice,
    clock: Clock,
    trace: Trace,
    printer: Printer,
    line: Option<PaperLine>,
    orders: Receiver<Order>,
    events: Sender<Output>,
    pending: VecDeque<Output>,
    reopen: bool,
}

impl PrinterPort {
    /// A port that takes `orders` and tells `events`: every [`Output`] but `Write` and `Reopen`.
    #[must_use]
    pub fn new(
        device: PaperDevice,
        settings: Settings,
        clock: Clock,
        orders: Receiver<Order>,
        events: Sender<Output>,
    ) -> Self {
        Self {
            device,
            clock,
            trace: Trace::default(),
            printer: Printer::new(settings),
            line: None,
            orders,
            events,
            pending: VecDeque::new(),
            reopen: true,
        }
    }

    /// What happened on the wire, for diagnosis; stays readable while the task runs.
    #[must_use]
    pub fn trace(&self) -> Trace {
        self.trace.clone()
    }

    /// Runs until the channel of orders is closed or nobody listens any more.
    pub async fn run(mut self) {
        let mut buffer = [0; 1024];
        let events = self.events.clone();
        loop {
            self.obey().await;
            if std::mem::take(&mut self.reopen) {
                self.open().await;
                continue;
            }
            let now = self.clock.uptime();
            let timer = self.printer.poll_timeout().map(|(at, _)| at.since(now));
            tokio::select! {
                biased;
                () = after(timer), if timer.is_some() => self.tell(Input::Timeout),
                order = self.orders.recv() => match order {
                    Some(order) => self.tell(order.into()),
                    None => return,
                },
                permit = events.reserve(), if !self.pending.is_empty() => match permit {
                    Ok(permit) => { if let Some(event) = self.pending.pop_front() { permit.send(event); } }
                    Err(_) => return,
                },
                heard = read(&mut self.line, &mut buffer) => match heard {
                    Ok(count) => self.hear(buffer.get(..count).unwrap_or_default()),
                    Err(error) => self.lose(&error),
                },
            }
        }
    }

    fn tell(&mut self, input: Input) {
        self.printer.handle_input(self.clock.now(), input);
    }

    fn hear(&mut self, bytes: &[u8]) {
        self.trace.received(bytes);
        self.tell(Input::Bytes(bytes.to_vec()));
    }

    async fn open(&mut self) {
        self.line = None;
        match PaperLine::open(&self.device).await {
            Ok(line) => {
                info!("printer line open");
                self.trace.note("open");
                self.line = Some(line);
                self.tell(Input::Opened);
            }
            Err(error) => {
                debug!(%error, "printer line not open");
                self.tell(Input::Closed);
            }
        }
    }

    fn lose(&mut self, error: &PortError) {
        warn!(%error, "printer line lost");
        self.trace.note("lost");
        self.line = None;
        self.tell(Input::Closed);
    }

    /// Does what the machine says.
    async fn obey(&mut self) {
        while let Some(output) = self.printer.poll_output() {
            match output {
                Output::Write(bytes) => self.write(&bytes).await,
                Output::Reopen => {
                    self.trace.note("reopen");
                    self.reopen = true;
                }
                event @ (Output::Ready { .. }
                | Output::NotReady(_)
                | Output::AskOfficial { .. }
                | Output::Completed { .. }
                | Output::Interrupted { .. }
                | Output::Cancelled { .. }
                | Output::Busy { .. }) => {
                    debug!(?event, "printer");
                    self.pending.push_back(event);
                }
            }
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        let Some(line) = &mut self.line else { return };
        // Sheets hold results, which no diagnosis may keep.
        self.trace.note(&format!("sent {} bytes", bytes.len()));
        if let Err(error) = line.write(bytes).await {
            // What a stuck printer took of the piece is unknown: the sheet is interrupted like an unplugged one's.
            self.lose(&error);
        }
    }
}

/// Sleeps, or for ever.
async fn after(wait: Option<Duration>) {
    match wait {
        Some(wait) => sleep(wait).await,
        None => std::future::pending().await,
    }
}

/// Bytes of the wire; for ever if there is none.
async fn read(line: &mut Option<PaperLine>, buffer: &mut [u8]) -> Result<usize, PortError> {
    match line {
        Some(line) => line.read(buffer).await,
        None => std::future::pending().await,
    }
}
