#include "solver/state.h"

#include "workspace/chunk.h"

void ish_state_init(struct ish_state *state, const struct ish_model *model, const struct ish_space *space,
                    const struct ish_scheme *scheme, struct ish_arena *arena, int threads)
{
	const ptrdiff_t cells = space->cells;
	const int vars = model->var_count;
	ish_field_set_init(&state->now, arena, "state", vars, cells);
	ish_field_set_init(&state->stage, arena, "stage", vars, cells);
	ish_field_set_init(&state->prim, arena, "primitives", ISH_PRIMS, cells);
	ish_field_set_init(&state->gradient, arena, "derivatives", 3 * space->axis_count, cells);
	for (int i = 0; i < scheme->stages; i++) {
		const bool flows = ish_scheme_uses_explicit(scheme, i);
		const bool relaxes = ish_scheme_uses_implicit(scheme, i) || scheme->implicit_a[i][i] != 0.0;
		const int decays = scheme->implicit == ISH_IMPLICIT_LOCAL ? (relaxes ? vars - ISH_VAR_PI : 0)
		                                                          : (relaxes || flows ? vars : 0);
		ish_field_set_init(&state->slope[i], arena, "slopes", flows ? vars : 0, cells);
		ish_field_set_init(&state->decay[i], arena, "slopes", decays, cells);
	}
	state->zeros = ish_arena_take(arena, "scratch", ISH_CHUNK * sizeof(ISH_REAL));
	state->partial = ish_arena_take(arena, "scratch", ISH_STATE_SUMS * (size_t)ish_chunk_count(cells) * sizeof(double));
	if (ish_arena_is_reserved(arena)) {
		ish_field_set_touch(&state->now, threads);
		ish_field_set_touch(&state->stage, threads);
		ish_field_set_touch(&state->prim, threads);
		ish_field_set_touch(&state->gradient, threads);
		for (int i = 0; i < scheme->stages; i++) {
			ish_field_set_touch(&state->slope[i], threads);
			ish_field_set_touch(&state->decay[i], threads);
		}
	}
}

void ish_state_slots(const struct ish_model *model, const struct ish_field_set *set, ptrdiff_t offset,
                     ISH_REAL *slot_out[ISH_VARS])
{
	for (int v = 0; v < ISH_VARS; v++) {
		slot_out[v] = NULL;
	}
	for (int f = 0; f < model->var_count; f++) {
		slot_out[model->var[f]] = set->at[f] + offset;
	}
}
