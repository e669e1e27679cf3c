/* A map within the page: pixels as PNG data, all else as SVG. */
#include <math.h>
#include <string.h>

#include "cli/page/chart.h"
#include "cli/page/frame.h"
#include "cli/page/write.h"

enum { BAR_STOPS = 24, ARROWS = 16, PIXELS_A_POINT = 12 };

static const double WIDTH = 330.0, LEFT = 44.0, RIGHT = 14.0, TOP = 6.0;
static const double FINE = 1.25;                /* pixels of an image a unit of the frame */
static const double BAR = 10.0, BAR_GAP = 12.0; /* height of the colour bar; above it */

static double longest_arrow(const struct ish_plot_map *map)
{
	double longest = 0.0;
	for (int i = 0; i < map->count; i++) {
		for (int j = 0; j < map->shape[0] * map->shape[1] && map->panel[i].arrow[0] != NULL; j++) {
			const double length = hypot(map->panel[i].arrow[0][j], map->panel[i].arrow[1][j]);
			longest = isfinite(length) ? fmax(longest, length) : longest;
		}
	}
	return longest;
}

static void write_arrow(FILE *out, double x, double y, double dx, double dy)
{
	const double length = hypot(dx, dy), head = fmin(0.4 * length, 4.5);
	const double ux = dx / length, uy = dy / length;
	const double tip_x = x + 0.5 * dx, tip_y = y + 0.5 * dy;
	(void)fprintf(out, "M%.1f %.1fL%.1f %.1fM%.1f %.1fL%.1f %.1fL%.1f %.1f", x - 0.5 * dx, y - 0.5 * dy, tip_x,
	              tip_y, tip_x - head * (ux + 0.5 * uy), tip_y - head * (uy - 0.5 * ux), tip_x, tip_y,
	              tip_x - head * (ux - 0.5 * uy), tip_y - head * (uy + 0.5 * ux));
}

/* Vectors at some of the points, the longest as long as their distance: dark with a light seam. */
static void write_arrows(FILE *out, const struct ish_plot_map *map, int panel, const struct ish_page_frame *f)
{
	const double *const *arrow = map->panel[panel].arrow;
	const double longest = longest_arrow(map);
	if (arrow[0] == NULL || !(longest > 0.0)) {
		return;
	}
	const double space = fmax(f->width, f->height) / ARROWS;
	const int stride_x = (int)fmax(ceil(map->shape[0] * space / f->width - 1e-9), 1.0);
	const int stride_y = (int)fmax(ceil(map->shape[1] * space / f->height - 1e-9), 1.0);
	for (int pass = 0; pass < 2; pass++) {
		(void)fprintf(out, "<path class=\"%s\" d=\"", pass == 0 ? "seam" : "arrow");
		for (int at_y = stride_y / 2; at_y < map->shape[1]; at_y += stride_y) {
			for (int at_x = stride_x / 2; at_x < map->shape[0]; at_x += stride_x) {
				const int at = at_y * map->shape[0] + at_x;
				const double dx = space * arrow[0][at] / longest, dy = -space * arrow[1][at] / longest;
				const double x = f->left + f->width * at_x / map->shape[0];
				const double y = f->top + f->height * (1.0 - (double)at_y / map->shape[1]);
				if (hypot(dx, dy) > 0.04 * space) { /* NaN is no arrow */
					write_arrow(out, x, y, dx, dy);
				}
			}
		}
		(void)fputs("\"/>", out);
	}
}

