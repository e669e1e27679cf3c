#include "spectral/spectrum.h"

#include <stdlib.h>
#include <string.h>

#include <omp.h>

#include "profiler/profile.h"
#include "spectral/fftw_memory_impl.h"
#include "spectral/fftw_real_impl.h"
#include "spectral/plan_impl.h"
#include "spectral/spectrum_impl.h"
#include "spectral/tiling.h"
#include "workspace/team.h"

ISH_PROFILE_REGION(region, "spectrum");
ISH_PROFILE_TRANSFORM(fft_region, "fft");

#if defined ISH_SINGLE
static const enum ish_plan_precision precision = ISH_PLAN_FLOAT;
#else
static const enum ish_plan_precision precision = ISH_PLAN_DOUBLE;
#endif

struct axis {
	struct ish_tiling tiling;
	const struct ish_plan *full, *last; /* for tiles of tiling.lines and of tiling.last_lines */
	size_t pack_bytes, lent_bytes;
};

struct ish_spectrum {
	struct ish_grid grid;
	int axis_count;
	struct axis axis[3]; /* those with points */
	int shells;
	double *partial; /* ISH_SPECTRUM_BLOCKS times two fields' sums */
};

static void init_axis(struct axis *a, const struct ish_grid *grid, int axis)
{
	/* a complex point is two reals: two fields */
	ish_tiling_init(&a->tiling, grid, axis, 2, sizeof(ISH_REAL));
	const size_t bytes = 2 * (size_t)a->tiling.n * (size_t)a->tiling.lines * sizeof(ISH_REAL);
	a->pack_bytes = (bytes + ISH_ALIGNMENT - 1) / ISH_ALIGNMENT * ISH_ALIGNMENT;
	a->lent_bytes = ish_fftw_memory_bytes(a->tiling.n, sizeof(FFTW_R(complex)));
}

size_t ish_spectrum_scratch(const struct ish_grid *grid)
{
	size_t most = 0;
	for (int axis = 0; axis < 3; axis++) {
		if (grid->shape[axis] > 1) {
			struct axis a;
			init_axis(&a, grid, axis);
			const size_t bytes = a.pack_bytes + a.lent_bytes + ISH_ALIGNMENT;
			most = bytes > most ? bytes : most;
		}
	}
	return most;
}

static enum ish_status plan_lines(const struct ish_plan **plan_out, const struct ish_tiling *tiling, int lines)
{
	const bool contiguous = tiling->layout == ISH_LINES_CONTIGUOUS;
	const int stride = contiguous ? 1 : lines;
	const int distance = contiguous ? tiling->n : 1;
	const struct ish_plan_key key = {.shape = {tiling->n, 1, 1},
	                                 .axis = tiling->axis,
	                                 .direction = ISH_FORWARD,
	                                 .batch = lines,
	                                 .in_stride = stride,
	                                 .in_distance = distance,
	                                 .out_stride = stride,
	                                 .out_distance = distance,
	                                 .placement = ISH_PLAN_IN_PLACE,
	                                 .precision = precision,
	                                 .threads = 1,
	                                 .planning = ISH_PLANNING_ESTIMATE};
	return ish_plan_get(plan_out, &key);
}

enum ish_status ish_spectrum_create(struct ish_spectrum **spectrum_out, const struct ish_grid *grid,
                                    struct ish_arena *arena)
{
	const int shells = ish_spectrum_shells(grid);
	double *partial = ish_arena_take(arena, "spectra", ish_spectrum_partial_bytes(shells));
	*spectrum_out = NULL;
	if (!ish_arena_is_reserved(arena)) {
		return ISH_OK;
	}
	struct ish_spectrum *spectrum = calloc(1, sizeof *spectrum);
	if (spectrum == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "spectra: %zu bytes refused", sizeof *spectrum);
	}
	*spectrum = (struct ish_spectrum){.grid = *grid, .shells = shells, .partial = partial};
	enum ish_status status = ISH_OK;
	for (int axis = 0; axis < 3 && status == ISH_OK; axis++) {
		if (grid->shape[axis] > 1) {
			struct axis *a = &spectrum->axis[spectrum->axis_count++];
			init_axis(a, grid, axis);
			status = plan_lines(&a->full, &a->tiling, a->tiling.lines);
			if (status == ISH_OK) {
				status = plan_lines(&a->last, &a->tiling, a->tiling.last_lines);
			}
		}
	}
	if (status != ISH_OK) {
		free(spectrum);
		return status;
	}
	*spectrum_out = spectrum;
	return ISH_OK;
}

/* ---- transforms ---- */

struct addition {
	const struct ish_spectrum *spectrum;
	const ISH_REAL *f, *g; /* what the first axis reads */
	ISH_REAL *re, *im;
	const double *spacing;
	struct ish_scratch *scratch;
	int parent;
};

/* A row of a tile, of whichever layout, is a row of the pack: complex points side by side. */
static void pack_row(ISH_REAL *restrict at, const ISH_REAL *restrict re, const ISH_REAL *restrict im, int n)
{
	for (int i = 0; i < n; i++) {
		at[(ptrdiff_t)2 * i] = re[i];
		at[(ptrdiff_t)2 * i + 1] = im[i];
	}
}

static void unpack_row(const ISH_REAL *restrict at, ISH_REAL *restrict re, ISH_REAL *restrict im, int n)
{
	for (int i = 0; i < n; i++) {
		re[i] = at[(ptrdiff_t)2 * i];
		im[i] = at[(ptrdiff_t)2 * i + 1];
	}
}

