#!/bin/sh
# mutation.leaves_no_symbol_in_a_normal_build: no_symbol.sh NM FILE...
set -eu
nm=$1
shift
for file in "$@"; do
	symbols=$("$nm" "$file")
	echo "$symbols" | grep -q ' ish_scheme_at$' || { echo "$file: not read: it has no ish_scheme_at"; exit 1; }
	if echo "$symbols" | grep -E 'ish_mutation|ish_scheme_print_mutants'; then
		echo "$file: a normal build holds the switches of the mutation run"
		exit 1
	fi
	if grep -q ISHYDRO_MUTANT "$file"; then
		echo "$file: a normal build reads ISHYDRO_MUTANT"
		exit 1
	fi
done
