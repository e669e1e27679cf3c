#!/bin/sh
# Tests of the reports as files: profiles.sh PROGRAM FOREIGN_PROGRAM SOURCE CASE. Each case runs in an empty folder.
set -eu

program=$1
foreign=$2
source=$3
case=$4
here=$source/tests/reports

fail() {
	echo "FAILED: $*"
	[ ! -s err.txt ] || cat err.txt
	exit 1
}

# profile CODE FOLDER ARGUMENT...: a profiled run that must end with this code.
profile() {
	expected=$1
	folder=$2
	shift 2
	code=0
	"$program" profile --planning estimate -q -o "$folder" "$@" >out.txt 2>err.txt || code=$?
	[ $code -eq "$expected" ] || fail "$folder: exit code $code, not $expected"
	[ -s "$folder/profile/profile.json" ] || fail "$folder: no profile"
}

# Runs of every sort that a report may have to tell of.
all_sorts() {
	profile 0 full --preset 6x8x8x4 --threads 2
	profile 0 regions --preset 6x8x8x4 --threads 1 --set profile.level=regions --set 'profile.formats=text,json,html,folded,pprof'
	profile 0 ideal --preset 6x16x1x1 --threads 1 --set transport.eta_over_s=0
	profile 0 ars --preset 6x8x8x1 --threads 2 --set time.scheme=imex-ars2 --set output.every=2 --set 'output.fields=e,theta'
	profile 0 linear --preset 6x8x8x1 --threads 1 --set time.scheme=imex-linear
	profile 0 none --preset 3x8x8x1 --threads 1 --steps 0
	profile 3 failed --preset 400x16x16x1 --threads 2 --problem random --set time.cfl=6 --set filter.name=none
	interrupted
	"$foreign" foreign || fail "the foreign program"
	"$foreign" foreign_steps 5 || fail "the foreign program with steps"
}
sorts="full regions ideal ars linear none failed interrupted foreign foreign_steps"

interrupted() {
	"$program" profile --planning estimate -q -o interrupted --preset 1000000x32x32x8 --threads 1 --set output.every=0 \
		>out.txt 2>err.txt &
	pid=$!
	tries=0
	until [ -e interrupted/fields.hdf.series ]; do
		tries=$((tries + 1))
		[ $tries -lt 200 ] || fail "the run does not begin"
		sleep 0.05
	done
	sleep 0.1
	kill -TERM $pid
	code=0
	wait $pid || code=$?
	[ $code -eq 143 ] || fail "interrupted: exit code $code"
}

# One set of runs for both: they take longer than what is asked of them.
case_every_format_tells_the_same_and_every_json_is_valid() {
	all_sorts
	python3 "$here/profile_exports.py" $sorts || fail "the formats"
	files=
	for sort in $sorts; do
		files="$files $sort/profile/profile.json"
	done
	code=0
	python3 "$here/profile_schema.py" "$source/docs/profile.schema.json" "$source/docs/profile-json.md" $files || code=$?
	[ $code -ne 77 ] || exit 77
	[ $code -eq 0 ] || fail "the schema"
}

# show WIDTH [dark]: the page with page_checks.js in a frame of that width (a window has a least width, a frame none).
show() {
	hash=
	scheme=1
	[ "${2:-}" != dark ] || { hash='#dark'; scheme=0; }
	cat >frame.html <<-END
		<!DOCTYPE html><body><pre></pre>
		<script>addEventListener("message", (e) => { document.querySelector("pre").textContent += e.data; });</script>
		<iframe src="file://$PWD/checked.html$hash" style="border:0;width:$1px;height:900px"></iframe>
	END
	timeout 100 "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files --enable-logging=stderr \
		--blink-settings=preferredColorScheme=$scheme --window-size=1400,1000 --virtual-time-budget=4000 \
		--dump-dom "file://$PWD/frame.html" >dom.html 2>browser.txt || fail "the browser"
	! grep 'CONSOLE' browser.txt || fail "$1 px $hash: words on the console"
	grep -q '>page: good<' dom.html || fail "$1 px $hash: $(grep 'page: ' dom.html)"
}

