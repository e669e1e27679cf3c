#include "solver/rhs.h"

#include <string.h>

#include <omp.h>

#include "profiler/profile.h"
#include "solver/work.h"
#include "workspace/team.h"

ISH_PROFILE_REGION(derivative_region, "derivative");
ISH_PROFILE_REGION(gradient_region, "gradient of u");
ISH_PROFILE_REGION(divergence_region, "divergence");
ISH_PROFILE_REGION(stress_region, "stress-energy");
ISH_PROFILE_REGION(closure_region, "closure");

/* What the tiles of one evaluation share. */
struct flow {
	struct ish_space *space;
	struct ish_state *state;
	const struct ish_model *model;
	const struct ish_sweeps *sweeps;
	const struct ish_field_set *current;
	const struct ish_metric *metric;
	enum ish_slope kind;
	unsigned parts; /* enum ish_derive_part */
	struct ish_field_set *sums;
	struct ish_field_set *slope; /* the same set, but where a closure is run alone */
	struct ish_monitor *monitor;
	bool gradient_stale[3]; /* by axis */
	int parent;
	ptrdiff_t first_singular; /* of all threads; as many as there are cells: none */
};

/* d u^j/dx^axis of a tile into state->gradient. */
static void gradient_tile(const struct flow *w, int place, const struct ish_tile *tile, ISH_REAL *in, ISH_REAL *out,
                          void *work)
{
	const int axis = w->space->axis[place];
	const struct ish_tiling *tiling = &w->space->tiling[axis];
	const ptrdiff_t pack_row = ish_tile_pack_row(tiling, tile, 3);
	const ptrdiff_t pack_field = ish_tile_pack_field(tile);
	const size_t row_bytes = (size_t)tile->row_length * sizeof(ISH_REAL);
	for (int row = 0; row < tile->rows; row++) {
		for (int j = 0; j < 3; j++) {
			memcpy(in + row * pack_row + j * pack_field,
			       w->state->prim.at[ISH_PRIM_U + j] + tile->offset + row * tile->row_stride, row_bytes);
		}
	}
	ish_derivative_apply(w->space->derivative[axis],
	                     tile->lines == tiling->lines ? ISH_BATCH_U : ISH_BATCH_U_LAST, in, out, work);
	for (int row = 0; row < tile->rows; row++) {
		for (int j = 0; j < 3; j++) {
			memcpy(w->state->gradient.at[3 * place + j] + tile->offset + row * tile->row_stride,
			       out + row * pack_row + j * pack_field, row_bytes);
		}
	}
}

static double tile_cells(const struct ish_tile *tile)
{
	return (double)tile->rows * (double)tile->row_length;
}

/* What is copied in and out; the derivative tells its own work. */
static void tell_gradient(const struct ish_tile *tile)
{
	struct ish_work work = {.flops = 0.0};
	ish_work_copy(&work, 6 * tile_cells(tile));
	ish_work_add(&work);
}

/* All but the four fluxes are fields; u is at hand where its gradient has just been taken. */
static void tell_stress(const struct flow *w, int axis, const struct ish_tile *tile)
{
	const struct ish_sweep_work *flux = &ish_work_table.flux[axis][ish_viscous_variant(w->model)];
	const double cells = tile_cells(tile);
	struct ish_work work = {.flops = 0.0};
	ish_work_sweep(&work, flux, cells);
	ish_work_stream(&work, cells * (flux->reads - (w->gradient_stale[axis] ? 3 : 0)));
	ish_work_copy(&work, cells * (w->model->var_count - ISH_VAR_PI));
	ish_work_add(&work);
}

/* The sums are fields; u is at hand since the fluxes. */
static void tell_sums(const struct flow *w, int store, const struct ish_tile *tile)
{
	const int viscous = w->model->var_count - ISH_VAR_PI;
	const double cells = tile_cells(tile);
	struct ish_work work = {.flops = 0.0};
	ish_work_sweep(&work, &ish_work_table.add_scaled[store], cells * ISH_VAR_PI);
	ish_work_sweep(&work, &ish_work_table.add_product[store], cells * viscous);
	ish_work_stream(&work, cells * w->model->var_count * (store ? 1 : 2));
	ish_work_add(&work);
}

/* Absent axes have no derivatives to load from memory; the three monitors stay at hand. */
static void tell_closure(const struct flow *w, double cells)
{
	const struct ish_sweep_work *closure = &ish_work_table.closure[w->model->eos_id][ish_viscous_variant(w->model)];
	struct ish_work work = {.flops = 0.0};
	ish_work_sweep(&work, closure, cells);
	ish_work_sweep(&work, &ish_work_table.closure_extremes, cells);
	ish_work_stream(&work, cells * (closure->reads - 3 * (3 - w->space->axis_count) + w->model->var_count));
	ish_work_add(&work);
}

