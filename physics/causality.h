/*
 * Nonlinear causality of the relaxation equations at a point: Bemfica, Disconzi, Hoang, Noronha, Radosz, Phys. Rev. Lett. 126, 222301 (2021).
 *
 * Lambda_1 <= Lambda_2 <= Lambda_3 are the eigenvalues of pi^mu_nu in the local rest frame, W = e + P + Pi. The necessary conditions, eqs. (4a) to (4f),
 * fail only where signals are faster than light; where all sufficient ones, eqs. (5a) to (5h), hold, none is. In between the theorem says nothing.
 * The theorem is about the equations without the vorticity term; what that does to the waves of (4c) and (4d) stands apart (ish_transverse_least).
 *
 * Each condition stands here as a number that must not be negative, in the ratios to tau_pi and tau_Pi that the transport coefficients come in: (4a) and (5b), which
 * hold no such ratio, are divided by 2 tau_pi and tau_pi, (5c) by tau_pi; the others are as printed, right-hand side less left or the reverse.
 */
#ifndef ISH_PHYSICS_CAUSALITY_H
#define ISH_PHYSICS_CAUSALITY_H

#include "physics/stress_energy.h"
#include "physics/transport.h"

enum ish_causality_class {
	ISH_CAUSAL,       /* the sufficient conditions hold */
	ISH_UNDETERMINED, /* the necessary conditions hold, not all of the sufficient ones */
	ISH_ACAUSAL       /* a necessary condition fails */
};

/* pi^ij in the local rest frame: both indices boosted by u. Symmetric, and traceless but for round-off. */
ISH_POINT struct ish_sym ish_shear_at_rest(struct ish_sym pi, struct ish_vec u)
{
	const ISH_REAL one = (ISH_REAL)1, two = (ISH_REAL)2, u0 = ISH_SQRT(one + ish_dot(u, u));
	const ISH_REAL both = one / (u0 * (one + u0)), inv = both * (one + u0); /* 1/u^0 */
	const struct ish_vec pi0 = ish_sym_times(pi, ish_vec_scaled(inv, u));   /* pi^0i */
	const ISH_REAL pi00 = inv * ish_dot(pi0, u);
	const struct ish_vec n = ish_vec_scaled(both * u0, u); /* u^i/(1 + u^0) */
	struct ish_sym r;
	r.xx = pi.xx - n.x * (two * pi0.x - n.x * pi00);
	r.yy = pi.yy - n.y * (two * pi0.y - n.y * pi00);
	r.zz = pi.zz - n.z * (two * pi0.z - n.z * pi00);
	r.xy = pi.xy - n.x * pi0.y - n.y * pi0.x + n.x * n.y * pi00;
	r.xz = pi.xz - n.x * pi0.z - n.z * pi0.x + n.x * n.z * pi00;
	r.yz = pi.yz - n.y * pi0.z - n.z * pi0.y + n.y * n.z * pi00;
	return r;
}

/* A point of the unit circle: cosine and sine of an angle. */
struct ish_phase {
	ISH_REAL c, s;
};

/*
 * The third of an angle of 0 to pi/2. tan of its half by interpolation in Chebyshev points (error 6.4e-5), then two steps of Newton's method for the
 * cube root on the unit circle, each of which takes an error d of the angle to d^3/3. No call of a library, so that loops are vectorised.
 */
ISH_POINT struct ish_phase ish_phase_third(struct ish_phase z)
{
	const ISH_REAL one = (ISH_REAL)1, two = (ISH_REAL)2, third = (ISH_REAL)1 / (ISH_REAL)3;
	const ISH_REAL t = z.s / (one + z.c), x = t * t; /* t: tan of half of the angle, 0 to 1 */
	const ISH_REAL g = (ISH_REAL)0.33326960564427494 +
	                   x * ((ISH_REAL)-0.09667834853872301 +
	                        x * ((ISH_REAL)0.04310596675154755 + x * (ISH_REAL)-0.011784845206871699));
	const ISH_REAL h = t * g, inv = one / (one + h * h);
	struct ish_phase w = {(one - h * h) * inv, two * h * inv};
	for (int i = 0; i < 2; i++) {
		const ISH_REAL re = w.c * w.c - w.s * w.s, im = -two * w.c * w.s; /* conj(w)^2, on the circle 1/w^2 */
		const ISH_REAL c = third * (two * w.c + z.c * re - z.s * im);
		const ISH_REAL s = third * (two * w.s + z.c * im + z.s * re);
		const ISH_REAL norm =
			(ISH_REAL)1.5 - (ISH_REAL)0.5 * (c * c + s * s); /* 1/|w| but for d^4: |w| = 1 - d^2 */
		w.c = norm * c;
		w.s = norm * s;
	}
	return w;
}

