#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "spectral/tiling.h"

/* One-point axes in every place, odd, prime and power-of-two sizes, long lines, and production grids. */
static const int shapes[][3] = {
	{4, 1, 1},    {1, 4, 1},     {1, 1, 4},    {16, 1, 1},   {1, 16, 1},   {1, 1, 16},   {5, 7, 1},    {7, 1, 5},
	{1, 5, 7},    {33, 1, 17},   {1, 33, 17},  {33, 17, 1},  {5, 7, 9},    {16, 16, 8},  {32, 16, 16}, {64, 32, 32},
	{64, 64, 1},  {128, 128, 1}, {31, 37, 11}, {100, 9, 4},  {4096, 4, 4}, {4, 4096, 1}, {4, 4, 4096}, {8, 8, 8},
	{40, 24, 12}, {13, 64, 64},  {64, 13, 64}, {129, 65, 5}, {1, 1024, 1}, {1000, 1, 4}, {96, 96, 4},  {20, 20, 20},
};

enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static const int field_counts[] = {1, 3, 10, 13};

static struct ish_grid grid_of(int row)
{
	struct ish_grid grid = {.length = {1.0, 1.0, 1.0}};

	memcpy(grid.shape, shapes[row], sizeof grid.shape);
	return grid;
}

typedef void check_function(const struct ish_grid *grid, const struct ish_tiling *tiling, int fields, size_t size);

static void for_all(check_function *check)
{
	for (int s = 0; s < SHAPES; ++s) {
		const struct ish_grid grid = grid_of(s);
		for (int axis = 0; axis < 3; ++axis) {
			for (int f = 0; f < 4 && grid.shape[axis] > 1; ++f) {
				for (size_t size = 4; size <= 8; size += 4) {
					struct ish_tiling tiling;
					ish_tiling_init(&tiling, &grid, axis, field_counts[f], size);
					check(&grid, &tiling, field_counts[f], size);
				}
			}
		}
	}
}

static void check_cover(const struct ish_grid *grid, const struct ish_tiling *tiling, int fields, size_t size)
{
	const ptrdiff_t cells = ish_grid_cells(grid);
	unsigned char *const seen = calloc((size_t)cells, 1);

	cr_assert_not_null(seen);
	for (ptrdiff_t t = 0; t < tiling->count; ++t) {
		const struct ish_tile tile = ish_tiling_tile(tiling, t);
		cr_assert(tile.lines == tiling->lines || tile.lines == tiling->last_lines);
		for (int row = 0; row < tile.rows; ++row) {
			for (int i = 0; i < tile.row_length; ++i) {
				const ptrdiff_t cell = tile.offset + row * tile.row_stride + i;
				cr_assert(cell >= 0 && cell < cells);
				++seen[cell];
			}
		}
	}
	for (ptrdiff_t c = 0; c < cells; ++c) {
		cr_assert_eq(seen[c], 1, "%dx%dx%d axis %d, %d fields of %zu bytes: cell %td is in %d tiles",
		             grid->shape[0], grid->shape[1], grid->shape[2], tiling->axis, fields, size, c, seen[c]);
	}
	free(seen);
}

Test(tiling, covers_every_cell_exactly_once)
{
	for_all(check_cover);
}

/*
 * Walks each line of each tile through the pack: neighbours in the pack must be neighbours along the axis in the field.
 */
