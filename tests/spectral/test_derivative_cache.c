#include <criterion/criterion.h>

#include "spectral/derivative_cache.h"

static struct ish_derivative_cache cache;

static void set_up(void)
{
	ish_derivative_cache_init(&cache);
}

TestSuite(derivative_cache, .init = set_up);

Test(derivative_cache, the_first_request_misses_and_the_second_hits)
{
	cr_assert_not(ish_derivative_cache_request(&cache, 3, 1, 17));
	ish_derivative_cache_store(&cache, 3, 1, 17);
	cr_assert(ish_derivative_cache_request(&cache, 3, 1, 17));
	cr_assert_eq(cache.hits, 1);
	cr_assert_eq(cache.misses, 1);
}

Test(derivative_cache, another_version_field_or_axis_misses)
{
	ish_derivative_cache_store(&cache, 3, 1, 17);
	cr_assert_not(ish_derivative_cache_request(&cache, 3, 1, 18));
	cr_assert_not(ish_derivative_cache_request(&cache, 3, 2, 17));
	cr_assert_not(ish_derivative_cache_request(&cache, 4, 1, 17));
	cr_assert_eq(cache.misses, 3);
	cr_assert_eq(cache.hits, 0);
}

Test(derivative_cache, a_field_never_written_is_never_at_hand)
{
	cr_assert_not(ish_derivative_cache_request(&cache, 0, 0, 0));
	ish_derivative_cache_store(&cache, 0, 0, 0);
	cr_assert_not(ish_derivative_cache_request(&cache, 0, 0, 0));
}

Test(derivative_cache, invalidating_forgets_results_and_keeps_the_counters)
{
	for (int field = 0; field < ISH_DERIVATIVE_CACHE_FIELDS; ++field) {
		for (int axis = 0; axis < 3; ++axis) {
			ish_derivative_cache_store(&cache, field, axis, 5);
			cr_assert(ish_derivative_cache_request(&cache, field, axis, 5));
		}
	}
	ish_derivative_cache_invalidate(&cache);
	cr_assert_eq(cache.hits, 3 * ISH_DERIVATIVE_CACHE_FIELDS);
	for (int field = 0; field < ISH_DERIVATIVE_CACHE_FIELDS; ++field) {
		cr_assert_not(ish_derivative_cache_request(&cache, field, 2, 5));
	}
}
