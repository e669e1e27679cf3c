#!/bin/sh
# Stopping, asking for checkpoints, going on, and what is refused: resume.sh PROGRAM FIELD_FILES CASE. The kills are in kills.sh.
set -eu

program=$1
field_files=$2
case=$3
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
says() { [ "$(cat "$work/err.txt")" = "$1" ] || fail "stderr is not: $1"; }
silent() { [ ! -s "$work/err.txt" ] || fail "stderr is not empty"; }
one_line() { [ "$(wc -l <"$work/err.txt")" -eq 1 ] || fail "stderr is not one line"; }
has() { grep -q -e "$2" "$1" || fail "$1 does not hold: $2"; }
refuses() {
	exits 2
	one_line
	has "$work/err.txt" "^ishydro: error: $1"
}
no_temporary_files() { [ -z "$(find . -name '*.part')" ] || fail "a temporary file is left: $(find . -name '*.part')"; }

# Waits until a command succeeds, 20 s at most.
until_true() {
	tries=0
	until "$@" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 400 ] || fail "waited in vain for: $*"
		sleep 0.05
	done
}
start() {
	env --default-signal=INT "$program" "$@" >"$work/out.txt" 2>"$work/err.txt" &
	pid=$!
}
ends() {
	code=0
	wait "$pid" || code=$?
	pid=
	exits "$1"
}

# The files of two runs that ended: fields, series and their list. The configuration in them names the folder and the end.
same_bytes() {
	for file in "$1"/fields* "$1"/series*; do
		cmp "$file" "$2/${file#"$1"/}" || fail "$file differs"
	done
	[ "$(ls "$2" | grep -c '^fields\|^series')" -eq "$(ls "$1" | grep -c '^fields\|^series')" ] || fail "$2 has other files"
}
checkpoints() { (cd "${1:-out}" && echo checkpoint_*); }

quick="--planning estimate --threads 1 --set output.every=5 --set output.series_every=3"
run_40="run --preset 40x12x10x6 $quick --set output.checkpoint_every=8"

# Overwrites bytes of a file in its middle, or cuts it.
damage() { printf 'damaged' | dd of="$1" bs=1 seek="$(($(wc -c <"$1") / 2))" conv=notrunc 2>/dev/null; }
truncate_half() {
	head -c "$(($(wc -c <"$1") / 2))" "$1" >"$work/half"
	cp "$work/half" "$1"
}

case_two_checkpoints_are_kept_and_one_before_the_last_step() {
	ishydro $run_40
	exits 0
	silent
	[ "$(checkpoints)" = "checkpoint_000032.h5 checkpoint_000039.h5" ] || fail "$(checkpoints)"
	no_temporary_files
	! grep -q '^allocations  [1-9]' "$work/out.txt" || fail "a steady step allocates"
	# Killed before the oldest of three was removed.
	cp out/checkpoint_000032.h5 out/checkpoint_000024.h5
	touch out/.checkpoint_000040.h5.1.part
	rm out/run.json
	ishydro run --resume out
	exits 0
	[ "$(checkpoints)" = "checkpoint_000032.h5 checkpoint_000039.h5" ] || fail "$(checkpoints)"
	no_temporary_files
}

case_a_longer_run_is_that_which_had_its_end_from_the_start() {
	mkdir whole parts
	cd whole
	ishydro $run_40
	exits 0
	cd ../parts
	ishydro $run_40 --steps 17
	exits 0
	ishydro run --resume out --steps 40
	exits 0
	silent
	has "$work/out.txt" '^resumed      from step 16'
	cd ..
	for file in whole/out/fields_*; do
		"$field_files" same "$file" "parts${file#whole}" || fail "$file differs"
	done
	[ "$(ls whole/out)" = "$(ls parts/out)" ] || fail "other files: $(ls parts/out)"
	for file in series.csv series.h5 fields.hdf.series config.cfg; do
		cmp whole/out/$file parts/out/$file || fail "$file differs"
	done
}

