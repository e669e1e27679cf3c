/*
 * A run's work against what the machine can do: for each region the least time that its work takes (Williams, Waterman,
 * Patterson, Commun. ACM 52, 65 (2009), with a roof for each level of memory and one for division).
 */
#include <math.h>
#include <string.h>

#include "reports/report_impl.h"

/* A level of memory that arrays can be in, nearest first. */
struct level {
	double bytes, bandwidth;
	const char *name;
};
enum { LEVELS = 3 };

/* Those that were measured; returns how many. */
static int levels_of(const struct ish_machine_limits *limits, struct level level[LEVELS])
{
	int count = 0;
	if (limits->bandwidth_l2 > 0.0) {
		level[count++] = (struct level){limits->l2_bytes, limits->bandwidth_l2, "L2"};
	}
	if (limits->bandwidth_l3 > 0.0) {
		level[count++] = (struct level){limits->l3_bytes, limits->bandwidth_l3, "L3"};
	}
	level[count++] = (struct level){INFINITY, limits->bandwidth, "memory"};
	return count;
}

/* Where the arrays of the run are: in the nearest level that holds all of its arena; without one in memory. */
static int home_of(const struct ish_report_context *context, const struct level *level, int levels)
{
	double bytes = 0.0;
	int i = 0;
	for (int k = 0; k < context->owners; k++) {
		bytes += (double)context->owner[k].bytes;
	}
	while (i < levels - 1 && !(bytes > 0.0 && bytes <= level[i].bytes)) {
		i++;
	}
	return i;
}

const char *ish_roof_home(const struct ish_report_context *context)
{
	struct level level[LEVELS];
	const int levels = levels_of(&context->limits, level);
	return level[home_of(context, level, levels)].name;
}

/* Seconds; 0 where the rate is not known. */
static double over(double amount, double rate)
{
	return rate > 0.0 ? amount / rate : 0.0;
}

double ish_roof_arithmetic(const struct ish_machine_limits *limits, const struct ish_work *work)
{
	const double fused = fmax(limits->flops, limits->apart), apart = limits->apart > 0.0 ? limits->apart : fused;
	const bool divider = limits->divisions > 0.0 && limits->roots > 0.0;
	const double slow = divider ? work->divisions + work->roots : 0.0;
	return over(work->flops - work->apart, fused) + over(fmax(0.0, work->apart - slow), apart);
}

/* With the arrays in one level. */
static struct ish_roof roof_at(const struct ish_machine_limits *limits, const struct ish_work *work,
                               const struct level *near, const struct level *home)
{
	const double cached = over(work->cached, near->bandwidth);
	const double moved = cached + over(fmax(0.0, work->bytes - work->cached), home->bandwidth);
	const double divided = over(work->divisions, limits->divisions) + over(work->roots, limits->roots);
	struct ish_roof roof = {ish_roof_arithmetic(limits, work), "arithmetic"};
	if (divided > roof.least) {
		roof = (struct ish_roof){divided, "division"};
	}
	if (moved > roof.least) {
		roof = (struct ish_roof){moved, 2.0 * cached > moved ? near->name : home->name};
	}
	return roof;
}

struct ish_roof ish_roof_of(const struct ish_report_context *context, const struct ish_work *work, double seconds)
{
	struct level level[LEVELS];
	const int levels = levels_of(&context->limits, level);
	if (!(context->limits.flops > 0.0) || !(context->limits.bandwidth > 0.0)) {
		return (struct ish_roof){NAN, NULL};
	}
	int home = home_of(context, level, levels);
	struct ish_roof roof = roof_at(&context->limits, work, &level[0], &level[home]);
	while (roof.least > seconds && home > 0) { /* it was faster: what it works on was nearer */
		roof = roof_at(&context->limits, work, &level[0], &level[--home]);
	}
	return roof;
}

enum ish_work_class ish_work_class_of(const struct ish_work *work)
{
	return work->flops > 0.0   ? (2.0 * work->apart > work->flops ? ISH_WORK_POINTWISE : ISH_WORK_PRODUCTS)
	       : work->bytes > 0.0 ? ISH_WORK_COPIES
	                           : ISH_WORK_UNTOLD;
}

struct ish_bound ish_report_bound(const struct ish_report *report)
{
	const struct ish_summary *const summary = &report->summary;
	const double base = report->view->steps > 0 ? report->view->step_wall : report->view->run->wall;
	const bool measured = report->context->limits.flops > 0.0;
	struct ish_bound bound = {.arithmetic = measured ? 0.0 : NAN, .limits = measured ? 0.0 : NAN};
	for (int i = 0; i < summary->hot_spots; i++) {
		const struct ish_hot_spot *const spot = &summary->hot_spot[i];
		bound.share[ish_work_class_of(&spot->work)] += spot->wall_self / base;
		if (measured) {
			bound.arithmetic += ish_roof_arithmetic(&report->context->limits, &spot->work) / base;
			bound.limits += spot->roof.least / base;
		}
	}
	return bound;
}

/* ---- text ---- */

