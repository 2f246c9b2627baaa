//! What each command's end changes: the only place where answers become facts.
//!
//! Invariants: a session without a readable answer is ambiguous, and the MT buffer after it is suspect; every repeat is
//! bounded; an optional command that fails is a fact about the modem, never a failure of the attempt.

use std::time::Duration;

use super::{
    answer::{self, Final},
    attempt::{Job, Purpose, QUIET},
    command::{BRING_UP, Command},
    event::{NotSent, Notice, Outcome, Output},
    mail::Due,
    session::{Modem, Running},
    status::{Action, MoStatus},
};
use crate::time::Uptime;

/// Failures to clear the MO buffer before the driver goes on without.
const CLEAR_FAILURES: u8 = 2;

/// Firmware before this could lock up if a session started before the system time was valid (erratum of 2013).
const FIRMWARE_WITHOUT_LOCK_UP: u32 = 13_001;

impl Modem {
    /// Ends the command in flight: with its final result, or with silence (`None`).
    pub(super) fn conclude(&mut self, at: Uptime, end: Option<Final>) {
        let Some(running) = self.running.take() else { return };
        self.quiet_until = at.after(self.settings.pause);
        if end.is_none() {
            self.counts.silences = self.counts.silences.saturating_add(1);
            self.notice(Notice::Silence(running.command.name()));
        }
        match running.command {
            Command::Attention => match end {
                Some(Final::Ok) => {
                    if let Some(missing) = self.ladder.answered() {
                        self.notice(Notice::Missing(missing.name()));
                    }
                }
                Some(Final::Error) | None => self.lose(),
            },
            Command::Write(_) => self.wrote(at, &running, end),
            Command::Session | Command::RingSession => self.session_ended(at, &running, end),
            Command::Read => self.read(at, running, end),
            Command::Clear => self.cleared(&running, end),
            Command::EchoOff
            | Command::Words
            | Command::NoFlowControl
            | Command::IgnoreDtr
            | Command::SessionLimit
            | Command::RingAlert
            | Command::Indicators
            | Command::Firmware
            | Command::Identity
            | Command::SystemTime
            | Command::Registration
            | Command::SignalFast
            | Command::Signal
            | Command::RadioOn => self.learned(&running, end),
        }
    }

    /// A command that every modem has was not answered: the next rung of the ladder. What was in the modem's MO
    /// buffer may be gone.
    fn lose(&mut self) {
        let rung = self.ladder.silence();
        self.notice(Notice::Ladder(rung));
        if let Some(attempt) = &mut self.attempt {
            attempt.written = false;
        }
    }

    fn learned(&mut self, running: &Running, end: Option<Final>) {
        let command = running.command;
        match end {
            Some(Final::Ok) => self.learn(running),
            // `AT+CSQ` ends in ERROR when the modem cannot tell now.
            Some(Final::Error) if command == Command::Signal => self.sky.signal = None,
            Some(Final::Error) => {
                if self.ladder.lacks(command) {
                    self.notice(Notice::Missing(command.name()));
                }
            }
            None => self.ladder.optional_silence(command),
        }
        if BRING_UP.get(self.ladder.wake) == Some(&command) {
            self.ladder.wake = self.ladder.wake.saturating_add(1);
        }
        if command == Command::RadioOn {
            self.radio_due = false;
        }
        if command == Command::SignalFast
            && end != Some(Final::Ok)
            && let Some(attempt) = &mut self.attempt
        {
            // The slower command is asked instead.
            attempt.signal_asked = false;
        }
    }

    fn learn(&mut self, running: &Running) {
        let lines = &running.lines;
        match running.command {
            Command::Firmware => {
                let old = |number| number < FIRMWARE_WITHOUT_LOCK_UP;
                self.sky.needs_time = lines.iter().find_map(|line| answer::firmware(line)).is_some_and(old);
                self.firmware = lines.first().map(|line| String::from_utf8_lossy(line).into_owned());
            }
            Command::Identity => {
                let is_imei = |line: &&Vec<u8>| line.len() == 15 && line.iter().all(u8::is_ascii_digit);
                self.imei = lines.iter().find(is_imei).map(|line| String::from_utf8_lossy(line).into_owned());
            }
            Command::SystemTime => {
                if let Some(ticks) = lines.iter().find_map(|line| answer::ticks(line)) {
                    self.sky.time = true;
                    self.say(Output::NetworkTime { ticks });
                }
            }
            Command::SignalFast | Command::Signal => match lines.iter().find_map(|line| answer::bars(line)) {
                Some(bars) => self.hear_signal(bars),
                None => self.sky.signal = None,
            },
            Command::Attention
            | Command::EchoOff
            | Command::Words
            | Command::NoFlowControl
            | Command::IgnoreDtr
            | Command::SessionLimit
            | Command::RingAlert
            | Command::Indicators
            | Command::Registration
            | Command::Clear
            | Command::Write(_)
            | Command::Session
            | Command::RingSession
            | Command::Read
            | Command::RadioOn => {}
        }
    }

