/*
 * Work of known size in nested regions: 10, 20, 30 and 40 parts of a hundred, each in a function of its own that
 * callgrind sees. Prints what the profile says of each region's own share, by time and by processor time:
 *
 *   work_program ROUNDS UNITS      lines "REGION PLANTED WALL CPU", shares of the four
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/profile.h"
#include "profiler/profile_view.h"

ISH_PROFILE_REGION(ten_region, "ten");
ISH_PROFILE_REGION(twenty_region, "twenty");
ISH_PROFILE_REGION(thirty_region, "thirty");
ISH_PROFILE_REGION(forty_region, "forty");

/* With honest clocks nothing; a clock of the test's own moves by it (work_clock.c). */
void work_done(long units) __attribute__((weak));

/* Integer work that a compiler cannot shorten: a linear congruence, Numerical Recipes. */
#define WORK(name)                                                                                                     \
	static __attribute__((noinline)) unsigned name(long units, unsigned x)                                         \
	{                                                                                                              \
		for (long i = 0; i < units; i++) {                                                                     \
			x = x * 1664525u + 1013904223u;                                                                \
			__asm__ volatile("/* " #name " */" : "+r"(x)); /* equal functions would become one */          \
		}                                                                                                      \
		if (work_done != NULL) {                                                                               \
			work_done(units);                                                                              \
		}                                                                                                      \
		return x;                                                                                              \
	}
WORK(work_ten)
WORK(work_twenty)
WORK(work_thirty)
WORK(work_forty)

/* forty( thirty( ten, thirty ), forty, twenty ): each region's work before, between and after what lies in it. */
static unsigned round_of_work(long unit, unsigned x)
{
	ISH_BEGIN(&forty_region);
	x = work_forty(10 * unit, x);
	ISH_BEGIN(&thirty_region);
	x = work_thirty(15 * unit, x);
	ISH_BEGIN(&ten_region);
	x = work_ten(10 * unit, x);
	ISH_END(&ten_region);
	x = work_thirty(15 * unit, x);
	ISH_END(&thirty_region);
	x = work_forty(20 * unit, x);
	ISH_BEGIN(&twenty_region);
	x = work_twenty(20 * unit, x);
	ISH_END(&twenty_region);
	x = work_forty(10 * unit, x);
	ISH_END(&forty_region);
	return x;
}

int main(int argc, char **argv)
{
	static const struct {
		const struct ish_region *region;
		int planted;
	} row[] = {{&ten_region, 10}, {&twenty_region, 20}, {&thirty_region, 30}, {&forty_region, 40}};
	const struct ish_profile_config config = {.level = ISH_PROFILE_REGIONS, .threads = 1};
	const long rounds = argc == 3 ? strtol(argv[1], NULL, 10) : 0,
		   units = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
	unsigned x = 1;
	if (rounds <= 0 || units <= 0 || ish_profile_start(&config) != ISH_OK) {
		return 2;
	}
	for (long i = 0; i < rounds; i++) {
		ish_profile_step_begin(i, 0, 1, ISH_STEP_STEADY);
		x = round_of_work(units, x);
		ish_profile_step_end();
	}
	ish_profile_stop();
	const struct ish_profile_view *const view = ish_profile_view();
	double wall[4] = {0}, cpu[4] = {0}, all_wall = 0, all_cpu = 0;
	for (int i = 0; i < view->nodes; i++) {
		for (int k = 0; k < 4; k++) {
			if (view->node[i].region == row[k].region) {
				wall[k] += view->node[i].wall_self;
				cpu[k] += view->node[i].cpu_self;
				all_wall += view->node[i].wall_self;
				all_cpu += view->node[i].cpu_self;
			}
		}
	}
	for (int k = 0; k < 4; k++) {
		(void)printf("%s %d %.4f %.4f\n", row[k].region->name, row[k].planted, 100 * wall[k] / all_wall,
		             100 * cpu[k] / all_cpu);
	}
	ish_profile_reset();
	return x == 0; /* which it is not: the work is used */
}
