#!/usr/bin/env python3
"""The crates of Cargo.lock as BitBake fetches them: one address and one checksum each.

crates.py            writes the recipe's list anew
crates.text(lock)    the list as a text
"""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYER = ROOT / "yocto-layer/meta-rts"
LIST = "recipes-rts/rts/rts-crates.inc"


def text(lock: bytes) -> str:
    """The list for a Cargo.lock, in its order."""
    crates = [it for it in tomllib.loads(lock.decode())["package"] if "crates.io" in it.get("source", "")]
    addresses = "".join(f"    crate://crates.io/{it['name']}/{it['version']} \\\n" for it in crates)
    sums = "".join(f'SRC_URI[{it["name"]}-{it["version"]}.sha256sum] = "{it["checksum"]}"\n' for it in crates)
    return f'# From Cargo.lock, by "make yocto-crates".\n\nSRC_URI += " \\\n{addresses}"\n\n{sums}'


if __name__ == "__main__":
    (LAYER / LIST).write_text(text((ROOT / "Cargo.lock").read_bytes()))
    sys.stderr.write(f"yocto: {LAYER / LIST} written\n")
