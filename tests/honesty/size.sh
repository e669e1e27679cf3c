#!/bin/sh
# size.sh ISHYDRO LIBRARY: the HTML report of 1000 steps is at most 500 kB, at both levels. The profiler's memory, which is
# one arena and the static data of its LIBRARY, is at most 16 MiB.
set -eu
program=$1
library=$2
most=500000
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The scheme with the most stages, every kind of output and place that a step may have.
for level in regions full; do
	"$program" profile -q --preset 1000x8x8x1 --planning estimate --set time.scheme=imex-ars3 --set output.every=100 \
		--set 'output.fields=["all"]' --set output.spectra_every=1 --set "profile.level=$level" \
		--set 'profile.formats=["html", "json"]' -o "$work/$level" 2>"$work/err" || { cat "$work/err" && exit 1; }
	bytes=$(wc -c <"$work/$level/profile/profile.html")
	echo "level $level: $bytes bytes in 1000 steps, at most $most"
	[ "$bytes" -le "$most" ] && [ "$bytes" -ge 100000 ] || exit 1
	arena=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["method"]["memory"])' \
		"$work/$level/profile/profile.json")
	if command -v size >/dev/null; then
		static=$(size "$library" | awk '{ all += $2 + $3 } END { print all }')
		echo "level $level: an arena of $arena bytes, static data of $static, at most $((16 << 20))"
		[ $((arena + static)) -le $((16 << 20)) ] && [ "$static" -gt 1000 ] || exit 1
	fi
done
