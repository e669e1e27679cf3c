/*
 * The largest speed of signals, c_inf^2 = cs^2 + (4/3) eta/(tau_pi w) + zeta/(tau_Pi w): short waves approach it, and a
 * bump of compact support stays inside its cone, beyond the cone of sound.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/check/wave.h"

enum { GRIDS = 3, FEWEST_POINTS = 128 };

#define CS2 0.25
#define FLUID                                                                                                          \
	"eos.name=constant-cs2\neos.cs2=0.25\ntransport.zeta_over_s=0.1\ntransport.tau_Pi=6.0\ntime.step=0.1\n"        \
	"time.scheme=imex-ssp3\n"
#define SIDE 24.0 /* fm */
#define RADIUS 4.0
#define END 5.0 /* fm: tau_pi is 1, tau_Pi 0.6 */

/* With tau_pi = 5 eta/w and tau_Pi = 6 zeta/w. */
static double front_speed(void)
{
	return sqrt(CS2 + 4.0 / 3.0 / 5.0 + 1.0 / 6.0);
}

/* Phase velocity of sound of wave number k, from the run; the front speed is approached as 1/(k tau)^2. */
static enum ish_status short_waves(struct ish_check *check)
{
	const double k_tau[3] = {20.0, 40.0, 80.0};
	struct ish_check_norm error[3];
	enum ish_status status = ISH_OK;
	static const int number[3] = {1, 0, 0};
	for (int i = 0; status == ISH_OK && i < 3; i++) {
		struct ish_config config;
		struct ish_solver *solver = NULL;
		double complex c[2][ISH_PRIMITIVES];
		const double span = 1.0 / k_tau[i];
		status = ish_check_configure(check, &config,
		                             "grid.shape=[4,1,1]\ngrid.length=[%.17g,1.0,1.0]\n" FLUID
		                             "problem.name=mode\nproblem.T0=1.0\nproblem.amplitude=1e-5\n",
		                             2.0 * acos(-1.0) / k_tau[i]);
		if (status == ISH_OK) {
			status = ish_check_solver(&solver, &config);
		}
		for (int t = 0; status == ISH_OK && t < 2; t++) {
			double *fields = NULL;
			status = t > 0 ? ish_check_advance(solver, span, 400) : ISH_OK;
			status = status == ISH_OK ? ish_check_fields(solver, &fields) : status;
			if (status == ISH_OK) {
				ish_check_coefficients(&config, fields, number, c[t]);
			}
			free(fields);
		}
		if (status == ISH_OK) {
			const double speed = -carg(c[1][ISH_E] / c[0][ISH_E]) / span / k_tau[i];
			const double off = fabs(speed / front_speed() - 1.0);
			error[i] = (struct ish_check_norm){off, off};
		}
		ish_solver_destroy(solver);
	}
	if (status == ISH_OK) {
		const struct ish_check_key key = {.label = "phase velocity, k tau 20 to 80",
		                                  .quantity = "c_inf",
		                                  .scheme = "imex-ssp3",
		                                  .shape = (const int[3]){4, 1, 1},
		                                  .noise = 1e-9};
		const struct ish_check_gate gate = {.refinement = 2.0, .order = 2.0, .tolerance = 0.05, .bound = 1e-4};
		ish_check_orders(check, &key, 3, error, &gate);
	}
	return status;
}

/* A bump of 1 % in e inside |x| < RADIUS, smooth of all orders, on a fluid at rest. */
static enum ish_status start(const struct ish_config *config, struct ish_solver **solver_out)
{
	const int n = config->grid.shape[0];
	double *fields = calloc(ISH_PRIMITIVES * (size_t)n, sizeof *fields);
	*solver_out = NULL;
	if (fields == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "front speed: no memory for %d cells", n);
	}
	for (int i = 0; i < n; i++) {
		const double x = (SIDE * i / n - 0.5 * SIDE) / RADIUS;
		fields[i] = 4.0 * (1.0 + (fabs(x) < 1.0 ? 0.01 * exp(1.0 - 1.0 / (1.0 - x * x)) : 0.0));
	}
	const enum ish_status status = ish_check_solver_from(config, fields, solver_out);
	free(fields);
	return status;
}

/* Largest |e/4 - 1| at distances from `from` on, in units of the bump's height. */
static double outside(const struct ish_config *config, const double *fields, double from)
{
	const int n = config->grid.shape[0];
	double most = 0.0;
	for (int i = 0; i < n; i++) {
		if (fabs(SIDE * i / n - 0.5 * SIDE) >= from) {
			const double here = fabs(fields[i] / 4.0 - 1.0) / 0.01;
			most = here > most || isnan(here) ? here : most;
		}
	}
	return most;
}

static enum ish_status cone(struct ish_check *check)
{
	struct ish_check_norm error[GRIDS];
	double ahead_of_sound = 0.0;
	struct ish_config config;
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < GRIDS; i++) {
		struct ish_solver *solver = NULL;
		double *fields = NULL;
		status = ish_check_configure(
			check, &config,
			"grid.shape=[%d,1,1]\ngrid.length=[%g,1.0,1.0]\ngrid.origin=[%g,0.0,0.0]\n" FLUID,
			FEWEST_POINTS << i, SIDE, -0.5 * SIDE);
		status = status == ISH_OK ? start(&config, &solver) : status;
		status = status == ISH_OK ? ish_check_advance(solver, END, 120L << i) : status;
		status = status == ISH_OK ? ish_check_fields(solver, &fields) : status;
		if (status == ISH_OK) {
			const double off = outside(&config, fields, RADIUS + front_speed() * END);
			error[i] = (struct ish_check_norm){off, off};
			ahead_of_sound = outside(&config, fields, RADIUS + sqrt(CS2) * END);
		}
		free(fields);
		ish_solver_destroy(solver);
	}
	if (status == ISH_OK) {
		struct ish_check_key key = {.label = "bump of compact support",
		                            .quantity = "outside",
		                            .scheme = "imex-ssp3",
		                            .shape = config.grid.shape,
		                            .noise = 1e-10}; /* 1e-12 over the bump's height */
		ish_check_decay(check, &key, GRIDS, error, 10.0, 1e-6);
		key.quantity = "beyond sound";
		ish_check_condition(check, &key, ahead_of_sound > 1e-4 && front_speed() <= 1.0,
		                    "%.1e of the bump; c_inf = %.6f", ahead_of_sound, front_speed());
	}
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	const enum ish_status status = short_waves(check);
	return status == ISH_OK ? cone(check) : status;
}

const struct ish_check_case ish_check_front_speed = {
	.name = "front-speed",
	.sentence = "short waves and the edge of a bump move at c_inf, below the speed of light",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
