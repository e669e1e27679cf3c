/*
 * What a checkpoint keeps of a solver: the evolved variables, and the primitives, which are at hand when a step
 * begins and are where Newton's method starts; of the linear operator the fluid that is held for its background.
 */
#include <assert.h>

#include "solver/core_impl.h"

static void add(struct ish_solver_state *state, const char *group, const char *name, void *data, ptrdiff_t count,
                size_t size)
{
	assert(state->arrays < ISH_SOLVER_ARRAYS_MAX);
	state->array[state->arrays++] = (struct ish_solver_array){group, name, data, (size_t)count, size};
}

void ish_core_state_view(struct ish_core *core, struct ish_solver_state *state_out)
{
	static const char *const var_name[ISH_VARS] = {"E", "M1", "M2", "M3", "s11", "s12", "s13", "s22", "s23", "Pi"};
	static const char *const prim_name[ISH_PRIMS] = {"e", "u1", "u2", "u3", "P"};
	const ptrdiff_t cells = core->space.cells;
	*state_out = (struct ish_solver_state){.step = core->step, .time = core->time, .dt = core->dt};
	for (int f = 0; f < core->model.var_count; f++) {
		add(state_out, "evolved", var_name[core->model.var[f]], core->state.now.at[f], cells, sizeof(ISH_REAL));
	}
	for (int f = 0; f < ISH_PRIMS; f++) {
		add(state_out, "primitives", prim_name[f], core->state.prim.at[f], cells, sizeof(ISH_REAL));
	}
	if (core->linear.used) {
		add(state_out, "linear", "background", &core->linear.background, sizeof core->linear.background / sizeof(double),
		    sizeof(double));
	}
}

void ish_core_state_set(struct ish_core *core, long step, double time, double dt)
{
	core->step = step;
	core->time = time;
	core->dt = dt;
	ish_field_set_written(&core->state.now);
	ish_field_set_written(&core->state.prim);
}
