/*
 * The filters on a wave, and what the default one costs a smooth flow. On a wave: in the linear regime a filtered run is
 * the unfiltered one times the multiplier of the wave's mode, once a step, which is known exactly. exponential:
 * exp(-f strength sum_i (k_i/k_max,i)^order), f = min(1, dt/dt_cfl); two-thirds: 1 up to n/3, else 0.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/check/simulation.h"

#define AMPLITUDE 1e-7 /* what the linear regime leaves out is of its size */
#define PI 3.14159265358979323846

enum { STEPS = 6, RUNS = 4 };

struct filtered {
	const char *label, *filter;
	int wave[3];
	double steps;  /* dt over dt_cfl */
	double factor; /* of one step */
};

static const int shape[3] = {12, 8, 10};
static const double length[3] = {6.0, 5.0, 4.0};

/* dt_cfl = 0.5/|k|_max of imex-ars2. */
static double cfl_step(void)
{
	double k2 = 0.0;
	for (int i = 0; i < 3; i++) {
		k2 += PI * shape[i] / length[i] * (PI * shape[i] / length[i]);
	}
	return 0.5 / sqrt(k2);
}

/* Of a mode that is removed nothing is left after one step. */
static int steps_of(const struct filtered *one)
{
	return one->factor > 0.0 ? STEPS : 1;
}

static enum ish_status fields_with(const struct ish_check *check, const struct filtered *one, const char *filter,
                                   struct ish_config *config, double **fields_out)
{
	const double dt = one->steps * cfl_step();
	const enum ish_status status = ish_check_configure(
		check, config,
		"grid.shape=[%d,%d,%d]\ngrid.length=[%g,%g,%g]\nproblem.name=mode\nproblem.wave=[%d,%d,%d]\n"
		"problem.branch=sound\nproblem.amplitude=%g\nproblem.T0=1.0\ntime.scheme=imex-ars2\ntime.step=%.17g\n%"
	        "s",
		shape[0], shape[1], shape[2], length[0], length[1], length[2], one->wave[0], one->wave[1], one->wave[2],
		AMPLITUDE, dt, filter);
	*fields_out = NULL;
	const int steps = steps_of(one);
	return status == ISH_OK ? ish_check_fields_after(config, steps * dt, steps, fields_out) : status;
}

/* Over the amplitude; e, pi and Pi in units of the background's e = 3, about which all but e vanish. */
static enum ish_status measure(struct ish_check *check, const struct filtered *one)
{
	struct ish_config config;
	double *plain = NULL;
	double *f = NULL;
	enum ish_status status = fields_with(check, one, "", &config, &plain);
	if (status == ISH_OK) {
		status = fields_with(check, one, one->filter, &config, &f);
	}
	const size_t cells = (size_t)shape[0] * (size_t)shape[1] * (size_t)shape[2];
	const double left = pow(one->factor, steps_of(one));
	for (size_t i = 0; status == ISH_OK && i < ISH_PRIMITIVES * cells; i++) {
		const double rest = i < cells ? 3.0 : 0.0;
		plain[i] = rest + left * (plain[i] - rest);
	}
	if (status == ISH_OK) {
		const struct ish_check_norm d = ish_check_distance(&config, f, plain);
		const struct ish_check_key key = {
			.label = one->label, .quantity = "all", .scheme = "imex-ars2", .shape = shape, .noise = 1e-6};
		ish_check_error(check, &key, (struct ish_check_norm){d.max / AMPLITUDE, d.rms / AMPLITUDE}, 3e-7);
	}
	free(f);
	free(plain);
	return status;
}

/* The distance between runs with and without the filter, of the same steps, which get smaller. */
static enum ish_status damage(struct ish_check *check)
{
	static const int layer[3] = {24, 24, 1};
	struct ish_config config;
	struct ish_check_norm d[RUNS];
	enum ish_status status = ish_check_configure(
		check, &config,
		"grid.shape=[24,24,1]\ngrid.length=[6.0,6.0,1.0]\ntime.end=99.0\ntime.cfl=1.6\ntime.scheme=imex-ssp3\n"
		"transport.eta_over_s=0.1\ntransport.zeta_over_s=0.05\ntransport.tau_Pi=6.0\n"
		"problem.name=kelvin-helmholtz\nproblem.width=0.2\nproblem.amplitude=0.2\n");
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *with = NULL;
		double *without = NULL;
		status = ish_check_set(&config, "filter.name=exponential\n");
		if (status == ISH_OK) {
			status = ish_check_fields_after(&config, 0.8, 10L << i, &with);
		}
		if (status == ISH_OK) {
			status = ish_check_set(&config, "filter.name=none\n");
		}
		if (status == ISH_OK) {
			status = ish_check_fields_after(&config, 0.8, 10L << i, &without);
		}
		if (status == ISH_OK) {
			d[i] = ish_check_distance(&config, with, without);
		}
		free(with);
		free(without);
	}
	if (status == ISH_OK) {
		struct ish_check_key key = {
			.label = "damage to a shear layer", .quantity = "all", .scheme = "imex-ssp3", .shape = layer};
		ish_check_error(check, &key, d[RUNS - 1], 1e-5);
		key.quantity = "limit";
		ish_check_condition(check, &key, fabs(d[3].max / d[2].max - 1.0) < 0.05,
		                    "%.4g, %.4g, %.4g, %.4g with steps halved: has a limit", d[0].max, d[1].max,
		                    d[2].max, d[3].max);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	/* k/k_max = 3/6, 1/4, -2/5 */
	const double sum4 = 1.0 / 16.0 + 1.0 / 256.0 + 16.0 / 625.0;
	const double sum2 = 1.0 / 4.0 + 1.0 / 16.0 + 4.0 / 25.0;
	const struct filtered cases[] = {
		{"exponential, dt = dt_cfl/2",
	         "filter.name=exponential\nfilter.strength=3.0\nfilter.order=4\n",
	         {3, 1, -2},
	         0.5,
	         exp(-0.5 * 3.0 * sum4)},
		{"exponential, dt = 1.2 dt_cfl",
	         "filter.name=exponential\nfilter.strength=1.0\nfilter.order=2\n",
	         {3, 1, -2},
	         1.2,
	         exp(-sum2)},
		{"exponential, along z",
	         "filter.name=exponential\nfilter.strength=3.0\nfilter.order=4\n",
	         {0, 0, 3},
	         0.5,
	         exp(-0.5 * 3.0 * 81.0 / 625.0)},
		{"two-thirds, inside", "filter.name=two-thirds\n", {4, 2, -3}, 0.5, 1.0},
		{"two-thirds, x outside", "filter.name=two-thirds\n", {5, 2, -3}, 0.5, 0.0},
		{"two-thirds, y outside", "filter.name=two-thirds\n", {4, 3, -3}, 0.5, 0.0},
		{"two-thirds, z outside", "filter.name=two-thirds\n", {4, 2, -4}, 0.5, 0.0},
	};
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof cases / sizeof cases[0]; i++) {
		status = measure(check, &cases[i]);
	}
	return status == ISH_OK ? damage(check) : status;
}

const struct ish_check_case ish_check_filter = {
	.name = "filter",
	.sentence = "filtered waves against their multipliers; damage to a smooth flow, which has a limit as steps get "
                    "smaller",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