/* The fluxes and viscous fields of a tile, packed. */
static void pack_flow(const struct flow *w, int axis, const struct ish_tile *tile, ISH_REAL *in)
{
	const struct ish_model *model = w->model;
	const struct ish_tiling *tiling = &w->space->tiling[axis];
	const ptrdiff_t pack_row = ish_tile_pack_row(tiling, tile, model->var_count);
	const ptrdiff_t pack_field = ish_tile_pack_field(tile);
	const size_t row_bytes = (size_t)tile->row_length * sizeof(ISH_REAL);
	const struct ish_field_set *prim = &w->state->prim;
	ish_flux_sweep *flux = w->sweeps->flux[axis][ish_viscous_variant(model)];
	for (int row = 0; row < tile->rows; row++) {
		const ptrdiff_t cell = tile->offset + row * tile->row_stride;
		ISH_REAL *slot[ISH_VARS];
		ish_state_slots(model, w->current, cell, slot);
		struct ish_flux_row r = {.n = tile->row_length,
		                         .e = prim->at[ISH_PRIM_E] + cell,
		                         .p = prim->at[ISH_PRIM_P] + cell,
		                         .bulk = slot[ISH_VAR_BULK],
		                         .momentum = slot[ISH_VAR_M + axis],
		                         .inv_momentum = (ISH_REAL)(1.0 / (w->metric->sqrt_g * w->metric->a[axis]))};
		for (int j = 0; j < 3; j++) {
			r.u[j] = prim->at[ISH_PRIM_U + j] + cell;
		}
		for (int k = 0; k < 5; k++) {
			r.pi[k] = slot[ISH_VAR_PI + k];
		}
		for (int f = 0; f < 4; f++) {
			r.flux[f] = in + row * pack_row + f * pack_field;
		}
		flux(&r);
		for (int f = ISH_VAR_PI; f < model->var_count; f++) {
			memcpy(in + row * pack_row + f * pack_field, slot[model->var[f]], row_bytes);
		}
	}
}

/* Adds this axis' part of the divergences and of u.D pi, u.D Pi to the slope's arrays; the first axis stores. */
static void sum_flow(const struct flow *w, int place, const struct ish_tile *tile, const ISH_REAL *out)
{
	const int axis = w->space->axis[place];
	const int store = place == 0;
	const int fields = w->model->var_count;
	const ptrdiff_t pack_row = ish_tile_pack_row(&w->space->tiling[axis], tile, fields);
	const ptrdiff_t pack_field = ish_tile_pack_field(tile);
	const ISH_REAL inv_a = (ISH_REAL)(1.0 / w->metric->a[axis]);
	/* equal but for the mutation run */
	/* NOLINTNEXTLINE(bugprone-branch-clone,misc-redundant-expression) */
	const ISH_REAL advect = axis == 0 ? ISH_TERM(advect_x, inv_a) : axis == 1 ? ISH_TERM(advect_y, inv_a) : ISH_TERM(advect_z, inv_a);
	for (int row = 0; row < tile->rows; row++) {
		const ptrdiff_t cell = tile->offset + row * tile->row_stride;
		const ISH_REAL *u = w->state->prim.at[ISH_PRIM_U + axis] + cell;
		const ISH_REAL *d = out + row * pack_row;
		for (int f = 0; f < ISH_VAR_PI; f++) {
			w->sweeps->add_scaled(tile->row_length, store, inv_a, d + f * pack_field, w->sums->at[f] + cell);
		}
		for (int f = ISH_VAR_PI; f < fields; f++) {
			w->sweeps->add_product(tile->row_length, store, advect, u, d + f * pack_field,
			                       w->sums->at[f] + cell);
		}
	}
}

