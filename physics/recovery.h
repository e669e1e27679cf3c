/*
 * Primitive recovery together with the implicit relaxation: from E, M^i and the known parts s0^ij, Pi0 find u^i with
 *
 *     M^i = (e + P(e) + Pi) u^0 u^i + pi^ij u_j/u^0,    e = E - M.v  (since T^0a u_a = -e u^0: exact, whatever pi and Pi are),
 *     s^ij = s0^ij/(1 + h chi/(tau_pi u^0)),  Pi = Pi0/(1 + h chi/(tau_Pi u^0)),  tau and chi (stiffness.h) at the new state
 *
 * with pi^ij from s^ij and u (stress_energy.h): three equations for u^i, by Newton's method with the full Jacobian. h is the implicit weight times dt; h = 0 recovers only.
 * The error is about 6 eps (u^0)^2.
 */
#ifndef ISH_PHYSICS_RECOVERY_H
#define ISH_PHYSICS_RECOVERY_H

#include "physics/stiffness.h"
#include "physics/stress_energy.h"
#include "physics/transport.h"
#include "workspace/mutation.h"

/* What is known. */
struct ish_recovery_input {
	struct ish_conserved t;
	struct ish_shear pi; /* s0^ij */
	ISH_REAL bulk;       /* Pi0 */
	ISH_REAL h;
};

/* The fluid at a velocity: what e = E - M.v and the relaxation make of it. */
struct ish_recovery_state {
	ISH_REAL u0, iu0, e;
	struct ish_vec v;
	struct ish_thermo s;
	struct ish_coefficients c;
	struct ish_stiffness stiff;
	ISH_REAL decay_pi, decay_Pi; /* chi/(tau_pi u^0), chi/(tau_Pi u^0); 0 without relaxation */
	ISH_REAL relax_pi, relax_Pi; /* s = relax_pi s0, Pi = relax_Pi Pi0 */
};

/* Keeps the equation of state defined while Newton's method is far from the root; a root there is not accepted by the sweep's checks. */
#define ISH_RECOVERY_FLOOR ((ISH_REAL)1e-12)

/* id, shear, bulk, relax: compile-time constants. */
ISH_POINT struct ish_recovery_state ish_recovery_state_at(enum ish_eos_id id, struct ish_eos eos, struct ish_transport k,
                                                          struct ish_recovery_input in, struct ish_vec u, int shear,
                                                          int bulk, int relax)
{
	const ISH_REAL one = (ISH_REAL)1, zero = (ISH_REAL)0, u2 = ish_dot(u, u);
	const struct ish_stiffness none = {zero, zero};
	struct ish_recovery_state r;
	r.u0 = ISH_SQRT(one + u2);
	r.iu0 = one / r.u0;
	r.v = ish_vec_scaled(r.iu0, u);
	const ISH_REAL e = in.t.e - ISH_TERM(recover_e, ish_dot(in.t.m, r.v)), least = ISH_RECOVERY_FLOOR * in.t.e;
	r.e = e > least ? e : least;
	r.s = ish_eos_at(id, eos, r.e);
	r.c = ish_transport_at(k, r.e, r.s, shear, bulk);
	r.stiff = relax ? ish_stiffness_at(r.s.cs2, r.c.front2, u2) : none;
	const ISH_REAL chi_u0 = r.iu0 * (one + ISH_TERM(stiff_recover, r.stiff.extra));
	r.decay_pi = (shear && relax) ? chi_u0 * r.c.rate_pi : zero;
	r.decay_Pi = (bulk && relax) ? chi_u0 * r.c.rate_Pi : zero;
	r.relax_pi = (shear && relax) ? one / (one + ISH_TERM(recover_relax_pi, in.h * r.decay_pi)) : one;
	r.relax_Pi = (bulk && relax) ? one / (one + ISH_TERM(recover_relax_Pi, in.h * r.decay_Pi)) : one;
	return r;
}

/* A third of d pi^kk/du_k at fixed s^ij: pi^kk (1 + 2 u^2/3) = s^ij u_i u_j gives 2 (pi u - pi^kk u)/(1 + 2 u^2/3). */
ISH_POINT struct ish_vec ish_shear_trace_gradient(struct ish_sym pi, struct ish_vec u)
{
	const ISH_REAL trace = pi.xx + pi.yy + pi.zz;
	const ISH_REAL f = (ISH_REAL)2 / (ISH_REAL)3 / ish_shear_norm(u);
	const struct ish_vec pu = ish_sym_times(pi, u);
	struct ish_vec g = {f * (pu.x - trace * u.x), f * (pu.y - trace * u.y), f * (pu.z - trace * u.z)};
	return g;
}

