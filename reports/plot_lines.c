/* Lines and points in one frame, with a legend where it hides least. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/plot_impl.h"

enum { WIDTH = 1000, HEIGHT = 700, DASHES = 4, MARKS = 4, SPOTS = 6 };

static const struct ish_text legend_style = {ISH_FONT_TICK, false, ISH_TEXT_LEVEL, 0.5, 0.0};
static const struct ish_colour ink = {0.13, 0.13, 0.13}, reference = {0.5, 0.5, 0.5};

struct box {
	double x, y, width, height;
};

/* ---- the range of the data ---- */

static bool is_on(const struct ish_plot_axis *axis, double value)
{
	return isfinite(value) && (axis->scale == ISH_PLOT_LINEAR || value > 0.0);
}

static void include(double range[2], double value)
{
	range[0] = fmin(range[0], value);
	range[1] = fmax(range[1], value);
}

/* Sets the ends that are to be chosen. References count only where there is nothing else. */
static void set_ranges(const struct ish_plot_lines *lines, struct ish_plot_axis *x, struct ish_plot_axis *y)
{
	double xs[2] = {HUGE_VAL, -HUGE_VAL};
	double ys[2] = {HUGE_VAL, -HUGE_VAL};
	for (int pass = 0; pass < 2 && !(xs[0] <= xs[1]); pass++) {
		for (int i = 0; i < lines->count; i++) {
			const struct ish_plot_line *l = &lines->line[i];
			for (int j = 0; j < l->count && (pass == 1 || l->style != ISH_PLOT_REFERENCE); j++) {
				const bool inside = !(x->low < x->high) || (l->x[j] >= x->low && l->x[j] <= x->high);
				if (is_on(x, l->x[j]) && is_on(y, l->y[j]) && inside) {
					include(xs, l->x[j]);
					include(ys, l->y[j]);
				}
			}
		}
	}
	if (!(x->low < x->high)) {
		if (x->scale == ISH_PLOT_LOG || !(xs[0] < xs[1])) {
			ish_ticks_widen(&xs[0], &xs[1], x->scale);
		}
		x->low = xs[0];
		x->high = xs[1];
	}
	if (!(y->low < y->high)) {
		ish_ticks_widen(&ys[0], &ys[1], y->scale);
		y->low = ys[0];
		y->high = ys[1];
	}
}

/* ---- marks ---- */

static void set_dash(struct ish_canvas *canvas, const struct ish_plot_line *l)
{
	static const double dash[DASHES][4] = {{1, 0, 1, 0}, {12, 6, 12, 6}, {14, 5, 3, 5}, {3, 4, 3, 4}};
	const double *d = dash[l->style == ISH_PLOT_REFERENCE ? 1 + l->colour % (DASHES - 1) : l->colour % DASHES];
	double scaled[4];
	for (int i = 0; i < 4; i++) {
		scaled[i] = d[i] * canvas->unit * (l->style == ISH_PLOT_REFERENCE ? 0.6 : 1.0);
	}
	cairo_set_dash(canvas->cairo, scaled, d == dash[0] ? 0 : 4, 0.0);
}

static void draw_mark(struct ish_canvas *canvas, int kind, double x, double y)
{
	cairo_t *cairo = canvas->cairo;
	const double r = 6.5 * canvas->unit;
	cairo_new_sub_path(cairo);
	switch (kind % MARKS) {
	case 0: cairo_arc(cairo, x, y, r, 0.0, 6.28318530717958648); break;
	case 1: cairo_rectangle(cairo, x - 0.9 * r, y - 0.9 * r, 1.8 * r, 1.8 * r); break;
	case 2:
		cairo_move_to(cairo, x, y - 1.2 * r);
		cairo_line_to(cairo, x + 1.1 * r, y + 0.8 * r);
		cairo_line_to(cairo, x - 1.1 * r, y + 0.8 * r);
		break;
	default:
		cairo_move_to(cairo, x, y - 1.3 * r);
		cairo_line_to(cairo, x + 1.3 * r, y);
		cairo_line_to(cairo, x, y + 1.3 * r);
		cairo_line_to(cairo, x - 1.3 * r, y);
	}
	cairo_close_path(cairo);
	cairo_fill(cairo);
}

static void set_pen(struct ish_canvas *canvas, const struct ish_plot_line *l)
{
	ish_canvas_colour(canvas, l->style == ISH_PLOT_REFERENCE ? reference : ish_colour_line(l->colour));
	cairo_set_line_width(canvas->cairo, (l->style == ISH_PLOT_REFERENCE ? 2.0 : 3.2) * canvas->unit);
	cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
	set_dash(canvas, l);
}

