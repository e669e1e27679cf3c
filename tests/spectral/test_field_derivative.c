/* Compiled for both precisions. */
#include <string.h>

#include "spectral/field_derivative.h"
#include "tests/spectral/lines.h"
#include "tests/workspace/log_capture.h"

static const int shapes[][3] = {{8, 1, 1},   {1, 9, 1},   {1, 1, 12},  {16, 9, 1},   {7, 1, 8},   {1, 12, 5},
                                {12, 10, 7}, {32, 16, 8}, {33, 15, 5}, {40, 40, 10}, {5, 64, 64}, {4, 4, 4}};

enum { SHAPES = sizeof shapes / sizeof shapes[0], THREADS_MOST = 4 };

static const double two_pi = 6.28318530717958647693;

static struct ish_grid grid_of(int row)
{
	struct ish_grid grid = {.length = {1.5, 2.0, 3.0}};

	memcpy(grid.shape, shapes[row], sizeof grid.shape);
	return grid;
}

/* Scratch for all axes of a grid, in an arena of its own. */
static struct ish_scratch *make_scratch(struct ish_arena **arena_out, const struct ish_grid *grid)
{
	struct ish_scratch *scratch;
	size_t bytes = 0;

	for (int axis = 0; axis < 3; ++axis) {
		const size_t needed = ish_field_derivative_scratch(grid, axis);
		bytes = needed > bytes ? needed : bytes;
	}
	cr_assert_eq(ish_arena_create(arena_out), ISH_OK);
	cr_assert_eq(ish_scratch_create(&scratch, *arena_out, THREADS_MOST, bytes), ISH_OK);
	cr_assert_eq(ish_arena_reserve(*arena_out, 0), ISH_OK);
	cr_assert_eq(ish_scratch_create(&scratch, *arena_out, THREADS_MOST, bytes), ISH_OK);
	return scratch;
}

/*
 * Mode 1 along `axis`, moved by `turn` quarters, with a phase of its own on each line: a line taken for another is
 * found. Sine and cosine are added with the line's weights, so that the rounding of a large phase does not differ along
 * the line.
 */
static double wave_at(const struct ish_grid *grid, int axis, ptrdiff_t cell, int turn)
{
	const int index[3] = {(int)(cell % grid->shape[0]), (int)(cell / grid->shape[0] % grid->shape[1]),
	                      (int)(cell / grid->shape[0] / grid->shape[1])};
	const double angle = two_pi * index[axis] / grid->shape[axis];
	double line = 0.0;

	for (int a = 0; a < 3; ++a) {
		line += a == axis ? 0.0 : 0.71 * (a + 1) * index[a];
	}
	return turn == 0 ? sin(angle) * cos(line) + cos(angle) * sin(line)
	                 : cos(angle) * cos(line) - sin(angle) * sin(line);
}

static void check_axis(const struct ish_grid *grid, int axis, const char *backend, struct ish_scratch *scratch)
{
	const ptrdiff_t cells = ish_grid_cells(grid);
	const size_t bytes = (size_t)cells * sizeof(ISH_REAL);
	ISH_REAL *const in = lines_aligned(bytes), *const out = lines_aligned(bytes), *const one = lines_aligned(bytes);
	struct ish_field_derivative *d;
	const double k = two_pi / grid->length[axis];
	/* As in test_derivative.c: the round-off of all modes up to k_max enters. */
	const double bound =
		4.0 * (double)ISH_REAL_EPSILON * (sqrt(grid->shape[axis]) + 1.0) * k * 0.5 * grid->shape[axis];

	cr_assert_eq(ish_field_derivative_create(&d, grid, axis, backend, ISH_PLANNING_ESTIMATE), ISH_OK);
	cr_assert_str_eq(ish_field_derivative_backend(d), backend);
	for (ptrdiff_t c = 0; c < cells; ++c) {
		in[c] = (ISH_REAL)wave_at(grid, axis, c, 0);
	}
	ish_field_derivative_apply(d, in, one, scratch, 1);
	for (ptrdiff_t c = 0; c < cells; ++c) {
		cr_assert_float_eq((double)one[c], k * wave_at(grid, axis, c, 1), bound, "%dx%dx%d axis %d %s cell %td",
		                   grid->shape[0], grid->shape[1], grid->shape[2], axis, backend, c);
	}
	for (int threads = 2; threads <= THREADS_MOST; ++threads) {
		memset(out, 0xff, bytes);
		ish_field_derivative_apply(d, in, out, scratch, threads);
		cr_assert_arr_eq(out, one, bytes, "%d threads", threads); /* to the bit */
	}
	ish_field_derivative_destroy(d);
	free(in);
	free(out);
	free(one);
}

Test(field_derivative, is_exact_along_every_axis_and_the_same_for_any_number_of_threads)
{
	for (int s = 0; s < SHAPES; ++s) {
		const struct ish_grid grid = grid_of(s);
		struct ish_arena *arena;
		struct ish_scratch *const scratch = make_scratch(&arena, &grid);
		for (int axis = 0; axis < 3; ++axis) {
			for (int b = 0; b < 2 && grid.shape[axis] > 1; ++b) {
				check_axis(&grid, axis, lines_backends[b], scratch);
			}
		}
		ish_scratch_destroy(scratch);
		ish_arena_destroy(arena);
	}
}

Test(field_derivative, of_an_axis_of_one_point_is_refused)
{
	const struct ish_grid grid = grid_of(0);
	struct ish_field_derivative *d = (struct ish_field_derivative *)&d;
	struct log_capture log;

	log_capture_begin(&log);
	cr_assert_eq(ish_field_derivative_create(&d, &grid, 2, "fft", ISH_PLANNING_ESTIMATE), ISH_ERR_SIZE);
	cr_assert_null(d);
	cr_assert_str_eq(log.line, "derivative: axis z has 1 point: need 4 or more");
	cr_assert_eq(ish_field_derivative_scratch(&grid, 2), 0);
	ish_field_derivative_destroy(NULL);
}
