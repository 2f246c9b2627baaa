//! What the modem machine does next, decided from recorded facts alone.
//!
//! Order: recovery, bring-up, MT message to read, MO buffer to clear, then the attempt. Every wait has an end.

use super::{
    attempt::{AFTER_ESCAPE, Attempt, Purpose},
    command::{BRING_UP, Command},
    event::{NotSent, Outcome, Output},
    ladder::Step,
    session::{Link, Modem},
};
use crate::time::Uptime;

/// A decision.
enum Next {
    /// Send this command.
    Run(Command),
    /// Nothing before that time, unless an input changes the facts.
    Wait(Uptime, &'static str),
    /// The facts have changed: decide again.
    Again,
    /// Nothing to do.
    Rest,
}

impl Modem {
    /// Does what is to be done now and sets the timer for the rest.
    pub(super) fn advance(&mut self, at: Uptime) {
        loop {
            self.timer = None;
            if let Some(running) = &self.running {
                self.timer = Some((running.deadline, running.command.name()));
                return;
            }
            if self.link == Link::Open && at < self.quiet_until {
                self.timer = Some((self.quiet_until, "pause before the next command"));
                return;
            }
            match self.decide(at) {
                Next::Run(command) => self.start(at, command),
                Next::Wait(until, why) => {
                    self.timer = Some((until, why));
                    return;
                }
                Next::Again => {}
                Next::Rest => return,
            }
        }
    }

    /// Whether the bring-up is complete.
    pub(super) fn is_awake(&self) -> bool {
        self.ladder.wake >= BRING_UP.len()
    }

    fn decide(&mut self, at: Uptime) -> Next {
        if self.link != Link::Open || self.stopped {
            return Next::Rest;
        }
        if let Some(step) = self.ladder.step.take() {
            self.climb(at, step);
            return Next::Again;
        }
        if self.ladder.sync > 0 {
            return Next::Run(Command::Attention);
        }
        while let Some(&command) = BRING_UP.get(self.ladder.wake) {
            let unwanted = command == Command::SessionLimit && self.settings.modem_session.is_none();
            if !unwanted && !self.ladder.is_missing(command) {
                return Next::Run(command);
            }
            self.ladder.wake = self.ladder.wake.saturating_add(1);
        }
        if !self.identity_told {
            self.identity_told = true;
            let (imei, firmware) = (self.imei.clone(), self.firmware.clone());
            self.say(Output::Identity { imei, firmware });
        }
        if self.mail.due().is_some() {
            return Next::Run(Command::Read);
        }
        if self.clear_due {
            return Next::Run(Command::Clear);
        }
        if self.radio_due {
            return Next::Run(Command::RadioOn);
        }
        self.take_up(at);
        match self.attempt.take() {
            Some(mut attempt) => {
                let next = self.pursue(at, &mut attempt);
                self.attempt = Some(attempt);
                next.unwrap_or_else(|reason| {
                    self.finish(at, Outcome::NotSent(reason), None, None);
                    Next::Again
                })
            }
            None => Next::Rest,
        }
    }

    /// Gives the line to the next job. A job of the caller also fetches what a further mailbox session would.
    fn take_up(&mut self, at: Uptime) {
        if self.attempt.is_some() {
            return;
        }
        if let Some(job) = self.waiting.take() {
            self.further = None;
            self.attempt = Some(Attempt::new(job, at));
            if let Some(handed) = self.mail.handed().cloned() {
                self.say(Output::Mt { mt: handed.mt, attempt: handed.attempt, bytes: handed.bytes });
            }
        } else if self.mail.handed().is_none()
            && let Some(mut job) = self.further.take()
        {
            job.asked = at;
            self.attempt = Some(Attempt::new(job, at));
        }
    }

