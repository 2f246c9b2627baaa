//! The last bytes on a line, for diagnosis, without what messages say.
//!
//! Invariants: bounded; no byte of an MO or MT message is kept, only their number.

use std::{
    collections::VecDeque,
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
};

/// Characters that are kept.
const KEPT: usize = 4096;

/// A ring of text, shared between the port that fills it and whoever reads it.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Ring>>);

#[derive(Debug, Default)]
struct Ring {
    text: VecDeque<char>,
    /// What comes in now is the content of a message.
    hidden: bool,
}

impl Trace {
    /// What the port writes. Whatever is neither a command nor an escape is the content of a message.
    pub fn sent(&self, bytes: &[u8]) {
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_command = bytes.starts_with(b"AT") || bytes.starts_with(b"\x1b");
        ring.hidden = bytes.starts_with(b"AT+SBDRB");
        ring.keep("> ", bytes, !is_command);
    }

    /// What the port reads.
    pub fn received(&self, bytes: &[u8]) {
        let mut ring = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let hidden = ring.hidden;
        ring.keep("< ", bytes, hidden);
    }

    /// A remark between the bytes.
    pub fn note(&self, note: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(&format!("# {note}\n"));
    }

    /// The text, oldest first.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).text.iter().collect()
    }
}

impl Ring {
    fn keep(&mut self, mark: &str, bytes: &[u8], hidden: bool) {
        let mut line = mark.to_owned();
        if hidden {
            let _ = write!(line, "<{} bytes>", bytes.len());
        } else {
            line.extend(
                bytes.iter().take(KEPT).flat_map(|&byte| std::ascii::escape_default(byte)).map(char::from),
            );
        }
        line.push('\n');
        self.push(&line);
    }

    fn push(&mut self, line: &str) {
        self.text.extend(line.chars());
        let surplus = self.text.len().saturating_sub(KEPT);
        self.text.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_kept_and_contents_of_messages_are_counted() {
        let trace = Trace::default();
        trace.sent(b"AT+SBDWB=6\r");
        trace.received(b"\r\nREADY\r\n");
        trace.sent(b"sealed\x02\x6d");
        trace.sent(b"AT+SBDRB\r");
        trace.received(b"\x00\x07receipt\x02\xec");
        trace.sent(b"AT\r");
        trace.received(b"OK");
        let text = trace.text();
        assert_eq!(
            text,
            "> AT+SBDWB=6\\r\n< \\r\\nREADY\\r\\n\n> <8 bytes>\n> AT+SBDRB\\r\n< <11 bytes>\n> AT\\r\n< OK\n"
        );
    }

    #[test]
    fn the_trace_is_bounded_and_keeps_the_newest() {
        let trace = Trace::default();
        for _ in 0..10_000 {
            trace.received(b"noise");
        }
        trace.note("end");
        assert!(trace.text().len() <= KEPT && trace.text().ends_with("# end\n"));
    }
}
