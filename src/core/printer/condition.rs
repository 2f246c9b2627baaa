//! Looks at the printer's state: DLE EOT 1, 2 and 4 in turn, and 3 if there is an error.
//!
//! Invariants: one question is open at a time, because an answer does not say which question it answers; after a late,
//! unasked or unknown byte a look is repeated from its start and counts only if silence follows it. What is not
//! understood is never "fine".

use super::escpos::Query;
use super::order::NotReady;
use super::settings::Settings;
use crate::time::Uptime;

/// Looks in a row that noise may spoil before the printer counts as unintelligible.
const NOISY_LOOKS: u8 = 3;

/// The state of a printer that answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Condition {
    /// What keeps it from printing.
    pub(super) fault: Option<NotReady>,
    /// Little paper is left.
    pub(super) near_end: bool,
}

/// What follows from an input to a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing yet.
    Nothing,
    /// Ask this.
    Ask(Query),
    /// The look is complete.
    Done(Condition),
    /// The look failed.
    Failed(NotReady),
}

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    Rest,
    /// Waits for silence before it asks.
    Quiet {
        until: Uptime,
    },
    Asking {
        query: Query,
        until: Uptime,
    },
    /// Waits for silence before it believes.
    Believing {
        until: Uptime,
    },
}

/// One look after the other.
#[derive(Debug, Default)]
pub(super) struct Look {
    state: State,
    offline: u8,
    cause: u8,
    error: u8,
    paper: u8,
    /// An old answer may still be on its way.
    doubtful: bool,
    noisy: u8,
    /// Looks that noise may still spoil.
    patience: u8,
}

impl Look {
    /// Whether a look is under way.
    pub(super) fn is_open(&self) -> bool {
        !matches!(self.state, State::Rest)
    }

    /// When to call [`Look::timeout`].
    pub(super) fn wake(&self) -> Option<Uptime> {
        match self.state {
            State::Rest => None,
            State::Quiet { until } | State::Asking { until, .. } | State::Believing { until } => Some(until),
        }
    }

    /// Starts a look, unless one is under way. An `impatient` one fails at the first noise.
    pub(super) fn start(&mut self, now: Uptime, settings: &Settings, impatient: bool) -> Step {
        if self.is_open() {
            return Step::Nothing;
        }
        self.noisy = 0;
        self.patience = if impatient { 0 } else { NOISY_LOOKS };
        if self.doubtful {
            self.state = State::Quiet { until: now.after(settings.quiet) };
            return Step::Nothing;
        }
        self.ask(Query::Printer, now, settings)
    }

    /// An answer to DLE EOT came.
    pub(super) fn answered(&mut self, byte: u8, now: Uptime, settings: &Settings) -> Step {
        let State::Asking { query, .. } = self.state else { return self.noise(now, settings) };
        match query {
            Query::Printer => {
                self.offline = byte;
                self.ask(Query::Offline, now, settings)
            }
            Query::Offline => {
                self.cause = byte;
                self.error = 0;
                self.ask(if byte & 0x40 == 0 { Query::Paper } else { Query::Error }, now, settings)
            }
            Query::Error => {
                self.error = byte;
                self.ask(Query::Paper, now, settings)
            }
            Query::Paper => {
                self.paper = byte;
                if self.doubtful {
                    self.state = State::Believing { until: now.after(settings.quiet) };
                    return Step::Nothing;
                }
                self.state = State::Rest;
                Step::Done(self.condition())
            }
        }
    }

    /// A byte came that answers nothing.
    pub(super) fn noise(&mut self, now: Uptime, settings: &Settings) -> Step {
        self.doubtful = true;
        if !self.is_open() {
            return Step::Nothing;
        }
        self.noisy = self.noisy.saturating_add(1);
        if self.noisy > self.patience {
            self.state = State::Rest;
            return Step::Failed(NotReady::Unintelligible);
        }
        self.state = State::Quiet { until: now.after(settings.quiet) };
        Step::Nothing
    }

    /// Time has passed.
    pub(super) fn timeout(&mut self, now: Uptime, settings: &Settings) -> Step {
        if self.wake().is_none_or(|wake| now < wake) {
            return Step::Nothing;
        }
        match self.state {
            State::Rest => Step::Nothing,
            State::Quiet { .. } => self.ask(Query::Printer, now, settings),
            State::Asking { .. } => {
                self.doubtful = true;
                self.state = State::Rest;
                Step::Failed(NotReady::Silent)
            }
            State::Believing { .. } => {
                self.doubtful = false;
                self.state = State::Rest;
                Step::Done(self.condition())
            }
        }
    }

