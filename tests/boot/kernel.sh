# Debian's kernel of an emulated box: sourced after tests/cross/debian.sh and box.sh, with `cross` and `arch` set.

# box_kernel: leaves the kernel in target/cross/ARCH/kernel, its modules and a busybox in target/cross/ARCH/system.
box_kernel() {
  local out=$cross/$arch
  mkdir -p "$out"
  [ ! -f "$out/kernel" ] || return 0
  (
    debian_open "$arch"
    kernel=$(apt-cache depends "$kernels" | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)
    [ -n "$kernel" ] || fail "Debian's archive has no $kernels; see target/cross/apt-$arch/update.log"
    echo "boot: unpacking $kernel and busybox" >&2
    debian_unpack "$out/system" "$kernel=$(debian_version "$kernel" .)" "busybox-static=$(debian_version busybox-static .)"
  )
  cp "$out"/system/boot/vmlinuz-* "$out/kernel"
}
