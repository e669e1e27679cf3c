/* The view: what was counted, in seconds and bytes, in tables that are mapped at the start. */
#define _POSIX_C_SOURCE 200809L

#include "profiler/profile_impl.h"

#include <math.h>
#include <string.h>

/* Share of a region's time in which the CPU clock must have been read for its CPU time to be given. */
static const double COVERED = 0.9;
/* A region that is nearly all its children: its own processor time is a small difference of large, noisy numbers. */
static const double OWN_SHARE = 0.1;

static long counted(uint64_t count)
{
	return ish_allocation_measured() ? (long)count : -1;
}

static double counted_bytes(uint64_t count)
{
	return ish_allocation_measured() ? (double)count : NAN;
}

static void fill_node(const struct ish_merged *merged, struct ish_profile_node *node)
{
	const double second = ish_profile.clock.seconds;
	const uint64_t *const total = merged->total;
	memset(node, 0, sizeof *node);
	node->region = merged->region;
	node->parent = merged->parent;
	node->depth = merged->depth;
	node->calls = (long)total[ISH_CALLS];
	node->wall = node->wall_self = (double)merged->main_ticks * second;
	node->thread = node->thread_self = (double)total[ISH_TICKS] * second;
	const double covered = (double)total[ISH_CPU_TICKS] / fmax((double)total[ISH_TICKS], 1);
	node->cpu = node->cpu_self = covered >= COVERED ? 1e-9 * (double)total[ISH_CPU] / covered : NAN;
	node->allocations = node->allocations_inclusive = counted(total[ISH_ALLOCATIONS]);
	node->frees = counted(total[ISH_FREES]);
	node->bytes = node->bytes_inclusive = counted_bytes(total[ISH_BYTES]);
	node->freed = counted_bytes(total[ISH_FREED]);
	node->steady_allocations = counted(merged->steady_allocations);
	node->steady_bytes = counted_bytes(merged->steady_bytes);
	node->steady_step = merged->steady_step;
	node->allocation_stages = merged->allocation_stages;
	node->flops = (double)total[ISH_FLOPS];
	node->traffic = (double)total[ISH_TRAFFIC];
	node->work = (struct ish_work){node->flops,
	                               (double)total[ISH_APART],
	                               (double)total[ISH_DIVISIONS],
	                               (double)total[ISH_ROOTS],
	                               node->traffic,
	                               (double)total[ISH_CACHED]};
	node->redundant = (long)total[ISH_REDUNDANT];
	node->wasted = (double)total[ISH_WASTED] * second;
	node->imbalance = merged->imbalance;
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		node->stage_thread[i] = (double)total[ISH_STAGE + i] * second;
	}
	node->steps = merged->steps;
	node->step_wall_min = merged->steps > 0 ? (double)merged->step_least * second : NAN;
	node->step_wall_max = merged->steps > 0 ? (double)merged->step_most * second : NAN;
	node->repeated_in = merged->repeated.around;
	node->repeated_stage = merged->repeated.around != NULL ? merged->repeated.stage : -1;
	node->redundant_stage = merged->redundant_stage;
	node->busiest_thread = -1;
	node->busiest = node->idlest = node->mean = NAN;
}

/*
 * Self is inclusive less the children. A child too short for the CPU clock is taken out at its parent's ratio of CPU to
 * time; where such children make up more than a tenth of the region, its own CPU time is not known.
 */
static void subtract_children(struct ish_profile_node *node, int nodes)
{
	for (int i = 0; i < nodes; i++) {
		const double ratio = node[i].thread > 0 ? node[i].cpu / node[i].thread : 1;
		double unread = 0;
		for (int k = i + 1; k < nodes; k++) {
			if (node[k].parent != i) {
				continue;
			}
			node[i].children++;
			node[i].wall_self -= node[k].wall;
			node[i].thread_self -= node[k].thread;
			node[i].cpu_self -= isnan(node[k].cpu) ? node[k].thread * ratio : node[k].cpu;
			unread += isnan(node[k].cpu) ? node[k].thread : 0;
		}
		if (unread > (1 - COVERED) * node[i].thread || node[i].thread_self < OWN_SHARE * node[i].thread ||
		    node[i].cpu_self < 0) {
			node[i].cpu_self = NAN;
		}
	}
	for (int i = nodes - 1; i > 0 && node[0].allocations >= 0; i--) {
		node[node[i].parent].allocations_inclusive += node[i].allocations_inclusive;
		node[node[i].parent].bytes_inclusive += node[i].bytes_inclusive;
	}
}

