//! Text of a tape before it has a place: paragraphs, and labels of one or two of them.
//!
//! Invariants: a name cannot leave its paragraph or turn the text around it: it stands between U+2068 and U+2069 and
//! holds no control character and no mark of direction of its own. Controls show as `?`, so that nobody overlooks them.

use super::letters::Direction;

/// First strong isolate: the name's own direction, whatever stands around it (Unicode Standard Annex 9).
const ISOLATE: char = '\u{2068}';
/// Pop directional isolate.
const RELEASE: char = '\u{2069}';
/// What stands where a name holds a character that no name has.
const UNREADABLE: char = '?';

/// One paragraph: text that is read in one base direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    text: String,
    direction: Direction,
}

impl Paragraph {
    /// A label, number or moment; its text is the product's own.
    #[must_use]
    pub fn new(text: impl Into<String>, direction: Direction) -> Self {
        Self { text: text.into(), direction }
    }

    /// Codes, digests, fingerprints: left to right on every tape.
    #[must_use]
    pub fn code(text: impl Into<String>) -> Self {
        Self::new(text, Direction::LeftToRight)
    }

    /// A name, isolated from what stands beside it.
    #[must_use]
    pub fn name(text: &str, direction: Direction) -> Self {
        Self::new(isolated(text), direction)
    }

    /// The same on one line wherever there is room for it.
    pub(super) fn unbroken(self) -> Self {
        Self { text: self.text.replace(' ', "\u{a0}"), ..self }
    }

    /// The letters in logical order, marks of direction included.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The base direction.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The letters in logical order, without isolates: for screens and tests.
    #[must_use]
    pub fn plain(&self) -> String {
        self.text.chars().filter(|c| !matches!(*c, ISOLATE | RELEASE)).collect()
    }
}

/// A text in the tape's first language and, if the election says so, in its second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// In the first language, which gives the tape its direction.
    pub first: Paragraph,
    /// In the second.
    pub second: Option<Paragraph>,
}

impl Label {
    /// Both languages, for screens and tests.
    #[must_use]
    pub fn plain(&self) -> String {
        match &self.second {
            Some(second) => format!("{} / {}", self.first.plain(), second.plain()),
            None => self.first.plain(),
        }
    }
}

impl From<Paragraph> for Label {
    fn from(first: Paragraph) -> Self {
        Self { first, second: None }
    }
}

/// A text of the product's own as part of a longer one, which keeps its own direction.
pub(super) fn enclosed(text: &str) -> String {
    format!("{ISOLATE}{text}{RELEASE}")
}

/// A name as part of a longer text: between U+2068 and U+2069.
#[must_use]
pub fn isolated(name: &str) -> String {
    let mut text = String::with_capacity(name.len().saturating_add(6));
    text.push(ISOLATE);
    text.extend(
        name.chars().filter(|c| !is_direction(*c)).map(|c| if is_control(c) { UNREADABLE } else { c }),
    );
    text.push(RELEASE);
    text
}

/// Marks, embeddings, overrides and isolates of direction.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Controls of C0 and C1, and what ends a line or a paragraph.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{Label, Paragraph, isolated};
    use crate::tape::letters::Direction;
    use proptest::prelude::*;

    #[test]
    fn a_name_with_printer_commands_becomes_harmless_and_shows_it() {
        let name = Paragraph::name("Evil\u{1b}@\u{1d}VA\0\u{10}\u{04}\u{7f}name\n", Direction::LeftToRight);
        assert_eq!(name.plain(), "Evil?@?VA????name?");
    }

    #[test]
    fn a_name_cannot_turn_the_text_around_it() {
        assert_eq!(isolated("a\u{2069}\u{202e}b\u{200f}"), "\u{2068}ab\u{2069}");
        assert_eq!(
            isolated("می\u{200c}خواهم"),
            "\u{2068}می\u{200c}خواهم\u{2069}",
            "a joiner is a letter's affair"
        );
    }

    #[test]
    fn a_label_reads_in_both_languages() {
        let second = Some(Paragraph::new("نتيجة", Direction::RightToLeft));
        let label = Label { first: Paragraph::code("Result"), second };
        assert_eq!(label.plain(), "Result / نتيجة");
    }

    proptest! {
        #[test]
        fn any_name_stays_between_one_pair_of_isolates(text in any::<String>()) {
            let name = isolated(&text);
            let inner = name.strip_prefix('\u{2068}').and_then(|it| it.strip_suffix('\u{2069}')).unwrap();
            let steers = |c: char| c.is_control() || ('\u{2066}'..='\u{2069}').contains(&c);
            prop_assert!(!inner.chars().any(steers));
        }
    }
}
