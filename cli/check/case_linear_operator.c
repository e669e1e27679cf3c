/*
 * imex-linear and split-step, which take the equations linearised about a homogeneous fluid at rest in Fourier space:
 * second order at steps many times longer than explicit schemes bear, exact for small waves on a fluid at rest
 * (split-step), of second order with one constant while tau_pi -> 0 (imex-linear), bounded at any step in slow flow.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/check/simulation.h"

enum { SCHEMES = 2, RUNS = 4 };
static const char *const schemes[SCHEMES] = {"imex-linear", "split-step"};

static const struct ish_check_gate second_order = {.refinement = 2.0, .order = 2.0, .tolerance = 0.1};

/* ---- random flow in four geometries ---- */

/* dt |k|_max is 4.7 in the first step of Minkowski space; steps of expanding spaces follow the expansion. */
static const struct flow {
	const char *name, *lines;
	double span;
	long steps;
	double bound;
} flows[] = {
	{"minkowski, random", "geometry.name=minkowski\n", 2.56, 4, 3e-4},
	{"milne, random", "geometry.name=milne\ntime.start=1.0\n", 0.4, 5, 3e-5},
	{"flrw, random", "geometry.name=flrw\ngeometry.exponent=0.6\ntime.start=1.0\n", 0.4, 5, 3e-5},
	{"kasner, random", "geometry.name=kasner\ngeometry.exponents=[0.7,-0.3,0.5]\ntime.start=1.0\n", 0.4, 5, 3e-5},
};
enum { FLOWS = sizeof flows / sizeof flows[0] };

/* Errors of a scheme against the fields `fine`, at steps halved three times. */
static enum ish_status errors_of(struct ish_config *config, const char *scheme, double span, long steps,
                                 const double *fine, struct ish_check_norm error[RUNS])
{
	enum ish_status status = ish_check_set(config, "time.scheme=%s\n", scheme);
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *fields = NULL;
		status = ish_check_fields_after(config, span, steps << i, &fields);
		if (status == ISH_OK) {
			error[i] = ish_check_distance(config, fields, fine);
		}
		free(fields);
	}
	return status;
}

static enum ish_status measure_flow(struct ish_check *check, const struct flow *flow)
{
	struct ish_config config;
	double *fine = NULL;
	enum ish_status status = ish_check_configure(
		check, &config,
		"%sgrid.shape=[8,7,6]\ngrid.length=[6.0,5.0,4.5]\ntime.scheme=imex-ssp3\ntime.end=99.0\ntime.step=0.1\n"
		"eos.name=constant-cs2\neos.cs2=0.25\ntransport.eta_over_s=0.15\ntransport.zeta_over_s=0.08\n"
		"transport.tau_Pi=6.0\nproblem.name=random\nproblem.modes=1\nproblem.v_max=0.2\nproblem.T0=1.0\n",
		flow->lines);
	if (status == ISH_OK) {
		status = ish_check_fields_after(&config, flow->span, 100 * flow->steps, &fine);
	}
	for (int s = 0; status == ISH_OK && s < SCHEMES; s++) {
		struct ish_check_norm error[RUNS];
		struct ish_check_gate gate = second_order;
		const struct ish_check_key key = {
			.label = flow->name, .quantity = "all", .scheme = schemes[s], .shape = config.grid.shape};
		status = errors_of(&config, schemes[s], flow->span, flow->steps, fine, error);
		gate.bound = flow->bound;
		if (status == ISH_OK) {
			ish_check_orders(check, &key, RUNS - 1, error + 1, &gate);
		}
	}
	free(fine);
	return status;
}

/* ---- small waves on a fluid at rest ---- */

#define AMPLITUDE 1e-6 /* what is of second order in it is as small against it */
#define TIME 2.0

