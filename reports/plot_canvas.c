/* The paper: one cairo surface for each format, and the bytes it becomes. */
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reports/plot_impl.h"

enum ish_status ish_plot_format_of(const char *path, enum ish_plot_format *format_out)
{
	static const char *const ending[] = {".png", ".svg", ".pdf"};
	const size_t length = strlen(path);
	for (int i = 0; i < 3; i++) {
		if (length > 4 && strcmp(path + length - 4, ending[i]) == 0) {
			*format_out = (enum ish_plot_format)i;
			return ISH_OK;
		}
	}
	return ish_fail(ISH_ERR_NAME, "%s: must end in .png, .svg or .pdf", path);
}

void ish_plot_bytes_reset(struct ish_plot_bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct ish_plot_bytes){NULL, 0};
}

static cairo_status_t append(void *data, const unsigned char *piece, unsigned length)
{
	struct ish_plot_bytes *bytes = data;
	unsigned char *longer = realloc(bytes->data, bytes->size + length + 1);
	if (longer == NULL) {
		return CAIRO_STATUS_NO_MEMORY;
	}
	memcpy(longer + bytes->size, piece, length);
	bytes->data = longer;
	bytes->size += length;
	return CAIRO_STATUS_SUCCESS;
}

/* Where fontconfig knows no font, cairo draws with strokes of its own that hold ASCII only. */
static bool has_font(cairo_t *cairo)
{
	return cairo_scaled_font_get_type(cairo_get_scaled_font(cairo)) != CAIRO_FONT_TYPE_USER;
}

static cairo_surface_t *make_surface(struct ish_canvas *canvas)
{
	switch (canvas->format) {
	case ISH_PLOT_SVG:
		return cairo_svg_surface_create_for_stream(append, &canvas->bytes, canvas->width, canvas->height);
	case ISH_PLOT_PDF:
		return cairo_pdf_surface_create_for_stream(append, &canvas->bytes, canvas->width, canvas->height);
	default: return cairo_image_surface_create(CAIRO_FORMAT_RGB24, canvas->width, canvas->height);
	}
}

static enum ish_status begin(struct ish_canvas *canvas)
{
	canvas->surface = make_surface(canvas);
	canvas->cairo = cairo_create(canvas->surface);
	cairo_select_font_face(canvas->cairo, "sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	canvas->has_font = has_font(canvas->cairo);
	if (canvas->format == ISH_PLOT_PDF) {
		cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_TITLE, canvas->title);
	}
	cairo_set_source_rgb(canvas->cairo, 1.0, 1.0, 1.0);
	cairo_paint(canvas->cairo);
	const cairo_status_t failed = cairo_status(canvas->cairo);
	if (failed == CAIRO_STATUS_SUCCESS) {
		return ISH_OK;
	}
	cairo_destroy(canvas->cairo);
	cairo_surface_destroy(canvas->surface);
	ish_plot_bytes_reset(&canvas->bytes);
	return ish_fail(ISH_ERR_MEMORY, "picture of %d x %d: %s", canvas->width, canvas->height,
	                cairo_status_to_string(failed));
}

enum ish_status ish_canvas_begin(struct ish_canvas *canvas, const struct ish_plot_page *page, double unit)
{
	*canvas =
		(struct ish_canvas){.format = page->format, .width = page->width, .height = page->height, .unit = unit};
	canvas->title = page->title != NULL ? page->title : "";
	if (page->width < ISH_PLOT_SIZE_MIN || page->width > ISH_PLOT_SIZE_MAX || page->height < ISH_PLOT_SIZE_MIN ||
	    page->height > ISH_PLOT_SIZE_MAX) {
		return ish_fail(ISH_ERR_SIZE, "a picture of %d x %d: must be %d to %d pixels on both sides",
		                page->width, page->height, (int)ISH_PLOT_SIZE_MIN, (int)ISH_PLOT_SIZE_MAX);
	}
	return begin(canvas);
}