void ish_report_bound_line(FILE *out, const struct ish_report *report)
{
	static const char *const name[] = {"pointwise work", "transforms and matrix products", "copies",
	                                 "what tells no work (files, waiting)"};
	const struct ish_bound bound = ish_report_bound(report);
	char line[256] = "", a[ISH_HUMAN], b[ISH_HUMAN];
	size_t used = 0;
	if (!(bound.share[ISH_WORK_POINTWISE] + bound.share[ISH_WORK_PRODUCTS] > 0.0)) {
		return;
	}
	for (int i = 0; i < ISH_WORK_CLASSES && used < sizeof line; i++) {
		used += (size_t)snprintf(line + used, sizeof line - used, "%s%s %s", i > 0 ? ", " : "", name[i],
		                         ish_human_share(a, bound.share[i]));
	}
	used += used < sizeof line ? (size_t)snprintf(line + used, sizeof line - used, " of the %s time",
	                                              report->view->steps > 0 ? "steps'" : "run's")
	                           : 0;
	if (!isnan(bound.limits) && used < sizeof line) {
		(void)snprintf(line + used, sizeof line - used,
		               "; at %s of the machine's arithmetic limit, at %s of its lowest roofs",
		               ish_human_share(a, bound.arithmetic), ish_human_share(b, bound.limits));
	}
	ish_text_fact(out, "bound", line);
}

static void print_spot(FILE *out, const struct ish_hot_spot *spot)
{
	char a[3][ISH_HUMAN], flops[ISH_HUMAN], speed[ISH_HUMAN] = "-", intensity[ISH_HUMAN] = "-";
	const struct ish_work *const work = &spot->work;
	(void)snprintf(flops, sizeof flops, "%.3g", 1e-9 * work->flops);
	if (spot->wall_self > 0.0) {
		(void)snprintf(speed, sizeof speed, "%.3g", 1e-9 * work->flops / spot->wall_self);
	}
	if (work->bytes > 0.0) {
		(void)snprintf(intensity, sizeof intensity, "%.3g", work->flops / work->bytes);
	}
	(void)fprintf(out, "%-17.17s%8s%10s%8s%8s%10s%6s  %s\n", spot->name, flops, ish_human_bytes(a[0], work->bytes), intensity,
	              speed, ish_human_time(a[1], spot->roof.least),
	              ish_human_share(a[2], spot->wall_self > 0.0 ? spot->roof.least / spot->wall_self : NAN),
	              spot->roof.bound != NULL ? spot->roof.bound : "-");
}

static void print_limits(FILE *out, const struct ish_report_context *context)
{
	const struct ish_machine_limits *const limits = &context->limits;
	char a[4][ISH_HUMAN];
	(void)fprintf(out, "machine, %d threads: products %s GF/s, mult. and add. apart %s GF/s,\n", limits->threads,
	              ish_human_real(a[0], 1e-9 * limits->flops), ish_human_real(a[1], 1e-9 * limits->apart));
	(void)fprintf(out, "divisions %s and square roots %s 10^9/s; per second L2 %s,", ish_human_real(a[0], 1e-9 * limits->divisions),
	              ish_human_real(a[1], 1e-9 * limits->roots),
	              limits->bandwidth_l2 > 0.0 ? ish_human_bytes(a[2], limits->bandwidth_l2) : "-");
	(void)fprintf(out, "\nL3 %s, memory %s; arrays of this run: in %s\n",
	              limits->bandwidth_l3 > 0.0 ? ish_human_bytes(a[2], limits->bandwidth_l3) : "-",
	              ish_human_bytes(a[3], limits->bandwidth), ish_roof_home(context));
}

void ish_report_roofline(FILE *out, const struct ish_report *report)
{
	const bool measured = report->context->limits.flops > 0.0;
	int told = 0, above = 0;
	for (int i = 0; i < report->summary.hot_spots; i++) {
		above += report->summary.hot_spot[i].roof.least > 1.05 * report->summary.hot_spot[i].wall_self;
		told += ish_work_class_of(&report->summary.hot_spot[i].work) != ISH_WORK_UNTOLD;
	}
	if (told == 0) {
		return;
	}
	ish_text_title(out, "Work and the machine's limits");
	(void)fprintf(out, "%-17s%8s%10s%8s%8s%10s%6s  %s\n", "region", "Gflop", "bytes", "flop/B", "GF/s", "least", "roof",
	              "bound by");
	for (int i = 0; i < report->summary.hot_spots; i++) {
		if (ish_work_class_of(&report->summary.hot_spot[i].work) != ISH_WORK_UNTOLD) {
			print_spot(out, &report->summary.hot_spot[i]);
		}
	}
	(void)fprintf(out, "bytes: read and written by each sweep; least: time at the lowest roof above;\n"
			   "roof: that over the time it took%s\n",
	              above ? "; above 100%: the machine was disturbed\nwhile its limits were measured" : "");
	if (measured) {
		print_limits(out, report->context);
	} else {
		(void)fprintf(out, "the machine's limits were not measured\n");
	}
}
