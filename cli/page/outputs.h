/*
 * The outputs that the page shows, and their pictures. Private to cli/page/.
 */
#ifndef ISH_CLI_PAGE_OUTPUTS_H
#define ISH_CLI_PAGE_OUTPUTS_H

#include "cli/page/page_impl.h"
#include "cli/plot/part.h"
#include "reports/plot.h"

enum { ISH_OUTPUTS = 3, ISH_OUTPUT_LINES = 6 /* of a chart */ };

struct ish_outputs {
	int count; /* the last of them is the last of the run */
	struct ish_field_catalogue catalogue[ISH_OUTPUTS];
	struct ish_part part[ISH_OUTPUTS]; /* a plane in the middle, or the line */
	int axis[3], axes;                 /* that have points there */
	int pictures;                      /* so far */
};

/* An axis of the grid, from end to end. */
struct ish_plot_axis ish_outputs_axis(const struct ish_field_catalogue *catalogue, int axis);

/* Maps of a field of the outputs from `first` on, of two axes, a figure each. Fails after one line. */
enum ish_output_arrows { ISH_OUTPUT_PLAIN, ISH_OUTPUT_ARROWS };
ISH_CHECKED enum ish_status ish_outputs_maps(struct ish_page *page, struct ish_outputs *outputs, const char *name,
                                             int first, enum ish_output_arrows arrows);

/* A chart of a field of all outputs, or of fields of the last one, of one axis. Fails after one line. */
ISH_CHECKED enum ish_status ish_outputs_history(struct ish_page *page, const struct ish_outputs *outputs,
                                                const char *name);
ISH_CHECKED enum ish_status ish_outputs_lines(struct ish_page *page, const struct ish_outputs *outputs,
                                              const char *const *names, int count);

#endif
