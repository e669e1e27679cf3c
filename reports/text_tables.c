/* The tables of the text: regions, steps, stages, teams, transforms, statistics, redundant calls, allocations, memory.
 */
#include <math.h>
#include <string.h>

#include "reports/report_impl.h"

enum { TREE = 22, STEPS_WHOLE = 60, STEPS_ENDS = 12, STEPS_SHOWN = 2 * STEPS_ENDS };

/* ---- regions ---- */

static void print_region(FILE *out, const struct ish_report *report, int i)
{
	const struct ish_profile_view *const view = report->view;
	const struct ish_profile_node *const node = &view->node[i];
	const double share = view->run->wall > 0 ? node->wall / view->run->wall : NAN;
	char a[7][ISH_HUMAN], name[96];
	(void)snprintf(name, sizeof name, "%*s%.40s", node->depth < TREE / 2 ? node->depth : TREE / 2, "",
	               node->region->name);
	(void)fprintf(out, "%-*.*s%8s%9s%9s%9s%6s%8s%9s\n", TREE, TREE, name, ish_human_count(a[0], node->calls),
	              ish_human_time(a[1], node->wall), ish_human_time(a[2], node->wall_self),
	              ish_human_time(a[3], node->cpu), ish_human_share(a[4], share),
	              ish_human_count(a[5], node->allocations), ish_human_bytes(a[6], node->bytes));
	for (int k = i + 1; k < view->nodes; k++) {
		if (view->node[k].parent == i) {
			print_region(out, report, k);
		}
	}
}

void ish_report_regions(FILE *out, const struct ish_report *report)
{
	ish_text_title(out, "Regions: wall time on the stepping thread, CPU of all threads");
	(void)fprintf(out, "%-*s%8s%9s%9s%9s%6s%8s%9s\n", TREE, "region", "calls", "wall", "self", "CPU", "share",
	              "allocs", "bytes");
	print_region(out, report, 0);
}

/* ---- steps ---- */

static void print_step(FILE *out, const struct ish_report *report, const struct ish_step_record *record)
{
	const int s = ish_report_statistic(report), c = ish_report_cache(report);
	char a[8][ISH_HUMAN], statistic[32] = "-";
	if (s >= 0 && record->statistic[s].count > 0) {
		(void)snprintf(statistic, sizeof statistic, "%.2f/%d", record->statistic[s].mean, record->statistic[s].max);
	}
	(void)fprintf(
		out, "%5ld %-7s%9s%9s%6s%9s%6s%6s%8s%6s%6s%s%s\n", record->step, ish_step_kind_name(record->kind),
		ish_human_time(a[0], record->wall), ish_human_time(a[1], record->cpu),
		ish_human_count(a[2], record->allocations), ish_human_bytes(a[3], record->bytes),
		ish_human_count(a[7], record->transforms),
		ish_human_share(a[4], ish_report_cache_idle(report, c) ? NAN : ish_report_hit_rate(report, record, c)),
		statistic, ish_human_share(a[5], record->wall > 0 ? record->imbalance / record->wall : NAN),
		ish_human_share(a[6], record->unattributed), record->contention & ISH_CONTENTION_SHARE ? "c" : "",
		record->contention & ISH_CONTENTION_SWITCHES ? "s" : "");
}

void ish_report_steps(FILE *out, const struct ish_report *report)
{
	const long steps = report->view->steps_kept;
	const long every = steps <= STEPS_WHOLE ? 1 : (steps - STEPS_SHOWN) / (STEPS_WHOLE - STEPS_SHOWN) + 1;
	const int s = ish_report_statistic(report), c = ish_report_cache(report);
	const char *const statistic = s >= 0 ? report->view->statistic[s].name : "stat";
	char heading[8]; /* the statistic's first word */
	(void)snprintf(heading, sizeof heading, "%.*s", (int)strcspn(statistic, " "), statistic);
	ish_text_title(out, "Steps");
	if (steps == 0) {
		(void)fprintf(out, "none\n");
		return;
	}
	(void)fprintf(out, "%5s %-7s%9s%9s%6s%9s%6s%6s%8s%6s%6s\n", "step", "kind", "wall", "CPU", "alloc", "bytes",
	              "FFTs", "hits", heading, "imbal", "unatt");
	for (long i = 0; i < steps; i++) {
		if (i < STEPS_ENDS || i >= steps - STEPS_ENDS || i % every == 0) {
			print_step(out, report, ish_profile_step(report->view, i));
		}
	}
	if (every > 1) {
		(void)fprintf(out, "first and last %d steps and every %ld-th; all are in profile.json\n", STEPS_ENDS,
		              every);
	}
	(void)fprintf(
		out,
		"hits: %s cache%s; %s: mean/max of \"%s\";\nimbal: wall time lost in teams; unatt: in no region;\n",
		c >= 0 ? report->view->cache[c].name : "no",
		ish_report_cache_idle(report, c) ? " (nothing to reuse)" : "", heading,
		s >= 0 ? statistic : "no statistic");
	(void)fprintf(out, "c: CPU below 95 %% of wall x threads; s: over 100 involuntary switches a second\n");
}

/* ---- work ---- */

static const char *stage_name(char out[ISH_HUMAN], int index)
{
	if (index == 0) {
		(void)snprintf(out, ISH_HUMAN, "none");
	} else {
		(void)snprintf(out, ISH_HUMAN, "%d", index - 1);
	}
	return out;
}

