#include "cli/page/chart.h"

#include <math.h>
#include <stdbool.h>

#include "cli/page/frame.h"
#include "cli/page/write.h"

static const double WIDTH = 380.0, HEIGHT = 210.0, LEFT = 58.0, RIGHT = 10.0, TOP = 8.0;

static double shown(const struct ish_chart *chart, double value)
{
	return chart->y.scale == ISH_PLOT_LOG ? fabs(value) : value;
}

static bool has_place(const struct ish_chart *chart, double value)
{
	return isfinite(value) && (chart->y.scale != ISH_PLOT_LOG || fabs(value) > 0.0);
}

/* Range of the data into y; false where nothing can be shown. */
static bool find_range(const struct ish_chart *chart, struct ish_plot_axis *y)
{
	double low = HUGE_VAL, high = -HUGE_VAL;
	for (int i = 0; i < chart->count; i++) {
		for (int k = 0; k < chart->line[i].count; k++) {
			const double value = chart->line[i].point[k].v;
			if (has_place(chart, value)) {
				low = fmin(low, shown(chart, value));
				high = fmax(high, shown(chart, value));
			}
		}
	}
	if (!(low <= high) || (!(low < 0.0) && !(low > 0.0) && !(high > 0.0))) {
		return false;
	}
	ish_ticks_widen(&low, &high, y->scale);
	y->low = low;
	y->high = high;
	return true;
}

static void write_line(FILE *out, const struct ish_chart *chart, const struct ish_page_frame *frame, int i)
{
	const struct ish_chart_line *line = &chart->line[i];
	bool is_pen_down = false;
	(void)fprintf(out, "<path class=\"line l%d\" data-name=\"", i);
	ish_write_text(out, line->name);
	(void)fputs("\" data-points=\"", out);
	for (int k = 0; k < line->count; k++) {
		(void)fprintf(out, "%s%.7g,%.9g", k > 0 ? " " : "", line->point[k].t, line->point[k].v);
	}
	(void)fputs("\" d=\"", out);
	for (int k = 0; k < line->count; k++) {
		if (!has_place(chart, line->point[k].v)) {
			is_pen_down = false;
			continue;
		}
		const double x = ish_page_frame_x(frame, line->point[k].t);
		const double y = ish_page_frame_y(frame, shown(chart, line->point[k].v));
		const bool goes_on = k + 1 < line->count && has_place(chart, line->point[k + 1].v);
		(void)fprintf(out, is_pen_down ? "L%.1f %.1f" : "M%.1f %.1f", x, y);
		(void)fputs(is_pen_down || goes_on ? "" : "m-2 0l2-2l2 2l-2 2z", out); /* a point alone */
		is_pen_down = true;
	}
	(void)fputs("\"><title>", out);
	ish_write_text(out, line->name);
	(void)fputs("</title></path>", out);
}

static void write_bound(FILE *out, const struct ish_chart *chart, const struct ish_page_frame *f)
{
	if (!(chart->bound >= f->y.low && chart->bound <= f->y.high)) {
		return;
	}
	const double y = ish_page_frame_y(f, chart->bound);
	(void)fprintf(out,
	              "<path class=\"bound\" d=\"M%.1f %.1fH%.1f\"/><text class=\"end bound\" x=\"%.1f\" y=\"%.1f\">",
	              f->left, y, f->left + f->width, f->left + f->width - 4.0, y < f->top + 16.0 ? y + 13.0 : y - 4.0);
	ish_write_text(out, chart->bound_name);
	(void)fputs("</text>", out);
}

/* What is 0 on a logarithmic axis is not there to be seen. */
static bool is_seen(const struct ish_chart *chart, const struct ish_chart_line *line)
{
	bool seen = false;
	for (int k = 0; k < line->count; k++) {
		seen = seen || has_place(chart, line->point[k].v);
	}
	return seen;
}

static void write_legend(FILE *out, const struct ish_chart *chart)
{
	(void)fputs("<div class=\"legend\">", out);
	for (int i = 0; i < chart->count; i++) {
		(void)fprintf(out, "<span><i class=\"l%d\"></i>", i);
		ish_write_text(out, chart->line[i].name);
		(void)fputs(is_seen(chart, &chart->line[i]) ? "</span>" : " = 0</span>", out);
	}
	(void)fputs("</div>", out);
}

void ish_chart_write(FILE *out, const struct ish_chart *chart)
{
	char label[ISH_LABEL];
	struct ish_page_frame f = {.left = LEFT,
	                           .top = TOP,
	                           .width = WIDTH - LEFT - RIGHT,
	                           .height = HEIGHT - TOP - ISH_FRAME_BOTTOM,
	                           .x = chart->x,
	                           .y = chart->y};
	(void)fputs("<figure class=\"chart\"><h3>", out);
	ish_write_raised(out, chart->title);
	(void)fputs("</h3>", out);
	if (!find_range(chart, &f.y)) {
		(void)fputs("<p class=\"soft\">0 throughout</p>", out);
	} else {
		ish_page_frame_prepare(&f);
		ish_axis_label(label, &f.y, &f.y_ticks);
		(void)fputs("<p class=\"soft unit\">", out);
		ish_write_raised(out, label);
		(void)fprintf(out,
		              "</p><svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" data-box=\"%g %g %g %g\" data-x=\"%.9g "
		              "%.9g\" data-y=\"%.9g %.9g %s\" aria-label=\"",
		              WIDTH, HEIGHT, f.left, f.top, f.width, f.height, f.x.low, f.x.high, f.y.low, f.y.high,
		              f.y.scale == ISH_PLOT_LOG ? "log" : "linear");
		ish_write_text(out, chart->title);
		(void)fputs("\">", out);
		ish_page_frame_write(out, &f, ISH_PAGE_GRID_LINES);
		write_bound(out, chart, &f);
		for (int i = 0; i < chart->count; i++) {
			write_line(out, chart, &f, i);
		}
		(void)fputs("</svg>", out);
		write_legend(out, chart);
	}
	(void)fputs("<figcaption>", out);
	ish_write_raised(out, chart->sentence);
	(void)fputs("</figcaption></figure>\n", out);
}
