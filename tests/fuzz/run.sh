#!/usr/bin/env bash
# Builds every fuzz target with the coverage counters of stable LLVM (no sanitizer: there is no unsafe code to watch) and
# runs each for so many seconds, one after the other: run.sh SECONDS [TARGET…]. A crash leaves its input under target/fuzz
# and ends the run; so does an input that takes over 60 seconds, of which others on a busy machine may take most, or a
# target that needs over 1 GiB.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-60}
shift || true
host=$(rustc -vV | sed -n 's/^host: //p')
out=$PWD/../../target/fuzz
mkdir -p "$out"
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
coverage+=" -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
coverage+=" -Cllvm-args=-sanitizer-coverage-trace-compares -Clink-dead-code --cfg fuzzing"
# With an explicit target the flags do not reach build scripts and macros.
RUSTFLAGS="$coverage" ${CARGO:-cargo} build --locked --release --bins --target "$host" --target-dir "$out/build"
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for target in targets/*.rs; do
    targets+=("$(basename "$target" .rs)")
  done
fi
for target in "${targets[@]}"; do
  work=$out/corpora/$target
  mkdir -p "$work" "corpora/$target" "$out/crashes"
  echo "fuzz: $target for $seconds s"
  "$out/build/$host/release/$target" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=1024 -verbosity=0 \
    -print_final_stats=1 -max_len=8192 -artifact_prefix="$out/crashes/$target-" "$work" "corpora/$target" 2>&1 \
    | grep -vE '^(INFO|Done|#|"|stat::slowest)' || { echo "fuzz: $target failed, see target/fuzz/crashes"; exit 1; }
done
