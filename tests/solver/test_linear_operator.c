/* The linear operator in whole runs: orders and stability at long steps, the stiff limit, its factors, its bits. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/profile.h"
#include "profiler/profile_view.h"
#include "solver/linear_factors.h"
#include "solver/scheme.h"
#include "tests/solver/evolve.h"
#include "tests/workspace/log_capture.h"

static const char *const schemes[] = {"imex-linear", "split-step"};

static void configure(struct ish_config *config, const char *scheme, const char *problem, const char *shape)
{
	ish_config_init(config);
	set(config, "grid.shape=%s", shape);
	set(config, "problem.name=\"%s\"", problem);
	set(config, "time.scheme=\"%s\"", scheme);
	set(config, "time.end=100.0");
	set(config, "time.step=0.1");
	set(config, "filter.name=\"none\"");
	set(config, "backend.threads=1");
	set(config, "backend.planning=\"estimate\"");
	set(config, "backend.derivative=\"fft\"");
}

/* ---- long steps ---- */

/* |k|_max = 4 sqrt(3) and more: the longest steps have dt |k|_max of 7 and 5.5, ten times what imex-ars2 bears. */
Test(linear_operator, nonlinear_flows_converge_at_second_order_at_steps_far_beyond_the_explicit_limit, .timeout = 60)
{
	static const struct {
		const char *problem, *shape, *zeta, *eta;
		double span;
	} flows[] = {{"random", "[8,8,8]", "0.05", "0.2", 2.0},
	             {"random", "[16,12,1]", "0.0", "0.2", 2.0},
	             {"taylor-green", "[12,12,12]", "0.0", "0.2", 2.0},
	             {"taylor-green", "[12,12,1]", "0.0", "0.0", 2.0}};
	for (size_t f = 0; f < sizeof flows / sizeof flows[0]; f++) {
		struct ish_config config;
		configure(&config, "imex-ssp3", flows[f].problem, flows[f].shape);
		set(&config, "problem.v_max=0.25");
		set(&config, "transport.eta_over_s=%s", flows[f].eta);
		set(&config, "transport.zeta_over_s=%s", flows[f].zeta);
		double *fine = fields_after(&config, flows[f].span, 200);
		for (int s = 0; s < 2; s++) {
			double error[4];
			set(&config, "time.scheme=\"%s\"", schemes[s]);
			for (int i = 0; i < 4; i++) {
				double *g = fields_after(&config, flows[f].span, 4L << i);
				error[i] = distance(&config, g, fine);
				free(g);
			}
			cr_log_info("%s %s %s: %.2e %.2e %.2e %.2e", flows[f].problem, flows[f].shape, schemes[s],
			            error[0], error[1], error[2], error[3]);
			for (int i = 1; i < 3; i++) {
				cr_assert_float_eq(order_of(error[i], error[i + 1]), 2.0, 0.1,
				                   "%s %s, %s: %.3e, %.3e, order %.3f", flows[f].problem,
				                   flows[f].shape, schemes[s], error[i], error[i + 1],
				                   order_of(error[i], error[i + 1]));
			}
		}
		free(fine);
	}
}

/* dt |k|_max of 20, of which explicit schemes bear 0.6 to 3. */
Test(linear_operator, slow_flows_stay_bounded_at_twenty_times_the_explicit_limit)
{
	for (int s = 0; s < 2; s++) {
		for (int fluid = 0; fluid < 4; fluid++) {
			struct ish_config config;
			struct ish_diagnostics first, last;
			configure(&config, schemes[s], "random", "[8,9,8]");
			set(&config, "problem.v_max=0.05");
			set(&config, "problem.amplitude=0.1");
			set(&config, "time.step=0");
			set(&config, "time.cfl=20");
			set(&config, "transport.eta_over_s=%s", fluid & 1 ? "0.2" : "0");
			set(&config, "transport.zeta_over_s=%s", fluid & 2 ? "0.05" : "0");
			set(&config, "filter.name=\"%s\"",
			    fluid & 1 ? "none"
			              : "exponential"); /* nothing else damps vortices without shear viscosity */
			struct ish_solver *solver = make(&config);
			ish_solver_diagnose(solver, &first);
			for (int i = 0; i < 100; i++) {
				cr_assert_eq(ish_solver_step(solver, ish_solver_next_dt(solver)), ISH_OK,
				             "%s, fluid %d, step %d", schemes[s], fluid, i);
			}
			ish_solver_diagnose(solver, &last);
			cr_assert_leq(last.e_max, 1.1 * first.e_max, "%s, fluid %d: %g, then %g", schemes[s], fluid,
			              first.e_max, last.e_max);
			cr_assert_lt(last.gamma_max, 1.1);
			ish_solver_destroy(solver);
		}
	}
}

