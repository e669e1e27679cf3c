#!/bin/sh
# Tests of `ishydro plot` and `ishydro compare`: plot.sh PROGRAM CASE. Each case runs in an empty folder.
set -eu

program=$1
case=$2
python=/usr/bin/python3

fail() {
	echo "FAILED: $*"
	for file in out.txt err.txt; do
		echo "--- $file"
		cat "$work/$file" 2>/dev/null || true
	done
	exit 1
}

ishydro() {
	code=0
	"$program" "$@" >"$work/out.txt" 2>"$work/err.txt" || code=$?
}

exits() { [ "$code" -eq "$1" ] || fail "exit code $code, not $1"; }
silent() { [ ! -s "$work/$1.txt" ] || fail "$1.txt is not empty"; }
has() { grep -q -e "$2" "$1" || fail "$1 does not hold: $2"; }

# refuses CODE MESSAGE ARGUMENT...: one line, nothing written. A message that begins with ^ is a regular expression.
refuses() {
	wanted=$1
	message=$2
	shift 2
	rm -f bad.*
	ishydro "$@"
	exits "$wanted"
	silent out
	line=$(cat "$work/err.txt")
	[ "$(wc -l <"$work/err.txt")" -eq 1 ] || fail "not one line"
	case $message in
	^*) echo "${line#ishydro: error: }" | grep -q -e "$message" || fail "not $message" ;;
	*) [ "$line" = "ishydro: error: $message" ] || fail "not: $message" ;;
	esac
	[ -z "$(find . -name 'bad.*' -o -name '*.part')" ] || fail "something was written"
}

draws() {
	ishydro plot "$@"
	exits 0
	silent out
	silent err
}

# size FILE WIDTH HEIGHT: of a PNG
size() {
	[ "$("$python" -c 'import struct, sys; d = open(sys.argv[1], "rb").read(24); print(*struct.unpack(">II", d[16:24]))' "$1")" = "$2 $3" ] ||
		fail "$1 is not of $2 x $3 pixels"
}

run() { "$program" run --planning estimate --threads 1 -q "$@" >"$work/out.txt" 2>"$work/err.txt" || fail "the run"; }

case_plot_draws_maps_lines_series_and_spectra() {
	run --preset 6x8x12x4 -o out
	draws out -o map.png
	draws out --field u1 --slice z=1.5fm --arrows -o map.svg
	has map.svg '<title>four-velocity, tetrad component 1</title>'
	has map.svg '^u1 (10^-[0-9]*)$'
	has map.svg 'z = 1.571 fm, minkowski, 8 x 12 points'
	draws out --slice x:3 --field e --log --cells --range 1,200 --colour-map heat --size 500x400 --title 'A < B' -o map.pdf
	draws out --field u1 --log --range 1e-3,1 -o map.svg
	has map.svg '^|u1|$'
	draws out --field u1 --log --line x -o lines.svg
	has lines.svg '^magnitude$'
	draws out --field e --log --line x -o lines.svg
	has lines.svg '^e (fm^-4)$'
	run --preset 2x8x8x1 --set 'output.fields=["causality"]' -o classes # all causal, on the scale of all classes
	draws classes --field causality -o map.svg
	has map.svg '^2.0$'
	! grep -q '^−1.0$' map.svg || fail "a class below 0"
	head -c 5 map.pdf | grep -q '%PDF-' || fail "map.pdf"
	draws out/fields_000000.hdf out/fields_000006.hdf --field v -o two.png
	draws out/fields_000000.hdf out --field e,u1 --line y --slice x:1,z=0 -o lines.svg
	has lines.svg '^e (fm^-4), t = 0 fm$'
	has lines.svg '^x = 0.7854 fm, z = 0 fm, minkowski, 12 points$'
	draws out --field vorticity --slice z:0 --size 640x480 -o map.png
	size map.png 640 480
	draws out --series energy_drift,momentum_drift_1 --log -o series.svg
	has series.svg '^|energy_drift|$'
	has series.svg '^time (fm)$'
	draws out/series.csv --series e_max -o series.png
	draws out --spectrum u,e -o spectrum.svg
	has spectrum.svg '^|k| (fm^-1)$'
	run --preset 4x16x1x1 --set 'grid.length=[10.0,1.0,1.0]' --problem sound --set transport.zeta_over_s=0 -o line
	draws line -o line.svg
	has line.svg '^x (fm)$'
}

