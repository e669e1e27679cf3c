/*
 * The causality conditions: against the formulae as printed, evaluated anew in long double with dimensional coefficients; the thresholds of known
 * families of states, condition by condition; eigenvalues against Jacobi's method.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "physics/causality.h"

#define EPSILON ((double)ISH_REAL_EPSILON)

static uint64_t seed = 99;

static double uniform(double low, double high)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return low + (high - low) * (double)(seed >> 11) * 0x1p-53;
}

/* ---- eigenvalues ---- */

/* Jacobi's method; ascending. */
static void jacobi(long double a[3][3], long double value[3])
{
	for (int sweep = 0; sweep < 40; sweep++) {
		for (int p = 0; p < 2; p++) {
			for (int q = p + 1; q < 3; q++) {
				if (a[p][q] == 0.0L) {
					continue;
				}
				const long double angle = 0.5L * atan2l(2.0L * a[p][q], a[q][q] - a[p][p]);
				const long double c = cosl(angle), s = sinl(angle);
				for (int k = 0; k < 3; k++) {
					const long double x = a[k][p], y = a[k][q];
					a[k][p] = c * x - s * y;
					a[k][q] = s * x + c * y;
				}
				for (int k = 0; k < 3; k++) {
					const long double x = a[p][k], y = a[q][k];
					a[p][k] = c * x - s * y;
					a[q][k] = s * x + c * y;
				}
			}
		}
	}
	for (int i = 0; i < 3; i++) {
		value[i] = a[i][i];
	}
	for (int i = 0; i < 2; i++) {
		for (int k = 0; k < 2 - i; k++) {
			if (value[k] > value[k + 1]) {
				const long double keep = value[k];
				value[k] = value[k + 1];
				value[k + 1] = keep;
			}
		}
	}
}

static void assert_eigenvalues(struct ish_sym t, const char *what)
{
	long double a[3][3] = {{t.xx, t.xy, t.xz}, {t.xy, t.yy, t.yz}, {t.xz, t.yz, t.zz}}, value[3];
	jacobi(a, value);
	const struct ish_eigenvalues e = ish_traceless_eigenvalues(t);
	const double size = fmax(fabs((double)value[0]), fabs((double)value[2]));
	/* a few roundings of the largest */
	const double tolerance = 8.0 * EPSILON * size;
	cr_assert_leq(fabs((double)(e.l1 - (ISH_REAL)value[0])), tolerance, "%s: %.17g against %.17Lg", what,
	              (double)e.l1, value[0]);
	cr_assert_leq(fabs((double)(e.l2 - (ISH_REAL)value[1])), tolerance, "%s: %.17g against %.17Lg", what,
	              (double)e.l2, value[1]);
	cr_assert_leq(fabs((double)(e.l3 - (ISH_REAL)value[2])), tolerance, "%s: %.17g against %.17Lg", what,
	              (double)e.l3, value[2]);
	cr_assert(e.l1 <= e.l2 && e.l2 <= e.l3 && e.l1 <= (ISH_REAL)0 && e.l3 >= (ISH_REAL)0, "%s: ascending", what);
}

/* R diag(l) R^T with a random rotation, its trace taken out in the working precision. */
static struct ish_sym rotated(const double l[3])
{
	double r[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, t[3][3];
	for (int p = 0; p < 3; p++) {
		const int i = p == 2, j = p == 0 ? 1 : 2;
		const double angle = uniform(-3.0, 3.0), c = cos(angle), s = sin(angle);
		for (int k = 0; k < 3; k++) {
			const double x = r[k][i], y = r[k][j];
			r[k][i] = c * x - s * y;
			r[k][j] = s * x + c * y;
		}
	}
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++) {
			t[i][j] = r[i][0] * l[0] * r[j][0] + r[i][1] * l[1] * r[j][1] + r[i][2] * l[2] * r[j][2];
		}
	}
	const struct ish_sym a = {(ISH_REAL)t[0][0], (ISH_REAL)t[0][1], (ISH_REAL)t[0][2],
	                          (ISH_REAL)t[1][1], (ISH_REAL)t[1][2], -((ISH_REAL)t[0][0] + (ISH_REAL)t[1][1])};
	return a;
}

