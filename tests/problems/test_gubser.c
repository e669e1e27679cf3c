/* Gubser flow against an independent integration, the literature and the closed form. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>

#include "tests/problems/problem_case.h"

enum { N = ISH_PRIMITIVES };

#define GUBSER_BOX                                                                                                     \
	"geometry.name=\"milne\";time.start=1.0;grid.shape=[8,8,1];grid.length=[20.0,20.0,1.0];grid.origin=[-10.0,-"   \
	"10.0,0.0];"                                                                                                   \
	"transport.phi_7=0"

/*
 * Relative to e, and u to 1: the reference is good to 1e-11, and pi and e of the acausal cases far out were integrated
 * backwards in rho.
 */
static void compare_gubser(const json_t *flow, double tolerance)
{
	struct problem_case c;
	char text[512];
	const char *name = json_string_value(json_object_get(flow, "name"));
	(void)snprintf(
		text, sizeof text,
		GUBSER_BOX ";problem.q=%.17g;transport.eta_over_s=%.17g;transport.tau_pi=%.17g;"
			   "transport.tau_pipi=%.17g;problem.rho_start=%.17g;problem.That=%.17g;problem.pibar=%.17g",
		json_number_value(json_object_get(flow, "q")), json_number_value(json_object_get(flow, "eta_over_s")),
		json_number_value(json_object_get(flow, "tau_pi")),
		json_number_value(json_object_get(flow, "tau_pipi")),
		json_number_value(json_object_get(flow, "rho_start")), json_number_value(json_object_get(flow, "That")),
		json_number_value(json_object_get(flow, "pibar")));
	case_begin(&c, "gubser", text);
	size_t i;
	const json_t *row;
	json_array_foreach(json_object_get(flow, "rows"), i, row)
	{
		double at[7];
		for (size_t k = 0; k < 7; k++) {
			at[k] = json_number_value(json_array_get(row, k));
		}
		double on_x[N];
		double on_y[N];
		const double x[3] = {at[1], 0.0, 0.3};
		const double y[3] = {0.0, -at[1], 0.0};
		c.problem->exact(c.data, at[0], x, on_x);
		c.problem->exact(c.data, at[0], y, on_y);
		const double expected[4] = {at[2], at[3], at[4], at[5]};
		const double got[4] = {on_x[ISH_E], on_x[ISH_U1], on_x[ISH_PI11], on_x[ISH_PI22]};
		const double rotated[4] = {on_y[ISH_E], -on_y[ISH_U2], on_y[ISH_PI22], on_y[ISH_PI11]};
		for (int k = 0; k < 4; k++) {
			const double unit = k == 1 ? 1.0 : at[2];
			cr_assert(fabs(got[k] - expected[k]) < tolerance * unit,
			          "%s, tau %g, r %g, %d: %.15g, not %.15g", name, at[0], at[1], k, got[k], expected[k]);
			cr_assert(fabs(rotated[k] - expected[k]) < tolerance * unit, "%s on the y axis", name);
		}
		/* pi^33 by the trace, pi^00 = pi^11 v^2 */
		const double pi33 = got[2] * got[1] * got[1] / (1.0 + got[1] * got[1]) - got[2] - got[3];
		cr_assert(fabs(pi33 - at[6]) < tolerance * at[2], "%s: pi33", name);
	}
	cr_assert(i >= 36, "%s: %zu rows", name, i);
	case_end(&c);
}

Test(gubser, meets_the_tables_of_an_independent_integration)
{
	json_error_t error;
	json_t *file = json_load_file(ISH_TEST_REFERENCE "/gubser.json", 0, &error);
	cr_assert_not_null(file, "%s", error.text);
	size_t i;
	const json_t *flow;
	json_array_foreach(json_object_get(file, "cases"), i, flow)
	{
		compare_gubser(flow, 2e-11);
	}
	cr_assert_eq(i, 3);
	json_decref(file);
}

