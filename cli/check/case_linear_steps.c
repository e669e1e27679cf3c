/*
 * Long steps of imex-linear and split-step on small waves of a fluid at rest, where the whole right-hand side is the linear operator: a step multiplies
 * an eigenmode exp(lambda t) of it by R(lambda dt), R = (1 + (1 - 2 gamma) z)/(1 - gamma z)^2 of the implicit table of ARS(2,2,2), or by
 * exp(lambda dt). Both hold to what is of second order in the amplitude, at any step.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/check/wave.h"

#define AMPLITUDE 1e-6
#define STEP                                                                                                           \
	0.7 /* times |k| = sqrt(6): 1.7; explicit schemes of second order hold to 0.6 at the largest k of the grid, here 4.7 */

enum { STEPS = 3, FLUIDS = 3 };

static const int number[3] = {1, 2, -1}, shape[3] = {4, 6, 5};
static const char *const branches[] = {"sound",   "sound-3", "sound-4", "shear",
                                       "shear-2", "shear-3", "tensor",  "tensor-2"};
enum { BRANCHES = sizeof branches / sizeof branches[0] };

static const struct {
	const char *label;
	double eta, zeta; /* over s */
} fluids[FLUIDS] = {{"shear and bulk", 0.1, 0.07}, {"bulk", 0.0, 0.07}, {"stiff", 0.1 / 500.0, 0.07 / 500.0}};

/* lambda of the mode: the exact wave after a short time over the wave at the start, in the field where it is largest. */
static double complex eigenvalue(const struct ish_config *config, const double *start, const double *later, double time)
{
	double complex a[ISH_PRIMITIVES];
	double complex b[ISH_PRIMITIVES];
	int most = 0;
	ish_check_coefficients(config, start, number, a);
	ish_check_coefficients(config, later, number, b);
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		most = cabs(a[f]) > cabs(a[most]) ? f : most;
	}
	return clog(b[most] / a[most]) / time;
}

static double complex factor_of(const char *scheme, double complex z)
{
	const double gamma = 1.0 - sqrt(0.5);
	const double complex below = 1.0 - gamma * z;
	return scheme[0] == 's' ? cexp(z) : (1.0 + (1.0 - 2.0 * gamma) * z) / (below * below);
}

/* Distance of the wave after three steps from factor^3 times the wave at the start, over the amplitude. */
static enum ish_status wave_error(const struct ish_check *check, const char *scheme, int fluid, const char *branch,
                                  struct ish_check_norm *error_out)
{
	struct ish_config config;
	double *start = NULL;
	double *later = NULL;
	double *end = NULL;
	enum ish_status status = ish_check_configure(
		check, &config,
		"grid.shape=[%d,%d,%d]\nproblem.name=mode\nproblem.wave=[%d,%d,%d]\nproblem.branch=%s\n"
		"problem.amplitude=%g\nproblem.T0=1.0\ntransport.eta_over_s=%.17g\ntransport.zeta_over_s=%.17g\n"
		"transport.tau_Pi=6.0\neos.name=constant-cs2\neos.cs2=0.25\ntime.scheme=%s\ntime.step=%g\n",
		shape[0], shape[1], shape[2], number[0], number[1], number[2], branch, AMPLITUDE, fluids[fluid].eta,
		fluids[fluid].zeta, scheme, STEP);
	/* short against the oscillation and the decay */
	const double time = fluid == FLUIDS - 1 ? 1e-4 : 0.05;
	if (status == ISH_OK) {
		status = ish_check_exact(&config, 0.0, &start);
	}
	if (status == ISH_OK) {
		status = ish_check_exact(&config, time, &later);
	}
	if (status == ISH_OK) {
		status = ish_check_fields_after(&config, STEPS * STEP, STEPS, &end);
	}
	if (status == ISH_OK) {
		double complex got[ISH_PRIMITIVES];
		double complex wanted[ISH_PRIMITIVES];
		const double complex lambda = eigenvalue(&config, start, later, time);
		ish_check_coefficients(&config, start, number, wanted);
		ish_check_coefficients(&config, end, number, got);
		for (int f = 0; f < ISH_PRIMITIVES; f++) {
			wanted[f] *= cpow(factor_of(scheme, lambda * STEP), STEPS);
		}
		*error_out = ish_check_coefficient_distance(got, wanted, start[0]);
		error_out->max /= AMPLITUDE;
		error_out->rms /= AMPLITUDE;
	}
	free(end);
	free(later);
	free(start);
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	static const char *const schemes[2] = {"imex-linear", "split-step"};
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < 2 * FLUIDS; i++) {
		const int fluid = i / 2;
		struct ish_check_norm worst = {0.0, 0.0};
		for (int b = 0; status == ISH_OK && b < BRANCHES; b++) {
			/* without shear there are no modes of it: one of sound, one of bulk */
			if (fluids[fluid].eta > 0.0 || b < 2) {
				struct ish_check_norm error;
				status = wave_error(check, schemes[i % 2], fluid, branches[b], &error);
				worst = status == ISH_OK ? ish_check_worse(worst, error) : worst;
			}
		}
		const struct ish_check_key key = {.label = fluids[fluid].label,
		                                  .quantity = "all",
		                                  .scheme = schemes[i % 2],
		                                  .shape = shape,
		                                  .noise = 1e-6};
		if (status == ISH_OK) {
			ish_check_error(check, &key, worst, fluid == FLUIDS - 1 ? 3e-6 : 1e-7);
		}
	}
	return status;
}

const struct ish_check_case ish_check_linear_steps = {
	.name = "linear-steps",
	.sentence = "long steps of imex-linear and split-step on waves at rest: the schemes' exact factors",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
