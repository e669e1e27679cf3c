/* Begin and end of regions and of workers' parts: the hot path. */
#define _POSIX_C_SOURCE 200809L

#include "profiler/profile_impl.h"

#include <stdlib.h>
#include <string.h>

#include "workspace/log.h"

/* Microseconds a call must last on the mean for its CPU time to be read: reading costs about 1.4 us a call. */
static const double CPU_WORTH = 100e-6;

struct ish_region ish_run_region = {"run", __FILE__, __LINE__, 0};
static struct ish_region fold_region = {"(folded)", __FILE__, __LINE__, 0};

bool ish_worth_cpu(uint64_t ticks, uint64_t calls)
{
	return (double)ticks * ish_profile.clock.seconds >= CPU_WORTH * (double)calls;
}

static inline uint64_t ticks_now(void)
{
	return ish_clock_ticks(&ish_profile.clock);
}

static void node_init(struct ish_slot *slot, struct ish_node *node, struct ish_node *parent, const struct ish_region *region)
{
	memset(node, 0, sizeof *node);
	node->region = region;
	node->parent = parent;
	node->recent = &slot->node[0];
	node->next = node;
	node->merged = -1;
	node->flags = ISH_NODE_CPU;
	if (strncmp(region->name, "fft", 3) == 0)
		node->flags |= ISH_NODE_FFT;
	if (slot->trace != NULL)
		node->flags |= ISH_NODE_TRACE;
}

void ish_slot_init(struct ish_slot *slot, uint64_t now)
{
	slot->node_count = 1;
	node_init(slot, &slot->node[0], NULL, &ish_run_region);
	node_init(slot, &slot->fold, NULL, &fold_region);
	slot->fold.flags = 0;
	slot->node[0].begin = now;
	slot->current = &slot->node[0];
	slot->map_slot = -1;
}

struct ish_node *ish_node_find(struct ish_slot *slot, struct ish_node *parent, const struct ish_region *region)
{
	struct ish_node *const first = parent->recent;
	const bool any = first != &slot->node[0];
	if (any) {
		struct ish_node *node = first;
		do {
			if (node->region == region)
				return parent->recent = node;
			node = node->next;
		} while (node != first);
	}
	if (slot->node_count == slot->node_capacity)
		return NULL;
	struct ish_node *const made = &slot->node[slot->node_count];
	node_init(slot, made, parent, region);
	if (any) {
		made->next = first->next;
		first->next = made;
	}
	parent->recent = made;
	__atomic_store_n(&slot->node_count, slot->node_count + 1, __ATOMIC_RELEASE);
	return made;
}

/* The child was not the one begun last. NULL: the tree is full, the call is counted into its parent. */
static __attribute__((noinline)) struct ish_node *begin_other(struct ish_slot *slot, struct ish_node *parent,
                                                             struct ish_region *region)
{
	if (parent == &slot->fold) {
		slot->fold_depth++;
		slot->folded++;
		return NULL;
	}
	struct ish_node *const node = ish_node_find(slot, parent, region);
	if (node != NULL) {
		if (__atomic_load_n(&region->id, __ATOMIC_RELAXED) == 0)
			ish_region_id(region);
		return node;
	}
	slot->fold.parent = parent;
	slot->fold_depth = 1;
	slot->folded++;
	slot->current = &slot->fold;
	return NULL;
}

static __attribute__((noinline)) void begin_slow(struct ish_node *node)
{
	node->transform = 0;
	node->executions = 0;
	node->allocations_begin = node->count[ISH_ALLOCATIONS];
	if (node->flags & ISH_NODE_TRACE)
		node->entered = ticks_now();
	if (node->flags & ISH_NODE_CPU) {
		node->cpu_open = true;
		node->cpu_begin = ish_clock_cpu();
	}
}

/* Apart from the public function so that, with the profiler off, nothing is saved on the stack before the branch. */
static __attribute__((noinline)) void begin_active(struct ish_region *region)
{
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL)
		return;
	struct ish_node *const parent = slot->current;
	struct ish_node *node = parent->recent;
	if (__builtin_expect(node->region != region, 0)) {
		node = node->next;
		if (node->region == region)
			parent->recent = node;
		else if ((node = begin_other(slot, parent, region)) == NULL)
			return;
	}
	slot->current = node;
	if (node->flags != 0)
		begin_slow(node);
	node->begin = ticks_now();
}

void ish_region_begin(struct ish_region *region)
{
	if (atomic_load_explicit(&ish_profile_active, memory_order_relaxed) != 0)
		begin_active(region);
}

static void end_trace(struct ish_slot *slot, const struct ish_node *node)
{
	struct ish_trace_entry *const entry = &slot->trace[slot->trace_count++ % slot->trace_capacity];
	entry->begin = node->entered;
	entry->ticks = ticks_now() - node->entered;
	entry->node = (int)(node - slot->node);
	entry->step = atomic_load_explicit(&ish_profile.step_index, memory_order_relaxed);
}

