/* Gathers points: what the profiler counted between the beginnings and ends of repeats. */
#include "reports/scaling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profiler/profile_view.h"

enum { NODES = 1024 }; /* of a view that are looked at; the profiler keeps no more */

struct sample { /* sums since the profiler's start; rows of regions as scaling->region */
	double steps, wall, cpu, contended;
	double region[ISH_SCALING_REGIONS][ISH_SCALING_QUANTITIES];
};

struct ish_scaling_run {
	struct ish_scaling *scaling;
	struct ish_scaling_point *point;
	struct sample begin, sum;
	int repeats;
	double wall[ISH_SCALING_REPEATS], cpu[ISH_SCALING_REPEATS];   /* of a step */
	double thread[ISH_SCALING_REGIONS][ISH_SCALING_REPEATS];      /* of a step */
	double shortest[ISH_SCALING_REGIONS][ISH_SCALING_QUANTITIES]; /* of the times only */
};

enum ish_status ish_scaling_create(struct ish_scaling **scaling_out, enum ish_scaling_kind kind)
{
	*scaling_out = calloc(1, sizeof **scaling_out);
	if (*scaling_out == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "scaling: no memory for %zu bytes of results", sizeof **scaling_out);
	}
	(*scaling_out)->kind = kind;
	return ISH_OK;
}

void ish_scaling_destroy(struct ish_scaling *scaling)
{
	free(scaling);
}

/* ---- reading the profiler ---- */

/* The row of a name, made if it is new; -1: the table is full. */
static int row_named(struct ish_scaling *scaling, const char *name)
{
	for (int i = 0; i < scaling->regions; i++) {
		if (strncmp(scaling->region[i], name, ISH_SCALING_NAME - 1) == 0) {
			return i;
		}
	}
	if (scaling->regions == ISH_SCALING_REGIONS) {
		scaling->refused++;
		return -1;
	}
	(void)snprintf(scaling->region[scaling->regions], ISH_SCALING_NAME, "%s", name);
	return scaling->regions++;
}

/* The processor time of a region that is mostly its children is a small difference of large numbers: not known well enough. */
static const double OWN_SHARE = 0.5;

static void add_node(double region[ISH_SCALING_QUANTITIES], const struct ish_profile_node *node)
{
	const bool counted = node->allocations >= 0;
	region[ISH_SCALING_THREAD] += node->thread_self;
	region[ISH_SCALING_CPU] += node->thread_self >= OWN_SHARE * node->thread ? node->cpu_self : (double)NAN;
	region[ISH_SCALING_WALL] += node->wall_self;
	region[ISH_SCALING_FLOPS] += node->flops;
	region[ISH_SCALING_TRAFFIC] += node->traffic;
	region[ISH_SCALING_CALLS] += (double)node->calls;
	region[ISH_SCALING_ALLOCATIONS] += counted ? (double)node->allocations : NAN;
	region[ISH_SCALING_ALLOCATED] += counted ? node->bytes : NAN;
	region[ISH_SCALING_IMBALANCE] += node->imbalance;
}

/* Of what lies below the step only; false where the profiler is off. */
static bool take_sample(struct sample *sample, struct ish_scaling *scaling)
{
	const struct ish_profile_view *view = ish_profile_view();
	bool below[NODES] = {false};
	memset(sample, 0, sizeof *sample);
	if (view == NULL) {
		return false;
	}
	for (int i = 1; i < view->nodes && i < NODES; i++) {
		const struct ish_profile_node *node = &view->node[i];
		below[i] = node->depth == 1 ? strcmp(node->region->name, "step") == 0 : below[node->parent];
		const int row = below[i] ? row_named(scaling, node->region->name) : -1;
		if (row >= 0) {
			scaling->is_transform[row] |= node->region->kind == ISH_REGION_TRANSFORM;
			add_node(sample->region[row], node);
		}
	}
	for (int i = 0; i < ISH_STEP_KIND_COUNT; i++) {
		sample->cpu += view->kind[i].cpu;
		sample->contended += (double)view->kind[i].contended;
	}
	sample->steps = (double)view->steps;
	sample->wall = view->step_wall;
	return true;
}

/* ---- a point ---- */

enum ish_status ish_scaling_point_begin(struct ish_scaling *scaling, const struct ish_scaling_place *place,
                                        struct ish_scaling_run **run_out)
{
	*run_out = NULL;
	if (scaling->points == ISH_SCALING_POINTS) {
		return ish_fail(ISH_ERR_SIZE, "scaling: must have at most %d points", ISH_SCALING_POINTS);
	}
	struct ish_scaling_run *run = calloc(1, sizeof *run);
	if (run == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "scaling: no memory for a point");
	}
	run->scaling = scaling;
	run->point = &scaling->point[scaling->points++];
	memcpy(run->point->shape, place->shape, sizeof run->point->shape);
	run->point->cells = place->cells;
	run->point->threads = place->threads;
	(void)snprintf(run->point->note, sizeof run->point->note, "%s", place->note != NULL ? place->note : "");
	*run_out = run;
	return ISH_OK;
}

