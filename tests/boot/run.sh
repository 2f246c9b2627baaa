#!/usr/bin/env bash
# An election day inside an emulated box: run.sh armhf|arm64. Everything it leaves is below target/boot/ARCH.
set -euo pipefail
cd "$(dirname "$0")/../.."
arch=${1:?armhf or arm64}
tests/cross/run.sh "$arch" build
tests/boot/machine.sh "$arch"
"${CARGO:-cargo}" build --locked --profile fast --bins
target/fast/rts-lab boot --arch "$arch" --machine "target/cross/$arch" --out "target/boot/$arch"
