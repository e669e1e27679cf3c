#!/bin/sh
# Bad input to the program: bad_input.sh PROGRAM FIELD_FILES GROUP. Each case is one run that must be refused: with its exit
# code, its one line on stderr, nothing on stdout, and no file made, changed or moved in a folder that holds an earlier run.
set -eu

program=$1
field_files=$2
group=$3
cases=0
failures=0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here"
cd "$work/here"

# Every file of the folder with its checksum, every folder.
snapshot() {
	find . -type d | sort
	find . -type f ! -name bad.cfg -exec cksum {} + | sort
}

# refuse CODE MESSAGE CONFIG ARGUMENT...: `ishydro run` of bad.cfg with the text CONFIG (none if empty) and the arguments.
# MESSAGE is the whole line after "ishydro: error: "; one that begins with ^ is a regular expression for it.
refuse() {
	wanted=$1
	message=$2
	text=$3
	shift 3
	if [ -n "$text" ]; then
		printf '%s\n' "$text" >bad.cfg
		set -- bad.cfg "$@"
	fi
	cases=$((cases + 1))
	code=0
	"$program" run "$@" >"$work/out.txt" 2>"$work/err.txt" || code=$?
	snapshot >"$work/after.txt"
	line=$(cat "$work/err.txt")
	trouble=
	[ "$code" -eq "$wanted" ] || trouble="exit code $code, not $wanted"
	[ "$(wc -l <"$work/err.txt")" -eq 1 ] || trouble="$trouble; not one line"
	[ ! -s "$work/out.txt" ] || trouble="$trouble; something on stdout"
	cmp -s "$work/before.txt" "$work/after.txt" || trouble="$trouble; files were made, changed or moved"
	case $message in
	^*) echo "${line#ishydro: error: }" | grep -q -e "$message" || trouble="$trouble; the message is not $message" ;;
	*) [ "$line" = "ishydro: error: $message" ] || trouble="$trouble; the message is not $message" ;;
	esac
	if [ -n "$trouble" ]; then
		failures=$((failures + 1))
		printf 'FAILED: run %s\n%s\n  %s\n  stderr: %s\n' "$*" "$text" "$trouble" "$line"
		snapshot >"$work/before.txt"
	fi
}

G='must be GROUP = { KEY = VALUE; ... }; with VALUE a number, "text" or [list]'

group_syntax() {
	refuse 2 "bad.cfg:2: syntax error at \"\": $G" 'grid = { shape = [8, 8, 8'
	refuse 2 "bad.cfg:1: syntax error at \"grid = ;\": $G" 'grid = ;'
	refuse 2 "bad.cfg:1: syntax error at \"}\": $G" '}'
	refuse 2 "bad.cfg:2: syntax error at \"\": $G" 'transport = { eta_over_s = "0.2; };'
	refuse 2 "bad.cfg:2: syntax error at \"grid {\": $G" '# a comment
grid {
};'
	refuse 2 'bad.cfg:2: duplicate setting name at "shape = [4, 4, 4]; };": give each key once' 'grid = { shape = [8, 8, 8];
	shape = [4, 4, 4]; };'
	refuse 2 'bad.cfg:1: @include is not available: write all keys into one file' '@include "other.cfg"'
	refuse 2 'bad.cfg:1: grid = 3: must be a group { KEY = VALUE; ... }' 'grid = 3;'
	refuse 2 'none.cfg: cannot be read: No such file or directory' '' none.cfg
	refuse 2 'good.h5/x.cfg: cannot be read: Not a directory' '' good.h5/x.cfg
	refuse 2 'out: cannot be read: Is a directory' '' out
	refuse 2 'good.h5: is not a text: it holds a zero byte' '' good.h5
}

group_keys() {
	refuse 2 '^bad.cfg:1: transport.etaovers = 0.2: unknown key; did you mean transport.eta_over_s? the keys of transport are eta_over_s, tau_pi, .*, lambda_Pipi$' 'transport = { etaovers = 0.2; };'
	refuse 2 '^bad.cfg:2: output.direktory = "x": unknown key; did you mean output.directory? ' 'output = { every = 2;
	direktory = "x"; };'
	refuse 2 '^bad.cfg:1: problem.sed = 3: unknown key; did you mean problem.seed? the keys of problem "random" are name, seed, ' 'problem = { name = "random"; sed = 3; };'
	refuse 2 'bad.cfg:1: problem.seed = 1: unknown key; the keys of problem "sound" are name, wave, amplitude, T0' 'problem = { seed = 1; };'
	refuse 2 '^bad.cfg:1: gird = { ... }: unknown group; did you mean grid? the groups are grid, geometry, ' 'gird = { shape = [1, 1, 1]; };'
	refuse 2 '^bad.cfg:1: eta_over_s = 0.1: unknown group; did you mean transport.eta_over_s? ' 'eta_over_s = 0.1;'
	refuse 2 '^--set: gird.shape = 3: unknown group; did you mean grid.shape? ' '' --set gird.shape=3
	refuse 2 '^--set: time.stop = 3: unknown key; did you mean time.step? ' '' --set time.stop=3
}

