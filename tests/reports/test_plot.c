/* The drawing layer: ticks, colour maps, and pictures read back. */
#include <cairo.h>
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reports/plot_impl.h"

/* ---- ticks ---- */

static void expect_labels(double low, double high, enum ish_plot_scale scale, int most, const char *wanted)
{
	struct ish_ticks ticks;
	char found[512] = "";
	ish_ticks_make(&ticks, low, high, scale, most);
	for (int i = 0; i < ticks.count; i++) {
		(void)snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s", i > 0 ? " " : "",
		               ticks.label[i]);
	}
	(void)snprintf(found + strlen(found), sizeof found - strlen(found), "; %d; %s", ticks.exponent, ticks.offset);
	cr_assert_str_eq(found, wanted, "%g to %g: %s, not %s", low, high, found, wanted);
}

Test(plot_ticks, are_round_numbers_with_short_exact_labels)
{
	expect_labels(0.0, 10.0, ISH_PLOT_LINEAR, 6, "0 2 4 6 8 10; 0; ");
	expect_labels(-1.0, 1.0, ISH_PLOT_LINEAR, 5, "-1.0 -0.5 0.0 0.5 1.0; 0; ");
	expect_labels(0.0, 0.3, ISH_PLOT_LINEAR, 4, "0.0 0.1 0.2 0.3; 0; "); /* 0.3 is 3 times 0.1 but for round-off */
	expect_labels(-2e-17, 4e-17, ISH_PLOT_LINEAR, 4, "-2 0 2 4; -17; ");
	expect_labels(0.0, 3e6, ISH_PLOT_LINEAR, 4, "0 1 2 3; 6; ");
	expect_labels(610.441, 610.444, ISH_PLOT_LINEAR, 4, "0.441 0.442 0.443 0.444; 0; 610");
	expect_labels(1.0 + 1e-9, 1.0 + 4e-9, ISH_PLOT_LINEAR, 4, "1 2 3 4; -9; 1");
}

Test(plot_ticks, of_a_logarithmic_axis_are_decades)
{
	expect_labels(1e-3, 1e3, ISH_PLOT_LOG, 8, "10^-3 10^-2 0.1 1 10 10^2 10^3; 0; ");
	expect_labels(0.02, 0.09, ISH_PLOT_LOG, 8, "2·10^-2 5·10^-2; 0; ");
	expect_labels(1e-30, 1.0, ISH_PLOT_LOG, 8, "10^-30 10^-25 10^-20 10^-15 10^-10 10^-5 1; 0; ");
	expect_labels(1.0, 30.0, ISH_PLOT_LOG, 10, "1 2 5 10 20; 0; ");
	expect_labels(2.0, 3.0, ISH_PLOT_LOG, 6, "2.0 2.2 2.4 2.6 2.8 3.0; 0; ");
}

Test(plot_ticks, never_outnumber_what_is_asked_for_and_lie_between_the_ends)
{
	struct ish_ticks ticks;
	for (int i = 0; i < 4000; i++) {
		const double low = sin(i) * pow(10.0, i % 17 - 8);
		const double high = low + (1.5 + cos(7 * i)) * pow(10.0, i % 13 - 6) + 1e-12 * fabs(low);
		const int most = 2 + i % 15;
		ish_ticks_make(&ticks, low, high, ISH_PLOT_LINEAR, most);
		cr_assert(ticks.count >= 1 && ticks.count <= most, "%.17g to %.17g: %d ticks", low, high, ticks.count);
		for (int j = 0; j < ticks.count; j++) {
			const double slack = 1e-8 * (high - low) + 4e-16 * fabs(low);
			cr_assert(ticks.value[j] >= low - slack && ticks.value[j] <= high + slack);
			for (int k = 0; k < j; k++) {
				cr_assert_str_neq(ticks.label[j], ticks.label[k], "%.17g to %.17g: %s twice", low, high,
				                  ticks.label[j]);
			}
		}
	}
}

Test(plot_ticks, make_an_axis_of_any_data)
{
	static const double data[][2] = {{0.0, 0.0},      {5.0, 5.0},      {1.0, 1.0 + 1e-16}, {HUGE_VAL, -HUGE_VAL},
	                                 {-1e300, 1e300}, {1e-320, 1e-310}};
	for (size_t i = 0; i < sizeof data / sizeof data[0]; i++) {
		for (int scale = 0; scale < 2; scale++) {
			struct ish_ticks ticks;
			double low = data[i][0];
			double high = data[i][1];
			ish_ticks_widen(&low, &high, (enum ish_plot_scale)scale);
			cr_assert(low < high && isfinite(low) && isfinite(high) && (scale == 0 || low > 0.0),
			          "row %zu: %g to %g", i, low, high);
			ish_ticks_make(&ticks, low, high, (enum ish_plot_scale)scale, 6);
			cr_assert_gt(ticks.count, 0);
		}
	}
}

