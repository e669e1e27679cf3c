/*
 * The right-hand side at a point with the time derivatives closed exactly: no difference in time is taken from an earlier step.
 *
 * sigma, theta, A and Omega contain q^i = du^i/dt. dT^0a/dt =: S^a is known from the conservation laws, T^0a is an algebraic function of
 * (e, u, pi, Pi), and dpi/dt, dPi/dt are linear in q; the 4x4 system closes in a 3x3 one, K q = r. Evaluated first with q = 0, then corrected.
 *
 * Israel-Stewart equations with every second-order term (Denicol, Niemi, Molnar, Rischke, Phys. Rev. D 85, 114047 (2012), eqs. 62 to 65, in the
 * signature -+++ and for vanishing charge):
 *     tau_pi pi-dot^<ab> = - pi^ab - 2 eta sigma^ab - delta_pipi pi^ab theta - tau_pipi pi_c^<a sigma^b>c
 *                          + 2 tau_pi pi_c^<a Omega^b>c - lambda_piPi Pi sigma^ab - phi_7 pi_c^<a pi^b>c
 *     tau_Pi Pi-dot      = - Pi - zeta theta - delta_PiPi Pi theta - lambda_Pipi pi^ab sigma_ab
 * The result is F, everything but the stiff decay G = -pi/(tau_pi u^0), -Pi/(tau_Pi u^0); K q = r uses F + G.
 */
#ifndef ISH_PHYSICS_CLOSURE_H
#define ISH_PHYSICS_CLOSURE_H

#include "physics/stress_energy.h"
#include "physics/transport.h"

struct ish_closure_input {
	struct ish_vec rate; /* H_i of the metric */
	ISH_REAL e;
	struct ish_vec u;
	struct ish_shear pi;
	ISH_REAL bulk;
	struct ish_mat du;           /* D_i u^j: row i is the direction of the derivative, column j the component */
	ISH_REAL div_m;              /* sum_i D_i M^i */
	struct ish_vec div_t;        /* sum_i D_i T^ij */
	struct ish_shear advect_pi;  /* u^k D_k pi^ij */
	ISH_REAL advect_bulk;        /* u^k D_k Pi */
};

struct ish_closure_output {
	ISH_REAL energy;         /* -sum_i D_i M^i - sum_i H_i T^ii: d(sqrt(g) E)/dt over sqrt(g) */
	struct ish_vec momentum; /* -sum_i D_i T^ij: d(sqrt(g) a_j M^j)/dt over sqrt(g) a_j */
	struct ish_shear pi;     /* dpi^ij/dt without the stiff decay */
	ISH_REAL bulk;           /* dPi/dt without the stiff decay */
	struct ish_vec q;        /* du^i/dt */
	ISH_REAL de;             /* de/dt */
	ISH_REAL theta;          /* expansion rate, complete */
	ISH_REAL sigma2;         /* sigma^ab sigma_ab, complete */
	ISH_REAL det;            /* det K/(w (u^0)^2)^3: 1 - ..., positive where the closure exists */
};

/* Kinematics with some q: A^i, theta, sigma^ij, Omega^ij of physics section 3. */
struct ish_kinematics {
	ISH_REAL theta;
	struct ish_sym sigma;
	ISH_REAL oxy, oxz, oyz; /* Omega^12, Omega^13, Omega^23 */
	struct ish_vec a;
	ISH_REAL a0;
};

