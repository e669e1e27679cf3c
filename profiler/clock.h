/*
 * The profiler's clock: the time stamp counter where it runs at one rate in all states and cores (x86-64 with
 * "invariant TSC"), else CLOCK_MONOTONIC in nanoseconds. Private to the room.
 */
#ifndef ISH_PROFILER_CLOCK_H
#define ISH_PROFILER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#if defined __x86_64__
#include <x86intrin.h>
#endif

struct ish_clock {
	bool tsc;
	double hertz;          /* ticks per second, calibrated */
	double seconds;        /* of one tick */
	uint64_t origin;       /* ticks at calibration */
	uint64_t origin_nanos; /* CLOCK_MONOTONIC at the same moment */
};

/* Nanoseconds of a clock of the system. */
uint64_t ish_clock_read(clockid_t id);

static inline uint64_t ish_clock_ticks(const struct ish_clock *clock)
{
#if defined __x86_64__
	if (clock->tsc)
		return __rdtsc();
#else
	(void)clock;
#endif
	return ish_clock_read(CLOCK_MONOTONIC);
}

/* Nanoseconds of processor time of the calling thread; costs about 0.7 us. */
static inline uint64_t ish_clock_cpu(void)
{
	return ish_clock_read(CLOCK_THREAD_CPUTIME_ID);
}

/* Nanoseconds of processor time of the whole process: of threads that run on other processors as of the kernel's last
 * tick. */
static inline uint64_t ish_clock_cpu_process(void)
{
	return ish_clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

/* Seconds between two ticks of the kernel (Linux: 1 to 10 ms). */
double ish_clock_tick(void);

/* Chooses the source and measures its rate against CLOCK_MONOTONIC; takes 2 ms. */
void ish_clock_calibrate(struct ish_clock *clock);

/* Rate since the calibration against the calibrated one, less 1; NaN before 10 ms have passed, 0 without TSC. */
double ish_clock_drift(const struct ish_clock *clock);

#endif
