#!/usr/bin/env python3
"""How large a program for a box is, and what takes the room: size.py READELF NM LIMIT PROGRAM…

Each PROGRAM is there twice, with its symbols as PROGRAM.symbols and without them. Ends with 1 if one is larger than
LIMIT bytes. Code is counted by the crate whose function it is; a generic function counts for the crate that wrote it, code
in C for what is not Rust. Fonts and other constants have no names, and stand in a line of their own.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

SHOWN = 10


def crate(name):
    """The crate of a demangled name: the first path in it that is no primitive type."""
    if "::" not in name:
        return "C: SQLite and start of the program"
    # An implementation is named after its type, or after its trait where the type is a reference or a primitive.
    first = re.search(r"([A-Za-z_][A-Za-z0-9_]*)::", name)
    return first.group(1) if first else "others"


def code(nm, program):
    """Bytes of code by crate."""
    told = subprocess.run([nm, "-CS", "--defined-only", program], check=True, capture_output=True, text=True).stdout
    sizes, seen = Counter(), set()
    for line in told.splitlines():
        place, size, kind, name = (line.split(" ", 3) + ["", "", ""])[:4]
        # Functions that are alike share a place.
        if kind in "tTwW" and name and place not in seen:
            seen.add(place)
            sizes[crate(name)] += int(size, 16)
    return sizes


def sections(readelf, program):
    """Bytes by section."""
    told = subprocess.run([readelf, "-SW", program], check=True, capture_output=True, text=True).stdout
    return {
        name: int(size, 16)
        for name, size in re.findall(r"\] (\.\S+)\s+\S+\s+[0-9a-f]+ [0-9a-f]+ ([0-9a-f]+)", told)
    }


def main():
    readelf, nm, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
    large = False
    for program in sys.argv[4:]:
        size = Path(program).stat().st_size
        large |= size > limit
        parts, by_crate = sections(readelf, program), code(nm, program + ".symbols")
        print(f"{Path(program).name}: {size:,} bytes of at most {limit:,}")
        print(f"  {parts.get('.text', 0):>9,}  code, of it")
        for name, taken in by_crate.most_common(SHOWN):
            print(f"    {taken:>9,}  {name}")
        print(f"  {parts.get('.rodata', 0):>9,}  constants: fonts, labels, tables")
    sys.exit(large)


main()
