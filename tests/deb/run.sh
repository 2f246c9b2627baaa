#!/usr/bin/env bash
# The Debian package of a box: run.sh armhf|arm64. Leaves it in target/debian, judged by lintian, and installed, looked at,
# removed and purged in a Debian of that processor.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
arch=${1:?armhf or arm64}
package=target/debian/rts_$arch.deb
need lintian lintian
tests/deb/package.sh "$arch"
dpkg-deb --info "$package" | sed -n '1,12p'
lintian --fail-on error,warning --suppress-tags-from-file tests/deb/lintian.txt --allow-root "$package"
tests/deb/live.sh "$arch" "$package"
