#!/bin/sh
# Makes the committed accuracy results anew: reports/accuracy/full.json, which the build embeds and `ishydro check` compares
# with, and the table full.txt of the same run.
#
#   scripts/accuracy.sh [BUILD]    BUILD is a Release build folder, build/release by default
#
# Run it when a change moves figures for a reason, and say the reason where the new files are committed. A run with a failure
# that is not a moved figure leaves the old files.
set -eu

source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
build=${1:-$source/build/release}
results=$source/reports/accuracy
[ -x "$build/ishydro" ] || { echo "accuracy.sh: $build/ishydro is not there: build first" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$build/ishydro" check --suite full --no-baseline --json "$work/full.json" >"$work/full.txt" || {
	cat "$work/full.txt"
	echo "accuracy.sh: the suite fails; nothing was replaced" >&2
	exit 1
}
cp "$work/full.json" "$work/full.txt" "$results/"
tail -n 1 "$results/full.txt"
echo "accuracy.sh: wrote $results/full.json and full.txt; build again to embed them"