static void print_stages(FILE *out, const struct ish_report *report)
{
	char a[6][ISH_HUMAN];
	ish_text_title(out, "Stages of the scheme, all steps");
	(void)fprintf(out, "%-8s%12s%12s%8s%10s%12s\n", "stage", "wall", "CPU", "share", "allocs", "bytes");
	for (int i = 0; i < ISH_PROFILE_STAGES; i++) {
		const struct ish_step_stage *const stage = &report->view->stage[i];
		if (stage->wall <= 0) {
			continue;
		}
		(void)fprintf(out, "%-8s%12s%12s%8s%10s%12s\n", stage_name(a[0], i), ish_human_time(a[1], stage->wall),
		              ish_human_time(a[2], stage->cpu),
		              ish_human_share(a[3], stage->wall / report->view->step_wall),
		              ish_human_count(a[4], stage->allocations),
		              ish_human_bytes(a[5], stage->allocations < 0 ? NAN : stage->bytes));
	}
}

static void print_teams(FILE *out, const struct ish_report *report)
{
	char a[4][ISH_HUMAN];
	ish_text_title(out, "Threads: time of each in the regions they share");
	(void)fprintf(out, "%-*s%8s%12s%12s%12s%14s\n", TREE, "region", "threads", "busiest", "mean", "idlest",
	              "lost waiting");
	for (int i = 0; i < report->view->nodes; i++) {
		const struct ish_profile_node *const node = &report->view->node[i];
		if (isnan(node->mean) || node->threads < 2) {
			continue;
		}
		(void)fprintf(out, "%-*.*s%8d%12s%12s%12s%14s\n", TREE, TREE, node->region->name, node->threads,
		              ish_human_time(a[0], node->busiest), ish_human_time(a[1], node->mean),
		              ish_human_time(a[2], node->idlest), ish_human_time(a[3], node->imbalance));
	}
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

static void print_statistics(FILE *out, const struct ish_report *report)
{
	char a[2][ISH_HUMAN];
	ish_text_title(out, "Statistics");
	(void)fprintf(out, "%-28s%7s%13s%6s%9s%6s%6s\n", "of", "stage", "samples", "min", "mean", "p95", "max");
	for (int i = 0; i < report->view->statistics; i++) {
		const struct ish_profile_statistic *const statistic = &report->view->statistic[i];
		for (int stage = -1; stage < ISH_PROFILE_STAGES; stage++) {
			const struct ish_bins bins = ish_report_bins(statistic, stage);
			if (bins.count > 0) {
				(void)fprintf(out, "%-28.28s%7s%13s%6d%9s%6d%6d\n", statistic->name,
				              stage < 0 ? "all" : stage_name(a[0], stage),
				              ish_human_count((char[ISH_HUMAN]){0}, (long)bins.count), bins.min,
				              ish_human_real(a[1], bins.mean), bins.p95, bins.max);
			}
		}
	}
}

static void print_redundant(FILE *out, const struct ish_report *report)
{
	char a[2][ISH_HUMAN];
	ish_text_title(out, "Redundant calls: same input, same parameters, within one step");
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
		}
	}
}

void ish_report_work(FILE *out, const struct ish_report *report)
{
	if (report->view->steps > 0) {
		print_stages(out, report);
	}
	if (report->view->run->threads > 1) {
		print_teams(out, report);
	}
	if (report->view->transforms > 0) {
		print_transforms(out, report);
	}
	if (report->view->statistics > 0) {
		print_statistics(out, report);
	}
	ish_report_cache_table(out, report);
	print_redundant(out, report);
}

/* ---- memory ---- */

static void print_allocating(FILE *out, const struct ish_report *report)
{
	char a[4][ISH_HUMAN];
	(void)fprintf(out, "%-*s%8s%10s%10s%12s  %s\n", TREE, "region", "allocs", "bytes", "steady", "first step",
	              "at");
	for (int i = 0; i < report->view->nodes; i++) {
		const struct ish_profile_node *const node = &report->view->node[i];
		if (node->allocations <= 0) {
			continue;
		}
		(void)fprintf(out, "%-*.*s%7s%10s%7s%7s  %s:%d\n", TREE, TREE, node->region->name,
		              ish_human_count(a[0], node->allocations), ish_human_bytes(a[1], node->bytes),
		              ish_human_count(a[2], node->steady_allocations), ish_human_count(a[3], node->steady_step),
		              ish_report_file(node->region), node->region->line);
	}
}

static void print_large(FILE *out, const struct ish_profile_view *view)
{
	char a[ISH_HUMAN], b[ISH_HUMAN], step[32];
	(void)fprintf(out, "steady: in steady steps, step: the first of them\n");
	(void)fprintf(out, "%ld allocations of %s and more\n", view->large_seen,
	              ish_human_bytes(a, ISH_PROFILE_LARGE_BYTES));
	for (int i = 0; i < view->large_kept; i++) {
		const struct ish_large_allocation *const large = &view->large[i];
		(void)snprintf(step, sizeof step, "step %ld", large->step);
		(void)fprintf(out, "  %-12s in \"%s\", %s, stage %s\n", ish_human_bytes(a, (double)large->bytes),
		              large->region != NULL ? large->region->name : "no region",
		              large->step < 0 ? "outside of steps" : step, stage_name(b, large->stage + 1));
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
	char a[4][ISH_HUMAN];
	ish_text_title(out, "Allocations");
	if (run->allocations < 0) {
		(void)fprintf(out, "not measured: %s\n", run->hooks_reason);
	} else {
		(void)fprintf(out, "%s in the whole run, %s; %s freed\nlargest live heap %s; in no region %ld\n",
		              ish_human_count(a[0], run->allocations), ish_human_bytes(a[1], run->bytes),
		              ish_human_count(a[2], run->frees), ish_human_bytes(a[3], (double)run->live_peak),
		              run->allocations_outside);
		print_allocating(out, report);
		print_large(out, report->view);
	}
	if (report->context->owners > 0) {
		print_owners(out, report->context);
	}
}