group_types() {
	refuse 2 'bad.cfg:1: transport.eta_over_s = [0.2]: must be a number from 0 to 1000' 'transport = { eta_over_s = [0.2]; };'
	refuse 2 '^bad.cfg:1: time.scheme = 3: must be one of "imex-ssp2", ' 'time = { scheme = 3; };'
	refuse 2 'bad.cfg:1: backend.threads = 1.5: must be an integer from 0 to 1024' 'backend = { threads = 1.5; };'
	refuse 2 'bad.cfg:1: output.every = true: must be an integer from 0 to 1000000000000' 'output = { every = true; };'
	refuse 2 'bad.cfg:1: grid.shape = "32": must be 3 integers, each 1 or from 4 to 1048576' 'grid = { shape = "32"; };'
	refuse 2 'bad.cfg:1: grid.length = [1, 2]: must be 3 numbers, each more than 0' 'grid = { length = [1.0, 2.0]; };'
	refuse 2 'bad.cfg:1: filter.name = { ... }: must be one of "exponential", "two-thirds", "none"' 'filter = { name = { }; };'
	refuse 2 '^bad.cfg:1: output.fields = \["energy"\]: must be a list of "all", "e", ' 'output = { fields = ["energy"]; };'
	refuse 2 'bad.cfg:1: output.directory = "": must be a text of 1 to 1023 bytes' 'output = { directory = ""; };'
	refuse 2 'bad.cfg:1: problem.wave = [0.5, 0.0, 0.0]: must be three integers, not 0.5' 'problem = { name = "sound"; wave = [0.5, 0.0, 0.0]; };'
}

group_numbers() {
	refuse 2 'bad.cfg:1: transport.eta_over_s = -0.1: must be a number from 0 to 1000' 'transport = { eta_over_s = -0.1; };'
	refuse 2 'bad.cfg:1: grid.length = [1, 0, 1]: must be 3 numbers, each more than 0' 'grid = { length = [1.0, 0.0, 1.0]; };'
	refuse 2 'bad.cfg:1: eos.cs2 = 1.5: must be a number more than 0 and at most 1' 'eos = { cs2 = 1.5; name = "constant-cs2"; };'
	refuse 2 'bad.cfg:1: filter.order = 0: must be a number from 1 to 1000' 'filter = { order = 0; };'
	refuse 2 'bad.cfg:1: time.cfl = 101: must be a number from 0 to 100' 'time = { cfl = 101.0; };'
	refuse 2 'bad.cfg:1: eos.p0 = "nan": must be a number more than 0 or "qgp"' 'eos = { p0 = nan; };'
	refuse 2 'bad.cfg:1: grid.length = [1, "inf", 1]: must be 3 numbers, each more than 0' 'grid = { length = [1.0, inf, 1.0]; };'
	refuse 2 'bad.cfg:1: transport.eta_over_s = "-inf": must be a number from 0 to 1000' 'transport = { eta_over_s = -inf; };'
	refuse 2 'bad.cfg:1: time.end = inf: must be a finite number' 'time = { end = 1e400; };'
	refuse 2 'bad.cfg:1: time.steps = 1e+20: must be an integer from -1 to 1000000000000' 'time = { steps = 99999999999999999999; };'
	refuse 2 'bad.cfg:1: output.every = 9.223372036854776e+18: must be an integer from 0 to 1000000000000' 'output = { every = 9223372036854775808; };'
	refuse 2 'bad.cfg:1: backend.threads = 4294967297: must be an integer from 0 to 1024' 'backend = { threads = 4294967297; };'
	refuse 2 'bad.cfg:1: grid.shape = [8, 3, 8]: must be 3 integers, each 1 or from 4 to 1048576' 'grid = { shape = [8, 3, 8]; };'
	refuse 2 'bad.cfg:1: grid.shape = [1048577, 1, 1]: must be 3 integers, each 1 or from 4 to 1048576' 'grid = { shape = [1048577, 1, 1]; };'
	refuse 2 'bad.cfg:1: grid.shape = [65536, 65536, 65536]: must be at most 2147483647 points in all, not 281474976710656' 'grid = { shape = [65536, 65536, 65536]; };'
}

