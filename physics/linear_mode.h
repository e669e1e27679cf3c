/*
 * One Fourier mode of the equations linearised about a homogeneous fluid at rest: their right-hand side L, (I - h L)^-1
 * and exp(h L), in closed form or through small real matrices.
 *
 * With w = e + P, c = eta/(tau_pi w), d = zeta/(tau_Pi w), s^ij = pi^ij to this order, and k the wave vector in the
 * tetrad (k_i/a_i):
 *     dE/dt = -i k.M,   dM_j/dt = -i [ k_j (cs2 E + Pi) + k_i s_ij ],
 *     ds_ij/dt = -s_ij/tau_pi - i c [ k_i M_j + k_j M_i - (2/3) delta_ij k.M ],   dPi/dt = -Pi/tau_Pi - i d k.M
 * (physics.md, with Israel and Stewart, Ann. Phys. 118, 341 (1979), for the linear theory). M is odd where all else is
 * even: with M = i m the equations are real, and a complex mode is two of these real ones, (Re E, Im M, Re s, Re Pi)
 * and (Im E, -Re M, Im s, Im Pi). They are what is called a mode here:
 *     dE/dt = k.m,   dm_j/dt = -[ k_j (cs2 E + Pi) + k_i s_ij ],   ds_ij/dt = ... + c [ k_i m_j + ... ],
 *     dPi/dt = ... + d k.m
 *
 * Results are changes, not new values: what does not change, such as E and M at k = 0, then changes by 0 exactly.
 */
#ifndef ISH_PHYSICS_LINEAR_MODE_H
#define ISH_PHYSICS_LINEAR_MODE_H

#include "physics/stress_energy.h"
#include "physics/transport.h"
#include "workspace/mutation.h"

/* The homogeneous fluid at rest. */
struct ish_linear_fluid {
	ISH_REAL cs2, c, d;        /* c and d are 0 where shear or bulk is off, */
	ISH_REAL rate_pi, rate_Pi; /* and so are these: 1/tau_pi, 1/tau_Pi, fm^-1 */
};

ISH_POINT struct ish_linear_fluid ish_linear_fluid_at(enum ish_eos_id id, struct ish_eos eos, struct ish_transport k,
                                                      ISH_REAL e, int shear, int bulk)
{
	const struct ish_thermo s = ish_eos_at(id, eos, e);
	const struct ish_coefficients c = ish_transport_at(k, e, s, shear, bulk);
	const ISH_REAL w = e + s.p;
	struct ish_linear_fluid f = {s.cs2, c.eta_tau / w, c.zeta_tau / w, c.rate_pi, c.rate_Pi};
	return f;
}

struct ish_linear_mode {
	ISH_REAL e;
	struct ish_vec m;
	struct ish_shear s;
	ISH_REAL bulk;
};

/* k_i s_ij */
ISH_POINT struct ish_vec ish_linear_along(struct ish_shear s, struct ish_vec k)
{
	return ish_sym_times(ish_shear_tensor(s), k);
}

/* f [ k_i m_j + k_j m_i - (2/3) delta_ij k.m ] */
ISH_POINT struct ish_shear ish_linear_strain(ISH_REAL f, struct ish_vec k, struct ish_vec m, ISH_REAL km)
{
	const ISH_REAL two = (ISH_REAL)2, third = (ISH_REAL)2 / (ISH_REAL)3 * km;
	struct ish_shear s = {f * (two * k.x * m.x - third), f * (k.x * m.y + k.y * m.x), f * (k.x * m.z + k.z * m.x),
	                      f * (two * k.y * m.y - third), f * (k.y * m.z + k.z * m.y)};
	return s;
}

/* L y */
ISH_POINT struct ish_linear_mode ish_linear_rate(struct ish_linear_fluid f, struct ish_vec k, struct ish_linear_mode y)
{
	const ISH_REAL km = ish_dot(k, y.m), p = ISH_TERM(rate_cs2, f.cs2 * y.e) + ISH_TERM(rate_bulk, y.bulk);
	const struct ish_vec ks = ish_linear_along(y.s, k);
	const struct ish_shear t = ish_linear_strain(ISH_TERM(rate_c, f.c), k, y.m, km);
	struct ish_linear_mode r;
	r.e = ISH_TERM(rate_e, km);
	r.m.x = -(p * k.x + ISH_TERM(rate_s_x, ks.x));
	r.m.y = -(p * k.y + ISH_TERM(rate_s_y, ks.y));
	r.m.z = -(p * k.z + ISH_TERM(rate_s_z, ks.z));
	r.s.xx = t.xx - ISH_TERM(rate_decay_pi_xx, f.rate_pi * y.s.xx);
	r.s.xy = t.xy - ISH_TERM(rate_decay_pi_xy, f.rate_pi * y.s.xy);
	r.s.xz = t.xz - ISH_TERM(rate_decay_pi_xz, f.rate_pi * y.s.xz);
	r.s.yy = t.yy - ISH_TERM(rate_decay_pi_yy, f.rate_pi * y.s.yy);
	r.s.yz = t.yz - ISH_TERM(rate_decay_pi_yz, f.rate_pi * y.s.yz);
	r.bulk = ISH_TERM(rate_d, f.d * km) - ISH_TERM(rate_decay_Pi, f.rate_Pi * y.bulk);
	return r;
}

