/* Transforms, caches, statistics, work, redundant calls. */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <omp.h>

#include "profile_testing.h"

ISH_PROFILE_REGION(a_region, "a");
ISH_PROFILE_TRANSFORM(fft_region, "fft");
ISH_PROFILE_REGION(plain_region, "fft by name only");
ISH_PROFILE_REGION(derivative_region, "derivative");

static const struct ish_transform_info lines = {
	.n = 32, .shape = {32, 1, 1}, .batch = 64, .axis = 0, .flops = 25600, .bytes = 32768};

Test(counter, knows_transforms_registered_before_the_start)
{
	struct ish_transform_info back = lines;
	back.direction = ISH_BACKWARD;
	const int forward = ish_transform_register(&lines);
	const int backward = ish_transform_register(&back);
	ish_transform_planned(forward, 0.25);
	ish_transform_executed(forward); /* counted although nothing is started: a planner's trial */
	cr_assert(forward > 0 && backward > 0 && forward != backward);
	cr_assert(ish_transform_register(&lines) == forward);
	start_profile(ISH_PROFILE_REGIONS, 2);
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(2)
	{
		ISH_WORKER_BEGIN(parent);
		for (int i = 0; i < 100; i++) {
			ISH_BEGIN(&fft_region);
			work_for(2e-5);
			ish_transform_executed(forward);
			ISH_END(&fft_region);
		}
		ISH_WORKER_END();
	}
	ISH_BEGIN(&plain_region);
	ish_transform_executed(backward); /* in no transform region, whatever its name: counted, not timed */
	ISH_END(&plain_region);
	ish_transform_planned(backward, 0.5);
	ish_transform_executed(0); /* no plan's: counted in the step only */
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_profile_transform *f = &view->transform[forward - 1], *b = &view->transform[backward - 1];
	cr_assert(view->transforms == 2);
	cr_assert(f->executions == 201 && f->timed == 200 && f->plans == 1 && f->planning == 0.25);
	cr_assert(b->executions == 1 && b->timed == 0 && isnan(b->seconds) && b->planning == 0.5);
	cr_assert(f->seconds >= 200 * 2e-5);
	cr_assert(relative(f->seconds, node_named(view, "fft")->thread) < 1e-9);
	cr_assert(node_named(view, "fft")->flops == 200 * lines.flops &&
	          node_named(view, "fft")->traffic == 200 * lines.bytes);
	const struct ish_step_record *record = ish_profile_step(view, 0);
	cr_assert(record->transforms == 202 && record->plans == 1 && record->planning == 0.5);
	cr_assert(record->flops == 201 * lines.flops);
	ish_profile_reset();
}

/* More plans than the table holds, in three parts: a process that profiles one grid after the other. */
Test(counter, has_room_for_new_plans_once_the_old_ones_are_cleared)
{
	enum { PART = ISH_PROFILE_TRANSFORMS - 1, PARTS = 3 };
	for (int part = 0; part < PARTS; part++) {
		struct ish_transform_info info = lines;
		int id = 0;
		for (int i = 0; i < PART; i++) {
			info.n = 32 + part * PART + i;
			id = ish_transform_register(&info);
			cr_assert(id == i + 1);
			ish_transform_planned(id, 0.5);
			ish_transform_executed(id); /* before the start */
		}
		info.n = 2;
		cr_assert(ish_transform_register(&info) == 0);
		start_profile(ISH_PROFILE_REGIONS, 1);
		ISH_BEGIN(&fft_region);
		ish_transform_executed(id);
		ISH_END(&fft_region);
		ish_profile_stop();
		const struct ish_profile_view *view = ish_profile_view();
		cr_assert(view->transforms == PART && view->transform[id - 1].executions == 2);
		cr_assert(view->transform[id - 1].plans == 1 && view->transform[0].executions == 1);
		cr_assert(node_named(view, "fft")->flops == lines.flops);
		ish_profile_reset();
		ish_transform_clear();
	}
}

Test(counter, shares_time_between_two_transforms_by_their_flops)
{
	struct ish_transform_info other = lines;
	other.direction = ISH_BACKWARD;
	other.flops = 3 * lines.flops;
	const int one = ish_transform_register(&lines), two = ish_transform_register(&other);
	start_profile(ISH_PROFILE_REGIONS, 1);
	ISH_BEGIN(&fft_region);
	work_for(1e-3);
	ish_transform_executed(one);
	ish_transform_executed(two);
	ISH_END(&fft_region);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_profile_transform *a = &view->transform[one - 1], *b = &view->transform[two - 1];
	cr_assert(a->timed == 1 && b->timed == 1);
	/* Whole ticks are booked: one in 2.6 million. */
	cr_assert(relative(3 * a->seconds, b->seconds) < 1e-5);
	cr_assert(relative(a->seconds + b->seconds, node_named(view, "fft")->thread) < 1e-5);
	ish_profile_reset();
}