/* Errors of e and u over the amplitude and of the viscous fields over their largest value. T = 1: tau_pi = 5 eta/s. */
static enum ish_status wave_errors(struct ish_check *check, const char *scheme, const char *branch, double tau,
                                   const int shape_out[3], struct ish_check_norm fluid[RUNS],
                                   struct ish_check_norm viscous[RUNS])
{
	struct ish_config config;
	double *exact = NULL;
	double size = 0.0;
	enum ish_status status = ish_check_configure(
		check, &config,
		"grid.shape=[%d,%d,%d]\nproblem.name=mode\nproblem.wave=[1,2,-1]\nproblem.velocity=[0.0,0.0,0.0]\n"
		"problem.branch=%s\nproblem.amplitude=%g\nproblem.T0=1.0\ntransport.eta_over_s=%.17g\n"
		"transport.zeta_over_s=%.17g\ntransport.tau_Pi=6.0\ntime.scheme=%s\ntime.step=0.1\n",
		shape_out[0], shape_out[1], shape_out[2], branch, AMPLITUDE, tau / 5.0, tau / 10.0, scheme);
	const int cells = shape_out[0] * shape_out[1] * shape_out[2];
	if (status == ISH_OK) {
		status = ish_check_exact(&config, 0.0, &exact);
	}
	for (int i = ISH_PI11 * cells; status == ISH_OK && i < ISH_PRIMITIVES * cells; i++) {
		size = fmax(size, fabs(exact[i]) / exact[0]);
	}
	free(exact);
	exact = NULL;
	if (status == ISH_OK) {
		status = ish_check_exact(&config, TIME, &exact);
	}
	for (int i = 0; status == ISH_OK && i < RUNS; i++) {
		double *f = NULL;
		status = ish_check_fields_after(&config, TIME, 8L << i, &f);
		fluid[i] = viscous[i] = (struct ish_check_norm){0.0, 0.0};
		for (int k = 0; status == ISH_OK && k < ISH_PRIMITIVES; k++) {
			const struct ish_check_norm d = ish_check_distance_of(&config, f, exact, k);
			struct ish_check_norm *into = k < ISH_PI11 ? &fluid[i] : &viscous[i];
			const double unit = k < ISH_PI11 ? AMPLITUDE : size;
			*into = ish_check_worse(*into, (struct ish_check_norm){d.max / unit, d.rms / unit});
		}
		free(f);
	}
	free(exact);
	return status;
}

static const int wave_shape[3] = {4, 6, 4};

/* The waves that the linear theory knows: split-step has them exactly, at any step. */
static enum ish_status measure_exact_waves(struct ish_check *check)
{
	static const char *const branches[] = {"sound", "sound-3", "sound-4", "shear", "shear-3", "tensor", "tensor-2"};
	enum ish_status status = ISH_OK;
	for (size_t b = 0; status == ISH_OK && b < sizeof branches / sizeof branches[0]; b++) {
		struct ish_check_norm fluid[RUNS];
		struct ish_check_norm viscous[RUNS];
		char label[48];
		(void)snprintf(label, sizeof label, "at rest, %s", branches[b]);
		struct ish_check_key key = {
			.label = label, .quantity = "all", .scheme = schemes[1], .shape = wave_shape, .noise = 1e-6};
		status = wave_errors(check, schemes[1], branches[b], 0.5, wave_shape, fluid, viscous);
		if (status == ISH_OK) {
			ish_check_error(check, &key, ish_check_worse(fluid[0], viscous[0]), 3e-6);
			key.scheme = schemes[0];
			status = wave_errors(check, schemes[0], branches[b], 0.5, wave_shape, fluid, viscous);
		}
		if (status == ISH_OK) {
			struct ish_check_norm all[RUNS];
			struct ish_check_gate gate = second_order;
			for (int i = 0; i < RUNS; i++) {
				all[i] = ish_check_worse(fluid[i], viscous[i]);
			}
			gate.bound = 5e-4;
			ish_check_orders(check, &key, RUNS - 1, all + 1, &gate);
		}
	}
	return status;
}

/* Steps from a twentieth of tau_pi to 5000 tau_pi: the same orders and constants, in pi and Pi too. */
static enum ish_status measure_stiff_waves(struct ish_check *check)
{
	static const double tau[] = {0.05, 5e-3, 5e-4, 5e-5};
	static const char *const branches[] = {"sound", "shear"};
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < 8; i++) {
		struct ish_check_norm fluid[RUNS];
		struct ish_check_norm viscous[RUNS];
		struct ish_check_gate gate = second_order;
		char label[48];
		(void)snprintf(label, sizeof label, "%s, tau_pi = %g", branches[i / 4], tau[i % 4]);
		struct ish_check_key key = {
			.label = label, .quantity = "e, u", .scheme = schemes[0], .shape = wave_shape, .noise = 1e-6};
		status = wave_errors(check, schemes[0], branches[i / 4], tau[i % 4], wave_shape, fluid, viscous);
		if (status == ISH_OK) {
			gate.bound = 1e-3;
			/* a shear wave hardly changes where the viscosity is this small: only a bound is left */
			if (i / 4 == 0) {
				ish_check_orders(check, &key, RUNS, fluid, &gate);
				key.quantity = "pi, Pi";
				ish_check_orders(check, &key, RUNS, viscous, &gate);
			} else {
				ish_check_error(check, &key, fluid[RUNS - 1], gate.bound);
			}
		}
	}
	return status;
}

