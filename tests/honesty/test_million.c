/*
 * A million steps: the profiler's memory is mapped once, at its start, and what it keeps of a long run is exact. Steps
 * are empty, so they follow each other faster than those of any solver.
 */
#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <unistd.h>

#include "reports/report.h"
#include "tests/profiler/profile_testing.h"

ISH_PROFILE_REGION(stage_region, "stage");
ISH_PROFILE_REGION(derivative_region, "derivative");
ISH_PROFILE_REGION(fft_region, "fft");

enum { STEPS = 1000000, CALLS = 2, SETTLED = 50000, OUTPUT_EVERY = 100, REDUNDANT_EVERY = 1000 };

/* Bytes of the resident set, without the C library's allocator. */
static long resident(void)
{
	char text[128] = "";
	const int file = open("/proc/self/statm", O_RDONLY);
	const ssize_t length = file < 0 ? 0 : read(file, text, sizeof text - 1);
	char *at = text;
	(void)close(file);
	cr_assert(length > 0);
	(void)strtol(at, &at, 10);
	return strtol(at, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static struct ish_cache_counter cache = {"derivative", 0};
static struct ish_statistic newton = {"newton iterations", 0};

static void take_step(long step, int plan)
{
	const bool output = step % OUTPUT_EVERY == OUTPUT_EVERY - 1;
	ish_profile_step_begin(step, 1e-3 * (double)step, 1e-3,
	                       step < 3 ? ISH_STEP_WARMUP
	                       : output ? ISH_STEP_OUTPUT
	                                : ISH_STEP_STEADY);
	ish_profile_stage(0);
	ISH_BEGIN(&stage_region);
	for (int i = 0; i < CALLS; i++) {
		const bool again = i > 0 && step % REDUNDANT_EVERY == 0;
		ISH_BEGIN(&derivative_region);
		ish_call_key(&derivative_region, (uint64_t)step, (uint64_t)(again ? 0 : i));
		ISH_BEGIN(&fft_region);
		ish_transform_executed(plan);
		ISH_END(&fft_region);
		ish_cache_hit(&cache);
		ISH_END(&derivative_region);
		ish_statistic_add(&newton, 3 + i, 10);
	}
	ISH_END(&stage_region);
	ish_profile_stage(-1);
	ish_profile_step_end();
}

static void check_report(const struct ish_profile_view *view)
{
	const struct ish_report_context context = {.command = "a million steps"};
	char expected[160], *text = NULL;
	size_t length;
	FILE *const stream = open_memstream(&text, &length);
	cr_assert(stream != NULL);
	ish_report_print(stream, &context);
	cr_assert(fclose(stream) == 0);
	(void)snprintf(expected, sizeof expected, "records of the last %ld of %ld steps are kept; medians",
	               view->steps_kept, view->steps);
	cr_assert(strstr(text, expected) != NULL, "%s", text);
	free(text);
}

static void check(const struct ish_profile_view *view, int plan)
{
	cr_assert(view->steps == STEPS && view->steps_kept >= 64 && view->steps_kept < STEPS);
	for (long i = 0; i < view->steps_kept; i++)
		cr_assert(ish_profile_step(view, i)->step == STEPS - view->steps_kept + i);
	cr_assert(view->kind[ISH_STEP_OUTPUT].steps == STEPS / OUTPUT_EVERY && view->kind[ISH_STEP_WARMUP].steps == 3);
	cr_assert(view->kind[ISH_STEP_STEADY].steps == STEPS - STEPS / OUTPUT_EVERY - 3);
	cr_assert(node_named(view, "step")->calls == STEPS && node_named(view, "step")->steps == STEPS);
	cr_assert(node_named(view, "stage")->calls == STEPS);
	cr_assert(node_named(view, "derivative")->calls == (long)CALLS * STEPS);
	cr_assert(node_named(view, "fft")->calls == (long)CALLS * STEPS);
	cr_assert(view->transform[plan - 1].executions == (long)CALLS * STEPS);
	cr_assert(node_named(view, "fft")->flops == 60.0 * CALLS * STEPS);
	cr_assert(view->cache[0].hits == (long)CALLS * STEPS);
	cr_assert(view->statistic[0].bin[1][3] == 10ul * STEPS && view->statistic[0].bin[1][4] == 10ul * STEPS);
	cr_assert(node_named(view, "derivative")->redundant == STEPS / REDUNDANT_EVERY);
	double self = 0;
	for (int i = 0; i < view->nodes; i++)
		self += view->node[i].wall_self;
	cr_assert(relative(self, view->node[0].wall) < 1e-12); /* of a sum of whole ticks */
}

/* Both levels: at "full" the trace goes round its ring, too. */
static void run(enum ish_profile_level level, long steps)
{
	const struct ish_transform_info info = {.n = 8, .shape = {8, 1, 1}, .batch = 1, .flops = 60, .bytes = 128};
	const struct ish_profile_config config = {.level = level, .threads = 2, .steps_expected = steps};
	const int plan = ish_transform_register(&info);
	cr_assert(ish_profile_start(&config) == ISH_OK);
	const size_t memory = ish_profile_view()->run->memory;
	cr_assert(memory <= (size_t)16 << 20, "%zu bytes", memory);
	long settled = 0;
	for (long i = 0; i < steps; i++) {
		settled = i == SETTLED ? resident() : settled;
		take_step(i, plan);
	}
	const long grown = resident() - settled;
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	cr_assert(view->run->memory == memory);
	/* The rings have gone round by then, and every page of them has been written: nothing is left to grow. */
	cr_assert(grown <= 0, "%ld bytes more than after %d steps", grown, SETTLED);
	if (hooks_are_there(view)) {
		cr_assert(view->run->allocations == 0, "%ld", view->run->allocations);
	}
	if (steps == STEPS) {
		check(view, plan);
		check_report(view);
	}
	ish_profile_reset();
}

Test(million, steps_take_no_more_memory_than_the_first_and_are_all_counted, .timeout = 120)
{
	run(ISH_PROFILE_REGIONS, STEPS);
}

Test(million, steps_at_level_full_do_not_either, .timeout = 120)
{
	run(ISH_PROFILE_FULL, 2L * SETTLED);
}
