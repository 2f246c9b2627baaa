#!/usr/bin/env bash
# A whole Debian with the package of a box installed: system.sh arm64|amd64. Leaves it in target/cross/ARCH, as root.ext4 for
# an emulated box or as the folder root for a container. What the lab needs beside the package is what a builder of boards
# adds: names of the lines, mounts; and a keyboard.
set -euo pipefail
cd "$(dirname "$0")/../.."
cross=$PWD/target/cross
. tests/cross/debian.sh
. tests/cross/box.sh
. tests/deb/root.sh
arch=${1:?arm64 or amd64}
of_box "$arch"
root=$cross/$arch/root
units=$root/etc/systemd/system
leave() {
  if mountpoint -q "$root/proc"; then
    umount "$root/proc"
  fi
  unemulated
}
trap leave EXIT
emulated
debian_root "$root"
mount -t proc proc "$root/proc"
cp "target/debian/rts_$arch.deb" "$root/rts.deb"
within "$root" dpkg -i /rts.deb >&2
rm "$root/rts.deb"
umount "$root/proc"

# Somebody types, and has what the commission hands out in /lab.
mkdir -p "$root/lab"
ln -s /lab/settings.toml "$root/etc/rts/config.d/50-lab.toml"
install -D tests/boot/keyboard "$root/usr/local/lib/rts/keyboard"
cat >"$units/lab-keyboard.service" <<'UNIT'
[Unit]
Description=Keyboard of the lab
[Service]
ExecStart=/usr/local/lib/rts/keyboard /dev/lab-keyboard
[Install]
WantedBy=multi-user.target
UNIT
within "$root" systemctl --quiet enable lab-keyboard.service

if [ "$arch" = amd64 ]; then
  # Pseudo-terminals in place of serial lines.
  mkdir -p "$units/rtsd.service.d" "$units/rts-failure.service.d"
  printf '[Service]\nDeviceAllow=char-pts rw\n' | tee "$units/rtsd.service.d/lab.conf" >"$units/rts-failure.service.d/lab.conf"
  exit
fi

# The board: which port is which line, the journal on a medium of its own, a root that is only read, a watchdog.
cat >"$root/etc/udev/rules.d/65-board.rules" <<'RULES'
SUBSYSTEM=="tty", KERNELS=="0000:00:03.0", SYMLINK+="rts-modem"
SUBSYSTEM=="tty", KERNELS=="0000:00:04.0", SYMLINK+="rts-printer"
SUBSYSTEM=="tty", KERNELS=="0000:00:05.0", SYMLINK+="rts-counter"
SUBSYSTEM=="tty", KERNELS=="0000:00:06.0", SYMLINK+="rts-verifier"
SUBSYSTEM=="virtio-ports", KERNEL=="vport*", SYMLINK+="lab-keyboard"
RULES
cp systemd/udev/60-rts.rules "$root/usr/lib/udev/rules.d/"
cp systemd/*.mount "$root/usr/lib/systemd/system/"
cp systemd/tmpfiles.d/rts-image.conf "$root/usr/lib/tmpfiles.d/"
install -Dm644 -t "$root/usr/lib/systemd/system.conf.d" systemd/system.conf.d/rts.conf
mkdir -p "$root/var/lib/rts"
within "$root" systemctl --quiet enable var-lib-rts.mount rts-console.service
within "$root" systemctl --quiet mask getty@tty1.service systemd-logind.service systemd-timesyncd.service \
  systemd-pstore.service systemd-update-utmp.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
  e2scrub_all.timer
within "$root" systemctl --quiet set-default multi-user.target
cat >"$root/etc/fstab" <<'TABLE'
/dev/vda           /                ext4  ro,noatime
LABEL=lab          /lab             ext4  ro,noatime
tmpfs              /tmp             tmpfs size=16m,mode=1777
tmpfs              /var/tmp         tmpfs size=4m,mode=1777
tmpfs              /var/log         tmpfs size=8m
tmpfs              /var/lib/systemd tmpfs size=4m
TABLE
: >"$root/etc/machine-id"
rm -f "$cross/$arch/root.ext4"
mke2fs -q -t ext4 -d "$root" "$cross/$arch/root.ext4" 640m
rm -rf --one-file-system "$root"