static void transform_tile(const struct addition *w, int place, ptrdiff_t index, ISH_REAL *pack, void *lent)
{
	const struct axis *a = &w->spectrum->axis[place];
	const struct ish_tile tile = ish_tiling_tile(&a->tiling, index);
	const struct ish_plan *plan = tile.lines == a->tiling.lines ? a->full : a->last;
	const ISH_REAL *f = place == 0 ? w->f : w->re;
	const ISH_REAL *g = place == 0 ? w->g : w->im;
	for (int row = 0; row < tile.rows; row++) {
		const ptrdiff_t cell = tile.offset + row * tile.row_stride;
		pack_row(pack + (ptrdiff_t)2 * row * tile.row_length, f + cell, g + cell, tile.row_length);
	}
	ISH_BEGIN(&fft_region);
	ish_fftw_memory_begin(lent, a->lent_bytes);
	FFTW_R(execute_dft)(plan->handle, (FFTW_R(complex) *)pack, (FFTW_R(complex) *)pack);
	ish_fftw_memory_end();
	ish_transform_executed(plan->id);
	ISH_END(&fft_region);
	for (int row = 0; row < tile.rows; row++) {
		const ptrdiff_t cell = tile.offset + row * tile.row_stride;
		unpack_row(pack + (ptrdiff_t)2 * row * tile.row_length, w->re + cell, w->im + cell, tile.row_length);
	}
	/* two numbers a point, in and out */
	const double moved = 4.0 * (double)tile.rows * (double)tile.row_length * sizeof(ISH_REAL);
	const struct ish_work work = {.bytes = 2.0 * moved, .cached = moved};
	ish_work_add(&work);
}

static void transform_share(void *data)
{
	const struct addition *w = data;
	const struct ish_spectrum *s = w->spectrum;
	const int thread = omp_get_thread_num();
	ISH_WORKER_BEGIN(w->parent);
	for (int place = 0; place < s->axis_count; place++) {
		const struct axis *a = &s->axis[place];
		char *pack = ish_scratch_borrow(w->scratch, thread, a->pack_bytes + a->lent_bytes);
#pragma omp for schedule(static)
		for (ptrdiff_t t = 0; t < a->tiling.count; t++) {
			transform_tile(w, place, t, (ISH_REAL *)(void *)pack, pack + a->pack_bytes);
		}
		ish_scratch_return(w->scratch, thread, pack);
	}
	ISH_WORKER_END();
}

/* ---- sums ---- */

static void sum_share(void *data)
{
	const struct addition *w = data;
	const struct ish_spectrum *s = w->spectrum;
	const int rows = s->grid.shape[1] * s->grid.shape[2];
	double modes = 0.0;
	ISH_WORKER_BEGIN(w->parent);
#pragma omp for schedule(static)
	for (int block = 0; block < ISH_SPECTRUM_BLOCKS; block++) {
		double *const sums = s->partial + 2 * (ptrdiff_t)block * ish_spectrum_sums(s->shells);
		const struct ish_spectrum_rows all = {&s->grid,
		                                      w->spacing,
		                                      ish_spectrum_width(&s->grid, w->spacing),
		                                      s->shells,
		                                      (int)((long)rows * block / ISH_SPECTRUM_BLOCKS),
		                                      (int)((long)rows * (block + 1) / ISH_SPECTRUM_BLOCKS)};
		memset(sums, 0, 2 * (size_t)ish_spectrum_sums(s->shells) * sizeof *sums);
		for (int row = all.first; row < all.end; row++) {
			ish_spectrum_sum_row(&all, row, w->re, w->im, sums);
		}
		modes += (double)s->grid.shape[0] * (all.end - all.first);
	}
	/* two numbers of the mode and two of the opposite one; a division and a square root for |k| */
	const struct ish_work work = {.flops = ISH_SPECTRUM_MODE_FLOPS * modes,
	                              .apart = ISH_SPECTRUM_MODE_FLOPS * modes,
	                              .divisions = modes,
	                              .roots = modes,
	                              .bytes = 4.0 * modes * sizeof(ISH_REAL)};
	ish_work_add(&work);
	ISH_WORKER_END();
}

/* Of field 0 or 1, block after block. */
static void join(const struct ish_spectrum *s, int field, struct ish_power *power)
{
	for (int block = 0; block < ISH_SPECTRUM_BLOCKS; block++) {
		const double *sums = s->partial + (2 * (ptrdiff_t)block + field) * ish_spectrum_sums(s->shells);
		for (int i = 0; i < s->shells; i++) {
			power->shell[i] += sums[i];
		}
		for (int axis = 0; axis < 3; axis++) {
			power->tail[axis] += sums[s->shells + axis];
		}
		power->fluctuation += sums[s->shells + 3];
	}
}

/* NOLINTBEGIN(readability-non-const-parameter): the team writes re and im */
void ish_spectrum_add(const struct ish_spectrum *spectrum, const ISH_REAL *f, const ISH_REAL *g, ISH_REAL *re,
                      ISH_REAL *im, const double spacing[3], struct ish_scratch *scratch, int threads,
                      struct ish_power *of_f, struct ish_power *of_g)
{
	struct addition w = {spectrum, f, g, re, im, spacing, scratch, 0};
	if (spectrum->axis_count == 0) {
		return; /* one point: no fluctuation */
	}
	ISH_BEGIN(&region);
	w.parent = ISH_WORKER_PARENT();
	ish_team_run(threads, transform_share, &w);
	ish_team_run(threads, sum_share, &w);
	join(spectrum, 0, of_f);
	join(spectrum, 1, of_g);
	ISH_END(&region);
}

/* NOLINTEND(readability-non-const-parameter) */

void ish_spectrum_destroy(struct ish_spectrum *spectrum)
{
	free(spectrum); /* plans belong to the cache */
}
