/*
 * How much memory this process has and how much more it can take, as far as the system says: the machine
 * (MemAvailable), the control groups it is in (version 1 or 2, with their parents), the limit of its address space.
 */
#ifndef ISH_WORKSPACE_MEMORY_H
#define ISH_WORKSPACE_MEMORY_H

#include <stddef.h>

/* Bytes of this process that are in memory now; 0 where the system does not say. */
size_t ish_memory_resident(void);

struct ish_memory_room {
	size_t bytes;       /* that can still be taken; SIZE_MAX where nothing says */
	const char *source; /* what says so, for messages; static storage */
};

/*
 * The tightest of the limits. `root` stands before /proc and /sys ("" but in tests). Page cache of a control group that
 * the kernel can drop counts as room. Allocates nothing but what stdio does, and cannot fail.
 */
struct ish_memory_room ish_memory_room(const char *root);

#endif