ISH_POINT struct ish_kinematics ish_kinematics_at(struct ish_vec rate, struct ish_vec u, ISH_REAL u0, struct ish_vec v,
                                                  struct ish_mat du, struct ish_vec q)
{
	const ISH_REAL half = (ISH_REAL)0.5, third = (ISH_REAL)1 / (ISH_REAL)3;
	struct ish_kinematics k;
	/* A^i = u^0 q^i + u^k D_k u^i + H_i u^i u^0 */
	k.a.x = u0 * (q.x + rate.x * u.x) + u.x * du.xx + u.y * du.yx + u.z * du.zx;
	k.a.y = u0 * (q.y + rate.y * u.y) + u.x * du.xy + u.y * du.yy + u.z * du.zy;
	k.a.z = u0 * (q.z + rate.z * u.z) + u.x * du.xz + u.y * du.yz + u.z * du.zz;
	k.a0 = ish_dot(v, k.a);
	k.theta = ish_dot(v, q) + du.xx + du.yy + du.zz + (rate.x + rate.y + rate.z) * u0;
	const ISH_REAL t3 = third * k.theta;
	k.sigma.xx = du.xx + rate.x * u0 + u.x * k.a.x - t3 * ((ISH_REAL)1 + u.x * u.x);
	k.sigma.yy = du.yy + rate.y * u0 + u.y * k.a.y - t3 * ((ISH_REAL)1 + u.y * u.y);
	k.sigma.zz = du.zz + rate.z * u0 + u.z * k.a.z - t3 * ((ISH_REAL)1 + u.z * u.z);
	const ISH_REAL uxy = u.x * k.a.y, uyx = u.y * k.a.x, uxz = u.x * k.a.z, uzx = u.z * k.a.x, uyz = u.y * k.a.z,
	               uzy = u.z * k.a.y;
	k.sigma.xy = half * (du.xy + du.yx + uxy + uyx) - t3 * u.x * u.y;
	k.sigma.xz = half * (du.xz + du.zx + uxz + uzx) - t3 * u.x * u.z;
	k.sigma.yz = half * (du.yz + du.zy + uyz + uzy) - t3 * u.y * u.z;
	k.oxy = half * (du.xy - du.yx + uxy - uyx);
	k.oxz = half * (du.xz - du.zx + uxz - uzx);
	k.oyz = half * (du.yz - du.zy + uyz - uzy);
	return k;
}

/* pi_c^<i Z^j>c for Z^ij with Z^i0 = Z^ij v_j: the symmetric traceless part of W Z^T, W_ik = pi_ik - pi_0i v_k. */
ISH_POINT struct ish_shear ish_transverse_product(struct ish_mat w, struct ish_mat z, struct ish_vec u, struct ish_vec v)
{
	const ISH_REAL half = (ISH_REAL)0.5, third = (ISH_REAL)1 / (ISH_REAL)3;
	const ISH_REAL xx = w.xx * z.xx + w.xy * z.xy + w.xz * z.xz;
	const ISH_REAL yy = w.yx * z.yx + w.yy * z.yy + w.yz * z.yz;
	const ISH_REAL zz = w.zx * z.zx + w.zy * z.zy + w.zz * z.zz;
	const ISH_REAL xy = half * (w.xx * z.yx + w.xy * z.yy + w.xz * z.yz + w.yx * z.xx + w.yy * z.xy + w.yz * z.xz);
	const ISH_REAL xz = half * (w.xx * z.zx + w.xy * z.zy + w.xz * z.zz + w.zx * z.xx + w.zy * z.xy + w.zz * z.xz);
	const ISH_REAL yz = half * (w.yx * z.zx + w.yy * z.zy + w.yz * z.zz + w.zx * z.yx + w.zy * z.yy + w.zz * z.yz);
	/* X^c_c = X^ii - X^00, X^00 = X^ij v_i v_j */
	const struct ish_sym x = {xx, xy, xz, yy, yz, zz};
	const ISH_REAL trace = third * (xx + yy + zz - ish_dot(v, ish_sym_times(x, v)));
	struct ish_shear r = {xx - trace * ((ISH_REAL)1 + u.x * u.x), xy - trace * u.x * u.y, xz - trace * u.x * u.z,
	                      yy - trace * ((ISH_REAL)1 + u.y * u.y), yz - trace * u.y * u.z};
	return r;
}

