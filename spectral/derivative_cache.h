/*
 * Which derivatives are at hand: for each (field, axis) the version of the field that the stored result was made from.
 * The result's memory belongs to the user; the cache answers "is it still valid?", counts hits and misses, and tells
 * the profiler.
 */
#ifndef ISH_SPECTRAL_DERIVATIVE_CACHE_H
#define ISH_SPECTRAL_DERIVATIVE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

struct ish_region;

enum { ISH_DERIVATIVE_CACHE_FIELDS = 32 };

struct ish_derivative_cache {
	uint64_t version[ISH_DERIVATIVE_CACHE_FIELDS][3]; /* 0: nothing stored */
	long hits, misses;
};

/* Forgets everything, counters included. */
void ish_derivative_cache_init(struct ish_derivative_cache *cache);

/*
 * True if d(field)/d(axis) of this version is stored: a hit. Otherwise a miss, and the caller computes it and says so
 * by _store.
 */
bool ish_derivative_cache_request(struct ish_derivative_cache *cache, int field, int axis, uint64_t version);

/* Tells the profiler in which region all that was missing is made, so that it knows what a hit saves. */
void ish_derivative_cache_made_in(const struct ish_region *maker);

void ish_derivative_cache_store(struct ish_derivative_cache *cache, int field, int axis, uint64_t version);

/* Forgets what is stored (the user's memory was reused); counters stay. */
void ish_derivative_cache_invalidate(struct ish_derivative_cache *cache);

#endif
