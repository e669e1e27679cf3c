/*
 * A viscous conformal fluid knows the metric up to a factor: what it does in one expanding space it does in another.
 * With a_i = (t/t0)^p_i, multiplied by (t/t0)^-q: exponents (p_i - q)/(1 - q) of the time t' = t0/(1 - q) (t/t0)^(1-q),
 * and e, pi^ij multiplied by (t/t0)^4q, u^i as they are (Baier, Romatschke, Son, Starinets, Stephanov, JHEP 04 (2008)
 * 100, section 3). Holds for P = e/3 without bulk, delta_pipi = 4/3 and any other coefficient: nonlinear 3D flows with
 * shear in Minkowski space, FLRW, Milne and Kasner against each other.
 */
#include <math.h>
#include <stdlib.h>

#include "cli/check/simulation.h"
#include "cli/check/state.h"

enum { RUNS = 4, FIRST_STEPS = 16, FINE_STEPS = 8 * (FIRST_STEPS << (RUNS - 1)) };

#define START 1.0
#define SPAN 0.5

struct pair {
	const char *label;
	int shape[3];
	double q;
	const char *space; /* where the orders are measured */
	const char *other; /* where the fine run is made; "%s": the exponents */
	double exponent[3];
};

static const struct pair pairs[] = {
	{"flrw, as in minkowski", {6, 5, 4}, 0.6, "geometry.name=flrw\ngeometry.exponent=0.6\n", "minkowski", {0.6, 0.6, 0.6}},
	{"milne, as in kasner", {5, 4, 6}, 0.5, "geometry.name=milne\n", "kasner", {0.0, 0.0, 1.0}},
	{"kasner, as in kasner",
         {4, 6, 5},
         -0.7,
         "geometry.name=kasner\ngeometry.exponents=[0.5,-0.3,0.9]\n",
         "kasner",
         {0.5, -0.3, 0.9}},
};

static enum ish_status configure(const struct ish_check *check, const struct pair *pair, struct ish_config *space,
                                 struct ish_config *other)
{
	const int *n = pair->shape;
	const double *p = pair->exponent;
	const double start = START / (1.0 - pair->q);
	enum ish_status status = ish_check_configure(
		check, space,
		"grid.shape=[%d,%d,%d]\ngrid.length=[5.0,4.0,4.5]\ntime.start=%.17g\ntime.end=99.0\ntime.step=0.1\n"
		"eos.name=conformal\ntransport.tau_pi=4.5\ntransport.tau_pipi=1.7\ntransport.phi_7=0.4\n"
		"transport.vorticity=0.8\nproblem.name=random\nproblem.modes=1\nproblem.v_max=0.5\nproblem.shear=0.3\n%s",
		n[0], n[1], n[2], START, pair->space);
	*other = *space;
	return status == ISH_OK ? ish_check_set(other,
	                                        "time.start=%.17g\ntime.scheme=imex-ssp3\ngeometry.name=%s\n"
	                                        "geometry.t_ref=%.17g\ngeometry.exponents=[%.17g,%.17g,%.17g]\n",
	                                        start, pair->other, start, (p[0] - pair->q) / (1.0 - pair->q),
	                                        (p[1] - pair->q) / (1.0 - pair->q),
	                                        (p[2] - pair->q) / (1.0 - pair->q))
	                        : status;
}

/* The end of a fine run in the other space, as seen in the first one. */
static enum ish_status fine_run(const struct pair *pair, const struct ish_config *other, const double *start,
                                double **fields_out)
{
	const double growth = 1.0 + SPAN / START;
	const double span = other->time.start * (pow(growth, 1.0 - pair->q) - 1.0);
	const size_t cells = (size_t)ish_grid_cells(&other->grid);
	const enum ish_status status = ish_check_fields_from(other, start, span, FINE_STEPS, fields_out);
	for (size_t i = 0; status == ISH_OK && i < ISH_PRIMITIVES * cells; i++) {
		const size_t field = i / cells;
		if (field < ISH_U1 || field > ISH_U3) {
			(*fields_out)[i] *= pow(growth, -4.0 * pair->q);
		}
	}
	return status;
}

static enum ish_status measure(struct ish_check *check, const struct pair *pair, struct ish_config *config,
                               const struct ish_check_scheme *scheme, const double *start, const double *exact)
{
	struct ish_check_norm error[RUNS];
	enum ish_status status = ish_check_set(config, "time.scheme=%s\n", scheme->name);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *fields;
		status = ish_check_fields_from(config, start, SPAN, (long)FIRST_STEPS << i, &fields);
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
		                                    .bound = second ? 1e-5 : 1e-7};
		const struct ish_check_key key = {
			.label = pair->label, .quantity = "all", .scheme = scheme->name, .shape = pair->shape};
		ish_check_orders(check, &key, RUNS, error, &gate);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (size_t i = 0; status == ISH_OK && i < sizeof pairs / sizeof pairs[0]; i++) {
		struct ish_config space;
		struct ish_config other;
		double *start = NULL;
		double *exact = NULL;
		status = configure(check, &pairs[i], &space, &other);
		if (status == ISH_OK) {
			status = ish_check_fields_at_start(&space, &start);
		}
		if (status == ISH_OK) {
			status = fine_run(&pairs[i], &other, start, &exact);
		}
		for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
			status = measure(check, &pairs[i], &space, &ish_check_scheme[s], start, exact);
		}
		free(start);
		free(exact);
	}
	return status;
}

const struct ish_check_case ish_check_conformal = {
	.name = "conformal",
	.sentence = "viscous 3D flows in an expanding space against the same flows in a conformally equal one",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