/* Where point j lies; false if it has no place. */
static bool place(const struct ish_frame *frame, const struct ish_plot_line *l, int j, double *x, double *y)
{
	if (!is_on(&frame->x_axis, l->x[j]) || !is_on(&frame->y_axis, l->y[j])) {
		return false;
	}
	*x = ish_frame_x(frame, l->x[j]);
	*y = ish_frame_y(frame, l->y[j]);
	*y = fmin(fmax(*y, -1e5), 1e5); /* cairo's coordinates have 24 bits */
	return fabs(*x) < 1e5;
}

static void draw_line(struct ish_canvas *canvas, const struct ish_frame *frame, const struct ish_plot_line *l)
{
	double x = 0.0;
	double y = 0.0;
	set_pen(canvas, l);
	if (l->style != ISH_PLOT_POINTS) {
		bool is_drawing = false;
		for (int j = 0; j < l->count; j++) {
			const bool is_placed = place(frame, l, j, &x, &y);
			if (is_placed && is_drawing) {
				cairo_line_to(canvas->cairo, x, y);
			} else if (is_placed) {
				cairo_move_to(canvas->cairo, x, y);
			}
			is_drawing = is_placed;
		}
		cairo_stroke(canvas->cairo);
	}
}

/* Marks on the edge of the frame are whole. */
static void draw_marks(struct ish_canvas *canvas, const struct ish_frame *frame, const struct ish_plot_line *l)
{
	const double slack = 0.5;
	set_pen(canvas, l);
	for (int j = 0; j < l->count && (l->style == ISH_PLOT_POINTS || l->style == ISH_PLOT_LINE_AND_POINTS); j++) {
		double x = 0.0;
		double y = 0.0;
		if (place(frame, l, j, &x, &y) && x > frame->x - slack && x < frame->x + frame->width + slack &&
		    y > frame->y - slack && y < frame->y + frame->height + slack) {
			draw_mark(canvas, l->colour, x, y);
		}
	}
}

/* ---- legend ---- */

static const double ROW = 1.45 * ISH_FONT_TICK, SAMPLE = 46.0, PAD = 12.0;

static struct box legend_size(struct ish_canvas *canvas, const struct ish_plot_lines *lines)
{
	int rows = 0;
	double width = 0.0;
	for (int i = 0; i < lines->count; i++) {
		if (lines->line[i].label[0] != '\0') {
			rows++;
			width = fmax(width, ish_text_width(canvas, &legend_style, lines->line[i].label));
		}
	}
	const double u = canvas->unit;
	return (struct box){0.0, 0.0, rows > 0 ? width + (SAMPLE + 3.0 * PAD) * u : 0.0,
	                    rows > 0 ? (rows * ROW + PAD) * u : 0.0};
}

/* Pixels of all lines that a box would hide. */
static double hidden(const struct ish_plot_lines *lines, const struct ish_frame *frame, struct box box)
{
	double count = 0.0;
	for (int i = 0; i < lines->count; i++) {
		const struct ish_plot_line *l = &lines->line[i];
		double before[2] = {NAN, NAN};
		double x = 0.0;
		double y = 0.0;
		for (int j = 0; j < l->count; j++) {
			if (!place(frame, l, j, &x, &y)) {
				before[0] = NAN;
				continue;
			}
			const double length = isnan(before[0]) ? 0.0 : hypot(x - before[0], y - before[1]);
			const int parts = (int)fmin(1.0 + length / 4.0, 500.0);
			for (int part = 1; part <= parts; part++) {
				const double t = isnan(before[0]) ? 1.0 : (double)part / parts;
				const double px = t < 1.0 ? before[0] + t * (x - before[0]) : x;
				const double py = t < 1.0 ? before[1] + t * (y - before[1]) : y;
				count += px > box.x && px < box.x + box.width && py > box.y && py < box.y + box.height;
			}
			before[0] = x;
			before[1] = y;
		}
	}
	return count;
}

/* The corner, or the middle of the upper or lower side, that hides least; *hides says how much. */
static struct box place_legend(const struct ish_plot_lines *lines, const struct ish_frame *f, struct box box,
                               double pad, double *hides)
{
	const double left = f->x + pad;
	const double right = f->x + f->width - box.width - pad;
	const double top = f->y + pad;
	const double low = f->y + f->height - box.height - pad;
	const double middle = 0.5 * (left + right);
	const double spot[SPOTS][2] = {{right, top}, {left, top},   {right, low},
	                               {left, low},  {middle, top}, {middle, low}};
	struct box best = box;
	*hides = HUGE_VAL;
	for (int i = 0; i < SPOTS; i++) {
		const struct box here = {spot[i][0], spot[i][1], box.width, box.height};
		const double count = hidden(lines, f, here);
		if (count < *hides) {
			best = here;
			*hides = count;
		}
	}
	return best;
}

