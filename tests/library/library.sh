#!/bin/sh
# library.*: what is installed, in another code: the profiler (examples/profiler), the solver. library.sh CASE SOURCE BUILD CMAKE COMPILER NM
set -eu

case=$1
source=$2
build=$3
cmake=$4
compiler=$5
nm=$6
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unset DESTDIR CMAKE_PREFIX_PATH PKG_CONFIG_PATH LD_PRELOAD
points=63
steps=40

fail() {
	echo "FAILED: $*"
	exit 1
}

quietly() {
	"$@" >log 2>&1 || {
		cat log
		fail "$*"
	}
}

install_it() {
	quietly "$cmake" --install "$build" --prefix "$folder/prefix" --component profiler
	[ -z "$(find prefix -name '*_impl.h' -o -path '*solver*' -o -path '*spectral*')" ] || fail "more than the profiler is installed"
}

# run_it PROGRAM: it gives the right answer, and its profile is that of what it does.
run_it() {
	runtime=$(ldd "$1" | sed -n 's/^[[:space:]]*\(libg*omp\)\.so.*/\1/p' | tail -1)
	OMP_NUM_THREADS=2 "$1" $points $steps out >printed || fail "$1 exits with $?"
	awk '/relative error/ { found = $NF < 1e-3 } END { exit !found }' printed || fail "the answer is wrong: $(cat printed)"
	python3 "$here/check_heat.py" out/profile $points $steps "$2" "$runtime" || fail "the profile is wrong"
	if grep -iwE 'newton|derivative|fft|fm|ishydro' out/profile/profile.txt printed; then
		fail "a name of another code stands in its report"
	fi
}

library() {
	found=$(ldconfig -p 2>/dev/null | awk -v name="$1" '$1 == name { print $NF; exit }')
	[ -n "$found" ] || { PATH=$PATH:/sbin:/usr/sbin; found=$(ldconfig -p | awk -v name="$1" '$1 == name { print $NF; exit }'); }
	echo "$found"
}

case_an_installed_profiler_is_found_by_cmake() {
	install_it
	quietly "$cmake" -S "$source/examples/profiler" -B heat -DCMAKE_C_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$folder/prefix" \
		-DHEAT_TCMALLOC=ON
	quietly "$cmake" --build heat
	run_it heat/heat tcmalloc
}

case_an_installed_profiler_is_found_by_pkg_config() {
	install_it
	PKG_CONFIG_PATH=$(dirname "$(find "$folder/prefix" -name ishydro_profiler.pc)")
	export PKG_CONFIG_PATH
	quietly "$compiler" -std=c17 -O2 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags ishydro_profiler) \
		"$source/examples/profiler/heat.c" -o heat -fopenmp $(pkg-config --libs ishydro_profiler)
	run_it ./heat none
	# What it does not link it may be given: an allocator with hooks, a sampler. 0.3 s are enough for some samples.
	tcmalloc=$(library libtcmalloc.so.4)
	sampler=$(library libprofiler.so.0)
	rm -r out
	LD_PRELOAD="$tcmalloc $sampler" OMP_NUM_THREADS=2 ./heat $points 2000 out >printed || fail "with libraries preloaded it exits with $?"
	grep -q '"allocation_hooks": "tcmalloc"' out/profile/profile.json || fail "tcmalloc is not used where it is preloaded"
	[ "$(od -A n -t d8 -N 32 out/profile/profile.cpuprofile | awk '{ $1 = $1; print }' | tr '\n' ' ')" = "0 3 0 10000 " ] ||
		fail "no CPU samples"
	# Of libraries it takes its own, the C library's and jansson alone.
	if ldd heat | grep -E 'fftw|hdf5|openblas|cairo|gsl|hwloc|libconfig'; then
		fail "the profiler needs a library of the solver"
	fi
}

case_the_first_program_of_the_docs_runs() {
	install_it
	{
		echo 'static void solve(void);'
		awk '/^```c$/ { inside = 1; next } /^```$/ { if (inside) exit } inside' "$source/docs/profiler-api.md"
		echo 'static void solve(void) { for (volatile int i = 0; i < 1000; i++) {} }'
	} >first.c
	PKG_CONFIG_PATH=$(dirname "$(find "$folder/prefix" -name ishydro_profiler.pc)")
	export PKG_CONFIG_PATH
	quietly "$compiler" -std=c17 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags ishydro_profiler) first.c -o first \
		$(pkg-config --libs ishydro_profiler)
	./first >printed || fail "it exits with $?"
	grep -q '^  steps  *100: 3 warm-up, 97 steady' printed || fail "its summary: $(cat printed)"
	[ -s out/profile/profile.txt ] && [ -s out/profile/profile.html ] || fail "its reports are not there"
}

