#!/bin/sh
# Faults and signals while the program runs: faults.sh PROGRAM FIELD_FILES CASE. Whatever happens, a file that bears its
# final name is whole, and one line says what went wrong.
set -eu

program=$1
field_files=$2
case=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here"
cd "$work/here"

fail() {
	echo "FAILED: $*"
	cat "$work/out.txt" "$work/err.txt" 2>/dev/null || true
	ls -lAR . | head -40
	exit 1
}
ishydro() {
	code=0
	"$program" "$@" >"$work/out.txt" 2>"$work/err.txt" || code=$?
}
exits() { [ "$code" -eq "$1" ] || fail "exit code $code, not $1"; }
says() { [ "$(cat "$work/err.txt")" = "$1" ] || fail "stderr is not: $1"; }
matches() {
	[ "$(wc -l <"$work/err.txt")" -eq 1 ] || fail "stderr is not one line"
	grep -q -e "$1" "$work/err.txt" || fail "stderr is not: $1"
}
has() { grep -q -e "$2" "$1" || fail "$1 does not hold: $2"; }
no_temporary_files() { [ -z "$(find . -name '*.part')" ] || fail "a temporary file is left: $(find . -name '*.part')"; }

# Every file with a final name can be read to its end; every line of series.csv has all its columns.
all_whole() {
	"$field_files" check $(find out -name '[!.]*.hdf' -o -name '[!.]*.h5' -o -name '[!.]*.json') ||
		fail "a file is half-written"
	if [ -e out/config.cfg ]; then
		[ "$(tail -n 1 out/config.cfg)" = "};" ] || fail "config.cfg is half-written"
	fi
	if [ -s out/series.csv ]; then
		awk -F, 'NR == 1 { n = NF } NF != n { exit 1 }' out/series.csv || fail "series.csv has a short line"
		[ -z "$(tail -c 1 out/series.csv)" ] || fail "series.csv ends within a line"
	fi
	if [ -e out/fields.hdf.series ]; then
		[ "$(tail -n 1 out/fields.hdf.series)" = "}" ] || fail "fields.hdf.series is half-written"
	fi
}

# Waits until a command succeeds, 20 s at most.
until_true() {
	tries=0
	until "$@" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 400 ] || fail "waited in vain for: $*"
		sleep 0.05
	done
}

# Starts the program in the background, with SIGINT not ignored as a shell without job control would have it.
start() {
	env --default-signal=INT "$program" "$@" >"$work/out.txt" 2>"$work/err.txt" &
	pid=$!
}
ends() {
	code=0
	wait "$pid" || code=$?
	exits "$1"
}

quick="--planning estimate --threads 1"

# ---- full disk: the limit on the size of a file stands for it; the program itself ignores SIGXFSZ ----

case_a_full_disk_under_the_fields() {
	ulimit -f 100
	ishydro run --preset 3x16x16x16 $quick
	exits 4
	matches '^ishydro: error: out/fields_000000.hdf: .* cannot be written: File too large$'
	has out/run.json '"state": "failed"'
	no_temporary_files
	all_whole
	[ -z "$(find out -name 'fields*')" ] || fail "fields are there"
}

case_a_full_disk_under_the_series() {
	ulimit -f 100
	ishydro run --preset 900x8x1x1 $quick --set output.every=0 --set profile.level='"off"'
	exits 4
	says 'ishydro: error: out/series.csv: cannot be written: File too large'
	has out/run.json '"state": "failed"'
	no_temporary_files
	all_whole
}

case_a_full_disk_under_the_reports() {
	ulimit -f 100
	ishydro run --preset 3000x8x1x1 $quick --set output.every=0 --set output.series_every=0
	exits 4
	matches '^ishydro: error: out/profile/profile\.[a-z]*: cannot be written: File too large$'
	has out/run.json '"state": "done"'
	no_temporary_files
	all_whole
}

# A folder where run.json was: the last file of a run cannot be written.
case_a_record_that_cannot_be_written() {
	start run --preset 1000000x8x8x1 $quick --set output.every=0
	until_true test -e out/fields.hdf.series
	rm out/run.json
	mkdir out/run.json
	kill -TERM $pid
	ends 4
	matches '^ishydro: error: out/run.json: cannot be written: Is a directory$'
	rmdir out/run.json
	no_temporary_files
	all_whole
}

