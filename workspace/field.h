/*
 * Views of fields in an arena: structure of arrays, each array[nz][ny][nx], x fastest, 64-byte aligned.
 *
 * A field set carries a version, drawn from one counter of the process, which is new after every write: two equal
 * versions mean equal content. What is derived from a set (derivatives) is kept with the version it was derived from.
 */
#ifndef ISH_WORKSPACE_FIELD_H
#define ISH_WORKSPACE_FIELD_H

#include <stddef.h>
#include <stdint.h>

#include "workspace/arena.h"
#include "workspace/real.h"

enum { ISH_FIELD_SET_MAX = 32 };

struct ish_field_set {
	const char *name; /* owner in the arena */
	int count;        /* arrays in the set, at most ISH_FIELD_SET_MAX */
	ptrdiff_t cells;  /* points of one array */
	uint64_t version; /* changes with every write; 0 means never written */
	ISH_REAL *at[ISH_FIELD_SET_MAX];
};

/* Takes `count` arrays of `cells` points for `name` (static storage). In the measuring pass the pointers are NULL. */
#define ish_field_set_init ISH_R(ish_field_set_init)
void ish_field_set_init(struct ish_field_set *set, struct ish_arena *arena, const char *name, int count,
                        ptrdiff_t cells);

/* First touch: writes zeros with `threads` OpenMP threads, cut in chunks of ISH_CHUNK points as the sweeps are. */
#define ish_field_set_touch ISH_R(ish_field_set_touch)
void ish_field_set_touch(struct ish_field_set *set, int threads);

/* Says that the set has been written: gives it a new version. Call from one thread. */
#define ish_field_set_written ISH_R(ish_field_set_written)
void ish_field_set_written(struct ish_field_set *set);

#endif
