/*
 * The Navier-Stokes limit: Bjorken flow at eta/s -> 0 against the closed form of first-order theory,
 *   T/T0 = (tau0/tau)^(1/3) [1 + (2/3) (eta/s)/(tau0 T0) (1 - (tau0/tau)^(2/3))],
 * from which second-order theory differs by (eta/s)^2: the error falls with order 2 in eta/s. phi starts at its
 * first-order value 4 eta/(3 tau).
 */
#include <math.h>
#include <stdlib.h>

#include "cli/check/simulation.h"

enum { RUNS = 4, STEPS = 1500 };

#define START 0.5 /* fm */
#define END 2.0
#define T0 2.5 /* 1/fm */
#define LARGEST 0.01

/* |T/T(first order) - 1| at the end. */
static enum ish_status measure(const struct ish_check *check, double eta_over_s, struct ish_check_norm *error)
{
	const double e0 = 3.0 * pow(T0, 4.0);
	const double phi = 4.0 / 3.0 * eta_over_s * (4.0 / 3.0 * e0 / T0) / START;
	struct ish_config config;
	double *fields = NULL;
	enum ish_status status = ish_check_configure(
		check, &config,
		"grid.shape=[1,1,1]\ngeometry.name=milne\ntime.start=%g\ntime.end=%g\ntime.step=0.1\n"
		"time.scheme=imex-ssp3\ntransport.eta_over_s=%.17g\n"
		"problem.name=bjorken\nproblem.T0=%g\nproblem.phi0=%.17g\n",
		START, END, eta_over_s, T0, phi);
	if (status == ISH_OK) {
		status = ish_check_fields_after(&config, END - START, STEPS, &fields);
	}
	if (status == ISH_OK) {
		const double ratio = START / END;
		const double first =
			T0 * cbrt(ratio) * (1.0 + 2.0 / 3.0 * eta_over_s / (START * T0) * (1.0 - cbrt(ratio * ratio)));
		const double off = fabs(pow(fields[ISH_E] / 3.0, 0.25) / first - 1.0);
		*error = (struct ish_check_norm){off, off};
	}
	free(fields);
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	static const int shape[3] = {1, 1, 1};
	struct ish_check_norm error[RUNS];
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		status = measure(check, ldexp(LARGEST, -i), &error[i]);
	}
	if (status == ISH_OK) {
		const struct ish_check_key key = {
			.label = "eta/s 0.01 to 0.00125", .quantity = "T", .scheme = "imex-ssp3", .shape = shape};
		const struct ish_check_gate gate = {.refinement = 2.0, .order = 2.0, .tolerance = 0.1, .bound = 1e-6};
		ish_check_orders(check, &key, RUNS, error, &gate);
	}
	return status;
}

const struct ish_check_case ish_check_navier_stokes = {
	.name = "navier-stokes",
	.sentence = "Bjorken flow at small viscosity against first-order theory, second order in eta/s",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
