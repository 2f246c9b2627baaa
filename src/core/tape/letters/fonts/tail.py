"""Adds the Pashto letter U+06CD (yeh with tail) to DejaVu Sans, which has every other letter of Pashto.

Usage: tail.py IN.ttf OUT.ttf. The letter is the font's own yeh (U+06CC), alone and at the end of a word, with a tail to
the left from where its bowl ends; no other font's outline is used. It joins to the right only, so it has no other form.
"""

import sys

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

LETTER = 0x06CD
YEH = 0x06CC
# How far the tail reaches to the left, in units of the font.
REACH = 330


def tailed(font, name, new):
    """Draws `name` moved to the right and its tail as the glyph `new`."""
    glyph = font["glyf"][name]
    points, _, _ = glyph.getCoordinates(font["glyf"])
    left = min(x for x, _ in points)
    # The bowl ends in a level edge: its two points are those next to the left end of the stroke.
    edge = [(x, y) for x, y in points if x < left + 450 and y > 300]
    right, top = max(edge)
    thick = round((right - min(x for x, y in edge)) * 0.9)
    below = top - thick

    pen = TTGlyphPen(None)
    outline = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(outline)
    for operator, arguments in outline.value:
        getattr(pen, operator)(*((x + REACH, y) for x, y in arguments))
    # In the sense in which the outline turns, so that the overlap stays black.
    pen.moveTo((right - 40 + REACH, below))
    pen.lineTo((left - 60 + REACH, below))
    pen.qCurveTo((left - REACH + REACH, below), (left - REACH + REACH, top + 90))
    pen.lineTo((left - REACH + thick - 30 + REACH, top + 90))
    pen.qCurveTo((left - REACH + thick - 30 + REACH, top), (left + REACH, top))
    pen.lineTo((right + REACH, top))
    pen.closePath()

    advance, _ = font["hmtx"][name]
    font.setGlyphOrder(font.getGlyphOrder() + [new])
    font["glyf"][new] = pen.glyph()
    font["glyf"][new].recalcBounds(font["glyf"])
    font["hmtx"][new] = (advance + REACH, font["glyf"][new].xMin)
    font["GDEF"].table.GlyphClassDef.classDefs[new] = 1


def main():
    font = TTFont(sys.argv[1], recalcTimestamp=False)
    yeh = font.getBestCmap()[YEH]
    alone = "uni06CD"
    last = "uni06CD.fina"
    layout = font["GSUB"].table
    joining = {
        lookup
        for record in layout.FeatureList.FeatureRecord
        if record.FeatureTag == "fina"
        for lookup in record.Feature.LookupListIndex
    }
    forms = [
        getattr(table, "ExtSubTable", table).mapping
        for lookup in sorted(joining)
        for table in layout.LookupList.Lookup[lookup].SubTable
    ]
    forms = [mapping for mapping in forms if yeh in mapping]
    assert len(forms) == 1, "one table of final forms has yeh"
    tailed(font, yeh, alone)
    tailed(font, forms[0][yeh], last)
    forms[0][alone] = last
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[LETTER] = alone
    font.save(sys.argv[2])


main()
