//! The one line that changes while a step lasts: the countdown, the tapes, the sending.
//!
//! On a terminal that can go back to the start of a line it is written over; on any other it is written again only when
//! its words change, not its numbers.

use rts_core::device::{Phase, Status};

use super::super::{screen, terminal};

/// Columns of the line: those of the narrowest terminal less one.
const WIDE: usize = 79;

/// The line on the screen.
#[derive(Default)]
pub(super) struct Live {
    last: Option<String>,
}

impl Live {
    /// Shows `text` in place of the line before.
    pub(super) fn tell(&mut self, text: &str) {
        let text: String = text.chars().take(WIDE).collect();
        if terminal::rewrites() {
            if self.last.as_ref() != Some(&text) {
                terminal::say(&format!("\r{text:<WIDE$}"));
            }
        } else if self.last.as_deref().map(words) != Some(words(&text)) {
            terminal::say(&format!("{text}\n"));
        }
        self.last = Some(text);
    }

    /// Ends the line: what follows stands below it.
    pub(super) fn end(&mut self) {
        if self.last.take().is_some() && terminal::rewrites() {
            terminal::say("\n");
        }
    }
}

/// A line without its numbers.
fn words(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

/// What changes while a step lasts.
pub(super) fn line(status: &Status) -> String {
    let mut parts = Vec::new();
    if let Some(seconds) = status.deadline_seconds.filter(|_| status.phase != Phase::Delivered) {
        parts.push(format!("Deadline {}", screen::deadline(seconds)));
    }
    match status.sheets_waiting {
        0 => {}
        1 => parts.push(format!("1 sheet to print, printer {}", status.printer)),
        sheets => parts.push(format!("{sheets} sheets to print, printer {}", status.printer)),
    }
    if status.phase == Phase::Sealed || status.deadline_seconds.is_none() {
        parts.push(status.doing.clone());
    }
    if status.media < 2 {
        parts.push("ONE copy of the journal is out: see rts status".to_owned());
    }
    if parts.is_empty() {
        parts.push("The box is ready".to_owned());
    }
    parts.join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_countdown_alone_is_no_news_to_a_terminal_that_only_goes_forward() {
        assert_eq!(words("Deadline 5 h 59 min left"), words("Deadline 4 h 03 min left"));
        assert_ne!(words("1 sheet to print, printer ready"), words("1 sheet to print, printer paper is out"));
    }
}
