#include "cli/check/brute_flow.h"

#include <stdlib.h>

#include "cli/check/brute_force.h"
#include "cli/check/simulation.h"

enum { RUNS = 4, SCHEMES = ISH_CHECK_SCHEMES + 2 };

/* Those whose implicit part is the linear operator in Fourier space: the same equations as dt goes to 0. */
static const struct ish_check_scheme with_operator[] = {{"imex-linear", 2}, {"split-step", 2}};

const char ish_check_all_terms[] =
	"grid.length=[5.0,4.0,3.5]\ntime.end=99.0\ntime.step=0.1\n"
	"eos.name=constant-cs2\neos.cs2=0.22\neos.p0=1.3\n"
	"transport.eta_over_s=0.2\ntransport.tau_pi=4.5\ntransport.delta_pipi=1.1\ntransport.tau_pipi=1.7\n"
	"transport.lambda_piPi=1.5\ntransport.phi_7=0.4\ntransport.vorticity=0.8\n"
	"transport.zeta_over_s=0.15\ntransport.tau_Pi=6.0\ntransport.delta_PiPi=0.9\ntransport.lambda_Pipi=2.1\n"
	"problem.name=random\nproblem.modes=1\nproblem.T0=2.0\nproblem.amplitude=0.4\nproblem.v_max=0.45\n"
	"problem.shear=0.35\nproblem.bulk=0.25\n";

static enum ish_status measure(struct ish_check *check, const struct ish_check_brute_flow *flow,
                               const struct ish_check_brute_runs *runs, struct ish_config *config,
                               const struct ish_check_scheme *scheme, const double *exact)
{
	struct ish_check_norm error[RUNS];
	enum ish_status status = ish_check_set(config, "time.scheme=%s\n", scheme->name);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *fields;
		status = ish_check_fields_after(config, runs->span, (long)runs->steps << i, &fields);
		if (status == ISH_OK) {
			error[i] = ish_check_distance(config, fields, exact);
		}
		free(fields);
	}
	if (status == ISH_OK) {
		const bool second = scheme->order == 2;
		const struct ish_check_gate gate = {.refinement = 2.0,
		                                    .order = scheme->order,
		                                    .tolerance = second ? 0.1 : 0.15,
		                                    .bound = runs->bound[second ? 0 : 1]};
		const struct ish_check_key key = {
			.label = flow->label, .quantity = "all", .scheme = scheme->name, .shape = flow->shape};
		ish_check_orders(check, &key, RUNS, error, &gate);
	}
	return status;
}

enum ish_status ish_check_against_brute_force(struct ish_check *check, const struct ish_check_brute_flow *flow,
                                              const struct ish_check_brute_runs *runs)
{
	const int *n = flow->shape;
	struct ish_config config;
	double *exact = NULL;
	enum ish_status status =
		ish_check_configure(check, &config, "grid.shape=[%d,%d,%d]\ntime.scheme=imex-ssp3\n%s%s", n[0], n[1],
	                            n[2], ish_check_all_terms, flow->lines);
	if (status == ISH_OK) {
		status = ish_check_fields_at_start(&config, &exact);
	}
	if (status == ISH_OK) {
		status = ish_brute_force(&config, runs->span, runs->brute_steps, exact);
	}
	for (int s = SCHEMES - flow->schemes; status == ISH_OK && s < SCHEMES; s++) {
		const struct ish_check_scheme *scheme =
			s < ISH_CHECK_SCHEMES ? &ish_check_scheme[s] : &with_operator[s - ISH_CHECK_SCHEMES];
		status = measure(check, flow, runs, &config, scheme, exact);
	}
	free(exact);
	return status;
}
