#define _DEFAULT_SOURCE
#include "workspace/scratch.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 32 };

/*
 * After each buffer, in debug builds; in release builds the room is measured all the same, so that both need the same.
 */
enum { GUARD_BYTES = ISH_ALIGNMENT };

#if defined NDEBUG
enum { GUARD_USED = 0 };
#else
enum { GUARD_USED = GUARD_BYTES };
static const uint64_t guard_word = 0x6973687964726f21u; /* "ishydro!" */
#endif

struct stack {
	alignas(ISH_ALIGNMENT) char *base; /* a cache line of its own for each thread */
	size_t capacity;
	size_t used;
	size_t peak; /* without guards */
	int depth;
	size_t start[DEPTH_MAX]; /* offsets of the buffers out at present */
};

struct ish_scratch {
	int threads;
	struct stack *stacks;
};

static size_t round_up(size_t bytes)
{
	return (bytes + ISH_ALIGNMENT - 1) / ISH_ALIGNMENT * ISH_ALIGNMENT;
}

enum ish_status ish_scratch_create(struct ish_scratch **scratch_out, struct ish_arena *arena, int threads,
                                   size_t bytes_per_thread)
{
	/* A buffer is rounded up to a whole line, and a guard follows it. */
	const size_t capacity = round_up(bytes_per_thread) + (size_t)DEPTH_MAX * (ISH_ALIGNMENT + GUARD_BYTES);
	char *const base = ish_arena_take(arena, "scratch", capacity * (size_t)threads);
	struct ish_scratch *scratch;

	assert(threads >= 1);
	*scratch_out = NULL;
	if (!ish_arena_is_reserved(arena)) {
		return ISH_OK;
	}
	scratch = calloc(1, sizeof *scratch);
	if (scratch) {
		scratch->stacks = aligned_alloc(ISH_ALIGNMENT, (size_t)threads * sizeof *scratch->stacks);
	}
	if (!scratch || !scratch->stacks) {
		free(scratch);
		return ish_fail(ISH_ERR_MEMORY, "scratch: book-keeping for %d threads refused", threads);
	}
	memset(scratch->stacks, 0, (size_t)threads * sizeof *scratch->stacks);
	scratch->threads = threads;
	for (int i = 0; i < threads; ++i) {
		scratch->stacks[i].base = base + (size_t)i * capacity;
		scratch->stacks[i].capacity = capacity;
	}
	*scratch_out = scratch;
	return ISH_OK;
}

#if !defined NDEBUG
static void guard_write(char *at)
{
	for (size_t i = 0; i < GUARD_BYTES; i += sizeof guard_word) {
		memcpy(at + i, &guard_word, sizeof guard_word);
	}
}

static int guard_holds(const char *at)
{
	for (size_t i = 0; i < GUARD_BYTES; i += sizeof guard_word) {
		if (memcmp(at + i, &guard_word, sizeof guard_word) != 0) {
			return 0;
		}
	}
	return 1;
}
#endif

void *ish_scratch_borrow(struct ish_scratch *scratch, int thread, size_t bytes)
{
	struct stack *stack;
	const size_t size = round_up(bytes);
	char *buffer;
	size_t in_use;

	assert(thread >= 0 && thread < scratch->threads);
	stack = &scratch->stacks[thread];
	buffer = stack->base + stack->used;
	assert(stack->depth < DEPTH_MAX && "scratch: more buffers out than there is room for");
	assert(stack->used + size + GUARD_USED <= stack->capacity && "scratch: more borrowed than was planned");
	if (stack->depth == DEPTH_MAX || stack->used + size + GUARD_USED > stack->capacity) {
		return NULL; /* without asserts a crash at the first use, never a write into the next thread's stack */
	}
	stack->start[stack->depth++] = stack->used;
	stack->used += size + GUARD_USED;
	in_use = stack->used - (size_t)stack->depth * GUARD_USED;
	if (in_use > stack->peak) {
		stack->peak = in_use;
	}
#if !defined NDEBUG
	guard_write(buffer + size);
#endif
	return buffer;
}

void ish_scratch_return(struct ish_scratch *scratch, int thread, void *buffer)
{
	struct stack *stack;

	assert(thread >= 0 && thread < scratch->threads);
	stack = &scratch->stacks[thread];
	assert(stack->depth > 0 && "scratch: returned, but nothing is borrowed");
	assert((char *)buffer == stack->base + stack->start[stack->depth - 1] &&
	       "scratch: returned in another order than last borrowed, first returned");
#if !defined NDEBUG
	assert(guard_holds(stack->base + stack->used - GUARD_USED) && "scratch: written beyond the end of a buffer");
	/* All ones: NaN in both precisions. */
	memset(buffer, 0xff, stack->used - GUARD_USED - stack->start[stack->depth - 1]);
#else
	(void)buffer;
#endif
	stack->used = stack->start[--stack->depth];
}

size_t ish_scratch_peak(const struct ish_scratch *scratch)
{
	size_t peak = 0;

	for (int i = 0; i < scratch->threads; ++i) {
		if (scratch->stacks[i].peak > peak) {
			peak = scratch->stacks[i].peak;
		}
	}
	return peak;
}

void ish_scratch_destroy(struct ish_scratch *scratch)
{
	if (scratch) {
		free(scratch->stacks);
		free(scratch);
	}
}
