#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

#include "solver/solver.h"
#include "tests/problems/problem_case.h"

/* Amplitude of the waves: their squares, which the exact solutions leave out, are 1e-7 of them, and so is round-off. */
#define AMPLITUDE 1e-7

/* Error of e and u at time 1, the largest over the amplitude, after steps of dt. */
static double error_of(const char *name, const char *assignments, double dt)
{
	struct problem_case c;
	struct ish_solver *solver;
	case_configure(&c, name, assignments);
	cr_assert_eq(ish_solver_create(&solver, &c.config), ISH_OK, "%s", case_last_line());
	for (long i = 0; i < lround(1.0 / dt); i++) {
		cr_assert_eq(ish_solver_step(solver, dt), ISH_OK, "%s", case_last_line());
	}
	double most[ISH_PRIMITIVES];
	double rms[ISH_PRIMITIVES];
	cr_assert(ish_solver_error(solver, most, rms), "%s has an exact solution", name);
	double first[ISH_PRIMITIVES];
	const double x[3] = {0.0, 0.0, 0.0};
	cr_assert_eq(c.problem->prepare(&c.config, &c.data), ISH_OK);
	c.problem->exact(c.data, 1.0, x, first);
	case_end(&c);
	ish_solver_destroy(solver);
	double error = most[ISH_E] / first[ISH_E];
	for (int f = ISH_U1; f <= ISH_U3; f++) {
		error = fmax(error, most[f]);
	}
	return error / AMPLITUDE;
}

static const struct {
	const char *scheme;
	double order, tolerance;
} schemes[] = {
	{"imex-ssp2", 2.0, 0.1},
	{"imex-ars2", 2.0, 0.1},
	{"imex-ssp3", 3.0, 0.15},
	{"imex-ars3", 3.0, 0.15},
};

Test(convergence, every_exact_solution_is_met_with_the_order_of_the_scheme)
{
	int walked = 0;
	const struct ish_problem *problem;
	for (int p = 0; (problem = ish_problem_at(p)) != NULL; p++) {
		if (problem->exact == NULL) {
			continue;
		}
		for (size_t s = 0; s < sizeof schemes / sizeof schemes[0]; s++) {
			char text[512];
			(void)snprintf(text, sizeof text,
			               "grid.shape=[8,8,8];problem.wave=[1,2,-1];problem.amplitude=%g;problem.T0=1.0;"
			               "transport.zeta_over_s=0.1;filter.name=\"none\";backend.planning=\"estimate\";"
			               "backend.threads=1;time.scheme=\"%s\"",
			               AMPLITUDE, schemes[s].scheme);
			/* from omega dt = 0.1 down: below, round-off of the amplitude; above, terms of higher order */
			const double coarse = error_of(problem->name, text, 1.0 / 20);
			const double fine = error_of(problem->name, text, 1.0 / 40);
			const double order = log2(coarse / fine);
			cr_assert(fabs(order - schemes[s].order) < schemes[s].tolerance,
			          "%s, %s: order %.3f (errors %.3g, %.3g)", problem->name, schemes[s].scheme, order,
			          coarse, fine);
			cr_assert_lt(fine, 2e-2, "%s, %s", problem->name, schemes[s].scheme);
		}
		walked++;
	}
	cr_assert_eq(walked, 3, "sound, shear and mode");
}
