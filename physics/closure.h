/*
 * The right-hand side at a point with the time derivatives closed exactly: no difference in time is taken from an earlier step.
 *
 * sigma, theta, A and Omega contain q^i = du^i/dt. dT^0a/dt =: S^a is known from the conservation laws, T^0a is an algebraic function of
 * (e, u, pi, Pi), and dpi/dt, dPi/dt are linear in q; the 4x4 system closes in a 3x3 one, K q = r. Evaluated first with q = 0, then corrected.
 *
 * Israel-Stewart equations with these second-order terms (Denicol, Niemi, Molnar, Rischke, Phys. Rev. D 85, 114047 (2012), eqs. 62 to 65, in the
 * signature -+++ and for vanishing charge):
 *     tau_pi pi-dot^<ab> = - pi^ab - 2 eta sigma^ab - delta_pipi pi^ab theta - tau_pipi pi_c^<a sigma^b>c
 *                          + 2 tau_pi pi_c^<a Omega^b>c - lambda_piPi Pi sigma^ab - phi_7 pi_c^<a pi^b>c
 *     tau_Pi Pi-dot      = - Pi - zeta theta - delta_PiPi Pi theta - lambda_Pipi pi^ab sigma_ab
 * The result is F, everything but the stiff decay G = -chi pi/(tau_pi u^0), -chi Pi/(tau_Pi u^0) (stiffness.h); K q = r uses F + G.
 */
#ifndef ISH_PHYSICS_CLOSURE_H
#define ISH_PHYSICS_CLOSURE_H

#include "physics/stiffness.h"
#include "physics/stress_energy.h"
#include "physics/transport.h"
#include "workspace/mutation.h"

struct ish_closure_input {
	struct ish_vec rate; /* H_i of the metric */
	ISH_REAL e;
	struct ish_vec u;
	struct ish_shear shear; /* s^ij */
	ISH_REAL bulk;
	struct ish_mat du;           /* D_i u^j: row i is the direction of the derivative, column j the component */
	ISH_REAL div_m;              /* sum_i D_i M^i */
	struct ish_vec div_t;        /* sum_i D_i T^ij */
	struct ish_shear advect_shear; /* u^k D_k s^ij */
	ISH_REAL advect_bulk;        /* u^k D_k Pi */
	ISH_REAL decay;              /* 0: slopes without G; 1: complete, with it */
};

