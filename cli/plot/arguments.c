#define _GNU_SOURCE

#include "cli/plot/arguments.h"

#include <argp.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "cli/output_path.h"
#include "cli/run_folder.h"

enum {
	OPTION_FIELD = 0x100,
	OPTION_LINE,
	OPTION_SERIES,
	OPTION_SPECTRUM,
	OPTION_CONVERGENCE,
	OPTION_DISPERSION,
	OPTION_SLICE,
	OPTION_RANGE,
	OPTION_LOG,
	OPTION_COLOUR_MAP,
	OPTION_WORK,
	OPTION_RESOLUTION,
	OPTION_PAGE,
	OPTION_ARROWS,
	OPTION_CELLS,
	OPTION_SIZE,
	OPTION_TITLE
};

static const struct argp_option options[] = {
	{"field", OPTION_FIELD, "NAME,...", 0,
         "field of the file, or u0, v (speed), vorticity (d_x u2 - d_y u1); several with --line", 1},
	{"line", OPTION_LINE, "AXIS", 0, "the field along x, y or z, in place of a map", 1},
	{"series", OPTION_SERIES, "NAME,...", 0, "columns of series.csv over time, of one run or several", 1},
	{"spectrum", OPTION_SPECTRUM, "NAME,...", 0, "power of a field, or of the velocity u, in shells of |k|", 1},
	{"convergence", OPTION_CONVERGENCE, "CASE", 0, "errors of a case of `ishydro check --json` under refinement",
         1},
	{"work-precision", OPTION_WORK, "CASE", 0,
         "errors of such a case, as its case \"work-precision\", over the processor time that they took", 1},
	{"resolution", OPTION_RESOLUTION, "CASE", 0,
         "errors of such a case, as its case \"resolution\", over the points in a direction", 1},
	{"dispersion", OPTION_DISPERSION, "WHAT", 0,
         "frequency or damping of its case \"dispersion\", measured and exact", 1},
	{"page", OPTION_PAGE, NULL, 0,
         "index.html of a run's folder again, with run, fields, series, warnings and profile; written into the folder",
         1},
	{"slice", OPTION_SLICE, "AXIS=X", 0,
         "the plane or line at z = 1.5 (z=1.5 or z=1.5fm, the nearest point) or at point 8 (z:8); default the middle",
         2},
	{"range", OPTION_RANGE, "A,B", 0, "of colours, or of the axis up; default that of the data", 2},
	{"log", OPTION_LOG, NULL, 0,
         "logarithmic colours, or axis up; series, and fields with a sign, show their magnitude", 2},
	{"colour-map", OPTION_COLOUR_MAP, "NAME", 0, "sequential, diverging (for fields with a sign), heat or grey", 2},
	{"arrows", OPTION_ARROWS, NULL, 0, "the velocity u in the plane", 2},
	{"cells", OPTION_CELLS, NULL, 0, "a map's points as flat cells, not interpolated", 2},
	{"title", OPTION_TITLE, "TEXT", 0, "in place of the name of what is shown", 2},
	{"size", OPTION_SIZE, "WxH", 0, "pixels (PNG) or points (SVG, PDF)", 2},
	{"output", 'o', "F", 0, "the picture, .png, .svg or .pdf; must be given", 2},
	{0},
};

static void refuse(const char *option, const char *value, const char *allowed)
{
	exit(ish_status_exit_code(ish_fail(ISH_ERR_INPUT, "%s: %s: must be %s", option, value, allowed)));
}

static void choose(struct ish_plot_arguments *a, enum ish_plot_what what, const char *option)
{
	if (a->what_option != NULL && a->what != what) {
		refuse(option, "stands beside another choice",
		       "the only one of --line, --series, --spectrum, --convergence, --work-precision, --resolution, "
		       "--dispersion, --page");
	}
	a->what = what;
	a->what_option = option;
}

static void take_names(struct ish_plot_arguments *a, const char *option, const char *names)
{
	if (a->names != NULL) {
		refuse(option, names, "the only choice of what is shown, with commas between its names");
	}
	if (names[0] == '\0') {
		refuse(option, "\"\"", "a name");
	}
	a->names = names;
}

static void take_line(struct ish_plot_arguments *a, const char *value)
{
	static const char axes[] = "xyz";
	const char *axis = value[0] != '\0' && value[1] == '\0' ? strchr(axes, value[0]) : NULL;
	if (axis == NULL) {
		refuse("--line", value, "x, y or z");
	}
	choose(a, ISH_PLOT_WHAT_LINE, "--line");
	a->line_axis = (int)(axis - axes);
}

