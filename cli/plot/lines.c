/* Fields along an axis. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plot/part.h"
#include "cli/plot/picture.h"

enum { FEW_POINTS = 48 }; /* of a line on which each is marked */

struct lines {
	struct ish_field_catalogue catalogue;
	struct ish_part part;
	struct ish_catalogue_field field, first;
	int axis, fields;
	bool is_one_unit, has_minus;
	char time[32];   /* "t = 1 fm" */
	char place[128]; /* of the last file */
	struct ish_gather gather;
};

static int names_in(const char *names)
{
	int count = 1;
	for (; *names != '\0'; names++) {
		count += *names == ',';
	}
	return count;
}

/* The axis of --line, or the first that has points; all others are fixed. */
static enum ish_status choose_line(struct lines *l, const struct ish_plot_arguments *a)
{
	int axis[3];
	enum ish_status status = ish_part_slice(&l->part, &l->catalogue, a->slice, a->slices);
	if (status != ISH_OK) {
		return status;
	}
	const int axes = ish_part_axes(&l->part, axis);
	l->axis = a->line_axis >= 0 ? a->line_axis : axes > 0 ? axis[0] : 0;
	if (l->part.count[l->axis] == 1) {
		return ish_fail(ISH_ERR_INPUT, "--line: %c: must be an axis with several points: %s has %d x %d x %d%s",
		                "xyz"[l->axis], l -> catalogue.path, l->catalogue.grid.shape[0],
		                l->catalogue.grid.shape[1], l->catalogue.grid.shape[2],
		                l->catalogue.grid.shape[l->axis] > 1 ? " and a --slice there" : "");
	}
	ish_part_fix_others(&l->part, &l->catalogue, l->axis, l->axis);
	return ISH_OK;
}

/* What tells the lines apart: the field, the file's time, or its path where times are equal. */
static void set_label(struct lines *l, const struct ish_plot_arguments *a, int file, bool are_times,
                      struct ish_plot_line *line)
{
	char *label = l->gather.label[l->gather.count - 1];
	char of[ISH_PICTURE_TEXT / 2] = "";
	char name[ISH_PICTURE_TEXT / 2 - 8] = "";
	if (a->files > 1 && are_times) {
		(void)snprintf(of, sizeof of, "%s", l->time);
	} else if (a->files > 1) {
		(void)snprintf(of, sizeof of, "%s", a->file[file]);
	}
	if (l->fields > 1) {
		const bool has_unit = !l->is_one_unit && l->field.unit[0] != '\0';
		(void)snprintf(name, sizeof name, "%s%s%s%s", l->field.name, has_unit ? " (" : "", l->field.unit,
		               has_unit ? ")" : "");
		if (!has_unit) {
			(void)snprintf(name, sizeof name, "%s", l->field.name);
		}
	}
	(void)snprintf(label, ISH_PICTURE_TEXT, "%s%s%s", name, name[0] != '\0' && of[0] != '\0' ? ", " : "", of);
	line->style = line->count <= FEW_POINTS ? ISH_PLOT_LINE_AND_POINTS : ISH_PLOT_LINE;
}

static enum ish_status add_line(struct lines *l, const struct ish_plot_arguments *a, const char *name, int file,
                                bool are_times)
{
	double *value = NULL;
	double *x = NULL;
	double *y = NULL;
	enum ish_status status = ish_part_describe(&l->catalogue, name, &l->field);
	if (status == ISH_OK) {
		status = ish_part_read(&l->catalogue, name, &l->part, &value);
	}
	if (status == ISH_OK) {
		const int n = l->part.count[l->axis];
		struct ish_plot_line *line = ish_gather_add(&l->gather, n + 1, &x, &y);
		status = line == NULL ? ISH_ERR_MEMORY : ISH_OK;
		for (int i = 0; status == ISH_OK && i <= n; i++) { /* the end of the box is its beginning */
			x[i] = l->catalogue.grid.origin[l->axis] + l->catalogue.grid.length[l->axis] * i / n;
			y[i] = a->is_log ? fabs(value[i % n]) : value[i % n];
			l->has_minus = l->has_minus || value[i % n] < 0.0;
		}
		if (line != NULL) {
			set_label(l, a, file, are_times, line);
		}
	}
	if (l->first.name[0] == '\0') {
		l->first = l->field;
	}
	free(value);
	return status;
}

