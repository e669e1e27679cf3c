/*
 * One implicit stage: sums of slopes, implicit relaxation and primitive recovery in one pass over the cells, in chunks.
 *
 *     known = base + dt sum aE F + dt sum aI G;    out = known with pi, Pi relaxed by h = dt aI_ii;    prim from out.
 */
#ifndef ISH_SOLVER_ADVANCE_H
#define ISH_SOLVER_ADVANCE_H

#include "solver/rhs.h"

/* Which sums make the known part. */
struct ish_assembly {
	const struct ish_field_set *base;
	struct ish_field_set *out; /* may be base */
	int terms;                 /* of F and G together */
	double weight[2 * ISH_STAGES_MAX]; /* dt a_ij */
	const struct ish_field_set *term[2 * ISH_STAGES_MAX]; /* F: all variables; G: viscous variables only */
	double h;                       /* dt aI_ii; 0: recovery only */
	struct ish_field_set *decay;    /* G of the result; NULL only if h = 0 */
	struct ish_metric metric;
};

/* Cells that are non-finite, unphysical or not converged. */
struct ish_advance_result {
	ptrdiff_t bad_count;
	ptrdiff_t bad_cell;    /* the first of them; its conserved densities: */
	double energy;         /* E */
	double momentum[3];    /* M^j */
	bool singular;         /* the closure does not exist there; least det K/(w (u^0)^2)^3 of the step: */
	double det;
};

/* Newton's method stops when the change of u/u^0 is below this; it converges quadratically, so the error is of order eps. */
#define ISH_NEWTON_TOLERANCE (sizeof(ISH_REAL) == sizeof(float) ? 1e-4 : 3e-8)
enum { ISH_NEWTON_MAX = 40 };

/* The result for a cell found bad in `set` at this metric. */
#define ish_advance_bad ISH_R(ish_advance_bad)
struct ish_advance_result ish_advance_bad(const struct ish_field_set *set, const struct ish_metric *metric,
                                          ptrdiff_t cell, ptrdiff_t count);

/* The whole stage. Regions "stage sums" and "recovery". */
#define ish_advance ISH_R(ish_advance)
struct ish_advance_result ish_advance(struct ish_space *space, struct ish_state *state, const struct ish_model *model,
                                      const struct ish_sweeps *sweeps, const struct ish_assembly *assembly,
                                      struct ish_monitor *monitor);

/* Only the sums, without recovery: before a filter. */
#define ish_combine ISH_R(ish_combine)
void ish_combine(struct ish_space *space, const struct ish_model *model, const struct ish_sweeps *sweeps,
                 const struct ish_assembly *assembly);

#endif