struct ish_closure_output {
	ISH_REAL energy;         /* -sum_i D_i M^i - sum_i H_i T^ii: d(sqrt(g) E)/dt over sqrt(g) */
	struct ish_vec momentum; /* -sum_i D_i T^ij: d(sqrt(g) a_j M^j)/dt over sqrt(g) a_j */
	struct ish_shear shear;  /* ds^ij/dt - G */
	ISH_REAL bulk;           /* dPi/dt - G */
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
	const struct ish_vec along = {ISH_TERM(kin_along_x, u.x * du.xx + u.y * du.yx + u.z * du.zx),
	                              ISH_TERM(kin_along_y, u.x * du.xy + u.y * du.yy + u.z * du.zy),
	                              ISH_TERM(kin_along_z, u.x * du.xz + u.y * du.yz + u.z * du.zz)};
	k.a.x = u0 * (q.x + ISH_TERM(kin_a_rate_x, rate.x * u.x)) + along.x;
	k.a.y = u0 * (q.y + ISH_TERM(kin_a_rate_y, rate.y * u.y)) + along.y;
	k.a.z = u0 * (q.z + ISH_TERM(kin_a_rate_z, rate.z * u.z)) + along.z;
	k.a0 = ISH_TERM(kin_a0, ish_dot(v, k.a));
	k.theta = ish_dot(v, q) + ISH_TERM(kin_theta_x, du.xx) + ISH_TERM(kin_theta_y, du.yy) + ISH_TERM(kin_theta_z, du.zz) +
	          ISH_TERM(kin_theta_rate, (rate.x + rate.y + rate.z) * u0);
	const ISH_REAL t3 = ISH_TERM(kin_sigma_trace, third * k.theta);
	k.sigma.xx = ISH_TERM(kin_sigma_xx, du.xx) + ISH_TERM(kin_sigma_rate_x, rate.x * u0) +
	             ISH_TERM(kin_sigma_ua_x, u.x * k.a.x) - t3 * ((ISH_REAL)1 + u.x * u.x);
	k.sigma.yy = ISH_TERM(kin_sigma_yy, du.yy) + ISH_TERM(kin_sigma_rate_y, rate.y * u0) +
	             ISH_TERM(kin_sigma_ua_y, u.y * k.a.y) - t3 * ((ISH_REAL)1 + u.y * u.y);
	k.sigma.zz = ISH_TERM(kin_sigma_zz, du.zz) + ISH_TERM(kin_sigma_rate_z, rate.z * u0) +
	             ISH_TERM(kin_sigma_ua_z, u.z * k.a.z) - t3 * ((ISH_REAL)1 + u.z * u.z);
	const ISH_REAL uxy = u.x * k.a.y, uyx = u.y * k.a.x, uxz = u.x * k.a.z, uzx = u.z * k.a.x, uyz = u.y * k.a.z,
	               uzy = u.z * k.a.y;
	k.sigma.xy = ISH_TERM(kin_sigma_xy, half * (du.xy + du.yx + uxy + uyx)) - t3 * u.x * u.y;
	k.sigma.xz = ISH_TERM(kin_sigma_xz, half * (du.xz + du.zx + uxz + uzx)) - t3 * u.x * u.z;
	k.sigma.yz = ISH_TERM(kin_sigma_yz, half * (du.yz + du.zy + uyz + uzy)) - t3 * u.y * u.z;
	k.oxy = ISH_TERM(kin_omega_xy, half * (du.xy - du.yx + uxy - uyx));
	k.oxz = ISH_TERM(kin_omega_xz, half * (du.xz - du.zx + uxz - uzx));
	k.oyz = ISH_TERM(kin_omega_yz, half * (du.yz - du.zy + uyz - uzy));
	return k;
}

/* pi_c^<i Z^j>c for Z^ij with Z^i0 = Z^ij v_j: the symmetric traceless part of W Z^T, W_ik = pi_ik - pi_0i v_k. */
ISH_POINT struct ish_sym ish_transverse_product(struct ish_mat w, struct ish_mat z, struct ish_vec u, struct ish_vec v)
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
	const ISH_REAL trace = ISH_TERM(shear_product_trace, third * (xx + yy + zz - ish_dot(v, ish_sym_times(x, v))));
	struct ish_sym r = {xx - trace * ((ISH_REAL)1 + u.x * u.x), xy - trace * u.x * u.y,
	                    xz - trace * u.x * u.z,                 yy - trace * ((ISH_REAL)1 + u.y * u.y),
	                    yz - trace * u.y * u.z,                 zz - trace * ((ISH_REAL)1 + u.z * u.z)};
	return r;
}

/* What the steps of the closure share at a point. */
struct ish_closure_point {
	ISH_REAL u2, u02, u0, iu0;
	struct ish_vec v;
	struct ish_coefficients c;
	ISH_REAL pressure, w; /* P + Pi, e + P + Pi */
	struct ish_sym pi;
	struct ish_vec pi0; /* pi^0i */
	ISH_REAL pi00;
	struct ish_mat wm; /* W_ij = pi_ij - pi_0i v_j */
};

