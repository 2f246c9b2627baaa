#!/usr/bin/env bash
# The Yocto layer, checked in seconds without Yocto: BitBake's own parser, oelint, kas's schema, Cargo.lock, and a check of the
# check. What it needs comes from PyPI into target/yocto.
set -euo pipefail
cd "$(dirname "$0")/../.."
programs=target/yocto
wanted="bitbake-setup==2.19.0 oelint-adv==9.11.2 kas==5.5"

if [ "$(cat "$programs/.is" 2>/dev/null)" != "$wanted" ]; then
  command -v python3 >/dev/null || {
    echo "yocto: python3 is missing: install python3 and python3-venv" >&2
    exit 1
  }
  echo "yocto: installing $wanted below $programs (once)" >&2
  rm -rf "$programs"
  python3 -m venv "$programs" || {
    echo "yocto: no environment for Python below $programs: install python3-venv" >&2
    exit 1
  }
  # Versions are words on purpose.
  # shellcheck disable=SC2086
  "$programs/bin/pip" install --quiet --disable-pip-version-check $wanted
  echo "$wanted" >"$programs/.is"
fi

layer=yocto-layer/meta-rts
"$programs/bin/python" tests/yocto/check.py
# Addresses are not asked whether they answer; an image and a bundle fetch nothing; the generated list has the form of
# openembedded-core's own.
find "$layer" \( -name '*.bb' -o -name '*.bbappend' \) -print0 | sort -z |
  xargs -0 "$programs/bin/oelint-adv" --quiet --hide info --release wrynose --constantmods +tests/yocto/oelint.json \
    --suppress oelint.vars.homepageping --suppress oelint.var.licenseremotefile --suppress oelint.vars.inconspaces \
    --suppress oelint.var.mandatoryvar.SRC_URI
"$programs/bin/python" -m unittest -q tests/yocto/test_check.py
echo "yocto: layer, boards and crates as they should be"
