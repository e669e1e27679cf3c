/*
 * exp(h L) - 1 of linear_mode.h for one |k|, by scaling and squaring.
 *
 * Scaled to sqrt(cs2) E, m, s/sqrt(4 c/3), Pi/sqrt(d) the matrix is a skew one less a diagonal of decay rates, so that
 * exp(h L) never grows and squaring only doubles the rounding each time (Moler and van Loan, SIAM Review 45, 3 (2003),
 * method 3, on exp - 1: (1 + D)^2 - 1 = 2 D + D^2). Long double keeps what the squarings of a stiff decay leave below
 * the rounding of a double. Made once for a table: for the CPU only.
 */
#ifndef ISH_PHYSICS_LINEAR_EXPONENTIAL_H
#define ISH_PHYSICS_LINEAR_EXPONENTIAL_H

#include "physics/linear_mode.h"

struct ish_linear_matrix {
	long double at[4][4];
};

/* A B + f A */
static inline struct ish_linear_matrix ish_linear_product(const struct ish_linear_matrix *a,
                                                          const struct ish_linear_matrix *b, long double f)
{
	struct ish_linear_matrix r;
	for (int i = 0; i < 4; i++) {
		for (int j = 0; j < 4; j++) {
			r.at[i][j] = f * a->at[i][j] + a->at[i][0] * b->at[0][j] + a->at[i][1] * b->at[1][j] +
			             a->at[i][2] * b->at[2][j] + a->at[i][3] * b->at[3][j];
		}
	}
	return r;
}

/* exp(a) - 1 */
static inline struct ish_linear_matrix ish_linear_expm1(struct ish_linear_matrix a)
{
	enum { TERMS = 14 }; /* 0.25^15/15! = 7e-22 */
	long double norm = 0.0L, scale = 1.0L;
	int squarings = 0;
	for (int i = 0; i < 4; i++) {
		long double row = 0.0L;
		for (int j = 0; j < 4; j++) {
			row += fabsl(a.at[i][j]);
		}
		norm = row > norm ? row : norm;
	}
	for (; norm * scale > 0.25L; squarings++) {
		scale *= 0.5L;
	}
	for (int i = 0; i < 16; i++) {
		a.at[i / 4][i % 4] *= scale;
	}
	struct ish_linear_matrix d = {{{0}}};
	for (int term = TERMS; term > 0; term--) { /* D <- A (1 + D)/term */
		d = ish_linear_product(&a, &d, 1.0L);
		for (int i = 0; i < 16; i++) {
			d.at[i / 4][i % 4] /= term;
		}
	}
	for (; squarings > 0; squarings--) {
		d = ish_linear_product(&d, &d, 2.0L);
	}
	return d;
}

static inline struct ish_linear_exponential ish_linear_exponential_at(struct ish_linear_fluid f, double h, double k)
{
	const long double hk = (long double)h * (long double)k;
	const long double ce = sqrtl((long double)f.cs2), cs = sqrtl(4.0L / 3.0L * (long double)f.c);
	const long double cb = sqrtl((long double)f.d), ct = sqrtl((long double)f.c);
	const long double rs = (long double)h * (long double)f.rate_pi, rb = (long double)h * (long double)f.rate_Pi;
	const struct ish_linear_matrix a = {
		{{0, hk * ce, 0, 0}, {-hk * ce, 0, -hk * cs, -hk * cb}, {0, hk * cs, -rs, 0}, {0, hk * cb, 0, -rb}}};
	const struct ish_linear_matrix t = {{{0, -hk * ct, 0, 0}, {hk * ct, -rs, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}};
	const struct ish_linear_matrix along = ish_linear_expm1(a), across = ish_linear_expm1(t);
	/* back to E, m, s, Pi; what is off mixes with nothing */
	const long double unit[4] = {1.0L / ce, 1.0L, cs > 0.0L ? cs : 1.0L, cb > 0.0L ? cb : 1.0L};
	const long double unit_t = ct > 0.0L ? ct : 1.0L;
	ISH_REAL x[4][4];
	for (int i = 0; i < 16; i++) {
		x[i / 4][i % 4] = (ISH_REAL)(along.at[i / 4][i % 4] * unit[i / 4] / unit[i % 4]);
	}
	struct ish_linear_exponential r = {x[0][0],
	                                   x[0][1],
	                                   x[0][2],
	                                   x[0][3],
	                                   x[1][0],
	                                   x[1][1],
	                                   x[1][2],
	                                   x[1][3],
	                                   x[2][0],
	                                   x[2][1],
	                                   x[2][2],
	                                   x[2][3],
	                                   x[3][0],
	                                   x[3][1],
	                                   x[3][2],
	                                   x[3][3],
	                                   (ISH_REAL)across.at[0][0],
	                                   (ISH_REAL)(across.at[0][1] / unit_t),
	                                   (ISH_REAL)(across.at[1][0] * unit_t),
	                                   (ISH_REAL)across.at[1][1]};
	return r;
}

#endif