static void check_lines(const struct ish_grid *grid, const struct ish_tiling *tiling, int fields, size_t size)
{
	const int n = tiling->n;
	ptrdiff_t stride = 1;

	(void)size;
	for (int a = 0; a < tiling->axis; ++a) {
		stride *= grid->shape[a];
	}
	cr_assert_eq(tiling->stride, stride);
	cr_assert_eq(n, grid->shape[tiling->axis]);
	for (ptrdiff_t t = 0; t < tiling->count; ++t) {
		const struct ish_tile tile = ish_tiling_tile(tiling, t);
		const ptrdiff_t pack_row = ish_tile_pack_row(tiling, &tile, fields);
		const int contiguous = tiling->layout == ISH_LINES_CONTIGUOUS;
		const ptrdiff_t point =
			contiguous ? 1 : (ptrdiff_t)fields * tile.lines; /* as a derivative sees the pack */
		const ptrdiff_t line = contiguous ? n : 1;
		for (int row = 0; row < tile.rows; ++row) {
			for (int i = 0; i < tile.row_length; ++i) {
				const int along = contiguous ? i % n : row, which = contiguous ? i / n : i;
				const ptrdiff_t cell = tile.offset + row * tile.row_stride + i;
				cr_assert_eq(row * pack_row + i, along * point + which * line);
				cr_assert_eq(cell / stride % n, along, "axis %d: cell %td is point %d", tiling->axis,
				             cell, along);
			}
		}
		cr_assert_eq(ish_tile_pack_field(&tile), (ptrdiff_t)tile.rows * tile.row_length / (contiguous ? 1 : n));
	}
}

Test(tiling, a_pack_holds_whole_lines_in_the_order_that_a_derivative_expects)
{
	for_all(check_lines);
}

static void check_size(const struct ish_grid *grid, const struct ish_tiling *tiling, int fields, size_t size)
{
	const size_t line_bytes = (size_t)fields * size * (size_t)tiling->n;

	(void)grid;
	const size_t most = tiling->layout == ISH_LINES_STRIDED && tiling->lines <= 8 ? 384u << 10 : 192u << 10;
	cr_assert(tiling->lines == 1 || (size_t)tiling->lines * line_bytes <= most, "%d lines of %zu bytes",
	          tiling->lines, line_bytes);
	cr_assert(tiling->last_lines >= 1 && tiling->last_lines <= tiling->lines);
	if (tiling->per_block > 1 && 8 * line_bytes <= 192u << 10) {
		cr_assert_eq(tiling->lines % 8, 0, "%d lines", tiling->lines);
	}
}

Test(tiling, packs_stay_under_192_KiB_in_multiples_of_8_lines)
{
	for_all(check_size);
}

Test(tiling, grids_of_some_size_give_work_to_16_threads)
{
	static const int large[] = {14, 15, 16, 17, 22, 24, 31};

	for (size_t i = 0; i < sizeof large / sizeof large[0]; ++i) {
		const struct ish_grid grid = grid_of(large[i]);
		for (int axis = 0; axis < 3; ++axis) {
			struct ish_tiling tiling;
			if (grid.shape[axis] > 1 && ish_grid_cells(&grid) / grid.shape[axis] >= 256) {
				ish_tiling_init(&tiling, &grid, axis, 10, 8);
				cr_assert_geq(tiling.count, 16, "%dx%dx%d axis %d: %td tiles", grid.shape[0],
				              grid.shape[1], grid.shape[2], axis, tiling.count);
			}
		}
	}
}

/*
 * In a first-level cache of 64 sets and 8 ways, 64 rows whose distance is a multiple of 8 lines meet in 8 sets: the
 * rule keeps them apart.
 */
Test(tiling, rows_of_a_pack_do_not_meet_in_few_sets_of_the_cache)
{
	const struct ish_grid grid = {.shape = {256, 256, 4}, .length = {1.0, 1.0, 1.0}};

	for (int fields = 1; fields <= 13; ++fields) {
		struct ish_tiling tiling;
		int used = 0;
		unsigned char sets[64] = {0};
		ish_tiling_init(&tiling, &grid, 1, fields, 8);
		for (int row = 0; row < 256; ++row) {
			sets[(size_t)row * (size_t)fields * (size_t)tiling.lines * 8 / 64 % 64] = 1;
		}
		for (int s = 0; s < 64; ++s) {
			used += sets[s];
		}
		cr_assert(used == 64 || fields % 2 == 0, "%d fields, %d lines: %d sets", fields, tiling.lines, used);
		cr_assert_geq(used, fields % 8 == 0 ? 8 : 16, "%d fields, %d lines: %d sets", fields, tiling.lines,
		              used);
	}
}
