/* Pieces of the page of a run: curves in fewer points, text within HTML. */
#define _POSIX_C_SOURCE 200809L /* fmemopen */

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/page/thin.h"
#include "cli/page/write.h"

static struct ish_thin *thin_of(int count, double (*value)(int))
{
	struct ish_thin *thin = calloc(1, sizeof *thin);
	for (int i = 0; i < count; i++) {
		ish_thin_add(thin, i, value(i));
	}
	return thin;
}

static double wave(int i)
{
	return sin(0.37 * i) + 1e-3 * i;
}

Test(page_thin, keeps_every_point_of_a_short_curve)
{
	struct ish_thin_point point[ISH_THIN_POINTS];
	for (int count = 1; count <= ISH_THIN_BINS; count += 17) {
		struct ish_thin *thin = thin_of(count, wave);
		cr_assert_eq(ish_thin_points(thin, point), count);
		for (int i = 0; i < count; i++) {
			cr_assert(point[i].t == i && point[i].v == wave(i), "point %d of %d", i, count);
		}
		free(thin);
	}
	struct ish_thin none = {0};
	cr_assert_eq(ish_thin_points(&none, point), 0);
}

/* Whatever stretch of the curve is looked at: no extreme of it is further away than a bin. */
Test(page_thin, keeps_the_extremes_of_every_stretch_and_both_ends)
{
	struct ish_thin_point point[ISH_THIN_POINTS];
	for (int count = 257; count < 200000; count = count * 3 + 1) {
		struct ish_thin *thin = thin_of(count, wave);
		const int points = ish_thin_points(thin, point);
		const long bin = thin->per_bin;
		cr_assert_leq(points, ISH_THIN_POINTS);
		cr_assert(point[0].t == 0.0 && point[points - 1].t == count - 1);
		cr_assert_leq(count, bin * ISH_THIN_BINS);
		for (int i = 1; i < points; i++) {
			cr_assert(point[i].t > point[i - 1].t, "point %d of %d", i, count);
		}
		int at = 0;
		for (long b = 0; b * bin < count; b++) {
			double low = HUGE_VAL, high = -HUGE_VAL, kept_low = HUGE_VAL, kept_high = -HUGE_VAL;
			for (long i = b * bin; i < (b + 1) * bin && i < count; i++) {
				low = fmin(low, wave((int)i));
				high = fmax(high, wave((int)i));
			}
			for (; at < points && point[at].t < (double)((b + 1) * bin); at++) {
				kept_low = fmin(kept_low, point[at].v);
				kept_high = fmax(kept_high, point[at].v);
				cr_assert(point[at].v == wave((int)point[at].t));
			}
			cr_assert(kept_low == low && kept_high == high, "bin %ld of %d points", b, count);
		}
		free(thin);
	}
}

static char written[4096];

static void expect(void (*write)(FILE *, const char *), const char *text, const char *wanted)
{
	written[0] = '\0';
	FILE *out = fmemopen(written, sizeof written, "w");
	write(out, text);
	(void)fclose(out);
	cr_assert_str_eq(written, wanted, "%s became %s", text, written);
}

Test(page_write, escapes_what_html_takes_for_itself)
{
	expect(ish_write_text, "a < b && c > \"d\"", "a &lt; b &amp;&amp; c &gt; &quot;d&quot;");
	expect(ish_write_text, "caf\u00e9 \u03c0 \U0001F600", "caf\u00e9 \u03c0 \U0001F600");
	expect(ish_write_text,
	       "x\xff"
	       "y \xc3 \xe2\x82 \xc0\xaf \x01",
	       "x?y ? ?? ?? ?");
	expect(ish_write_text, "", "");
}

Test(page_write, raises_powers)
{
	expect(ish_write_raised, "fm^-4 and 10^{ab} <c>", "fm<sup>-4</sup> and 10<sup>ab</sup> &lt;c&gt;");
	expect(ish_write_raised, "^", "<sup></sup>");
	expect(ish_write_raised, "a^{", "a<sup></sup>");
	expect(ish_write_raised, "a^{b", "a<sup>b</sup>");
}

static void write_number(FILE *out, const char *text)
{
	ish_write_number(out, strtod(text, NULL));
}

static void write_base64(FILE *out, const char *text)
{
	ish_write_base64(out, (const unsigned char *)text, strlen(text));
}

Test(page_write, gives_numbers_with_all_their_digits)
{
	expect(write_number, "0.1", "<data value=\"0.10000000000000001\">0.1</data>");
	expect(write_number, "nan", "-");
	expect(write_number, "-inf", "-");
}

Test(page_write, encodes_as_rfc_4648_does) /* its section 10 */
{
	expect(write_base64, "", "");
	expect(write_base64, "f", "Zg==");
	expect(write_base64, "fo", "Zm8=");
	expect(write_base64, "foo", "Zm9v");
	expect(write_base64, "foob", "Zm9vYg==");
	expect(write_base64, "fooba", "Zm9vYmE=");
	expect(write_base64, "foobar", "Zm9vYmFy");
}
