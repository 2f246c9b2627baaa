//! The paper of an order: what stands on a tape, from the signed record and nothing else.

use super::machine::Device;
use crate::journal::{TapeName, TapeOrder};
use crate::tape::{Block, Heading, Line, Mark, Sheet, Tape, TapeKind};

impl Device {
    /// The sheets of an ordered tape: the same ones at every call.
    pub(super) fn render(&self, order: &TapeOrder) -> Vec<Sheet> {
        let record = self.record(order.record);
        let kind = match order.name {
            TapeName::Zero => TapeKind::Zero,
            TapeName::Result => TapeKind::Result,
            TapeName::Receipt => TapeKind::Receipt,
            TapeName::Certificate => TapeKind::Certificate,
            TapeName::Readiness => TapeKind::Readiness,
        };
        let test = record.as_ref().is_some_and(|record| record.facts.flags.test);
        let heading = Heading {
            kind,
            title: vec![self.station.code.as_str().into()],
            mark: if test { Mark::Test } else { Mark::Official },
            fingerprint: self.fingerprint(order.record).map(|text| text.as_str().into()),
        };
        let lines = order.lines.iter().map(|line| Line::text(line.as_str())).collect();
        Tape { heading, blocks: vec![Block::new(lines)] }.sheets(self.settings.width, self.settings.rows)
    }

    /// What the readiness tape says beyond the rehearsal's record.
    pub(super) fn readiness(&self) -> Vec<String> {
        vec![
            format!("Battery: {}", if self.battery.is_empty() { "unknown" } else { &self.battery }),
            format!("Printer: {}", self.press.words()),
            format!("Clock: {:?}", self.now.quality),
            format!("Copies of the journal: {}", 2_usize.saturating_sub(self.state.failed_media.len())),
            format!("Modem: {}", self.radio.health.code()),
            format!("Package: {}", hex::encode(self.package.digest)),
            format!("Software: {}", self.settings.software),
        ]
    }
}