# To a time: the last step is cut to meet it. The longer run must not know.
case_a_longer_time_forgets_the_step_that_was_cut() {
	mkdir whole parts
	milne="run --preset 5x12x10x6 $quick --set geometry.name=milne --set time.start=1 --set output.checkpoint_every=1000"
	cd whole
	ishydro $milne --set time.end=3.0
	exits 0
	cd ../parts
	ishydro $milne --set time.end=2.03
	exits 0
	cut=$(tail -n 1 out/series.csv | cut -d, -f1)
	ishydro run --resume out --set time.end=3.0
	exits 0
	cd ..
	cmp whole/out/series.csv parts/out/series.csv || fail "series.csv differs"
	cmp whole/out/fields.hdf.series parts/out/fields.hdf.series || fail "fields.hdf.series differs"
	[ $((cut % 5)) -ne 0 ] || fail "the test is of no use: step $cut has a field file anyway"
	[ ! -e "parts/out/$(printf 'fields_%06d.hdf' "$cut")" ] || fail "the file of the cut step is still there"
}

case_a_run_that_is_done_stays_as_it_is() {
	ishydro $run_40
	cp -r out before
	ishydro run --resume out
	exits 0
	says 'ishydro: out: the run is done: a later time.end (--set) or --steps would continue it'
	diff -r out before || fail "something was changed"
}

case_sigterm_writes_a_checkpoint_from_which_the_run_goes_on() {
	slow="run --preset 2500x16x16x8 $quick --set output.every=700"
	mkdir whole parts
	cd whole
	ishydro $slow
	exits 0
	cd ../parts
	start $slow
	until_true test -e out/fields.hdf.series
	sleep 0.1
	kill -TERM $pid
	ends 143
	stopped=$(tail -n 1 out/series.csv | cut -d, -f1)
	[ "$stopped" -lt 2500 ] || fail "it was too fast"
	[ "$(checkpoints)" = "$(printf 'checkpoint_%06d.h5' "$stopped")" ] || fail "$(checkpoints), stopped at $stopped"
	has "$work/out.txt" 'ishydro run --resume out'
	mv out elsewhere
	ishydro run --resume elsewhere
	exits 0
	silent
	has elsewhere/run.json "\"step\": $stopped,"
	mv elsewhere out
	cd ..
	cmp whole/out/series.csv parts/out/series.csv || fail "series.csv differs"
	cmp whole/out/series.h5 parts/out/series.h5 || fail "series.h5 differs"
	cmp whole/out/fields_000700.hdf parts/out/fields_000700.hdf || [ "$stopped" -lt 700 ] || fail "fields differ"
	[ "$(cd whole/out && ls -d fields*)" = "$(cd parts/out && ls -d fields*)" ] || fail "other field files"
}

case_sigusr1_writes_a_checkpoint_and_the_run_goes_on() {
	start run --preset 1000000x8x8x1 $quick --set output.every=0
	until_true test -e out/fields.hdf.series
	sleep 0.1
	kill -USR1 $pid
	until_true has_checkpoint
	first=$(checkpoints)
	sleep 0.1
	kill -USR1 $pid
	until_true two_checkpoints
	kill -0 $pid || fail "it has ended"
	kill -KILL $pid
	code=0
	wait $pid 2>/dev/null || code=$?
	pid=
	exits 137
	[ "$(wc -l <"$work/err.txt")" -eq 2 ] || fail "stderr is not two lines"
	has "$work/err.txt" '^ishydro: checkpoint out/checkpoint_[0-9]*.h5, t = [0-9.]* fm$'
	newest=$(checkpoints | sed 's/.* checkpoint_0*\([0-9]*\).h5/\1/')
	ishydro run --resume out --steps $((newest + 10))
	exits 0
	has "$work/out.txt" "^resumed      from step $newest"
	[ -n "$first" ]
}
has_checkpoint() { ls out/checkpoint_* >/dev/null; }
two_checkpoints() { [ "$(ls out/checkpoint_* | wc -l)" -eq 2 ]; }

case_a_damaged_newest_checkpoint_gives_way_to_the_one_before() {
	mkdir whole
	(cd whole && "$program" $run_40 -q)
	for harm in damage truncate_half; do
		rm -rf out
		ishydro $run_40
		$harm out/checkpoint_000039.h5
		rm out/run.json # as if it had been killed: a run that is done needs no checkpoint
		ishydro run --resume out
		exits 0
		one_line
		has "$work/err.txt" '^ishydro: warning: out/checkpoint_000039.h5: is .*: trying the one before, out/checkpoint_000032.h5$'
		same_bytes whole/out out
	done
}