case_plot_refuses_in_one_line() {
	run --preset 4x8x8x4 -o out
	cp out/fields_000004.hdf bare.hdf
	cp out/config.cfg config.txt
	refuses 2 'plot: must have a FILE: a field file, the folder of a run or the JSON of `ishydro check`' plot -o bad.png
	refuses 2 'plot: must have an output, -o FILE.png, .svg or .pdf' plot out
	refuses 2 'bad.jpg: must end in .png, .svg or .pdf' plot out -o bad.jpg
	refuses 2 '^--field: T: must be one of e, u1, u2, u3, pi11, .*, Pi, u0, v, vorticity in out/fields_000004.hdf$' plot out --field T -o bad.png
	refuses 2 '--slice: z=9: must be from 0 to 6.28319, or point 0 to 3' plot out --slice z=9 -o bad.png
	refuses 2 '--slice: z:4: must be from 0 to 6.28319, or point 0 to 3' plot out --slice z:4 -o bad.png
	refuses 2 '^--slice: w=1: must be AXIS=COORDINATE ' plot out --slice w=1 -o bad.png
	refuses 2 '^--slice: z=1m: must be AXIS=COORDINATE ' plot out --slice z=1m -o bad.png
	refuses 2 '--slice: z:2: must name axis z once' plot out --slice z:1,z:2 -o bad.png
	refuses 2 '^out/fields_000004.hdf: a single point is left of 8 x 8 x 4' plot out --slice x:1,y:1,z:1 -o bad.png
	refuses 2 '--line: w: must be x, y or z' plot out --line w -o bad.png
	refuses 2 '--range: 3,1: must be two numbers A,B with A < B' plot out --range 3,1 -o bad.png
	refuses 2 '--range: -1,1: must be more than 0 with --log' plot out --range=-1,1 --log -o bad.png
	refuses 2 '--size: 10x10: must be WIDTHxHEIGHT, each from 200 to 8192' plot out --size 10x10 -o bad.png
	refuses 2 'colour map jet: must be one of sequential, diverging, heat, grey' plot out --colour-map jet -o bad.png
	refuses 2 '--arrows: must stand with a map, not with --line' plot out --line x --arrows -o bad.png
	refuses 2 '--slice: must stand with a map or --line, not with --series' plot out --series e_max --slice z:1 -o bad.png
	refuses 2 '^--series: e_mx: must be one of step, time, dt, .* in out$' plot out --series e_mx -o bad.png
	refuses 2 '^config.txt: must be the series.csv of a run' plot config.txt --series e_max -o bad.png
	refuses 2 'config.txt: is not an HDF5 file' plot config.txt -o bad.png
	refuses 2 'none: cannot be read: No such file or directory' plot none -o bad.png
	mkdir empty
	refuses 2 '^empty: holds no fields_NNNNNN.hdf' plot empty -o bad.png
	refuses 2 '--output: empty.png: must be a file, not a folder or a device' plot out -o "$(mkdir empty.png && echo empty.png)"
	mv bare.hdf bare.png
	refuses 2 '--output: bare.png: must not be the file that is read' plot bare.png -o bare.png
	refuses 4 'no/bad.png: cannot be written: No such file or directory' plot out -o no/bad.png
	refuses 2 '^--convergence: stands beside another choice: ' plot out --series e --convergence x -o bad.png
	refuses 2 '--series: e_max: must be the only choice of what is shown, with commas between its names' \
		plot out --field e --series e_max -o bad.png
	refuses 2 '^config.txt:[0-9]*: .*must be what `ishydro check --json` wrote$' plot config.txt --convergence x -o bad.png
}

