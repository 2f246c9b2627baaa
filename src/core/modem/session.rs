//! The modem machine: takes jobs, runs one command at a time, reports every attempt exactly once.
//!
//! Invariants: one command in flight; an attempt whose session command has gone out never ends as "not sent"; what is
//! decided next depends on recorded facts only (`plan.rs`), and facts change only by answers (`conclude.rs`).

use std::{collections::VecDeque, time::Duration};

use super::{
    answer::SessionAnswer,
    attempt::{Attempt, Job, Purpose, Sky},
    command::Command,
    event::{Input, ModemHealth, NotSent, Outcome, Output, SessionReport},
    ladder::{Counts, Ladder},
    line::{Codec, MESSAGE_LIMIT, Mode},
    mail::Mail,
    settings::Settings,
    status::MoStatus,
};
use crate::time::{Now, Uptime};

/// The serial line as its owner last told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    Closed,
    Open,
    Reopening,
}

/// The command in flight.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub(super) command: Command,
    pub(super) started: Uptime,
    pub(super) deadline: Uptime,
    pub(super) lines: Vec<Vec<u8>>,
    /// Code of `AT+SBDWB`.
    pub(super) code: Option<u8>,
    /// Readable answer of a session.
    pub(super) session: Option<SessionAnswer>,
    /// MT message, or `None` inside for a damaged one.
    pub(super) frame: Option<Option<Vec<u8>>>,
}

