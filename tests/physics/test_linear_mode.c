/*
 * The closed forms of a linear mode against brute force: the equations written out as one complex 10 x 10 matrix,
 * solved by elimination and raised to its exponential by scaling and squaring, in long double.
 */
#include <complex.h>
#include <criterion/criterion.h>
#include <math.h>

#include "physics/linear_exponential.h"
#include "physics/linear_mode.h"

enum { N = 10 };
/* A few roundings of numbers of order 1; long chains of them in float. */
#define TOLERANCE (sizeof(ISH_REAL) == sizeof(float) ? 3e-6L : 2e-14L)

typedef long double complex number;

static unsigned long state = 1;

static double between(double least, double most)
{
	state = state * 6364136223846793005UL + 1442695040888963407UL;
	return least + (most - least) * (double)(state >> 11) / 9007199254740992.0;
}

/* The place of s^ij (and of s^33, -1) among E, M^j, s^11, 12, 13, 22, 23, Pi. */
static const int place[3][3] = {{4, 5, 6}, {5, 7, 8}, {6, 8, -1}};

/* L, row by row, as physics.md has the equations. */
static void matrix(const struct ish_linear_fluid *f, const double k[3], number l[N][N])
{
	for (int i = 0; i < N * N; i++) {
		l[i / N][i % N] = 0;
	}
	for (int j = 0; j < 3; j++) {
		l[0][1 + j] = -I * k[j];
		l[1 + j][0] = -I * k[j] * f->cs2;
		l[1 + j][9] = -I * k[j];
		l[9][1 + j] = -I * k[j] * f->d;
		for (int i = 0; i < 3; i++) {
			if (place[i][j] >= 0) {
				l[1 + j][place[i][j]] += -I * k[i];
			} else { /* s^33 = -s^11 - s^22 */
				l[1 + j][4] += I * k[i];
				l[1 + j][7] += I * k[i];
			}
		}
	}
	for (int i = 0; i < 3; i++) {
		for (int j = i; j < 3; j++) {
			const int at = place[i][j];
			for (int m = 0; at >= 0 && m < 3; m++) {
				const long double delta = (m == j ? k[i] : 0.0) + (m == i ? k[j] : 0.0) -
				                          (i == j ? 2.0L / 3.0L * k[m] : 0.0L);
				l[at][1 + m] += -I * f->c * delta;
			}
			if (at >= 0) {
				l[at][at] -= f->rate_pi;
			}
		}
	}
	l[9][9] = -f->rate_Pi;
}

static void multiply(number a[N][N], number b[N][N], number out[N][N])
{
	number r[N][N];
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < N; j++) {
			r[i][j] = 0;
			for (int m = 0; m < N; m++) {
				r[i][j] += a[i][m] * b[m][j];
			}
		}
	}
	for (int i = 0; i < N * N; i++) {
		out[i / N][i % N] = r[i / N][i % N];
	}
}

/* exp(h l) y by 2^30 parts of a step. */
static void exponential(number l[N][N], double h, const number y[N], number x[N])
{
	number e[N][N], a[N][N];
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < N; j++) {
			a[i][j] = (long double)h * l[i][j] / 1073741824.0L;
			e[i][j] = a[i][j];
		}
	}
	multiply(a, a, a); /* exp(A) - 1 = A + A^2/2 + ..., to 1e-20 */
	for (int i = 0; i < N * N; i++) {
		e[i / N][i % N] += a[i / N][i % N] / 2;
	}
	for (int s = 0; s < 30; s++) { /* (1 + D)^2 - 1 */
		multiply(e, e, a);
		for (int i = 0; i < N * N; i++) {
			e[i / N][i % N] = 2 * e[i / N][i % N] + a[i / N][i % N];
		}
	}
	for (int i = 0; i < N; i++) {
		x[i] = y[i];
		for (int j = 0; j < N; j++) {
			x[i] += e[i][j] * y[j];
		}
	}
}

