/*
 * Totals of smooth random 3D flows with all ten fields: sqrt(g) a_j M^j is conserved in every geometry and sqrt(g) E in
 * Minkowski space, to round-off over 1000 steps; elsewhere E changes by its integrated source, to the scheme's order.
 */
#include <math.h>
#include <stdio.h>

#include "cli/check/simulation.h"

enum { STEPS = 1000, LOOKS = 20, RUNS = 4, FIRST_STEPS = 16 };

#define STEP 0.005
#define SPAN 0.8

static const struct {
	const char *name, *lines;
} spaces[] = {
	{"minkowski", "geometry.name=minkowski\n"},
	{"milne", "geometry.name=milne\ntime.start=1.0\n"},
	{"flrw", "geometry.name=flrw\ngeometry.exponent=0.6\ntime.start=1.0\n"},
	{"kasner", "geometry.name=kasner\ngeometry.exponents=[0.7,-0.3,0.5]\ntime.start=1.0\n"},
};
enum { SPACES = sizeof spaces / sizeof spaces[0] };

static const int shape[3] = {6, 5, 4};

static enum ish_status configure(const struct ish_check *check, int space, struct ish_config *config)
{
	return ish_check_configure(check, config,
	                           "grid.shape=[%d,%d,%d]\ngrid.length=[5.0,4.0,4.5]\ntime.end=99.0\ntime.step=%g\n"
	                           "eos.name=constant-cs2\neos.cs2=0.25\ntransport.eta_over_s=0.15\n"
	                           "transport.zeta_over_s=0.08\ntransport.tau_Pi=6.0\n"
	                           "problem.name=random\nproblem.modes=1\nproblem.v_max=0.4\n%s",
	                           shape[0], shape[1], shape[2], STEP, spaces[space].lines);
}

/* The largest drifts over the run, in units of the first energy; momentum: of the largest component. */
static enum ish_status drift(const struct ish_config *config, struct ish_check_norm *energy_out,
                             struct ish_check_norm *momentum_out)
{
	struct ish_solver *solver;
	enum ish_status status = ish_check_solver(&solver, config);
	struct ish_diagnostics first;
	*energy_out = *momentum_out = (struct ish_check_norm){0.0, 0.0};
	if (status == ISH_OK) {
		ish_solver_diagnose(solver, &first);
	}
	for (int i = 0; status == ISH_OK && i < LOOKS; i++) {
		struct ish_diagnostics now;
		status = ish_check_advance(solver, ish_solver_time(solver) + STEP * STEPS / LOOKS, STEPS / LOOKS);
		ish_solver_diagnose(solver, &now);
		const double e = fabs(now.energy / first.energy - 1.0);
		*energy_out = ish_check_worse(*energy_out, (struct ish_check_norm){e, e});
		for (int j = 0; j < 3; j++) {
			const double m = fabs(now.momentum[j] - first.momentum[j]) / first.energy;
			*momentum_out = ish_check_worse(*momentum_out, (struct ish_check_norm){m, m});
		}
	}
	ish_solver_destroy(solver);
	return status;
}

/* Every second scheme with the filter, and with matrix products for derivatives. */
static enum ish_status conserved(struct ish_check *check, int space, int s)
{
	struct ish_config config;
	struct ish_check_norm energy = {0.0, 0.0};
	struct ish_check_norm momentum = {0.0, 0.0};
	enum ish_status status = configure(check, space, &config);
	if (status == ISH_OK) {
		status = ish_check_set(&config, "time.scheme=%s\nfilter.name=%s\nbackend.derivative=%s\n",
		                       ish_check_scheme[s].name, s % 2 == 0 ? "exponential" : "none",
		                       s / 2 % 2 == 0 ? "fft" : "matrix");
	}
	if (status == ISH_OK) {
		status = drift(&config, &energy, &momentum);
	}
	if (status != ISH_OK) {
		return status;
	}
	/* a walk of roundings of the totals' last digits */
	struct ish_check_key key = {
		.label = spaces[space].name, .quantity = "M", .scheme = ish_check_scheme[s].name, .shape = shape};
	ish_check_error(check, &key, momentum, 1e-14);
	if (space == 0) {
		key.quantity = "E";
		ish_check_error(check, &key, energy, 1e-14);
	} else {
		key.quantity = "E changes";
		ish_check_condition(check, &key, energy.max > 1e-2, "an expanding box does work: E changes by %.2g",
		                    energy.max);
	}
	return ISH_OK;
}

/* The change of E less its source integrated by Simpson's rule, over the first E. */
static enum ish_status source_error(const struct ish_config *config, int steps, double *error_out)
{
	struct ish_solver *solver;
	enum ish_status status = ish_check_solver(&solver, config);
	struct ish_diagnostics row;
	double integral = 0.0;
	double first = 0.0;
	for (int i = 0; status == ISH_OK && i <= steps; i++) {
		const double weight = i == 0 || i == steps ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
		if (i > 0) {
			status = ish_check_advance(solver, config->time.start + SPAN * i / steps, 1);
		}
		ish_solver_diagnose(solver, &row);
		first = i == 0 ? row.energy : first;
		integral += weight * SPAN / steps / 3.0 * row.energy_source;
	}
	if (status == ISH_OK) {
		*error_out = fabs(row.energy - first - integral) / first;
	}
	ish_solver_destroy(solver);
	return status;
}

static enum ish_status work(struct ish_check *check, int space, const struct ish_check_scheme *scheme)
{
	struct ish_config config;
	struct ish_check_norm error[RUNS];
	enum ish_status status = configure(check, space, &config);
	if (status == ISH_OK) {
		status = ish_check_set(&config, "time.scheme=%s\n", scheme->name);
	}
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double e = NAN;
		status = source_error(&config, FIRST_STEPS << i, &e);
		error[i] = (struct ish_check_norm){e, e};
	}
	if (status == ISH_OK) {
		const bool second = scheme->order == 2;
		const struct ish_check_gate gate = {.refinement = 2.0,
		                                    .order = scheme->order,
		                                    .tolerance = second ? 0.1 : 0.15,
		                                    .bound = second ? 1e-5 : 1e-6};
		const struct ish_check_key key = {
			.label = spaces[space].name, .quantity = "work", .scheme = scheme->name, .shape = shape};
		ish_check_orders(check, &key, RUNS, error, &gate);
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = ISH_OK;
	for (int space = 0; space < SPACES; space++) {
		for (int s = 0; status == ISH_OK && s < ISH_CHECK_SCHEMES; s++) {
			status = conserved(check, space, s);
		}
		for (int s = 0; status == ISH_OK && space > 0 && s < ISH_CHECK_SCHEMES; s++) {
			status = work(check, space, &ish_check_scheme[s]);
		}
	}
	return status;
}

const struct ish_check_case ish_check_conservation = {
	.name = "conservation",
	.sentence = "momentum over 1000 steps in every geometry, energy in Minkowski space; elsewhere the work of expansion",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