/* Whether all fields have one unit, and whether all files have times of their own. */
static enum ish_status look_ahead(struct lines *l, const struct ish_plot_arguments *a, const char *names,
                                  bool *are_times)
{
	double *time = calloc((size_t)a->files, sizeof *time);
	enum ish_status status = ISH_OK;
	if (time == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	l->is_one_unit = true;
	*are_times = true;
	for (int i = 0; i < a->files && status == ISH_OK; i++) {
		struct ish_catalogue_field before = {.name = ""};
		char name[ISH_PLOT_NAME];
		status = ish_picture_open(a, i, &l->catalogue);
		for (const char *at = names; status == ISH_OK && ish_plot_next_name(&at, name);) {
			status = ish_part_describe(&l->catalogue, name, &l->field);
			l->is_one_unit =
				l->is_one_unit && (before.name[0] == '\0' || strcmp(before.unit, l->field.unit) == 0);
			before = l->field;
		}
		time[i] = l->catalogue.time;
		for (int j = 0; j < i; j++) {
			*are_times = *are_times && time[j] != time[i];
		}
	}
	free(time);
	return status;
}

static enum ish_status draw(struct lines *l, const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	static const char *const axis[] = {"x", "y", "z"};
	char title[ISH_PICTURE_TEXT];
	char subtitle[ISH_PICTURE_TEXT];
	const bool is_milne = strcmp(l->catalogue.geometry, "milne") == 0;
	const bool is_one = l->fields == 1;
	const bool is_magnitude = a->is_log && l->has_minus;
	(void)snprintf(title, sizeof title, "%s",
	               is_one ? (l->first.long_name[0] != '\0' ? l->first.long_name : l->first.name) : a->names);
	(void)snprintf(subtitle, sizeof subtitle, "%s%s%s%s%s%s%d points", a->files == 1 ? l->time : "",
	               a->files == 1 ? ", " : "", l->place, l->place[0] != '\0' ? ", " : "", l->catalogue.geometry,
	               l->catalogue.geometry[0] != '\0' ? ", " : "", l->part.count[l->axis]);
	const struct ish_plot_lines lines = {
		.page = ish_plot_page_of(a, title, subtitle),
		.x = {.quantity = l->axis == 2 && is_milne ? "rapidity" : axis[l->axis],
	              .unit = ish_axis_unit(&l->catalogue, l->axis)},
		.y = {.quantity = is_magnitude     ? "magnitude"
	                          : is_one         ? l->first.name
	                          : l->is_one_unit ? a->names
	                                           : "value",
	              .unit = is_one || l->is_one_unit ? l->first.unit : "",
	              .scale = a->is_log ? ISH_PLOT_LOG : ISH_PLOT_LINEAR,
	              .low = a->low,
	              .high = a->high},
		.count = l->gather.count,
		.line = l->gather.line,
	};
	return ish_plot_lines(&lines, bytes_out);
}

enum ish_status ish_picture_lines(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	const char *names = a->names != NULL ? a->names : "e";
	bool are_times = true;
	struct lines *l = calloc(1, sizeof *l);
	if (l == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	l->fields = names_in(names);
	enum ish_status status = look_ahead(l, a, names, &are_times);
	for (int i = 0; i < a->files && status == ISH_OK; i++) {
		char name[ISH_PLOT_NAME];
		status = ish_picture_open(a, i, &l->catalogue);
		if (status == ISH_OK) {
			status = choose_line(l, a);
		}
		(void)snprintf(l->time, sizeof l->time, "t = %.4g fm", l->catalogue.time);
		for (const char *at = names; status == ISH_OK && ish_plot_next_name(&at, name);) {
			status = add_line(l, a, name, i, are_times);
		}
		if (status == ISH_OK) {
			ish_part_place(&l->part, &l->catalogue, l->place, sizeof l->place);
		}
	}
	if (status == ISH_OK) {
		status = draw(l, a, bytes_out);
	}
	ish_gather_reset(&l->gather);
	free(l);
	return status;
}