Test(causality, eigenvalues_of_random_tensors_are_those_of_jacobis_method)
{
	for (int i = 0; i < 3000; i++) {
		const double a = uniform(-1.0, 1.0), b = uniform(-1.0, 1.0), size = pow(10.0, uniform(-6.0, 6.0));
		const double l[3] = {size * a, size * b, -size * (a + b)};
		assert_eigenvalues(rotated(l), "random");
	}
}

Test(causality, eigenvalues_keep_their_digits_where_two_nearly_agree)
{
	for (int i = 0; i < 3000; i++) {
		const double gap = pow(10.0, uniform(-18.0, 0.0)), sign = i % 2 ? 1.0 : -1.0;
		const double l[3] = {sign * (1.0 + gap), sign * (1.0 - gap), -2.0 * sign};
		assert_eigenvalues(rotated(l), "nearly degenerate");
	}
}

Test(causality, eigenvalues_of_diagonal_tensors_are_exact)
{
	static const ISH_REAL l[][3] = {{-2, 1, 1},  {1, -2, 1}, {1, 1, -2}, {2, -1, -1},
	                                {-1, -1, 2}, {-1, 0, 1}, {0, 0, 0}};
	for (size_t i = 0; i < sizeof l / sizeof l[0]; i++) {
		const struct ish_sym t = {l[i][0], 0, 0, l[i][1], 0, l[i][2]};
		assert_eigenvalues(t, "diagonal");
	}
	const struct ish_sym tiny = {(ISH_REAL)-2e-30, 0, 0, (ISH_REAL)1e-30, 0, (ISH_REAL)1e-30};
	cr_assert_leq(fabs((double)ish_traceless_eigenvalues(tiny).l1), 3e-30);
}

/* L pi L^T for the boost L to velocity u, in full 4x4 matrices. */
static struct ish_sym boosted(struct ish_sym at_rest, const double u[3])
{
	const double s[3][3] = {{(double)at_rest.xx, (double)at_rest.xy, (double)at_rest.xz},
	                        {(double)at_rest.xy, (double)at_rest.yy, (double)at_rest.yz},
	                        {(double)at_rest.xz, (double)at_rest.yz, (double)at_rest.zz}};
	const double u0 = sqrt(1.0 + u[0] * u[0] + u[1] * u[1] + u[2] * u[2]);
	double l[3][3], t[3][3] = {{0}};
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++) {
			l[i][j] = (i == j) + u[i] * u[j] / (1.0 + u0);
		}
	}
	for (int i = 0; i < 3; i++) {
		for (int j = 0; j < 3; j++) {
			for (int k = 0; k < 9; k++) {
				t[i][j] += l[i][k / 3] * s[k / 3][k % 3] * l[j][k % 3];
			}
		}
	}
	const struct ish_sym r = {(ISH_REAL)t[0][0], (ISH_REAL)t[0][1], (ISH_REAL)t[0][2],
	                          (ISH_REAL)t[1][1], (ISH_REAL)t[1][2], (ISH_REAL)t[2][2]};
	return r;
}

Test(causality, a_moving_fluid_has_the_eigenvalues_of_its_rest_frame)
{
	for (int i = 0; i < 1000; i++) {
		const double l[3] = {uniform(-1.0, 0.0), uniform(-1.0, 1.0), 0.0};
		const double three[3] = {l[0], l[1], -l[0] - l[1]};
		const struct ish_sym rest = rotated(three);
		const double u[3] = {uniform(-2.0, 2.0), uniform(-2.0, 2.0), uniform(-2.0, 2.0)};
		const struct ish_vec v = {(ISH_REAL)u[0], (ISH_REAL)u[1], (ISH_REAL)u[2]};
		const struct ish_sym back = ish_shear_at_rest(boosted(rest, u), v);
		const double u02 = 1.0 + u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
		/* components of size (u^0)^2 cancel */
		const double tolerance = 30.0 * EPSILON * u02;
		cr_assert_leq(fabs((double)(back.xx - rest.xx)), tolerance);
		cr_assert_leq(fabs((double)(back.xy - rest.xy)), tolerance);
		cr_assert_leq(fabs((double)(back.xz - rest.xz)), tolerance);
		cr_assert_leq(fabs((double)(back.yy - rest.yy)), tolerance);
		cr_assert_leq(fabs((double)(back.yz - rest.yz)), tolerance);
		cr_assert_leq(fabs((double)(back.zz - rest.zz)), tolerance);
	}
}

