/*
 * An allocation counter that knows nothing of the profiler: preloaded, it stands in front of the allocator and counts
 * the calls of the thread that asks. allocation_program compares the two.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

long counter_allocations(void);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);
void *aligned_alloc(size_t alignment, size_t size);
int posix_memalign(void **out, size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size);

static _Thread_local long count __attribute__((tls_model("initial-exec")));

long counter_allocations(void)
{
	return count;
}

/* dlsym gives a void pointer; ISO C has no cast to a function pointer, POSIX says the bits may be copied. */
static void find(void *function, const char *name)
{
	void *const address = dlsym(RTLD_NEXT, name);
	memcpy(function, &address, sizeof address);
}

void *malloc(size_t size)
{
	static void *(*next)(size_t);
	if (next == NULL)
		find(&next, "malloc");
	count++;
	return next(size);
}

void *calloc(size_t number, size_t size)
{
	static void *(*next)(size_t, size_t);
	if (next == NULL)
		find(&next, "calloc");
	count++;
	return next(number, size);
}

void *realloc(void *old, size_t size)
{
	static void *(*next)(void *, size_t);
	if (next == NULL)
		find(&next, "realloc");
	count++;
	return next(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	static void *(*next)(size_t, size_t);
	if (next == NULL)
		find(&next, "aligned_alloc");
	count++;
	return next(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
	static void *(*next)(size_t, size_t);
	if (next == NULL)
		find(&next, "memalign");
	count++;
	return next(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	static int (*next)(void **, size_t, size_t);
	if (next == NULL)
		find(&next, "posix_memalign");
	count++;
	return next(out, alignment, size);
}
