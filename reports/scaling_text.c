/* The tables of a scaling analysis, in 80 columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/report_impl.h"
#include "reports/scaling.h"

static int compare_shares(const void *a, const void *b)
{
	const struct ish_trend *x = *(const struct ish_trend *const *)a;
	const struct ish_trend *y = *(const struct ish_trend *const *)b;
	return (x->share < y->share) - (x->share > y->share);
}

static int compare_thread_shares(const void *a, const void *b)
{
	const struct ish_thread_trend *x = *(const struct ish_thread_trend *const *)a;
	const struct ish_thread_trend *y = *(const struct ish_thread_trend *const *)b;
	return (x->share < y->share) - (x->share > y->share);
}

/* Right-justified in `width` columns, a blank before it, with fewer digits where they would not fit; "-" for what is not there. */
static void print_real(FILE *out, int width, int digits, double value)
{
	char text[64];
	(void)snprintf(text, sizeof text, "%.*f", digits, value);
	if (!isfinite(value)) {
		(void)snprintf(text, sizeof text, "-");
	} else if ((int)strlen(text) >= width) {
		(void)snprintf(text, sizeof text, fabs(value) < pow(10.0, width - 2) ? "%.0f" : "%.0e", value);
	}
	(void)fprintf(out, "%*s", width, text);
}

/* A list of all points would say the same again where nothing differs. */
static void print_notes(FILE *out, const struct ish_scaling *scaling)
{
	bool differ = false;
	for (int i = 1; i < scaling->points; i++) {
		differ = differ || strcmp(scaling->point[i].note, scaling->point[0].note) != 0;
	}
	if (scaling->points > 0 && !differ && scaling->point[0].note[0] != '\0') {
		(void)fprintf(out, "at all points: %s\n", scaling->point[0].note);
	}
	for (int i = 0; differ && i < scaling->points; i++) {
		(void)fprintf(out, "%ld cells, %d threads: %s\n", scaling->point[i].cells, scaling->point[i].threads,
		              scaling->point[i].note);
	}
	if (differ) {
		(void)fprintf(out, "methods differ between the points: exponents are of the mixture\n");
	}
}

static void print_disturbed(FILE *out, const struct ish_scaling *scaling)
{
	long contended = 0;
	long steps = 0;
	int lost = 0;
	for (int i = 0; i < scaling->points; i++) {
		contended += scaling->point[i].contended;
		steps += scaling->point[i].steps;
		lost += !ish_scaling_times_hold(&scaling->point[i]);
	}
	if (!ish_scaling_is_disturbed(scaling)) {
		return;
	}
	(void)fprintf(out,
	              "%ld of %ld steps did not have the processors to themselves: wall times mislead,\n"
	              "though they are the shortest of repeats%s\n",
	              contended, steps, scaling->kind == ISH_SCALING_GRID ? "; they are not judged" : "");
	if (lost > 0 && scaling->kind == ISH_SCALING_GRID) {
		(void)fprintf(out, "of %d sizes the times of short calls, under 100 us, are left out of the fits\n",
		              lost);
	}
}

static void print_points(FILE *out, const struct ish_scaling *scaling)
{
	char a[2][ISH_HUMAN];
	char grid[40];
	(void)fprintf(out, "%-16s%9s%8s%8s%12s%12s%7s%8s\n", "grid", "cells", "threads", "steps", "a step", "a cell",
	              "spread", "busy");
	for (int i = 0; i < scaling->points; i++) {
		const struct ish_scaling_point *p = &scaling->point[i];
		(void)snprintf(grid, sizeof grid, "%d x %d x %d", p->shape[0], p->shape[1], p->shape[2]);
		(void)fprintf(out, "%-15.15s %9ld%8d%8ld%12s%12s", grid, p->cells, p->threads, p->steps,
		              ish_human_time(a[0], p->wall), ish_human_time(a[1], p->wall / (double)p->cells));
		print_real(out, 6, 1, 100.0 * p->spread);
		(void)fprintf(out, "%%");
		print_real(out, 8, 2, p->cpu / p->wall);
		(void)fprintf(out, "\n");
	}
	(void)fprintf(out, "shortest of %d repeats; spread: how far the median lies above; busy: processors\n",
	              scaling->points > 0 ? scaling->point[0].repeats : 0);
	print_disturbed(out, scaling);
	print_notes(out, scaling);
}

/* ---- over grids ---- */

static void print_law(FILE *out, const struct ish_trend *trend, int width)
{
	print_real(out, 9, 3, trend->power.exponent);
	print_real(out, 7, 3, trend->power.interval);
	print_real(out, 7, 3, trend->power.r2);
	(void)fprintf(out, "  %-*s", width,
	              trend->complexity.is_made && trend->complexity.best >= 0
	                      ? ish_complexity_name(trend->complexity.best)
	                      : "-");
}

