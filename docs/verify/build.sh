#!/bin/sh
# Makes docs/verify/index.html from docs/verify/src: build.sh [OUT].
#
# Needs node 18 or newer and npm; puts the bundler and the libraries, at the versions of package-lock.json, under
# target/page. Safe to run from several places at once: a lock lets one in.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
modules=${PAGE_DIR:-$here/../../target/page}/page
out=${1:-$here/index.html}

for program in node npm flock; do
    if ! command -v "$program" >/dev/null; then
        echo "building the page needs $program" >&2
        exit 1
    fi
done

mkdir -p "$modules"
exec 9>"$modules/lock"
flock 9
if ! cmp -s "$here/package-lock.json" "$modules/installed"; then
    cp "$here/package.json" "$here/package-lock.json" "$modules/"
    (cd "$modules" && npm ci --silent --no-audit --no-fund >&2)
    cp "$here/package-lock.json" "$modules/installed"
fi
NODE_PATH=$modules/node_modules node "$here/build.mjs" "$out"
