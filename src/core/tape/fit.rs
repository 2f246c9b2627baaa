//! From a line to a strip: letters set, wrapped and put in their places, for either reading direction.
//!
//! Invariants: places are counted from the edge where the tape's lines begin, and mirrored once, here, for tapes that
//! read from right to left; letters of one row stand on one base line.

use super::bitmap::Bitmap;
use super::layout::Paper;
use super::letters::{Direction, Pen, Setting, set, width_of};
use super::line::{Align, Line, Row, Size, Stroke, Style};
use super::strip::{Mark, Strip};
use super::text::{Label, Paragraph};

/// White rows below every line.
const GAP: u16 = 4;
/// White dots between things that stand beside each other.
const SPACE: u16 = 14;
/// Room for leader dots, at least two of them.
const LEADER: u16 = 28;
/// White dots between a text and its leader dots, and rows between these and the base line.
const LEADER_SPACE: u16 = 8;
const LEADER_RISE: u16 = 4;
/// Rows of a blank line.
const BLANK: u16 = 16;
/// Rows above a line to sign on: room for a hand.
const HAND: u16 = 56;
/// White rows above and below a code.
const QUIET: u16 = 16;
/// Sizes in which a fingerprint is tried, largest first.
const FINGERPRINTS: [u16; 8] = [56, 52, 48, 46, 44, 42, 40, 36];

/// The paper for which lines are fitted, and the direction in which its tape reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The roll.
    pub paper: Paper,
    /// Direction of the tape's first language.
    pub direction: Direction,
}

impl Frame {
    /// Dots across.
    #[must_use]
    pub fn width(self) -> u16 {
        self.paper.dots()
    }

    /// Letters of a size on this paper.
    #[must_use]
    pub fn pen(self, size: Size, bold: bool) -> Pen {
        let (wide, narrow) = match size {
            Size::Small => (21, 20),
            Size::Normal => (26, 24),
            Size::Title => (30, 27),
            Size::Votes => (34, 32),
            Size::Headline => (44, 36),
        };
        Pen { size: if self.paper == Paper::Mm80 { wide } else { narrow }, bold }
    }

    /// Dots from the left edge to something `width` wide that stands `start` from where lines begin.
    fn left(self, start: u16, width: u16) -> u16 {
        match self.direction {
            Direction::LeftToRight => start,
            Direction::RightToLeft => self.width().saturating_sub(start).saturating_sub(width),
        }
    }
}

impl Line {
    /// Lays the line out.
    #[must_use]
    pub fn fit(&self, frame: Frame) -> Strip {
        let mut bed = Bed { frame, strip: Strip::new(self.plain()), down: 0 };
        match self {
            Self::Text { label, style } => {
                bed.label(label, *style);
                return if style.binds { bed.strip.bound() } else { bed.strip };
            }
            Self::Row(row) => {
                bed.row(row);
                return bed.strip.counted();
            }
            Self::Edges { start, end } => bed.edges(start, end),
            Self::Fingerprint(text) => bed.fingerprint(text),
            Self::Rule(stroke) => bed.rule(*stroke),
            Self::Blank => bed.white(BLANK),
            Self::Signature(caption) => bed.signature(caption),
            Self::Code { caption, text, picture } => {
                let (left, top) = bed.code(caption, picture);
                return bed.strip.with_read_code(text.clone(), picture.clone(), left, top);
            }
        }
        bed.strip
    }
}

/// A strip being filled from top to bottom.
struct Bed {
    frame: Frame,
    strip: Strip,
    down: u16,
}

/// A line of letters and where it begins.
struct Placed {
    setting: Setting,
    start: u16,
}

impl Bed {
    fn white(&mut self, rows: u16) {
        self.down = self.down.saturating_add(rows);
        self.strip.grow(rows);
    }

    fn set(&self, paragraph: &Paragraph, pen: Pen, room: u16) -> Vec<Setting> {
        set(paragraph.text(), pen, paragraph.direction(), room)
    }

    /// Puts lines of letters beside each other on one base line, and moves below them.
    fn base_line(&mut self, all: Vec<Placed>) {
        let base = all.iter().map(|one| rise(&one.setting)).max().unwrap_or(0);
        let mut deepest = 0;
        for Placed { setting, start } in all {
            let top = base.saturating_sub(rise(&setting));
            deepest = deepest.max(top.saturating_add(setting.height()));
            let left = self.frame.left(start, setting.width());
            self.strip.mark(Mark::Letters { setting, left, top: self.down.saturating_add(top) });
        }
        self.white(deepest);
    }

    /// Puts lines below each other and moves below them.
    fn stack(&mut self, lines: Vec<Setting>, align: Align, indent: u16) {
        for setting in lines {
            let start = match align {
                Align::Start => indent,
                Align::Center => middle(self.frame.width(), setting.width()),
                Align::End => self.frame.width().saturating_sub(setting.width()),
            };
            self.base_line(vec![Placed { setting, start }]);
        }
    }

