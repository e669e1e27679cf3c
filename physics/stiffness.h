/*
 * How much of the decay of pi and Pi is treated implicitly: G = -chi pi/(tau_pi u^0), -chi Pi/(tau_Pi u^0).
 *
 * At given E and M^i a decaying pi drags e and u along. In a homogeneous fluid that moves with v, tensor modes decay at 1/(tau u^0), shear modes at
 * 1/[tau u^0 (1 - v^2 eta/(tau_pi w))] and sound modes fastest, at
 *     chi/(tau u^0),  chi = (1 - cs^2 v^2)/(1 - c^2 v^2),  c^2 = cs^2 + (4/3) eta/(tau_pi w) + zeta/(tau_Pi w)
 * (their dispersion relation at k = 0; c is the front speed). What is beyond 1/(tau u^0) would stand in F and make it stiff for steps longer
 * than tau. With this chi no mode decays faster than in G, which is what the schemes need to be stable there; (1 + 1/(1 - c^2 v^2))/2 is less than
 * that where c^2 > 2 cs^2. F + G is the same for every chi.
 */
#ifndef ISH_PHYSICS_STIFFNESS_H
#define ISH_PHYSICS_STIFFNESS_H

#include "physics/point.h"
#include "workspace/mutation.h"

struct ish_stiffness {
	ISH_REAL extra; /* chi - 1; 0 at rest */
	ISH_REAL slope; /* d ln chi/du_k = slope u_k, at fixed cs^2 and c^2 */
};

/* front2 = c^2, u2 = u.u. Finite for every u: where the fluid is acausal, c^2 > 1, 1 is taken for it. */
ISH_POINT struct ish_stiffness ish_stiffness_at(ISH_REAL cs2, ISH_REAL front2, ISH_REAL u2)
{
	const ISH_REAL one = (ISH_REAL)1, two = (ISH_REAL)2;
	const ISH_REAL c2 = front2 < one ? front2 : one;
	const ISH_REAL f = one + (one - c2) * u2;  /* (u^0)^2 (1 - c^2 v^2), at least 1 */
	const ISH_REAL n = one + (one - cs2) * u2; /* (u^0)^2 (1 - cs^2 v^2) */
	const ISH_REAL part = (c2 - cs2) / (f * n);
	struct ish_stiffness r;
	r.extra = ISH_TERM(stiff_chi, part * n * u2);
	r.slope = two * part;
	return r;
}

#endif
