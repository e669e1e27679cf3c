/*
 * The work of one run of each operation, as the profiler counts it: in the region of the operation's name and below. Runs that
 * are timed are not profiled.
 */
#include <math.h>
#include <string.h>

#include "cli/bench/result.h"
#include "profiler/profile_view.h"
#include "workspace/log.h"

struct work {
	double flops, bytes;
	long allocations;
};

/* Is a node in a region of this name? Parents stand before children. */
static bool is_within(const struct ish_profile_view *view, int node, const char *name)
{
	while (node >= 0 && strcmp(view->node[node].region->name, name) != 0) {
		node = view->node[node].parent;
	}
	return node >= 0;
}

static struct work work_within(const char *name)
{
	const struct ish_profile_view *view = ish_profile_view();
	struct work sum = {0.0, 0.0, view->run->allocations};
	for (int i = 0; i < view->nodes; i++) {
		if (is_within(view, i, name)) {
			sum.flops += view->node[i].flops;
			sum.bytes += view->node[i].traffic;
		}
	}
	return sum;
}

/* As many as are counted at once with this one. */
static bool run_profiled(const struct ish_bench_row *row, struct ish_operations *operations)
{
	struct ish_operation_time ignored;
	ish_profile_step_begin(0, 0.0, 0.0, ISH_STEP_STEADY);
	const enum ish_status status = ish_operation_run(operations, row->operation, row->axis, &ignored);
	ish_profile_step_end();
	return status == ISH_OK;
}

/* The second run of two: what the first one has prepared is not counted. What has no region is all of a step's. */
static void count_row(struct ish_bench_row *row, struct ish_operations *operations)
{
	const bool is_region = ish_operation_is_region(row->operation);
	const char *name = ish_operation_name(is_region ? row->operation : ISH_OPERATION_STEP);
	if (!run_profiled(row, operations)) {
		return;
	}
	const struct work before = work_within(name);
	if (!run_profiled(row, operations)) {
		return;
	}
	const struct work after = work_within(name);
	if (after.flops > before.flops) {
		row->flops = after.flops - before.flops;
		row->bytes = after.bytes - before.bytes;
	}
	row->allocations = after.allocations >= 0 ? after.allocations - before.allocations : -1;
}

static const struct ish_bench_row *find(const struct ish_bench *bench, enum ish_operation operation)
{
	for (int i = 0; i < bench->rows; i++) {
		if (!bench->row[i].is_reference && bench->row[i].operation == operation) {
			return &bench->row[i];
		}
	}
	return NULL;
}

/*
 * The run of a difference has counted the work with and without. That with all is the sum of the three operations in which
 * the difference stands; not known where they are not measured.
 */
static void take_differences(struct ish_bench *bench)
{
	const struct ish_bench_row *stress = find(bench, ISH_OPERATION_STRESS);
	const struct ish_bench_row *divergence = find(bench, ISH_OPERATION_DIVERGENCE);
	const struct ish_bench_row *closure = find(bench, ISH_OPERATION_CLOSURE);
	const bool known = stress != NULL && divergence != NULL && closure != NULL;
	for (int i = 0; i < bench->rows; i++) {
		struct ish_bench_row *row = &bench->row[i];
		if (row->is_difference) {
			row->flops =
				known ? 2.0 * (stress->flops + divergence->flops + closure->flops) - row->flops : NAN;
			row->bytes =
				known ? 2.0 * (stress->bytes + divergence->bytes + closure->bytes) - row->bytes : NAN;
		}
	}
}

void ish_bench_count_work(struct ish_bench *bench, struct ish_operations *operations)
{
	const struct ish_profile_config profile = {
		.level = ISH_PROFILE_REGIONS, .threads = bench->choices.threads, .steps_expected = 2L * bench->rows};
	if (ish_profile_start(&profile) != ISH_OK) {
		return; /* it has said why; the work stays unknown */
	}
	for (int i = 0; i < bench->rows; i++) {
		if (!bench->row[i].is_reference) {
			count_row(&bench->row[i], operations);
		}
	}
	take_differences(bench);
	ish_profile_stop();
	ish_profile_reset();
}
