/* Frames: axes, ticks, labels, heading. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "reports/plot_impl.h"

static const struct ish_colour ink = {0.13, 0.13, 0.13}, pale = {0.88, 0.88, 0.88};

static const struct ish_text title_style = {ISH_FONT_TITLE, true, ISH_TEXT_LEVEL, 1.0, 0.0},
			     subtitle_style = {ISH_FONT_TICK, false, ISH_TEXT_LEVEL, 1.0, 0.0},
			     x_label_style = {ISH_FONT_LABEL, false, ISH_TEXT_LEVEL, 0.0, 0.5},
			     y_label_style = {ISH_FONT_LABEL, false, ISH_TEXT_UPWARDS, 1.0, 0.5},
			     x_tick_style = {ISH_FONT_TICK, false, ISH_TEXT_LEVEL, 0.0, 0.5},
			     y_tick_style = {ISH_FONT_TICK, false, ISH_TEXT_LEVEL, 0.5, 1.0};

static const double TICK = 8.0, GAP = 8.0; /* length of a tick; between tick, its label and the label of the axis */

double ish_axis_part(const struct ish_plot_axis *axis, double value)
{
	if (axis->scale == ISH_PLOT_LOG) {
		return value > 0.0 ? (log(value) - log(axis->low)) / (log(axis->high) - log(axis->low)) : (double)NAN;
	}
	return (value - axis->low) / (axis->high - axis->low);
}

double ish_frame_x(const struct ish_frame *frame, double x)
{
	return frame->x + frame->width * ish_axis_part(&frame->x_axis, x);
}

double ish_frame_y(const struct ish_frame *frame, double y)
{
	return frame->y + frame->height * (1.0 - ish_axis_part(&frame->y_axis, y));
}

static int clamp(double count)
{
	return count < 2.0 ? 2 : count > 10.0 ? 10 : (int)count;
}

static double widest(struct ish_canvas *canvas, const struct ish_text *style, const struct ish_ticks *ticks)
{
	double width = 0.0;
	for (int i = 0; i < ticks->count; i++) {
		width = fmax(width, ish_text_width(canvas, style, ticks->label[i]));
	}
	return width;
}

/* As many ticks along x as have room beside each other. */
static void make_x_ticks(struct ish_canvas *canvas, struct ish_frame *frame)
{
	const struct ish_plot_axis *axis = &frame->x_axis;
	for (int most = clamp(frame->width / (60.0 * canvas->unit)); most >= 2; most--) {
		ish_ticks_make(&frame->x_ticks, axis->low, axis->high, axis->scale, most);
		const double needed =
			widest(canvas, &x_tick_style, &frame->x_ticks) + 1.2 * ISH_FONT_TICK * canvas->unit;
		if (frame->x_ticks.count * needed <= frame->width) {
			return;
		}
	}
}

struct ish_margins ish_frame_prepare(struct ish_canvas *canvas, struct ish_frame *frame)
{
	const double u = canvas->unit;
	struct ish_margins margins = {0.0, 0.0, 0.5 * ISH_FONT_TICK * u, TICK * u};
	make_x_ticks(canvas, frame);
	ish_ticks_make(&frame->y_ticks, frame->y_axis.low, frame->y_axis.high, frame->y_axis.scale,
	               clamp(frame->height / (55.0 * u)));
	margins.right = 0.5 * widest(canvas, &x_tick_style, &frame->x_ticks);
	margins.left = margins.right;
	if (frame->has_x_labels) {
		margins.bottom += (GAP + 1.0 * ISH_FONT_TICK + 2.0 * GAP + 1.0 * ISH_FONT_LABEL) * u;
	}
	if (frame->has_y_labels) {
		margins.left =
			(TICK + GAP + 2.0 * GAP + ISH_FONT_LABEL) * u + widest(canvas, &y_tick_style, &frame->y_ticks);
	}
	return margins;
}

static void line(struct ish_canvas *canvas, double x0, double y0, double x1, double y1)
{
	cairo_move_to(canvas->cairo, x0, y0);
	cairo_line_to(canvas->cairo, x1, y1);
}

void ish_frame_draw_grid(struct ish_canvas *canvas, const struct ish_frame *frame)
{
	ish_canvas_colour(canvas, pale);
	cairo_set_line_width(canvas->cairo, 1.2 * canvas->unit);
	for (int i = 0; i < frame->x_ticks.count; i++) {
		const double x = ish_frame_x(frame, frame->x_ticks.value[i]);
		line(canvas, x, frame->y, x, frame->y + frame->height);
	}
	for (int i = 0; i < frame->y_ticks.count; i++) {
		const double y = ish_frame_y(frame, frame->y_ticks.value[i]);
		line(canvas, frame->x, y, frame->x + frame->width, y);
	}
	cairo_stroke(canvas->cairo);
}

