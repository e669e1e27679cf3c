#!/bin/sh
# A run that is killed (kill -9) at random moments and resumed each time ends with the files of one that was not, byte for byte:
#
#     kills.sh PROGRAM KILLS [ARGUMENTS OF RUN]...
#
# When a run comes to its end before it has been killed so often, it is compared and another one begins. The moments are between 0 and 1/3 of
# the time that the whole run takes; ISH_SEED=N draws others. Long form: sh tests/cli/kills.sh build/release/ishydro 50
set -eu

program=$(realpath "$1")
kills=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/first" "$work/whole" "$work/killed"
cd "$work"

# Many small steps, a checkpoint after every third, fields and rows at other distances. All runs make the choices of one: else a measurement
# might choose otherwise.
begin_run() { # in a subshell, which becomes the program
	exec "$program" run --preset 90x16x16x16 --planning measure --quiet --set output.checkpoint_every=3 --set output.every=17 \
		--set output.series_every=2 --set profile.formats=json "$@"
}

fail() {
	echo "FAILED: $*"
	cat "$work/err.txt" 2>/dev/null || true
	ls -la "$work/killed/out" || true
	exit 1
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

(cd first && begin_run "$@" --steps 1) || fail "the first run: exit code $?"
began=$(milliseconds)
(cd whole && begin_run "$@" --choices ../first/out/run.json) || fail "the run that nobody kills: exit code $?"
whole=$(($(milliseconds) - began))

same_files() {
	(cd whole/out && ls -d fields* series*) >expected.txt
	(cd killed/out && ls -d fields* series*) >found.txt
	cmp -s expected.txt found.txt || fail "other files: $(diff expected.txt found.txt)"
	while read -r name; do
		cmp "whole/out/$name" "killed/out/$name" || fail "$name differs after $done kills"
	done <expected.txt
	[ -z "$(find killed/out -maxdepth 1 -name '*.part')" ] || fail "a temporary file is left"
	[ "$(find killed/out -name 'checkpoint_*' | wc -l)" -eq 2 ] || fail "not two checkpoints are kept"
}

# Starts or resumes the run in the background, on one and two threads by turns.
start() {
	turns=$((turns + 1))
	export OMP_NUM_THREADS=$((1 + turns % 2))
	if ls killed/out/checkpoint_* >/dev/null 2>&1; then
		resumed=$((resumed + 1))
		(cd killed && exec "$program" run --quiet --resume out 2>"$work/err.txt") &
	else
		rm -rf killed/out*
		(cd killed && begin_run "$@" --choices ../first/out/run.json 2>"$work/err.txt") &
	fi
	pid=$!
}

turns=0
done=0
resumed=0
rounds=0
writing=0
while :; do
	start "$@"
	code=0
	if [ $done -lt "$kills" ]; then
		sleep "$(awk -v seed="${ISH_SEED:-1}" -v n=$((done + 1000 * rounds)) -v t=$whole \
			'BEGIN { srand(seed * 100000 + n); rand(); printf "%.3f", rand() * t / 3000 }')"
		kill -KILL $pid 2>/dev/null || :
	fi
	wait $pid 2>/dev/null || code=$?
	case $code in
	0)
		same_files
		rounds=$((rounds + 1))
		[ $done -lt "$kills" ] || break
		rm -rf killed/out*
		;;
	137)
		done=$((done + 1))
		[ -z "$(find killed/out -name '.checkpoint_*.part' 2>/dev/null)" ] || writing=$((writing + 1))
		;;
	*) fail "exit code $code" ;;
	esac
done
echo "$done kills, $writing of them while a checkpoint was written; $resumed resumptions, $rounds runs, all files the same; a whole run takes $whole ms"
