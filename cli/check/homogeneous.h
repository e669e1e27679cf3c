/*
 * Homogeneous fluids at rest in an expanding space: the equations of docs/physics.md with all gradients zero, integrated
 * by GSL, and runs of one cell against them.
 */
#ifndef ISH_CLI_CHECK_HOMOGENEOUS_H
#define ISH_CLI_CHECK_HOMOGENEOUS_H

#include "cli/check/simulation.h"

/*
 * The ten fields of a cell at rest (value[ISH_U1..3] = 0) from time `start` to `end`, in place; Dormand-Prince of order 8 with a
 * tolerance of 1e-13 a step. Geometry, equation of state (conformal, constant-cs2) and transport are the configuration's.
 */
ISH_CHECKED enum ish_status ish_check_homogeneous_solve(const struct ish_config *config, double start, double end,
                                                        double value[ISH_PRIMITIVES]);

/* The exact solution of a one-cell run: value at time t, from `before` at t_before. */
typedef enum ish_status ish_check_homogeneous_exact(const struct ish_config *config, double t_before, double t,
                                                    double value[ISH_PRIMITIVES]);

struct ish_check_homogeneous {
	const char *label;
	const char *text; /* of the configuration: geometry, eos, transport, problem, time.start */
	double end;       /* fm; compared at four times up to it */
	long steps; /* between two of these times, of the coarsest of four runs; 2, 4, 8 times as many in the others */
	double bound[2];  /* of the finest run with a scheme of second, third order */
	double tolerance; /* of the order */
	ish_check_homogeneous_exact *exact;
};

/*
 * Four runs with each scheme: records the error of all fields, in units of e at the same time, and its order; and that the fluid
 * stays at rest.
 */
ISH_CHECKED enum ish_status ish_check_homogeneous_run(struct ish_check *check,
                                                      const struct ish_check_homogeneous *what);

#endif
