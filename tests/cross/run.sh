#!/usr/bin/env bash
# Cargo for a box: run.sh armhf|arm64 build|test|clippy.
#
# build   the programs of the device image in target/cross/ARCH, with their sizes
# test    what must be the same on every processor, under an emulator of the box's processor
# clippy  the strict lints, as that processor compiles
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
. tests/cross/box.sh
arch=${1:?armhf or arm64}
work=${2:-build}
of_box "$arch"
tests/cross/toolchain.sh "$arch"

upper=$(tr 'a-z-' 'A-Z_' <<<"$triple")
export CARGO_TARGET_DIR=$cross/cargo RUSTC=$cross/rustc
export "CC_${triple//-/_}=$prefix-gcc" "CARGO_TARGET_${upper}_LINKER=$prefix-gcc"
export "CARGO_TARGET_${upper}_RUSTFLAGS=--sysroot=$cross/sysroot/usr"
export "CARGO_TARGET_${upper}_RUNNER=$emulator -L $libraries"
cargo=${CARGO:-cargo}
device=(--no-default-features --features device)
# Bytes that each may take on the box's medium.
limit=$((4 << 20))

case $work in
  build)
    # The image's programs abort where others unwind: tables for that would be a tenth of them.
    export "CARGO_TARGET_${upper}_RUSTFLAGS=--sysroot=$cross/sysroot/usr -C force-unwind-tables=no $codegen"
    export "CFLAGS_${triple//-/_}=-fno-asynchronous-unwind-tables -fno-unwind-tables"
    built=$CARGO_TARGET_DIR/$triple/image
    for program in rtsd rts examples/attend; do
      name=$(basename "$program")
      kind=--bin
      [ "$program" = "$name" ] || kind=--example
      "$cargo" rustc --locked --profile image --target "$triple" "${device[@]}" "$kind" "$name" -- \
        -C link-arg="-Wl,--no-eh-frame-hdr,-T,$PWD/tests/cross/unwind.ld"
      install -D "$built/$program" "$cross/$arch/$name.symbols"
      "$prefix-strip" -o "$cross/$arch/$name" "$cross/$arch/$name.symbols"
    done
    python3 tests/cross/size.py "$prefix-readelf" "$prefix-nm" "$limit" "$cross/$arch/rtsd" "$cross/$arch/rts"
    ;;
  test)
    "$cargo" test --locked --profile cross --target "$triple" -p rts-core --lib
    "$cargo" test --locked --profile cross --target "$triple" -p rts --test wire --test pictures -- \
      v1 symbols digests
    ;;
  clippy)
    "$cross/cargo-clippy" clippy --locked --target "$triple" "${device[@]}" --lib --bins -- -D warnings
    ;;
  *) fail "$work is not among build, test and clippy" ;;
esac
