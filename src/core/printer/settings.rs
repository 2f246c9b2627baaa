//! What the machine knows of its printer and of the line to it, and its patience.
//!
//! Invariant: a band with all that is sent around it fits the printer's receive buffer.

use super::escpos::Cut;
use super::order::Completion;
use crate::tape::Paper;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Room in the buffer for all that is sent with a band: reset, feeds, header, fence, the questions of a look.
const COMMANDS: u32 = 96;
/// A band is no longer than this however large the buffer: looks should not lie too far apart.
const MOST_BAND: u32 = 16_384;

/// Who keeps a sheet from overflowing the printer's receive buffer; what finds no room there is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// The machine: it sends the next band only when the printer has worked through the one before (GS r), or has had
    /// the time to if it does not answer that. Needs no more than three wires.
    #[default]
    Paced,
    /// The line: RTS/CTS, USB or TCP.
    Line,
}

/// What the machine knows of its printer, and its patience.
///
/// Waits for an answer begin when the bytes before it have passed the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Width of the roll.
    pub paper: Paper,
    /// What stands at the end of a sheet.
    pub cut: Cut,
    /// How sheets are confirmed; `None` finds out when the line is opened.
    pub completion: Option<Completion>,
    /// Who keeps bytes back.
    pub flow: Flow,
    /// Bytes a second that the line carries.
    pub line: u32,
    /// Bytes of the printer's receive buffer.
    pub buffer: u32,
    /// Most rows of a band; some printers take no more than 255. A look at the printer's status follows every band.
    pub band_rows: u8,
    /// Wait for one answer to DLE EOT. Shorter than a printer takes to start, so that one that was switched off and on
    /// under way is noticed; longer for those few that do not answer while they print.
    pub answer: Duration,
    /// Silence that shows that no old answer is still on its way.
    pub quiet: Duration,
    /// Wait for a band to be taken, flow control included.
    pub taken: Duration,
    /// Wait for a hot head to cool under way.
    pub cooled: Duration,
    /// Wait for the confirmation of a sheet whose last byte was taken.
    pub confirmed: Duration,
    /// Wait for an answer to a probe.
    pub probe: Duration,
    /// Wait for the answer that the buffer is cleared; a printer that never answers this may need the time to print
    /// what it would not throw away.
    pub cleared: Duration,
    /// Time the last lines, the feed and the cut need after a fence was answered.
    pub feed: Duration,
    /// Between two looks at a sheet under way; shorter than it takes to open and close the cover.
    pub watch: Duration,
    /// Between two looks at a printer that cannot print.
    pub recheck: Duration,
    /// Between two looks at an idle printer.
    pub idle: Duration,
    /// Between two attempts to open the line.
    pub reopen: Duration,
    /// Unanswered looks before the line is opened again.
    pub silent_looks: u8,
    /// Paper left when the near-end sensor lights up, in millimeters.
    pub near_end_paper: u32,
}

impl Settings {
    /// Most bytes of dots in a band: with its header, a feed, a fence and the questions of a look it fits the buffer.
    #[must_use]
    pub fn band_bytes(&self) -> usize {
        usize::try_from(self.buffer.min(MOST_BAND).saturating_sub(COMMANDS)).unwrap_or(usize::MAX)
    }

    /// The time that `bytes` need on the line.
    #[must_use]
    pub fn line_time(&self, bytes: usize) -> Duration {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let per_second = u64::from(self.line.max(1));
        Duration::from_millis(bytes.saturating_mul(1_000).div_ceil(per_second))
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            paper: Paper::Mm80,
            cut: Cut::Full,
            completion: None,
            flow: Flow::default(),
            line: 3_840,
            buffer: 4_096,
            band_rows: 128,
            answer: Duration::from_secs(2),
            quiet: Duration::from_millis(300),
            taken: Duration::from_secs(15),
            cooled: Duration::from_secs(120),
            confirmed: Duration::from_secs(30),
            probe: Duration::from_secs(2),
            cleared: Duration::from_secs(4),
            feed: Duration::from_secs(2),
            watch: Duration::from_millis(250),
            recheck: Duration::from_secs(1),
            idle: Duration::from_secs(5),
            reopen: Duration::from_secs(2),
            silent_looks: 3,
            near_end_paper: 1000,
        }
    }
}