    fn label(&mut self, label: &Label, style: Style) {
        let room = self.frame.width();
        let first = self.set(&label.first, self.frame.pen(style.size, style.bold), room);
        self.stack(first, style.align, 0);
        if let Some(second) = &label.second {
            let size = if style.size >= Size::Title { Size::Normal } else { Size::Small };
            let second = self.set(second, self.frame.pen(size, style.bold), room);
            self.stack(second, style.align, 0);
        }
        self.white(GAP);
    }

    fn row(&mut self, row: &Row) {
        let width = self.frame.width();
        let Style { size, bold, .. } = row.value_style;
        let mut value = self.set(&row.value.first, self.frame.pen(size, bold), width);
        let taken = value.iter().map(Setting::width).max().unwrap_or(0);
        let (number, indent) = self.number(row);
        let pen = self.frame.pen(Size::Normal, false);
        let room = width.saturating_sub(indent);
        let beside = room.saturating_sub(taken).saturating_sub(LEADER);
        let (caption, squeezed) = self.caption(row, pen, (room, beside), value.len());
        let second = row.caption.second.as_ref().filter(|_| row.value.second.is_none());
        let second = second.map(|second| self.set(second, self.frame.pen(Size::Small, false), width));
        let last = caption.len().saturating_sub(1);
        let mut placed_second = false;
        let mut number = number;
        for (at, setting) in caption.into_iter().enumerate() {
            let mut line: Vec<Placed> = number.take().into_iter().collect();
            let mut end = indent.saturating_add(setting.width());
            line.push(Placed { setting, start: indent });
            if at == last && !squeezed {
                let fits = |one: &[Setting]| match one {
                    [only] => {
                        end.saturating_add(SPACE).saturating_add(only.width())
                            <= indent.saturating_add(beside)
                    }
                    _ => false,
                };
                if let Some(one) = second.as_deref().filter(|one| fits(one)).and_then(<[Setting]>::first) {
                    placed_second = true;
                    let start = end.saturating_add(SPACE);
                    end = start.saturating_add(one.width());
                    line.push(Placed { setting: one.clone(), start });
                }
                let start = width.saturating_sub(taken);
                line.extend(value.pop().map(|setting| Placed { setting, start }));
                self.leader(&line, end, start);
            }
            self.base_line(line);
        }
        self.stack(value, Align::End, 0);
        self.seconds(&row.caption, &row.value, indent, placed_second);
        self.white(GAP);
    }

    /// The caption's lines, and whether the value has to stand below them: beside it where a word fits there whole.
    fn caption(
        &self,
        row: &Row,
        pen: Pen,
        (room, beside): (u16, u16),
        values: usize,
    ) -> (Vec<Setting>, bool) {
        let text = &row.caption.first;
        let whole = self.set(text, pen, room);
        if values > 1 {
            return (whole, true);
        }
        if whole.last().is_some_and(|last| last.width() <= beside) {
            return (whole, false);
        }
        let fits = |word: &str| width_of(word, pen, text.direction()) <= beside;
        if text.text().split(' ').all(fits) {
            let narrow = self.set(text, pen, beside);
            if narrow.len() <= whole.len().saturating_add(1) {
                return (narrow, false);
            }
        }
        (whole, true)
    }

    /// The number of a row, and the room of its column.
    fn number(&self, row: &Row) -> (Option<Placed>, u16) {
        let Some(number) = &row.number else { return (None, 0) };
        let pen = self.frame.pen(Size::Normal, false);
        let widest = Paragraph::code("0".repeat(number.digits.into()));
        let room = self.set(&widest, pen, self.frame.width()).first().map_or(0, Setting::width);
        let setting = self.set(&number.text, pen, self.frame.width()).into_iter().next();
        // Digits stand below each other: at the end of their column.
        let placed = setting.map(|setting| {
            let start = room.saturating_sub(setting.width());
            Placed { setting, start }
        });
        (placed, room.saturating_add(SPACE))
    }

    /// Dots on the base line of what is about to be put, from `end` to `start`.
    fn leader(&mut self, line: &[Placed], end: u16, start: u16) {
        let base = line.iter().map(|one| rise(&one.setting)).max().unwrap_or(0);
        let (from, to) = (end.saturating_add(LEADER_SPACE), start.saturating_sub(LEADER_SPACE));
        let room = to.saturating_sub(from);
        let left = self.frame.left(from, room);
        let top = self.down.saturating_add(base).saturating_sub(LEADER_RISE);
        self.strip.mark(Mark::Dots { left, right: left.saturating_add(room), top });
    }

