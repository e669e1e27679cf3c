#!/bin/sh
# valgrind.sh PROGRAM SANITIZED: runs of the program under memcheck, with every kind of input and output; one finding fails.
set -eu

program=$1
here=$(cd "$(dirname "$0")" && pwd)
if [ "$2" -ne 0 ]; then
	echo "skipped: a build with a sanitizer checks memory itself"
	exit 77
fi
command -v valgrind >/dev/null || { echo "skipped: valgrind is not installed"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export XDG_CACHE_HOME="$work/cache" OPENBLAS_NUM_THREADS=1

# check EXIT_CODE ARGUMENT...
check() {
	wanted=$1
	shift
	code=0
	valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect,possible \
		--errors-for-leak-kinds=definite,indirect,possible --error-exitcode=99 --num-callers=24 \
		--soname-synonyms=somalloc='*tcmalloc*' --suppressions="$here/valgrind.supp" --log-file=valgrind.txt \
		"$program" "$@" >out.txt 2>&1 || code=$?
	if [ "$code" -ne "$wanted" ] || [ -s valgrind.txt ]; then
		echo "FAILED with $code, not $wanted: ishydro $*"
		cat out.txt valgrind.txt
		exit 1
	fi
}

viscous="--set transport.zeta_over_s=0.05 --set geometry.name=milne --set time.start=0.6 --set profile.level=full"
check 0 run --quiet --threads 2 -o double --problem random --steps 5 --set 'grid.shape=[10,9,8]' --set output.every=2 $viscous
check 0 run --quiet --threads 2 -o float --problem file --set problem.path=double/fields_000002.hdf --steps 5 \
	--set 'grid.shape=[10,9,8]' --precision float --set time.scheme=imex-ssp3 --set output.compression=deflate $viscous
check 0 run --quiet --threads 1 -o again double/config.cfg --choices double/run.json
check 2 run --quiet --preset 2x8x8x8 --set transport.eta_over_s=-1
check 3 run --quiet -o breakdown --problem shear --steps 30 --set 'grid.shape=[8,1,1]' --set time.step=100
check 0 info --json