# With the spectra in the file, and computed from the fields: the same picture.
case_plot_computes_the_spectra_that_a_file_lacks() {
	"$python" -c 'import h5py' 2>/dev/null || { echo "h5py is missing"; exit 77; }
	run --preset 4x8x12x6 --set 'grid.length=[3.0,5.0,4.0]' --problem random --set problem.seed=4 -o out
	planted out/fields_000004.hdf without.hdf "del h['spectrum_e'], h['spectrum_u']"
	for field in u e; do
		draws out/fields_000004.hdf --spectrum $field --title A -o with.svg
		draws without.hdf --spectrum $field --title A -o without.svg
		"$python" - <<-'END' || fail "the spectra differ"
			import re
			def numbers(path):
			    text = open(path).read()
			    lines = [re.findall(r"-?[0-9.]+", m) for m in re.findall(r' d="M ([^"]*)"', text) if m.count("L") > 2]
			    return [float(x) for x in max(lines, key=len)]
			a, b = numbers("with.svg"), numbers("without.svg")
			assert len(a) == len(b) > 8 and max(abs(x - y) for x, y in zip(a, b)) < 0.01, (a, b)
		END
	done
	refuses 2 '^--spectrum: Q: must be one of\|^--field: Q: must be one of' plot out --spectrum Q -o bad.png
	run --preset 2x8x8x4 --set geometry.name=milne --set time.start=1.0 -o milne
	draws milne --spectrum e,u -o milne.png
	refuses 2 '^--spectrum: pi11: must be e or u, which its files hold with scale factors' plot milne --spectrum pi11 -o bad.png
}

case_plot_draws_accuracy_results() {
	ishydro check relaxation dispersion --no-baseline -q --json check.json
	[ -s check.json ] || fail "check.json"
	draws check.json --convergence relaxation -o orders.svg
	has orders.svg '^slope 2$'
	has orders.svg '^step or spacing, of the coarsest$'
	draws check.json --dispersion frequency -o dispersion.svg
	has dispersion.svg '^sound, at rest$'
	draws check.json --dispersion damping -o dispersion.png
	"$python" - <<'END' || fail "an exact curve has a gap, or goes to another branch"
import json, math
curves = {}
for case in json.load(open("check.json"))["cases"]:
    for m in case["measurements"] if case["name"] == "dispersion" else []:
        curves.setdefault((m["label"].split(", k tau")[0], m["quantity"]), []).extend(m["points"])
assert len(curves) == 12
for (label, quantity), points in curves.items():
    assert len(points) == 41 and None not in [p[2] for p in points], (label, quantity)
    if label != "shear, at rest": # its wave is damped only, up to k tau = 1.1
        for a, b in zip(points, points[1:]):
            grew = math.log(b[2] / a[2]) / math.log(b[0] / a[0]) # 1 of a frequency, 2 of a damping, both slowly varying
            assert -0.1 < grew < 2.6, (label, quantity, a, b)
END
	"$python" - <<'END'
import json
work = json.load(open("check.json"))
for case in work["cases"]:
    for i, m in enumerate(case["measurements"]):
        if case["name"] == "relaxation" and m["kind"] == "orders":
            m["points"] = [[0.1 * 2 ** k, e, None] for k, e in enumerate(m["max"])]
json.dump(work, open("work.json", "w"))
END
	draws work.json --work-precision relaxation -o work.svg
	has work.svg '^processor time (s)$'
	refuses 2 '^--work-precision: relaxation: must be a case that keeps the time of its runs, as work-precision$' plot check.json --work-precision relaxation -o bad.png
	refuses 2 '--dispersion: speed: must be frequency or damping' plot check.json --dispersion speed -o bad.png
	refuses 2 '^--convergence: relaxations: must be one of the cases in check.json: .*relaxation' plot check.json --convergence relaxations -o bad.png
}

# A field file like the first with what the Python statement does to h, the h5py file.
planted() {
	cp "$1" "$2"
	"$python" -c "
import h5py, numpy, sys
h = h5py.File('$2', 'r+')
$3
h.close()" || fail "h5py"
}