ISH_POINT struct ish_closure_point ish_closure_point_at(struct ish_closure_input in, struct ish_transport t,
                                                        struct ish_thermo s, int shear, int bulk)
{
	struct ish_closure_point p;
	p.u2 = ish_dot(in.u, in.u);
	p.u02 = (ISH_REAL)1 + p.u2;
	p.u0 = ISH_SQRT(p.u02);
	p.iu0 = (ISH_REAL)1 / p.u0;
	p.v = ish_vec_scaled(p.iu0, in.u);
	p.c = ish_transport_at(t, in.e, s, shear, bulk);
	p.pressure = s.p + ISH_TERM(point_bulk, in.bulk);
	p.w = in.e + p.pressure;
	p.pi = ish_shear_complete(in.shear, in.u);
	p.pi0 = ish_sym_times(p.pi, p.v);
	p.pi00 = ish_dot(p.pi0, p.v);
	p.wm.xx = p.pi.xx - ISH_TERM(point_w_xx, p.pi0.x * p.v.x);
	p.wm.xy = p.pi.xy - ISH_TERM(point_w_xy, p.pi0.x * p.v.y);
	p.wm.xz = p.pi.xz - ISH_TERM(point_w_xz, p.pi0.x * p.v.z);
	p.wm.yx = p.pi.xy - ISH_TERM(point_w_yx, p.pi0.y * p.v.x);
	p.wm.yy = p.pi.yy - ISH_TERM(point_w_yy, p.pi0.y * p.v.y);
	p.wm.yz = p.pi.yz - ISH_TERM(point_w_yz, p.pi0.y * p.v.z);
	p.wm.zx = p.pi.xz - ISH_TERM(point_w_zx, p.pi0.z * p.v.x);
	p.wm.zy = p.pi.yz - ISH_TERM(point_w_zy, p.pi0.z * p.v.y);
	p.wm.zz = p.pi.zz - ISH_TERM(point_w_zz, p.pi0.z * p.v.z);
	return p;
}

/* ds^ij/dt, without the decay, at q = 0: the traceless part of dpi^ij/dt. What the trace of u^k D_k pi^ij would add drops out. */
ISH_POINT struct ish_shear ish_shear_rate(struct ish_closure_input in, struct ish_transport t,
                                          struct ish_closure_point p, struct ish_kinematics k)
{
	const ISH_REAL two = (ISH_REAL)2, iu0 = p.iu0;
	const struct ish_sym pi = p.pi;
	const struct ish_vec pi0 = p.pi0;
	/* Z = - tau_pipi sigma + 2 tau_pi Omega - phi_7 pi, over tau_pi */
	const ISH_REAL zs = ISH_TERM(shear_tau_pipi, -t.tau_pipi), zo = ISH_TERM(shear_vorticity, two * t.vorticity),
	               zp = ISH_TERM(shear_phi_7, -p.c.phi7_tau);
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
	const struct ish_sym x = ish_transverse_product(p.wm, z, in.u, p.v);
	const struct ish_sym adv = ish_shear_tensor(in.advect_shear);
	const ISH_REAL hs = ISH_TERM(shear_eta, two * p.c.eta_tau) + ISH_TERM(shear_lambda_piPi, t.lambda_piPi * in.bulk);
	const ISH_REAL dt = ISH_TERM(shear_delta_pipi, t.delta_pipi * k.theta);
	/* pi^jc A_c = - pi^j0 A^0 + pi^jk A^k; with H_j u^j pi^0i the terms pair up as u^i B^j + u^j B^i */
	const struct ish_vec pa = ish_sym_times(pi, k.a);
	const struct ish_vec b = {ISH_TERM(shear_pi_a_x, pa.x) - ISH_TERM(shear_pi0_a0_x, pi0.x * k.a0),
	                          ISH_TERM(shear_pi_a_y, pa.y) - ISH_TERM(shear_pi0_a0_y, pi0.y * k.a0),
	                          ISH_TERM(shear_pi_a_z, pa.z) - ISH_TERM(shear_pi0_a0_z, pi0.z * k.a0)};
	const struct ish_vec hu = {ISH_TERM(shear_rate_x, in.rate.x * in.u.x), ISH_TERM(shear_rate_y, in.rate.y * in.u.y),
	                           ISH_TERM(shear_rate_z, in.rate.z * in.u.z)};
	struct ish_sym r;
	r.xx = iu0 * (ISH_TERM(shear_advect_xx, -adv.xx) - two * hu.x * pi0.x + two * in.u.x * b.x - hs * k.sigma.xx -
	              dt * pi.xx + ISH_TERM(shear_product_xx, x.xx));
	r.yy = iu0 * (ISH_TERM(shear_advect_yy, -adv.yy) - two * hu.y * pi0.y + two * in.u.y * b.y - hs * k.sigma.yy -
	              dt * pi.yy + ISH_TERM(shear_product_yy, x.yy));
	r.zz = iu0 * (ISH_TERM(shear_advect_zz, -adv.zz) - two * hu.z * pi0.z + two * in.u.z * b.z - hs * k.sigma.zz -
	              dt * pi.zz + ISH_TERM(shear_product_zz, x.zz));
	r.xy = iu0 * (ISH_TERM(shear_advect_xy, -adv.xy) - hu.x * pi0.y - hu.y * pi0.x + in.u.x * b.y + in.u.y * b.x -
	              hs * k.sigma.xy - dt * pi.xy + ISH_TERM(shear_product_xy, x.xy));
	r.xz = iu0 * (ISH_TERM(shear_advect_xz, -adv.xz) - hu.x * pi0.z - hu.z * pi0.x + in.u.x * b.z + in.u.z * b.x -
	              hs * k.sigma.xz - dt * pi.xz + ISH_TERM(shear_product_xz, x.xz));
	r.yz = iu0 * (ISH_TERM(shear_advect_yz, -adv.yz) - hu.y * pi0.z - hu.z * pi0.y + in.u.y * b.z + in.u.z * b.y -
	              hs * k.sigma.yz - dt * pi.yz + ISH_TERM(shear_product_yz, x.yz));
	return ish_shear_of(r);
}

