/* Maps of the outputs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/page/chart.h"
#include "cli/page/outputs.h"
#include "cli/page/write.h"

enum { ID = 16, TITLE = 320, LONG_NAME = 24 };

struct ish_plot_axis ish_outputs_axis(const struct ish_field_catalogue *c, int axis)
{
	static const char *const name[] = {"x", "y", "z"};
	const bool is_rapidity = axis == 2 && strcmp(c->geometry, "milne") == 0;
	return (struct ish_plot_axis){.quantity = is_rapidity ? "rapidity" : name[axis],
	                              .unit = ish_axis_unit(c, axis),
	                              .low = c->grid.origin[axis],
	                              .high = c->grid.origin[axis] + c->grid.length[axis]};
}

#define ROUND_OFF 1e-12 /* of a value: what varies by less is one number */

struct range {
	double low, high;
};

/* Of what is finite in the panels from first on. */
static struct range range_of(const struct ish_plot_map *map, int first, int count)
{
	struct range r = {HUGE_VAL, -HUGE_VAL};
	for (int i = first; i < first + count; i++) {
		for (int k = 0; k < map->shape[0] * map->shape[1]; k++) {
			const double value = map->panel[i].value != NULL ? map->panel[i].value[k] : (double)NAN;
			r.low = isfinite(value) ? fmin(r.low, value) : r.low;
			r.high = isfinite(value) ? fmax(r.high, value) : r.high;
		}
	}
	return r;
}

#define LEAST_SHARE 0.4 /* of the colours that a map must fill: otherwise each of the row has colours of its own */

static bool can_share_colours(const struct ish_plot_map *map)
{
	const struct range all = range_of(map, 0, map->count);
	bool good = true;
	for (int i = 0; i < map->count; i++) {
		const struct range one = range_of(map, i, 1);
		good = good && one.high - one.low >= LEAST_SHARE * (all.high - all.low);
	}
	return good;
}

/* Instead of a map of one colour. */
static void write_constant(FILE *out, const char *title, const struct ish_catalogue_field *field, double value)
{
	(void)fputs("<figure class=\"map\"><h3>", out);
	ish_write_raised(out, title);
	(void)fputs("</h3><p class=\"soft\">", out);
	ish_write_text(out, field->name);
	if (isfinite(value)) {
		(void)fprintf(out, " = %.6g ", value);
		ish_write_raised(out, field->unit);
		(void)fputs(" everywhere in the plane</p></figure>\n", out);
	} else {
		(void)fputs(" is finite nowhere in the plane</p></figure>\n", out);
	}
}

#define MOST_ASPECT 6.0 /* boxes up to so much longer than wide are drawn to scale, as by ishydro plot */

static void init_map(struct ish_plot_map *map, const struct ish_outputs *o, const struct ish_catalogue_field *field)
{
	const struct ish_field_catalogue *c = &o->catalogue[0];
	const bool is_class = strcmp(field->name, "causality") == 0;
	map->x = ish_outputs_axis(c, o->axis[0]);
	map->y = ish_outputs_axis(c, o->axis[1]);
	map->shape[0] = o->part[0].count[o->axis[0]];
	map->shape[1] = o->part[0].count[o->axis[1]];
	map->sampling = is_class ? ISH_PLOT_CELLS : ISH_PLOT_SMOOTH;
	map->value = (struct ish_plot_axis){field->name, field->unit, ISH_PLOT_LINEAR, 0.0, is_class ? 2.0 : 0.0};
	const double aspect = (map->x.high - map->x.low) / (map->y.high - map->y.low);
	map->equal_aspect =
		strcmp(map->x.unit, map->y.unit) == 0 && aspect <= MOST_ASPECT && aspect >= 1.0 / MOST_ASPECT;
}

static void form_title(char title[TITLE], const struct ish_outputs *o, int i, const struct ish_catalogue_field *field)
{
	const size_t length = strlen(field->long_name);
	const char *name = length > 0 && length <= LONG_NAME ? field->long_name : field->name;
	(void)snprintf(title, TITLE, "%s, t = %.4g fm", name, o->catalogue[i].time);
}

/* The map of each output, in one range of colours if that shows all of them. */
static enum ish_status write_panels(struct ish_page *page, struct ish_outputs *o, const struct ish_plot_map *map,
                                    const struct ish_catalogue_field *field)
{
	struct ish_colour_map colours;
	enum ish_status status = ISH_OK;
	const int first = o->count - map->count;
	const bool shares = can_share_colours(map);
	for (int i = 0; i < map->count && status == ISH_OK; i++) {
		char title[TITLE], place[128], id[ID];
		struct ish_plot_map one = *map;
		one.colours = &colours;
		one.panel = shares ? map->panel : map->panel + i;
		one.count = shares ? map->count : 1;
		const struct range own = range_of(map, i, 1), shown = range_of(&one, 0, one.count);
		form_title(title, o, first + i, field);
		if (!(own.high - own.low > ROUND_OFF * fmax(fabs(own.low), fabs(own.high)))) {
			write_constant(page->out, title, field, own.low);
			continue;
		}
		ish_part_place(&o->part[first + i], &o->catalogue[first + i], place, sizeof place);
		(void)snprintf(id, sizeof id, "colours%d", o->pictures++);
		status =
			ish_colour_map_init(&colours, shown.low < 0.0 && shown.high > 0.0 ? "diverging" : "sequential");
		if (status == ISH_OK) {
			const struct ish_chart_map chart = {title, place, id, &one, shares ? i : 0};
			status = ish_chart_map_write(page->out, &chart);
		}
	}
	return status;
}

/* Draws a field of the outputs from `first` on with one range of colours, each in a figure. */
enum ish_status ish_outputs_maps(struct ish_page *page, struct ish_outputs *o, const char *name, int first,
                                 enum ish_output_arrows arrows)
{
	static const char *const velocity[3] = {"u1", "u2", "u3"};
	double *value[ISH_OUTPUTS][3] = {{NULL}};
	struct ish_plot_panel panel[ISH_OUTPUTS] = {{.title = ""}};
	struct ish_catalogue_field field;
	enum ish_status status = ish_part_describe(&o->catalogue[first], name, &field);
	for (int i = first; i < o->count && status == ISH_OK; i++) {
		status = ish_part_read(&o->catalogue[i], name, &o->part[i], &value[i][0]);
		for (int k = 0; k < 2 && arrows == ISH_OUTPUT_ARROWS && status == ISH_OK; k++) {
			status = ish_part_read(&o->catalogue[i], velocity[o->axis[k]], &o->part[i], &value[i][1 + k]);
			panel[i - first].arrow[k] = value[i][1 + k];
		}
		panel[i - first].title = "";
		panel[i - first].value = value[i][0];
	}
	if (status == ISH_OK) {
		struct ish_plot_map map = {.count = o->count - first, .panel = panel};
		init_map(&map, o, &field);
		status = write_panels(page, o, &map, &field);
	}
	for (int i = 0; i < ISH_OUTPUTS; i++) {
		for (int k = 0; k < 3; k++) {
			free(value[i][k]);
		}
	}
	return status;
}
