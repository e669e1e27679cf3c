/*
 * Smooth random data in all ten fields, far from their Navier-Stokes values.
 */
#include "cli/check/self_convergence.h"

static const struct ish_check_flow flow = {
	.name = "",
	.lines = "grid.length=[6.0,5.0,4.5]\nproblem.name=random\nproblem.modes=1\nproblem.v_max=0.4\nproblem.shear=0.2\n"
		 "problem.bulk=0.1\n",
	.span = 0.4,
	.time = {.shape = {8, 7, 6}, .steps = 10, .bound = {1e-5, 1e-7}},
	.space = {.shape = {24, 24, 24}, .divisor = {6, 4, 3, 2}, .steps = 8, .factor = 5.0, .bound = 1e-6},
};

static enum ish_status run(struct ish_check *check)
{
	const enum ish_status status = ish_check_in_time(check, &flow);
	return status == ISH_OK ? ish_check_in_space(check, &flow) : status;
}

const struct ish_check_case ish_check_random_flow = {
	.name = "random-flow",
	.sentence = "random 3D data in all fields in four geometries: order in time, spectral decay in space",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
