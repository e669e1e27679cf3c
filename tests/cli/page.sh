#!/bin/sh
# index.html of a run: page.sh PROGRAM CASE. What each page must have is in page.py.
set -eu

program=$1
case=$2
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
pid=
work=$(mktemp -d)
trap '[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null || :; rm -rf "$work"' EXIT
mkdir "$work/here"
cd "$work/here"

fail() {
	echo "FAILED: $*"
	cat "$work/out.txt" "$work/err.txt" 2>/dev/null || true
	ls -lAR . | head -60
	exit 1
}
ishydro() {
	code=0
	"$program" "$@" >"$work/out.txt" 2>"$work/err.txt" || code=$?
}
exits() { [ "$code" -eq "$1" ] || fail "exit code $code, not $1"; }
silent() { [ ! -s "$work/err.txt" ] || fail "stderr is not empty"; }
one_line() { [ "$(wc -l <"$work/err.txt")" -eq 1 ] || fail "stderr is not one line"; }
has() { grep -q -e "$2" "$1" || fail "$1 does not hold: $2"; }
lacks() { ! grep -q -e "$2" "$1" || fail "$1 holds: $2"; }
page() { python3 "$here/page.py" "$@" || fail "the page of $1"; }
no_temporary_files() { [ -z "$(find . -name '*.part')" ] || fail "a temporary file is left: $(find . -name '*.part')"; }
until_true() {
	tries=0
	until "$@" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 400 ] || fail "waited in vain for: $*"
		sleep 0.05
	done
}

quick="--planning estimate --threads 1 -q"

case_the_page_shows_a_run_in_three_dimensions() {
	ishydro run --preset 20x24x16x12 $quick
	exits 0
	silent
	no_temporary_files
	page out maps=8 charts=9 state=done bytes=400000 'says=energy density, t = 0 fm' 'says=z = 3.142 fm' \
		'says=Where the time of the steps goes' 'says=What would pay most' "says=0 in $((20 - 3 - 2)) steps"
	[ "$(grep -c 'class="arrow"' out/index.html)" -eq 1 ] || fail "the velocity has no arrows"
}

case_the_page_shows_the_profile() {
	ishydro profile --preset 12x16x16x12 --planning estimate --threads 1 -q
	exits 0
	page out 'says=The whole profile' 'says=profile.trace.json'
}

case_the_page_of_every_preset_is_small() {
	ishydro run -q
	exits 0
	page out bytes=400000
	ishydro run --preset 2x128x64x64 $quick -o large
	exits 0
	page large bytes=400000
}

case_the_page_shows_planes_lines_and_single_cells() {
	ishydro run --preset 6x20x16x1 $quick -o plane --set 'output.fields=["all","theta","causality"]'
	page plane maps=8 'says=expansion rate' 'says=causality = 0  everywhere in the plane'
	ishydro run --preset 6x1x20x16 $quick -o yz
	lacks yz/index.html 'rapidity'
	page yz maps=6 'says=y (fm)' 'says=z (fm)'
	ishydro run --preset 6x40x1x1 $quick -o line
	page line maps=0 charts=13 'says=pi11 to pi23'
	ishydro run --problem bjorken --set geometry.name=milne --set time.start=1 --set 'grid.shape=[1,1,1]' \
		--set time.step=0.01 --steps 6 $quick -o cell
	page cell maps=0 'says=The grid is one point' 'says=energy changed by expansion'
}

case_the_page_shows_ideal_and_single_precision_runs() {
	ishydro run --preset 6x20x16x1 $quick -o ideal --set transport.eta_over_s=0 --set transport.zeta_over_s=0
	page ideal 'says=0 throughout'
	ishydro run --preset 6x20x16x1 $quick -o float --precision float
	page float 'says=float precision'
}

case_what_was_switched_off_is_said() {
	ishydro run --preset 6x16x16x1 $quick --set output.series_every=0 --set 'profile.level="off"'
	exits 0
	page out charts=0 'says=The series was off' 'says=Profiling was off' 'says=not counted'
	ishydro run --preset 6x16x16x1 $quick --set 'profile.formats=["text"]' -o text
	page text 'says=This page takes its numbers from the JSON report'
	ishydro run --preset 6x16x16x1 $quick --set output.page=none -o none
	exits 0
	silent
	[ ! -e none/index.html ] || fail "there is a page"
	has none/run.json '"command": "ishydro run'
}

