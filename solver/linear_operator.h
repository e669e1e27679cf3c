/*
 * The linear operator of a solver: L of physics/linear_mode.h, about a homogeneous fluid at rest, applied to all
 * variables of a state in Fourier space, L itself, (I - h L)^-1 or exp(h L).
 *
 * Each field is transformed by one thread and each mode is done by one thread, so that results are the same to the bit
 * for any number of threads. In an expanding space the wave numbers are those of the metric given, k_i/a_i. Wave
 * numbers are those of first derivatives: the Nyquist mode of an even axis has none.
 */
#ifndef ISH_SOLVER_LINEAR_OPERATOR_H
#define ISH_SOLVER_LINEAR_OPERATOR_H

#include "solver/linear_background.h"
#include "solver/linear_factors.h"
#include "solver/scheme.h"
#include "solver/state.h"

struct ish_linear_operator {
	bool used; /* false: the scheme has no such operator; nothing else is set */
	struct ish_transform3 transform;
	struct ish_linear_factors factors;
	struct ish_linear_background background;
	struct ish_linear_fluid fluid; /* of the background */
	ISH_REAL *modes[ISH_VARS];     /* complex, in the order of model.var */
	ISH_REAL *wave[3];             /* wave number over a_i of each mode of an axis, of the last use */
	char *lent;                    /* to FFTW, transform.lent_bytes for each thread */
};

/* Sizes and memory (owners "modes", "linear factors", "transforms"); the same in both passes of the arena. */
#define ish_linear_init ISH_R(ish_linear_init)
void ish_linear_init(struct ish_linear_operator *op, const struct ish_grid *grid, const struct ish_model *model,
                     const struct ish_scheme *scheme, struct ish_arena *arena, int threads);

/* Makes the plans. ISH_ERR_SIZE or ISH_ERR_MEMORY after one line. Does nothing where the operator is not used. */
#define ish_linear_make ISH_R(ish_linear_make)
ISH_CHECKED enum ish_status ish_linear_make(struct ish_linear_operator *op, enum ish_planning planning);

/* Bytes of heap that making the plans takes for a while, FFTW's own not counted. */
#define ish_linear_heap ISH_R(ish_linear_heap)
size_t ish_linear_heap(const struct ish_linear_operator *op);

/*
 * Takes mean and largest energy density of state->prim for the background, unless those held are within 1 % of them.
 * Before each step.
 */
#define ish_linear_hold ISH_R(ish_linear_hold)
void ish_linear_hold(struct ish_linear_operator *op, const struct ish_space *space, const struct ish_model *model,
                     struct ish_state *state);

/*
 * change = L y, [(I - h L)^-1 y - y]/h or exp(h L) y - y, for the three tasks; h > 0. The sets do not overlap.
 * Allocates nothing. Region "linear operator" with "fft forward", "mode solve", "fft inverse".
 */
#define ish_linear_apply ISH_R(ish_linear_apply)
void ish_linear_apply(struct ish_linear_operator *op, const struct ish_space *space, const struct ish_model *model,
                      const struct ish_sweeps *sweeps, enum ish_linear_task task, const struct ish_field_set *y,
                      const struct ish_metric *metric, double h, struct ish_field_set *change);

#endif
