#!/bin/sh
# Same bits: cases.sh PROGRAM EQUAL_FIELDS CASE. Each case runs the program in an empty folder of its own.
set -eu

program=$1
equal_fields=$2
case=$3

fail() {
	echo "FAILED: $*"
	cat "$work/err.txt" 2>/dev/null || true
	exit 1
}

# run FOLDER ARGUMENT...
run() {
	folder=$1
	shift
	"$program" run --quiet -o "$folder" "$@" >"$work/out.txt" 2>"$work/err.txt" || fail "ishydro run $*"
}

# threads FOLDER N: a run with N threads that had N is what we think it was.
threads() {
	grep -q "\"threads\": $2," "$1/run.json" || fail "$1 did not run with $2 threads"
}

# same FOLDER FOLDER: fields, series rows and with them sums, extremes and Newton statistics.
same() {
	cmp "$1/series.csv" "$2/series.csv" || fail "the series of $1 and $2 differ"
	for file in "$1"/fields_*.hdf; do
		"$equal_fields" "$file" "$2/${file##*/}" || fail "$file and that of $2 differ"
	done
}

# Every term, lines that FFTW likes and lines that it does not, more chunks of cells than four threads.
random="--problem random --set problem.modes=2"
viscous="--set geometry.name=milne --set time.start=0.6 --steps 6
	--set grid.shape=[24,22,14] --set transport.zeta_over_s=0.05 --set output.every=3"
all_terms="$random $viscous"

# one_run_with_any_threads ARGUMENT...
one_run_with_any_threads() {
	run first --threads 2 "$@"
	for n in 1 2 4; do
		run "threads$n" --choices first/run.json --threads $n "$@"
		threads "threads$n" $n
		same first "threads$n"
	done
}

case_any_number_of_threads_gives_the_same_bits() {
	one_run_with_any_threads $all_terms
}

case_any_number_of_threads_gives_the_same_bits_in_float() {
	one_run_with_any_threads $all_terms --precision float --set time.scheme=imex-ssp3
}

case_any_number_of_threads_gives_the_same_bits_with_each_backend() {
	for backend in fft matrix; do
		run 1 --threads 1 $all_terms --planning estimate --set backend.derivative=$backend
		run 4 --threads 4 $all_terms --planning estimate --set backend.derivative=$backend
		same 1 4
		rm -r 1 4
	done
}

case_a_second_process_with_the_choices_gives_the_same_bits() {
	for planning in estimate measure patient; do
		run first $all_terms --planning $planning
		run second $all_terms --planning $planning --choices first/run.json
		run third $all_terms --planning $planning --choices second/run.json
		same first second
		same first third
		rm -r first second third
	done
}

# The choices say what is done, not what would be measured: with the opposite backends they are obeyed all the same.
case_choices_overrule_measurement() {
	run first $all_terms
	tr '\n' ' ' <first/run.json | sed 's/"derivative": *\[[^]]*\]/"derivative": ["matrix", "fft", "matrix"]/
		s/"filter": *\[[^]]*\]/"filter": ["fft", "matrix", "fft"]/' >opposite.json
	run second $all_terms --choices opposite.json
	tr -d ' \n' <second/run.json >flat
	grep -q '"derivative":\["matrix","fft","matrix"\],"filter":\["fft","matrix","fft"\]' flat || fail "not obeyed"
}

case_the_configuration_as_run_keeps_its_choices() {
	run first $all_terms
	run second $all_terms --choices first/run.json
	run third second/config.cfg
	same first third
}

# A process that starts from the files of another: the same bits for any number of threads, and for a second time.
case_a_start_from_a_field_file_gives_the_same_bits() {
	run earlier $all_terms
	one_run_with_any_threads $viscous --problem file --set problem.path=earlier/fields_000003.hdf
}

# refused MESSAGE ARGUMENT...
refused() {
	message=$1
	shift
	code=0
	"$program" run --quiet -o none --preset 2x8x8x8 "$@" >"$work/out.txt" 2>"$work/err.txt" || code=$?
	[ $code -eq 2 ] || fail "exit code $code, not 2: $*"
	[ "$(wc -l <"$work/err.txt")" -eq 1 ] || fail "stderr is not one line: $*"
	grep -q -e "$message" "$work/err.txt" || fail "no: $message"
	[ ! -e none ] || fail "none was made"
}

case_choices_that_do_not_fit_are_refused() {
	run first --preset 2x8x8x8
	refused 'run.json: choices of a grid of 8 x 8 x 8 points, grid.shape is 8 x 8 x 9: must be the same' \
		--choices first/run.json --set grid.shape=[8,8,9]
	refused 'backend.precision = "double", it is "float" here: must be the same' --choices first/run.json --precision float
	refused 'backend.planning = "measure", it is "patient" here: must be the same' --choices first/run.json --planning patient
	refused 'choices.filter has ".*" for axis x, which has none here' --choices first/run.json --set filter.name=none
	refused 'nowhere.json: .*cannot be read.*No such file' --choices nowhere.json
	echo '{"choices": [}' >syntax.json
	refused 'syntax.json:1: .*cannot be read' --choices syntax.json
	echo '{}' >empty.json
	refused 'empty.json: holds no choices: must be the run.json of an earlier run' --choices empty.json
	for damage in 's/fftw-/fftx-/ wisdom' 's/fftw_wisdom *#x./&q/ wisdom' 's/fftw_codelet_[a-z0-9_]*/&0/ wisdom' 's/"wisdom"/"visdom"/ wisdom' \
		's/"simd": "[^"]*"/"simd":7/ simd' 's/"simd": "[^"]*"/"simd":"v9"/ v9' 's/"precision": "double"/"precision": ""/ precision' \
		's/"threads": *[0-9]*, *"shape": *\[/&"8",/ shape' 's/"derivative": *\[/"derivative": [1, /  derivative' \
		's/"derivative": *\[[^,]*,/"derivative": ["best",/ best'; do
		tr '\n' ' ' <first/run.json | sed "${damage% *}" >damaged.json
		cmp -s first/run.json damaged.json && fail "no damage: $damage"
		refused "${damage##* }" --choices damaged.json
	done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/here"
export XDG_CACHE_HOME="$work/cache" # not the plans of the user
cd "$work/here"
case_"$case"
echo "$case"
