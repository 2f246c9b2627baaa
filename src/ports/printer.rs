//! The tape printer's port: one task that owns the wire and the printer's machine.
//!
//! Invariants: the task ends only when nobody gives orders or listens any more; it never waits for a slow listener or
//! for a printer that takes no bytes while a timer of the machine is due; whatever the wire does, every order gets its
//! answer; what was not sent when the wire was lost is never sent.

use super::clock::Clock;
use super::error::PortError;
pub use super::paper_line::PaperDevice;
use super::paper_line::{Moved, PaperLine};
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
    /// What the wire has not taken yet.
    outgoing: Vec<u8>,
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
            outgoing: Vec::new(),
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
            self.obey();
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
                moved = exchange(&mut self.line, &mut buffer, &self.outgoing) => match moved {
                    Ok(Moved::Heard(count)) => self.hear(buffer.get(..count).unwrap_or_default()),
                    Ok(Moved::Sent(count)) => drop(self.outgoing.drain(..count.min(self.outgoing.len()))),
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
        self.drop_line();
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
        self.drop_line();
        self.tell(Input::Closed);
    }

    fn drop_line(&mut self) {
        self.line = None;
        self.outgoing.clear();
    }

    /// Does what the machine says.
    fn obey(&mut self) {
        while let Some(output) = self.printer.poll_output() {
            match output {
                Output::Write(bytes) => self.write(&bytes),
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

    fn write(&mut self, bytes: &[u8]) {
        if self.line.is_none() {
            return;
        }
        // Sheets hold results, which no diagnosis may keep.
        self.trace.note(&format!("sent {} bytes", bytes.len()));
        self.outgoing.extend_from_slice(bytes);
    }
}

/// Sleeps, or for ever.
async fn after(wait: Option<Duration>) {
    match wait {
        Some(wait) => sleep(wait).await,
        None => std::future::pending().await,
    }
}

/// Moves bytes on the wire; waits for ever if there is none.
async fn exchange(
    line: &mut Option<PaperLine>,
    incoming: &mut [u8],
    outgoing: &[u8],
) -> Result<Moved, PortError> {
    match line {
        Some(line) => line.exchange(incoming, outgoing).await,
        None => std::future::pending().await,
    }
}