group_combinations() {
	refuse 2 'bad.cfg:1: time.step = 0.1: must be 0 (by cfl) while time.cfl = 0.5, or set time.cfl = 0' 'time = { step = 0.1; cfl = 0.5; };'
	refuse 2 'bad.cfg:1: time.end = 1: must be more than time.start = 2' 'time = { start = 2.0; };'
	refuse 2 'bad.cfg:1: time.step = 1e-300: must be so large that time.end is met within 1e12 steps' 'time = { step = 1e-300; };'
	refuse 2 'bad.cfg:1: time.start = 0: must be more than 0 in geometry "kasner"' 'geometry = { name = "kasner"; };'
	refuse 2 '^bad.cfg:1: transport.tau_pi = 1: acausal, the front speed squared .* = 1.667 must be at most 1 ' 'transport = { tau_pi = 1.0; };'
	refuse 2 '^bad.cfg:1: transport.tau_Pi = 0.5: acausal, .* = 2.6 must be at most 1 ' 'transport = { tau_Pi = 0.5; zeta_over_s = 0.1; };'
	refuse 2 '^bad.cfg:1: eos.cs2 = 0.9: acausal, .* = 1.167 must be at most 1 ' 'eos = { name = "constant-cs2"; cs2 = 0.9; };'
	refuse 2 'bad.cfg:1: output.fields = []: must name a field, or "all"' 'output = { fields = []; };'
	refuse 2 'bad.cfg:1: output.fields: must name "e" once' 'output = { fields = ["e", "e"]; };'
	refuse 2 'bad.cfg:1: output.fields = ["all", "e"]: must have "all", which stands for the ten fields, without any of the ten' 'output = { fields = ["all", "e"]; };'
	refuse 2 'bad.cfg:1: backend.derivative = "matrix": must be "fft" or "auto" on an axis of 65536 points: matrices are for at most 4096' 'backend = { derivative = "matrix"; };
grid = { shape = [65536, 1, 1]; };'
	refuse 2 'bad.cfg:3: problem.modes = 4: must be 3 or less on an axis of 8 points' 'grid = { shape = [8, 8, 1]; };
problem = { name = "random";
	modes = 4; };'
	refuse 2 'bad.cfg:2: problem.width = 0.001: must be 0.02344 or more on an axis of 32 points: the layer is not resolved' 'grid = { shape = [32, 32, 1]; };
problem = { name = "kelvin-helmholtz"; width = 0.001; };'
	refuse 2 '--set: problem.mode = 9: must be below half of the 16 points of its axis' 'problem = { name = "kelvin-helmholtz"; }; grid = { shape = [16, 32, 1]; };' --set problem.mode=9
	refuse 2 'bad.cfg:2: grid.shape = [1, 1, 1]: must have an axis of 4 points or more in problem "kelvin-helmholtz"' 'problem = { name = "kelvin-helmholtz"; };
grid = { shape = [1, 1, 1]; }; time = { step = 0.1; };'
	refuse 2 'bad.cfg:1: problem.wave = [0.0, 0.0, 0.0]: must have a component that is not 0' 'problem = { name = "sound"; wave = [0, 0, 0]; };'
	refuse 2 'bad.cfg:1: problem.wave = [16.0, 0.0, 0.0]: component x must be below half of the 32 points of its axis' 'problem = { name = "sound"; wave = [16, 0, 0]; };'
	refuse 2 'bad.cfg:1: problem.polarisation = [1.0, 0.0, 0.0]: must not be parallel to the wave vector, along [1, 0, 0]' 'problem = { name = "shear"; wave = [1, 0, 0]; polarisation = [1, 0, 0]; };'
	refuse 2 'bad.cfg:1: geometry.name = "minkowski": must be "milne" in problem "bjorken"' 'problem = { name = "bjorken"; };'
	refuse 2 'bad.cfg:2: geometry.name = "milne": must be "minkowski" in problem "sound"' 'problem = { name = "sound"; };
geometry = { name = "milne"; }; time = { start = 1.0; end = 2.0; };'
	refuse 2 'bad.cfg:1: transport.eta_over_s = 0.0: must be more than 0 where problem "homogeneous" starts with pi11 = 1' 'transport = { eta_over_s = 0; }; problem = { name = "homogeneous"; pi11 = 1.0; };'
	refuse 2 'bad.cfg:1: grid.shape = [1, 1, 1]: must have an axis of 4 points or more, or time.step must be given: one point has no cfl limit' 'grid = { shape = [1, 1, 1]; }; problem = { name = "homogeneous"; };'
	refuse 2 'bad.cfg:1: problem.path = "": must be a text of 1 to 1023 bytes in problem "file"' 'problem = { name = "file"; };'
}