static __attribute__((noinline)) void end_slow(struct ish_slot *slot, struct ish_node *node, uint64_t ticks)
{
	if (node->cpu_open) {
		node->cpu_open = false;
		node->count[ISH_CPU] += ish_clock_cpu() - node->cpu_begin;
		node->count[ISH_CPU_TICKS] += ticks;
		node->count[ISH_CPU_READS]++;
		if (!ish_worth_cpu(node->count[ISH_CPU_TICKS], node->count[ISH_CPU_READS]))
			node->flags &= ~(unsigned)ISH_NODE_CPU;
	}
	if (node->flags & ISH_NODE_WASTED) {
		node->flags &= ~(unsigned)ISH_NODE_WASTED;
		node->count[ISH_WASTED] += ticks;
	}
	if ((node->flags & ISH_NODE_FFT) && node->transform > 0) {
		slot->timed[node->transform] += (uint64_t)node->executions;
		slot->timed_ticks[node->transform] += ticks;
		slot->timed_allocations[node->transform] += node->count[ISH_ALLOCATIONS] - node->allocations_begin;
	}
	if (node->flags & ISH_NODE_TRACE)
		end_trace(slot, node);
}

/* A mismatch. Debug builds stop; release builds count it and close what stands above the region, or ignore the end if it is not open. */
static void mismatch(struct ish_slot *slot, const struct ish_region *ended)
{
	const struct ish_region *const begun = slot->current->region;
	if (atomic_fetch_add(&ish_profile.mismatches, 1) == 0) {
		atomic_store(&ish_profile.mismatch_begun, begun);
		atomic_store(&ish_profile.mismatch_ended, ended);
	}
#if !defined NDEBUG
	ish_log(ISH_LOG_ERROR, "profiler: region \"%s\" of %s:%d ends while \"%s\" of %s:%d is open: regions end in reverse order",
	        ended != NULL ? ended->name : "(worker)", ended != NULL ? ended->file : "", ended != NULL ? ended->line : 0,
	        begun->name, begun->file, begun->line);
	abort();
#endif
}

static inline void end_node(struct ish_slot *slot, struct ish_node *node, uint64_t now)
{
	const uint64_t ticks = now - node->begin;
	node->count[ISH_TICKS] += ticks;
	node->count[ISH_CALLS]++;
	node->count[ISH_STAGE + ish_stage_index()] += ticks;
	if (node->flags != 0)
		end_slow(slot, node, ticks);
	slot->current = node->parent;
}

/* What the folded calls counted is the parent's. */
static void unfold(struct ish_slot *slot)
{
	struct ish_node *const parent = slot->fold.parent;
	for (int i = ISH_ALLOCATIONS; i <= ISH_REDUNDANT; i++)
		parent->count[i] += slot->fold.count[i];
	memset(slot->fold.count, 0, sizeof slot->fold.count);
	slot->current = parent;
}

static __attribute__((noinline)) void end_other(struct ish_slot *slot, const struct ish_region *region)
{
	if (slot->current == &slot->fold) {
		if (--slot->fold_depth == 0)
			unfold(slot);
		return;
	}
	mismatch(slot, region);
	const int team = slot->team_depth < ISH_TEAMS_MAX ? slot->team_depth : ISH_TEAMS_MAX;
	const struct ish_node *const bottom = team > 0 ? slot->team_node[team - 1] : NULL;
	const struct ish_node *open = slot->current;
	while (open != NULL && open != bottom && open->region != region)
		open = open->parent;
	if (open == NULL || open == bottom)
		return;
	const uint64_t now = ticks_now();
	while (slot->current != open)
		end_node(slot, slot->current, now);
	end_node(slot, slot->current, now);
}

static __attribute__((noinline)) void end_active(struct ish_region *region)
{
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL)
		return;
	struct ish_node *const node = slot->current;
	if (__builtin_expect(node->region != region, 0)) {
		end_other(slot, region);
		return;
	}
	end_node(slot, node, ticks_now());
}

void ish_region_end(struct ish_region *region)
{
	if (atomic_load_explicit(&ish_profile_active, memory_order_relaxed) != 0)
		end_active(region);
}

void ish_slot_roll(struct ish_slot *slot)
{
	const uint64_t now = ticks_now();
	const uint64_t cpu = ish_clock_cpu();
	const int stage = ish_stage_index();
	struct ish_node *node = slot->current == &slot->fold ? slot->fold.parent : slot->current;
	for (; node != NULL; node = node->parent) {
		const uint64_t ticks = now - node->begin;
		node->count[ISH_TICKS] += ticks;
		node->count[ISH_STAGE + stage] += ticks;
		node->begin = now;
		if (node->cpu_open) {
			node->count[ISH_CPU] += cpu - node->cpu_begin;
			node->count[ISH_CPU_TICKS] += ticks;
			node->cpu_begin = cpu;
		}
	}
}

