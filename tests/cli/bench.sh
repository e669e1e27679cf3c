#!/bin/sh
# bench.sh PROGRAM DOCS CASE: `ishydro bench`. Exit code 0 good, 1 bad, 77 skipped. No case judges a time.
set -u
program=$1
docs=$2
name=$3
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8 OMP_NUM_THREADS=2 OMP_WAIT_POLICY=passive XDG_CACHE_HOME="$work/cache"

fail() {
	echo "$name: $*"
	sed 's/^/  out: /' "$work/out.txt" 2>/dev/null | tail -n 40
	sed 's/^/  err: /' "$work/err.txt" 2>/dev/null | tail -n 10
	exit 1
}

bench() {
	"$program" bench "$@" >"$work/out.txt" 2>"$work/err.txt"
	code=$?
}

quick() { bench --size small --rounds 1 --planning estimate "$@"; }

exits() { [ "$code" -eq "$1" ] || fail "exit code $code, not $1"; }
has() { grep -q -e "$2" "$1" || fail "no line like: $2"; }

# One error line that begins so, nothing on stdout.
refused() {
	exits "$1"
	[ ! -s "$work/out.txt" ] || fail "stdout is not empty"
	[ "$(wc -l <"$work/err.txt")" -eq 1 ] || fail "not one line"
	has "$work/err.txt" "^ishydro: error: $2"
}

need_python() {
	command -v python3 >/dev/null || {
		echo "skipped: no python3 to read JSON with"
		exit 77
	}
}

case_the_table_has_every_operation_in_80_columns() {
	quick --set time.scheme=imex-linear
	exits 0
	[ ! -s "$work/err.txt" ] || fail "stderr is not empty"
	for row in dgemm triad step stage derivative 'gradient of u' stress-energy divergence 'fft x' 'fft y' 'fft z' \
		'matrix product x' 'matrix product y' 'matrix product z' 'fft forward' 'fft inverse' closure 'ideal part' \
		'shear viscous operator' 'bulk viscous operator' 'stage sums' recovery filter 'linear operator'; do
		has "$work/out.txt" "^$row  *[0-9.-]"
	done
	for row in 'one thread' 'double over float' 'fft over matrix' 'estimate over measure'; do
		has "$work/out.txt" "^$row  *[0-9l]"
	done
	long=$(awk 'length > 80' "$work/out.txt")
	[ -z "$long" ] || fail "longer than 80 columns: $long"
	quick --set time.scheme=split-step
	exits 0
	[ "$(grep -c warning "$work/err.txt")" -eq 1 ] || fail "a warning is not given once"
}

case_one_operation_is_measured_alone() {
	quick --operation closure --operation gradient-of-u
	exits 0
	has "$work/out.txt" '^closure '
	has "$work/out.txt" '^gradient of u '
	has "$work/out.txt" '^step '
	! grep -Eq '^(recovery|filter|one thread) ' "$work/out.txt" || fail "others too"
}

case_the_export_has_its_fields() {
	need_python
	quick --export "$work/a.json"
	exits 0
	quick --export -
	exits 0
	mv "$work/out.txt" "$work/b.json"
	"$program" info | grep -q 'instrumentation .*not in this build' && counts=off || counts=on
	for file in a b; do
		python3 - "$work/$file.json" "$counts" <<-'END' || fail "$file.json"
			import json, math, sys
			b = json.load(open(sys.argv[1]))
			assert b["schema"] == "ishydro-bench" and b["schema_version"] == 1
			for key in "when host system processor cores memory program version revision build_type compiler flags".split():
			    assert key in b["environment"], key
			assert b["configuration"]["shape"] == [16, 8, 8] and b["configuration"]["cells"] == 1024
			assert b["method"]["rounds"] == 1 and b["method"]["shares_by"] in ("wall", "cpu")
			rows = {row["name"]: row for row in b["operations"]}
			assert len(rows) == len(b["operations"]) >= 18, sorted(rows)
			for row in b["operations"] + b["references"]:
			    assert math.isfinite(row["best"]) and math.isfinite(row["cpu"]) and row["sentence"], row
			    assert row["best"] > 0 or row["difference"], row
			for row in rows.values():
			    assert abs(row["ns_per_cell"] - 1e9 * row["best"] / 1024) <= 1e-9 * abs(row["ns_per_cell"]), row
			    assert (row["share_of_step"] is None) == (row["uses"] == 0), row
			    assert row["allocations"] in (0, None), row
			assert rows["step"]["share_of_step"] == 1 and rows["recovery"]["uses"] == 3
			assert [n for n in rows if rows[n]["difference"]] == ["shear viscous operator", "bulk viscous operator"]
			if sys.argv[2] == "off": # the profiler is not in this build, and counts nothing
			    assert all(row["flops"] is None for row in rows.values())
			    sys.exit(0)
			# A product with an n x n matrix: 2 n for each of 13 fields and 1024 points.
			assert rows["matrix product x"]["flops"] == 2 * 16 * 13 * 1024, rows["matrix product x"]["flops"]
			assert rows["matrix product y"]["flops"] == 2 * 8 * 13 * 1024
			# Shear and bulk make of the ideal work the whole, but for what both share and what couples them.
			whole = sum(rows[n]["flops"] for n in ("stress-energy", "divergence", "closure"))
			parts = [rows[n]["flops"] for n in ("ideal part", "shear viscous operator", "bulk viscous operator")]
			assert all(0 < p < whole for p in parts) and parts[0] + parts[1] < whole < 1.5 * sum(parts), (parts, whole)
			assert {r["name"] for r in b["references"]} == {"dgemm", "triad"}
			assert len(b["ratios"]) == 4
			for r in b["ratios"]:
			    assert r["left_out"] or abs(r["ratio"] - r["second"] / r["first"]) < 1e-9 * r["ratio"], r
		END
	done
}

