/*
 * Dispersion curves: frequency and damping measured from the run alone, by the ratio of successive Fourier coefficients,
 * against the roots of the closed dispersion relations.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/check/wave.h"

enum { SAMPLES = 4, STEPS = 192 }; /* steps between two samples */

#define CS2 0.3
#define ETA_W 0.2 /* fm; tau_pi = 1 fm */
#define ZETA_W 0.08
#define TAU_BULK 0.48 /* fm */

static const struct curve {
	const char *label, *name, *velocity;
	enum ish_check_branch branch;
	double v[3];
	double amplitude; /* linear theory leaves out its square; round-off is 1e-16 over it, and more where omega is small */
} curves[] = {
	{"sound, at rest", "sound", "[0.0,0.0,0.0]", ISH_CHECK_SOUND, {0.0, 0.0, 0.0}, 3e-5},
	{"sound, v 0.5 along k", "sound", "[0.5,0.0,0.0]", ISH_CHECK_SOUND, {0.5, 0.0, 0.0}, 3e-5},
	{"sound, against v 0.3 0.4 0", "sound-2", "[0.3,0.4,0.0]", ISH_CHECK_SOUND, {0.3, 0.4, 0.0}, 3e-5},
	{"shear, at rest", "shear", "[0.0,0.0,0.0]", ISH_CHECK_SHEAR, {0.0, 0.0, 0.0}, 1e-5},
	{"shear, v 0.3 0.4 0", "shear", "[0.3,0.4,0.0]", ISH_CHECK_SHEAR, {0.3, 0.4, 0.0}, 1e-5},
	{"tensor, v 0.3 0 0.4", "tensor", "[0.3,0.0,0.4]", ISH_CHECK_TENSOR, {0.3, 0.0, 0.4}, 1e-5},
};
enum { CURVES = sizeof curves / sizeof curves[0] };

static const double k_tau[] = {0.1, 0.5, 1.0, 2.0, 5.0, 20.0};
enum { POINTS = sizeof k_tau / sizeof k_tau[0] };

/* i log(c(t + interval)/c(t))/interval at each of the samples, c of the field that is largest. */
static enum ish_status measure_frequency(struct ish_solver *solver, double interval, double complex omega[SAMPLES])
{
	const struct ish_config *config = ish_solver_config(solver);
	static const int number[3] = {1, 0, 0};
	double complex before = 0.0;
	int field = 0;
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i <= SAMPLES; i++) {
		double complex c[ISH_PRIMITIVES];
		double *fields = NULL;
		status = i > 0 ? ish_check_advance(solver, i * interval, STEPS) : ISH_OK;
		if (status == ISH_OK) {
			status = ish_check_fields(solver, &fields);
		}
		if (status != ISH_OK) {
			break;
		}
		ish_check_coefficients(config, fields, number, c);
		free(fields);
		for (int f = 0; i == 0 && f < ISH_PRIMITIVES; f++) {
			field = cabs(c[f]) > cabs(c[field]) ? f : field;
		}
		if (i > 0) {
			omega[i - 1] = I * clog(c[field] / before) / interval;
		}
		before = c[field];
	}
	return status;
}

/* The measured point and the exact curve up to the next one, for pictures; `part` picks the real or the imaginary part. */
static void keep_curve(struct ish_check *check, const struct ish_check_fluid *fluid, enum ish_check_branch branch,
                       double k, double complex measured, double complex exact, double (*part)(double complex))
{
	enum { BETWEEN = 32 }; /* small steps, or Newton's method goes to another branch */
	double complex near = exact;
	double before = k;
	int next = 0;
	ish_check_point(check, k, part(measured), part(exact));
	while (next < POINTS && k_tau[next] <= k * (1.0 + 1e-12)) {
		next++;
	}
	for (int i = 1; i <= ISH_CHECK_POINTS * BETWEEN && next < POINTS; i++) {
		const double x = k * pow(k_tau[next] / k, (double)i / (ISH_CHECK_POINTS * BETWEEN));
		near = creal(near) * x / before + I * cimag(near);
		if (fabs(creal(near)) < 1e-9 * cabs(near)) {
			near += 1e-2 * cabs(near); /* two damped waves may meet and propagate from there on */
		}
		near = ish_check_frequency(fluid, branch, (double[3]){x, 0.0, 0.0}, near);
		before = x;
		if (i % BETWEEN == 0 && i < ISH_CHECK_POINTS * BETWEEN) {
			ish_check_point(check, x, NAN, part(near));
		}
	}
}

