#!/bin/bash
# Puts under target/postgres what the tests of the center need: a file `bin` that names the folder of PostgreSQL's programs.
#
# The machine's own PostgreSQL is used if there is one. If not, Debian's packages are downloaded and unpacked below
# target/postgres, together with the libraries that the machine lacks; nothing is installed and nothing runs as root.
# Safe to run at any time and from several tests at once. RTS_POSTGRES_UNPACK=1 unpacks in any case.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
cross=${POSTGRES_DIR:-$root/target/postgres}
mkdir -p "$cross"
exec 8>"$cross/lock"
flock 8
# shellcheck source=tests/cross/debian.sh
source "$root/tests/cross/debian.sh"

# newest FOLDER: the folder of the newest PostgreSQL's programs below one that looks like /.
newest() {
  { find "$1/usr/lib/postgresql" -path '*/bin/initdb' 2>/dev/null || true; } | sort -V | tail -n 1 | xargs -r dirname
}

bin=
[ -n "${RTS_POSTGRES_UNPACK:-}" ] || bin=$(newest '')
if [ -z "$bin" ]; then
  bin=$(newest "$cross/root")
fi
if [ -z "$bin" ]; then
  debian_open "$(dpkg --print-architecture)"
  server=$(apt-cache depends postgresql | awk '/Depends: postgresql-[0-9]+$/ {print $2}')
  [ -n "$server" ] || fail "Debian's archive has no postgresql"
  # Libraries that this machine has need not be downloaded.
  missing=$(apt-get install --print-uris -qq --reinstall --no-install-recommends \
    -o Dir::State::status=/var/lib/dpkg/status "$server" "${server/-/-client-}" | awk '{print $2}')
  for file in $missing; do
    name=${file%%_*}
    version=$(echo "$file" | cut -d_ -f2 | sed 's/%3a/:/')
    debian_unpack "$cross/root" "$name=$version"
  done
  bin=$(newest "$cross/root")
  [ -n "$bin" ] || fail "PostgreSQL's programs are not in Debian's packages any more"
fi
command -v setpriv >/dev/null || fail "setpriv is missing: install util-linux"
# The libraries beside unpacked programs, for LD_LIBRARY_PATH; nothing beside the machine's own.
lib=
[ "${bin#"$cross"}" = "$bin" ] || lib=$cross/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch)
echo "$lib" >"$cross/lib"
echo "$bin" >"$cross/bin.new"
mv "$cross/bin.new" "$cross/bin"
