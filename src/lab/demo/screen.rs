//! What a person sees of the day: one line an event, and on a terminal a last line that says what is awaited.
//!
//! Invariants: color and the last line only on a terminal, and not with NO_COLOR (https://no-color.org); a reader that
//! goes away stops nothing.

use std::io::{IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use rts_core::time::Uptime;

use crate::ports::clock::Clock;

/// How a line is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Nothing special.
    Plain,
    /// A step of the day is done.
    Good,
    /// Something went wrong and is tried again.
    Trouble,
    /// Something is wrong.
    Bad,
    /// Detail.
    Quiet,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Good => "\x1b[32m",
            Self::Trouble => "\x1b[33m",
            Self::Bad => "\x1b[1;31m",
            Self::Quiet => "\x1b[2m",
        }
    }
}

/// Width of a station's code.
const CODE: usize = 12;
/// Width of the word that says what happened.
const WORD: usize = 9;

/// The screen, shared by everybody who has something to say.
#[derive(Clone, Debug)]
pub(super) struct Screen {
    clock: Clock,
    started: Uptime,
    color: bool,
    lively: bool,
    /// The last line.
    awaited: Arc<Mutex<String>>,
}

impl Screen {
    /// The screen of a day that begins now.
    pub(super) fn new() -> Self {
        let clock = Clock::default();
        let terminal = std::io::stdout().is_terminal();
        let color = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
        let awaited = Arc::default();
        Self { clock, started: clock.uptime(), color: color && !dumb, lively: terminal && !dumb, awaited }
    }

    /// Something that happens now; `who` is the code of a station, or the center.
    pub(super) fn tell(&self, who: &str, tone: Tone, word: &str, what: &str) {
        self.tell_at(self.clock.uptime(), who, tone, word, what);
    }

    /// Something that happened then.
    pub(super) fn tell_at(&self, at: Uptime, who: &str, tone: Tone, word: &str, what: &str) {
        let seconds = at.since(self.started).as_secs_f64();
        let (dim, colored, end) = (self.paint(Tone::Quiet), self.paint(tone), self.end());
        self.write(&format!("{dim}{seconds:>6.1} s{end}  {who:<CODE$}  {colored}{word:<WORD$}{end}  {what}"));
    }

    /// Begins a part of the day.
    pub(super) fn heading(&self, text: &str) {
        let (bold, end) = if self.color { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        self.write(&format!("\n{bold}{text}{end}"));
    }

    /// A line as it is.
    pub(super) fn say(&self, text: &str) {
        self.write(text);
    }

    /// What is awaited, on the last line of a terminal.
    pub(super) fn awaits(&self, text: String) {
        if self.lively {
            let mut awaited = self.awaited.lock().unwrap_or_else(PoisonError::into_inner);
            if *awaited != text {
                *awaited = text;
                let line = if awaited.is_empty() { String::new() } else { format!("  … {awaited}") };
                Self::put(&format!("\r\x1b[K{line}"));
            }
        }
    }

    fn paint(&self, tone: Tone) -> &'static str {
        if self.color { tone.code() } else { "" }
    }

    fn end(&self) -> &'static str {
        if self.color { "\x1b[0m" } else { "" }
    }

    fn write(&self, line: &str) {
        let awaited = self.awaited.lock().unwrap_or_else(PoisonError::into_inner);
        match (self.lively, awaited.is_empty()) {
            (true, false) => Self::put(&format!("\r\x1b[K{line}\n  … {awaited}")),
            (true, true) => Self::put(&format!("\r\x1b[K{line}\n")),
            (false, _) => Self::put(&format!("{line}\n")),
        }
    }

    fn put(text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}
