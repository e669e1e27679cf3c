/* Compiled for both precisions. */
#include <criterion/criterion.h>
#include <stdint.h>

#include "workspace/chunk.h"
#include "workspace/field.h"

enum { FIELDS = 10, CELLS = 32 * 32 * 16 };

static struct ish_arena *arena;
static struct ish_field_set state, slopes;

static void take(void)
{
	ish_field_set_init(&state, arena, "state", FIELDS, CELLS);
	ish_field_set_init(&slopes, arena, "slopes", 3, 1);
}

static void set_up(void)
{
	cr_assert_eq(ish_arena_create(&arena), ISH_OK);
	take();
	cr_assert_null(state.at[0]);
	cr_assert_eq(ish_arena_reserve(arena, 0), ISH_OK);
	take();
}

Test(field, arrays_are_aligned_and_apart)
{
	set_up();
	for (int i = 0; i < FIELDS; ++i) {
		cr_assert_eq((uintptr_t)state.at[i] % ISH_ALIGNMENT, 0);
		cr_assert(i == 0 || state.at[i] - state.at[i - 1] >= CELLS, "array %d", i);
	}
	cr_assert_eq(state.count, FIELDS);
	cr_assert_eq(state.cells, CELLS);
	cr_assert_str_eq(state.name, "state");
	ish_arena_destroy(arena);
}

/*
 * Arrays of 2^k points one after the other would all begin at the same place of every cache's sets (4096 bytes and up).
 */
Test(field, arrays_of_a_power_of_two_begin_at_different_places_of_a_cache)
{
	set_up();
	for (int i = 0; i < FIELDS; ++i) {
		for (int j = 0; j < i; ++j) {
			const uintptr_t distance = (uintptr_t)state.at[i] - (uintptr_t)state.at[j];
			cr_assert_neq(distance % 4096, 0, "arrays %d and %d", j, i);
		}
	}
	ish_arena_destroy(arena);
}

Test(field, versions_are_new_after_every_write_and_never_shared)
{
	uint64_t last;

	set_up();
	cr_assert_eq(state.version, 0);
	ish_field_set_written(&state);
	last = state.version;
	cr_assert_neq(last, 0);
	for (int i = 0; i < 100; ++i) {
		ish_field_set_written(i % 2 ? &state : &slopes);
		cr_assert_gt(i % 2 ? state.version : slopes.version, last);
		last = i % 2 ? state.version : slopes.version;
	}
	ish_arena_destroy(arena);
}

Test(field, touching_writes_zeros_to_every_cell_and_counts_as_a_write)
{
	set_up();
	for (int threads = 1; threads <= 3; ++threads) {
		const uint64_t before = state.version;
		for (int i = 0; i < FIELDS; ++i) {
			for (ptrdiff_t c = 0; c < CELLS; ++c) {
				state.at[i][c] = (ISH_REAL)1;
			}
		}
		ish_field_set_touch(&state, threads);
		cr_assert_gt(state.version, before);
		for (int i = 0; i < FIELDS; ++i) {
			for (ptrdiff_t c = 0; c < CELLS; ++c) {
				cr_assert(state.at[i][c] == (ISH_REAL)0);
			}
		}
	}
	ish_field_set_touch(&slopes, 2); /* one cell: less than a chunk */
	ish_arena_destroy(arena);
}

Test(field, chunks_cover_every_cell_once)
{
	for (ptrdiff_t cells = 1; cells < 5 * ISH_CHUNK; cells += 37) {
		ptrdiff_t sum = 0;
		for (ptrdiff_t c = 0; c < ish_chunk_count(cells); ++c) {
			const int length = ish_chunk_length(cells, c);
			cr_assert(length >= 1 && length <= ISH_CHUNK);
			sum += length;
		}
		cr_assert_eq(sum, cells);
	}
}
