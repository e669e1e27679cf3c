/*
 * Pictures: fields as colour maps and numbers as lines. Plain arrays in, a file's bytes out; no field, solver or file is known here.
 *
 * Formats  PNG, SVG and PDF from one drawing (cairo). An SVG holds the title and every label as text in <title> and <desc>, for
 *          search and for screen readers: glyphs are drawn as outlines.
 * Texts    UTF-8. "^-4" and "^{ab}" are raised: units are written as in the field files, fm^-4.
 * Sizes    pixels (PNG) or points; lettering grows with the picture and can be read at half its size.
 */
#ifndef ISH_REPORTS_PLOT_H
#define ISH_REPORTS_PLOT_H

#include <stdbool.h>
#include <stddef.h>

#include "reports/plot_colour.h"
#include "reports/plot_ticks.h"
#include "workspace/status.h"

enum ish_plot_format { ISH_PLOT_PNG, ISH_PLOT_SVG, ISH_PLOT_PDF };

enum { ISH_PLOT_SIZE_MIN = 200, ISH_PLOT_SIZE_MAX = 8192 };

/* By the ending of a name, .png, .svg or .pdf. ISH_ERR_NAME after one line. */
ISH_CHECKED enum ish_status ish_plot_format_of(const char *path, enum ish_plot_format *format_out);

struct ish_plot_page {
	enum ish_plot_format format;
	int width, height;            /* 0: what suits the content */
	const char *title, *subtitle; /* NULL: none */
};

struct ish_plot_axis {
	const char *quantity, *unit; /* "": none */
	enum ish_plot_scale scale;
	double low, high; /* low < high; both 0: by the data */
};

/* "quantity - offset (10^exponent unit)", as the labels of the ticks are to be read. */
enum { ISH_LABEL = 256 };
void ish_axis_label(char label[ISH_LABEL], const struct ish_plot_axis *axis, const struct ish_ticks *ticks);

struct ish_plot_bytes { /* heap; given back by ish_plot_bytes_reset */
	unsigned char *data;
	size_t size;
};

void ish_plot_bytes_reset(struct ish_plot_bytes *bytes);

/* ---- lines ---- */

enum ish_plot_style {
	ISH_PLOT_LINE,
	ISH_PLOT_POINTS,
	ISH_PLOT_LINE_AND_POINTS,
	ISH_PLOT_REFERENCE /* thin and grey: a slope, an exact curve; it does not widen the axes */
};

struct ish_plot_line {
	const char *label; /* "": not in the legend */
	enum ish_plot_style style;
	int count;
	const double *x, *y; /* a value that is not finite, or not > 0 on a logarithmic axis, leaves a gap */
	int colour;          /* of ish_colour_line, 0 and up */
};

struct ish_plot_lines {
	struct ish_plot_page page;
	struct ish_plot_axis x, y;
	int count;
	const struct ish_plot_line *line;
};

/* Draws them; *bytes_out is the file. ISH_ERR_MEMORY, or ISH_ERR_SIZE for a page that cannot hold the picture. */
ISH_CHECKED enum ish_status ish_plot_lines(const struct ish_plot_lines *lines, struct ish_plot_bytes *bytes_out);

/* ---- maps ---- */

enum ish_plot_sampling {
	ISH_PLOT_SMOOTH, /* interpolated by cubic convolution (Keys, IEEE Trans. ASSP 29, 1153 (1981)), exact at the points */
	ISH_PLOT_CELLS /* one flat rectangle around each point */
};

struct ish_plot_panel {         /* one map of the row */
	const char *title;      /* above it; "": none */
	const double *value;    /* [shape[1]][shape[0]], periodic; not finite: grey */
	const double *arrow[2]; /* a vector at each point, or NULL */
};

struct ish_plot_map {
	struct ish_plot_page page;
	struct ish_plot_axis x, y; /* low and high are the box: point i lies at low + i (high - low)/shape */
	bool equal_aspect;         /* a length is as long along y as along x */
	int shape[2];
	enum ish_plot_sampling sampling;
	struct ish_plot_axis value; /* of the colours; logarithmic shows what is > 0 */
	const struct ish_colour_map *colours;
	const char *arrow_quantity; /* what the arrows are */
	int count;                  /* panels, 1 to 12; colours are the same for all */
	const struct ish_plot_panel *panel;
};

/* The same for maps, which share colours and colour bar. Several times as many points as pixels are averaged. */
ISH_CHECKED enum ish_status ish_plot_map(const struct ish_plot_map *map, struct ish_plot_bytes *bytes_out);

/*
 * The box of one panel alone, width x height pixels without paper, frame or text, as PNG: for pages that draw these
 * themselves. 255 colours, a byte a pixel before compression: a tenth of what ish_plot_map would take. page and arrows
 * are not looked at; *value_out becomes the axis of the colours, which all panels share. ISH_ERR_MEMORY.
 */
ISH_CHECKED enum ish_status ish_plot_map_image(const struct ish_plot_map *map, int panel, int width, int height,
                                               struct ish_plot_axis *value_out, struct ish_plot_bytes *bytes_out);

#endif
