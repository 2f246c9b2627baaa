//! A tape cut into sheets.
//!
//! Invariants: a block is never split unless it is longer than a whole sheet; a line that wraps is never split; a block
//! that is split says on every further sheet whose continuation it is. Nothing is dropped: the bodies of all sheets
//! together hold every line in order.

use super::line::Line;
use super::sheet::{Heading, Sheet};
use super::text::PaperText;
use serde::{Deserialize, Serialize};

/// Lines of a block that stand together on a sheet before the block may be split.
const LEAST_START: u16 = 4;

/// Width of the paper roll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// 80 mm: 72 mm printable, 576 dots at 203 dpi, 48 columns of the 12-dot font.
    #[default]
    Mm80,
    /// 58 mm: 48 mm printable, 384 dots at 203 dpi, 32 columns of the 12-dot font.
    Mm58,
}

impl Paper {
    /// Columns of the printer's 12-dot font.
    #[must_use]
    pub fn columns(self) -> usize {
        match self {
            Self::Mm80 => 48,
            Self::Mm58 => 32,
        }
    }

    /// Printable dots across, at 203 dpi.
    #[must_use]
    pub fn dots(self) -> u16 {
        match self {
            Self::Mm80 => 576,
            Self::Mm58 => 384,
        }
    }
}

/// Lines that must be read as one: a contest with its candidates, a sum, the signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Stands bold above the lines, and again, with "(continued)", on each further sheet.
    pub heading: Option<PaperText>,
    /// The lines, in order.
    pub lines: Vec<Line>,
}

impl Block {
    /// A block without a heading.
    #[must_use]
    pub fn new(lines: Vec<Line>) -> Self {
        Self { heading: None, lines }
    }

    /// A block below a bold heading.
    #[must_use]
    pub fn titled(heading: impl Into<PaperText>, lines: Vec<Line>) -> Self {
        Self { heading: Some(heading.into()), lines }
    }
}

/// A tape: what is printed about one record, before it is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tape {
    /// What every sheet says.
    pub heading: Heading,
    /// What the sheets hold, in order.
    pub blocks: Vec<Block>,
}

impl Tape {
    /// Cuts the tape into sheets for `paper`, with at most `rows` lines between head and foot (at least
    /// as many as one wrapped line needs). A tape without blocks is one sheet with an empty body.
    #[must_use]
    pub fn sheets(&self, paper: Paper, rows: u16) -> Vec<Sheet> {
        let mut cutter =
            Cutter { columns: paper.columns(), rows: rows.max(LEAST_START), ..Cutter::default() };
        for block in &self.blocks {
            cutter.place(block);
        }
        let bodies = cutter.finish();
        let of = u16::try_from(bodies.len()).unwrap_or(u16::MAX);
        let heading = &self.heading;
        (1..=of)
            .zip(bodies)
            .map(|(number, body)| Sheet {
                heading: heading.clone(),
                number,
                of,
                columns: paper.columns(),
                body,
            })
            .collect()
    }
}

/// Bodies of sheets, filled one after the other.
#[derive(Default)]
struct Cutter {
    columns: usize,
    rows: u16,
    full: Vec<Vec<Line>>,
    open: Vec<Line>,
    used: u16,
}

impl Cutter {
    fn place(&mut self, block: &Block) {
        let heading = self.heading(block, "");
        let groups: Vec<Vec<Line>> = block.lines.iter().map(|line| line.fit(self.columns)).collect();
        let whole = height(&heading)
            .saturating_add(groups.iter().fold(0, |sum, group| height(group).saturating_add(sum)));
        let gap = u16::from(!self.open.is_empty());
        let needed = if whole > self.rows { height(&heading).saturating_add(LEAST_START) } else { whole };
        if self.used.saturating_add(gap).saturating_add(needed) > self.rows {
            self.cut();
        } else if gap > 0 {
            self.put(vec![Line::Blank]);
        }
        self.put(heading);
        for group in groups {
            if self.used.saturating_add(height(&group)) > self.rows && !self.open.is_empty() {
                self.cut();
                self.put(self.heading(block, " (continued)"));
            }
            self.put(group);
        }
    }

    fn heading(&self, block: &Block, suffix: &str) -> Vec<Line> {
        block
            .heading
            .iter()
            .flat_map(|heading| Line::bold(format!("{heading}{suffix}")).fit(self.columns))
            .collect()
    }

    fn put(&mut self, lines: Vec<Line>) {
        self.used = self.used.saturating_add(height(&lines));
        self.open.extend(lines);
    }

    fn cut(&mut self) {
        self.used = 0;
        if !self.open.is_empty() {
            self.full.push(std::mem::take(&mut self.open));
        }
    }

    fn finish(mut self) -> Vec<Vec<Line>> {
        self.cut();
        if self.full.is_empty() {
            self.full.push(Vec::new());
        }
        self.full
    }
}

fn height(lines: &[Line]) -> u16 {
    lines.iter().fold(0, |sum, line| line.height().saturating_add(sum))
}
