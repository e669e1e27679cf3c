#!/bin/sh
# architecture.layers: no #include and no USES points up (arrows.txt). layers.sh SOURCE_FOLDER
set -eu

source=$1
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
rooms=$(sed -n 's/^\([a-z]*\):.*/\1/p' "$here/arrows.txt")

# Prints the offences of a tree; false if there are any.
check() (
	cd "$1"
	set --
	for room in $rooms; do
		for file in "$room"/*.c "$room"/*.h "$room"/*.cu "$room"/*.def "$room"/*/*.c "$room"/*/*.h "$room"/*/*.def "$room/CMakeLists.txt"; do
			[ ! -f "$file" ] || set -- "$@" "$file"
		done
	done
	[ $# -gt 0 ] || { echo "no source in $PWD"; exit 1; }
	awk -f "$here/layers.awk" "$here/arrows.txt" "$@"
)

# The check must see what it is there to see: a small tree that is right, then one planted offence at a time.
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT

tree() {
	rm -rf "$trial/tree"
	for room in $rooms; do
		mkdir -p "$trial/tree/$room"
	done
	cd "$trial/tree"
	printf '#include <math.h>\n#include "workspace/status.def"\n' >workspace/status.h
	printf 'ish_module(workspace\n\tSOURCES status.c\n\tLIBS PkgConfig::HWLOC)\n' >workspace/CMakeLists.txt
	printf '#include "workspace/status.h"\n' >physics/eos.h
	printf 'ish_module(physics USES workspace)\n' >physics/CMakeLists.txt
	printf '#include "physics/eos.h"\n#  include "workspace/status.h"\n' >solver/solver.c
	printf 'ish_module(solver SOURCES solver.c\n\tUSES physics # formulae\n\t\tworkspace\n\tLIBS m)\n' >solver/CMakeLists.txt
	cd "$OLDPWD"
}

# plant FILE LINE EXPECTED: adds the line to the file and wants the report EXPECTED.
plant() {
	tree
	printf '%s\n' "$2" >>"$trial/tree/$1"
	if check "$trial/tree" >"$trial/report" || ! grep -qF "$3" "$trial/report"; then
		echo "planted in $1: $2"
		echo "expected: $3"
		echo "reported:"
		cat "$trial/report"
		exit 1
	fi
}

tree
if ! check "$trial/tree"; then
	echo 'a tree that is right was refused'
	exit 1
fi
plant physics/eos.h '#include "solver/solver.h"' 'physics/eos.h:2: physics may not include solver/solver.h'
plant physics/eos.h ' # include <profiler/profile.h>' 'physics/eos.h:2: physics may not include profiler/profile.h'
plant workspace/status.h '#include "cli/run.h"' 'workspace/status.h:3: workspace may not include cli/run.h'
plant solver/solver.c '#include "eos.h"' 'solver/solver.c:3: "eos.h" is not written as room/file'
plant solver/solver.c '#include "spectral/plan.h"' \
	'solver/solver.c:3: solver includes spectral but its CMakeLists.txt does not'
plant reports/CMakeLists.txt 'ish_module(reports SOURCES x.c USES spectral)' \
	'reports/CMakeLists.txt:1: reports may not use spectral'
plant cli/CMakeLists.txt 'ish_module(cli USES solver)' 'cli/CMakeLists.txt:1: USES solver, which no file of cli includes'

if ! check "$source"; then
	echo 'the arrows stand in tests/architecture/arrows.txt'
	exit 1
fi
echo "7 planted offences found; none in $(echo "$rooms" | wc -w) rooms"
