//! Text that is safe on paper: printable ASCII and nothing else.
//!
//! Invariant: a [`PaperText`] holds bytes 0x20 to 0x7e only, so no name, remark or file can carry a printer command
//! (ESC, GS, DLE, NUL) to the printer, and every character takes exactly one column of the printer's own font.

use std::fmt;

/// What stands where a character has no ASCII reading.
const UNREADABLE: char = '?';

/// Printable ASCII, one column a character.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PaperText(String);

impl PaperText {
    /// Reads any text: ASCII stays, other scripts are transliterated, control characters and whatever has no reading
    /// become a visible `?`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut out = String::with_capacity(text.len());
        for character in text.chars() {
            push(&mut out, character);
        }
        Self(out)
    }

    /// The text; its length in bytes is its width in columns.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Width in columns of the printer's font.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing would be printed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Cuts the text into lines of at most `columns`, at spaces where there are any, inside a word where there are
    /// none. Never empty; no character but the spaces at the breaks is lost.
    #[must_use]
    pub fn wrapped(&self, columns: usize) -> Vec<PaperText> {
        self.hanging(columns, 0)
    }

    /// As [`PaperText::wrapped`], with every line but the first set in by `indent` columns (as far as half of
    /// `columns` allows).
    #[must_use]
    pub fn hanging(&self, columns: usize, indent: usize) -> Vec<PaperText> {
        let columns = columns.max(1);
        let indent = indent.min(columns.div_euclid(2));
        let margin = " ".repeat(indent);
        let mut lines: Vec<PaperText> = Vec::new();
        let mut rest = self.0.trim_end();
        loop {
            let (margin, room) = if lines.is_empty() {
                ("", columns)
            } else {
                (margin.as_str(), columns.saturating_sub(indent))
            };
            if rest.len() <= room {
                lines.push(PaperText(format!("{margin}{rest}")));
                return lines;
            }
            let (head, tail) = rest.split_at(break_point(rest, room));
            lines.push(PaperText(format!("{margin}{}", head.trim_end())));
            rest = tail.trim_start();
        }
    }

    /// Columns before the first letter behind a leading number: where the further lines of a numbered line begin.
    #[must_use]
    pub fn indent(&self) -> usize {
        let text = self.0.trim_start_matches(' ').trim_start_matches(|c: char| c.is_ascii_digit());
        self.0.len().saturating_sub(text.trim_start_matches(' ').len())
    }
}

/// Appends the ASCII reading of one character.
fn push(out: &mut String, character: char) {
    if is_paper(character) {
        out.push(character);
        return;
    }
    if character.is_control() {
        out.push(UNREADABLE);
        return;
    }
    match deunicode::deunicode_char(character) {
        Some(reading) => out.extend(reading.chars().map(|c| if is_paper(c) { c } else { UNREADABLE })),
        None => out.push(UNREADABLE),
    }
}

/// Whether the printer's font has this character.
fn is_paper(character: char) -> bool {
    character == ' ' || character.is_ascii_graphic()
}

/// Where to break `text`, which is longer than `columns`: after the last word that fits, else in the middle of it.
fn break_point(text: &str, columns: usize) -> usize {
    let reach = text.get(..columns.saturating_add(1)).unwrap_or(text);
    match reach.rfind(' ') {
        Some(at) if at > 0 => at,
        Some(_) | None => columns,
    }
}

impl From<&str> for PaperText {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for PaperText {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl fmt::Display for PaperText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::PaperText;
    use proptest::prelude::*;

    #[test]
    fn a_name_with_printer_commands_becomes_harmless_and_shows_it() {
        let name = PaperText::new("Evil\u{1b}@\u{1d}VA\0\u{10}\u{04}\u{7f}name\n");
        assert_eq!(name.as_str(), "Evil?@?VA????name?");
    }

    #[test]
    fn names_of_other_scripts_are_transliterated() {
        assert_eq!(PaperText::new("Përparim Çela").as_str(), "Perparim Cela");
        assert_eq!(PaperText::new("Қазақстан").as_str(), "K'azak'stan");
        assert!(PaperText::new("حزب").as_str().chars().all(|c| c.is_ascii_graphic()));
        assert_eq!(PaperText::new("\u{e000}").as_str(), "?");
    }

    #[test]
    fn words_are_not_broken_unless_they_are_longer_than_the_paper() {
        let lines = PaperText::new("the quick brown fox").wrapped(10);
        assert_eq!(lines.iter().map(PaperText::as_str).collect::<Vec<_>>(), ["the quick", "brown fox"]);
        let lines = PaperText::new("abcdefghijkl").wrapped(5);
        assert_eq!(lines.iter().map(PaperText::as_str).collect::<Vec<_>>(), ["abcde", "fghij", "kl"]);
    }

    proptest! {
        #[test]
        fn any_text_is_printable_and_wrapping_loses_no_letter(text in any::<String>(), columns in 1usize..60) {
            let paper = PaperText::new(&text);
            prop_assert!(paper.as_str().bytes().all(|b| (0x20..=0x7e).contains(&b)));
            let lines = paper.wrapped(columns);
            prop_assert!(lines.iter().all(|line| line.width() <= columns));
            let letters = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            let joined: String = lines.iter().map(|line| letters(line.as_str())).collect();
            prop_assert_eq!(joined, letters(paper.as_str()));
        }
    }
}
