/* Where a scaling analysis measures. */
#include <criterion/criterion.h>

#include "cli/bench/scaling_points.h"

static int greatest_prime_factor(int n)
{
	int greatest = 1;
	for (int p = 2; n > 1; p++) {
		while (n % p == 0) {
			greatest = p;
			n /= p;
		}
	}
	return greatest;
}

Test(scaling_points, grids_keep_their_shape_and_grow_to_the_one_that_was_asked_for)
{
	static const struct {
		int shape[3], least, most; /* sizes */
	} of[] = {{{16, 8, 8}, 4, 7},      {{32, 16, 16}, 5, 7},  {{64, 32, 32}, 7, 7}, {{128, 64, 64}, 7, 7},
	          {{256, 256, 256}, 7, 7}, {{128, 128, 1}, 7, 7}, {{4096, 1, 1}, 5, 7}, {{96, 64, 32}, 5, 7}};
	for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
		int row[ISH_SCALING_ROW][3];
		const int *n = of[i].shape;
		const int count = ish_scaling_grids(n, row);
		cr_assert(count >= of[i].least && count <= of[i].most, "%d x %d x %d: %d sizes", n[0], n[1], n[2],
		          count);
		for (int k = 0; k < count; k++) {
			for (int a = 0; a < 3; a++) {
				cr_assert(n[a] == 1 ? row[k][a] == 1 : row[k][a] >= 4);
				cr_assert(n[a] == 1 || row[k][a] * n[0] == row[k][0] * n[a], "not of the shape: %d, %d",
				          row[k][0], row[k][a]);
				cr_assert(k == 0 || n[a] == 1 || row[k][a] > row[k - 1][a]);
				cr_assert(greatest_prime_factor(row[k][a]) <= 5);
				cr_assert(k < count - 1 || row[k][a] == n[a]);
			}
		}
		double range = 1.0;
		for (int a = 0; a < 3; a++)
			range *= (double)n[a] / row[0][a];
		/* the rounding of the smallest grid; of 16 x 8 x 8 half is the least */
		cr_assert(range >= (n[1] == 8 ? 8.0 : 13.0), "%d x %d x %d: range of cells %g", n[0], n[1], n[2],
		          range);
	}
}

Test(scaling_points, a_shape_without_a_common_factor_gives_one_grid)
{
	static const int shapes[][3] = {{1, 1, 1}, {7, 5, 1}, {4, 1, 1}};
	for (int i = 0; i < 3; i++) {
		int row[ISH_SCALING_ROW][3];
		cr_assert(ish_scaling_grids(shapes[i], row) == 1);
		for (int a = 0; a < 3; a++)
			cr_assert(row[0][a] == shapes[i][a]);
	}
}

Test(scaling_points, threads_grow_from_one_to_the_most)
{
	for (int most = 1; most <= 300; most++) {
		int row[ISH_SCALING_ROW];
		const int count = ish_scaling_threads(most, row);
		cr_assert(count >= 1 && count <= ISH_SCALING_ROW);
		cr_assert(row[0] == 1 && row[count - 1] == most, "%d: %d to %d", most, row[0], row[count - 1]);
		for (int i = 1; i < count; i++)
			cr_assert(row[i] > row[i - 1], "%d: %d after %d", most, row[i], row[i - 1]);
		cr_assert(most < 3 || count >= 3);
	}
}

Test(scaling_points, the_slowest_axis_gets_longer)
{
	int out[3];
	ish_scaling_lengthen((const int[3]){32, 16, 16}, 3, out);
	cr_assert(out[0] == 32 && out[1] == 16 && out[2] == 48);
	ish_scaling_lengthen((const int[3]){32, 16, 1}, 2, out);
	cr_assert(out[0] == 32 && out[1] == 32 && out[2] == 1);
}
