/*
 * Totals of a smooth random 3D state in all ten fields: sqrt(g) a_j M^j has no source in any geometry, sqrt(g) E none in
 * Minkowski space; elsewhere the energy changes by the work that series.csv lists beside it.
 */
#include <math.h>
#include <stdio.h>

#include "cli/check/simulation.h"

enum { LOOKS = 10, STEPS = 20, WORK_ROWS = 9, WORK_RUNS = 3 }; /* steps between two looks */

static const struct space {
	const char *name, *text;
} spaces[] = {
	{"minkowski", "time.start=0.0\n"},
	{"milne", "geometry.name=milne\ntime.start=1.0\n"},
	{"flrw", "geometry.name=flrw\ngeometry.exponent=0.5\ntime.start=1.0\n"},
	{"kasner", "geometry.name=kasner\ngeometry.exponents=[0.6,-0.3,0.4]\ntime.start=1.0\n"},
};
enum { SPACES = sizeof spaces / sizeof spaces[0] };

static enum ish_status configure(const struct ish_check *check, const struct space *space, const char *scheme,
                                 struct ish_config *config)
{
	return ish_check_configure(check, config,
	                           "grid.shape=[10,9,8]\n%stime.step=0.005\ntime.end=9.0\ntime.scheme=%s\n"
	                           "filter.name=exponential\n"
	                           "eos.name=constant-cs2\neos.cs2=0.25\ntransport.zeta_over_s=0.05\n"
	                           "transport.tau_Pi=6.0\nproblem.name=random\n",
	                           space->text, scheme);
}

/* Largest drift over the run in units of the first energy. */
static enum ish_status drift(struct ish_solver *solver, struct ish_check_norm *momentum, struct ish_check_norm *energy)
{
	struct ish_diagnostics first;
	const double start = ish_solver_time(solver);
	enum ish_status status = ISH_OK;
	ish_solver_diagnose(solver, &first);
	*momentum = *energy = (struct ish_check_norm){0.0, 0.0};
	for (int i = 1; status == ISH_OK && i <= LOOKS; i++) {
		struct ish_diagnostics now;
		status = ish_check_advance(solver, start + 0.1 * i, STEPS);
		ish_solver_diagnose(solver, &now);
		const double e = fabs(now.energy - first.energy) / first.energy;
		*energy = ish_check_worse(*energy, (struct ish_check_norm){e, e});
		for (int j = 0; j < 3; j++) {
			const double m = fabs(now.momentum[j] - first.momentum[j]) / first.energy;
			*momentum = ish_check_worse(*momentum, (struct ish_check_norm){m, m});
		}
	}
	return status;
}

static enum ish_status totals(struct ish_check *check, const struct space *space, const struct ish_check_scheme *scheme)
{
	struct ish_config config;
	struct ish_solver *solver = NULL;
	struct ish_check_norm momentum;
	struct ish_check_norm energy;
	enum ish_status status = configure(check, space, scheme->name, &config);
	status = status == ISH_OK ? ish_check_solver(&solver, &config) : status;
	status = status == ISH_OK ? drift(solver, &momentum, &energy) : status;
	ish_solver_destroy(solver);
	if (status == ISH_OK) {
		struct ish_check_key key = {
			.label = space->name, .quantity = "M", .scheme = scheme->name, .shape = config.grid.shape};
		ish_check_error(check, &key, momentum, 1e-14);
		if (space == &spaces[0]) {
			key.quantity = "E";
			ish_check_error(check, &key, energy, 1e-14);
		}
	}
	return status;
}

/* Simpson's rule over WORK_ROWS rows of spacing h, every stride-th. */
static double simpson(const struct ish_diagnostics row[WORK_ROWS], int stride, double h)
{
	double sum = 0.0;
	for (int k = 0; k + 2 * stride < WORK_ROWS; k += 2 * stride) {
		sum += row[k].energy_source + 4.0 * row[k + stride].energy_source + row[k + 2 * stride].energy_source;
	}
	return sum * stride * h / 3.0;
}

/* The energy's change over 0.2 fm against the work by Simpson's rule: of fourth order in the distance of the samples. */
static enum ish_status work(struct ish_check *check, const struct space *space)
{
	const double h = 0.2 / (WORK_ROWS - 1);
	struct ish_config config;
	struct ish_solver *solver = NULL;
	struct ish_diagnostics row[WORK_ROWS];
	struct ish_check_norm error[WORK_RUNS];
	enum ish_status status = configure(check, space, "imex-ssp3", &config);
	status = status == ISH_OK ? ish_check_set(&config, "filter.name=none") : status;
	status = status == ISH_OK ? ish_check_solver(&solver, &config) : status;
	for (int k = 0; status == ISH_OK && k < WORK_ROWS; k++) {
		status = k > 0 ? ish_check_advance(solver, config.time.start + k * h, 8) : ISH_OK;
		ish_solver_diagnose(solver, &row[k]);
	}
	ish_solver_destroy(solver);
	if (status != ISH_OK) {
		return status;
	}
	for (int i = 0; i < WORK_RUNS; i++) {
		const double done = simpson(row, (WORK_ROWS - 1) / 2 >> i, h);
		const double off = fabs((row[WORK_ROWS - 1].energy - row[0].energy) / done - 1.0);
		error[i] = (struct ish_check_norm){off, off};
	}
	const struct ish_check_key key = {
		.label = space->name, .quantity = "work", .scheme = "imex-ssp3", .shape = config.grid.shape};
	const struct ish_check_gate gate = {.refinement = 2.0, .order = 4.0, .tolerance = 0.3, .bound = 1e-5};
	ish_check_orders(check, &key, WORK_RUNS, error, &gate);
	return ISH_OK;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (int g = 0; status == ISH_OK && g < SPACES; g++) {
		for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
			status = totals(check, &spaces[g], &ish_check_scheme[s]);
		}
		if (status == ISH_OK && g > 0) {
			status = work(check, &spaces[g]);
		}
	}
	return status;
}

const struct ish_check_case ish_check_conservation = {
	.name = "conservation",
	.sentence = "momentum in every geometry, energy in Minkowski space and its work elsewhere, over 200 steps",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
