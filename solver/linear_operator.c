#include "solver/linear_operator.h"

#include <omp.h>

#include "profiler/profile.h"
#include "solver/work.h"
#include "workspace/sum.h"
#include "workspace/team.h"

ISH_PROFILE_REGION(operator_region, "linear operator");
ISH_PROFILE_REGION(solve_region, "mode solve");
ISH_PROFILE_REGION(background_region, "linear background");

/* Relative change of its energy densities up to which a background is held. */
static const double HOLD = 0.01;

static enum ish_linear_task task_of(const struct ish_scheme *scheme)
{
	return scheme->implicit == ISH_IMPLICIT_SPLIT ? ISH_LINEAR_EXPONENTIAL : ISH_LINEAR_SOLVE;
}

void ish_linear_init(struct ish_linear_operator *op, const struct ish_grid *grid, const struct ish_model *model,
                     const struct ish_scheme *scheme, struct ish_arena *arena, int threads)
{
	*op = (struct ish_linear_operator){.used = scheme->implicit != ISH_IMPLICIT_LOCAL};
	if (!op->used) {
		return;
	}
	ish_transform3_init(&op->transform, grid);
	for (int f = 0; f < model->var_count; f++) {
		op->modes[f] = ish_arena_take(arena, "modes", 2 * (size_t)op->transform.modes * sizeof(ISH_REAL));
	}
	ish_linear_factors_init(&op->factors, grid, ish_linear_members(task_of(scheme)), arena);
	for (int axis = 0; axis < 3; axis++) {
		op->wave[axis] = ish_arena_take(arena, "linear factors",
		                                (size_t)op->transform.mode_shape[axis] * sizeof(ISH_REAL));
	}
	op->lent = ish_arena_take(arena, "transforms", (size_t)threads * op->transform.lent_bytes);
}

enum ish_status ish_linear_make(struct ish_linear_operator *op, enum ish_planning planning)
{
	return op->used ? ish_transform3_make(&op->transform, planning) : ISH_OK;
}

size_t ish_linear_heap(const struct ish_linear_operator *op)
{
	return op->used ? ish_transform3_heap(&op->transform) : 0;
}

/* ---- the background ---- */

struct survey {
	const struct ish_space *space;
	struct ish_state *state;
	int parent;
};

/* Sum and maximum of e of each chunk into state->partial. */
static void survey_share(void *data)
{
	const struct survey *s = data;
	const ISH_REAL *e = s->state->prim.at[ISH_PRIM_E];
	const ptrdiff_t chunks = ish_chunk_count(s->space->cells);
	double cells = 0.0;
	ISH_WORKER_BEGIN(s->parent);
#pragma omp for schedule(static)
	for (ptrdiff_t c = 0; c < chunks; c++) {
		double sum = 0.0, most = 0.0;
		for (int i = 0; i < ish_chunk_length(s->space->cells, c); i++) {
			const double here = (double)e[c * ISH_CHUNK + i];
			sum += here;
			most = here > most ? here : most;
		}
		s->state->partial[c] = sum;
		s->state->partial[chunks + c] = most;
		cells += ish_chunk_length(s->space->cells, c);
	}
	const struct ish_work work = {.flops = cells, .apart = cells, .bytes = cells * sizeof(ISH_REAL)};
	ish_work_add(&work);
	ISH_WORKER_END();
}

static bool holds(double held, double now)
{
	return fabs(now - held) <= HOLD * held;
}

/* Speed of sound at the mean energy density, relaxation times at the largest. */
static struct ish_linear_fluid fluid_of(const struct ish_linear_background *b, const struct ish_model *model)
{
	struct ish_linear_fluid fluid = ish_linear_fluid_at(model->eos_id, model->eos, model->transport,
	                                                    (ISH_REAL)b->mean, model->shear, model->bulk);
	const struct ish_linear_fluid hottest = ish_linear_fluid_at(model->eos_id, model->eos, model->transport,
	                                                            (ISH_REAL)b->most, model->shear, model->bulk);
	fluid.rate_pi = hottest.rate_pi;
	fluid.rate_Pi = hottest.rate_Pi;
	return fluid;
}

void ish_linear_hold(struct ish_linear_operator *op, const struct ish_space *space, const struct ish_model *model,
                     struct ish_state *state)
{
	if (!op->used) {
		return;
	}
	const ptrdiff_t chunks = ish_chunk_count(space->cells);
	ISH_BEGIN(&background_region);
	struct survey survey = {space, state, ISH_WORKER_PARENT()};
	ish_team_run(space->threads, survey_share, &survey);
	double most = 0.0;
	for (ptrdiff_t c = 0; c < chunks; c++) {
		most = fmax(most, state->partial[chunks + c]);
	}
	const double mean = ish_sum_tree(state->partial, chunks) / (double)space->cells;
	if (!holds(op->background.mean, mean) || !holds(op->background.most, most)) {
		op->background = (struct ish_linear_background){mean, most};
	}
	op->fluid = fluid_of(&op->background, model);
	ISH_END(&background_region);
}

/* ---- the operator ---- */

struct use {
	const struct ish_linear_operator *op;
	const struct ish_model *model;
	const struct ish_field_set *y;
	struct ish_field_set *change;
	ish_linear_sweep *sweep;
	const struct ish_sweep_work *work; /* of it, a mode */
	struct ish_linear_row row; /* all but fields, across and factors */
	int parent;
};

