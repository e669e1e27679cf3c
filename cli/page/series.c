/* Charts of the time series, and the table under them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/page/chart.h"
#include "cli/page/page_impl.h"
#include "cli/page/write.h"
#include "solver/trust.h"

static const struct chart_row {
	const char *title, *sentence, *quantity;
	const char *column[ISH_CHART_LINES];
	enum ish_plot_scale scale;
	double bound;
	const char *bound_name;
} rows[] = {
	{"Conservation",
         "change since the first row, of the energy there; magnitude",
         "magnitude",
         {"energy_drift", "momentum_drift_1", "momentum_drift_2", "momentum_drift_3"},
         ISH_PLOT_LOG,
         NAN,
         ""},
	{"Conservation of momentum",
         "change since the first row, of the energy there; magnitude",
         "magnitude",
         {"momentum_drift_1", "momentum_drift_2", "momentum_drift_3"},
         ISH_PLOT_LOG,
         NAN,
         ""},
	{"Energy",
         "integral of \u221ag T^00 over the box: the expansion changes it",
         "energy",
         {"energy"},
         ISH_PLOT_LINEAR,
         NAN,
         ""},
	{"Energy density", "largest and least of all cells", "e", {"e_max", "e_min"}, ISH_PLOT_LINEAR, NAN, ""},
	{"Lorentz factor", "largest u^0 of all cells", "u^0", {"gamma_max"}, ISH_PLOT_LINEAR, NAN, ""},
	{"Knudsen numbers",
         "largest of all cells: second-order fluid dynamics holds well below 1",
         "Kn",
         {"knudsen_theta", "knudsen_sigma"},
         ISH_PLOT_LINEAR,
         ISH_TRUST_KNUDSEN_MOST,
         "limit of trust"},
	{"Inverse Reynolds numbers",
         "largest of all cells: second-order fluid dynamics holds well below 1",
         "1/Re",
         {"reynolds_shear", "reynolds_bulk"},
         ISH_PLOT_LINEAR,
         ISH_TRUST_REYNOLDS_MOST,
         "limit of trust"},
	{"Newton iterations",
         "of the primitive recovery, a cell and recovery",
         "iterations",
         {"newton_mean", "newton_max"},
         ISH_PLOT_LINEAR,
         NAN,
         ""},
	{"Margin of causality",
         "the least condition of all cells over e + P + \u03a0; below 0 signals outrun light",
         "margin",
         {"causality_margin", "transverse_margin"},
         ISH_PLOT_LINEAR,
         0.0,
         "causal above"},
	{"Cells not known to be causal",
         "of nonlinear causality",
         "cells",
         {"undetermined", "acausal"},
         ISH_PLOT_LINEAR,
         NAN,
         ""},
	{"Tails of the spectra",
         "share of the fluctuations in the top third of wave numbers: the grid resolves the flow below 10^-3",
         "share",
         {"tail_e", "tail_u", "tail"},
         ISH_PLOT_LOG,
         ISH_TRUST_TAIL_MOST,
         "limit of trust"},
	{"Time step", "", "dt", {"dt"}, ISH_PLOT_LINEAR, NAN, ""},
};

enum { CHARTS = sizeof rows / sizeof rows[0] };

/* In an expanding space energy is not conserved, and drawn for itself. Cells that are all causal need no chart. */
static bool is_apt(const struct ish_page *page, const struct chart_row *row)
{
	const bool is_flat = !page->has_config || strcmp(page->config.geometry.name, "minkowski") == 0;
	const char *name = row->column[0];
	if (strcmp(name, "undetermined") == 0) {
		const struct ish_page_column *undetermined = ish_page_column(page->series, name);
		const struct ish_page_column *acausal = ish_page_column(page->series, "acausal");
		return undetermined != NULL && acausal != NULL && (undetermined->high > 0.0 || acausal->high > 0.0);
	}
	return strcmp(name, "energy_drift") == 0                                      ? is_flat
	       : strcmp(name, "energy") == 0 || strcmp(name, "momentum_drift_1") == 0 ? !is_flat
	                                                                              : true;
}

