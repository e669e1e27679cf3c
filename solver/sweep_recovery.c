#include "physics/recovery.h"
#include "solver/sweep_impl.h"

ISH_POINT struct ish_recovery_input known_at(const struct ish_recovery_chunk *c, int shear, int bulk, int i)
{
	struct ish_recovery_input in;
	const ISH_REAL zero = (ISH_REAL)0;
	in.t.e = c->inv_sqrt_g * c->known[ISH_VAR_E][i];
	in.t.m.x = c->inv_momentum[0] * c->known[ISH_VAR_M][i];
	in.t.m.y = c->inv_momentum[1] * c->known[ISH_VAR_M + 1][i];
	in.t.m.z = c->inv_momentum[2] * c->known[ISH_VAR_M + 2][i];
	in.pi.xx = shear ? c->known[ISH_VAR_PI][i] : zero;
	in.pi.xy = shear ? c->known[ISH_VAR_PI + 1][i] : zero;
	in.pi.xz = shear ? c->known[ISH_VAR_PI + 2][i] : zero;
	in.pi.yy = shear ? c->known[ISH_VAR_PI + 3][i] : zero;
	in.pi.yz = shear ? c->known[ISH_VAR_PI + 4][i] : zero;
	in.bulk = bulk ? c->known[ISH_VAR_BULK][i] : zero;
	in.h = c->h;
	return in;
}

ISH_POINT void newton_cell(const struct ish_recovery_chunk *c, struct ish_eos eos, struct ish_transport t,
                           enum ish_eos_id id, int shear, int bulk, int relax, int i)
{
	const struct ish_recovery_input in = known_at(c, shear, bulk, i);
	struct ish_vec u = {c->u[0][i], c->u[1][i], c->u[2][i]};
	const struct ish_recovery_state r = ish_recovery_state_at(id, eos, t, in, u, shear, bulk, relax);
	const struct ish_vec d = ish_recovery_newton(in, r, u, shear, bulk);
	c->u[0][i] = u.x + d.x;
	c->u[1][i] = u.y + d.y;
	c->u[2][i] = u.z + d.z;
	c->update2[i] = ish_dot(d, d) * r.iu0 * r.iu0;
}

/* The state at the root. */
ISH_POINT void final_cell(const struct ish_recovery_chunk *c, struct ish_eos eos, struct ish_transport t,
                          enum ish_eos_id id, int shear, int bulk, int relax, int i)
{
	const struct ish_recovery_input in = known_at(c, shear, bulk, i);
	struct ish_vec u = {c->u[0][i], c->u[1][i], c->u[2][i]};
	const struct ish_recovery_state r = ish_recovery_state_at(id, eos, t, in, u, shear, bulk, relax);
	c->e[i] = r.e;
	c->p[i] = r.s.p;
	if (shear && relax) {
		c->pi[0][i] = r.relax_pi * in.pi.xx;
		c->pi[1][i] = r.relax_pi * in.pi.xy;
		c->pi[2][i] = r.relax_pi * in.pi.xz;
		c->pi[3][i] = r.relax_pi * in.pi.yy;
		c->pi[4][i] = r.relax_pi * in.pi.yz;
		const ISH_REAL g = ISH_TERM(recover_decay_pi, -r.relax_pi * r.decay_pi);
		c->g[0][i] = g * in.pi.xx;
		c->g[1][i] = g * in.pi.xy;
		c->g[2][i] = g * in.pi.xz;
		c->g[3][i] = g * in.pi.yy;
		c->g[4][i] = g * in.pi.yz;
	}
	if (bulk && relax) {
		c->bulk[i] = r.relax_Pi * in.bulk;
		c->g[5][i] = ISH_TERM(recover_decay_Pi, -r.relax_Pi * r.decay_Pi * in.bulk);
	}
}

ISH_POINT int recovery_loop(const struct ish_recovery_chunk *c, const struct ish_model *model, ISH_REAL tolerance2,
                            int iterations_max, enum ish_eos_id id, int shear, int bulk, int relax)
{
	const struct ish_eos eos = model->eos;
	const struct ish_transport t = model->transport;
	const ISH_REAL *update2 = c->update2;
	const int n = c->n;
	int iterations = 0;
	int pending = 1;
	while (pending && iterations < iterations_max) {
		iterations++;
#pragma omp simd
		for (int i = 0; i < n; i++) { /* vectorised */
			newton_cell(c, eos, t, id, shear, bulk, relax, i);
		}
		pending = 0;
#pragma omp simd reduction(| : pending)
		for (int i = 0; i < n; i++) { /* vectorised */
			pending |= update2[i] > tolerance2;
		}
	}
#pragma omp simd
	for (int i = 0; i < n; i++) { /* vectorised */
		final_cell(c, eos, t, id, shear, bulk, relax, i);
	}
	return iterations;
}

#define VARIANT(id, short_name, shear, bulk, relax)                                                                    \
	static int recover_##short_name##_##shear##bulk##relax(const struct ish_recovery_chunk *c,                    \
	                                                       const struct ish_model *model, ISH_REAL tolerance2,    \
	                                                       int iterations_max)                                    \
	{                                                                                                              \
		return recovery_loop(c, model, tolerance2, iterations_max, id, shear, bulk, relax);                    \
	}
#define ISH_EOS(id, name, short_name, sentence)                                                                        \
	VARIANT(id, short_name, 0, 0, 0)                                                                               \
	VARIANT(id, short_name, 0, 1, 0)                                                                               \
	VARIANT(id, short_name, 1, 0, 0)                                                                               \
	VARIANT(id, short_name, 1, 1, 0)                                                                               \
	VARIANT(id, short_name, 0, 1, 1)                                                                               \
	VARIANT(id, short_name, 1, 0, 1)                                                                               \
	VARIANT(id, short_name, 1, 1, 1)
#include "physics/eos.def"
#undef ISH_EOS

/* An ideal fluid has nothing to relax. */
ish_recovery_sweep *const ish_recovery_sweeps[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS][2] = {
#define ISH_EOS(id, name, short_name, sentence)                                                                        \
	{{recover_##short_name##_000, recover_##short_name##_000},                                                     \
	 {recover_##short_name##_010, recover_##short_name##_011},                                                     \
	 {recover_##short_name##_100, recover_##short_name##_101},                                                     \
	 {recover_##short_name##_110, recover_##short_name##_111}},
#include "physics/eos.def"
#undef ISH_EOS
};