group_options() {
	refuse 2 '--steps: time.steps = -5: must be an integer from -1 to 1000000000000' '' --steps -5
	refuse 2 '--threads: backend.threads = "x": must be an integer from 0 to 1024' '' --threads x
	refuse 2 '--threads: backend.threads = 99999: must be an integer from 0 to 1024' '' --threads 99999
	preset='must be STEPSxNXxNYxNZ, as in 64x64x32x32, or small, medium, large, extreme'
	refuse 2 "--preset: 0x0x0x0: $preset" '' --preset 0x0x0x0
	refuse 2 "--preset: huge: $preset" '' --preset huge
	refuse 2 "--preset: 99999999999999999999x8x8x8: $preset" '' --preset 99999999999999999999x8x8x8
	refuse 2 '--preset: grid.shape = [3, 8, 8]: must be 3 integers, each 1 or from 4 to 1048576' '' --preset 4x3x8x8
	refuse 2 '--steps: must have a value, --steps=N' '' --steps
	refuse 2 '^--no-such: unknown option; the options are --preset, --problem, --steps, ' '' --no-such=3
	refuse 2 '^-x: unknown option; the options are --preset, ' '' -qx
	refuse 2 '--p: ambiguous, must be one of --preset, --problem, --precision, --planning' '' --p 3
	refuse 2 '--quiet=yes: must be --quiet without a value' '' --quiet=yes
	refuse 2 'b.cfg: must be the only CONFIG, a.cfg stands already' '' a.cfg b.cfg
	refuse 2 '--set: "foo": must be KEY=VALUE, as in transport.eta_over_s=0.1' '' --set foo
	refuse 2 '--set: time.start = "1 2": must be a finite number' '' --set 'time.start=1 2'
	refuse 2 '--set: grid.shape = [8,8: must be a number, "text" or [list]' '' --set 'grid.shape=[8,8'
	refuse 2 '^--problem: problem.name = "soud": must be one of "taylor-green", ' '' --problem soud
	refuse 2 '--planning: backend.planning = "hard": must be one of "estimate", "measure", "patient"' '' --planning hard
	refuse 2 '--set: time.step = 0.1: must be 0 (by cfl) while time.cfl = 0.3, or set time.cfl = 0' '' --set time.step=0.1 --set time.cfl=0.3
	refuse 4 '--backend: backend.name = "cuda": not available in this version, must be one of "auto", "cpu"' '' --backend cuda
}

