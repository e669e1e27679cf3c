/* Planted allocations: found exactly, and named by region. Skipped where no hooks work (the profiler then says so). */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <omp.h>

#include "profile_testing.h"

ISH_PROFILE_REGION(a_region, "a");
ISH_PROFILE_REGION(guilty_region, "guilty");
ISH_PROFILE_REGION(team_region, "team");

static void start_with_hooks(int threads)
{
	start_profile(ISH_PROFILE_REGIONS, threads);
	if (!hooks_are_there(ish_profile_view()))
		cr_skip_test("no allocation hooks: %s", ish_profile_view()->run->hooks_reason);
}

/* The OpenMP runtime allocates with the first team; that is not part of what is planted. */
static void make_threads(void)
{
	for (int i = 0; i < 2; i++) {
#pragma omp parallel num_threads(3)
		work_for(1e-5);
	}
}

Test(allocation, is_found_in_its_region)
{
	start_with_hooks(1);
	ISH_BEGIN(&a_region);
	for (int i = 0; i < 17; i++)
		allocate(1000);
	ISH_BEGIN(&guilty_region);
	void *volatile kept = malloc(12345);
	ISH_END(&guilty_region);
	free(kept);
	ISH_END(&a_region);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_profile_node *a = node_named(view, "a"), *guilty = node_named(view, "guilty");
	cr_assert(a->allocations == 17 && a->bytes == 17000 && a->frees == 18);
	cr_assert(guilty->allocations == 1 && guilty->bytes == 12345 && guilty->frees == 0);
	cr_assert(a->allocations_inclusive == 18 && a->bytes_inclusive == 29345);
	cr_assert(view->run->allocations == 18 && view->run->allocations_outside == 0);
	cr_assert(a->freed >= 29345);
	ish_profile_reset();
}

Test(allocation, of_every_kind_is_counted_once)
{
	start_with_hooks(1);
	ISH_BEGIN(&a_region);
	void *volatile zeroed = calloc(10, 100);
	void *volatile aligned = aligned_alloc(64, 6400);
	void *posix = NULL;
	cr_expect(posix_memalign(&posix, 4096, 4096) == 0);
	char *volatile text = strdup("a string");
	ISH_END(&a_region);
	free(zeroed);
	free(aligned);
	free(posix);
	free(text);
	ish_profile_stop();
	const struct ish_profile_node *a = node_named(ish_profile_view(), "a");
	cr_assert(a->allocations == 4, "%ld", a->allocations);
	/* Aligned requests may arrive rounded up. */
	cr_assert(a->bytes >= 1000 + 6400 + 4096 + 9);
	ish_profile_reset();
}

Test(allocation, in_a_steady_step_is_named)
{
	start_with_hooks(1);
	for (int i = 0; i < 20; i++) {
		ish_profile_step_begin(i, 0, 1, i < 3 ? ISH_STEP_WARMUP : i == 15 ? ISH_STEP_OUTPUT : ISH_STEP_STEADY);
		ISH_BEGIN(&a_region);
		if (i < 3 || i == 15)
			allocate(100); /* allowed */
		ISH_BEGIN(&guilty_region);
		if (i == 9)
			allocate(77); /* the planted one */
		ISH_END(&guilty_region);
		ISH_END(&a_region);
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	for (long i = 0; i < 20; i++)
		cr_assert(ish_profile_step(view, i)->allocations == (i < 3 || i == 15 || i == 9), "step %ld", i);
	cr_assert(view->kind[ISH_STEP_STEADY].allocations == 1 && view->kind[ISH_STEP_STEADY].bytes == 77);
	const struct ish_profile_node *guilty = node_named(view, "guilty"), *a = node_named(view, "a");
	cr_assert(guilty->steady_allocations == 1 && guilty->steady_bytes == 77 && guilty->steady_step == 9);
	cr_assert(a->steady_allocations == 0 && a->steady_step == -1 && a->allocations == 4);
	ish_profile_reset();
}

Test(allocation, of_workers_is_found_in_the_team_s_region)
{
	start_with_hooks(3);
	make_threads();
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	ish_profile_stage(1);
	ISH_BEGIN(&team_region);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(3)
	{
		ISH_WORKER_BEGIN(parent);
		for (int i = 0; i < 100; i++)
			allocate(50);
		ISH_WORKER_END();
	}
	ISH_END(&team_region);
	ish_profile_stage(-1);
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_step_record *record = ish_profile_step(view, 0);
	cr_assert(node_named(view, "team")->allocations == 300, "%ld", node_named(view, "team")->allocations);
	cr_assert(record->allocations == 300 && record->allocations_outside == 0);
	cr_assert(record->stage[2].allocations == 300 && record->stage[2].bytes == 15000 &&
	          record->stage[0].allocations == 0);
	ish_profile_reset();
}

Test(allocation, by_a_thread_in_no_region_is_told)
{
	start_with_hooks(3);
	make_threads();
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
#pragma omp parallel num_threads(3)
	{
		/* no ISH_WORKER_BEGIN */
		if (omp_get_thread_num() > 0)
			allocate(50);
	}
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_step_record *record = ish_profile_step(ish_profile_view(), 0);
	cr_assert(record->allocations == 2 && record->allocations_outside == 2 && record->bytes == 100);
	ish_profile_reset();
}

Test(allocation, of_many_bytes_is_listed_and_counted_in_the_high_water_mark)
{
	start_with_hooks(1);
	ish_profile_step_begin(5, 0, 1, ISH_STEP_WARMUP);
	ish_profile_stage(0);
	ISH_BEGIN(&guilty_region);
	allocate(20000000);
	allocate(9999999);
	ISH_END(&guilty_region);
	ish_profile_step_end();
	ish_profile_step_begin(6, 0, 1, ISH_STEP_STEADY);
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->large_seen == 1 && view->large_kept == 1);
	cr_assert(view->large[0].bytes == 20000000 && view->large[0].region == &guilty_region);
	cr_assert(view->large[0].step == 5 && view->large[0].stage == 0);
	/* The heap's pages: usable sizes are up to 8 KiB above what was asked; 64 KiB a thread are kept back. */
	cr_assert(view->run->live_peak >= 20000000 - 65536 && view->run->live_peak < 20000000 + 2 * 65536);
	cr_assert(ish_profile_step(view, 0)->live_peak >= 20000000 - 65536);
	cr_assert(ish_profile_step(view, 1)->live_peak < 65536);
	ish_profile_reset();
}

