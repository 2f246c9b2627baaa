//! The printer's machine: one sheet at a time, each completed, interrupted or never begun.
//!
//! Invariants: no byte of a sheet is sent before the printer answered that it is online, closed, with paper and without
//! error; the next sheet is not begun before the last one ended; `Completed` comes from the printer's own confirmation
//! after the cut or from a person; after an interruption the printer's buffer is cleared twice, at once and when it is
//! ready again, so that it never resumes a sheet.

use super::condition::{Look, Step};
use super::escpos::{self, EncodeError};
use super::flight::Flight;
use super::order::{Completion, Input, Interruption, NotReady, Output, SheetOrder};
use super::readiness::PROBE_ID;
use super::settings::Settings;
use super::status::{Answer, Parser};
use crate::time::{Now, Uptime};
use std::collections::VecDeque;
use std::time::Duration;

/// What the machine is doing.
#[derive(Debug)]
pub(super) enum Phase {
    /// No line.
    Closed,
    /// Looks until the printer is ready, then goes on.
    Checking,
    /// Waits until the buffer is cleared.
    Clearing,
    /// Waits until no fence that was sent before is still to be answered; `answered` once one was.
    Draining { answered: bool },
    /// Finds out how the printer confirms; `unanswered` once the limit has passed.
    Probing { way: Completion, unanswered: bool },
    /// Ready, nothing to print.
    Idle,
    /// A sheet is under way.
    Flying(Flight),
}

