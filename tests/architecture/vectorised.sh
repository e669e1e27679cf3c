#!/bin/sh
# architecture.vectorised: every loop of a sweep that is marked with the comment "vectorised" on its line is vectorised
# (or made a library call, memcpy), in each copy of it, in both precisions and at every SIMD level.
# vectorised.sh COMPILER SOURCE_FOLDER VERSION_FOLDER "KERNEL FLAGS" "LEVEL=FLAGS ..." SOURCE...
# (sources relative to SOURCE_FOLDER, the flags of a level separated by commas), or vectorised.sh skip REASON
set -eu

if [ "$1" = skip ]; then
	echo "skipped: $2"
	exit 77
fi
if [ $# -lt 6 ]; then
	echo "no sweep is listed"
	exit 1
fi
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
compiler=$1
root=$2
generated=$3
kernel_flags=$4
levels=$5
shift 5

trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT

# look FOLDER SOURCE LEVEL FLAGS PRECISION_FLAG
look() (
	cd "$1"
	rm -f "$trial/report" # the compiler appends
	# shellcheck disable=SC2086 # flags are words
	"$compiler" -std=c17 -I. -I "$generated" -ffp-contract=off $kernel_flags $4 $5 -DNDEBUG "-DISH_SIMD=$3" \
		-DISH_SIMD_LEVELS_X86=1 -fopt-info-loop-optimized-missed="$trial/report" -c "$2" -o "$trial/object"
	touch "$trial/report"
	awk -v source="$2" -f "$here/vectorised.awk" "$2" "$trial/report"
)

first=${levels%% *}
# planted EXPECTED: the source on stdin must be judged so.
planted() {
	cat >"$trial/planted.c"
	look "$trial" planted.c "${first%%=*}" "$(echo "${first#*=}" | tr , ' ')" '' >"$trial/verdict" || true
	if ! grep -qxF "$1" "$trial/verdict"; then
		echo "planted:"
		cat "$trial/planted.c"
		echo "expected: $1"
		echo "judged:"
		cat "$trial/verdict"
		exit 1
	fi
}

# Each turn needs the last.
planted 'planted.c:2: not vectorised (1 copies)' <<'END'
void f(double *x, int n) {
	for (int i = 1; i < n; i++) { /* vectorised */
		x[i] = x[i] * x[i - 1] + 1.0;
	}
}
END
# A call that only one of two copies makes; the loop's place is in the inlined function.
planted 'planted.c:7: 1 copies of a loop whose body is placed at planted.c:3 are not vectorised' <<'END'
double g(double);
static inline __attribute__((always_inline)) void cell(double *x, int k, int i) {
	x[i] = k ? g(x[i]) : 2.0 * x[i];
}
static inline __attribute__((always_inline)) void loop(double *x, int k, int n) {
#pragma omp simd
	for (int i = 0; i < n; i++) { /* vectorised */
		cell(x, k, i);
	}
}
void f0(double *x, int n) { loop(x, 0, n); }
void f1(double *x, int n) { loop(x, 1, n); }
END
# Nothing to find: one loop vectorised, one a memcpy, one not marked.
planted 'marked 2' <<'END'
void f(double *restrict x, const double *restrict y, int n) {
	for (int i = 0; i < n; i++) { /* vectorised */
		x[i] = y[i] * y[i];
	}
	for (int i = 1; i < n; i++) {
		x[i] = x[i] * x[i - 1] + 1.0;
	}
}
void g(double *restrict x, const double *restrict y, int n) {
	for (int i = 0; i < n; i++) { /* vectorised */
		x[i] = y[i];
	}
}
END
if [ "$(wc -l <"$trial/verdict")" -ne 1 ]; then
	echo "a source that is right was refused:"
	cat "$trial/verdict"
	exit 1
fi

failed=0
marked=0
for source in "$@"; do
	for level in $levels; do
		flags=$(echo "${level#*=}" | tr , ' ')
		for precision in -UISH_SINGLE -DISH_SINGLE; do
			if ! look "$root" "$source" "${level%%=*}" "$flags" "$precision" >"$trial/verdict"; then
				echo "at level ${level%%=*}, $precision:"
				sed '$d' "$trial/verdict"
				failed=1
			fi
		done
	done
	marked=$((marked + $(sed -n 's/^marked //p' "$trial/verdict")))
done
if [ "$marked" -eq 0 ]; then
	echo 'no loop is marked with the comment "vectorised"'
	exit 1
fi
[ "$failed" -eq 0 ] || exit 1
echo "$marked marked loops vectorised, in both precisions, at the levels $(echo "$levels" | sed 's/=[^ ]*//g')"
