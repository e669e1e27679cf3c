/* Pictures of what `ishydro check --json` wrote: errors under refinement, dispersion curves. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plot/picture.h"
#include "cli/run_folder.h"

enum { LEGEND_MOST = 9, SCHEMES = 8, ORDERS = 8 };

struct accuracy {
	struct ish_gather gather;
	char scheme[SCHEMES][64]; /* those that occur */
	int schemes;
	double order[ORDERS]; /* those expected, each once */
	int orders;
	double smallest, largest; /* errors at the finest and at the coarsest */
	double finest;
};

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text != NULL ? text : "";
}

/* The measurements of a case; borrowed from *root_out, which the caller gives back. */
static enum ish_status read_case(const struct ish_plot_arguments *a, const char *name, json_t **root_out,
                                 const json_t **measurements_out)
{
	json_error_t error;
	char known[1024] = "";
	size_t used = 0;
	*measurements_out = NULL;
	*root_out = NULL;
	if (a->files > 1 || ish_is_folder(a->file[0])) {
		return ish_fail(ISH_ERR_INPUT, "%s: must be one file, as `ishydro check --json` writes it",
		                a->what_option);
	}
	*root_out = json_load_file(a->file[0], 0, &error);
	if (*root_out == NULL) {
		return ish_fail_at(ISH_ERR_INPUT, a->file[0], error.line,
		                   "%s: must be what `ishydro check --json` wrote", error.text);
	}
	const json_t *cases = json_object_get(*root_out, "cases");
	for (size_t i = 0; i < json_array_size(cases); i++) {
		const json_t *one = json_array_get(cases, i);
		if (strcmp(text_of(one, "name"), name) == 0) {
			*measurements_out = json_object_get(one, "measurements");
		} else if (used < sizeof known) {
			used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", used > 0 ? ", " : "",
			                         text_of(one, "name"));
		}
	}
	if (*measurements_out == NULL) {
		return ish_fail(ISH_ERR_NAME, "%s: %s: must be one of the cases in %s%s%s", a->what_option, name,
		                a->file[0], used > 0 ? ": " : ", which has none", known);
	}
	return ISH_OK;
}

static int scheme_of(struct accuracy *c, const char *scheme)
{
	int i = 0;
	while (i < c->schemes && strcmp(c->scheme[i], scheme) != 0) {
		i++;
	}
	if (i == c->schemes && c->schemes < SCHEMES) {
		(void)snprintf(c->scheme[c->schemes++], sizeof c->scheme[0], "%s", scheme);
	}
	return i < SCHEMES ? i : SCHEMES - 1;
}

static void note_order(struct accuracy *c, double order)
{
	for (int i = 0; i < c->orders; i++) {
		if (c->order[i] == order) {
			return;
		}
	}
	if (c->orders < ORDERS) {
		c->order[c->orders++] = order;
	}
}

/* A sequence of errors: over the step in units of the coarsest, 1, 1/2, 1/4, ... */
static enum ish_status add_sequence(struct accuracy *c, const json_t *m)
{
	double *x = NULL;
	double *y = NULL;
	const json_t *max = json_object_get(m, "max");
	const int count = (int)json_array_size(max);
	const double refinement = json_number_value(json_object_get(m, "refinement"));
	if (strcmp(text_of(m, "kind"), "orders") != 0 || count < 2 || !(refinement > 1.0) ||
	    c->gather.count >= ISH_PICTURE_LINES - ORDERS) {
		return ISH_OK;
	}
	struct ish_plot_line *line = ish_gather_add(&c->gather, count, &x, &y);
	if (line == NULL) {
		return ISH_ERR_MEMORY;
	}
	for (int i = 0; i < count; i++) {
		x[i] = pow(refinement, -i);
		y[i] = json_number_value(json_array_get(max, (size_t)i));
	}
	line->style = ISH_PLOT_LINE_AND_POINTS;
	line->colour = scheme_of(c, text_of(m, "scheme"));
	note_order(c, json_number_value(json_object_get(m, "order")));
	(void)snprintf(c->gather.label[c->gather.count - 1], ISH_PICTURE_TEXT, "%.100s, %.40s, %.40s",
	               text_of(m, "label"), text_of(m, "quantity"), text_of(m, "scheme"));
	c->finest = fmin(c->finest, x[count - 1]);
	c->smallest = fmin(c->smallest, y[count - 1] > 0.0 ? y[count - 1] : c->smallest);
	c->largest = fmax(c->largest, y[0]);
	return ISH_OK;
}

/* A legend of a few lines names each; of many it names the schemes, whose lines have one colour. */
static void set_legend(struct accuracy *c)
{
	bool is_named[SCHEMES] = {false};
	const bool are_few = c->gather.count <= LEGEND_MOST;
	for (int i = 0; i < c->gather.count; i++) {
		struct ish_plot_line *line = &c->gather.line[i];
		if (are_few) {
			line->colour = i;
			continue;
		}
		(void)snprintf(c->gather.label[i], ISH_PICTURE_TEXT, "%s",
		               is_named[line->colour] ? "" : c->scheme[line->colour]);
		is_named[line->colour] = true;
	}
}