case_the_page_works_on_a_desk_on_a_phone_and_in_the_dark() {
	browser=$(command -v chromium || command -v google-chrome || true)
	[ -n "$browser" ] || { echo "no chromium"; exit 77; }
	profile 0 out --preset 9x16x8x8 --threads 2 --set time.scheme=imex-ars2 --set output.every=4 --set 'output.fields=e,theta'
	{ cat out/profile/profile.html; echo '<script>'; cat "$here/page_checks.js"; echo '</script>'; } >checked.html
	show 1280
	show 400 dark
	show 820
}

# With no step, no viscosity, no name, after a failure: pages that have little to show are whole all the same.
case_the_page_of_any_run_is_drawn_to_its_end() {
	browser=$(command -v chromium || command -v google-chrome || true)
	[ -n "$browser" ] || { echo "no chromium"; exit 77; }
	profile 0 none --preset 3x8x8x1 --threads 1 --steps 0
	profile 0 ideal --preset 6x16x1x1 --threads 1 --set transport.eta_over_s=0
	profile 0 one --preset 1x8x8x1 --threads 1 --set transport.zeta_over_s=0
	profile 3 failed --preset 400x16x16x1 --threads 2 --problem random --set time.cfl=6 --set filter.name=none
	"$foreign" foreign || fail "the foreign program"
	"$foreign" foreign_steps 5 || fail "the foreign program with steps"
	echo '<pre></pre><script>addEventListener("message", (e) => { document.querySelector("pre").textContent += e.data; });</script>' >frame.html
	for sort in none ideal one failed foreign foreign_steps; do
		cat $sort/profile/profile.html - >$sort.html <<-'END'
			<script>
			const words = document.getElementById("page").innerText.match(/.*(NaN|undefined|Infinity|\[object|\bnull\b).*/);
			const last = document.getElementById("how-and-where-it-was-measured");
			parent.postMessage(last && !words && document.querySelectorAll("nav a").length >= 4 ? "good " : words ? words[0] : "cut off ", "*");
			</script>
		END
		echo "<iframe src=\"file://$PWD/$sort.html\"></iframe>" >>frame.html
	done
	timeout 100 "$browser" --headless --no-sandbox --disable-gpu --allow-file-access-from-files --enable-logging=stderr \
		--virtual-time-budget=6000 --dump-dom "file://$PWD/frame.html" >dom.html 2>browser.txt || fail "the browser"
	! grep 'CONSOLE' browser.txt || fail "words on the console"
	grep -q '<pre>good good good good good good </pre>' dom.html || fail "$(grep '<pre>' dom.html)"
}

case_the_page_is_whole_on_paper() {
	browser=$(command -v chromium || command -v google-chrome || true)
	[ -n "$browser" ] || { echo "no chromium"; exit 77; }
	command -v pdftotext >/dev/null || { echo "no pdftotext"; exit 77; }
	profile 0 out --preset 90x8x8x4 --threads 1
	timeout 100 "$browser" --headless --no-sandbox --disable-gpu --blink-settings=preferredColorScheme=0 --no-pdf-header-footer \
		--print-to-pdf="$PWD/page.pdf" "file://$PWD/out/profile/profile.html" >browser.txt 2>&1 || fail "the browser"
	pdftotext -layout page.pdf - | tr -d '\f' >page.txt
	for title in 'What would pay most' 'Where the time goes' 'Steps' 'All steps' 'Transforms' 'Allocations by step' 'Caches' \
		'Stages of the scheme' 'Regions' 'Memory' 'How and where it was measured'; do
		grep -q "^ *$title\$" page.txt || fail "paper lacks: $title"
	done
	for control in 'search a region' 'back *the steps' 'wall time of the stepping thread'; do
		! grep -q "$control" page.txt || fail "paper shows a control: $control"
	done
	shown=$(grep -Ec '^ *[0-9]+ +(warm-up|steady|output) ' page.txt)
	[ "$shown" -ge 40 ] && [ "$shown" -le 62 ] || fail "$shown steps of 90 on paper"
	grep -q '^ *Paper shows the first and last 12 steps' page.txt || fail "nothing says that steps are left out"
}

# The code blocks of docs/profile-json.md, as a reader would run them.
case_the_examples_of_the_documentation_run() {
	profile 0 out --preset 6x8x8x4 --threads 1
	mkdir docs
	cp "$source/docs/profile.schema.json" docs/
	awk '/^```(sh|python)$/ { language = substr($0, 4); block++; next } /^```$/ { language = ""; next }
		language != "" { print > ("block" block "." language) }' "$source/docs/profile-json.md"
	[ -e block4.sh ] || fail "the blocks were not found"
	python3 block3.python >out.txt 2>err.txt || fail "the Python block"
	[ "$(grep -c '^[0-5] [a-z-]* [0-9.]* us of [0-9.]* us$' out.txt)" -eq 6 ] || fail "the Python block says $(cat out.txt)"
	if python3 -c 'import jsonschema' 2>/dev/null; then
		sh block4.sh 2>err.txt || fail "validating"
	fi
	command -v jq >/dev/null || { echo "no jq"; exit 77; }
	sh block1.sh >out.txt 2>err.txt || fail "the first block of jq"
	[ "$(grep -c ' calls$' out.txt)" -eq 5 ] || fail "the first block of jq says $(cat out.txt)"
	sh block2.sh >out.txt 2>err.txt || fail "the second block of jq"
	[ ! -s out.txt ] || fail "the second block of jq says $(cat out.txt)"
}

# A run that is profiled transforms no more than the same run without its measurements afterwards.
case_the_viscous_operators_stand_apart_and_in_no_other_number() {
	"$program" run --planning estimate -q -o plain --preset 6x8x8x4 --threads 2 --set backend.derivative=fft \
		--set profile.level=full || fail "the run"
	profile 0 full --preset 6x8x8x4 --threads 2 --set backend.derivative=fft
	profile 0 shear --preset 6x8x8x4 --threads 1 --set transport.zeta_over_s=0
	profile 0 ideal --preset 6x16x1x1 --threads 1 --set transport.eta_over_s=0 --set transport.zeta_over_s=0
	profile 3 failed --preset 400x16x16x1 --threads 2 --problem random --set time.cfl=6 --set filter.name=none
	interrupted
	python3 - <<-'END' || fail "the reports"
		import json
		def read(name):
		    with open(name + "/profile/profile.json", encoding="utf-8") as file:
		        return json.load(file)
		plain, full = read("plain"), read("full")
		assert plain["parts"] is None
		assert plain["summary"]["transforms"] == full["summary"]["transforms"] > 0
		key = lambda t: (t["n"], t["batch"], t["axis"], t["direction"], t["executions"], t["plans"])
		assert sorted(map(key, plain["transforms"])) == sorted(map(key, full["transforms"]))
		assert [(c["hits"], c["misses"]) for c in plain["caches"]] == [(c["hits"], c["misses"]) for c in full["caches"]]
		names = [p["name"] for p in full["parts"]["parts"]]
		assert names == ["ideal part", "shear viscous operator", "bulk viscous operator", "what they share"], names
		whole = full["parts"]["whole"]
		for key in ("wall", "cpu", "within"):
		    assert abs(sum(p[key] for p in full["parts"]["parts"]) - whole[key]) < 1e-9 * abs(whole[key]), key
		assert full["parts"]["rounds"] >= 1 and full["parts"]["uses"] == 2 and whole["wall"] > whole["within"] > 0
		assert [p["name"] for p in read("shear")["parts"]["parts"]] == ["ideal part", "shear viscous operator"]
		for name, why in ("ideal", "the model is ideal"), ("failed", "the run did not end well"), ("interrupted", "the run was stopped"):
		    parts = read(name)["parts"]
		    assert parts["left_out"] == why and parts["parts"] == [] and parts["whole"] is None, (name, parts)
		    with open(name + "/profile/profile.txt", encoding="utf-8") as file:
		        assert "not measured: " + why in file.read(), name
		with open("full/profile/profile.txt", encoding="utf-8") as file:
		    text = file.read()
		assert "Viscous operators" in text and all("\n" + n in text for n in names), text
		with open("full/profile/profile.html", encoding="utf-8") as file:
		    assert '"title":"Viscous operators"' in file.read()
		with open("plain/profile/profile.txt", encoding="utf-8") as file:
		    assert "Viscous operators" not in file.read()
	END
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"case_$case"
