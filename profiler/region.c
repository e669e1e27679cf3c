/* Begin and end of regions: the hot path. */
#define _POSIX_C_SOURCE 200809L

#include "profiler/profile_impl.h"

#include <stdlib.h>
#include <string.h>

#include "workspace/log.h"

/* Microseconds a call must last on the mean for its CPU time to be read: reading costs about 1.4 us a call. */
static const double CPU_WORTH = 100e-6;

struct ish_region ish_run_region = {"run", __FILE__, __LINE__, 0, ISH_REGION_PLAIN};
static struct ish_region fold_region = {"(folded)", __FILE__, __LINE__, 0, ISH_REGION_PLAIN};

bool ish_worth_cpu(uint64_t ticks, uint64_t calls)
{
	return (double)ticks * ish_profile.clock.seconds >= CPU_WORTH * (double)calls;
}

static void node_init(struct ish_slot *slot, struct ish_node *node, struct ish_node *parent,
                      const struct ish_region *region)
{
	memset(node, 0, sizeof *node);
	node->region = region;
	node->parent = parent;
	node->recent = &slot->node[0];
	node->next = node;
	node->merged = -1;
	node->flags = ISH_NODE_CPU;
	if (region->kind == ISH_REGION_TRANSFORM) {
		node->flags |= ISH_NODE_FFT;
	}
	if (slot->trace != NULL) {
		node->flags |= ISH_NODE_TRACE;
	}
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
			if (node->region == region) {
				return parent->recent = node;
			}
			node = node->next;
		} while (node != first);
	}
	if (slot->node_count == slot->node_capacity) {
		return NULL;
	}
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
		if (__atomic_load_n(&region->id, __ATOMIC_RELAXED) == 0) {
			ish_region_id(region);
		}
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
	for (int i = 0; i < ISH_FFT_KINDS; i++) {
		node->transform[i] = node->executions[i] = 0;
	}
	node->crowded = false;
	node->allocations_begin = node->count[ISH_ALLOCATIONS];
	if (node->flags & ISH_NODE_CPU) {
		node->cpu_open = true;
		node->cpu_begin = ish_clock_cpu();
	}
}

/* Apart from the public function so that, with the profiler off, nothing is saved on the stack before the branch. */
static __attribute__((noinline)) void begin_active(struct ish_region *region, unsigned active)
{
	struct ish_slot *slot = ish_self.slot;
	if (__builtin_expect(ish_self.active != active, 0) && (slot = ish_slot_attach(active)) == NULL) {
		return;
	}
	struct ish_node *const parent = slot->current;
	struct ish_node *node = parent->recent;
	if (__builtin_expect(node->region != region, 0)) {
		node = node->next;
		if (node->region == region) {
			parent->recent = node;
		} else if ((node = begin_other(slot, parent, region)) == NULL) {
			return;
		}
	}
	slot->current = node;
	if (node->flags != 0) {
		begin_slow(node);
	}
	node->begin = node->entered = ish_ticks_now();
}

void ish_region_begin(struct ish_region *region)
{
	const unsigned active = atomic_load_explicit(&ish_profile_active, memory_order_relaxed);
	if (active != 0) {
		begin_active(region, active);
	}
}

static void end_trace(struct ish_slot *slot, const struct ish_node *node, uint64_t now)
{
	struct ish_trace_entry *const entry = &slot->trace[slot->trace_count++ % slot->trace_capacity];
	entry->begin = node->entered;
	entry->ticks = now - node->entered;
	entry->node = (int)(node - slot->node);
	entry->step = atomic_load_explicit(&ish_profile.step_index, memory_order_relaxed);
}

/* Books a transform region's time to the transform executed in it; to two by their flops. Allocations likewise. */
static void end_fft(struct ish_slot *slot, const struct ish_node *node, uint64_t ticks)
{
	const uint64_t allocations = node->count[ISH_ALLOCATIONS] - node->allocations_begin;
	double flops[ISH_FFT_KINDS], all = 0;
	int kinds = 0;
	for (int i = 0; i < ISH_FFT_KINDS && node->transform[i] > 0; i++) {
		flops[i] = node->executions[i] * ish_transform_flops(node->transform[i]);
		all += flops[i];
		kinds++;
	}
	for (int i = 0; i < kinds; i++) {
		const double share = all > 0 ? flops[i] / all : 1.0 / kinds;
		slot->timed[node->transform[i]] += (uint64_t)node->executions[i];
		slot->timed_ticks[node->transform[i]] += (uint64_t)(share * (double)ticks);
		slot->timed_allocations[node->transform[i]] += (uint64_t)(share * (double)allocations + 0.5);
	}
}

static __attribute__((noinline)) void end_slow(struct ish_slot *slot, struct ish_node *node, uint64_t ticks)
{
	if (node->cpu_open) {
		node->cpu_open = false;
		node->count[ISH_CPU] += ish_clock_cpu() - node->cpu_begin;
		node->count[ISH_CPU_TICKS] += ticks;
		node->count[ISH_CPU_READS]++;
		if (!ish_worth_cpu(node->count[ISH_CPU_TICKS], node->count[ISH_CPU_READS])) {
			node->flags &= ~(unsigned)ISH_NODE_CPU;
		}
	}
	if (node->flags & ISH_NODE_WASTED) {
		node->flags &= ~(unsigned)ISH_NODE_WASTED;
		node->count[ISH_WASTED] += ticks;
	}
	if ((node->flags & ISH_NODE_FFT) && node->transform[0] > 0 && !node->crowded) {
		end_fft(slot, node, ticks);
	}
	if (node->flags & ISH_NODE_TRACE) {
		end_trace(slot, node, node->begin + ticks);
	}
}

