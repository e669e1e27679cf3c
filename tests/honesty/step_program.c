/*
 * Steps as a solver takes them, with nothing in them but what tells the profiler: to count what that costs.
 *
 *   step_program STEPS off|regions|full
 *
 * A step has 300 regions in 30 places over 3 stages, with 60 transforms, 20 allocations, and the rest that is counted.
 * Prints the system calls that the clocks and books of a step need: in a virtual machine they are no longer cheap, and
 * no count of instructions shows them.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "profiler/profile.h"

enum { STAGES = 3, PLACES = 9, CALLS = 11 };

static long calls;

/* The C library's own. dlsym gives a void pointer; POSIX says the bits may be copied. */
static void find(void *function, const char *name)
{
	void *const address = dlsym(RTLD_NEXT, name);
	memcpy(function, &address, sizeof address);
}

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the C library's names are reserved */
int clock_gettime(clockid_t id, struct timespec *out)
{
	static int (*next)(clockid_t, struct timespec *);
	if (next == NULL) {
		find(&next, "clock_gettime");
	}
	calls += id != CLOCK_MONOTONIC; /* which the kernel answers without being called */
	return next(id, out);
}

int getrusage(__rusage_who_t who, struct rusage *out)
{
	static int (*next)(__rusage_who_t, struct rusage *);
	if (next == NULL) {
		find(&next, "getrusage");
	}
	calls++;
	return next(who, out);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

ISH_PROFILE_REGION(stage_region, "stage");
ISH_PROFILE_REGION(fft_region, "fft");
#define PLACE(line)                                                                                                    \
	{                                                                                                              \
		"place " #line, __FILE__, line, 0, ISH_REGION_PLAIN                                                    \
	}
static struct ish_region place[PLACES] = {PLACE(1), PLACE(2), PLACE(3), PLACE(4), PLACE(5),
                                          PLACE(6), PLACE(7), PLACE(8), PLACE(9)};

static struct ish_cache_counter cache = {"derivative", 0};
static struct ish_statistic newton = {"newton iterations", 0};

/* 1 + 99 regions. */
static void take_stage(long step, int stage, int plan)
{
	ISH_BEGIN(&stage_region);
	for (int p = 0; p < PLACES; p++) {
		for (int i = 0; i < CALLS - (p < PLACES / 2); i++) {
			ISH_BEGIN(&place[p]);
			if (i == 0) {
				ish_call_key(&place[p], (uint64_t)step, (uint64_t)stage);
				ish_cache_miss(&cache);
				ish_statistic_add(&newton, 3, 100);
				ish_work(1000, 1000);
			}
			if (p % 4 == 0 && i < CALLS - 4) {
				ISH_BEGIN(&fft_region);
				ish_transform_executed(plan);
				ISH_END(&fft_region);
				i++; /* counts for two */
			}
			ISH_END(&place[p]);
		}
	}
	for (int i = 0; i < 20 && stage == 0; i++) {
		void *volatile memory = malloc(1000);
		free(memory);
	}
	ISH_END(&stage_region);
}

int main(int argc, char **argv)
{
	static const char *const levels[] = {"off", "regions", "full"};
	const struct ish_transform_info info = {.n = 8, .shape = {8, 1, 1}, .batch = 1, .flops = 60, .bytes = 128};
	const long steps = argc == 3 ? strtol(argv[1], NULL, 10) : 0;
	struct ish_profile_config config = {.level = ISH_PROFILE_OFF, .threads = 2};
	for (int i = 0; i < 3 && argc == 3; i++) {
		config.level = strcmp(argv[2], levels[i]) == 0 ? (enum ish_profile_level)i : config.level;
	}
	const int plan = ish_transform_register(&info);
	if (steps <= 0 || ish_profile_start(&config) != ISH_OK) {
		return 2;
	}
	calls = 0;
	for (long i = 0; i < steps; i++) {
		ish_profile_step_begin(i, 0, 1, ISH_STEP_STEADY);
		for (int s = 0; s < STAGES; s++) {
			ish_profile_stage(s);
			take_stage(i, s, plan);
		}
		ish_profile_stage(-1);
		ish_profile_step_end();
	}
	(void)printf("%ld\n", calls);
	ish_profile_stop();
	ish_profile_reset();
	return 0;
}
