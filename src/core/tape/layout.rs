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
use super::voice::Argument;
use super::words::Word;
use serde::{Deserialize, Serialize};

/// Lines of a block that stand together on a sheet before the block may be split.
const LEAST_START: usize = 3;
/// Rows of dots between head and foot that a sheet has at least: the largest code with its caption.
const LEAST_BODY: u32 = 680;
/// Rows of a sheet unless a box was told otherwise: 200 mm, which take six seconds on a line of 115,200 baud and a minute
/// at 9,600 when they have to be printed again.
const USUAL_ROWS: u32 = 1_600;
/// The same for a tape of more than [`MANY`] such sheets.
const LONG_ROWS: u32 = 3_200;
const MANY: usize = 12;
/// The highest number of a sheet for whose digits the head has room.
const MOST: u16 = 99;

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
    /// or code needs it. Without a number they have the usual length: 200 mm, and 400 mm for a tape that would have more
    /// than a dozen of those, because heads and cuts would take a quarter of its paper. A tape without blocks is one sheet
    /// with an empty body.
    #[must_use]
    pub fn sheets(&self, rows: Option<u32>) -> Vec<Sheet> {
        let frame = Frame { paper: self.paper, direction: self.heading.voice.direction() };
        let blocks: Vec<Fitted> = self.blocks.iter().map(|block| self.fitted(block, frame)).collect();
        let usual = self.cut(&blocks, frame, rows.unwrap_or(USUAL_ROWS));
        let bodies = match rows {
            None if usual.len() > MANY => self.cut(&blocks, frame, LONG_ROWS),
            _ => usual,
        };
        let of = u16::try_from(bodies.len()).unwrap_or(u16::MAX);
        let sheet = |(number, body)| Sheet { heading: self.heading.clone(), number, of, frame, body };
        (1..=of).zip(bodies).map(sheet).collect()
    }

    fn cut(&self, blocks: &[Fitted], frame: Frame, rows: u32) -> Vec<Vec<Strip>> {
        let room = |number| rows.saturating_sub(self.around(frame, number)).max(LEAST_BODY);
        let mut cutter = Cutter::new(room(1), room(MOST), Line::Blank.fit(frame));
        blocks.iter().for_each(|block| cutter.place(block));
        cutter.finish()
    }

    fn fitted(&self, block: &Block, frame: Frame) -> Fitted {
        let heading = |title: Label| {
            let lines = [Line::title(title), Line::Rule(Stroke::Thin)];
            lines.iter().map(|line| line.fit(frame)).collect()
        };
        let again = |title: &Label| {
            heading(self.heading.voice.with(Word::Continued, &[("title", Argument::Label(title))]))
        };
        Fitted {
            heading: block.heading.clone().map(heading).unwrap_or_default(),
            again: block.heading.as_ref().map(again).unwrap_or_default(),
            strips: block.lines.iter().map(|line| line.fit(frame)).collect(),
            loose: block.loose,
        }
    }

    /// Rows of head and foot of a sheet, at their longest.
    fn around(&self, frame: Frame, number: u16) -> u32 {
        let sheet = Sheet { heading: self.heading.clone(), number, of: MOST, frame, body: Vec::new() };
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

/// A block laid out.
struct Fitted {
    heading: Vec<Strip>,
    /// The heading on every further sheet.
    again: Vec<Strip>,
    strips: Vec<Strip>,
    loose: bool,
}

/// Bodies of sheets, filled one after the other.
struct Cutter {
    /// Rows between head and foot of the first sheet, whose head is the longest.
    first: u32,
    /// The same of every further sheet.
    later: u32,
    /// Between two blocks.
    gap: Strip,
    full: Vec<Vec<Strip>>,
    open: Vec<Strip>,
    used: u32,
}

impl Cutter {
    fn new(first: u32, later: u32, gap: Strip) -> Self {
        Self { first, later, gap, full: Vec::new(), open: Vec::new(), used: 0 }
    }

    /// Rows between head and foot of the sheet that is filled.
    fn room(&self) -> u32 {
        if self.full.is_empty() { self.first } else { self.later }
    }

    fn place(&mut self, block: &Fitted) {
        let Fitted { heading, again, strips, loose } = block;
        let gap = if self.open.is_empty() { &[] } else { std::slice::from_ref(&self.gap) }.to_vec();
        let whole = height(heading).saturating_add(height(strips));
        let start = strips.get(..LEAST_START).unwrap_or(strips);
        let needed =
            if *loose || whole > self.later { height(heading).saturating_add(height(start)) } else { whole };
        if self.used.saturating_add(height(&gap)).saturating_add(needed) > self.room() {
            self.cut();
        } else {
            self.put(&gap);
        }
        self.put(heading);
        for at in 0..strips.len() {
            let rest = strips.get(at..).unwrap_or_default();
            let together = self.used.saturating_add(self.together(rest));
            if together > self.room() && !self.open.is_empty() {
                self.cut();
                self.put(again);
            }
            self.put(rest.get(..1).unwrap_or_default());
        }
    }

    /// Rows of the first strip with what it goes to the next sheet with: a title with what it stands above, a caption with
    /// its whole value; no more than half a sheet.
    fn together(&self, strips: &[Strip]) -> u32 {
        let bound = strips.iter().take_while(|strip| strip.binds()).count();
        let all = (0..=bound).rev().map(|last| height(strips.get(..=last).unwrap_or(strips)));
        let alone = strips.first().map_or(0, |strip| strip.height().into());
        all.into_iter().find(|rows| *rows <= self.later.div_euclid(2)).unwrap_or(alone)
    }

    fn put(&mut self, strips: &[Strip]) {
        self.used = self.used.saturating_add(height(strips));
        self.open.extend_from_slice(strips);
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
