/*
 * Descriptors and what is counted by them: caches, statistics, transforms, work, keys of calls. The tables are static
 * and live from before the start of the profiler to the end of the process.
 */
#define _POSIX_C_SOURCE 200809L

#include "profiler/profile_impl.h"

#include <math.h>
#include <string.h>

static struct {
	pthread_mutex_t lock; /* taken to register, never to count */
	int regions;
	int caches;
	const char *cache_name[ISH_PROFILE_CACHES];
	atomic_long hits[ISH_PROFILE_CACHES], misses[ISH_PROFILE_CACHES];
	const struct ish_region *maker[ISH_PROFILE_CACHES];
	atomic_long made[ISH_PROFILE_CACHES], keyed[ISH_PROFILE_CACHES], lost[ISH_PROFILE_CACHES]; /* since the start */
	int statistics;
	const char *statistic_name[ISH_PROFILE_STATISTICS];
	int transforms; /* the last id in use; ids start at 1 */
	struct ish_transform_info info[ISH_PROFILE_TRANSFORMS];
	_Atomic uint64_t plans[ISH_PROFILE_TRANSFORMS], planning[ISH_PROFILE_TRANSFORMS]; /* nanoseconds */
	_Atomic uint64_t executed[ISH_PROFILE_TRANSFORMS]; /* by threads without a slot */
	_Atomic uint64_t all_plans, all_planning;
	atomic_long refused;
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

enum { NO_ROOM = -1 };

/* The id of a descriptor, given on first use; NO_ROOM where the table is full. Equal names share one id. */
/* NOLINTNEXTLINE(readability-non-const-parameter): *id and *count are written, by atomic built-ins */
static int descriptor_id(int *id, const char *name, const char **names, int *count, int capacity)
{
	int found = __atomic_load_n(id, __ATOMIC_ACQUIRE);
	if (found != 0) {
		return found;
	}
	pthread_mutex_lock(&table.lock);
	for (int i = 0; i < *count && found == 0; i++) {
		found = strcmp(names[i], name) == 0 ? i + 1 : 0;
	}
	if (found == 0 && *count < capacity) {
		names[*count] = name;
		found = *count + 1;
		__atomic_store_n(count, found, __ATOMIC_RELEASE);
	}
	if (found == 0) {
		found = NO_ROOM;
		atomic_fetch_add(&table.refused, 1);
	}
	__atomic_store_n(id, found, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&table.lock);
	return found;
}

int ish_region_id(struct ish_region *region)
{
	int id = __atomic_load_n(&region->id, __ATOMIC_ACQUIRE);
	if (id != 0) {
		return id;
	}
	pthread_mutex_lock(&table.lock);
	if ((id = region->id) == 0) {
		id = ++table.regions;
		__atomic_store_n(&region->id, id, __ATOMIC_RELEASE);
	}
	pthread_mutex_unlock(&table.lock);
	return id;
}

/* ---- caches ---- */

static int cache_id(struct ish_cache_counter *cache)
{
	return descriptor_id(&cache->id, cache->name, table.cache_name, &table.caches, ISH_PROFILE_CACHES);
}

void ish_cache_hit(struct ish_cache_counter *cache)
{
	const int id = cache_id(cache);
	if (id > 0) {
		atomic_fetch_add_explicit(&table.hits[id - 1], 1, memory_order_relaxed);
	}
}

void ish_cache_miss(struct ish_cache_counter *cache)
{
	const int id = cache_id(cache);
	if (id > 0) {
		atomic_fetch_add_explicit(&table.misses[id - 1], 1, memory_order_relaxed);
		if (atomic_load_explicit(&ish_profile_active, memory_order_relaxed) != 0) {
			atomic_fetch_add_explicit(&table.made[id - 1], 1, memory_order_relaxed);
		}
	}
}

void ish_cache_maker(struct ish_cache_counter *cache, const struct ish_region *maker)
{
	const int id = cache_id(cache);
	if (id > 0) {
		__atomic_store_n(&table.maker[id - 1], maker, __ATOMIC_RELAXED);
	}
}

int ish_cache_count(void)
{
	return __atomic_load_n(&table.caches, __ATOMIC_ACQUIRE);
}

void ish_cache_read(int i, struct ish_profile_cache *out)
{
	out->name = table.cache_name[i];
	out->hits = atomic_load_explicit(&table.hits[i], memory_order_relaxed);
	out->misses = atomic_load_explicit(&table.misses[i], memory_order_relaxed);
	out->maker = __atomic_load_n(&table.maker[i], __ATOMIC_RELAXED);
	out->made = atomic_load_explicit(&table.made[i], memory_order_relaxed);
	out->lost = atomic_load_explicit(&table.keyed[i], memory_order_relaxed) > 0
	                    ? atomic_load_explicit(&table.lost[i], memory_order_relaxed)
	                    : -1;
}

void ish_caches_start(void)
{
	for (int i = 0; i < ISH_PROFILE_CACHES; i++) {
		atomic_store(&table.made[i], 0);
		atomic_store(&table.keyed[i], 0);
		atomic_store(&table.lost[i], 0);
	}
}

/* ---- statistics ---- */

static int statistic_id(struct ish_statistic *statistic)
{
	return descriptor_id(&statistic->id, statistic->name, table.statistic_name, &table.statistics,
	                     ISH_PROFILE_STATISTICS);
}

void ish_statistic_failed(struct ish_statistic *statistic, long count)
{
	struct ish_slot *const slot = ish_slot_self();
	const int id = slot != NULL && count > 0 ? statistic_id(statistic) : NO_ROOM;
	if (id > 0) {
		slot->failures[id - 1][ish_stage_index()] += count;
		slot->statistics_touched |= 1u << (id - 1);
	}
}

void ish_statistic_add(struct ish_statistic *statistic, int value, long count)
{
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL || count <= 0) {
		return;
	}
	const int id = statistic_id(statistic);
	if (id <= 0) {
		return;
	}
	const int bin = value < 0 ? 0 : value < ISH_PROFILE_BINS ? value : ISH_PROFILE_BINS - 1;
	slot->statistic[id - 1][ish_stage_index()][bin] += (uint64_t)count;
	slot->statistics_touched |= 1u << (id - 1);
	slot->current->count[ISH_NOTES]++;
}

