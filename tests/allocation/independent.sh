#!/bin/sh
# An allocation counter that knows nothing of the profiler, preloaded in front of the allocator, agrees with the
# program's report that steady steps allocate nothing: twenty steps more are not one allocation more.
#
#   independent.sh ISHYDRO COUNTER
set -eu
program=$1
counter=$2
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT

# Allocations of a run of STEPS steps without output between: allocations STEPS OPTION...
allocations() {
	steps=$1
	shift
	rm -rf "$trial/out" "$trial/count"
	ISH_COUNTER_FILE="$trial/count" LD_PRELOAD="$counter" "$program" run --quiet --steps "$steps" -o "$trial/out" \
		--set problem.name=taylor-green --set output.every=0 --set output.series_every=0 --planning estimate "$@" \
		>"$trial/stdout" 2>"$trial/stderr" || {
		echo "a run failed: $*: $(cat "$trial/stderr")" >&2
		exit 1
	}
	cat "$trial/count"
}

# The same options with the profiler on: what its report says.
reported() {
	"$program" run --steps 12 -o "$trial/out" --set problem.name=taylor-green --set output.every=0 \
		--planning estimate "$@" >"$trial/stdout" 2>&1
	grep '^allocations' "$trial/stdout"
	rm -rf "$trial/out"
}

check() {
	few=$(allocations 12 --set 'profile.level="off"' "$@")
	many=$(allocations 32 --set 'profile.level="off"' "$@")
	said=$(reported "$@")
	echo "$*: $few allocations in 12 steps, $many in 32; the report: $said"
	[ "$few" -gt 100 ] || { echo "the counter does not see the set-up" && exit 1; }
	[ "$few" -eq "$many" ] || exit 1
	case $said in
	"allocations  0 in "*) ;;
	"allocations  not counted"*) ;;
	*) exit 1 ;;
	esac
}

# The counter does see what steps do: a file of fields at each of 20 steps more is thousands of allocations more.
few=$(allocations 12 --set 'profile.level="off"' --set 'grid.shape=[8,8,8]' --set output.every=1)
many=$(allocations 32 --set 'profile.level="off"' --set 'grid.shape=[8,8,8]' --set output.every=1)
echo "with output at each step: $few and $many"
[ "$many" -gt $((few + 1000)) ] || exit 1

for threads in 1 2 4; do
	check --threads "$threads" --set 'grid.shape=[16,9,8]' --set 'backend.derivative="fft"'
	check --threads "$threads" --set 'grid.shape=[16,9,8]' --set 'backend.derivative="matrix"'
done
check --threads 2 --set 'grid.shape=[1009,1,1]' --set 'backend.derivative="fft"'
check --threads 1 --set 'grid.shape=[4,127,4]' --set 'backend.derivative="fft"' --precision float \
	--set 'time.scheme="imex-ars3"'
