/*
 * One block of memory for all fields and scratch of a solver, reserved once.
 *
 * The same layout code runs twice: first the arena measures (ish_arena_take returns NULL and adds up), then it is
 * reserved and the same takes, in the same order and sizes, hand out 64-byte aligned pieces. What a run will need is so
 * known to the byte before anything is allocated. Bytes are accounted by owner.
 */
#ifndef ISH_WORKSPACE_ARENA_H
#define ISH_WORKSPACE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "workspace/status.h"

#if defined __cplusplus
extern "C" {
#endif

enum { ISH_ALIGNMENT = 64, ISH_ARENA_OWNERS = 32 };

struct ish_arena;

struct ish_arena_owner {
	const char *name; /* the string given to ish_arena_take; static storage */
	size_t bytes;     /* padding to 64 bytes included */
};

/* Makes a measuring arena; heap, destroyed by the caller. Fails with ISH_ERR_MEMORY; *arena_out is then NULL. */
ISH_CHECKED enum ish_status ish_arena_create(struct ish_arena **arena_out);

/*
 * Takes `bytes` for `owner` (a string of static storage). Measuring: returns NULL. Reserved: returns the piece, aligned
 * to 64 bytes, zero-filled (never touched). A take beyond what was measured is a programmer's error (assert).
 */
void *ish_arena_take(struct ish_arena *arena, const char *owner, size_t bytes);

/*
 * Maps the measured size (anonymous mmap, 2 MiB aligned, huge pages advised), nothing touched yet, and starts the
 * second pass. Fails with ISH_ERR_MEMORY, numbers in the message, if it is more than `limit` bytes (0: no limit) or
 * than the system gives.
 */
ISH_CHECKED enum ish_status ish_arena_reserve(struct ish_arena *arena, size_t limit);

bool ish_arena_is_reserved(const struct ish_arena *arena);

/* Total bytes measured; after the second pass the same number. */
size_t ish_arena_bytes(const struct ish_arena *arena);

/* The owners in the order of their first take; *count_out of them; valid as long as the arena. */
const struct ish_arena_owner *ish_arena_owners(const struct ish_arena *arena, int *count_out);

/* Unmaps; NULL is accepted. */
void ish_arena_destroy(struct ish_arena *arena);

#if defined __cplusplus
}
#endif

#endif
