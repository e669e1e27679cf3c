/* Tables of the text on regions and steps. */
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

static long step_stride(long steps)
{
	return steps <= STEPS_WHOLE ? 1 : (steps - STEPS_SHOWN) / (STEPS_WHOLE - STEPS_SHOWN) + 1;
}

static bool is_shown(long i, long steps)
{
	return i < STEPS_ENDS || i >= steps - STEPS_ENDS || i % step_stride(steps) == 0;
}

static void print_step(FILE *out, const struct ish_report *report, const struct ish_step_record *record)
{
	const int s = ish_report_statistic(report), c = ish_report_cache(report);
	char a[8][ISH_HUMAN], statistic[32] = "-";
	if (s >= 0 && record->statistic[s].count > 0) {
		(void)snprintf(statistic, sizeof statistic, "%.2f/%d", record->statistic[s].mean,
		               record->statistic[s].max);
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
	const long every = step_stride(steps);
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
		if (is_shown(i, steps)) {
			print_step(out, report, ish_profile_step(report->view, i));
		}
	}
	if (every > 1) {
		(void)fprintf(out, "first and last %d steps and every %ld-th; all are in profile.json\n", STEPS_ENDS,
		              every);
	}
	(void)fprintf(out,
	              "hits: %s cache%s;\n%s: mean/max of \"%.40s\"; imbal: lost in teams;\nunatt: in no region;\n",
	              c >= 0 ? report->view->cache[c].name : "no",
	              ish_report_cache_idle(report, c) ? " (nothing to reuse)" : "", heading,
	              s >= 0 ? statistic : "no statistic");
	(void)fprintf(out, "c: CPU below 95 %% of time with work, but with output, which waits for the disk;\n"
	                   "s: over 100 involuntary switches a second\n");
}

/* Of the caches beside the one that the first table shows; NaN without requests. */
static double other_hits(const struct ish_report *report, const struct ish_step_record *record)
{
	const int shown = ish_report_cache(report);
	long hits = 0, requests = 0;
	for (int i = 0; i < report->view->caches; i++) {
		if (i != shown) {
			hits += record->hits[i];
			requests += record->hits[i] + record->misses[i];
		}
	}
	return requests > 0 ? (double)hits / (double)requests : NAN;
}

/* GF/s in at most six letters. */
static const char *rate_text(char out[ISH_HUMAN], double rate)
{
	if (isnan(rate)) {
		return ish_human_real(out, rate);
	}
	if (rate >= 0.01) {
		(void)snprintf(out, ISH_HUMAN, "%.3g", rate);
	} else {
		(void)snprintf(out, ISH_HUMAN, "<0.01");
	}
	return out;
}

static void print_step_more(FILE *out, const struct ish_report *report, const struct ish_step_record *record)
{
	const int s = ish_report_statistic(report);
	const double *const hardware = record->hardware;
	char a[10][ISH_HUMAN], statistic[32] = "-";
	if (s >= 0 && record->statistic[s].count > 0) {
		(void)snprintf(statistic, sizeof statistic, "%d/%d", record->statistic[s].min,
		               record->statistic[s].p95);
	}
	(void)fprintf(
		out, "%5ld%8s%5s%6s%6s%9s%9s%9s%9s%7s%7s\n", record->step,
		rate_text(a[0], record->wall > 0 && record->flops > 0 ? 1e-9 * record->flops / record->wall : NAN),
		ish_human_count(a[1], record->plans), ish_human_share(a[2], other_hits(report, record)),
		ish_human_count(a[3], record->redundant), ish_human_time(a[4], record->wasted),
		ish_human_time(a[5], record->overhead),
		ish_human_bytes(a[6], record->allocations < 0 ? NAN : (double)record->live_peak),
		ish_human_bytes(a[7], (double)record->peak_rss), statistic,
		ish_human_real(a[8], hardware[ISH_HARDWARE_INSTRUCTIONS] / hardware[ISH_HARDWARE_CYCLES]));
}