/* S'^a = S^a - dT^0a/dt at q = 0, de/dt = 0: what is left for q and de/dt to balance. */
struct ish_closure_source {
	struct ish_vec s; /* S'^i */
	ISH_REAL along;   /* u^0 S'^0 - u_i S'^i */
};

ISH_POINT struct ish_closure_source ish_closure_source_at(struct ish_closure_input in, struct ish_closure_output out,
                                                          struct ish_closure_point p, int shear, int bulk)
{
	const struct ish_vec u = in.u;
	const ISH_REAL energy = p.w * p.u02 - p.pressure + p.pi00;
	const ISH_REAL hsum = in.rate.x + in.rate.y + in.rate.z;
	struct ish_sym dpi = {0, 0, 0, 0, 0, 0};
	if (shear) {
		const ISH_REAL rate = ISH_TERM(source_decay_pi, p.c.rate_pi * p.iu0);
		/* the constraint is linear at fixed u */
		dpi = ish_shear_complete(ish_shear_added(out.shear, -rate, in.shear), u);
	}
	const ISH_REAL dbulk = bulk ? out.bulk - ISH_TERM(source_decay_Pi, p.c.rate_Pi * p.iu0 * in.bulk) : (ISH_REAL)0;
	const struct ish_vec d0 = ish_sym_times(dpi, p.v);
	const ISH_REAL s0 = out.energy - ISH_TERM(source_rate_e, hsum * energy) - ISH_TERM(source_bulk_e, dbulk * p.u2) -
	                    ISH_TERM(source_pi_e, ish_dot(d0, p.v));
	const struct ish_vec m = {p.w * p.u0 * u.x + p.pi0.x, p.w * p.u0 * u.y + p.pi0.y, p.w * p.u0 * u.z + p.pi0.z};
	const ISH_REAL db = ISH_TERM(source_bulk_m, dbulk * p.u0);
	struct ish_closure_source r;
	r.s.x = out.momentum.x - ISH_TERM(source_rate_m_x, (hsum + in.rate.x) * m.x) - db * u.x - ISH_TERM(source_pi_m_x, d0.x);
	r.s.y = out.momentum.y - ISH_TERM(source_rate_m_y, (hsum + in.rate.y) * m.y) - db * u.y - ISH_TERM(source_pi_m_y, d0.y);
	r.s.z = out.momentum.z - ISH_TERM(source_rate_m_z, (hsum + in.rate.z) * m.z) - db * u.z - ISH_TERM(source_pi_m_z, d0.z);
	r.along = ISH_TERM(source_along_e, p.u0 * s0) - ISH_TERM(source_along_m, ish_dot(u, r.s));
	return r;
}

