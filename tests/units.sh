#!/usr/bin/env bash
# Checks the unit files, users and folders under systemd/ with systemd's own programs. Nothing on the machine changes:
# all of it happens in a folder that goes away. Installs Debian's systemd when it is missing and it may.
set -euo pipefail
cd "$(dirname "$0")/.."

# Highest exposure that `systemd-analyze security` may give a unit, in tenths: 0 is best, 100 worst.
declare -A exposure=([rtsd]=10 [rts-center]=15 [rts-center-gateway]=15 [rts-center-tally]=15 [rts-console]=15 [rts-failure]=15)

if ! command -v systemd-analyze >/dev/null || ! command -v systemd-sysusers >/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends systemd >&2
  else
    echo "units: systemd-analyze and systemd-sysusers are missing: install systemd" >&2
    exit 1
  fi
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/units" "$work/root/etc"

fail() {
  echo "units: $*" >&2
  exit 1
}

# The programs are not installed here: each unit gets a stand-in that can be executed.
for unit in systemd/*.service; do
  name=$(basename "$unit" .service)
  program=$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$unit")
  case $program in
    /usr/libexec/rts/rtsd | /usr/bin/rts-center | /usr/bin/rts | /usr/libexec/rts/show-failure) ;;
    *) fail "$unit starts $program, which no package installs" ;;
  esac
  sed "s|^ExecStart=$program|ExecStart=/bin/true|" "$unit" >"$work/units/$name.service"
done

for unit in "$work"/units/*.service; do
  name=$(basename "$unit" .service)
  said=$(systemd-analyze verify --man=no "$unit" 2>&1) || fail "$name: $said"
  # It also tells of the machine's own units; only what is about ours counts.
  said=$(grep -F "$name.service" <<<"$said" || true)
  [ -z "$said" ] || fail "$said"
  said=$(systemd-analyze security --offline=yes --no-pager --threshold="${exposure[$name]}" "$unit" 2>&1) ||
    fail "$name is too exposed: $said"
  grep -F "Overall exposure" <<<"$said" | sed 's/^[^A-Za-z]*/units: /'
done

# A bearer over IP would open the network to the daemon, and nothing else.
mkdir "$work/units/ip"
sed -e '/^PrivateNetwork=/d' -e 's/^RestrictAddressFamilies=.*/& AF_INET AF_INET6/' \
  -e 's/^IPAddressDeny=any/&\nIPAddressAllow=192.0.2.1/' "$work/units/rtsd.service" >"$work/units/ip/rtsd.service"
said=$(systemd-analyze security --offline=yes --no-pager --threshold=15 "$work/units/ip/rtsd.service" 2>&1) ||
  fail "rtsd with a bearer over IP is too exposed: $said"
grep -F "Overall exposure" <<<"$said" | sed 's/^[^A-Za-z]*/units: with a bearer over IP: /'

# Mounts of the two media: a name has to be its place, the options keep a stranger's card from being more than data.
for mount in 'systemd/media-rts\x2dcard.mount' systemd/var-lib-rts.mount; do
  said=$(systemd-analyze verify --man=no "$PWD/$mount" 2>&1 | grep -F "${mount#systemd/}" || true)
  [ -z "$said" ] || fail "$mount: $said"
  for option in noatime nodev nosuid noexec errors=remount-ro; do
    grep -q "^Options=.*$option" "$mount" || fail "$mount lacks $option"
  done
done

# What a person sees when the daemon is given up: the reason and what to do, on console and paper.
touch "$work/console" "$work/printer"
RTS_CONSOLE=$work/console RTS_PRINTER=$work/printer MONITOR_SERVICE_RESULT=exit-code MONITOR_EXIT_STATUS=78 \
  systemd/show-failure 2>/dev/null
for seen in console printer; do
  grep -q 'a setting or the package of the election is wrong (exit-code, 78)' "$work/$seen" || fail "no fault on the $seen"
  grep -q 'Run: rts config check' "$work/$seen" || fail "the $seen does not say what to do"