/// The printer as the device sees it.
#[derive(Debug)]
pub struct Printer {
    pub(super) settings: Settings,
    pub(super) outputs: VecDeque<Output>,
    pub(super) phase: Phase,
    pub(super) look: Look,
    /// When the bytes sent so far have passed the line.
    sent: Uptime,
    /// The printer may have been left within a band.
    pub(super) must_fill: bool,
    /// An answer to a fence of before may still come, and would pass for one to the next.
    pub(super) stale: bool,
    /// When the phase goes on by itself, and why.
    pub(super) wake: Option<(Uptime, &'static str)>,
    parser: Parser,
    pub(super) way: Option<Completion>,
    pub(super) order: Option<SheetOrder>,
    pub(super) must_clear: bool,
    /// The last sheet hangs in the printer.
    pub(super) untorn: bool,
    /// Millimeters left since the near-end sensor lit up.
    pub(super) paper_left: Option<u32>,
    /// The official said: print although little paper is left.
    pub(super) dare: bool,
    pub(super) silent_looks: u8,
    reported: Option<Output>,
}

impl Printer {
    /// A printer whose line has not been opened yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            outputs: VecDeque::new(),
            phase: Phase::Closed,
            look: Look::default(),
            wake: None,
            sent: Uptime::default(),
            must_fill: true,
            stale: true,
            parser: Parser::default(),
            way: None,
            order: None,
            must_clear: true,
            untorn: false,
            paper_left: None,
            dare: false,
            silent_looks: 0,
            reported: None,
        }
    }

    /// How sheets are confirmed, once known.
    #[must_use]
    pub fn completion(&self) -> Option<Completion> {
        self.way
    }

    /// Takes what happened.
    pub fn handle_input(&mut self, now: Now, input: Input) {
        let now = now.uptime;
        match input {
            Input::Opened => self.opened(now),
            Input::Closed => self.closed(now),
            Input::Bytes(bytes) => self.heard(now, &bytes),
            Input::Timeout => self.timeout(now),
            Input::Print(order) => self.ordered(now, order),
            Input::Confirm => self.confirmed(now),
            Input::Cancel => self.cancelled(now),
        }
    }

    /// What to do next; `None` when all is done.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to hand in [`Input::Timeout`], and why.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<(Uptime, &'static str)> {
        let look = self.look.wake().map(|wake| (wake, "status of the printer"));
        let flight = match &self.phase {
            Phase::Flying(flight) => flight.by.map(|by| (by, "limit of a sheet")),
            Phase::Closed
            | Phase::Checking
            | Phase::Clearing
            | Phase::Draining { .. }
            | Phase::Probing { .. }
            | Phase::Idle => None,
        };
        [look, flight, self.wake].into_iter().flatten().min_by_key(|(wake, _)| *wake)
    }

    fn opened(&mut self, now: Uptime) {
        self.abandon(Interruption::Stopped(NotReady::Unplugged));
        self.parser = Parser::default();
        self.look = Look::default();
        self.way = self.settings.completion;
        self.must_clear = true;
        self.must_fill = true;
        self.stale = true;
        self.sent = now;
        self.silent_looks = 0;
        self.check(now);
    }

    fn closed(&mut self, now: Uptime) {
        self.abandon(Interruption::Stopped(NotReady::Unplugged));
        self.look = Look::default();
        self.phase = Phase::Closed;
        self.sent = now;
        self.report(Output::NotReady(NotReady::Unplugged));
        self.wake_in(now, self.settings.reopen, "open the line again");
    }

    fn ordered(&mut self, now: Uptime, order: SheetOrder) {
        if self.order.is_some() || matches!(self.phase, Phase::Flying(_)) {
            self.outputs.push_back(Output::Busy { job: order.job });
            return;
        }
        self.order = Some(order);
        if matches!(self.phase, Phase::Idle) {
            self.check(now);
        }
    }

    fn confirmed(&mut self, now: Uptime) {
        match (&self.phase, &self.reported) {
            (Phase::Flying(flight), _) if flight.is_asked() => self.complete(now, Completion::Official),
            (Phase::Checking, Some(Output::NotReady(NotReady::Tear))) => {
                self.untorn = false;
                self.check(now);
            }
            (Phase::Checking, Some(Output::NotReady(NotReady::NearEnd))) => {
                self.dare = true;
                self.check(now);
            }
            _ => {}
        }
    }

    fn cancelled(&mut self, now: Uptime) {
        self.interrupt(now, Interruption::Cancelled);
        if let Some(order) = self.order.take() {
            self.outputs.push_back(Output::Cancelled { job: order.job });
        }
    }

    fn heard(&mut self, now: Uptime, bytes: &[u8]) {
        for byte in bytes {
            for answer in self.parser.push(*byte) {
                self.answered(now, &answer);
            }
        }
    }

    fn answered(&mut self, now: Uptime, answer: &Answer) {
        match answer {
            Answer::RealTime(byte) => {
                let step = self.look.answered(*byte, self.line_free(now), &self.settings);
                self.step(now, step);
            }
            Answer::Unknown(_) => {
                let step = self.look.noise(self.line_free(now), &self.settings);
                self.step(now, step);
            }
            // The bits of an automatic status differ between makers; it only says that a look is due.
            Answer::Automatic(_) => match &self.phase {
                Phase::Idle => self.check(now),
                Phase::Flying(_) => self.start_look(now),
                Phase::Closed
                | Phase::Checking
                | Phase::Clearing
                | Phase::Draining { .. }
                | Phase::Probing { .. } => {}
            },
            Answer::Fence(_) => match &self.phase {
                Phase::Draining { .. } => self.drained(now),
                Phase::Probing { way: Completion::Fence, .. } => self.found(now, Completion::Fence),
                Phase::Flying(_) => self.fence_answered(now),
                Phase::Closed | Phase::Checking | Phase::Clearing | Phase::Probing { .. } | Phase::Idle => {}
            },
            Answer::ProcessId(id) => match &self.phase {
                Phase::Probing { way: Completion::ProcessId, .. } if *id == PROBE_ID => {
                    self.found(now, Completion::ProcessId);
                }
                Phase::Flying(_) => self.id_answered(now, *id),
                Phase::Closed
                | Phase::Checking
                | Phase::Clearing
                | Phase::Draining { .. }
                | Phase::Probing { .. }
                | Phase::Idle => {}
            },
            Answer::Cleared if matches!(self.phase, Phase::Clearing) => {
                self.stale = false;
                self.check(now);
            }
            Answer::Cleared | Answer::Flow | Answer::Block(_) => {}
        }
    }

    fn timeout(&mut self, now: Uptime) {
        let step = self.look.timeout(now, &self.settings);
        self.step(now, step);
        self.check_flight_limit(now);
        if self.wake.is_none_or(|(wake, _)| now < wake) {
            return;
        }
        self.wake = None;
        match &mut self.phase {
            Phase::Closed => {
                self.outputs.push_back(Output::Reopen);
                self.wake_in(now, self.settings.reopen, "open the line again");
            }
            Phase::Checking | Phase::Clearing | Phase::Idle => self.check(now),
            Phase::Draining { answered: true } => {
                self.stale = false;
                self.check(now);
            }
            Phase::Draining { answered: false } => {
                self.report(Output::NotReady(NotReady::Busy));
                self.start_look(now);
            }
            Phase::Probing { unanswered, .. } => {
                *unanswered = true;
                self.start_look(now);
            }
            Phase::Flying(flight) => {
                flight.woken(now);
                self.start_look(now);
            }
        }
    }

    /// Looks at the printer, then goes on with whatever is due.
    pub(super) fn check(&mut self, now: Uptime) {
        self.phase = Phase::Checking;
        self.wake = None;
        self.start_look(now);
    }

    pub(super) fn start_look(&mut self, now: Uptime) {
        if self.look.is_open() {
            return;
        }
        // An answer that was broken off would swallow the first byte of the next one.
        self.parser.reset();
        let impatient = matches!(&self.phase, Phase::Flying(flight) if !flight.is_asked());
        let step = self.look.start(self.line_free(now), &self.settings, impatient);
        self.step(now, step);
    }

    fn step(&mut self, now: Uptime, step: Step) {
        match step {
            Step::Nothing => {}
            Step::Ask(query) => {
                self.write(now, escpos::query(query));
                self.look.asked(self.line_free(now), &self.settings);
            }
            Step::Done(condition) => self.seen(now, condition),
            Step::Failed(why) => self.not_seen(now, why),
        }
    }

    /// Ends the sheet under way, if any, as interrupted.
    pub(super) fn interrupt(&mut self, now: Uptime, why: Interruption) {
        if self.abandon(why) {
            self.write(now, escpos::clear());
            self.check(now);
        }
    }

    /// As [`Printer::interrupt`], when there is no line to the printer. Whether a sheet was under way.
    fn abandon(&mut self, why: Interruption) -> bool {
        let Phase::Flying(flight) = &self.phase else { return false };
        self.outputs.push_back(Output::Interrupted { job: flight.job, why });
        if why == Interruption::Unconfirmed {
            // The probe may have been answered by noise, or another printer is on the line.
            self.way = self.settings.completion;
        }
        self.must_clear = true;
        self.stale = true;
        self.phase = Phase::Checking;
        true
    }

    /// Sends bytes; what cannot be encoded is not sent, and the limit that waits for its effect runs out.
    pub(super) fn write(&mut self, now: Uptime, bytes: Result<Vec<u8>, EncodeError>) {
        let Ok(bytes) = bytes else { return };
        self.sent = self.line_free(now).after(self.settings.line_time(bytes.len()));
        self.outputs.push_back(Output::Write(bytes));
    }

    /// When what was sent has passed the line; waits for its effect begin then.
    pub(super) fn line_free(&self, now: Uptime) -> Uptime {
        now.max(self.sent)
    }

    pub(super) fn wake_in(&mut self, now: Uptime, delay: Duration, why: &'static str) {
        self.wake = Some((self.line_free(now).after(delay), why));
    }

    /// Tells a change of readiness once.
    pub(super) fn report(&mut self, output: Output) {
        if self.reported.as_ref() != Some(&output) {
            self.outputs.push_back(output.clone());
            self.reported = Some(output);
        }
    }
}
