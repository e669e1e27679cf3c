/* Maps of a field in a plane. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plot/part.h"
#include "cli/plot/picture.h"

enum { PANELS = 12 };

struct maps {
	struct ish_field_catalogue catalogue; /* of the file read last */
	struct ish_part part;
	struct ish_catalogue_field field;
	struct ish_plot_panel panel[PANELS];
	double *value[PANELS][3]; /* of the field and the arrows */
	double time[PANELS];
	char title[PANELS][ISH_PICTURE_TEXT];
	int axis[3]; /* across, up */
	struct ish_colour_map colours;
};

static const char *axis_text(int axis, const char *geometry)
{
	static const char *const name[] = {"x", "y", "z"};
	return axis == 2 && strcmp(geometry, "milne") == 0 ? "rapidity" : name[axis];
}

/* Two axes of more than one point; a third is sliced in its middle. 1 axis: ISH_OK with *axes = 1. */
static enum ish_status choose_plane(struct maps *m, const struct ish_plot_arguments *a, int *axes)
{
	enum ish_status status = ish_part_slice(&m->part, &m->catalogue, a->slice, a->slices);
	if (status == ISH_OK) {
		*axes = ish_part_plane(&m->part, &m->catalogue, m->axis);
		if (*axes == 0) {
			status =
				ish_fail(ISH_ERR_INPUT,
			                 "%s: a single point is left of %d x %d x %d: a map needs two axes, a line one",
			                 m->catalogue.path, m->catalogue.grid.shape[0], m->catalogue.grid.shape[1],
			                 m->catalogue.grid.shape[2]);
		}
	}
	return status;
}

static enum ish_status read_panel(struct maps *m, const struct ish_plot_arguments *a, int i)
{
	static const char *const velocity[3] = {"u1", "u2", "u3"};
	const char *name = a->names != NULL ? a->names : "e";
	enum ish_status status = ish_part_describe(&m->catalogue, name, &m->field);
	if (status == ISH_OK) {
		status = ish_part_read(&m->catalogue, name, &m->part, &m->value[i][0]);
	}
	for (int j = 0; status == ISH_OK && a->has_arrows && j < 2; j++) {
		status = ish_part_read(&m->catalogue, velocity[m->axis[j]], &m->part, &m->value[i][1 + j]);
		m->panel[i].arrow[j] = m->value[i][1 + j];
	}
	m->panel[i].value = m->value[i][0];
	m->panel[i].title = m->title[i];
	m->time[i] = m->catalogue.time;
	return status;
}

/* Panels of one file need no title; of one run their times; else their files. */
static void set_titles(struct maps *m, const struct ish_plot_arguments *a)
{
	bool are_times = true;
	for (int i = 0; i < a->files; i++) {
		for (int j = 0; j < i; j++) {
			are_times = are_times && m->time[i] != m->time[j];
		}
	}
	for (int i = 0; a->files > 1 && i < a->files; i++) {
		if (are_times) {
			(void)snprintf(m->title[i], sizeof m->title[i], "t = %.3g fm", m->time[i]);
		} else {
			const size_t length = strlen(a->file[i]);
			(void)snprintf(m->title[i], sizeof m->title[i], "%s%s", length > 28 ? "..." : "",
			               a->file[i] + (length > 28 ? length - 25 : 0));
		}
	}
}

static void set_subtitle(const struct maps *m, int files, char text[ISH_PICTURE_TEXT])
{
	char place[128];
	char time[64] = "";
	const struct ish_field_catalogue *c = &m->catalogue;
	ish_part_place(&m->part, c, place, sizeof place);
	if (files == 1) {
		(void)snprintf(time, sizeof time, "t = %.4g fm", c->time);
	}
	(void)snprintf(text, ISH_PICTURE_TEXT, "%s%s%s%s%s%s%d x %d points", time, time[0] != '\0' ? ", " : "", place,
	               place[0] != '\0' ? ", " : "", c->geometry, c->geometry[0] != '\0' ? ", " : "",
	               m->part.count[m->axis[0]], m->part.count[m->axis[1]]);
}

static bool has_both_signs(const struct maps *m, int panels)
{
	const size_t points = (size_t)m->part.count[m->axis[0]] * (size_t)m->part.count[m->axis[1]];
	bool has_minus = false;
	bool has_plus = false;
	for (int i = 0; i < panels; i++) {
		for (size_t j = 0; j < points; j++) {
			has_minus = has_minus || m->value[i][0][j] < 0.0;
			has_plus = has_plus || m->value[i][0][j] > 0.0;
		}
	}
	return has_minus && has_plus;
}

/* A logarithmic scale has no place for a negative value: of a field that has one it shows the magnitude. */
static bool take_magnitude(struct maps *m, int panels)
{
	const size_t points = (size_t)m->part.count[m->axis[0]] * (size_t)m->part.count[m->axis[1]];
	bool has_minus = false;
	for (int i = 0; i < panels; i++) {
		for (size_t j = 0; j < points; j++) {
			has_minus = has_minus || m->value[i][0][j] < 0.0;
			m->value[i][0][j] = fabs(m->value[i][0][j]);
		}
	}
	return has_minus;
}

