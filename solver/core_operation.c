#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/core_operation_impl.h"

static double cfl_dt(const struct ish_core *core)
{
	return ISH_R(ish_core_calls).cfl_dt(core);
}

/* A slope with arrays of all variables; the last of them for last != 0. */
static struct ish_field_set *full_slope(struct ish_core *core, int last)
{
	struct ish_field_set *found = NULL;
	for (int i = 0; i < core->scheme->stages; i++) {
		if (core->state.slope[i].count > 0 && (found == NULL || last)) {
			found = &core->state.slope[i];
		}
	}
	return found;
}

static bool is_filtered(const struct ish_core *core)
{
	return core->space.axis_count > 0 && core->space.filter[core->space.axis[0]] != NULL;
}

static void set_numbers(struct ish_core_operations *o)
{
	struct ish_core *core = o->core;
	const double limit = cfl_dt(core);
	o->metric = ish_geometry_at(&core->model.geometry, core->time);
	o->dt = core->config.time.step > 0.0 ? core->config.time.step : limit;
	o->filter_factor = is_filtered(core) ? fmin(1.0, o->dt / limit) : -1.0;
	o->flow = full_slope(core, 0);
	o->sums = full_slope(core, 1);
}

enum ish_status ish_core_operations_create(struct ish_core_operations **out, struct ish_core *core,
                                           enum ish_operations_plans plans)
{
	const size_t monitors = (size_t)core->space.threads * sizeof(struct ish_monitor);
	struct ish_core_operations *o = calloc(1, sizeof *o);
	*out = NULL;
	if (o != NULL) {
		o->monitor =
			aligned_alloc(ISH_ALIGNMENT, (monitors + ISH_ALIGNMENT - 1) / ISH_ALIGNMENT * ISH_ALIGNMENT);
	}
	if (o == NULL || o->monitor == NULL) {
		free(o);
		return ish_fail(ISH_ERR_MEMORY, "no memory for the operations of a solver (%zu bytes)",
		                sizeof *o + monitors);
	}
	o->core = core;
	o->plans = plans;
	set_numbers(o);
	if (core->linear.used) {
		const struct ish_linear_background background = core->linear.background;
		const struct ish_linear_fluid fluid = core->linear.fluid;
		ish_linear_hold(&core->linear, &core->space, &core->model, &core->state);
		o->background = core->linear.background;
		o->fluid = core->linear.fluid;
		core->linear.background = background;
		core->linear.fluid = fluid;
	}
	*out = o;
	return ISH_OK;
}

size_t ish_core_operations_bytes(const struct ish_core_operations *o)
{
	return (size_t)(o->core->model.var_count + ISH_PRIMS) * (size_t)o->core->space.cells * sizeof(ISH_REAL);
}

bool ish_core_operation_exists(const struct ish_core_operations *o, enum ish_operation operation, int axis)
{
	const struct ish_core *core = o->core;
	switch (operation) {
	case ISH_OPERATION_FFT: return core->space.grid.shape[axis] > 1;
	case ISH_OPERATION_MATRIX:
		return core->space.grid.shape[axis] > 1 && core->space.grid.shape[axis] <= ISH_DERIVATIVE_MATRIX_MAX;
	case ISH_OPERATION_DERIVATIVE:
	case ISH_OPERATION_GRADIENT:
	case ISH_OPERATION_STRESS:
	case ISH_OPERATION_DIVERGENCE: return core->space.axis_count > 0;
	case ISH_OPERATION_FORWARD:
	case ISH_OPERATION_INVERSE:
	case ISH_OPERATION_LINEAR: return core->linear.used;
	case ISH_OPERATION_IDEAL: return core->model.shear || core->model.bulk;
	case ISH_OPERATION_SHEAR: return core->model.shear;
	case ISH_OPERATION_BULK: return core->model.bulk;
	case ISH_OPERATION_FILTER: return is_filtered(core);
	default: return true;
	}
}

/* Evaluations of the right-hand side in a step. */
static int evaluations(const struct ish_scheme *scheme)
{
	int n = 0;
	for (int i = 0; i < scheme->stages; i++) {
		n += ish_scheme_uses_explicit(scheme, i);
	}
	return n;
}

/* Stages that solve for themselves; without that the first is the state itself. */
static int solves(const struct ish_scheme *scheme)
{
	return scheme->stages - (scheme->implicit_a[0][0] == 0.0);
}

static int linear_uses(const struct ish_scheme *scheme)
{
	int n = scheme->implicit == ISH_IMPLICIT_SPLIT ? 2 : 0;
	for (int i = 0; i < scheme->stages; i++) {
		n += scheme->implicit == ISH_IMPLICIT_LINEAR && i > 0 && scheme->implicit_a[i][i] > 0.0;
		n += scheme->implicit != ISH_IMPLICIT_LOCAL && scheme->implicit_a[i][i] == 0.0 &&
		     ish_scheme_uses_explicit(scheme, i);
	}
	return n;
}

/* Passes of the sums alone, and of sums with recovery, as ish_stepper_step has them. */
static int sum_uses(const struct ish_core *core)
{
	const struct ish_scheme *scheme = core->scheme;
	const int split = scheme->implicit == ISH_IMPLICIT_SPLIT;
	int n = !ish_scheme_ends_with_last_stage(scheme) && (is_filtered(core) || split);
	for (int i = 0; scheme->implicit == ISH_IMPLICIT_LINEAR && i < scheme->stages; i++) {
		n += scheme->implicit_a[i][i] > 0.0;
	}
	return n;
}

