/* The parts that the threads of a team take in a region of the thread that asked for the team. */
#define _POSIX_C_SOURCE 200809L

#include "profiler/profile_impl.h"

#include <string.h>

int ish_worker_parent(void)
{
	const struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL) {
		return 0;
	}
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
	if (map[index] != NULL) {
		return map[index];
	}
	for (const struct ish_node *node = &asker->node[index]; node->parent != NULL; node = node->parent) {
		if (depth == ISH_DEPTH_MAX) {
			return NULL;
		}
		path[depth++] = node;
	}
	struct ish_node *own = &slot->node[0];
	while (depth > 0 && own != NULL) {
		own = ish_node_find(slot, own, path[--depth]->region);
	}
	return map[index] = own;
}

void ish_worker_begin(int parent)
{
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL || slot->team_depth++ >= ISH_TEAMS_MAX) {
		return;
	}
	const int level = slot->team_depth - 1;
	const int asker = (parent - 1) / ISH_PARENT_SLOT, index = (parent - 1) % ISH_PARENT_SLOT;
	struct ish_node *node = NULL;
	if (parent > 0 && asker < ish_profile.slots && index < ish_profile.slot[asker].node_count) {
		if (asker == slot->index) {
			node = slot->current == &slot->node[index] ? slot->current : NULL;
		} else {
			node = worker_node(slot, &ish_profile.slot[asker], index);
		}
	}
	slot->team_node[level] = node;
	slot->team_saved[level] = slot->current;
	if (node == NULL) {
		return;
	}
	if (node != slot->current && (node->flags & ISH_NODE_CPU)) {
		node->cpu_open = true;
		node->cpu_begin = ish_clock_cpu();
	}
	slot->current = node;
	node->team_begin = ish_ticks_now();
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
	if (read && !ish_worth_cpu(ticks, 1)) {
		node->flags &= ~(unsigned)ISH_NODE_CPU;
	}
}

static void trace_part(struct ish_slot *slot, const struct ish_node *node, uint64_t ticks)
{
	struct ish_trace_entry *const entry = &slot->trace[slot->trace_count++ % slot->trace_capacity];
	entry->begin = node->team_begin;
	entry->ticks = ticks;
	entry->node = ~(int)(node - slot->node);
	entry->step = atomic_load_explicit(&ish_profile.step_index, memory_order_relaxed);
}

void ish_worker_end(void)
{
	struct ish_slot *const slot = ish_slot_self();
	if (slot == NULL || slot->team_depth == 0 || --slot->team_depth >= ISH_TEAMS_MAX) {
		return;
	}
	struct ish_node *const node = slot->team_node[slot->team_depth];
	struct ish_node *const saved = slot->team_saved[slot->team_depth];
	if (node == NULL) {
		return;
	}
	const uint64_t ticks = ish_ticks_now() - node->team_begin;
	if (slot->current != node) {
		ish_region_mismatch(slot, NULL);
	}
	node->count[ISH_TEAM] += ticks;
	if (node != saved) {
		worker_book(slot, node, saved, ticks);
		if (slot->trace != NULL) {
			trace_part(slot, node, ticks);
		}
	}
	slot->current = saved;
}
