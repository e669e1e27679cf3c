#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include "workspace/scratch.h"

enum { THREADS = 3, BYTES = 5000 };

static struct ish_arena *arena;
static struct ish_scratch *scratch;

static void set_up(void)
{
	cr_assert_eq(ish_arena_create(&arena), ISH_OK);
	cr_assert_eq(ish_scratch_create(&scratch, arena, THREADS, BYTES), ISH_OK);
	cr_assert_null(scratch);
	cr_assert_eq(ish_arena_reserve(arena, 0), ISH_OK);
	cr_assert_eq(ish_scratch_create(&scratch, arena, THREADS, BYTES), ISH_OK);
	cr_assert_not_null(scratch);
}

static void tear_down(void)
{
	ish_scratch_destroy(scratch);
	ish_scratch_destroy(NULL);
	ish_arena_destroy(arena);
}

TestSuite(scratch, .init = set_up, .fini = tear_down);

Test(scratch, buffers_of_all_threads_are_aligned_and_apart)
{
	char *buffers[THREADS][3];
	static const size_t sizes[3] = {1, 1000, 3999};

	for (int t = 0; t < THREADS; ++t) {
		for (int i = 0; i < 3; ++i) {
			buffers[t][i] = ish_scratch_borrow(scratch, t, sizes[i]);
			cr_assert_eq((uintptr_t)buffers[t][i] % ISH_ALIGNMENT, 0);
			memset(buffers[t][i], 1 + 3 * t + i, sizes[i]);
		}
	}
	for (int t = 0; t < THREADS; ++t) {
		for (int i = 2; i >= 0; --i) {
			for (size_t b = 0; b < sizes[i]; ++b) {
				cr_assert_eq(buffers[t][i][b], 1 + 3 * t + i);
			}
			ish_scratch_return(scratch, t, buffers[t][i]);
		}
	}
}

Test(scratch, what_was_planned_can_be_borrowed_in_32_pieces)
{
	void *buffers[32];

	for (int i = 0; i < 32; ++i) {
		buffers[i] = ish_scratch_borrow(scratch, 0, BYTES / 32);
		cr_assert_not_null(buffers[i]);
	}
	for (int i = 31; i >= 0; --i) {
		ish_scratch_return(scratch, 0, buffers[i]);
	}
}

Test(scratch, memory_is_used_again_after_its_return)
{
	void *const first = ish_scratch_borrow(scratch, 1, 640);

	ish_scratch_return(scratch, 1, first);
	cr_assert_eq(ish_scratch_borrow(scratch, 1, 640), first);
}

Test(scratch, the_peak_is_the_largest_use_of_any_thread_without_guards)
{
	void *a, *b;

	cr_assert_eq(ish_scratch_peak(scratch), 0);
	a = ish_scratch_borrow(scratch, 2, 640);
	b = ish_scratch_borrow(scratch, 2, 100);
	ish_scratch_return(scratch, 2, b);
	ish_scratch_return(scratch, 2, a);
	a = ish_scratch_borrow(scratch, 0, 64);
	ish_scratch_return(scratch, 0, a);
	cr_assert_eq(ish_scratch_peak(scratch), 640u + 128);
}

Test(scratch, its_bytes_are_accounted_to_scratch)
{
	int count;
	const struct ish_arena_owner *const owners = ish_arena_owners(arena, &count);

	cr_assert_eq(count, 1);
	cr_assert_str_eq(owners[0].name, "scratch");
	cr_assert_geq(owners[0].bytes, (size_t)THREADS * BYTES);
}

/* What debug builds check besides; in release builds the checks are not there. */
#if !defined NDEBUG
Test(scratch, what_is_returned_is_poisoned)
{
	double *const buffer = ish_scratch_borrow(scratch, 0, 10 * sizeof *buffer);

	buffer[3] = 1.0;
	ish_scratch_return(scratch, 0, buffer);
	cr_assert(isnan(buffer[3]));
}

Test(scratch, a_return_out_of_order_aborts, .signal = SIGABRT)
{
	void *const first = ish_scratch_borrow(scratch, 0, 64);

	ish_scratch_borrow(scratch, 0, 64);
	ish_scratch_return(scratch, 0, first);
}

Test(scratch, a_return_of_nothing_aborts, .signal = SIGABRT)
{
	void *const first = ish_scratch_borrow(scratch, 0, 64);

	ish_scratch_return(scratch, 0, first);
	ish_scratch_return(scratch, 0, first);
}

Test(scratch, a_write_beyond_the_end_aborts_at_the_return, .signal = SIGABRT)
{
	char *const buffer = ish_scratch_borrow(scratch, 0, 64);

	buffer[64] = 0;
	ish_scratch_return(scratch, 0, buffer);
}

Test(scratch, more_than_was_planned_aborts, .signal = SIGABRT)
{
	ish_scratch_borrow(scratch, 0, 3 * BYTES);
}
#endif