/* The default cfl of these schemes is 2. */
Test(linear_operator, a_step_too_long_for_the_fastest_fluid_is_warned_of_in_one_line)
{
	for (int s = 0; s < ish_scheme_count(); s++) {
		const struct ish_scheme *scheme = ish_scheme_at(s);
		for (int i = 0; i < 4; i++) {
			struct log_capture log;
			struct ish_config config;
			configure(&config, scheme->name, "homogeneous", "[8,8,1]");
			set(&config, "time.step=0");
			set(&config, "time.cfl=%g", i & 1 ? 2.0 : 1.6);
			set(&config, "transport.eta_over_s=%s", i & 2 ? "0" : "0.8"); /* nothing relaxes faster than a step */
			set(&config, "problem.u=[0.7,0.0,0.0]"); /* v = 0.573 */
			log_capture_begin(&log);
			ish_solver_destroy(make(&config));
			ish_log_set(NULL, NULL, ISH_LOG_WARNING);
			const bool warns = scheme->implicit != ISH_IMPLICIT_LOCAL && (i & 1);
			cr_assert_eq(log.count, warns ? 1 : 0, "%s, %d: %s", scheme->name, i, log.line);
			cr_assert(!warns || strstr(log.line, "take time.cfl = 1.7 or less, or imex-ssp3") != NULL, "%s",
			          log.line);
		}
	}
}

/* ---- the stiff limit ---- */

/* Errors after a time of 2: of e and u over the amplitude, and of pi over its own size. tau_pi = 5 eta/s at T = 1. */
static void wave_errors(const char *scheme, double tau, long steps, double *e_out, double *pi_out)
{
	const double amplitude = 1e-6;
	struct ish_config config;
	double worst[ISH_PRIMITIVES], rms[ISH_PRIMITIVES], size = 0.0;
	configure(&config, scheme, "mode", "[6,8,1]");
	set(&config, "problem.branch=\"sound\"");
	set(&config, "problem.wave=[1,2,0]");
	set(&config, "problem.velocity=[0.0,0.0,0.0]");
	set(&config, "problem.amplitude=%.17g", amplitude);
	set(&config, "problem.T0=1.0");
	set(&config, "transport.eta_over_s=%.17g", tau / 5.0);
	struct ish_solver *solver = make(&config);
	double *f = fields_of(solver);
	for (size_t i = ISH_PI11 * 48; i < ISH_BULK * 48; i++) {
		size = fmax(size, fabs(f[i]));
	}
	free(f);
	advance_to(solver, 2.0, steps);
	cr_assert(ish_solver_error(solver, worst, rms));
	*e_out = fmax(worst[ISH_E] / 3.0, fmax(worst[ISH_U1], worst[ISH_U2])) / amplitude;
	*pi_out = 0.0;
	for (int k = ISH_PI11; k < ISH_BULK; k++) {
		*pi_out = fmax(*pi_out, worst[k] / size);
	}
	ish_solver_destroy(solver);
}

/* The local split keeps the order of e but not of pi: 10 to 25 % of it are wrong at the steps of the second. */
Test(linear_operator, waves_keep_second_order_in_all_fields_while_the_relaxation_time_goes_to_nothing)
{
	static const double tau[] = {0.5, 0.05, 5e-3, 5e-4, 5e-5};
	for (int t = 0; t < 5; t++) {
		double e[4], pi[4], local_e, local_pi;
		for (int i = 0; i < 4; i++) {
			wave_errors("imex-linear", tau[t], 8L << i, &e[i], &pi[i]);
		}
		wave_errors("imex-ars2", tau[t], 16, &local_e, &local_pi);
		cr_log_info("tau %g: e %.2e %.2e %.2e %.2e, pi %.2e %.2e %.2e %.2e; imex-ars2 %.2e %.2e", tau[t], e[0],
		            e[1], e[2], e[3], pi[0], pi[1], pi[2], pi[3], local_e, local_pi);
		for (int i = 0; i < 3; i++) {
			cr_assert_float_eq(order_of(e[i], e[i + 1]), 2.0, 0.1, "tau %g: e %.3e, %.3e", tau[t], e[i],
			                   e[i + 1]);
			cr_assert_float_eq(order_of(pi[i], pi[i + 1]), 2.0, 0.1, "tau %g: pi %.3e, %.3e", tau[t], pi[i],
			                   pi[i + 1]);
		}
		/* one bound on the constant for all tau */
		cr_assert_lt(pi[1], 5e-3, "tau %g: %.3e", tau[t], pi[1]);
		cr_assert(tau[t] > 5e-3 || local_pi > 10.0 * pi[1], "tau %g: the local split loses pi: %.3e", tau[t],
		          local_pi);
	}
}

