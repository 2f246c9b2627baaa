//! Lines of a tape: what stands on paper, before it has a place there.
//!
//! Invariants: a line is never split between sheets; a value is never cut, wrapped beside its caption or covered by it.

use super::bitmap::Bitmap;
use super::text::{Label, Paragraph};

/// Where a text stands between the edges of the paper, in reading direction of the tape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// At the edge where lines begin.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// At the other edge.
    End,
}

/// Sizes of letters; their dots depend on the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// Notes and the second language: the floor of what is readable.
    Small,
    /// Captions and running text.
    #[default]
    Normal,
    /// Titles of blocks and what must not be overlooked.
    Title,
    /// Votes.
    Votes,
    /// The kind of tape, TEST, VOID.
    Headline,
}

/// How a text is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Size of the letters of the first language; the second is set smaller.
    pub size: Size,
    /// Whether the letters are bold.
    pub bold: bool,
    /// Where the text stands.
    pub align: Align,
    /// Whether it goes to the next sheet with what follows: a title, a caption.
    pub binds: bool,
}

/// A caption at the start, dots that lead to a value at the other edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number on the ballot, in a column of its own before the caption.
    pub number: Option<Numbered>,
    /// The caption; wraps.
    pub caption: Label,
    /// The value; stands whole beside the caption's last line, or alone below it if it is too wide.
    pub value: Label,
    /// How the value is set.
    pub value_style: Style,
}

/// The number of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// As it is printed.
    pub text: Paragraph,
    /// Digits for which the column has room.
    pub digits: u8,
}

/// Lines across the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stroke {
    /// Between the parts of a block.
    Thin,
    /// At head and foot.
    Double,
    /// Dotted, to guide the eye through long lists.
    Faint,
}

/// One line of a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Running text.
    Text {
        /// The words.
        label: Label,
        /// How they are set.
        style: Style,
    },
    /// A caption and its value.
    Row(Box<Row>),
    /// Two short texts at the two edges.
    Edges {
        /// Where lines begin.
        start: Label,
        /// At the other edge.
        end: Label,
    },
    /// A record's short name, as large as the paper allows.
    Fingerprint(String),
    /// A line across the paper.
    Rule(Stroke),
    /// White paper.
    Blank,
    /// A line to sign on, with the caption before it.
    Signature(Label),
    /// A QR code, alone on its rows, below its caption.
    Code {
        /// What it is.
        caption: Label,
        /// What a reader must read in it.
        text: String,
        /// The code with its quiet zone.
        picture: Bitmap,
    },
}

impl Line {
    /// Running text.
    #[must_use]
    pub fn text(label: impl Into<Label>) -> Self {
        Self::Text { label: label.into(), style: Style::default() }
    }

    /// Bold text.
    #[must_use]
    pub fn bold(label: impl Into<Label>) -> Self {
        Self::Text { label: label.into(), style: Style { bold: true, binds: true, ..Style::default() } }
    }

    /// Small text.
    #[must_use]
    pub fn small(label: impl Into<Label>) -> Self {
        Self::Text { label: label.into(), style: Style { size: Size::Small, ..Style::default() } }
    }

    /// Larger bold text above a block.
    #[must_use]
    pub fn title(label: impl Into<Label>) -> Self {
        Self::Text {
            label: label.into(),
            style: Style { size: Size::Title, bold: true, align: Align::Start, binds: true },
        }
    }

    /// Text in the middle.
    #[must_use]
    pub fn centered(label: impl Into<Label>) -> Self {
        Self::Text { label: label.into(), style: Style { align: Align::Center, ..Style::default() } }
    }

    /// Big bold text in the middle.
    #[must_use]
    pub fn headline(label: impl Into<Label>) -> Self {
        let style = Style { size: Size::Headline, bold: true, align: Align::Center, binds: true };
        Self::Text { label: label.into(), style }
    }

    /// The same text, which goes to the next sheet with what follows.
    #[must_use]
    pub(super) fn bound(mut self) -> Self {
        if let Self::Text { style, .. } = &mut self {
            style.binds = true;
        }
        self
    }

    /// A fact: caption and value in normal letters.
    #[must_use]
    pub fn pair(caption: impl Into<Label>, value: impl Into<Label>) -> Self {
        Self::row(None, caption, value, Style::default())
    }

    /// A caption and a bold number.
    #[must_use]
    pub fn count(caption: impl Into<Label>, value: impl Into<Label>) -> Self {
        Self::row(None, caption, value, Style { bold: true, ..Style::default() })
    }

    /// As [`Line::count`], with a larger number: votes, perhaps of a line of the ballot with its number.
    #[must_use]
    pub fn votes(number: Option<Numbered>, caption: impl Into<Label>, value: impl Into<Label>) -> Self {
        Self::row(number, caption, value, Style { size: Size::Votes, bold: true, ..Style::default() })
    }

    /// The check word of the lines above: small, and not one of the tape's numbers.
    pub(super) fn check(caption: impl Into<Label>, word: Paragraph) -> Self {
        Self::row(None, caption, word, Style { bold: true, ..Style::default() })
    }

    /// A numbered entry: a person, an attempt.
    pub(super) fn entry(number: Numbered, caption: impl Into<Label>, value: impl Into<Label>) -> Self {
        Self::row(Some(number), caption, value, Style::default())
    }

    /// A line to sign on.
    #[must_use]
    pub fn signature(caption: impl Into<Label>) -> Self {
        Self::Signature(caption.into())
    }

    fn row(
        number: Option<Numbered>,
        caption: impl Into<Label>,
        value: impl Into<Label>,
        value_style: Style,
    ) -> Self {
        Self::Row(Box::new(Row { number, caption: caption.into(), value: value.into(), value_style }))
    }

    /// What the line says, in logical order; a row's value follows an ellipsis.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Text { label, .. } => label.plain(),
            Self::Row(row) => {
                let number = row.number.as_ref().map(|number| format!("{} ", number.text.plain()));
                let number = number.unwrap_or_default();
                format!("{number}{} … {}", row.caption.plain(), row.value.plain())
            }
            Self::Edges { start, end } => format!("{} | {}", start.plain(), end.plain()),
            Self::Fingerprint(text) => text.clone(),
            Self::Rule(_) | Self::Blank => String::new(),
            Self::Signature(caption) => format!("{} ____", caption.plain()),
            Self::Code { caption, .. } => format!("[{}]", caption.plain()),
        }
    }
}
