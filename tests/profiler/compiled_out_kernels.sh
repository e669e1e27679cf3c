#!/bin/sh
# compiled_out_kernels.sh NM PROFILER_LIBRARY SOLVER_LIBRARY "OBJECT;OBJECT...": what the profiler defines is wanted by no object. The
# solver's library, built as usual, shows that such symbols would be seen.
set -eu

nm=$1
profiler=$2
solver=$3
objects=$4
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$nm" -g --defined-only "$profiler" | awk 'NF == 3 { print $3 }' | sort -u >"$folder/profiler"
wanted() { "$nm" -u "$1" | awk '$1 == "U" { print $2 }' | sort -u | comm -12 - "$folder/profiler"; }

wanted "$solver" >"$folder/solver"
for symbol in ish_region_begin ish_region_end ish_statistic_add ish_worker_begin; do
	grep -qx "$symbol" "$folder/solver" || { echo "$symbol is not seen in $solver, which uses it"; exit 1; }
done
IFS=';'
set -- $objects
[ $# -ge 30 ] || { echo "$# objects are not the kernels"; exit 1; }
defining=$("$nm" -A -g --defined-only "$@" | sed 's/:[0-9a-f]* [A-Za-z] .*//' | sort -u | wc -l)
[ "$defining" -eq $# ] || { echo "$# objects, of which $defining define something"; exit 1; }
"$nm" -A -u "$@" | awk 'NR == FNR { profiler[$1]; next } $NF in profiler { print; found++ } END { exit found > 0 }' \
	"$folder/profiler" - || { echo "these are symbols of the profiler"; exit 1; }
echo "none in $# objects"
