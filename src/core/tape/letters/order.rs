//! A paragraph's letters in the order in which they are read, and in which they stand on paper.
//!
//! Directions are resolved once for the whole paragraph (Unicode Standard Annex 9); a line is a range of it whose runs
//! are turned around by themselves (rule L2). A run has one direction and one script.

use std::ops::Range;

use harfrust::{Script, unicode};
use unicode_bidi::{Level, ParagraphBidiInfo};

use super::Direction;
use super::fonts::Face;
use super::shaping::{Run, shape_run};

/// One paragraph with its directions resolved.
pub(super) struct Paragraph<'t> {
    text: &'t str,
    order: ParagraphBidiInfo<'t>,
}

impl<'t> Paragraph<'t> {
    pub(super) fn new(text: &'t str, direction: Direction) -> Self {
        let base = match direction {
            Direction::LeftToRight => Level::ltr(),
            Direction::RightToLeft => Level::rtl(),
        };
        Self { text, order: ParagraphBidiInfo::new(text, Some(base)) }
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Shapes one line, a range of bytes between characters: its runs from left to right.
    pub(super) fn runs(&self, face: &Face, line: Range<usize>) -> Vec<Run> {
        if line.is_empty() {
            return Vec::new();
        }
        let (levels, ranges) = self.order.visual_runs(line);
        let shaper = face.shaper();
        let mut runs = Vec::new();
        for range in ranges {
            let backward = levels.get(range.start).is_some_and(Level::is_rtl);
            let mut parts = by_script(self.text, range);
            if backward {
                parts.reverse();
            }
            let direction = if backward { Direction::RightToLeft } else { Direction::LeftToRight };
            runs.extend(
                parts
                    .into_iter()
                    .map(|(part, script)| shape_run((face, &shaper), self.text, part, direction, script)),
            );
        }
        runs
    }
}

/// Splits a run where the script changes, in logical order. Spaces, digits and marks go with the letters before them,
/// at the start of the run with those after them.
fn by_script(text: &str, range: Range<usize>) -> Vec<(Range<usize>, Script)> {
    let start = range.start;
    let mut parts: Vec<(Range<usize>, Script)> = vec![(start..start, Script::COMMON)];
    for (at, letter) in text.get(range).unwrap_or_default().char_indices() {
        let at = start.saturating_add(at);
        let end = at.saturating_add(letter.len_utf8());
        let own = unicode::script(letter.into());
        let Some((last, script)) = parts.last_mut() else { break };
        if own == *script || matches!(own, Script::COMMON | Script::INHERITED | Script::UNKNOWN) {
            last.end = end;
        } else if *script == Script::COMMON {
            *script = own;
            last.end = end;
        } else {
            parts.push((at..end, own));
        }
    }
    parts
}
