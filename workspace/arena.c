#define _DEFAULT_SOURCE
#include "workspace/arena.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { HUGE_PAGE = 2 << 20 };

struct ish_arena {
	char *base;      /* NULL while measuring */
	size_t measured; /* bytes of the first pass */
	size_t used;     /* bytes handed out in the second */
	size_t mapped;
	int owner_count;
	struct ish_arena_owner owners[ISH_ARENA_OWNERS];
	size_t taken[ISH_ARENA_OWNERS]; /* second pass, by owner */
};

static size_t round_up(size_t bytes, size_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

enum ish_status ish_arena_create(struct ish_arena **arena_out)
{
	*arena_out = calloc(1, sizeof **arena_out);
	if (!*arena_out) {
		return ish_fail(ISH_ERR_MEMORY, "arena: %zu bytes for its book-keeping refused", sizeof **arena_out);
	}
	return ISH_OK;
}

/* Row of an owner, made in the first pass if it is new. */
static int find_owner(struct ish_arena *arena, const char *name)
{
	for (int i = 0; i < arena->owner_count; ++i) {
		if (strcmp(arena->owners[i].name, name) == 0) {
			return i;
		}
	}
	assert(!arena->base && "arena: an owner that did not take in the measuring pass");
	assert(arena->owner_count < ISH_ARENA_OWNERS && "arena: more owners than ISH_ARENA_OWNERS");
	if (arena->owner_count == ISH_ARENA_OWNERS) {
		return ISH_ARENA_OWNERS - 1; /* without asserts the last row takes the rest: sums stay right */
	}
	arena->owners[arena->owner_count].name = name;
	return arena->owner_count++;
}

void *ish_arena_take(struct ish_arena *arena, const char *owner, size_t bytes)
{
	const int row = find_owner(arena, owner);
	void *piece;

	bytes = round_up(bytes, ISH_ALIGNMENT);
	if (!arena->base) {
		arena->owners[row].bytes += bytes;
		arena->measured += bytes;
		return NULL;
	}
	assert(arena->taken[row] + bytes <= arena->owners[row].bytes &&
	       "arena: the owner takes more than was measured");
	assert(arena->used + bytes <= arena->measured && "arena: more is taken than was measured");
	if (arena->used + bytes > arena->measured) {
		return NULL; /* without asserts a crash at the first use, never a write beyond the end */
	}
	piece = arena->base + arena->used;
	arena->taken[row] += bytes;
	arena->used += bytes;
	return piece;
}

enum ish_status ish_arena_reserve(struct ish_arena *arena, size_t limit)
{
	const size_t size = round_up(arena->measured > 0 ? arena->measured : 1, HUGE_PAGE);
	const double mebibytes = (double)arena->measured / 1048576.0;
	char *map, *base;
	size_t head;

	assert(!arena->base && "arena: reserved twice");
	if (limit > 0 && arena->measured > limit) {
		return ish_fail(ISH_ERR_MEMORY,
		                "memory: the run needs %.1f MiB, the limit is %.1f MiB: choose a smaller grid",
		                mebibytes, (double)limit / 1048576.0);
	}
	/* One huge page more than needed, so that an aligned start lies inside; what is left over goes back. */
	map = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED) {
		return ish_fail(ISH_ERR_MEMORY,
		                "memory: the run needs %.1f MiB, the system refuses (%s): choose a smaller grid",
		                mebibytes, ish_system_text(errno));
	}
	head = (HUGE_PAGE - (uintptr_t)map % HUGE_PAGE) % HUGE_PAGE;
	base = map + head;
	if (head > 0) {
		munmap(map, head);
	}
	if (head < HUGE_PAGE) {
		munmap(base + size, HUGE_PAGE - head);
	}
	/* Advice only: a kernel without huge pages says no, and nothing is lost but speed. */
	(void)madvise(base, size, MADV_HUGEPAGE);
	arena->base = base;
	arena->mapped = size;
	return ISH_OK;
}

bool ish_arena_is_reserved(const struct ish_arena *arena)
{
	return arena->base != NULL;
}

size_t ish_arena_bytes(const struct ish_arena *arena)
{
	return arena->measured;
}

const struct ish_arena_owner *ish_arena_owners(const struct ish_arena *arena, int *count_out)
{
	*count_out = arena->owner_count;
	return arena->owners;
}

void ish_arena_destroy(struct ish_arena *arena)
{
	if (arena && arena->base) {
		munmap(arena->base, arena->mapped);
	}
	free(arena);
}
