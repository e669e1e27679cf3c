/* From the threads' trees to the merged tree, the sums of the step and its rows. Runs on the stepping thread, between
 * regions of the others. */
#define _POSIX_C_SOURCE 200809L

#include "profiler/profile_impl.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { REFUSED = -2 }; /* node.merged where the merged tree is full: its counts go to the nearest ancestor in it */

/* Twins of a region in field code compiled twice are one region: same place, same name. */
static bool same_region(const struct ish_region *a, const struct ish_region *b)
{
	return a == b || (a->line == b->line && strcmp(a->name, b->name) == 0 && strcmp(a->file, b->file) == 0);
}

static int merged_find(int parent, const struct ish_region *region)
{
	struct ish_profile *const p = &ish_profile;
	for (int i = parent + 1; i < p->merged_count; i++) {
		if (p->merged[i].parent == parent && same_region(p->merged[i].region, region)) {
			return i;
		}
	}
	if (p->merged_count == p->merged_capacity) {
		return REFUSED;
	}
	struct ish_merged *const made = &p->merged[p->merged_count];
	memset(made, 0, sizeof *made);
	made->region = region;
	made->parent = parent;
	made->depth = parent < 0 ? 0 : p->merged[parent].depth + 1;
	made->steady_step = -1;
	made->redundant_stage = -1;
	made->step_least = UINT64_MAX;
	return p->merged_count++;
}

static void spread_add(struct ish_spread *spread, uint64_t ticks)
{
	if (ticks == 0) {
		return;
	}
	spread->least = spread->threads == 0 || ticks < spread->least ? ticks : spread->least;
	spread->most = ticks > spread->most ? ticks : spread->most;
	spread->sum += ticks;
	spread->threads++;
}

static void merge_node(const struct ish_slot *slot, struct ish_node *node, const uint64_t *fresh)
{
	struct ish_profile *const p = &ish_profile;
	const struct ish_node *up = node;
	if (node->merged == -1) {
		const int parent = node->parent == NULL ? -1 : node->parent->merged;
		node->merged = parent == REFUSED ? REFUSED : merged_find(parent, node->region);
	}
	while (up->merged == REFUSED) { /* NOLINT(clang-analyzer-core.NullDereference): the root is never refused */
		up = up->parent;
		assert(up != NULL); /* it is the first in the merged tree */
	}
	struct ish_merged *const merged = &p->merged[up->merged];
	const bool refused = up != node;
	for (int i = refused ? ISH_ALLOCATIONS : 0; i <= (refused ? ISH_WASTED : ISH_COUNTS - 1); i++) {
		merged->total[i] += fresh[i];
		merged->step[i] += fresh[i];
	}
	merged->allocation_stages |= node->allocation_stages;
	if (fresh[ISH_REDUNDANT] > 0 && merged->repeated.around == NULL) {
		merged->repeated = node->repeated;
		merged->redundant_stage = node->redundant_stage;
	}
	if (refused) {
		p->merge_folded += (long)fresh[ISH_CALLS];
		return;
	}
	if (slot->index == 0) {
		merged->main_ticks += fresh[ISH_TICKS];
		merged->step_main_ticks += fresh[ISH_TICKS];
	}
	spread_add(&merged->step_team, fresh[ISH_TEAM]);
	spread_add(&merged->step_ticks, fresh[ISH_TICKS]);
	if (fresh[ISH_TICKS] > 0 && ish_worth_cpu(fresh[ISH_TICKS], fresh[ISH_CALLS] > 0 ? fresh[ISH_CALLS] : 1)) {
		node->flags |= ISH_NODE_CPU;
	}
}

/* A worker never begins the root: its time there is that of the regions below. */
static void root_sum(struct ish_slot *slot, int count)
{
	static const int part[] = {ISH_TICKS, ISH_CPU, ISH_CPU_TICKS};
	struct ish_node *const root = &slot->node[0];
	uint64_t sum[ISH_COUNTS] = {0};
	for (int i = 1; i < count; i++) {
		if (slot->node[i].parent != root) {
			continue;
		}
		for (int k = 0; k < 3; k++) {
			sum[part[k]] += slot->node[i].count[part[k]];
		}
		for (int k = ISH_STAGE; k < ISH_COUNTS; k++) {
			sum[k] += slot->node[i].count[k];
		}
	}
	for (int k = 0; k < 3; k++) {
		root->count[part[k]] = sum[part[k]];
	}
	for (int k = ISH_STAGE; k < ISH_COUNTS; k++) {
		root->count[k] = sum[k];
	}
}

