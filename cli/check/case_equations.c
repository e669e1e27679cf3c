/*
 * Whole runs of small grids against runs by brute force (cli/check/brute_force.h): every term, direction and geometry at
 * once, at the order of every scheme. Random data in all ten fields, no coefficient zero or at its default, each axis
 * with its own number of points (odd and even), length and expansion.
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/check/brute_force.h"
#include "cli/check/simulation.h"

enum { RUNS = 4, FIRST_STEPS = 16, BRUTE_STEPS = 8 };

#define SPAN 0.4 /* fm; relaxation times are 0.3 to 0.6 fm */

static const char fluid[] =
	"eos.name=constant-cs2\neos.cs2=0.22\neos.p0=1.3\n"
	"transport.eta_over_s=0.2\ntransport.tau_pi=4.5\ntransport.delta_pipi=1.1\ntransport.tau_pipi=1.7\n"
	"transport.lambda_piPi=1.5\ntransport.phi_7=0.4\ntransport.vorticity=0.8\n"
	"transport.zeta_over_s=0.15\ntransport.tau_Pi=6.0\ntransport.delta_PiPi=0.9\ntransport.lambda_Pipi=2.1\n"
	"problem.name=random\nproblem.modes=1\nproblem.T0=2.0\nproblem.amplitude=0.4\nproblem.v_max=0.45\n"
	"problem.shear=0.35\nproblem.bulk=0.25\n";

struct flow {
	const char *label;
	const char *lines; /* after `fluid` */
	int shape[3];
	int schemes; /* how many of the four, from the last */
};

static const struct flow flows[] = {
	{"minkowski", "geometry.name=minkowski\n", {6, 5, 4}, ISH_CHECK_SCHEMES},
	{"milne", "geometry.name=milne\ntime.start=0.9\n", {4, 6, 5}, ISH_CHECK_SCHEMES},
	{"flrw",
         "geometry.name=flrw\ngeometry.exponent=0.6\ngeometry.t_ref=1.2\ntime.start=0.8\n",
         {5, 4, 6},
         ISH_CHECK_SCHEMES},
	{"kasner",
         "geometry.name=kasner\ngeometry.exponents=[0.7,-0.3,0.5]\ngeometry.t_ref=0.9\ntime.start=1.0\n",
         {4, 5, 6},
         ISH_CHECK_SCHEMES},
	{"kasner, shear only",
         "transport.zeta_over_s=0.0\ngeometry.name=kasner\ngeometry.exponents=[-0.2,0.4,0.9]\ntime.start=1.0\n",
         {5, 4, 1},
         1},
	{"kasner, bulk only",
         "transport.eta_over_s=0.0\ngeometry.name=kasner\ngeometry.exponents=[0.9,-0.2,0.4]\ntime.start=1.0\n",
         {1, 5, 4},
         1},
	{"kasner, ideal",
         "transport.eta_over_s=0.0\ntransport.zeta_over_s=0.0\n"
         "geometry.name=kasner\ngeometry.exponents=[0.4,0.9,-0.2]\ntime.start=1.0\n",
         {4, 1, 5},
         1},
	{"milne, conformal", "eos.name=conformal\ngeometry.name=milne\ntime.start=0.9\n", {5, 1, 6}, 1},
};

static enum ish_status configure(const struct ish_check *check, const struct flow *flow, const char *scheme,
                                 struct ish_config *config)
{
	const int *n = flow->shape;
	return ish_check_configure(check, config,
	                           "grid.shape=[%d,%d,%d]\ngrid.length=[5.0,4.0,3.5]\ntime.end=9.0\ntime.step=0.1\n"
	                           "time.scheme=%s\n%s%s",
	                           n[0], n[1], n[2], scheme, fluid, flow->lines);
}

static enum ish_status start_and_end(const struct ish_config *config, double **fields_out)
{
	struct ish_solver *solver;
	*fields_out = NULL;
	enum ish_status status = ish_check_solver(&solver, config);
	if (status == ISH_OK) {
		status = ish_check_fields(solver, fields_out);
	}
	ish_solver_destroy(solver);
	return status == ISH_OK ? ish_brute_force(config, SPAN, BRUTE_STEPS, *fields_out) : status;
}

static enum ish_status measure(struct ish_check *check, const struct flow *flow, const struct ish_check_scheme *scheme,
                               const double *exact)
{
	struct ish_check_norm error[RUNS];
	struct ish_config config;
	enum ish_status status = configure(check, flow, scheme->name, &config);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *fields;
		status = ish_check_fields_after(&config, SPAN, (long)FIRST_STEPS << i, &fields);
		if (status == ISH_OK) {
			error[i] = ish_check_distance(&config, fields, exact);
		}
		free(fields);
	}
	if (status == ISH_OK) {
		const bool second = scheme->order == 2;
		const struct ish_check_gate gate = {.refinement = 2.0,
		                                    .order = scheme->order,
		                                    .tolerance = second ? 0.1 : 0.15,
		                                    .bound = second ? 1e-5 : 5e-8};
		ish_check_orders(
			check,
			&(struct ish_check_key){
				.label = flow->label, .quantity = "all", .scheme = scheme->name, .shape = flow->shape},
			RUNS, error, &gate);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof flows / sizeof flows[0]; i++) {
		const struct flow *flow = &flows[i];
		struct ish_config config;
		double *exact = NULL;
		status = configure(check, flow, "imex-ssp3", &config);
		if (status == ISH_OK) {
			status = start_and_end(&config, &exact);
		}
		for (int s = ISH_CHECK_SCHEMES - flow->schemes; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
			status = measure(check, flow, &ish_check_scheme[s], exact);
		}
		free(exact);
	}
	return status;
}

const struct ish_check_case ish_check_equations = {
	.name = "equations",
	.sentence = "3D runs with all terms in every geometry against runs by brute force in full tensors",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
