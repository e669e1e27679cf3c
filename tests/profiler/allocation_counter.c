/*
 * An allocation counter that knows nothing of the profiler: preloaded, it stands in front of the allocator and counts
 * the calls of the thread that asks. allocation_program compares the two. Those of all threads are written at the end of
 * the process to the file ISH_COUNTER_FILE, if that is set.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the C library's names are reserved */
long counter_allocations(void);
void *memalign(size_t alignment, size_t size);

static _Thread_local long count __attribute__((tls_model("initial-exec")));
static atomic_long count_of_all;

static void count_one(void)
{
	count++;
	atomic_fetch_add_explicit(&count_of_all, 1, memory_order_relaxed);
}

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
	count_one();
	return next(size);
}

void *calloc(size_t number, size_t size)
{
	static void *(*next)(size_t, size_t);
	if (next == NULL)
		find(&next, "calloc");
	count_one();
	return next(number, size);
}

void *realloc(void *old, size_t size)
{
	static void *(*next)(void *, size_t);
	if (next == NULL)
		find(&next, "realloc");
	count_one();
	return next(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	static void *(*next)(size_t, size_t);
	if (next == NULL)
		find(&next, "aligned_alloc");
	count_one();
	return next(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
	static void *(*next)(size_t, size_t);
	if (next == NULL)
		find(&next, "memalign");
	count_one();
	return next(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	static int (*next)(void **, size_t, size_t);
	if (next == NULL)
		find(&next, "posix_memalign");
	count_one();
	return next(out, alignment, size);
}

__attribute__((destructor)) static void write_count(void)
{
	const char *const path = getenv("ISH_COUNTER_FILE");
	char line[32];
	const int length = snprintf(line, sizeof line, "%ld\n", atomic_load(&count_of_all));
	const int file = path != NULL ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
	if (file >= 0 && write(file, line, (size_t)length) == length)
		(void)close(file);
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
