/*
 * The right-hand side F of a state: derivatives along each axis, tile by tile, then the closure, chunk by chunk.
 *
 * 13 first derivatives per axis (u 3, M 1, T 3, s 5, Pi 1); the divergences and u^k D_k s, u^k D_k Pi are summed while sweeping, in the arrays of the slope
 * itself, which the closure then overwrites cell by cell. The derivatives of u are kept and answered from the cache while u's version stands.
 */
#ifndef ISH_SOLVER_RHS_H
#define ISH_SOLVER_RHS_H

#include "solver/state.h"
#include "solver/sweep.h"

/* Extremes over the closures of a step; each thread has its own, a cache line apart. */
struct ish_monitor {
	double knudsen_theta, knudsen_sigma, det_min;
	long newton_sum; /* iterations times cells */
	long newton_cells;
	int newton_max;
	char pad[20];
};

/* Before a step: nothing seen. */
void ish_monitor_reset(struct ish_monitor *monitor, int threads);

/* Joins the threads' into monitor[0]. */
void ish_monitor_join(struct ish_monitor *monitor, int threads);

enum ish_slope {
	ISH_SLOPE_EXPLICIT, /* F: without the local decay G of pi and Pi */
	ISH_SLOPE_COMPLETE  /* F + G: the time derivative itself */
};

/*
 * slope = F(current) or (F + G)(current), whose primitives stand in state->prim; the metric is that of the stage's time. Allocates nothing. Returns the
 * first cell where the closure does not exist (det K not positive: signals faster than light; its slope is then meaningless), or -1.
 */
#define ish_rhs_evaluate ISH_R(ish_rhs_evaluate)
ptrdiff_t ish_rhs_evaluate(struct ish_space *space, struct ish_state *state, const struct ish_model *model,
                      const struct ish_sweeps *sweeps, const struct ish_field_set *current,
                      const struct ish_metric *metric, enum ish_slope kind, struct ish_field_set *slope,
                      struct ish_monitor *monitor);

/*
 * The first half of it: derivatives, and what the closure needs of them summed over the axes in the arrays of `sums`, a slope: sum_i D_i M^i, sum_i D_i T^ij,
 * u^k D_k s^ij, u^k D_k Pi. For who looks at a state between steps, when slopes are free.
 */
#define ish_rhs_derive ISH_R(ish_rhs_derive)
void ish_rhs_derive(struct ish_space *space, struct ish_state *state, const struct ish_model *model,
                    const struct ish_sweeps *sweeps, const struct ish_field_set *current, const struct ish_metric *metric,
                    struct ish_field_set *sums);

/* What an evaluation is of: the arguments of ish_rhs_evaluate up to the metric. */
struct ish_rhs {
	struct ish_space *space;
	struct ish_state *state;
	const struct ish_model *model;
	const struct ish_sweeps *sweeps;
	const struct ish_field_set *current;
	const struct ish_metric *metric;
};

enum ish_derive_part {
	ISH_DERIVE_GRADIENT = 1,   /* d u^j/dx^i into state->gradient, where the cache does not have it */
	ISH_DERIVE_STRESS = 2,     /* the fluxes, into the threads' packs */
	ISH_DERIVE_DIVERGENCE = 4, /* derivatives of the packs, added up in the sums */
	ISH_DERIVE_ALL = 7
};

/*
 * Parts of it run alone, to be measured (solver/operation.h). A divergence without the stress is that of whatever the
 * packs held last.
 */
#define ish_rhs_derive_parts ISH_R(ish_rhs_derive_parts)
void ish_rhs_derive_parts(const struct ish_rhs *rhs, unsigned parts, struct ish_field_set *sums);

/* The closure alone: slope from the sums, which it leaves where `slope` is another set. Returns as ish_rhs_evaluate. */
#define ish_rhs_close ISH_R(ish_rhs_close)
ptrdiff_t ish_rhs_close(const struct ish_rhs *rhs, enum ish_slope kind, struct ish_field_set *sums,
                        struct ish_field_set *slope, struct ish_monitor *monitor);

#endif
