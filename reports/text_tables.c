/* Tables of the text: teams, transforms, redundant calls, allocations, memory. */
#include <math.h>
#include <string.h>

#include "reports/report_impl.h"

enum { TREE = 22 };

/* ---- work ---- */

static void print_teams(FILE *out, const struct ish_report *report)
{
	char a[4][ISH_HUMAN];
	ish_text_title(out, "Threads: time of each in the regions they share");
	(void)fprintf(out, "%-*s%8s%12s%8s%10s%10s%10s\n", TREE, "region", "threads", "busiest", "that is", "mean",
	              "idlest", "lost");
	for (int i = 0; i < report->view->nodes; i++) {
		const struct ish_profile_node *const node = &report->view->node[i];
		if (isnan(node->mean) || node->threads < 2) {
			continue;
		}
		(void)fprintf(out, "%-*.*s%8d%12s%8d%10s%10s%10s\n", TREE, TREE, node->region->name, node->threads,
		              ish_human_time(a[0], node->busiest), node->busiest_thread,
		              ish_human_time(a[1], node->mean), ish_human_time(a[2], node->idlest),
		              ish_human_time(a[3], node->imbalance));
	}
	(void)fprintf(out, "that is: number of the busiest thread, 0 takes the steps; lost: waiting for it\n");
}

static void print_transforms(FILE *out, const struct ish_report *report)
{
	char a[6][ISH_HUMAN], shape[48];
	ish_text_title(out, "Transforms");
	(void)fprintf(out, "%-17s%5s%5s%4s%9s%10s%8s%6s%10s%6s\n", "shape", "axis", "dir", "fp", "executed", "time",
	              "GF/s", "plans", "planning", "alloc");
	for (int i = 0; i < report->view->transforms; i++) {
		const struct ish_profile_transform *const t = &report->view->transform[i];
		char axis[8] = "all", count[ISH_HUMAN];
		if (t->info.axis >= 0) {
			(void)snprintf(axis, sizeof axis, "%c", "xyz?"[t->info.axis < 3 ? t->info.axis : 3]);
			(void)snprintf(shape, sizeof shape, "%d, %d lines", t->info.n, t->info.batch);
		} else {
			(void)snprintf(shape, sizeof shape, "%dx%dx%d", t->info.shape[0], t->info.shape[1],
			               t->info.shape[2]);
		}
		(void)fprintf(out, "%-17.17s%5s%5s%4s%9s%10s%8s%6ld%10s%6s\n", shape, axis,
		              t->info.direction == ISH_FORWARD ? "fwd" : "bwd", t->info.single ? "f" : "d",
		              ish_human_count(count, t->executions), ish_human_time(a[0], t->seconds),
		              ish_human_real(a[1], ish_transform_rate(t)), t->plans, ish_human_time(a[2], t->planning),
		              ish_human_count(a[3], t->allocations));
	}
	(void)fprintf(out, "time, GF/s, alloc: of transform regions, split by flops among their transforms;\n"
		"time is that of all threads together, GF/s that of one thread\n");
}

/* Both places of the first one: where it was, and where the same had been done. */
static void print_repeated(FILE *out, const struct ish_profile_view *view, int i)
{
	const struct ish_profile_node *const node = &view->node[i];
	char a[ISH_HUMAN], b[ISH_HUMAN];
	if (node->repeated_in == NULL) {
		return;
	}
	if (!ish_report_below_step(view, i)) {
		(void)fprintf(out, "  first outside of steps; the same had been done in \"%.30s\"\n", node->repeated_in->name);
		return;
	}
	(void)fprintf(out, "  first in stage %s; the same had been done in stage %s, in \"%.30s\"\n",
	              ish_report_stage_name(a, node->redundant_stage + 1),
	              ish_report_stage_name(b, node->repeated_stage + 1), node->repeated_in->name);
}

static void print_redundant(FILE *out, const struct ish_report *report)
{
	char a[2][ISH_HUMAN];
	ish_text_title(out, "Redundant calls: same input and parameters, in one step or between two");
	if (report->summary.redundant == 0) {
		(void)fprintf(out, "none\n");
		return;
	}
	(void)fprintf(out, "%-28s%10s%12s  %s\n", "region", "calls", "wasted", "at");
	for (int i = 0; i < report->view->nodes; i++) {
		const struct ish_profile_node *const node = &report->view->node[i];
		if (node->redundant > 0) {
			(void)fprintf(out, "%-28.28s%10s%12s  %s:%d\n", node->region->name,
			              ish_human_count(a[0], node->redundant), ish_human_time(a[1], node->wasted),
			              ish_report_file(node->region), node->region->line);
			print_repeated(out, report->view, i);
		}
	}
}

void ish_report_work(FILE *out, const struct ish_report *report)
{
	print_redundant(out, report);
	ish_report_cache_table(out, report);
	if (report->view->transforms > 0) {
		print_transforms(out, report);
	}
	if (report->view->run->threads > 1) {
		print_teams(out, report);
	}
}