    fn wrote(&mut self, at: Uptime, running: &Running, end: Option<Final>) {
        if end.is_none() {
            if running.code.is_some() {
                self.ladder.resync();
            } else {
                self.lose();
            }
        }
        let Some(attempt) = &mut self.attempt else { return };
        match running.code {
            Some(0) if end != Some(Final::Error) => attempt.written = true,
            // A wrong size (3) is a damaged line like any other: what was asked to be written fits.
            code => {
                attempt.write_failures = attempt.write_failures.saturating_add(1);
                let given_up = attempt.write_failures >= self.settings.writes;
                self.counts.damaged = self.counts.damaged.saturating_add(1);
                self.quiet_until = at.after(self.settings.pause.max(QUIET));
                self.ladder.resync();
                if let Some(code) = code {
                    self.notice(Notice::MoWrite(code));
                }
                if given_up {
                    self.finish(at, Outcome::NotSent(NotSent::WriteFailed), None, None);
                }
            }
        }
    }

    fn session_ended(&mut self, at: Uptime, running: &Running, end: Option<Final>) {
        let Some(answer) = running.session else { return self.session_unanswered(at, running, end) };
        let Some(id) = self.attempt.as_ref().map(|attempt| attempt.job.attempt) else { return };
        self.last_session = Some(at);
        if end.is_none() {
            self.ladder.resync();
        }
        let status = MoStatus::from_code(answer.mo_status);
        let action = status.action();
        let done = matches!(action, Action::Done | Action::DoneWithAlarm);
        if answer.mt_status == 1 {
            self.mail.received(id, answer.mt_length);
        }
        self.ring &= !done;
        self.sky.unseen = action == Action::WaitSignal;
        self.radio_due |= action == Action::SwitchRadioOn;
        self.blocked = matches!(action, Action::Operator | Action::Hardware).then_some(status);
        if let Some(attempt) = self.attempt.as_ref().filter(|_| done) {
            self.clear_due |= attempt.job.purpose == Purpose::Transmit;
            let left = match attempt.job.purpose {
                Purpose::Transmit | Purpose::Mailbox => self.settings.followups,
                Purpose::Further(left) => left,
            };
            let next = left.checked_sub(1).filter(|_| answer.mt_queued > 0 && !self.stopping);
            self.further = next.map(|left| Job {
                attempt: id,
                purpose: Purpose::Further(left),
                packet: Vec::new(),
                asked: at,
            });
        }
        self.finish(at, status.outcome(), Some(&answer), Some(running.started));
    }

    /// No answer, an unreadable one, or `ERROR`.
    fn session_unanswered(&mut self, at: Uptime, running: &Running, end: Option<Final>) {
        if running.command == Command::RingSession && self.ladder.lacks(Command::RingSession) {
            self.notice(Notice::Missing(running.command.name()));
            if end == Some(Final::Error) {
                // Nothing was done: the plain form follows.
                return;
            }
        }
        self.last_session = Some(at);
        self.mail.suspect();
        self.finish(at, Outcome::Ambiguous, None, Some(running.started));
        if end.is_none() {
            self.lose();
            self.ladder.wake = 0;
        }
    }

    fn read(&mut self, at: Uptime, running: Running, end: Option<Final>) {
        let Some(due) = self.mail.take_due() else { return };
        let reads = due.reads.saturating_add(1);
        let last = reads >= self.settings.reads;
        if end.is_none() {
            if running.frame.is_some() {
                self.ladder.resync();
            } else {
                self.lose();
            }
        }
        let as_told =
            |message: &Vec<u8>| due.expected.is_none_or(|length| usize::from(length) == message.len());
        match running.frame {
            Some(Some(message)) if as_told(&message) || last => self.hand_out(due, message),
            None if due.expected.is_none() => {}
            Some(_) | None => {
                self.counts.damaged = self.counts.damaged.saturating_add(1);
                if last {
                    return self.notice(Notice::MtLost);
                }
                self.notice(Notice::MtDamaged);
                self.mail.put_back(Due { reads, ..due });
                self.quiet_until = at.after(self.settings.pause.max(QUIET));
            }
        }
    }

    fn hand_out(&mut self, due: Due, message: Vec<u8>) {
        if message.is_empty() {
            if due.expected.is_some_and(|length| length > 0) {
                self.notice(Notice::MtLost);
            }
            return;
        }
        if let Some(handed) = self.mail.hand_out(due, message) {
            let output = Output::Mt { mt: handed.mt, attempt: handed.attempt, bytes: handed.bytes.clone() };
            self.say(output);
        }
    }

    fn cleared(&mut self, running: &Running, end: Option<Final>) {
        let refused = running.lines.iter().any(|line| answer::code(line).is_some_and(|code| code != 0));
        if end == Some(Final::Ok) && !refused {
            return self.clearing_over();
        }
        if end.is_none() {
            self.lose();
        }
        self.clear_failures = self.clear_failures.saturating_add(1);
        if self.clear_failures >= CLEAR_FAILURES {
            // The old packet may go out once more: harmless, since the center knows it by its content.
            self.notice(Notice::ClearFailed);
            self.clearing_over();
        }
    }

    fn clearing_over(&mut self) {
        self.clear_due = false;
        self.clear_failures = 0;
        if let Some(attempt) = &mut self.attempt {
            attempt.cleared = true;
        }
    }
}

/// Compile-time reminder that a damaged message's rest fits into the quiet time: 352 bytes at 19,200 baud take 184 ms.
const _: () = assert!(QUIET.as_millis() > Duration::from_millis(184).as_millis());
