#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "spectral/spectrum_impl.h"

int ish_spectrum_shells(const struct ish_grid *grid)
{
	double sum = 0.0;
	for (int axis = 0; axis < 3; axis++) {
		const int most = grid->shape[axis] / 2; /* times the width at most */
		sum += grid->shape[axis] > 1 ? (double)most * most : 0.0;
	}
	return 2 + (int)sqrt(sum);
}

double ish_spectrum_width(const struct ish_grid *grid, const double spacing[3])
{
	double width = 0.0;
	for (int axis = 0; axis < 3; axis++) {
		width = grid->shape[axis] > 1 ? fmax(width, spacing[axis]) : width;
	}
	return width;
}

/* The wave number's integer of index i, -n/2 < m <= n/2. */
static int mode_of(int i, int n)
{
	return 2 * i > n ? i - n : i;
}

static int opposite(int i, int n)
{
	return i > 0 ? n - i : 0;
}

/* A |k| on the border of two shells belongs to the upper one, however its square root is rounded. */
static const double BORDER = 0.5 + 1e-9;

void ish_spectrum_sum_row(const struct ish_spectrum_rows *rows, int row, const ISH_REAL *re, const ISH_REAL *im,
                          double *sums)
{
	const int *n = rows->grid->shape;
	const int j = row % n[1], k = row / n[1];
	const ptrdiff_t here = (ptrdiff_t)row * n[0];
	const ptrdiff_t there = (opposite(j, n[1]) + (ptrdiff_t)n[1] * opposite(k, n[2])) * n[0];
	const int my = mode_of(j, n[1]), mz = mode_of(k, n[2]);
	const double ky = my * rows->spacing[1], kz = mz * rows->spacing[2], k2 = ky * ky + kz * kz;
	const bool tail_y = 3 * abs(my) > n[1], tail_z = 3 * abs(mz) > n[2];
	const double scale = 0.5 / ((double)n[0] * n[1] * n[2]), norm = scale * scale;
	double *const f = sums, *const g = sums + ish_spectrum_sums(rows->shells);
	for (int i = row == 0; i < n[0]; i++) { /* without the mean */
		const ptrdiff_t a = here + i, b = there + opposite(i, n[0]);
		/* f_k = (Z_k + Z*_-k)/2, g_k = (Z_k - Z*_-k)/2i */
		const double plus = (double)re[a] + (double)re[b], minus = (double)re[a] - (double)re[b];
		const double sum = (double)im[a] + (double)im[b], difference = (double)im[a] - (double)im[b];
		const double of_f = norm * (plus * plus + difference * difference);
		const double of_g = norm * (minus * minus + sum * sum);
		const int mx = mode_of(i, n[0]);
		const double kx = mx * rows->spacing[0];
		const int shell = (int)(sqrt(kx * kx + k2) / rows->width + BORDER);
		const double tail[3] = {3 * abs(mx) > n[0], tail_y, tail_z};
		f[shell] += of_f;
		g[shell] += of_g;
		for (int axis = 0; axis < 3; axis++) {
			f[rows->shells + axis] += tail[axis] * of_f;
			g[rows->shells + axis] += tail[axis] * of_g;
		}
		f[rows->shells + 3] += of_f;
		g[rows->shells + 3] += of_g;
	}
}
