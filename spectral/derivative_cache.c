#include "spectral/derivative_cache.h"

#include <assert.h>
#include <string.h>

#include "profiler/profile.h"

static struct ish_cache_counter counter = {"derivative", 0};

static void check(int field, int axis)
{
	(void)field;
	(void)axis;
	assert(field >= 0 && field < ISH_DERIVATIVE_CACHE_FIELDS && axis >= 0 && axis < 3);
}

void ish_derivative_cache_init(struct ish_derivative_cache *cache)
{
	memset(cache, 0, sizeof *cache);
}

bool ish_derivative_cache_request(struct ish_derivative_cache *cache, int field, int axis, uint64_t version)
{
	check(field, axis);
	/* Version 0 means never written: there is nothing that could have been differentiated. */
	if (version != 0 && cache->version[field][axis] == version) {
		++cache->hits;
		ish_cache_hit(&counter);
		return true;
	}
	++cache->misses;
	ish_cache_miss(&counter);
	ish_cache_missed(&counter, (version * ISH_DERIVATIVE_CACHE_FIELDS + (uint64_t)field) * 3 + (uint64_t)axis);
	return false;
}

void ish_derivative_cache_made_in(const struct ish_region *maker)
{
	ish_cache_maker(&counter, maker);
}

void ish_derivative_cache_store(struct ish_derivative_cache *cache, int field, int axis, uint64_t version)
{
	check(field, axis);
	cache->version[field][axis] = version;
}

void ish_derivative_cache_invalidate(struct ish_derivative_cache *cache)
{
	memset(cache->version, 0, sizeof cache->version);
}
