/*
 * Single precision: the orders of the schemes and the exact solutions within float's round-off. Steps are as large
 * as the asymptotic order allows, so that truncation errors stand well above it.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/scheme.h"
#include "tests/solver/evolve.h"

static const char *const geometries[] = {"minkowski", "milne", "flrw", "kasner"};
enum { GEOMETRIES = 4 };

static void float_config(struct ish_config *config, const char *geometry)
{
	ish_config_init(config);
	set(config, "grid.shape=[8,7,6]");
	set(config, "geometry.name=\"%s\"", geometry);
	set(config, "geometry.exponents=[0.6666666666666666, 0.6666666666666666, -0.3333333333333333]");
	set(config, "time.start=%s", strcmp(geometry, "minkowski") == 0 ? "0.0" : "1.0");
	set(config, "time.end=3.0");
	set(config, "time.step=0.1");
	set(config, "transport.zeta_over_s=0.05");
	set(config, "transport.tau_Pi=6.0");
	set(config, "eos.name=\"constant-cs2\"");
	set(config, "eos.cs2=0.25");
	set(config, "problem.name=\"random\"");
	set(config, "problem.T0=1.0");
	set(config, "filter.name=\"none\"");
	set(config, "backend.threads=1");
	set(config, "backend.planning=\"estimate\"");
}

/*
 * An error of which the 1e-6 of e that a float run rounds at most (0.3e-6 for one cell) is too little to spoil the
 * order.
 */
#define CLEAR_OF_ROUND_OFF 8e-6

/*
 * Every scheme in float against one fine run in double: n, 2 n, 4 n steps, n = second or third by the scheme's order, and half of second for
 * split-step, whose errors are the least. The whole transforms of imex-linear round twice as much. The order is gated between errors that are clear of round-off, of which there must be two.
 */
static void orders_hold(struct ish_config config, double span, long second, long third, double clear, const char *name)
{
	set(&config, "backend.precision=\"double\"");
	set(&config, "time.scheme=\"imex-ssp3\"");
	double *exact = fields_after(&config, span, 600);
	set(&config, "backend.precision=\"float\"");
	for (int s = 0; s < ish_scheme_count(); s++) {
		const struct ish_scheme *scheme = ish_scheme_at(s);
		const double band = scheme->order == 2 ? 0.1 : 0.15;
		double error[3];
		const long two = scheme->implicit == ISH_IMPLICIT_SPLIT ? second / 2 : second;
		const double enough = scheme->implicit == ISH_IMPLICIT_LINEAR ? 2.0 * clear : clear;
		set(&config, "time.scheme=\"%s\"", scheme->name);
		for (int i = 0; i < 3; i++) {
			double *f = fields_after(&config, span, (scheme->order == 2 ? two : third) << i);
			error[i] = distance(&config, f, exact);
			free(f);
		}
		cr_log_info("%s %s: %.2e %.2e %.2e, orders %.3f %.3f", name, scheme->name, error[0], error[1], error[2],
		            order_of(error[0], error[1]), order_of(error[1], error[2]));
		cr_assert_gt(error[1], enough, "%s, %s: two errors are clear of round-off", name, scheme->name);
		for (int i = 0; i < 2 && error[i + 1] > enough; i++) {
			const double order = order_of(error[i], error[i + 1]);
			cr_assert_float_eq(order, scheme->order, band, "%s, %s: %.3e, %.3e, order %.3f", name,
			                   scheme->name, error[i], error[i + 1], order);
		}
		cr_assert_lt(error[2], error[1], "%s, %s: round-off does not yet rule", name, scheme->name);
	}
	free(exact);
}

Test(single_precision, converges_at_the_order_of_every_scheme_in_every_geometry, .timeout = 120)
{
	for (int g = 0; g < GEOMETRIES; g++) {
		struct ish_config config;
		float_config(&config, geometries[g]);
		orders_hold(config, 1.6, 32, 8, CLEAR_OF_ROUND_OFF, geometries[g]);
	}
}

/*
 * Waves of an amplitude that float can carry: their own exact solution is that of small ones, so the double run is
 * it here.
 */
Test(single_precision, carries_linear_modes_at_the_order_of_every_scheme, .timeout = 60)
{
	static const char *const branches[] = {"sound", "shear", "tensor"};
	for (int b = 0; b < 3; b++) {
		struct ish_config config;
		float_config(&config, "minkowski");
		set(&config, "problem.name=\"mode\"");
		set(&config, "problem.branch=\"%s\"", branches[b]);
		set(&config, "problem.wave=[1,1,-1]");
		set(&config, "problem.velocity=[0.4,0.3,-0.2]");
		set(&config, "problem.amplitude=0.3");
		set(&config, "problem.T0=1.0");
		orders_hold(config, 1.6, 24, 8, 2.0 * CLEAR_OF_ROUND_OFF, branches[b]); /* a boost rounds more */
	}
}

/*
 * The reference's own error on 32^2 points is 1e-7, that of 100 steps 4e-8 in double: what is left is float's
 * round-off.
 */
Test(single_precision, reaches_the_reference_of_the_shear_layer, .timeout = 60)
{
	struct ish_config config;
	read_config(&config, "shear2d");
	set(&config, "backend.precision=\"double\"");
	double *two = fields_after(&config, 1.0, 100);
	set(&config, "backend.precision=\"float\"");
	double *one = fields_after(&config, 1.0, 100);
	const double d = distance(&config, one, two);
	cr_log_info("shear layer: %.2e", d);
	cr_assert_lt(d, 1e-5, "%.3e", d);
	cr_assert_gt(d, 1e-9, "the precisions were not two");
	free(one);
	free(two);
}

/* Homogeneous flows (one cell): the double run, which test_homogeneous.c holds to the tables, is the exact solution. */
Test(single_precision, follows_homogeneous_flows_at_the_order_of_every_scheme, .timeout = 60)
{
	static const char *const tables[] = {"bjorken_is", "bjorken_dnmr", "flrw_bulk", "kasner_dnmr"};
	for (int t = 0; t < 4; t++) {
		struct ish_config config;
		read_config(&config, tables[t]);
		orders_hold(config, 2.0, 32, 8, 5e-6, tables[t]);
	}
}