/* What (I - h L)^-1 needs, the same for all wave vectors: */
struct ish_linear_step {
	ISH_REAL h, cs2;
	ISH_REAL a, b;           /* 1/(1 + h/tau_pi), 1/(1 + h/tau_Pi) */
	ISH_REAL hac, hbd;       /* h a c, h b d */
	ISH_REAL lose_a, lose_b; /* 1 - a, 1 - b */
	ISH_REAL q;              /* h^2 (cs2 + a c/3 + b d) */
};

ISH_POINT struct ish_linear_step ish_linear_step_at(struct ish_linear_fluid f, ISH_REAL h)
{
	const ISH_REAL one = (ISH_REAL)1, a = one / (one + h * f.rate_pi), b = one / (one + h * f.rate_Pi);
	const ISH_REAL q = h * h * (ISH_TERM(solve_q_cs2, f.cs2) + ISH_TERM(solve_q_c, a * f.c / (ISH_REAL)3) +
	                            ISH_TERM(solve_q_d, b * f.d));
	struct ish_linear_step s = {h, f.cs2, a, b, h * a * f.c, h * b * f.d, a * h * f.rate_pi, b * h * f.rate_Pi, q};
	return s;
}

/* and for one |k|. Both are in (0, 1], and (D_L - D_T)/k^2 = -q D_T D_L. */
struct ish_linear_factor {
	ISH_REAL across; /* D_T = 1/(1 + h^2 k^2 a c) */
	ISH_REAL along;  /* D_L = 1/(1 + h^2 k^2 (cs2 + 4/3 a c + b d)) */
};

ISH_POINT struct ish_linear_factor ish_linear_factor_at(struct ish_linear_fluid f, ISH_REAL h, ISH_REAL k2)
{
	const ISH_REAL one = (ISH_REAL)1, h2k2 = h * h * k2;
	const ISH_REAL ac = f.c / (one + h * f.rate_pi), bd = f.d / (one + h * f.rate_Pi);
	const ISH_REAL across = ISH_TERM(solve_across_c, h2k2 * ac);
	const ISH_REAL ac43 = (ISH_REAL)4 / (ISH_REAL)3 * ac;
	const ISH_REAL along = h2k2 * (ISH_TERM(solve_along_cs2, f.cs2) + ISH_TERM(solve_along_c, ac43) + ISH_TERM(solve_along_d, bd));
	struct ish_linear_factor r = {one / (one + across), one / (one + along)};
	return r;
}

/*
 * (I - h L)^-1 y - y. With r = m* - h [ k (cs2 E* + b Pi*) + a k.s* ]: m = D_T r + (D_L - D_T) k (k.r)/k^2. What
 * follows from k.m takes it as D_L k.r: from m itself it would lose digits as h k grows.
 */
ISH_POINT struct ish_linear_mode ish_linear_solve(struct ish_linear_step g, struct ish_linear_factor d, struct ish_vec k,
                                                  struct ish_linear_mode y)
{
	const ISH_REAL p = g.h * (ISH_TERM(solve_cs2, g.cs2 * y.e) + ISH_TERM(solve_bulk, g.b * y.bulk)),
	               ha = ISH_TERM(solve_s, g.h * g.a);
	const struct ish_vec ks = ish_linear_along(y.s, k);
	const struct ish_vec r = {y.m.x - (p * k.x + ha * ks.x), y.m.y - (p * k.y + ha * ks.y), y.m.z - (p * k.z + ha * ks.z)};
	const ISH_REAL km = d.along * ish_dot(k, r), f = g.q * km;
	const struct ish_vec m = {d.across * (r.x - f * k.x), d.across * (r.y - f * k.y), d.across * (r.z - f * k.z)};
	const struct ish_shear t = ish_linear_strain(ISH_TERM(solve_c, g.hac), k, m, km);
	struct ish_linear_mode x;
	x.e = ISH_TERM(solve_e, g.h * km);
	x.m.x = m.x - y.m.x;
	x.m.y = m.y - y.m.y;
	x.m.z = m.z - y.m.z;
	x.s.xx = t.xx - ISH_TERM(solve_decay_pi_xx, g.lose_a * y.s.xx);
	x.s.xy = t.xy - ISH_TERM(solve_decay_pi_xy, g.lose_a * y.s.xy);
	x.s.xz = t.xz - ISH_TERM(solve_decay_pi_xz, g.lose_a * y.s.xz);
	x.s.yy = t.yy - ISH_TERM(solve_decay_pi_yy, g.lose_a * y.s.yy);
	x.s.yz = t.yz - ISH_TERM(solve_decay_pi_yz, g.lose_a * y.s.yz);
	x.bulk = ISH_TERM(solve_d, g.hbd * km) - ISH_TERM(solve_decay_Pi, g.lose_b * y.bulk);
	return x;
}

