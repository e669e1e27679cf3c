#include "solver/scheme.h"

#include <assert.h>
#include <string.h>

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

static const struct ish_scheme schemes[] = {
#define ISH_IMEX(id, name, stages, order, cfl, ea, eb, ia, ib, sentence)                                               \
	{name, sentence, stages, order, cfl, ea, eb, ia, ib},
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
