//! The line's two directions: commands go out, bytes come in and become facts of the command in flight.
//!
//! Invariants: an unsolicited line may stand between any two lines and never ends an answer; an echo is ignored;
//! a flood costs bounded memory.

use super::{
    answer::{Final, SessionAnswer, Unsolicited, code},
    attempt::Attempt,
    command::Command,
    event::{Notice, Output},
    line::{Mode, Token, checksum},
    session::{Link, Modem, Running},
};
use crate::time::Uptime;

/// Lines of one answer that are kept.
const ANSWER_LINES: usize = 12;

/// Bytes of an unknown line that are reported.
const NOTICE_BYTES: usize = 64;

/// Beyond so many outputs that nobody has drained, notices are only counted.
const NOTICE_BACKLOG: usize = 64;

impl Modem {
    pub(super) fn notice(&mut self, notice: Notice) {
        if self.outputs.len() < NOTICE_BACKLOG {
            self.outputs.push_back(Output::Notice(notice));
        }
    }

    /// Says a hint; one that nobody has drained yet is replaced, so that a flood of them costs nothing.
    pub(super) fn hint(&mut self, output: Output) {
        let same = std::mem::discriminant(&output);
        self.outputs.retain(|said| std::mem::discriminant(said) != same);
        self.outputs.push_back(output);
    }

    pub(super) fn hear(&mut self, at: Uptime, bytes: &[u8]) {
        if self.link != Link::Open {
            return;
        }
        for &byte in bytes {
            match self.codec.push(byte) {
                Some(Token::Line(line)) => self.line(at, line),
                Some(Token::Prompt) => self.prompted(),
                Some(Token::Frame(message)) => self.framed(Some(message)),
                Some(Token::Damaged) => self.framed(None),
                Some(Token::Overlong) => {
                    self.counts.overlong_lines = self.counts.overlong_lines.saturating_add(1);
                    self.notice(Notice::Overlong);
                }
                None => {}
            }
        }
    }

    fn prompted(&mut self) {
        let Some(Attempt { job, .. }) = &self.attempt else { return };
        let message = [job.packet.as_slice(), &checksum(&job.packet).to_be_bytes()].concat();
        self.say(Output::Write(message));
    }

    fn framed(&mut self, message: Option<Vec<u8>>) {
        if let Some(running) = &mut self.running {
            running.frame = Some(message);
        }
    }

    fn line(&mut self, at: Uptime, line: Vec<u8>) {
        if let Some(unsolicited) = Unsolicited::parse(&line) {
            return self.unsolicited(unsolicited);
        }
        let soon = at.after(self.settings.plain);
        let is_echo = line.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(b"AT"));
        let Some(running) = self.running.as_mut().filter(|_| !is_echo) else {
            if !is_echo && Final::parse(&line).is_none() {
                self.unknown(&line);
            }
            return;
        };
        let numeric = || running.command.is_bare().then(|| Final::parse_numeric(&line)).flatten();
        if let Some(end) = Final::parse(&line).or_else(numeric) {
            return self.conclude(at, Some(end));
        }
        let command = running.command;
        if command.is_session() && SessionAnswer::is_one(&line) {
            running.session = SessionAnswer::parse(&line);
            running.deadline = running.deadline.min(soon);
        } else if matches!(command, Command::Write(_)) && code(&line).is_some() {
            running.code = code(&line);
            running.deadline = running.deadline.min(soon);
        } else if command.has_text() && running.lines.len() < ANSWER_LINES {
            running.lines.push(line);
        } else {
            self.unknown(&line);
        }
    }

    fn unknown(&mut self, line: &[u8]) {
        self.counts.unknown_lines = self.counts.unknown_lines.saturating_add(1);
        self.notice(Notice::UnknownLine(line.iter().copied().take(NOTICE_BYTES).collect()));
    }

    fn unsolicited(&mut self, said: Unsolicited) {
        match said {
            Unsolicited::Ring => {
                self.ring = true;
                self.hint(Output::Ring);
            }
            Unsolicited::Signal(bars) => {
                self.sky.live = true;
                self.hear_signal(bars);
            }
            Unsolicited::Service(service) => self.sky.service = Some(service),
            Unsolicited::Other => {}
        }
    }

    pub(super) fn hear_signal(&mut self, bars: u8) {
        self.sky.signal = Some(bars);
        self.sky.unseen &= bars == 0;
        self.hint(Output::Signal(bars));
    }

    /// Sends a command.
    pub(super) fn start(&mut self, at: Uptime, command: Command) {
        self.codec.begin(command.mode());
        self.say(Output::Flush);
        if let Some(attempt) = self.attempt.as_ref().filter(|_| command.is_session()) {
            let attempt = attempt.job.attempt;
            self.say(Output::Starting { attempt });
        }
        self.say(Output::Write(format!("{}\r", command.text(&self.settings)).into_bytes()));
        self.running = Some(Running {
            command,
            started: at,
            deadline: at.after(command.limit(&self.settings)),
            lines: Vec::new(),
            code: None,
            session: None,
            frame: None,
        });
    }

    pub(super) fn expire(&mut self, at: Uptime) {
        if self.running.as_ref().is_some_and(|running| at >= running.deadline) {
            self.codec.begin(Mode::Line);
            self.conclude(at, None);
        }
    }
}
