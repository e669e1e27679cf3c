/*
 * The speed of short transverse waves on a homogeneous fluid with large anisotropic pi, measured from runs of the nonlinear equations, against the
 * characteristic speeds that the causality conditions (4c) and (4d) and their vorticity term rest on.
 */
#define _DEFAULT_SOURCE /* mkstemps */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "solver/field_file.h"
#include "tests/solver/evolve.h"

enum { N = 32 };
#define PI 3.14159265358979323846
#define LENGTH 0.05
#define AMPLITUDE 1e-6

/* e = 3, w = 4; pi^11 = 4 along, pi^22 = 4 across; u^2 is a sine of x. */
static void write_start(const char *path, const struct ish_config *config, double along, double across)
{
	double value[ISH_PRIMITIVES][N];
	struct ish_field_file file = {.config = config, .count = ISH_PRIMITIVES, .compression = "none"};
	for (int f = 0; f < ISH_PRIMITIVES; f++) {
		for (int i = 0; i < N; i++) {
			value[f][i] = f == ISH_E      ? 3.0
			              : f == ISH_U2   ? AMPLITUDE * sin(2.0 * PI * i / N)
			              : f == ISH_PI11 ? 4.0 * along
			              : f == ISH_PI22 ? 4.0 * across
			                              : 0.0;
		}
		file.name[f] = ish_primitive_name[f];
		file.unit[f] = ish_primitive_unit[f];
		file.long_name[f] = ish_primitive_name[f];
		file.value[f] = value[f];
	}
	cr_assert_eq(ish_field_file_write(&file, path), ISH_OK);
}

/* v^2 from cos(v k t), or cosh where it is negative. The relaxation time, 100 fm, is long beside the run. */
static double speed2(double along, double across, double vorticity)
{
	char path[] = "/tmp/ishydro-transverse-XXXXXX.h5";
	struct ish_config config;
	const int descriptor = mkstemps(path, 3);
	cr_assert_geq(descriptor, 0);
	close(descriptor);
	ish_config_init(&config);
	set(&config, "grid.shape=[%d,1,1]", N);
	set(&config, "grid.length=[%g,1,1]", LENGTH);
	set(&config, "transport.eta_over_s=20");
	set(&config, "transport.vorticity=%g", vorticity);
	set(&config, "time.scheme=imex-ssp3");
	set(&config, "filter.name=none");
	set(&config, "backend.planning=estimate");
	write_start(path, &config, along, across);
	set(&config, "problem.name=file");
	set(&config, "problem.path=\"%s\"", path);
	struct ish_solver *solver = make(&config);
	const double k = 2.0 * PI / LENGTH, end = 1.5 / k;
	advance_to(solver, end, 40);
	double *fields = fields_of(solver), swing = 0.0;
	for (int i = 0; i < N; i++) {
		swing += 2.0 / N * fields[N * ISH_U2 + i] * sin(2.0 * PI * i / N) / AMPLITUDE;
	}
	free(fields);
	ish_solver_destroy(solver);
	unlink(path);
	const double phase = swing <= 1.0 ? acos(swing) : acosh(swing);
	return (swing <= 1.0 ? 1.0 : -1.0) * pow(phase / (k * end), 2.0);
}

Test(transverse, short_waves_have_the_speeds_of_the_causality_conditions)
{
	static const double lambda[][2] = {{-0.1, 0.1}, {0.1, -0.1}, {-0.05, 0.15}, {0.2, -0.1}, {-0.2, 0.25}};
	for (size_t i = 0; i < sizeof lambda / sizeof lambda[0]; i++) {
		for (int o = -1; o <= 1; o++) {
			const double along = lambda[i][0], across = lambda[i][1];
			/* eta/tau_pi = w/5, tau_pipi = 10/7 tau_pi */
			const double want =
				(0.2 + 10.0 / 28.0 * (along + across) + 0.5 * o * (along - across)) / (1.0 + across);
			const double have = speed2(along, across, o);
			/* 1/(k tau_pi) = 8e-5 */
			cr_assert_leq(fabs(have - want), 3e-4,
			              "Lambda %g along, %g across, vorticity %d: %.6g against %.6g", along, across, o,
			              have, want);
		}
	}
	/* the last of them grows with the vorticity term only */
	cr_assert_lt(speed2(-0.2, 0.25, 1.0), -0.005);
	cr_assert_gt(speed2(-0.2, 0.25, 0.0), 0.1);
}
