//! The embedded fonts: DejaVu Sans in two weights, cut down to the letters that tapes need.
//!
//! `fonts/subset.sh` makes them; a test pins their digests. They are part of the program, so that no box draws with
//! another font than the rest. Licence: fonts/LICENSE.DejaVu.
//!
//! Invariant: both weights hold the same characters.

use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, GlyphId, Outline};
use harfrust::{Direction, Font, Script, ShapePlan, ShaperFont, unicode};

/// DejaVu Sans.
pub(super) const REGULAR: &[u8] = include_bytes!("fonts/DejaVuSans.ttf");
/// DejaVu Sans Bold.
pub(super) const BOLD: &[u8] = include_bytes!("fonts/DejaVuSans-Bold.ttf");

/// Units of the font in an em; a power of two, which keeps the size of a letter exact in f32.
pub(super) const UNITS: u16 = 2048;

/// Scripts that tapes are written in.
const SCRIPTS: [Script; 4] = [Script::COMMON, Script::LATIN, Script::ARABIC, Script::CYRILLIC];

static FACES: LazyLock<Option<[Face; 2]>> = LazyLock::new(|| Some([Face::read(REGULAR)?, Face::read(BOLD)?]));

/// One weight, parsed.
pub(super) struct Face {
    font: Font,
    outlines: FontRef<'static>,
    /// What the shaper finds out of the font for each script and direction, which takes it longer than shaping a label.
    plans: Vec<ShapePlan>,
}

impl Face {
    fn read(bytes: &'static [u8]) -> Option<Self> {
        let font = Font::new(bytes, 0).filter(|font| font.units_per_em() == UNITS)?;
        let directions = [Direction::LeftToRight, Direction::RightToLeft];
        let plan = |script, direction| ShapePlan::new(&font, direction, Some(script), None, &[]);
        let plans = SCRIPTS.iter().flat_map(|script| directions.map(|direction| plan(*script, direction)));
        let plans = plans.collect();
        Some(Self { font, outlines: FontRef::try_from_slice(bytes).ok()?, plans })
    }

    /// The face of a weight. `None` only if the embedded bytes are not a font.
    pub(super) fn of(bold: bool) -> Option<&'static Self> {
        let [regular, strong] = FACES.as_ref()?;
        Some(if bold { strong } else { regular })
    }

    /// True if both weights have the letter, or the parts that it is made of in Unicode's canonical decomposition.
    pub(super) fn has(letter: char) -> bool {
        FACES.as_ref().is_some_and(|faces| faces.iter().all(|face| face.draws(letter.into())))
    }

    fn draws(&self, letter: u32) -> bool {
        self.font.charmap().map_unicode(letter).is_some_and(|glyph| glyph.to_u32() != 0)
            || match unicode::decompose(letter) {
                Some(unicode::Decomposed::Singleton(part)) => self.draws(part),
                Some(unicode::Decomposed::Pair(base, mark)) => self.draws(base) && self.draws(mark),
                None => false,
            }
    }

    /// The face as the shaper takes it, which also knows the box around a glyph's black.
    pub(super) fn shaper(&self) -> ShaperFont<'_, '_> {
        ShaperFont::new(&self.font)
    }

    /// The plan for a run of letters; none for a script that tapes are seldom written in.
    pub(super) fn plan(&self, script: Script, direction: Direction) -> Option<&ShapePlan> {
        self.plans.iter().find(|plan| plan.script() == Some(script) && plan.direction() == direction)
    }

    /// The edges of a glyph, in units of the font; none for a space.
    pub(super) fn outline(&self, glyph: u16) -> Option<Outline> {
        self.outlines.outline(GlyphId(glyph))
    }
}
