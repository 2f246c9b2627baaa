#!/usr/bin/env bash
# A package in a Debian of its own: live.sh ARCH PACKAGE. It is installed, its programs answer, its user and folders are
# there; it is removed, and nothing of it is left but what a box must keep. Needs root.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
. tests/cross/box.sh
. tests/deb/root.sh
arch=$1
package=$2
of_box "$arch"
root=$cross/$arch/debian
leave() {
  if mountpoint -q "$root/proc"; then
    umount "$root/proc"
  fi
  rm -rf --one-file-system "$root"
  unemulated
}
trap leave EXIT
emulated
debian_root "$root"
cp "$package" "$root/rts.deb"
# systemd-tmpfiles looks up what it makes there.
mount -t proc proc "$root/proc"
there() {
  [ -e "$root/$1" ] || fail "/$1 is not there after installing"
}
gone() {
  [ ! -e "$root/$1" ] || fail "/$1 is still there after removing"
}

within "$root" dpkg -i /rts.deb
for file in usr/libexec/rts/rtsd usr/bin/rts usr/lib/systemd/system/rtsd.service usr/share/man/man1/rts.1.gz \
  usr/share/man/man8/rtsd.8.gz usr/share/bash-completion/completions/rts usr/lib/udev/rules.d/70-rts.rules \
  etc/rts/config.d media/rts-card; do
  there "$file"
done
[ -L "$root/etc/systemd/system/multi-user.target.wants/rtsd.service" ] || fail "rtsd.service is not enabled"
grep -q '^rts:' "$root/etc/passwd" || fail "user rts is not created"
[ "$(stat -c %a "$root/media/rts-card")" = 700 ] || fail "others can reach the card's folder"
within "$root" rts --version
within "$root" rts config check
within "$root" /usr/libexec/rts/rtsd --version
within "$root" dpkg -r rts
for file in usr/libexec/rts usr/bin/rts usr/lib/systemd/system/rtsd.service usr/share/man/man1/rts.1.gz; do
  gone "$file"
done
within "$root" dpkg -P rts
grep -q '^rts:' "$root/etc/passwd" || fail "the user of the journal is gone"
echo "deb: $arch installed, removed and purged"
