/* What is computed from the profiler's view, once for all formats. */
#define _POSIX_C_SOURCE 200809L

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/report_impl.h"

/* Wall times of the steps kept, of all kinds or of steady ones. `work` has room for all of them. */
static struct ish_quantiles wall_quantiles(const struct ish_profile_view *view, bool steady_only, double *work)
{
	long count = 0;
	for (long i = 0; i < view->steps_kept; i++) {
		const struct ish_step_record *const record = ish_profile_step(view, i);
		if (!steady_only || record->kind == ISH_STEP_STEADY) {
			work[count++] = record->wall;
		}
	}
	return ish_quantiles_of(work, count);
}

/* ---- hot spots ---- */

bool ish_report_below_step(const struct ish_profile_view *view, int node)
{
	for (; node > 0; node = view->node[node].parent) {
		if (view->node[node].depth == 1) {
			return strcmp(view->node[node].region->name, "step") == 0;
		}
	}
	return false;
}

struct ish_hot_spot *ish_report_hot_spot(const struct ish_report *report, const char *name)
{
	for (int i = 0; i < report->summary.hot_spots; i++) {
		if (strcmp(report->summary.hot_spot[i].name, name) == 0) {
			return &report->summary.hot_spot[i];
		}
	}
	return NULL;
}

static struct ish_hot_spot *hot_spot_named(struct ish_summary *summary, const char *name)
{
	for (int i = 0; i < summary->hot_spots; i++) {
		if (strcmp(summary->hot_spot[i].name, name) == 0) {
			return &summary->hot_spot[i];
		}
	}
	struct ish_hot_spot *const made = &summary->hot_spot[summary->hot_spots++];
	*made = (struct ish_hot_spot){.name = name};
	return made;
}

static int compare_hot_spots(const void *a, const void *b)
{
	const struct ish_hot_spot *const x = a, *const y = b;
	return (x->wall_self < y->wall_self) - (x->wall_self > y->wall_self);
}

static void add_work(struct ish_work *sum, const struct ish_work *work)
{
	sum->flops += work->flops;
	sum->apart += work->apart;
	sum->divisions += work->divisions;
	sum->roots += work->roots;
	sum->bytes += work->bytes;
	sum->cached += work->cached;
}

static void rank_hot_spots(struct ish_summary *summary, const struct ish_profile_view *view,
                           const struct ish_report_context *context)
{
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_profile_node *const node = &view->node[i];
		if (view->steps > 0 && !ish_report_below_step(view, i)) {
			continue;
		}
		struct ish_hot_spot *const spot = hot_spot_named(summary, node->region->name);
		spot->calls += node->calls;
		spot->wall_self += node->wall_self;
		spot->thread_self += node->thread_self;
		spot->cpu_self += node->cpu_self;
		spot->flops += node->flops;
		spot->traffic += node->traffic;
		add_work(&spot->work, &node->work);
		spot->allocations = node->allocations < 0 ? -1 : spot->allocations + node->allocations;
		spot->steady_allocations =
			node->allocations < 0 ? -1 : spot->steady_allocations + node->steady_allocations;
		spot->bytes += node->bytes;
	}
	const double base = view->steps > 0 ? view->step_wall : view->run->wall;
	for (int i = 0; i < summary->hot_spots; i++) {
		summary->hot_spot[i].share = base > 0 ? summary->hot_spot[i].wall_self / base : NAN;
		summary->hot_spot[i].roof = ish_roof_of(context, &summary->hot_spot[i].work, summary->hot_spot[i].wall_self);
	}
	qsort(summary->hot_spot, (size_t)summary->hot_spots, sizeof *summary->hot_spot, compare_hot_spots);
}

/* ---- the whole ---- */

static void sum_tree(struct ish_summary *summary, const struct ish_profile_view *view)
{
	for (int i = 0; i < view->nodes; i++) {
		summary->redundant += view->node[i].redundant;
		const struct ish_profile_node *const node = &view->node[i];
		summary->wasted += node->wasted;
		summary->wasted_wall += node->thread > 0 ? node->wasted * node->wall / node->thread : 0;
	}
	summary->transforms = view->executions;
	summary->plans = view->plans;
	summary->planning = view->planning;
}

bool ish_report_is_disturbed(long contended, long steps)
{
	static const double DISTURBED_SHARE = 0.1;
	return (double)contended > DISTURBED_SHARE * (double)steps;
}

static void sum_kinds(struct ish_summary *summary, const struct ish_profile_view *view)
{
	double cpu = 0;
	for (int i = 0; i < ISH_STEP_KIND_COUNT; i++) {
		cpu += view->kind[i].cpu;
		summary->contended += view->kind[i].contended;
		summary->switches += view->kind[i].switches;
	}
	summary->processors = view->step_wall > 0 ? cpu / view->step_wall : NAN;
	const struct ish_kind_total *const steady = &view->kind[ISH_STEP_STEADY];
	const bool measured = view->run->allocations >= 0;
	summary->steady_allocations = measured ? steady->allocations : -1;
	summary->zero = !measured                  ? ISH_ZERO_UNMEASURED
	                : steady->steps == 0       ? ISH_ZERO_NO_STEADY
	                : steady->allocations == 0 ? ISH_ZERO_HOLDS
	                                           : ISH_ZERO_BROKEN;
}

