//! The satellite modem's port: one task that owns the serial line and the modem machine.
//!
//! Invariants: the task ends only after a shutdown; it never waits for a slow listener, a stuck line or a missing
//! device while a timer of the machine is due; an unplugged line is opened again for ever, with back-off; a flood is
//! dropped at the line and costs bounded time and memory.

use std::{collections::VecDeque, time::Duration};

use rts_core::{
    modem::{Input, Modem, Notice, Output, Settings},
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
    trace::Trace,
};
use crate::systemd::Mark;

/// Bytes a second beyond which the modem does not speak but a fault does: a line at 38,400 baud carries 3,840.
const FLOOD: usize = 16 * 1024;

/// A second of flood is followed by so much deafness.
const DEAF: Duration = Duration::from_millis(250);

/// The task goes around its loop at least this often.
const IDLE: Duration = Duration::from_secs(5);

/// Notices are dropped while so many events wait for their listener.
const BACKLOG: usize = 256;

/// What the owner of the port wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// Send a packet; see [`Input::Transmit`].
    Transmit {
        /// Comes back in the report.
        attempt: u64,
        /// 1 to 340 bytes.
        packet: Vec<u8>,
    },
    /// Ask for a waiting MT message; see [`Input::CheckMailbox`].
    CheckMailbox {
        /// Comes back in the report.
        attempt: u64,
    },
    /// The MT message is durable; see [`Input::MtStored`].
    MtStored {
        /// Its number.
        mt: u64,
    },
    /// Reset the modem.
    Reset,
    /// End what runs, then end the task. Closing the channel means the same.
    Shutdown,
}

impl From<Job> for Input {
    fn from(job: Job) -> Self {
        match job {
            Job::Transmit { attempt, packet } => Self::Transmit { attempt, packet },
            Job::CheckMailbox { attempt } => Self::CheckMailbox { attempt },
            Job::MtStored { mt } => Self::MtStored { mt },
            Job::Reset => Self::Reset,
            Job::Shutdown => Self::Shutdown,
        }
    }
}

/// The port; [`ModemPort::run`] is its task.
#[derive(Debug)]
pub struct ModemPort {
    settings: SerialSettings,
    clock: Clock,
    trace: Trace,
    modem: Modem,
    line: Option<SerialLine>,
    backoff: Backoff,
    reopen_at: Uptime,
    /// Not read before.
    deaf_until: Uptime,
    /// Bytes heard since.
    heard: (Uptime, usize),
    jobs: Receiver<Job>,
    jobs_open: bool,
    events: Sender<Output>,
    pending: VecDeque<Output>,
    stopped: bool,
    mark: Mark,
}

impl ModemPort {
    /// A port that takes `jobs` and tells `events`: every [`Output`] but those that concern the line itself
    /// (`Write`, `Flush`, `SetDtr`, `Reopen`).
    #[must_use]
    pub fn new(
        line: SerialSettings,
        modem: Settings,
        clock: Clock,
        jobs: Receiver<Job>,
        events: Sender<Output>,
    ) -> Self {
        Self {
            settings: line,
            clock,
            trace: Trace::default(),
            modem: Modem::new(modem),
            line: None,
            backoff: Backoff::new(Duration::from_millis(250), Duration::from_secs(2)),
            reopen_at: Uptime::default(),
            deaf_until: Uptime::default(),
            heard: (Uptime::default(), 0),
            jobs,
            jobs_open: true,
            events,
            pending: VecDeque::new(),
            stopped: false,
            mark: Mark::default(),
        }
    }

    /// Marks every turn of the task for the watchdog, idle or not.
    #[must_use]
    pub fn marked(mut self, mark: Mark) -> Self {
        self.mark = mark;
        self
    }

    /// The last bytes on the line, for diagnosis; stays readable while the task runs.
    #[must_use]
    pub fn trace(&self) -> Trace {
        self.trace.clone()
    }

    /// Runs until a shutdown has been carried out, or nobody listens any more.
    pub async fn run(mut self) {
        let mut buffer = [0; 1024];
        let events = self.events.clone();
        self.open();
        while !(self.stopped && self.pending.is_empty()) {
            self.obey().await;
            self.mark.moved();
            let now = self.clock.uptime();
            let timer = self.modem.poll_timeout().map(|(at, _)| at.since(now));
            let reopen = self.reopen_at.since(now);
            let deaf = self.deaf_until.since(now);
            tokio::select! {
                biased;
                () = after(timer), if timer.is_some() => self.tell(Input::Timeout),
                job = self.jobs.recv(), if self.jobs_open => self.take(job),
                permit = events.reserve(), if !self.pending.is_empty() => match permit {
                    Ok(permit) => { if let Some(event) = self.pending.pop_front() { permit.send(event); } }
                    Err(_) => return,
                },
                () = sleep(reopen), if self.line.is_none() && !self.stopped => self.open(),
                () = sleep(deaf), if !deaf.is_zero() => self.hear_again(),
                () = sleep(IDLE) => {},
                heard = read(&mut self.line, &mut buffer), if deaf.is_zero() => self.hear(heard, &buffer),
            }
        }
    }

