//! What a printer answers at once: real-time commands, and the statuses it sends by itself.
//!
//! Invariant: these act on reception, before and apart from what stands in the receive buffer.

use super::emulator::Emulator;
use super::fault::Fault;
use rand::RngExt as _;

impl Emulator {
    /// Finds real-time commands in the stream, wherever they stand.
    pub(super) fn act_at_once(&mut self, byte: u8) {
        self.recent.push(byte);
        let begun = match self.recent.as_slice() {
            [0x10, 0x04, n] => {
                let n = *n;
                self.real_time_status(n);
                false
            }
            [0x10, 0x05, n] => {
                self.recover(*n == 2);
                false
            }
            [0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8] => {
                self.clear();
                false
            }
            [0x10] | [0x10, 0x04 | 0x05 | 0x14] => true,
            [0x10, 0x14, rest @ ..] => [8, 1, 3, 20, 1, 6, 2].starts_with(rest),
            _ => false,
        };
        if !begun {
            self.recent.clear();
            self.recent.extend((byte == 0x10).then_some(byte));
        }
    }

    fn real_time_status(&mut self, n: u8) {
        let bit = |set: bool, mask: u8| if set { mask } else { 0 };
        let error = self.cutter_stuck || self.has(Fault::Overheated);
        let bits = match n {
            1 => bit(!self.prints(), 0x08),
            2 => {
                bit(self.has(Fault::CoverOpen), 0x04)
                    | bit(self.has(Fault::PaperOut), 0x20)
                    | bit(error, 0x40)
            }
            3 => bit(self.cutter_stuck, 0x08) | bit(self.has(Fault::Overheated), 0x40),
            4 => {
                let low = self.has(Fault::NearEnd) || self.has(Fault::PaperOut);
                bit(low, 0x0c) | bit(self.has(Fault::PaperOut), 0x60)
            }
            _ => return,
        };
        self.answer(&[0x12 | bits]);
    }

    /// DLE ENQ: goes on after a recoverable error, if the person has removed its cause.
    fn recover(&mut self, clearing: bool) {
        if self.cutter_stuck && !self.has(Fault::CutterStuck) {
            self.cutter_stuck = false;
            if clearing {
                self.buffer.clear();
                self.letters = 0;
            }
        }
    }

    /// DLE DC4 fn 8.
    fn clear(&mut self) {
        if self.profile.clears {
            self.buffer.clear();
            self.letters = 0;
            self.owed = false;
            self.answer(&[0x37, 0x25, 0x00]);
        }
    }

    pub(super) fn answer(&mut self, bytes: &[u8]) {
        if [Fault::Silent, Fault::Unplugged, Fault::PowerOff].into_iter().any(|fault| self.has(fault)) {
            return;
        }
        if self.has(Fault::Garbage) || self.has(Fault::WrongBaud) {
            let garbled: Vec<u8> =
                bytes.iter().map(|byte| byte ^ self.chance.random_range(1..=255_u8)).collect();
            self.answers.extend(garbled);
        } else {
            self.answers.extend_from_slice(bytes);
        }
    }

    /// Sends the automatic status if it is switched on and something changed.
    pub(super) fn tell_changes(&mut self) {
        let bit = |set: bool, mask: u8| if set { mask } else { 0 };
        let first = 0x10 | bit(!self.prints(), 0x08) | bit(self.has(Fault::CoverOpen), 0x20);
        let second = bit(self.cutter_stuck, 0x08) | bit(self.has(Fault::Overheated), 0x40);
        let low = self.has(Fault::NearEnd) || self.has(Fault::PaperOut);
        let status = [first, second, bit(low, 0x03) | bit(self.has(Fault::PaperOut), 0x0c), 0];
        if self.automatic && status != self.last_automatic {
            self.answer(&status);
        }
        self.last_automatic = status;
    }
}
