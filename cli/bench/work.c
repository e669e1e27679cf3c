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

/* The second run of two: what the first one has prepared is not counted. */
static void count_row(struct ish_bench_row *row, struct ish_operations *operations)
{
	const char *name = ish_operation_name(row->operation);
	if (!run_profiled(row, operations)) {
		return;
	}
	const struct work before = work_within(name);
	if (!run_profiled(row, operations)) {
		return;
	}
	const struct work after = work_within(name);
	if (ish_operation_is_region(row->operation) && after.flops > before.flops) {
		row->flops = after.flops - before.flops;
		row->bytes = after.bytes - before.bytes;
	}
	row->allocations = after.allocations >= 0 ? after.allocations - before.allocations : -1;
}

void ish_bench_count_work(struct ish_bench *bench, struct ish_operations *operations)
{
	const struct ish_profile_config profile = {.level = ISH_PROFILE_REGIONS,
	                                           .threads = bench->choices.threads,
	                                           .steps_expected = 2L * bench->rows};
	if (ish_profile_start(&profile) != ISH_OK) {
		return; /* it has said why; the work stays unknown */
	}
	for (int i = 0; i < bench->rows; i++) {
		if (!bench->row[i].is_reference) {
			count_row(&bench->row[i], operations);
		}
	}
	ish_profile_stop();
	ish_profile_reset();
}
