#!/usr/bin/env bash
# Dependency audit: licenses, bans and sources as deny.toml wants them. Installs cargo-deny below target if it is missing.
# The lock files of the programs that are built apart are current, so that `make fuzz` works on the day it is needed.
# Advisories are left to a machine that reaches the advisory database: `cargo deny check advisories`.
set -euo pipefail
cd "$(dirname "$0")/.."
version=0.20.2
tools=target/tools
if ! "$tools/bin/cargo-deny" --version 2>/dev/null | grep -q "$version"; then
  if command -v cargo-deny >/dev/null && cargo-deny --version | grep -q "$version"; then
    mkdir -p "$tools/bin"
    ln -sf "$(command -v cargo-deny)" "$tools/bin/cargo-deny"
  else
    echo "audit: installing cargo-deny $version below $tools (once)"
    cargo install --quiet --locked --debug --no-default-features --root "$tools" cargo-deny --version "$version"
  fi
fi
"$tools/bin/cargo-deny" check --hide-inclusion-graph bans licenses sources
for apart in tests/fuzz tests/peers/hardless; do
  cargo metadata --locked --format-version 1 --manifest-path "$apart/Cargo.toml" >/dev/null \
    || { echo "audit: $apart/Cargo.lock is not current: cargo metadata --manifest-path $apart/Cargo.toml" >&2; exit 1; }
done