static int recovery_uses(const struct ish_core *core)
{
	const struct ish_scheme *scheme = core->scheme;
	const int last = !ish_scheme_ends_with_last_stage(scheme) || is_filtered(core);
	return solves(scheme) + (scheme->implicit == ISH_IMPLICIT_SPLIT ? 2 : last);
}

static bool is_backend(const struct ish_core *core, enum ish_operation operation, int axis)
{
	const char *name = operation == ISH_OPERATION_FFT ? "fft" : "matrix";
	return strcmp(ish_derivative_backend(core->space.derivative[axis]), name) == 0;
}

int ish_core_operation_uses(const struct ish_core_operations *o, enum ish_operation operation, int axis)
{
	const struct ish_core *core = o->core;
	switch (operation) {
	case ISH_OPERATION_STEP:
	case ISH_OPERATION_STAGE:
	case ISH_OPERATION_FILTER: return 1;
	case ISH_OPERATION_FFT:
	case ISH_OPERATION_MATRIX: return is_backend(core, operation, axis) ? evaluations(core->scheme) : 0;
	case ISH_OPERATION_FORWARD:
	case ISH_OPERATION_INVERSE:
	case ISH_OPERATION_LINEAR: return linear_uses(core->scheme);
	case ISH_OPERATION_SUMS: return sum_uses(core);
	case ISH_OPERATION_RECOVERY: return recovery_uses(core);
	default: return evaluations(core->scheme);
	}
}

static void lay_out_copies(struct ish_core_operations *o)
{
	const struct ish_space *space = &o->core->space;
	ish_field_set_init(&o->now, o->arena, "copy of the state", o->core->model.var_count, space->cells);
	ish_field_set_init(&o->prim, o->arena, "copy of the state", ISH_PRIMS, space->cells);
	if (ish_arena_is_reserved(o->arena)) {
		ish_field_set_touch(&o->now, space->threads);
		ish_field_set_touch(&o->prim, space->threads);
	}
}

static enum ish_status make_copies(struct ish_core_operations *o)
{
	if (o->arena != NULL) {
		return ISH_OK;
	}
	enum ish_status status = ish_arena_create(&o->arena);
	if (status == ISH_OK) {
		lay_out_copies(o);
		status = ish_arena_reserve(o->arena, 0);
	}
	if (status != ISH_OK) {
		ish_arena_destroy(o->arena);
		o->arena = NULL;
		return status;
	}
	lay_out_copies(o);
	return ISH_OK;
}

/* Of a backend that the solver does not have on this axis. */
static enum ish_status make_lines(struct ish_core_operations *o, enum ish_operation operation, int axis)
{
	struct ish_derivative **lines = &o->lines[ish_core_lines_of(operation)][axis];
	if (*lines != NULL || is_backend(o->core, operation, axis)) {
		return ISH_OK;
	}
	const struct ish_derivative_config config = ish_space_lines(&o->core->space, &o->core->config, axis,
	                                                            operation == ISH_OPERATION_FFT ? "fft" : "matrix");
	return ish_derivative_create(lines, &config);
}

enum ish_status ish_core_operation_prepare(struct ish_core_operations *o, enum ish_operation operation, int axis)
{
	switch (operation) {
	case ISH_OPERATION_STEP:
	case ISH_OPERATION_STAGE:
	case ISH_OPERATION_RECOVERY: return make_copies(o);
	case ISH_OPERATION_FFT:
	case ISH_OPERATION_MATRIX: return make_lines(o, operation, axis);
	case ISH_OPERATION_IDEAL:
	case ISH_OPERATION_SHEAR:
	case ISH_OPERATION_BULK: return ish_core_variants_make(o, operation);
	default: return ISH_OK;
	}
}

/* Says again that the derivatives of u are at hand, if they were: the operation has overwritten them with themselves. */
static void put_back_cache(struct ish_core_operations *o, const struct ish_derivative_cache *held, uint64_t version)
{
	struct ish_space *space = &o->core->space;
	if (space->axis_count > 0 && held->version[0][space->axis[0]] == version) {
		ish_core_need_gradient(o);
	}
	for (int i = 0; i < space->axis_count; i++) {
		const int axis = space->axis[i];
		for (int j = 0; j < 3; j++) {
			const bool at_hand = held->version[j][axis] == version;
			space->cache.version[j][axis] = at_hand ? o->core->state.prim.version : 0;
		}
	}
	space->cache.hits = held->hits;
	space->cache.misses = held->misses;
}

/* The run, between saving and putting back what a step would find changed. */
enum ish_status ish_core_operation_run(struct ish_core_operations *o, enum ish_operation operation, int axis,
                                       struct ish_operation_time *time_out)
{
	struct ish_core *core = o->core;
	const struct ish_linear_background background = core->linear.background;
	const struct ish_linear_fluid fluid = core->linear.fluid;
	const struct ish_derivative_cache held = core->space.cache;
	const uint64_t version = core->state.prim.version;
	ish_monitor_reset(o->monitor, core->space.threads);
	core->linear.background = o->background;
	core->linear.fluid = o->fluid;
	*time_out = (struct ish_operation_time){.wall = 0.0};
	const enum ish_status status = ish_core_operation_time(o, operation, axis, time_out);
	core->linear.background = background;
	core->linear.fluid = fluid;
	put_back_cache(o, &held, version);
	return status;
}

void ish_core_operations_destroy(struct ish_core_operations *o)
{
	for (int axis = 0; axis < 3; axis++) {
		ish_derivative_destroy(o->lines[0][axis]);
		ish_derivative_destroy(o->lines[1][axis]);
	}
	ish_core_variants_reset(o);
	ish_arena_destroy(o->arena);
	free(o->monitor);
	free(o);
}
