#include <complex.h>
#include <criterion/criterion.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "solver/dispersion.h"
#include "tests/problems/problem_case.h"

enum { N = ISH_PRIMITIVES };

struct background {
	double w, cs2, eta, tau_pi, zeta, tau_Pi;
};

/*
 * d/dt of the ten fields of a small wave exp(i k.x), written out from the conservation laws and the relaxation
 * equations at u = 0:
 *   de/dt = - w d_i u^i,  w du^j/dt + d_i pi^ij + d_j (cs2 e + Pi) = 0,  tau_pi dpi^ij/dt = - pi^ij - 2 eta sigma^ij,
 *   ...
 * pi^33 = - pi^11 - pi^22.
 */
static void time_derivative(const struct background *b, const double k[3], const double complex x[N],
                            double complex d[N])
{
	const double complex *u = x + ISH_U1;
	const double complex p33 = -x[ISH_PI11] - x[ISH_PI22];
	const double complex pi[3][3] = {{x[ISH_PI11], x[ISH_PI12], x[ISH_PI13]},
	                                 {x[ISH_PI12], x[ISH_PI22], x[ISH_PI23]},
	                                 {x[ISH_PI13], x[ISH_PI23], p33}};
	const double complex theta = I * (k[0] * u[0] + k[1] * u[1] + k[2] * u[2]);
	const double complex pressure = b->cs2 * x[ISH_E] + x[ISH_BULK];
	d[ISH_E] = -b->w * theta;
	for (int j = 0; j < 3; j++) {
		d[ISH_U1 + j] = -I * (k[0] * pi[0][j] + k[1] * pi[1][j] + k[2] * pi[2][j] + k[j] * pressure) / b->w;
	}
	static const int pair[5][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}};
	for (int n = 0; n < 5; n++) {
		const int i = pair[n][0];
		const int j = pair[n][1];
		const double complex sigma = 0.5 * I * (k[i] * u[j] + k[j] * u[i]) - (i == j ? theta / 3.0 : 0.0);
		d[ISH_PI11 + n] = -(x[ISH_PI11 + n] + 2.0 * b->eta * sigma) / b->tau_pi;
	}
	d[ISH_BULK] = -(x[ISH_BULK] + b->zeta * theta) / b->tau_Pi;
}

Test(wave, eigenvectors_satisfy_the_linearised_equations)
{
	const struct background b = {4.0, 0.25, 0.8, 1.0, 0.4, 0.5};
	const struct ish_linear_fluid fluid = {
		.e = 3.2, .w = 4.0, .cs2 = 0.25, .eta_w = 0.2, .tau_pi = 1.0, .zeta_w = 0.1, .tau_Pi = 0.5};
	const double k[3] = {1.5, -0.7, 2.2};
	const double across[3] = {0.7, 1.5, 0.0};
	const double length = sqrt(k[0] * k[0] + k[1] * k[1] + k[2] * k[2]);
	for (int kind = 0; kind < 2; kind++) {
		double complex omega[ISH_DISPERSION_ROOTS];
		int count = 0;
		cr_assert_eq((kind == 0 ? ish_dispersion_sound : ish_dispersion_shear)(&fluid, length, omega, &count),
		             ISH_OK);
		cr_assert_eq(count, kind == 0 ? 4 : 2);
		for (int m = 0; m < count; m++) {
			double complex v[N];
			double complex d[N];
			if (kind == 0) {
				ish_dispersion_sound_vector(&fluid, k, omega[m], v);
			} else {
				ish_dispersion_shear_vector(&fluid, k, across, omega[m], v);
			}
			time_derivative(&b, k, v, d);
			for (int f = 0; f < N; f++) {
				/* sums of a dozen terms of order ten */
				cr_assert(cabs(d[f] + I * omega[m] * v[f]) < 1e-13, "kind %d mode %d, %s: residual %g",
				          kind, m, ish_primitive_name[f], cabs(d[f] + I * omega[m] * v[f]));
			}
		}
	}
}

Test(wave, frequencies_are_all_of_the_spectrum_of_the_ten_equations)
{
	const struct background b = {4.0, 0.25, 0.8, 1.0, 0.4, 0.5};
	const struct ish_linear_fluid fluid = {
		.e = 3.2, .w = 4.0, .cs2 = 0.25, .eta_w = 0.2, .tau_pi = 1.0, .zeta_w = 0.1, .tau_Pi = 0.5};
	const double k[3] = {1.5, -0.7, 2.2};
	double complex matrix[N * N];
	for (int column = 0; column < N; column++) {
		double complex unit[N] = {0.0};
		double complex d[N];
		unit[column] = 1.0;
		time_derivative(&b, k, unit, d);
		for (int row = 0; row < N; row++) {
			matrix[row * N + column] = I * d[row]; /* omega = i d/dt */
		}
	}
	double complex all[N];
	cr_assert_eq(LAPACKE_zgeev(LAPACK_ROW_MAJOR, 'N', 'N', N, matrix, N, all, NULL, N, NULL, N), 0);
	/* 4 longitudinal ones, 2 transverse ones twice, and 2 tensors that only relax */
	double complex expected[N];
	int count = 0;
	const double length = sqrt(k[0] * k[0] + k[1] * k[1] + k[2] * k[2]);
	cr_assert_eq(ish_dispersion_sound(&fluid, length, expected, &count), ISH_OK);
	cr_assert_eq(ish_dispersion_shear(&fluid, length, expected + 4, &count), ISH_OK);
	memcpy(expected + 6, expected + 4, 2 * sizeof *expected);
	expected[8] = expected[9] = -I / b.tau_pi;
	for (int i = 0; i < N; i++) {
		int best = i;
		for (int j = i; j < N; j++) {
			best = cabs(all[j] - expected[i]) < cabs(all[best] - expected[i]) ? j : best;
		}
		/* a full matrix of norm ten with twofold eigenvalues */
		cr_assert(cabs(all[best] - expected[i]) < 1e-12, "mode %d: %g", i, cabs(all[best] - expected[i]));
		const double complex taken = all[best];
		all[best] = all[i];
		all[i] = taken;
	}
}