/* ---- colours ---- */

static const char *const map_name[] = {"sequential", "diverging", "heat", "grey"};
enum { MAPS = sizeof map_name / sizeof map_name[0] };

static double light(double v)
{
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

/* Ottosson's forward transform: the other way than the map's. */
static void to_lab(struct ish_colour c, double lab[3])
{
	const double r = light(c.red);
	const double g = light(c.green);
	const double b = light(c.blue);
	const double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	lab[0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
	lab[1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
	lab[2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
}

Test(plot_colour, maps_take_perceptually_equal_steps_inside_srgb)
{
	static struct ish_colour_map map;
	for (int i = 0; i < MAPS; i++) {
		double before[3] = {0.0, 0.0, 0.0};
		double shortest = HUGE_VAL;
		double longest = 0.0;
		cr_assert_eq(ish_colour_map_init(&map, map_name[i]), ISH_OK);
		for (int step = 0; step <= ISH_COLOUR_STEPS; step++) {
			const struct ish_colour c = map.step[step];
			double lab[3];
			to_lab(c, lab);
			/* what lies outside of sRGB would be clipped to 0 or 1 */
			cr_assert(c.red > 0.0 && c.red < 1.0 && c.green > 0.0 && c.green < 1.0 && c.blue > 0.0 &&
			                  c.blue < 1.0,
			          "%s, step %d: clipped", map.name, step);
			if (step > 0) {
				const double length = sqrt(pow(lab[0] - before[0], 2) + pow(lab[1] - before[1], 2) +
				                           pow(lab[2] - before[2], 2));
				shortest = fmin(shortest, length);
				longest = fmax(longest, length);
				cr_assert(map.is_centred || lab[0] > before[0], "%s, step %d: not lighter", map.name,
				          step);
			}
			memcpy(before, lab, sizeof before);
		}
		/* the published matrices are inverse to 1e-7 only, a step is 1.5e-3 */
		cr_assert_lt(longest / shortest, 1.02, "%s: steps differ by %g", map.name, longest / shortest);
	}
}

Test(plot_colour, a_diverging_map_is_grey_at_zero_and_as_dark_at_both_ends)
{
	static struct ish_colour_map map;
	double ends[2][3];
	double middle[3];
	cr_assert_eq(ish_colour_map_init(&map, "diverging"), ISH_OK);
	cr_assert(map.is_centred);
	to_lab(ish_colour_map_at(&map, 0.5), middle);
	to_lab(ish_colour_map_at(&map, 0.0), ends[0]);
	to_lab(ish_colour_map_at(&map, 1.0), ends[1]);
	cr_assert_lt(hypot(middle[1], middle[2]), 1e-3);
	cr_assert_gt(middle[0], 0.96);
	cr_assert_float_eq(ends[0][0], ends[1][0], 1e-6);
}

/* ---- pictures ---- */

struct reading {
	const unsigned char *data;
	size_t left;
};

static cairo_status_t read_bytes(void *data, unsigned char *to, unsigned length)
{
	struct reading *reading = data;
	if (length > reading->left) {
		return CAIRO_STATUS_READ_ERROR;
	}
	memcpy(to, reading->data, length);
	reading->data += length;
	reading->left -= length;
	return CAIRO_STATUS_SUCCESS;
}

enum { NX = 24, NY = 16 };

static double field[NY * NX];
static struct ish_colour_map colours;

/* A wave that goes once through its range along y, and back: the same for all x. */
static struct ish_plot_map example(struct ish_plot_panel *panel, enum ish_plot_format format)
{
	for (int j = 0; j < NY; j++) {
		for (int i = 0; i < NX; i++) {
			field[j * NX + i] = 100.0 + 25.0 * cos(2.0 * acos(-1.0) * j / NY);
		}
	}
	cr_assert_eq(ish_colour_map_init(&colours, "sequential"), ISH_OK);
	*panel = (struct ish_plot_panel){.title = "", .value = field};
	return (struct ish_plot_map){
		.page = {.format = format, .title = "energy density <of e>", .subtitle = "t = 1 fm"},
		.x = {.quantity = "x", .unit = "fm", .low = 0.0, .high = 12.0},
		.y = {.quantity = "y", .unit = "fm", .low = 0.0, .high = 8.0},
		.equal_aspect = true,
		.shape = {NX, NY},
		.value = {.quantity = "e", .unit = "fm^-4"},
		.colours = &colours,
		.arrow_quantity = "",
		.count = 1,
		.panel = panel,
	};
}

static bool is_coloured(const unsigned char *pixel)
{
	const int most = pixel[0] > pixel[1] ? (pixel[0] > pixel[2] ? pixel[0] : pixel[2])
	                                     : (pixel[1] > pixel[2] ? pixel[1] : pixel[2]);
	const int least = pixel[0] < pixel[1] ? (pixel[0] < pixel[2] ? pixel[0] : pixel[2])
	                                      : (pixel[1] < pixel[2] ? pixel[1] : pixel[2]);
	return most - least > 20;
}

/* The coloured pixels of a column: first and count of the run that holds the row `from`. */
static int run_of(const unsigned char *pixels, int stride, int x, int from, int *first)
{
	int end = from;
	*first = from;
	while (is_coloured(pixels + (ptrdiff_t)(*first - 1) * stride + 4 * x)) {
		(*first)--;
	}
	while (is_coloured(pixels + (ptrdiff_t)(end + 1) * stride + 4 * x)) {
		end++;
	}
	return end - *first + 1;
}

/* Row of the bar whose colour is nearest to that of a pixel. */
static int nearest(const unsigned char *pixels, int stride, int bar, int first, int count, const unsigned char *pixel)
{
	int best = 0;
	int least = 1 << 30;
	for (int i = 0; i < count; i++) {
		const unsigned char *b = pixels + (ptrdiff_t)(first + i) * stride + 4 * bar;
		int distance = 0;
		for (int c = 0; c < 3; c++) {
			distance += (b[c] - pixel[c]) * (b[c] - pixel[c]);
		}
		if (distance < least) {
			least = distance;
			best = i;
		}
	}
	return best;
}

Test(plot_map, decodes_to_its_values_by_the_colour_bar_within_a_hundredth)
{
	struct ish_plot_panel panel;
	struct ish_plot_bytes bytes;
	struct ish_plot_map map = example(&panel, ISH_PLOT_PNG);
	map.page.width = 900;
	map.page.height = 700;
	cr_assert_eq(ish_plot_map(&map, &bytes), ISH_OK);
	struct reading reading = {bytes.data, bytes.size};
	cairo_surface_t *image = cairo_image_surface_create_from_png_stream(read_bytes, &reading);
	cr_assert_eq(cairo_surface_status(image), CAIRO_STATUS_SUCCESS);
	cr_assert_eq(cairo_image_surface_get_width(image), 900);
	cr_assert_eq(cairo_image_surface_get_height(image), 700);
	const unsigned char *pixels = cairo_image_surface_get_data(image);
	const int stride = cairo_image_surface_get_stride(image);
	/* along the middle row: panel, white, bar */
	const int row = 350;
	int panel_x = 0;
	int bar_x = 0;
	while (!is_coloured(pixels + row * stride + 4 * panel_x)) {
		panel_x++;
	}
	panel_x += 5;
	for (bar_x = panel_x; is_coloured(pixels + row * stride + 4 * bar_x);) {
		bar_x++;
	}
	while (!is_coloured(pixels + row * stride + 4 * bar_x)) {
		bar_x++;
	}
	bar_x += 5;
	int top = 0;
	int bar_top = 0;
	const int height = run_of(pixels, stride, panel_x, row, &top);
	const int bar_height = run_of(pixels, stride, bar_x, row, &bar_top);
	cr_assert_gt(height, 300);
	cr_assert(abs(height - bar_height) <= 2); /* where the frame's line lies on a dark colour */
	for (int i = 4; i < height - 4; i++) {    /* the frame's line lies on the outermost */
		const double y = (height - i - 0.5) / height;
		const double wanted = 100.0 + 25.0 * cos(2.0 * acos(-1.0) * y);
		const int found = nearest(pixels, stride, bar_x, bar_top, bar_height,
		                          pixels + (ptrdiff_t)(top + i) * stride + 4 * panel_x);
		const double value = 75.0 + 50.0 * (bar_height - found - 0.5) / bar_height;
		cr_assert_float_eq(value, wanted, 0.5, "row %d of %d: %g, not %g", i, height, value,
		                   wanted); /* of 50 */
	}
	cairo_surface_destroy(image);
	ish_plot_bytes_reset(&bytes);
}

Test(plot_map, sampling_is_exact_at_the_points_third_order_between_them_and_a_mean_of_many)
{
	struct ish_plot_panel panel;
	struct ish_plot_map map = example(&panel, ISH_PLOT_PNG);
	double *fine = ish_image_sample(&map, field, 1, 32 * NY);
	double *coarse = ish_image_sample(&map, field, 1, NY / 4);
	map.sampling = ISH_PLOT_CELLS;
	double *cells = ish_image_sample(&map, field, 1, 32 * NY);
	double worst = 0.0;
	double mean = 0.0;
	cr_assert(fine != NULL && coarse != NULL && cells != NULL);
	for (int i = 0; i < 32 * NY; i++) {
		const double j = (32 * NY - 1 - i + 0.5) / 32.0; /* top row first */
		worst = fmax(worst, fabs(fine[i] - 100.0 - 25.0 * cos(2.0 * acos(-1.0) * j / NY)));
		cr_assert_float_eq(cells[i], field[(int)(j + 0.5) % NY * NX], 1e-12); /* a mean of NX equal values */
	}
	cr_assert_lt(worst, 25.0 * pow(2.0 * acos(-1.0) / NY, 3.0)); /* Keys: O(h^3) */
	for (int i = 0; i < NY / 4; i++) {
		mean += coarse[i] / (NY / 4);
	}
	cr_assert_float_eq(mean, 100.0, 1e-12);
	free(fine);
	free(coarse);
	free(cells);
}

/* Each point in its place, the top row first; two panels share the range; what is no number is grey. */
Test(plot_map, image_alone_has_the_colour_of_each_value)
{
	enum { FINE = 4 };
	static double value[2][NX * NY];
	struct ish_plot_panel panel[2];
	struct ish_plot_axis axis;
	struct ish_plot_bytes bytes;
	struct ish_plot_map map = example(panel, ISH_PLOT_PNG);
	for (int i = 0; i < NX * NY; i++) {
		value[0][i] = 100.0 + 20.0 * sin(0.3 * i) + i % NX;
		value[1][i] = value[0][i] + 30.0;
	}
	value[0][3 * NX + 5] = (double)NAN;
	panel[1] = panel[0];
	panel[0].value = value[0];
	panel[1].value = value[1];
	map.count = 2;
	map.sampling = ISH_PLOT_CELLS;
	cr_assert_eq(ish_plot_map_image(&map, 0, FINE * NX, FINE * NY, &axis, &bytes), ISH_OK);
	struct reading reading = {bytes.data, bytes.size};
	cairo_surface_t *image = cairo_image_surface_create_from_png_stream(read_bytes, &reading);
	cr_assert_eq(cairo_surface_status(image), CAIRO_STATUS_SUCCESS);
	cr_assert_eq(cairo_image_surface_get_width(image), FINE * NX);
	cr_assert_eq(cairo_image_surface_get_height(image), FINE * NY);
	double low = HUGE_VAL, high = -HUGE_VAL;
	for (int i = 0; i < 2 * NX * NY; i++) {
		low = fmin(low, value[i / (NX * NY)][i % (NX * NY)]); /* passes over the NaN */
		high = fmax(high, value[i / (NX * NY)][i % (NX * NY)]);
	}
	cr_assert(axis.low == low && axis.high == high);
	for (int i = 0; i < NX * NY; i++) {
		const unsigned char *pixel =
			cairo_image_surface_get_data(image) +
			(ptrdiff_t)(FINE * (NY - i / NX) - 1) * cairo_image_surface_get_stride(image) +
			(ptrdiff_t)4 * FINE * (i % NX);
		const double part = round(254.0 * (value[0][i] - low) / (high - low)) / 254.0;
		const struct ish_colour c = ish_colour_map_at(map.colours, part);
		cr_assert(abs(pixel[2] - (int)lround(255.0 * c.red)) <= 1 &&
		                  abs(pixel[1] - (int)lround(255.0 * c.green)) <= 1 &&
		                  abs(pixel[0] - (int)lround(255.0 * c.blue)) <= 1,
		          "point %d", i);
	}
	cairo_surface_destroy(image);
	ish_plot_bytes_reset(&bytes);
}

Test(plot_map, in_svg_holds_title_units_and_labels_as_text)
{
	static const char *const wanted[] = {"<title>energy density &lt;of e&gt;</title>",
	                                     "\nt = 1 fm\n",
	                                     "\nx (fm)\n",
	                                     "\ny (fm)\n",
	                                     "\ne (fm^-4)\n",
	                                     "\n12\n",
	                                     "\n120\n"};
	struct ish_plot_panel panel;
	struct ish_plot_bytes bytes;
	const struct ish_plot_map map = example(&panel, ISH_PLOT_SVG);
	cr_assert_eq(ish_plot_map(&map, &bytes), ISH_OK);
	char *text = malloc(bytes.size + 1);
	memcpy(text, bytes.data, bytes.size);
	text[bytes.size] = '\0';
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		cr_assert(strstr(text, wanted[i]) != NULL, "the SVG does not hold %s", wanted[i]);
	}
	free(text);
	ish_plot_bytes_reset(&bytes);
}

Test(plot_map, draws_what_is_constant_not_finite_or_has_nothing_above_zero)
{
	static double other[NY * NX];
	struct ish_plot_panel panel;
	for (int kind = 0; kind < 4; kind++) {
		for (int scale = 0; scale < 2; scale++) {
			struct ish_plot_bytes bytes;
			struct ish_plot_map map = example(&panel, (enum ish_plot_format)(kind % 3));
			for (int i = 0; i < NY * NX; i++) {
				other[i] = kind == 0    ? 3.0
				           : kind == 1  ? (double)NAN
				           : kind == 2  ? -1.0
				           : i % 2 == 0 ? HUGE_VAL
				                        : 1e-300;
			}
			map.value.scale = (enum ish_plot_scale)scale;
			panel.value = other;
			panel.arrow[0] = other;
			panel.arrow[1] = field;
			cr_assert_eq(ish_plot_map(&map, &bytes), ISH_OK);
			cr_assert_gt(bytes.size, 1000);
			ish_plot_bytes_reset(&bytes);
		}
	}
}

Test(plot_lines, in_every_format_begin_as_files_of_that_kind)
{
	static const char *const magic[] = {"\x89PNG\r\n\x1a\n", "<?xml", "%PDF-"};
	static const double x[] = {1.0, 2.0, 3.0, 4.0};
	static const double y[] = {1e-3, 0.0, (double)NAN, 5.0};
	static const char *const ending[] = {"a.png", "b/a.svg", "a.b.pdf"};
	for (int i = 0; i < 3; i++) {
		for (int scale = 0; scale < 2; scale++) {
			const struct ish_plot_line line[2] = {{"measured", ISH_PLOT_LINE_AND_POINTS, 4, x, y, 0},
			                                      {"slope 2", ISH_PLOT_REFERENCE, 2, x, y, 1}};
			struct ish_plot_lines lines = {
				.x = {.quantity = "k", .unit = "fm^-1", .scale = (enum ish_plot_scale)scale},
				.y = {.quantity = "E", .unit = "", .scale = (enum ish_plot_scale)scale},
				.count = 2,
				.line = line,
			};
			struct ish_plot_bytes bytes;
			cr_assert_eq(ish_plot_format_of(ending[i], &lines.page.format), ISH_OK);
			cr_assert_eq((int)lines.page.format, i);
			cr_assert_eq(ish_plot_lines(&lines, &bytes), ISH_OK);
			cr_assert(bytes.size > 2000 && memcmp(bytes.data, magic[i], strlen(magic[i])) == 0);
			ish_plot_bytes_reset(&bytes);
		}
	}
}

Test(plot_lines, of_nothing_or_a_single_point_are_drawn_and_a_page_too_small_is_refused)
{
	static const double one[] = {2.0};
	const struct ish_plot_line line = {"", ISH_PLOT_POINTS, 1, one, one, 0};
	struct ish_plot_lines lines = {
		.x = {.quantity = "x", .unit = ""}, .y = {.quantity = "y", .unit = ""}, .line = &line};
	struct ish_plot_bytes bytes;
	for (lines.count = 0; lines.count < 2; lines.count++) {
		cr_assert_eq(ish_plot_lines(&lines, &bytes), ISH_OK);
		ish_plot_bytes_reset(&bytes);
	}
	lines.page.width = 100;
	lines.page.height = 100;
	cr_assert_eq(ish_plot_lines(&lines, &bytes), ISH_ERR_SIZE);
	cr_assert_eq(ish_plot_format_of("a.jpg", &lines.page.format), ISH_ERR_NAME);
	cr_assert_eq(ish_colour_map_init(&colours, "jet"), ISH_ERR_NAME);
}
