#!/usr/bin/env bash
# Puts under target/cross what builds and runs programs for a box: toolchain.sh armhf|arm64. Debian's Rust compiler is
# unpacked, with its standard library for the box beside it; the C compiler and the emulator of programs are installed.
#
# Safe to run at any time and from several builds at once: a lock lets one in, and a run with nothing to do ends at once.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
. tests/cross/box.sh
arch=${1:?armhf or arm64}
of_box "$arch"
mkdir -p "$cross"
exec 7>"$cross/lock"
flock 7

need "$prefix-gcc" "$packages"
need "$emulator" qemu-user-static

host=$cross/host
if [ ! -x "$cross/rustc" ]; then
  [ "$(dpkg --print-architecture)" = amd64 ] || fail "cross builds are prepared for a machine with x86-64"
  echo "cross: unpacking Debian's Rust compiler" >&2
  (
    debian_open amd64
    version=$(debian_version rustc-web '^[0-9]')
    [ -n "$version" ] || fail "Debian's archive has no rustc-web; see target/cross/apt-amd64/update.log"
    compiler=libstd-rust-web-$(cut -d. -f1,2 <<<"$version")
    llvm=$(apt-cache depends "$compiler" | sed -n 's/^ *Depends: \(libllvm.*\)/\1/p')
    debian_unpack "$host" "rustc-web=$version" "libstd-rust-web-dev=$version" "$compiler=$version" \
      "rust-web-clippy=$version" "$llvm"
  )
  # Debian's libraries of the compiler stay out of everybody else's way.
  for program in rustc clippy-driver cargo-clippy; do
    printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$host/usr/lib/x86_64-linux-gnu" \
      "$host/usr/bin/$program" >"$cross/$program"
    chmod +x "$cross/$program"
  done
fi

library=$cross/sysroot/usr/lib/rustlib/$triple/lib
if [ -z "$(find "$library" -name 'libstd-*.rlib' 2>/dev/null)" ]; then
  echo "cross: unpacking Rust's standard library for $arch" >&2
  release=$("$cross/rustc" -vV | sed -n 's/^release: //p')
  (
    debian_open "$arch"
    # Libraries of another compiler are refused, those of another Debian release with the same compiler are not.
    version=$(debian_version libstd-rust-web-dev "^$release\+")
    [ -n "$version" ] ||
      fail "no suite of Debian has the standard library of Rust $release for $arch; see target/cross/apt-$arch/update.log"
    debian_unpack "$cross/sysroot" "libstd-rust-web-dev=$version"
  )
fi
