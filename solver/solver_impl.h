/* What a solver is, for solver.c and operation.c only. */
#ifndef ISH_SOLVER_SOLVER_IMPL_H
#define ISH_SOLVER_SOLVER_IMPL_H

#include "solver/core.h"

struct ish_solver {
	const struct ish_core_calls *calls;
	struct ish_core *core;
};

#endif
