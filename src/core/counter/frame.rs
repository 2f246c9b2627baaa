//! Lines on the wire: JSON, `*`, eight hexadecimal digits of CRC-32, line feed.
//!
//! Invariant: never more than one line is held; what is longer is thrown away up to the next line feed.

use serde::Serialize;

use crate::coding::crc::{SUFFIX, open, seal};

/// Longest line in bytes, with its checksum and without its line feed.
pub const MAXIMUM_LINE: usize = 64 << 10;

/// One thing found on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A line whose checksum fits, without it.
    Line(String),
    /// A line that is damaged or too long.
    Broken,
}

/// Cuts what arrives into lines.
#[derive(Clone, Debug, Default)]
pub(super) struct LineReader {
    held: Vec<u8>,
    overlong: bool,
}

impl LineReader {
    /// The lines that `bytes` complete. Empty lines are nothing.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Found> {
        let mut found = Vec::new();
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            let (text, complete) = match piece.split_last() {
                Some((b'\n', text)) => (text, true),
                _ => (piece, false),
            };
            // A carriage return may end the line.
            if self.held.len().saturating_add(text.len()) > MAXIMUM_LINE.saturating_add(1) {
                self.overlong = true;
                self.held.clear();
            } else if !self.overlong {
                self.held.extend_from_slice(text);
            }
            if complete {
                found.extend(self.line());
            }
        }
        found
    }

    /// Forgets the beginning of a line.
    pub(super) fn clear(&mut self) {
        self.held.clear();
        self.overlong = false;
    }

    /// True within a line.
    pub(super) fn within(&self) -> bool {
        self.overlong || !self.held.is_empty()
    }

    fn line(&mut self) -> Option<Found> {
        let line = std::mem::take(&mut self.held);
        if std::mem::take(&mut self.overlong) {
            return Some(Found::Broken);
        }
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        if line.is_empty() {
            return None;
        }
        let text = std::str::from_utf8(line).ok().filter(|line| line.len() <= MAXIMUM_LINE);
        Some(text.and_then(|line| open(line).ok()).map_or(Found::Broken, |line| Found::Line(line.to_owned())))
    }
}

/// The JSON of a line; `None` if it is too long for one.
pub(super) fn text(line: &impl Serialize) -> Option<String> {
    let longest = MAXIMUM_LINE.saturating_sub(SUFFIX);
    serde_json::to_string(line).ok().filter(|text| text.len() <= longest)
}

/// The bytes of a line on the wire.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    let mut bytes = seal(text).into_bytes();
    bytes.push(b'\n');
    bytes
}