static const struct ish_trend *trend_of(const struct ish_scaling *scaling, int row, enum ish_scaling_quantity quantity)
{
	for (int i = 0; i < scaling->trends; i++) {
		if (scaling->trend[i].of == ISH_TREND_REGION && scaling->trend[i].row == row &&
		    scaling->trend[i].quantity == quantity) {
			return &scaling->trend[i];
		}
	}
	return NULL;
}

/* What the step spends in no region below it is its self time. */
static const char *shown_name(const struct ish_trend *trend)
{
	if (trend->of == ISH_TREND_STEP) {
		return trend->quantity == ISH_SCALING_CPU ? "step, CPU time" : "step, wall time";
	}
	return strcmp(trend->name, "step") == 0 ? "(no region)" : trend->name;
}

static void print_regions(FILE *out, const struct ish_scaling *scaling, int largest)
{
	const struct ish_trend *sorted[ISH_SCALING_TRENDS];
	char a[ISH_HUMAN];
	char share[ISH_HUMAN];
	int count = 0;
	int small = 0;
	for (int i = 0; i < scaling->trends; i++) {
		const struct ish_trend *trend = &scaling->trend[i];
		const bool is_time = trend->of == ISH_TREND_STEP ||
		                     (trend->of == ISH_TREND_REGION && trend->quantity == ISH_SCALING_BUSY);
		if (is_time && trend->share >= ISH_SCALING_SHARE_LEAST) {
			sorted[count++] = trend;
		} else if (is_time) {
			small++;
		}
	}
	qsort(sorted, (size_t)count, sizeof sorted[0], compare_shares);
	ish_text_title(out, "Time at work in a step against cells, by region: all threads, self");
	(void)fprintf(out, "%-20s%7s%11s%9s%7s%7s  %-9s%7s\n", "region", "share", "largest", "exponent", "+-", "R2",
	              "closest", "flops");
	for (int i = 0; i < count; i++) {
		const struct ish_trend *trend = sorted[i];
		const struct ish_trend *flops = trend_of(scaling, trend->row, ISH_SCALING_FLOPS);
		const bool is_step = trend->of == ISH_TREND_STEP;
		(void)fprintf(out, "%-20.20s%7s%11s", shown_name(trend),
		              is_step ? "" : ish_human_share(share, trend->share),
		              ish_human_time(a, trend->value[largest]));
		print_law(out, trend, 9);
		print_real(out, 7, 3, flops != NULL ? flops->power.exponent : NAN);
		(void)fprintf(out, "%s\n", trend->is_super_linear ? "!" : "");
	}
	if (small > 0) {
		(void)fprintf(out, "%d region%s below %.1f%% of the largest step: left out and not judged\n", small,
		              small == 1 ? "" : "s", 100.0 * ISH_SCALING_SHARE_LEAST);
	}
	(void)fprintf(out, "+-: 95%% interval of the exponent; flops: exponent of the work that is told\n");
}

static void print_memory(FILE *out, const struct ish_scaling *scaling, int largest)
{
	char a[2][ISH_HUMAN];
	ish_text_title(out, "Memory against cells, by owner");
	(void)fprintf(out, "%-25s%11s%11s%9s%7s%7s  %s\n", "owner", "largest", "a cell", "exponent", "+-", "R2",
	              "closest");
	for (int i = 0; i < scaling->trends; i++) {
		const struct ish_trend *trend = &scaling->trend[i];
		if (trend->of != ISH_TREND_OWNER && trend->of != ISH_TREND_MEMORY) {
			continue;
		}
		const double bytes = trend->value[largest] >= 0.0 ? trend->value[largest] : NAN;
		(void)fprintf(out, "%-25.25s%11s%11s", trend->name, ish_human_bytes(a[0], bytes),
		              ish_human_bytes(a[1], bytes / (double)scaling->point[largest].cells));
		print_law(out, trend, 1);
		(void)fprintf(out, "%s\n", trend->is_super_linear ? " !" : "");
	}
}

/* Time that grows with the work, and time that grows faster, are different findings. */
static void print_work(FILE *out, const struct ish_scaling *scaling, const struct ish_trend *trend)
{
	const bool is_time = trend->of == ISH_TREND_REGION && trend->quantity == ISH_SCALING_BUSY;
	const struct ish_trend *flops = is_time ? trend_of(scaling, trend->row, ISH_SCALING_FLOPS) : NULL;
	if (flops != NULL && flops->power.is_made) {
		(void)fprintf(out, "  its flops grow as N^%.3f +- %.3f\n", flops->power.exponent,
		              flops->power.interval);
	}
}

static void print_flags(FILE *out, const struct ish_scaling *scaling)
{
	int flagged = 0;
	ish_text_title(out, "Faster than the grid");
	for (int i = 0; i < scaling->trends; i++) {
		const struct ish_trend *trend = &scaling->trend[i];
		if (trend->is_super_linear) {
			(void)fprintf(out, "! %.40s: %s grow as N^%.3f +- %.3f\n", trend->name, trend->unit,
			              trend->power.exponent, trend->power.interval);
			print_work(out, scaling, trend);
			flagged++;
		}
	}
	(void)fprintf(out,
	              "%ssuper-linear: exponent less its 95%% interval above 1 + %.1f; of transforms\n"
	              "above that of N log2 N + %.1f\n",
	              flagged == 0 ? "nothing\n" : "", ISH_SCALING_MARGIN, ISH_SCALING_MARGIN);
}

