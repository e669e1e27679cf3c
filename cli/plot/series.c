/* Columns of the time series of one run or several. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plot/picture.h"
#include "cli/run_folder.h"

enum { FEW_POINTS = 48 };

struct series {
	struct ish_series_table table;
	struct ish_gather gather;
	char unit[ISH_PLOT_NAME]; /* of all columns, or of the first */
	bool has_unit, is_one_unit;
	double begin, end; /* of all */
};

static enum ish_status no_column(const struct series *s, const char *name, const char *file)
{
	char known[1024] = "";
	size_t used = 0;
	for (int i = 0; i < s->table.columns && used < sizeof known; i++) {
		used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", i > 0 ? ", " : "",
		                         s->table.name[i]);
	}
	return ish_fail(ISH_ERR_NAME, "--series: %s: must be one of %s in %s", name, known, file);
}

/* Units of all columns, before their labels are made. */
static enum ish_status look_ahead(struct series *s, const struct ish_plot_arguments *a, const char *file)
{
	char name[ISH_PLOT_NAME];
	for (const char *at = a->names; ish_plot_next_name(&at, name);) {
		const int column = ish_series_table_find(&s->table, name);
		if (column < 0) {
			return no_column(s, name, file);
		}
		if (!s->has_unit) {
			(void)snprintf(s->unit, sizeof s->unit, "%s", s->table.unit[column]);
		}
		s->is_one_unit = s->is_one_unit && strcmp(s->unit, s->table.unit[column]) == 0;
		s->has_unit = true;
	}
	return ISH_OK;
}

static enum ish_status add_column(struct series *s, const struct ish_plot_arguments *a, const char *name,
                                  const char *file)
{
	const int column = ish_series_table_find(&s->table, name);
	const int time = ish_series_table_find(&s->table, "time");
	double *x = NULL;
	double *y = NULL;
	if (column < 0 || time < 0) {
		return no_column(s, column < 0 ? name : "time", file);
	}
	struct ish_plot_line *line = ish_gather_add(&s->gather, (int)s->table.rows, &x, &y);
	if (line == NULL) {
		return ISH_ERR_MEMORY;
	}
	s->begin = fmin(s->begin, s->table.value[time * s->table.rows]);
	s->end = fmax(s->end, s->table.value[(time + 1) * s->table.rows - 1]);
	for (long i = 0; i < s->table.rows; i++) {
		const double value = s->table.value[column * s->table.rows + i];
		x[i] = s->table.value[time * s->table.rows + i];
		y[i] = a->is_log ? fabs(value) : value;
	}
	const char *unit = s->table.unit[column];
	const bool has_unit = !s->is_one_unit && unit[0] != '\0';
	char *label = s->gather.label[s->gather.count - 1];
	(void)snprintf(label, ISH_PICTURE_TEXT, "%s%s%s%s%s%s%s%s", a->is_log ? "|" : "", name, a->is_log ? "|" : "",
	               has_unit ? " (" : "", has_unit ? unit : "", has_unit ? ")" : "", a->files > 1 ? ", " : "",
	               a->files > 1 ? file : "");
	line->style = s->table.rows <= FEW_POINTS ? ISH_PLOT_LINE_AND_POINTS : ISH_PLOT_LINE;
	return ISH_OK;
}

static enum ish_status draw(struct series *s, const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	const bool is_one = s->gather.count == 1;
	char subtitle[ISH_PICTURE_TEXT] = "";
	char title[ISH_PICTURE_TEXT] = "";
	char name[ISH_PLOT_NAME];
	size_t used = 0;
	for (const char *at = a->names; used < sizeof title && ish_plot_next_name(&at, name);) {
		used += (size_t)snprintf(title + used, sizeof title - used, "%s%s", used > 0 ? ", " : "", name);
	}
	if (a->files == 1) {
		(void)snprintf(subtitle, sizeof subtitle, "%.400s", a->file[0]);
	}
	const struct ish_plot_lines lines = {
		.page = ish_plot_page_of(a, title, subtitle),
		.x = {.quantity = "time", .unit = "fm", .low = s->begin, .high = s->end},
		.y = {.quantity = is_one      ? s->gather.label[0]
	                          : a->is_log ? "magnitude"
	                                      : "value",
	              .unit = s->is_one_unit ? s->unit : "",
	              .scale = a->is_log ? ISH_PLOT_LOG : ISH_PLOT_LINEAR,
	              .low = a->low,
	              .high = a->high},
		.count = s->gather.count,
		.line = s->gather.line,
	};
	if (is_one) { /* its name stands at the axis */
		s->gather.line[0].label = "";
	}
	return ish_plot_lines(&lines, bytes_out);
}

enum ish_status ish_picture_series(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	struct series *s = calloc(1, sizeof *s);
	if (s == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	s->is_one_unit = true;
	s->begin = HUGE_VAL;
	s->end = -HUGE_VAL;
	enum ish_status status = ISH_OK;
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < a->files && status == ISH_OK; i++) {
			char name[ISH_PLOT_NAME];
			status = ish_series_table_read(a->file[i], &s->table);
			if (status == ISH_OK && pass == 0) {
				status = look_ahead(s, a, a->file[i]);
			}
			for (const char *at = a->names;
			     pass == 1 && status == ISH_OK && ish_plot_next_name(&at, name);) {
				status = add_column(s, a, name, a->file[i]);
			}
			ish_series_table_reset(&s->table);
		}
	}
	if (status == ISH_OK) {
		status = draw(s, a, bytes_out);
	}
	ish_gather_reset(&s->gather);
	free(s);
	return status;
}
