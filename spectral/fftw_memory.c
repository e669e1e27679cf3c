/* The memory that each thread lends to FFTW: mutable state of the thread, in this file only. */
#include "spectral/fftw_memory_impl.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { ALIGNMENT = 64 }; /* also of the head before each block: what FFTW gets is aligned for any of its kernels */

struct head {
	struct head *below; /* NULL: the first */
	bool is_free;
};

/* initial-exec: the general model may allocate at a thread's first access. */
static __thread struct {
	char *begin, *top, *end; /* all NULL: nothing is lent */
	struct head *last;
} lent __attribute__((tls_model("initial-exec")));

static size_t rounded_up(size_t bytes)
{
	return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* FFTW transforms these without taking memory, or its planner has such a plan (plan_fftw.c). */
static bool has_small_factors(int n)
{
	static const int primes[] = {2, 3, 5, 7, 11, 13};

	for (size_t i = 0; i < sizeof primes / sizeof primes[0]; ++i) {
		while (n % primes[i] == 0) {
			n /= primes[i];
		}
	}
	return n == 1;
}

/*
 * Tried, FFTW 3.3.10: every length to 3000 and some to 60000. The most was 4.5 lines, and two buffers of 128 KiB more
 * where the length less one has large factors in turn (1259 points: 300 KiB).
 */
size_t ish_fftw_memory_bytes(int n, size_t complex_size)
{
	enum { LINES = 8, BUFFERS = 1 << 18 };

	return has_small_factors(n) ? 0 : rounded_up(LINES * (size_t)n * complex_size + BUFFERS);
}

/* Real transforms buffer lines of smooth lengths too. */
size_t ish_fftw_memory_bytes3(const int shape[3], size_t complex_size)
{
	enum { LINES = 8, BUFFERS = 1 << 18 };
	int longest = 1;

	for (int axis = 0; axis < 3; ++axis) {
		longest = shape[axis] > longest ? shape[axis] : longest;
	}
	return rounded_up(LINES * (size_t)longest * complex_size + BUFFERS);
}

void ish_fftw_memory_begin(void *memory, size_t bytes)
{
	assert(lent.begin == NULL && (uintptr_t)memory % ALIGNMENT == 0);
	if (bytes > 0) {
		lent.begin = lent.top = memory;
		lent.end = lent.begin + bytes;
	}
}

void ish_fftw_memory_end(void)
{
	assert(lent.last == NULL);
	lent.begin = lent.top = lent.end = NULL;
	lent.last = NULL;
}

static void *take(size_t bytes)
{
	const size_t size = rounded_up(bytes > 0 ? bytes : 1);

	if (size < bytes || size > SIZE_MAX - ALIGNMENT) {
		return NULL; /* beyond what a size_t holds */
	}
	if (lent.begin == NULL || (size_t)(lent.end - lent.top) < size + ALIGNMENT) {
		return aligned_alloc(ALIGNMENT, size);
	}
	struct head *const head = (struct head *)(void *)lent.top;
	*head = (struct head){.below = lent.last};
	lent.last = head;
	lent.top += ALIGNMENT + size;
	return (char *)head + ALIGNMENT;
}

static void give_back(void *memory)
{
	const uintptr_t address = (uintptr_t)memory;

	if (lent.begin == NULL || address < (uintptr_t)lent.begin || address >= (uintptr_t)lent.end) {
		free(memory);
		return;
	}
	((struct head *)(void *)((char *)memory - ALIGNMENT))->is_free = true;
	while (lent.last != NULL && lent.last->is_free) {
		lent.top = (char *)lent.last;
		lent.last = lent.last->below;
	}
}

__attribute__((weak)) void *fftw_kernel_malloc(size_t bytes)
{
	return take(bytes);
}

__attribute__((weak)) void fftw_kernel_free(void *memory)
{
	give_back(memory);
}

__attribute__((weak)) void *fftwf_kernel_malloc(size_t bytes)
{
	return take(bytes);
}

__attribute__((weak)) void fftwf_kernel_free(void *memory)
{
	give_back(memory);
}
