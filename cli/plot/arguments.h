/*
 * The command line of ishydro plot.
 */
#ifndef ISH_CLI_PLOT_ARGUMENTS_H
#define ISH_CLI_PLOT_ARGUMENTS_H

#include <stdbool.h>

#include "reports/plot.h"

enum { ISH_PLOT_SLICES = 8 };

enum ish_plot_what { /* what the picture shows */
	             ISH_PLOT_WHAT_MAP,
	             ISH_PLOT_WHAT_LINE,
	             ISH_PLOT_WHAT_SERIES,
	             ISH_PLOT_WHAT_SPECTRUM,
	             ISH_PLOT_WHAT_CONVERGENCE,
	             ISH_PLOT_WHAT_DISPERSION,
	             ISH_PLOT_WHAT_WORK,
	             ISH_PLOT_WHAT_RESOLUTION,
	             ISH_PLOT_WHAT_PAGE
};

struct ish_plot_arguments {
	enum ish_plot_what what;
	const char *names;       /* of fields, columns or a case, with commas between; NULL: not given */
	const char *what_option; /* that chose what is shown; NULL: none */
	int line_axis;           /* of --line; -1: by the file */
	const char *slice[ISH_PLOT_SLICES];
	int slices;
	bool is_log, has_arrows, has_cells;
	double low, high; /* both 0: by the data */
	const char *colour_map, *title, *output;
	int width, height; /* 0: by the content */
	const char **file; /* heap */
	int files;
};

/* Parses argv, whose texts it keeps; given back by reset in any case. ISH_ERR_INPUT, ISH_ERR_NAME or ISH_ERR_MEMORY. */
ISH_CHECKED enum ish_status ish_plot_arguments_init(struct ish_plot_arguments *arguments, int argc, char **argv);
void ish_plot_arguments_reset(struct ish_plot_arguments *arguments);

/* What the picture needs of the page: its size, format and title, by default `title`. */
struct ish_plot_page ish_plot_page_of(const struct ish_plot_arguments *arguments, const char *title,
                                      const char *subtitle);

enum { ISH_PLOT_NAME = 64 };

/*
 * The next of names with commas between; *at moves on. False at the end. An empty name, or one too long, is a name that nothing
 * has.
 */
bool ish_plot_next_name(const char **at, char name[ISH_PLOT_NAME]);

#endif