int ish_statistic_count(void)
{
	return __atomic_load_n(&table.statistics, __ATOMIC_ACQUIRE);
}

const char *ish_statistic_name(int i)
{
	return table.statistic_name[i];
}

int ish_bin_quantile(const uint64_t bin[ISH_PROFILE_BINS], double q)
{
	uint64_t all = 0, below = 0;
	for (int i = 0; i < ISH_PROFILE_BINS; i++) {
		all += bin[i];
	}
	for (int i = 0; i < ISH_PROFILE_BINS; i++) {
		below += bin[i];
		if (all > 0 && (double)below >= q * (double)all) {
			return i;
		}
	}
	return -1;
}

/* ---- transforms ---- */

static bool same_info(const struct ish_transform_info *a, const struct ish_transform_info *b)
{
	return a->n == b->n && memcmp(a->shape, b->shape, sizeof a->shape) == 0 && a->batch == b->batch &&
	       a->axis == b->axis && a->direction == b->direction && a->single == b->single && a->flops == b->flops &&
	       a->bytes == b->bytes && a->cached == b->cached;
}

int ish_transform_register(const struct ish_transform_info *info)
{
	int id = 0;
	pthread_mutex_lock(&table.lock);
	for (int i = 1; i <= table.transforms && id == 0; i++) {
		id = same_info(&table.info[i], info) ? i : 0;
	}
	if (id == 0 && table.transforms + 1 < ISH_PROFILE_TRANSFORMS) {
		id = table.transforms + 1;
		table.info[id] = *info;
		__atomic_store_n(&table.transforms, id, __ATOMIC_RELEASE);
	}
	if (id == 0) {
		atomic_fetch_add(&table.refused, 1);
	}
	pthread_mutex_unlock(&table.lock);
	return id;
}

