/*
 * The pictures of ishydro plot, one function each: they read the files of the arguments and draw. *bytes_out is the picture, given back
 * by ish_plot_bytes_reset. All fail after one line.
 */
#ifndef ISH_CLI_PLOT_PICTURE_H
#define ISH_CLI_PLOT_PICTURE_H

#include "cli/plot/arguments.h"
#include "solver/field_catalogue.h"

/* A map of a plane, of one file or several side by side; a line if the file has one axis only. */
ISH_CHECKED enum ish_status ish_picture_map(const struct ish_plot_arguments *arguments,
                                            struct ish_plot_bytes *bytes_out);

/* Fields along an axis. */
ISH_CHECKED enum ish_status ish_picture_lines(const struct ish_plot_arguments *arguments,
                                              struct ish_plot_bytes *bytes_out);

/* Columns of series.csv over time. */
ISH_CHECKED enum ish_status ish_picture_series(const struct ish_plot_arguments *arguments,
                                               struct ish_plot_bytes *bytes_out);

/* Power in shells of |k|. */
ISH_CHECKED enum ish_status ish_picture_spectrum(const struct ish_plot_arguments *arguments,
                                                 struct ish_plot_bytes *bytes_out);

/* Errors under refinement of a case of ishydro check. */
ISH_CHECKED enum ish_status ish_picture_convergence(const struct ish_plot_arguments *arguments,
                                                    struct ish_plot_bytes *bytes_out);

/* The same over the processor time that each error took. */
ISH_CHECKED enum ish_status ish_picture_work(const struct ish_plot_arguments *arguments,
                                             struct ish_plot_bytes *bytes_out);

/* The same over the points of the grid in a direction. */
ISH_CHECKED enum ish_status ish_picture_resolution(const struct ish_plot_arguments *arguments,
                                                   struct ish_plot_bytes *bytes_out);

/* Measured and exact dispersion of its case of that name. */
ISH_CHECKED enum ish_status ish_picture_dispersion(const struct ish_plot_arguments *arguments,
                                                   struct ish_plot_bytes *bytes_out);

/* ---- shared ---- */

/* Reads what the i-th FILE holds: a field file, or the last output of a run's folder. */
ISH_CHECKED enum ish_status ish_picture_open(const struct ish_plot_arguments *arguments, int i,
                                             struct ish_field_catalogue *catalogue_out);

enum { ISH_PICTURE_TEXT = 512, ISH_PICTURE_LINES = 64 };

/* Lines that are being gathered: heap, given back by ish_gather_reset. */
struct ish_gather {
	int count;
	struct ish_plot_line line[ISH_PICTURE_LINES];
	char label[ISH_PICTURE_LINES][ISH_PICTURE_TEXT];
	double *values[ISH_PICTURE_LINES]; /* x, then y */
};

/* A line of so many points for the caller to fill, or NULL after one line. */
struct ish_plot_line *ish_gather_add(struct ish_gather *gather, int points, double **x, double **y);
void ish_gather_reset(struct ish_gather *gather);

#endif