case_damaged_checkpoints_are_refused_and_nothing_is_touched() {
	ishydro $run_40
	rm out/run.json
	damage out/checkpoint_000039.h5
	truncate_half out/checkpoint_000032.h5
	cp -r out before
	ishydro run --resume out
	exits 2
	has "$work/err.txt" '^ishydro: warning: out/checkpoint_000039.h5: is damaged: its checksum is not that of its content: trying'
	has "$work/err.txt" '^ishydro: error: out/checkpoint_000032.h5: is truncated: .*; there is no other checkpoint to resume from'
	diff -r out before || fail "something was changed"
	: >out/checkpoint_000032.h5
	ishydro run --resume out
	exits 2
	has "$work/err.txt" '^ishydro: error: out/checkpoint_000032.h5: is no checkpoint of ishydro, or its head is damaged;'
}

# Every byte counts: one bit at each of many places is noticed.
case_one_bit_anywhere_is_noticed() {
	ishydro run --preset 3x4x4x1 --planning estimate --threads 1 --set output.checkpoint_every=1
	rm out/run.json out/checkpoint_000001.h5
	python3 - "$program" <<-'PYTHON' || fail "a flipped bit was not noticed"
		import subprocess, sys
		path = "out/checkpoint_000002.h5"
		good = open(path, "rb").read()
		for i in range(30):
		    at = (i * 104729) % len(good) if i else 0
		    bad = bytearray(good)
		    bad[at] ^= 1 << (i % 8)
		    open(path, "wb").write(bad)
		    run = subprocess.run([sys.argv[1], "run", "--resume", "out"], capture_output=True, text=True)
		    assert run.returncode == 2 and run.stderr.count("\n") == 1, (at, run)
		open(path, "wb").write(good)
		run = subprocess.run([sys.argv[1], "run", "--resume", "out"], capture_output=True, text=True)
		assert run.returncode == 0, run
	PYTHON
}

case_a_checkpoint_of_a_later_version_is_refused() {
	ishydro $run_40
	rm out/run.json
	sed -i '1,2s/^format 1$/format 2/' out/checkpoint_000039.h5
	ishydro run --resume out
	refuses 'out/checkpoint_000039.h5: is of a later version of ishydro (format 2, this one reads 1): must be resumed by that version$'
}

case_a_checkpoint_of_another_grid_is_refused() {
	ishydro $run_40
	ishydro run --preset 60x8x8x1 $quick --set output.checkpoint_every=50 -o other
	rm out/run.json
	cp other/checkpoint_000050.h5 out
	ishydro run --resume out
	refuses 'out/checkpoint_000050.h5: is of another run than out/config.cfg: grid.shape differs, and must be the same$'
}

case_what_makes_another_run_of_it_is_refused() {
	ishydro $run_40
	rm out/run.json
	cp -r out before
	may='must stay as it was in a run that is resumed; what may change is time.end, time.steps, output.every, '
	ishydro run --resume out --set 'grid.shape=[8,8,8]'
	refuses "--set: grid.shape = \[8, 8, 8\]: $may"
	ishydro run --resume out --set transport.eta_over_s=0.3
	refuses "--set: transport.eta_over_s = 0.3: $may"
	ishydro run --resume out --precision float
	refuses "--precision: backend.precision = \"float\": $may"
	ishydro run --resume out --set problem.v_max=0.2
	refuses "--set: problem.v_max = 0.2: $may"
	ishydro run --resume out --set time.step=0.01
	refuses "--set: time.step = 0.01: $may"
	ishydro run --resume out -o elsewhere
	refuses "--output: output.directory = \"elsewhere\": $may"
	ishydro run --resume out --preset small
	refuses 'small: must not stand beside --resume'
	ishydro run --resume out out/config.cfg
	refuses 'out/config.cfg: must not stand beside --resume'
	ishydro run --resume out --steps 39
	refuses '--steps: time.steps = 39: must be more than the 39 steps that the checkpoint has behind it$'
	ishydro run --resume out --set time.end=0.1
	refuses '--set: time.end = 0.1: must be more than '
	diff -r out before || fail "something was changed"
	[ ! -e elsewhere ] || fail "a folder was made"
	ishydro run --resume out --threads 2 --set output.every=0 --set profile.level=full --set output.checkpoint_every=0
	exits 0
}

