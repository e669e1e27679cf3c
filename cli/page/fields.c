/* Pictures: e at the first, a middle and the last output, and what else was written at the last. */
#include <stdlib.h>
#include <string.h>

#include "cli/page/outputs.h"
#include "cli/page/write.h"

enum { FURTHER = 12 };

static void say_damage(struct ish_page *page, enum ish_status status)
{
	if (status != ISH_OK) {
		(void)fputs("<p class=\"warning\">No picture: ", page->out);
		ish_write_text(page->out, ish_log_dropped());
		(void)fputs("</p>\n", page->out);
		ish_page_note_damage(page);
	}
}

/* A field of the last output. */
static void show(struct ish_page *page, struct ish_outputs *o, const char *name, enum ish_output_arrows arrows)
{
	ish_log_pause(); /* forgets what was dropped before */
	say_damage(page, o->axes == 1 ? ish_outputs_lines(page, o, &name, 1)
	                              : ish_outputs_maps(page, o, name, o->count - 1, arrows));
}

/* A field of all outputs. */
static void show_history(struct ish_page *page, struct ish_outputs *o, const char *name)
{
	ish_log_pause();
	say_damage(page, o->axes == 1 ? ish_outputs_history(page, o, name)
	                              : ish_outputs_maps(page, o, name, 0, ISH_OUTPUT_PLAIN));
}

static bool has_field(const struct ish_outputs *o, const char *name)
{
	return ish_field_catalogue_find(&o->catalogue[o->count - 1], name) >= 0;
}

/* Those of the names that the last output has, one chart for all. */
static void show_together(struct ish_page *page, const struct ish_outputs *o, const char *const *names, int count)
{
	const char *there[ISH_OUTPUT_LINES];
	int found = 0;
	for (int i = 0; i < count && found < ISH_OUTPUT_LINES; i++) {
		if (has_field(o, names[i])) {
			there[found++] = names[i];
		}
	}
	if (found > 0) {
		ish_log_pause();
		say_damage(page, ish_outputs_lines(page, o, there, found));
	}
}

static void show_stress(struct ish_page *page, struct ish_outputs *o)
{
	static const char *const name[] = {"pi11", "pi12", "pi13", "pi22", "pi23"};
	static const char *const in_plane[3][3] = {
		{"pi11", "pi12", "pi13"}, {"pi12", "pi22", "pi23"}, {"pi13", "pi23", "pi22"}};
	if (o->axes == 1) {
		show_together(page, o, name, 5);
		return;
	}
	const char *both[2] = {in_plane[o->axis[0]][o->axis[0]], in_plane[o->axis[0]][o->axis[1]]};
	for (int i = 0; i < 2; i++) {
		if (has_field(o, both[i])) {
			show(page, o, both[i], ISH_OUTPUT_PLAIN);
		}
	}
}

/* Fields of the last output besides the ten that are evolved. */
static void show_derived(struct ish_page *page, struct ish_outputs *o)
{
	static const char evolved[] = " e u1 u2 u3 pi11 pi12 pi13 pi22 pi23 Pi ";
	const struct ish_field_catalogue *c = &o->catalogue[o->count - 1];
	int shown = 0;
	for (int i = 0; i < c->count && shown < FURTHER; i++) {
		char word[ISH_CATALOGUE_NAME + 3];
		(void)snprintf(word, sizeof word, " %s ", c->field[i].name);
		if (strstr(evolved, word) == NULL) {
			show(page, o, c->field[i].name, ISH_OUTPUT_PLAIN);
			shown++;
		}
	}
}

/* In a plane of x and y whose axes are lengths, as ishydro plot has it. */
static bool has_vorticity(const struct ish_outputs *o)
{
	const char *geometry = o->catalogue[0].geometry;
	return o->axis[0] == 0 && o->axis[1] == 1 && strcmp(geometry, "flrw") != 0 && strcmp(geometry, "kasner") != 0;
}

static void show_all(struct ish_page *page, struct ish_outputs *o)
{
	static const char *const velocity[3] = {"u1", "u2", "u3"};
	const bool has_velocity = has_field(o, "u1") && has_field(o, "u2") && has_field(o, "u3");
	(void)fputs("<div class=\"figures\">\n", page->out);
	if (has_field(o, "e")) {
		show_history(page, o, "e");
	}
	if (o->axes == 1) {
		show_together(page, o, velocity, 3);
	} else if (has_velocity) {
		show(page, o, "v", ISH_OUTPUT_ARROWS);
		if (has_vorticity(o)) {
			show(page, o, "vorticity", ISH_OUTPUT_PLAIN);
		}
	}
	show_stress(page, o);
	if (has_field(o, "Pi")) {
		show(page, o, "Pi", ISH_OUTPUT_PLAIN);
	}
	show_derived(page, o);
	(void)fputs("</div>\n", page->out);
}

/* Opens the outputs; those that cannot be read, or have another grid than the first, are passed over. */
static void open_outputs(struct ish_page *page, struct ish_outputs *o)
{
	const int last = page->fields.count - 1;
	const int wanted[ISH_OUTPUTS] = {0, last / 2, last};
	for (int i = 0; i < ISH_OUTPUTS; i++) {
		struct ish_field_catalogue *c = &o->catalogue[o->count];
		struct ish_part *part = &o->part[o->count];
		if (i > 0 && wanted[i] <= wanted[i - 1]) {
			continue;
		}
		ish_log_pause();
		enum ish_status status = ish_field_catalogue_read(page->fields.path[wanted[i]], c);
		if (status == ISH_OK) {
			status = ish_part_slice(part, c, NULL, 0);
		}
		if (status == ISH_OK && o->count > 0 &&
		    memcmp(c->grid.shape, o->catalogue[0].grid.shape, sizeof c->grid.shape) != 0) {
			status = ish_fail(ISH_ERR_INPUT, "%s: has another grid than %s", c->path, o->catalogue[0].path);
		}
		if (status == ISH_OK) {
			o->axes = ish_part_plane(part, c, o->axis);
			o->count++;
		}
		say_damage(page, status);
	}
}

void ish_page_fields(struct ish_page *page)
{
	struct ish_outputs *o = calloc(1, sizeof *o);
	(void)fputs("<section id=\"fields\"><h2>Fields</h2>\n", page->out);
	if (o == NULL || page->fields.count == 0) {
		(void)fputs("<p>There is no field file.</p>\n", page->out);
	} else {
		(void)fprintf(page->out,
		              "<p class=\"soft\">%d output%s; shown are the first, one in the middle and the last. "
		              "<code>ishydro plot</code> draws any field, plane and time.</p>\n",
		              page->fields.count, page->fields.count == 1 ? "" : "s");
		open_outputs(page, o);
		if (o->count > 0 && o->axes == 0) {
			(void)fputs("<p>The grid is one point: see the series.</p>\n", page->out);
		} else if (o->count > 0) {
			show_all(page, o);
		}
	}
	(void)fputs("</section>\n", page->out);
	free(o);
}
