/* Maps in a row with one colour bar. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/plot_impl.h"

enum { PANELS_MAX = 12, ARROWS_ACROSS = 22 };

static const double BAR = 28.0, SPACE = 26.0; /* width of the colour bar; beside it and between panels */
static const double FINE = 2.0;               /* pixels of an image per point in SVG and PDF */
static const struct ish_colour ink = {0.13, 0.13, 0.13};
static const struct ish_text panel_style = {ISH_FONT_LABEL, false, ISH_TEXT_LEVEL, 1.0, 0.5},
			     arrow_style = {ISH_FONT_TICK, false, ISH_TEXT_LEVEL, 1.0, 1.0};

struct layout {
	struct ish_frame frame[PANELS_MAX];
	struct ish_frame bar;
	double width, height; /* of the page */
	double panel_title;   /* height */
};

/* ---- range ---- */

void ish_map_set_range(const struct ish_plot_map *map, struct ish_plot_axis *axis)
{
	if (axis->low < axis->high) {
		return;
	}
	double low = HUGE_VAL;
	double high = -HUGE_VAL;
	const size_t points = (size_t)map->shape[0] * (size_t)map->shape[1];
	for (int i = 0; i < map->count; i++) {
		for (size_t j = 0; j < points; j++) {
			const double v = map->panel[i].value[j];
			if (isfinite(v) && (axis->scale == ISH_PLOT_LINEAR || v > 0.0)) {
				low = fmin(low, v);
				high = fmax(high, v);
			}
		}
	}
	const bool is_log = axis->scale == ISH_PLOT_LOG;
	if (map->colours->is_centred && !is_log && low <= high) {
		high = fmax(fabs(low), fabs(high));
		low = -high;
	}
	if (!(low <= high) ||
	    high - low <= 1e-13 * fmax(fabs(low), fabs(high))) { /* one colour: a range that says so */
		ish_ticks_widen(&low, &high, axis->scale);
	}
	axis->low = low;
	axis->high = high;
}

/* ---- layout ---- */

/* Width of all that is beside the panels, and height above and below them; the frames are placed from (0, 0). */
static void lay_out(struct ish_canvas *canvas, const struct ish_plot_map *map, const struct ish_plot_page *page,
                    struct layout *l, double panel_width, double panel_height)
{
	const double u = canvas->unit;
	const double edge = 10.0 * u;
	double x = edge;
	struct ish_margins m = {0.0, 0.0, 0.0, 0.0};
	const double arrows = map->panel[0].arrow[0] != NULL ? 1.4 * ISH_FONT_TICK * u : 0.0;
	const double top = ish_heading_height(canvas, page) + l->panel_title + fmax(0.5 * ISH_FONT_TICK * u, arrows);
	for (int i = 0; i < map->count; i++) {
		struct ish_frame *f = &l->frame[i];
		f->width = panel_width;
		f->height = panel_height;
		m = ish_frame_prepare(canvas, f);
		x += i == 0 ? m.left : fmax(m.left + m.right + 12.0 * u, SPACE * u);
		f->x = x;
		f->y = top;
		x += panel_width;
	}
	l->height = top + panel_height + m.bottom + edge;
	l->bar.width = BAR * u;
	l->bar.height = panel_height;
	l->bar.y = top;
	const struct ish_margins bar = ish_frame_prepare(canvas, &l->bar);
	l->bar.x = x + SPACE * u;
	l->width = l->bar.x + l->bar.width + bar.left + edge; /* its labels stand at the right */
}

/* The panel's size that makes the page as wide and high as it is to be. */
static void fit(struct ish_canvas *canvas, const struct ish_plot_map *map, const struct ish_plot_page *page,
                struct layout *l, double aspect)
{
	double width = 200.0;
	double height = 200.0;
	for (int pass = 0; pass < 4; pass++) {
		lay_out(canvas, map, page, l, width, height);
		width = fmax(width + (page->width - l->width) / map->count, 30.0);
		height = fmax(height + page->height - l->height, 30.0);
		if (map->equal_aspect) {
			width = fmin(width, height * aspect);
			height = width / aspect;
		}
	}
	lay_out(canvas, map, page, l, width, height);
	const double shift = fmax(0.0, 0.5 * (page->width - l->width)); /* what is left of the page at both sides */
	for (int i = 0; i < map->count; i++) {
		l->frame[i].x += shift;
	}
	l->bar.x += shift;
}

