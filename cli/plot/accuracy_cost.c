/* Pictures of what an error of `ishydro check --json` costs: over processor time, over resolution. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plot/accuracy.h"

/* A picture of points (x, error) that measurements of one kind keep: one line each. */
struct cost {
	const char *option, *kind, *must;
	struct ish_accuracy_axis axis;
	bool is_by_scheme; /* else a line's name is its label up to the last comma, and lines of one name have one colour */
};

static void name_line(struct ish_accuracy *c, const struct cost *cost, const json_t *m)
{
	const int now = c->gather.count - 1;
	char name[64];
	(void)snprintf(name, sizeof name, "%.60s", ish_accuracy_text(m, cost->is_by_scheme ? "scheme" : "label"));
	char *comma = cost->is_by_scheme ? NULL : strrchr(name, ',');
	if (comma != NULL) {
		*comma = '\0';
	}
	const int known = c->schemes;
	c->gather.line[now].colour = ish_accuracy_name(c, name);
	(void)snprintf(c->gather.label[now], ISH_PICTURE_TEXT, "%s", c->schemes > known ? name : "");
}

static enum ish_status add_cost(struct ish_accuracy *c, const struct cost *cost, const json_t *m)
{
	const json_t *points = json_object_get(m, "points");
	const int count = (int)json_array_size(points);
	double *x = NULL;
	double *y = NULL;
	if (strcmp(ish_accuracy_text(m, "kind"), cost->kind) != 0 || count < 2 ||
	    c->gather.count == ISH_PICTURE_LINES) {
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
	name_line(c, cost, m);
	return ISH_OK;
}

static enum ish_status picture_cost(const struct ish_plot_arguments *a, const struct cost *cost,
                                    struct ish_plot_bytes *bytes_out)
{
	json_t *root = NULL;
	const json_t *measurements = NULL;
	struct ish_accuracy *c = calloc(1, sizeof *c);
	if (c == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	enum ish_status status = ish_accuracy_case(a, a->names, &root, &measurements);
	for (size_t i = 0; status == ISH_OK && i < json_array_size(measurements); i++) {
		status = add_cost(c, cost, json_array_get(measurements, i));
	}
	if (status == ISH_OK && c->gather.count == 0) {
		status = ish_fail(ISH_ERR_INPUT, "%s: %s: must be %s", cost->option, a->names, cost->must);
	}
	if (status == ISH_OK) {
		status = ish_accuracy_draw(c, a, &cost->axis, ish_accuracy_text(root, "program"), bytes_out);
	}
	ish_gather_reset(&c->gather);
	json_decref(root);
	free(c);
	return status;
}

enum ish_status ish_picture_work(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	static const struct cost cost = {.option = "--work-precision",
	                                 .kind = "orders",
	                                 .axis = {"error over work", "processor time", "s"},
	                                 .must = "a case that keeps the time of its runs, as work-precision",
	                                 .is_by_scheme = true};
	return picture_cost(a, &cost, bytes_out);
}

enum ish_status ish_picture_resolution(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	static const struct cost cost = {.option = "--resolution",
	                                 .kind = "decay",
	                                 .axis = {"error over resolution", "points in a direction", ""},
	                                 .must = "a case that measures spectral decay, as resolution"};
	return picture_cost(a, &cost, bytes_out);
}
