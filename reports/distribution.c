#define _POSIX_C_SOURCE 200809L

#include "reports/distribution.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/report_impl.h"

/* A step is beside the others from twice their median, and only where that is more than the clock and a switch make. */
static const double OUTLIER_TIMES = 2.0, OUTLIER_SECONDS = 1e-4;

static int compare_doubles(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double quantile(const double *sorted, long count, double q)
{
	const long i = (long)ceil(q * (double)count) - 1;
	return sorted[i < 0 ? 0 : i];
}

struct ish_quantiles ish_quantiles_of(double *values, long count)
{
	struct ish_quantiles out = {.count = count, .median = NAN, .p95 = NAN, .max = NAN};
	if (count == 0) {
		return out;
	}
	qsort(values, (size_t)count, sizeof *values, compare_doubles);
	out.median = quantile(values, count, 0.5);
	out.p95 = quantile(values, count, 0.95);
	out.max = values[count - 1];
	return out;
}

/* ---- quantities of a step ---- */

typedef double value_of(const struct ish_report *report, const struct ish_step_record *record, int index);

static double counted(long count)
{
	return count < 0 ? NAN : (double)count;
}

#define FIELD(function, expression)                                                                                    \
	static double function(const struct ish_report *report, const struct ish_step_record *record, int index)       \
	{                                                                                                              \
		(void)report;                                                                                          \
		(void)index;                                                                                           \
		return expression;                                                                                     \
	}
FIELD(of_wall, record->wall)
FIELD(of_cpu, record->cpu)
FIELD(of_calls, (double)record->calls)
FIELD(of_allocations, counted(record->allocations))
FIELD(of_bytes, record->bytes)
FIELD(of_live, record->allocations < 0 ? NAN : (double)record->live_peak)
FIELD(of_rss, (double)record->peak_rss)
FIELD(of_transforms, (double)record->transforms)
FIELD(of_flops, record->flops)
FIELD(of_gigaflops, record->wall > 0 && record->flops > 0 ? 1e-9 * record->flops / record->wall : NAN)
FIELD(of_plans, (double)record->plans)
FIELD(of_redundant, (double)record->redundant)
FIELD(of_wasted, record->wasted)
FIELD(of_imbalance, record->imbalance)
FIELD(of_unattributed, record->unattributed)
FIELD(of_overhead, record->overhead)
FIELD(of_switches, (double)record->switches)
FIELD(of_hardware, record->hardware[index])
FIELD(of_ipc, record->hardware[ISH_HARDWARE_INSTRUCTIONS] / record->hardware[ISH_HARDWARE_CYCLES])
FIELD(of_stage, record->stage[index].wall > 0 ? record->stage[index].wall : NAN)
FIELD(of_stage_cpu, record->stage[index].wall > 0 ? record->stage[index].cpu : NAN)
FIELD(of_hits, ish_report_hit_rate(report, record, index))
FIELD(of_mean, record->statistic[index].mean)
FIELD(of_p95, counted(record->statistic[index].p95))
FIELD(of_max, counted(record->statistic[index].max))
FIELD(of_failures, record->statistic[index].count > 0 ? (double)record->statistic[index].failures : NAN)
#undef FIELD

struct collector {
	struct ish_report *report;
	bool steady;
	double *values; /* room for all steps that are kept */
};

static void collect(const struct collector *c, const char *name, enum ish_unit unit, value_of *value, int index)
{
	struct ish_distribution *const d = &c->report->distribution;
	const struct ish_profile_view *const view = c->report->view;
	long count = 0;
	for (long i = 0; i < view->steps_kept; i++) {
		const struct ish_step_record *const record = ish_profile_step(view, i);
		const double found = value(c->report, record, index);
		if ((!c->steady || record->kind == ISH_STEP_STEADY) && !isnan(found)) {
			c->values[count++] = found;
		}
	}
	if (d->quantities == ISH_QUANTITIES || count == 0) {
		return;
	}
	struct ish_step_quantity *const quantity = &d->quantity[d->quantities++];
	(void)snprintf(quantity->name, sizeof quantity->name, "%s", name);
	quantity->unit = unit;
	quantity->over = ish_quantiles_of(c->values, count);
}

static void collect_named(const struct collector *c)
{
	const struct ish_profile_view *const view = c->report->view;
	const int shown = ish_report_statistic(c->report);
	char name[48];
	for (int i = 0; i < view->caches; i++) {
		(void)snprintf(name, sizeof name, "hits of cache %.30s", view->cache[i].name);
		if (!ish_report_cache_idle(c->report, i)) {
			collect(c, name, ISH_UNIT_SHARE, of_hits, i);
		}
	}
	if (shown >= 0) {
		const char *const statistic = view->statistic[shown].name;
		(void)snprintf(name, sizeof name, "%.30s, mean", statistic);
		collect(c, name, ISH_UNIT_REAL, of_mean, shown);
		(void)snprintf(name, sizeof name, "%.30s, p95", statistic);
		collect(c, name, ISH_UNIT_COUNT, of_p95, shown);
		(void)snprintf(name, sizeof name, "%.30s, max", statistic);
		collect(c, name, ISH_UNIT_COUNT, of_max, shown);
		(void)snprintf(name, sizeof name, "%.30s, failures", statistic);
		collect(c, name, ISH_UNIT_COUNT, of_failures, shown);
	}
	for (int i = 0; i < ISH_HARDWARE_COUNT; i++) {
		collect(c, ish_hardware_name(i), ISH_UNIT_COUNT, of_hardware, i);
	}
	collect(c, "instructions per cycle", ISH_UNIT_REAL, of_ipc, 0);
}

static void collect_stages(const struct collector *c)
{
	char name[48];
	for (int i = 1; i < ISH_PROFILE_STAGES; i++) {
		(void)snprintf(name, sizeof name, "stage %d, wall", i - 1);
		collect(c, name, ISH_UNIT_SECONDS, of_stage, i);
		(void)snprintf(name, sizeof name, "stage %d, cpu", i - 1);
		collect(c, name, ISH_UNIT_SECONDS, of_stage_cpu, i);
	}
	collect(c, "outside stages, wall", ISH_UNIT_SECONDS, of_stage, 0);
}

static void collect_all(const struct collector *c)
{
	static const struct {
		const char *name;
		enum ish_unit unit;
		value_of *value;
	} row[] = {
		{"wall", ISH_UNIT_SECONDS, of_wall},
		{"cpu", ISH_UNIT_SECONDS, of_cpu},
		{"calls", ISH_UNIT_COUNT, of_calls},
		{"allocations", ISH_UNIT_COUNT, of_allocations},
		{"allocated", ISH_UNIT_BYTES, of_bytes},
		{"largest live heap", ISH_UNIT_BYTES, of_live},
		{"peak RSS", ISH_UNIT_BYTES, of_rss},
		{"transforms", ISH_UNIT_COUNT, of_transforms},
		{"flops", ISH_UNIT_COUNT, of_flops},
		{"GF/s", ISH_UNIT_REAL, of_gigaflops},
		{"plans made", ISH_UNIT_COUNT, of_plans},
		{"redundant calls", ISH_UNIT_COUNT, of_redundant},
		{"wasted in them", ISH_UNIT_SECONDS, of_wasted},
		{"lost to imbalance", ISH_UNIT_SECONDS, of_imbalance},
		{"in no region", ISH_UNIT_SHARE, of_unattributed},
		{"profiler's own", ISH_UNIT_SECONDS, of_overhead},
		{"involuntary switches", ISH_UNIT_COUNT, of_switches},
	};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		collect(c, row[i].name, row[i].unit, row[i].value, 0);
	}
	collect_stages(c);
	collect_named(c);
}

