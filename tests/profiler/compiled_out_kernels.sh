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
failed=0
count=0
IFS=';'
for object in $objects; do
	count=$((count + 1))
	[ -n "$("$nm" -g --defined-only "$object")" ] || { echo "$object defines nothing"; failed=1; }
	found=$(wanted "$object")
	[ -z "$found" ] || { echo "$object wants $found"; failed=1; }
done
[ $count -ge 30 ] || { echo "$count objects are not the kernels"; failed=1; }
echo "$count objects"
exit $failed