case_four_copied_folders_are_a_profiler() {
	mkdir copy
	for room in cmake workspace profiler reports; do
		cp -R "$source/$room" "copy/$room"
	done
	quietly "$cmake" -S "$source/examples/profiler" -B heat -DCMAKE_C_COMPILER="$compiler" -DCMAKE_BUILD_TYPE=None \
		-DISHYDRO_COPY="$folder/copy"
	quietly "$cmake" --build heat -j 2
	run_it heat/heat none
}

case_an_installed_solver_is_found() {
	quietly "$cmake" --install "$build" --prefix "$folder/prefix"
	mkdir waves
	cat >waves/waves.c <<'EOF'
#include <stdio.h>

#include "solver/solver.h"

int main(void)
{
	struct ish_config config;
	struct ish_solver *solver = NULL;
	ish_config_init(&config);
	if (ish_config_assign(&config, "waves", "grid.shape", "[32, 1, 1]") != ISH_OK || ish_solver_create(&solver, &config) != ISH_OK ||
	    ish_solver_step(solver, ish_solver_next_dt(solver)) != ISH_OK) {
		return 1;
	}
	printf("t = %g\n", ish_solver_time(solver));
	ish_solver_destroy(solver);
	return 0;
}
EOF
	cat >waves/CMakeLists.txt <<'EOF'
cmake_minimum_required(VERSION 3.22)
project(waves LANGUAGES C)
find_package(ishydro REQUIRED)
add_executable(waves waves.c)
target_link_libraries(waves PRIVATE ishydro::ishydro)
EOF
	quietly "$cmake" -S waves -B built -DCMAKE_C_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$folder/prefix"
	quietly "$cmake" --build built
	XDG_CACHE_HOME=$folder/cache built/waves >by_cmake || fail "linked by CMake it exits with $?"
	PKG_CONFIG_PATH=$(dirname "$(find "$folder/prefix" -name ishydro.pc)")
	export PKG_CONFIG_PATH
	quietly "$compiler" -std=c17 $(pkg-config --cflags ishydro) waves/waves.c -o waves/waves $(pkg-config --libs ishydro)
	XDG_CACHE_HOME=$folder/cache waves/waves >by_pkg_config || fail "linked by pkg-config it exits with $?"
	grep -q '^t = 0\.[0-9]*[1-9]' by_cmake || fail "no step: $(cat by_cmake)"
	cmp by_cmake by_pkg_config || fail "they differ"
}

case_compiled_out_the_code_calls_nothing() {
	install_it
	quietly "$compiler" -std=c17 -O0 -DISH_PROFILER_OFF -I"prefix/include/ishydro" -fopenmp -c "$source/examples/profiler/heat.c" -o off.o
	quietly "$compiler" -std=c17 -O0 -I"prefix/include/ishydro" -fopenmp -c "$source/examples/profiler/heat.c" -o on.o
	calls='ish_(region|worker|cache|statistic|call|work|transform)|ish_profile_stage'
	"$nm" -u on.o | grep -qE "$calls" || fail "the calls are not seen where they are"
	if "$nm" -u off.o | grep -E "$calls"; then
		fail "compiled out, these are left"
	fi
}

case_its_headers_are_cxx_too() {
	cxx=
	for name in "${CXX:-g++}" clang++ c++; do
		if [ -z "$cxx" ] && command -v "$name" >/dev/null; then cxx=$name; fi
	done
	[ -n "$cxx" ] || { echo "skipped: no C++ compiler is installed"; exit 77; }
	install_it
	for header in $(cd prefix/include/ishydro && find . -name '*.h'); do
		echo "#include \"${header#./}\"" >>all.cpp
	done
	[ "$(wc -l <all.cpp)" -ge 7 ] || fail "headers are missing: $(cat all.cpp)"
	cat >>all.cpp <<'EOF'
ISH_PROFILE_REGION(region, "region");
ISH_PROFILE_TRANSFORM(transform, "transform");
int main()
{
	struct ish_profile_config config = {};
	struct ish_report_context context = {};
	config.level = ISH_PROFILE_REGIONS;
	if (ish_profile_start(&config) != ISH_OK) {
		return 1;
	}
	ISH_BEGIN(&region);
	ISH_BEGIN(&transform);
	ISH_END(&transform);
	ISH_END(&region);
	ish_profile_stop();
	const int nodes = ish_profile_view()->nodes;
	ish_report_print(stdout, &context);
	ish_profile_reset();
	return nodes == 3 ? 0 : 1;
}
EOF
	quietly "$cxx" -std=c++17 -Wall -Wextra -Wpedantic -Werror -I"prefix/include/ishydro" -c all.cpp -o all.o
	quietly "$cxx" all.o "$(find prefix -name libishydro_profiler.a)" -fopenmp $(pkg-config --libs jansson) -lm -o all
	./all >printed || fail "the program in C++ exits with $?"
	grep -q 'transform' printed || fail "no region in: $(cat printed)"
}

"case_$case"
