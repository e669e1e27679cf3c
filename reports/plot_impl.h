/*
 * What lines and maps are drawn with: a canvas, text, axes. Private to reports/.
 *
 * Lengths are pixels; `unit` is that of a picture of the usual size, so a length of 10 unit grows with the picture. cairo keeps the
 * first error of a drawing in its context: it is asked for once, at the end.
 */
#ifndef ISH_REPORTS_PLOT_IMPL_H
#define ISH_REPORTS_PLOT_IMPL_H

#include <cairo.h>

#include "reports/plot.h"

struct ish_canvas {
	cairo_t *cairo;
	cairo_surface_t *surface;
	enum ish_plot_format format;
	int width, height;
	double unit;
	bool has_font;     /* false: cairo's own strokes, ASCII only */
	const char *title; /* of the file */
	char *texts;       /* every text drawn, one a line; heap */
	size_t texts_size;
	struct ish_plot_bytes bytes;
	bool no_memory;
};

#define ISH_FONT_TITLE (25.0)
#define ISH_FONT_LABEL (22.0)
#define ISH_FONT_TICK (20.0)

/* White paper of the page's size, which is set; then draw; end it in any case. end gives the bytes, or says what failed. */
ISH_CHECKED enum ish_status ish_canvas_begin(struct ish_canvas *canvas, const struct ish_plot_page *page, double unit);
ISH_CHECKED enum ish_status ish_canvas_end(struct ish_canvas *canvas, struct ish_plot_bytes *bytes_out);

/* A canvas of one pixel, to measure text before the page's size is known. */
ISH_CHECKED enum ish_status ish_canvas_begin_measuring(struct ish_canvas *canvas, double unit);

void ish_canvas_colour(struct ish_canvas *canvas, struct ish_colour colour);

/* ---- text ---- */

enum ish_text_turn { ISH_TEXT_LEVEL, ISH_TEXT_UPWARDS };

struct ish_text {
	double size; /* in units */
	bool is_bold;
	enum ish_text_turn turn;
	double across,
		along; /* which point of its box lies at (x, y): along the text 0 begin, 1 end; across it 0 top, 1 base line */
};

double ish_text_width(struct ish_canvas *canvas, const struct ish_text *style, const char *text);

/* Draws and records it. */
void ish_text_draw(struct ish_canvas *canvas, const struct ish_text *style, double x, double y, const char *text);

/* ---- frames ---- */

struct ish_frame {
	double x, y, width, height; /* of the panel inside its axes; y downwards */
	struct ish_plot_axis x_axis, y_axis;
	struct ish_ticks x_ticks, y_ticks;
	bool has_x_labels, has_y_labels;
};

/* What stands left of the panel and below it, for ticks that suit its width and height, which are set. */
struct ish_margins {
	double left, right, top, bottom;
};
struct ish_margins ish_frame_prepare(struct ish_canvas *canvas, struct ish_frame *frame);

double ish_frame_x(const struct ish_frame *frame, double x);
double ish_frame_y(const struct ish_frame *frame, double y);

/* Where a value lies on an axis, 0 at low, 1 at high; NaN where the axis has no place for it. */
double ish_axis_part(const struct ish_plot_axis *axis, double value);

void ish_frame_draw_grid(struct ish_canvas *canvas, const struct ish_frame *frame);
void ish_frame_draw(struct ish_canvas *canvas, const struct ish_frame *frame);

/* Height of title and subtitle; draws them at the top, over the width from x on. */
double ish_heading_height(const struct ish_canvas *canvas, const struct ish_plot_page *page);
void ish_heading_draw(struct ish_canvas *canvas, const struct ish_plot_page *page, double x);

/* ---- values into pixels ---- */

/* The range of the colours where none is given: that of the values of all panels, even about zero for a centred map. */
void ish_map_set_range(const struct ish_plot_map *map, struct ish_plot_axis *axis);

/*
 * Values at width x height pixels of the box, top row first, from periodic values [ny][nx] at its points. Heap, freed by the caller;
 * NULL without memory.
 */
double *ish_image_sample(const struct ish_plot_map *map, const double *value, int width, int height);

#endif
