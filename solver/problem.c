#include "solver/problem.h"

#include <stddef.h>
#include <string.h>

#include "solver/problem_impl.h"

const char *const ish_primitive_name[ISH_PRIMITIVES] = {"e",    "u1",   "u2",   "u3",   "pi11",
                                                        "pi12", "pi13", "pi22", "pi23", "Pi"};
const char *const ish_primitive_unit[ISH_PRIMITIVES] = {"fm^-4", "1",     "1",     "1",     "fm^-4",
                                                        "fm^-4", "fm^-4", "fm^-4", "fm^-4", "fm^-4"};

static const struct ish_problem *const problems[] = {
#define ISH_PROBLEM(descriptor) &(descriptor),
#include "solver/problem.def"
#undef ISH_PROBLEM
};

const struct ish_problem *ish_problem_at(int i)
{
	return i >= 0 && (size_t)i < sizeof problems / sizeof problems[0] ? problems[i] : NULL;
}

const struct ish_problem *ish_problem_find(const char *name)
{
	const struct ish_problem *problem;
	for (int i = 0; (problem = ish_problem_at(i)) != NULL; i++) {
		if (strcmp(problem->name, name) == 0) {
			return problem;
		}
	}
	return NULL;
}
