#!/bin/sh
# work.table_equals_counts_made_by_compiling_the_sweeps_with_a_counting_number: the rows of solver/work.def against those
# that count.cpp prints. counts.sh SOURCE_FOLDER COMPILER [write]: with "write" the table is written anew.
set -eu

root=$1
compiler=$2
if [ "$compiler" = none ]; then
	echo 'skipped: no C++ compiler of the GNU family (Debian package: g++)'
	exit 77
fi
here=$root/tests/work
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT

# The counting folder stands first: its workspace/real.h is taken for that of the sweeps.
"$compiler" -std=gnu++20 -O0 -I "$here/counting" -I "$root" "$here/count.cpp" -o "$trial/count"
{
	echo '/* ISH_WORK(sweep, flops, divisions, roots, reads, writes) a cell; see work.h. Written by tests/work/counts.sh ... write */'
	"$trial/count"
} >"$trial/work.def"
if [ "${3:-}" = write ]; then
	cp "$trial/work.def" "$root/solver/work.def"
	exit
fi
if ! diff "$root/solver/work.def" "$trial/work.def"; then
	echo 'solver/work.def (<) is not what the sweeps do (>): sh tests/work/counts.sh . g++ write'
	exit 1
fi
echo "$(wc -l <"$trial/work.def") rows equal"
