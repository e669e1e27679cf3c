/*
 * Double shock tubes. Against the exact Riemann solution of sharp walls: the four pressure ratios of the literature's tubes, walls four
 * points wide, either ideal with the exponential filter of order 16 or with a viscosity that is proportional to the spacing (which
 * ratios of 16 and more need): L1 falls with the first power of the spacing, and pressure, velocity and shock speed between the
 * waves are met. Against a resolved run of itself: walls of fixed width in a viscous fluid.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check/simulation.h"
#include "solver/riemann.h"

enum { LEVELS = 3, COARSEST = 128 };

#define PERIOD 4.0   /* fm */
#define DURATION 0.6 /* fm; the waves of the two walls meet after more than 1 fm */
#define POINTS_IN_WALL 4.0
#define C2 (1.0 / 3.0)
#define FILTER "filter.name=exponential\nfilter.order=16\n"

static const struct tube {
	const char *label;
	double ratio;
	int axis;
	double viscosity; /* eta/s over the spacing, 1/fm; 0: ideal */
	double bound;     /* of the finest grid's L1 error: a fifth to a third above what was measured */
	double plateau;   /* bound of pressure and velocity between the waves */
} tubes[] = {
	{"ideal, ratio 2.44", 2.44140625, 0, 0.0, 6e-3, 1e-2},     {"ideal, ratio 10", 10.0, 1, 0.0, 1e-2, 2e-2},
	{"viscous, ratio 2.44", 2.44140625, 2, 0.5, 1.2e-2, 1e-2}, {"viscous, ratio 10", 10.0, 0, 0.5, 1.6e-2, 1e-2},
	{"viscous, ratio 16", 16.0, 1, 0.5, 1.7e-2, 1e-2},         {"viscous, ratio 100", 100.0, 2, 0.5, 2.3e-2, 5e-2},
};

/* tau_pi = 2.2 eta/(e+P): signals at 0.97, faster than the shock of ratio 100. */
static enum ish_status configure(struct ish_check *check, struct ish_config *config, const struct tube *tube,
                                 int points)
{
	const int n[3] = {tube->axis == 0 ? points : 1, tube->axis == 1 ? points : 1, tube->axis == 2 ? points : 1};
	return ish_check_configure(check, config,
	                           "problem.name=tube\n" FILTER "time.scheme=imex-ars3\ngrid.shape=[%d,%d,%d]\n"
	                           "grid.length=[%.1f,%.1f,%.1f]\nproblem.wave=[%d,%d,%d]\nproblem.ratio=%.17g\n"
	                           "problem.width=%.17g\ntransport.eta_over_s=%.17g\ntransport.tau_pi=2.2\n",
	                           n[0], n[1], n[2], PERIOD, PERIOD, PERIOD, tube->axis == 0, tube->axis == 1,
	                           tube->axis == 2, tube->ratio, POINTS_IN_WALL / points,
	                           tube->viscosity * PERIOD / points);
}

/* L1 and L2 of e over the largest e, and of the velocity: the larger. The L1 takes the place of the largest error, which a jump has. */
static struct ish_check_norm distance(const double *a, const double *b, int points, int axis)
{
	double sum[2] = {0.0, 0.0};
	double square[2] = {0.0, 0.0};
	double energy = 0.0;
	for (int i = 0; i < points; i++) {
		const double ua = a[(ISH_U1 + axis) * points + i];
		const double ub = b[(ISH_U1 + axis) * points + i];
		const double d[2] = {a[i] - b[i], ua / sqrt(1.0 + ua * ua) - ub / sqrt(1.0 + ub * ub)};
		for (int k = 0; k < 2; k++) {
			sum[k] += fabs(d[k]) / points;
			square[k] += d[k] * d[k] / points;
		}
		energy = fmax(energy, b[i]);
	}
	return ish_check_worse((struct ish_check_norm){sum[0] / energy, sqrt(square[0]) / energy},
	                       (struct ish_check_norm){sum[1], sqrt(square[1])});
}