void ish_scaling_repeat_begin(struct ish_scaling_run *run)
{
	(void)take_sample(&run->begin, run->scaling);
}

/* Of which the shortest repeat counts. Processor time is not one: what other work takes is not in it. */
static bool is_shortest(int quantity)
{
	return quantity == ISH_SCALING_THREAD || quantity == ISH_SCALING_WALL;
}

/* The values of a region in a repeat: sums, and the shortest times. */
static void add_repeat(struct ish_scaling_run *run, int row, int repeat, const double end[ISH_SCALING_QUANTITIES],
                       double steps)
{
	for (int q = 0; q < ISH_SCALING_QUANTITIES; q++) {
		const double value = end[q] - run->begin.region[row][q];
		const double before = run->shortest[row][q];
		run->sum.region[row][q] += value;
		run->shortest[row][q] = repeat == 0 || value / steps < before ? value / steps : before;
	}
	run->thread[row][repeat] = (end[ISH_SCALING_THREAD] - run->begin.region[row][ISH_SCALING_THREAD]) / steps;
}

void ish_scaling_repeat_end(struct ish_scaling_run *run)
{
	struct sample end;
	if (run->repeats == ISH_SCALING_REPEATS || !take_sample(&end, run->scaling) || end.steps <= run->begin.steps) {
		return;
	}
	const double steps = end.steps - run->begin.steps;
	const int repeat = run->repeats++;
	run->wall[repeat] = (end.wall - run->begin.wall) / steps;
	run->cpu[repeat] = (end.cpu - run->begin.cpu) / steps;
	run->sum.steps += steps;
	run->sum.contended += end.contended - run->begin.contended;
	for (int i = 0; i < run->scaling->regions; i++) {
		add_repeat(run, i, repeat, end.region[i], steps);
	}
}

static int compare_doubles(const void *a, const void *b)
{
	const double x = *(const double *)a;
	const double y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Median over least, less 1; sorts the values. NaN of none. */
static double spread_of(double *value, int count)
{
	if (count == 0) {
		return NAN;
	}
	qsort(value, (size_t)count, sizeof *value, compare_doubles);
	const double median = 0.5 * (value[(count - 1) / 2] + value[count / 2]);
	return value[0] > 0.0 ? median / value[0] - 1.0 : NAN;
}

static void set_regions(struct ish_scaling_run *run)
{
	struct ish_scaling_point *point = run->point;
	for (int i = 0; i < ISH_SCALING_REGIONS; i++) {
		const bool was_called = run->sum.region[i][ISH_SCALING_CALLS] > 0.0;
		for (int q = 0; q < ISH_SCALING_QUANTITIES; q++) {
			const double value =
				is_shortest(q) ? run->shortest[i][q] : run->sum.region[i][q] / run->sum.steps;
			point->region[i][q] = was_called ? value : NAN;
		}
		double *region = point->region[i];
		region[ISH_SCALING_CPU] = region[ISH_SCALING_CPU] > 0.0 ? region[ISH_SCALING_CPU] : (double)NAN;
		region[ISH_SCALING_BUSY] =
			fmin(region[ISH_SCALING_THREAD], region[ISH_SCALING_CPU]); /* passes over NaN */
		point->region_spread[i] = was_called ? spread_of(run->thread[i], run->repeats) : NAN;
	}
}

static void set_memory(struct ish_scaling_run *run, const struct ish_arena_owner *owner, int owners)
{
	struct ish_scaling *scaling = run->scaling;
	const struct ish_profile_view *view = ish_profile_view();
	for (int i = 0; i < owners; i++) {
		int row = 0;
		while (row < scaling->owners &&
		       strncmp(scaling->owner[row], owner[i].name, ISH_SCALING_NAME - 1) != 0) {
			row++;
		}
		if (row == ISH_ARENA_OWNERS) {
			scaling->refused++;
			continue;
		}
		if (row == scaling->owners) {
			(void)snprintf(scaling->owner[scaling->owners++], ISH_SCALING_NAME, "%s", owner[i].name);
		}
		run->point->owner[row] = (double)owner[i].bytes;
		run->point->arena += owner[i].bytes;
	}
	run->point->live_peak = view != NULL ? view->run->live_peak : -1;
	run->point->peak_rss = view != NULL ? view->run->peak_rss : 0;
}

void ish_scaling_point_end(struct ish_scaling_run *run, const struct ish_arena_owner *owner, int owners)
{
	if (run == NULL) {
		return;
	}
	struct ish_scaling_point *point = run->point;
	point->repeats = run->repeats;
	point->steps = (long)run->sum.steps;
	point->contended = (long)run->sum.contended;
	set_regions(run);
	set_memory(run, owner, owners);
	point->cpu_spread = spread_of(run->cpu, run->repeats);
	point->spread = spread_of(run->wall, run->repeats);
	point->wall = run->repeats > 0 ? run->wall[0] : NAN;
	point->cpu = run->repeats > 0 ? run->cpu[0] : NAN;
	free(run);
}