/* ---- workers ---- */

int ish_worker_parent(void)
{
	const struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL)
		return 0;
	const struct ish_node *const node = slot->current == &slot->fold ? slot->fold.parent : slot->current;
	return slot->index * ISH_PARENT_SLOT + (int)(node - slot->node) + 1;
}

/* The node of the worker's own tree for a node of another thread's: the same path from the root. */
static struct ish_node *worker_node(struct ish_slot *slot, const struct ish_slot *asker, int index)
{
	struct ish_node **const map = slot->worker_map;
	const struct ish_node *path[ISH_DEPTH_MAX];
	int depth = 0;
	if (slot->map_slot != asker->index) {
		memset(map, 0, (size_t)asker->node_capacity * sizeof *map);
		slot->map_slot = asker->index;
	}
	if (map[index] != NULL)
		return map[index];
	for (const struct ish_node *node = &asker->node[index]; node->parent != NULL; node = node->parent) {
		if (depth == ISH_DEPTH_MAX)
			return NULL;
		path[depth++] = node;
	}
	struct ish_node *own = &slot->node[0];
	while (depth > 0 && own != NULL)
		own = ish_node_find(slot, own, path[--depth]->region);
	return map[index] = own;
}

void ish_worker_begin(int parent)
{
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL || slot->team_depth++ >= ISH_TEAMS_MAX)
		return;
	const int level = slot->team_depth - 1;
	const int asker = (parent - 1) / ISH_PARENT_SLOT, index = (parent - 1) % ISH_PARENT_SLOT;
	struct ish_node *node = NULL;
	if (parent > 0 && asker < ish_profile.slots && index < ish_profile.slot[asker].node_count) {
		if (asker == slot->index)
			node = slot->current == &slot->node[index] ? slot->current : NULL;
		else
			node = worker_node(slot, &ish_profile.slot[asker], index);
	}
	slot->team_node[level] = node;
	slot->team_saved[level] = slot->current;
	if (node == NULL)
		return;
	if (node != slot->current && (node->flags & ISH_NODE_CPU)) {
		node->cpu_open = true;
		node->cpu_begin = ish_clock_cpu();
	}
	slot->current = node;
	node->team_begin = ticks_now();
}

/* A worker's part counts for the region and for all that is above it, none of which its own thread has begun. */
static void worker_book(struct ish_slot *slot, struct ish_node *node, const struct ish_node *saved, uint64_t ticks)
{
	const int stage = ish_stage_index();
	const bool read = node->cpu_open;
	const uint64_t cpu = read ? ish_clock_cpu() - node->cpu_begin : 0;
	node->cpu_open = false;
	for (struct ish_node *up = node; up != NULL && up != saved && up != &slot->node[0]; up = up->parent) {
		up->count[ISH_TICKS] += ticks;
		up->count[ISH_STAGE + stage] += ticks;
		if (read) {
			up->count[ISH_CPU] += cpu;
			up->count[ISH_CPU_TICKS] += ticks;
		}
	}
	node->count[ISH_CPU_READS] += read;
	if (read && !ish_worth_cpu(ticks, 1))
		node->flags &= ~(unsigned)ISH_NODE_CPU;
}

void ish_worker_end(void)
{
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL || slot->team_depth == 0 || --slot->team_depth >= ISH_TEAMS_MAX)
		return;
	struct ish_node *const node = slot->team_node[slot->team_depth];
	struct ish_node *const saved = slot->team_saved[slot->team_depth];
	if (node == NULL)
		return;
	const uint64_t ticks = ticks_now() - node->team_begin;
	if (slot->current != node)
		mismatch(slot, NULL);
	node->count[ISH_TEAM] += ticks;
	if (node != saved)
		worker_book(slot, node, saved, ticks);
	slot->current = saved;
}

double ish_region_cost(struct ish_slot *slot)
{
	enum { PAIRS = 512, TRIES = 12 };
	static struct ish_region probe = {"probe", __FILE__, __LINE__, 0};
	uint64_t best = UINT64_MAX;
	ish_region_begin(&probe);
	ish_region_end(&probe);
	slot->node[0].recent->flags &= ~(unsigned)ISH_NODE_CPU;
	for (int i = 0; i < TRIES; i++) {
		const uint64_t begin = ticks_now();
		for (int k = 0; k < PAIRS; k++) {
			ish_region_begin(&probe);
			ish_region_end(&probe);
		}
		const uint64_t ticks = ticks_now() - begin;
		best = ticks < best ? ticks : best;
	}
	return (double)best * ish_profile.clock.seconds / PAIRS;
}
