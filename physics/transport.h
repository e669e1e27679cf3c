/*
 * Transport coefficients at a point, in the ratios in which the relaxation equations need them.
 *
 * With s = (e+P)/T: eta = eta_over_s s and tau_pi = C eta/(e+P) = C eta_over_s/T, so eta/tau_pi = (e+P)/C; likewise for bulk. The second-order
 * coefficients are those of the 14-moment approximation (Denicol, Jeon, Gale, Phys. Rev. C 90, 024912 (2014)) by default.
 */
#ifndef ISH_PHYSICS_TRANSPORT_H
#define ISH_PHYSICS_TRANSPORT_H

#include "physics/eos.h"
#include "workspace/mutation.h"

/* The numbers of the configuration, in the order of transport.def. */
struct ish_transport {
#define ISH_TRANSPORT(field, sentence) ISH_REAL field;
#include "physics/transport.def"
#undef ISH_TRANSPORT
	/* derived by ish_transport_prepare: sweeps multiply where they would divide */
	ISH_REAL inv_tau_pi, inv_tau_Pi; /* 1/C */
	ISH_REAL rate_pi, rate_Pi;       /* 1/(tau_pi T), 1/(tau_Pi T); 0 where the part is off */
};

/* Fills in what is derived from the configuration's numbers. */
static inline struct ish_transport ish_transport_prepare(struct ish_transport k)
{
	const double eta = (double)k.tau_pi * (double)k.eta_over_s, zeta = (double)k.tau_Pi * (double)k.zeta_over_s;
	k.inv_tau_pi = (ISH_REAL)(1.0 / (double)k.tau_pi);
	k.inv_tau_Pi = (ISH_REAL)(1.0 / (double)k.tau_Pi);
	k.rate_pi = (ISH_REAL)(eta > 0.0 ? 1.0 / eta : 0.0);
	k.rate_Pi = (ISH_REAL)(zeta > 0.0 ? 1.0 / zeta : 0.0);
	return k;
}

/* Dimensional, at a point. */
struct ish_coefficients {
	ISH_REAL eta_tau;      /* eta/tau_pi, fm^-4 */
	ISH_REAL rate_pi;      /* 1/tau_pi, fm^-1 */
	ISH_REAL phi7_tau;     /* phi_7/tau_pi, fm^3 */
	ISH_REAL zeta_tau;     /* zeta/tau_Pi, fm^-4 */
	ISH_REAL rate_Pi;      /* 1/tau_Pi, fm^-1 */
	ISH_REAL lambdaPi_tau; /* lambda_Pipi/tau_Pi, without unit */
	ISH_REAL front2;       /* cs^2 + (4/3) eta/(tau_pi (e+P)) + zeta/(tau_Pi (e+P)): squared front speed where pi = Pi = 0 */
};

/* `shear` and `bulk` are compile-time constants: a part that is off is 0, not a limit. */
ISH_POINT struct ish_coefficients ish_transport_at(struct ish_transport k, ISH_REAL e, struct ish_thermo s, int shear,
                                                   int bulk)
{
	struct ish_coefficients c = {0, 0, 0, 0, 0, 0, s.cs2};
	const ISH_REAL h = e + s.p;
	if (shear) {
		c.eta_tau = ISH_TERM(transport_eta, h * k.inv_tau_pi);
		c.front2 += (ISH_REAL)4 / (ISH_REAL)3 * k.inv_tau_pi;
		c.rate_pi = ISH_TERM(transport_rate_pi, s.t * k.rate_pi);
		c.phi7_tau = k.phi_7 / s.p * c.rate_pi;
	}
	if (bulk) {
		c.zeta_tau = ISH_TERM(transport_zeta, h * k.inv_tau_Pi);
		c.front2 += k.inv_tau_Pi;
		c.rate_Pi = ISH_TERM(transport_rate_Pi, s.t * k.rate_Pi);
		c.lambdaPi_tau = k.lambda_Pipi * ((ISH_REAL)1 / (ISH_REAL)3 - ISH_TERM(transport_lambda_Pipi_cs2, s.cs2));
	}
	return c;
}

/* Relaxation time of the leading viscous part, tau_pi or, without shear, tau_Pi; 0 for an ideal fluid. fm */
ISH_POINT ISH_REAL ish_relaxation_time(struct ish_transport k, struct ish_thermo s, int shear, int bulk)
{
	return (shear ? k.tau_pi * k.eta_over_s : bulk ? k.tau_Pi * k.zeta_over_s : (ISH_REAL)0) / s.t;
}

#endif