/* dpi^ij/dt, without the stiff decay, at q = 0. */
ISH_POINT struct ish_shear ish_shear_rate(struct ish_closure_input in, struct ish_transport t, struct ish_coefficients c,
                                          struct ish_sym pi, struct ish_mat w, struct ish_vec pi0, ISH_REAL iu0,
                                          struct ish_vec v, struct ish_kinematics k)
{
	const ISH_REAL two = (ISH_REAL)2;
	/* Z = - tau_pipi sigma + 2 tau_pi Omega - phi_7 pi, over tau_pi */
	const ISH_REAL zs = -t.tau_pipi, zo = two * t.vorticity, zp = -c.phi7_tau;
	struct ish_mat z;
	z.xx = zs * k.sigma.xx + zp * pi.xx;
	z.yy = zs * k.sigma.yy + zp * pi.yy;
	z.zz = zs * k.sigma.zz + zp * pi.zz;
	const ISH_REAL sxy = zs * k.sigma.xy + zp * pi.xy, sxz = zs * k.sigma.xz + zp * pi.xz,
	               syz = zs * k.sigma.yz + zp * pi.yz;
	z.xy = sxy + zo * k.oxy;
	z.yx = sxy - zo * k.oxy;
	z.xz = sxz + zo * k.oxz;
	z.zx = sxz - zo * k.oxz;
	z.yz = syz + zo * k.oyz;
	z.zy = syz - zo * k.oyz;
	const struct ish_shear x = ish_transverse_product(w, z, in.u, v);
	const ISH_REAL hs = two * c.eta_tau + t.lambda_piPi * in.bulk;
	const ISH_REAL dt = t.delta_pipi * k.theta;
	/* pi^jc A_c = - pi^j0 A^0 + pi^jk A^k; with H_j u^j pi^0i the terms pair up as u^i B^j + u^j B^i */
	const struct ish_vec pa = ish_sym_times(pi, k.a);
	const struct ish_vec b = {pa.x - pi0.x * k.a0, pa.y - pi0.y * k.a0, pa.z - pi0.z * k.a0};
	const struct ish_vec hu = {in.rate.x * in.u.x, in.rate.y * in.u.y, in.rate.z * in.u.z};
	struct ish_shear r;
	r.xx = iu0 * (-in.advect_pi.xx - two * hu.x * pi0.x + two * in.u.x * b.x - hs * k.sigma.xx - dt * pi.xx + x.xx);
	r.xy = iu0 * (-in.advect_pi.xy - hu.x * pi0.y - hu.y * pi0.x + in.u.x * b.y + in.u.y * b.x - hs * k.sigma.xy -
	              dt * pi.xy + x.xy);
	r.xz = iu0 * (-in.advect_pi.xz - hu.x * pi0.z - hu.z * pi0.x + in.u.x * b.z + in.u.z * b.x - hs * k.sigma.xz -
	              dt * pi.xz + x.xz);
	r.yy = iu0 * (-in.advect_pi.yy - two * hu.y * pi0.y + two * in.u.y * b.y - hs * k.sigma.yy - dt * pi.yy + x.yy);
	r.yz = iu0 * (-in.advect_pi.yz - hu.y * pi0.z - hu.z * pi0.y + in.u.y * b.z + in.u.z * b.y - hs * k.sigma.yz -
	              dt * pi.yz + x.yz);
	return r;
}