static void init_layout(const struct ish_plot_map *map, struct layout *l, double unit)
{
	memset(l, 0, sizeof *l);
	for (int i = 0; i < map->count; i++) {
		l->frame[i].x_axis = map->x;
		l->frame[i].y_axis = map->y;
		l->frame[i].has_x_labels = true;
		l->frame[i].has_y_labels = i == 0;
		if (map->panel[i].title[0] != '\0') {
			l->panel_title = 1.5 * ISH_FONT_LABEL * unit;
		}
	}
	l->bar.y_axis = map->value;
	l->bar.x_axis = (struct ish_plot_axis){"", "", ISH_PLOT_LINEAR, 0.0, 1.0};
	l->bar.has_y_labels = true;
	ish_map_set_range(map, &l->bar.y_axis);
}

/* ---- drawing ---- */

/* Pixels of colours; `values` is top row first. */
static cairo_surface_t *paint(const struct ish_plot_map *map, const struct ish_plot_axis *axis, const double *values,
                              int width, int height)
{
	cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_surface_flush(image);
	unsigned char *data = cairo_image_surface_get_data(image);
	const int stride = cairo_image_surface_get_stride(image);
	for (int j = 0; data != NULL && j < height; j++) {
		uint32_t *row = (uint32_t *)(void *)(data + (ptrdiff_t)j * stride);
		for (int i = 0; i < width; i++) {
			const double value = values[(size_t)j * (size_t)width + (size_t)i];
			double part = ish_axis_part(axis, value);
			if (axis->scale == ISH_PLOT_LOG && value <= 0.0) {
				part = 0.0; /* below all that can be shown */
			}
			const struct ish_colour c =
				ish_colour_map_at(map->colours, isfinite(value) ? part : (double)NAN);
			row[i] = (uint32_t)lround(255.0 * c.red) << 16 | (uint32_t)lround(255.0 * c.green) << 8 |
			         (uint32_t)lround(255.0 * c.blue);
		}
	}
	cairo_surface_mark_dirty(image);
	return image;
}

/* Puts the image of values into a rectangle, whose corners are whole pixels in a PNG. */
static void put_image(struct ish_canvas *canvas, const struct ish_plot_map *map, const struct ish_plot_axis *axis,
                      const double *values, int width, int height, const struct ish_frame *f)
{
	if (values == NULL) {
		canvas->no_memory = true;
		return;
	}
	cairo_surface_t *image = paint(map, axis, values, width, height);
	cairo_save(canvas->cairo);
	cairo_translate(canvas->cairo, f->x, f->y);
	cairo_scale(canvas->cairo, f->width / width, f->height / height);
	cairo_set_source_surface(canvas->cairo, image, 0.0, 0.0);
	cairo_pattern_set_filter(cairo_get_source(canvas->cairo), CAIRO_FILTER_NEAREST);
	cairo_paint(canvas->cairo);
	cairo_restore(canvas->cairo);
	cairo_surface_destroy(image);
}

/* An image with one pixel to each of the canvas', or FINE to each point of a page that is drawn at any size. */
static void draw_values(struct ish_canvas *canvas, const struct ish_plot_map *map, const struct ish_plot_axis *axis,
                        const double *value, const struct ish_frame *f)
{
	const double fine = canvas->format == ISH_PLOT_PNG ? 1.0 : FINE;
	const int width = (int)lround(fine * f->width);
	const int height = (int)lround(fine * f->height);
	double *values = ish_image_sample(map, value, width, height);
	put_image(canvas, map, axis, values, width, height, f);
	free(values);
}

