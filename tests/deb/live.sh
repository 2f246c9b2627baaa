#!/usr/bin/env bash
# A package in a Debian of its own: live.sh ARCH PACKAGE. It is installed, its programs answer, its user and folders are
# there; it is removed, and nothing of it is left but what a box must keep. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
. tests/cross/box.sh
arch=$1
package=$2
of_box "$arch"
[ "$(id -u)" -eq 0 ] || fail "a Debian of its own needs root"
need mmdebstrap mmdebstrap
need arch-test arch-test
need "$emulator" qemu-user-static

# Programs of the other processor run by themselves only where the kernel knows their emulator.
binfmt=/proc/sys/fs/binfmt_misc
name=${emulator%-static}
registered=
[ -e $binfmt/register ] || mount -t binfmt_misc binfmt_misc $binfmt
if [ ! -e "$binfmt/$name" ]; then
  cat "/usr/lib/binfmt.d/$name.conf" >$binfmt/register
  registered=1
fi
root=$cross/$arch/debian
leave() {
  if mountpoint -q "$root/proc"; then
    umount "$root/proc"
  fi
  rm -rf --one-file-system "$root"
  if [ -n "$registered" ]; then
    echo -1 >"$binfmt/$name"
  fi
}
trap leave EXIT

tar=$cross/$arch/debian.tar
if [ ! -f "$tar" ]; then
  mmdebstrap --format=tar --mode=root --architectures="$arch" --variant=minbase --include=systemd,udev \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    bookworm "$tar.part" "deb $mirror bookworm main"
  mv "$tar.part" "$tar"
fi
rm -rf "$root"
mkdir -p "$root"
tar -C "$root" -xf "$tar"
cp "$package" "$root/rts.deb"
# systemd-tmpfiles looks up what it makes there.
mount -t proc proc "$root/proc"
within() {
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"
}
there() {
  [ -e "$root/$1" ] || fail "/$1 is not there after installing"
}
gone() {
  [ ! -e "$root/$1" ] || fail "/$1 is still there after removing"
}

within dpkg -i /rts.deb
for file in usr/libexec/rts/rtsd usr/bin/rts usr/lib/systemd/system/rtsd.service usr/share/man/man1/rts.1.gz \
  usr/share/man/man8/rtsd.8.gz usr/share/bash-completion/completions/rts usr/lib/udev/rules.d/70-rts.rules \
  etc/rts/config.d media/rts-card; do
  there "$file"
done
[ -L "$root/etc/systemd/system/multi-user.target.wants/rtsd.service" ] || fail "rtsd.service is not enabled"
grep -q '^rts:' "$root/etc/passwd" || fail "user rts is not created"
[ "$(stat -c %a "$root/media/rts-card")" = 700 ] || fail "others can reach the card's folder"
within rts --version
within rts config check
within /usr/libexec/rts/rtsd --version
within dpkg -r rts
for file in usr/libexec/rts usr/bin/rts usr/lib/systemd/system/rtsd.service usr/share/man/man1/rts.1.gz; do
  gone "$file"
done
within dpkg -P rts
grep -q '^rts:' "$root/etc/passwd" || fail "the user of the journal is gone"
echo "deb: $arch installed, removed and purged"
