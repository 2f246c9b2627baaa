#!/usr/bin/env bash
# The Debian package of a box, in target/debian: package.sh armhf|arm64, or amd64 with the programs of the demonstration, for
# a container on this machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
. tests/cross/box.sh
arch=${1:?armhf, arm64 or amd64}
of_box "$arch"
version=3.8.0
tools=$PWD/target/tools
cargo=${CARGO:-cargo}

if ! "$tools/bin/cargo-deb" --version 2>/dev/null | grep -q "$version"; then
  echo "deb: installing cargo-deb $version below target/tools (once)" >&2
  "$cargo" install --quiet --locked --debug --root "$tools" cargo-deb --version "$version"
fi
"$cargo" build --locked --profile fast --bins
programs=target/fast
if [ "$arch" != amd64 ]; then
  tests/cross/run.sh "$arch" build
  programs=$cross/$arch
fi
target/fast/rts-lab manual --out target/stage
install -m 755 -t target/stage "$programs/rtsd" "$programs/rts"
"$tools/bin/cargo-deb" --no-build --no-strip --target "$triple" --output "target/debian/rts_$arch.deb"