void ish_report_steps_more(FILE *out, const struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	const int s = ish_report_statistic(report), c = ish_report_cache(report);
	const char *const statistic = s >= 0 ? view->statistic[s].name : "stat";
	char heading[8], others[80] = "";
	if (view->steps_kept == 0) {
		return;
	}
	(void)snprintf(heading, sizeof heading, "%.*s", (int)strcspn(statistic, " "), statistic);
	for (int i = 0; i < view->caches; i++) {
		if (i != c) {
			(void)strncat(others, others[0] != '\0' ? ", " : "", sizeof others - strlen(others) - 1);
			(void)strncat(others, view->cache[i].name, sizeof others - strlen(others) - 1);
		}
	}
	ish_text_title(out, "Steps, continued");
	(void)fprintf(out, "%5s%8s%5s%6s%6s%9s%9s%9s%9s%7s%7s\n", "step", "GF/s", "plan", "hits", "redun", "wasted",
	              "profiler", "heap", "RSS", heading, "IPC");
	for (long i = 0; i < view->steps_kept; i++) {
		if (is_shown(i, view->steps_kept)) {
			print_step_more(out, report, ish_profile_step(view, i));
		}
	}
	(void)fprintf(out, "hits: of the other caches (%.50s); redun, wasted: redundant calls;\n",
	              others[0] != '\0' ? others : "none");
	(void)fprintf(
		out, "heap: largest live heap; RSS: largest so far; %s: min/p95;\nIPC: instructions per cycle%s\n",
		heading, view->run->hardware_reason[0] != '\0' ? ", not available: see \"How it was measured\"" : "");
}

/* ---- over the steps ---- */

static const char *quantity_text(char out[ISH_HUMAN], enum ish_unit unit, double value)
{
	switch (unit) {
	case ISH_UNIT_SECONDS: return ish_human_time(out, value);
	case ISH_UNIT_BYTES: return ish_human_bytes(out, value);
	case ISH_UNIT_SHARE: return ish_human_share(out, value);
	case ISH_UNIT_COUNT: return isnan(value) ? ish_human_real(out, value) : ish_human_count(out, (long)value);
	case ISH_UNIT_REAL: break;
	}
	return ish_human_real(out, value);
}

void ish_report_step_quantiles(FILE *out, const struct ish_report *report)
{
	const struct ish_distribution *const d = &report->distribution;
	char a[3][ISH_HUMAN];
	if (d->quantities == 0) {
		return;
	}
	ish_text_title(out, d->steady ? "A step: over the steady steps" : "A step: over all steps");
	(void)fprintf(out, "%-36s%8s%12s%12s%12s\n", "quantity", "steps", "median", "p95", "max");
	for (int i = 0; i < d->quantities; i++) {
		const struct ish_step_quantity *const q = &d->quantity[i];
		(void)fprintf(out, "%-36.36s%8ld%12s%12s%12s\n", q->name, q->over.count,
		              quantity_text(a[0], q->unit, q->over.median), quantity_text(a[1], q->unit, q->over.p95),
		              quantity_text(a[2], q->unit, q->over.max));
	}
}

static void print_region_steps(FILE *out, const struct ish_report *report, int i)
{
	const struct ish_profile_view *const view = report->view;
	const struct ish_region_steps *const r = &report->distribution.region[i];
	char a[7][ISH_HUMAN], name[96];
	(void)snprintf(name, sizeof name, "%*s%.40s",
	               view->node[i].depth < TREE / 2 ? view->node[i].depth - 1 : TREE / 2, "",
	               view->node[i].region->name);
	if (r->wall.count > 0) {
		const double rate = r->wall_self.median > 0 && r->flops.median > 0
		                            ? 1e-9 * r->flops.median / r->wall_self.median
		                            : NAN;
		(void)fprintf(out, "%-*.*s%6ld%9s%9s%9s%9s%6s%7s%3s\n", TREE, TREE, name, r->wall.count,
		              ish_human_time(a[0], r->wall.median), ish_human_time(a[1], r->wall.p95),
		              ish_human_time(a[2], r->wall.max), ish_human_time(a[3], r->wall_self.median),
		              quantity_text(a[4], ISH_UNIT_COUNT, r->calls.median), rate_text(a[5], rate),
		              quantity_text(a[6], ISH_UNIT_COUNT, r->allocations.max));
	}
	for (int k = i + 1; k < view->nodes; k++) {
		if (view->node[k].parent == i) {
			print_region_steps(out, report, k);
		}
	}
}

void ish_report_region_quantiles(FILE *out, const struct ish_report *report)
{
	const struct ish_profile_view *const view = report->view;
	const struct ish_distribution *const d = &report->distribution;
	if (d->region == NULL) {
		return;
	}
	ish_text_title(out, d->steady ? "Regions by step: over the steady steps" : "Regions by step: over all steps");
	(void)fprintf(out, "%-*s%6s%9s%9s%9s%9s%6s%7s%3s\n", TREE, "region", "steps", "median", "p95", "max", "self",
	              "calls", "GF/s", "al");
	for (int i = 1; i < view->nodes; i++) {
		if (view->node[i].parent == 0 && strcmp(view->node[i].region->name, "step") == 0) {
			print_region_steps(out, report, i);
		}
	}
	(void)fprintf(out, "steps: in which it was called; median, p95, max: of its wall time in a step;\n"
	                   "self, calls, GF/s: medians; al: most allocations in a step\n");
}
