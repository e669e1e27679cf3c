#!/bin/sh
# Does `ishydro check` notice when a term of the equations is lost or its sign is wrong?
#
#   scripts/mutation.sh [-b FOLDER] [-j N] [-t SECONDS] [-f PATTERN] [-s SUITE] [-x CASES] [-v FACTORS] [-o FILE]
#
# Builds with ISHYDRO_MUTATIONS=ON in FOLDER (build/mutation) and runs the quick suite once for every mutant: each marked term of the right-hand
# side, each direction, each entry of the schemes' tables (ishydro_mutants lists them), dropped (factor 0) and with its sign flipped (-1). Bounds,
# orders and conditions decide, not the committed results. A breakdown, a crash and a time beyond SECONDS (300) are failures of the case too.
#   -j N        runs at a time (2)
#   -f PATTERN  only mutants whose name matches (grep -E)
#   -x CASES    cases left out, joined by commas: what do the others catch?
#   -v FACTORS  what terms are multiplied by ("0 -1"); 1.01: would an error of 1 % be seen?
#   -o FILE     the table (reports/accuracy/mutants.md)
# Mutants that no case need notice, because they change no result or one below what can be measured, stand with the reason in
# reports/accuracy/mutants_excused.txt.
# Exit code 1 if a mutant survives that is not there, or if one that is there is caught.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build/mutation
jobs=2
limit=300
pattern=.
suite=quick
factors="0 -1"
without=
report=$root/reports/accuracy/mutants.md
while getopts b:j:t:f:s:x:v:o: option; do
	case $option in
	b) build=$OPTARG ;;
	j) jobs=$OPTARG ;;
	t) limit=$OPTARG ;;
	f) pattern=$OPTARG ;;
	s) suite=$OPTARG ;;
	x) without=$OPTARG ;;
	v) factors=$OPTARG ;;
	o) report=$OPTARG ;;
	*) exit 2 ;;
	esac
done
excused=$root/reports/accuracy/mutants_excused.txt

cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release -DISHYDRO_MUTATIONS=ON >/dev/null
cmake --build "$build" --parallel "$jobs" --target ishydro_program ishydro_mutants >/dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export OMP_NUM_THREADS=1 ISHYDRO_MUTANT=

# One run: mutant in, "catching case<tab>what it measured" out; nothing for a survivor.
cat >"$work/try.sh" <<'END'
out=$4/$(echo "$1" | tr '/' '_')
code=0
ISHYDRO_MUTANT=$1 timeout "$2" "$3" check --no-baseline --threads 1 --quiet --stop-at-first-failure $5 >"$out.log" 2>&1 || code=$?
case $code in
0) : >"$out" ;;
1) sed -n 's|^      \([a-z0-9-]*\) / \(.*\)$|\1\t\2|p' "$out.log" | head -n 1 >"$out"
	[ -s "$out" ] || printf '?\t%s\n' "$(head -n 1 "$out.log")" >"$out" ;;
2) : >"$out"; printf '%s: refused, nothing was tried: %s\n' "$1" "$(tail -n 1 "$out.log")" >&2 ;; # bad usage catches no mutant
124) printf 'time\tnot done after %s s\n' "$2" >"$out" ;;
*) printf 'crash\texit code %s: %s\n' "$code" "$(tail -n 1 "$out.log")" >"$out" ;;
esac
END

if [ -n "$without" ]; then
	cases=$("$build/ishydro" check --list | awk -v suite="$suite" -v without=",$without," '
		(suite == "full" || $2 == "quick") && index(without, "," $1 ",") == 0 { print $1 }' | tr '\n' ' ')
else
	cases="--suite $suite"
fi
# shellcheck disable=SC2086
"$build/ishydro" check --no-baseline --threads 1 --quiet $cases >"$work/none.log" || {
	cat "$work/none.log"
	echo "mutation.sh: the suite fails without a mutant" >&2
	exit 1
}
"$build/ishydro_mutants" | grep -E "$pattern" >"$work/terms"
cut -f 1 "$work/terms" | awk -v factors="$factors" '
	{ n = split(factors, f, " "); for (i = 1; i <= n; i++) print $0 "=" f[i] }' >"$work/mutants"
xargs -P "$jobs" -I '{}' sh "$work/try.sh" '{}' "$limit" "$build/ishydro" "$work" "$cases" <"$work/mutants"

# What a run left, shortened to the case, where in it and the first thing it says.
shorter='s/\t/: /; s/; .*//; s/|/\\|/g; s/the case itself \/ end: //; s/error \(.*\) is above the bound/\1 >/'
: >"$work/table"
while IFS='	' read -r name sentence; do
	printf '| `%s` | %s |' "$name" "$sentence" >>"$work/table"
	for factor in $factors; do
		mutant="$name=$factor"
		if [ -s "$work/$mutant" ]; then
			echo "$mutant" >>"$work/caught"
			cut -f 1 "$work/$mutant" >>"$work/catchers"
			printf ' %s |' "$(sed "$shorter" "$work/$mutant" | cut -c 1-120)" >>"$work/table"
		elif reason=$(grep -F "$mutant	" "$excused" 2>/dev/null); then
			echo "$mutant" >>"$work/excused"
			printf ' excused: %s |' "$(echo "$reason" | cut -f 2)" >>"$work/table"
		else
			echo "$mutant" >>"$work/survivors"
			printf ' **survives** |' >>"$work/table"
		fi
	done
	echo >>"$work/table"
done <"$work/terms"

count() {
	if [ -f "$1" ]; then wc -l <"$1" | tr -d ' '; else echo 0; fi
}
{
	echo "# Mutants and what catches them"
	echo
	echo "Made by \`scripts/mutation.sh\`: every term of the right-hand side, every direction and every entry of the schemes' tables is multiplied in turn"
	echo "by a factor ($factors; 0 drops it, -1 flips its sign), and \`ishydro check --suite $suite --no-baseline\` runs until a case fails. Bounds, measured"
	echo "orders and conditions decide; the committed results are not compared."
	[ -z "$without" ] || printf '\nWithout the cases %s.\n' "$without"
	echo
	echo "$(count "$work/mutants") mutants: $(count "$work/caught") caught, $(count "$work/excused") excused, $(count "$work/survivors") survive."
	echo
	echo "| first caught by | mutants |"
	echo "| --- | --- |"
	[ ! -f "$work/catchers" ] || sort "$work/catchers" | uniq -c | sort -rn | awk '{ print "| " $2 " | " $1 " |" }'
	echo
	heads=
	rule=
	for factor in $factors; do
		case $factor in
		0) heads="$heads dropped |" ;;
		-1) heads="$heads sign flipped |" ;;
		*) heads="$heads times $factor |" ;;
		esac
		rule="$rule --- |"
	done
	echo "| term | what it is |$heads"
	echo "| --- | --- |$rule"
	cat "$work/table"
} >"$work/report"
mkdir -p "$(dirname "$report")"
cp "$work/report" "$report"

status=0
if [ -f "$work/survivors" ]; then
	echo "survivors:"
	cat "$work/survivors"
	status=1
fi
if [ -f "$work/caught" ] && [ -f "$excused" ] && cut -f 1 "$excused" | grep -Fx -f "$work/caught"; then
	echo "caught, though reports/accuracy/mutants_excused.txt excuses them"
	status=1
fi
echo "$(count "$work/mutants") mutants, $(count "$work/caught") caught, $(count "$work/survivors") survive: $report"
exit $status