/* ---- a vortex in the stiff limit ---- */

static enum ish_status measure_stiff_vortex(struct ish_check *check)
{
	static const double eta[] = {1e-1, 1e-3, 1e-5};
	enum ish_status status = ISH_OK;
	for (int i = 0; status == ISH_OK && i < 3; i++) {
		struct ish_config config;
		struct ish_check_norm error[RUNS];
		double *fine = NULL;
		status = ish_check_configure(check, &config,
		                             "grid.shape=[12,12,1]\ntime.scheme=imex-ars3\ntime.step=0.1\n"
		                             "transport.eta_over_s=%g\nproblem.name=taylor-green\n",
		                             eta[i]);
		if (status == ISH_OK) {
			status = ish_check_fields_after(&config, 1.0, 1000, &fine);
		}
		if (status == ISH_OK) {
			status = ish_check_set(&config, "time.scheme=%s\n", schemes[0]);
		}
		for (int k = 0; status == ISH_OK && k < RUNS; k++) {
			double *f = NULL;
			status = ish_check_fields_after(&config, 1.0, 8L << k, &f);
			error[k] = (struct ish_check_norm){0.0, 0.0};
			for (int field = ISH_E; status == ISH_OK && field < ISH_PI11; field++) {
				error[k] = ish_check_worse(error[k], ish_check_distance_of(&config, f, fine, field));
			}
			free(f);
		}
		free(fine);
		if (status == ISH_OK) {
			char label[48];
			struct ish_check_gate gate = second_order;
			(void)snprintf(label, sizeof label, "vortex, eta/s = %g", eta[i]);
			gate.bound = 3e-6;
			ish_check_orders(check,
			                 &(struct ish_check_key){.label = label,
			                                         .quantity = "e, u",
			                                         .scheme = schemes[0],
			                                         .shape = config.grid.shape},
			                 RUNS, error, &gate);
		}
	}
	return status;
}

/* ---- any step ---- */

/* 100 steps with dt |k|_max = 20 on a slow random flow: it decays. */
static enum ish_status measure_long_steps(struct ish_check *check, const char *scheme)
{
	struct ish_config config;
	struct ish_solver *solver = NULL;
	struct ish_diagnostics first, last;
	enum ish_status status = ish_check_configure(
		check, &config,
		"grid.shape=[8,9,8]\ntime.scheme=%s\ntime.cfl=20\ntime.end=1e6\ntransport.zeta_over_s=0.05\n"
		"problem.name=random\nproblem.v_max=0.05\nproblem.amplitude=0.1\n",
		scheme);
	if (status == ISH_OK) {
		status = ish_check_solver(&solver, &config);
	}
	if (status == ISH_OK) {
		ish_solver_diagnose(solver, &first);
	}
	for (int i = 0; status == ISH_OK && i < 100; i++) {
		status = ish_solver_step(solver, ish_solver_next_dt(solver));
	}
	if (status == ISH_OK) {
		ish_solver_diagnose(solver, &last);
		const double before = first.e_max / first.e_min - 1.0, after = last.e_max / last.e_min - 1.0;
		ish_check_condition(check,
		                    &(struct ish_check_key){.label = "dt |k|_max = 20",
		                                            .quantity = "bounded",
		                                            .scheme = scheme,
		                                            .shape = config.grid.shape},
		                    after < 0.1 * before, "e_max/e_min - 1: %.3g, after 100 steps %.3g", before, after);
	}
	ish_solver_destroy(solver);
	return status;
}

static enum ish_status run(struct ish_check *check)
{
	enum ish_status status = measure_exact_waves(check);
	if (status == ISH_OK) {
		status = measure_stiff_waves(check);
	}
	if (status == ISH_OK) {
		status = measure_stiff_vortex(check);
	}
	for (int s = 0; status == ISH_OK && s < SCHEMES; s++) {
		status = measure_long_steps(check, schemes[s]);
	}
	for (int f = 0; status == ISH_OK && f < FLOWS; f++) {
		status = measure_flow(check, &flows[f]);
	}
	return status;
}

const struct ish_check_case ish_check_linear_operator = {
	.name = "linear-operator",
	.sentence =
		"imex-linear and split-step: order at long steps, exact waves, the stiff limit, any step in slow flow",
	.suite = ISH_CHECK_QUICK,
	.run = run,
};
