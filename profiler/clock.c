#define _GNU_SOURCE

#include "profiler/clock.h"

#include <math.h>

#if defined __x86_64__
#include <cpuid.h>
#endif

enum { CALIBRATION_NANOS = 2000000, DRIFT_NANOS = 10000000, TRIES = 16 };

uint64_t ish_clock_read(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool tsc_is_invariant(void)
{
#if defined __x86_64__
	/* CPUID leaf 0x80000007, EDX bit 8: the counter's rate is the same in all P-, C- and T-states. */
	unsigned a, b, c, d;
	return __get_cpuid(0x80000007u, &a, &b, &c, &d) && (d & (1u << 8));
#else
	return false;
#endif
}

/* Both clocks at one moment: of several tries the one whose two readings of the counter lie closest. */
static void read_both(const struct ish_clock *clock, uint64_t *ticks, uint64_t *nanos)
{
	uint64_t closest = UINT64_MAX;
	for (int i = 0; i < TRIES; i++) {
		const uint64_t before = ish_clock_ticks(clock);
		const uint64_t now = ish_clock_read(CLOCK_MONOTONIC);
		const uint64_t after = ish_clock_ticks(clock);
		if (after - before < closest) {
			closest = after - before;
			*ticks = before + (after - before) / 2;
			*nanos = now;
		}
	}
}

void ish_clock_calibrate(struct ish_clock *clock)
{
	uint64_t ticks = 0, nanos = 0;
	clock->tsc = tsc_is_invariant();
	read_both(clock, &clock->origin, &clock->origin_nanos);
	clock->hertz = 1e9;
	if (clock->tsc) {
		while (ish_clock_read(CLOCK_MONOTONIC) - clock->origin_nanos < CALIBRATION_NANOS) {}
		read_both(clock, &ticks, &nanos);
		clock->hertz = 1e9 * (double)(ticks - clock->origin) / (double)(nanos - clock->origin_nanos);
	}
	clock->seconds = 1 / clock->hertz;
}

double ish_clock_drift(const struct ish_clock *clock)
{
	uint64_t ticks = 0, nanos = 0;
	if (!clock->tsc) {
		return 0;
	}
	read_both(clock, &ticks, &nanos);
	if (nanos - clock->origin_nanos < DRIFT_NANOS) {
		return NAN;
	}
	return 1e9 * (double)(ticks - clock->origin) / (double)(nanos - clock->origin_nanos) / clock->hertz - 1;
}

double ish_clock_tick(void)
{
#if defined CLOCK_MONOTONIC_COARSE /* moves at ticks only */
	struct timespec t;
	if (clock_getres(CLOCK_MONOTONIC_COARSE, &t) == 0) {
		return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
	}
#endif
	return 0.01;
}
