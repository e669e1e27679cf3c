/*
 * The relativistic Taylor-Green vortex in three dimensions, from its Navier-Stokes values of pi and Pi.
 */
#include "cli/check/self_convergence.h"

static const struct ish_check_flow flow = {
	.name = "",
	.lines = "grid.length=[6.0,5.0,4.5]\nproblem.name=taylor-green\nproblem.v_max=0.4\nproblem.modulation=0.2\n"
		 "problem.navier_stokes=1\n",
	.span = 0.4,
	.time = {.shape = {8, 8, 8}, .steps = 10, .bound = {1e-5, 1e-7}},
	.space = {.shape = {36, 36, 36}, .divisor = {6, 4, 3, 2}, .steps = 12, .factor = 2.0, .bound = 1e-5},
};

static enum ish_status run(struct ish_check *check)
{
	const enum ish_status status = ish_check_in_time(check, &flow);
	return status == ISH_OK ? ish_check_in_space(check, &flow) : status;
}

const struct ish_check_case ish_check_taylor_green = {
	.name = "taylor-green",
	.sentence = "a 3D Taylor-Green vortex in four geometries: order in time, spectral decay in space",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
