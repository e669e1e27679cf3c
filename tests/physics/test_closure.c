/* The pointwise closure against the brute-force solve of the 4x4 system in full tensors. */
#include <criterion/criterion.h>
#include <stdint.h>

#include "physics/closure.h"
#include "physics/recovery.h"
#include "tests/physics/tensor_oracle.h"

static uint64_t seed = 20240607;

static double uniform(double low, double high)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return low + (high - low) * (double)(seed >> 11) * 0x1p-53;
}

static void random_state(struct oracle_state *s, int shear, int bulk, double u_max)
{
	*s = (struct oracle_state){.e = uniform(0.5, 5.0), .cs2 = uniform(0.1, 1.0 / 3.0)};
	s->p = s->cs2 * s->e;
	s->t = pow(s->p, s->cs2 / (1.0 + s->cs2));
	for (int i = 0; i < 3; i++) {
		s->u[i] = uniform(-u_max, u_max);
		s->h[i] = uniform(-0.5, 0.5);
		s->div_t[i] = uniform(-1.0, 1.0);
		for (int j = 0; j < 3; j++) {
			s->du[i][j] = uniform(-1.0, 1.0);
		}
	}
	s->div_m = uniform(-1.0, 1.0);
	s->eta_s = shear ? uniform(0.05, 0.4) : 0.0;
	s->c_pi = uniform(4.0, 7.0);
	s->delta_pipi = uniform(0.5, 2.0);
	s->tau_pipi = uniform(0.0, 2.0);
	s->lambda_piPi = uniform(0.0, 2.0);
	s->phi_7 = uniform(0.0, 0.3);
	s->vorticity = uniform(0.0, 1.5);
	s->zeta_s = bulk ? uniform(0.02, 0.2) : 0.0;
	s->c_Pi = uniform(8.0, 12.0);
	s->delta_PiPi = uniform(0.2, 1.0);
	s->lambda_Pipi = uniform(0.5, 2.0);
	for (int k = 0; k < 5; k++) {
		s->pi[k] = shear ? 0.15 * s->p * uniform(-1.0, 1.0) : 0.0;
		s->adv_pi[k] = shear ? uniform(-0.3, 0.3) : 0.0;
	}
	s->bulk = bulk ? 0.1 * s->p * uniform(-1.0, 1.0) : 0.0;
	s->adv_bulk = bulk ? uniform(-0.3, 0.3) : 0.0;
}

static struct ish_transport transport_of(const struct oracle_state *s)
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

static struct ish_closure_output evaluate(const struct oracle_state *s, int shear, int bulk)
{
	const struct ish_thermo th = {(ISH_REAL)s->p, (ISH_REAL)s->cs2, (ISH_REAL)s->t};
	double pi[6], advect[6];
	oracle_complete(s, pi, advect);
	const struct ish_closure_input in = {
	        .rate = vec(s->h),
	        .e = (ISH_REAL)s->e,
	        .u = vec(s->u),
	        .shear = traceless(pi),
	        .bulk = (ISH_REAL)s->bulk,
	        .du = {(ISH_REAL)s->du[0][0], (ISH_REAL)s->du[0][1], (ISH_REAL)s->du[0][2], (ISH_REAL)s->du[1][0],
	               (ISH_REAL)s->du[1][1], (ISH_REAL)s->du[1][2], (ISH_REAL)s->du[2][0], (ISH_REAL)s->du[2][1],
	               (ISH_REAL)s->du[2][2]},
	        .div_m = (ISH_REAL)s->div_m,
	        .div_t = vec(s->div_t),
	        .advect_shear = traceless(advect),
	        .advect_bulk = (ISH_REAL)s->adv_bulk};
	return ish_closure(in, transport_of(s), th, shear, bulk);
}

