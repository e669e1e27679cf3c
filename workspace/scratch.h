/*
 * Scratch memory of the threads: a stack of buffers for each thread inside an arena. Borrow and return are in pairs,
 * last borrowed first returned. Debug builds (no NDEBUG) check the order, poison what is returned and keep guard words
 * between buffers.
 */
#ifndef ISH_WORKSPACE_SCRATCH_H
#define ISH_WORKSPACE_SCRATCH_H

#include "workspace/arena.h"

struct ish_scratch;

/*
 * Takes `threads` stacks of `bytes_per_thread` (room for the guards of 32 buffers is added) from the arena, owner
 * "scratch". In the arena's measuring pass *scratch_out is NULL and nothing else happens. Heap for the small
 * book-keeping, destroyed by the caller.
 */
ISH_CHECKED enum ish_status ish_scratch_create(struct ish_scratch **scratch_out, struct ish_arena *arena, int threads,
                                               size_t bytes_per_thread);

/*
 * A buffer of `bytes` for `thread`, 64-byte aligned. More than there is, is a programmer's error (assert). Not cleared.
 */
void *ish_scratch_borrow(struct ish_scratch *scratch, int thread, size_t bytes);

/* Returns the buffer borrowed last by `thread`. */
void ish_scratch_return(struct ish_scratch *scratch, int thread, void *buffer);

/* Largest use of any thread so far, in bytes. */
size_t ish_scratch_peak(const struct ish_scratch *scratch);

void ish_scratch_destroy(struct ish_scratch *scratch);

#endif
