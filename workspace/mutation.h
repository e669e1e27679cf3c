/*
 * Switches for the mutation run (scripts/mutation.sh), which shows that `ishydro check` notices when a term is lost or its sign is wrong.
 *
 * ISH_TERM(name, expression) marks a term; name is GROUP_NAME of a row of mutation.def. In a build with ISHYDRO_MUTATIONS=ON the term is
 * multiplied by a factor, 1 unless the environment says ISHYDRO_MUTANT="GROUP.NAME=FACTOR" (0: dropped, -1: sign flipped). In every other
 * build the macro is the expression, and there is nothing else here.
 */
#ifndef ISH_WORKSPACE_MUTATION_H
#define ISH_WORKSPACE_MUTATION_H

#if defined ISH_MUTATIONS

enum ish_mutation {
#define ISH_MUTATION(group, name, sentence) ISH_MUTATION_##group##_##name,
#include "workspace/mutation.def"
#undef ISH_MUTATION
	ISH_MUTATION_COUNT
};

/* 1, but for the one that the environment names; set before main. float: it changes neither type nor value of what it multiplies. */
extern float ish_mutation_factor[ISH_MUTATION_COUNT];

/* The factor of a term that has no row, because its name is made at run time: "scheme.imex-ssp3.bE[1]". */
double ish_mutation_named(const char *name);

/* "group.name" and sentence of row i; NULL beyond the last. */
const char *ish_mutation_name(int i);
const char *ish_mutation_sentence(int i);

#define ISH_TERM(name, expression) (ish_mutation_factor[ISH_MUTATION_##name] * (expression))

#else

#define ISH_TERM(name, expression) (expression)

#endif

#endif