Test(allocation, is_not_made_by_the_profiler_itself)
{
	start_with_hooks(2);
	for (int i = 0; i < 50; i++) {
		ish_profile_step_begin(i, 0, 1, ISH_STEP_STEADY);
		for (int s = -1; s < 3; s++) {
			struct ish_statistic statistic = {"newton iterations", 0};
			ish_profile_stage(s);
			ISH_BEGIN(&a_region);
			ish_call_key(&a_region, (uint64_t)i, (uint64_t)s);
			ish_statistic_add(&statistic, 3, 1);
			ish_work(1, 1);
			ISH_END(&a_region);
		}
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->run->allocations == 0, "%ld", view->run->allocations);
	ish_profile_reset();
}

/* Where hooks do not work nothing may look like a zero that was measured. */
Test(allocation, is_not_reported_as_none_where_it_is_not_measured)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	if (hooks_are_there(ish_profile_view()))
		cr_skip_test("there are hooks here");
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	allocate(10);
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->run->hooks_reason[0] != '\0');
	cr_assert(view->run->allocations == -1 && isnan(view->run->bytes));
	cr_assert(view->node[0].allocations == -1 && view->node[0].steady_allocations == -1);
	cr_assert(ish_profile_step(view, 0)->allocations == -1 && isnan(ish_profile_step(view, 0)->bytes));
	cr_assert(view->kind[ISH_STEP_STEADY].allocations == -1);
	ish_profile_reset();
}

/* 1 MB lives in stage 0 of step 1, 5 MB in stage 1, both in region "hold"; nothing else in the other steps. */
Test(allocation, the_largest_heap_is_placed_by_step_stage_and_region)
{
	ISH_PROFILE_REGION(hold_region, "hold");
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int step = 0; step < 3; step++) {
		ish_profile_step_begin(step, 0, 1, ISH_STEP_STEADY);
		for (int stage = 0; stage < 2; stage++) {
			ish_profile_stage(stage);
			ISH_BEGIN(&hold_region);
			if (step == 1)
				allocate(stage == 0 ? 1000000 : 5000000);
			ISH_END(&hold_region);
		}
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	const struct ish_profile_run *const run = view->run;
	if (!hooks_are_there(view)) {
		cr_assert(run->live_peak_region == NULL && run->live_peak_step == -1);
		cr_assert(ish_profile_step(view, 1)->stage[2].live_peak == -1);
		return;
	}
	/* both stages: bit 0 is outside of any */
	cr_assert(node_named(view, "hold")->allocation_stages == (1u << 1 | 1u << 2));
	cr_assert(node_named(view, "step")->allocation_stages == 0);
	cr_assert(run->live_peak_region == &hold_region && run->live_peak_step == 1 && run->live_peak_stage == 1);
	const struct ish_step_stage *const stage = ish_profile_step(view, 1)->stage;
	/* to 64 KiB of a thread's own count, and what the allocator rounds up */
	cr_assert(stage[1].live_peak >= 1000000 - 65536 && stage[1].live_peak < 1200000);
	cr_assert(stage[2].live_peak >= 5000000 - 65536 && stage[2].live_peak < 5300000);
	cr_assert(ish_profile_step(view, 1)->live_peak == stage[2].live_peak);
	cr_assert(ish_profile_step(view, 0)->stage[2].live_peak < 100000);
	cr_assert(view->stage[1].live_peak == stage[1].live_peak && view->stage[2].live_peak == stage[2].live_peak);
	ish_profile_reset();
}
