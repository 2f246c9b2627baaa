#!/usr/bin/env bash
# An election day of a whole system, with the box's package as shipped: whole.sh arm64 under emulation, amd64 in a container.
# Everything it leaves is below target/boot/ARCH-debian. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
arch=${1:?arm64 or amd64}
tests/deb/package.sh "$arch"
if [ "$arch" = amd64 ]; then
  need systemd-nspawn systemd-container
else
  tests/boot/machine.sh "$arch"
fi
tests/boot/system.sh "$arch"
target/fast/rts-lab boot --system debian --arch "$arch" --machine "target/cross/$arch" --out "target/boot/$arch-debian"