/* Second order with one constant; pi, whose local rate differs from the background's, keeps its first digits only. */
Test(linear_operator, a_vortex_keeps_second_order_in_e_and_u_while_the_relaxation_time_goes_to_nothing)
{
	static const char *const eta[] = {"0.1", "1e-3", "1e-5"};
	double least = INFINITY, most = 0.0;
	for (int t = 0; t < 3; t++) {
		struct ish_config config;
		double error[4];
		configure(&config, "imex-ars3", "taylor-green", "[12,12,1]");
		set(&config, "transport.eta_over_s=%s", eta[t]);
		double *fine = fields_after(&config, 1.0, 1000);
		set(&config, "time.scheme=\"imex-linear\"");
		for (int i = 0; i < 4; i++) {
			double *f = fields_after(&config, 1.0, 8L << i);
			error[i] = 0.0;
			for (size_t k = 0; k < ISH_PI11 * 144; k++) {
				error[i] = fmax(error[i], fabs(f[k] - fine[k]) / (k < 144 ? fine[0] : 1.0));
			}
			free(f);
		}
		free(fine);
		cr_log_info("eta/s %s: %.2e %.2e %.2e %.2e", eta[t], error[0], error[1], error[2], error[3]);
		for (int i = 0; i < 3; i++) {
			cr_assert_float_eq(order_of(error[i], error[i + 1]), 2.0, 0.1, "eta/s %s: %.3e, %.3e", eta[t],
			                   error[i], error[i + 1]);
		}
		least = fmin(least, error[1]);
		most = fmax(most, error[1]);
	}
	cr_assert_lt(most, 1.3 * least, "one constant: %.3e to %.3e", least, most);
}

/* With relaxation times of the mean energy density this flow breaks down: its hot centre relaxes twice as fast. */
Test(linear_operator, a_hot_spot_in_a_stiff_run_is_stable)
{
	struct ish_config config;
	configure(&config, "imex-linear", "gubser", "[40,40,1]");
	set(&config, "geometry.name=\"milne\"");
	set(&config, "time.start=1.0");
	set(&config, "grid.length=[14.0,14.0,1.0]");
	set(&config, "grid.origin=[-7.0,-7.0,0.0]");
	set(&config, "transport.eta_over_s=1e-4");
	struct ish_diagnostics row;
	struct ish_solver *solver = make(&config);
	advance_to(solver, 1.5, 16);
	ish_solver_diagnose(solver, &row);
	cr_assert_lt(row.reynolds_shear, 0.1);
	ish_solver_destroy(solver);
}

/* ---- factors ---- */

static struct ish_linear_key key_of(double h)
{
	return (struct ish_linear_key){.task = ISH_LINEAR_EXPONENTIAL,
	                               .device = ISH_LINEAR_CPU,
	                               .grid = {{6, 5, 4}, {1.0, 2.0, 3.0}, {0.0, 0.0, 0.0}},
	                               .a = {1.0, 1.0, 1.0},
	                               .h = h,
	                               .fluid = {1.0 / 3.0, 0.2, 0.1, 1.0, 2.0}};
}

Test(linear_operator, factors_are_made_again_when_any_part_of_their_key_changes_and_only_then)
{
	struct ish_arena *arena;
	struct ish_linear_factors f;
	struct ish_linear_key base = key_of(0.1);
	cr_assert_eq(ish_arena_create(&arena), ISH_OK);
	ish_linear_factors_init(&f, &base.grid, ISH_LINEAR_FACTORS, arena);
	cr_assert_eq(ish_arena_reserve(arena, 0), ISH_OK);
	ish_linear_factors_init(&f, &base.grid, ISH_LINEAR_FACTORS, arena);
	struct ish_linear_key keys[13];
	for (int i = 0; i < 13; i++) {
		keys[i] = base;
	}
	keys[1].h = 0.2;
	keys[2].a[0] = 1.5;
	keys[3].a[2] = 1.5;
	keys[4].fluid.cs2 = 0.3;
	keys[5].fluid.c = 0.1;
	keys[6].fluid.d = 0.2;
	keys[7].fluid.rate_pi = 3.0;
	keys[8].fluid.rate_Pi = 3.0;
	keys[9].grid.length[1] = 2.5;
	keys[10].grid.shape[1] = 4; /* the same octant */
	keys[11].task = ISH_LINEAR_SOLVE;
	keys[12].fluid.rate_Pi = 2.5;
	long hits = 0, misses = 0;
	const size_t bytes = (size_t)f.members * (size_t)f.count * sizeof(ISH_REAL);
	ISH_REAL *first = malloc(bytes);
	for (int i = 1; i < 13; i++) {
		ish_linear_factors_request(&f, &base, 1);
		misses++; /* another key stood here, or none */
		if (i == 1) {
			memcpy(first, f.at, bytes);
		}
		cr_assert_eq(memcmp(first, f.at, bytes), 0, "the same factors for the same key");
		for (int again = 0; again < 3; again++) {
			ish_linear_factors_request(&f, &base, 1);
			hits++;
		}
		ish_linear_factors_request(&f, &keys[i], 1);
		misses++;
		cr_assert_neq(memcmp(first, f.at, bytes), 0, "key %d: other factors", i);
		cr_assert_eq(f.hits, hits, "key %d", i);
		cr_assert_eq(f.misses, misses, "key %d", i);
	}
	free(first);
	ish_arena_destroy(arena);
}

