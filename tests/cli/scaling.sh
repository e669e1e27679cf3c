#!/bin/sh
# Tests of `ishydro bench --scaling`: scaling.sh PROGRAM SOURCE CASE. Each case runs in an empty folder. Only counts are judged, never times.
set -eu

program=$1
source=$2
case=$3
python=python3

fail() {
	echo "FAILED: $*"
	for file in out.txt err.txt; do
		echo "--- $file"
		cat "$work/$file" 2>/dev/null || true
	done
	exit 1
}

# scaling KIND ARGUMENT...: of few repeats
scaling() {
	kind=$1
	shift
	code=0
	"$program" bench --scaling "$kind" --rounds 2 --planning estimate --set backend.wisdom=none "$@" >out.txt 2>err.txt || code=$?
}

done_well() {
	[ "$code" -eq 0 ] || fail "exit code $code"
	[ ! -s err.txt ] || fail "something was said on stderr"
	awk 'length > 80 { exit 1 }' out.txt || fail "more than 80 columns"
}

# refuses MESSAGE ARGUMENT...: of ishydro bench
refuses() {
	message=$1
	shift
	code=0
	"$program" bench "$@" >out.txt 2>err.txt || code=$?
	[ "$code" -eq 2 ] || fail "exit code $code"
	[ "$(cat err.txt)" = "ishydro: error: $message" ] || fail "not: $message"
	[ ! -s out.txt ] || fail "something was printed"
	[ -z "$(ls | grep -v txt)" ] || fail "something was written"
}

case_the_grid_gives_exponents_of_work_and_memory() {
	scaling grid --size medium --export grid.json --set backend.derivative=fft
	done_well
	"$python" - <<-'END' || fail "the numbers"
		import json
		data = json.load(open("grid.json"))
		points = data["points"]
		cells = [p["cells"] for p in points]
		assert len(points) >= 5 and cells == sorted(set(cells)) and points[-1]["shape"] == [32, 16, 16], cells
		for p in points:
		    assert p["shape"][0] == 2 * p["shape"][1] == 2 * p["shape"][2] and p["threads"] == 1 and p["repeats"] == 2, p
		    assert p["choices"] == points[0]["choices"] and p["arena_bytes"] == sum(o["bytes"] for o in p["owners"])
		trends = {(t["of"], t["name"], t["unit"]): t for t in data["trends"]}
		def exponent(*key):
		    return trends[key]["power"]["exponent"]
		for name in ["closure", "stress-energy", "divergence"]:  # work at each cell
		    assert abs(exponent("region", name, "flops") - 1) < 0.05, name
		fft = trends["region", "fft", "flops"]
		assert 1.0 < fft["power"]["exponent"] < fft["allowed_exponent"] + 0.1 and not fft["super_linear"], fft
		assert abs(exponent("owner", "slopes", "bytes in memory") - 1) < 0.05
		assert not any(t["super_linear"] for t in data["trends"] if t["of"] == "owner" or t["unit"] == "flops")
	END
}

case_a_method_that_grows_faster_is_named() {
	scaling grid --size medium --export grid.json --set backend.derivative=matrix --set filter.name=none
	done_well
	grep -q '^! matrix product: flops grow as N^1.33' out.txt || fail "the matrix product is not named"
	"$python" - <<-'END' || fail "the numbers"
		import json
		flagged = [t for t in json.load(open("grid.json"))["trends"] if t["super_linear"] and t["unit"] == "flops"]
		assert [t["name"] for t in flagged] == ["matrix product"], flagged
		power = flagged[0]["power"]
		assert abs(power["exponent"] - 4 / 3) < 0.05 and power["r2"] > 0.999 and flagged[0]["complexity"]["closest"] == "N^4/3"
	END
}

case_threads_give_speed_up_and_no_fit_of_two() {
	scaling strong --size small --threads 2 --export strong.json --plot strong.png
	done_well
	grep -q '^no fit is made: 2 numbers of threads, need 3$' out.txt || fail "a fit of two"
	scaling weak --size small --threads 3 --export weak.json --plot weak.svg
	done_well
	scaling strong --size small --threads 1
	done_well
	grep -q '^one number of threads only' out.txt || fail "one number of threads"
	"$python" - <<-'END' || fail "the numbers"
		import json
		strong, weak = json.load(open("strong.json")), json.load(open("weak.json"))
		assert [p["threads"] for p in strong["points"]] == [1, 2] and [p["threads"] for p in weak["points"]] == [1, 2, 3]
		assert [p["shape"] for p in weak["points"]] == [[16, 8, 8], [16, 8, 16], [16, 8, 24]]
		step = strong["threads"][0]
		assert step["of"] == "step" and step["amdahl"] is None
		assert abs(step["speed_up"] - step["wall"][0] / step["wall"][1]) < 1e-9 * step["speed_up"]
		assert abs(step["karp_flatt"] - (2 / step["speed_up"] - 1)) < 1e-9
		step = weak["threads"][0]
		assert abs(step["efficiency"] - step["wall"][0] / step["wall"][2]) < 1e-9 * step["efficiency"]
		assert step["amdahl"] is None and step["karp_flatt"] is None
	END
	[ "$(ls *.png *.svg)" = "strong-efficiency.png
strong.png
weak.svg" ] || fail "the pictures are $(ls)"
}

case_the_export_is_valid_by_its_schema() {
	"$python" -c 'import jsonschema' 2>/dev/null || { echo "no python3-jsonschema"; exit 77; }
	for kind in grid strong weak; do
		scaling $kind --size small --threads 3 --export $kind.json
		done_well
	done
	scaling grid --size small --export -
	[ "$code" -eq 0 ] || fail "exit code $code"
	mv out.txt stdout.json
	"$python" "$source/tests/cli/scaling_schema.py" "$source/docs/scaling.schema.json" grid.json strong.json weak.json stdout.json ||
		fail "the schema"
}

case_pictures_go_where_they_are_asked_for() {
	for ending in png svg pdf; do
		scaling grid --size small -q --plot "picture.$ending"
		done_well
		[ ! -s out.txt ] || fail "quiet, yet something was printed"
		for file in "picture.$ending" "picture-memory.$ending"; do
			[ "$(wc -c <"$file")" -gt 3000 ] || fail "$file is small"
		done
	done
	grep -q 'recovery' picture.svg || fail "no region is named in the picture"
	grep -q 'slopes: N' picture-memory.svg || fail "no owner is named in the picture"
}

case_what_does_not_fit_is_refused() {
	refuses '--plot a.png: must stand beside --scaling' --plot a.png
	refuses '--scaling cubic: must be strong, weak or grid' --scaling cubic
	refuses '--rounds 33: must be at most 32 with --scaling' --scaling grid --rounds 33
	refuses '--set profile.level=off: must be of another group: bench writes no profile' --scaling grid --set profile.level=off
	refuses '--scaling grid: must stand without --operation' --scaling grid --operation fft
	code=0
	"$program" bench --scaling grid --plot a.gif >out.txt 2>err.txt || code=$?
	[ "$code" -eq 2 ] || fail "a picture .gif: exit code $code"
	grep -q 'png' err.txt || fail "it is not said what is allowed"
	mkdir folder
	"$program" bench --scaling grid --export folder >out.txt 2>err.txt && fail "a folder is taken for a file"
	[ ! -s out.txt ] || fail "measured before the refusal"
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"case_$case"
