#include "solver/space.h"

#include <string.h>

#include <omp.h>

#include "profiler/profile.h"
#include "solver/work.h"
#include "spectral/spectrum.h"
#include "workspace/team.h"
#include "workspace/chunk.h"

ISH_PROFILE_REGION(filter_region, "filter");

enum ish_planning ish_space_planning(const struct ish_config *config)
{
	const char *name = config->backend.planning;
	return strcmp(name, "estimate") == 0  ? ISH_PLANNING_ESTIMATE
	       : strcmp(name, "patient") == 0 ? ISH_PLANNING_PATIENT
	                                      : ISH_PLANNING_MEASURE;
}

struct ish_derivative_config ish_space_lines(const struct ish_space *space, const struct ish_config *config, int axis,
                                             const char *taken)
{
	const struct ish_tiling *t = &space->tiling[axis];
	return (struct ish_derivative_config){
	        .n = t->n,
	        .axis = axis,
	        .length = space->grid.length[axis],
	        .layout = t->layout,
	        .batch_count = ISH_SPACE_BATCHES,
	        .batches = {3 * t->lines, 3 * t->last_lines, space->vars * t->lines, space->vars * t->last_lines},
	        .backend = taken[0] != '\0' ? taken : config->backend.derivative,
	        .planning = ish_space_planning(config),
	};
}

static enum ish_status make_axis(struct ish_space *space, const struct ish_config *config, int axis)
{
	const struct ish_derivative_config lines = ish_space_lines(space, config, axis, config->taken.derivative[axis]);
	enum ish_status status = ish_derivative_create(&space->derivative[axis], &lines);
	if (status != ISH_OK || strcmp(config->filter.name, "none") == 0) {
		return status;
	}
	const struct ish_filter_config filter = {
	        .lines = ish_space_lines(space, config, axis, config->taken.filter[axis]),
	        .kind = strcmp(config->filter.name, "two-thirds") == 0 ? ISH_FILTER_TWO_THIRDS : ISH_FILTER_EXPONENTIAL,
	        .strength = config->filter.strength,
	        .order = config->filter.order,
	};
	return ish_filter_create(&space->filter[axis], &filter);
}

enum ish_status ish_space_make(struct ish_space *space, const struct ish_config *config)
{
	enum ish_status status = ISH_OK;
	for (int i = 0; i < space->axis_count && status == ISH_OK; i++) {
		status = make_axis(space, config, space->axis[i]);
	}
	return status;
}

void ish_space_unmeasured(const struct ish_space *space, const struct ish_config *config, int axis,
                          const char **derivative_out, const char **filter_out)
{
	const struct ish_derivative_config lines = ish_space_lines(space, config, axis, config->taken.derivative[axis]);
	const struct ish_derivative_config filter = ish_space_lines(space, config, axis, config->taken.filter[axis]);
	*derivative_out = ish_derivative_unmeasured(&lines);
	*filter_out = strcmp(config->filter.name, "none") == 0 ? NULL : ish_derivative_unmeasured(&filter);
}

size_t ish_space_heap(const struct ish_space *space, const struct ish_config *config)
{
	size_t bytes = 0;
	for (int i = 0; i < space->axis_count; i++) {
		const int axis = space->axis[i];
		const struct ish_derivative_config lines = ish_space_lines(space, config, axis, config->taken.derivative[axis]);
		const struct ish_derivative_config filter = ish_space_lines(space, config, axis, config->taken.filter[axis]);
		bytes += ish_derivative_heap(&lines);
		bytes += strcmp(config->filter.name, "none") == 0 ? 0 : ish_derivative_heap(&filter);
	}
	return bytes;
}