/* ---- regions by step ---- */

struct sample { /* of one region in one step */
	double wall, wall_self, cpu, calls, allocations, bytes, flops;
};

enum { SAMPLE_VALUES = sizeof(struct sample) / sizeof(double) };

struct samples {
	bool measured; /* allocations */
	long *first;   /* by node, and one more: where its samples begin */
	long *used;    /* by node */
	struct sample *at;
	double *below; /* by node: wall time of its children in a step */
};

static void free_samples(struct samples *s)
{
	free(s->first);
	free(s->used);
	free(s->at);
	free(s->below);
}

static bool is_counted(const struct ish_report *report, const struct ish_step_record *record)
{
	return !report->distribution.steady || record->kind == ISH_STEP_STEADY;
}

/* Rows of a step that are kept still, all of them or none. */
static int rows_of(const struct ish_step_record *record)
{
	return record->rows > 0 && ish_profile_row(record->first_row) != NULL ? record->rows : 0;
}

static bool make_samples(const struct ish_report *report, struct samples *s)
{
	const struct ish_profile_view *const view = report->view;
	const size_t nodes = (size_t)view->nodes;
	*s = (struct samples){.measured = view->run->allocations >= 0};
	s->first = calloc(nodes + 1, sizeof *s->first);
	s->used = calloc(nodes, sizeof *s->used);
	s->below = calloc(nodes, sizeof *s->below);
	for (long i = 0; s->first != NULL && i < view->steps_kept; i++) {
		const struct ish_step_record *const record = ish_profile_step(view, i);
		for (int k = 0; is_counted(report, record) && k < rows_of(record); k++) {
			s->first[ish_profile_row(record->first_row + (uint64_t)k)->node + 1]++;
		}
	}
	for (size_t i = 0; s->first != NULL && i < nodes; i++) {
		s->first[i + 1] += s->first[i];
	}
	s->at = s->first != NULL ? malloc((size_t)(s->first[nodes] + 1) * sizeof *s->at) : NULL;
	return s->used != NULL && s->below != NULL && s->at != NULL;
}