/* ---- conditions, as printed ---- */

struct state { /* dimensional */
	long double w, bulk, cs2, eta, zeta, tau_pi, tau_Pi, delta_pipi, tau_pipi, lambda_piPi, delta_PiPi, lambda_Pipi;
	long double v[3]; /* Lambda_1 <= Lambda_2 <= Lambda_3 */
};

enum { NECESSARY = 6, SUFFICIENT = 8 };

static long double least(long double x, long double y)
{
	return x < y ? x : y;
}

/* (a) to (f), right less left, the least over a != d and d. */
static void print_necessary(const struct state *s, long double n[NECESSARY])
{
	const long double A = 2.0L * s->eta + s->lambda_piPi * s->bulk;
	n[0] = A - 0.5L * s->tau_pipi * fabsl(s->v[0]);
	n[1] = s->w - A / (2.0L * s->tau_pi) - s->tau_pipi / (4.0L * s->tau_pi) * s->v[2];
	n[2] = n[3] = n[4] = n[5] = INFINITY;
	for (int d = 0; d < 3; d++) {
		const long double l = s->v[d];
		const long double x = A / (2.0L * s->tau_pi) + s->tau_pipi * l / (2.0L * s->tau_pi) +
		                      (A + (6.0L * s->delta_pipi - s->tau_pipi) * l) / (6.0L * s->tau_pi) +
		                      (s->zeta + s->delta_PiPi * s->bulk + s->lambda_Pipi * l) / s->tau_Pi +
		                      (s->w + l) * s->cs2;
		n[4] = least(n[4], x);
		n[5] = least(n[5], s->w + l - x);
		for (int a = 0; a < 3; a++) {
			const long double c = A / (2.0L * s->tau_pi) + s->tau_pipi / (4.0L * s->tau_pi) * (s->v[a] + l);
			n[2] = a == d ? n[2] : least(n[2], c);
			n[3] = a == d ? n[3] : least(n[3], s->w + s->v[a] - c);
		}
	}
}

/* (a) to (h). */
static void print_sufficient(const struct state *s, long double n[SUFFICIENT])
{
	const long double A = 2.0L * s->eta + s->lambda_piPi * s->bulk, m = fabsl(s->v[0]), l3 = s->v[2];
	const long double D = s->w - m - A / (2.0L * s->tau_pi) - s->tau_pipi / (2.0L * s->tau_pi) * l3;
	const long double G = s->lambda_Pipi / s->tau_Pi + s->cs2 - s->tau_pipi / (12.0L * s->tau_pi);
	const long double K = (12.0L * s->delta_pipi - s->tau_pipi) / (12.0L * s->tau_pi) * G * powl(l3 + m, 2.0L);
	const long double bulk = s->zeta + s->delta_PiPi * s->bulk;
	n[0] = D;
	n[1] = A - s->tau_pipi * m;
	n[2] = 6.0L * s->delta_pipi - s->tau_pipi;
	n[3] = G;
	n[4] = s->w * (1.0L - s->cs2) -
	       ((4.0L * s->eta + 2.0L * s->lambda_piPi * s->bulk + (3.0L * s->delta_pipi + s->tau_pipi) * l3) /
	                (3.0L * s->tau_pi) +
	        (bulk + s->lambda_Pipi * l3) / s->tau_Pi + m + l3 * s->cs2 + K / D);
	n[5] = (A + (s->tau_pipi - 6.0L * s->delta_pipi) * m) / (6.0L * s->tau_pi) +
	       (bulk - s->lambda_Pipi * m) / s->tau_Pi + (s->w - m) * s->cs2;
	n[6] = powl(A / (2.0L * s->tau_pi) - s->tau_pipi / (2.0L * s->tau_pi) * m, 2.0L) - K;
	n[7] = (4.0L * s->eta + 2.0L * s->lambda_piPi * s->bulk - (3.0L * s->delta_pipi + s->tau_pipi) * m) /
	               (3.0L * s->tau_pi) +
	       (bulk - s->lambda_Pipi * m) / s->tau_Pi + (s->w - m) * s->cs2 -
	       (s->w + s->v[1]) * (s->w + l3) / (3.0L * (s->w - m)) *
	               (1.0L + 2.0L * (A / (2.0L * s->tau_pi) + s->tau_pipi / (2.0L * s->tau_pi) * l3) / (s->w - m));
}

