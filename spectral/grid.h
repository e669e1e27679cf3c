/*
 * A periodic box: 1 to 3 directions with points, x fastest. A direction has 1 point (no derivative, no dependence) or 4
 * and more, odd or even.
 */
#ifndef ISH_SPECTRAL_GRID_H
#define ISH_SPECTRAL_GRID_H

#include <stddef.h>

#include "workspace/status.h"

struct ish_grid {
	int shape[3];     /* nx, ny, nz */
	double length[3]; /* fm, or rapidity */
	double origin[3]; /* coordinate of point 0 */
};

/*
 * Checks sizes (1 or >= 4, at most 2^31 - 1 points in all) and lengths (finite, > 0); says which is wrong.
 * ISH_ERR_SIZE.
 */
ISH_CHECKED enum ish_status ish_grid_check(const struct ish_grid *grid);

static inline ptrdiff_t ish_grid_cells(const struct ish_grid *grid)
{
	return (ptrdiff_t)grid->shape[0] * grid->shape[1] * grid->shape[2];
}

/* Largest wave number of an axis in coordinate units, pi n/L; 0 for an axis of one point. */
double ish_grid_k_max(const struct ish_grid *grid, int axis);

#endif
