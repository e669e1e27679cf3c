/*
 * Frames, curves and maps as SVG within the page: text stays text, colours follow the style of the page (light, dark,
 * paper). Ticks, colours and the pixels of maps are those of ishydro plot (reports/plot.h).
 */
#ifndef ISH_CLI_PAGE_CHART_H
#define ISH_CLI_PAGE_CHART_H

#include <stdio.h>

#include "cli/page/thin.h"
#include "reports/plot.h"

enum { ISH_CHART_LINES = 6 };

struct ish_chart_line {
	const char *name; /* for the legend */
	int count;
	struct ish_thin_point *point; /* in the order of t */
};

struct ish_chart {
	const char *title, *sentence;
	struct ish_plot_axis x, y; /* low and high of y are by the data; of x they are given */
	double bound;              /* a line across, where it lies within the axis; NaN: none */
	const char *bound_name;
	int count;
	struct ish_chart_line line[ISH_CHART_LINES];
};

/* A <figure>. On a logarithmic axis magnitudes are drawn; what is 0 has no place there. */
void ish_chart_write(FILE *out, const struct ish_chart *chart);

struct ish_chart_map {
	const char *title, *place; /* "z = 1 fm": where the plane lies */
	const char *id;            /* one for each map of the page */
	const struct ish_plot_map *map;
	int panel;
};

/* A <figure> with the map, its axes, arrows and colour bar. ISH_ERR_MEMORY after one line. */
ISH_CHECKED enum ish_status ish_chart_map_write(FILE *out, const struct ish_chart_map *chart);

#endif