static struct ish_causality_input input_of(const struct state *s)
{
	const struct ish_causality_input in = {
		.w = (ISH_REAL)s->w,
		.cs2 = (ISH_REAL)s->cs2,
		.a = (ISH_REAL)((2.0L * s->eta + s->lambda_piPi * s->bulk) / (2.0L * s->tau_pi)),
		.t = (ISH_REAL)(s->tau_pipi / s->tau_pi),
		.d = (ISH_REAL)(s->delta_pipi / s->tau_pi),
		.b = (ISH_REAL)((s->zeta + s->delta_PiPi * s->bulk) / s->tau_Pi),
		.l = (ISH_REAL)(s->lambda_Pipi / s->tau_Pi),
	};
	return in;
}

static struct ish_eigenvalues values_of(const struct state *s)
{
	const struct ish_eigenvalues v = {(ISH_REAL)s->v[0], (ISH_REAL)s->v[1], (ISH_REAL)s->v[2]};
	return v;
}

/* The code's conditions of a state, in the units of the printed ones. */
static void code_necessary(const struct state *s, double n[NECESSARY])
{
	const struct ish_causality_necessary c = ish_causality_necessary_at(input_of(s), values_of(s));
	const ISH_REAL x[NECESSARY] = {c.a, c.b, c.c, c.d, c.e, c.f};
	for (int i = 0; i < NECESSARY; i++) {
		n[i] = (double)x[i] * (i == 0 ? 2.0 * (double)s->tau_pi : 1.0);
	}
}

static void code_sufficient(const struct state *s, double n[SUFFICIENT])
{
	const struct ish_causality_sufficient c = ish_causality_sufficient_at(input_of(s), values_of(s));
	const ISH_REAL x[SUFFICIENT] = {c.a, c.b, c.c, c.d, c.e, c.f, c.g, c.h};
	for (int i = 0; i < SUFFICIENT; i++) {
		n[i] = (double)x[i] * (i == 1 || i == 2 ? (double)s->tau_pi : 1.0);
	}
}

/* Transport coefficients and stresses far beyond the usual ones, of either sign. */
static void random_state(struct state *s, double size)
{
	s->w = uniform(0.5, 3.0);
	s->bulk = s->w * (long double)(size * uniform(-0.2, 0.2));
	s->cs2 = uniform(0.02, 0.6);
	s->tau_pi = uniform(0.1, 2.0);
	s->tau_Pi = uniform(0.1, 2.0);
	s->eta = s->w * s->tau_pi * (long double)uniform(0.0, 0.6);
	s->zeta = s->w * s->tau_Pi * (long double)uniform(0.0, 0.3);
	s->delta_pipi = s->tau_pi * (long double)uniform(-1.0, 3.0);
	s->tau_pipi = s->tau_pi * (long double)uniform(-4.0, 8.0);
	s->lambda_piPi = s->tau_pi * (long double)uniform(-2.0, 2.0);
	s->delta_PiPi = s->tau_Pi * (long double)uniform(-2.0, 2.0);
	s->lambda_Pipi = s->tau_Pi * (long double)uniform(-1.0, 2.0);
	const double a = uniform(-1.0, 1.0), b = uniform(-1.0, 1.0), c = -a - b;
	const double low = fmin(a, fmin(b, c)), high = fmax(a, fmax(b, c));
	s->v[0] = s->w * (long double)(size * low);
	s->v[2] = s->w * (long double)(size * high);
	s->v[1] = -s->v[0] - s->v[2];
}