    /// The next step of the attempt, or why it must end.
    fn pursue(&self, at: Uptime, attempt: &mut Attempt) -> Result<Next, NotSent> {
        if self.stopping {
            return Err(NotSent::ShuttingDown);
        }
        if self.mail.handed().is_some() {
            let until = attempt.begun.after(self.settings.store);
            let wait = Next::Wait(until, "MT message to be stored");
            return if at < until { Ok(wait) } else { Err(NotSent::MtNotStored) };
        }
        if let Some(until) = self.last_session.map(|end| end.after(self.settings.between_sessions))
            && at < until
        {
            return Ok(Next::Wait(until, "pause between sessions"));
        }
        if !attempt.registration_asked {
            attempt.registration_asked = true;
            if !self.ladder.is_missing(Command::Registration) {
                return Ok(Next::Run(Command::Registration));
            }
        }
        if !attempt.time_asked {
            attempt.time_asked = true;
            if !self.sky.time && !self.ladder.is_missing(Command::SystemTime) {
                return Ok(Next::Run(Command::SystemTime));
            }
        }
        if !attempt.gate_passed {
            if let Some(next) = self.gate(at, attempt) {
                return Ok(next);
            }
            attempt.gate_passed = true;
        }
        let (purpose, length) = (attempt.job.purpose, attempt.job.packet.len());
        Ok(Next::Run(if purpose == Purpose::Transmit && !attempt.written {
            Command::Write(length)
        } else if purpose != Purpose::Transmit && !attempt.cleared {
            Command::Clear
        } else if self.ring && !self.ladder.is_mute() && !self.ladder.is_missing(Command::RingSession) {
            Command::RingSession
        } else {
            Command::Session
        }))
    }

    /// Waits for a signal (and, with old firmware, for the system time), but not forever: `None` opens the gate.
    fn gate(&self, at: Uptime, attempt: &mut Attempt) -> Option<Next> {
        let until = attempt.gate_until(&self.settings);
        if at >= until {
            return None;
        }
        let known = self.sky.live || attempt.signal_asked;
        let dark = self.sky.signal == Some(0);
        if known {
            let early = self.sky.needs_time && !self.sky.time && !self.ladder.is_missing(Command::SystemTime);
            if !dark && !early {
                return None;
            }
            if at < attempt.poll_at {
                return Some(Next::Wait(attempt.poll_at.min(until), "signal"));
            }
        }
        attempt.signal_asked = true;
        attempt.poll_at = at.after(self.settings.signal_poll);
        let mut signals = [Command::SignalFast, Command::Signal].into_iter();
        let query = if known && !dark {
            Some(Command::SystemTime)
        } else {
            signals.find(|&signal| !self.ladder.is_missing(signal))
        };
        match query {
            Some(query) => Some(Next::Run(query)),
            None if known => Some(Next::Wait(attempt.poll_at.min(until), "signal")),
            None => None,
        }
    }

    fn climb(&mut self, at: Uptime, step: Step) {
        let settings = &self.settings;
        self.quiet_until = match step {
            Step::Escape => at.after(AFTER_ESCAPE.max(settings.pause)),
            Step::DtrDown | Step::DtrUp => at.after(settings.dtr),
            Step::Reopen => at,
        };
        match step {
            Step::Escape => {
                self.counts.escapes = self.counts.escapes.saturating_add(1);
                self.say(Output::Write(b"\x1b\r".to_vec()));
            }
            Step::DtrDown => {
                self.counts.dtr_resets = self.counts.dtr_resets.saturating_add(1);
                self.say(Output::SetDtr(false));
                self.ladder.step = Some(Step::DtrUp);
            }
            Step::DtrUp => {
                self.say(Output::SetDtr(true));
                self.ladder.wake = 0;
            }
            Step::Reopen => {
                self.counts.reopens = self.counts.reopens.saturating_add(1);
                self.link = Link::Reopening;
                self.further = None;
                self.say(Output::Reopen);
                self.finish(at, Outcome::NotSent(NotSent::Silent), None, None);
                self.end_waiting(at, NotSent::Silent);
            }
        }
    }

    /// Says that nothing runs any more, once. A modem that does not answer is not waited for; what it holds unread is
    /// read at the next start.
    pub(super) fn stop_if_done(&mut self) {
        let deaf = self.link != Link::Open || self.ladder.is_lost() || !self.is_awake();
        let done = self.attempt.is_none() && (deaf || (self.mail.is_read() && !self.clear_due));
        if self.stopping && !self.stopped && done {
            self.stopped = true;
            self.running = None;
            self.timer = None;
            self.say(Output::Stopped);
        }
    }
}
