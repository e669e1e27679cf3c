/* Lines of the outputs of a grid of one axis. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/page/chart.h"
#include "cli/page/outputs.h"

enum { TITLE = 320 };

struct lines {
	struct ish_chart chart;
	char name[ISH_CHART_LINES][64];
	struct ish_thin_point point[ISH_CHART_LINES][ISH_THIN_POINTS];
};

static enum ish_status add_line(struct lines *l, const struct ish_outputs *o, int i, const char *name)
{
	double *value = NULL;
	struct ish_thin *thin = calloc(1, sizeof *thin);
	if (thin == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "picture: no memory");
	}
	const enum ish_status status = ish_part_read(&o->catalogue[i], name, &o->part[i], &value);
	if (status == ISH_OK && value != NULL) {
		const struct ish_grid *grid = &o->catalogue[i].grid;
		const int axis = o->axis[0], n = grid->shape[axis];
		struct ish_chart_line *line = &l->chart.line[l->chart.count];
		for (int k = 0; k <= n; k++) { /* the end of the box is its beginning */
			if (isfinite(value[k % n])) {
				ish_thin_add(thin, grid->origin[axis] + grid->length[axis] * k / n, value[k % n]);
			}
		}
		line->point = l->point[l->chart.count];
		line->count = ish_thin_points(thin, line->point);
		line->name = l->name[l->chart.count];
		l->chart.count++;
	}
	free(value);
	free(thin);
	return status;
}

/* Draws the lines that have been added. */
static void draw(struct ish_page *page, const struct ish_outputs *o, struct lines *l, const char *title,
                 const char *sentence)
{
	l->chart.x = ish_outputs_axis(&o->catalogue[0], o->axis[0]);
	l->chart.bound = NAN;
	l->chart.title = title;
	l->chart.sentence = sentence;
	ish_chart_write(page->out, &l->chart);
}

enum ish_status ish_outputs_history(struct ish_page *page, const struct ish_outputs *o, const char *name)
{
	struct ish_catalogue_field field;
	struct lines *l = calloc(1, sizeof *l);
	if (l == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "picture: no memory");
	}
	enum ish_status status = ish_part_describe(&o->catalogue[0], name, &field);
	for (int i = 0; i < o->count && status == ISH_OK; i++) {
		(void)snprintf(l->name[i], sizeof l->name[i], "t = %.4g fm", o->catalogue[i].time);
		status = add_line(l, o, i, name);
	}
	if (status == ISH_OK) {
		l->chart.y = (struct ish_plot_axis){.quantity = field.name, .unit = field.unit};
		draw(page, o, l, field.long_name[0] != '\0' ? field.long_name : field.name, "");
	}
	free(l);
	return status;
}

enum ish_status ish_outputs_lines(struct ish_page *page, const struct ish_outputs *o, const char *const *names,
                                  int count)
{
	struct ish_catalogue_field field;
	char title[TITLE], sentence[64];
	const int last = o->count - 1;
	struct lines *l = calloc(1, sizeof *l);
	if (l == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "picture: no memory");
	}
	enum ish_status status = ish_part_describe(&o->catalogue[last], names[0], &field);
	for (int i = 0; i < count && status == ISH_OK; i++) {
		(void)snprintf(l->name[i], sizeof l->name[i], "%s", names[i]);
		status = add_line(l, o, last, names[i]);
	}
	if (status == ISH_OK) {
		const char *name = field.long_name[0] != '\0' ? field.long_name : field.name;
		(void)snprintf(title, sizeof title, "%s%s%s", count == 1 ? name : names[0], count == 1 ? "" : " to ",
		               count == 1 ? "" : names[count - 1]);
		(void)snprintf(sentence, sizeof sentence, "t = %.4g fm", o->catalogue[last].time);
		l->chart.y = (struct ish_plot_axis){.quantity = count == 1 ? field.name : "value", .unit = field.unit};
		draw(page, o, l, title, sentence);
	}
	free(l);
	return status;
}