Test(causality, conditions_have_the_values_of_the_printed_formulae)
{
	for (int i = 0; i < 5000; i++) {
		struct state s;
		long double n[NECESSARY], m[SUFFICIENT];
		double have[SUFFICIENT];
		random_state(&s, 0.3);
		print_necessary(&s, n);
		print_sufficient(&s, m);
		code_necessary(&s, have);
		/* some roundings of sums whose terms are up to ten times W */
		const double tolerance = 200.0 * EPSILON * (double)s.w;
		for (int k = 0; k < NECESSARY; k++) {
			cr_assert_leq(fabs(have[k] - (double)n[k]), tolerance, "necessary (%c): %.17g against %.17Lg",
			              'a' + k, have[k], n[k]);
		}
		code_sufficient(&s, have);
		const double near = (double)(s.w / fabsl(m[0])); /* (e) divides by D */
		for (int k = 0; k < SUFFICIENT; k++) {
			const double scale = k == 4 ? 1.0 + near * near : k == 7 ? 8.0 : 1.0;
			cr_assert_leq(fabs(have[k] - (double)m[k]), tolerance * scale * (double)(1.0L + s.w),
			              "sufficient (%c): %.17g against %.17Lg", 'a' + k, have[k], m[k]);
		}
	}
}

/* How many of the conditions fail, the last of them in *which_out; -1 if one is too near to call. */
static int failures(const double *n, int count, double near, int *which_out)
{
	int fails = 0;
	for (int k = 0; k < count; k++) {
		if (!(fabs(n[k]) > near)) {
			return -1;
		}
		fails += n[k] < 0.0;
		*which_out = n[k] < 0.0 ? k : *which_out;
	}
	return fails;
}

/*
 * Random states until each condition has failed while all the others hold. Sufficient (a) is the exception: it follows from (h) and necessary (f),
 * D < 0 would make the left side of (h), which is X_1, more than W - |Lambda_1|; it fails alone among the sufficient ones only.
 */
Test(causality, every_condition_fails_alone_for_some_state)
{
	long alone[NECESSARY + SUFFICIENT] = {0};
	for (long i = 0; i < 400000; i++) {
		struct state s;
		double n[NECESSARY], m[SUFFICIENT];
		int lost = 0, short_of = 0;
		random_state(&s, i % 2 ? 0.3 : 0.05);
		code_necessary(&s, n);
		code_sufficient(&s, m);
		const double near = 1000.0 * EPSILON;
		const int needed = failures(n, NECESSARY, near, &lost),
			  wanted = failures(m, SUFFICIENT, near, &short_of);
		if (needed < 0 || wanted < 0) {
			continue;
		}
		const ISH_REAL kind = ish_causality_of(input_of(&s), values_of(&s), 1).kind;
		cr_assert_eq(kind,
		             (ISH_REAL)(needed > 0   ? ISH_ACAUSAL
		                        : wanted > 0 ? ISH_UNDETERMINED
		                                     : ISH_CAUSAL),
		             "necessary (%c), sufficient (%c)", 'a' + lost, 'a' + short_of);
		alone[lost] += needed == 1;
		alone[NECESSARY + short_of] += wanted == 1 && (needed == 0 || short_of == 0);
	}
	for (int k = 0; k < NECESSARY + SUFFICIENT; k++) {
		cr_assert_gt(alone[k], 0, "%s (%c) never fails alone", k < NECESSARY ? "necessary" : "sufficient",
		             'a' + (k < NECESSARY ? k : k - NECESSARY));
	}
}

