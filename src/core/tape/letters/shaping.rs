//! Runs of letters as glyphs: forms, advances and offsets, by the rules of OpenType as HarfBuzz applies them.
//!
//! A run is shaped with the rest of its paragraph as context, so that Arabic letters join across runs and lines as
//! they would without the break. Direction marks and isolates leave no glyph.

use std::ops::Range;

use harfrust::{Buffer, BufferFlags, Script, ShapeOptions, ShaperFont};

use super::Direction;
use super::fonts::Face;

/// Letters of one direction and one script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where its letters are in the paragraph, in bytes.
    pub letters: Range<usize>,
    /// Which way the run reads.
    pub direction: Direction,
    /// Tag of its script (ISO 15924), `Zyyy` where no letter says.
    pub script: [u8; 4],
    /// Its glyphs from left to right.
    pub glyphs: Vec<Glyph>,
}

/// One glyph, in units of the font (2048 to the em), y upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// Number in the font; 0 is the sign for a missing letter.
    pub id: u16,
    /// Where its cluster begins in the paragraph, in bytes.
    pub cluster: usize,
    /// How far the next glyph stands to the right.
    pub advance: i32,
    /// How far to the right of its place it is drawn.
    pub right: i32,
    /// How far above the line it is drawn.
    pub up: i32,
}

/// Shapes a range of the paragraph's bytes.
pub(super) fn shape_run(
    (face, shaper): (&Face, &ShaperFont<'_, '_>),
    text: &str,
    letters: Range<usize>,
    direction: Direction,
    script: Script,
) -> Run {
    let mut buffer = Buffer::new();
    for (at, letter) in text.get(letters.clone()).unwrap_or_default().char_indices() {
        buffer.push(letter.into(), u32::try_from(letters.start.saturating_add(at)).unwrap_or(u32::MAX));
    }
    buffer.set_pre_context(text.get(..letters.start).unwrap_or_default());
    buffer.set_post_context(text.get(letters.end..).unwrap_or_default());
    let onward = match direction {
        Direction::LeftToRight => harfrust::Direction::LeftToRight,
        Direction::RightToLeft => harfrust::Direction::RightToLeft,
    };
    buffer.set_direction(onward);
    buffer.set_script(Some(script));
    buffer.set_flags(BufferFlags::REMOVE_DEFAULT_IGNORABLES);
    let options = ShapeOptions::new().plan(face.plan(script, onward));
    let glyphs = match harfrust::shape(shaper, &mut buffer, options) {
        Ok(()) => buffer.glyph_infos().iter().zip(buffer.glyph_positions()).map(glyph).collect(),
        Err(_) => Vec::new(),
    };
    Run { letters, direction, script: script.tag().to_be_bytes(), glyphs }
}

fn glyph((info, place): (&harfrust::GlyphInfo, &harfrust::GlyphPosition)) -> Glyph {
    Glyph {
        id: u16::try_from(info.glyph_id).unwrap_or(0),
        cluster: usize::try_from(info.cluster).unwrap_or(usize::MAX),
        advance: place.x_advance,
        right: place.x_offset,
        up: place.y_offset,
    }
}