struct count {
	long hits, misses;
};

static struct count count_now(void)
{
	const struct ish_profile_view *view = ish_profile_view();
	for (int i = 0; i < view->caches; i++) {
		if (strcmp(view->cache[i].name, "linear factor") == 0) {
			return (struct count){view->cache[i].hits, view->cache[i].misses};
		}
	}
	return (struct count){0, 0};
}

static struct count step(struct ish_solver *solver, double dt)
{
	const struct count before = count_now();
	ish_profile_step_begin(ish_solver_step_count(solver), ish_solver_time(solver), dt, ISH_STEP_STEADY);
	cr_assert_eq(ish_solver_step(solver, dt), ISH_OK);
	ish_profile_step_end();
	const struct count after = count_now();
	return (struct count){after.hits - before.hits, after.misses - before.misses};
}

/* Two solves of one weight, or two half steps, in a step. */
Test(linear_operator, factors_last_while_step_state_and_metric_do)
{
#if defined ISH_PROFILER_OFF
	cr_skip_test("the profiler is compiled out");
#endif
	const struct ish_profile_config profile = {.level = ISH_PROFILE_REGIONS, .threads = 1};
	cr_assert_eq(ish_profile_start(&profile), ISH_OK);
	for (int s = 0; s < 2; s++) {
		for (int geometry = 0; geometry < 2; geometry++) {
			struct ish_config config;
			configure(&config, schemes[s], "homogeneous", "[4,4,4]");
			set(&config, "problem.e=3.0");
			set(&config, "time.start=1.0");
			set(&config, "geometry.name=\"%s\"", geometry ? "flrw" : "minkowski");
			struct ish_solver *solver = make(&config);
			const double dt[] = {1e-4, 1e-4, 1e-4, 2e-4, 2e-4, 1e-4}; /* the energy density is held */
			for (int i = 0; i < 6; i++) {
				const bool changed = i == 0 || dt[i] != dt[i - 1];
				const struct count c = step(solver, dt[i]);
				/* in an expanding space each use has its own wave numbers, but for the end of a step and the
				 * beginning of the next */
				const long made = geometry == 0 ? changed : s == 0 || changed ? 2 : 1;
				cr_assert_eq(c.misses, made, "%s, geometry %d, step %d: %ld", schemes[s], geometry, i,
				             c.misses);
				cr_assert_eq(c.hits + c.misses, 2);
			}
			ish_solver_destroy(solver);
		}
	}
	ish_profile_reset();
}

/* ---- bits ---- */

Test(linear_operator, gives_the_same_bits_for_any_number_of_threads_and_simd_level)
{
	static const char *const precisions[] = {"double", "float"};
	for (int s = 0; s < 2; s++) {
		for (int p = 0; p < 2; p++) {
			struct ish_config config;
			configure(&config, schemes[s], "random", "[16,18,15]");
			set(&config, "geometry.name=\"milne\"");
			set(&config, "time.start=1.0");
			set(&config, "transport.zeta_over_s=0.05");
			set(&config, "backend.precision=\"%s\"", precisions[p]);
			double *one = fields_after(&config, 0.5, 5);
#if defined __x86_64__
			set(&config, "backend.simd=\"v2\"");
#endif
			for (int threads = 2; threads <= 5; threads++) {
				set(&config, "backend.threads=%d", threads);
				double *many = fields_after(&config, 0.5, 5);
				cr_assert_eq(
					memcmp(one, many,
				               ISH_PRIMITIVES * (size_t)ish_grid_cells(&config.grid) * sizeof *one),
					0, "%s, %s, %d threads", schemes[s], precisions[p], threads);
				free(many);
			}
			free(one);
		}
	}
}
