/*
 * The stress-energy tensor T^ab = w u^a u^b + (P + Pi) g^ab + pi^ab, w = e + P + Pi (Landau frame, signature -+++), in
 * the orthonormal tetrad, where it is what it is in Minkowski space.
 *
 * pi^ab u_b = 0 and pi^a_a = 0 leave five components free. Evolved is the traceless part of the spatial tensor,
 *     s^ij = pi^ij - delta^ij pi^kk/3,    pi^kk = pi^00 = s^ij u_i u_j/(1 + 2 u^2/3),
 * and not five components of pi^ij itself: s^33 = -s^11 - s^22 is linear, so that every step treats the three directions alike, and
 * rotations and exchanges of axes are exact symmetries of the discrete system.
 */
#ifndef ISH_PHYSICS_STRESS_ENERGY_H
#define ISH_PHYSICS_STRESS_ENERGY_H

#include "physics/point.h"
#include "workspace/mutation.h"

/* The five evolved components of s^ij. */
struct ish_shear {
	ISH_REAL xx, xy, xz, yy, yz;
};

/* a + f b */
ISH_POINT struct ish_shear ish_shear_added(struct ish_shear a, ISH_REAL f, struct ish_shear b)
{
	struct ish_shear s = {a.xx + f * b.xx, a.xy + f * b.xy, a.xz + f * b.xz, a.yy + f * b.yy, a.yz + f * b.yz};
	return s;
}

/* s^ij with s^33. */
ISH_POINT struct ish_sym ish_shear_tensor(struct ish_shear s)
{
	struct ish_sym t = {s.xx, s.xy, s.xz, s.yy, s.yz, -(s.xx + s.yy)};
	return t;
}

/* The traceless part of a spatial tensor: s^ij of pi^ij, ds^ij of dpi^ij. */
ISH_POINT struct ish_shear ish_shear_of(struct ish_sym p)
{
	const ISH_REAL third = (ISH_REAL)1 / (ISH_REAL)3 * (p.xx + p.yy + p.zz);
	struct ish_shear s = {p.xx - third, p.xy, p.xz, p.yy - third, p.yz};
	return s;
}

/* t^ij u_i u_j */
ISH_POINT ISH_REAL ish_sym_along(struct ish_sym t, struct ish_vec u)
{
	return ish_dot(ish_sym_times(t, u), u);
}

/* 1 + 2 u^2/3 = (u^0)^2 - u^2/3 */
ISH_POINT ISH_REAL ish_shear_norm(struct ish_vec u)
{
	return (ISH_REAL)1 + ISH_TERM(stress_trace_norm, (ISH_REAL)2 / (ISH_REAL)3 * ish_dot(u, u));
}

/* pi^ij of s^ij; linear at fixed u. */
ISH_POINT struct ish_sym ish_shear_complete(struct ish_shear s, struct ish_vec u)
{
	struct ish_sym p = ish_shear_tensor(s);
	const ISH_REAL third = ISH_TERM(stress_trace, (ISH_REAL)1 / (ISH_REAL)3 * (ish_sym_along(p, u) / ish_shear_norm(u)));
	p.xx += third;
	p.yy += third;
	p.zz += third;
	return p;
}

/* s^ij from the five components of pi^ij that files hold, pi^11, pi^12, pi^13, pi^22, pi^23: pi^33 by pi^kk = pi^00. */
ISH_POINT struct ish_shear ish_shear_from_file(ISH_REAL xx, ISH_REAL xy, ISH_REAL xz, ISH_REAL yy, ISH_REAL yz,
                                               struct ish_vec u)
{
	const ISH_REAL perp = (ISH_REAL)1 + u.x * u.x + u.y * u.y; /* (u^0)^2 - u_3^2 */
	struct ish_sym p = {xx, xy, xz, yy, yz, (ISH_REAL)0};
	p.zz = ISH_TERM(initial_pi33, (ish_sym_along(p, u) - (perp + u.z * u.z) * (xx + yy)) / perp);
	return ish_shear_of(p);
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
	t.e = w * u02 - ISH_TERM(initial_e_pressure, pressure) + ISH_TERM(initial_e_pi, iu0 * ish_dot(pi0, u));
	t.m.x = wu0 * u.x + ISH_TERM(initial_m_pi_x, pi0.x);
	t.m.y = wu0 * u.y + ISH_TERM(initial_m_pi_y, pi0.y);
	t.m.z = wu0 * u.z + ISH_TERM(initial_m_pi_z, pi0.z);
	return t;
}

/* T^ij */
ISH_POINT struct ish_sym ish_stress_of(ISH_REAL e, ISH_REAL pressure, struct ish_vec u, struct ish_sym pi)
{
	const ISH_REAL w = e + pressure;
	struct ish_sym t;
	t.xx = ISH_TERM(stress_w_xx, w * u.x * u.x) + ISH_TERM(stress_pressure_xx, pressure) + ISH_TERM(stress_pi_xx, pi.xx);
	t.xy = ISH_TERM(stress_w_xy, w * u.x * u.y) + ISH_TERM(stress_pi_xy, pi.xy);
	t.xz = ISH_TERM(stress_w_xz, w * u.x * u.z) + ISH_TERM(stress_pi_xz, pi.xz);
	t.yy = ISH_TERM(stress_w_yy, w * u.y * u.y) + ISH_TERM(stress_pressure_yy, pressure) + ISH_TERM(stress_pi_yy, pi.yy);
	t.yz = ISH_TERM(stress_w_yz, w * u.y * u.z) + ISH_TERM(stress_pi_yz, pi.yz);
	t.zz = ISH_TERM(stress_w_zz, w * u.z * u.z) + ISH_TERM(stress_pressure_zz, pressure) + ISH_TERM(stress_pi_zz, pi.zz);
	return t;
}

/* A_ab B^ab of two symmetric tensors transverse to u, from their spatial parts; v = u/u^0. */
ISH_POINT ISH_REAL ish_transverse_contract(struct ish_sym a, struct ish_sym b, struct ish_vec v)
{
	const struct ish_vec a0 = ish_sym_times(a, v), b0 = ish_sym_times(b, v);
	return ish_sym_contract(a, b) - (ISH_REAL)2 * ish_dot(a0, b0) + ish_dot(a0, v) * ish_dot(b0, v);
}

#endif