/* The numbers of K and of the corrections: h/(2 tau_pi), k+, k-, tau_pipi/(3 tau_pi), and so on. */
struct ish_closure_numbers {
	ISH_REAL h2, kp, km, tp3, dp; /* dp: (delta_pipi - tau_pipi/3)/tau_pi */
	ISH_REAL bz, lp;              /* (zeta + delta_PiPi Pi)/tau_Pi, lambda_Pipi/tau_Pi */
	struct ish_vec n;             /* pi_0j - pi_00 v_j */
};

ISH_POINT struct ish_closure_numbers ish_closure_numbers_at(struct ish_closure_input in, struct ish_transport t,
                                                            struct ish_closure_point p, int shear, int bulk)
{
	const ISH_REAL zero = (ISH_REAL)0, half = (ISH_REAL)0.5, third = (ISH_REAL)1 / (ISH_REAL)3;
	struct ish_closure_numbers c;
	c.h2 = shear ? ISH_TERM(numbers_eta, p.c.eta_tau) + ISH_TERM(numbers_lambda_piPi, half * t.lambda_piPi * in.bulk) : zero;
	c.kp = shear ? half * (ISH_TERM(numbers_kp_tau_pipi, half * t.tau_pipi) + ISH_TERM(numbers_kp_vorticity, t.vorticity)) : zero;
	c.km = shear ? half * (ISH_TERM(numbers_km_tau_pipi, half * t.tau_pipi) - ISH_TERM(numbers_km_vorticity, t.vorticity)) : zero;
	c.tp3 = shear ? third * t.tau_pipi : zero;
	c.dp = shear ? ISH_TERM(numbers_delta_pipi, t.delta_pipi) - c.tp3 : zero;
	c.bz = bulk ? ISH_TERM(bulk_zeta, p.c.zeta_tau) + ISH_TERM(bulk_delta_PiPi, t.delta_PiPi * in.bulk) : zero;
	c.lp = bulk ? p.c.lambdaPi_tau : zero;
	c.n.x = p.pi0.x - ISH_TERM(numbers_n_x, p.pi00 * p.v.x);
	c.n.y = p.pi0.y - ISH_TERM(numbers_n_y, p.pi00 * p.v.y);
	c.n.z = p.pi0.z - ISH_TERM(numbers_n_z, p.pi00 * p.v.z);
	return c;
}

/* K_ij = al delta_ij + be W_ij + (ga u^0 u_i + mu pi_0i) v_j + nu u^0 u_i n_j */
ISH_POINT struct ish_mat ish_closure_matrix(struct ish_vec u, ISH_REAL cs2, struct ish_closure_point p,
                                            struct ish_closure_numbers c)
{
	const ISH_REAL third = (ISH_REAL)1 / (ISH_REAL)3;
	const ISH_REAL al = ISH_TERM(k_al_w, p.w * p.u02) - ISH_TERM(k_al_h, c.h2 * p.u2) - ISH_TERM(k_al_pi, c.kp * p.pi00);
	const ISH_REAL be = ISH_TERM(k_be_u, p.u02) - ISH_TERM(k_be_k, c.km * p.u2);
	const ISH_REAL ga = p.u0 * -(ISH_TERM(k_ga_cs2, cs2 * p.w) + ISH_TERM(k_ga_h, third * c.h2) + ISH_TERM(k_ga_bulk, c.bz));
	const ISH_REAL mu = -ISH_TERM(k_mu_delta, c.dp) - ISH_TERM(k_mu_k, c.kp);
	const ISH_REAL nu = p.u0 * (-ISH_TERM(k_nu_cs2, cs2) - ISH_TERM(k_nu_lambda, c.lp) - ISH_TERM(k_nu_k, c.km) +
	                            ISH_TERM(k_nu_tau_pipi, c.tp3));
	const struct ish_vec v = p.v, n = ish_vec_scaled(nu, c.n);
	const struct ish_vec g = {ga * u.x + mu * p.pi0.x, ga * u.y + mu * p.pi0.y, ga * u.z + mu * p.pi0.z};
	struct ish_mat k;
	k.xx = al + be * p.wm.xx + g.x * v.x + u.x * n.x;
	k.xy = be * p.wm.xy + g.x * v.y + u.x * n.y;
	k.xz = be * p.wm.xz + g.x * v.z + u.x * n.z;
	k.yx = be * p.wm.yx + g.y * v.x + u.y * n.x;
	k.yy = al + be * p.wm.yy + g.y * v.y + u.y * n.y;
	k.yz = be * p.wm.yz + g.y * v.z + u.y * n.z;
	k.zx = be * p.wm.zx + g.z * v.x + u.z * n.x;
	k.zy = be * p.wm.zy + g.z * v.y + u.z * n.y;
	k.zz = al + be * p.wm.zz + g.z * v.z + u.z * n.z;
	return k;
}

