#!/bin/sh
# Makes the two fonts beside this script out of Debian's DejaVu Sans 2.37 and one letter more (tail.py), the same bytes on
# every run.
#
# For people, when letters are added: no build runs it. Needs python3 with venv, PyPI, and Debian's fonts-dejavu-core
# 2.37-6 (or DEJAVU_DIR with the same two files). After a run the digests in ../tests.rs and every frozen picture change.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dejavu=${DEJAVU_DIR:-/usr/share/fonts/truetype/dejavu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/sources" <<'SOURCES'
abdc775b21b1bc470d50c97e790d276f2054b7504e56e5bd3e64f48d68582322  DejaVuSans.ttf
0d977336a6d5fba34eab8e3199eb218327161b5143749f802982c2bc34df0c96  DejaVuSans-Bold.ttf
SOURCES
(cd "$dejavu" && sha256sum --check --quiet "$work/sources")

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check fonttools==4.68.0

# Latin of Western and Central Europe, Turkish, Romanian, Azerbaijani, marks that stand alone in decomposed names.
letters='U+0020-007E,U+00A0-00AC,U+00AE-017F,U+018F,U+0218-021B,U+0259,U+02BB,U+02BC,U+02C6,U+02C7,U+0300-0304,U+0306-030C'
letters="$letters,U+0323,U+0326-0328,U+1E9E"
# Russian, Bulgarian, Kazakh and their neighbors.
letters="$letters,U+0400-045F,U+0462,U+0463,U+0490-0493,U+0498-049B,U+04A0-04A3,U+04AA,U+04AB,U+04AE-04B3,U+04BA,U+04BB"
letters="$letters,U+04D8,U+04D9,U+04E2,U+04E3,U+04E8,U+04E9,U+04EE,U+04EF"
# Arabic, Persian, Dari, Pashto, Sorani, Urdu, with vowel marks and three sets of digits; forms come by shaping.
letters="$letters,U+0600-06FF"
# Punctuation; joiners and direction marks, which are never drawn; no embeddings or overrides of direction.
letters="$letters,U+2007,U+2009,U+200A,U+200C-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A,U+2044"
# Signs of forms and sums.
letters="$letters,U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2260,U+2264,U+2265,U+25A0,U+25A1,U+25CF,U+25CB,U+25CC"
letters="$letters,U+2610-2612,U+2713,U+2717,U+FFFD"

for font in DejaVuSans DejaVuSans-Bold; do
    "$work/venv/bin/python" "$here/tail.py" "$dejavu/$font.ttf" "$work/$font.ttf"
    "$work/venv/bin/pyftsubset" "$work/$font.ttf" --unicodes="$letters" --layout-features='*' --no-hinting \
        --notdef-outline --drop-tables+=FFTM,MATH,kern --output-file="$here/$font.ttf"
done
(cd "$here" && sha256sum ./*.ttf && wc -c ./*.ttf)