static void take_step(const struct ish_profile_view *view, const struct ish_step_record *record, struct samples *s)
{
	const int rows = rows_of(record);
	for (int k = 0; k < rows; k++) {
		s->below[ish_profile_row(record->first_row + (uint64_t)k)->node] = 0;
	}
	for (int k = 0; k < rows; k++) {
		const struct ish_step_region *const row = ish_profile_row(record->first_row + (uint64_t)k);
		const int parent = view->node[row->node].parent;
		if (parent >= 0) {
			s->below[parent] += (double)row->wall;
		}
	}
	for (int k = 0; k < rows; k++) {
		const struct ish_step_region *const row = ish_profile_row(record->first_row + (uint64_t)k);
		s->at[s->first[row->node] + s->used[row->node]++] =
			(struct sample){.wall = (double)row->wall,
		                        .wall_self = (double)row->wall - s->below[row->node],
		                        .cpu = (double)row->cpu,
		                        .calls = (double)row->calls,
		                        .allocations = s->measured ? (double)row->allocations : NAN,
		                        .bytes = s->measured ? (double)row->bytes : NAN,
		                        .flops = (double)row->flops};
	}
}

/* Value `which` of the samples of a node; those that were not measured are left out. */
static struct ish_quantiles of_samples(const struct samples *s, int node, int which, double *values)
{
	long count = 0;
	for (long i = s->first[node]; i < s->first[node + 1]; i++) {
		double value[SAMPLE_VALUES];
		memcpy(value, &s->at[i], sizeof value);
		if (!isnan(value[which])) {
			values[count++] = value[which];
		}
	}
	return ish_quantiles_of(values, count);
}