/* Everything; shear and bulk are compile-time constants. */
ISH_POINT struct ish_closure_output ish_closure(struct ish_closure_input in, struct ish_transport t, struct ish_thermo s,
                                                int shear, int bulk)
{
	const ISH_REAL zero = (ISH_REAL)0, half = (ISH_REAL)0.5, one = (ISH_REAL)1, two = (ISH_REAL)2;
	const ISH_REAL third = one / (ISH_REAL)3;
	const struct ish_vec u = in.u;
	const ISH_REAL u2 = ish_dot(u, u), u02 = one + u2, u0 = ISH_SQRT(u02), iu0 = one / u0;
	const struct ish_vec v = ish_vec_scaled(iu0, u);
	const struct ish_coefficients c = ish_transport_at(t, in.e, s, shear, bulk);
	const ISH_REAL pressure = s.p + in.bulk, w = in.e + pressure;
	const struct ish_sym pi = ish_shear_complete(in.pi, u);
	const struct ish_vec pi0 = ish_sym_times(pi, v);
	const ISH_REAL pi00 = ish_dot(pi0, v);
	const struct ish_mat wm = {pi.xx - pi0.x * v.x, pi.xy - pi0.x * v.y, pi.xz - pi0.x * v.z,
	                           pi.xy - pi0.y * v.x, pi.yy - pi0.y * v.y, pi.yz - pi0.y * v.z,
	                           pi.xz - pi0.z * v.x, pi.yz - pi0.z * v.y, pi.zz - pi0.z * v.z};
	const struct ish_vec none = {zero, zero, zero};
	const struct ish_kinematics k = ish_kinematics_at(in.rate, u, u0, v, in.du, none);
	struct ish_closure_output out;

	/* conservation laws */
	const struct ish_sym tij = ish_stress_of(in.e, pressure, u, pi);
	const ISH_REAL energy = w * u02 - pressure + pi00;
	const ISH_REAL work = in.rate.x * tij.xx + in.rate.y * tij.yy + in.rate.z * tij.zz;
	const ISH_REAL hsum = in.rate.x + in.rate.y + in.rate.z;
	out.energy = -in.div_m - work;
	out.momentum.x = -in.div_t.x;
	out.momentum.y = -in.div_t.y;
	out.momentum.z = -in.div_t.z;

	/* relaxation equations at q = 0 */
	struct ish_shear dpi = {zero, zero, zero, zero, zero};
	ISH_REAL dbulk = zero, rate = zero;
	struct ish_sym dpi_all = {zero, zero, zero, zero, zero, zero};
	if (shear) {
		dpi = ish_shear_rate(in, t, c, pi, wm, pi0, iu0, v, k);
		rate = c.rate_pi * iu0;
		const struct ish_shear total = {dpi.xx - rate * pi.xx, dpi.xy - rate * pi.xy, dpi.xz - rate * pi.xz,
		                                dpi.yy - rate * pi.yy, dpi.yz - rate * pi.yz};
		dpi_all = ish_shear_complete(total, u); /* the constraint is linear at fixed u */
	}
	if (bulk) {
		const ISH_REAL ps = shear ? ish_transverse_contract(pi, k.sigma, v) : zero;
		dbulk = iu0 * (-in.advect_bulk - (c.zeta_tau + t.delta_PiPi * in.bulk) * k.theta - c.lambdaPi_tau * ps);
	}
	const ISH_REAL dbulk_all = bulk ? dbulk - c.rate_Pi * iu0 * in.bulk : zero;

	/* S' = S - dT^0a/dt at q = 0, de/dt = 0 */
	const struct ish_vec d0 = ish_sym_times(dpi_all, v);
	const ISH_REAL s0 = out.energy - hsum * energy - dbulk_all * u2 - ish_dot(d0, v);
	const struct ish_vec m = {w * u0 * u.x + pi0.x, w * u0 * u.y + pi0.y, w * u0 * u.z + pi0.z};
	const ISH_REAL db = dbulk_all * u0;
	const struct ish_vec sv = {out.momentum.x - (hsum + in.rate.x) * m.x - db * u.x - d0.x,
	                           out.momentum.y - (hsum + in.rate.y) * m.y - db * u.y - d0.y,
	                           out.momentum.z - (hsum + in.rate.z) * m.z - db * u.z - d0.z};
	const ISH_REAL ss = u0 * s0 - ish_dot(u, sv);

	/* K q = r */
	const ISH_REAL h2 = shear ? c.eta_tau + half * t.lambda_piPi * in.bulk : zero; /* h/(2 tau_pi) */
	const ISH_REAL kp = shear ? half * (half * t.tau_pipi + t.vorticity) : zero;
	const ISH_REAL km = shear ? half * (half * t.tau_pipi - t.vorticity) : zero;
	const ISH_REAL tp3 = shear ? third * t.tau_pipi : zero;
	const ISH_REAL dp = shear ? t.delta_pipi - tp3 : zero;
	const ISH_REAL bz = bulk ? c.zeta_tau + t.delta_PiPi * in.bulk : zero;
	const ISH_REAL lp = bulk ? c.lambdaPi_tau : zero;
	const ISH_REAL wu02 = w * u02;
	const ISH_REAL al = wu02 - h2 * u2 - kp * pi00;
	const ISH_REAL be = u02 - km * u2;
	const ISH_REAL ga = u0 * -(s.cs2 * w + third * h2 + bz);
	const ISH_REAL mu = -dp - kp;
	const ISH_REAL nu = u0 * (-s.cs2 - lp - km + tp3);
	const struct ish_vec n = {pi0.x - pi00 * v.x, pi0.y - pi00 * v.y, pi0.z - pi00 * v.z};
	const struct ish_vec g = {ga * u.x + mu * pi0.x, ga * u.y + mu * pi0.y, ga * u.z + mu * pi0.z};
	const struct ish_vec nn = ish_vec_scaled(nu, n);
	const struct ish_mat km3 = {al + be * wm.xx + g.x * v.x + u.x * nn.x, be * wm.xy + g.x * v.y + u.x * nn.y,
	                            be * wm.xz + g.x * v.z + u.x * nn.z,      be * wm.yx + g.y * v.x + u.y * nn.x,
	                            al + be * wm.yy + g.y * v.y + u.y * nn.y, be * wm.yz + g.y * v.z + u.y * nn.z,
	                            be * wm.zx + g.z * v.x + u.z * nn.x,      be * wm.zy + g.z * v.y + u.z * nn.y,
	                            al + be * wm.zz + g.z * v.z + u.z * nn.z};
	const ISH_REAL sc = (one + s.cs2) * ss;
	const struct ish_vec r = {u0 * (sv.x - sc * u.x), u0 * (sv.y - sc * u.y), u0 * (sv.z - sc * u.z)};
	ISH_REAL det;
	const struct ish_vec q = ish_mat_solve(km3, r, &det);
	const ISH_REAL q0 = ish_dot(v, q), mm = ish_dot(n, q);
	out.q = q;
	out.det = det / (wu02 * wu02 * wu02);
	out.de = iu0 * (ss - w * q0 - mm);

	/* corrections linear in q */
	out.pi = dpi;
	out.bulk = dbulk;
	if (shear) {
		const struct ish_vec y = {wm.xx * q.x + wm.xy * q.y + wm.xz * q.z,
		                          wm.yx * q.x + wm.yy * q.y + wm.yz * q.z,
		                          wm.zx * q.x + wm.zy * q.y + wm.zz * q.z};
		/* pairs u_i b_j + u_j b_i and pi_0i q_j + pi_0j q_i */
		const ISH_REAL cy = u0 * (one - km), cq = u0 * h2;
		const struct ish_vec b = {cy * y.x - cq * q.x, cy * y.y - cq * q.y, cy * y.z - cq * q.z};
		const ISH_REAL tr = two * third * h2 * q0 + tp3 * mm, pq = dp * q0;
		out.pi.xx += iu0 * (two * (u.x * b.x - kp * pi0.x * q.x) + tr * (one + u.x * u.x) - pq * pi.xx);
		out.pi.xy += iu0 * (u.x * b.y + u.y * b.x - kp * (pi0.x * q.y + pi0.y * q.x) + tr * u.x * u.y - pq * pi.xy);
		out.pi.xz += iu0 * (u.x * b.z + u.z * b.x - kp * (pi0.x * q.z + pi0.z * q.x) + tr * u.x * u.z - pq * pi.xz);
		out.pi.yy += iu0 * (two * (u.y * b.y - kp * pi0.y * q.y) + tr * (one + u.y * u.y) - pq * pi.yy);
		out.pi.yz += iu0 * (u.y * b.z + u.z * b.y - kp * (pi0.y * q.z + pi0.z * q.y) + tr * u.y * u.z - pq * pi.yz);
	}
	if (bulk) {
		out.bulk -= iu0 * (bz * q0 + lp * mm);
	}

	/* complete kinematics, for Knudsen numbers */
	out.theta = k.theta + q0;
	const struct ish_kinematics kq = ish_kinematics_at(in.rate, u, u0, v, in.du, q);
	out.sigma2 = ish_transverse_contract(kq.sigma, kq.sigma, v);
	return out;
}

#endif
