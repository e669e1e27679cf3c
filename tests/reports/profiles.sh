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

case_every_profile_is_valid_by_its_schema() {
	python3 -c 'import jsonschema' 2>/dev/null || { echo "no python3-jsonschema"; exit 77; }
	all_sorts
	files=
	for sort in $sorts; do
		files="$files $sort/profile/profile.json"
	done
	python3 "$here/profile_schema.py" "$source/docs/profile.schema.json" $files || fail "the schema"
}

case_every_format_tells_the_same() {
	all_sorts
	python3 "$here/profile_exports.py" $sorts || fail "the formats"
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

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"case_$case"
