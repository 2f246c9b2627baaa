//! What happened in a world, line by line, for whoever looks into a seed that failed.
//!
//! Invariant: costs nothing unless somebody reads it.

use std::collections::VecDeque;

use rts_core::time::Uptime;

/// Lines kept of a world that nobody watches while it runs.
const KEPT: usize = 400;

/// The last lines of a world.
#[derive(Debug, Default)]
pub(super) struct Trace {
    wanted: bool,
    lines: VecDeque<String>,
}

impl Trace {
    pub(super) fn new(wanted: bool) -> Self {
        Self { wanted, lines: VecDeque::new() }
    }

    /// Notes a line about a station (0 for the world around all of them).
    pub(super) fn note(&mut self, at: Uptime, station: u32, line: impl FnOnce() -> String) {
        if !self.wanted {
            return;
        }
        let seconds = at.as_millis() / 1_000;
        let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, at.as_millis() % 60_000);
        let who = if station == 0 { "world".to_owned() } else { format!("box {station}") };
        let stamp = format!("{hours:3}:{minutes:02}:{:02}.{:03}", rest / 1_000, rest % 1_000);
        self.lines.push_back(format!("{stamp} {who}  {}", line()));
        if self.lines.len() > KEPT {
            self.lines.pop_front();
        }
    }

    /// The lines, the oldest first.
    pub(super) fn lines(self) -> Vec<String> {
        self.lines.into()
    }
}
