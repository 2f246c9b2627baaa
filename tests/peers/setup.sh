#!/bin/sh
# Puts other people's satellite programs, readers of QR codes, shapers of letters and cryptography under target/peers,
# where the tests find them.
#
# Safe to run at any time and from several tests at once: a lock lets one in, and a run with nothing to do ends at once.
# Needs cargo, python3 and both package registries; installs Debian's python3-venv, zbar-tools and libfribidi0
# when they are missing and it may.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
peers=${PEERS_DIR:-$root/target/peers}
packages='pyserial==3.5 iridiumSBD==0.0.8 click==8.1.8 pyRockBlock==1.0.6 adafruit-circuitpython-rockblock==1.4.2 pyiridium9602==1.2.3 cryptography==48.0.0 cffi==2.0.0 pycparser==3.0 zxing-cpp==3.1.1 pillow==12.3.0 base45==0.4.4 qrcode==8.2 uharfbuzz==0.57.0'

client='directip-client 0.2.0'

mkdir -p "$peers"
exec 9>"$peers/lock"
flock 9

missing=
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="python3 python3-venv"
command -v zbarimg >/dev/null || missing="$missing zbar-tools"
python3 -c 'import ctypes; ctypes.CDLL("libfribidi.so.0")' 2>/dev/null || missing="$missing libfribidi0"
if [ -n "$missing" ]; then
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get update -q >&2
        # The list is words on purpose.
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing >&2
    else
        echo "the peers need Python's venv, zbarimg and FriBidi: install python3-venv, zbar-tools and libfribidi0" >&2
        exit 1
    fi
fi

# One stamp for each half: a change of one does not build the other again.
stamp=$peers/installed-python
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$packages" ]; then
    rm -rf "$peers/venv"
    python3 -m venv "$peers/venv"
    # Without their dependencies, which are hardware drivers and a database client that need a compiler and are not used.
    # shellcheck disable=SC2086
    "$peers/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps $packages >&2
    echo "$packages" >"$stamp"
fi

stamp=$peers/installed-client
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$client" ]; then
    # A target directory of its own, since the one of the test that called may be locked. Not --locked: its lock file
    # names a directip that writes a wrong total length, mended since.
    CARGO_TARGET_DIR=$peers/build cargo install --quiet --force --root "$peers" \
        "${client% *}" --version "${client#* }" >&2
    rm -rf "$peers/build"
    echo "$client" >"$stamp"
fi