/* Slopes of the expected orders, from above the largest error down. */
static enum ish_status add_slopes(struct accuracy *c)
{
	for (int i = 0; i < c->orders; i++) {
		double *x = NULL;
		double *y = NULL;
		struct ish_plot_line *line = ish_gather_add(&c->gather, 2, &x, &y);
		if (line == NULL) {
			return ISH_ERR_MEMORY;
		}
		x[0] = 1.0;
		x[1] = c->finest;
		y[0] = 1.6 * c->largest;
		y[1] = y[0] * pow(c->finest, c->order[i]);
		line->style = ISH_PLOT_REFERENCE;
		line->colour = i;
		(void)snprintf(c->gather.label[c->gather.count - 1], ISH_PICTURE_TEXT, "slope %g", c->order[i]);
	}
	return ISH_OK;
}

enum ish_status ish_picture_convergence(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	json_t *root = NULL;
	const json_t *measurements = NULL;
	struct accuracy *c = calloc(1, sizeof *c);
	if (c == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	c->smallest = HUGE_VAL;
	c->finest = 1.0;
	enum ish_status status = read_case(a, a->names, &root, &measurements);
	for (size_t i = 0; status == ISH_OK && i < json_array_size(measurements); i++) {
		status = add_sequence(c, json_array_get(measurements, i));
	}
	if (status == ISH_OK && c->gather.count == 0) {
		status = ish_fail(ISH_ERR_INPUT,
		                  "--convergence: %s: must be a case that measures orders under refinement", a->names);
	}
	if (status == ISH_OK) {
		set_legend(c);
		status = add_slopes(c);
	}
	if (status == ISH_OK) {
		char title[ISH_PICTURE_TEXT];
		(void)snprintf(title, sizeof title, "%.300s: errors under refinement", a->names);
		const struct ish_plot_lines lines = {
			.page = ish_plot_page_of(a, title, text_of(root, "program")),
			.x = {.quantity = "step or spacing, of the coarsest", .unit = "", .scale = ISH_PLOT_LOG},
			.y = {.quantity = "largest error",
		              .unit = "",
		              .scale = ISH_PLOT_LOG,
		              .low = a->low,
		              .high = a->high},
			.count = c->gather.count,
			.line = c->gather.line,
		};
		status = ish_plot_lines(&lines, bytes_out);
	}
	ish_gather_reset(&c->gather);
	json_decref(root);
	free(c);
	return status;
}

/* ---- dispersion ---- */

#define NOTHING 1e-9 /* a frequency that is 0 but for round-off: a gap on a logarithmic axis */

/* "sound, at rest" of "sound, at rest, k tau = 0.1" */
static size_t curve_length(const char *label)
{
	const char *end = strstr(label, ", k tau = ");
	return end != NULL ? (size_t)(end - label) : strlen(label);
}

/* Points of the measurements of one curve and quantity, from the i-th on: measured, or exact. */
static enum ish_status add_curve(struct accuracy *c, const json_t *measurements, size_t first, bool is_exact,
                                 int colour)
{
	const json_t *of = json_array_get(measurements, first);
	const char *label = text_of(of, "label");
	const char *quantity = text_of(of, "quantity");
	const size_t length = curve_length(label);
	double *x = NULL;
	double *y = NULL;
	int points = 0;
	for (int pass = 0; pass < 2; pass++) {
		struct ish_plot_line *line = pass == 1 ? ish_gather_add(&c->gather, points, &x, &y) : NULL;
		if (pass == 1 && line == NULL) {
			return ISH_ERR_MEMORY;
		}
		points = 0;
		for (size_t i = first; i < json_array_size(measurements); i++) {
			const json_t *m = json_array_get(measurements, i);
			if (strcmp(text_of(m, "quantity"), quantity) != 0 ||
			    curve_length(text_of(m, "label")) != length ||
			    strncmp(text_of(m, "label"), label, length) != 0) {
				continue;
			}
			const json_t *list = json_object_get(m, "points");
			for (size_t j = 0; j < json_array_size(list); j++) {
				const json_t *point = json_array_get(list, j);
				const json_t *value = json_array_get(point, is_exact ? 2 : 1);
				const bool is_zero = fabs(json_number_value(json_array_get(point, 2))) < NOTHING;
				if (json_is_number(value) && pass == 1) {
					x[points] = json_number_value(json_array_get(point, 0));
					y[points] = is_zero ? 0.0 : fabs(json_number_value(value));
				}
				points += json_is_number(value);
			}
		}
		if (points == 0) {
			return ISH_OK;
		}
	}
	struct ish_plot_line *line = &c->gather.line[c->gather.count - 1];
	line->style = is_exact ? ISH_PLOT_LINE : ISH_PLOT_POINTS;
	line->colour = colour;
	if (!is_exact) {
		(void)snprintf(c->gather.label[c->gather.count - 1], ISH_PICTURE_TEXT, "%.*s",
		               (int)(length < 100 ? length : 100), label);
	}
	return ISH_OK;
}

static bool is_first_of_curve(const json_t *measurements, size_t i)
{
	const char *label = text_of(json_array_get(measurements, i), "label");
	for (size_t j = 0; j < i; j++) {
		const json_t *other = json_array_get(measurements, j);
		if (strcmp(text_of(other, "quantity"), text_of(json_array_get(measurements, i), "quantity")) == 0 &&
		    curve_length(text_of(other, "label")) == curve_length(label) &&
		    strncmp(text_of(other, "label"), label, curve_length(label)) == 0) {
			return false;
		}
	}
	return true;
}

enum ish_status ish_picture_dispersion(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	json_t *root = NULL;
	const json_t *measurements = NULL;
	struct accuracy *c = calloc(1, sizeof *c);
	if (c == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	const bool is_damping = strcmp(a->names, "damping") == 0;
	int curves = 0;
	enum ish_status status = read_case(a, "dispersion", &root, &measurements);
	for (size_t i = 0; status == ISH_OK && i < json_array_size(measurements); i++) {
		const json_t *m = json_array_get(measurements, i);
		if (json_array_size(json_object_get(m, "points")) == 0 || !is_first_of_curve(measurements, i) ||
		    strcmp(is_damping ? "Im omega" : "Re omega", text_of(m, "quantity")) != 0) {
			continue;
		}
		status = add_curve(c, measurements, i, true, curves);
		if (status == ISH_OK) {
			status = add_curve(c, measurements, i, false, curves++);
		}
	}
	if (status == ISH_OK && c->gather.count == 0) {
		status = ish_fail(ISH_ERR_INPUT,
		                  "%s: holds no points of dispersion curves: must be written by this version",
		                  a->file[0]);
	}
	if (status == ISH_OK) {
		const struct ish_plot_lines lines = {
			.page = ish_plot_page_of(a,
		                                 is_damping ? "damping of linear waves" : "frequency of linear waves",
		                                 "measured from runs (marks), exact (lines)"),
			.x = {.quantity = "k tau", .unit = "", .scale = ISH_PLOT_LOG},
			.y = {.quantity = is_damping ? "-Im(omega) tau" : "|Re(omega)| tau",
		              .unit = "",
		              .scale = ISH_PLOT_LOG,
		              .low = a->low,
		              .high = a->high},
			.count = c->gather.count,
			.line = c->gather.line,
		};
		status = ish_plot_lines(&lines, bytes_out);
	}
	ish_gather_reset(&c->gather);
	json_decref(root);
	free(c);
	return status;
}

/* Points (seconds, error) of a measurement. */
static enum ish_status add_work(struct accuracy *c, const json_t *m)
{
	const json_t *points = json_object_get(m, "points");
	const int count = (int)json_array_size(points);
	double *x = NULL;
	double *y = NULL;
	if (strcmp(text_of(m, "kind"), "orders") != 0 || count < 2) {
		return ISH_OK;
	}
	struct ish_plot_line *line = ish_gather_add(&c->gather, count, &x, &y);
	if (line == NULL) {
		return ISH_ERR_MEMORY;
	}
	for (int i = 0; i < count; i++) {
		const json_t *point = json_array_get(points, (size_t)i);
		x[i] = json_number_value(json_array_get(point, 0));
		y[i] = json_number_value(json_array_get(point, 1));
	}
	line->style = ISH_PLOT_LINE_AND_POINTS;
	line->colour = c->gather.count - 1;
	(void)snprintf(c->gather.label[c->gather.count - 1], ISH_PICTURE_TEXT, "%.60s", text_of(m, "scheme"));
	return ISH_OK;
}

enum ish_status ish_picture_work(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	json_t *root = NULL;
	const json_t *measurements = NULL;
	struct accuracy *c = calloc(1, sizeof *c);
	if (c == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	enum ish_status status = read_case(a, a->names, &root, &measurements);
	for (size_t i = 0; status == ISH_OK && i < json_array_size(measurements); i++) {
		status = add_work(c, json_array_get(measurements, i));
	}
	if (status == ISH_OK && c->gather.count == 0) {
		status = ish_fail(ISH_ERR_INPUT, "--work-precision: %s: must be a case that keeps the time of its runs, as "
		                                 "work-precision", a->names);
	}
	if (status == ISH_OK) {
		char title[ISH_PICTURE_TEXT];
		(void)snprintf(title, sizeof title, "%.300s: error over work", a->names);
		const struct ish_plot_lines lines = {
			.page = ish_plot_page_of(a, title, text_of(root, "program")),
			.x = {.quantity = "processor time", .unit = "s", .scale = ISH_PLOT_LOG},
			.y = {.quantity = "largest error", .unit = "", .scale = ISH_PLOT_LOG, .low = a->low, .high = a->high},
			.count = c->gather.count,
			.line = c->gather.line,
		};
		status = ish_plot_lines(&lines, bytes_out);
	}
	ish_gather_reset(&c->gather);
	json_decref(root);
	free(c);
	return status;
}
