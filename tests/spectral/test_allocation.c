/*
 * Compiled for both precisions. What runs in a time step calls malloc never, in no library: counted by tcmalloc's
 * hooks.
 */
#include "spectral/filter.h"
#include "spectral/plan_impl.h"
#include "tests/spectral/lines.h"

struct call {
	struct ish_derivative *d;
	struct ish_filter *f;
	struct lines *lines;
};

static void derive(void *data)
{
	struct call *const call = data;

	ish_derivative_apply(call->d, 0, call->lines->in, call->lines->out, call->lines->work);
}

static void filter(void *data)
{
	struct call *const call = data;

	ish_filter_scale(call->f, 0.5);
	ish_filter_apply(call->f, 0, call->lines->in, call->lines->out, call->lines->work);
	ish_filter_scale(call->f, 1.0);
}

static void allocate(void *data)
{
	void *volatile *const memory = data;

	*memory = malloc(100);
	free(*memory);
}

/* Skips where nothing counts, as under a sanitizer: never passes then. Finds the one malloc that is planted. */
static void expect_a_counter(void)
{
	void *volatile memory;
	const long planted = ish_plan_count_allocations(allocate, (void *)&memory);

	if (planted < 0) {
		cr_skip_test("no allocation hooks: nothing can be counted");
	}
	cr_assert_eq(planted, 1);
}

static void check(int n, int batch, enum ish_axis_layout layout, const char *backend, enum ish_planning planning)
{
	struct ish_filter_config config = {.kind = ISH_FILTER_EXPONENTIAL, .strength = 36.0, .order = 16.0};
	struct call call;
	struct lines lines;

	config.lines = lines_config(n, batch, layout, backend);
	config.lines.planning = planning;
	lines = lines_make(&config.lines);
	for (int i = 0; i < n * batch; ++i) {
		lines.in[i] = (ISH_REAL)(i % 5);
	}
	call.lines = &lines;
	cr_assert_eq(ish_derivative_create(&call.d, &config.lines), ISH_OK);
	cr_assert_eq(ish_filter_create(&call.f, &config), ISH_OK);
	derive(&call); /* BLAS maps its buffers in the first product of a thread */
	cr_assert_eq(ish_plan_count_allocations(derive, &call), 0, "derivative, %s, n = %d, %d lines", backend, n,
	             batch);
	cr_assert_eq(ish_plan_count_allocations(filter, &call), 0, "filter, %s, n = %d, %d lines", backend, n, batch);
	ish_derivative_destroy(call.d);
	ish_filter_destroy(call.f);
	lines_free(&lines);
}

Test(spectral_allocation, never_happens_in_a_derivative_or_filter_of_estimated_plans)
{
	static const int sizes[] = {4, 7, 16, 31, 32, 45, 64, 96, 100, 128, 256, 1000, 4096};

	expect_a_counter();
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; ++s) {
		for (int l = 0; l < 2; ++l) {
			for (int odd = 0; odd < 2; ++odd) {
				const int batch = (sizes[s] > 256 ? 16 : 130) + odd;
				check(sizes[s], batch, lines_layouts[l], "fft", ISH_PLANNING_ESTIMATE);
				if (sizes[s] <= 256) {
					check(sizes[s], batch, lines_layouts[l], "matrix", ISH_PLANNING_ESTIMATE);
				}
			}
		}
	}
}

Test(spectral_allocation, never_happens_with_measured_plans_and_the_backend_chosen_by_time)
{
	static const int sizes[] = {16, 32, 63, 64, 128, 211, 257};

	expect_a_counter();
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; ++s) {
		for (int l = 0; l < 2; ++l) {
			check(sizes[s], 60, lines_layouts[l], "auto", ISH_PLANNING_MEASURE);
		}
	}
}