    /// The second language of caption and value, small, below the first.
    fn seconds(&mut self, start: &Label, end: &Label, indent: u16, start_is_placed: bool) {
        let width = self.frame.width();
        let pen = self.frame.pen(Size::Small, false);
        let set = |label: &Label, room| {
            label.second.as_ref().map(|second| self.set(second, pen, room)).unwrap_or_default()
        };
        let start = if start_is_placed { Vec::new() } else { set(start, width.saturating_sub(indent)) };
        let end = set(end, width);
        match (start.as_slice(), end.as_slice()) {
            ([one], [other])
                if indent
                    .saturating_add(one.width())
                    .saturating_add(LEADER)
                    .saturating_add(other.width())
                    <= width =>
            {
                let there = width.saturating_sub(other.width());
                self.base_line(vec![
                    Placed { setting: one.clone(), start: indent },
                    Placed { setting: other.clone(), start: there },
                ]);
            }
            _ => {
                self.stack(start, Align::Start, indent);
                self.stack(end, Align::End, 0);
            }
        }
    }

    fn edges(&mut self, start: &Label, end: &Label) {
        let (width, pen) = (self.frame.width(), self.frame.pen(Size::Normal, true));
        let first = self.set(&start.first, pen, width);
        let other = self.set(&end.first, pen, width);
        match (first.as_slice(), other.as_slice()) {
            ([one], [other]) if one.width().saturating_add(SPACE).saturating_add(other.width()) <= width => {
                let there = width.saturating_sub(other.width());
                self.base_line(vec![
                    Placed { setting: one.clone(), start: 0 },
                    Placed { setting: other.clone(), start: there },
                ]);
            }
            _ => {
                self.stack(first, Align::Start, 0);
                self.stack(other, Align::Start, 0);
            }
        }
        self.seconds(start, end, 0, false);
        self.white(GAP);
    }

    /// On one line if that leaves it large, else on two.
    fn fingerprint(&mut self, text: &str) {
        let width = self.frame.width();
        let middle = text.match_indices('-').nth(1).map_or(text.len(), |(at, _)| at.saturating_add(1));
        let (head, tail) = text.split_at_checked(middle).unwrap_or((text, ""));
        let ways = [vec![text], vec![head, tail]];
        let fits = |way: &[&str], size| {
            let all =
                way.iter().map(|part| self.set(&Paragraph::code(*part), Pen { size, bold: true }, width));
            let all: Vec<Vec<Setting>> = all.collect();
            all.iter().all(|lines| lines.len() == 1).then(|| all.into_iter().flatten().collect())
        };
        let found: Option<Vec<Setting>> =
            ways.iter().find_map(|way| FINGERPRINTS.iter().find_map(|size| fits(way, *size)));
        let smallest = Pen { size: 24, bold: true };
        let lines = found.unwrap_or_else(|| self.set(&Paragraph::code(text), smallest, width));
        self.stack(lines, Align::Center, 0);
        self.white(GAP);
    }

    fn rule(&mut self, stroke: Stroke) {
        let width = self.frame.width();
        let mut bar = |top: u16, height: u16| {
            self.strip.mark(Mark::Fill { left: 0, top, width, height });
        };
        match stroke {
            Stroke::Thin => bar(4, 2),
            Stroke::Double => {
                bar(3, 3);
                bar(9, 3);
            }
            Stroke::Faint => self.strip.mark(Mark::Dots { left: 0, right: width, top: 2 }),
        }
        self.white(match stroke {
            Stroke::Thin => 10,
            Stroke::Double => 16,
            Stroke::Faint => 8,
        });
    }

    fn signature(&mut self, caption: &Label) {
        self.white(HAND);
        let width = self.frame.width();
        self.strip.mark(Mark::Fill { left: 0, top: self.down, width, height: 2 });
        self.white(GAP);
        let style = Style { size: Size::Small, ..Style::default() };
        self.label(caption, style);
    }

    /// Returns where the upper left corner of the picture stands.
    fn code(&mut self, caption: &Label, picture: &Bitmap) -> (u16, u16) {
        self.white(QUIET);
        self.label(caption, Style { bold: true, align: Align::Center, ..Style::default() });
        let left = middle(self.frame.width(), picture.width());
        let top = self.down;
        self.strip.mark(Mark::Picture { picture: picture.clone(), left, top });
        self.white(u16::try_from(picture.height()).unwrap_or(u16::MAX));
        self.white(QUIET);
        (left, top)
    }
}

/// From the top of a line of letters to its base line: the font's share of its height.
fn rise(setting: &Setting) -> u16 {
    setting.height().saturating_mul(4).div_euclid(5)
}

/// Where something `width` wide begins to stand in the middle of `room`.
fn middle(room: u16, width: u16) -> u16 {
    room.saturating_sub(width).div_euclid(2)
}