void ish_transform_clear(void)
{
	pthread_mutex_lock(&table.lock);
	for (int i = 0; i < ISH_PROFILE_TRANSFORMS; i++) {
		atomic_store(&table.plans[i], 0);
		atomic_store(&table.planning[i], 0);
		atomic_store(&table.executed[i], 0);
	}
	atomic_store(&table.all_plans, 0);
	atomic_store(&table.all_planning, 0);
	__atomic_store_n(&table.transforms, 0, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&table.lock);
}

void ish_transform_planned(int id, double seconds)
{
	const uint64_t nanos = (uint64_t)llround(1e9 * fmax(seconds, 0));
	atomic_fetch_add(&table.all_plans, 1);
	atomic_fetch_add(&table.all_planning, nanos);
	if (id <= 0 || id >= ISH_PROFILE_TRANSFORMS) {
		return;
	}
	atomic_fetch_add(&table.plans[id], 1);
	atomic_fetch_add(&table.planning[id], nanos);
}

static void note_executed(struct ish_node *node, int id)
{
	for (int i = 0; i < ISH_FFT_KINDS; i++) {
		if (node->transform[i] == 0) {
			node->transform[i] = id;
		}
		if (node->transform[i] == id) {
			node->executions[i]++;
			return;
		}
	}
	node->crowded = true;
}

void ish_transform_executed(int id)
{
	struct ish_slot *const slot = ish_slot_self();
	if (id <= 0 || id >= ISH_PROFILE_TRANSFORMS) {
		id = 0;
	}
	if (slot == NULL) {
		atomic_fetch_add_explicit(&table.executed[id], 1, memory_order_relaxed);
		return;
	}
	struct ish_node *const node = slot->current;
	slot->executed[id]++;
	node->count[ISH_EXECUTIONS]++;
	if (id == 0) {
		node->crowded = true;
		return;
	}
	if (node->flags & ISH_NODE_FFT) { /* elsewhere nothing is booked, and nothing would clear what was noted */
		note_executed(node, id);
	}
	node->count[ISH_FLOPS] += (uint64_t)table.info[id].flops;
	node->count[ISH_TRAFFIC] += (uint64_t)table.info[id].bytes;
	node->count[ISH_CACHED] += (uint64_t)table.info[id].cached;
}

double ish_transform_flops(int id)
{
	return table.info[id].flops;
}

int ish_transform_count(void)
{
	return __atomic_load_n(&table.transforms, __ATOMIC_ACQUIRE);
}

void ish_transform_read(int i, struct ish_profile_transform *out)
{
	out->info = table.info[i];
	out->plans = (long)atomic_load(&table.plans[i]);
	out->planning = out->plans > 0 ? 1e-9 * (double)atomic_load(&table.planning[i]) : NAN;
	out->executions = (long)atomic_load(&table.executed[i]);
}

long ish_transform_unlisted(void)
{
	return (long)atomic_load(&table.executed[0]);
}

void ish_transform_planned_total(uint64_t *plans, uint64_t *nanos)
{
	*plans = atomic_load(&table.all_plans);
	*nanos = atomic_load(&table.all_planning);
}

long ish_counter_refused(void)
{
	return atomic_load(&table.refused);
}

/* ---- work and keys ---- */

void ish_work_add(const struct ish_work *work)
{
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL) {
		return;
	}
	uint64_t *const count = slot->current->count;
	count[ISH_NOTES]++;
	count[ISH_FLOPS] += (uint64_t)work->flops;
	count[ISH_TRAFFIC] += (uint64_t)work->bytes;
	count[ISH_APART] += (uint64_t)work->apart;
	count[ISH_DIVISIONS] += (uint64_t)work->divisions;
	count[ISH_ROOTS] += (uint64_t)work->roots;
	count[ISH_CACHED] += (uint64_t)work->cached;
}

