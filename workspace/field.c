#include "workspace/field.h"

#include <assert.h>
#include <string.h>

#include "workspace/chunk.h"
#include "workspace/field_impl.h"

/*
 * Arrays of 2^k points that follow each other would all start at the same place of a cache set, and a sweep that reads
 * thirty of them at once would throw its own lines out. Each array is followed by a gap of a chunk and a line.
 */
static size_t array_bytes(ptrdiff_t cells)
{
	const size_t bytes = (size_t)cells * sizeof(ISH_REAL);
	const size_t gap = ISH_CHUNK * sizeof(ISH_REAL) + ISH_ALIGNMENT;

	return bytes < 8 * gap ? bytes : bytes + gap;
}

void ish_field_set_init(struct ish_field_set *set, struct ish_arena *arena, const char *name, int count,
                        ptrdiff_t cells)
{
	assert(count >= 0 && count <= ISH_FIELD_SET_MAX);
	memset(set, 0, sizeof *set);
	set->name = name;
	set->count = count;
	set->cells = cells;
	for (int i = 0; i < count; ++i) {
		set->at[i] = ish_arena_take(arena, name, array_bytes(cells));
	}
}

void ish_field_set_touch(struct ish_field_set *set, int threads)
{
	const ptrdiff_t chunks = ish_chunk_count(set->cells);

#pragma omp parallel for schedule(static) num_threads(threads)
	for (ptrdiff_t c = 0; c < chunks; ++c) {
		const size_t bytes = (size_t)ish_chunk_length(set->cells, c) * sizeof(ISH_REAL);
		for (int i = 0; i < set->count; ++i) {
			memset(set->at[i] + c * ISH_CHUNK, 0, bytes);
		}
	}
	ish_field_set_written(set);
}

void ish_field_set_written(struct ish_field_set *set)
{
	set->version = ish_field_version_next();
}