static void draw_legend(struct ish_canvas *canvas, const struct ish_plot_lines *lines, struct box box)
{
	const double u = canvas->unit;
	double y = box.y + 0.5 * (PAD + ROW) * u;
	cairo_set_dash(canvas->cairo, NULL, 0, 0.0);
	cairo_set_source_rgba(canvas->cairo, 1.0, 1.0, 1.0, 0.85);
	cairo_rectangle(canvas->cairo, box.x, box.y, box.width, box.height);
	cairo_fill(canvas->cairo);
	for (int i = 0; i < lines->count; i++) {
		const struct ish_plot_line *l = &lines->line[i];
		if (l->label[0] == '\0') {
			continue;
		}
		const double x = box.x + PAD * u;
		set_pen(canvas, l);
		if (l->style != ISH_PLOT_POINTS) {
			cairo_move_to(canvas->cairo, x, y);
			cairo_line_to(canvas->cairo, x + SAMPLE * u, y);
			cairo_stroke(canvas->cairo);
		}
		if (l->style == ISH_PLOT_POINTS || l->style == ISH_PLOT_LINE_AND_POINTS) {
			draw_mark(canvas, l->colour, x + 0.5 * SAMPLE * u, y);
		}
		ish_canvas_colour(canvas, ink);
		ish_text_draw(canvas, &legend_style, x + (SAMPLE + PAD) * u, y, l->label);
		y += ROW * u;
	}
}

/* ---- the picture ---- */

/* Twice: the margins depend on the ticks, those on the size. */
static void lay_out(struct ish_canvas *canvas, const struct ish_plot_page *page, struct ish_frame *frame, double beside)
{
	struct ish_margins m = {100.0, 20.0, 10.0, 80.0};
	const double edge = 10.0 * canvas->unit;
	const double heading = ish_heading_height(canvas, page);
	for (int pass = 0; pass < 3; pass++) {
		frame->width = fmax(canvas->width - m.left - fmax(m.right, beside) - 2.0 * edge, 40.0);
		frame->height = fmax(canvas->height - heading - m.top - m.bottom - edge, 40.0);
		m = ish_frame_prepare(canvas, frame);
	}
	frame->x = edge + m.left;
	frame->y = heading + m.top;
}

enum ish_status ish_plot_lines(const struct ish_plot_lines *lines, struct ish_plot_bytes *bytes_out)
{
	struct ish_plot_page page = lines->page;
	struct ish_canvas canvas;
	page.width = page.width > 0 ? page.width : WIDTH;
	page.height = page.height > 0 ? page.height : HEIGHT;
	const double unit = fmax(sqrt((double)page.width * page.height / ((double)WIDTH * HEIGHT)), 0.5);
	const enum ish_status status = ish_canvas_begin(&canvas, &page, unit);
	if (status != ISH_OK) {
		return status;
	}
	struct ish_frame frame = {.x_axis = lines->x, .y_axis = lines->y, .has_x_labels = true, .has_y_labels = true};
	double hides = 0.0;
	set_ranges(lines, &frame.x_axis, &frame.y_axis);
	lay_out(&canvas, &page, &frame, 0.0);
	const struct box size = legend_size(&canvas, lines);
	struct box legend = place_legend(lines, &frame, size, 10.0 * unit, &hides);
	if (hides > 0.0 && size.width < 0.4 * page.width) { /* no empty place: beside the frame */
		lay_out(&canvas, &page, &frame, size.width + 10.0 * unit);
		legend = (struct box){frame.x + frame.width + 10.0 * unit, frame.y, size.width, size.height};
	}
	ish_heading_draw(&canvas, &page, frame.x);
	ish_frame_draw_grid(&canvas, &frame);
	cairo_save(canvas.cairo);
	cairo_rectangle(canvas.cairo, frame.x, frame.y, frame.width, frame.height);
	cairo_clip(canvas.cairo);
	for (int i = 0; i < lines->count; i++) {
		draw_line(&canvas, &frame, &lines->line[i]);
	}
	cairo_restore(canvas.cairo);
	cairo_set_dash(canvas.cairo, NULL, 0, 0.0);
	ish_frame_draw(&canvas, &frame);
	for (int i = 0; i < lines->count; i++) {
		draw_marks(&canvas, &frame, &lines->line[i]);
	}
	if (size.width > 0.0) {
		draw_legend(&canvas, lines, legend);
	}
	return ish_canvas_end(&canvas, bytes_out);
}