/* Threads of one region: least, most and mean of their parts. Only teams, and regions below them. */
static void fill_spread(int index, struct ish_profile_node *node)
{
	const struct ish_profile *const p = &ish_profile;
	const struct ish_merged *const merged = &p->merged[index];
	const int slots = atomic_load(&p->slots_used);
	const double second = p->clock.seconds;
	double sum = 0;
	for (int s = 0; s < slots; s++) {
		uint64_t ticks = 0;
		for (int i = 0; i < p->slot[s].node_count; i++) {
			if (p->slot[s].node[i].merged == index) {
				ticks += p->slot[s].node[i].seen[merged->team ? ISH_TEAM : ISH_TICKS];
			}
		}
		if (ticks == 0) {
			continue;
		}
		const double seconds = (double)ticks * second;
		node->threads++;
		sum += seconds;
		if (isnan(node->busiest) || seconds > node->busiest) {
			node->busiest = seconds;
			node->busiest_thread = s;
		}
		node->idlest = fmin(seconds, isnan(node->idlest) ? INFINITY : node->idlest);
	}
	if (!merged->team && !merged->inside) {
		node->busiest = node->idlest = NAN;
		node->busiest_thread = -1;
		return;
	}
	node->mean = node->threads > 0 ? sum / node->threads : NAN;
}

static void fill_run(struct ish_profile_run *run)
{
	struct ish_profile *const p = &ish_profile;
	const bool stopped = p->stop_ticks != 0;
	const uint64_t now = stopped ? p->stop_ticks : p->slot[0].node[0].begin; /* the view has just rolled it */
	const uint64_t cpu = stopped ? p->stop_cpu : ish_clock_cpu_process();
	memset(run, 0, sizeof *run);
	run->level = p->level;
	run->threads = atomic_load(&p->slots_used);
	run->slots = p->slots;
	run->clock = p->clock.tsc ? "tsc" : "clock_gettime";
	run->clock_hertz = p->clock.hertz;
	run->clock_drift = stopped ? p->stop_drift : ish_clock_drift(&p->clock);
	run->hooks = ish_allocation_backend(&run->hooks_reason);
	run->cost_pair = p->cost_pair;
	run->cost_cpu = p->cost_cpu;
	run->cost_hook = p->cost_hook;
	run->cost_allocation = p->cost_allocation;
	run->wall = (double)(now - p->run_start) * p->clock.seconds;
	run->cpu = 1e-9 * (double)(cpu - p->cpu_start);
	run->memory = p->arena_bytes;
	run->peak_rss = stopped ? p->stop_rss : ish_peak_rss();
	if (stopped) {
		memcpy(run->hardware, p->stop_hardware, sizeof run->hardware);
	} else {
		ish_hardware_read(run->hardware);
	}
	run->hardware_reason = ish_hardware_reason();
	run->load_begin = p->load_begin;
	run->load_end = stopped ? p->load_end : NAN;
	run->mismatches = atomic_load(&p->mismatches);
	run->mismatch_begun = atomic_load(&p->mismatch_begun);
	run->mismatch_ended = atomic_load(&p->mismatch_ended);
	run->threads_refused = atomic_load(&p->threads_refused);
	run->keys_dropped = atomic_load(&p->keys_dropped);
	run->refused = ish_counter_refused();
	run->folded = p->merge_folded;
	for (int i = 0; i < run->threads; i++) {
		run->folded += p->slot[i].folded;
	}
}

/* The sums over the tree and what lies outside of it. */
static void sum_run(struct ish_profile_run *run)
{
	const struct ish_profile *const p = &ish_profile;
	uint64_t sum[ISH_COUNTS] = {0};
	for (int i = 0; i < p->merged_count; i++) {
		for (int k = 0; k < ISH_COUNTS; k++) {
			sum[k] += p->merged[i].total[k];
		}
	}
	run->overhead = p->merge_seconds + ish_cost_of(sum);
	run->live_peak_step = run->live_peak_stage = -1;
	run->live_peak = run->allocations_outside = run->allocations = run->frees = -1;
	run->bytes_outside = run->bytes = run->freed = NAN;
	if (!ish_allocation_measured()) {
		return;
	}
	run->overhead += p->cost_hook * (double)sum[ISH_ALLOCATIONS];
	run->live_peak = atomic_load(&p->live_peak);
	run->live_peak_region = atomic_load(&p->live_peak_region);
	run->live_peak_step = atomic_load(&p->live_peak_step);
	run->live_peak_stage = atomic_load(&p->live_peak_stage) - 1;
	run->allocations_outside = atomic_load(&p->outside_allocations);
	run->bytes_outside = (double)atomic_load(&p->outside_bytes);
	run->allocations = (long)sum[ISH_ALLOCATIONS] + run->allocations_outside;
	run->bytes = (double)sum[ISH_BYTES] + run->bytes_outside;
	run->frees = (long)sum[ISH_FREES] + atomic_load(&p->outside_frees);
	run->freed = (double)sum[ISH_FREED] + (double)atomic_load(&p->outside_freed);
}

