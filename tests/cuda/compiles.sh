#!/bin/sh
# cuda.physics_compiles: nvcc compiles all of physics, as C++17 for sm_90, in double and in float.
# compiles.sh SOURCE_FOLDER NVCC REASON; NVCC is "none" where there is none, REASON says why.
set -eu

root=$1
nvcc=$2
if [ "$nvcc" = none ]; then
	echo "skipped: $3"
	exit 77
fi
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT

compile() {
	"$nvcc" -std=c++17 -arch=sm_90 --fmad=false -Werror cross-execution-space-call -I "$root" "$@"
}

for header in "$root"/physics/*.h; do
	header=physics/${header##*/}
	if ! grep -qxF "#include \"$header\"" "$here/physics.cu"; then
		echo "tests/cuda/physics.cu does not include $header"
		exit 1
	fi
done

# A function for the host only, called on the device, must be refused.
cat >"$trial/planted.cu" <<'END'
static int host_only(int i) { return i + 1; }
__global__ void planted(int *i) { *i = host_only(*i); }
END
if compile -c "$trial/planted.cu" -o "$trial/planted.o" >"$trial/report" 2>&1 || ! grep -q host_only "$trial/report"; then
	echo 'a planted call of a host function on the device was not refused:'
	cat "$trial/report"
	exit 1
fi

compile -c "$here/physics.cu" -o "$trial/double.o"
compile -DISH_SINGLE -c "$here/physics.cu" -o "$trial/float.o"
"$nvcc" --version | sed -n 's/.*release/compiled in double and float for sm_90 by nvcc/p'
