//! How the driver finds a lost modem again: `AT`, ESC and CR, DTR, reopening the line; and what the modem lacks.
//!
//! Invariants: any answer to `AT` ends the climb; the climb never ends without one; a command is remembered as missing
//! only if the modem itself was alive, or if the command has silenced it twice.

use std::collections::BTreeSet;

use super::{command::Command, event::Rung};

/// A step that has to be taken before the next command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// ESC and CR.
    Escape,
    /// DTR low.
    DtrDown,
    /// DTR high again.
    DtrUp,
    /// Close and open.
    Reopen,
}

/// How often what went wrong; for diagnosis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Commands without an answer.
    pub silences: u64,
    /// ESC and CR sent.
    pub escapes: u64,
    /// DTR dropped.
    pub dtr_resets: u64,
    /// Line reopened.
    pub reopens: u64,
    /// Lines that mean nothing.
    pub unknown_lines: u64,
    /// Lines too long to be kept.
    pub overlong_lines: u64,
    /// Damaged MO or MT transfers over the serial line.
    pub damaged: u64,
}

/// State of bring-up and recovery.
#[derive(Clone, Debug, Default)]
pub(super) struct Ladder {
    /// `AT` must be answered so often before anything else is asked.
    pub(super) sync: u8,
    /// Next command of the bring-up.
    pub(super) wake: usize,
    /// Answers missing in a row.
    silent: u8,
    /// The line was reopened and the modem has not answered since.
    reopened: bool,
    /// Step to take.
    pub(super) step: Option<Step>,
    /// Optional command that was met by silence.
    suspect: Option<Command>,
    /// The one before.
    suspected: Option<Command>,
    missing: BTreeSet<Command>,
    /// An unknown command was met by silence instead of `ERROR`.
    mute: bool,
}

impl Ladder {
    /// `AT` answers wanted before the line is trusted.
    const SYNC: u8 = 2;

    /// A line was opened: the modem behind it may be another one.
    pub(super) fn opened(&mut self) {
        *self = Self { sync: Self::SYNC, reopened: self.reopened, ..Self::default() };
    }

    /// A technician wants a reset.
    pub(super) fn reset(&mut self) {
        *self = Self { sync: Self::SYNC, step: Some(Step::DtrDown), ..Self::default() };
    }

    /// Ask `AT` again before anything else.
    pub(super) fn resync(&mut self) {
        self.sync = Self::SYNC;
    }

    /// `AT` was answered; gives the optional command that is now known to be missing.
    pub(super) fn answered(&mut self) -> Option<Command> {
        self.silent = 0;
        self.sync = self.sync.saturating_sub(1);
        if self.sync > 0 {
            return None;
        }
        self.reopened = false;
        let missing = self.suspect.take()?;
        self.missing.insert(missing);
        self.mute = true;
        Some(missing)
    }

    /// An optional command was met by silence: alive modems lack it, dead ones climb.
    pub(super) fn optional_silence(&mut self, command: Command) {
        if self.suspected == Some(command) {
            self.missing.insert(command);
        }
        self.suspected = Some(command);
        self.suspect = Some(command);
        self.resync();
    }

    /// A command every modem has was met by silence, or `AT` by `ERROR`: the next rung.
    pub(super) fn silence(&mut self) -> Rung {
        self.suspect = None;
        self.resync();
        self.silent = self.silent.saturating_add(1);
        let (rung, step) = match self.silent {
            0 | 1 => (Rung::Attention, None),
            2 => (Rung::Escape, Some(Step::Escape)),
            3 => (Rung::Dtr, Some(Step::DtrDown)),
            _ => (Rung::Reopen, Some(Step::Reopen)),
        };
        self.reopened |= rung == Rung::Reopen;
        self.step = step;
        rung
    }

    /// Remembers a command that was answered by `ERROR`.
    pub(super) fn lacks(&mut self, command: Command) -> bool {
        self.missing.insert(command)
    }

    /// Whether the modem is known to lack it.
    pub(super) fn is_missing(&self, command: Command) -> bool {
        self.missing.contains(&command)
    }

    /// Whether the modem is silent on what it does not know, so that a long session cannot be told from an unknown
    /// session command.
    pub(super) fn is_mute(&self) -> bool {
        self.mute
    }

    /// Whether the modem has to be called lost.
    pub(super) fn is_lost(&self) -> bool {
        self.reopened || self.silent >= 2
    }
}
