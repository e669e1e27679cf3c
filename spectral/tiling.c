#include "spectral/tiling.h"

#include <assert.h>

enum {
	PACK_BYTES = 192 << 10, /* a pack, its result and the work of the transform fit a cache of 1 MiB together */
	PACK_BYTES_MOST = 384 << 10, /* pack and result still do */
	LINES_UNIT = 8,              /* eight doubles are a cache line */
	LINES_LEAST = 16,            /* below this the copying in pieces costs more than balance gains */
	TILES_WANTED = 16,           /* of the whole grid, so that small grids occupy several threads */
	CACHE_LINE = 64,
	CACHE_SETS = 64, /* of a first-level cache with pages of 4 KiB */
	CACHE_WAYS = 8
};

static ptrdiff_t round_up(ptrdiff_t value, ptrdiff_t unit)
{
	return (value + unit - 1) / unit * unit;
}

/*
 * Whether the rows of a pack meet in few sets of the first-level cache. A transform along strided lines reads one piece
 * of each of n rows; where these throw each other out, it takes twice the time (measured: 0.94 against 0.55 ns a point
 * for n = 32, rows of 6144 and 4608 bytes).
 */
static int rows_collide(int n, size_t row_bytes)
{
	size_t sets = CACHE_SETS;

	if (row_bytes % CACHE_LINE != 0) {
		return 0;
	}
	for (size_t step = row_bytes / CACHE_LINE; sets > 1 && step % 2 == 0; step /= 2) {
		sets /= 2;
	}
	return (size_t)n > sets * CACHE_WAYS / 2; /* half of the ways: the result needs its own */
}

/* Lines of a tile out of `available` ones: a number that divides them evenly, at most `limit`, and keeps rows apart. */
static int choose_lines(ptrdiff_t available, ptrdiff_t limit, int n, size_t column_bytes, enum ish_axis_layout layout)
{
	ptrdiff_t count, fallback;

	if (available <= LINES_UNIT || limit < LINES_UNIT) {
		return (int)(available < limit ? available : limit);
	}
	limit = limit / LINES_UNIT * LINES_UNIT;
	count = (available + limit - 1) / limit;
	fallback = round_up((available + count - 1) / count, LINES_UNIT);
	for (ptrdiff_t c = count; layout == ISH_LINES_STRIDED && c <= 2 * count + 1; ++c) {
		const ptrdiff_t lines = round_up((available + c - 1) / c, LINES_UNIT);
		if (!rows_collide(n, (size_t)lines * column_bytes)) {
			fallback = lines;
			break;
		}
	}
	return (int)(fallback < available ? fallback : available);
}

void ish_tiling_init(struct ish_tiling *tiling, const struct ish_grid *grid, int axis, int fields, size_t real_size)
{
	const int n = grid->shape[axis];
	const ptrdiff_t cells = ish_grid_cells(grid);
	const ptrdiff_t all_lines = cells / n;
	const size_t column_bytes = (size_t)fields * real_size;
	ptrdiff_t limit = PACK_BYTES / ((ptrdiff_t)column_bytes * n);
	ptrdiff_t wanted = all_lines / TILES_WANTED;
	ptrdiff_t stride = 1;
	ptrdiff_t available;

	assert(axis >= 0 && axis < 3 && n > 1 && fields >= 1);
	for (int a = 0; a < axis; ++a) {
		stride *= grid->shape[a];
	}
	wanted = wanted > LINES_LEAST ? wanted : LINES_LEAST;
	limit = limit < wanted ? limit : wanted;
	if (stride > 1 && limit < LINES_UNIT) {
		/* Less than a cache line of each row would be used of those that are read. */
		limit = PACK_BYTES_MOST / ((ptrdiff_t)column_bytes * n);
		limit = limit < LINES_UNIT ? limit : LINES_UNIT;
	}
	limit = limit > 1 ? limit : 1;

	tiling->axis = axis;
	tiling->n = n;
	tiling->stride = stride;
	/* Axes of one point before this one leave its lines contiguous. */
	tiling->layout = stride == 1 ? ISH_LINES_CONTIGUOUS : ISH_LINES_STRIDED;
	if (tiling->layout == ISH_LINES_CONTIGUOUS) {
		tiling->block_size = cells;
		available = all_lines;
	} else {
		tiling->block_size = stride * n;
		available = stride;
	}
	tiling->lines = choose_lines(available, limit, n, column_bytes, tiling->layout);
	tiling->per_block = (available + tiling->lines - 1) / tiling->lines;
	tiling->last_lines = (int)(available - (tiling->per_block - 1) * tiling->lines);
	tiling->count = tiling->per_block * (cells / tiling->block_size);
}

struct ish_tile ish_tiling_tile(const struct ish_tiling *tiling, ptrdiff_t i)
{
	const ptrdiff_t block = i / tiling->per_block;
	const ptrdiff_t in_block = i - block * tiling->per_block;
	const ptrdiff_t first_line = in_block * tiling->lines;
	struct ish_tile tile;

	assert(i >= 0 && i < tiling->count);
	tile.lines = in_block + 1 < tiling->per_block ? tiling->lines : tiling->last_lines;
	if (tiling->layout == ISH_LINES_CONTIGUOUS) {
		tile.offset = first_line * tiling->n;
		tile.rows = 1;
		tile.row_length = tile.lines * tiling->n;
		tile.row_stride = 0;
	} else {
		tile.offset = block * tiling->block_size + first_line;
		tile.rows = tiling->n;
		tile.row_length = tile.lines;
		tile.row_stride = tiling->stride;
	}
	return tile;
}
