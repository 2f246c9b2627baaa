# The two processors that boxes have, by Debian's names, and this machine's, for a box in a container: sourced. `of_box ARCH`
# sets triple (Rust's name) and emulator (of programs), and for the first two also prefix (of GNU's programs) with their
# packages, libraries and loader (of the C library), machine (emulator of a whole box), kernels and modules (Debian's, for
# that machine), and codegen (for the image's compiler: Thumb code takes a fifth less room, and every processor of that kind
# runs it).
of_box() {
  case $1 in
    armhf)
      triple=armv7-unknown-linux-gnueabihf
      prefix=arm-linux-gnueabihf
      packages="gcc-arm-linux-gnueabihf libc6-dev-armhf-cross"
      libraries=/usr/arm-linux-gnueabihf
      loader=ld-linux-armhf.so.3
      emulator=qemu-arm-static
      machine=qemu-system-arm
      kernels=linux-image-armmp
      codegen="-C target-feature=+thumb-mode"
      modules="pci-host-generic 8250_pci virtio_pci virtio_blk virtio_console ext4"
      ;;
    arm64)
      triple=aarch64-unknown-linux-gnu
      prefix=aarch64-linux-gnu
      packages="gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
      libraries=/usr/aarch64-linux-gnu
      loader=ld-linux-aarch64.so.1
      emulator=qemu-aarch64-static
      machine=qemu-system-aarch64
      kernels=linux-image-arm64
      codegen=
      modules="8250_pci virtio_pci virtio_blk virtio_console ext4 i6300esb"
      ;;
    amd64)
      triple=x86_64-unknown-linux-gnu
      emulator=
      ;;
    *) fail "no box has the processor $1: armhf or arm64" ;;
  esac
}