/* (1 - h l) x = y by elimination with row exchanges. */
static void solve(number l[N][N], double h, const number y[N], number x[N])
{
	number a[N][N + 1];
	for (int i = 0; i < N; i++) {
		for (int j = 0; j < N; j++) {
			a[i][j] = (i == j) - (long double)h * l[i][j];
		}
		a[i][N] = y[i];
	}
	for (int p = 0; p < N; p++) {
		int best = p;
		for (int i = p + 1; i < N; i++) {
			best = cabsl(a[i][p]) > cabsl(a[best][p]) ? i : best;
		}
		for (int j = p; j <= N; j++) {
			const number keep = a[p][j];
			a[p][j] = a[best][j];
			a[best][j] = keep;
		}
		for (int i = p + 1; i < N; i++) {
			const number factor = a[i][p] / a[p][p];
			for (int j = p; j <= N; j++) {
				a[i][j] -= factor * a[p][j];
			}
		}
	}
	for (int i = N - 1; i >= 0; i--) {
		x[i] = a[i][N];
		for (int j = i + 1; j < N; j++) {
			x[i] -= a[i][j] * x[j];
		}
		x[i] /= a[i][i];
	}
}

/* The two real modes of a complex one, M = i m. */
static struct ish_linear_mode part_of(const number y[N], int imaginary)
{
	long double v[N];
	for (int i = 0; i < N; i++) {
		const number even = i >= 1 && i <= 3 ? -I * y[i] : y[i];
		v[i] = imaginary ? cimagl(even) : creall(even);
	}
	const struct ish_linear_mode r = {
		(ISH_REAL)v[0],
		{(ISH_REAL)v[1], (ISH_REAL)v[2], (ISH_REAL)v[3]},
		{(ISH_REAL)v[4], (ISH_REAL)v[5], (ISH_REAL)v[6], (ISH_REAL)v[7], (ISH_REAL)v[8]},
		(ISH_REAL)v[9]};
	return r;
}

static void join(struct ish_linear_mode re, struct ish_linear_mode im, number x[N])
{
	const ISH_REAL a[N] = {re.e, re.m.x, re.m.y, re.m.z, re.s.xx, re.s.xy, re.s.xz, re.s.yy, re.s.yz, re.bulk};
	const ISH_REAL b[N] = {im.e, im.m.x, im.m.y, im.m.z, im.s.xx, im.s.xy, im.s.xz, im.s.yy, im.s.yz, im.bulk};
	for (int i = 0; i < N; i++) {
		x[i] = (a[i] + I * (long double)b[i]) * (i >= 1 && i <= 3 ? I : 1);
	}
}

/* A fluid with shear and bulk, either, or none; a wave vector; numbers of order 1. */
struct sample {
	struct ish_linear_fluid fluid;
	double k[3], h;
	number y[N];
	number l[N][N];
};

static struct sample sample_of(int i)
{
	const int shear = i & 1, bulk = i >> 1 & 1;
	struct sample s;
	s.fluid = (struct ish_linear_fluid){(ISH_REAL)between(0.05, 0.34), (ISH_REAL)(shear ? between(0.01, 0.4) : 0.0),
	                                    (ISH_REAL)(bulk ? between(0.01, 0.3) : 0.0),
	                                    (ISH_REAL)(shear ? pow(10.0, between(-1.0, 4.0)) : 0.0),
	                                    (ISH_REAL)(bulk ? pow(10.0, between(-1.0, 4.0)) : 0.0)};
	for (int j = 0; j < 3; j++) {
		/* along an axis, in a plane, at rest */
		s.k[j] = (double)(ISH_REAL)(i % 5 >= j + 1 ? 0.0 : between(-20.0, 20.0));
	}
	s.h = (double)(ISH_REAL)pow(10.0, between(-3.0, 0.3));
	for (int j = 0; j < N; j++) {
		const int absent = (j >= 4 && j <= 8 && !shear) || (j == 9 && !bulk);
		s.y[j] = absent ? 0 : (ISH_REAL)between(-1.0, 1.0) + I * (long double)(ISH_REAL)between(-1.0, 1.0);
	}
	matrix(&s.fluid, s.k, s.l);
	return s;
}

/* Largest error, in units of the largest of the numbers and of what was asked for. */
static long double error_of(const number have[N], const number want[N])
{
	long double worst = 0, scale = 1;
	for (int i = 0; i < N; i++) {
		scale = fmaxl(scale, cabsl(want[i]));
		worst = fmaxl(worst, cabsl(have[i] - want[i]));
	}
	return worst / scale;
}

enum { SAMPLES = 4000 };

static struct ish_vec vector(const double k[3])
{
	const struct ish_vec v = {(ISH_REAL)k[0], (ISH_REAL)k[1], (ISH_REAL)k[2]};
	return v;
}