done
printf '\033@' | cmp -s -n 2 - "$work/printer" || fail "the printer is not reset before it says what failed"
RTS_CONSOLE=$work/none RTS_PRINTER=$work/none RTS_RESULT=watchdog RTS_STATUS=1 systemd/show-failure 2>"$work/said"
grep -q 'watchdog' "$work/said" || fail "a box without console and printer says nothing"

# Swap and core files would carry keys to a medium.
grep -q '^DumpCore=no' systemd/system.conf.d/rts.conf && grep -q '^RuntimeWatchdogSec=' systemd/system.conf.d/rts.conf ||
  fail "systemd/system.conf.d/rts.conf lacks the watchdog, or lets core files be written"
said=$(sed -E '/^(#.*)?$/d; /^[a-z_.]+ = .+$/d' systemd/sysctl.d/rts.conf)
[ -z "$said" ] || fail "systemd/sysctl.d/rts.conf: $said"

# Rules of udev: the form of each line, a label for each jump, and nothing let in but by maker and product or as a hub.
rules=systemd/udev/60-rts.rules
strange=$(grep -vE '^(#.*)?$' "$rules" | grep -vE '^([A-Z_]+(\{[A-Za-z_]+\})?(==|!=|\+=|=)"[^"]*"(, |$))+$' || true)
[ -z "$strange" ] || fail "$rules: $strange"
for label in $(grep -oE 'GOTO="[a-z_]+"' "$rules" | cut -d'"' -f2 | sort -u); do
  grep -q "^LABEL=\"$label\"" "$rules" || fail "$rules jumps to $label, which is not there"
done
open=$(grep 'GOTO="rts_authorize"' "$rules" | grep -v '^#' | grep -vE 'ATTR\{idVendor\}=="[0-9a-f]{4}", ATTR\{idProduct\}|bDeviceClass\}=="09"' || true)
[ -z "$open" ] || fail "$rules lets in whatever comes: $open"
[ "$(cat systemd/cmdline.d/rts.conf)" = usbcore.authorized_default=0 ] || fail "USB is open from the start"
if systemd-analyze --version | awk 'NR == 1 { exit !($2 >= 254) }' && command -v udevadm >/dev/null; then
  udevadm verify --no-style "$rules" || fail "$rules"
fi

# The machine's own users are left alone: everything is made below an empty root.
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$work/root/etc/passwd"
printf 'root:x:0:\ndialout:x:20:\n' >"$work/root/etc/group"
systemd-sysusers --root="$work/root" "$PWD"/systemd/sysusers.d/*.conf 2>&1 | grep -v '^Creating ' || true
for user in rts rts-center rts-gateway rts-console; do
  grep -q "^$user:" "$work/root/etc/passwd" || fail "user $user is not created"
done
for group in rts rts-official rts-technician rts-center rts-gateway; do
  grep -q "^$group:" "$work/root/etc/group" || fail "group $group is not created"
done
grep -q '^rts-official:.*:rts-console$' "$work/root/etc/group" || fail "the console is no official"
grep -q '^dialout:x:20:rts$' "$work/root/etc/group" || fail "user rts does not reach the serial lines"
for unit in systemd/*.service; do
  user=$(sed -n 's/^User=//p' "$unit")
  grep -q "^$user:" "$work/root/etc/passwd" || fail "$unit runs as $user, whom nobody creates"
done

# Giving folders away needs root; without it only the syntax is checked.
said=$(systemd-tmpfiles --create --root="$work/root" "$PWD"/systemd/tmpfiles.d/*.conf 2>&1) || {
  [ "$(id -u)" -ne 0 ] || fail "tmpfiles: $said"
}
if grep -E 'Unknown|Failed to parse|Invalid' <<<"$said"; then
  fail "tmpfiles: $said"
fi
for folder in etc/rts/config.d media/rts-card run/rts etc/rts-center; do
  [ -d "$work/root/$folder" ] || fail "folder /$folder is not made"
done
[ "$(readlink "$work/root/run/credstore.encrypted")" = /var/lib/rts/credstore.encrypted ] || fail "an image finds no credentials"
[ "$(stat -c %a "$work/root/media/rts-card")" = 700 ] || fail "others can reach the card's folder"
echo "units: users, groups and folders as they should be"