/* The speeds of the waves themselves, pair by pair; without vorticity (c) and (d). */
Test(causality, transverse_waves_feel_the_vorticity_term)
{
	for (int i = 0; i < 2000; i++) {
		struct state s;
		random_state(&s, 0.3);
		struct ish_causality_input in = input_of(&s);
		const struct ish_causality_necessary n = ish_causality_necessary_at(in, values_of(&s));
		const double c_and_d = fmin((double)n.c, (double)n.d), near = 20.0 * EPSILON * (double)s.w;
		cr_assert_leq(fabs((double)ish_transverse_least(in, values_of(&s)) - c_and_d), near);
		const double o = uniform(-2.0, 2.0);
		in.o = (ISH_REAL)o;
		long double want = INFINITY;
		for (int a = 0; a < 3; a++) {
			for (int d = 0; d < 3; d++) {
				const long double x = (2.0L * s.eta + s.lambda_piPi * s.bulk) / (2.0L * s.tau_pi) +
				                      s.tau_pipi / (4.0L * s.tau_pi) * (s.v[a] + s.v[d]) +
				                      (long double)o * (s.v[d] - s.v[a]) / 2.0L;
				want = a == d ? want : least(want, least(x, s.w + s.v[a] - x));
			}
		}
		cr_assert_leq(fabs((double)ish_transverse_least(in, values_of(&s)) - (double)want), 2.0 * near);
	}
}

/* ---- known families of states ---- */

/* w = 1, eta/tau_pi = 1/5, delta_pipi = 4/3 tau_pi, conformal. */
static struct state family(double tau_pipi, const double shape[3], double x)
{
	struct state s = {
		.w = 1.0L, .cs2 = 1.0L / 3.0L, .eta = 0.2L, .tau_pi = 1.0L, .tau_Pi = 1.0L, .delta_pipi = 4.0L / 3.0L};
	s.tau_pipi = tau_pipi;
	for (int i = 0; i < 3; i++) {
		s.v[i] = (long double)(shape[i] * x);
	}
	return s;
}

/* The x at which condition k, 0 to 5 necessary, then sufficient, begins to fail; 1 if it does not. */
static double threshold(double tau_pipi, const double shape[3], int k)
{
	double low = 0.0, high = 1.0;
	for (int i = 0; i < 60; i++) {
		const double x = 0.5 * (low + high);
		const struct state s = family(tau_pipi, shape, x);
		double n[SUFFICIENT];
		if (k < NECESSARY) {
			code_necessary(&s, n);
		} else {
			code_sufficient(&s, n);
		}
		const double value = n[k < NECESSARY ? k : k - NECESSARY];
		low = value >= 0.0 ? x : low;
		high = value >= 0.0 ? high : x;
	}
	return high;
}

Test(causality, known_families_lose_each_condition_where_they_should)
{
	static const double down[3] = {-1, 0.5, 0.5}, up[3] = {-0.5, -0.5, 1}, flat[3] = {-1, 0, 1};
	static const double coupled = 10.0 / 7.0;
	enum { E = 4, F = 5, H = NECESSARY + 7 };
	static const struct {
		const char *what;
		const double *shape;
		double tau_pipi;
		int k;
		double x, tolerance;
	} row[] = {
		{"(-x, x/2, x/2): (e)", down, coupled, E, 0.28, 1e-14},
		{"(-x, x/2, x/2): (h)", down, coupled, H, 0.0378, 1e-4},
		{"(-x/2, -x/2, x): (f)", up, coupled, F, 0.35, 1e-14},
		{"(-x/2, -x/2, x): (h)", up, coupled, H, 0.0625, 1e-4},
		{"(-x, 0, x): (e)", flat, coupled, E, 0.28, 1e-14},
		{"(-x, 0, x): (h)", flat, coupled, H, 0.0352, 1e-4},
		{"(-x, x/2, x/2): (e), no tau_pipi", down, 0.0, E, 0.36, 1e-14},
		{"(-x/2, -x/2, x): (f), no tau_pipi", up, 0.0, F, 0.60, 1e-14},
		{"(-x, 0, x): (e), no tau_pipi", flat, 0.0, E, 0.36, 1e-14},
	};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		const double x = threshold(row[i].tau_pipi, row[i].shape, row[i].k);
		const double tolerance = row[i].tolerance > 20.0 * EPSILON ? row[i].tolerance : 20.0 * EPSILON;
		cr_assert_leq(fabs(x - row[i].x), tolerance, "%s: %.17g", row[i].what, x);
		/* No other condition of its kind comes first. */
		const int first = row[i].k < NECESSARY ? 0 : NECESSARY;
		const int last = row[i].k < NECESSARY ? NECESSARY : NECESSARY + SUFFICIENT;
		for (int k = first; k < last; k++) {
			cr_assert(k == row[i].k || threshold(row[i].tau_pipi, row[i].shape, k) > x,
			          "%s: condition %d is first", row[i].what, k);
		}
	}
}

