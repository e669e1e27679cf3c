#include "cli/page/write.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Bytes of the letter of UTF-8 that begins here, 0 if none does. */
static int letter_at(const char *text)
{
	const unsigned char *c = (const unsigned char *)text;
	const int length = c[0] < 0x80 ? 1 : c[0] < 0xc2 ? 0 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : c[0] < 0xf5 ? 4 : 0;
	for (int i = 1; i < length; i++) {
		if ((c[i] & 0xc0) != 0x80) {
			return 0;
		}
	}
	return length;
}

static void write_part(FILE *out, const char *text, size_t size)
{
	for (const char *c = text; c < text + size;) {
		const int length = letter_at(c);
		switch (*c) {
		case '<': (void)fputs("&lt;", out); break;
		case '>': (void)fputs("&gt;", out); break;
		case '&': (void)fputs("&amp;", out); break;
		case '"': (void)fputs("&quot;", out); break;
		default:
			if (length == 0 || (length == 1 && (unsigned char)*c < ' ' && *c != '\n' && *c != '\t')) {
				(void)fputc('?', out);
			} else {
				(void)fwrite(c, 1, (size_t)length, out);
			}
		}
		c += length > 0 ? length : 1;
	}
}

void ish_write_text(FILE *out, const char *text)
{
	write_part(out, text, strlen(text));
}

static void write_raised(FILE *out, const char *text, const char *begin, const char *end)
{
	while (*text != '\0') {
		const size_t level = strcspn(text, "^");
		write_part(out, text, level);
		text += level;
		if (*text != '^') {
			return;
		}
		const bool is_braced = text[1] == '{';
		text += is_braced ? 2 : 1;
		const size_t raised = is_braced ? strcspn(text, "}") : strspn(text, "+-.0123456789");
		(void)fputs(begin, out);
		write_part(out, text, raised);
		(void)fputs(end, out);
		text += raised;
		text += is_braced && *text == '}' ? 1 : 0;
	}
}

void ish_write_raised(FILE *out, const char *text)
{
	write_raised(out, text, "<sup>", "</sup>");
}

void ish_write_raised_svg(FILE *out, const char *text)
{
	write_raised(out, text, "<tspan class=\"up\" dy=\"-4\">", "</tspan><tspan dy=\"4\">&#8203;</tspan>");
}

void ish_write_number(FILE *out, double value)
{
	if (!isfinite(value)) {
		(void)fputs("-", out);
		return;
	}
	(void)fprintf(out, "<data value=\"%.17g\">%.5g</data>", value, value);
}

void ish_write_base64(FILE *out, const unsigned char *data, size_t size)
{
	static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < size; i += 3) {
		const unsigned a = data[i], b = i + 1 < size ? data[i + 1] : 0, c = i + 2 < size ? data[i + 2] : 0;
		const char four[4] = {letter[a >> 2], letter[(a & 3) << 4 | b >> 4],
		                      i + 1 < size ? letter[(b & 15) << 2 | c >> 6] : '=',
		                      i + 2 < size ? letter[c & 63] : '='};
		(void)fwrite(four, 1, 4, out);
	}
}
