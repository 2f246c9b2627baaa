//! The port of a counting or verification device: one task that owns the serial line and the box's end of the link.
//!
//! Invariants: the task ends only when it is told to, or when nobody listens any more; an unplugged line is opened again
//! for ever, with back-off; a slow listener costs bounded memory, and of what it misses nothing is a tally.

use std::{collections::VecDeque, time::Duration};

use rts_core::{
    counter::{LinkEvent, LinkInput, LinkOutput, LinkReceiver},
    election::Refusal,
    time::Uptime,
};
use tokio::{
    sync::mpsc::{Receiver, Sender},
    time::sleep,
};
use tracing::{debug, info, warn};

use super::{
    clock::Clock,
    error::PortError,
    serial::{Backoff, SerialLine, SerialSettings},
};

/// Refusals and comings and goings are dropped while so many events wait for their listener.
const BACKLOG: usize = 64;

/// What the owner of the port wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Ask where the counters stand; see [`LinkInput::AskCounters`].
    AskCounters,
    /// Ask for the number of verified voters; see [`LinkInput::AskVerified`].
    AskVerified,
    /// Ask for one tally and take it; see [`LinkInput::ExpectTally`].
    ExpectTally {
        /// True in a rehearsal.
        test: bool,
    },
    /// Take no tally.
    ExpectNothing,
    /// What became of the tally handed on; see [`LinkInput::Answer`].
    Answer(Option<Refusal>),
    /// End the task. Closing the channel means the same.
    Shutdown,
}

/// The port; [`CounterPort::run`] is its task.
#[derive(Debug)]
pub struct CounterPort {
    settings: SerialSettings,
    clock: Clock,
    link: LinkReceiver,
    line: Option<SerialLine>,
    backoff: Backoff,
    reopen_at: Uptime,
    jobs: Receiver<Job>,
    events: Sender<LinkEvent>,
    pending: VecDeque<LinkEvent>,
}

impl CounterPort {
    /// A port that takes `jobs` and tells `events`.
    #[must_use]
    pub fn new(
        line: SerialSettings,
        link: LinkReceiver,
        clock: Clock,
        jobs: Receiver<Job>,
        events: Sender<LinkEvent>,
    ) -> Self {
        Self {
            settings: line,
            clock,
            link,
            line: None,
            backoff: Backoff::new(Duration::from_millis(250), Duration::from_secs(2)),
            reopen_at: Uptime::default(),
            jobs,
            events,
            pending: VecDeque::new(),
        }
    }

    /// Runs until it is told to end, or nobody listens any more.
    pub async fn run(mut self) {
        let mut buffer = [0; 4096];
        let events = self.events.clone();
        self.open();
        loop {
            self.obey().await;
            let now = self.clock.uptime();
            let timer = self.link.poll_timeout().map(|(at, _)| at.since(now));
            let reopen = self.reopen_at.since(now);
            tokio::select! {
                biased;
                () = after(timer) => self.tell(LinkInput::Timeout),
                job = self.jobs.recv() => match job {
                    Some(Job::AskCounters) => self.tell(LinkInput::AskCounters),
                    Some(Job::AskVerified) => self.tell(LinkInput::AskVerified),
                    Some(Job::ExpectTally { test }) => self.tell(LinkInput::ExpectTally { test }),
                    Some(Job::ExpectNothing) => self.tell(LinkInput::ExpectNothing),
                    Some(Job::Answer(refusal)) => self.tell(LinkInput::Answer(refusal)),
                    Some(Job::Shutdown) | None => return,
                },
                permit = events.reserve(), if !self.pending.is_empty() => match permit {
                    Ok(permit) => { if let Some(event) = self.pending.pop_front() { permit.send(event); } }
                    Err(_) => return,
                },
                () = events.closed(), if self.pending.is_empty() => return,
                () = sleep(reopen), if self.line.is_none() => self.open(),
                heard = read(&mut self.line, &mut buffer) => match heard {
                    Ok(count) => {
                        self.backoff.reset();
                        self.tell(LinkInput::Bytes(buffer.get(..count).unwrap_or_default().to_vec()));
                    }
                    Err(error) => self.lose(&error),
                },
            }
        }
    }

    fn tell(&mut self, input: LinkInput) {
        self.link.handle_input(self.clock.now(), input);
    }

    fn open(&mut self) {
        match SerialLine::open(&self.settings) {
            Ok(line) => {
                let path = self.settings.path.display();
                info!(%path, "line {path} of a counting or verification device open");
                self.line = Some(line);
                self.tell(LinkInput::Connected);
            }
            Err(error) => {
                debug!(%error, "counting device's line not open");
                self.reopen_at = self.clock.uptime().after(self.backoff.wait());
            }
        }
    }

    fn lose(&mut self, error: &PortError) {
        warn!(%error, "counting device's line lost");
        self.line = None;
        self.reopen_at = self.clock.uptime().after(self.backoff.wait());
        self.tell(LinkInput::Disconnected);
    }

    /// Does what the link says.
    async fn obey(&mut self) {
        while let Some(output) = self.link.poll_output() {
            match output {
                LinkOutput::Send(bytes) => self.write(&bytes).await,
                LinkOutput::Event(event) => self.note(event),
            }
        }
    }

    fn note(&mut self, event: LinkEvent) {
        let figures = match &event {
            LinkEvent::Tally(..) | LinkEvent::Verified(_) | LinkEvent::Counters { .. } => true,
            LinkEvent::Refused(refusal) => {
                // The sentence of a refusal may hold counts.
                warn!(code = refusal.code.as_str(), "counting device refused");
                false
            }
            LinkEvent::Connected { device, kind } => {
                info!(device, ?kind, "device {device} answers: {kind:?}");
                false
            }
            LinkEvent::Disconnected => false,
        };
        // Figures come only when they were asked for, or from a device that floods with them.
        if self.pending.len() < BACKLOG || (figures && self.pending.len() < 2 * BACKLOG) {
            self.pending.push_back(event);
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        let Some(line) = &mut self.line else { return };
        match line.write(bytes).await {
            Ok(()) => {}
            // The device asks again.
            Err(PortError::Stuck) => debug!("counting device's line stuck"),
            Err(error) => self.lose(&error),
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

/// Bytes of the line; for ever if there is none.
async fn read(line: &mut Option<SerialLine>, buffer: &mut [u8]) -> Result<usize, PortError> {
    match line {
        Some(line) => line.read(buffer).await,
        None => std::future::pending().await,
    }
}
