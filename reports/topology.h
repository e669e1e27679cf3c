/*
 * The topology of this machine, by hwloc. Sizes in bytes; what hwloc does not find is -1.
 */
#ifndef ISH_REPORTS_TOPOLOGY_H
#define ISH_REPORTS_TOPOLOGY_H

#include <stdbool.h>

#if defined __cplusplus
extern "C" {
#endif

enum { ISH_CACHE_LEVELS = 3 };

struct ish_topology {
	char processor[128];                   /* its model; "" unknown */
	int packages, cores, hardware_threads; /* of the whole machine */
	int numa_nodes;
	long cache_bytes[ISH_CACHE_LEVELS]; /* of one data or unified cache of level 1, 2, 3 */
	int cache_count[ISH_CACHE_LEVELS];  /* how many there are: cores / count share one */
};

/* False where hwloc cannot read this machine; all is then unknown. Not in a step: it allocates and frees. */
bool ish_topology_read(struct ish_topology *topology_out);

#if defined __cplusplus
}
#endif

#endif