static struct ish_plot_axis plane_axis(const struct maps *m, int axis)
{
	const struct ish_grid *grid = &m->catalogue.grid;
	return (struct ish_plot_axis){.quantity = axis_text(axis, m->catalogue.geometry),
	                              .unit = ish_axis_unit(&m->catalogue, axis),
	                              .low = grid->origin[axis],
	                              .high = grid->origin[axis] + grid->length[axis]};
}

/* Boxes up to so much longer than wide are drawn to scale. */
#define MOST_ASPECT 6.0

static enum ish_status draw(struct maps *m, const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	char subtitle[ISH_PICTURE_TEXT];
	char title[ISH_PICTURE_TEXT];
	char name[ISH_CATALOGUE_NAME + 2];
	const bool is_magnitude = a->is_log && take_magnitude(m, a->files);
	const bool is_signed = !a->is_log && has_both_signs(m, a->files);
	const enum ish_status status = ish_colour_map_init(&m->colours, a->colour_map != NULL ? a->colour_map
	                                                                : is_signed           ? "diverging"
	                                                                                      : "sequential");
	if (status != ISH_OK) {
		return status;
	}
	set_titles(m, a);
	set_subtitle(m, a->files, subtitle);
	(void)snprintf(name, sizeof name, is_magnitude ? "|%s|" : "%s", m->field.name);
	(void)snprintf(title, sizeof title, "%s", m->field.long_name[0] != '\0' ? m->field.long_name : m->field.name);
	const bool is_class = strcmp(m->field.name, "causality") == 0;
	struct ish_plot_map map = {
		.x = plane_axis(m, m->axis[0]),
		.y = plane_axis(m, m->axis[1]),
		.shape = {m->part.count[m->axis[0]], m->part.count[m->axis[1]]},
		.sampling = a->has_cells || is_class ? ISH_PLOT_CELLS : ISH_PLOT_SMOOTH,
		.value = {name, m->field.unit, a->is_log ? ISH_PLOT_LOG : ISH_PLOT_LINEAR, a->low, a->high},
		.colours = &m->colours,
		.arrow_quantity = "|u|",
		.count = a->files,
		.panel = m->panel,
	};
	if (is_class && !a->is_log && !(a->low < a->high)) { /* all classes, the same colours in every picture */
		map.value.high = 2.0;
	}
	const double aspect = (map.x.high - map.x.low) / (map.y.high - map.y.low);
	map.equal_aspect = strcmp(map.x.unit, map.y.unit) == 0 && aspect <= MOST_ASPECT && aspect >= 1.0 / MOST_ASPECT;
	map.page = ish_plot_page_of(a, title, subtitle);
	return ish_plot_map(&map, bytes_out);
}

static enum ish_status check_same_plane(const struct maps *m, const struct ish_part *part, const struct ish_grid *grid)
{
	for (int i = 0; i < 2; i++) {
		const int axis = m->axis[i];
		if (m->part.count[axis] != part->count[axis] || m->catalogue.grid.length[axis] != grid->length[axis] ||
		    m->catalogue.grid.origin[axis] != grid->origin[axis]) {
			return ish_fail(ISH_ERR_INPUT,
			                "%s: must have the grid and box of the first file, to be drawn beside it",
			                m->catalogue.path);
		}
	}
	return ISH_OK;
}

enum ish_status ish_picture_map(const struct ish_plot_arguments *a, struct ish_plot_bytes *bytes_out)
{
	int axes = 0;
	if (a->files > PANELS) {
		return ish_fail(ISH_ERR_INPUT, "plot: %d files: must be %d or fewer side by side", a->files,
		                (int)PANELS);
	}
	struct maps *m = calloc(1, sizeof *m);
	if (m == NULL) {
		return ish_fail(ISH_ERR_MEMORY, "plot: no memory");
	}
	struct ish_part part = {{0}, {0}};
	struct ish_grid grid = {{0}, {0.0}, {0.0}};
	enum ish_status status = ISH_OK;
	for (int i = 0; i < a->files && status == ISH_OK; i++) {
		status = ish_picture_open(a, i, &m->catalogue);
		if (status == ISH_OK) {
			status = choose_plane(m, a, &axes);
		}
		if (status == ISH_OK && i > 0) {
			status = check_same_plane(m, &part, &grid);
		}
		if (status != ISH_OK || axes == 1) {
			break;
		}
		part = m->part;
		grid = m->catalogue.grid;
		status = read_panel(m, a, i);
	}
	if (status == ISH_OK && axes == 1 && (a->has_arrows || a->has_cells || a->colour_map != NULL)) {
		status = ish_fail(ISH_ERR_INPUT,
		                  "%s: has one axis with points there, and is drawn as a line: must be without %s",
		                  m->catalogue.path,
		                  a->has_arrows  ? "--arrows"
		                  : a->has_cells ? "--cells"
		                                 : "--colour-map");
	} else if (status == ISH_OK) {
		status = axes == 1 ? ish_picture_lines(a, bytes_out) : draw(m, a, bytes_out);
	}
	for (int i = 0; i < PANELS; i++) {
		for (int j = 0; j < 3; j++) {
			free(m->value[i][j]);
		}
	}
	free(m);
	return status;
}