Test(counter, times_no_region_with_five_kinds_of_transform)
{
	int id[5];
	for (int i = 0; i < 5; i++) {
		struct ish_transform_info other = lines;
		other.n = 48 + i;
		id[i] = ish_transform_register(&other);
	}
	start_profile(ISH_PROFILE_REGIONS, 1);
	ISH_BEGIN(&fft_region);
	for (int i = 0; i < 5; i++)
		ish_transform_executed(id[i]);
	ISH_END(&fft_region);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	for (int i = 0; i < 5; i++)
		cr_assert(view->transform[id[i] - 1].executions == 1 && view->transform[id[i] - 1].timed == 0);
	ish_profile_reset();
}

Test(counter, counts_caches_by_name_and_step)
{
	struct ish_cache_counter derivative = {"derivative", 0}, plan = {"plan", 0}, twin = {"plan", 0};
	ish_cache_miss(&plan); /* before the start */
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int i = 0; i < 3; i++) {
		ish_profile_step_begin(i, 0, 1, ISH_STEP_STEADY);
		for (int k = 0; k < 10; k++)
			ish_cache_hit(&derivative);
		ish_cache_miss(&derivative);
		ish_cache_hit(&twin);
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(view->caches == 2);
	const int d = strcmp(view->cache[0].name, "derivative") == 0 ? 0 : 1;
	cr_assert(view->cache[d].hits == 30 && view->cache[d].misses == 3);
	cr_assert(view->cache[1 - d].hits == 3 && view->cache[1 - d].misses == 1);
	cr_assert(ish_profile_step(view, 1)->hits[d] == 10 && ish_profile_step(view, 1)->misses[d] == 1);
	cr_assert(ish_profile_step(view, 1)->misses[1 - d] == 0);
	ish_profile_reset();
}

Test(counter, refuses_more_caches_than_there_is_room_for)
{
	static const char *const names[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int i = 0; i < 10; i++) {
		struct ish_cache_counter cache = {names[i], 0};
		ish_cache_hit(&cache);
		ish_cache_hit(&cache);
	}
	ish_profile_stop();
	cr_assert(ish_profile_view()->caches == ISH_PROFILE_CACHES);
	cr_assert(ish_profile_view()->run->refused == 10 - ISH_PROFILE_CACHES);
	ish_profile_reset();
}

Test(counter, keeps_statistics_by_stage_over_threads)
{
	struct ish_statistic newton = {"newton iterations", 0};
	start_profile(ISH_PROFILE_REGIONS, 2);
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	for (int stage = 0; stage < 2; stage++) {
		ish_profile_stage(stage);
		const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(2)
		{
			ISH_WORKER_BEGIN(parent);
			ish_statistic_add(&newton, 2 + stage, 90);
			ish_statistic_add(&newton, 5, 8);
			ish_statistic_add(&newton, 200, 2); /* counts as 63 */
			ish_statistic_add(&newton, 1, 0);   /* no sample */
			ISH_WORKER_END();
		}
	}
	ish_profile_step_end();
	ish_profile_step_begin(1, 0, 1, ISH_STEP_STEADY);
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_step_statistic *step = &ish_profile_step(view, 0)->statistic[0];
	cr_assert(view->statistics == 1 && strcmp(view->statistic[0].name, "newton iterations") == 0);
	cr_assert(view->statistic[0].bin[1][2] == 180 && view->statistic[0].bin[2][3] == 180 &&
	          view->statistic[0].bin[1][3] == 0);
	cr_assert(step->count == 400 && step->min == 2 && step->max == 63 && step->p95 == 5);
	/* Exact: the sum of small integers over their number. */
	cr_assert(step->mean == (180. * 2 + 180 * 3 + 32 * 5 + 8 * 63) / 400);
	step = &ish_profile_step(view, 1)->statistic[0];
	cr_assert(step->count == 0 && step->min == -1 && isnan(step->mean));
	ish_profile_reset();
}

Test(counter, adds_work_to_the_region_it_is_done_in)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	ISH_BEGIN(&a_region);
	ish_work(1e6, 2e6);
	ISH_BEGIN(&derivative_region);
	ish_work(10, 20);
	ish_work(1, 2);
	ISH_END(&derivative_region);
	ISH_END(&a_region);
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(node_named(view, "a")->flops == 1e6 && node_named(view, "a")->traffic == 2e6);
	cr_assert(node_named(view, "derivative")->flops == 11 && node_named(view, "derivative")->traffic == 22);
	ish_profile_reset();
}

