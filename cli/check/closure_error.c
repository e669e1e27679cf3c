#include "cli/check/closure_error.h"

#include <math.h>

#include "physics/closure.h"

static double uniform(uint64_t *seed, double low, double high)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return low + (high - low) * (double)(*seed >> 11) * 0x1p-53;
}

static void random_coefficients(struct ish_oracle_state *s, uint64_t *seed, int shear, int bulk)
{
	s->eta_s = shear ? uniform(seed, 0.05, 0.4) : 0.0;
	s->c_pi = uniform(seed, 4.0, 7.0);
	s->delta_pipi = uniform(seed, 0.5, 2.0);
	s->tau_pipi = uniform(seed, 0.0, 2.0);
	s->lambda_piPi = uniform(seed, 0.0, 2.0);
	s->phi_7 = uniform(seed, 0.0, 0.3);
	s->vorticity = uniform(seed, 0.0, 1.5);
	s->zeta_s = bulk ? uniform(seed, 0.02, 0.2) : 0.0;
	s->c_Pi = uniform(seed, 8.0, 12.0);
	s->delta_PiPi = uniform(seed, 0.2, 1.0);
	s->lambda_Pipi = uniform(seed, 0.5, 2.0);
}

void ish_closure_random_state(struct ish_oracle_state *s, uint64_t *seed, int shear, int bulk, double u_max)
{
	*s = (struct ish_oracle_state){.e = uniform(seed, 0.5, 5.0), .cs2 = uniform(seed, 0.1, 1.0 / 3.0)};
	s->p = s->cs2 * s->e;
	s->t = pow(s->p, s->cs2 / (1.0 + s->cs2));
	for (int i = 0; i < 3; i++) {
		s->u[i] = uniform(seed, -u_max, u_max);
		s->h[i] = uniform(seed, -0.5, 0.5);
		s->div_t[i] = uniform(seed, -1.0, 1.0);
		for (int j = 0; j < 3; j++) {
			s->du[i][j] = uniform(seed, -1.0, 1.0);
		}
	}
	s->div_m = uniform(seed, -1.0, 1.0);
	random_coefficients(s, seed, shear, bulk);
	for (int k = 0; k < 5; k++) {
		s->pi[k] = shear ? 0.15 * s->p * uniform(seed, -1.0, 1.0) : 0.0;
		s->adv_pi[k] = shear ? uniform(seed, -0.3, 0.3) : 0.0;
	}
	s->bulk = bulk ? 0.1 * s->p * uniform(seed, -1.0, 1.0) : 0.0;
	s->adv_bulk = bulk ? uniform(seed, -0.3, 0.3) : 0.0;
}

static struct ish_transport transport_of(const struct ish_oracle_state *s)
{
	struct ish_transport k = {.eta_over_s = (ISH_REAL)s->eta_s,
	                          .tau_pi = (ISH_REAL)s->c_pi,
	                          .delta_pipi = (ISH_REAL)s->delta_pipi,
	                          .tau_pipi = (ISH_REAL)s->tau_pipi,
	                          .lambda_piPi = (ISH_REAL)s->lambda_piPi,
	                          .phi_7 = (ISH_REAL)s->phi_7,
	                          .vorticity = (ISH_REAL)s->vorticity,
	                          .zeta_over_s = (ISH_REAL)s->zeta_s,
	                          .tau_Pi = (ISH_REAL)s->c_Pi,
	                          .delta_PiPi = (ISH_REAL)s->delta_PiPi,
	                          .lambda_Pipi = (ISH_REAL)s->lambda_Pipi};
	return ish_transport_prepare(k);
}

static struct ish_vec vec(const double x[3])
{
	struct ish_vec v = {(ISH_REAL)x[0], (ISH_REAL)x[1], (ISH_REAL)x[2]};
	return v;
}

static struct ish_shear five(const double x[5])
{
	struct ish_shear v = {(ISH_REAL)x[0], (ISH_REAL)x[1], (ISH_REAL)x[2], (ISH_REAL)x[3], (ISH_REAL)x[4]};
	return v;
}

/* s^ij = pi^ij - delta^ij pi^kk/3 of full tensors. */
static struct ish_shear traceless(const double p[6])
{
	const double third = (p[0] + p[3] + p[5]) / 3.0;
	const double s[5] = {p[0] - third, p[1], p[2], p[3] - third, p[4]};
	return five(s);
}

