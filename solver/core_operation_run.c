#define _POSIX_C_SOURCE 200809L

#include <string.h>
#include <time.h>

#include <omp.h>

#include "profiler/profile.h"
#include "solver/core_operation_impl.h"
#include "workspace/team.h"

double ish_core_wall_clock(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The processor's clocks outside of the wall clock: they take longer to read. */
struct ish_core_clock ish_core_clock_read(const struct ish_core_operations *o)
{
	const double cpu = ish_team_cpu(o->core->space.threads);
	return (struct ish_core_clock){.wall = ish_core_wall_clock(), .cpu = cpu};
}

void ish_core_clock_add(const struct ish_core_operations *o, struct ish_core_clock begin, double *wall, double *cpu)
{
	*wall += ish_core_wall_clock() - begin.wall;
	*cpu += ish_team_cpu(o->core->space.threads) - begin.cpu;
}

static void copy(const struct ish_field_set *from, struct ish_field_set *to)
{
	for (int f = 0; f < from->count; f++) {
		memcpy(to->at[f], from->at[f], (size_t)from->cells * sizeof(ISH_REAL));
	}
	ish_field_set_written(to);
}

static enum ish_status judge(const struct ish_core_operations *o, const struct ish_advance_result *r, double time)
{
	return r->bad_count > 0 ? ish_core_breakdown(o->core, r, time, "an operation broke down") : ISH_OK;
}

static struct ish_stepper stepper_of(const struct ish_core_operations *o)
{
	struct ish_core *core = o->core;
	return (struct ish_stepper){&core->space, &core->state, &core->model, &core->sweeps,
	                            core->scheme, o->monitor,   &core->linear};
}

void ish_core_need_gradient(struct ish_core_operations *o)
{
	if (!o->has_gradient) {
		const struct ish_rhs rhs = ish_core_rhs(o);
		ish_derivative_cache_invalidate(&o->core->space.cache);
		ish_rhs_derive_parts(&rhs, ISH_DERIVE_GRADIENT, o->sums);
		o->has_flow = false;
		o->has_gradient = true;
	}
}

/* ---- steps and stages, on the state itself, which is put back ---- */

static enum ish_status time_step(struct ish_core_operations *o, struct ish_operation_time *time)
{
	struct ish_core *core = o->core;
	const struct ish_stepper stepper = stepper_of(o);
	const struct ish_state fields = core->state; /* a step exchanges the arrays of now and stage */
	double end;
	copy(&core->state.now, &o->now);
	copy(&core->state.prim, &o->prim);
	const struct ish_core_clock begin = ish_core_clock_read(o);
	const struct ish_advance_result r = ish_stepper_step(&stepper, core->time, o->dt, o->filter_factor, &end);
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
	const enum ish_status status = judge(o, &r, end);
	core->state = fields;
	copy(&o->now, &core->state.now);
	copy(&o->prim, &core->state.prim);
	o->has_flow = false;
	o->has_gradient = false;
	return status;
}

static enum ish_status time_stages(struct ish_core_operations *o, struct ish_operation_time *time)
{
	struct ish_core *core = o->core;
	const struct ish_stepper stepper = stepper_of(o);
	struct ish_advance_result r = {.bad_count = 0};
	copy(&core->state.prim, &o->prim);
	const struct ish_core_clock begin = ish_core_clock_read(o);
	for (int i = 0; i < core->scheme->stages && r.bad_count == 0; i++) {
		r = ish_stepper_stage(&stepper, i, core->time, o->dt);
	}
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
	ish_profile_stage(-1);
	const enum ish_status status = judge(o, &r, core->time + o->dt);
	copy(&o->prim, &core->state.prim);
	o->has_flow = false;
	o->has_gradient = false;
	return status;
}

/* ---- derivatives ---- */

static void time_parts(struct ish_core_operations *o, unsigned parts, struct ish_operation_time *time)
{
	const struct ish_rhs rhs = ish_core_rhs(o);
	if (parts == ISH_DERIVE_DIVERGENCE) {
		ish_rhs_derive_parts(&rhs, ISH_DERIVE_STRESS, o->sums); /* numbers for the packs */
	}
	ish_derivative_cache_invalidate(&o->core->space.cache);
	const struct ish_core_clock begin = ish_core_clock_read(o);
	ish_rhs_derive_parts(&rhs, parts, o->sums);
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
	o->has_flow = false;
	o->has_gradient = o->has_gradient || (parts & ISH_DERIVE_GRADIENT) != 0;
}

struct lines {
	const struct ish_space *space;
	const struct ish_derivative *derivative;
	int axis, parent;
};

/* What derivatives of an evaluation do along an axis, without gathering: those of u and those of the fluxes. */
static void lines_share(void *data)
{
	const struct lines *w = data;
	const struct ish_space *space = w->space;
	const struct ish_tiling *tiling = &space->tiling[w->axis];
	const int thread = omp_get_thread_num();
	ISH_WORKER_BEGIN(w->parent);
#pragma omp for schedule(static)
	for (ptrdiff_t t = 0; t < tiling->count; t++) {
		const bool full = ish_tiling_tile(tiling, t).lines == tiling->lines;
		ISH_REAL *in = ish_scratch_borrow(space->scratch, thread, space->pack_bytes[w->axis]);
		ISH_REAL *out = ish_scratch_borrow(space->scratch, thread, space->pack_bytes[w->axis]);
		void *work = ish_scratch_borrow(space->scratch, thread, space->work_bytes[w->axis]);
		ish_derivative_apply(w->derivative, full ? ISH_BATCH_U : ISH_BATCH_U_LAST, in, out, work);
		ish_derivative_apply(w->derivative, full ? ISH_BATCH_FLOW : ISH_BATCH_FLOW_LAST, in, out, work);
		ish_scratch_return(space->scratch, thread, work);
		ish_scratch_return(space->scratch, thread, out);
		ish_scratch_return(space->scratch, thread, in);
	}
	ISH_WORKER_END();
}

static void time_lines(struct ish_core_operations *o, enum ish_operation operation, int axis,
                       struct ish_operation_time *time)
{
	struct ish_space *space = &o->core->space;
	const struct ish_derivative *own = o->lines[ish_core_lines_of(operation)][axis];
	const struct ish_rhs rhs = ish_core_rhs(o);
	struct lines lines = {space, own != NULL ? own : space->derivative[axis], axis, ISH_WORKER_PARENT()};
	ish_rhs_derive_parts(&rhs, ISH_DERIVE_STRESS, o->sums); /* numbers for the packs */
	o->has_flow = false;
	const struct ish_core_clock begin = ish_core_clock_read(o);
	ish_team_run(space->threads, lines_share, &lines);
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
}

/* ---- transforms and the linear operator ---- */

struct transforms {
	struct ish_core *core;
	enum ish_transform_direction direction;
	int parent;
};

/* A field is transformed by one thread, as in ish_linear_apply. */
static void transforms_share(void *data)
{
	const struct transforms *w = data;
	struct ish_linear_operator *op = &w->core->linear;
	void *lent = op->lent + (size_t)omp_get_thread_num() * op->transform.lent_bytes;
	ISH_WORKER_BEGIN(w->parent);
#pragma omp for schedule(static, 1)
	for (int f = 0; f < w->core->model.var_count; f++) {
		if (w->direction == ISH_FORWARD) {
			ish_transform3_forward(&op->transform, w->core->state.now.at[f], op->modes[f], lent);
		} else {
			ish_transform3_backward(&op->transform, op->modes[f], w->core->state.stage.at[f], lent);
		}
	}
	ISH_WORKER_END();
}

static void time_transforms(struct ish_core_operations *o, enum ish_transform_direction direction,
                            struct ish_operation_time *time)
{
	struct transforms forward = {o->core, ISH_FORWARD, ISH_WORKER_PARENT()};
	struct transforms timed = {o->core, direction, ISH_WORKER_PARENT()};
	if (direction != ISH_FORWARD) {
		ish_team_run(o->core->space.threads, transforms_share, &forward);
	}
	const struct ish_core_clock begin = ish_core_clock_read(o);
	ish_team_run(o->core->space.threads, transforms_share, &timed);
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
	ish_field_set_written(&o->core->state.stage);
}

static void time_linear(struct ish_core_operations *o, struct ish_operation_time *time)
{
	struct ish_core *core = o->core;
	const bool split = core->scheme->implicit == ISH_IMPLICIT_SPLIT;
	int i = 0;
	while (!split && i < core->scheme->stages - 1 && !(core->scheme->implicit_a[i][i] > 0.0)) {
		i++;
	}
	const double h = o->dt * (split ? 0.5 : core->scheme->implicit_a[i][i]);
	const struct ish_core_clock begin = ish_core_clock_read(o);
	ish_linear_apply(&core->linear, &core->space, &core->model, &core->sweeps,
	                 split ? ISH_LINEAR_EXPONENTIAL : ISH_LINEAR_SOLVE, &core->state.now, &o->metric, h,
	                 &core->state.decay[i]);
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
	o->has_flow = false;
}

/* ---- pointwise ---- */

static void time_closure(struct ish_core_operations *o, struct ish_operation_time *time)
{
	const struct ish_rhs rhs = ish_core_rhs(o);
	ish_core_need_gradient(o);
	ish_rhs_derive_parts(&rhs, ISH_DERIVE_STRESS | ISH_DERIVE_DIVERGENCE, o->sums);
	o->has_flow = false;
	const struct ish_core_clock begin = ish_core_clock_read(o);
	(void)ish_rhs_close(&rhs, ish_core_slope_kind(o->core), o->sums, &o->core->state.stage, o->monitor);
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
}

/* All slopes, with the weights of the step. */
static void time_sums(struct ish_core_operations *o, struct ish_operation_time *time)
{
	struct ish_core *core = o->core;
	struct ish_assembly a = {.base = &core->state.now, .out = &core->state.stage, .metric = o->metric};
	for (int i = 0; i < core->scheme->stages; i++) {
		if (core->state.slope[i].count > 0 && core->scheme->explicit_b[i] != 0.0) {
			a.weight[a.terms] = o->dt * core->scheme->explicit_b[i];
			a.term[a.terms++] = &core->state.slope[i];
		}
	}
	const struct ish_core_clock begin = ish_core_clock_read(o);
	ish_combine(&core->space, &core->model, &core->sweeps, &a);
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
}

static void need_flow(struct ish_core_operations *o)
{
	if (!o->has_flow) {
		const struct ish_rhs rhs = ish_core_rhs(o);
		ish_core_need_gradient(o);
		ish_rhs_derive_parts(&rhs, ISH_DERIVE_STRESS | ISH_DERIVE_DIVERGENCE, o->sums);
		(void)ish_rhs_close(&rhs, ISH_SLOPE_EXPLICIT, o->sums, o->flow, o->monitor);
		o->has_flow = true;
	}
}

/* An explicit step of F with the relaxation of the last implicit stage, from the primitives of the present state. */
static enum ish_status time_recovery(struct ish_core_operations *o, struct ish_operation_time *time)
{
	struct ish_core *core = o->core;
	const int last = core->scheme->stages - 1;
	struct ish_state state = core->state;
	struct ish_assembly a = {.base = &core->state.now, .out = &core->state.stage, .metric = o->metric};
	need_flow(o);
	copy(&core->state.prim, &o->prim);
	state.prim = o->prim;
	a.weight[a.terms] = 0.5 * o->dt;
	a.term[a.terms++] = o->flow;
	if (core->scheme->implicit == ISH_IMPLICIT_LOCAL && core->state.decay[last].count > 0) {
		a.h = o->dt * core->scheme->implicit_a[last][last];
		a.decay = &core->state.decay[last];
	}
	const struct ish_core_clock begin = ish_core_clock_read(o);
	const struct ish_advance_result r =
		ish_advance(&core->space, &state, &core->model, &core->sweeps, &a, o->monitor);
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
	return judge(o, &r, core->time + o->dt);
}

static void time_filter(struct ish_core_operations *o, struct ish_operation_time *time)
{
	copy(&o->core->state.now, &o->core->state.stage);
	const struct ish_core_clock begin = ish_core_clock_read(o);
	ish_space_filter(&o->core->space, &o->core->state.stage, o->filter_factor);
	ish_core_clock_add(o, begin, &time->wall, &time->cpu);
}

enum ish_status ish_core_operation_time(struct ish_core_operations *o, enum ish_operation operation, int axis,
                                        struct ish_operation_time *time)
{
	switch (operation) {
	case ISH_OPERATION_STEP: return time_step(o, time);
	case ISH_OPERATION_STAGE: return time_stages(o, time);
	case ISH_OPERATION_DERIVATIVE: time_parts(o, ISH_DERIVE_ALL, time); break;
	case ISH_OPERATION_GRADIENT: time_parts(o, ISH_DERIVE_GRADIENT, time); break;
	case ISH_OPERATION_STRESS: time_parts(o, ISH_DERIVE_STRESS, time); break;
	case ISH_OPERATION_DIVERGENCE: time_parts(o, ISH_DERIVE_DIVERGENCE, time); break;
	case ISH_OPERATION_FFT:
	case ISH_OPERATION_MATRIX: time_lines(o, operation, axis, time); break;
	case ISH_OPERATION_FORWARD: time_transforms(o, ISH_FORWARD, time); break;
	case ISH_OPERATION_INVERSE: time_transforms(o, ISH_BACKWARD, time); break;
	case ISH_OPERATION_CLOSURE: time_closure(o, time); break;
	case ISH_OPERATION_IDEAL:
	case ISH_OPERATION_SHEAR:
	case ISH_OPERATION_BULK: ish_core_variants_time(o, operation, time); break;
	case ISH_OPERATION_SUMS: time_sums(o, time); break;
	case ISH_OPERATION_RECOVERY: return time_recovery(o, time);
	case ISH_OPERATION_FILTER: time_filter(o, time); break;
	case ISH_OPERATION_LINEAR: time_linear(o, time); break;
	default: break;
	}
	return ISH_OK;
}
