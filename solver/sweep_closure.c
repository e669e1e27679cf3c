#include "physics/closure.h"
#include "solver/sweep_impl.h"

ISH_POINT ISH_REAL load(const ISH_REAL *x, int i, int present)
{
	return present ? x[i] : (ISH_REAL)0;
}

ISH_POINT void closure_cell(const struct ish_closure_chunk *c, struct ish_eos eos, struct ish_transport t,
                            enum ish_eos_id id, int shear, int bulk, int i)
{
	struct ish_closure_input in;
	const ISH_REAL ax = c->inv_a[0], ay = c->inv_a[1], az = c->inv_a[2];
	in.rate.x = c->rate[0];
	in.rate.y = c->rate[1];
	in.rate.z = c->rate[2];
	in.e = c->e[i];
	in.u.x = c->u[0][i];
	in.u.y = c->u[1][i];
	in.u.z = c->u[2][i];
	in.shear.xx = load(c->pi[0], i, shear);
	in.shear.xy = load(c->pi[1], i, shear);
	in.shear.xz = load(c->pi[2], i, shear);
	in.shear.yy = load(c->pi[3], i, shear);
	in.shear.yz = load(c->pi[4], i, shear);
	in.bulk = load(c->bulk, i, bulk);
	in.du.xx = ISH_TERM(gradient_xx, ax * c->du[0][0][i]);
	in.du.xy = ISH_TERM(gradient_xy, ax * c->du[0][1][i]);
	in.du.xz = ISH_TERM(gradient_xz, ax * c->du[0][2][i]);
	in.du.yx = ISH_TERM(gradient_yx, ay * c->du[1][0][i]);
	in.du.yy = ISH_TERM(gradient_yy, ay * c->du[1][1][i]);
	in.du.yz = ISH_TERM(gradient_yz, ay * c->du[1][2][i]);
	in.du.zx = ISH_TERM(gradient_zx, az * c->du[2][0][i]);
	in.du.zy = ISH_TERM(gradient_zy, az * c->du[2][1][i]);
	in.du.zz = ISH_TERM(gradient_zz, az * c->du[2][2][i]);
	in.div_m = c->div_m[i];
	in.div_t.x = c->div_t[0][i];
	in.div_t.y = c->div_t[1][i];
	in.div_t.z = c->div_t[2][i];
	in.advect_shear.xx = load(c->advect_pi[0], i, shear);
	in.advect_shear.xy = load(c->advect_pi[1], i, shear);
	in.advect_shear.xz = load(c->advect_pi[2], i, shear);
	in.advect_shear.yy = load(c->advect_pi[3], i, shear);
	in.advect_shear.yz = load(c->advect_pi[4], i, shear);
	in.advect_bulk = load(c->advect_bulk, i, bulk);
	in.decay = c->decay;
	const struct ish_thermo s = ish_eos_at(id, eos, in.e);
	const struct ish_closure_output o = ish_closure(in, t, s, shear, bulk);
	c->slope[ISH_VAR_E][i] = ISH_TERM(slope_e, c->sqrt_g * o.energy);
	c->slope[ISH_VAR_M][i] = ISH_TERM(slope_m_x, c->momentum_scale[0] * o.momentum.x);
	c->slope[ISH_VAR_M + 1][i] = ISH_TERM(slope_m_y, c->momentum_scale[1] * o.momentum.y);
	c->slope[ISH_VAR_M + 2][i] = ISH_TERM(slope_m_z, c->momentum_scale[2] * o.momentum.z);
	if (shear) {
		c->slope[ISH_VAR_PI][i] = ISH_TERM(slope_pi_xx, o.shear.xx);
		c->slope[ISH_VAR_PI + 1][i] = ISH_TERM(slope_pi_xy, o.shear.xy);
		c->slope[ISH_VAR_PI + 2][i] = ISH_TERM(slope_pi_xz, o.shear.xz);
		c->slope[ISH_VAR_PI + 3][i] = ISH_TERM(slope_pi_yy, o.shear.yy);
		c->slope[ISH_VAR_PI + 4][i] = ISH_TERM(slope_pi_yz, o.shear.yz);
	}
	if (bulk) {
		c->slope[ISH_VAR_BULK][i] = ISH_TERM(slope_Pi, o.bulk);
	}
	const ISH_REAL tau = ish_relaxation_time(t, s, shear, bulk);
	const ISH_REAL sigma2 = o.sigma2 > (ISH_REAL)0 ? o.sigma2 : (ISH_REAL)0;
	c->knudsen_theta[i] = tau * ISH_FABS(o.theta);
	c->knudsen_sigma[i] = tau * ISH_SQRT(sigma2);
	c->det[i] = o.det;
}

ISH_POINT void closure_loop(const struct ish_closure_chunk *c, const struct ish_model *model, enum ish_eos_id id,
                            int shear, int bulk)
{
	const struct ish_eos eos = model->eos;
	const struct ish_transport t = model->transport;
	const int n = c->n;
#pragma omp simd
	for (int i = 0; i < n; i++) { /* vectorised */
		closure_cell(c, eos, t, id, shear, bulk, i);
	}
}

#define VARIANT(id, short_name, shear, bulk)                                                                           \
	static void closure_##short_name##_##shear##bulk(const struct ish_closure_chunk *c,                            \
	                                                 const struct ish_model *model)                               \
	{                                                                                                              \
		closure_loop(c, model, id, shear, bulk);                                                               \
	}
#define ISH_EOS(id, name, short_name, sentence)                                                                        \
	VARIANT(id, short_name, 0, 0)                                                                                  \
	VARIANT(id, short_name, 0, 1)                                                                                  \
	VARIANT(id, short_name, 1, 0)                                                                                  \
	VARIANT(id, short_name, 1, 1)
#include "physics/eos.def"
#undef ISH_EOS

ish_closure_sweep *const ish_closure_sweeps[ISH_EOS_COUNT][ISH_VISCOUS_VARIANTS] = {
#define ISH_EOS(id, name, short_name, sentence)                                                                        \
	{closure_##short_name##_00, closure_##short_name##_01, closure_##short_name##_10, closure_##short_name##_11},
#include "physics/eos.def"
#undef ISH_EOS
};
