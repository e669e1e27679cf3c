/*
 * How a field is cut into tiles of whole lines along one axis, and how a tile is packed so that one call transforms
 * many fields at once. Tile sizes depend on the grid and on the number of fields, never on the number of threads.
 *
 * A tile is a set of rows of contiguous cells. Along x a tile is one row of `lines` whole lines; along y or z it has n
 * rows, one for each point of the axis, of `lines` cells each (for y all in one z plane).
 * Packed, F fields of a tile stand together:
 *   x:     packed[F][lines][n]         cell (i, line) of field f at  f*lines*n + line*n + i
 *   y, z:  packed[n][F][lines]         cell (i, line) of field f at  i*F*lines + f*lines + line
 * Both are described by the strides in struct ish_tile. What is said of x holds for any axis whose lines are contiguous:
 * y where nx = 1, z where nx = ny = 1. Which of the two packings an axis has is told by ish_tiling.layout, not by its
 * number.
 */
#ifndef ISH_SPECTRAL_TILING_H
#define ISH_SPECTRAL_TILING_H

#include "spectral/grid.h"

enum ish_axis_layout {
	ISH_LINES_CONTIGUOUS, /* packed[batch][n]: x, and what has only axes of one point before it */
	ISH_LINES_STRIDED     /* packed[n][batch]: the others */
};

struct ish_tiling {
	int axis;
	int n; /* points on the axis */
	enum ish_axis_layout layout;
	int lines;            /* lines of a full tile */
	int last_lines;       /* lines of the last tile of a block; equals `lines` if it divides */
	ptrdiff_t count;      /* tiles in all */
	ptrdiff_t per_block;  /* tiles in a block */
	ptrdiff_t block_size; /* cells of a block: strided, of all axes up to this one; contiguous, of the grid */
	ptrdiff_t stride;     /* cells between neighbours along the axis */
};

struct ish_tile {
	ptrdiff_t offset;     /* first cell in the field */
	int lines;            /* lines in this tile */
	int rows;             /* rows of contiguous cells: 1 (x) or n */
	int row_length;       /* cells in a row: lines*n (x) or lines */
	ptrdiff_t row_stride; /* cells in the field between rows */
};

/*
 * Tiles of `axis` for packs of `fields` fields of reals of `real_size` bytes: as many lines as keep a pack under 192 KiB
 * (384 where that makes it 8 strided lines) and the grid in at least 16 tiles of 16 lines and more, a multiple of 8
 * where the grid allows it, and such that the rows of a pack do not meet in the same sets of the first-level cache.
 * The axis must have more than one point.
 */
void ish_tiling_init(struct ish_tiling *tiling, const struct ish_grid *grid, int axis, int fields, size_t real_size);

/* Tile i of tiling->count. */
struct ish_tile ish_tiling_tile(const struct ish_tiling *tiling, ptrdiff_t i);

/* Distance in a pack of `fields` fields between rows of one field, and between fields in one row. */
static inline ptrdiff_t ish_tile_pack_row(const struct ish_tiling *tiling, const struct ish_tile *tile, int fields)
{
	return tiling->layout == ISH_LINES_CONTIGUOUS ? 0 : (ptrdiff_t)fields * tile->lines;
}

static inline ptrdiff_t ish_tile_pack_field(const struct ish_tile *tile)
{
	return tile->row_length;
}

#endif