static void write_chart(struct ish_page *page, const struct chart_row *row)
{
	struct ish_thin_point(*point)[ISH_THIN_POINTS] = calloc(ISH_CHART_LINES, sizeof *point);
	struct ish_chart chart = {
		.title = row->title,
		.sentence = row->sentence,
		.x = {"t", "fm", ISH_PLOT_LINEAR, page->series->begin, page->series->end},
		.y = {.quantity = row->quantity, .unit = "", .scale = row->scale},
		.bound = row->bound,
		.bound_name = row->bound_name,
	};
	for (int i = 0; i < ISH_CHART_LINES && row->column[i] != NULL && point != NULL; i++) {
		const struct ish_page_column *column = ish_page_column(page->series, row->column[i]);
		if (column != NULL && column->thin.count > 0) {
			struct ish_chart_line *line = &chart.line[chart.count];
			line->name = column->name;
			line->point = point[chart.count];
			line->count = ish_thin_points(&column->thin, line->point);
			if (strcmp(line->name, "dt") == 0 && line->count > 1 && !(line->point[0].v > 0.0)) {
				line->point++; /* no step ended at the first row */
				line->count--;
			}
			chart.y.unit = column->unit;
			chart.count++;
		}
	}
	if (!(chart.x.low < chart.x.high)) { /* one row */
		ish_ticks_widen(&chart.x.low, &chart.x.high, ISH_PLOT_LINEAR);
	}
	if (chart.count > 0) {
		ish_chart_write(page->out, &chart);
	}
	free(point);
}

static void write_table(struct ish_page *page)
{
	FILE *out = page->out;
	(void)fputs("<details><summary>Numbers: first, last, least and largest of each column</summary><div "
	            "class=\"wide\"><table "
	            "id=\"columns\"><thead><tr><th class=\"text\">column</th><th>first</th><th>last</th>"
	            "<th>least</th><th>largest</th><th class=\"text\">unit</th></tr></thead><tbody>\n",
	            out);
	for (int i = 0; i < page->series->count; i++) {
		const struct ish_page_column *c = &page->series->column[i];
		if (c->thin.count == 0) {
			continue;
		}
		const double value[4] = {c->first, c->last, c->low, c->high};
		(void)fputs("<tr><td class=\"text\">", out);
		ish_write_text(out, c->name);
		for (int k = 0; k < 4; k++) {
			(void)fputs("</td><td>", out);
			ish_write_number(out, value[k]);
		}
		(void)fputs("</td><td class=\"text\">", out);
		ish_write_raised(out, c->unit);
		(void)fputs("</td></tr>\n", out);
	}
	(void)fputs("</tbody></table></div></details>\n", out);
}

void ish_page_series(struct ish_page *page)
{
	FILE *out = page->out;
	(void)fputs("<section id=\"series\"><h2>Series</h2>\n", out);
	if (page->series == NULL || page->series->rows == 0) {
		(void)fputs(page->has_config && page->config.output.series_every == 0
		                    ? "<p>The series was off (<code>output.series_every = 0</code>).</p>\n"
		                    : "<p>There is no series.csv with rows.</p>\n",
		            out);
	} else {
		(void)fprintf(
			out,
			"<p class=\"soft\">%ld rows of <a href=\"series.csv\">series.csv</a> over the time t%s. "
			"<code>ishydro plot --series</code> draws any column.</p>\n<div class=\"figures charts\">\n",
			page->series->rows,
			page->series->rows > ISH_THIN_BINS
				? "; of many rows the least and the largest of each stretch are drawn"
				: "");
		for (int i = 0; i < CHARTS; i++) {
			if (is_apt(page, &rows[i])) {
				write_chart(page, &rows[i]);
			}
		}
		(void)fputs("</div>\n", out);
		write_table(page);
	}
	(void)fputs("</section>\n", out);
}
