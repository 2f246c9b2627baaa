//! How the modem speaks: results, information, unsolicited lines, and the noise of the line.
//!
//! Invariant: an unsolicited line never stands inside a typed command, a reply or message data.

use super::machine::{Mode, Modem, Output};

impl Modem {
    /// The final result of a line.
    pub(super) fn conclude(&mut self, ok: bool) {
        self.rest.clear();
        if !self.profile.quiet {
            match (self.profile.words, ok) {
                (true, true) => self.write(b"\r\nOK\r\n"),
                (true, false) => self.write(b"\r\nERROR\r\n"),
                (false, true) => self.write(b"0\r"),
                (false, false) => self.write(b"4\r"),
            }
        }
        self.flush_unsolicited();
    }

    /// A line of information before the final result.
    pub(super) fn inform(&mut self, text: &str) {
        let before = if self.profile.words { "\r\n" } else { "" };
        self.write(format!("{before}{text}\r\n").as_bytes());
    }

    /// An unsolicited line: at once, unless the host is typing, a command is obeyed or data are being passed.
    pub(super) fn announce(&mut self, text: String) {
        self.unsolicited.push_back(text);
        if self.line.is_empty() && !self.obeying && matches!(self.mode, Mode::Command) {
            self.flush_unsolicited();
        }
    }

    pub(super) fn flush_unsolicited(&mut self) {
        while let Some(text) = self.unsolicited.pop_front() {
            self.inform(&text);
        }
    }

    /// Writes to the host, with the line's noise.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        if self.mute_until.is_some() {
            return;
        }
        let faults = self.settings.faults;
        if bytes.len() > 1 && self.chance.happens(faults.garbage) {
            let length = usize::try_from(self.chance.between(1, 16)).unwrap_or(1);
            let noise = self.chance.noise(length);
            self.outputs.push_back(Output::Host(noise));
        }
        let mut rest = bytes;
        let splits = self.chance.happens(faults.split);
        while splits && rest.len() > 1 {
            let length = usize::try_from(self.chance.between(1, 7)).unwrap_or(1);
            let Some((piece, after)) = rest.split_at_checked(length) else { break };
            self.outputs.push_back(Output::Host(piece.to_vec()));
            rest = after;
        }
        if !rest.is_empty() {
            self.outputs.push_back(Output::Host(rest.to_vec()));
        }
    }
}