/* Below the frame, from left to right. */
static void write_bar(FILE *out, const struct ish_chart_map *chart, const struct ish_page_frame *f,
                      const struct ish_plot_axis *value)
{
	struct ish_page_frame bar = {.left = f->left,
	                             .top = f->top + f->height + ISH_FRAME_BOTTOM + BAR_GAP,
	                             .width = f->width,
	                             .height = BAR,
	                             .x = *value,
	                             .y = {"", "", ISH_PLOT_LINEAR, 0.0, 1.0}};
	(void)fprintf(out, "<defs><linearGradient id=\"%s\">", chart->id);
	for (int i = 0; i <= BAR_STOPS; i++) {
		const double at = (double)i / BAR_STOPS;
		const struct ish_colour c = ish_colour_map_at(chart->map->colours, at);
		(void)fprintf(out, "<stop offset=\"%.3g\" stop-color=\"#%02x%02x%02x\"/>", at,
		              (unsigned)lround(255.0 * c.red), (unsigned)lround(255.0 * c.green),
		              (unsigned)lround(255.0 * c.blue));
	}
	(void)fprintf(out,
	              "</linearGradient></defs><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
	              "fill=\"url(#%s)\"/>",
	              bar.left, bar.top, bar.width, bar.height, chart->id);
	ish_ticks_make(&bar.x_ticks, bar.x.low, bar.x.high, bar.x.scale, 5);
	bar.y_ticks.count = 0;
	ish_page_frame_write(out, &bar, ISH_PAGE_GRID_NONE);
}

static void set_box(const struct ish_plot_map *map, struct ish_page_frame *f)
{
	const double aspect = (map->x.high - map->x.low) / (map->y.high - map->y.low);
	f->top = TOP;
	f->left = LEFT;
	f->width = WIDTH - LEFT - RIGHT;
	f->height = map->equal_aspect ? f->width / aspect : 0.8 * f->width;
	if (f->height > 1.3 * f->width) { /* a tall box */
		f->height = 1.3 * f->width;
		f->width = f->height * aspect;
		f->left += 0.5 * (WIDTH - LEFT - RIGHT - f->width);
	}
	f->x = map->x;
	f->y = map->y;
}

/* The browser makes the rest: between pixels that lie so close it cannot go wrong. */
static int pixels_of(double length, int points)
{
	return (int)lround(fmin(FINE * length, PIXELS_A_POINT * points));
}

enum ish_status ish_chart_map_write(FILE *out, const struct ish_chart_map *chart)
{
	struct ish_page_frame f;
	struct ish_plot_axis value;
	struct ish_plot_bytes png = {NULL, 0};
	memset(&f, 0, sizeof f);
	set_box(chart->map, &f);
	const int width = pixels_of(f.width, chart->map->shape[0]), height = pixels_of(f.height, chart->map->shape[1]);
	const enum ish_status status = ish_plot_map_image(chart->map, chart->panel, width, height, &value, &png);
	if (status != ISH_OK) {
		return status;
	}
	char label[ISH_LABEL];
	ish_page_frame_prepare(&f);
	ish_axis_label(label, &f.y, &f.y_ticks);
	(void)fputs("<figure class=\"map\"><h3>", out);
	ish_write_raised(out, chart->title);
	(void)fputs("</h3><p class=\"soft unit\">", out);
	ish_write_raised(out, label);
	(void)fputs(chart->place[0] != '\0' ? " <span class=\"place\">" : "<span>", out);
	ish_write_text(out, chart->place);
	(void)fprintf(out, "</span></p><svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", WIDTH,
	              f.top + f.height + ISH_FRAME_BOTTOM + BAR_GAP + BAR + ISH_FRAME_BOTTOM);
	ish_write_text(out, chart->title);
	(void)fprintf(out,
	              "\"><image x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" preserveAspectRatio=\"none\" "
	              "href=\"data:image/png;base64,",
	              f.left, f.top, f.width, f.height);
	ish_write_base64(out, png.data, png.size);
	(void)fputs("\"/>", out);
	ish_plot_bytes_reset(&png);
	ish_page_frame_write(out, &f, ISH_PAGE_GRID_NONE);
	write_arrows(out, chart->map, chart->panel, &f);
	write_bar(out, chart, &f, &value);
	(void)fputs("</svg></figure>\n", out);
	return ISH_OK;
}
