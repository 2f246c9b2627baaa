//! A tape cut into sheets.
//!
//! Invariants: a block is never split unless it is loose or longer than a whole sheet; a line is never split; a block that is
//! split says on every further sheet whose continuation it is. Nothing is dropped: the bodies of all sheets together
//! hold every line in order.

use super::fit::Frame;
use super::heading::{Heading, Impression, Issue, Moment};
use super::line::{Line, Stroke};
use super::sheet::Sheet;
use super::stamp::Stamp;
use super::strip::{Strip, height};
use super::text::Label;
use super::voice::{Argument, Voice};
use super::words::Word;
use serde::{Deserialize, Serialize};

/// Lines of a block that stand together on a sheet before the block may be split.
const LEAST_START: usize = 3;
/// Rows of dots between head and foot that a sheet has at least: the largest code with its caption.
const LEAST_BODY: u32 = 680;

/// Width of the paper roll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// 80 mm: 72 mm printable, 576 dots at 203 dpi.
    #[default]
    Mm80,
    /// 58 mm: 48 mm printable, 384 dots at 203 dpi.
    Mm58,
}

impl Paper {
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
    /// Stands bold above the lines, and again, marked as continued, on each further sheet.
    pub heading: Option<Label>,
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// Whether a sheet may end between any two of its lines, so that paper is not wasted.
    pub loose: bool,
}

impl Block {
    /// A block without a heading.
    #[must_use]
    pub fn new(lines: Vec<Line>) -> Self {
        Self { heading: None, lines, loose: false }
    }

    /// A block below a bold heading.
    #[must_use]
    pub fn titled(heading: impl Into<Label>, lines: Vec<Line>) -> Self {
        Self { heading: Some(heading.into()), lines, loose: false }
    }

    /// The same, to be split wherever a sheet is full.
    #[must_use]
    pub fn loose(self) -> Self {
        Self { loose: true, ..self }
    }
}

/// A tape: what is printed about one record, before it is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tape {
    /// What every sheet says.
    pub heading: Heading,
    /// The roll for which its codes are drawn.
    pub paper: Paper,
    /// What the sheets hold, in order.
    pub blocks: Vec<Block>,
}

impl Tape {
    /// Cuts the tape into sheets of at most `rows` rows of dots, head and foot included; longer only where a single line
    /// or code needs it. A tape without blocks is one sheet with an empty body.
    #[must_use]
    pub fn sheets(&self, rows: u32) -> Vec<Sheet> {
        let frame = Frame { paper: self.paper, direction: self.heading.voice.direction() };
        let rows = rows.saturating_sub(self.around(frame)).max(LEAST_BODY);
        let mut cutter = Cutter::new(frame, &self.heading.voice, rows);
        for block in &self.blocks {
            cutter.place(block);
        }
        let bodies = cutter.finish();
        let of = u16::try_from(bodies.len()).unwrap_or(u16::MAX);
        let sheet = |(number, body)| Sheet { heading: self.heading.clone(), number, of, frame, body };
        (1..=of).zip(bodies).map(sheet).collect()
    }

    /// Rows of head and foot, at their longest.
    fn around(&self, frame: Frame) -> u32 {
        let sheet = Sheet { heading: self.heading.clone(), number: 99, of: 99, frame, body: Vec::new() };
        let head = sheet.head(&Impression {
            copy: 99,
            copies: 99,
            attempt: 9,
            issue: Issue::Original,
            moment: Moment::BeforeSending,
            printed_at: Stamp::default(),
        });
        height(&head).saturating_add(height(&sheet.foot()))
    }
}

/// Bodies of sheets, filled one after the other.
struct Cutter<'a> {
    frame: Frame,
    voice: &'a Voice,
    rows: u32,
    full: Vec<Vec<Strip>>,
    open: Vec<Strip>,
    used: u32,
}

impl<'a> Cutter<'a> {
    fn new(frame: Frame, voice: &'a Voice, rows: u32) -> Self {
        Self { frame, voice, rows, full: Vec::new(), open: Vec::new(), used: 0 }
    }

    fn place(&mut self, block: &Block) {
        let heading = self.heading(block, false);
        let strips: Vec<Strip> = block.lines.iter().map(|line| line.fit(self.frame)).collect();
        let gap: Vec<Strip> =
            (!self.open.is_empty()).then(|| Line::Blank.fit(self.frame)).into_iter().collect();
        let whole = height(&heading).saturating_add(height(&strips));
        let start = strips.get(..LEAST_START).unwrap_or(&strips);
        let needed = if block.loose || whole > self.rows {
            height(&heading).saturating_add(height(start))
        } else {
            whole
        };
        if self.used.saturating_add(height(&gap)).saturating_add(needed) > self.rows {
            self.cut();
        } else {
            self.put(gap);
        }
        self.put(heading);
        let mut strips = strips.into_iter().peekable();
        while let Some(strip) = strips.next() {
            // A title goes to the next sheet with what it stands above.
            let next = strips.peek().filter(|_| strip.binds()).map_or(0, Strip::height);
            let room = u32::from(strip.height()).saturating_add(next.into());
            if self.used.saturating_add(room) > self.rows && !self.open.is_empty() {
                self.cut();
                self.put(self.heading(block, true));
            }
            self.put(vec![strip]);
        }
    }

    fn heading(&self, block: &Block, continued: bool) -> Vec<Strip> {
        let Some(heading) = &block.heading else { return Vec::new() };
        let again = [("title", Argument::Label(heading))];
        let title = if continued { self.voice.with(Word::Continued, &again) } else { heading.clone() };
        let lines = [Line::title(title), Line::Rule(Stroke::Thin)];
        lines.iter().map(|line| line.fit(self.frame)).collect()
    }

    fn put(&mut self, strips: Vec<Strip>) {
        self.used = self.used.saturating_add(height(&strips));
        self.open.extend(strips);
    }

    fn cut(&mut self) {
        self.used = 0;
        if !self.open.is_empty() {
            self.full.push(std::mem::take(&mut self.open));
        }
    }

    fn finish(mut self) -> Vec<Vec<Strip>> {
        self.cut();
        if self.full.is_empty() {
            self.full.push(Vec::new());
        }
        self.full
    }
}
