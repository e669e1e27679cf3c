#!/bin/sh
# work.table_equals_the_instructions_that_the_compiler_left: the rows of solver/work.def against the packed additions,
# subtractions, multiplications, divisions and square roots in the compiled sweeps of the lowest SIMD level, in double.
# compiled.sh SOURCE_FOLDER OBJDUMP object:object..., or: compiled.sh skip REASON
set -eu

if [ "$1" = skip ]; then
	echo "skipped: $2"
	exit 77
fi
root=$1
objdump=$2
objects=$3
trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT

# Function, flops, divisions, roots. Vector exp and log count as in solver/work.h.
IFS=:
for object in $objects; do
	case $object in
	*sweep_closure*|*sweep_recovery*|*sweep_linear*) "$objdump" -dr --no-show-raw-insn "$object" ;;
	esac
done | awk '
	/^[0-9a-f]+ <.*>:$/ { name = substr($2, 2, length($2) - 3) }
	$2 ~ /^v?(add|sub|mul|div|sqrt)pd$/ {
		flops[name]++
		divisions[name] += $2 ~ /div/
		roots[name] += $2 ~ /sqrt/
	}
	/R_X86_64_PL.*_ZGV.*v_(exp|log)/ { flops[name] += 20 }
	END { for (f in flops) print f, flops[f], divisions[f] + 0, roots[f] + 0 }' >"$trial/compiled"

# What the table says of the same functions. GCC 12 differs by one flop in 400 at most; other versions may fold and share
# a few more or fewer operations: up to one in 50.
sed -n 's/^ISH_EOS(\([A-Z0-9_]*\), "[^"]*", \([a-z0-9_]*\),.*/\1 \2/p' "$root/physics/eos.def" >"$trial/eos"
sed -n 's/^ISH_WORK(\(.*\), \([0-9]*\), \([0-9]*\), \([0-9]*\), [0-9]*, [0-9]*)$/\1 \2 \3 \4/p' "$root/solver/work.def" >"$trial/table"
awk -v folder="$trial" '
	function variant(v) { return int(v / 2) "" v % 2 }
	FILENAME == folder "/eos" { eos[$1] = $2; next }
	FILENAME == folder "/table" {
		split($1, part, /[][]+/)
		name = ""
		if (part[1] == "closure") name = "closure_" eos[part[2]] "_" variant(part[3])
		if (part[1] == "flux") name = "flux_" part[2] "_" variant(part[3])
		if (part[1] == "newton" || part[1] == "recovered") {
			name = "recover_" eos[part[2]] "_" variant(part[3]) part[4]
			if (part[3] == 0 && part[4] == 1) name = "" # the same function
		}
		if (name != "") {
			flops[name] += $2
			divisions[name] += $3
			roots[name] += $4
		}
		next
	}
	$1 in flops {
		seen++
		off = $2 - flops[$1]
		if (off < 0) off = -off
		same += off == 0
		if (off * 50 > flops[$1] || $3 != divisions[$1] || $4 != roots[$1]) {
			printf "%s: %d flops, %d divisions, %d roots compiled; %d, %d, %d in the table\n", $1, $2, $3, $4, flops[$1], divisions[$1], roots[$1]
			bad = 1
		}
		delete flops[$1]
	}
	END {
		for (name in flops) {
			print name ": not among the compiled sweeps"
			bad = 1
		}
		print seen " sweeps, " same " of them to the flop"
		exit bad || seen < 30
	}' "$trial/eos" "$trial/table" "$trial/compiled"
