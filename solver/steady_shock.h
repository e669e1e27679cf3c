/*
 * A steady plane shock of a viscous fluid, as the relaxation equations have it: all fields over the distance across it.
 *
 * In the frame of the shock the fluid flows along y, in with velocity v_1 from y = -infinity, out with v_2 = c2/v_1, and
 * T^0y = F and T^yy = G are constant. With P = c2 e, X = pi^ll along the flow in the fluid's rest frame and bulk pressure B
 *   e = F/v - G,   X + B = G - v F - c2 e
 * hold exactly, and the relaxation equations (docs/physics.md) become, with ' = d/dy, g = 1/sqrt(1 - v^2), theta = g^3 v',
 *   tau_pi g v X' = -X - [(4/3) eta + (delta_pipi + tau_pipi/3) X + (2/3) lambda_piPi B] theta - phi_7 X^2/2
 *   tau_Pi g v B' = -B - [zeta + delta_PiPi B + lambda_Pipi X] theta
 * They are integrated from the entry along the one solution that leaves it. Independent of the solver's closure.
 */
#ifndef ISH_SOLVER_STEADY_SHOCK_H
#define ISH_SOLVER_STEADY_SHOCK_H

#include "solver/ode_table.h"
#include "workspace/status.h"

struct ish_steady_shock_config {
	const char *what;                                /* for messages: "problem \"x\"" */
	double c2, p0;                                   /* P = c2 e = p0 T^((1+c2)/c2) */
	double e;                                        /* at the entry, fm^-4 */
	double ratio;                                    /* of the pressures, exit over entry; more than 1 */
	double eta_over_s, tau_pi, delta_pipi, tau_pipi; /* as in the configuration; one viscosity at least */
	double lambda_piPi, phi_7, zeta_over_s, tau_Pi, delta_PiPi, lambda_Pipi;
};

struct ish_steady_shock {
	struct ish_steady_shock_config config;
	double v1, v2;
	double energy_flux, momentum_flux; /* F, G, fm^-4 */
	double centre;                     /* of the table: v is (v_1 + v_2)/2 there */
	double rate;                       /* of growth at the entry, fm^-1 */
	double decay;                      /* slowest, at the exit, fm^-1 */
	double departure[ISH_ODE_MAX];     /* of (v, B) from the entry at the table's first point */
	struct ish_ode_table *table;
};

/*
 * Makes the shock; reset by the caller. ISH_ERR_INPUT after one line where there is no smooth shock: it would be faster than the
 * signals of the fluid. ISH_ERR_BREAKDOWN, ISH_ERR_MEMORY of the table.
 */
ISH_CHECKED enum ish_status ish_steady_shock_init(struct ish_steady_shock *shock,
                                                  const struct ish_steady_shock_config *config);

struct ish_shock_state {
	double e, v, shear, bulk; /* v along y in the shock's frame; shear: X = pi^ll; fm^-4 */
};

/* The state at the distance y (fm, in the shock's frame) from the centre, positive behind the shock. */
struct ish_shock_state ish_steady_shock_at(const struct ish_steady_shock *shock, double y);

void ish_steady_shock_reset(struct ish_steady_shock *shock);

#endif