static void take_range(struct ish_plot_arguments *a, const char *value)
{
	char *end = NULL;
	a->low = strtod(value, &end);
	const bool has_two = end != value && *end == ',';
	const char *second = has_two ? end + 1 : value;
	a->high = strtod(second, &end);
	if (!has_two || end == second || *end != '\0' || !(a->low < a->high) ||
	    !(a->low >= -DBL_MAX && a->high <= DBL_MAX)) {
		refuse("--range", value, "two numbers A,B with A < B");
	}
}

static void take_size(struct ish_plot_arguments *a, const char *value)
{
	int used = 0;
	const bool is_read =
		strspn(value, "0123456789x") == strlen(value) && strlen(value) < 12 &&
		sscanf(value, "%dx%d%n", &a->width, &a->height, &used) == 2; /* NOLINT(cert-err34-c): few digits */
	if (!is_read || value[used] != '\0' || a->width < ISH_PLOT_SIZE_MIN || a->width > ISH_PLOT_SIZE_MAX ||
	    a->height < ISH_PLOT_SIZE_MIN || a->height > ISH_PLOT_SIZE_MAX) {
		refuse("--size", value, "WIDTHxHEIGHT, each from 200 to 8192");
	}
}

static void take_slice(struct ish_plot_arguments *a, const char *value)
{
	if (a->slices == ISH_PLOT_SLICES) {
		refuse("--slice", value, "given once an axis");
	}
	a->slice[a->slices++] = value;
}

/* One of the kinds of pictures, and what it shows. */
static void choose_names(struct ish_plot_arguments *a, enum ish_plot_what what, const char *option, const char *value)
{
	choose(a, what, option);
	take_names(a, option, value);
}

