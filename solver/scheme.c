#include "solver/scheme.h"

#include <assert.h>
#include <string.h>

#include "workspace/mutation.h"

#define GAMMA 0.29289321881345247560 /* 1 - 1/sqrt(2) */
#define DELTA (1 - 1 / (2 * GAMMA))
#define SIXTH (1 / 6.0)
#define ALPHA 0.24169426078821
#define BETA 0.06042356519705
#define ETA 0.12915286960590
#define ROWS(...)                                                                                                      \
	{                                                                                                              \
		__VA_ARGS__                                                                                            \
	}
#define ROW(...)                                                                                                       \
	{                                                                                                              \
		__VA_ARGS__                                                                                            \
	}

#if defined ISH_MUTATIONS
#define CONST /* the mutation run changes an entry before main */
#else
#define CONST const
#endif

static CONST struct ish_scheme schemes[] = {
#define ISH_IMEX(id, name, implicit, stages, order, cfl, ea, eb, ia, ib, sentence)                                     \
	{name, implicit, sentence, stages, order, cfl, ea, eb, ia, ib},
#include "solver/imex.def"
#undef ISH_IMEX
};

int ish_scheme_count(void)
{
	return (int)(sizeof schemes / sizeof schemes[0]);
}

int ish_scheme_find(const char *name)
{
	for (int i = 0; i < ish_scheme_count(); i++) {
		if (strcmp(schemes[i].name, name) == 0) {
			return i;
		}
	}
	return -1;
}

const struct ish_scheme *ish_scheme_at(int i)
{
	assert(i >= 0 && i < ish_scheme_count());
	return &schemes[i];
}

double ish_scheme_default_cfl(const char *name)
{
	const int i = ish_scheme_find(name);
	return i < 0 ? 0.0 : schemes[i].cfl;
}

double ish_scheme_abscissa(const struct ish_scheme *s, int i)
{
	double c = 0.0;
	for (int j = 0; j < i; j++) {
		c += s->explicit_a[i][j];
	}
	return c;
}

bool ish_scheme_uses_explicit(const struct ish_scheme *s, int i)
{
	bool used = s->explicit_b[i] != 0.0;
	for (int k = i + 1; k < s->stages; k++) {
		used = used || s->explicit_a[k][i] != 0.0;
	}
	return used;
}

bool ish_scheme_uses_implicit(const struct ish_scheme *s, int i)
{
	bool used = s->implicit_b[i] != 0.0;
	for (int k = i + 1; k < s->stages; k++) {
		used = used || s->implicit_a[k][i] != 0.0;
	}
	return used;
}

bool ish_scheme_ends_with_last_stage(const struct ish_scheme *s)
{
	const int last = s->stages - 1;
	for (int j = 0; j < s->stages; j++) {
		if (s->explicit_a[last][j] != s->explicit_b[j] || s->implicit_a[last][j] != s->implicit_b[j]) {
			return false;
		}
	}
	return true;
}

#if defined ISH_MUTATIONS
#include <stdio.h>

typedef void visit_entry(const char *name, double *entry);

static void visit_table(const char *scheme, const char *table, struct ish_scheme *s, double (*a)[ISH_STAGES_MAX],
                        visit_entry *visit)
{
	char name[128];
	for (int i = 0; i < s->stages; i++) {
		for (int j = 0; j < s->stages; j++) {
			(void)snprintf(name, sizeof name, "scheme.%s.%s[%d][%d]", scheme, table, i, j);
			if (a[i][j] != 0.0) {
				visit(name, &a[i][j]);
			}
		}
	}
}

static void visit_weights(const char *scheme, const char *table, struct ish_scheme *s, double *b, visit_entry *visit)
{
	char name[128];
	for (int i = 0; i < s->stages; i++) {
		(void)snprintf(name, sizeof name, "scheme.%s.%s[%d]", scheme, table, i);
		if (b[i] != 0.0) {
			visit(name, &b[i]);
		}
	}
}

static void visit_entries(visit_entry *visit)
{
	for (int i = 0; i < ish_scheme_count(); i++) {
		struct ish_scheme *s = &schemes[i];
		visit_table(s->name, "aE", s, s->explicit_a, visit);
		visit_weights(s->name, "bE", s, s->explicit_b, visit);
		visit_table(s->name, "aI", s, s->implicit_a, visit);
		visit_weights(s->name, "bI", s, s->implicit_b, visit);
	}
}

static void change_entry(const char *name, double *entry)
{
	*entry *= ish_mutation_named(name);
}

/* After the environment has been read. */
__attribute__((constructor(102))) static void change_entries(void)
{
	visit_entries(change_entry);
}

static void print_entry(const char *name, double *entry)
{
	(void)printf("%s\tentry %.6g of the Butcher table\n", name, *entry);
}

void ish_scheme_print_mutants(void)
{
	visit_entries(print_entry);
}
#endif