/* A row of modes: `row` counts those of the two axes that are not halved. */
static void solve_row(const struct use *u, ptrdiff_t row)
{
	const struct ish_linear_operator *op = u->op;
	const struct ish_transform3 *t = &op->transform;
	const int p = t->halved == 0 ? 1 : 0, q = t->halved == 2 ? 1 : 2;
	const int jp = (int)(row % t->mode_shape[p]), jq = (int)(row / t->mode_shape[p]);
	const int np = t->grid.shape[p], nq = t->grid.shape[q];
	const ISH_REAL zero = (ISH_REAL)0;
	struct ish_linear_row r = u->row;
	int octant[3] = {0, 0, 0};
	octant[p] = jp <= np / 2 ? jp : np - jp;
	octant[q] = jq <= nq / 2 ? jq : nq - jq;
	for (int f = 0; f < u->model->var_count; f++) {
		r.field[u->model->var[f]] = op->modes[f] + 2 * row * r.n;
	}
	for (int i = 0; i < op->factors.members; i++) {
		r.factor[i] = ish_linear_factors_row(&op->factors, i, octant);
	}
	r.across.x = t->halved == 0 ? zero : op->wave[0][p == 0 ? jp : 0];
	r.across.y = t->halved == 1 ? zero : op->wave[1][p == 1 ? jp : jq];
	r.across.z = t->halved == 2 ? zero : op->wave[2][jq];
	u->sweep(&r);
}

static void apply_share(void *data)
{
	const struct use *u = data;
	const struct ish_transform3 *t = &u->op->transform;
	void *lent = u->op->lent + (size_t)omp_get_thread_num() * t->lent_bytes;
	const ptrdiff_t rows = t->modes / t->mode_shape[t->halved];
	struct ish_work work = {.flops = 0.0};
	double modes = 0.0;
	ISH_WORKER_BEGIN(u->parent);
#pragma omp for schedule(static, 1)
	for (int f = 0; f < u->model->var_count; f++) {
		ish_transform3_forward(t, u->y->at[f], u->op->modes[f], lent);
	}
	ISH_BEGIN(&solve_region);
#pragma omp for schedule(static)
	for (ptrdiff_t row = 0; row < rows; row++) {
		solve_row(u, row);
		modes += u->row.n;
	}
	ish_work_sweep(&work, u->work, modes);
	ish_work_stream(&work, modes * (u->work->reads + u->work->writes));
	ish_work_add(&work);
	ISH_END(&solve_region);
#pragma omp for schedule(static, 1)
	for (int f = 0; f < u->model->var_count; f++) {
		ish_transform3_backward(t, u->op->modes[f], u->change->at[f], lent);
	}
	ISH_WORKER_END();
}

/* What is the same for all rows. */
static void set_row(const struct ish_linear_operator *op, const struct ish_metric *metric, enum ish_linear_task task,
                    double h, struct ish_linear_row *row)
{
	const struct ish_transform3 *t = &op->transform;
	const double scale = (task == ISH_LINEAR_SOLVE ? 1.0 / h : 1.0) / (double)t->points;
	*row = (struct ish_linear_row){
		.n = t->mode_shape[t->halved],
		.k = op->wave[t->halved],
		.along = {(ISH_REAL)(t->halved == 0), (ISH_REAL)(t->halved == 1), (ISH_REAL)(t->halved == 2)},
		.scale = (ISH_REAL)scale,
		.fluid = op->fluid,
		.step = ish_linear_step_at(op->fluid, (ISH_REAL)h),
		.decay = (ISH_REAL)expm1(-h * (double)op->fluid.rate_pi)};
	row->in[0] = (ISH_REAL)(1.0 / metric->sqrt_g);
	row->out[0] = (ISH_REAL)(scale * metric->sqrt_g);
	for (int j = 0; j < 3; j++) {
		row->in[1 + j] = (ISH_REAL)(1.0 / (metric->sqrt_g * metric->a[j]));
		row->out[1 + j] = (ISH_REAL)(scale * metric->sqrt_g * metric->a[j]);
	}
}

static void request_factors(struct ish_linear_operator *op, const struct ish_metric *metric, enum ish_linear_task task,
                            double h, int threads)
{
	const struct ish_linear_key key = {.task = task,
	                                   .device = ISH_LINEAR_CPU,
	                                   .grid = op->transform.grid,
	                                   .a = {metric->a[0], metric->a[1], metric->a[2]},
	                                   .h = h,
	                                   .fluid = op->fluid};
	if (task != ISH_LINEAR_RATE) {
		ish_linear_factors_request(&op->factors, &key, threads);
	}
}

void ish_linear_apply(struct ish_linear_operator *op, const struct ish_space *space, const struct ish_model *model,
                      const struct ish_sweeps *sweeps, enum ish_linear_task task, const struct ish_field_set *y,
                      const struct ish_metric *metric, double h, struct ish_field_set *change)
{
	struct use use = {.op = op,
	                  .model = model,
	                  .y = y,
	                  .change = change,
	                  .sweep = sweeps->linear[task][ish_viscous_variant(model)],
	                  .work = &ish_work_table.modes[task][ish_viscous_variant(model)]};
	ISH_BEGIN(&operator_region);
	request_factors(op, metric, task, h, space->threads);
	for (int axis = 0; axis < 3; axis++) {
		for (int j = 0; j < op->transform.mode_shape[axis]; j++) {
			op->wave[axis][j] = (ISH_REAL)(ish_transform3_wave(&op->transform, axis, j) / metric->a[axis]);
		}
	}
	set_row(op, metric, task, h, &use.row);
	use.parent = ISH_WORKER_PARENT();
	ish_team_run(space->threads, apply_share, &use);
	ish_field_set_written(change);
	ISH_END(&operator_region);
}