case_the_page_of_a_failed_run_says_why_on_top() {
	ishydro run --preset 400x16x16x1 --problem random --set time.cfl=6 --set filter.name=none --set output.every=1 $quick
	exits 3
	page out state=breakdown 'says=the run broke down in step ' 'says=the grid does not resolve the flow: ' 'says=NOT EVERYWHERE'
	error=$(sed -n 's/^ishydro: error: //p' "$work/err.txt")
	page out "says=$error"
	top=$(grep -n 'class="warning failure"' out/index.html | cut -d: -f1)
	cards=$(grep -n 'class="cards"' out/index.html | head -1 | cut -d: -f1)
	[ "$top" -lt "$cards" ] || fail "the failure is not on top"
	ulimit -f 100
	ishydro run --preset 900x8x1x1 $quick --set output.every=0 --set 'profile.level="off"' -o full
	exits 4
	one_line
}

case_the_page_of_a_stopped_run_and_of_a_resumed_one() {
	"$program" run --preset 1000000x16x16x1 $quick --set output.every=0 >"$work/out.txt" 2>"$work/err.txt" &
	pid=$!
	until_true test -e out/fields.hdf.series
	sleep 0.2
	kill -TERM $pid
	code=0
	wait $pid || code=$?
	pid=
	exits 143
	page out state=stopped 'says=Stopped by a signal' 'says=checkpoint_'
	step=$(python3 -c 'import json; print(json.load(open("out/run.json"))["step"])')
	ishydro run --resume out --steps $((step + 5)) -q
	exits 0
	page out state=done 'says=Resumed 1 time, the last from step '"$step" "says=ishydro run --resume out --steps"
	ishydro run --resume out --steps $((step + 10)) -q --set output.page=none
	exits 0
	lacks out/index.html "steps $((step + 10))"
}

case_warnings_are_kept_when_a_run_is_resumed() {
	ishydro run --preset 4x16x16x1 $quick --set transport.eta_over_s=3 --set output.checkpoint_every=2
	exits 0
	has "$work/err.txt" 'the Knudsen number'
	warnings=$(grep -c '^ishydro: warning: ' "$work/err.txt")
	ishydro run --resume out --steps 8 -q
	exits 0
	silent
	page out 'says=the Knudsen number' 'says=NOT EVERYWHERE'
	[ "$(grep -c '<p class="warning">step ' out/index.html)" -eq "$warnings" ] || fail "not the $warnings warnings of the first part"
}

case_the_page_of_a_killed_run_is_made_afterwards() {
	"$program" run --preset 1000000x16x16x1 $quick --set output.every=200 >"$work/out.txt" 2>"$work/err.txt" &
	pid=$!
	until_true test -e out/fields_000400.hdf
	kill -KILL $pid
	wait $pid || :
	pid=
	[ ! -e out/index.html ] || fail "there is a page"
	ishydro plot out --page
	exits 0
	silent
	page out state=running 'says=it was killed' maps=8 'says=There is no report'
}

case_the_page_made_again_is_the_same() {
	ishydro run --preset 6x16x16x1 $quick
	cp out/index.html first.html
	ishydro plot out --page
	exits 0
	silent
	cmp first.html out/index.html || fail "another page"
	no_temporary_files
	cd out
	ishydro plot . --page
	exits 0
	cmp ../first.html index.html || fail "another page from within"
}

# Spikes of one row in 40000 must be seen, and the page stays small.
case_a_long_series_is_thinned_and_keeps_its_extremes() {
	ishydro run --preset 2x16x16x1 $quick
	python3 - <<'END'
import math
rows = open("out/series.csv").read().splitlines()
names = [n.split(" [")[0] for n in rows[0].split(",")]
last = rows[-1].split(",")
with open("out/series.csv", "w") as out:
    print(rows[0], file=out)
    for i in range(40000):
        row = dict(zip(names, last), step=str(i), time=repr(i * 1e-3), e_max=repr(100 + math.sin(i * 1e-4)), gamma_max="1.5")
        row["e_max"] = "777.25" if i == 21543 else "-3.5" if i == 37777 else row["e_max"]
        print(",".join(row[n] for n in names), file=out)
END
	ishydro plot out --page
	exits 0
	page out long bytes=500000 'says=40000 rows'
	for point in 21.543,777.25 37.777,-3.5 0,100; do
		has out/index.html "data-name=\"e_max\" data-points=\"\([^\"]* \)\{0,1\}$point[ \"]"
	done
}

case_names_that_html_must_not_take_for_tags() {
	ishydro run --preset 2x16x1x1 $quick -o 'a<script>alert(1)<%2F script>&"b'
	exits 0
	page 'a<script>alert(1)<%2F script>&"b' 'says=-o a<script>alert(1)<%2F script>&"b'
	odd=$(printf 'x\377y')
	ishydro run --preset 2x16x1x1 $quick -o "$odd"
	exits 0
	page "$odd" 'says=-o x?y'
}

