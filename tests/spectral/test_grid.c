#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "spectral/grid.h"
#include "tests/workspace/log_capture.h"

static const struct ish_grid good = {.shape = {32, 1, 9}, .length = {2.0, 1.0, 3.0}, .origin = {0.0, -1.0, 0.0}};

Test(grid, accepts_one_point_and_four_and_more_odd_or_even)
{
	cr_assert_eq(ish_grid_check(&good), ISH_OK);
	cr_assert_eq(ish_grid_cells(&good), 32 * 9);
	for (int n = 4; n < 20; ++n) {
		struct ish_grid grid = good;
		grid.shape[1] = n;
		cr_assert_eq(ish_grid_check(&grid), ISH_OK, "%d points", n);
	}
}

Test(grid, refuses_other_sizes_and_names_the_axis)
{
	static const int sizes[] = {-4, 0, 2, 3};
	static const char axes[] = "xyz";

	for (int axis = 0; axis < 3; ++axis) {
		for (int i = 0; i < 4; ++i) {
			struct ish_grid grid = good;
			struct log_capture log;
			char expected[80];
			grid.shape[axis] = sizes[i];
			log_capture_begin(&log);
			cr_assert_eq(ish_grid_check(&grid), ISH_ERR_SIZE);
			snprintf(expected, sizeof expected, "grid: n%c = %d points: need 1, or 4 and more", axes[axis],
			         sizes[i]);
			cr_assert_str_eq(log.line, expected);
			cr_assert_eq(log.count, 1);
		}
	}
}

Test(grid, refuses_lengths_that_are_no_positive_number)
{
	const double lengths[] = {0.0, -1.0, NAN, INFINITY};

	for (int i = 0; i < 4; ++i) {
		struct ish_grid grid = good;
		struct log_capture log;
		grid.length[2] = lengths[i];
		log_capture_begin(&log);
		cr_assert_eq(ish_grid_check(&grid), ISH_ERR_SIZE);
		cr_assert_not_null(strstr(log.line, "length of z"), "%s", log.line);
	}
}

Test(grid, refuses_an_origin_that_is_no_number)
{
	struct ish_grid grid = good;
	struct log_capture log;

	grid.origin[1] = NAN;
	log_capture_begin(&log);
	cr_assert_eq(ish_grid_check(&grid), ISH_ERR_SIZE);
	cr_assert_not_null(strstr(log.line, "origin of y"), "%s", log.line);
}

Test(grid, refuses_more_points_than_an_int_counts)
{
	struct ish_grid grid = good;
	struct log_capture log;

	grid.shape[0] = grid.shape[1] = 46340; /* 46340^2 is the largest square below 2^31 */
	grid.shape[2] = 1;
	cr_assert_eq(ish_grid_check(&grid), ISH_OK);
	log_capture_begin(&log);
	grid.shape[0] = grid.shape[1] = 46341;
	cr_assert_eq(ish_grid_check(&grid), ISH_ERR_SIZE);
	cr_assert_not_null(strstr(log.line, "at most 2147483647"), "%s", log.line);
	grid.shape[0] = grid.shape[1] = grid.shape[2] = 2147483647; /* the product leaves 64 bits */
	cr_assert_eq(ish_grid_check(&grid), ISH_ERR_SIZE);
}

Test(grid, the_largest_wave_number_is_pi_n_over_the_length)
{
	const double pi = acos(-1.0);

	cr_assert_float_eq(ish_grid_k_max(&good, 0), pi * 32 / 2.0, 1e-14 * pi * 16); /* two roundings */
	cr_assert_eq(ish_grid_k_max(&good, 1), 0.0);
	cr_assert_float_eq(ish_grid_k_max(&good, 2), pi * 9 / 3.0, 1e-14 * pi * 3);
}
