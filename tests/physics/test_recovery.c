/* Primitive recovery with the implicit relaxation: the equations it solves, and how it converges. */
#include <criterion/criterion.h>
#include <stdint.h>

#include "physics/recovery.h"

static uint64_t seed = 77;

static double uniform(double low, double high)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return low + (high - low) * (double)(seed >> 11) * 0x1p-53;
}

static struct ish_eos eos;
static struct ish_transport transport = {.eta_over_s = (ISH_REAL)0.2,  .tau_pi = (ISH_REAL)5,
                                         .delta_pipi = (ISH_REAL)1.3,  .tau_pipi = (ISH_REAL)1.4,
                                         .lambda_piPi = (ISH_REAL)1.2, .phi_7 = (ISH_REAL)0.1,
                                         .vorticity = (ISH_REAL)1,     .zeta_over_s = (ISH_REAL)0.1,
                                         .tau_Pi = (ISH_REAL)6,        .delta_PiPi = (ISH_REAL)0.6,
                                         .lambda_Pipi = (ISH_REAL)1.6};

struct fluid {
	ISH_REAL e, bulk;
	struct ish_vec u;
	struct ish_shear pi;
};

static void prepare(void)
{
	eos = ish_eos_make(1.3, 0.25);
	transport = ish_transport_prepare(transport);
}

TestSuite(recovery, .init = prepare);

static struct fluid random_fluid(double u_max, double anisotropy)
{
	struct fluid f;
	f.e = (ISH_REAL)exp(uniform(-4.0, 4.0));
	const double p = 0.25 * (double)f.e;
	f.u = (struct ish_vec){(ISH_REAL)uniform(-u_max, u_max), (ISH_REAL)uniform(-u_max, u_max),
	                       (ISH_REAL)uniform(-u_max, u_max)};
	f.bulk = (ISH_REAL)(anisotropy * p * uniform(-1.0, 1.0));
	f.pi = (struct ish_shear){
	        (ISH_REAL)(anisotropy * p * uniform(-1.0, 1.0)), (ISH_REAL)(anisotropy * p * uniform(-1.0, 1.0)),
	        (ISH_REAL)(anisotropy * p * uniform(-1.0, 1.0)), (ISH_REAL)(anisotropy * p * uniform(-1.0, 1.0)),
	        (ISH_REAL)(anisotropy * p * uniform(-1.0, 1.0))};
	return f;
}

/* The known side that relaxes to `f` with weight h: E and M of f, and f's viscous part before the relaxation. */
static struct ish_recovery_input known_for(struct fluid f, ISH_REAL h)
{
	struct ish_recovery_input in;
	const struct ish_thermo s = ish_eos_at(ISH_EOS_CONSTANT_CS2, eos, f.e);
	const struct ish_coefficients c = ish_transport_at(transport, f.e, s, 1, 1);
	const ISH_REAL u0 = ISH_SQRT((ISH_REAL)1 + ish_dot(f.u, f.u));
	/* chi of physics/stiffness.h by its definition */
	const double c2 = 0.25 + 4.0 / 3.0 / (double)transport.tau_pi + 1.0 / (double)transport.tau_Pi;
	const double v2 = 1.0 - 1.0 / ((double)u0 * (double)u0);
	const ISH_REAL chi = (ISH_REAL)((1.0 - 0.25 * v2) / (1.0 - c2 * v2));
	const ISH_REAL a = (ISH_REAL)1 + h * chi * c.rate_pi / u0, b = (ISH_REAL)1 + h * chi * c.rate_Pi / u0;
	in.t = ish_conserved_of(f.e, s.p + f.bulk, f.u, ish_shear_complete(f.pi, f.u));
	in.pi = (struct ish_shear){a * f.pi.xx, a * f.pi.xy, a * f.pi.xz, a * f.pi.yy, a * f.pi.yz};
	in.bulk = b * f.bulk;
	in.h = h;
	return in;
}

