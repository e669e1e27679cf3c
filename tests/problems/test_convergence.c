#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "solver/solver.h"
#include "tests/problems/problem_case.h"

/* Amplitude of the linear waves: their squares, which the exact solutions leave out, are 1e-7 of them, and so is round-off. */
#define AMPLITUDE 1e-7
#define LINEAR                                                                                                         \
	"grid.shape=[8,8,8];problem.wave=[1,2,-1];problem.amplitude=1e-7;problem.T0=1.0;transport.zeta_over_s=0.1"

/* Steps from omega dt = 0.1 down: below, round-off of the amplitude or the spatial error; above, terms of higher order. */
static const struct {
	const char *name, *assignments;
	double unit; /* of the errors */
	double end, dt;
} flows[] = {
	{"sound", LINEAR, AMPLITUDE, 1.0, 1.0 / 20},
	{"shear", LINEAR, AMPLITUDE, 1.0, 1.0 / 20},
	{"mode", LINEAR, AMPLITUDE, 1.0, 1.0 / 20},
	{"simple-wave", "grid.shape=[32,32,1];problem.wave=[1,-1,0];problem.velocity=0.4;transport.eta_over_s=0", 0.1,
         0.5, 1.0 / 40},
};

/* Error of all fields after steps of dt, in units of e(0, 0) and of 1. */
static double error_of(const char *name, const char *assignments, const char *scheme, double span, double dt)
{
	struct problem_case c;
	struct ish_solver *solver;
	char text[1024];
	(void)snprintf(text, sizeof text,
	               "%s;filter.name=\"none\";backend.planning=\"estimate\";backend.threads=1;time.scheme=\"%s\"",
	               assignments, scheme);
	case_configure(&c, name, text);
	cr_assert_eq(ish_solver_create(&solver, &c.config), ISH_OK, "%s", case_last_line());
	for (long i = 0; i < lround(span / dt); i++) {
		cr_assert_eq(ish_solver_step(solver, dt), ISH_OK, "%s", case_last_line());
	}
	double most[ISH_PRIMITIVES];
	double rms[ISH_PRIMITIVES];
	cr_assert(ish_solver_error(solver, most, rms), "%s has an exact solution", name);
	double first[ISH_PRIMITIVES];
	const double x[3] = {0.0, 0.0, 0.0};
	cr_assert_eq(c.problem->prepare(&c.config, &c.data), ISH_OK);
	c.problem->exact(c.data, ish_solver_time(solver), x, first);
	case_end(&c);
	ish_solver_destroy(solver);
	double error = 0.0;
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		error = fmax(error, most[f] / (f >= ISH_U1 && f <= ISH_U3 ? 1.0 : first[ISH_E]));
	}
	return error;
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

Test(convergence, exact_solutions_are_met_with_the_order_of_the_scheme)
{
	for (size_t p = 0; p < sizeof flows / sizeof flows[0]; p++) {
		for (size_t s = 0; s < sizeof schemes / sizeof schemes[0]; s++) {
			const char *scheme = schemes[s].scheme;
			const double coarse =
				error_of(flows[p].name, flows[p].assignments, scheme, flows[p].end, flows[p].dt);
			const double fine =
				error_of(flows[p].name, flows[p].assignments, scheme, flows[p].end, 0.5 * flows[p].dt);
			const double order = log2(coarse / fine);
			cr_assert(fabs(order - schemes[s].order) < schemes[s].tolerance,
			          "%s, %s: order %.3f (errors %.3g, %.3g)", flows[p].name, schemes[s].scheme, order,
			          coarse, fine);
			cr_assert_lt(fine, 2e-2 * flows[p].unit, "%s, %s", flows[p].name, schemes[s].scheme);
		}
	}
}

/* Flows whose steps of 0.02 err less than their grids do. */
static const struct {
	const char *name, *assignments;
	int points[2]; /* of an axis */
	double factor; /* by which the error falls */
	double bound;  /* of the second error, in units of e(0, 0) and of 1 */
} windowed[] = {
	/* profiles with all derivatives: measured: 1.2e-5 to 1.2e-7, and 1.5e-3 to 2.3e-5 */
	{"viscous-shock",
         "grid.length=[1.0,20.0,1.0];problem.wave=[0,1,0];problem.velocity=[0.2,-0.5,-0.4];transport.eta_over_s=0.5;"
         "transport.zeta_over_s=0.2;eos.name=\"constant-cs2\";eos.cs2=0.25;grid.shape=[1,%d,1]",
         {64, 128},
         50.0,
         5e-7},
	{"gubser",
         "geometry.name=\"milne\";time.start=1.0;grid.length=[20.0,20.0,1.0];grid.origin=[-10.0,-10.0,0.0];"
         "transport.eta_over_s=0.08;grid.shape=[%d,%d,1]",
         {64, 100},
         30.0,
         4e-5},
};

Test(convergence, windowed_solutions_are_met_with_spectral_accuracy)
{
	for (size_t p = 0; p < sizeof windowed / sizeof windowed[0]; p++) {
		double error[2];
		for (int level = 0; level < 2; level++) {
			const int points = windowed[p].points[level];
			char text[512];
			(void)snprintf(text, sizeof text, windowed[p].assignments, points, points);
			error[level] = error_of(windowed[p].name, text, "imex-ssp3", 0.5, 0.02);
		}

		cr_assert(error[1] * windowed[p].factor < error[0] && error[1] < windowed[p].bound, "%s: %g, %g",
		          windowed[p].name, error[0], error[1]);
	}
}

Test(convergence, every_problem_with_an_exact_solution_is_among_those_measured)
{
	/* the tube has an exact solution without viscosity and wall: a case of `ishydro check` */
	const struct ish_problem *problem;
	for (int i = 0; (problem = ish_problem_at(i)) != NULL; i++) {
		bool measured = strcmp(problem->name, "tube") == 0;
		for (size_t p = 0; p < sizeof windowed / sizeof windowed[0]; p++) {
			measured = measured || strcmp(problem->name, windowed[p].name) == 0;
		}
		for (size_t p = 0; p < sizeof flows / sizeof flows[0]; p++) {
			measured = measured || strcmp(problem->name, flows[p].name) == 0;
		}
		cr_assert_eq(measured, problem->exact != NULL, "%s", problem->name);
	}
}
