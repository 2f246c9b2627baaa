#!/usr/bin/env bash
# An emulated box of one processor: machine.sh armhf|arm64. Leaves kernel and initrd.gz in target/cross/ARCH; the initrd
# holds Debian's modules, busybox, the C library that the programs were linked with, and the programs of the device image
# as `make cross-ARCH` left them there, with `init` beside this file as the first process.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
. tests/cross/box.sh
. tests/boot/kernel.sh
arch=${1:?armhf or arm64}
of_box "$arch"
need "$machine" "qemu-system-arm"
need depmod kmod
need cpio cpio
need xz xz-utils
need mke2fs e2fsprogs
# Files of the kernel's package that programs without root could not read.
umask 022

out=$cross/$arch
system=$out/system
box_kernel
# Where /lib is a part of /usr, depmod looks in /lib all the same.
[ -e "$system/lib/modules" ] || ln -s usr/lib "$system/lib"
version=$(basename "$system"/lib/modules/*)
[ -f "$system/lib/modules/$version/modules.dep" ] || depmod -b "$system" "$version"

box=$out/box
rm -rf "$box"
mkdir -p "$box"/{bin,lib,mod,dev,proc,sys,run,box,card}
cp "$system/$(cd "$system" && find bin usr/bin -name busybox | head -n 1)" "$box/bin/busybox"
ln -s busybox "$box/bin/sh"
for module in $modules; do
  modprobe -d "$system" -S "$version" --show-depends "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
done | awk '!seen[$0]++' | while read -r file; do
  name=$(basename "$file" .xz)
  case $file in
    *.xz) xz -dc "$file" >"$box/mod/$name" ;;
    *) cp "$file" "$box/mod/$name" ;;
  esac
  echo "$name" >>"$box/mod/order"
done
for library in "$loader" libc.so.6 libm.so.6 libgcc_s.so.1; do
  cp -L "$libraries/lib/$library" "$box/lib/"
done
cp "$out/rtsd" "$out/rts" "$out/attend" "$box/bin/"
cp tests/boot/init "$box/init"
cp tests/boot/keyboard "$box/bin/"
(cd "$box" && find . | cpio -o -H newc --quiet | gzip -1) >"$out/initrd.gz"
echo "boot: $arch, Linux $version, initrd of $(stat -c %s "$out/initrd.gz") bytes" >&2
