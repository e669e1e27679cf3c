/* Hardware counters, read from planted files. */
#define _GNU_SOURCE

#include "hardware_testing.h"

#include <math.h>

#include "profile_testing.h"

Test(hardware, counts_of_steps_and_of_the_run_are_those_of_the_processor)
{
	start_profile(ISH_PROFILE_FULL, 1);
	cr_assert(opened == ISH_HARDWARE_COUNT);
	advance(50, 60, 7, 8); /* before the first step: of the run, of no step */
	for (int step = 0; step < 3; step++) {
		ish_profile_step_begin(step, 0, 1, ISH_STEP_STEADY);
		advance(1000, 2500, 30, 40 + (uint64_t)step);
		ish_profile_step_end();
		advance(1, 1, 1, 1);
	}
	ish_profile_stop();
	advance(9, 9, 9, 9); /* after the stop: of nothing */
	const struct ish_profile_view *const view = ish_profile_view();
	for (int step = 0; step < 3; step++) {
		const double *const count = ish_profile_step(view, step)->hardware;
		cr_assert(count[ISH_HARDWARE_CYCLES] == 1000 && count[ISH_HARDWARE_INSTRUCTIONS] == 2500);
		cr_assert(count[ISH_HARDWARE_CACHE_MISSES] == 30 && count[ISH_HARDWARE_BRANCH_MISSES] == 40 + step);
	}
	const double *const run = view->run->hardware;
	cr_assert(run[ISH_HARDWARE_CYCLES] == 3053 && run[ISH_HARDWARE_INSTRUCTIONS] == 7563);
	cr_assert(run[ISH_HARDWARE_CACHE_MISSES] == 100 && run[ISH_HARDWARE_BRANCH_MISSES] == 134);
	cr_assert_str_eq(view->run->hardware_reason, "");
	ish_profile_reset();
	cr_assert(closed == ISH_HARDWARE_COUNT);
}

/* In a quarter of the time asked for, a counter that took turns saw 100: 400 in all. */
Test(hardware, counters_that_took_turns_are_scaled_up)
{
	start_profile(ISH_PROFILE_FULL, 1);
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	planted[ISH_HARDWARE_CYCLES][0] = 100;
	planted[ISH_HARDWARE_CYCLES][1] = 4000;
	planted[ISH_HARDWARE_CYCLES][2] = 1000;
	ish_profile_step_end();
	ish_profile_stop();
	cr_assert(ish_profile_step(ish_profile_view(), 0)->hardware[ISH_HARDWARE_CYCLES] == 400);
	ish_profile_reset();
}

static void expect_none(const char *reason)
{
	ish_profile_step_begin(0, 0, 1, ISH_STEP_STEADY);
	advance(1000, 1000, 1000, 1000);
	ish_profile_step_end();
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	for (int i = 0; i < ISH_HARDWARE_COUNT; i++)
		cr_assert(isnan(ish_profile_step(view, 0)->hardware[i]) && isnan(view->run->hardware[i]));
	cr_assert(strstr(view->run->hardware_reason, reason) != NULL, "%s", view->run->hardware_reason);
	ish_profile_reset();
}

Test(hardware, what_the_machine_lacks_is_no_number_but_a_reason)
{
	refusal = ENOENT;
	start_profile(ISH_PROFILE_FULL, 1);
	expect_none("none here");
	refusal = EACCES;
	start_profile(ISH_PROFILE_FULL, 1);
	expect_none("kernel.perf_event_paranoid is ");
	refusal = ENOSYS;
	start_profile(ISH_PROFILE_FULL, 1);
	expect_none("no perf_event_open");
}

Test(hardware, is_not_asked_for_below_level_full)
{
	start_profile(ISH_PROFILE_REGIONS, 1);
	cr_assert(opened == 0);
	expect_none("level full only");
}