enum ish_status ish_canvas_begin_measuring(struct ish_canvas *canvas, double unit)
{
	*canvas = (struct ish_canvas){.format = ISH_PLOT_PNG, .width = 1, .height = 1, .unit = unit, .title = ""};
	return begin(canvas);
}

/* Appends text with the characters of XML escaped, and leaves out the marks of raised text. */
static bool append_escaped(struct ish_plot_bytes *bytes, const char *text)
{
	bool good = true;
	for (; *text != '\0' && good; text++) {
		const char *piece = *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : *text == '&' ? "&amp;" : NULL;
		good = append(bytes, (const unsigned char *)(piece != NULL ? piece : text),
		              piece != NULL ? (unsigned)strlen(piece) : 1U) == CAIRO_STATUS_SUCCESS;
	}
	return good;
}

static bool append_text(struct ish_plot_bytes *bytes, const char *text)
{
	return append(bytes, (const unsigned char *)text, (unsigned)strlen(text)) == CAIRO_STATUS_SUCCESS;
}

/* Puts <title> and <desc> behind the tag <svg ...>. */
static bool describe_svg(struct ish_canvas *canvas)
{
	struct ish_plot_bytes out = {NULL, 0};
	struct ish_plot_bytes *in = &canvas->bytes;
	in->data[in->size] = '\0'; /* append keeps one byte for it */
	const char *text = (const char *)in->data;
	const char *tag = strstr(text, "<svg");
	const char *end = tag != NULL ? strchr(tag, '>') : NULL;
	const size_t head = end != NULL ? (size_t)(end + 1 - text) : 0;
	const bool good = end != NULL && append(&out, in->data, (unsigned)head) == CAIRO_STATUS_SUCCESS &&
	                  append_text(&out, "\n<title>") && append_escaped(&out, canvas->title) &&
	                  append_text(&out, "</title>\n<desc>") &&
	                  append_escaped(&out, canvas->texts != NULL ? canvas->texts : "") &&
	                  append_text(&out, "</desc>") &&
	                  append(&out, in->data + head, (unsigned)(in->size - head)) == CAIRO_STATUS_SUCCESS;
	if (!good) {
		ish_plot_bytes_reset(&out);
		return false;
	}
	ish_plot_bytes_reset(in);
	*in = out;
	return true;
}

enum ish_status ish_canvas_end(struct ish_canvas *canvas, struct ish_plot_bytes *bytes_out)
{
	cairo_status_t failed = cairo_status(canvas->cairo);
	cairo_surface_flush(canvas->surface);
	if (failed == CAIRO_STATUS_SUCCESS && canvas->format == ISH_PLOT_PNG && bytes_out != NULL) {
		failed = cairo_surface_write_to_png_stream(canvas->surface, append, &canvas->bytes);
	}
	cairo_destroy(canvas->cairo);
	cairo_surface_finish(canvas->surface);
	failed = failed == CAIRO_STATUS_SUCCESS ? cairo_surface_status(canvas->surface) : failed;
	cairo_surface_destroy(canvas->surface);
	bool good = failed == CAIRO_STATUS_SUCCESS && !canvas->no_memory;
	if (good && bytes_out != NULL) {
		good = canvas->bytes.data != NULL && (canvas->format != ISH_PLOT_SVG || describe_svg(canvas));
	}
	free(canvas->texts);
	canvas->texts = NULL;
	if (good && bytes_out != NULL) {
		*bytes_out = canvas->bytes;
		return ISH_OK;
	}
	ish_plot_bytes_reset(&canvas->bytes);
	return good ? ISH_OK
	            : ish_fail(ISH_ERR_MEMORY, "picture of %d x %d: %s", canvas->width, canvas->height,
	                       failed != CAIRO_STATUS_SUCCESS ? cairo_status_to_string(failed) : "out of memory");
}

void ish_canvas_colour(struct ish_canvas *canvas, struct ish_colour colour)
{
	cairo_set_source_rgb(canvas->cairo, colour.red, colour.green, colour.blue);
}