case_nothing_to_resume_is_refused() {
	ishydro run --resume absent
	refuses '--resume absent: cannot be opened: No such file or directory: must be the folder of a run$'
	mkdir empty
	ishydro run --resume empty
	refuses 'empty: holds no checkpoint to resume from: must be a folder of a run that wrote one'
	touch file
	ishydro run --resume file
	refuses '--resume file: cannot be opened: Not a directory'
	ishydro run --preset 3x8x8x1 $quick
	cp -r out before
	ishydro run --resume out
	refuses 'out: holds no checkpoint'
	diff -r out before || fail "something was changed"
}

case_a_folder_in_use_is_not_resumed() {
	start run --preset 1000000x8x8x1 $quick --set output.every=0 --set output.checkpoint_every=100
	until_true has_checkpoint
	ishydro run --resume out
	refuses '--resume out: its run is still going: must have ended, or be stopped by SIGTERM, first$'
	kill -TERM $pid
	ends 143
}

case_rows_that_are_gone_are_refused() {
	ishydro $run_40
	rm out/run.json
	cp out/series.csv full.csv
	head -n 3 full.csv >out/series.csv
	ishydro run --resume out
	refuses 'out/series.csv: has [0-9]* bytes: must have the [0-9]* of its checkpoint$'
	sed '1s/energy/enthalpy/' full.csv >out/series.csv
	ishydro run --resume out
	refuses 'out/series.csv: has other columns than this version of ishydro writes'
	rm out/series.csv
	ishydro run --resume out
	refuses 'out/series.csv: cannot be opened: No such file or directory$'
	cp full.csv out/series.csv
	ishydro run --resume out
	exits 0
	cmp full.csv out/series.csv || fail "series.csv differs"
}

# The initial file is not needed again, and its time is not taken again.
case_a_run_from_a_file_goes_on_without_it() {
	ishydro run --preset 5x12x10x6 $quick
	cp out/fields_000005.hdf initial.hdf
	mkdir whole parts
	file="run --problem file --set problem.path=../initial.hdf --set grid.shape=[12,10,6] --steps 20 --planning estimate
		--set transport.zeta_over_s=0.1 --set output.checkpoint_every=6"
	cd whole
	ishydro $file
	exits 0
	cd ../parts
	ishydro $file
	rm out/run.json out/checkpoint_000019.h5
	mv ../initial.hdf ../moved.hdf
	ishydro run --resume out
	exits 0
	silent
	cd ..
	same_bytes whole/out parts/out
}

# The limit on the size of a file stands for a full disk: the fields, in float32, find room under it and the checkpoints do not.
case_a_full_disk_under_the_checkpoints_does_not_end_the_run() {
	small="run --preset 40x16x16x8 --planning estimate --threads 1 --set output.checkpoint_every=8 --set output.compression=float32"
	ishydro $small --steps 20
	exits 0
	[ "$(checkpoints)" = "checkpoint_000016.h5 checkpoint_000019.h5" ] || fail "$(checkpoints)"
	(
		ulimit -f 300
		ishydro run --resume out --steps 40
		exits 4
		one_line
		has "$work/err.txt" '^ishydro: warning: out/checkpoint_000024.h5: cannot be written: File too large; the run goes on, earlier checkpoints stay$'
	)
	has out/run.json '"state": "done"'
	has out/run.json '"step": 40'
	[ "$(checkpoints)" = "checkpoint_000016.h5 checkpoint_000019.h5" ] || fail "$(checkpoints)"
	no_temporary_files
	ishydro run --resume out --steps 48
	exits 0
	[ "$(checkpoints)" = "checkpoint_000040.h5 checkpoint_000047.h5" ] || fail "$(checkpoints)"
}

case_a_stopped_run_without_room_for_its_checkpoint_says_so() {
	(
		ulimit -f 300
		start run --preset 1000000x16x16x8 $quick --set output.every=0 --set output.compression=float32
		until_true test -e out/fields.hdf.series
		sleep 0.1
		kill -TERM $pid
		ends 4
		one_line
		has "$work/err.txt" '^ishydro: warning: out/checkpoint_[0-9]*.h5: cannot be written: File too large; the run goes on'
	)
	has out/run.json '"state": "stopped"'
	no_temporary_files
}

case_"$case"
echo "$case"
