#!/bin/sh
# Puts the judges of tapes under target/peers, where tests/pictures finds them: an interpreter of print data (hardless/) as
# bin/paper-judge, and in paper/ a Python with an encoder of pictures, readers of QR codes and what paper.py draws with.
#
# Apart from setup.sh, because it takes minutes and few tests need it. Safe to run at any time and from several tests at
# once; a run with nothing to do ends at once. Needs cargo, python3 and both package registries.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
peers=${PEERS_DIR:-$here/../../target/peers}
packages='pillow==12.3.0 zxing-cpp==3.1.1 numpy==2.4.6 python-escpos==3.1 python-barcode==0.16.1 qrcode==8.2 six==1.17.0 PyYAML==6.0.3 appdirs==1.4.4 argcomplete==3.7.2 importlib_resources==7.1.0'
# Debian's part: venv and zbarimg.
"$here/setup.sh"
exec 8>"$peers/judge-lock"
flock 8

stamp=$peers/installed-paper
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$packages" ]; then
    rm -rf "$peers/paper"
    python3 -m venv "$peers/paper"
    # The list is words on purpose; without drivers of printers on other ports, which are not used.
    # shellcheck disable=SC2086
    "$peers/paper/bin/pip" install --quiet --disable-pip-version-check --no-deps $packages >&2
    echo "$packages" >"$stamp"
fi

stamp=$peers/installed-judge
made_of=$(cat "$here/hardless/Cargo.lock" "$here/hardless/Cargo.toml" "$here/hardless/src/main.rs" | cksum)
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$made_of" ]; then
    # The interpreter names a newer compiler than it needs.
    cargo build --quiet --release --locked --ignore-rust-version --manifest-path "$here/hardless/Cargo.toml" \
        --target-dir "$peers/judge-build" >&2
    cp "$peers/judge-build/release/paper-judge" "$peers/bin/paper-judge"
    echo "$made_of" >"$stamp"
fi