    /// The question passes the line at `sent` only.
    pub(super) fn asked(&mut self, sent: Uptime, settings: &Settings) {
        if let State::Asking { until, .. } = &mut self.state {
            *until = sent.after(settings.answer);
        }
    }

    fn ask(&mut self, query: Query, now: Uptime, settings: &Settings) -> Step {
        self.state = State::Asking { query, until: now.after(settings.answer) };
        Step::Ask(query)
    }

    fn condition(&self) -> Condition {
        let fault = if self.cause & 0x04 != 0 {
            Some(NotReady::CoverOpen)
        } else if self.cause & 0x20 != 0 || self.paper & 0x60 != 0 {
            Some(NotReady::PaperOut)
        } else if self.cause & 0x40 != 0 {
            Some(self.which_error())
        } else {
            (self.offline & 0x08 != 0).then_some(NotReady::Offline)
        };
        Condition { fault, near_end: self.paper & 0x0c != 0 }
    }

    fn which_error(&self) -> NotReady {
        match self.error {
            error if error & 0x20 != 0 => NotReady::Broken,
            error if error & 0x08 != 0 => NotReady::Cutter,
            error if error & 0x40 != 0 => NotReady::Overheated,
            _ => NotReady::Error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(answers: &[u8]) -> (Vec<Query>, Option<Condition>) {
        let (mut look, settings, now) = (Look::default(), Settings::default(), Uptime::default());
        let mut asked = Vec::new();
        let mut step = look.start(now, &settings, false);
        let mut answers = answers.iter();
        loop {
            match step {
                Step::Ask(query) => asked.push(query),
                Step::Done(condition) => return (asked, Some(condition)),
                Step::Nothing | Step::Failed(_) => return (asked, None),
            }
            let Some(byte) = answers.next() else { return (asked, None) };
            step = look.answered(*byte, now, &settings);
        }
    }

    #[test]
    fn each_fault_has_its_name() {
        let fault = |answers: &[u8]| look(answers).1.unwrap().fault;
        assert_eq!(fault(&[0x12, 0x12, 0x12]), None);
        assert_eq!(fault(&[0x1a, 0x16, 0x12]), Some(NotReady::CoverOpen));
        assert_eq!(fault(&[0x1a, 0x32, 0x7e]), Some(NotReady::PaperOut));
        assert_eq!(fault(&[0x1a, 0x52, 0x1a, 0x12]), Some(NotReady::Cutter));
        assert_eq!(fault(&[0x1a, 0x52, 0x32, 0x12]), Some(NotReady::Broken));
        assert_eq!(fault(&[0x1a, 0x52, 0x52, 0x12]), Some(NotReady::Overheated));
        assert_eq!(fault(&[0x1a, 0x52, 0x16, 0x12]), Some(NotReady::Error));
        assert_eq!(fault(&[0x1a, 0x12, 0x12]), Some(NotReady::Offline));
        assert!(look(&[0x12, 0x12, 0x1e]).1.unwrap().near_end);
    }

    #[test]
    fn late_answers_never_make_a_printer_look_fine() {
        // The printer is out of paper and answers each question after the limit, so every answer meets the next question.
        let (mut look, settings) = (Look::default(), Settings::default());
        let mut now = Uptime::default();
        look.start(now, &settings, false);
        now = now.after(settings.answer);
        assert_eq!(look.timeout(now, &settings), Step::Failed(NotReady::Silent));
        look.start(now, &settings, false);
        now = now.after(settings.quiet);
        assert_eq!(look.timeout(now, &settings), Step::Ask(Query::Printer));
        // The answer to the first, then to the second question about the printer, then the first about the cause.
        assert_eq!(look.answered(0x12, now, &settings), Step::Ask(Query::Offline));
        assert_eq!(look.answered(0x12, now, &settings), Step::Ask(Query::Paper));
        assert_eq!(look.answered(0x12, now, &settings), Step::Nothing);
        // The answer about the paper, too many: the look is not believed.
        assert_eq!(look.answered(0x7e, now, &settings), Step::Nothing);
        assert_eq!(look.timeout(now.after(settings.quiet), &settings), Step::Ask(Query::Printer));
    }
}