enum ish_status ish_space_init(struct ish_space *space, const struct ish_config *config, const struct ish_model *model,
                               struct ish_arena *arena, int threads)
{
	size_t per_thread = 0;
	*space = (struct ish_space){.grid = config->grid,
	                            .cells = ish_grid_cells(&config->grid),
	                            .threads = threads,
	                            .vars = model->var_count};
	ish_derivative_cache_init(&space->cache);
	for (int axis = 0; axis < 3; axis++) {
		if (space->grid.shape[axis] == 1) {
			continue;
		}
		space->axis[space->axis_count++] = axis;
		ish_tiling_init(&space->tiling[axis], &space->grid, axis, space->vars, sizeof(ISH_REAL));
		const struct ish_tiling *t = &space->tiling[axis];
		const struct ish_derivative_config lines = ish_space_lines(space, config, axis, "");
		space->pack_bytes[axis] = (size_t)t->n * (size_t)t->lines * (size_t)space->vars * sizeof(ISH_REAL);
		space->work_bytes[axis] = ish_derivative_work(&lines);
		const size_t bytes = 2 * (space->pack_bytes[axis] + ISH_ALIGNMENT) + space->work_bytes[axis];
		per_thread = bytes > per_thread ? bytes : per_thread;
	}
	/* The pointwise sweeps borrow one chunk of each variable and of the monitors. */
	const size_t chunk = (ISH_VARS + 6) * (ISH_CHUNK * sizeof(ISH_REAL) + ISH_ALIGNMENT);
	per_thread = chunk > per_thread ? chunk : per_thread;
	const size_t spectrum = config->output.spectra_every != 0 ? ish_spectrum_scratch(&space->grid) : 0;
	per_thread = spectrum > per_thread ? spectrum : per_thread;
	enum ish_status status = ish_scratch_create(&space->scratch, arena, threads, per_thread);
	if (status == ISH_OK && ish_arena_is_reserved(arena)) {
		status = ish_space_make(space, config);
	}
	return status;
}

void ish_space_reset(struct ish_space *space)
{
	for (int axis = 0; axis < 3; axis++) {
		ish_derivative_destroy(space->derivative[axis]);
		ish_filter_destroy(space->filter[axis]);
	}
	ish_scratch_destroy(space->scratch);
	*space = (struct ish_space){.cells = 0};
}

static void filter_tile(const struct ish_space *space, const struct ish_field_set *set, int axis, ptrdiff_t index,
                        int thread)
{
	const struct ish_tiling *tiling = &space->tiling[axis];
	const struct ish_tile tile = ish_tiling_tile(tiling, index);
	const ptrdiff_t pack_row = ish_tile_pack_row(tiling, &tile, set->count);
	const ptrdiff_t pack_field = ish_tile_pack_field(&tile);
	const size_t row_bytes = (size_t)tile.row_length * sizeof(ISH_REAL);
	ISH_REAL *in = ish_scratch_borrow(space->scratch, thread, space->pack_bytes[axis]);
	ISH_REAL *out = ish_scratch_borrow(space->scratch, thread, space->pack_bytes[axis]);
	void *work = ish_scratch_borrow(space->scratch, thread, space->work_bytes[axis]);
	for (int row = 0; row < tile.rows; row++) {
		for (int f = 0; f < set->count; f++) {
			memcpy(in + row * pack_row + f * pack_field, set->at[f] + tile.offset + row * tile.row_stride,
			       row_bytes);
		}
	}
	ish_filter_apply(space->filter[axis], tile.lines == tiling->lines ? ISH_BATCH_FLOW : ISH_BATCH_FLOW_LAST, in, out,
	                 work);
	for (int row = 0; row < tile.rows; row++) {
		for (int f = 0; f < set->count; f++) {
			memcpy(set->at[f] + tile.offset + row * tile.row_stride, out + row * pack_row + f * pack_field,
			       row_bytes);
		}
	}
	struct ish_work copied = {.flops = 0.0};
	ish_work_copy(&copied, 2.0 * set->count * (double)tile.rows * (double)tile.row_length);
	ish_work_add(&copied);
	ish_scratch_return(space->scratch, thread, work);
	ish_scratch_return(space->scratch, thread, out);
	ish_scratch_return(space->scratch, thread, in);
}

struct filtering {
	const struct ish_space *space;
	const struct ish_field_set *set;
	int parent;
};

static void filter_share(void *data)
{
	const struct filtering *f = data;
	ISH_WORKER_BEGIN(f->parent);
	for (int i = 0; i < f->space->axis_count; i++) {
		const int axis = f->space->axis[i];
#pragma omp for schedule(static)
		for (ptrdiff_t t = 0; t < f->space->tiling[axis].count; t++) {
			filter_tile(f->space, f->set, axis, t, omp_get_thread_num());
		}
	}
	ISH_WORKER_END();
}

void ish_space_filter(struct ish_space *space, struct ish_field_set *set, double factor)
{
	ISH_BEGIN(&filter_region);
	for (int i = 0; i < space->axis_count; i++) {
		ish_filter_scale(space->filter[space->axis[i]], factor);
	}
	struct filtering filtering = {space, set, ISH_WORKER_PARENT()};
	ish_team_run(space->threads, filter_share, &filtering);
	ish_field_set_written(set);
	ISH_END(&filter_region);
}