static struct ish_closure_output evaluate(const struct ish_oracle_state *s, int shear, int bulk)
{
	const struct ish_thermo th = {(ISH_REAL)s->p, (ISH_REAL)s->cs2, (ISH_REAL)s->t};
	double pi[6], advect[6];
	ish_oracle_complete(s, pi, advect);
	const struct ish_closure_input in = {.rate = vec(s->h),
	                                     .e = (ISH_REAL)s->e,
	                                     .u = vec(s->u),
	                                     .shear = traceless(pi),
	                                     .bulk = (ISH_REAL)s->bulk,
	                                     .du = {(ISH_REAL)s->du[0][0], (ISH_REAL)s->du[0][1], (ISH_REAL)s->du[0][2],
	                                            (ISH_REAL)s->du[1][0], (ISH_REAL)s->du[1][1], (ISH_REAL)s->du[1][2],
	                                            (ISH_REAL)s->du[2][0], (ISH_REAL)s->du[2][1],
	                                            (ISH_REAL)s->du[2][2]},
	                                     .div_m = (ISH_REAL)s->div_m,
	                                     .div_t = vec(s->div_t),
	                                     .advect_shear = traceless(advect),
	                                     .advect_bulk = (ISH_REAL)s->adv_bulk};
	return ish_closure(in, transport_of(s), th, shear, bulk);
}

/* Largest error of the closed derivatives of one state, over the largest of them. */
double ish_closure_error(const struct ish_oracle_state *s, int shear, int bulk)
{
	struct ish_oracle_result r;
	ish_oracle_solve(s, &r);
	const struct ish_closure_output o = evaluate(s, shear, bulk);
	double pi[6], advect[6];
	ish_oracle_complete(s, pi, advect);
	const struct ish_shear now = traceless(pi);
	const double third = (r.dpi[0] + r.dpi[3] + r.dpi33) / 3.0;
	const double u0 = sqrt(1.0 + s->u[0] * s->u[0] + s->u[1] * s->u[1] + s->u[2] * s->u[2]);
	/* chi of physics/stiffness.h by its definition */
	const double c2 = s->cs2 + (shear ? 4.0 / 3.0 / s->c_pi : 0.0) + (bulk ? 1.0 / s->c_Pi : 0.0);
	const double v2 = 1.0 - 1.0 / (u0 * u0), chi = (1.0 - s->cs2 * v2) / (1.0 - c2 * v2);
	const double rate_pi = shear ? chi * s->t / (s->c_pi * s->eta_s * u0) : 0.0;
	const double rate_Pi = bulk ? chi * s->t / (s->c_Pi * s->zeta_s * u0) : 0.0;
	double t[4];
	ish_oracle_conserved(s, t);
	const double hsum = s->h[0] + s->h[1] + s->h[2];
	const double got[15] = {(double)o.de,
	                        (double)o.q.x,
	                        (double)o.q.y,
	                        (double)o.q.z,
	                        (double)o.shear.xx - rate_pi * (double)now.xx,
	                        (double)o.shear.xy - rate_pi * (double)now.xy,
	                        (double)o.shear.xz - rate_pi * (double)now.xz,
	                        (double)o.shear.yy - rate_pi * (double)now.yy,
	                        (double)o.shear.yz - rate_pi * (double)now.yz,
	                        (double)o.bulk - rate_Pi * s->bulk,
	                        (double)o.theta,
	                        (double)o.energy - hsum * t[0],
	                        (double)o.momentum.x - (hsum + s->h[0]) * t[1],
	                        (double)o.momentum.y - (hsum + s->h[1]) * t[2],
	                        (double)o.momentum.z - (hsum + s->h[2]) * t[3]};
	const double want[15] = {r.de,     r.q[0],      r.q[1],           r.q[2],      r.dpi[0] - third,
	                         r.dpi[1], r.dpi[2],    r.dpi[3] - third, r.dpi[4],    r.dbulk,
	                         r.theta,  r.source[0], r.source[1],      r.source[2], r.source[3]};
	double error = 0.0, scale = 0.0;
	for (int i = 0; i < 15; i++) {
		error = fmax(error, isfinite(got[i] - want[i]) ? fabs(got[i] - want[i]) : INFINITY);
		scale = fmax(scale, fabs(want[i]));
	}
	const double sigma2 = isfinite((double)o.sigma2) ? fabs((double)o.sigma2 - r.sigma2) : INFINITY;
	return fmax(error / scale, sigma2 / (scale + fabs(r.sigma2)));
}

double ish_closure_determinant(const struct ish_oracle_state *s)
{
	return (double)evaluate(s, s->eta_s > 0.0, s->zeta_s > 0.0).det;
}

double ish_closure_conserved_error(const struct ish_oracle_state *s)
{
	double t[4], pi[6], advect[6];
	ish_oracle_complete(s, pi, advect);
	ish_oracle_conserved(s, t);
	const struct ish_conserved c = ish_conserved_of((ISH_REAL)s->e, (ISH_REAL)(s->p + s->bulk), vec(s->u),
	                                                ish_shear_complete(traceless(pi), vec(s->u)));
	const double got[4] = {(double)c.e, (double)c.m.x, (double)c.m.y, (double)c.m.z};
	double error = 0.0;
	for (int i = 0; i < 4; i++) {
		error = fmax(error, isfinite(got[i] - t[i]) ? fabs(got[i] - t[i]) : INFINITY);
	}
	return error / t[0];
}