static enum ish_status summarise(struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	struct ish_summary *const summary = &report->summary;
	double *const work = malloc(((size_t)view->steps_kept + 1) * sizeof *work);
	summary->hot_spot = malloc((size_t)view->nodes * sizeof *summary->hot_spot);
	if (work == NULL || summary->hot_spot == NULL) {
		free(work);
		return ish_fail(ISH_ERR_MEMORY, "report: no memory to sort %ld steps and %d regions", view->steps_kept,
		                view->nodes);
	}
	summary->wall_all = wall_quantiles(view, false, work);
	summary->wall_steady = wall_quantiles(view, true, work);
	free(work);
	summary->wall_step = view->step_wall;
	summary->wall_run = view->run->wall;
	const double cell_steps = (double)report->context->cells * (double)view->steps;
	summary->per_cell = cell_steps > 0 ? view->step_wall / cell_steps : NAN;
	summary->cell_rate = cell_steps > 0 ? cell_steps / view->step_wall : NAN;
	summary->unattributed = view->step_wall > 0 ? view->unattributed / view->step_wall : NAN;
	summary->imbalance = view->step_wall > 0 ? view->imbalance / view->step_wall : NAN;
	summary->overhead = view->run->overhead / (view->run->wall * view->run->threads);
	sum_tree(summary, view);
	sum_kinds(summary, view);
	rank_hot_spots(summary, view, report->context);
	return ISH_OK;
}

enum ish_status ish_report_init(struct ish_report *report, const struct ish_report_context *context)
{
	memset(report, 0, sizeof *report);
	report->view = ish_profile_view();
	report->context = context;
	ish_environment_read(&report->environment);
	enum ish_status status = summarise(report);
	if (status == ISH_OK) {
		status = ish_report_distribution(report);
	}
	if (status != ISH_OK) {
		ish_report_reset(report);
		return status;
	}
	ish_report_stage_times(report);
	ish_report_holdings(report);
	ish_report_targets(report);
	return ISH_OK;
}

void ish_report_reset(struct ish_report *report)
{
	free(report->summary.hot_spot);
	free(report->distribution.region);
	memset(report, 0, sizeof *report);
}

const char *ish_step_kind_name(enum ish_step_kind kind)
{
	static const char *const name[] = {[ISH_STEP_WARMUP] = "warm-up",
	                                   [ISH_STEP_STEADY] = "steady",
	                                   [ISH_STEP_OUTPUT] = "output",
	                                   [ISH_STEP_REGRID] = "regrid"};
	return name[kind];
}

/* ---- derived numbers ---- */

double ish_report_hit_rate(const struct ish_report *report, const struct ish_step_record *record, int i)
{
	const struct ish_profile_view *const view = report->view;
	long hits = 0, requests = 0;
	for (int k = 0; k < view->caches; k++) {
		if (i >= 0 && k != i) {
			continue;
		}
		const long hit = record != NULL ? record->hits[k] : view->cache[k].hits;
		hits += hit;
		requests += hit + (record != NULL ? record->misses[k] : view->cache[k].misses);
	}
	return requests > 0 ? (double)hits / (double)requests : NAN;
}

int ish_report_cache(const struct ish_report *report)
{
	for (int i = 0; i < report->view->caches; i++) {
		if (report->context->cache != NULL && strcmp(report->view->cache[i].name, report->context->cache) == 0) {
			return i;
		}
	}
	return report->view->caches > 0 ? 0 : -1;
}

int ish_report_statistic(const struct ish_report *report)
{
	for (int i = 0; i < report->view->statistics; i++) {
		if (report->context->statistic != NULL &&
		    strcmp(report->view->statistic[i].name, report->context->statistic) == 0) {
			return i;
		}
	}
	return report->view->statistics > 0 ? 0 : -1;
}

double ish_transform_rate(const struct ish_profile_transform *transform)
{
	return transform->timed > 0 && transform->seconds > 0
	               ? 1e-9 * transform->info.flops * (double)transform->timed / transform->seconds
	               : NAN;
}

struct ish_bins ish_report_bins(const struct ish_profile_statistic *statistic, int stage)
{
	struct ish_bins out = {.min = -1, .p95 = -1, .max = -1, .mean = NAN};
	uint64_t bin[ISH_PROFILE_BINS] = {0};
	double sum = 0;
	for (int s = 0; s < ISH_PROFILE_STAGES; s++) {
		out.failures += stage < 0 || s == stage ? statistic->failures[s] : 0;
		for (int i = 0; i < ISH_PROFILE_BINS && (stage < 0 || s == stage); i++) {
			bin[i] += statistic->bin[s][i];
		}
	}
	for (int i = 0; i < ISH_PROFILE_BINS; i++) {
		if (bin[i] == 0) {
			continue;
		}
		out.min = out.min < 0 ? i : out.min;
		out.max = i;
		out.count += bin[i];
		sum += (double)bin[i] * i;
	}
	out.mean = out.count > 0 ? sum / (double)out.count : NAN;
	out.p95 = ish_bin_quantile(bin, 0.95);
	return out;
}

struct ish_row_self ish_report_row_self(const struct ish_report *report, const struct ish_step_record *record, int i)
{
	const struct ish_step_region *const row = ish_profile_row(record->first_row + (uint64_t)i);
	struct ish_row_self self = {NAN, NAN, NAN};
	if (row == NULL) {
		return self;
	}
	self = (struct ish_row_self){(double)row->wall, (double)row->thread, (double)row->cpu};
	for (int k = i + 1; k < record->rows; k++) {
		const struct ish_step_region *const other = ish_profile_row(record->first_row + (uint64_t)k);
		if (other == NULL || report->view->node[other->node].parent != row->node) {
			continue;
		}
		self.wall -= (double)other->wall;
		self.thread -= (double)other->thread;
		self.cpu -= (double)other->cpu;
	}
	return self;
}