group_field_files() {
	on='--problem file --planning estimate --threads 1 --set grid.shape=[8,8,1] --set grid.length=[1.0,1.0,1.0] --steps 1
		--set transport.zeta_over_s=0.1'
	head -c 3000 good.h5 >truncated.h5
	echo "not a field file" >foreign.h5
	: >empty.h5
	snapshot >"$work/before.txt"
	# wrong NAME MESSAGE [ARGUMENT]...
	wrong() {
		name=$1
		told=$2
		shift 2
		refuse 2 "$told" '' $on --set "problem.path=$name.h5" "$@"
	}
	wrong none 'none.h5: cannot be read: No such file or directory'
	wrong foreign 'foreign.h5: is not an HDF5 file'
	wrong empty 'empty.h5: is not an HDF5 file'
	wrong truncated '^truncated.h5: truncated or damaged HDF5 file: truncated file: '
	wrong no_e 'no_e.h5: the root dataset "e" is missing: need e, u1, u2, u3, and all of pi11, pi12, pi13, pi22, pi23 or none'
	wrong no_pi12 '^no_pi12.h5: the root dataset "pi12" is missing: need '
	wrong no_time 'no_time.h5: the root attribute "time" is missing: need 1 number'
	wrong no_length 'no_length.h5: the root attribute "length" is missing: need 3 numbers'
	wrong no_number 'no_number.h5: the root attribute "time" is not 1 finite number'
	wrong flat 'flat.h5: dataset "e" has 2 dimensions: need 3, [nz][ny][nx]'
	wrong narrow 'narrow.h5: dataset "u2" is [1][8][7]: need [1][8][8] as "e"'
	wrong vast 'vast.h5: dataset "e" has 1.152921504606847e+18 points: need 1 to 2147483647'
	wrong integers 'integers.h5: dataset "u3" is not of floating-point type'
	wrong unwritten 'unwritten.h5: dataset "u1" holds 0 bytes: need 512; it is damaged or was never written'
	wrong nan_e 'nan_e.h5: e = nan at cell (3, 2, 0): need a finite number'
	wrong inf_u1 'inf_u1.h5: u1 = inf at cell (3, 2, 0): need a finite number'
	bad='unphysical initial data at cell (3, 2, 0), x = (0.375, 0.25, 0): e ='
	wrong zero_e "^--set: problem.path = \"zero_e.h5\": $bad 0, .*must have e > 0, all finite, E > |M|; 1 cell in all\$"
	wrong negative_e "^--set: problem.path = \"negative_e.h5\": $bad -3, .*must have e > 0, "
	wrong huge_u1 "^--set: problem.path = \"huge_u1.h5\": $bad 1, u = (1e+200, .*must have e > 0, all finite"
	wrong superluminal "^--set: problem.path = \"superluminal.h5\": $bad 1, .*E > |M|"
	wrong acausal '^--set: problem.path = "acausal.h5": acausal initial data, signals faster than light at cell '
	wrong good '--set: grid.shape = [8, 4, 1]: must be [8, 8, 1], the points of good.h5' --set grid.shape=[8,4,1]
	wrong long_box '--set: grid.length = [1.0, 1.0, 1.0]: must be [2, 2, 2], the length of long_box.h5'
	wrong good '--set: grid.origin = [0.5, 0.0, 0.0]: must be [0, 0, 0], the origin of good.h5' --set grid.origin=[0.5,0.0,0.0]
	wrong negative_time '--problem: time.start = 0.0: must be given and more than 0 in geometry "milne": the time of negative_time.h5 is -1' --set geometry.name=milne
	wrong good '--set: time.end = 0.25: must be more than the time of the initial data, 0.5' --steps -1 --set time.end=0.25
	refuse 2 'bad.cfg:3: transport.eta_over_s = 0.0: must be more than 0: pi11 is not zero in acausal.h5' 'grid = { shape = [8, 8, 1]; length = [1.0, 1.0, 1.0]; };
problem = { name = "file"; path = "acausal.h5"; };
transport = { eta_over_s = 0; zeta_over_s = 0.1; };'
}

group_folders() {
	echo mine >file
	mkdir mine
	echo "# mine" >mine/config.cfg
	snapshot >"$work/before.txt"
	long=$(printf '%0300d' 0)
	one='--preset 1x8x8x1 --planning estimate --threads 1'
	refuse 2 'output.directory = "file/out": file is not a folder' '' $one -o file/out
	refuse 2 'output.directory = "file": file is not a folder' '' $one -o file
	refuse 2 '^output.directory = "mine": config.cfg stands there without the run.json of an earlier run, ' '' $one -o mine
	refuse 4 "output.directory = \"new/er/$long\": the folder cannot be made: File name too long" '' $one -o "new/er/$long"
	refuse 2 '--output: output.directory = : must have a value' '' $one -o ''
	refuse 2 'output.directory = "out": holds out/fields_000001.hdf, which this run reads: name another folder (-o)' '' \
		--problem file --planning estimate --set problem.path=out/fields_000001.hdf --set grid.shape=[8,8,1] --steps 1 \
		--set transport.zeta_over_s=0.1 -o out
	refuse 4 '^output.directory = "/proc/ishydro": the folder cannot be made: ' '' $one -o /proc/ishydro
	if [ "$(id -u)" -ne 0 ]; then # root may write anywhere
		mkdir -m 555 closed
		snapshot >"$work/before.txt"
		refuse 4 'output.directory = "closed": cannot be written: Permission denied' '' $one -o closed
		refuse 4 'output.directory = "closed/out": the folder cannot be made: Permission denied' '' $one -o closed/out
	fi
	# A full disk at the first file: the earlier run is in its place again.
	ulimit -f 4
	refuse 4 'output.directory = "out": cannot be written: File too large' '' $one
	refuse 4 'output.directory = "new/out": cannot be written: File too large' '' $one -o new/out
}

"$field_files" make
"$program" run --preset 1x8x8x1 --planning estimate --threads 1 >"$work/out.txt" 2>&1 || {
	cat "$work/out.txt"
	exit 1
}
snapshot >"$work/before.txt"
group_"$group"
echo "$group: $cases cases, $failures failed"
[ "$failures" -eq 0 ] && [ "$cases" -gt 0 ]
