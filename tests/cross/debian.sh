# Debian's archive for a processor that is not this machine's, below target/cross: sourced by the scripts beside it, which
# have set `cross` to that folder. Nothing is installed from it and nothing of the machine's own apt changes.

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
security=${DEBIAN_SECURITY_MIRROR:-http://deb.debian.org/debian-security}

# fail SENTENCE: what went wrong and what to do, and the end.
fail() {
  echo "cross: $*" >&2
  exit 1
}

# need PROGRAM PACKAGES: installs Debian packages where a program is missing and it may.
need() {
  command -v "$1" >/dev/null && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "$1 is missing: install $2"
  fi
  echo "cross: installing $2" >&2
  apt-get update -q >&2
  # The list is words on purpose.
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y -o DPkg::Lock::Timeout=600 --no-install-recommends $2 >&2
}

# debian_release: the name of this machine's release; packages for this machine come from it.
debian_release() {
  local name
  name=$(. /etc/os-release && [ "$ID" = debian ] && echo "$VERSION_CODENAME") || true
  [ -n "$name" ] || fail "the packages of other processors come from Debian's archive: run this on Debian"
  echo "$name"
}

# debian_open ARCH: makes apt in this shell speak of that processor's archive, an index of at most a day.
debian_open() {
  local root=$cross/apt-$1 release suite
  release=$(debian_release)
  mkdir -p "$root/state/lists/partial" "$root/cache/archives/partial" "$cross/deb"
  local suites="trixie:$mirror trixie-security:$security"
  [ "$release" = trixie ] || suites+=" $release:$mirror $release-security:$security"
  # Programs of this machine run here, so they come from its own release.
  [ "$1" != "$(dpkg --print-architecture)" ] || suites="$release:$mirror $release-security:$security"
  for suite in $suites; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${suite#*:} ${suite%%:*} main"
  done >"$root/sources"
  cat >"$root/conf" <<CONF
APT::Architecture "$1";
APT::Architectures "$1";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Dir::State "$root/state";
Dir::State::status "/dev/null";
Dir::Cache "$root/cache";
Dir::Etc::sourcelist "$root/sources";
Dir::Etc::sourceparts "-";
CONF
  export APT_CONFIG=$root/conf
  if [ -z "$(find "$root/stamp" -mmin -1440 2>/dev/null)" ]; then
    # A suite's index may be out of step with its signature for days; what is missing then is named when it is asked for.
    apt-get update -q >"$root/update.log" 2>&1 || true
    touch "$root/stamp"
  fi
}

# debian_version PACKAGE PATTERN: the newest version in the open archive that the pattern matches; nothing if none does.
debian_version() {
  apt-cache madison "$1" | awk -F'|' '{gsub(/ /, "", $2); print $2}' | grep -E "$2" | head -n 1 || true
}

# debian_unpack FOLDER PACKAGE=VERSION…: packages of the open archive, downloaded once and unpacked.
debian_unpack() {
  local folder=$1 package file
  shift
  mkdir -p "$folder"
  for package; do
    # The first field of the answer is the address, the second the file, the third its size.
    file=$(cd "$cross/deb" && apt-get download --print-uris -qq "$package" | awk '{print $2}')
    [ -n "$file" ] || fail "Debian's archive has no $package"
    if [ ! -f "$cross/deb/$file" ]; then
      (cd "$cross/deb" && apt-get download -qq -o APT::Sandbox::User=root "$package" >&2) || fail "$package cannot be downloaded"
    fi
    dpkg-deb -x "$cross/deb/$file" "$folder"
  done
}