case_compare_measures_planted_differences() {
	"$python" -c 'import h5py' 2>/dev/null || { echo "h5py is missing"; exit 77; }
	run --preset 4x8x6x4 -o out
	a=out/fields_000000.hdf
	ishydro compare $a $a
	exits 0
	has "$work/out.txt" '^0 of 10 beyond the tolerance, rtol = 0, atol = 0$'
	planted $a same.hdf "h['e'][...] = 2.0"
	planted same.hdf b.hdf "h['e'][3, 4, 5] = 2.5"
	ishydro compare same.hdf b.hdf --json c.json
	exits 1
	silent err
	has "$work/out.txt" '^e  *0.5  *0.03608  *0.2 .*(5, 4, 3)  *BEYOND$'
	"$python" - <<-'END' || fail "c.json"
		import json, math
		rows = {r["name"]: r for r in json.load(open("c.json"))["rows"]}
		e = rows["e"]
		size = math.sqrt((191 * 4 + 6.25) / 192)
		assert e["max"] == 0.5 and e["max_relative"] == 0.2 and e["place"] == "(5, 4, 3)" and not e["within"]
		assert abs(e["rms"] - 0.5 / math.sqrt(192)) < 1e-16 and abs(e["rms_relative"] - e["rms"] / size) < 1e-15
		assert e["a"] == 2.0 and e["b"] == 2.5 and all(r["within"] and r["max"] == 0 for n, r in rows.items() if n != "e")
	END
	ishydro compare same.hdf b.hdf --rtol 0.2
	exits 0
	ishydro compare same.hdf b.hdf --atol 0.49
	exits 1
	planted same.hdf nan.hdf "h['u1'][0, 0, 0] = numpy.nan"
	ishydro compare same.hdf nan.hdf --rtol 1 --atol 1e9
	exits 1
	has "$work/out.txt" '^u1 .*NOT FINITE$'
	ishydro compare nan.hdf nan.hdf
	exits 0
	planted same.hdf less.hdf "del h['Pi']"
	ishydro compare same.hdf less.hdf
	exits 0
	has "$work/out.txt" '^Pi  *only in same.hdf$'
}

case_compare_pairs_the_outputs_of_two_runs() {
	run --preset 6x8x8x4 --set output.every=3 -o a
	run --preset 6x8x8x4 --set output.every=2 -o b
	ishydro compare a b --rtol 1e-13
	exits 0
	has "$work/out.txt" '^a/fields_000003.hdf: not in b$'
	has "$work/out.txt" '^b/fields_000002.hdf: not in a$'
	has "$work/out.txt" '^series of a and b, 7 rows$'
	has "$work/out.txt" '^energy_drift .*\(same\|within\)$'
	# a cell's number may be another with round-off, tails have gaps; any other NaN is a difference
	for column in transverse_cell:7 causality_cell:7 tail:nan; do
		cp a/series.csv a.csv
		awk -F, -v OFS=, -v column="${column%:*}" -v value="${column#*:}" \
			'NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) c = i; if (!c) exit 1 } NR == 3 { $c = value } { print }' \
			a.csv >b/series.csv || fail "no column $column"
		ishydro compare a b --rtol 1e-13
		exits 0
	done
	awk -F, -v OFS=, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /^energy /) c = i } NR == 3 { $c = "nan" } { print }' \
		a.csv >b/series.csv
	ishydro compare a b --rtol 1e-13
	exits 1
	has "$work/out.txt" '^energy .*NOT FINITE$'
	run --preset 6x8x8x4 --set transport.eta_over_s=0.21 -o c
	ishydro compare a c --rtol 1e-9
	exits 1
	has "$work/out.txt" '^e_max .*BEYOND$'
}

case_compare_refuses_in_one_line() {
	run --preset 2x8x8x4 -o out
	run --preset 2x8x8x1 -o flat
	run --preset 2x8x8x4 --set 'grid.length=[1.0,1.0,1.0]' -o small
	a=out/fields_000002.hdf
	refuses 2 'compare: must have two field files, or the folders of two runs' compare $a
	refuses 2 "^compare: out is a folder, .* is none: must be two of a kind\$" compare $a out
	refuses 2 'compare: x: must be two files or two folders, no more' compare $a $a x
	refuses 2 '--rtol: -1: must be a number >= 0' compare $a $a --rtol=-1
	refuses 2 '^out/fields_000002.hdf has 8 x 8 x 4 points, flat/fields_000002.hdf 8 x 8 x 1: ' compare $a flat/fields_000002.hdf
	refuses 2 '^out/fields_000002.hdf has axis x from 0 with length 6.28318531, ' compare $a small/fields_000002.hdf
	refuses 2 'out/series.csv: is not an HDF5 file' compare out/series.csv $a
	refuses 2 "--json: $a: must not be the file that is read" compare $a $a --json $a
	cp -r out again
	cp $a kept.hdf
	refuses 2 "--json: $a: must not be a file of the run that is read" compare out again --json $a
	refuses 2 '--json: again/run.json: must not be a file of the run that is read' compare out again --json again/run.json
	cmp $a kept.hdf || fail "$a was written over"
	for turn in first second; do
		ishydro compare out again --json again/difference.json
		exits 0
		[ -s again/difference.json ] || fail "the $turn time"
	done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here"
cd "$work/here"
case_"$case"