/* Largest error of the closed derivatives of one state, over the largest of them. */
static double closure_error(const struct oracle_state *s, int shear, int bulk)
{
	struct oracle_result r;
	oracle_solve(s, &r);
	const struct ish_closure_output o = evaluate(s, shear, bulk);
	double pi[6], advect[6];
	oracle_complete(s, pi, advect);
	const struct ish_shear now = traceless(pi);
	const double third = (r.dpi[0] + r.dpi[3] + r.dpi33) / 3.0;
	const double u0 = sqrt(1.0 + s->u[0] * s->u[0] + s->u[1] * s->u[1] + s->u[2] * s->u[2]);
	/* chi of physics/stiffness.h by its definition */
	const double c2 = s->cs2 + (shear ? 4.0 / 3.0 / s->c_pi : 0.0) + (bulk ? 1.0 / s->c_Pi : 0.0);
	const double v2 = 1.0 - 1.0 / (u0 * u0), chi = (1.0 - s->cs2 * v2) / (1.0 - c2 * v2);
	const double rate_pi = shear ? chi * s->t / (s->c_pi * s->eta_s * u0) : 0.0;
	const double rate_Pi = bulk ? chi * s->t / (s->c_Pi * s->zeta_s * u0) : 0.0;
	double t[4];
	oracle_conserved(s, t);
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
	const double want[15] = {r.de,     r.q[0],   r.q[1],   r.q[2],  r.dpi[0] - third,    r.dpi[1],    r.dpi[2],   r.dpi[3] - third,
	                         r.dpi[4], r.dbulk,  r.theta,  r.source[0], r.source[1], r.source[2], r.source[3]};
	double error = 0.0, scale = 0.0;
	for (int i = 0; i < 15; i++) {
		error = fmax(error, fabs(got[i] - want[i]));
		scale = fmax(scale, fabs(want[i]));
	}
	error = fmax(error, fabs((double)o.sigma2 - r.sigma2) / (scale + fabs(r.sigma2)) * scale);
	return isfinite(error) ? error / scale : INFINITY;
}

/* 1e-12 is the bar; gamma up to 2.3 here, the closure's conditioning grows as gamma^2. */
Test(closure, equals_a_brute_force_solve_of_the_four_by_four_system)
{
	double worst = 0.0;
	for (int i = 0; i < 4000; i++) {
		struct oracle_state s;
		random_state(&s, 1, 1, 1.2);
		const double error = closure_error(&s, 1, 1);
		worst = fmax(worst, error);
		cr_assert_lt(error, sizeof(ISH_REAL) == 4 ? 2e-3 : 1e-12, "state %d: %.3g", i, error);
	}
	cr_log_info("worst %.3g", worst);
}

Test(closure, equals_the_brute_force_solve_without_bulk_without_shear_and_for_an_ideal_fluid)
{
	for (int kind = 0; kind < 3; kind++) {
		for (int i = 0; i < 1000; i++) {
			struct oracle_state s;
			random_state(&s, kind == 0, kind == 1, 1.2);
			const double error = closure_error(&s, kind == 0, kind == 1);
			cr_assert_lt(error, sizeof(ISH_REAL) == 4 ? 2e-3 : 1e-12, "kind %d state %d: %.3g", kind, i, error);
		}
	}
}

Test(closure, conserved_densities_agree_with_the_full_tensor)
{
	for (int i = 0; i < 1000; i++) {
		struct oracle_state s;
		double t[4], pi[6], advect[6];
		random_state(&s, 1, 1, 3.0);
		oracle_complete(&s, pi, advect);
		oracle_conserved(&s, t);
		const struct ish_conserved c = ish_conserved_of((ISH_REAL)s.e, (ISH_REAL)(s.p + s.bulk), vec(s.u),
		                                                ish_shear_complete(traceless(pi), vec(s.u)));
		/* a few roundings of numbers of size E */
		const double tolerance = 20.0 * (double)ISH_REAL_EPSILON * t[0];
		cr_assert_float_eq((double)c.e, t[0], tolerance);
		cr_assert_float_eq((double)c.m.x, t[1], tolerance);
		cr_assert_float_eq((double)c.m.y, t[2], tolerance);
		cr_assert_float_eq((double)c.m.z, t[3], tolerance);
	}
}

/* det K at pi = Pi = 0: eigenvalues w u0^2 (1 - c_inf^2 v^2) once and w u0^2 (1 - v^2 eta/(tau_pi w)) twice. */
Test(closure, determinant_has_the_closed_form_of_a_fluid_in_equilibrium)
{
	for (int i = 0; i < 200; i++) {
		struct oracle_state s;
		random_state(&s, 1, 1, 1.5);
		for (int k = 0; k < 5; k++) {
			s.pi[k] = 0.0;
		}
		s.bulk = 0.0;
		const double u2 = s.u[0] * s.u[0] + s.u[1] * s.u[1] + s.u[2] * s.u[2], v2 = u2 / (1.0 + u2);
		const double c2 = s.cs2 + 4.0 / 3.0 / s.c_pi + 1.0 / s.c_Pi;
		const double want = (1.0 - c2 * v2) * pow(1.0 - v2 / s.c_pi, 2.0);
		const double got = (double)evaluate(&s, 1, 1).det;
		cr_assert_float_eq(got, want, 100.0 * (double)ISH_REAL_EPSILON, "%.17g against %.17g", got, want);
	}
}
