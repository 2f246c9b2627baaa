#!/bin/sh
# Puts under target/page what the tests of the page need: the page's own libraries, a driver of browsers, and the unit
# tests as bundles. The browser is Debian's Chromium.
#
# Safe to run at any time and from several tests at once: a lock lets one in, and a run with nothing to do ends at once.
# Installs Debian's nodejs, npm and chromium where they are missing and it may; names what is missing where it may not.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
page=${PAGE_DIR:-$root/target/page}
here=$root/tests/page
mkdir -p "$page/driver" "$page/unit"
exec 8>"$page/lock"
flock 8

need() { # need PROGRAM PACKAGES
    command -v "$1" >/dev/null && return
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "the tests of the page need $1: install $2" >&2
        exit 1
    fi
    apt-get update -q >&2
    # The list is words on purpose.
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $2 >&2
}

need node nodejs
need npm npm
need chromium chromium
if [ "$(node -p 'parseInt(process.versions.node)')" -lt 20 ]; then
    echo "the tests of the page need node 20 or newer, and this is $(node --version)" >&2
    exit 1
fi

command -v chromium >"$page/chromium"

if ! cmp -s "$here/package-lock.json" "$page/driver/installed"; then
    cp "$here/package.json" "$here/package-lock.json" "$page/driver/"
    (cd "$page/driver" && npm ci --silent --no-audit --no-fund >&2)
    cp "$here/package-lock.json" "$page/driver/installed"
fi

# Builds the page beside the committed one, and with it installs the bundler.
"$root/docs/verify/build.sh" "$page/index.html"
NODE_PATH=$page/page/node_modules "$page/page/node_modules/.bin/esbuild" "$here"/*.test.js --bundle --platform=node \
    --format=esm --out-extension:.js=.mjs --outdir="$page/unit" --log-level=warning >&2