static void derive_tile(const struct flow *w, int place, ptrdiff_t index, int thread)
{
	struct ish_space *space = w->space;
	const int axis = space->axis[place];
	const struct ish_tiling *tiling = &space->tiling[axis];
	const struct ish_tile tile = ish_tiling_tile(tiling, index);
	ISH_REAL *in = ish_scratch_borrow(space->scratch, thread, space->pack_bytes[axis]);
	ISH_REAL *out = ish_scratch_borrow(space->scratch, thread, space->pack_bytes[axis]);
	void *work = ish_scratch_borrow(space->scratch, thread, space->work_bytes[axis]);
	if (w->gradient_stale[axis]) {
		ISH_BEGIN(&gradient_region);
		gradient_tile(w, place, &tile, in, out, work);
		tell_gradient(&tile);
		ISH_END(&gradient_region);
	}
	if ((w->parts & ISH_DERIVE_STRESS) != 0) {
		ISH_BEGIN(&stress_region);
		pack_flow(w, axis, &tile, in);
		tell_stress(w, axis, &tile);
		ISH_END(&stress_region);
	}
	if ((w->parts & ISH_DERIVE_DIVERGENCE) != 0) {
		ISH_BEGIN(&divergence_region);
		ish_derivative_apply(space->derivative[axis],
		                     tile.lines == tiling->lines ? ISH_BATCH_FLOW : ISH_BATCH_FLOW_LAST, in, out, work);
		sum_flow(w, place, &tile, out);
		tell_sums(w, place == 0, &tile);
		ISH_END(&divergence_region);
	}
	ish_scratch_return(space->scratch, thread, work);
	ish_scratch_return(space->scratch, thread, out);
	ish_scratch_return(space->scratch, thread, in);
}

/* A box without axes: no derivative at all. */
static void clear_sums(const struct flow *w)
{
	for (int f = 0; f < w->sums->count; f++) {
		memset(w->sums->at[f], 0, (size_t)w->space->cells * sizeof(ISH_REAL));
	}
}

static void request_gradients(struct flow *w)
{
	struct ish_space *space = w->space;
	const uint64_t version = w->state->prim.version;
	ish_derivative_cache_made_in(&gradient_region);
	for (int i = 0; i < space->axis_count; i++) {
		const int axis = space->axis[i];
		for (int j = 0; j < 3; j++) {
			w->gradient_stale[axis] |= !ish_derivative_cache_request(&space->cache, j, axis, version);
			ish_derivative_cache_store(&space->cache, j, axis, version);
		}
	}
}

/* Returns the first cell where the closure does not exist, or -1. */
static ptrdiff_t closure_chunk(const struct flow *w, ptrdiff_t index, int thread, struct ish_monitor *monitor)
{
	const struct ish_model *model = w->model;
	const struct ish_space *space = w->space;
	const ptrdiff_t cell = index * ISH_CHUNK;
	ISH_REAL *slot[ISH_VARS], *flow[ISH_VARS], *slope[ISH_VARS];
	struct ish_closure_chunk c = {.n = ish_chunk_length(space->cells, index),
	                              .e = w->state->prim.at[ISH_PRIM_E] + cell,
	                              .sqrt_g = (ISH_REAL)w->metric->sqrt_g,
	                              .decay = (ISH_REAL)(w->kind == ISH_SLOPE_COMPLETE)};
	ish_state_slots(model, w->current, cell, slot);
	ish_state_slots(model, w->sums, cell, flow);
	ish_state_slots(model, w->slope, cell, slope);
	for (int j = 0; j < 3; j++) {
		c.u[j] = w->state->prim.at[ISH_PRIM_U + j] + cell;
		c.inv_a[j] = (ISH_REAL)(1.0 / w->metric->a[j]);
		c.rate[j] = (ISH_REAL)w->metric->h[j];
		c.momentum_scale[j] = (ISH_REAL)(w->metric->sqrt_g * w->metric->a[j]);
		c.div_t[j] = flow[ISH_VAR_M + j];
		for (int i = 0; i < 3; i++) {
			c.du[i][j] = w->state->zeros;
		}
	}
	for (int i = 0; i < space->axis_count; i++) {
		for (int j = 0; j < 3; j++) {
			c.du[space->axis[i]][j] = w->state->gradient.at[3 * i + j] + cell;
		}
	}
	c.div_m = flow[ISH_VAR_E];
	for (int k = 0; k < 5; k++) {
		c.pi[k] = slot[ISH_VAR_PI + k];
		c.advect_pi[k] = flow[ISH_VAR_PI + k];
	}
	c.bulk = slot[ISH_VAR_BULK];
	c.advect_bulk = flow[ISH_VAR_BULK];
	memcpy(c.slope, slope, sizeof slope);
	ISH_REAL *watch = ish_scratch_borrow(space->scratch, thread, 3 * (size_t)ISH_CHUNK * sizeof(ISH_REAL));
	c.knudsen_theta = watch;
	c.knudsen_sigma = watch + ISH_CHUNK;
	c.det = watch + 2 * (ptrdiff_t)ISH_CHUNK;
	w->sweeps->closure[model->eos_id][ish_viscous_variant(model)](&c, model);
	ISH_REAL theta, sigma, det;
	const int singular = w->sweeps->closure_extremes(&c, &theta, &sigma, &det);
	tell_closure(w, c.n);
	monitor->knudsen_theta = fmax(monitor->knudsen_theta, (double)theta);
	monitor->knudsen_sigma = fmax(monitor->knudsen_sigma, (double)sigma);
	monitor->det_min = fmin(monitor->det_min, (double)det);
	ish_scratch_return(space->scratch, thread, watch);
	return singular < 0 ? -1 : cell + singular;
}