/* Ascending. */
struct ish_eigenvalues {
	ISH_REAL l1, l2, l3;
};

/*
 * Eigenvalues of a symmetric traceless tensor A, each to a few roundings of the largest, near degeneracy too. With p^2 = A:A/6 they are 2 p cos of three
 * angles; thrice the angle is the one between A and B = A^2 - 2 p^2 1 in the five-dimensional space of such tensors. Its sine comes from the ten
 * minors of A and B, not from its cosine, which would leave half of the digits near degeneracy.
 */
ISH_POINT struct ish_eigenvalues ish_traceless_eigenvalues(struct ish_sym a)
{
	const ISH_REAL zero = (ISH_REAL)0, one = (ISH_REAL)1, two = (ISH_REAL)2, half = (ISH_REAL)0.5;
	const ISH_REAL root3 = (ISH_REAL)1.7320508075688772935, k = half / root3;
	const ISH_REAL p = ISH_SQRT((ISH_REAL)1 / (ISH_REAL)6 * ish_sym_contract(a, a));
	const ISH_REAL inv = p > ISH_REAL_MIN ? one / p : zero;
	const struct ish_sym n = {inv * a.xx, inv * a.xy, inv * a.xz, inv * a.yy, inv * a.yz, inv * a.zz};
	/* B less its trace, which the components below do not see */
	const struct ish_sym b = {n.xx * n.xx + n.xy * n.xy + n.xz * n.xz, n.xx * n.xy + n.xy * n.yy + n.xz * n.yz,
	                          n.xx * n.xz + n.xy * n.yz + n.xz * n.zz, n.xy * n.xy + n.yy * n.yy + n.yz * n.yz,
	                          n.xy * n.xz + n.yy * n.yz + n.yz * n.zz, n.xz * n.xz + n.yz * n.yz + n.zz * n.zz};
	/* orthogonal components (xx - yy)/2, (2 zz - xx - yy)/(2 sqrt 3), xy, xz, yz */
	const ISH_REAL a1 = half * (n.xx - n.yy), a2 = k * (two * n.zz - n.xx - n.yy);
	const ISH_REAL b1 = half * (b.xx - b.yy), b2 = k * (two * b.zz - b.xx - b.yy);
	const ISH_REAL m12 = a1 * b2 - a2 * b1, m13 = a1 * b.xy - n.xy * b1, m14 = a1 * b.xz - n.xz * b1;
	const ISH_REAL m15 = a1 * b.yz - n.yz * b1, m23 = a2 * b.xy - n.xy * b2, m24 = a2 * b.xz - n.xz * b2;
	const ISH_REAL m25 = a2 * b.yz - n.yz * b2, m34 = n.xy * b.xz - n.xz * b.xy;
	const ISH_REAL m35 = n.xy * b.yz - n.yz * b.xy, m45 = n.xz * b.yz - n.yz * b.xz;
	const ISH_REAL minors = m12 * m12 + m13 * m13 + m14 * m14 + m15 * m15 + m23 * m23 + m24 * m24 + m25 * m25 +
	                        m34 * m34 + m35 * m35 + m45 * m45;
	const ISH_REAL product = a1 * b1 + a2 * b2 + n.xy * b.xy + n.xz * b.xz + n.yz * b.yz;
	/* |A| |B| = 3 in these components; for a negative cosine the values of -A, reversed */
	const ISH_REAL unit = one / (ISH_REAL)3;
	const struct ish_phase angle = {unit * ISH_FABS(product), unit * ISH_SQRT(minors)};
	const struct ish_phase third = ish_phase_third(angle);
	const ISH_REAL most = two * p * third.c, more = p * (third.c + root3 * third.s),
		       less = p * (third.c - root3 * third.s);
	const int turned = product < zero;
	struct ish_eigenvalues e;
	e.l1 = turned ? -most : -more;
	e.l2 = turned ? less : -less;
	e.l3 = turned ? more : most;
	return e;
}

/* What the conditions are made of, in fm^-4 or without unit. */
struct ish_causality_input {
	ISH_REAL w; /* W = e + P + Pi */
	ISH_REAL cs2;
	ISH_REAL a; /* (2 eta + lambda_piPi Pi)/(2 tau_pi) */
	ISH_REAL t; /* tau_pipi/tau_pi */
	ISH_REAL d; /* delta_pipi/tau_pi */
	ISH_REAL b; /* (zeta + delta_PiPi Pi)/tau_Pi */
	ISH_REAL l; /* lambda_Pipi/tau_Pi */
	ISH_REAL o; /* the factor of 2 tau_pi pi_c^<a Omega^b>c */
};