    fn tell(&mut self, input: Input) {
        self.modem.handle_input(self.clock.now(), input);
    }

    fn take(&mut self, job: Option<Job>) {
        self.jobs_open = job.is_some();
        self.tell(job.unwrap_or(Job::Shutdown).into());
    }

    fn open(&mut self) {
        match SerialLine::open(&self.settings) {
            Ok(line) => {
                info!(path = %self.settings.path.display(), "modem line open");
                self.trace.note("open");
                self.line = Some(line);
                self.tell(Input::Opened);
            }
            Err(error) => {
                debug!(%error, "modem line not open");
                self.retry_later();
            }
        }
    }

    fn retry_later(&mut self) {
        self.reopen_at = self.clock.uptime().after(self.backoff.wait());
    }

    fn lose(&mut self, error: &PortError) {
        warn!(%error, "modem line lost");
        self.trace.note("lost");
        self.line = None;
        self.retry_later();
        self.tell(Input::Closed);
    }

    fn hear(&mut self, heard: Result<usize, PortError>, buffer: &[u8]) {
        match heard {
            Ok(count) => {
                let bytes = buffer.get(..count).unwrap_or_default();
                self.backoff.reset();
                self.trace.received(bytes);
                self.measure(count);
                self.tell(Input::Bytes(bytes.to_vec()));
            }
            Err(error) => self.lose(&error),
        }
    }

    /// Stops listening for a while if more comes than a modem can say.
    fn measure(&mut self, count: usize) {
        let now = self.clock.uptime();
        let (since, sum) = self.heard;
        let fresh = now.since(since) >= Duration::from_secs(1);
        let sum = if fresh { count } else { sum.saturating_add(count) };
        self.heard = (if fresh { now } else { since }, sum);
        if sum > FLOOD {
            warn!("flood on the modem line, dropped");
            self.trace.note("flood");
            self.heard = (now, 0);
            self.deaf_until = now.after(DEAF);
        }
    }

    fn hear_again(&mut self) {
        self.deaf_until = Uptime::default();
        if let Some(line) = &self.line {
            line.discard_input();
        }
    }

    /// Does what the machine says.
    async fn obey(&mut self) {
        while let Some(output) = self.modem.poll_output() {
            match output {
                Output::Write(bytes) => self.write(&bytes).await,
                Output::Flush => {
                    if let Some(line) = &self.line {
                        line.discard_input();
                    }
                }
                Output::SetDtr(up) => {
                    let has_dtr = self.line.as_mut().is_some_and(|line| line.set_dtr(up));
                    self.trace.note(if has_dtr { "DTR" } else { "no DTR" });
                }
                Output::Reopen => {
                    self.trace.note("reopen");
                    self.line = None;
                    self.retry_later();
                }
                Output::Notice(notice) => {
                    log(&notice);
                    if self.pending.len() < BACKLOG {
                        self.pending.push_back(Output::Notice(notice));
                    }
                }
                event @ (Output::Starting { .. }
                | Output::Finished(_)
                | Output::Collected(_)
                | Output::Mt { .. }
                | Output::Ring
                | Output::Signal(_)
                | Output::Health(_)
                | Output::NetworkTime { .. }
                | Output::Identity { .. }
                | Output::Stopped) => {
                    self.stopped |= event == Output::Stopped;
                    self.pending.push_back(event);
                }
            }
        }
    }

    async fn write(&mut self, bytes: &[u8]) {
        let Some(line) = &mut self.line else { return };
        self.trace.sent(bytes);
        match line.write(bytes).await {
            Ok(()) => {}
            // The machine's own time limit deals with it.
            Err(PortError::Stuck) => self.trace.note("stuck"),
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

fn log(notice: &Notice) {
    match notice {
        Notice::Missing(command) => info!(command, "the modem lacks a command"),
        Notice::UnknownLine(_) | Notice::Overlong => debug!(?notice, "noise on the modem line"),
        Notice::MoWrite(_)
        | Notice::MtDamaged
        | Notice::MtLost
        | Notice::ClearFailed
        | Notice::Silence(_)
        | Notice::Ladder(_) => warn!(?notice, "modem"),
    }
}