/* ---- memory ---- */

/* The largest number of bytes that a region has allocated, below `last`; -1: none. */
static double next_bytes(const struct ish_profile_view *view, double last)
{
	double next = -1;
	for (int i = 0; i < view->nodes; i++) {
		const struct ish_profile_node *const node = &view->node[i];
		next = node->allocations > 0 && node->bytes < last && node->bytes > next ? node->bytes : next;
	}
	return next;
}

/* "-01": outside of stages, in stages 0 and 1. */
static const char *stages_text(char out[ISH_HUMAN], unsigned bits)
{
	int length = 0;
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		if (bits & 1u << i) {
			out[length++] = "-0123456789"[i];
		}
	}
	out[length] = '\0';
	return out;
}

static void print_allocating(FILE *out, const struct ish_report *report)
{
	char a[5][ISH_HUMAN];
	(void)fprintf(out, "%-19s%7s%10s%7s%7s%5s %s\n", "region", "allocs", "bytes", "stages", "steady", "step", "at");
	/* Most bytes first; equals in their order. */
	double last = INFINITY, next;
	while ((next = next_bytes(report->view, last)) >= 0) {
		last = next;
		for (int i = 0; i < report->view->nodes; i++) {
			const struct ish_profile_node *const node = &report->view->node[i];
			if (node->allocations <= 0 || node->bytes != next) {
				continue;
			}
			(void)fprintf(out, "%-19.19s%7s%10s%7s%7s%5s %s:%d\n", node->region->name,
			              ish_human_count(a[0], node->allocations), ish_human_bytes(a[1], node->bytes),
			              stages_text(a[2], node->allocation_stages),
			              ish_human_count(a[3], node->steady_allocations),
			              ish_human_count(a[4], node->steady_step), ish_report_file(node->region),
			              node->region->line);
		}
	}
}

static void print_large(FILE *out, const struct ish_profile_view *view)
{
	char a[ISH_HUMAN], b[ISH_HUMAN], step[32];
	(void)fprintf(out, "stages: \"-\" is outside of any; steady: in steady steps, step: the first of them\n");
	(void)fprintf(out, "%ld allocations of %s and more\n", view->large_seen,
	              ish_human_bytes(a, ISH_PROFILE_LARGE_BYTES));
	for (int i = 0; i < view->large_kept; i++) {
		const struct ish_large_allocation *const large = &view->large[i];
		(void)snprintf(step, sizeof step, "step %ld", large->step);
		(void)fprintf(out, "  %-12s in \"%s\", %s, stage %s\n", ish_human_bytes(a, (double)large->bytes),
		              large->region != NULL ? large->region->name : "no region",
		              large->step < 0 ? "outside of steps" : step, ish_report_stage_name(b, large->stage + 1));
	}
}

static void print_owners(FILE *out, const struct ish_report_context *context)
{
	double all = 0, last = INFINITY;
	char a[2][ISH_HUMAN];
	for (int i = 0; i < context->owners; i++) {
		all += (double)context->owner[i].bytes;
	}
	ish_text_title(out, "Memory of the arena, by owner");
	/* Largest first; equals in their order. */
	for (int printed = 0; printed < context->owners;) {
		double next = -1;
		for (int i = 0; i < context->owners; i++) {
			const double bytes = (double)context->owner[i].bytes;
			next = bytes < last && bytes > next ? bytes : next;
		}
		for (int i = 0; i < context->owners; i++) {
			if ((double)context->owner[i].bytes != next) {
				continue;
			}
			(void)fprintf(out, "%-36.36s%12s%9s\n", context->owner[i].name, ish_human_bytes(a[0], next),
			              ish_human_share(a[1], all > 0 ? next / all : NAN));
			printed++;
		}
		last = next;
	}
	(void)fprintf(out, "%-36s%12s", "all", ish_human_bytes(a[0], all));
	if (context->cells > 0) {
		(void)fprintf(out, "    %.1f bytes per cell", all / (double)context->cells);
	}
	(void)fputc('\n', out);
}

void ish_report_memory(FILE *out, const struct ish_report *report)
{
	const struct ish_profile_run *const run = report->view->run;
	char a[4][ISH_HUMAN], place[ISH_PEAK_PLACE];
	ish_text_title(out, "Allocations");
	if (run->allocations < 0) {
		(void)fprintf(out, "not measured: %s\n", run->hooks_reason);
	} else {
		(void)fprintf(out, "%s in the whole run, %s; %s freed\nlargest live heap %s%s; in no region %ld\n",
		              ish_human_count(a[0], run->allocations), ish_human_bytes(a[1], run->bytes),
		              ish_human_count(a[2], run->frees), ish_human_bytes(a[3], (double)run->live_peak),
		              ish_report_peak_place(place, run), run->allocations_outside);
		print_allocating(out, report);
		print_large(out, report->view);
	}
	if (report->context->owners > 0) {
		print_owners(out, report->context);
	}
}
