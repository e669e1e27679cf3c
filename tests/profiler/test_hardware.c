/*
 * Hardware counters, read from planted files: the system calls that open and read them are replaced when this program
 * is linked (--wrap), for a machine that has counters is not always at hand.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "profile_testing.h"

enum { FIRST_FILE = 1000000 }; /* numbers that no open file has */

static int refusal;                             /* errno of an opening, 0: it works */
static int opened, closed;                      /* counters */
static uint64_t planted[ISH_HARDWARE_COUNT][3]; /* the count, nanoseconds asked for, nanoseconds counted */

long __real_syscall(long number, ...);
ssize_t __real_read(int file, void *buffer, size_t size);
int __real_close(int file);
long __wrap_syscall(long number, ...);
ssize_t __wrap_read(int file, void *buffer, size_t size);
int __wrap_close(int file);

long __wrap_syscall(long number, ...)
{
	long argument[5];
	va_list arguments;
	va_start(arguments, number);
	for (int i = 0; i < 5; i++)
		argument[i] = va_arg(arguments, long);
	va_end(arguments);
	if (number != SYS_perf_event_open)
		return __real_syscall(number, argument[0], argument[1], argument[2], argument[3], argument[4]);
	if (refusal != 0) {
		errno = refusal;
		return -1;
	}
	return FIRST_FILE + opened++;
}

ssize_t __wrap_read(int file, void *buffer, size_t size)
{
	if (file < FIRST_FILE || file >= FIRST_FILE + ISH_HARDWARE_COUNT)
		return __real_read(file, buffer, size);
	cr_assert(size == sizeof planted[0]);
	memcpy(buffer, planted[file - FIRST_FILE], size);
	return (ssize_t)size;
}

int __wrap_close(int file)
{
	if (file < FIRST_FILE)
		return __real_close(file);
	closed++;
	return 0;
}

static void advance(uint64_t cycles, uint64_t instructions, uint64_t cache_misses, uint64_t branch_misses)
{
	const uint64_t add[] = {cycles, instructions, cache_misses, branch_misses};
	for (int i = 0; i < ISH_HARDWARE_COUNT; i++) {
		planted[i][0] += add[i];
		planted[i][1] += 1000;
		planted[i][2] += 1000;
	}
}

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
	expect_none("sees none here");
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
