//! Lines of a paragraph, broken in logical order.
//!
//! Invariants: every line is as long as fits and holds at least one cluster; every character stands on one line, but
//! for spaces at its ends.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Pen;
use super::fonts::Face;
use super::order::Paragraph;
use super::setting::{Setting, dots};

/// Sets a paragraph in lines. Never empty.
pub(super) fn lines(paragraph: &Paragraph<'_>, face: &Face, pen: Pen, room: u16) -> Vec<Setting> {
    let text = paragraph.text();
    let set = |line: Range<usize>| Setting::of(&paragraph.runs(face, line), face, pen);
    let whole = set(trimmed(text, 0..text.len()));
    if whole.width() <= room {
        return vec![whole];
    }
    let measure = Measure::new(paragraph, face, pen);
    let breaks = breaks(text);
    let mut lines = Vec::new();
    let mut start = trimmed(text, 0..text.len()).start;
    while start < text.len() {
        let fits = |end: &usize| measure.dots(trimmed(text, start..*end)) <= room.into();
        let chosen = |ends: &mut dyn Iterator<Item = usize>| {
            let ends: Vec<usize> = ends.take_while(fits).collect();
            let settings = ends.into_iter().rev().map(|end| (end, set(trimmed(text, start..end))));
            settings.into_iter().find(|(_, setting)| setting.width() <= room)
        };
        let at_break = chosen(&mut breaks.iter().copied().filter(|end| *end > start));
        let (end, setting) =
            at_break.or_else(|| chosen(&mut measure.ends_after(start))).unwrap_or_else(|| {
                let end = measure.ends_after(start).next().unwrap_or(text.len());
                (end, set(trimmed(text, start..end)))
            });
        lines.push(setting);
        start = trimmed(text, end..text.len()).start;
    }
    lines
}

/// How wide the clusters of a paragraph are as one line.
struct Measure {
    clusters: BTreeMap<usize, i32>,
    end: usize,
}

impl Measure {
    fn new(paragraph: &Paragraph<'_>, face: &Face, pen: Pen) -> Self {
        let end = paragraph.text().len();
        let mut clusters = BTreeMap::new();
        for glyph in paragraph.runs(face, 0..end).iter().flat_map(|run| &run.glyphs) {
            let width: &mut i32 = clusters.entry(glyph.cluster).or_default();
            *width = width.saturating_add(dots(glyph.advance, pen));
        }
        Self { clusters, end }
    }

    /// Dots across of the clusters that begin in a range.
    fn dots(&self, range: Range<usize>) -> i32 {
        self.clusters.range(range).fold(0, |sum, (_, width)| sum.saturating_add(*width))
    }

    /// Ends of clusters that begin at `start` or later.
    fn ends_after(&self, start: usize) -> impl Iterator<Item = usize> {
        self.clusters.range(start.saturating_add(1)..).map(|(begin, _)| *begin).chain([self.end])
    }
}

/// Where a line may end: after spaces, after a hyphen between letters, at the end.
fn breaks(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut before = [None; 2];
    for (at, letter) in text.char_indices() {
        let [earlier, last] = before;
        let spaced = last.is_some_and(is_space) && !is_space(letter);
        let hyphened = last.is_some_and(is_hyphen) && earlier.is_some_and(char::is_alphanumeric);
        if spaced || hyphened && letter.is_alphabetic() {
            ends.push(at);
        }
        before = [last, Some(letter)];
    }
    ends.push(text.len());
    ends
}

/// A range without the spaces and direction controls at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let line = text.get(range.clone()).unwrap_or_default();
    let kept = line.trim_start_matches(leaves_no_trace);
    let start = range.end.saturating_sub(kept.len());
    start..start.saturating_add(kept.trim_end_matches(leaves_no_trace).len())
}

fn leaves_no_trace(letter: char) -> bool {
    is_space(letter) || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}')
}

/// Spaces at which a line may end.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Hyphens and dashes after which a line may end when a letter follows (Unicode Standard Annex 14, classes HY and BA).
fn is_hyphen(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}' | '\u{2013}' | '\u{2014}' | '/')
}