static const char *const waves[] = {"sound", "shear"};

Test(wave, exact_solution_starts_as_the_initial_data)
{
	for (int w = 0; w < 2; w++) {
		struct problem_case c;
		case_begin(&c, waves[w],
		           "grid.shape=[8,8,8];grid.origin=[-1.0,2.0,0.5];problem.wave=[1,2,-1];problem.amplitude=0.01;"
		           "time.start=0.7;"
		           "transport.zeta_over_s=0.1");
		for (int n = 0; n < 20; n++) {
			const double x[3] = {0.3 * n, 1.0 - 0.2 * n, 0.1 * n * n};
			double a[N];
			double b[N];
			case_point(&c, x, a);
			c.problem->exact(c.data, 0.7, x, b);
			cr_assert_arr_eq(a, b, sizeof a, "%s, point %d", waves[w], n);
		}
		case_end(&c);
	}
}

Test(wave, exact_solution_moves_and_decays_as_the_dispersion_relation_says)
{
	struct problem_case c;
	case_begin(&c, "sound",
	           "grid.shape=[8,1,1];grid.length=[6.283185307179586,1.0,1.0];problem.amplitude=1e-3;problem.T0=1.0");
	/* k = 1, eta/w = 0.2, tau_pi = 1: its frequency from the relation itself */
	const struct ish_linear_fluid fluid = {.e = 3.0, .w = 4.0, .cs2 = 1.0 / 3.0, .eta_w = 0.2, .tau_pi = 1.0};
	double complex omega[ISH_DISPERSION_ROOTS];
	int count = 0;
	cr_assert_eq(ish_dispersion_sound(&fluid, 1.0, omega, &count), ISH_OK);
	const double t = 3.0;
	const double x[3] = {0.4, 0.0, 0.0};
	const double moved[3] = {0.4 + creal(omega[0]) * t, 0.0, 0.0};
	double before[N];
	double after[N];
	case_point(&c, x, before);
	c.problem->exact(c.data, t, moved, after);
	const double factor = exp(cimag(omega[0]) * t);
	cr_assert(factor < 0.8);
	for (int f = 0; f < N; f++) {
		const double rest = f == ISH_E ? 3.0 : 0.0;
		/* round-off of e = 3 and of the phase */
		cr_assert(fabs((after[f] - rest) - factor * (before[f] - rest)) < 2e-15, "%s", ish_primitive_name[f]);
	}
	cr_assert(fabs(before[ISH_E] - 3.0 - 3e-3 * cos(0.4)) < 2e-15, "the amplitude is that of e over e");
	case_end(&c);
}

Test(wave, shear_flow_is_orthogonal_to_the_wave_vector)
{
	static const char *const wish[] = {"", ";problem.polarisation=[1,1,0]", ";problem.polarisation=[0,0,1]"};
	for (size_t i = 0; i < sizeof wish / sizeof wish[0]; i++) {
		char text[256];
		(void)snprintf(text, sizeof text, "grid.shape=[8,8,8];problem.wave=[1,2,-3];problem.amplitude=0.1%s",
		               wish[i]);
		struct problem_case c;
		case_begin(&c, "shear", text);
		const double x[3] = {0.0, 0.0, 0.0};
		double v[N];
		case_point(&c, x, v);
		const double along = v[ISH_U1] + 2.0 * v[ISH_U2] - 3.0 * v[ISH_U3];
		const double size = sqrt(v[ISH_U1] * v[ISH_U1] + v[ISH_U2] * v[ISH_U2] + v[ISH_U3] * v[ISH_U3]);
		cr_assert(fabs(along) < 1e-15, "wish %zu: %g", i, along);
		cr_assert(fabs(size - 0.1) < 1e-15, "wish %zu: amplitude %g", i, size);
		case_end(&c);
	}
}

Test(wave, is_refused_where_the_grid_does_not_hold_it)
{
	case_refused("sound", "grid.shape=[8,8,1];problem.wave=[0,0,1]", "problem.wave = [0.0, 0.0, 1.0]: component z must be 0 on an axis of 1 point");
	case_refused("sound", "grid.shape=[8,8,8];problem.wave=[4,0,0]", "component x must be below half of the 8 points");
	case_refused("sound", "problem.wave=[0,0,0]", "must have a component that is not 0");
	case_refused("shear", "problem.wave=[0.5,0,0]", "integer");
	case_refused("shear", "problem.polarisation=[1,0,0]", "parallel");
	case_refused("sound", "geometry.name=\"milne\";time.start=1.0", "must be \"minkowski\"");
}
