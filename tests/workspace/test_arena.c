#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

#include "tests/workspace/log_capture.h"
#include "workspace/arena.h"

enum { TAKES = 5 };

static const struct {
	const char *owner;
	size_t bytes;
} takes[TAKES] = {{"state", 1000}, {"slopes", 64}, {"state", 1}, {"scratch", 0}, {"slopes", 3u << 20}};

static void take_all(struct ish_arena *arena, char *pieces[TAKES])
{
	for (int i = 0; i < TAKES; ++i) {
		pieces[i] = ish_arena_take(arena, takes[i].owner, takes[i].bytes);
	}
}

static struct ish_arena *create(void)
{
	struct ish_arena *arena;

	cr_assert_eq(ish_arena_create(&arena), ISH_OK);
	return arena;
}

Test(arena, the_first_pass_measures_and_the_second_hands_out_the_same_bytes)
{
	struct ish_arena *const arena = create();
	char *pieces[TAKES];
	size_t measured;

	cr_assert_not(ish_arena_is_reserved(arena));
	take_all(arena, pieces);
	for (int i = 0; i < TAKES; ++i) {
		cr_assert_null(pieces[i]);
	}
	measured = ish_arena_bytes(arena);
	cr_assert_eq(measured, 1024u + 64 + 64 + 0 + (3u << 20));
	cr_assert_eq(ish_arena_reserve(arena, 0), ISH_OK);
	cr_assert(ish_arena_is_reserved(arena));
	take_all(arena, pieces);
	cr_assert_eq(ish_arena_bytes(arena), measured);
	cr_assert_eq((size_t)(pieces[TAKES - 1] - pieces[0]) + takes[TAKES - 1].bytes, measured);
	ish_arena_destroy(arena);
}

Test(arena, pieces_are_aligned_apart_and_zero)
{
	struct ish_arena *const arena = create();
	char *pieces[TAKES];

	take_all(arena, pieces);
	cr_assert_eq(ish_arena_reserve(arena, 0), ISH_OK);
	take_all(arena, pieces);
	for (int i = 0; i < TAKES; ++i) {
		cr_assert_eq((uintptr_t)pieces[i] % ISH_ALIGNMENT, 0);
		for (size_t b = 0; b < takes[i].bytes; ++b) {
			cr_assert_eq(pieces[i][b], 0);
		}
		memset(pieces[i], i + 1, takes[i].bytes);
	}
	for (int i = 0; i < TAKES; ++i) {
		for (size_t b = 0; b < takes[i].bytes; ++b) {
			cr_assert_eq(pieces[i][b], i + 1);
		}
	}
	ish_arena_destroy(arena);
}

Test(arena, bytes_are_accounted_by_owner)
{
	struct ish_arena *const arena = create();
	const struct ish_arena_owner *owners;
	char *pieces[TAKES];
	int count;

	take_all(arena, pieces);
	for (int pass = 0; pass < 2; ++pass) {
		size_t sum = 0;
		owners = ish_arena_owners(arena, &count);
		cr_assert_eq(count, 3);
		cr_assert_str_eq(owners[0].name, "state");
		cr_assert_eq(owners[0].bytes, 1024u + 64);
		cr_assert_str_eq(owners[1].name, "slopes");
		cr_assert_eq(owners[1].bytes, 64u + (3u << 20));
		cr_assert_str_eq(owners[2].name, "scratch");
		for (int i = 0; i < count; ++i) {
			sum += owners[i].bytes;
		}
		cr_assert_eq(sum, ish_arena_bytes(arena));
		if (pass == 0) {
			cr_assert_eq(ish_arena_reserve(arena, 0), ISH_OK);
			take_all(arena, pieces);
		}
	}
	ish_arena_destroy(arena);
}

Test(arena, a_limit_is_kept_and_the_line_names_both_numbers)
{
	struct ish_arena *const arena = create();
	struct log_capture log;

	ish_arena_take(arena, "state", 3u << 20);
	log_capture_begin(&log);
	cr_assert_eq(ish_arena_reserve(arena, 2u << 20), ISH_ERR_MEMORY);
	cr_assert_not_null(strstr(log.line, "3.0 MiB"), "%s", log.line);
	cr_assert_not_null(strstr(log.line, "2.0 MiB"), "%s", log.line);
	cr_assert_not(ish_arena_is_reserved(arena));
	cr_assert_eq(ish_arena_reserve(arena, 3u << 20), ISH_OK);
	ish_arena_destroy(arena);
}

Test(arena, more_than_the_system_has_is_refused_in_one_line)
{
	struct ish_arena *const arena = create();
	struct log_capture log;

	ish_arena_take(arena, "state", (size_t)1 << 50); /* beyond the 47 bits of an address space */
	log_capture_begin(&log);
	cr_assert_eq(ish_arena_reserve(arena, 0), ISH_ERR_MEMORY);
	cr_assert_eq(log.count, 1);
	cr_assert_not_null(strstr(log.line, "1073741824.0 MiB"), "%s", log.line);
	ish_arena_destroy(arena);
}

Test(arena, an_empty_one_can_be_reserved_and_none_can_be_destroyed)
{
	struct ish_arena *const arena = create();

	cr_assert_eq(ish_arena_bytes(arena), 0);
	cr_assert_eq(ish_arena_reserve(arena, 0), ISH_OK);
	ish_arena_destroy(arena);
	ish_arena_destroy(NULL);
}

#if !defined NDEBUG
#include <signal.h>

Test(arena, a_take_beyond_what_was_measured_aborts, .signal = SIGABRT)
{
	struct ish_arena *const arena = create();

	ish_arena_take(arena, "state", 64);
	cr_assert_eq(ish_arena_reserve(arena, 0), ISH_OK);
	ish_arena_take(arena, "state", 65);
}
#endif