/* Newton steps until the change is below `stop`; the state found in *r. */
static int solve(struct ish_recovery_input in, struct ish_vec *u, struct ish_recovery_state *r, double stop)
{
	for (int i = 1; i <= 60; i++) {
		*r = ish_recovery_state_at(ISH_EOS_CONSTANT_CS2, eos, transport, in, *u, 1, 1, 1);
		const struct ish_vec d = ish_recovery_newton(in, *r, *u, 1, 1);
		u->x += d.x;
		u->y += d.y;
		u->z += d.z;
		if (sqrt((double)ish_dot(d, d)) < stop * (double)r->u0) {
			*r = ish_recovery_state_at(ISH_EOS_CONSTANT_CS2, eos, transport, in, *u, 1, 1, 1);
			return i;
		}
	}
	return 99;
}

static const double stop = sizeof(ISH_REAL) == 4 ? 1e-4 : 3e-8;

/* The stated error is about 6 eps gamma^2; 60 leaves room for the worst of 3000 draws. */
Test(recovery, finds_the_state_from_rest_with_and_without_relaxation)
{
	for (int i = 0; i < 3000; i++) {
		const struct fluid f = random_fluid(i % 2 ? 0.8 : 2.0, 0.2);
		const ISH_REAL h = i % 3 == 0 ? (ISH_REAL)0 : (ISH_REAL)uniform(0.0, 1.0);
		const struct ish_recovery_input in = known_for(f, h);
		struct ish_vec u = {0, 0, 0};
		struct ish_recovery_state r;
		const int n = solve(in, &u, &r, stop);
		const double gamma2 = 1.0 + (double)ish_dot(f.u, f.u);
		const double tolerance = 60.0 * (double)ISH_REAL_EPSILON * gamma2;
		cr_assert_leq(n, 20, "draw %d: no convergence", i);
		cr_assert_float_eq((double)(r.e / f.e), 1.0, tolerance, "draw %d: e %.3g", i, (double)(r.e / f.e) - 1.0);
		cr_assert_float_eq((double)u.x, (double)f.u.x, tolerance * sqrt(gamma2));
		cr_assert_float_eq((double)u.y, (double)f.u.y, tolerance * sqrt(gamma2));
		cr_assert_float_eq((double)u.z, (double)f.u.z, tolerance * sqrt(gamma2));
		cr_assert_float_eq((double)(r.relax_pi * in.pi.xy), (double)f.pi.xy, tolerance * (double)f.e);
		cr_assert_float_eq((double)(r.relax_Pi * in.bulk), (double)f.bulk, tolerance * (double)f.e);
	}
}

/* Quadratic convergence: a full Jacobian leaves at the next step the square of the error, times a constant of order one. */
Test(recovery, converges_quadratically)
{
	for (int i = 0; i < 500; i++) {
		const struct fluid f = random_fluid(0.8, 0.2);
		const struct ish_recovery_input in = known_for(f, (ISH_REAL)0.3);
		const double off = sizeof(ISH_REAL) == 4 ? 1e-2 : 1e-4;
		struct ish_vec u = {f.u.x + (ISH_REAL)off, f.u.y - (ISH_REAL)off, f.u.z + (ISH_REAL)off};
		const struct ish_recovery_state r =
		        ish_recovery_state_at(ISH_EOS_CONSTANT_CS2, eos, transport, in, u, 1, 1, 1);
		const struct ish_vec d = ish_recovery_newton(in, r, u, 1, 1);
		const double ex = (double)(u.x + d.x - f.u.x), ey = (double)(u.y + d.y - f.u.y),
		             ez = (double)(u.z + d.z - f.u.z);
		const double error = sqrt(ex * ex + ey * ey + ez * ez);
		cr_assert_lt(error, 12.0 * off * off + 100.0 * (double)ISH_REAL_EPSILON, "draw %d: %.3g", i, error);
	}
}

Test(recovery, fails_visibly_where_there_is_no_state)
{
	struct ish_recovery_input in = known_for(random_fluid(0.5, 0.0), (ISH_REAL)0);
	in.t.m.x = (ISH_REAL)2 * in.t.e; /* |M| > E */
	struct ish_vec u = {0, 0, 0};
	struct ish_recovery_state r;
	const int n = solve(in, &u, &r, stop);
	/* either it does not converge or it ends on the floor that the sweep's check refuses */
	cr_assert(n == 99 || !(r.e > (ISH_REAL)2 * ISH_RECOVERY_FLOOR * in.t.e), "accepted e = %g", (double)r.e);
}