ISH_POINT struct ish_causality_input ish_causality_input_at(ISH_REAL e, ISH_REAL bulk_pressure, struct ish_transport t,
                                                            struct ish_thermo s, int shear, int bulk)
{
	const struct ish_coefficients c = ish_transport_at(t, e, s, shear, bulk);
	const ISH_REAL zero = (ISH_REAL)0;
	struct ish_causality_input in;
	in.w = e + s.p + bulk_pressure;
	in.cs2 = s.cs2;
	in.a = shear ? c.eta_tau + (ISH_REAL)0.5 * t.lambda_piPi * bulk_pressure : zero;
	in.t = shear ? t.tau_pipi : zero;
	in.d = shear ? t.delta_pipi : zero;
	in.b = bulk ? c.zeta_tau + t.delta_PiPi * bulk_pressure : zero;
	in.l = bulk ? c.lambdaPi_tau : zero;
	in.o = shear ? t.vorticity : zero;
	return in;
}

ISH_POINT ISH_REAL ish_least(ISH_REAL x, ISH_REAL y)
{
	return y < x ? y : x;
}

/* Eqs. (4a) to (4f): the least of each over its indices. */
struct ish_causality_necessary {
	ISH_REAL a, b, c, d, e, f;
};

ISH_POINT struct ish_causality_necessary ish_causality_necessary_at(struct ish_causality_input in,
                                                                    struct ish_eigenvalues v)
{
	const ISH_REAL two = (ISH_REAL)2, half = (ISH_REAL)0.5, quarter = (ISH_REAL)0.25,
		       sixth = (ISH_REAL)1 / (ISH_REAL)6;
	/* of the pairs 12, 13, 23 */
	const ISH_REAL c12 = in.a + quarter * in.t * (v.l1 + v.l2), c13 = in.a + quarter * in.t * (v.l1 + v.l3),
		       c23 = in.a + quarter * in.t * (v.l2 + v.l3);
	/* X_d = x0 + x1 Lambda_d */
	const ISH_REAL x0 = in.a + sixth * two * in.a + in.b + in.w * in.cs2;
	const ISH_REAL x1 = half * in.t + sixth * ((ISH_REAL)6 * in.d - in.t) + in.l + in.cs2;
	const ISH_REAL e1 = x0 + x1 * v.l1, e2 = x0 + x1 * v.l2, e3 = x0 + x1 * v.l3;
	struct ish_causality_necessary n;
	n.a = in.a - quarter * in.t * ISH_FABS(v.l1);
	n.b = in.w - in.a - quarter * in.t * v.l3;
	n.c = ish_least(c12, ish_least(c13, c23));
	/* a != d: of a pair the smaller Lambda_a */
	n.d = in.w + ish_least(v.l1 - c12, ish_least(v.l1 - c13, v.l2 - c23));
	n.e = ish_least(e1, ish_least(e2, e3));
	n.f = in.w + ish_least(v.l1 - e1, ish_least(v.l2 - e2, v.l3 - e3));
	return n;
}

/*
 * (4c) and (4d) with the vorticity term, the least over a != d. Waves along the eigenvector d that swing along a have the speed
 *     (W + Lambda_a) v^2 = a + t (Lambda_a + Lambda_d)/4 + o (Lambda_d - Lambda_a)/2,
 * exactly, in the limit of short ones: v^2 must be from 0 to 1. Without vorticity, o = 0, these are (4c) and (4d) themselves.
 */
ISH_POINT ISH_REAL ish_transverse_pair(struct ish_causality_input in, ISH_REAL low, ISH_REAL high)
{
	const ISH_REAL s = in.a + (ISH_REAL)0.25 * in.t * (low + high), g = (ISH_REAL)0.5 * in.o * (high - low);
	return ish_least(ish_least(s + g, s - g), in.w + ish_least(low - s - g, high - s + g));
}

ISH_POINT ISH_REAL ish_transverse_least(struct ish_causality_input in, struct ish_eigenvalues v)
{
	return ish_least(ish_transverse_pair(in, v.l1, v.l2),
	                 ish_least(ish_transverse_pair(in, v.l1, v.l3), ish_transverse_pair(in, v.l2, v.l3)));
}

/* Eqs. (5a) to (5h). (5b) must be more than 0. */
struct ish_causality_sufficient {
	ISH_REAL a, b, c, d, e, f, g, h;
};

