"""Shapes and orders lines with HarfBuzz and FriBidi, for tests/shaping.rs.

Usage: shape.py REGULAR.ttf BOLD.ttf, with one JSON object a line on standard input:

    {"text": str, "bold": bool, "rtl": bool, "runs": [{"start": int, "end": int, "rtl": bool, "script": str}]}

Answers each with one JSON object a line: "runs", for every run its glyphs as [id, cluster, advance, right, up] by
HarfBuzz, which is given the bounds of the run and the rest of the line as context; and "order", the places of the
line's characters from left to right by FriBidi, which is given nothing but the line and its base direction.
"""

import ctypes
import json
import sys

import uharfbuzz

FRIBIDI_PAR_LTR = 0x110
FRIBIDI_PAR_RTL = 0x111


def load_fribidi():
    try:
        return ctypes.CDLL("libfribidi.so.0")
    except OSError as error:
        sys.exit(f"FriBidi is missing: install Debian's libfribidi0 ({error})")


def glyphs(font, text, run):
    buffer = uharfbuzz.Buffer()
    buffer.add_utf8(text, run["start"], run["end"] - run["start"])
    buffer.direction = "rtl" if run["rtl"] else "ltr"
    buffer.script = run["script"]
    buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    uharfbuzz.shape(font, buffer)
    return [
        [info.codepoint, info.cluster, place.x_advance, place.x_offset, place.y_offset]
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions)
    ]


def order(fribidi, text, rtl):
    count = len(text)
    letters = (ctypes.c_uint32 * count)(*map(ord, text))
    classes = (ctypes.c_uint32 * count)()
    brackets = (ctypes.c_uint32 * count)()
    levels = (ctypes.c_int8 * count)()
    base = ctypes.c_uint32(FRIBIDI_PAR_RTL if rtl else FRIBIDI_PAR_LTR)
    places = (ctypes.c_int * count)(*range(count))
    fribidi.fribidi_get_bidi_types(letters, count, classes)
    fribidi.fribidi_get_bracket_types(letters, count, classes, brackets)
    done = fribidi.fribidi_get_par_embedding_levels_ex(classes, brackets, count, ctypes.byref(base), levels)
    if not done or not fribidi.fribidi_reorder_line(0, classes, count, 0, base, levels, None, places):
        sys.exit(f"FriBidi gave up on {text!r}")
    return list(places)


def main():
    fribidi = load_fribidi()
    fonts = [uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path))) for path in sys.argv[1:3]]
    for line in sys.stdin:
        asked = json.loads(line)
        text = asked["text"].encode()
        answer = {
            "runs": [glyphs(fonts[asked["bold"]], text, run) for run in asked["runs"]],
            "order": order(fribidi, asked["text"], asked["rtl"]),
        }
        print(json.dumps(answer))


main()
