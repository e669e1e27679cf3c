/* Pictures of what `ishydro check --json` wrote: errors under refinement, dispersion curves. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plot/accuracy.h"
#include "cli/run_folder.h"

enum { LEGEND_MOST = 9 };

const char *ish_accuracy_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text != NULL ? text : "";
}

/* The measurements of a case; borrowed from *root_out, which the caller gives back. */
enum ish_status ish_accuracy_case(const struct ish_plot_arguments *a, const char *name, json_t **root_out,
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
		if (strcmp(ish_accuracy_text(one, "name"), name) == 0) {
			*measurements_out = json_object_get(one, "measurements");
		} else if (used < sizeof known) {
			used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", used > 0 ? ", " : "",
			                         ish_accuracy_text(one, "name"));
		}
	}
	if (*measurements_out == NULL) {
		return ish_fail(ISH_ERR_NAME, "%s: %s: must be one of the cases in %s%s%s", a->what_option, name,
		                a->file[0], used > 0 ? ": " : ", which has none", known);
	}
	return ISH_OK;
}

int ish_accuracy_name(struct ish_accuracy *c, const char *name)
{
	int i = 0;
	while (i < c->schemes && strcmp(c->scheme[i], name) != 0) {
		i++;
	}
	if (i == c->schemes && c->schemes < ISH_ACCURACY_NAMES) {
		(void)snprintf(c->scheme[c->schemes++], sizeof c->scheme[0], "%s", name);
	}
	return i < ISH_ACCURACY_NAMES ? i : ISH_ACCURACY_NAMES - 1;
}

static void note_order(struct ish_accuracy *c, double order)
{
	for (int i = 0; i < c->orders; i++) {
		if (c->order[i] == order) {
			return;
		}
	}
	if (c->orders < ISH_ACCURACY_ORDERS) {
		c->order[c->orders++] = order;
	}
}

/* A sequence of errors: over the step in units of the coarsest, 1, 1/2, 1/4, ... */
static enum ish_status add_sequence(struct ish_accuracy *c, const json_t *m)
{
	double *x = NULL;
	double *y = NULL;
	const json_t *max = json_object_get(m, "max");
	const int count = (int)json_array_size(max);
	const double refinement = json_number_value(json_object_get(m, "refinement"));
	if (strcmp(ish_accuracy_text(m, "kind"), "orders") != 0 || count < 2 || !(refinement > 1.0) ||
	    c->gather.count >= ISH_PICTURE_LINES - ISH_ACCURACY_ORDERS) {
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
	line->colour = ish_accuracy_name(c, ish_accuracy_text(m, "scheme"));
	note_order(c, json_number_value(json_object_get(m, "order")));
	(void)snprintf(c->gather.label[c->gather.count - 1], ISH_PICTURE_TEXT, "%.100s, %.40s, %.40s",
	               ish_accuracy_text(m, "label"), ish_accuracy_text(m, "quantity"), ish_accuracy_text(m, "scheme"));
	c->finest = fmin(c->finest, x[count - 1]);
	c->smallest = fmin(c->smallest, y[count - 1] > 0.0 ? y[count - 1] : c->smallest);
	c->largest = fmax(c->largest, y[0]);
	return ISH_OK;
}

/* A legend of a few lines names each; of many it names the schemes, whose lines have one colour. */
static void set_legend(struct ish_accuracy *c)
{
	bool is_named[ISH_ACCURACY_NAMES] = {false};
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
static enum ish_status add_slopes(struct ish_accuracy *c)
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

enum ish_status ish_accuracy_draw(struct ish_accuracy *c, const struct ish_plot_arguments *a,
                                  const struct ish_accuracy_axis *axis, const char *program,
                                  struct ish_plot_bytes *bytes_out)
{
	char title[ISH_PICTURE_TEXT];
	(void)snprintf(title, sizeof title, "%.300s: %s", a->names, axis->title);
	const struct ish_plot_lines lines = {
		.page = ish_plot_page_of(a, title, program),
		.x = {.quantity = axis->quantity, .unit = axis->unit, .scale = ISH_PLOT_LOG},
		.y = {.quantity = "largest error", .unit = "", .scale = ISH_PLOT_LOG, .low = a->low, .high = a->high},
		.count = c->gather.count,
		.line = c->gather.line,
	};
	return ish_plot_lines(&lines, bytes_out);
}

enum ish_status ish_picture_convergence(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	json_t *root = NULL;
	const json_t *measurements = NULL;
	struct ish_accuracy *c = calloc(1, sizeof *c);
	if (c == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	c->smallest = HUGE_VAL;
	c->finest = 1.0;
	enum ish_status status = ish_accuracy_case(a, a->names, &root, &measurements);
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
		const struct ish_accuracy_axis step = {"errors under refinement", "step or spacing, of the coarsest",
		                                       ""};
		status = ish_accuracy_draw(c, a, &step, ish_accuracy_text(root, "program"), bytes_out);
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
static enum ish_status add_curve(struct ish_accuracy *c, const json_t *measurements, size_t first, bool is_exact,
                                 int colour)
{
	const json_t *of = json_array_get(measurements, first);
	const char *label = ish_accuracy_text(of, "label");
	const char *quantity = ish_accuracy_text(of, "quantity");
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
			if (strcmp(ish_accuracy_text(m, "quantity"), quantity) != 0 ||
			    curve_length(ish_accuracy_text(m, "label")) != length ||
			    strncmp(ish_accuracy_text(m, "label"), label, length) != 0) {
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
	const char *label = ish_accuracy_text(json_array_get(measurements, i), "label");
	for (size_t j = 0; j < i; j++) {
		const json_t *other = json_array_get(measurements, j);
		if (strcmp(ish_accuracy_text(other, "quantity"),
		           ish_accuracy_text(json_array_get(measurements, i), "quantity")) == 0 &&
		    curve_length(ish_accuracy_text(other, "label")) == curve_length(label) &&
		    strncmp(ish_accuracy_text(other, "label"), label, curve_length(label)) == 0) {
			return false;
		}
	}
	return true;
}

enum ish_status ish_picture_dispersion(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	json_t *root = NULL;
	const json_t *measurements = NULL;
	struct ish_accuracy *c = calloc(1, sizeof *c);
	if (c == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	const bool is_damping = strcmp(a->names, "damping") == 0;
	int curves = 0;
	enum ish_status status = ish_accuracy_case(a, "dispersion", &root, &measurements);
	for (size_t i = 0; status == ISH_OK && i < json_array_size(measurements); i++) {
		const json_t *m = json_array_get(measurements, i);
		if (json_array_size(json_object_get(m, "points")) == 0 || !is_first_of_curve(measurements, i) ||
		    strcmp(is_damping ? "Im omega" : "Re omega", ish_accuracy_text(m, "quantity")) != 0) {
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
