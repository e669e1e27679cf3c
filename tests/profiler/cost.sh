#!/bin/sh
# cost.sh PROGRAM: instructions of one begin and end, by callgrind, as the difference of two runs of unlike length.
# At most 90 with the profiler on; at most 15 off: two calls, each a load and a branch, and the loop around them.
set -eu
program=$1
if ! command -v valgrind >/dev/null 2>&1; then
	echo "skipped: valgrind is not installed"
	exit 77
fi

count() { # instructions of PROGRAM n on|off
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" 2>&1 |
		sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

bad=0
for row in on:90 off:15; do
	state=${row%%:*}
	most=${row##*:}
	short=$(count 10000 "$state")
	long=$(count 40000 "$state")
	pair=$(((long - short) / 90000))
	echo "$state: $pair instructions of $most"
	if [ "$pair" -le 0 ] || [ "$pair" -gt "$most" ]; then
		bad=1
	fi
done
exit $bad
