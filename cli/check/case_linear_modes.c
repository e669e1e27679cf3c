/*
 * Linear modes of all kinds on fluids at rest and moving, along an axis and oblique, with shear and bulk: the run's
 * Fourier coefficients against the exact wave, and the exact frequency against the closed dispersion relation.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/check/wave.h"
#include "solver/linear_modes.h"

enum { RUNS = 3, FEWEST_STEPS = 20, FAMILIES = 4, FAMILY_MODES = 4 };

/* Its square, 1e-10 of the wave, is what the linear solution leaves out of this coefficient. */
#define AMPLITUDE 1e-5
#define SPAN 1.0 /* fm: a period is 1.2 to 10 fm, relaxation times are 1 and 0.6 */
#define CS2 0.25
#define SIDE 4.0 /* fm */

static const struct background {
	const char *label, *velocity, *wave;
	double v[3];
	int number[3], shape[3]; /* the fewest points that hold the wave; five where two waves are counted */
} backgrounds[] = {
	{"at rest, k 1 0 0", "[0.0,0.0,0.0]", "[1,0,0]", {0.0, 0.0, 0.0}, {1, 0, 0}, {4, 1, 1}},
	{"at rest, k 1 2 -1", "[0.0,0.0,0.0]", "[1,2,-1]", {0.0, 0.0, 0.0}, {1, 2, -1}, {4, 5, 4}},
	{"v 0 .6 0, k 1 1 0", "[0.0,0.6,0.0]", "[1,1,0]", {0.0, 0.6, 0.0}, {1, 1, 0}, {5, 4, 1}},
	{"v .4 .3 -.2, k 1 2 -1", "[0.4,0.3,-0.2]", "[1,2,-1]", {0.4, 0.3, -0.2}, {1, 2, -1}, {4, 5, 4}},
};
enum { BACKGROUNDS = sizeof backgrounds / sizeof backgrounds[0] };

static const struct family {
	const char *name;
	enum ish_check_branch branch;
	const char *member[FAMILY_MODES]; /* NULL behind the last */
} families[FAMILIES] = {
	{"sound", ISH_CHECK_SOUND, {"sound", "sound-2"}},
	{"bulk", ISH_CHECK_SOUND, {"sound-3", "sound-4"}}, /* relaxation of pi and Pi along k */
	{"shear", ISH_CHECK_SHEAR, {"shear", "shear-2", "shear-3", "shear-4"}},
	{"tensor", ISH_CHECK_TENSOR, {"tensor", "tensor-2"}},
};

/* T = 1/fm, so e = 4/fm^4: eta/w = 0.2 fm, tau_pi = 1 fm, zeta/w = 0.1 fm, tau_Pi = 0.6 fm. */
static enum ish_status configure(const struct ish_check *check, const struct background *b, const char *member,
                                 struct ish_config *config)
{
	return ish_check_configure(check, config,
	                           "grid.shape=[%d,%d,%d]\ngrid.length=[4.0,4.0,4.0]\ntime.step=0.1\n"
	                           "eos.name=constant-cs2\neos.cs2=%g\n"
	                           "transport.zeta_over_s=0.1\ntransport.tau_Pi=6.0\n"
	                           "problem.name=mode\nproblem.T0=1.0\nproblem.amplitude=%g\nproblem.wave=%s\n"
	                           "problem.velocity=%s\nproblem.branch=%s\n",
	                           b->shape[0], b->shape[1], b->shape[2], CS2, AMPLITUDE, b->wave, b->velocity, member);
}

static enum ish_status exact_coefficients(const struct ish_config *config, const int number[3], double t,
                                          double complex c[ISH_PRIMITIVES])
{
	double *fields;
	const enum ish_status status = ish_check_exact(config, t, &fields);
	if (status == ISH_OK) {
		ish_check_coefficients(config, fields, number, c);
	}
	free(fields);
	return status;
}

