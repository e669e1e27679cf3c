/*
 * The case equations on larger grids, with more modes, over longer times and with faster flows.
 */
#include <stddef.h>

#include "cli/check/brute_flow.h"

static const struct ish_check_brute_flow flows[] = {
	{.label = "minkowski", .lines = "problem.modes=2\n", .shape = {10, 9, 8}, .schemes = 6},
	{.label = "milne",
         .lines = "problem.modes=2\ngeometry.name=milne\ntime.start=0.6\n",
         .shape = {8, 10, 9},
         .schemes = 6},
	{.label = "flrw",
         .lines = "problem.modes=2\ngeometry.name=flrw\ngeometry.exponent=0.6667\ntime.start=0.8\n",
         .shape = {9, 8, 10},
         .schemes = 6},
	{.label = "kasner",
         .lines = "problem.modes=2\ngeometry.name=kasner\ngeometry.exponents=[-0.4,0.9,0.5]\ntime.start=0.8\n",
         .shape = {9, 10, 8},
         .schemes = 6},
};

static const struct ish_check_brute_runs runs = {.span = 1.0, .brute_steps = 16, .steps = 40, .bound = {1e-5, 5e-8}};

static const struct ish_check_brute_flow fast[] = {
	{.label = "kasner, fast",
         .lines = "problem.v_max=0.87\nproblem.shear=0.2\nproblem.bulk=0.1\ngeometry.name=kasner\n"
                  "geometry.exponents=[0.5,-0.4,0.9]\ntime.start=1.0\n",
         .shape = {8, 7, 6},
         .schemes = 6},
};

static const struct ish_check_brute_runs fast_runs = {
	.span = 0.4, .brute_steps = 16, .steps = 40, .bound = {1e-5, 5e-8}};

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof flows / sizeof flows[0]; i++) {
		status = ish_check_against_brute_force(check, &flows[i], &runs);
	}
	for (size_t i = 0; status == ISH_OK && i < sizeof fast / sizeof fast[0]; i++) {
		status = ish_check_against_brute_force(check, &fast[i], &fast_runs);
	}
	return status;
}

const struct ish_check_case ish_check_equations_long = {
	.name = "equations-long",
	.sentence = "the case equations on larger grids, over longer times and with faster flows",
	.suite = ISH_CHECK_FULL,
	.run = run,
};