static void merge_statistics(struct ish_slot *slot)
{
	struct ish_profile *const p = &ish_profile;
	for (int s = 0; s < ISH_PROFILE_STATISTICS && slot->statistics_touched != 0; s++) {
		if (!(slot->statistics_touched & (1u << s))) {
			continue;
		}
		slot->statistics_touched &= ~(1u << s);
		for (int stage = 0; stage < ISH_PROFILE_STAGES; stage++) {
			for (int bin = 0; bin < ISH_PROFILE_BINS; bin++) {
				p->statistic_total[s][stage][bin] += slot->statistic[s][stage][bin];
				p->statistic_step[s][bin] += slot->statistic[s][stage][bin];
			}
			p->failures_total[s][stage] += slot->failures[s][stage];
			p->failures_step[s] += slot->failures[s][stage];
		}
		memset(slot->statistic[s], 0, sizeof slot->statistic[s]);
		memset(slot->failures[s], 0, sizeof slot->failures[s]);
	}
}

static void merge_slot(struct ish_slot *slot)
{
	const int count = __atomic_load_n(&slot->node_count, __ATOMIC_ACQUIRE);
	bool any = false;
	if (slot->index != 0) {
		root_sum(slot, count);
	}
	for (int i = 0; i < count; i++) {
		struct ish_node *const node = &slot->node[i];
		uint64_t fresh[ISH_COUNTS], changed = 0;
		for (int k = 0; k < ISH_COUNTS; k++) {
			const uint64_t now = node->count[k];
			fresh[k] = now - node->seen[k];
			changed |= fresh[k];
			node->seen[k] = now;
		}
		if (changed == 0 && node->merged != -1) {
			continue;
		}
		any |= fresh[ISH_TICKS] != 0;
		merge_node(slot, node, fresh);
	}
	ish_profile.step_threads += any;
	merge_statistics(slot);
}

void ish_merge(void)
{
	const int slots = atomic_load(&ish_profile.slots_used);
	for (int i = 0; i < slots; i++) {
		merge_slot(&ish_profile.slot[i]);
	}
}

void ish_merge_open(void)
{
	struct ish_profile *const p = &ish_profile;
	for (int i = 0; i < p->merged_count; i++) {
		memset(p->merged[i].step, 0, sizeof p->merged[i].step);
		p->merged[i].step_main_ticks = 0;
		p->merged[i].step_team = (struct ish_spread){0};
		p->merged[i].step_ticks = (struct ish_spread){0};
	}
	memset(p->statistic_step, 0, ISH_PROFILE_STATISTICS * sizeof *p->statistic_step);
	memset(p->failures_step, 0, sizeof p->failures_step);
	p->step_threads = 0;
}

/* Threads of a region in this step: those of its team, or below a team those that were in it; none elsewhere. */
static struct ish_spread merged_spread(struct ish_merged *merged)
{
	const struct ish_merged *const parent = merged->parent < 0 ? NULL : &ish_profile.merged[merged->parent];
	merged->team |= merged->step_team.threads > 0;
	merged->inside = parent != NULL && (parent->team || parent->inside);
	if (merged->step_team.threads > 0) {
		return merged->step_team;
	}
	return merged->inside ? merged->step_ticks : (struct ish_spread){0};
}

static void write_row(int node, const struct ish_spread *spread)
{
	struct ish_profile *const p = &ish_profile;
	const struct ish_merged *const merged = &p->merged[node];
	const double second = p->clock.seconds;
	const double covered = (double)merged->step[ISH_CPU_TICKS] / fmax((double)merged->step[ISH_TICKS], 1);
	struct ish_step_region *const row = &p->row[p->row_count++ % p->row_capacity];
	row->node = node;
	row->threads = spread->threads;
	row->calls = (uint32_t)merged->step[ISH_CALLS];
	row->allocations = (uint32_t)merged->step[ISH_ALLOCATIONS];
	row->bytes = merged->step[ISH_BYTES];
	row->wall = (float)((double)merged->step_main_ticks * second);
	row->thread = (float)((double)merged->step[ISH_TICKS] * second);
	row->cpu = covered >= 0.9 ? (float)(1e-9 * (double)merged->step[ISH_CPU] / covered) : NAN;
	row->busiest = spread->threads > 0 ? (float)((double)spread->most * second) : NAN;
	row->flops = (float)merged->step[ISH_FLOPS];
	row->mean = spread->threads > 0 ? (float)((double)spread->sum * second / spread->threads) : NAN;
}

/* Seconds lost by the team of a region: those who are done wait for the busiest. */
static double team_loss(const struct ish_merged *merged)
{
	const struct ish_spread *const team = &merged->step_team;
	if (team->threads < 2) {
		return 0;
	}
	return ((double)team->most - (double)team->sum / team->threads) * ish_profile.clock.seconds;
}

