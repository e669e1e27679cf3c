/* Text with raised parts: "fm^-4" and "x^{ab}". */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/plot_impl.h"

#if defined __SANITIZE_ADDRESS__
/* What fontconfig (2.14) keeps of its fonts to the end is no leak of ours: asked for by the leak checker. */
/* NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming) */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}
const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
	return "print_suppressions=0";
}
/* NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming) */
#endif

static const double RAISED_SIZE = 0.72, RAISED_BY = 0.38; /* of the size of the text */

enum { RUN = 512 };

struct run { /* a part of one height, as cairo takes it */
	char text[RUN];
	bool is_raised;
};

/* A minus before a digit or a blank: U+2212 where there is a font for it. */
static size_t copy_character(char *to, const char *from, size_t length, bool has_font, size_t room)
{
	static const char minus[] = "\xe2\x88\x92";
	if (*from == '-' && length > 1 && (isdigit((unsigned char)from[1]) || from[1] == ' ') && has_font &&
	    room > sizeof minus) {
		memcpy(to, minus, sizeof minus - 1);
		return sizeof minus - 1;
	}
	*to = *from;
	return 1;
}

/* The next part of *text, which it moves past; false at the end. */
static bool next_run(const char **text, bool has_font, struct run *run)
{
	const char *at = *text;
	size_t length;
	size_t skip = 0;
	if (*at == '\0') {
		return false;
	}
	run->is_raised = *at == '^' && at[1] != '\0';
	if (run->is_raised && at[1] == '{') {
		at += 2;
		length = strcspn(at, "}");
		skip = at[length] == '}';
	} else if (run->is_raised) {
		at++;
		length = (*at == '-') + strspn(at + (*at == '-'), "0123456789");
		length = length == 0 ? 1 : length;
	} else {
		length = 1 + strcspn(at + 1, "^");
	}
	size_t used = 0;
	for (size_t i = 0; i < length && used + 4 < sizeof run->text; i++) {
		const bool begins = i == 0 || strchr("eE ([", at[i - 1]) != NULL; /* not the hyphen of 3-4 */
		used += begins ? copy_character(run->text + used, at + i, length - i, has_font, sizeof run->text - used)
		               : copy_character(run->text + used, at + i, 1, has_font, sizeof run->text - used);
	}
	run->text[used] = '\0';
	*text = at + length + skip;
	return true;
}

static void set_font(struct ish_canvas *canvas, const struct ish_text *style, bool is_raised)
{
	cairo_select_font_face(canvas->cairo, "sans", CAIRO_FONT_SLANT_NORMAL,
	                       style->is_bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(canvas->cairo, style->size * canvas->unit * (is_raised ? RAISED_SIZE : 1.0));
}

double ish_text_width(struct ish_canvas *canvas, const struct ish_text *style, const char *text)
{
	struct run run;
	double width = 0.0;
	while (next_run(&text, canvas->has_font, &run)) {
		cairo_text_extents_t extents;
		set_font(canvas, style, run.is_raised);
		cairo_text_extents(canvas->cairo, run.text, &extents);
		width += extents.x_advance;
	}
	return width;
}

static void record(struct ish_canvas *canvas, const char *text)
{
	const size_t length = strlen(text);
	char *longer = realloc(canvas->texts, canvas->texts_size + length + 2);
	if (longer == NULL) {
		canvas->no_memory = true;
		return;
	}
	canvas->texts = longer;
	memcpy(longer + canvas->texts_size, text, length);
	canvas->texts_size += length;
	longer[canvas->texts_size++] = '\n';
	longer[canvas->texts_size] = '\0';
}

void ish_text_draw(struct ish_canvas *canvas, const struct ish_text *style, double x, double y, const char *text)
{
	if (*text == '\0') {
		return;
	}
	record(canvas, text);
	const double width = ish_text_width(canvas, style, text);
	const double height = 0.73 * style->size * canvas->unit; /* of capitals and digits */
	cairo_save(canvas->cairo);
	cairo_translate(canvas->cairo, x, y);
	if (style->turn == ISH_TEXT_UPWARDS) {
		cairo_rotate(canvas->cairo, -1.57079632679489661923);
	}
	double at = -style->along * width;
	const double base = (1.0 - style->across) * height;
	struct run run;
	while (next_run(&text, canvas->has_font, &run)) {
		cairo_text_extents_t extents;
		set_font(canvas, style, run.is_raised);
		cairo_text_extents(canvas->cairo, run.text, &extents);
		cairo_move_to(canvas->cairo, at, base - (run.is_raised ? RAISED_BY * style->size * canvas->unit : 0.0));
		cairo_show_text(canvas->cairo, run.text);
		at += extents.x_advance;
	}
	cairo_new_path(canvas->cairo);
	cairo_restore(canvas->cairo);
}

void ish_axis_label(char label[ISH_LABEL], const struct ish_plot_axis *axis, const struct ish_ticks *ticks)
{
	char offset[ISH_TICK_TEXT + 8] = "";
	char factor[32] = "";
	if (ticks->offset[0] != '\0') {
		const bool negative = ticks->offset[0] == '-';
		(void)snprintf(offset, sizeof offset, " %c %s", negative ? '+' : '-', ticks->offset + negative);
	}
	if (ticks->exponent != 0) {
		(void)snprintf(factor, sizeof factor, "10^%d", ticks->exponent);
	}
	const bool both = factor[0] != '\0' && axis->unit[0] != '\0';
	if (factor[0] == '\0' && axis->unit[0] == '\0') {
		(void)snprintf(label, ISH_LABEL, "%s%s", axis->quantity, offset);
	} else {
		(void)snprintf(label, ISH_LABEL, "%s%s (%s%s%s)", axis->quantity, offset, factor, both ? " " : "",
		               axis->unit);
	}
}