static void draw_bar(struct ish_canvas *canvas, const struct ish_plot_map *map, struct ish_frame *bar)
{
	enum { ROWS = 1024 };
	double values[ROWS];
	const struct ish_plot_axis part = {"", "", ISH_PLOT_LINEAR, 0.0, 1.0};
	const int rows = canvas->format == ISH_PLOT_PNG && bar->height < ROWS ? (int)lround(bar->height) : ROWS;
	for (int i = 0; i < rows; i++) {
		values[i] = 1.0 - (i + 0.5) / rows;
	}
	put_image(canvas, map, &part, values, 1, rows, bar);
	/* The frame has its ticks at the left: it is drawn as seen from the other side. */
	char label[ISH_LABEL];
	const double u = canvas->unit;
	const struct ish_text tick_style = {ISH_FONT_TICK, false, ISH_TEXT_LEVEL, 0.5, 0.0};
	const struct ish_text label_style = {ISH_FONT_LABEL, false, ISH_TEXT_UPWARDS, 0.0, 0.5};
	const double right = bar->x + bar->width;
	double widest = 0.0;
	ish_canvas_colour(canvas, ink);
	cairo_set_line_width(canvas->cairo, 1.6 * u);
	cairo_rectangle(canvas->cairo, bar->x, bar->y, bar->width, bar->height);
	for (int i = 0; i < bar->y_ticks.count; i++) {
		const double y = ish_frame_y(bar, bar->y_ticks.value[i]);
		cairo_move_to(canvas->cairo, right, y);
		cairo_line_to(canvas->cairo, right + 8.0 * u, y);
	}
	cairo_stroke(canvas->cairo);
	for (int i = 0; i < bar->y_ticks.count; i++) {
		const char *text = bar->y_ticks.label[i];
		ish_text_draw(canvas, &tick_style, right + 14.0 * u, ish_frame_y(bar, bar->y_ticks.value[i]), text);
		widest = fmax(widest, ish_text_width(canvas, &tick_style, text));
	}
	ish_axis_label(label, &bar->y_axis, &bar->y_ticks);
	ish_text_draw(canvas, &label_style, right + 26.0 * u + widest, bar->y + 0.5 * bar->height, label);
}

/* ---- arrows ---- */

static double longest_arrow(const struct ish_plot_map *map)
{
	const size_t points = (size_t)map->shape[0] * (size_t)map->shape[1];
	double longest = 0.0;
	for (int i = 0; i < map->count; i++) {
		for (size_t j = 0; j < points && map->panel[i].arrow[0] != NULL; j++) {
			const double length = hypot(map->panel[i].arrow[0][j], map->panel[i].arrow[1][j]);
			longest = isfinite(length) ? fmax(longest, length) : longest;
		}
	}
	return longest;
}

/* A white seam makes it visible on dark colours. */
static void draw_arrow(struct ish_canvas *canvas, double x, double y, double dx, double dy)
{
	cairo_t *cairo = canvas->cairo;
	const double head = 0.35;
	for (int pass = 0; pass < 2; pass++) {
		cairo_set_source_rgb(cairo, 1.0 - pass, 1.0 - pass, 1.0 - pass);
		cairo_set_line_width(cairo, (pass == 0 ? 4.0 : 1.8) * canvas->unit);
		cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
		cairo_move_to(cairo, x - 0.5 * dx, y - 0.5 * dy);
		cairo_line_to(cairo, x + 0.5 * dx, y + 0.5 * dy);
		cairo_move_to(cairo, x + 0.5 * dx - head * (dx - 0.6 * dy), y + 0.5 * dy - head * (dy + 0.6 * dx));
		cairo_line_to(cairo, x + 0.5 * dx, y + 0.5 * dy);
		cairo_line_to(cairo, x + 0.5 * dx - head * (dx + 0.6 * dy), y + 0.5 * dy - head * (dy - 0.6 * dx));
		cairo_stroke(cairo);
	}
	cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT);
}

static int stride_of(int n, double extent, double spacing)
{
	const int stride = (int)ceil(n / fmax(extent / spacing, 1.0));
	return stride < 1 ? 1 : stride;
}

/* Every few points, so that the longest arrow just reaches its neighbour. Those too short to have a direction are left out. */
static void draw_arrows(struct ish_canvas *canvas, const struct ish_plot_map *map, const struct ish_plot_panel *panel,
                        const struct ish_frame *f, double longest)
{
	const int *n = map->shape;
	const double spacing = fmax(fmax(f->width, f->height) / ARROWS_ACROSS, 26.0 * canvas->unit);
	const int sx = stride_of(n[0], f->width, spacing);
	const int sy = stride_of(n[1], f->height, spacing);
	for (int j = sy / 2; j < n[1]; j += sy) {
		for (int i = sx / 2; i < n[0]; i += sx) {
			const size_t at = (size_t)j * (size_t)n[0] + (size_t)i;
			const double dx = spacing * panel->arrow[0][at] / longest;
			const double dy = -spacing * panel->arrow[1][at] / longest;
			const double x = f->x + f->width * i / n[0];
			const double y = f->y + f->height * (1.0 - (double)j / n[1]);
			if (hypot(dx, dy) > 0.08 * spacing) {
				draw_arrow(canvas, x, y, dx, dy);
			}
		}
	}
}

