#include "workspace/mutation.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 128, INPUT_ERROR = 2 };

static const struct {
	const char *name, *sentence;
} rows[] = {
#define ISH_MUTATION(group, name, sentence) {#group "." #name, sentence},
#include "workspace/mutation.def"
#undef ISH_MUTATION
};

float ish_mutation_factor[ISH_MUTATION_COUNT];
static char chosen[NAME]; /* the mutant's name, "" for none */
static double chosen_factor = 1;

const char *ish_mutation_name(int i)
{
	return i >= 0 && i < ISH_MUTATION_COUNT ? rows[i].name : NULL;
}

const char *ish_mutation_sentence(int i)
{
	return i >= 0 && i < ISH_MUTATION_COUNT ? rows[i].sentence : NULL;
}

double ish_mutation_named(const char *name)
{
	return strcmp(name, chosen) == 0 ? chosen_factor : 1.0;
}

/* Before main: the sweeps read the factors and know of no beginning. */
__attribute__((constructor(101))) static void read_environment(void)
{
	for (int i = 0; i < ISH_MUTATION_COUNT; i++) {
		ish_mutation_factor[i] = 1.0F;
	}
	const char *text = getenv("ISHYDRO_MUTANT"); /* NOLINT(concurrency-mt-unsafe): no thread has been made */
	if (text == NULL || *text == '\0') {
		return;
	}
	const char *equal = strchr(text, '=');
	char *end = NULL;
	if (equal != NULL && equal - text < NAME) {
		(void)snprintf(chosen, sizeof chosen, "%.*s", (int)(equal - text), text);
		chosen_factor = strtod(equal + 1, &end);
	}
	bool known = strncmp(chosen, "scheme.", strlen("scheme.")) == 0;
	for (int i = 0; i < ISH_MUTATION_COUNT; i++) {
		if (strcmp(chosen, rows[i].name) == 0) {
			ish_mutation_factor[i] = (float)chosen_factor;
			known = true;
		}
	}
	if (!known || end == NULL || end == equal + 1 || *end != '\0') {
		(void)fprintf(stderr,
		              "ishydro: error: ISHYDRO_MUTANT=%s: need a NAME of ishydro_mutants, =, a factor\n", text);
		exit(INPUT_ERROR); /* NOLINT(concurrency-mt-unsafe) */
	}
}