/* A mismatch. Debug builds stop; release builds count it and close what stands above the region, or ignore the end if
 * it is not open. */
void ish_region_mismatch(struct ish_slot *slot, const struct ish_region *ended)
{
	const struct ish_region *const begun = slot->current->region;
	if (atomic_fetch_add(&ish_profile.mismatches, 1) == 0) {
		atomic_store(&ish_profile.mismatch_begun, begun);
		atomic_store(&ish_profile.mismatch_ended, ended);
	}
#if !defined NDEBUG
	ish_log(ISH_LOG_ERROR,
	        "profiler: region \"%s\" of %s:%d ends while \"%s\" of %s:%d is open: regions end in reverse order",
	        ended != NULL ? ended->name : "(worker)", ended != NULL ? ended->file : "",
	        ended != NULL ? ended->line : 0, begun->name, begun->file, begun->line);
	abort();
#endif
}

static inline void end_node(struct ish_slot *slot, struct ish_node *node, uint64_t now)
{
	const uint64_t ticks = now - node->begin;
	node->count[ISH_TICKS] += ticks;
	node->count[ISH_CALLS]++;
	node->count[ISH_STAGE + ish_stage_index()] += ticks;
	if (node->flags != 0) {
		end_slow(slot, node, ticks);
	}
	slot->current = node->parent;
}

/* What the folded calls counted is the parent's. */
static void unfold(struct ish_slot *slot)
{
	struct ish_node *const parent = slot->fold.parent;
	for (int i = ISH_ALLOCATIONS; i <= ISH_REDUNDANT; i++) {
		parent->count[i] += slot->fold.count[i];
	}
	memset(slot->fold.count, 0, sizeof slot->fold.count);
	slot->current = parent;
}

static __attribute__((noinline)) void end_other(struct ish_slot *slot, const struct ish_region *region)
{
	if (slot->current == &slot->fold) {
		if (--slot->fold_depth == 0) {
			unfold(slot);
		}
		return;
	}
	ish_region_mismatch(slot, region);
	const int team = slot->team_depth < ISH_TEAMS_MAX ? slot->team_depth : ISH_TEAMS_MAX;
	const struct ish_node *const bottom = team > 0 ? slot->team_node[team - 1] : NULL;
	const struct ish_node *open = slot->current;
	while (open != NULL && open != bottom && open->region != region) {
		open = open->parent;
	}
	if (open == NULL || open == bottom) {
		return;
	}
	const uint64_t now = ish_ticks_now();
	while (slot->current != open) {
		end_node(slot, slot->current, now);
	}
	end_node(slot, slot->current, now);
}

static __attribute__((noinline)) void end_active(struct ish_region *region, unsigned active)
{
	struct ish_slot *slot = ish_self.slot;
	if (__builtin_expect(ish_self.active != active, 0) && (slot = ish_slot_attach(active)) == NULL) {
		return;
	}
	struct ish_node *const node = slot->current;
	if (__builtin_expect(node->region != region, 0)) {
		end_other(slot, region);
		return;
	}
	end_node(slot, node, ish_ticks_now());
}

void ish_region_end(struct ish_region *region)
{
	const unsigned active = atomic_load_explicit(&ish_profile_active, memory_order_relaxed);
	if (active != 0) {
		end_active(region, active);
	}
}

void ish_slot_roll(struct ish_slot *slot)
{
	const uint64_t now = ish_ticks_now();
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

enum { PAIRS = 512, TRIES = 12 };

/* Fewest seconds of one call, of so many tries of so many calls. */
static double fewest_seconds(void (*call)(struct ish_region *probe), struct ish_region *probe)
{
	uint64_t best = UINT64_MAX;
	for (int i = 0; i < TRIES; i++) {
		const uint64_t begin = ish_ticks_now();
		for (int k = 0; k < PAIRS; k++) {
			call(probe);
		}
		const uint64_t ticks = ish_ticks_now() - begin;
		best = ticks < best ? ticks : best;
	}
	return (double)best * ish_profile.clock.seconds / PAIRS;
}

static void probe_pair(struct ish_region *probe)
{
	ish_region_begin(probe);
	ish_region_end(probe);
}

/* There and back, as a derivative does it. The numbers need not be those of plans. */
static void probe_executions(struct ish_region *probe)
{
	ish_region_begin(probe);
	ish_transform_executed(1);
	ish_transform_executed(2);
	ish_region_end(probe);
}

static void probe_note(struct ish_region *probe)
{
	(void)probe;
	ish_work(1, 1);
}

double ish_region_cost(struct ish_slot *slot)
{
	static struct ish_region probe = {"probe", __FILE__, __LINE__, 0, ISH_REGION_PLAIN};
	probe_pair(&probe);
	slot->node[0].recent->flags &= ~(unsigned)ISH_NODE_CPU;
	return fewest_seconds(probe_pair, &probe);
}

double ish_execution_cost(struct ish_slot *slot, double pair)
{
	static struct ish_region probe = {"probe", __FILE__, __LINE__, 0, ISH_REGION_TRANSFORM};
	probe_pair(&probe);
	slot->node[0].recent->flags &= ~(unsigned)ISH_NODE_CPU;
	const double both = fewest_seconds(probe_executions, &probe) - pair;
	memset(slot->executed, 0, sizeof slot->executed);
	memset(slot->timed, 0, sizeof slot->timed);
	memset(slot->timed_ticks, 0, sizeof slot->timed_ticks);
	memset(slot->timed_allocations, 0, sizeof slot->timed_allocations);
	return both > 0 ? both / 2 : 0;
}

double ish_note_cost(void)
{
	return fewest_seconds(probe_note, NULL);
}