/*
 * One Newton step: the change of u, cut to half of u^0. `state` is that of `u`.
 * J_ik = d r_i/d u_k with d e/d u_k = -(M_k - (M.v) v_k)/u^0 and d ln relax = (1 - relax) d ln(tau u^0/chi), chi at fixed cs^2.
 */
ISH_POINT struct ish_vec ish_recovery_newton(struct ish_recovery_input in, struct ish_recovery_state r, struct ish_vec u,
                                             int shear, int bulk)
{
	const ISH_REAL one = (ISH_REAL)1;
	const struct ish_vec v = r.v;
	const ISH_REAL h = r.e + r.s.p;
	const ISH_REAL bulk_now = bulk ? r.relax_Pi * in.bulk : (ISH_REAL)0;
	const ISH_REAL w = h + ISH_TERM(recover_bulk, bulk_now);
	const ISH_REAL mv = ish_dot(in.t.m, v);
	const struct ish_vec de = {r.iu0 * (mv * v.x - in.t.m.x), r.iu0 * (mv * v.y - in.t.m.y),
	                           r.iu0 * (mv * v.z - in.t.m.z)};
	/* d ln(tau u^0/chi)/du_k: tau ~ 1/T, dT/de = T cs^2/(e + P) */
	const ISH_REAL lt = -r.s.cs2 / h, lu = r.iu0 * r.iu0 - r.stiff.slope;
	const struct ish_vec dl = {lt * de.x + lu * u.x, lt * de.y + lu * u.y, lt * de.z + lu * u.z};
	const ISH_REAL wb = bulk ? bulk_now * (one - r.relax_Pi) : (ISH_REAL)0;
	const ISH_REAL cs1 = one + r.s.cs2;
	/* (dw/du_k + w v_k/u^0) u^0 = coefficient of u_i */
	struct ish_vec a = {r.u0 * (cs1 * de.x + wb * dl.x) + w * v.x, r.u0 * (cs1 * de.y + wb * dl.y) + w * v.y,
	                    r.u0 * (cs1 * de.z + wb * dl.z) + w * v.z};
	const ISH_REAL wu0 = w * r.u0;
	struct ish_vec res = {wu0 * u.x - ISH_TERM(recover_m_x, in.t.m.x), wu0 * u.y - ISH_TERM(recover_m_y, in.t.m.y),
	                      wu0 * u.z - ISH_TERM(recover_m_z, in.t.m.z)};
	struct ish_mat j = {u.x * a.x + wu0, u.x * a.y, u.x * a.z, u.y * a.x, u.y * a.y + wu0,
	                    u.y * a.z,       u.z * a.x, u.z * a.y, u.z * a.z + wu0};
	if (shear) {
		const ISH_REAL f = r.relax_pi;
		const struct ish_shear s = {f * in.pi.xx, f * in.pi.xy, f * in.pi.xz, f * in.pi.yy, f * in.pi.yz};
		const struct ish_sym p = ish_shear_complete(s, u);
		const struct ish_vec g = ish_shear_trace_gradient(p, u);
		const struct ish_vec p0 = ish_sym_times(p, v);
		const ISH_REAL fl = one - f;
		/* pi_0i depends on u_k through v, through the relaxation and through the trace */
		const struct ish_vec b = {fl * dl.x - r.iu0 * v.x, fl * dl.y - r.iu0 * v.y, fl * dl.z - r.iu0 * v.z};
		res.x += ISH_TERM(recover_pi_x, p0.x);
		res.y += ISH_TERM(recover_pi_y, p0.y);
		res.z += ISH_TERM(recover_pi_z, p0.z);
		j.xx += r.iu0 * p.xx + p0.x * b.x + g.x * v.x;
		j.xy += r.iu0 * p.xy + p0.x * b.y + g.y * v.x;
		j.xz += r.iu0 * p.xz + p0.x * b.z + g.z * v.x;
		j.yx += r.iu0 * p.xy + p0.y * b.x + g.x * v.y;
		j.yy += r.iu0 * p.yy + p0.y * b.y + g.y * v.y;
		j.yz += r.iu0 * p.yz + p0.y * b.z + g.z * v.y;
		j.zx += r.iu0 * p.xz + p0.z * b.x + g.x * v.z;
		j.zy += r.iu0 * p.yz + p0.z * b.y + g.y * v.z;
		j.zz += r.iu0 * p.zz + p0.z * b.z + g.z * v.z;
	}
	ISH_REAL det;
	struct ish_vec d = ish_mat_solve(j, res, &det);
	const ISH_REAL size2 = ish_dot(d, d), most2 = (ISH_REAL)0.25 * r.u0 * r.u0;
	const ISH_REAL cut = size2 > most2 ? ISH_SQRT(most2 / size2) : one;
	return ish_vec_scaled(-cut, d);
}

#endif
