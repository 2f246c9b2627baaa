#!/usr/bin/env bash
# The two slots of an image, with the programs that a box has for them: U-Boot runs the layer's script on an emulated arm64
# board, RAUC writes and marks slots, and the layer's health check speaks after each start. Everything it leaves is below
# target/slots. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
. tests/cross/box.sh
. tests/boot/kernel.sh
arch=arm64
of_box "$arch"
[ "$(id -u)" -eq 0 ] || fail "loop devices and mounts need root"
need "$machine" qemu-system-arm
need mkimage u-boot-tools
need fw_printenv libubootenv-tool
need rauc rauc
need dbus-run-session dbus
need mksquashfs squashfs-tools
need mke2fs e2fsprogs
need python3 python3
need sfdisk fdisk
need mcopy mtools
need mkfs.vfat dosfstools
need openssl openssl
box_kernel
u_boot=$cross/slots/usr/lib/u-boot/qemu_arm64/u-boot.bin
if [ ! -f "$u_boot" ]; then
  (
    debian_open "$arch"
    debian_unpack "$cross/slots" "u-boot-qemu=$(debian_version u-boot-qemu .)"
  )
fi
exec python3 tests/boot/slots.py "$u_boot" "$cross/$arch/kernel" target/slots
