/* The frame of a chart or map: where numbers lie, axes and their labels. */
#ifndef ISH_CLI_PAGE_FRAME_H
#define ISH_CLI_PAGE_FRAME_H

#include <stdio.h>

#include "reports/plot.h"

enum { ISH_FRAME_BOTTOM = 40 }; /* below the box: ticks and label */

struct ish_page_frame {
	double left, top, width, height; /* of the box, in the units of the viewBox */
	struct ish_plot_axis x, y;
	struct ish_ticks x_ticks, y_ticks;
};

/* Sets the ticks of a frame whose box and axes are set. */
void ish_page_frame_prepare(struct ish_page_frame *frame);

double ish_page_frame_x(const struct ish_page_frame *frame, double value);
double ish_page_frame_y(const struct ish_page_frame *frame, double value);

/* Lines across at the ticks (only with `has_grid`), the box, ticks and the label of x below. The label of y is left to the caller. */
enum ish_page_grid { ISH_PAGE_GRID_NONE, ISH_PAGE_GRID_LINES };
void ish_page_frame_write(FILE *out, const struct ish_page_frame *frame, enum ish_page_grid grid);

#endif