Test(linear_mode, rate_is_that_of_the_linearised_equations)
{
	long double worst = 0;
	for (int i = 0; i < SAMPLES; i++) {
		const struct sample s = sample_of(i);
		const struct ish_vec k = vector(s.k);
		number have[N], want[N];
		join(ish_linear_rate(s.fluid, k, part_of(s.y, 0)), ish_linear_rate(s.fluid, k, part_of(s.y, 1)), have);
		for (int r = 0; r < N; r++) {
			want[r] = 0;
			for (int c = 0; c < N; c++) {
				want[r] += s.l[r][c] * s.y[c];
			}
		}
		worst = fmaxl(worst, error_of(have, want));
	}
	cr_log_info("rate: %.2Le", worst);
	cr_assert_lt(worst, TOLERANCE, "%.2Le", worst);
}

Test(linear_mode, implicit_step_is_that_of_a_dense_solve)
{
	long double worst = 0;
	for (int i = 0; i < SAMPLES; i++) {
		struct sample s = sample_of(i);
		const struct ish_vec k = vector(s.k);
		const struct ish_linear_step step = ish_linear_step_at(s.fluid, (ISH_REAL)s.h);
		const struct ish_linear_factor factor = ish_linear_factor_at(s.fluid, (ISH_REAL)s.h, ish_dot(k, k));
		number have[N], want[N];
		join(ish_linear_solve(step, factor, k, part_of(s.y, 0)),
		     ish_linear_solve(step, factor, k, part_of(s.y, 1)), have);
		solve(s.l, s.h, s.y, want);
		for (int j = 0; j < N; j++) {
			have[j] += s.y[j];
		}
		worst = fmaxl(worst, error_of(have, want));
	}
	cr_log_info("implicit step: %.2Le", worst);
	cr_assert_lt(worst, TOLERANCE, "%.2Le", worst);
}

Test(linear_mode, exponential_is_that_of_the_dense_matrix)
{
	long double worst = 0;
	for (int i = 0; i < SAMPLES / 8; i++) {
		struct sample s = sample_of(i);
		const struct ish_vec k = vector(s.k);
		const double size = sqrt(s.k[0] * s.k[0] + s.k[1] * s.k[1] + s.k[2] * s.k[2]);
		const ISH_REAL inv = (ISH_REAL)(size > 0.0 ? 1.0 / size : 0.0);
		const ISH_REAL decay = (ISH_REAL)expm1(-s.h * (double)s.fluid.rate_pi);
		const struct ish_linear_exponential x = ish_linear_exponential_at(s.fluid, s.h, size);
		number have[N], want[N];
		join(ish_linear_exponential_change(x, decay, k, inv, part_of(s.y, 0)),
		     ish_linear_exponential_change(x, decay, k, inv, part_of(s.y, 1)), have);
		exponential(s.l, s.h, s.y, want);
		for (int j = 0; j < N; j++) {
			have[j] += s.y[j];
		}
		worst = fmaxl(worst, error_of(have, want));
	}
	cr_log_info("exponential: %.2Le", worst);
	/* The reference squares 30 times: 1e9 roundings of a long double. */
	cr_assert_lt(worst, TOLERANCE, "%.2Le", worst);
}

/* Totals: nothing but round-off that is exactly nothing. */
Test(linear_mode, energy_and_momentum_of_the_mean_do_not_change_at_all)
{
	for (int i = 4; i < SAMPLES; i += 5) { /* k = 0 */
		const struct sample s = sample_of(i);
		const struct ish_vec k = {0, 0, 0};
		const struct ish_linear_mode y = part_of(s.y, 0);
		const struct ish_linear_mode x[3] = {
			ish_linear_rate(s.fluid, k, y),
			ish_linear_solve(ish_linear_step_at(s.fluid, (ISH_REAL)s.h),
		                         ish_linear_factor_at(s.fluid, (ISH_REAL)s.h, 0), k, y),
			ish_linear_exponential_change(ish_linear_exponential_at(s.fluid, s.h, 0.0),
		                                      (ISH_REAL)expm1(-s.h * (double)s.fluid.rate_pi), k, 0, y)};
		for (int j = 0; j < 3; j++) {
			cr_assert(x[j].e == 0 && x[j].m.x == 0 && x[j].m.y == 0 && x[j].m.z == 0, "%d", j);
		}
	}
}