static error_t parse_option(int key, char *value, struct argp_state *state)
{
	struct ish_plot_arguments *a = state->input;
	switch (key) {
	case OPTION_FIELD: take_names(a, "--field", value); break;
	case OPTION_LINE: take_line(a, value); break;
	case OPTION_SERIES: choose_names(a, ISH_PLOT_WHAT_SERIES, "--series", value); break;
	case OPTION_SPECTRUM: choose_names(a, ISH_PLOT_WHAT_SPECTRUM, "--spectrum", value); break;
	case OPTION_CONVERGENCE: choose_names(a, ISH_PLOT_WHAT_CONVERGENCE, "--convergence", value); break;
	case OPTION_WORK: choose_names(a, ISH_PLOT_WHAT_WORK, "--work-precision", value); break;
	case OPTION_RESOLUTION: choose_names(a, ISH_PLOT_WHAT_RESOLUTION, "--resolution", value); break;
	case OPTION_DISPERSION:
		choose(a, ISH_PLOT_WHAT_DISPERSION, "--dispersion");
		if (strcmp(value, "frequency") != 0 && strcmp(value, "damping") != 0) {
			refuse("--dispersion", value, "frequency or damping");
		}
		take_names(a, "--dispersion", value);
		break;
	case OPTION_PAGE: choose(a, ISH_PLOT_WHAT_PAGE, "--page"); break;
	case OPTION_SLICE: take_slice(a, value); break;
	case OPTION_RANGE: take_range(a, value); break;
	case OPTION_LOG: a->is_log = true; break;
	case OPTION_COLOUR_MAP: a->colour_map = value; break;
	case OPTION_ARROWS: a->has_arrows = true; break;
	case OPTION_CELLS: a->has_cells = true; break;
	case OPTION_SIZE: take_size(a, value); break;
	case OPTION_TITLE: a->title = value; break;
	case 'o': a->output = value; break;
	case ARGP_KEY_ARG: a->file[a->files++] = value; break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/* An option that the picture does not look at is a mistake, not a wish to be passed over. */
static enum ish_status check_fit(const struct ish_plot_arguments *a)
{
	const bool is_map = a->what == ISH_PLOT_WHAT_MAP;
	const bool has_slices = is_map || a->what == ISH_PLOT_WHAT_LINE;
	const char *option = NULL;
	if (!is_map && (a->has_arrows || a->has_cells || a->colour_map != NULL)) {
		option = a->has_arrows ? "--arrows" : a->has_cells ? "--cells" : "--colour-map";
		return ish_fail(ISH_ERR_INPUT, "%s: must stand with a map, not with %s", option, a->what_option);
	}
	if (!has_slices && a->slices > 0) {
		return ish_fail(ISH_ERR_INPUT, "--slice: must stand with a map or --line, not with %s", a->what_option);
	}
	if (a->is_log && a->low < a->high && a->low <= 0.0) {
		return ish_fail(ISH_ERR_INPUT, "--range: %g,%g: must be more than 0 with --log", a->low, a->high);
	}
	return ISH_OK;
}

/* The page is made of a folder and stands in it; nothing about it can be chosen. */
static enum ish_status check_page(const struct ish_plot_arguments *a)
{
	const char *option = a->output != NULL      ? "-o"
	                     : a->names != NULL     ? "--field"
	                     : a->title != NULL     ? "--title"
	                     : a->width > 0         ? "--size"
	                     : a->low < a->high     ? "--range"
	                     : a->is_log            ? "--log"
	                                            : NULL;
	if (a->files == 1 && !ish_is_folder(a->file[0])) {
		return ish_fail(ISH_ERR_INPUT, "--page: %s: must be the folder of a run", a->file[0]);
	}
	if (a->files != 1) {
		return ish_fail(ISH_ERR_INPUT, "--page: must have one FILE, the folder of a run");
	}
	if (option != NULL) {
		return ish_fail(ISH_ERR_INPUT, "%s: must not stand with --page, which writes %s/index.html", option,
		                a->file[0]);
	}
	return check_fit(a);
}

static enum ish_status check(const struct ish_plot_arguments *a)
{
	enum ish_plot_format format;
	if (a->what == ISH_PLOT_WHAT_PAGE) {
		return check_page(a);
	}
	if (a->files == 0) {
		return ish_fail(
			ISH_ERR_INPUT,
			"plot: must have a FILE: a field file, the folder of a run or the JSON of `ishydro check`");
	}
	if (a->output == NULL) {
		return ish_fail(ISH_ERR_INPUT, "plot: must have an output, -o FILE.png, .svg or .pdf");
	}
	enum ish_status status = ish_plot_format_of(a->output, &format);
	if (status == ISH_OK) {
		status = ish_output_check("--output", a->output, a->file, a->files);
	}
	return status == ISH_OK ? check_fit(a) : status;
}

enum ish_status ish_plot_arguments_init(struct ish_plot_arguments *arguments, int argc, char **argv)
{
	static const struct argp parser = {
		.options = options,
		.parser = parse_option,
		.args_doc = "FILE...",
		.doc = "Draws a picture of a field file, a run or accuracy results. FILE is a field file (.hdf, .h5), "
		       "the folder of a run (its "
		       "last output, or its series), a series.csv, or what `ishydro check --json` wrote. Several files "
		       "are drawn side by side, "
		       "or as lines of one picture."
		       "\v"
		       "ishydro plot out --field e -o e.png\n"
		       "ishydro plot out --field u1 --slice y=2.5 --arrows -o u1.svg\n"
		       "ishydro plot out/fields_*.hdf --field vorticity -o roll-up.png\n"
		       "ishydro plot out/fields_000000.hdf out --field e,u1 --line x -o lines.pdf\n"
		       "ishydro plot out --series energy_drift,momentum_drift_1 --log -o drift.png\n"
		       "ishydro plot out --spectrum u -o spectrum.png\n"
		       "ishydro plot full.json --convergence taylor-green -o orders.png\n"
		       "ishydro plot full.json --work-precision work-precision -o work.png\n"
		       "ishydro plot full.json --resolution resolution -o resolution.png\n"
		       "ishydro plot full.json --dispersion frequency -o dispersion.png\n"
		       "ishydro plot out --page",
	};
	*arguments = (struct ish_plot_arguments){.line_axis = -1};
	enum ish_status status = ish_options_check(options, argc, argv);
	if (status != ISH_OK) {
		return status;
	}
	arguments->file = malloc((size_t)argc * sizeof *arguments->file);
	if (arguments->file == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "no memory for %d arguments", argc);
	}
	if (argp_parse(&parser, argc, argv, ARGP_IN_ORDER, NULL, arguments) != 0) {
		return ish_fail(ISH_ERR_INPUT, "the command line cannot be parsed");
	}
	return check(arguments);
}

void ish_plot_arguments_reset(struct ish_plot_arguments *arguments)
{
	free(arguments->file);
	arguments->file = NULL;
}

struct ish_plot_page ish_plot_page_of(const struct ish_plot_arguments *arguments, const char *title,
                                      const char *subtitle)
{
	struct ish_plot_page page = {.width = arguments->width, .height = arguments->height, .subtitle = subtitle};
	page.title = arguments->title != NULL ? arguments->title : title;
	page.format = (enum ish_plot_format)0;
	(void)!ish_plot_format_of(arguments->output, &page.format); /* checked with the arguments */
	return page;
}

bool ish_plot_next_name(const char **at, char name[ISH_PLOT_NAME])
{
	if (*at == NULL) {
		return false;
	}
	const size_t length = strcspn(*at, ",");
	(void)snprintf(name, ISH_PLOT_NAME, "%.*s", length < ISH_PLOT_NAME ? (int)length : 0, *at);
	*at = (*at)[length] == ',' ? *at + length + 1 : NULL;
	return true;
}
