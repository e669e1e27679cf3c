/*
 * The fields of a solver, all in its arena.
 *
 * now, stage: the variables of the model in the order of model.var (struct ish_model); prim: e, u^1, u^2, u^3, P of the state recovered last;
 * gradient: d u^j/dx^i, three for each axis with points, in the order of space.axis; slope, decay: F and G of the stages that need them, G of the viscous
 * variables only or, in schemes with the linear operator, of all; there slope is F + G.
 */
#ifndef ISH_SOLVER_STATE_H
#define ISH_SOLVER_STATE_H

#include "solver/model.h"
#include "solver/scheme.h"
#include "solver/space.h"

enum { ISH_STATE_SUMS = 5 };
enum { ISH_PRIM_E, ISH_PRIM_U = 1, ISH_PRIM_P = 4, ISH_PRIMS = 5 };

struct ish_state {
	struct ish_field_set now, stage, prim, gradient;
	struct ish_field_set slope[ISH_STAGES_MAX], decay[ISH_STAGES_MAX]; /* count 0 where the scheme does not use it */
	ISH_REAL *zeros;                                                   /* one chunk */
	double *partial;                                                   /* ISH_STATE_SUMS numbers for each chunk, for sums */
};

/* Takes the fields from the arena; the same in both passes. First touch by `threads` threads when it is reserved. */
#define ish_state_init ISH_R(ish_state_init)
void ish_state_init(struct ish_state *state, const struct ish_model *model, const struct ish_space *space,
                    const struct ish_scheme *scheme, struct ish_arena *arena, int threads);

/* Pointers by slot of ISH_VARS, NULL for variables that the model does not have, to cell `offset`. */
#define ish_state_slots ISH_R(ish_state_slots)
void ish_state_slots(const struct ish_model *model, const struct ish_field_set *set, ptrdiff_t offset,
                     ISH_REAL *slot_out[ISH_VARS]);

#endif
