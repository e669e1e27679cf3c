/* The pointwise closure against the brute-force solve of the 4x4 system in full tensors. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>

#include "cli/check/closure_error.h"
#include "physics/point.h"

static uint64_t seed = 20240607;

/* 1e-12 is the bar; gamma up to 2.3 here, the closure's conditioning grows as gamma^2. */
Test(closure, equals_a_brute_force_solve_of_the_four_by_four_system)
{
	double worst = 0.0;
	for (int i = 0; i < 4000; i++) {
		struct ish_oracle_state s;
		ish_closure_random_state(&s, &seed, 1, 1, 1.2);
		const double error = ish_closure_error(&s, 1, 1);
		worst = fmax(worst, error);
		cr_assert_lt(error, sizeof(ISH_REAL) == 4 ? 2e-3 : 1e-12, "state %d: %.3g", i, error);
	}
	cr_log_info("worst %.3g", worst);
}

Test(closure, equals_the_brute_force_solve_without_bulk_without_shear_and_for_an_ideal_fluid)
{
	for (int kind = 0; kind < 3; kind++) {
		for (int i = 0; i < 1000; i++) {
			struct ish_oracle_state s;
			ish_closure_random_state(&s, &seed, kind == 0, kind == 1, 1.2);
			const double error = ish_closure_error(&s, kind == 0, kind == 1);
			cr_assert_lt(error, sizeof(ISH_REAL) == 4 ? 2e-3 : 1e-12, "kind %d state %d: %.3g", kind, i, error);
		}
	}
}

Test(closure, conserved_densities_agree_with_the_full_tensor)
{
	for (int i = 0; i < 1000; i++) {
		struct ish_oracle_state s;
		ish_closure_random_state(&s, &seed, 1, 1, 3.0);
		/* a few roundings of numbers of size E */
		const double error = ish_closure_conserved_error(&s);
		cr_assert_lt(error, 20.0 * (double)ISH_REAL_EPSILON, "state %d: %.3g", i, error);
	}
}

/* det K at pi = Pi = 0: eigenvalues w u0^2 (1 - c_inf^2 v^2) once and w u0^2 (1 - v^2 eta/(tau_pi w)) twice. */
Test(closure, determinant_has_the_closed_form_of_a_fluid_in_equilibrium)
{
	for (int i = 0; i < 200; i++) {
		struct ish_oracle_state s;
		ish_closure_random_state(&s, &seed, 1, 1, 1.5);
		for (int k = 0; k < 5; k++) {
			s.pi[k] = 0.0;
		}
		s.bulk = 0.0;
		const double u2 = s.u[0] * s.u[0] + s.u[1] * s.u[1] + s.u[2] * s.u[2], v2 = u2 / (1.0 + u2);
		const double c2 = s.cs2 + 4.0 / 3.0 / s.c_pi + 1.0 / s.c_Pi;
		const double want = (1.0 - c2 * v2) * pow(1.0 - v2 / s.c_pi, 2.0);
		const double got = ish_closure_determinant(&s);
		cr_assert_float_eq(got, want, 100.0 * (double)ISH_REAL_EPSILON, "%.17g against %.17g", got, want);
	}
}