static void derive(uint64_t version, uint64_t axis, double seconds)
{
	ISH_BEGIN(&derivative_region);
	ish_call_key(&derivative_region, version, axis);
	work_for(seconds);
	ISH_END(&derivative_region);
}

Test(counter, finds_every_redundant_call_and_its_time)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int i = 0; i < 2; i++) {
		ish_profile_step_begin(i, 0, 1, ISH_STEP_STEADY);
		derive(1, 0, 1e-3);
		derive(1, 1, 1e-3);
		derive(2, 0, 1e-3);
		derive(1, 0, 2e-3); /* redundant */
		ish_call_key(&derivative_region, 2, 0);
		ISH_BEGIN(&derivative_region); /* redundant, said before its begin */
		work_for(2e-3);
		ISH_END(&derivative_region);
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	const struct ish_profile_node *node = node_named(view, "derivative");
	cr_assert(node->redundant == 4 && node->calls == 10);
	cr_assert(node->repeated_in != NULL && strcmp(node->repeated_in->name, "step") == 0);
	cr_assert(node->repeated_stage == -1 && node->redundant_stage == -1);
	cr_assert(node->wasted >= 8e-3 && node->wasted < node->wall);
	for (long i = 0; i < 2; i++) {
		const struct ish_step_record *record = ish_profile_step(view, i);
		cr_assert(record->redundant == 2 && record->wasted >= 4e-3);
	}
	ish_profile_reset();
}

Test(counter, finds_a_redundant_call_on_another_thread)
{
	start_profile(ISH_PROFILE_REGIONS, 2);
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	const int parent = ISH_WORKER_PARENT();
#pragma omp parallel num_threads(2)
	{
		ISH_WORKER_BEGIN(parent);
		derive(7, 0, 1e-5);
		derive(7, 1 + (uint64_t)omp_get_thread_num(), 1e-5);
		ISH_WORKER_END();
	}
	ish_profile_step_end();
	ish_profile_stop();
	cr_assert(ish_profile_step(ish_profile_view(), 0)->redundant == 1);
	ish_profile_reset();
}

Test(counter, finds_no_redundant_call_in_a_clean_run)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	uint64_t version = 0;
	for (int i = 0; i < 50; i++) {
		ish_profile_step_begin(i, 0, 1, ISH_STEP_STEADY);
		for (int k = 0; k < 40; k++) {
			version++;
			for (uint64_t axis = 0; axis < 3; axis++)
				derive(version, axis, 0);
		}
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	cr_assert(node_named(view, "derivative")->redundant == 0 && node_named(view, "derivative")->wasted == 0);
	cr_assert(view->run->keys_dropped == 0);
	ish_profile_reset();
}

/* The first call stands in "a" of stage 0, the one that repeats it in stage 2 of the step itself. */
Test(counter, names_the_place_of_a_redundant_call_and_of_the_one_it_repeats)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int step = 0; step < 2; step++) {
		ish_profile_step_begin(step, 0, 1, ISH_STEP_STEADY);
		ish_profile_stage(0);
		ISH_BEGIN(&a_region);
		derive(1, 0, 1e-4);
		ISH_END(&a_region);
		ish_profile_stage(2);
		derive(1, 0, 1e-4);
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	int found = 0;
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_profile_node *const node = &view->node[i];
		if (node->redundant == 0) {
			cr_assert(node->repeated_in == NULL && node->redundant_stage == -1);
			continue;
		}
		found++;
		cr_assert(node->redundant == 2 && node->region == &derivative_region);
		cr_assert(node->repeated_in == &a_region && node->repeated_stage == 0 && node->redundant_stage == 2);
	}
	cr_assert(found == 1);
	ish_profile_reset();
}

Test(counter, counts_failures_by_stage_and_step)
{
	struct ish_statistic newton = {"planted newton", 0};
	start_profile(ISH_PROFILE_REGIONS, 1);
	for (int step = 0; step < 3; step++) {
		ish_profile_step_begin(step, 0, 1, ISH_STEP_STEADY);
		ish_profile_stage(1);
		ish_statistic_add(&newton, 4, 10);
		ish_statistic_failed(&newton, step == 1 ? 7 : 0);
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	int s = 0;
	while (s < view->statistics && strcmp(view->statistic[s].name, "planted newton") != 0)
		s++;
	cr_assert(s < view->statistics);
	for (int i = 0; i < 3; i++) {
		cr_assert(ish_profile_step(view, i)->statistic[s].failures == (i == 1 ? 7 : 0));
		cr_assert(ish_profile_step(view, i)->statistic[s].count == 10); /* failures are no samples */
	}
	for (int stage = 0; stage < ISH_PROFILE_STAGES; stage++)
		cr_assert(view->statistic[s].failures[stage] == (stage == 2 ? 7 : 0));
	ish_profile_reset();
}
