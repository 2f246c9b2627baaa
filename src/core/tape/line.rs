//! Lines of a tape: what stands on paper, before any printer is known.
//!
//! Invariants: a line that came out of [`Line::fit`] is one printed line of the given width; a number at the right edge
//! is never cut, wrapped or covered by its caption.

use super::text::PaperText;

/// Columns below which a caption would be unreadable beside its value; the value then takes a line of its own.
const LEAST_CAPTION: usize = 8;
/// Columns between caption and value: a space, at least two leader dots, a space.
const LEAST_LEADER: usize = 4;

/// Where a text stands between the edges of the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

/// Size of the printer's font.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 12 by 24 dots.
    #[default]
    Normal,
    /// Twice as high, the same width.
    Tall,
    /// Twice as high and twice as wide: half as many columns.
    Big,
}

/// How a text is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Size of the letters.
    pub size: Size,
    /// Whether the letters are bold.
    pub bold: bool,
    /// Where the text stands.
    pub align: Align,
}

/// A piece of a printed line with one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The letters.
    pub text: PaperText,
    /// Their size.
    pub size: Size,
    /// Whether they are bold.
    pub bold: bool,
}

/// One line of a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Running text.
    Text {
        /// The letters.
        text: PaperText,
        /// How they are set.
        style: Style,
    },
    /// A caption at the left, its value at the right edge.
    Columns {
        /// The caption; wraps.
        left: PaperText,
        /// The value; stands whole on the caption's last line.
        right: PaperText,
        /// Whether dots lead from caption to value.
        leader: bool,
        /// Size of the value (never [`Size::Big`] in practice: it takes twice its columns).
        size: Size,
        /// Whether the value is bold.
        bold: bool,
    },
    /// A line across the paper.
    Rule {
        /// Whether it is doubled.
        double: bool,
    },
    /// An empty line.
    Blank,
    /// A line to sign on, with the caption at its left.
    Signature {
        /// Who signs.
        caption: PaperText,
    },
}

impl Line {
    /// Running text at the left edge.
    #[must_use]
    pub fn text(text: impl Into<PaperText>) -> Self {
        Self::Text { text: text.into(), style: Style::default() }
    }

    /// Bold text at the left edge.
    #[must_use]
    pub fn bold(text: impl Into<PaperText>) -> Self {
        Self::Text { text: text.into(), style: Style { bold: true, ..Style::default() } }
    }

    /// Text in the middle.
    #[must_use]
    pub fn centered(text: impl Into<PaperText>) -> Self {
        Self::Text { text: text.into(), style: Style { align: Align::Center, ..Style::default() } }
    }

    /// Big bold text in the middle.
    #[must_use]
    pub fn headline(text: impl Into<PaperText>) -> Self {
        Self::Text { text: text.into(), style: Style { size: Size::Big, bold: true, align: Align::Center } }
    }

    /// Caption and value at the two edges.
    #[must_use]
    pub fn pair(left: impl Into<PaperText>, right: impl Into<PaperText>) -> Self {
        let (left, right) = (left.into(), right.into());
        Self::Columns { left, right, leader: false, size: Size::Normal, bold: false }
    }

    /// A caption, leader dots and a bold value.
    #[must_use]
    pub fn count(left: impl Into<PaperText>, right: impl Into<PaperText>) -> Self {
        Self::Columns { left: left.into(), right: right.into(), leader: true, size: Size::Normal, bold: true }
    }

    /// As [`Line::count`], with a value twice as high: votes.
    #[must_use]
    pub fn votes(left: impl Into<PaperText>, right: impl Into<PaperText>) -> Self {
        Self::Columns { left: left.into(), right: right.into(), leader: true, size: Size::Tall, bold: true }
    }

    /// A thin line across the paper.
    #[must_use]
    pub fn rule() -> Self {
        Self::Rule { double: false }
    }

    /// A line to sign on.
    #[must_use]
    pub fn signature(caption: impl Into<PaperText>) -> Self {
        Self::Signature { caption: caption.into() }
    }

