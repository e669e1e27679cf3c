/* A smooth random 3D state with all ten fields, in every geometry: order by self-convergence, invariance, conservation. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/scheme.h"
#include "tests/solver/evolve.h"

static const char *const geometries[] = {"minkowski", "milne", "flrw", "kasner"};
enum { GEOMETRIES = 4 };

static void random_config(struct ish_config *config, const char *geometry)
{
	ish_config_init(config);
	set(config, "grid.shape=[12,10,8]");
	set(config, "geometry.name=\"%s\"", geometry);
	set(config, "geometry.exponents=[0.6666666666666666, 0.6666666666666666, -0.3333333333333333]");
	set(config, "time.start=%s", strcmp(geometry, "minkowski") == 0 ? "0.0" : "1.0");
	set(config, "time.end=2.0");
	set(config, "time.step=0.01");
	set(config, "transport.zeta_over_s=0.05");
	set(config, "transport.tau_Pi=6.0");
	set(config, "eos.name=\"constant-cs2\"");
	set(config, "eos.cs2=0.25");
	set(config, "problem.name=\"random\"");
	set(config, "filter.name=\"none\"");
	set(config, "backend.threads=2");
	set(config, "backend.planning=\"estimate\"");
}

Test(random_flow, converges_at_the_order_of_every_scheme_in_every_geometry, .timeout = 120)
{
	for (int g = 0; g < GEOMETRIES; g++) {
		struct ish_config config;
		random_config(&config, geometries[g]);
		set(&config, "time.scheme=\"imex-ssp3\"");
		double *fine = fields_after(&config, 0.4, 640);
		for (int s = 0; s < ish_scheme_count(); s++) {
			const struct ish_scheme *scheme = ish_scheme_at(s);
			double error[4];
			set(&config, "time.scheme=\"%s\"", scheme->name);
			for (int i = 0; i < 4; i++) {
				double *f = fields_after(&config, 0.4, 10L << i);
				error[i] = distance(&config, f, fine);
				free(f);
			}
			for (int i = 0; i < 3; i++) {
				const double order = order_of(error[i], error[i + 1]);
				cr_log_info("%s %s %.3e %.3e order %.3f", geometries[g], scheme->name, error[i], error[i + 1], order);
				cr_assert_float_eq(order, scheme->order, scheme->order == 2 ? 0.1 : 0.15,
				                   "%s, %s: %.3e, %.3e, order %.3f", geometries[g], scheme->name, error[i],
				                   error[i + 1], order);
			}
		}
		free(fine);
	}
}

static void same_bits(const struct ish_config *a, const struct ish_config *b, const char *what)
{
	double *x = fields_after(a, 0.1, 5), *y = fields_after(b, 0.1, 5);
	const size_t bytes = ISH_PRIMITIVES * (size_t)ish_grid_cells(&a->grid) * sizeof *x;
	cr_assert_eq(memcmp(x, y, bytes), 0, "%s: largest difference %.3e", what, distance(a, x, y));
	free(x);
	free(y);
}

Test(random_flow, is_the_same_to_the_bit_for_any_number_of_threads)
{
	struct ish_config one, two, four;
	random_config(&one, "milne");
	set(&one, "filter.name=\"exponential\"");
	set(&one, "grid.shape=[16,18,15]");
	two = four = one;
	set(&one, "backend.threads=1");
	set(&two, "backend.threads=2");
	set(&four, "backend.threads=4");
	same_bits(&one, &two, "1 and 2 threads");
	same_bits(&one, &four, "1 and 4 threads");
}

/* With contraction off the levels differ at most where exp and log are used: the conformal equation of state uses neither. */
Test(random_flow, is_the_same_to_the_bit_for_every_simd_level)
{
	struct ish_config best, least;
	random_config(&best, "kasner");
	set(&best, "eos.name=\"conformal\"");
	least = best;
#if defined __x86_64__
	set(&least, "backend.simd=\"v2\"");
#endif
	same_bits(&least, &best, "SIMD levels");
}

/* The two derivative backends round differently: 40 right-hand sides of rounding, k_max 6. */
Test(random_flow, agrees_between_the_derivative_backends_to_round_off)
{
	struct ish_config fft, matrix;
	random_config(&fft, "minkowski");
	set(&fft, "filter.name=\"exponential\"");
	matrix = fft;
	set(&fft, "backend.derivative=\"fft\"");
	set(&matrix, "backend.derivative=\"matrix\"");
	double *a = fields_after(&fft, 0.1, 10), *b = fields_after(&matrix, 0.1, 10);
	const double d = distance(&fft, a, b);
	cr_assert_lt(d, 2e-14, "%.3e", d);
	cr_assert_gt(d, 0.0, "the backends were not two");
	free(a);
	free(b);
}

/* sqrt(g) a_j M^j has no source in any geometry, sqrt(g) E none in Minkowski space; in units of E, 100 steps. */
Test(random_flow, conserves_momentum_in_every_geometry_and_energy_in_minkowski_space)
{
	for (int g = 0; g < GEOMETRIES; g++) {
		struct ish_config config;
		struct ish_diagnostics a, b;
		random_config(&config, geometries[g]);
		set(&config, "filter.name=\"exponential\"");
		struct ish_solver *solver = make(&config);
		ish_solver_diagnose(solver, &a);
		advance_to(solver, ish_solver_time(solver) + 0.5, 100);
		ish_solver_diagnose(solver, &b);
		for (int j = 0; j < 3; j++) {
			cr_assert_float_eq(b.momentum[j] / a.energy, a.momentum[j] / a.energy, 1e-14, "%s M%d: %.3e", geometries[g],
			                   j + 1, (b.momentum[j] - a.momentum[j]) / a.energy);
		}
		if (g == 0) {
			cr_assert_float_eq(b.energy / a.energy, 1.0, 1e-14, "E: %.3e", b.energy / a.energy - 1.0);
		} else {
			cr_assert_gt(fabs(b.energy / a.energy - 1.0), 1e-3, "an expanding box does work");
		}
		ish_solver_destroy(solver);
	}
}

/* d(energy)/dt = energy_source: the diagnostics' two columns agree to the order of a central difference. */
Test(random_flow, energy_changes_by_the_source_that_is_listed)
{
	for (int g = 1; g < GEOMETRIES; g++) {
		struct ish_config config;
		struct ish_diagnostics a, b, c;
		random_config(&config, geometries[g]);
		set(&config, "time.scheme=\"imex-ssp3\"");
		struct ish_solver *solver = make(&config);
		ish_solver_diagnose(solver, &a);
		advance_to(solver, 1.01, 1);
		ish_solver_diagnose(solver, &b);
		advance_to(solver, 1.02, 1);
		ish_solver_diagnose(solver, &c);
		const double rate = (c.energy - a.energy) / 0.02;
		cr_assert_float_eq(rate / b.energy_source, 1.0, 1e-3, "%s: %.6g against %.6g", geometries[g], rate,
		                   b.energy_source);
		ish_solver_destroy(solver);
	}
}

/* Single precision follows double to its own rounding: 1e-4 after 10 steps of size 0.01. */
Test(random_flow, in_single_precision_follows_double_precision)
{
	struct ish_config two, one;
	random_config(&two, "milne");
	one = two;
	set(&one, "backend.precision=\"float\"");
	double *a = fields_after(&two, 0.1, 10), *b = fields_after(&one, 0.1, 10);
	const double d = distance(&two, a, b);
	cr_assert_lt(d, 1e-4, "%.3e", d);
	cr_assert_gt(d, 1e-9, "the precisions were not two");
	free(a);
	free(b);
}
