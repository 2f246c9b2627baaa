#!/usr/bin/env bash
# The power cut below the file system at any write of a recorded day: powercut.sh POINTS. Everything it leaves is below
# target/powercut.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
points=${1:-300}
[ "$(id -u)" -eq 0 ] || fail "loop devices and mounts need root"
need qemu-storage-daemon "qemu-system-common"
need fusermount3 fuse3
need mke2fs e2fsprogs
"${CARGO:-cargo}" build --locked --profile fast --bins
target/fast/rts-lab powercut --points "$points"
