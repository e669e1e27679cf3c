/*
 * A double shear layer with a perturbation that begins to roll up, across y, flowing along x, modulated along z.
 */
#include "cli/check/self_convergence.h"

static const struct ish_check_flow flow = {
	.name = "",
	.lines = "grid.length=[5.0,6.0,4.5]\nproblem.name=kelvin-helmholtz\nproblem.velocity=0.4\nproblem.width=0.25\n"
		 "problem.amplitude=0.2\nproblem.navier_stokes=1\n",
	.span = 0.4,
	.time = {.shape = {8, 12, 6}, .steps = 10, .bound = {1e-5, 1e-7}},
	.space = {.shape = {24, 48, 24}, .divisor = {6, 4, 3, 2}, .steps = 16, .factor = 5.0, .bound = 5e-8},
};

static enum ish_status run(struct ish_check *check)
{
	const enum ish_status status = ish_check_in_time(check, &flow);
	return status == ISH_OK ? ish_check_in_space(check, &flow) : status;
}

const struct ish_check_case ish_check_kelvin_helmholtz = {
	.name = "kelvin-helmholtz",
	.sentence = "a Kelvin-Helmholtz layer in four geometries: order in time, spectral decay in space",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
