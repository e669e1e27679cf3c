#include "spectral/grid.h"

#include <limits.h>
#include <math.h>

enum ish_status ish_grid_check(const struct ish_grid *grid)
{
	static const char axis_name[] = "xyz";
	long long cells = 1;

	for (int a = 0; a < 3; ++a) {
		const int n = grid->shape[a];
		if (n != 1 && n < 4) {
			return ish_fail(ISH_ERR_SIZE, "grid: n%c = %d points: need 1, or 4 and more", axis_name[a], n);
		}
		if (!isfinite(grid->length[a]) || grid->length[a] <= 0.0) {
			return ish_fail(ISH_ERR_SIZE, "grid: length of %c = %g: need a finite number > 0", axis_name[a],
			                grid->length[a]);
		}
		if (!isfinite(grid->origin[a])) {
			return ish_fail(ISH_ERR_SIZE, "grid: origin of %c = %g: need a finite number", axis_name[a],
			                grid->origin[a]);
		}
		/* Checked axis by axis, so that the product cannot leave 64 bits. */
		cells *= n;
		if (cells > INT_MAX) {
			return ish_fail(ISH_ERR_SIZE, "grid: %d x %d x %d points: at most %d in all are possible",
			                grid->shape[0], grid->shape[1], grid->shape[2], INT_MAX);
		}
	}
	return ISH_OK;
}

double ish_grid_k_max(const struct ish_grid *grid, int axis)
{
	static const double pi = 3.14159265358979323846;

	return grid->shape[axis] > 1 ? pi * grid->shape[axis] / grid->length[axis] : 0.0;
}
