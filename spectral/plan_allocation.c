/*
 * Counts the calls of malloc of one function call, by tcmalloc's hooks where they are linked and alive
 * (gperftools/malloc_hook_c.h). FFTW's plans differ in whether an execution allocates, and nothing but counting tells.
 * Apart from the profiler's hooks, which count only while it runs.
 */
#define _GNU_SOURCE
#include <stdlib.h>

#include "spectral/plan_impl.h"

/* gperftools' own names: NOLINTBEGIN(readability-identifier-naming) */
int MallocHook_AddNewHook(void (*hook)(const void *pointer, size_t size)) __attribute__((weak));
int MallocHook_RemoveNewHook(void (*hook)(const void *pointer, size_t size)) __attribute__((weak));
/* NOLINTEND(readability-identifier-naming) */

/* Of the thread that counts; initial-exec, because the general model may allocate inside the hook; volatile, because the
 * compiler knows that malloc changes no variable of ours. */
static __thread volatile long calls __attribute__((tls_model("initial-exec")));

static void count_one(const void *pointer, size_t size)
{
	(void)pointer;
	(void)size;
	++calls;
}

/* Linked is not alive: under a sanitizer or valgrind the hooks are never called. */
static int hook_is_alive(void)
{
	const long before = calls;
	void *volatile probe = malloc(1);

	free(probe);
	return calls != before;
}

long ish_plan_count_allocations(void (*run)(void *data), void *data)
{
	long before, count = -1;

	if (!MallocHook_AddNewHook || !MallocHook_RemoveNewHook || !MallocHook_AddNewHook(count_one)) {
		run(data);
		return -1;
	}
	if (hook_is_alive()) {
		before = calls;
		run(data);
		count = calls - before;
	} else {
		run(data);
	}
	MallocHook_RemoveNewHook(count_one);
	return count;
}