static void fill_regions(struct ish_report *report, struct samples *s, double *values)
{
	const struct ish_profile_view *const view = report->view;
	for (long i = 0; i < view->steps_kept; i++) {
		const struct ish_step_record *const record = ish_profile_step(view, i);
		if (is_counted(report, record)) {
			take_step(view, record, s);
		}
	}
	for (int node = 0; node < view->nodes; node++) {
		struct ish_quantiles q[SAMPLE_VALUES];
		for (int which = 0; which < SAMPLE_VALUES; which++) {
			q[which] = of_samples(s, node, which, values);
		}
		report->distribution.region[node] = (struct ish_region_steps){q[0], q[1], q[2], q[3], q[4], q[5], q[6]};
	}
}

/* ---- steps beside the others ---- */

/* The region that took most of what a step took longer. */
static void blame(const struct ish_report *report, const struct ish_step_record *record, struct ish_outlier *outlier)
{
	for (int k = 0; k < rows_of(record); k++) {
		const struct ish_step_region *const row = ish_profile_row(record->first_row + (uint64_t)k);
		const double usual = report->distribution.region[row->node].wall_self.median;
		const double excess = ish_report_row_self(report, record, k).wall - (isnan(usual) ? 0 : usual);
		if (outlier->region == NULL || excess > outlier->region_excess) {
			outlier->region = report->view->node[row->node].region->name;
			outlier->region_excess = excess;
		}
	}
}

static int compare_outliers(const void *a, const void *b)
{
	const struct ish_outlier *const x = a, *const y = b;
	return (x->wall < y->wall) - (x->wall > y->wall);
}

static void find_outliers(struct ish_report *report, double cpu_median)
{
	struct ish_distribution *const d = &report->distribution;
	const double median = report->summary.wall_steady.median;
	for (long i = 0; i < report->view->steps_kept; i++) {
		const struct ish_step_record *const record = ish_profile_step(report->view, i);
		if (record->kind != ISH_STEP_STEADY || !(record->wall > OUTLIER_TIMES * median) ||
		    !(record->wall > median + OUTLIER_SECONDS)) {
			continue;
		}
		struct ish_outlier found = {.step = record->step,
		                            .wall = record->wall,
		                            .times = record->wall / median,
		                            .cpu_times = record->cpu / cpu_median,
		                            .contended = record->contention != 0};
		d->outliers_seen++;
		if (d->outliers == ISH_OUTLIERS && found.wall <= d->outlier[ISH_OUTLIERS - 1].wall) {
			continue;
		}
		blame(report, record, &found);
		d->outlier[d->outliers < ISH_OUTLIERS ? d->outliers++ : ISH_OUTLIERS - 1] = found;
		qsort(d->outlier, (size_t)d->outliers, sizeof d->outlier[0], compare_outliers);
	}
}

const struct ish_step_quantity *ish_report_quantity(const struct ish_report *report, const char *name)
{
	for (int i = 0; i < report->distribution.quantities; i++) {
		if (strcmp(report->distribution.quantity[i].name, name) == 0) {
			return &report->distribution.quantity[i];
		}
	}
	return NULL;
}

enum ish_status ish_report_distribution(struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	struct ish_distribution *const d = &report->distribution;
	struct samples samples = {.measured = false};
	*d = (struct ish_distribution){.steady = report->summary.wall_steady.count > 0};
	if (view->steps_kept == 0) {
		return ISH_OK;
	}
	double *const values = malloc((size_t)view->steps_kept * sizeof *values);
	d->region = calloc((size_t)view->nodes, sizeof *d->region);
	if (values == NULL || d->region == NULL || !make_samples(report, &samples)) {
		free(values);
		free_samples(&samples);
		return ish_fail(ISH_ERR_MEMORY, "report: no memory to sort the regions of %ld steps", view->steps_kept);
	}
	collect_all(&(struct collector){report, d->steady, values});
	fill_regions(report, &samples, values);
	if (d->steady) {
		find_outliers(report, ish_report_quantity(report, "cpu")->over.median);
	}
	free_samples(&samples);
	free(values);
	return ISH_OK;
}
