#!/bin/sh
# Tests of `ishydro plan` and of what a run takes from it: plan.sh PROGRAM CASE. Each case runs in an empty folder.
set -eu

program=$1
case=$2

fail() {
	echo "FAILED: $*"
	for file in out.txt err.txt; do
		echo "--- $file"
		cat "$work/$file" 2>/dev/null || true
	done
	exit 1
}

# Runs the program with these arguments; sets $code, leaves out.txt and err.txt.
ishydro() {
	code=0
	"$program" "$@" >"$work/out.txt" 2>"$work/err.txt" || code=$?
}

exits() { [ "$code" -eq "$1" ] || fail "exit code $code, not $1"; }
lines() { [ "$(wc -l <"$work/err.txt")" -eq "$1" ] || fail "stderr is not $1 lines"; }
has() { grep -q -e "$2" "$1" || fail "$1 does not hold: $2"; }

# json FILE EXPRESSION: the value of a Python expression of the object d.
json() { /usr/bin/python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"; }

case_plan_says_what_a_run_takes() {
	ishydro plan 128x64x32x16 --precision float --threads 1
	exits 0
	lines 0
	has "$work/out.txt" '^plan  *128 steps on 64 x 32 x 16 points, float, imex-ssp2, 1 thread, vectors '
	for owner in 'arena: state' 'arena: scratch' 'arena in all' 'plans and matrices' 'output buffer' 'series ring' HDF5 \
		profiler 'program and libraries' total; do
		has "$work/out.txt" "^  $owner  *[0-9.]* MB"
	done
	has "$work/out.txt" '^limit .*: the run fits$'
	has "$work/out.txt" '^transforms   x: derivative fft, filter fft$'
	has "$work/out.txt" '^store  .*/wisdom: nothing there; --measure writes it$'
	[ -z "$(ls -A)" ] || fail "plan has written something"
	ishydro plan extreme
	exits 0
	has "$work/out.txt" '^plan  *128 steps on 128 x 64 x 64 points'
	# A grid that no machine holds takes no longer.
	ishydro plan 1x1000x1000x1000
	exits 0
	has "$work/out.txt" '^limit .*: the run does not fit and would not start$'
	echo 'grid = { shape = [8, 8, 1]; }; time = { scheme = "imex-ars3"; end = 0.5; step = 0.125; };' >a.cfg
	ishydro plan a.cfg --set transport.eta_over_s=0
	exits 0
	has "$work/out.txt" '^plan  *4 steps on 8 x 8 x 1 points, double, imex-ars3'
	ishydro plan a.cfg 5x4x4x4
	exits 0
	has "$work/out.txt" '^plan  *5 steps on 4 x 4 x 4 points, double, imex-ars3'
}

case_plan_refuses_bad_input_in_one_line() {
	for arguments in "none.cfg" "1x2x3" "16x16x8x8 32x32x16x16" "small --preset 16x16x8x8" "small --threads two" \
		"small -o out" "--measure --planning estimate" "--measure --set backend.wisdom=none" "1x8x3x8"; do
		# shellcheck disable=SC2086
		ishydro plan $arguments
		exits 2
		lines 1
		[ ! -s "$work/out.txt" ] || fail "plan $arguments prints"
	done
	[ -z "$(ls -A "$XDG_CACHE_HOME" 2>/dev/null)" ] || fail "a store was made"
}

case_plan_json_is_json() {
	ishydro plan --json 64x32x16x16 --set time.scheme=imex-ssp3 --set backend.memory_limit=1000
	exits 0
	lines 0
	/usr/bin/python3 - "$work/out.txt" <<-END || fail "not the JSON that was promised"
		import json, sys
		plan = json.load(open(sys.argv[1]))
		memory = plan["memory_bytes"]
		assert plan["shape"] == [32, 16, 16] and plan["steps"] == 64 and plan["scheme"] == "imex-ssp3"
		assert memory["arena"]["total"] == sum(memory["arena"]["by_owner"].values())
		assert memory["total"] == memory["arena"]["total"] + sum(memory["beside"].values())
		assert plan["limit"] == {"bytes": 1000, "of": "backend.memory_limit"} and plan["fits"] is False
		assert plan["choices"]["derivative"] == ["fft"] * 3 and plan["store"]["removed"] == []
	END
}

# compare ARGUMENT...: the plan and the run of the same arguments. The arena to the byte; the total within 15 % of the peak
# from 128x64x64 up and within 20 MB below, bars that leave room for other versions of the libraries.
compare() {
	ishydro plan --json "$@"
	exits 0
	cp "$work/out.txt" plan.json
	rm -rf out
	peak=$(/usr/bin/python3 - "$program" "$@" <<-END
		import resource, subprocess, sys
		subprocess.run([sys.argv[1], "run", *sys.argv[2:], "-q", "-o", "out"], check=True)
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
	END
	) || fail "run $*"
	/usr/bin/python3 - "$peak" "$*" <<-END || fail "the plan of $* is not its run"
		import json, sys
		peak, what = int(sys.argv[1]), sys.argv[2]
		plan, run = json.load(open("plan.json")), json.load(open("out/run.json"))
		memory, arena = plan["memory_bytes"], run["memory_bytes"]
		error = memory["total"] - peak
		cells = run["shape"][0] * run["shape"][1] * run["shape"][2]
		print(f"{what}: plan {memory['total'] / 1e6:.1f} MB, peak {peak / 1e6:.1f} MB, {100 * error / peak:+.1f} %")
		assert memory["arena"]["total"] == arena["total"], (memory["arena"], arena)
		assert memory["arena"]["by_owner"] == arena["by_owner"], (memory["arena"], arena)
		assert plan["choices"]["simd"] == run["choices"]["simd"] and plan["threads"] == run["choices"]["threads"]
		if not $sanitized:
		    assert abs(error) < (0.15 * peak if cells >= 128 * 64 * 64 else 20e6), (peak, memory)
	END
}

# A sanitizer's shadow memory is in the peak: only the arena is compared.
case_plan_agrees_with_the_memory_of_runs() {
	"$program" info --json >info.json
	sanitized=$(json info.json 'd["profiler"]["allocation_hooks"] == "sanitizer"')
	compare --preset 16x16x8x8
	compare --preset 4x16x8x8 --precision float --threads 1
	compare --preset 32x32x16x16
	compare --preset 2x64x32x32 --set time.scheme=imex-ars3
	compare --preset 2x40x36x1 --set transport.zeta_over_s=0 --set output.compression=deflate
	compare --preset 3000x8x8x1 --planning estimate
	compare --preset 1x128x64x64 --planning estimate
	compare --preset 1x128x64x64 --planning estimate --precision float --set time.scheme=imex-ssp3
	cp out/fields_000001.hdf large.hdf
	compare --preset 1x128x64x64 --problem file --set problem.path=large.hdf --planning estimate --threads 1
}

case_a_run_that_does_not_fit_exits_with_4() {
	ishydro run --preset 4x64x64x64 --set backend.memory_limit=20000000
	exits 4
	lines 1
	has "$work/err.txt" '^ishydro: error: memory: 64 x 64 x 64 points in double need [0-9.]* MB, [0-9.]* MB of it for the fields; backend.memory_limit = 20000000 allows 20.0 MB: choose a smaller grid or precision float$'
	# 75 fields of 2^30 doubles: more than any machine that runs this.
	ishydro run --preset 4x1024x1024x1024
	exits 4
	lines 1
	has "$work/err.txt" '^ishydro: error: memory: 1024 x 1024 x 1024 points in double need .* has [0-9.]* MB left: '
	ishydro run --preset 1x8x8x1 --planning estimate -q --set backend.memory_limit=900000000000
	exits 0
	[ "$(ls)" = out ] || fail "a run that did not start has written"
}

case_runs_choose_as_plan_measured() {
	ishydro plan --measure 2x24x10x6
	exits 0
	lines 0
	has "$work/out.txt" '^choices  *measured$'
	has "$work/out.txt" '^store  .*: written$'
	store=$(dirname "$(find "$XDG_CACHE_HOME" -name wisdom)")
	[ "$(ls "$store")" = "$(printf 'wisdom\nwisdom.choices\nwisdom.float')" ] || fail "$store: $(ls -A "$store")"
	ishydro plan --json 2x24x10x6
	cp "$work/out.txt" plan.json
	[ "$(json plan.json 'd["choices"]["from"]')" = "from the store" ] || fail "the store is not used"
	# The other choice for every axis: a run that measured could not be relied on to make it.
	sed -i 's/"fft"/"other"/; s/"matrix"/"fft"/; s/"other"/"matrix"/' "$store/wisdom.choices"
	turned=$(cat "$store/wisdom.choices")
	for i in 1 2; do
		ishydro run --preset 2x24x10x6 -q -o "o$i"
		exits 0
		lines 0
		for what in derivative filter; do
			[ "$(json "o$i/run.json" "d['choices']['$what']")" = \
				"$(json "$store/wisdom.choices" "list(d['choices'].values())[0]['$what']")" ] ||
				fail "run $i has made another choice of $what"
		done
	done
	[ "$turned" = "$(cat "$store/wisdom.choices")" ] || fail "a run has written to the processor's store"
	cmp o1/series.csv o2/series.csv || fail "two runs with the same choices differ"
}

case_a_store_that_is_unfit_is_one_line_and_ignored() {
	ishydro plan --measure 2x24x10x6
	exits 0
	file=$(find "$XDG_CACHE_HOME" -name wisdom.choices)
	cp "$file" good
	for damage in 's/"format": 1/"format": 0/' 's/"processor": "[^"]*"/"processor": "another"/' 's/{/(/' \
		's/"fftw": "[^"]*"/"fftw": "fftw-2"/'; do
		sed "$damage" good >"$file"
		ishydro run --preset 2x24x10x6 -q -o o
		exits 0
		lines 1
		has "$work/err.txt" '^ishydro: warning: .*/wisdom.choices: .*: ignored (`ishydro plan --clear` removes it)$'
		ishydro plan 2x24x10x6
		exits 0
		lines 1
		has "$work/out.txt" '^store  .*: ignored$'
	done
	cp good "$file"
	head -c 100 "${file%.choices}" >cut
	mv cut "${file%.choices}"
	ishydro run --preset 2x24x10x6 -q -o o
	exits 0
	lines 1
	has "$work/err.txt" '^ishydro: warning: .*/wisdom: .*ignored'
	ishydro plan --measure 2x24x10x6 # writes it anew
	exits 0
	ishydro run --preset 2x24x10x6 -q -o o
	lines 0
}

case_clear_removes_the_store_and_says_so() {
	ishydro plan --clear
	exits 0
	has "$work/out.txt" '^store  .*: nothing there to remove$'
	ishydro plan --measure 2x16x8x1
	ishydro plan --clear
	exits 0
	for file in wisdom wisdom.float wisdom.choices; do
		has "$work/out.txt" "^removed  *$XDG_CACHE_HOME/ishydro/.*/$file\$"
	done
	[ -z "$(find "$XDG_CACHE_HOME" -type f)" ] || fail "something is left"
	ishydro plan --measure 2x16x8x1
	ishydro plan --clear --measure 2x16x8x1 --json
	exits 0
	[ "$(json "$work/out.txt" 'len(d["store"]["removed"])')" = 3 ] || fail "not cleared"
	[ "$(find "$XDG_CACHE_HOME" -type f | wc -l)" -eq 3 ] || fail "not written again"
}

case_a_named_store_is_read_and_written_by_runs() {
	ishydro run --preset 2x24x10x6 -q --set backend.wisdom=mine -o o1
	exits 0
	lines 0
	[ -s mine ] && [ -s mine.float ] && [ -s mine.choices ] || fail "no store: $(ls)"
	ishydro plan --json 2x24x10x6 --set backend.wisdom=mine
	[ "$(json "$work/out.txt" 'd["choices"]["from"]')" = "from the store" ] || fail "the store is not used"
	ishydro run --preset 2x24x10x6 -q --set backend.wisdom=mine -o o2
	exits 0
	lines 0
	cmp o1/series.csv o2/series.csv || fail "two runs with the same store differ"
	[ ! -e "$XDG_CACHE_HOME" ] || fail "the processor's store was made"
	ishydro plan --clear --set backend.wisdom=mine
	exits 0
	[ -z "$(find . -name 'mine*')" ] || fail "not cleared"
}

case_a_store_that_cannot_be_written_exits_with_4() {
	touch file
	XDG_CACHE_HOME=$PWD/file ishydro plan --measure 2x8x8x1
	exits 4
	lines 1
	has "$work/err.txt" 'file/ishydro: cannot make the folder for wisdom: '
	ishydro plan --measure 2x8x8x1 --set backend.wisdom=no/such/folder
	exits 4
	lines 1
	# A run needs none.
	XDG_CACHE_HOME=$PWD/file ishydro run --preset 2x8x8x1 -q
	exits 0
	lines 0
}

case_plans_at_the_same_time_keep_all() {
	for n in 4 5 6 7 8 9; do
		"$program" plan --measure "1x${n}x4x1" >"$n.txt" 2>&1 &
	done
	wait
	ishydro plan --json 1x4x4x1
	file=$(find "$XDG_CACHE_HOME" -name wisdom.choices)
	[ "$(json "$file" 'len(d["choices"])')" = 6 ] || fail "$(cat "$file")"
	[ "$(find "$XDG_CACHE_HOME" -type f | wc -l)" -eq 3 ] || fail "temporary files are left"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here"
export XDG_CACHE_HOME="$work/cache"
cd "$work/here"
case_"$case"
echo "$case"
