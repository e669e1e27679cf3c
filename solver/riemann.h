/*
 * The exact solution of the Riemann problem of an ideal fluid, P = c2 e, without motion along the discontinuity.
 *
 * Two waves run into the left and the right state, each a shock or a rarefaction; between them pressure and velocity are
 * constant (with no conserved charge there is nothing else that could jump). Speeds in units of that of light, along x.
 * Shocks: A. H. Taub, Phys. Rev. 74, 328 (1948); rarefactions: the Riemann invariants artanh(v) -+ c/(1 + c2) ln P.
 */
#ifndef ISH_SOLVER_RIEMANN_H
#define ISH_SOLVER_RIEMANN_H

#include <stdbool.h>

#include "workspace/status.h"

struct ish_riemann_side {
	double p, v;       /* of the undisturbed state */
	bool shock;        /* else a rarefaction */
	double head, tail; /* speeds of the wave's ends, the head at the undisturbed state; equal for a shock */
};

struct ish_riemann {
	double c2;
	double p, v; /* between the waves */
	struct ish_riemann_side left, right;
};

/* Solves for two states. ISH_ERR_INPUT after one line unless 0 < c2 < 1, the pressures are positive and the speeds below 1. */
ISH_CHECKED enum ish_status ish_riemann_solve(struct ish_riemann *riemann_out, double c2, double p_left, double v_left,
                                              double p_right, double v_right);

/* Pressure and velocity at x/t = s. */
void ish_riemann_at(const struct ish_riemann *riemann, double s, double *p_out, double *v_out);

#endif