case_a_page_that_cannot_be_written_is_a_warning() {
	mkdir -p out/index.html/full
	ishydro run --preset 4x16x16x1 $quick
	exits 2 # a folder with the name of a run's file
	rm -r out
	"$program" run --preset 1000000x16x16x1 $quick --set output.every=0 >"$work/out.txt" 2>"$work/err.txt" &
	pid=$!
	until_true test -e out/fields.hdf.series
	mkdir -p out/index.html/full
	kill -TERM $pid
	code=0
	wait $pid || code=$?
	pid=
	exits 143
	[ "$(wc -l <"$work/err.txt")" -eq 2 ] || fail "not two warnings"
	has "$work/err.txt" '^ishydro: warning: the page of the run is not complete: out/index.html: cannot be written: '
	no_temporary_files
	ulimit -f 120 # a full disk: fields and reports find room, the page does not
	ishydro run --preset 2x16x16x1 $quick --set 'profile.formats=["text"]' -o small
	exits 0
	one_line
	has "$work/err.txt" '^ishydro: warning: the page of the run is not complete: small/index.html: cannot be written: File too large'
	[ ! -e small/index.html ] || fail "half a page"
	has small/run.json '"state": "done"'
	no_temporary_files
}

case_damage_is_named_on_the_page() {
	ishydro run --preset 6x16x16x1 $quick --set output.every=3
	truncate -s 5000 out/fields_000003.hdf
	ishydro plot out --page
	exits 2
	one_line
	has "$work/err.txt" '^ishydro: error: out/fields_000003.hdf: '
	page out maps=7 'says=No picture: out/fields_000003.hdf: '
	echo "3,x" >>out/series.csv
	echo "{" >out/profile/profile.json
	echo "time = 5;" >out/config.cfg
	ishydro plot out --page
	exits 2
	one_line
	page out damaged maps=7 'says=This page takes its numbers from the JSON report'
	echo "nonsense" >out/run.json
	cp out/index.html before.html
	ishydro plot out --page
	exits 2
	has "$work/err.txt" '^ishydro: error: out/run.json: must be the record of a run'
	cmp before.html out/index.html || fail "the page was touched"
}

case_options_that_the_page_does_not_take_are_refused() {
	mkdir empty
	ishydro plot empty --page
	exits 2
	has "$work/err.txt" '^ishydro: error: empty/run.json: must be the record of a run'
	[ -z "$(ls -A empty)" ] || fail "something was written"
	for wrong in '--page' 'empty empty --page' 'nothing --page' 'empty --page -o x.png' 'empty --page --field e' 'empty --page --log' \
		'empty --page --series e_max' 'empty --page --cells' 'empty --page --slice z=1' 'empty --page --size 300x300'; do
		ishydro plot $wrong
		exits 2
		one_line
		has "$work/err.txt" 'page'
	done
	ishydro run --preset 2x16x1x1 $quick --set output.page=pdf
	exits 2
	has "$work/err.txt" '^ishydro: error: --set: output.page = "pdf": must be one of "html", "none"'
}

# The browser: nothing on its console, nothing wider than a phone, numbers under the pointer.
case_a_browser_shows_the_page() {
	browser=$(command -v chromium || command -v google-chrome || true)
	[ -n "$browser" ] || { echo "no chromium"; exit 77; }
	ishydro run --preset 12x16x16x12 $quick --set 'output.fields=["all","theta"]'
	exits 0
	cat >out/phone.html <<'END'
<body><iframe src="index.html" width="400" height="9000" style="border:0"></iframe><script>
onload = () => {
	const page = document.querySelector("iframe").contentDocument;
	page.querySelectorAll("details").forEach((d) => { d.open = true; });
	const wide = page.documentElement.scrollWidth;
	const svg = page.querySelector("figure.chart svg");
	const box = svg.getBoundingClientRect();
	svg.dispatchEvent(new PointerEvent("pointermove", { clientX: box.left + box.width / 2, clientY: box.top + 50, bubbles: true }));
	const tip = page.querySelector(".tip");
	document.title = `wide ${wide}; images ${page.querySelectorAll("image").length}; tip ${tip ? tip.textContent.split("\n").join("|") : "none"}`;
};
</script></body>
END
	timeout 100 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files --enable-logging=stderr \
		--virtual-time-budget=4000 --dump-dom "file://$PWD/out/phone.html" >dom.html 2>browser.txt || fail "the browser"
	! grep -q 'CONSOLE' browser.txt || fail "$(grep CONSOLE browser.txt | head -3)"
	has dom.html '<title>wide 400; images 8; tip '
	has dom.html '|momentum_drift_1  '
}

command -v "case_$case" >/dev/null || fail "no such case: $case"
"case_$case"