static void print_grid(FILE *out, const struct ish_scaling *scaling)
{
	int largest = 0;
	for (int i = 1; i < scaling->points; i++) {
		largest = scaling->point[i].cells > scaling->point[largest].cells ? i : largest;
	}
	if (scaling->points < ISH_FIT_POINTS) {
		(void)fprintf(out, "no fit is made: %d sizes, need %d\n", scaling->points, ISH_FIT_POINTS);
	}
	print_regions(out, scaling, largest);
	print_memory(out, scaling, largest);
	if (scaling->points >= ISH_FIT_POINTS) {
		print_flags(out, scaling);
	}
}

/* ---- over threads ---- */

static void print_thread_head(FILE *out, bool is_strong)
{
	(void)fprintf(out, "%-19s%7s%11s%11s%9s%8s", "region", "share", "first", "last",
	              is_strong ? "speed-up" : "scaled", "effic.");
	(void)fprintf(out, is_strong ? "%8s%7s\n" : "%15s\n", is_strong ? "serial" : "imbalance", "+-");
}

static void print_thread_row(FILE *out, const struct ish_scaling *scaling, const struct ish_thread_trend *trend)
{
	char a[3][ISH_HUMAN];
	const int last = scaling->points - 1;
	const bool is_strong = scaling->kind == ISH_SCALING_STRONG;
	(void)fprintf(out, "%-19.19s%7s%11s%11s",
	              trend->row >= 0 && strcmp(trend->name, "step") == 0 ? "(no region)" : trend->name,
	              ish_human_share(a[2], trend->share), ish_human_time(a[0], trend->wall[0]),
	              ish_human_time(a[1], trend->wall[last]));
	print_real(out, 9, 2, trend->speed_up);
	print_real(out, 8, 2, trend->efficiency);
	if (is_strong) {
		print_real(out, 8, 3, trend->amdahl.is_made ? trend->amdahl.serial : trend->karp_flatt);
		print_real(out, 7, 3, trend->amdahl.interval);
	} else {
		print_real(out, 15, 3, trend->imbalance);
	}
	(void)fprintf(out, "\n");
}

static void print_threads(FILE *out, const struct ish_scaling *scaling)
{
	const struct ish_thread_trend *sorted[ISH_SCALING_REGIONS + 1];
	const bool is_strong = scaling->kind == ISH_SCALING_STRONG;
	int count = 0;
	for (int i = 0; i < scaling->thread_trends; i++) {
		if (scaling->thread_trend[i].share >= ISH_SCALING_SHARE_LEAST) {
			sorted[count++] = &scaling->thread_trend[i];
		}
	}
	qsort(sorted, (size_t)count, sizeof sorted[0], compare_thread_shares);
	if (scaling->points < 2) {
		(void)fprintf(out, "one number of threads only: there is nothing to compare and no fit is made\n");
		return;
	}
	ish_text_title(out, is_strong ? "Speed-up by region: wall time of the stepping thread, self"
	                              : "Efficiency by region: wall time of the stepping thread, self");
	print_thread_head(out, is_strong);
	for (int i = 0; i < count; i++) {
		print_thread_row(out, scaling, sorted[i]);
	}
	if (is_strong && scaling->points < ISH_FIT_POINTS) {
		(void)fprintf(out,
		              "no fit is made: %d numbers of threads, need %d\n"
		              "serial: share that does not get shorter, by the last alone (Karp, Flatt);\n"
		              "above 1 where more threads took longer\n",
		              scaling->points, ISH_FIT_POINTS);
	} else if (is_strong) {
		(void)fprintf(out, "serial: share that does not get shorter, by Amdahl's law; +-: its 95%% interval\n");
	} else {
		(void)fprintf(out, "effic.: first over last; scaled: that times threads; imbalance: share of last\n");
	}
}

void ish_scaling_print(FILE *out, const struct ish_scaling *scaling)
{
	static const char *const title[] = {[ISH_SCALING_GRID] = "Scaling with the grid",
	                                    [ISH_SCALING_STRONG] = "Strong scaling: one grid, more threads",
	                                    [ISH_SCALING_WEAK] = "Weak scaling: as many cells a thread"};
	ish_text_title(out, title[scaling->kind]);
	print_points(out, scaling);
	if (scaling->refused > 0) {
		(void)fprintf(out, "%ld regions or owners beyond the tables are not shown\n", scaling->refused);
	}
	if (scaling->points == 0) {
		return;
	}
	if (scaling->regions <= 1) { /* the step's own */
		(void)fprintf(out, "no regions: the instrumentation is compiled out of this program\n");
	}
	if (scaling->kind == ISH_SCALING_GRID) {
		print_grid(out, scaling);
	} else {
		print_threads(out, scaling);
	}
}