static void record(struct ish_check *check, const struct curve *curve, double k, const double complex omega[SAMPLES])
{
	const struct ish_check_fluid fluid = {.cs2 = CS2,
	                                      .eta_w = ETA_W,
	                                      .tau_pi = 1.0,
	                                      .zeta_w = ZETA_W,
	                                      .tau_bulk = TAU_BULK,
	                                      .velocity = {curve->v[0], curve->v[1], curve->v[2]}};
	const double complex exact = ish_check_frequency(&fluid, curve->branch, (double[3]){k, 0.0, 0.0}, omega[0]);
	struct ish_check_norm frequency = {0.0, 0.0};
	struct ish_check_norm damping = {0.0, 0.0};
	for (int i = 0; i < SAMPLES; i++) {
		const double re = fabs(creal(omega[i] - exact)) / cabs(exact);
		const double im = fabs(cimag(omega[i] - exact)) / cabs(exact);
		frequency = ish_check_worse(frequency, (struct ish_check_norm){re, re});
		damping = ish_check_worse(damping, (struct ish_check_norm){im, im});
	}
	char label[48];
	(void)snprintf(label, sizeof label, "%s, k tau = %g", curve->label, k);
	struct ish_check_key key = {.label = label,
	                            .quantity = "Re omega",
	                            .scheme = "imex-ssp3",
	                            .shape = (const int[3]){4, 1, 1},
	                            .noise = 5e-9}; /* round-off, as above */
	ish_check_error(check, &key, frequency, 1e-8);
	keep_curve(check, &fluid, curve->branch, k, omega[0], exact, creal);
	ish_check_note(check, "k tau %g: measured %.10g, exact %.10g /fm", k, creal(omega[0]), creal(exact));
	key.quantity = "Im omega";
	ish_check_error(check, &key, damping, 1e-8);
	keep_curve(check, &fluid, curve->branch, k, omega[0], exact, cimag);
	ish_check_note(check, "k tau %g: measured %.10g, exact %.10g /fm", k, cimag(omega[0]), cimag(exact));
}

static enum ish_status one_point(struct ish_check *check, const struct curve *curve, double k)
{
	struct ish_config config;
	struct ish_solver *solver = NULL;
	double complex omega[SAMPLES];
	enum ish_status status = ish_check_configure(
		check, &config,
		"grid.shape=[4,1,1]\ngrid.length=[%.17g,1.0,1.0]\ntime.scheme=imex-ssp3\n"
		"time.step=0.1\neos.name=constant-cs2\neos.cs2=%g\n"
		"transport.eta_over_s=%g\ntransport.zeta_over_s=%g\ntransport.tau_Pi=6.0\n"
		"problem.name=mode\nproblem.T0=1.0\nproblem.amplitude=%g\nproblem.wave=[1,0,0]\n"
		"problem.velocity=%s\nproblem.branch=%s\n",
		2.0 * acos(-1.0) / k, CS2, ETA_W, ZETA_W, curve->amplitude, curve->velocity, curve->name);
	if (status == ISH_OK) {
		status = ish_check_solver(&solver, &config);
	}
	if (status == ISH_OK) { /* a fraction of a period and of tau_pi */
		status = measure_frequency(solver, curve->branch == ISH_CHECK_SOUND ? 0.4 / (k + 0.2) : 0.3 / (k + 1.0),
		                           omega);
	}
	if (status == ISH_OK) {
		record(check, curve, k, omega);
	}
	ish_solver_destroy(solver);
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (int c = 0; status == ISH_OK && c < CURVES; c++) {
		for (int i = 0; status == ISH_OK && i < POINTS; i++) {
			status = one_point(check, &curves[c], k_tau[i]);
		}
	}
	return status;
}

const struct ish_check_case ish_check_dispersion = {
	.name = "dispersion",
	.sentence = "frequency and damping measured from runs against the closed dispersion relations",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
