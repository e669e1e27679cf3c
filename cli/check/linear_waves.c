#include "cli/check/linear_waves.h"

#include <math.h>
#include <stdlib.h>

#include "cli/check/wave.h"

enum { RUNS = 3, FEWEST_STEPS = 20, FAMILIES = 4, FAMILY_MODES = 4 };

/* Its square, 1e-10 of the wave, is what the linear solution leaves out of this coefficient. */
#define AMPLITUDE 1e-5

/* Round-off over the amplitude, and over an interval in which a wave hardly moves. */
#define NOISE 1e-9

static const struct family {
	const char *name;
	enum ish_check_branch branch;
	const char *member[FAMILY_MODES]; /* NULL behind the last */
} families[FAMILIES] = {
	{"sound", ISH_CHECK_SOUND, {"sound", "sound-2"}},
	{"bulk", ISH_CHECK_SOUND, {"sound-3", "sound-4"}}, /* the second only with bulk viscosity */
	{"shear", ISH_CHECK_SHEAR, {"shear", "shear-2", "shear-3", "shear-4"}},
	{"tensor", ISH_CHECK_TENSOR, {"tensor", "tensor-2"}},
};

struct errors {
	struct ish_check_norm frequency;
	struct ish_check_norm run[ISH_CHECK_SCHEMES][RUNS];
};

static double wave_number(const struct ish_check_background *b)
{
	const int *n = b->wave;
	return 2.0 * acos(-1.0) * sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) / b->side;
}

/* Half a period of the fastest wave, and less than the relaxation time. */
static double span_of(const struct ish_check_background *b)
{
	return 2.0 / (1.0 + wave_number(b));
}

static enum ish_status configure(const struct ish_check *check, const struct ish_check_background *b,
                                 const char *member, struct ish_config *config)
{
	return ish_check_configure(
		check, config,
		"grid.shape=[%d,%d,%d]\ngrid.length=[%.17g,%.17g,%.17g]\ntime.step=0.1\n"
		"eos.name=constant-cs2\neos.cs2=%.17g\ntransport.eta_over_s=%g\ntransport.zeta_over_s=%g\n"
		"transport.tau_Pi=6.0\nproblem.name=mode\nproblem.T0=1.0\nproblem.amplitude=%g\n"
		"problem.wave=[%d,%d,%d]\nproblem.velocity=[%g,%g,%g]\nproblem.branch=%s\n",
		b->shape[0], b->shape[1], b->shape[2], b->side, b->side, b->side, b->cs2, b->eta_over_s, b->zeta_over_s,
		AMPLITUDE, b->wave[0], b->wave[1], b->wave[2], b->velocity[0], b->velocity[1], b->velocity[2], member);
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
static enum ish_status add_frequency(const struct ish_config *config, const struct ish_check_background *b,
                                     enum ish_check_branch branch, struct ish_check_norm *error)
{
	const double interval = 0.2 * span_of(b);
	const struct ish_check_fluid fluid = {
		.cs2 = b->cs2,
		.eta_w = b->eta_over_s,
		.tau_pi = 5.0 * b->eta_over_s,
		.zeta_w = b->zeta_over_s,
		.tau_bulk = 6.0 * b->zeta_over_s,
		.velocity = {b->velocity[0], b->velocity[1], b->velocity[2]},
	};
	double complex first[ISH_PRIMITIVES];
	double complex second[ISH_PRIMITIVES];
	double k[3];
	int f = 0;
	enum ish_status status = exact_coefficients(config, b->wave, 0.0, first);
	if (status == ISH_OK) {
		status = exact_coefficients(config, b->wave, interval, second);
	}
	if (status != ISH_OK) {
		return status;
	}
	for (int i = 0; i < ISH_PRIMITIVES; i++) {
		f = cabs(first[i]) > cabs(first[f]) ? i : f;
	}
	for (int i = 0; i < 3; i++) {
		k[i] = 2.0 * acos(-1.0) * b->wave[i] / b->side;
	}
	const double complex omega = I * clog(second[f] / first[f]) / interval;
	const double off = cabs(omega - ish_check_frequency(&fluid, branch, k, omega)) / wave_number(b);
	*error = ish_check_worse(*error, (struct ish_check_norm){off, off});
	return ISH_OK;
}

static enum ish_status add_runs(const struct ish_config *config, const struct ish_check_background *b,
                                struct ish_check_norm error[RUNS])
{
	double complex exact[ISH_PRIMITIVES];
	double complex got[ISH_PRIMITIVES];
	enum ish_status status = exact_coefficients(config, b->wave, span_of(b), exact);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *fields;
		status = ish_check_fields_after(config, span_of(b), (long)FEWEST_STEPS << i, &fields);
		if (status == ISH_OK) {
			ish_check_coefficients(config, fields, b->wave, got);
			const struct ish_check_norm one = ish_check_coefficient_distance(got, exact, fields[0]);
			error[i] = ish_check_worse(error[i],
			                           (struct ish_check_norm){one.max / AMPLITUDE, one.rms / AMPLITUDE});
		}
		free(fields);
	}
	return status;
}

static enum ish_status add_family(struct ish_check *check, const struct ish_check_background *b,
                                  const struct family *family, struct errors *errors)
{
	enum ish_status status = ISH_OK;
	for (int m = 0; status == ISH_OK && m < FAMILY_MODES && family->member[m] != NULL; m++) {
		struct ish_config config;
		if (b->zeta_over_s == 0.0 && family == &families[1] && m == 1) {
			break;
		}
		status = configure(check, b, family->member[m], &config);
		if (status == ISH_OK) {
			status = add_frequency(&config, b, family->branch, &errors->frequency);
		}
		for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
			status = ish_check_set(&config, "time.scheme=%s", ish_check_scheme[s].name);
			status = status == ISH_OK ? add_runs(&config, b, errors->run[s]) : status;
		}
	}
	return status;
}

static void record(struct ish_check *check, const struct ish_check_background *b, const char *quantity,
                   const struct errors *errors)
{
	struct ish_check_key key = {.label = b->label, .quantity = quantity, .scheme = "exact", .noise = NOISE};
	ish_check_error(check, &key, errors->frequency, 2.0 * NOISE);
	key.shape = b->shape;
	for (int s = 0; s < ISH_CHECK_SCHEMES; s++) {
		const bool second = ish_check_scheme[s].order == 2;
		const struct ish_check_gate gate = {.refinement = 2.0,
		                                    .order = ish_check_scheme[s].order,
		                                    .tolerance = second ? 0.1 : 0.2,
		                                    .bound = second ? 5e-4 : 5e-6};
		key.scheme = ish_check_scheme[s].name;
		ish_check_orders(check, &key, RUNS, errors->run[s], &gate);
	}
}

enum ish_status ish_check_linear_waves(struct ish_check *check, const struct ish_check_background *background,
                                       enum ish_check_grouping grouping)
{
	const bool together = grouping == ISH_CHECK_TOGETHER;
	struct errors errors = {{0.0, 0.0}, {{{0.0, 0.0}}}};
	enum ish_status status = ISH_OK;
	for (int f = 0; status == ISH_OK && f < FAMILIES; f++) {
		if (!together) {
			errors = (struct errors){{0.0, 0.0}, {{{0.0, 0.0}}}};
		}
		status = add_family(check, background, &families[f], &errors);
		if (status == ISH_OK && (!together || f + 1 == FAMILIES)) {
			record(check, background, together ? "all modes" : families[f].name, &errors);
		}
	}
	return status;
}
