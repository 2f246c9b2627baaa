# A Debian of another processor, or of this one, in a folder: sourced after tests/cross/debian.sh and box.sh, with `cross` and
# `arch` set. Needs root.

binfmt=/proc/sys/fs/binfmt_misc
registered=

# emulated: lets programs of the box's processor run by themselves, which takes the kernel's word for their emulator.
emulated() {
  [ -n "$emulator" ] || return 0
  need arch-test arch-test
  need "$emulator" qemu-user-static
  local name=${emulator%-static}
  [ -e $binfmt/register ] || mount -t binfmt_misc binfmt_misc $binfmt
  if [ ! -e "$binfmt/$name" ]; then
    cat "/usr/lib/binfmt.d/$name.conf" >$binfmt/register
    registered=$name
  fi
}

# unemulated: the kernel as it was.
unemulated() {
  [ -z "$registered" ] || echo -1 >"$binfmt/$registered"
}

# debian_root FOLDER: a fresh Debian with systemd in a folder; it is downloaded once.
debian_root() {
  local root=$1 tar=$cross/$arch/debian.tar
  [ "$(id -u)" -eq 0 ] || fail "a Debian of its own needs root"
  need mmdebstrap mmdebstrap
  mkdir -p "$cross/$arch"
  if [ ! -f "$tar" ]; then
    mmdebstrap --format=tar --mode=root --architectures="$arch" --variant=minbase --include=systemd,udev \
      --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
      bookworm "$tar.part" "deb $mirror bookworm main"
    mv "$tar.part" "$tar"
  fi
  rm -rf --one-file-system "$root"
  mkdir -p "$root"
  tar -C "$root" -xf "$tar"
}

# within FOLDER PROGRAM …: runs a program of that Debian.
within() {
  local root=$1
  shift
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"
}