/* Above the last panel, at its right end. */
static void draw_arrow_key(struct ish_canvas *canvas, const struct ish_plot_map *map, const struct ish_frame *f,
                           double longest)
{
	char text[ISH_LABEL];
	(void)snprintf(text, sizeof text, "longest arrow: %s = %.3g", map->arrow_quantity, longest);
	ish_canvas_colour(canvas, ink);
	ish_text_draw(canvas, &arrow_style, f->x + f->width, f->y - 0.45 * ISH_FONT_TICK * canvas->unit, text);
}

/* ---- the picture ---- */

static void draw(struct ish_canvas *canvas, const struct ish_plot_map *map, const struct ish_plot_page *page,
                 struct layout *l)
{
	const double longest = longest_arrow(map);
	ish_heading_draw(canvas, page, l->frame[0].x);
	for (int i = 0; i < map->count; i++) {
		struct ish_frame *f = &l->frame[i];
		f->x = floor(f->x);
		f->y = floor(f->y);
		f->width = floor(f->width);
		f->height = floor(f->height);
		draw_values(canvas, map, &l->bar.y_axis, map->panel[i].value, f);
		if (longest > 0.0 && map->panel[i].arrow[0] != NULL) {
			cairo_save(canvas->cairo);
			cairo_rectangle(canvas->cairo, f->x, f->y, f->width, f->height);
			cairo_clip(canvas->cairo);
			draw_arrows(canvas, map, &map->panel[i], f, longest);
			cairo_restore(canvas->cairo);
		}
		ish_frame_draw(canvas, f);
		const double above = f->y - (longest > 0.0 ? 1.8 : 0.5) * ISH_FONT_TICK * canvas->unit;
		ish_text_draw(canvas, &panel_style, f->x + 0.5 * f->width, above, map->panel[i].title);
	}
	l->bar.x = floor(l->bar.x);
	l->bar.y = l->frame[0].y;
	l->bar.width = floor(l->bar.width);
	l->bar.height = l->frame[0].height;
	draw_bar(canvas, map, &l->bar);
	if (longest > 0.0) {
		draw_arrow_key(canvas, map, &l->frame[map->count - 1], longest);
	}
}

/* Without a size: panels of one area, in a page that just holds them. */
static enum ish_status choose_page(const struct ish_plot_map *map, struct ish_plot_page *page, struct layout *l,
                                   double aspect)
{
	struct ish_canvas canvas;
	const double side = map->count == 1 ? 640.0 : map->count == 2 ? 520.0 : 400.0;
	const double shape = map->equal_aspect ? aspect : 1.2;
	const enum ish_status status = ish_canvas_begin_measuring(&canvas, 1.0);
	if (status != ISH_OK) {
		return status;
	}
	init_layout(map, l, 1.0);
	lay_out(&canvas, map, page, l, side * sqrt(fmin(fmax(shape, 0.25), 3.0)),
	        side / sqrt(fmin(fmax(shape, 0.25), 3.0)));
	page->width = (int)fmin(ceil(l->width), ISH_PLOT_SIZE_MAX);
	page->height = (int)fmin(ceil(l->height), ISH_PLOT_SIZE_MAX);
	return ish_canvas_end(&canvas, NULL);
}

enum ish_status ish_plot_map(const struct ish_plot_map *map, struct ish_plot_bytes *bytes_out)
{
	struct ish_plot_page page = map->page;
	struct ish_canvas canvas;
	struct layout *l = malloc(sizeof *l);
	double unit = 1.0;
	const double aspect = (map->x.high - map->x.low) / (map->y.high - map->y.low);
	enum ish_status status = ISH_OK;
	if (l == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "picture: no memory");
	}
	if (page.width == 0 || page.height == 0) {
		status = choose_page(map, &page, l, aspect);
	} else {
		unit = fmax(sqrt((double)page.width * page.height / (880.0 * 800.0 * sqrt(map->count))), 0.5);
	}
	if (status == ISH_OK) {
		status = ish_canvas_begin(&canvas, &page, unit);
	}
	if (status == ISH_OK) {
		init_layout(map, l, unit);
		fit(&canvas, map, &page, l, aspect);
		draw(&canvas, map, &page, l);
		status = ish_canvas_end(&canvas, bytes_out);
	}
	free(l);
	return status;
}