/* Means over the middle half of what lies between the waves at the first wall, and where the shock is at half of its height. */
static enum ish_status between(struct ish_check *check, const struct tube *tube, const double *f, const int shape[3])
{
	struct ish_riemann r;
	const int points = shape[tube->axis];
	const double wall = 0.25 * PERIOD;
	/* low pressure on the left: the shock runs left, pressures in units of the low one */
	const enum ish_status status = ish_riemann_solve(&r, C2, 1.0, 0.0, tube->ratio, 0.0);
	if (status != ISH_OK) {
		return status;
	}
	const double low = wall + DURATION * (0.75 * r.left.head + 0.25 * r.right.tail);
	const double high = wall + DURATION * (0.25 * r.left.head + 0.75 * r.right.tail);
	const double unit = f[0]; /* e of the undisturbed low pressure */
	double pressure = 0.0;
	double speed = 0.0;
	double shock = 0.0;
	int count = 0;
	for (int i = 0; i < points / 2; i++) {
		const double x = i * PERIOD / points;
		const double u = f[(ISH_U1 + tube->axis) * points + i];
		if (x > low && x < high) {
			pressure += f[i] / unit;
			speed += u / sqrt(1.0 + u * u);
			count++;
		}
		const double half = 0.5 * (1.0 + r.p) * unit;
		if (shock == 0.0 && f[i] < half && f[i + 1] >= half) {
			shock = (i + (half - f[i]) / (f[i + 1] - f[i])) * PERIOD / points;
		}
	}
	const struct ish_check_key key[3] = {{.label = tube->label, .quantity = "P between", .shape = shape},
	                                     {.label = tube->label, .quantity = "v between", .shape = shape},
	                                     {.label = tube->label, .quantity = "shock speed", .shape = shape}};
	ish_check_value(check, &key[0], pressure / count, r.p, tube->plateau);
	ish_check_value(check, &key[1], speed / count, r.v, tube->plateau);
	/* half of the wall's width */
	ish_check_value(check, &key[2], (shock - wall) / DURATION, r.left.head, 2.0 / points * PERIOD / DURATION);
	return ISH_OK;
}

static enum ish_status measure(struct ish_check *check, const struct tube *tube)
{
	struct ish_check_norm error[LEVELS];
	struct ish_config config;
	double *fields = NULL;
	enum ish_status status = ISH_OK;
	for (int level = 0; status == ISH_OK && level < LEVELS; level++) {
		const int points = COARSEST << level;
		double *exact = NULL;
		free(fields);
		fields = NULL;
		status = configure(check, &config, tube, points);
		if (status == ISH_OK) {
			status = ish_check_fields_after(&config, DURATION, points / 2, &fields);
		}
		if (status == ISH_OK) {
			status = ish_check_exact(&config, DURATION, &exact);
		}
		if (status == ISH_OK) {
			error[level] = distance(fields, exact, points, tube->axis);
		}
		free(exact);
	}
	if (status == ISH_OK) {
		const struct ish_check_key key = {.label = tube->label,
		                                  .quantity = "L1",
		                                  .scheme = config.time.scheme,
		                                  .shape = config.grid.shape};
		const struct ish_check_gate gate = {
			.refinement = 2.0, .order = 1.0, .tolerance = 0.3, .bound = tube->bound};
		ish_check_orders(check, &key, LEVELS, error, &gate);
		status = between(check, tube, fields, config.grid.shape);
	}
	free(fields);
	return status;
}

/*
 * Ratio 10, walls 4/128 of a period wide, eta/s = 0.1: every fourth, second point of a grid of 1024 is one of 256, 512. With four
 * points in the wall the error is 4e-6, with 16 it is 6e-9.
 */
static enum ish_status self_convergence(struct ish_check *check)
{
	enum { FINE = 1024 };
	struct ish_check_norm error[LEVELS];
	struct ish_config config;
	double sampled[ISH_PRIMITIVES * (COARSEST << (LEVELS - 1))];
	double *reference = NULL;
	const char *text =
		"problem.name=tube\n" FILTER "time.scheme=imex-ssp3\ngrid.length=[4.0,1.0,1.0]\nproblem.ratio=10.0\n"
		"problem.width=0.03125\ntransport.eta_over_s=0.1\ngrid.shape=[%d,1,1]\n";
	enum ish_status status = ish_check_configure(check, &config, text, FINE);
	if (status == ISH_OK) {
		status = ish_check_fields_after(&config, DURATION, FINE, &reference);
	}
	for (int level = 0; status == ISH_OK && level < LEVELS; level++) {
		const int points = COARSEST << level;
		double *fields = NULL;
		status = ish_check_configure(check, &config, text, points);
		if (status == ISH_OK) {
			status = ish_check_fields_after(&config, DURATION, points, &fields);
		}
		if (status == ISH_OK) {
			for (int i = 0; i < ISH_PRIMITIVES * points; i++) {
				sampled[i] = reference[i / points * FINE + i % points * (FINE / points)];
			}
			error[level] = distance(fields, sampled, points, 0);
		}
		free(fields);
	}
	free(reference);
	if (status == ISH_OK) {
		const struct ish_check_key key = {.label = "viscous, smooth walls, itself",
		                                  .quantity = "L1",
		                                  .scheme = config.time.scheme,
		                                  .shape = config.grid.shape};
		ish_check_decay(check, &key, LEVELS, error, 5.0, 3e-8);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = self_convergence(check);
	for (size_t i = 0; status == ISH_OK && i < sizeof tubes / sizeof tubes[0]; i++) {
		status = measure(check, &tubes[i]);
	}
	return status;
}

const struct ish_check_case ish_check_tube = {
	.name = "tube",
	.sentence = "double shock tubes of pressure ratio 2.4 to 100 against the exact Riemann solution; a resolved "
		    "one against itself",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
