/*
 * The stress-energy tensor T^ab = w u^a u^b + (P + Pi) g^ab + pi^ab, w = e + P + Pi (Landau frame, signature -+++), in
 * the orthonormal tetrad, where it is what it is in Minkowski space.
 *
 * pi^ab u_b = 0 and pi^a_a = 0: five components pi11, pi12, pi13, pi22, pi23 are free.
 */
#ifndef ISH_PHYSICS_STRESS_ENERGY_H
#define ISH_PHYSICS_STRESS_ENERGY_H

#include "physics/point.h"

/* The five evolved components of pi^ij. */
struct ish_shear {
	ISH_REAL xx, xy, xz, yy, yz;
};

/* pi^ij with pi^33 from pi^11 + pi^22 + pi^33 = pi^00 = pi^ij u_i u_j/(u^0)^2; linear in the five at fixed u. */
ISH_POINT struct ish_sym ish_shear_complete(struct ish_shear s, struct ish_vec u)
{
	const ISH_REAL two = (ISH_REAL)2;
	const ISH_REAL uxx = u.x * u.x, uyy = u.y * u.y, uzz = u.z * u.z;
	const ISH_REAL perp = (ISH_REAL)1 + uxx + uyy; /* (u^0)^2 - u_3^2 */
	const ISH_REAL quad = s.xx * uxx + s.yy * uyy + two * (s.xy * u.x * u.y + s.xz * u.x * u.z + s.yz * u.y * u.z);
	struct ish_sym p = {s.xx, s.xy, s.xz, s.yy, s.yz, (quad - (perp + uzz) * (s.xx + s.yy)) / perp};
	return p;
}

struct ish_conserved {
	ISH_REAL e; /* E = T^00 */
	struct ish_vec m;
};

/* E and M^i of a state: e, P + Pi = pressure, u, and the complete pi^ij. */
ISH_POINT struct ish_conserved ish_conserved_of(ISH_REAL e, ISH_REAL pressure, struct ish_vec u, struct ish_sym pi)
{
	const ISH_REAL u02 = (ISH_REAL)1 + ish_dot(u, u);
	const ISH_REAL u0 = ISH_SQRT(u02);
	const ISH_REAL iu0 = (ISH_REAL)1 / u0;
	const ISH_REAL w = e + pressure;
	const struct ish_vec pi0 = ish_vec_scaled(iu0, ish_sym_times(pi, u));
	const ISH_REAL wu0 = w * u0;
	struct ish_conserved t;
	t.e = w * u02 - pressure + iu0 * ish_dot(pi0, u);
	t.m.x = wu0 * u.x + pi0.x;
	t.m.y = wu0 * u.y + pi0.y;
	t.m.z = wu0 * u.z + pi0.z;
	return t;
}

/* T^ij */
ISH_POINT struct ish_sym ish_stress_of(ISH_REAL e, ISH_REAL pressure, struct ish_vec u, struct ish_sym pi)
{
	const ISH_REAL w = e + pressure;
	struct ish_sym t;
	t.xx = w * u.x * u.x + pressure + pi.xx;
	t.xy = w * u.x * u.y + pi.xy;
	t.xz = w * u.x * u.z + pi.xz;
	t.yy = w * u.y * u.y + pressure + pi.yy;
	t.yz = w * u.y * u.z + pi.yz;
	t.zz = w * u.z * u.z + pressure + pi.zz;
	return t;
}

/* A_ab B^ab of two symmetric tensors transverse to u, from their spatial parts; v = u/u^0. */
ISH_POINT ISH_REAL ish_transverse_contract(struct ish_sym a, struct ish_sym b, struct ish_vec v)
{
	const struct ish_vec a0 = ish_sym_times(a, v), b0 = ish_sym_times(b, v);
	return ish_sym_contract(a, b) - (ISH_REAL)2 * ish_dot(a0, b0) + ish_dot(a0, v) * ish_dot(b0, v);
}

#endif
