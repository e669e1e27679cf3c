#include "reports/topology.h"

#include <hwloc.h>
#include <stdio.h>
#include <string.h>

static int count(hwloc_topology_t topology, hwloc_obj_type_t type)
{
	const int found = hwloc_get_nbobjs_by_type(topology, type);
	return found > 0 ? found : -1;
}

static void read_caches(hwloc_topology_t topology, struct ish_topology *out)
{
	static const hwloc_obj_type_t level[ISH_CACHE_LEVELS] = {HWLOC_OBJ_L1CACHE, HWLOC_OBJ_L2CACHE,
	                                                         HWLOC_OBJ_L3CACHE};
	for (int i = 0; i < ISH_CACHE_LEVELS; i++) {
		const struct hwloc_obj *const cache = hwloc_get_obj_by_type(topology, level[i], 0);
		if (cache != NULL && cache->attr->cache.size > 0) {
			out->cache_bytes[i] = (long)cache->attr->cache.size;
			out->cache_count[i] = count(topology, level[i]);
		}
	}
}

bool ish_topology_read(struct ish_topology *topology_out)
{
	hwloc_topology_t topology;
	*topology_out = (struct ish_topology){.packages = -1,
	                                      .cores = -1,
	                                      .hardware_threads = -1,
	                                      .numa_nodes = -1,
	                                      .cache_bytes = {-1, -1, -1},
	                                      .cache_count = {-1, -1, -1}};
	if (hwloc_topology_init(&topology) != 0) {
		return false;
	}
	if (hwloc_topology_load(topology) != 0) {
		hwloc_topology_destroy(topology);
		return false;
	}
	struct hwloc_obj *const package = hwloc_get_obj_by_type(topology, HWLOC_OBJ_PACKAGE, 0);
	const char *const model = package != NULL ? hwloc_obj_get_info_by_name(package, "CPUModel") : NULL;
	(void)snprintf(topology_out->processor, sizeof topology_out->processor, "%s", model != NULL ? model : "");
	topology_out->packages = count(topology, HWLOC_OBJ_PACKAGE);
	topology_out->cores = count(topology, HWLOC_OBJ_CORE);
	topology_out->hardware_threads = count(topology, HWLOC_OBJ_PU);
	topology_out->numa_nodes = count(topology, HWLOC_OBJ_NUMANODE);
	read_caches(topology, topology_out);
	hwloc_topology_destroy(topology);
	return true;
}
