#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

#include "workspace/sum.h"

enum { MOST = 3000 };

static double partial[MOST];

/* Numbers whose sum depends on the order of adding. */
static void fill(ptrdiff_t count)
{
	for (ptrdiff_t i = 0; i < count; ++i) {
		partial[i] = sin(1e3 * (double)i) * pow(10.0, (double)(i % 9) - 4.0);
	}
}

Test(sum, of_nothing_is_zero_and_of_one_is_itself)
{
	double one = 3.5;

	cr_assert_eq(ish_sum_tree(NULL, 0), 0.0);
	cr_assert_eq(ish_sum_tree(&one, 1), 3.5);
}

Test(sum, of_whole_numbers_is_exact_for_every_count)
{
	for (ptrdiff_t count = 1; count < 300; ++count) {
		for (ptrdiff_t i = 0; i < count; ++i) {
			partial[i] = (double)(i + 1);
		}
		cr_assert_eq(ish_sum_tree(partial, count), 0.5 * (double)count * (double)(count + 1), "%td numbers",
		             count);
	}
}

/* The partial sums are written by threads in any order; what is added to what depends on their number only. */
Test(sum, does_not_depend_on_the_order_in_which_partial_sums_arrive)
{
	double expected;

	fill(MOST);
	expected = ish_sum_tree(partial, MOST);
	for (int threads = 2; threads <= 5; ++threads) {
		for (int t = threads - 1; t >= 0; --t) {
			for (ptrdiff_t i = t; i < MOST; i += threads) {
				partial[i] = sin(1e3 * (double)i) * pow(10.0, (double)(i % 9) - 4.0);
			}
		}
		cr_assert_eq(ish_sum_tree(partial, MOST), expected, "%d threads", threads);
	}
}

/* A tree of depth log2(n) adds log2(n) roundings of at most the sum of magnitudes (Higham 1993): 12 of them here. */
Test(sum, rounds_no_more_than_the_depth_of_the_tree_allows)
{
	long double exact = 0.0L, magnitude = 0.0L;

	fill(MOST);
	for (ptrdiff_t i = 0; i < MOST; ++i) {
		exact += (long double)partial[i];
		magnitude += fabsl((long double)partial[i]);
	}
	cr_assert_leq(fabsl((long double)ish_sum_tree(partial, MOST) - exact), 12 * DBL_EPSILON * magnitude);
}