/* What q adds to ds^ij/dt. */
ISH_POINT struct ish_shear ish_shear_correct(struct ish_shear r, struct ish_vec u, struct ish_vec q, ISH_REAL q0,
                                             ISH_REAL m, struct ish_closure_point p, struct ish_closure_numbers c)
{
	const ISH_REAL one = (ISH_REAL)1, two = (ISH_REAL)2, iu0 = p.iu0, kp = ISH_TERM(q_k, c.kp);
	const struct ish_vec pi0 = p.pi0;
	const struct ish_vec y = {p.wm.xx * q.x + p.wm.xy * q.y + p.wm.xz * q.z,
	                          p.wm.yx * q.x + p.wm.yy * q.y + p.wm.yz * q.z,
	                          p.wm.zx * q.x + p.wm.zy * q.y + p.wm.zz * q.z};
	/* pairs u_i b_j + u_j b_i and pi_0i q_j + pi_0j q_i */
	const ISH_REAL cy = ISH_TERM(q_y, p.u0 * (one - c.km)), cq = ISH_TERM(q_h, p.u0 * c.h2);
	const struct ish_vec b = {cy * y.x - cq * q.x, cy * y.y - cq * q.y, cy * y.z - cq * q.z};
	const ISH_REAL tr = ISH_TERM(q_trace_h, two / (ISH_REAL)3 * c.h2 * q0) + ISH_TERM(q_trace_tau_pipi, c.tp3 * m),
	               pq = ISH_TERM(q_delta, c.dp * q0);
	struct ish_sym d;
	d.xx = two * (u.x * b.x - kp * pi0.x * q.x) + tr * (one + u.x * u.x) - pq * p.pi.xx;
	d.yy = two * (u.y * b.y - kp * pi0.y * q.y) + tr * (one + u.y * u.y) - pq * p.pi.yy;
	d.zz = two * (u.z * b.z - kp * pi0.z * q.z) + tr * (one + u.z * u.z) - pq * p.pi.zz;
	d.xy = u.x * b.y + u.y * b.x - kp * (pi0.x * q.y + pi0.y * q.x) + tr * u.x * u.y - pq * p.pi.xy;
	d.xz = u.x * b.z + u.z * b.x - kp * (pi0.x * q.z + pi0.z * q.x) + tr * u.x * u.z - pq * p.pi.xz;
	d.yz = u.y * b.z + u.z * b.y - kp * (pi0.y * q.z + pi0.z * q.y) + tr * u.y * u.z - pq * p.pi.yz;
	const struct ish_shear s = ish_shear_of(d);
	r.xx += iu0 * s.xx;
	r.xy += iu0 * s.xy;
	r.xz += iu0 * s.xz;
	r.yy += iu0 * s.yy;
	r.yz += iu0 * s.yz;
	return r;
}