void ish_work(double flops, double bytes)
{
	const struct ish_work work = {.flops = flops, .bytes = bytes};
	ish_work_add(&work);
}

/* Steele, Lea and Flood, OOPSLA 2014 (splitmix64): a bijection of 64 bits that mixes well. */
static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

/*
 * Puts the key into the step's table with the place of its call. Where it was there already: true, and the place of the
 * call that brought it (not yet known where another thread is about to say it). Keys are known by 64 bits of hash: of
 * 4096 keys two agree by chance once in 10^12 steps.
 */
static bool key_seen(uint64_t key, struct ish_place *place)
{
	if (atomic_load_explicit(&ish_profile.keys_used, memory_order_relaxed) >= ISH_KEYS * 3 / 4) {
		atomic_fetch_add(&ish_profile.keys_dropped, 1);
		return false;
	}
	for (size_t i = (size_t)key % ISH_KEYS;; i = (i + 1) % ISH_KEYS) {
		uint64_t empty = 0;
		if (atomic_compare_exchange_strong(&ish_profile.key[i], &empty, key)) {
			ish_profile.key_used[atomic_fetch_add(&ish_profile.keys_used, 1)] = (uint16_t)i;
			__atomic_store_n(&ish_profile.key_place[i].stage, place->stage, __ATOMIC_RELAXED);
			__atomic_store_n(&ish_profile.key_place[i].around, place->around, __ATOMIC_RELEASE);
			return false;
		}
		if (empty == key) {
			place->around = __atomic_load_n(&ish_profile.key_place[i].around, __ATOMIC_ACQUIRE);
			place->stage = __atomic_load_n(&ish_profile.key_place[i].stage, __ATOMIC_RELAXED);
			return true;
		}
	}
}

void ish_keys_clear(void)
{
	const long used = atomic_load(&ish_profile.keys_used);
	for (long n = 0; n < used; n++) {
		const int i = ish_profile.key_used[n];
		atomic_store_explicit(&ish_profile.key[i], 0, memory_order_relaxed);
		ish_profile.key_place[i] = (struct ish_place){.around = NULL};
	}
	atomic_store(&ish_profile.keys_used, 0);
}

void ish_call_key(struct ish_region *region, uint64_t version, uint64_t parameters)
{
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL) {
		return;
	}
	const uint64_t key = mix(mix(mix((uint64_t)ish_region_id(region)) ^ version) ^ parameters);
	struct ish_node *node = slot->current;
	const struct ish_node *const around = node->region != region || node->parent == NULL ? node : node->parent;
	struct ish_place place = {around->region, ish_stage_index() - 1};
	if (!key_seen(key != 0 ? key : 1, &place)) {
		return;
	}
	if (node->region != region && node != &slot->fold) {
		node = ish_node_find(slot, node, region);
	}
	if (node == NULL) {
		return;
	}
	if (node->count[ISH_REDUNDANT]++ == 0) {
		node->repeated = place;
		node->redundant_stage = ish_stage_index() - 1;
	}
	if (node != &slot->fold) {
		node->flags |= ISH_NODE_WASTED;
	}
}

/* Ids of regions are small: the complement of a cache's is none of theirs. */
void ish_cache_missed(struct ish_cache_counter *cache, uint64_t key)
{
	const int id = cache_id(cache);
	if (id <= 0 || ish_slot_self() == NULL) {
		return;
	}
	const uint64_t mixed = mix(mix(~(uint64_t)id) ^ key);
	struct ish_place place = {.around = NULL};
	atomic_fetch_add_explicit(&table.keyed[id - 1], 1, memory_order_relaxed);
	if (key_seen(mixed != 0 ? mixed : 1, &place)) {
		atomic_fetch_add_explicit(&table.lost[id - 1], 1, memory_order_relaxed);
	}
}
