/*
 * A solver without physics in place of solver/solver.c: it counts steps and time, so that the run loop can be tested to
 * the bit and made to fail.
 */
#ifndef ISH_TESTS_CONFIG_FAKE_SOLVER_H
#define ISH_TESTS_CONFIG_FAKE_SOLVER_H

#include "solver/solver.h"

enum { FAKE_STEPS_MAX = 64 };

struct ish_solver {
	struct ish_config config;
	struct ish_solver_choices choices;
	struct ish_arena *arena;
	double time, dt;              /* dt: what next_dt answers */
	double tail;                  /* of the spectra */
	struct ish_diagnostics more;  /* of every row */
	long step, break_at;          /* the step that breaks down; -1: none */
	double taken[FAKE_STEPS_MAX]; /* the dt of the first steps */
};

#endif
