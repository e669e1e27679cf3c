/* What the tests of the profiler share: a started profiler, planted work, and nodes found by their names. */
#ifndef ISH_TESTS_PROFILE_TESTING_H
#define ISH_TESTS_PROFILE_TESTING_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "profiler/profile.h"
#include "profiler/profile_view.h"

/* Works until the calling thread has used `seconds` of processor time: exact whatever else the machine does. */
static inline void work_for(double seconds)
{
	struct timespec begin, now;
	double passed;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
	do {
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
		passed = (double)(now.tv_sec - begin.tv_sec) + 1e-9 * (double)(now.tv_nsec - begin.tv_nsec);
	} while (passed < seconds);
}

static inline void start_profile(enum ish_profile_level level, int threads)
{
	const struct ish_profile_config config = {.level = level, .threads = threads};
	cr_assert(ish_profile_start(&config) == ISH_OK);
}

/* The first node of this name; fails the test if there is none. */
static inline const struct ish_profile_node *node_named(const struct ish_profile_view *view, const char *name)
{
	for (int i = 0; i < view->nodes; i++) {
		if (strcmp(view->node[i].region->name, name) == 0)
			return &view->node[i];
	}
	cr_assert_fail("no region \"%s\"", name);
	return NULL;
}

static inline bool hooks_are_there(const struct ish_profile_view *view)
{
	return strcmp(view->run->hooks, "none") != 0;
}

/* An allocation and its release that the compiler must not remove. */
static inline void allocate(size_t bytes)
{
	void *volatile pointer = malloc(bytes);
	free(pointer);
}

/* |a - b| in units of the larger. */
static inline double relative(double a, double b)
{
	const double size = a > b ? a : b;
	return size > 0 ? (a > b ? a - b : b - a) / size : 0;
}

#endif
