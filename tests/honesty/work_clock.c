/* A clock that moves with the work, in place of the profiler's (ld --wrap): a unit is a nanosecond. */
#define _POSIX_C_SOURCE 200809L

#include "profiler/clock.h"

/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names */
void work_done(long units);
uint64_t __wrap_ish_clock_read(clockid_t id);
void __wrap_ish_clock_calibrate(struct ish_clock *clock);

static uint64_t worked;

void work_done(long units)
{
	worked += (uint64_t)units;
}

uint64_t __wrap_ish_clock_read(clockid_t id)
{
	(void)id;
	return worked;
}

void __wrap_ish_clock_calibrate(struct ish_clock *clock)
{
	*clock = (struct ish_clock){.tsc = false, .hertz = 1e9, .seconds = 1e-9};
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */
