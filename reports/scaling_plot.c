/* Pictures of a scaling analysis. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/scaling.h"

enum { CURVES = ISH_COLOUR_LINES, LINES = 2 * CURVES + 2, LABEL = 96, ENDS = 2, FINE = 64, WIDTH = 1200, HEIGHT = 720 };

struct picture {
	int count;
	struct ish_plot_line line[LINES];
	char label[LINES][LABEL];
	double x[ISH_SCALING_POINTS];                  /* cells or threads */
	double y[CURVES][ISH_SCALING_POINTS];          /* measured, where it is not at hand */
	double fit_x[LINES][FINE], fit_y[LINES][FINE]; /* lines of fits and references */
};

static struct ish_plot_line *add_line(struct picture *p, enum ish_plot_style style, int points, const double *x,
                                      const double *y, int colour)
{
	const int i = p->count++;
	p->label[i][0] = '\0';
	p->line[i] = (struct ish_plot_line){p->label[i], style, points, x, y, colour};
	return &p->line[i];
}

static char *last_label(struct picture *p)
{
	return p->label[p->count - 1];
}

static enum ish_status draw(const struct picture *p, const struct ish_plot_lines *what, enum ish_plot_format format,
                            struct ish_plot_bytes *bytes_out)
{
	struct ish_plot_lines lines = *what;
	lines.page.format = format;
	lines.page.width = WIDTH;
	lines.page.height = HEIGHT;
	lines.count = p->count;
	lines.line = p->line;
	return ish_plot_lines(&lines, bytes_out);
}

/* The step's self time is what no region below it has; `row` -1 is the whole step. */
static const char *shown_name(const char *name, int row)
{
	return row >= 0 && strcmp(name, "step") == 0 ? "(no region)" : name;
}

/* ---- over grids ---- */

static bool is_of_picture(const struct ish_trend *trend, bool is_memory)
{
	if (is_memory) {
		return trend->of == ISH_TREND_OWNER || trend->of == ISH_TREND_MEMORY;
	}
	return (trend->of == ISH_TREND_STEP && trend->quantity == ISH_SCALING_WALL) ||
	       (trend->of == ISH_TREND_REGION && trend->quantity == ISH_SCALING_BUSY);
}

/* The largest shares, the whole first (its share is 1); returns how many. */
static int choose_trends(const struct ish_scaling *scaling, bool is_memory, const struct ish_trend *chosen[CURVES])
{
	int count = 0;
	for (int i = 0; i < scaling->trends; i++) {
		const struct ish_trend *trend = &scaling->trend[i];
		if (!is_of_picture(trend, is_memory) || !(trend->share > 0.0)) {
			continue;
		}
		int at = count;
		while (at > 0 && chosen[at - 1]->share < trend->share) {
			at--;
		}
		for (int k = count < CURVES ? count : CURVES - 1; k > at; k--) {
			chosen[k] = chosen[k - 1];
		}
		if (at < CURVES) {
			chosen[at] = trend;
			count += count < CURVES;
		}
	}
	return count;
}

static void add_trend(struct picture *p, const struct ish_scaling *scaling, const struct ish_trend *trend, int colour)
{
	const char *name = shown_name(trend->name, trend->of == ISH_TREND_REGION ? trend->row : -1);
	(void)add_line(p, ISH_PLOT_POINTS, scaling->points, p->x, trend->value, colour);
	if (!trend->power.is_made) {
		(void)snprintf(last_label(p), LABEL, "%.40s", name);
		return;
	}
	(void)snprintf(last_label(p), LABEL, "%.40s: N^{%.2f} \302\261 %.2f%s", name, trend->power.exponent,
	               trend->power.interval, trend->is_super_linear ? " !" : "");
	double *x = p->fit_x[p->count];
	double *y = p->fit_y[p->count];
	for (int i = 0; i < ENDS; i++) {
		x[i] = p->x[i == 0 ? 0 : scaling->points - 1];
		y[i] = trend->power.factor * pow(x[i], trend->power.exponent);
	}
	(void)add_line(p, ISH_PLOT_LINE, ENDS, x, y, colour);
}

static enum ish_status draw_grid(struct picture *p, const struct ish_scaling *scaling, bool is_memory,
                                 enum ish_plot_format format, struct ish_plot_bytes *bytes_out)
{
	const struct ish_trend *chosen[CURVES];
	const int count = choose_trends(scaling, is_memory, chosen);
	for (int i = 0; i < scaling->points; i++) {
		p->x[i] = (double)scaling->point[i].cells;
	}
	for (int i = 0; i < count; i++) {
		add_trend(p, scaling, chosen[i], i);
	}
	const struct ish_plot_lines lines = {
		.page = {.title = is_memory ? "memory against cells" : "time of a step against cells",
	                 .subtitle =
	                         is_memory ? "by owner; marks: counted, lines: fitted, \302\261: 95 %, !: super-linear"
	                                   : "by region, all threads; marks: measured, lines: fitted, \302\261: 95 %, "
	                                     "!: super-linear"},
		.x = {.quantity = "cells N", .unit = "", .scale = ISH_PLOT_LOG},
		.y = {.quantity = is_memory ? "memory" : "time",
	              .unit = is_memory ? "bytes" : "s",
	              .scale = ISH_PLOT_LOG},
	};
	return draw(p, &lines, format, bytes_out);
}

/* ---- over threads ---- */

static int compare_shares(const void *a, const void *b)
{
	const struct ish_thread_trend *x = *(const struct ish_thread_trend *const *)a;
	const struct ish_thread_trend *y = *(const struct ish_thread_trend *const *)b;
	return (x->share < y->share) - (x->share > y->share);
}

static void add_thread_trend(struct picture *p, const struct ish_scaling *scaling, const struct ish_thread_trend *trend,
                             bool is_efficiency, int colour)
{
	for (int i = 0; i < scaling->points; i++) {
		const double more = p->x[i] / p->x[0];
		const double faster = trend->wall[0] / trend->wall[i];
		const bool is_weak = scaling->kind == ISH_SCALING_WEAK;
		p->y[colour][i] = is_efficiency && !is_weak ? faster / more : faster;
	}
	(void)add_line(p, ISH_PLOT_LINE_AND_POINTS, scaling->points, p->x, p->y[colour], colour);
	(void)snprintf(last_label(p), LABEL, "%.40s", shown_name(trend->name, trend->row));
}

/* What would be ideal, and the step's fit. */
static void add_laws(struct picture *p, const struct ish_scaling *scaling, bool is_efficiency)
{
	const struct ish_amdahl_fit *fit = &scaling->thread_trend[0].amdahl;
	const double first = p->x[0];
	const double last = p->x[scaling->points - 1];
	for (int law = 0; law < 1 + fit->is_made; law++) {
		double *x = p->fit_x[p->count];
		double *y = p->fit_y[p->count];
		for (int i = 0; i < FINE; i++) {
			x[i] = first + (last - first) * i / (FINE - 1);
			const double speed_up = law == 0 ? x[i] / first
			                                 : (fit->serial + (1.0 - fit->serial) / first) /
			                                           (fit->serial + (1.0 - fit->serial) / x[i]);
			y[i] = is_efficiency ? speed_up * first / x[i] : speed_up;
		}
		(void)add_line(p, ISH_PLOT_REFERENCE, FINE, x, y, law);
		if (law == 0) {
			(void)snprintf(last_label(p), LABEL, "ideal");
		} else {
			(void)snprintf(last_label(p), LABEL, "step by Amdahl's law: %.1f %% serial",
			               100.0 * fit->serial);
		}
	}
}

static enum ish_status draw_threads(struct picture *p, const struct ish_scaling *scaling, bool is_efficiency,
                                    enum ish_plot_format format, struct ish_plot_bytes *bytes_out)
{
	const struct ish_thread_trend *sorted[ISH_SCALING_REGIONS + 1];
	const bool is_weak = scaling->kind == ISH_SCALING_WEAK;
	for (int i = 0; i < scaling->points; i++) {
		p->x[i] = scaling->point[i].threads;
	}
	for (int i = 0; i < scaling->thread_trends; i++) {
		sorted[i] = &scaling->thread_trend[i];
	}
	qsort(sorted, (size_t)scaling->thread_trends, sizeof sorted[0], compare_shares);
	add_laws(p, scaling, is_efficiency || is_weak);
	for (int i = 0; i < scaling->thread_trends && i < CURVES && sorted[i]->share > ISH_SCALING_SHARE_LEAST; i++) {
		add_thread_trend(p, scaling, sorted[i], is_efficiency, i);
	}
	const struct ish_plot_lines lines = {
		.page = {.title = is_weak         ? "weak scaling: as many cells a thread"
	                          : is_efficiency ? "strong scaling: efficiency"
	                                          : "strong scaling: speed-up",
	                 .subtitle = "of a step and of its largest regions (wall time, self)"},
		.x = {.quantity = "threads", .unit = "", .scale = ISH_PLOT_LINEAR},
		.y = {.quantity = is_weak || is_efficiency ? "efficiency" : "speed-up",
	              .unit = "",
	              .scale = ISH_PLOT_LINEAR},
	};
	return draw(p, &lines, format, bytes_out);
}

/* ---- the pictures ---- */

int ish_scaling_picture_count(const struct ish_scaling *scaling)
{
	return scaling->kind == ISH_SCALING_WEAK ? 1 : 2;
}

const char *ish_scaling_picture_suffix(const struct ish_scaling *scaling, int picture)
{
	return picture == 0 ? "" : scaling->kind == ISH_SCALING_GRID ? "-memory" : "-efficiency";
}

enum ish_status ish_scaling_draw(const struct ish_scaling *scaling, int picture, enum ish_plot_format format,
                                 struct ish_plot_bytes *bytes_out)
{
	struct picture *p = calloc(1, sizeof *p);
	if (p == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "scaling: no memory for a picture");
	}
	const enum ish_status status = scaling->kind == ISH_SCALING_GRID
	                                       ? draw_grid(p, scaling, picture == 1, format, bytes_out)
	                                       : draw_threads(p, scaling, picture == 1, format, bytes_out);
	free(p);
	return status;
}
