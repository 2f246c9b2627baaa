//! Settings as the machines of the core take them.

use rts_core::outbox::Schedule;
use rts_core::{modem, printer};

use super::settings::{Completion, Flow, Modem, Printer, Sending};

impl Modem {
    /// Limits of the modem machine.
    #[must_use]
    pub fn limits(&self) -> modem::Settings {
        modem::Settings {
            session: self.session_timeout,
            modem_session: u16::try_from(self.modem_session_timeout.as_secs())
                .ok()
                .filter(|limit| *limit > 0),
            gate: self.signal_gate,
            signal_poll: self.signal_poll,
            between_sessions: self.between_sessions,
            registration_wait: self.registration_wait,
            long_wait: self.busy_wait,
            ..modem::Settings::default()
        }
    }
}

/// Bits that carry a byte on a serial line, 8N1.
const BITS: u32 = 10;
/// Bytes a second that every USB or network printer takes.
const LEAST_RATE: u32 = 10_000;
/// Rows of dots in a millimeter of paper.
const ROWS_PER_MM: u32 = 8;

impl Printer {
    /// Most rows of dots of a sheet, if its length is set.
    #[must_use]
    pub fn sheet_rows(&self) -> Option<u32> {
        Some(self.sheet_mm?.saturating_mul(ROWS_PER_MM))
    }

    /// Whether the printer is on a serial line, not on USB or in the network.
    fn is_serial(&self) -> bool {
        !self.port.starts_with("/dev/usb") && !self.port.to_string_lossy().starts_with("tcp:")
    }

    /// What the printer machine knows of its printer.
    #[must_use]
    pub fn limits(&self) -> printer::Settings {
        printer::Settings {
            paper: self.paper,
            cut: self.cut,
            completion: match self.completion {
                Completion::FindOut => None,
                Completion::ProcessId => Some(printer::Completion::ProcessId),
                Completion::Fence => Some(printer::Completion::Fence),
                Completion::Official => Some(printer::Completion::Official),
            },
            flow: match self.flow {
                Flow::Paced if self.is_serial() => printer::Flow::Paced,
                Flow::Paced | Flow::RtsCts => printer::Flow::Line,
            },
            line: if self.is_serial() { self.baud.div_euclid(BITS) } else { LEAST_RATE },
            buffer: self.buffer,
            near_end_paper: self.near_end_paper,
            ..printer::Settings::default()
        }
    }
}

impl Sending {
    /// The schedule of the outbox on a line whose sessions lie at least as far apart as `modem` says.
    #[must_use]
    pub fn schedule(&self, modem: &Modem) -> Schedule {
        let usual = Schedule::default();
        let collect = usual.collect.iter().copied().filter(|wait| *wait > self.collect_first);
        let mut waits = vec![self.collect_first];
        waits.extend(collect.filter(|wait| *wait < self.collect_every));
        Schedule {
            floor: modem.between_sessions,
            early: self.early,
            middle: self.middle,
            cap: self.cap,
            busy: modem.busy_wait,
            collect: waits,
            collect_every: self.collect_every,
            resend_after: self.resend_after,
            ..usual
        }
    }
}