/// Driver of one Iridium 9602 or 9603.
#[derive(Debug)]
pub struct Modem {
    pub(super) settings: Settings,
    pub(super) link: Link,
    /// No command before this.
    pub(super) quiet_until: Uptime,
    pub(super) running: Option<Running>,
    pub(super) ladder: Ladder,
    pub(super) mail: Mail,
    pub(super) sky: Sky,
    pub(super) attempt: Option<Attempt>,
    pub(super) waiting: Option<Job>,
    pub(super) further: Option<Job>,
    pub(super) last_session: Option<Uptime>,
    pub(super) clear_due: bool,
    pub(super) clear_failures: u8,
    pub(super) radio_due: bool,
    pub(super) ring: bool,
    pub(super) blocked: Option<MoStatus>,
    pub(super) imei: Option<String>,
    pub(super) firmware: Option<String>,
    pub(super) identity_told: bool,
    pub(super) stopping: bool,
    pub(super) stopped: bool,
    pub(super) counts: Counts,
    pub(super) timer: Option<(Uptime, &'static str)>,
    pub(super) codec: Codec,
    pub(super) outputs: VecDeque<Output>,
    health: ModemHealth,
}

impl Modem {
    /// A modem whose line is not open yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            link: Link::Closed,
            quiet_until: Uptime::default(),
            running: None,
            ladder: Ladder::default(),
            mail: Mail::default(),
            sky: Sky::default(),
            attempt: None,
            waiting: None,
            further: None,
            last_session: None,
            clear_due: false,
            clear_failures: 0,
            radio_due: false,
            ring: false,
            blocked: None,
            imei: None,
            firmware: None,
            identity_told: false,
            stopping: false,
            stopped: false,
            counts: Counts::default(),
            timer: None,
            codec: Codec::default(),
            outputs: VecDeque::new(),
            health: ModemHealth::Unplugged,
        }
    }

    /// Takes what happened.
    pub fn handle_input(&mut self, now: Now, input: Input) {
        let at = now.uptime;
        match input {
            Input::Opened => self.opened(at),
            Input::Closed => self.closed(at),
            Input::Bytes(bytes) => self.hear(at, &bytes),
            Input::Timeout => self.expire(at),
            Input::Transmit { attempt, packet } => {
                self.ask(Job { attempt, purpose: Purpose::Transmit, packet, asked: at });
            }
            Input::CheckMailbox { attempt } => {
                self.ask(Job { attempt, purpose: Purpose::Mailbox, packet: Vec::new(), asked: at });
            }
            Input::MtStored { mt } => self.mail.stored(mt),
            Input::Reset => self.reset(at),
            Input::Shutdown => self.shutdown(at),
        }
        self.advance(at);
        self.stop_if_done();
        let health = self.health();
        if health != self.health {
            self.health = health;
            self.say(Output::Health(health));
        }
    }

    /// What to do next; drained after every input.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to hand in [`Input::Timeout`], and what is waited for.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Uptime, &'static str)> {
        self.timer
    }

    /// How often what went wrong since the start of the program.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// The state of the modem.
    #[must_use]
    pub fn health(&self) -> ModemHealth {
        match self.link {
            Link::Closed => ModemHealth::Unplugged,
            Link::Reopening => ModemHealth::Silent,
            Link::Open if self.in_session() => ModemHealth::InSession,
            Link::Open if self.ladder.is_lost() => ModemHealth::Silent,
            Link::Open if !self.is_awake() => ModemHealth::Waking,
            Link::Open => match self.blocked {
                Some(status) => ModemHealth::Blocked(status),
                None if self.sky.is_dark() => ModemHealth::NoService,
                None => ModemHealth::Ready,
            },
        }
    }

    pub(super) fn in_session(&self) -> bool {
        self.running.as_ref().is_some_and(|running| running.command.is_session())
    }

    pub(super) fn say(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    fn opened(&mut self, at: Uptime) {
        if self.link == Link::Open {
            self.drop_line(at, NotSent::Unplugged);
        }
        self.link = Link::Open;
        self.ladder.opened();
        self.sky = Sky::default();
        self.identity_told = false;
        (self.imei, self.firmware) = (None, None);
        self.mail.suspect();
        self.codec.begin(Mode::Line);
        self.quiet_until = at.after(self.settings.pause);
    }

    fn closed(&mut self, at: Uptime) {
        self.drop_line(at, NotSent::Unplugged);
        self.end_waiting(at, NotSent::Unplugged);
        self.link = Link::Closed;
    }

    fn reset(&mut self, at: Uptime) {
        if self.link == Link::Open {
            self.drop_line(at, NotSent::Reset);
            self.ladder.reset();
            self.mail.suspect();
            self.quiet_until = at;
        }
    }

    fn shutdown(&mut self, at: Uptime) {
        self.stopping = true;
        self.further = None;
        self.end_waiting(at, NotSent::ShuttingDown);
    }

    /// Forgets the command in flight; an attempt on the air may have got through.
    fn drop_line(&mut self, at: Uptime, reason: NotSent) {
        let started =
            self.running.take().filter(|running| running.command.is_session()).map(|running| running.started);
        self.further = None;
        self.radio_due = false;
        self.codec.begin(Mode::Line);
        match started {
            Some(started) => {
                self.last_session = Some(at);
                self.finish(at, Outcome::Ambiguous, None, Some(started));
            }
            None => self.finish(at, Outcome::NotSent(reason), None, None),
        }
    }

    pub(super) fn end_waiting(&mut self, at: Uptime, reason: NotSent) {
        if let Some(job) = self.waiting.take() {
            self.refuse(&job, at, Outcome::NotSent(reason));
        }
    }

    /// Takes a job, or ends it at once.
    fn ask(&mut self, job: Job) {
        let fits = job.purpose != Purpose::Transmit || (1..=MESSAGE_LIMIT).contains(&job.packet.len());
        let refusal = match self.link {
            _ if self.stopping => Some(Outcome::NotSent(NotSent::ShuttingDown)),
            _ if !fits => Some(Outcome::Rejected),
            Link::Closed => Some(Outcome::NotSent(NotSent::Unplugged)),
            Link::Reopening => Some(Outcome::NotSent(NotSent::Silent)),
            Link::Open if self.waiting.is_some() => Some(Outcome::NotSent(NotSent::Occupied)),
            Link::Open => None,
        };
        match refusal {
            Some(outcome) => self.refuse(&job, job.asked, outcome),
            None => self.waiting = Some(job),
        }
    }

    fn refuse(&mut self, job: &Job, at: Uptime, outcome: Outcome) {
        self.say(Output::Finished(SessionReport {
            attempt: job.attempt,
            outcome,
            mo_status: None,
            momsn: None,
            mt_status: None,
            mt_length: None,
            mt_queued: None,
            signal: self.sky.signal,
            duration: at.since(job.asked),
            session: Duration::ZERO,
            bytes: 0,
            retry_after: None,
        }));
    }

    /// Ends the attempt, if one has the line; `started` tells when its session command went out, if it did.
    pub(super) fn finish(
        &mut self,
        at: Uptime,
        outcome: Outcome,
        answer: Option<&SessionAnswer>,
        started: Option<Uptime>,
    ) {
        let Some(Attempt { job, .. }) = self.attempt.take() else { return };
        let report = SessionReport {
            attempt: job.attempt,
            outcome,
            mo_status: answer.map(|answer| answer.mo_status),
            momsn: answer.and_then(|answer| answer.momsn),
            mt_status: answer.map(|answer| answer.mt_status),
            mt_length: answer.map(|answer| answer.mt_length),
            mt_queued: answer.map(|answer| answer.mt_queued),
            signal: self.sky.signal,
            duration: at.since(job.asked),
            session: started.map_or(Duration::ZERO, |started| at.since(started)),
            bytes: if started.is_some() { job.packet.len() } else { 0 },
            retry_after: answer
                .and_then(|answer| self.settings.retry_after(MoStatus::from_code(answer.mo_status))),
        };
        self.say(match job.purpose {
            Purpose::Further(_) => Output::Collected(report),
            Purpose::Transmit | Purpose::Mailbox => Output::Finished(report),
        });
    }
}