/* T of H. Marrochio et al., Phys. Rev. C 91, 014903, as tabulated for q = 1, eta/s = 0.2, That(0) = 1.2: nine digits. */
Test(gubser, has_the_temperatures_of_the_literature)
{
	static const double row[][4] = {/* tau, x, T, u^x */
	                                {1.2, 0.0, 0.989052300, 0.0},         {1.5, 0.0, 0.758620517, 0.0},
	                                {2.0, 0.0, 0.518001547, 0.0},         {1.2, 2.0, 0.692959294, 1.117985466},
	                                {1.5, 2.0, 0.656312274, 1.474308280}, {2.0, 2.0, 0.588022787, 1.940285000}};
	struct problem_case c;
	case_begin(&c, "gubser",
	           GUBSER_BOX
	           ";transport.tau_pipi=0;problem.q=1.0;problem.rho_start=0.0;problem.That=1.2;problem.pibar=0.0");
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		const double x[3] = {row[i][1], 0.0, 0.0};
		double v[N];
		c.problem->exact(c.data, row[i][0], x, v);
		const double t = pow(v[ISH_E] / 3.0, 0.25);
		cr_assert(fabs(t - row[i][2]) < 6e-10 && fabs(v[ISH_U1] - row[i][3]) < 6e-10, "row %zu: %.10g %.10g", i,
		          t, v[ISH_U1]);
	}
	case_end(&c);
}

Test(gubser, ideal_is_gubsers_closed_form)
{
	struct problem_case c;
	case_begin(&c, "gubser",
	           GUBSER_BOX ";transport.eta_over_s=0;problem.q=0.8;problem.rho_start=-3.0;problem.That=0.4");
	const double q = 0.8;
	const double origin[3] = {0.0, 0.0, 0.0};
	double unit[N];
	c.problem->exact(c.data, 1.0 / q, origin, unit); /* rho = 0 */
	const double e0 = unit[ISH_E] / pow(q, 4.0);     /* e = e0/tau^4 there */
	for (double tau = 0.5; tau < 4.0; tau += 0.5) {
		for (double r = 0.0; r < 6.0; r += 0.75) {
			const double x[3] = {0.6 * r, -0.8 * r, 0.0};
			double v[N];
			c.problem->exact(c.data, tau, x, v);
			const double minus = q * q * (tau * tau - r * r);
			const double e = e0 * pow(2.0 * q, 8.0 / 3.0) * pow(tau, -4.0 / 3.0) /
			                 pow(1.0 + 2.0 * q * q * (tau * tau + r * r) + minus * minus, 4.0 / 3.0);
			const double ur = sinh(atanh(2.0 * q * q * tau * r / (1.0 + q * q * (tau * tau + r * r))));
			cr_assert(fabs(v[ISH_E] / e - 1.0) < 1e-12, "tau %g, r %g: e %.15g, not %.15g", tau, r,
			          v[ISH_E], e);
			cr_assert(fabs(v[ISH_U1] - 0.6 * ur) < 1e-13 * (1.0 + ur) &&
			          fabs(v[ISH_U2] + 0.8 * ur) < 1e-13 * (1.0 + ur));
			cr_assert(v[ISH_PI11] == 0.0 && v[ISH_PI12] == 0.0 && v[ISH_PI22] == 0.0);
		}
	}
	case_end(&c);
}

Test(gubser, holds_inside_its_window_only)
{
	struct problem_case c;
	case_begin(&c, "gubser", GUBSER_BOX); /* inner 6.5, outer 9.8 */
	const double at[3] = {0.0, 6.0, 0.0};
	const double outside[3] = {9.9, 0.0, 0.0};
	double v[N];
	double exact[N];
	cr_assert(c.problem->within(c.data, 1.0, at) && c.problem->within(c.data, 1.5, at));
	cr_assert(!c.problem->within(c.data, 1.51, at), "light has come from the window");
	case_point(&c, at, v);
	c.problem->exact(c.data, 1.0, at, exact);
	cr_assert_arr_eq(v, exact, sizeof v);
	case_point(&c, outside, v);
	cr_assert(v[ISH_E] > 0.0 && v[ISH_U1] == 0.0 && v[ISH_PI11] == 0.0, "at rest, without stress");
	case_end(&c);
	case_refused("gubser", "", "must be \"milne\"");
	case_refused("gubser", GUBSER_BOX ";eos.name=\"constant-cs2\"", "must be \"conformal\"");
	case_refused("gubser", GUBSER_BOX ";transport.zeta_over_s=0.1", "transport.zeta_over_s = 0.1: must be 0");
	case_refused("gubser", GUBSER_BOX ";transport.delta_pipi=1.0", "must be 1.3333333333333333");
	case_refused("gubser", GUBSER_BOX ";problem.window_inner=0.99", "must be below window_outer");
	case_refused("gubser", GUBSER_BOX ";grid.shape=[1,8,1]", "must have 4 points or more along x and y");
}