static void derive_share(void *data)
{
	const struct flow *w = data;
	const struct ish_space *space = w->space;
	ISH_WORKER_BEGIN(w->parent);
	for (int i = 0; i < space->axis_count; i++) {
#pragma omp for schedule(static)
		for (ptrdiff_t t = 0; t < space->tiling[space->axis[i]].count; t++) {
			derive_tile(w, i, t, omp_get_thread_num());
		}
	}
	ISH_WORKER_END();
}

static void closure_share(void *data)
{
	struct flow *w = data;
	const ptrdiff_t chunks = ish_chunk_count(w->space->cells);
	const int thread = omp_get_thread_num();
	ptrdiff_t first = w->space->cells;
	ISH_WORKER_BEGIN(w->parent);
#pragma omp for schedule(static)
	for (ptrdiff_t i = 0; i < chunks; i++) {
		const ptrdiff_t singular = closure_chunk(w, i, thread, &w->monitor[thread]);
		first = singular >= 0 && singular < first ? singular : first;
	}
	ISH_WORKER_END();
#pragma omp critical(ish_closure_first)
	w->first_singular = first < w->first_singular ? first : w->first_singular;
}

static void derive(struct flow *w)
{
	struct ish_space *space = w->space;
	ISH_BEGIN(&derivative_region);
	ish_call_key(&derivative_region, w->state->prim.version, w->current->version);
	if ((w->parts & ISH_DERIVE_GRADIENT) != 0) {
		request_gradients(w);
	}
	if (space->axis_count == 0) {
		clear_sums(w);
	}
	w->parent = ISH_WORKER_PARENT();
	ish_team_run(space->threads, derive_share, w);
	ISH_END(&derivative_region);
}

static ptrdiff_t close_sums(struct flow *w)
{
	w->first_singular = w->space->cells;
	ISH_BEGIN(&closure_region);
	w->parent = ISH_WORKER_PARENT();
	ish_team_run(w->space->threads, closure_share, w);
	ish_field_set_written(w->slope);
	ISH_END(&closure_region);
	return w->first_singular < w->space->cells ? w->first_singular : -1;
}

static struct flow flow_of(const struct ish_rhs *rhs)
{
	return (struct flow){.space = rhs->space,
	                     .state = rhs->state,
	                     .model = rhs->model,
	                     .sweeps = rhs->sweeps,
	                     .current = rhs->current,
	                     .metric = rhs->metric};
}

void ish_rhs_derive_parts(const struct ish_rhs *rhs, unsigned parts, struct ish_field_set *sums)
{
	struct flow w = flow_of(rhs);
	w.parts = parts;
	w.sums = sums;
	derive(&w);
	ish_field_set_written(sums);
}

ptrdiff_t ish_rhs_close(const struct ish_rhs *rhs, enum ish_slope kind, struct ish_field_set *sums,
                        struct ish_field_set *slope, struct ish_monitor *monitor)
{
	struct flow w = flow_of(rhs);
	w.kind = kind;
	w.sums = sums;
	w.slope = slope;
	w.monitor = monitor;
	return close_sums(&w);
}

void ish_rhs_derive(struct ish_space *space, struct ish_state *state, const struct ish_model *model,
                    const struct ish_sweeps *sweeps, const struct ish_field_set *current, const struct ish_metric *metric,
                    struct ish_field_set *sums)
{
	const struct ish_rhs rhs = {space, state, model, sweeps, current, metric};
	ish_rhs_derive_parts(&rhs, ISH_DERIVE_ALL, sums);
}

ptrdiff_t ish_rhs_evaluate(struct ish_space *space, struct ish_state *state, const struct ish_model *model,
                      const struct ish_sweeps *sweeps, const struct ish_field_set *current,
                      const struct ish_metric *metric, enum ish_slope kind, struct ish_field_set *slope,
                      struct ish_monitor *monitor)
{
	struct flow w = {.space = space,
	                 .state = state,
	                 .model = model,
	                 .sweeps = sweeps,
	                 .current = current,
	                 .metric = metric,
	                 .kind = kind,
	                 .parts = ISH_DERIVE_ALL,
	                 .sums = slope,
	                 .slope = slope,
	                 .monitor = monitor};
	derive(&w);
	return close_sums(&w);
}
