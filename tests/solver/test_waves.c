/* Linear sound and shear waves, damped by shear and bulk, against their exact solution: the error in time alone. */
#include <criterion/criterion.h>
#include <math.h>

#include "solver/scheme.h"
#include "tests/solver/evolve.h"

struct wave_case {
	const char *problem, *wave, *shape;
	const char *zeta;
};

/* Along each axis, oblique, odd and even sizes, with and without bulk. */
static const struct wave_case cases[] = {
        {"sound", "[1,0,0]", "[8,1,1]", "0.0"},  {"sound", "[0,2,0]", "[1,9,1]", "0.05"},
        {"sound", "[1,2,-1]", "[6,8,7]", "0.05"}, {"shear", "[0,0,3]", "[1,1,8]", "0.0"},
        {"shear", "[1,-1,2]", "[7,6,8]", "0.05"},
};

/* Error over the amplitude, largest over the ten fields. Relative to the wave, non-linear terms are of the
 * order of the amplitude and rounding of 1e-13 over it: at 5e-8 both are near 1e-7. */
static double wave_error(const struct wave_case *w, const char *scheme, const char *backend, long steps)
{
	const double amplitude = 5e-8;
	struct ish_config config;
	double worst[ISH_PRIMITIVES], rms[ISH_PRIMITIVES], error = 0.0;
	ish_config_init(&config);
	set(&config, "problem.name=\"%s\"", w->problem);
	set(&config, "problem.wave=%s", w->wave);
	set(&config, "problem.amplitude=%.17g", amplitude);
	set(&config, "problem.T0=1.0"); /* tau_pi = 1 fm */
	set(&config, "grid.shape=%s", w->shape);
	set(&config, "transport.zeta_over_s=%s", w->zeta);
	set(&config, "transport.tau_Pi=6.0");
	set(&config, "time.scheme=\"%s\"", scheme);
	set(&config, "time.step=0.1");
	set(&config, "filter.name=\"none\"");
	set(&config, "backend.planning=\"estimate\"");
	set(&config, "backend.derivative=\"%s\"", backend);
	set(&config, "backend.threads=1");
	struct ish_solver *solver = make(&config);
	advance_to(solver, 4.0, steps);
	cr_assert(ish_solver_error(solver, worst, rms));
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		error = fmax(error, worst[f]);
	}
	ish_solver_destroy(solver);
	return error / amplitude;
}

Test(waves, errors_fall_with_the_order_of_every_scheme, .timeout = 120)
{
	for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
		for (int s = 0; s < ish_scheme_count(); s++) {
			const struct ish_scheme *scheme = ish_scheme_at(s);
			const double band = scheme->order == 2 ? 0.1 : 0.15;
			double error[4];
			for (int i = 0; i < 4; i++) {
				error[i] = wave_error(&cases[c], scheme->name, c % 2 ? "fft" : "matrix", (scheme->order == 2 ? 40L : 16L) << i);
			}
			/* waves on a fluid at rest are the linear equations themselves, which split-step solves exactly */
			const int exact = scheme->implicit == ISH_IMPLICIT_SPLIT;
			for (int i = 0; exact && i < 4; i++) {
				cr_assert_lt(error[i], 2e-7, "%s %s, %s: %.3e", cases[c].problem, cases[c].wave, scheme->name, error[i]);
			}
			for (int i = 0; !exact && i < 3; i++) {
				const double order = order_of(error[i], error[i + 1]);
				cr_assert_float_eq(order, scheme->order, band, "%s %s, %s: %.3e, %.3e, order %.3f", cases[c].problem,
				                   cases[c].wave, scheme->name, error[i], error[i + 1], order);
			}
			cr_log_info("%s %s %s: %.3e", cases[c].problem, cases[c].wave, scheme->name, error[3]);
		}
	}
}