static void fill_transforms(struct ish_profile_view *view)
{
	struct ish_profile *const p = &ish_profile;
	const int slots = atomic_load(&p->slots_used);
	uint64_t plans, nanos;
	ish_transform_planned_total(&plans, &nanos);
	view->plans = (long)plans;
	view->planning = 1e-9 * (double)nanos;
	view->transforms = ish_transform_count();
	view->transform = p->view_transform;
	view->executions = ish_transform_unlisted();
	for (int s = 0; s < slots; s++) {
		view->executions += (long)p->slot[s].executed[0];
	}
	for (int i = 0; i < view->transforms; i++) {
		struct ish_profile_transform *const out = &p->view_transform[i];
		uint64_t ticks = 0, allocations = 0;
		memset(out, 0, sizeof *out);
		ish_transform_read(i + 1, out);
		for (int s = 0; s < slots; s++) {
			out->executions += (long)p->slot[s].executed[i + 1];
			out->timed += (long)p->slot[s].timed[i + 1];
			ticks += p->slot[s].timed_ticks[i + 1];
			allocations += p->slot[s].timed_allocations[i + 1];
		}
		view->executions += out->executions;
		out->seconds = out->timed > 0 ? (double)ticks * p->clock.seconds : NAN;
		out->allocations = out->timed > 0 ? counted(allocations) : -1;
	}
}

static void fill_tables(struct ish_profile_view *view)
{
	struct ish_profile *const p = &ish_profile;
	view->caches = ish_cache_count();
	for (int i = 0; i < view->caches; i++) {
		ish_cache_read(i, &view->cache[i]);
	}
	view->statistics = ish_statistic_count();
	view->statistic = p->view_statistic;
	for (int i = 0; i < view->statistics; i++) {
		p->view_statistic[i].name = ish_statistic_name(i);
		memcpy(p->view_statistic[i].bin, p->statistic_total[i], sizeof p->view_statistic[i].bin);
		memcpy(p->view_statistic[i].failures, p->failures_total[i], sizeof p->view_statistic[i].failures);
	}
	view->large_seen = atomic_load(&p->large_count);
	view->large_kept = view->large_seen < ISH_PROFILE_LARGE ? (int)view->large_seen : ISH_PROFILE_LARGE;
	memcpy(view->large, p->large, sizeof view->large);
}

const struct ish_profile_view *ish_profile_view(void)
{
	struct ish_profile *const p = &ish_profile;
	struct ish_profile_view *const view = &p->view;
	if (!p->started) {
		return NULL;
	}
	if (p->frozen) {
		return view;
	}
	struct ish_slot *const slot = ish_slot_self();
	if (slot != NULL && slot->index == 0) {
		ish_slot_roll(slot);
		ish_merge();
	}
	memset(view, 0, sizeof *view);
	view->nodes = p->merged_count;
	view->node = p->view_node;
	for (int i = 0; i < view->nodes; i++) {
		fill_node(&p->merged[i], &p->view_node[i]);
		fill_spread(i, &p->view_node[i]);
	}
	subtract_children(p->view_node, view->nodes);
	fill_run(&p->run);
	sum_run(&p->run);
	view->run = &p->run;
	view->steps = p->steps;
	view->steps_kept = p->steps < p->record_capacity ? p->steps : p->record_capacity;
	memcpy(view->kind, p->kind, sizeof view->kind);
	memcpy(view->stage, p->stage_total, sizeof view->stage);
	view->step_wall = p->step_wall;
	view->unattributed = p->unattributed;
	view->imbalance = p->imbalance;
	fill_transforms(view);
	fill_tables(view);
	return view;
}

const struct ish_step_record *ish_profile_step(const struct ish_profile_view *view, long i)
{
	const struct ish_profile *const p = &ish_profile;
	if (i < 0 || i >= view->steps_kept) {
		return NULL;
	}
	return &p->record[(view->steps - view->steps_kept + i) % p->record_capacity];
}

const struct ish_step_region *ish_profile_row(uint64_t sequence)
{
	const struct ish_profile *const p = &ish_profile;
	if (!p->started || sequence >= p->row_count || p->row_count - sequence > p->row_capacity) {
		return NULL;
	}
	return &p->row[sequence % p->row_capacity];
}

/* Where a call's region stands in the merged tree; below 0: it found no place there and was counted into its parent. */
static int traced_node(const struct ish_slot *slot, const struct ish_trace_entry *entry)
{
	return slot->node[entry->node < 0 ? ~entry->node : entry->node].merged;
}

long ish_profile_trace(int thread, struct ish_trace_event *event_out, long capacity)
{
	const struct ish_profile *const p = &ish_profile;
	if (!p->started || thread < 0 || thread >= atomic_load(&p->slots_used) || p->slot[thread].trace == NULL) {
		return 0;
	}
	const struct ish_slot *const slot = &p->slot[thread];
	const uint64_t end = slot->trace_count;
	uint64_t first = end; /* the last ones that are wanted begin here */
	long wanted = 0;
	while (end - first < slot->trace_capacity && first > 0 && (capacity <= 0 || wanted < capacity)) {
		first--;
		wanted += traced_node(slot, &slot->trace[first % slot->trace_capacity]) >= 0;
	}
	for (long i = 0; capacity > 0 && first < end; first++) {
		const struct ish_trace_entry *const entry = &slot->trace[first % slot->trace_capacity];
		if (traced_node(slot, entry) >= 0) {
			event_out[i++] = (struct ish_trace_event){.begin = entry->begin - p->run_start,
			                                          .ticks = entry->ticks,
			                                          .node = traced_node(slot, entry),
			                                          .part = entry->node < 0,
			                                          .step = entry->step};
		}
	}
	return wanted;
}