static void draw_marks(struct ish_canvas *canvas, const struct ish_frame *frame)
{
	const double tick = TICK * canvas->unit;
	const double left = frame->x;
	const double below = frame->y + frame->height;
	for (int i = 0; i < frame->x_ticks.count; i++) {
		const double x = ish_frame_x(frame, frame->x_ticks.value[i]);
		line(canvas, x, below, x, below + tick);
	}
	for (int i = 0; i < frame->x_ticks.minor_count; i++) {
		const double x = ish_frame_x(frame, frame->x_ticks.minor[i]);
		line(canvas, x, below, x, below + 0.5 * tick);
	}
	for (int i = 0; i < frame->y_ticks.count; i++) {
		const double y = ish_frame_y(frame, frame->y_ticks.value[i]);
		line(canvas, left, y, left - tick, y);
	}
	for (int i = 0; i < frame->y_ticks.minor_count; i++) {
		const double y = ish_frame_y(frame, frame->y_ticks.minor[i]);
		line(canvas, left, y, left - 0.5 * tick, y);
	}
	cairo_stroke(canvas->cairo);
}

static void draw_x_labels(struct ish_canvas *canvas, const struct ish_frame *frame)
{
	char label[ISH_LABEL];
	const double u = canvas->unit;
	double y = frame->y + frame->height + (TICK + GAP) * u;
	for (int i = 0; i < frame->x_ticks.count; i++) {
		ish_text_draw(canvas, &x_tick_style, ish_frame_x(frame, frame->x_ticks.value[i]), y,
		              frame->x_ticks.label[i]);
	}
	y += (ISH_FONT_TICK + 1.0 * GAP) * u;
	ish_axis_label(label, &frame->x_axis, &frame->x_ticks);
	ish_text_draw(canvas, &x_label_style, frame->x + 0.5 * frame->width, y, label);
}

static void draw_y_labels(struct ish_canvas *canvas, const struct ish_frame *frame)
{
	char label[ISH_LABEL];
	const double u = canvas->unit;
	double x = frame->x - (TICK + GAP) * u;
	for (int i = 0; i < frame->y_ticks.count; i++) {
		ish_text_draw(canvas, &y_tick_style, x, ish_frame_y(frame, frame->y_ticks.value[i]),
		              frame->y_ticks.label[i]);
	}
	x -= widest(canvas, &y_tick_style, &frame->y_ticks) + 1.5 * GAP * u;
	ish_axis_label(label, &frame->y_axis, &frame->y_ticks);
	ish_text_draw(canvas, &y_label_style, x, frame->y + 0.5 * frame->height, label);
}

void ish_frame_draw(struct ish_canvas *canvas, const struct ish_frame *frame)
{
	ish_canvas_colour(canvas, ink);
	cairo_set_line_width(canvas->cairo, 1.6 * canvas->unit);
	draw_marks(canvas, frame);
	cairo_rectangle(canvas->cairo, frame->x, frame->y, frame->width, frame->height);
	cairo_stroke(canvas->cairo);
	if (frame->has_x_labels) {
		draw_x_labels(canvas, frame);
	}
	if (frame->has_y_labels) {
		draw_y_labels(canvas, frame);
	}
}

static bool is_text(const char *text)
{
	return text != NULL && text[0] != '\0';
}

double ish_heading_height(const struct ish_canvas *canvas, const struct ish_plot_page *page)
{
	return canvas->unit * (10.0 + (is_text(page->title) ? 1.5 * ISH_FONT_TITLE : 0.0) +
	                       (is_text(page->subtitle) ? 1.5 * ISH_FONT_TICK : 0.0));
}

/* Shrinks a text that is wider than its room. */
static void draw_within(struct ish_canvas *canvas, struct ish_text style, double x, double y, const char *text)
{
	const double width = ish_text_width(canvas, &style, text);
	const double room = canvas->width - x - 10.0 * canvas->unit;
	style.size *= fmin(1.0, room / fmax(width, 1.0));
	ish_text_draw(canvas, &style, x, y, text);
}

void ish_heading_draw(struct ish_canvas *canvas, const struct ish_plot_page *page, double x)
{
	double y = 10.0 * canvas->unit;
	ish_canvas_colour(canvas, ink);
	if (is_text(page->title)) {
		y += 1.0 * ISH_FONT_TITLE * canvas->unit;
		draw_within(canvas, title_style, x, y, page->title);
		y += 0.5 * ISH_FONT_TITLE * canvas->unit;
	}
	if (is_text(page->subtitle)) {
		y += 0.9 * ISH_FONT_TICK * canvas->unit;
		draw_within(canvas, subtitle_style, x, y, page->subtitle);
	}
}
