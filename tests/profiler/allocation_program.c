/*
 * Counts allocations in two ways, by the profiler's hooks and by allocation_counter (preloaded), over code that
 * allocates in ways nobody here planned: FFTW's planner and executions, stdio, qsort, strings. The two must agree to
 * the call.
 */
#define _GNU_SOURCE

#include <fftw3.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/profile.h"
#include "profiler/profile_view.h"

long counter_allocations(void) __attribute__((weak));

ISH_PROFILE_TRANSFORM(fft_region, "fft");
ISH_PROFILE_REGION(text_region, "text");
ISH_PROFILE_REGION(sort_region, "sort");

enum { N = 96, SKIPPED = 77 };

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, 64);
}

static void transform(void)
{
	double *const real = fftw_alloc_real((size_t)N * N * (N + 2));
	fftw_complex *const modes = (fftw_complex *)real;
	fftw_plan plan = fftw_plan_dft_c2r_3d(N, N, N, modes, real, FFTW_ESTIMATE);
	memset(real, 0, sizeof(double) * N * N * (N + 2));
	fftw_execute(plan); /* allocates thousands of times inside */
	fftw_destroy_plan(plan);
	fftw_free(real);
}

static void print(void)
{
	char *text = NULL;
	size_t length = 0;
	FILE *const stream = open_memstream(&text, &length);
	for (int i = 0; stream != NULL && i < 5000; i++)
		(void)fprintf(stream, "%.300f %s\n", exp(i % 500), "a line that makes the buffer grow");
	if (stream != NULL)
		(void)fclose(stream);
	free(text);
}

static void sort(void)
{
	enum { COUNT = 3000 }; /* 192 kB: more than qsort takes from the stack */
	char *const items = calloc(COUNT, 64);
	for (int i = 0; items != NULL && i < COUNT; i++)
		items[(size_t)i * 64] = (char)(i * 37 % 101);
	if (items != NULL)
		qsort(items, COUNT, 64, compare);
	free(realloc(items, 1));
}

int main(void)
{
	const struct ish_profile_config config = {.level = ISH_PROFILE_REGIONS, .threads = 1};
	struct ish_region *const region[] = {&fft_region, &text_region, &sort_region};
	void (*const part[])(void) = {transform, print, sort};
	long counted[3];
	if (counter_allocations == NULL || ish_profile_start(&config) != ISH_OK) {
		(void)fprintf(stderr, "the counter is not preloaded, or the profiler does not start\n");
		return 1;
	}
	for (int i = 0; i < 3; i++) {
		const long before = counter_allocations();
		ISH_BEGIN(region[i]);
		part[i]();
		ISH_END(region[i]);
		counted[i] = counter_allocations() - before;
	}
	ish_profile_stop();
	const struct ish_profile_view *view = ish_profile_view();
	if (strcmp(view->run->hooks, "none") == 0) {
		(void)printf("skipped: no allocation hooks: %s\n", view->run->hooks_reason);
		return SKIPPED;
	}
	int wrong = 0;
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < view->nodes; k++) {
			if (view->node[k].region != region[i])
				continue;
			const long hooked = view->node[k].allocations;
			(void)printf("%-6s counter %ld, hooks %ld\n", region[i]->name, counted[i], hooked);
			wrong += hooked != counted[i] || counted[i] == 0;
		}
	}
	ish_profile_reset();
	return wrong == 0 ? 0 : 1;
}
