/*
 * A homogeneous fluid at rest in Minkowski space: pi^ij and Pi decay as exp(-t/tau), e stands still (benchmarks: static
 * relaxation). phi_7 = 0, the one term that is quadratic in pi at rest.
 */
#include <math.h>
#include <stdlib.h>

#include "cli/check/simulation.h"

enum { RUNS = 4 };

#define PI11 0.2
#define PI12 0.1
#define BULK 0.15
#define END 1.0

static const int shape[3] = {1, 1, 1};

/* T = (P/p0)^(c/(1+c)) = 1 with P = p0 = 1, c = 1/4, so e = 4; eta/s = 0.2 and zeta/s = 0.1: tau_pi = 1, tau_Pi = 0.6 fm. */
static enum ish_status measure(struct ish_check *check, const struct ish_check_scheme *scheme)
{
	struct ish_check_norm pi[RUNS];
	struct ish_check_norm bulk[RUNS];
	double energy = 0.0;
	double ratio = 0.0;
	struct ish_config config;
	enum ish_status status =
		ish_check_configure(check, &config,
	                            "grid.shape=[1,1,1]\nproblem.name=homogeneous\nproblem.e=4.0\n"
	                            "problem.pi11=%g\nproblem.pi12=%g\nproblem.Pi=%g\n"
	                            "eos.name=constant-cs2\neos.cs2=0.25\ntransport.zeta_over_s=0.1\n"
	                            "transport.tau_Pi=6.0\ntransport.phi_7=0.0\ntime.scheme=%s\ntime.step=0.1\n",
	                            PI11, PI12, BULK, scheme->name);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *f;
		status = ish_check_fields_after(&config, END, 10L << i, &f);
		if (status == ISH_OK) {
			const double pi_error = fabs(f[ISH_PI11] / (PI11 * exp(-END)) - 1.0);
			const double bulk_error = fabs(f[ISH_BULK] / (BULK * exp(-END / 0.6)) - 1.0);
			pi[i] = (struct ish_check_norm){pi_error, pi_error};
			bulk[i] = (struct ish_check_norm){bulk_error, bulk_error};
			energy = fmax(energy, fabs(f[ISH_E] / 4.0 - 1.0));
			ratio = fmax(ratio, fabs(f[ISH_PI12] / f[ISH_PI11] * (PI11 / PI12) - 1.0));
		}
		free(f);
	}
	if (status != ISH_OK) {
		return status;
	}
	struct ish_check_key key = {.label = "static box", .quantity = "pi11", .scheme = scheme->name, .shape = shape};
	const struct ish_check_gate gate = {.refinement = 2.0,
	                                    .order = scheme->order,
	                                    .tolerance = 0.15,
	                                    .bound = scheme->order == 2 ? 2e-5 : 1e-7};
	ish_check_orders(check, &key, RUNS, pi, &gate);
	key.quantity = "Pi";
	const struct ish_check_gate bulk_gate = {.refinement = 2.0,
	                                         .order = scheme->order,
	                                         .tolerance = 0.15,
	                                         .bound = scheme->order == 2 ? 1e-4 : 1e-6};
	ish_check_orders(check, &key, RUNS, bulk, &bulk_gate);
	key.quantity = "e";
	ish_check_error(check, &key, (struct ish_check_norm){energy, energy}, 1e-14);
	key.quantity = "pi12/pi11";
	ish_check_error(check, &key, (struct ish_check_norm){ratio, ratio}, 1e-13);
	return ISH_OK;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
		status = measure(check, &ish_check_scheme[s]);
	}
	return status;
}

const struct ish_check_case ish_check_relaxation = {
	.name = "relaxation",
	.sentence = "pi and Pi of a fluid at rest against exp(-t/tau)",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