# A base in which one operation was a hundred times faster; nothing else may grow a hundredfold by noise.
case_a_planted_regression_is_found_and_exits_with_1() {
	need_python
	quick --operation closure --operation filter --export "$work/base.json" -q
	exits 0
	quick --operation closure --operation filter --compare "$work/base.json" --tolerance 10 -q
	exits 0
	has "$work/out.txt" '^0 regressions beyond 1e+03% of both reference operations'
	python3 - "$work/base.json" <<-'END'
		import json, sys
		b = json.load(open(sys.argv[1]))
		for row in b["operations"]:
		    if row["name"] == "closure":
		        row["best"] /= 100
		        row["cpu"] /= 100
		json.dump(b, open(sys.argv[1], "w"))
	END
	quick --operation closure --operation filter --compare "$work/base.json" --tolerance 10 -q
	exits 1
	has "$work/out.txt" '^closure .*worse$'
	has "$work/out.txt" '^1 regression beyond'
	long=$(awk 'length > 80' "$work/out.txt")
	[ -z "$long" ] || fail "longer than 80 columns: $long"
}

# Both references ten times slower in the base: on that machine the same times would be regressions.
case_times_are_compared_over_those_of_the_references() {
	need_python
	quick --operation closure --export "$work/base.json" -q
	python3 - "$work/base.json" <<-'END'
		import json, sys
		b = json.load(open(sys.argv[1]))
		for row in b["references"]:
		    row["best"] *= 100
		    row["cpu"] *= 100
		json.dump(b, open(sys.argv[1], "w"))
	END
	quick --operation closure --compare "$work/base.json" --tolerance 10 -q
	exits 1
	has "$work/out.txt" '^closure .*worse$'
	has "$work/out.txt" '^step .*worse$'
}

case_bad_input_is_one_line() {
	quick --operation clousre
	refused 2 '--operation clousre: must be one of step, stage, derivative, gradient of u, .*linear operator$'
	quick --operation 'linear operator'
	refused 2 '--operation linear operator: must be one that this model, scheme and grid have'
	quick --set transport.zeta_over_s=0 --operation bulk-viscous-operator
	refused 2 '--operation bulk-viscous-operator: must be one that this model'
	bench --size huge
	refused 2 '--size huge: must be small, medium, large or extreme'
	bench --scaling upwards
	refused 2 '--scaling upwards: must be strong, weak or grid'
	bench --rounds 0
	refused 2 '--rounds 0: must be an integer from 1 to 10000'
	bench --tolerance 0.1
	refused 2 '--tolerance 0.1: must stand beside --compare BASE.JSON'
	bench --compare "$work/base.json" --tolerance x
	refused 2 '--tolerance x: must be a number from 0 to 10'
	bench medium
	refused 2 'bench: medium: must stand without arguments'
	bench --set output.every=3
	refused 2 '--set output.every=3: must be of another group: bench writes no output$'
	bench --set grid.shape=3
	refused 2 '--set: grid.shape = 3: '
	quick --compare "$work/none.json"
	refused 2 "--compare: $work/none.json: cannot be read: need a file of bench --export"
	printf '{"schema": \n' >"$work/broken.json"
	quick --compare "$work/broken.json"
	refused 2 "--compare: $work/broken.json:2: is not JSON"
	printf '{"schema": "ishydro-profile", "schema_version": 1}\n' >"$work/foreign.json"
	quick --compare "$work/foreign.json"
	refused 2 "--compare: $work/foreign.json: is no export of bench"
	printf '{"schema": "ishydro-bench", "schema_version": 9}\n' >"$work/late.json"
	quick --compare "$work/late.json"
	refused 2 "--compare: $work/late.json: \"schema_version\" must be 1"
	printf '{"schema": "ishydro-bench", "schema_version": 1}\n' >"$work/empty.json"
	quick --compare "$work/empty.json" --operation closure -q
	refused 2 "--compare: $work/empty.json: has shape nothing where this run has \[16,8,8\]: must be the same"
	quick --operation closure --export "$work/good.json" -q
	for key in references operations; do
		command -v python3 >/dev/null || continue
		python3 - "$work/good.json" $key >"$work/less.json" <<-'END'
			import json, sys
			b = json.load(open(sys.argv[1]))
			b[sys.argv[2]] = []
			json.dump(b, sys.stdout)
		END
		quick --compare "$work/less.json" --operation closure -q
		refused 2 "--compare: $work/less.json: has no "
	done
	quick --export "$work" --operation closure
	refused 2 "--export: $work: must be a file, not a folder or a device"
	bench --export "$work/no/late.json"
	refused 4 "$work/no/late.json: cannot be written: No such file or directory"
	bench --compare "$work"
	refused 2 "--compare: $work: is a folder: need a file of bench --export"
	quick --export "$work/late.json" --compare "$work/late.json"
	refused 2 "--export: $work/late.json: must not be the file that is read"
}

case_the_docs_have_every_operation() {
	quick --operation none
	exits 2
	sed 's/.*must be one of //' "$work/err.txt" | tr ',' '\n' | sed 's/^ //' >"$work/names"
	[ "$(wc -l <"$work/names")" -ge 18 ] || fail "too few names"
	while read -r operation; do
		has "$docs/bench.md" "^| .*\`$operation\`.* |"
	done <"$work/names"
}

case_a_size_that_does_not_fit_is_refused() {
	bench --size extreme --set backend.memory_limit=200000000
	refused 4 'memory: 128 x 64 x 64 points in double need [0-9.]* MB'
}

if ! grep -q "^case_$name()" "$0"; then
	echo "no such case: $name"
	exit 1
fi
"case_$name"