/* The frequency of the exact wave, from its component that is largest, against the dispersion relation. */
static enum ish_status frequency_error(const struct ish_config *config, const struct background *b,
                                       enum ish_check_branch branch, struct ish_check_norm *error)
{
	const double interval = 0.1;
	const struct ish_check_fluid fluid = {.cs2 = CS2,
	                                      .eta_w = 0.2,
	                                      .tau_pi = 1.0,
	                                      .zeta_w = 0.1,
	                                      .tau_bulk = 0.6,
	                                      .velocity = {b->v[0], b->v[1], b->v[2]}};
	double complex first[ISH_PRIMITIVES];
	double complex second[ISH_PRIMITIVES];
	double k[3];
	int f = 0;
	enum ish_status status = exact_coefficients(config, b->number, 0.0, first);
	if (status == ISH_OK) {
		status = exact_coefficients(config, b->number, interval, second);
	}
	if (status != ISH_OK) {
		return status;
	}
	for (int i = 0; i < ISH_PRIMITIVES; i++) {
		f = cabs(first[i]) > cabs(first[f]) ? i : f;
	}
	for (int i = 0; i < 3; i++) {
		k[i] = 2.0 * acos(-1.0) * b->number[i] / SIDE;
	}
	const double complex omega = I * clog(second[f] / first[f]) / interval;
	const double off = cabs(omega / ish_check_frequency(&fluid, branch, k, omega) - 1.0);
	*error = ish_check_worse(*error, (struct ish_check_norm){off, off});
	return ISH_OK;
}

static enum ish_status add_runs(const struct ish_config *config, const struct background *b,
                                struct ish_check_norm error[RUNS])
{
	double complex exact[ISH_PRIMITIVES];
	double complex got[ISH_PRIMITIVES];
	enum ish_status status = exact_coefficients(config, b->number, SPAN, exact);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *fields;
		status = ish_check_fields_after(config, SPAN, (long)FEWEST_STEPS << i, &fields);
		if (status == ISH_OK) {
			ish_check_coefficients(config, fields, b->number, got);
			const struct ish_check_norm one = ish_check_coefficient_distance(got, exact, fields[0]);
			error[i] = ish_check_worse(error[i],
			                           (struct ish_check_norm){one.max / AMPLITUDE, one.rms / AMPLITUDE});
		}
		free(fields);
	}
	return status;
}

/* The worst of the family's modes, at each number of steps, with one scheme. */
static enum ish_status one_scheme(struct ish_check *check, const struct background *b, const struct family *family,
                                  const struct ish_check_scheme *scheme)
{
	struct ish_check_norm error[RUNS] = {{0.0, 0.0}};
	enum ish_status status = ISH_OK;
	for (int m = 0; status == ISH_OK && m < FAMILY_MODES && family->member[m] != NULL; m++) {
		struct ish_config config;
		status = configure(check, b, family->member[m], &config);
		if (status == ISH_OK) {
			status = ish_check_set(&config, "time.scheme=%s", scheme->name);
		}
		if (status == ISH_OK) {
			status = add_runs(&config, b, error);
		}
	}
	if (status == ISH_OK) {
		const bool second = scheme->order == 2;
		const struct ish_check_gate gate = {.refinement = 2.0,
		                                    .order = scheme->order,
		                                    .tolerance = second ? 0.1 : 0.2,
		                                    .bound = second ? 2e-3 : 4e-5};
		ish_check_orders(check,
		                 &(struct ish_check_key){.label = b->label,
		                                         .quantity = family->name,
		                                         .scheme = scheme->name,
		                                         .shape = b->shape,
		                                         .noise = 1e-9}, /* round-off over the amplitude */
		                 RUNS, error, &gate);
	}
	return status;
}

static enum ish_status one_family(struct ish_check *check, const struct background *b, const struct family *family)
{
	struct ish_check_norm frequency = {0.0, 0.0};
	enum ish_status status = ISH_OK;
	for (int m = 0; status == ISH_OK && m < FAMILY_MODES && family->member[m] != NULL; m++) {
		struct ish_config config;
		status = configure(check, b, family->member[m], &config);
		if (status == ISH_OK) {
			status = frequency_error(&config, b, family->branch, &frequency);
		}
	}
	if (status ==
	    ISH_OK) { /* round-off of coefficients in fields around 1 over amplitude and interval: 1e-15/1e-6 */
		const struct ish_check_key key = {
			.label = b->label, .quantity = family->name, .scheme = "exact", .noise = 1e-9};
		ish_check_error(check, &key, frequency, 2e-9);
	}
	for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
		status = one_scheme(check, b, family, &ish_check_scheme[s]);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (int b = 0; status == ISH_OK && b < BACKGROUNDS; b++) {
		for (int f = 0; status == ISH_OK && f < FAMILIES; f++) {
			status = one_family(check, &backgrounds[b], &families[f]);
		}
	}
	return status;
}

const struct ish_check_case ish_check_linear_modes = {
	.name = "linear-modes",
	.sentence = "all ten modes on fluids at rest and moving, against exact waves whose frequencies obey the "
                    "dispersion relation",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
