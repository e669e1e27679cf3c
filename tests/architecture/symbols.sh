#!/bin/sh
# architecture.symbols: every symbol that libishydro exports begins with ish_. symbols.sh LIBRARY COMPILER NM
#
# But four: FFTW's allocator, which is defined anew (spectral/fftw_memory.c). They have to be weak, so that a program with
# its own still links.
set -eu

library=$1
compiler=$2
nm=$3

# Prints "object: symbol" for each exported symbol with another name; a mark before ours is let through: a sanitizer's, and
# that of OpenMP's locks.
strangers() {
	"$nm" -g --defined-only "$1" | awk '
		/:$/ { object = $0; next }
		NF == 3 && $2 == "W" && $3 ~ /^fftwf?_kernel_(malloc|free)$/ { next }
		NF == 3 && $3 !~ /^(__odr_asan\.|\.gomp_critical_user_)?ish_/ { print object " " $3 }'
}

trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
echo 'int ish_right; int wrong; void fftw_kernel_free(void *p) { (void)p; } static int hidden; int *ish_see(void) { return &hidden; }' >"$trial/planted.c"
"$compiler" -c "$trial/planted.c" -o "$trial/planted.o"
if [ "$(strangers "$trial/planted.o" | tr '\n' ' ')" != " fftw_kernel_free  wrong " ]; then
	echo "planted symbols fftw_kernel_free (strong) and wrong were not what was found: $(strangers "$trial/planted.o")"
	exit 1
fi

count=$("$nm" -g --defined-only "$library" | awk 'NF == 3 && $3 ~ /^ish_/' | wc -l)
if [ "$count" -eq 0 ]; then
	echo "$library exports nothing that begins with ish_"
	exit 1
fi
found=$(strangers "$library")
if [ -n "$found" ]; then
	echo "exported without the prefix ish_:"
	echo "$found"
	exit 1
fi
echo "$count exported symbols, all with the prefix ish_"
