/*
 * ishydro plot: a picture of fields, series, spectra or accuracy results.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>

#include "cli/command.h"
#include "cli/page/page.h"
#include "cli/plot/picture.h"
#include "solver/complete_file.h"

static enum ish_status draw(const struct ish_plot_arguments *arguments, struct ish_plot_bytes *bytes)
{
	switch (arguments->what) {
	case ISH_PLOT_WHAT_LINE: return ish_picture_lines(arguments, bytes);
	case ISH_PLOT_WHAT_SERIES: return ish_picture_series(arguments, bytes);
	case ISH_PLOT_WHAT_SPECTRUM: return ish_picture_spectrum(arguments, bytes);
	case ISH_PLOT_WHAT_CONVERGENCE: return ish_picture_convergence(arguments, bytes);
	case ISH_PLOT_WHAT_WORK: return ish_picture_work(arguments, bytes);
	case ISH_PLOT_WHAT_RESOLUTION: return ish_picture_resolution(arguments, bytes);
	case ISH_PLOT_WHAT_DISPERSION: return ish_picture_dispersion(arguments, bytes);
	default: return ish_picture_map(arguments, bytes);
	}
}

/* index.html of a folder again. */
static enum ish_status write_page(const char *directory)
{
	char reason[ISH_LOG_LINE];
	const enum ish_status status = ish_page_write(directory, reason);
	return status == ISH_OK ? ISH_OK : ish_fail(status, "%s", reason);
}

int ish_command_plot(int argc, char **argv)
{
	struct ish_plot_arguments arguments;
	struct ish_plot_bytes bytes = {NULL, 0};
	enum ish_status status = ish_plot_arguments_init(&arguments, argc, argv);
	if (status == ISH_OK && arguments.what == ISH_PLOT_WHAT_PAGE) {
		status = write_page(arguments.file[0]);
	} else if (status == ISH_OK) {
		status = draw(&arguments, &bytes);
		if (status == ISH_OK) {
			status = ish_complete_file_write_bytes(arguments.output, bytes.data, bytes.size);
		}
	}
	ish_plot_bytes_reset(&bytes);
	ish_plot_arguments_reset(&arguments);
	return ish_command_end(ish_status_exit_code(status));
}