    /// Printed lines that hold this line on paper of `columns`.
    #[must_use]
    pub fn fit(&self, columns: usize) -> Vec<Line> {
        match self {
            Self::Text { text, style } => text
                .hanging(columns_of(style.size, columns), text.indent())
                .into_iter()
                .map(|text| Self::Text { text, style: *style })
                .collect(),
            Self::Columns { left, right, leader, size, bold } => {
                fit_columns(left, right, columns, |left, right| Self::Columns {
                    left,
                    right,
                    leader: *leader,
                    size: *size,
                    bold: *bold,
                })
            }
            Self::Rule { .. } | Self::Blank => vec![self.clone()],
            Self::Signature { caption } => {
                let mut lines = vec![Self::Blank, Self::Blank];
                let mut captions = caption.wrapped(columns.saturating_sub(LEAST_CAPTION));
                let last = captions.pop().unwrap_or_default();
                lines.extend(captions.into_iter().map(|caption| Self::text(caption.as_str())));
                lines.push(Self::Signature { caption: last });
                lines
            }
        }
    }

    /// Height in lines of the normal font.
    #[must_use]
    pub fn height(&self) -> u16 {
        match self {
            Self::Text { style: Style { size, .. }, .. } | Self::Columns { size, .. } => match size {
                Size::Normal => 1,
                Size::Tall | Size::Big => 2,
            },
            Self::Rule { .. } | Self::Blank | Self::Signature { .. } => 1,
        }
    }

    /// Where the line stands.
    #[must_use]
    pub fn align(&self) -> Align {
        match self {
            Self::Text { style, .. } => style.align,
            Self::Columns { .. } | Self::Rule { .. } | Self::Blank | Self::Signature { .. } => Align::Left,
        }
    }

    /// The letters of a fitted line, by style, on paper of `columns`.
    #[must_use]
    pub fn spans(&self, columns: usize) -> Vec<Span> {
        let plain = |text: PaperText| Span { text, size: Size::Normal, bold: false };
        match self {
            Self::Text { text, style } => {
                vec![Span { text: text.clone(), size: style.size, bold: style.bold }]
            }
            Self::Columns { left, right, leader, size, bold } => {
                let gap = columns.saturating_sub(left.width()).saturating_sub(right.width());
                let filler = match (leader, gap) {
                    (true, 3..) => format!(" {} ", ".".repeat(gap.saturating_sub(2))),
                    (true | false, _) => " ".repeat(gap),
                };
                let caption = plain(PaperText::new(&format!("{left}{filler}")));
                vec![caption, Span { text: right.clone(), size: *size, bold: *bold }]
            }
            Self::Rule { double } => {
                vec![plain(PaperText::new(&if *double { "=" } else { "-" }.repeat(columns)))]
            }
            Self::Blank => Vec::new(),
            Self::Signature { caption } => {
                let line = columns.saturating_sub(caption.width()).saturating_sub(1);
                vec![plain(PaperText::new(&format!("{caption} {}", "_".repeat(line))))]
            }
        }
    }

    /// The line as it looks in a fixed-width font, without style: for screens and transcripts.
    #[must_use]
    pub fn plain(&self, columns: usize) -> String {
        let text: String = self.spans(columns).iter().map(|span| span.text.as_str().to_owned()).collect();
        let width = match self {
            Self::Text { style, .. } => columns_of(style.size, columns),
            Self::Columns { .. } | Self::Rule { .. } | Self::Blank | Self::Signature { .. } => columns,
        };
        let margin = width.saturating_sub(text.len());
        let indent = match self.align() {
            Align::Left => 0,
            Align::Center => margin.checked_div(2).unwrap_or(0),
            Align::Right => margin,
        };
        format!("{}{text}", " ".repeat(indent))
    }
}

/// Columns that letters of `size` have on paper of `columns`.
fn columns_of(size: Size, columns: usize) -> usize {
    match size {
        Size::Normal | Size::Tall => columns,
        Size::Big => columns.checked_div(2).unwrap_or(columns),
    }
}

/// Wraps a caption so that its value stands whole on the last line, or alone on the lines below if it is too wide.
fn fit_columns(
    left: &PaperText,
    right: &PaperText,
    columns: usize,
    line: impl Fn(PaperText, PaperText) -> Line,
) -> Vec<Line> {
    let room = columns.saturating_sub(right.width()).saturating_sub(LEAST_LEADER);
    if room < LEAST_CAPTION.min(left.width()) {
        let mut lines: Vec<Line> =
            left.wrapped(columns).iter().map(|text| Line::text(text.as_str())).collect();
        lines.extend(right.wrapped(columns).into_iter().map(|text| line(PaperText::default(), text)));
        return lines;
    }
    let mut captions = left.hanging(room, left.indent());
    let last = captions.pop().unwrap_or_default();
    let mut lines: Vec<Line> = captions.iter().map(|text| Line::text(text.as_str())).collect();
    lines.push(line(last, right.clone()));
    lines
}
