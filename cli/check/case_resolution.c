/*
 * Spectral accuracy in space: the error falls faster than any power of the number of points, down to round-off. The
 * flows of the cases taylor-green, kelvin-helmholtz and random-flow, in two dimensions until nothing is left to gain, in
 * three dimensions on larger grids than there.
 */
#include <stddef.h>

#include "cli/check/self_convergence.h"

static const struct ish_check_flow flows[] = {
	{.name = "taylor-green",
         .lines = "grid.length=[6.0,5.0,4.5]\nproblem.name=taylor-green\nproblem.v_max=0.4\nproblem.modulation=0.2\n"
                  "problem.navier_stokes=1\n",
         .span = 0.4,
         .space = {.shape = {48, 48, 48}, .divisor = {6, 4, 3, 2}, .steps = 16, .factor = 5.0, .bound = 3e-7}},
	{.name = "random",
         .lines = "grid.length=[6.0,5.0,4.5]\nproblem.name=random\nproblem.modes=1\nproblem.v_max=0.4\n"
                  "problem.shear=0.2\nproblem.bulk=0.1\n",
         .span = 0.4,
         .space = {.shape = {48, 48, 48}, .divisor = {6, 4, 3, 2}, .steps = 16, .factor = 20.0, .bound = 1e-12}},
	{.name = "taylor-green, x y",
         .lines = "grid.length=[6.0,5.0,4.5]\nproblem.name=taylor-green\nproblem.v_max=0.4\nproblem.modulation=0.2\n"
                  "problem.navier_stokes=1\n",
         .span = 0.4,
         .space = {.shape = {96, 96, 1}, .divisor = {8, 6, 4, 2}, .steps = 32, .factor = 5.0, .bound = 1e-12}},
	{.name = "kelvin-helmholtz, y z",
         .lines = "grid.length=[5.0,4.5,6.0]\nproblem.name=kelvin-helmholtz\nproblem.velocity=0.4\nproblem.width=0.25\n"
                  "problem.amplitude=0.2\nproblem.navier_stokes=1\n",
         .span = 0.4,
         .space = {.shape = {1, 96, 96}, .divisor = {8, 6, 4, 2}, .steps = 32, .factor = 5.0, .bound = 1e-12}},
	{.name = "random, x z",
         .lines = "grid.length=[6.0,5.0,4.5]\nproblem.name=random\nproblem.modes=2\nproblem.v_max=0.4\n"
                  "problem.shear=0.2\nproblem.bulk=0.1\n",
         .span = 0.4,
         .space = {.shape = {96, 1, 96}, .divisor = {8, 6, 4, 2}, .steps = 32, .factor = 5.0, .bound = 1e-12}},
};

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof flows / sizeof flows[0]; i++) {
		status = ish_check_in_space(check, &flows[i]);
	}
	return status;
}

const struct ish_check_case ish_check_resolution = {
	.name = "resolution",
	.sentence = "three nonlinear flows in four geometries: spectral decay of the error down to round-off",
	.suite = ISH_CHECK_FULL,
	.run = run,
};
