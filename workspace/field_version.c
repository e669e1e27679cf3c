/*
 * The one version counter of the process. Process-wide on purpose: versions of different sets never coincide by chance.
 */
#include <stdatomic.h>

#include "workspace/field_impl.h"

static _Atomic uint64_t last_version;

uint64_t ish_field_version_next(void)
{
	return atomic_fetch_add_explicit(&last_version, 1, memory_order_relaxed) + 1;
}
