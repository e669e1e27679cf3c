/*
 * The pointwise closure (physics/closure.h) against the brute-force solve of the full tensor equations
 * (cli/check/tensor_oracle.h) on random viscous states. Compiled in either precision.
 */
#ifndef ISH_CLI_CHECK_CLOSURE_ERROR_H
#define ISH_CLI_CHECK_CLOSURE_ERROR_H

#include <stdint.h>

#include "cli/check/tensor_oracle.h"

/*
 * A state with |u^i| <= u_max, pi to 15 % and Pi to 10 % of P, gradients of order 1, expansion in every direction, and
 * every coefficient of the equations drawn too. `shear`, `bulk`: 0 leaves the part out. Advances *seed.
 */
void ish_closure_random_state(struct ish_oracle_state *s, uint64_t *seed, int shear, int bulk, double u_max);

/*
 * Largest error of the time derivatives of all fields, of theta and of the densities' rates, over the largest of
 * them; sigma^2 over itself. INFINITY if one is not finite.
 */
double ish_closure_error(const struct ish_oracle_state *s, int shear, int bulk);

/* det K/(w u0^2)^3 of the state. */
double ish_closure_determinant(const struct ish_oracle_state *s);

/* Largest error of E and M^i of the state, over E. INFINITY if one is not finite. */
double ish_closure_conserved_error(const struct ish_oracle_state *s);

#endif
