#include "spectral/field_derivative.h"

#include <assert.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/profile.h"
#include "workspace/team.h"

ISH_PROFILE_REGION(region, "derivative");

struct ish_field_derivative {
	struct ish_tiling tiling;
	struct ish_derivative *derivative;
	size_t pack_bytes, work_bytes;
};

static struct ish_derivative_config lines_of(const struct ish_tiling *tiling, const struct ish_grid *grid,
                                             const char *backend, enum ish_planning planning)
{
	return (struct ish_derivative_config){
		.n = tiling->n,
		.axis = tiling->axis,
		.length = grid->length[tiling->axis],
		.layout = tiling->layout,
		.batch_count = tiling->last_lines == tiling->lines ? 1 : 2,
		.batches = {tiling->lines, tiling->last_lines},
		.backend = backend,
		.planning = planning,
	};
}

static size_t pack_bytes(const struct ish_tiling *tiling)
{
	const size_t bytes = (size_t)tiling->lines * (size_t)tiling->n * sizeof(ISH_REAL);

	return (bytes + ISH_ALIGNMENT - 1) / ISH_ALIGNMENT * ISH_ALIGNMENT;
}

enum ish_status ish_field_derivative_create(struct ish_field_derivative **d_out, const struct ish_grid *grid, int axis,
                                            const char *backend, enum ish_planning planning)
{
	struct ish_field_derivative *d;
	struct ish_derivative_config config;
	enum ish_status status;

	assert(axis >= 0 && axis < 3);
	*d_out = NULL;
	if (grid->shape[axis] == 1) {
		return ish_fail(ISH_ERR_SIZE, "derivative: axis %c has 1 point: need 4 or more", "xyz"[axis]);
	}
	d = calloc(1, sizeof *d);
	if (!d) {
		return ish_fail(ISH_ERR_MEMORY, "derivative: %zu bytes refused", sizeof *d);
	}
	ish_tiling_init(&d->tiling, grid, axis, 1, sizeof(ISH_REAL));
	config = lines_of(&d->tiling, grid, backend, planning);
	d->pack_bytes = pack_bytes(&d->tiling);
	d->work_bytes = ish_derivative_work(&config);
	status = ish_derivative_create(&d->derivative, &config);
	if (status != ISH_OK) {
		free(d);
		return status;
	}
	*d_out = d;
	return ISH_OK;
}

size_t ish_field_derivative_scratch(const struct ish_grid *grid, int axis)
{
	struct ish_tiling tiling;
	struct ish_derivative_config config;

	if (grid->shape[axis] == 1) {
		return 0;
	}
	ish_tiling_init(&tiling, grid, axis, 1, sizeof(ISH_REAL));
	config = lines_of(&tiling, grid, "auto", ISH_PLANNING_ESTIMATE);
	return 2 * pack_bytes(&tiling) + ish_derivative_work(&config);
}

static void copy_rows(const struct ish_tile *tile, const ISH_REAL *restrict from, ptrdiff_t from_row,
                      ISH_REAL *restrict to, ptrdiff_t to_row)
{
	for (int row = 0; row < tile->rows; ++row) {
		memcpy(to + row * to_row, from + row * from_row, (size_t)tile->row_length * sizeof *to);
	}
}

struct application {
	const struct ish_field_derivative *d;
	const ISH_REAL *in;
	ISH_REAL *out;
	struct ish_scratch *scratch;
	int parent;
};

static void apply_share(void *data)
{
	const struct application *const a = data;
	const struct ish_field_derivative *const d = a->d;
	const struct ish_tiling *const tiling = &d->tiling;
	const int thread = omp_get_thread_num();
	ISH_REAL *const pack = ish_scratch_borrow(a->scratch, thread, d->pack_bytes);
	ISH_REAL *const result = ish_scratch_borrow(a->scratch, thread, d->pack_bytes);
	void *const work = ish_scratch_borrow(a->scratch, thread, d->work_bytes);

	ISH_WORKER_BEGIN(a->parent);
	ISH_BEGIN(&region);
#pragma omp for schedule(static)
	for (ptrdiff_t i = 0; i < tiling->count; ++i) {
		const struct ish_tile tile = ish_tiling_tile(tiling, i);
		const ptrdiff_t pack_row = ish_tile_pack_row(tiling, &tile, 1);
		copy_rows(&tile, a->in + tile.offset, tile.row_stride, pack, pack_row);
		ish_derivative_apply(d->derivative, tile.lines == tiling->lines ? 0 : 1, pack, result, work);
		copy_rows(&tile, result, pack_row, a->out + tile.offset, tile.row_stride);
	}
	ISH_END(&region);
	ISH_WORKER_END();
	ish_scratch_return(a->scratch, thread, work);
	ish_scratch_return(a->scratch, thread, result);
	ish_scratch_return(a->scratch, thread, pack);
}

/* NOLINTBEGIN(readability-non-const-parameter): the team writes out */
void ish_field_derivative_apply(const struct ish_field_derivative *d, const ISH_REAL *restrict in,
                                ISH_REAL *restrict out, struct ish_scratch *scratch, int threads)
{
	struct application application = {d, in, out, scratch, ISH_WORKER_PARENT()};

	ish_team_run(threads, apply_share, &application);
}
/* NOLINTEND(readability-non-const-parameter) */

const char *ish_field_derivative_backend(const struct ish_field_derivative *d)
{
	return ish_derivative_backend(d->derivative);
}

void ish_field_derivative_destroy(struct ish_field_derivative *d)
{
	if (d) {
		ish_derivative_destroy(d->derivative);
		free(d);
	}
}