static void close_node(int node, struct ish_step_record *record)
{
	struct ish_profile *const p = &ish_profile;
	struct ish_merged *const merged = &p->merged[node];
	const uint64_t *const step = merged->step;
	const struct ish_spread spread = merged_spread(merged);
	const double loss = team_loss(merged);
	merged->imbalance += loss;
	record->imbalance += loss;
	record->calls += (long)step[ISH_CALLS];
	record->flops += (double)step[ISH_FLOPS];
	record->traffic += (double)step[ISH_TRAFFIC];
	record->redundant += (long)step[ISH_REDUNDANT];
	record->wasted += (double)step[ISH_WASTED] * p->clock.seconds;
	record->overhead += ish_cost_of(step);
	if (ish_allocation_measured()) {
		record->allocations += (long)step[ISH_ALLOCATIONS];
		record->bytes += (double)step[ISH_BYTES];
		record->frees += (long)step[ISH_FREES];
		record->freed += (double)step[ISH_FREED];
		record->overhead += p->cost_hook * (double)step[ISH_ALLOCATIONS];
	}
	if (record->kind == ISH_STEP_STEADY && step[ISH_ALLOCATIONS] > 0) {
		merged->steady_step = merged->steady_step < 0 ? record->step : merged->steady_step;
		merged->steady_allocations += step[ISH_ALLOCATIONS];
		merged->steady_bytes += step[ISH_BYTES];
	}
	if (step[ISH_CALLS] > 0) {
		merged->steps++;
		merged->step_least =
			merged->step_main_ticks < merged->step_least ? merged->step_main_ticks : merged->step_least;
		merged->step_most =
			merged->step_main_ticks > merged->step_most ? merged->step_main_ticks : merged->step_most;
	}
	if (merged->region == &ish_whole_step) {
		record->at_work += (double)step[ISH_TICKS] * p->clock.seconds;
	}
	if (step[ISH_TICKS] > 0 || step[ISH_ALLOCATIONS] > 0) {
		write_row(node, &spread);
		record->rows++;
	}
}

static void close_statistic(int s, struct ish_step_statistic *out)
{
	const uint64_t *const bin = ish_profile.statistic_step[s];
	*out = (struct ish_step_statistic){
		.min = -1, .p95 = -1, .max = -1, .mean = NAN, .failures = ish_profile.failures_step[s]};
	double sum = 0;
	for (int i = 0; i < ISH_PROFILE_BINS; i++) {
		if (bin[i] == 0) {
			continue;
		}
		out->min = out->min < 0 ? i : out->min;
		out->max = i;
		out->count += (long)bin[i];
		sum += (double)bin[i] * i;
	}
	if (out->count > 0) {
		out->mean = sum / (double)out->count;
		out->p95 = ish_bin_quantile(bin, 0.95);
	}
}

/* Whether a node is the step, or a region of that name directly below it, which counts with it. */
static bool is_whole_step(int i)
{
	const struct ish_merged *const merged = ish_profile.merged;
	if (i < 1 || strcmp(merged[i].region->name, ish_whole_step.name) != 0) {
		return false;
	}
	return merged[i].depth == 1 || (merged[i].depth == 2 && is_whole_step(merged[i].parent));
}

/* What the step spends on the stepping thread outside its children, in seconds. */
static double step_self(void)
{
	const struct ish_profile *const p = &ish_profile;
	double self = 0;
	for (int i = 1; i < p->merged_count; i++) {
		if (is_whole_step(i)) {
			self += (double)p->merged[i].step_main_ticks;
		}
		if (is_whole_step(p->merged[i].parent)) {
			self -= (double)p->merged[i].step_main_ticks;
		}
	}
	return self * p->clock.seconds;
}

void ish_merge_close(struct ish_step_record *record)
{
	struct ish_profile *const p = &ish_profile;
	record->first_row = p->row_count;
	record->rows = 0;
	for (int i = 0; i < p->merged_count; i++) {
		close_node(i, record);
	}
	for (int s = 0; s < ISH_PROFILE_STATISTICS; s++) {
		close_statistic(s, &record->statistic[s]);
	}
	const double self = step_self();
	record->unattributed = record->wall > 0 ? self / record->wall : NAN;
	record->threads = p->step_threads;
	/* The stepping thread's waiting is in it, and no more than what all wait together. */
	record->at_work = fmax(0, record->at_work - record->threads * record->imbalance);
	p->unattributed += self;
	p->imbalance += record->imbalance;
}