/* Everything; shear and bulk are compile-time constants. */
ISH_POINT struct ish_closure_output ish_closure(struct ish_closure_input in, struct ish_transport t, struct ish_thermo s,
                                                int shear, int bulk)
{
	const ISH_REAL zero = (ISH_REAL)0, one = (ISH_REAL)1;
	const struct ish_vec u = in.u, none = {zero, zero, zero};
	const struct ish_closure_point p = ish_closure_point_at(in, t, s, shear, bulk);
	const struct ish_kinematics k = ish_kinematics_at(in.rate, u, p.u0, p.v, in.du, none);
	const struct ish_shear no_shear = {zero, zero, zero, zero, zero};
	struct ish_closure_output out;

	/* conservation laws */
	const struct ish_sym tij = ish_stress_of(in.e, p.pressure, u, p.pi);
	out.energy = -in.div_m - (ISH_TERM(conserve_work_x, in.rate.x * tij.xx) + ISH_TERM(conserve_work_y, in.rate.y * tij.yy) +
	                          ISH_TERM(conserve_work_z, in.rate.z * tij.zz));
	out.momentum = ish_vec_scaled(-one, in.div_t);

	/* relaxation equations at q = 0 */
	out.shear = shear ? ish_shear_rate(in, t, p, k) : no_shear;
	const struct ish_closure_numbers c = ish_closure_numbers_at(in, t, p, shear, bulk);
	out.bulk = zero;
	if (bulk) {
		const ISH_REAL ps = shear ? ish_transverse_contract(p.pi, k.sigma, p.v) : zero;
		out.bulk = p.iu0 * (ISH_TERM(bulk_advect, -in.advect_bulk) - ISH_TERM(bulk_theta, c.bz * k.theta) -
		                    ISH_TERM(bulk_lambda_Pipi, c.lp * ps));
	}

	/* K q = r */
	const struct ish_closure_source source = ish_closure_source_at(in, out, p, shear, bulk);
	const ISH_REAL sc = (one + ISH_TERM(source_cs2, s.cs2)) * source.along;
	const struct ish_vec r = {p.u0 * (source.s.x - sc * u.x), p.u0 * (source.s.y - sc * u.y),
	                          p.u0 * (source.s.z - sc * u.z)};
	const ISH_REAL scale = p.w * p.u02;
	ISH_REAL det;
	const struct ish_vec q = ish_mat_solve(ish_closure_matrix(u, s.cs2, p, c), r, &det);
	const ISH_REAL q0 = ish_dot(p.v, q), m = ish_dot(c.n, q);
	out.q = q;
	out.det = det / (scale * scale * scale);
	out.de = p.iu0 * (source.along - p.w * q0 - m);

	/*
	 * Corrections linear in q. The part of the decay that is not in G is (chi - 1) s/(tau u^0): F = total + chi s/(tau u^0); with G, and so without
	 * any of chi, it is the plain decay.
	 */
	const ISH_REAL beyond = ish_stiffness_at(s.cs2, p.c.front2, p.u2).extra;
	const ISH_REAL extra = p.iu0 * (beyond - ISH_TERM(stiff_complete, in.decay * (one + beyond)));
	if (shear) {
		out.shear = ish_shear_correct(out.shear, u, q, q0, m, p, c);
		out.shear = ish_shear_added(out.shear, ISH_TERM(stiff_extra_pi, extra * p.c.rate_pi), in.shear);
	}
	if (bulk) {
		out.bulk -= p.iu0 * (ISH_TERM(bulk_q_theta, c.bz * q0) + ISH_TERM(bulk_q_lambda_Pipi, c.lp * m));
		out.bulk += ISH_TERM(stiff_extra_Pi, extra * p.c.rate_Pi * in.bulk);
	}

	/* complete kinematics, for Knudsen numbers */
	const struct ish_kinematics kq = ish_kinematics_at(in.rate, u, p.u0, p.v, in.du, q);
	out.theta = kq.theta;
	out.sigma2 = ish_transverse_contract(kq.sigma, kq.sigma, p.v);
	return out;
}

#endif