/* From the fields of a fluid to its class, moving or not. */
static double class_at(const double shape[3], double x, const double u[3])
{
	struct ish_transport t = {.eta_over_s = (ISH_REAL)0.2,
	                          .tau_pi = (ISH_REAL)5,
	                          .delta_pipi = (ISH_REAL)(4.0 / 3.0),
	                          .tau_pipi = (ISH_REAL)(10.0 / 7.0),
	                          .vorticity = (ISH_REAL)1};
	t = ish_transport_prepare(t);
	const ISH_REAL e = (ISH_REAL)0.75; /* W = 1 */
	const struct ish_eos eos = ish_eos_make(1.0, 1.0 / 3.0);
	const struct ish_vec v = {(ISH_REAL)u[0], (ISH_REAL)u[1], (ISH_REAL)u[2]};
	const struct ish_sym rest = {(ISH_REAL)(shape[2] * x), 0, 0,
	                             (ISH_REAL)(shape[0] * x), 0, (ISH_REAL)(shape[1] * x)};
	const struct ish_shear s = ish_shear_of(boosted(rest, u));
	return (double)ish_causality_at(e, v, s, (ISH_REAL)0, t, ish_eos_conformal(eos, e), 1, 0).kind;
}

Test(causality, a_fluid_at_rest_or_moving_passes_through_the_three_classes)
{
	static const double down[3] = {-1, 0.5, 0.5}, up[3] = {-0.5, -0.5, 1}, flat[3] = {-1, 0, 1};
	static const double u[][3] = {{0, 0, 0}, {0.3, -0.2, 0.1}, {1.0, 0.7, -1.2}};
	static const struct {
		const double *shape;
		double sufficient, necessary;
	} row[] = {{down, 0.0378, 0.28}, {up, 0.0625, 0.35}, {flat, 0.0352, 0.28}};
	for (size_t i = 0; i < 3; i++) {
		for (size_t k = 0; k < sizeof u / sizeof u[0]; k++) {
			cr_assert_eq(class_at(row[i].shape, 0.0, u[k]), ISH_CAUSAL);
			cr_assert_eq(class_at(row[i].shape, row[i].sufficient - 1e-4, u[k]), ISH_CAUSAL);
			cr_assert_eq(class_at(row[i].shape, row[i].sufficient + 1e-4, u[k]), ISH_UNDETERMINED);
			cr_assert_eq(class_at(row[i].shape, row[i].necessary * (1.0 - 1e-4), u[k]), ISH_UNDETERMINED);
			cr_assert_eq(class_at(row[i].shape, row[i].necessary * (1.0 + 1e-4), u[k]), ISH_ACAUSAL);
		}
	}
}

