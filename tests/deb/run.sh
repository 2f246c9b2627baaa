#!/usr/bin/env bash
# The Debian package of a box: run.sh armhf|arm64. Leaves it in target/debian, judged by lintian, and installed, looked at,
# removed and purged in a Debian of that processor.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
. tests/cross/box.sh
arch=${1:?armhf or arm64}
of_box "$arch"
version=3.8.0
tools=$PWD/target/tools
cargo=${CARGO:-cargo}

if ! "$tools/bin/cargo-deb" --version 2>/dev/null | grep -q "$version"; then
  echo "deb: installing cargo-deb $version below target/tools (once)" >&2
  "$cargo" install --quiet --locked --debug --root "$tools" cargo-deb --version "$version"
fi
need lintian lintian
tests/cross/run.sh "$arch" build
"$cargo" run --locked --quiet --profile fast --bin rts-lab -- manual --out target/stage
install -m 755 -t target/stage "$cross/$arch/rtsd" "$cross/$arch/rts"

package=target/debian/rts_$arch.deb
"$tools/bin/cargo-deb" --no-build --no-strip --target "$triple" --output "$package"
dpkg-deb --info "$package" | sed -n '1,12p'
lintian --fail-on error,warning --suppress-tags-from-file tests/deb/lintian.txt --allow-root "$package"
tests/deb/live.sh "$arch" "$package"