/*
 * exp(h L) - 1 for one |k|: (E, m.n, n.s.n, Pi) mix among themselves, n = k/|k|; so do m and s.n across k; what is left
 * of s decays. Rows and columns in this order.
 */
struct ish_linear_exponential {
	ISH_REAL ee, em, es, eb, me, mm, ms, mb, se, sm, ss, sb, be, bm, bs, bb; /* along k */
	ISH_REAL tmm, tms, tsm, tss;                                             /* across k */
};

/* exp(h L) y - y; decay = exp(-h/tau_pi) - 1, inv_k = 1/|k|, 0 for k = 0. */
ISH_POINT struct ish_linear_mode ish_linear_exponential_change(struct ish_linear_exponential x, ISH_REAL decay,
                                                               struct ish_vec k, ISH_REAL inv_k, struct ish_linear_mode y)
{
	const ISH_REAL half = (ISH_REAL)0.5;
	const struct ish_vec n = ish_vec_scaled(inv_k, k);
	const struct ish_vec sn = ish_linear_along(y.s, n);
	const ISH_REAL m = ish_dot(n, y.m), s = ish_dot(n, sn);
	const struct ish_vec mt = {y.m.x - m * n.x, y.m.y - m * n.y, y.m.z - m * n.z};
	const struct ish_vec st = {sn.x - s * n.x, sn.y - s * n.y, sn.z - s * n.z};
	const ISH_REAL dm = ISH_TERM(exp_me, x.me * y.e) + ISH_TERM(exp_mm, x.mm * m) + ISH_TERM(exp_ms, x.ms * s) +
	                    ISH_TERM(exp_mb, x.mb * y.bulk);
	const ISH_REAL ds = ISH_TERM(exp_se, x.se * y.e) + ISH_TERM(exp_sm, x.sm * m) + ISH_TERM(exp_ss, x.ss * s) +
	                    ISH_TERM(exp_sb, x.sb * y.bulk);
	struct ish_linear_mode r;
	r.e = ISH_TERM(exp_ee, x.ee * y.e) + ISH_TERM(exp_em, x.em * m) + ISH_TERM(exp_es, x.es * s) +
	      ISH_TERM(exp_eb, x.eb * y.bulk);
	r.bulk = ISH_TERM(exp_be, x.be * y.e) + ISH_TERM(exp_bm, x.bm * m) + ISH_TERM(exp_bs, x.bs * s) +
	         ISH_TERM(exp_bb, x.bb * y.bulk);
	r.m.x = dm * n.x + ISH_TERM(exp_tmm_x, x.tmm * mt.x) + ISH_TERM(exp_tms_x, x.tms * st.x);
	r.m.y = dm * n.y + ISH_TERM(exp_tmm_y, x.tmm * mt.y) + ISH_TERM(exp_tms_y, x.tms * st.y);
	r.m.z = dm * n.z + ISH_TERM(exp_tmm_z, x.tmm * mt.z) + ISH_TERM(exp_tms_z, x.tms * st.z);
	/* all of s decays; then what the parts along and across k change beyond that: (3/2)(n n - 1/3) and n v + v n,
	 * which the strain of n with (3/4) n and with v is */
	const ISH_REAL along = (ISH_REAL)1.5 * half * (ds - ISH_TERM(exp_along_decay, decay * s)),
	               dt = ISH_TERM(exp_tss, x.tss) - ISH_TERM(exp_across_decay, decay);
	const ISH_REAL tsm = ISH_TERM(exp_tsm, x.tsm);
	const struct ish_vec v = {along * n.x + tsm * mt.x + dt * st.x, along * n.y + tsm * mt.y + dt * st.y,
	                          along * n.z + tsm * mt.z + dt * st.z};
	const struct ish_shear t = ish_linear_strain((ISH_REAL)1, n, v, ish_dot(n, v));
	r.s.xx = t.xx + ISH_TERM(exp_decay_xx, decay * y.s.xx);
	r.s.xy = t.xy + ISH_TERM(exp_decay_xy, decay * y.s.xy);
	r.s.xz = t.xz + ISH_TERM(exp_decay_xz, decay * y.s.xz);
	r.s.yy = t.yy + ISH_TERM(exp_decay_yy, decay * y.s.yy);
	r.s.yz = t.yz + ISH_TERM(exp_decay_yz, decay * y.s.yz);
	return r;
}

#endif