/* A front speed of 1 is allowed, whatever its terms round to; beyond it is not. */
Test(causality, equilibrium_is_causal_up_to_a_front_speed_of_one)
{
	const struct ish_vec u = {(ISH_REAL)0.3, (ISH_REAL)0.1, (ISH_REAL)-0.4};
	const struct ish_shear none = {0, 0, 0, 0, 0};
	for (int i = 0; i < 1000; i++) {
		const double cs2 = uniform(0.05, 0.6), share = uniform(0.05, 0.95), e = uniform(0.1, 100.0);
		for (int past = 0; past < 2; past++) {
			/* 4/(3 tau_pi) + 1/tau_Pi = 1 - cs2 */
			const double left = (1.0 - cs2) * (past ? 1.001 : 1.0);
			struct ish_transport t = {.eta_over_s = (ISH_REAL)0.2,
			                          .tau_pi = (ISH_REAL)(4.0 / (3.0 * share * left)),
			                          .zeta_over_s = (ISH_REAL)0.1,
			                          .tau_Pi = (ISH_REAL)(1.0 / ((1.0 - share) * left)),
			                          .delta_pipi = (ISH_REAL)(4.0 / 3.0)};
			t = ish_transport_prepare(t);
			const struct ish_eos eos = ish_eos_make(1.0, cs2);
			const ISH_REAL kind = ish_causality_at((ISH_REAL)e, u, none, (ISH_REAL)0, t,
			                                       ish_eos_constant_cs2(eos, (ISH_REAL)e), 1, 1)
			                              .kind;
			cr_assert_eq(kind == (ISH_REAL)ISH_ACAUSAL, past, "cs2 %.17g, share %.17g: %g", cs2, share,
			             (double)kind);
		}
	}
}

Test(causality, a_fluid_without_shear_is_causal_or_not)
{
	const struct ish_eos eos = ish_eos_make(1.0, 0.25);
	const struct ish_vec u = {0, 0, 0};
	const struct ish_shear none = {0, 0, 0, 0, 0};
	struct ish_transport t = {
		.zeta_over_s = (ISH_REAL)0.1, .tau_Pi = (ISH_REAL)2, .delta_PiPi = (ISH_REAL)(2.0 / 3.0)};
	t = ish_transport_prepare(t);
	const ISH_REAL e =
		(ISH_REAL)0.8; /* e + P = 1: X = (1/2 + 2 Pi/3) + (1 + Pi)/4, at least 0 from Pi = -9/11 on */
	const struct ish_thermo s = ish_eos_constant_cs2(eos, e);
	cr_assert_eq(ish_causality_at(e, u, none, (ISH_REAL)0, t, s, 0, 0).kind, (ISH_REAL)ISH_CAUSAL,
	             "an ideal fluid");
	cr_assert_eq(ish_causality_at(e, u, none, (ISH_REAL)0, t, s, 0, 1).kind, (ISH_REAL)ISH_CAUSAL);
	for (int side = -1; side <= 1; side += 2) {
		const ISH_REAL bulk = (ISH_REAL)(-9.0 / 11.0 + 1e-4 * side);
		cr_assert_eq(ish_causality_at(e, u, none, bulk, t, s, 0, 1).kind,
		             (ISH_REAL)(side < 0 ? ISH_ACAUSAL : ISH_CAUSAL));
	}
	/* with delta_PiPi = 5 tau_Pi: 1 + Pi - X = 1/4 - 17 Pi/4 */
	t.delta_PiPi = (ISH_REAL)5;
	for (int side = -1; side <= 1; side += 2) {
		const ISH_REAL bulk = (ISH_REAL)(1.0 / 17.0 + 1e-4 * side);
		cr_assert_eq(ish_causality_at(e, u, none, bulk, t, s, 0, 1).kind,
		             (ISH_REAL)(side > 0 ? ISH_ACAUSAL : ISH_CAUSAL));
	}
}

Test(causality, what_is_not_finite_or_has_no_enthalpy_is_acausal)
{
	const struct state s = family(1.0, (const double[3]){-1, 0, 1}, 0.01);
	struct ish_causality_input in = input_of(&s);
	struct ish_eigenvalues v = values_of(&s);
	cr_assert_eq(ish_causality_of(in, v, 1).kind, (ISH_REAL)ISH_CAUSAL);
	v.l3 = (ISH_REAL)NAN;
	cr_assert_eq(ish_causality_of(in, v, 1).kind, (ISH_REAL)ISH_ACAUSAL);
	v = values_of(&s);
	in.w = (ISH_REAL)-1;
	cr_assert_eq(ish_causality_of(in, v, 1).kind, (ISH_REAL)ISH_ACAUSAL);
	cr_assert_lt(ish_causality_of(in, v, 1).margin, (ISH_REAL)0);
}