ISH_POINT struct ish_causality_sufficient ish_causality_sufficient_at(struct ish_causality_input in,
                                                                      struct ish_eigenvalues v)
{
	const ISH_REAL two = (ISH_REAL)2, three = (ISH_REAL)3, half = (ISH_REAL)0.5, third = (ISH_REAL)1 / (ISH_REAL)3;
	const ISH_REAL sixth = (ISH_REAL)1 / (ISH_REAL)6, twelfth = (ISH_REAL)1 / (ISH_REAL)12;
	const ISH_REAL m = ISH_FABS(v.l1), wm = in.w - m, spread = v.l3 + m;
	const ISH_REAL up = in.a + half * in.t * v.l3, down = in.a - half * in.t * m;
	struct ish_causality_sufficient s;
	s.a = wm - up;
	s.b = two * down;
	s.c = (ISH_REAL)6 * in.d - in.t;
	s.d = in.l + in.cs2 - twelfth * in.t;
	const ISH_REAL k = (in.d - twelfth * in.t) * s.d * spread * spread;
	const ISH_REAL high = third * ((ISH_REAL)4 * in.a + (three * in.d + in.t) * v.l3) + in.b + in.l * v.l3;
	s.e = in.w * ((ISH_REAL)1 - in.cs2) - (high + m + v.l3 * in.cs2 + k / s.a);
	s.f = sixth * (two * in.a - s.c * m) + in.b - in.l * m + wm * in.cs2;
	s.g = down * down - k;
	const ISH_REAL low = third * ((ISH_REAL)4 * in.a - (three * in.d + in.t) * m) + in.b - in.l * m + wm * in.cs2;
	const ISH_REAL inv = (ISH_REAL)1 / wm;
	s.h = low - third * (in.w + v.l2) * (in.w + v.l3) * inv * ((ISH_REAL)1 + two * up * inv);
	return s;
}

struct ish_causality {
	ISH_REAL
	margin; /* the least of the necessary conditions over W: negative where signals are faster than light */
	ISH_REAL
		transverse; /* ish_transverse_least over W, 0 without shear: negative where waves grow without bound or outrun light */
	ISH_REAL kind; /* enum ish_causality_class, as a number: sweeps store it beside the margin */
};

/* Rounding of a condition, in units of W: one that holds with equality, as at a front speed of 1, is taken to hold. */
#define ISH_CAUSALITY_ROUNDING ((ISH_REAL)16 * ISH_REAL_EPSILON)

/*
 * The class of a state. `shear` is a compile-time constant. Without shear (4e) and (4f) are necessary and sufficient (Bemfica, Disconzi, Noronha,
 * Phys. Rev. Lett. 122, 221602 (2019)), and no state is undetermined. A state that is not finite, or with W <= 0, counts as acausal.
 */
ISH_POINT struct ish_causality ish_causality_of(struct ish_causality_input in, struct ish_eigenvalues v, int shear)
{
	const ISH_REAL zero = (ISH_REAL)0, one = (ISH_REAL)1, rounding = ISH_CAUSALITY_ROUNDING;
	const struct ish_causality_necessary n = ish_causality_necessary_at(in, v);
	ISH_REAL least = ish_least(n.e, n.f);
	ISH_REAL transverse = zero;
	int sure = 1;
	if (shear) {
		transverse = ish_transverse_least(in, v);
		const struct ish_causality_sufficient s = ish_causality_sufficient_at(in, v);
		const ISH_REAL limit = -rounding * in.w;
		least = ish_least(least, ish_least(ish_least(n.a, n.b), ish_least(n.c, n.d)));
		/* a comparison with a number that is none is false */
		sure = (s.a >= limit) & (s.b > zero) & (s.c >= -rounding) & (s.d >= -rounding) & (s.e >= limit) &
		       (s.f >= limit) & (s.g >= limit * in.w) & (s.h >= limit);
	}
	/* the least of two may pass over a number that is none */
	const ISH_REAL all = v.l1 + v.l2 + v.l3 + in.a + in.b;
	const int possible = (in.w > zero) & (least >= -rounding * in.w) & (all - all == zero);
	struct ish_causality c;
	const ISH_REAL inv = one / in.w;
	c.margin = in.w > zero ? least * inv : -one;
	c.transverse = in.w > zero ? transverse * inv : -one;
	c.kind = possible ? (sure ? zero : one) : (ISH_REAL)2;
	return c;
}

/* All at a point: s^ij, Pi and u as evolved. `shear` and `bulk` are compile-time constants. */
ISH_POINT struct ish_causality ish_causality_at(ISH_REAL e, struct ish_vec u, struct ish_shear s,
                                                ISH_REAL bulk_pressure, struct ish_transport t,
                                                struct ish_thermo thermo, int shear, int bulk)
{
	struct ish_eigenvalues v = {(ISH_REAL)0, (ISH_REAL)0, (ISH_REAL)0};
	if (shear) {
		v = ish_traceless_eigenvalues(ish_shear_at_rest(ish_shear_complete(s, u), u));
	}
	return ish_causality_of(ish_causality_input_at(e, bulk_pressure, t, thermo, shear, bulk), v, shear);
}

#endif