case_the_folder_vanishes() {
	start run --preset 1000000x8x8x1 $quick --set output.every=500
	until_true test -e out/fields.hdf.series
	mv out gone
	ends 4
	matches '^ishydro: error: out/fields_[0-9]*.hdf: .*cannot be written: No such file or directory$'
	[ ! -e out ] || fail "the folder was made again"
	mv gone out
	all_whole
}

case_too_little_memory() {
	ishydro run --preset 1x64x64x64 --set backend.memory_limit=50000000
	exits 4
	matches '^ishydro: error: .*64 x 64 x 64 points in double need [0-9.]* MB, .*allows 50.0 MB'
	[ ! -e out ] || fail "a folder was made"
	ishydro run --preset 1x1000x1000x1000
	exits 4
	matches '^ishydro: error: .*1000 x 1000 x 1000 points in double need [0-9.]* MB, '
	[ ! -e out ] || fail "a folder was made"
}

# ---- nobody reads ----

case_a_closed_pipe_does_not_end_the_run() {
	{
		code=0
		"$program" run --preset 3x8x8x1 $quick 2>"$work/err.txt" || code=$?
		echo $code >"$work/code.txt"
	} | true
	until_true test -s "$work/code.txt"
	[ "$(cat "$work/code.txt")" -eq 141 ] || fail "exit code $(cat "$work/code.txt"), not 141"
	[ ! -s "$work/err.txt" ] || fail "stderr is not empty"
	has out/run.json '"state": "done"'
	all_whole
}

case_closed_streams_do_not_end_up_in_files() {
	"$program" run --preset 3x8x8x1 $quick <&- >&- 2>&- || fail "exit code $?"
	has out/run.json '"state": "done"'
	all_whole
}

# ---- signals ----

case_sigint_finishes_the_step() {
	start run --preset 1000000x8x8x1 $quick --set output.every=0
	until_true test -e out/fields.hdf.series
	sleep 0.2
	kill -INT $pid
	ends 130
	matches '^ishydro: warning: stopped by signal 2 after [0-9]* steps; all files are complete$'
	has out/run.json '"state": "stopped"'
	last=$(tail -n 1 out/series.csv | cut -d, -f1)
	[ -s "out/$(printf 'fields_%06d.hdf' "$last")" ] || fail "no fields of step $last"
	[ -s out/profile/profile.json ] || fail "no report"
	no_temporary_files
	all_whole
}

case_a_signal_while_planning_writes_nothing() {
	start run --preset 1x128x128x128 --planning patient --threads 1
	sleep 0.7
	kill -TERM $pid
	ends 143
	says 'ishydro: warning: stopped by signal 15 before the first step; nothing was written'
	[ ! -e out ] || fail "a folder was made"
}

case_a_signal_during_output_finishes_it() {
	start run --preset 1000000x48x48x48 $quick --set output.every=1 --set output.compression=deflate
	until_true has_part
	kill -TERM $pid
	ends 143
	matches 'stopped by signal 15 after [0-9]* steps; all files are complete$'
	no_temporary_files
	all_whole
}

case_a_second_signal_ends_at_once() {
	start run --preset 1000000x64x64x64 $quick --set output.every=1 --set output.compression=deflate
	until_true has_part
	kill -TERM $pid
	sleep 0.1
	kill -TERM $pid
	ends 143
	has out/run.json '"state": "running"'
	[ ! -e out/profile ] || fail "reports were written"
	all_whole
}

has_part() { [ -n "$(find out -name '.fields_000001.hdf.*.part')" ]; }

# kill -9 at 20 moments between the start and the end of a run.
case_a_kill_leaves_no_half_written_file() {
	"$program" run --preset 40x16x16x4 $quick --set output.every=2 --set output.series_every=1 >"$work/out.txt"
	kills=0
	for moment in 02 03 04 05 06 08 10 12 14 16 18 20 22 24 26 28 30 33 36 40; do
		rm -rf out
		start run --preset 40x16x16x4 $quick --set output.every=2
		sleep 0.$moment
		kill -KILL $pid 2>/dev/null && kills=$((kills + 1))
		wait $pid || :
		[ -e out ] && all_whole
	done
	[ $kills -ge 5 ] || fail "only $kills runs were killed: the moments are too late"
	[ -e out ] || fail "no run came as far as its folder: the moments are too early"
}

case_"$case"
echo "$case"
