#include "cli/page/frame.h"

#include <math.h>

#include "cli/page/write.h"

void ish_page_frame_prepare(struct ish_page_frame *f)
{
	const int most = (int)fmin(fmax(f->height / 34.0, 2.0), 7.0);
	ish_ticks_make(&f->x_ticks, f->x.low, f->x.high, f->x.scale, 5);
	ish_ticks_make(&f->y_ticks, f->y.low, f->y.high, f->y.scale, most);
}

static double part_of(const struct ish_plot_axis *axis, double value)
{
	return axis->scale == ISH_PLOT_LOG ? log(value / axis->low) / log(axis->high / axis->low)
	                                   : (value - axis->low) / (axis->high - axis->low);
}

double ish_page_frame_x(const struct ish_page_frame *f, double value)
{
	return f->left + f->width * part_of(&f->x, value);
}

double ish_page_frame_y(const struct ish_page_frame *f, double value)
{
	return f->top + f->height * (1.0 - part_of(&f->y, value));
}

static void write_label(FILE *out, double x, double y, const char *class, const char *text)
{
	(void)fprintf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
	ish_write_raised_svg(out, text);
	(void)fputs("</text>", out);
}

void ish_page_frame_write(FILE *out, const struct ish_page_frame *f, enum ish_page_grid grid)
{
	char label[ISH_LABEL];
	const double right = f->left + f->width, bottom = f->top + f->height;
	(void)fputs("<path class=\"axis\" d=\"", out);
	for (int i = 0; i < f->y_ticks.count; i++) {
		const double y = ish_page_frame_y(f, f->y_ticks.value[i]);
		(void)fprintf(out, "M%.1f %.1fH%.1f", grid == ISH_PAGE_GRID_LINES ? f->left : f->left - 4.0, y,
		              grid == ISH_PAGE_GRID_LINES ? right : f->left);
	}
	for (int i = 0; i < f->x_ticks.count; i++) {
		(void)fprintf(out, "M%.1f %.1fV%.1f", ish_page_frame_x(f, f->x_ticks.value[i]), bottom, bottom + 4.0);
	}
	(void)fprintf(out, "M%.1f %.1fH%.1fV%.1fH%.1fZ\"/>", f->left, f->top, right, bottom, f->left);
	for (int i = 0; i < f->y_ticks.count; i++) {
		write_label(out, f->left - 6.0, ish_page_frame_y(f, f->y_ticks.value[i]) + 4.0, "end",
		            f->y_ticks.label[i]);
	}
	for (int i = 0; i < f->x_ticks.count; i++) {
		write_label(out, ish_page_frame_x(f, f->x_ticks.value[i]), bottom + 17.0, "mid", f->x_ticks.label[i]);
	}
	ish_axis_label(label, &f->x, &f->x_ticks);
	write_label(out, f->left + 0.5 * f->width, bottom + 33.0, "mid soft", label);
}
