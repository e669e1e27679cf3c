/*
 * ishydro_mutants: one line "name<tab>what it is" for each term and each entry of a Butcher table that
 * ISHYDRO_MUTANT="name=factor" can change.
 */
#include <stdio.h>

#include "solver/scheme.h"
#include "workspace/mutation.h"

int main(void)
{
	for (int i = 0; ish_mutation_name(i) != NULL; i++) {
		(void)printf("%s\t%s\n", ish_mutation_name(i), ish_mutation_sentence(i));
	}
	ish_scheme_print_mutants();
	return 0;
}
