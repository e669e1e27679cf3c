/*
 * What an error costs: one 3D flow with all terms, every scheme, steps halved; processor time on one thread beside each error. Times are kept for the picture
 * (`ishydro plot --work-precision`), never judged.
 */
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "cli/check/simulation.h"

enum { RUNS = 5, REFERENCE_STEPS = 4096, POINTS = 16 };
static const double span = 0.8;

static const char flow[] =
	"problem.name=random\nproblem.modes=1\nproblem.v_max=0.3\nproblem.shear=0.1\nproblem.bulk=0.05\n"
	"grid.length=[6.0,5.0,4.5]\neos.name=constant-cs2\neos.cs2=0.25\ntransport.eta_over_s=0.15\n"
	"transport.zeta_over_s=0.08\ntime.end=99.0\ntime.step=0.1\nbackend.threads=1\n";

static const struct {
	const char *name;
	int order;
	long steps; /* of the coarsest run: where the order shows */
	double bound;
} schemes[] = {
	{"imex-ssp2", 2, 32, 1e-6}, {"imex-ars2", 2, 32, 1e-6},   {"imex-ssp3", 3, 24, 1e-8},
	{"imex-ars3", 3, 24, 1e-8}, {"imex-linear", 2, 32, 1e-5}, {"split-step", 2, 32, 1e-5},
};

/* One run and its processor time without the setting up. */
static enum ish_status timed_run(const struct ish_config *config, long steps, double **fields_out, double *seconds_out)
{
	struct ish_solver *solver = NULL;
	enum ish_status status = ish_check_solver(&solver, config);
	const clock_t begin = clock();
	if (status == ISH_OK) {
		status = ish_check_advance(solver, span, steps);
	}
	*seconds_out = (double)(clock() - begin) / CLOCKS_PER_SEC;
	*fields_out = NULL;
	if (status == ISH_OK) {
		status = ish_check_fields(solver, fields_out);
	}
	ish_solver_destroy(solver);
	return status;
}

static enum ish_status measure(struct ish_check *check, struct ish_config *config, int s, const double *reference)
{
	struct ish_check_norm error[RUNS];
	double seconds[RUNS], *fields = NULL;
	enum ish_status status = ish_check_set(config, "time.scheme=%s\n", schemes[s].name);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		status = timed_run(config, schemes[s].steps << i, &fields, &seconds[i]);
		if (status == ISH_OK) {
			error[i] = ish_check_distance(config, fields, reference);
		}
		free(fields);
	}
	if (status == ISH_OK) {
		const struct ish_check_gate gate = {
			.refinement = 2.0, .order = schemes[s].order, .tolerance = 0.15, .bound = schemes[s].bound};
		ish_check_orders(check,
		                 &(struct ish_check_key){.label = "random 3D flow, all terms",
		                                         .quantity = "all",
		                                         .scheme = schemes[s].name,
		                                         .shape = config->grid.shape},
		                 RUNS, error, &gate);
		for (int i = 0; i < RUNS; i++) {
			ish_check_point(check, seconds[i], error[i].max, NAN);
		}
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	struct ish_config config;
	double *reference = NULL;
	enum ish_status status = ish_check_configure(check, &config, "%stime.scheme=imex-ssp3\ngrid.shape=[%d,%d,%d]\n",
	                                             flow, POINTS, POINTS, POINTS);
	if (status == ISH_OK) {
		status = ish_check_fields_after(&config, span, REFERENCE_STEPS, &reference);
	}
	for (size_t s = 0; status == ISH_OK && s < sizeof schemes / sizeof schemes[0]; s++) {
		status = measure(check, &config, (int)s, reference);
	}
	free(reference);
	return status;
}

const struct ish_check_case ish_check_work_precision = {
	.name = "work-precision",
	.sentence = "a random 3D flow with all terms: each scheme's error beside its processor time",
	.suite = ISH_CHECK_FULL,
	.run = run,
};
