#include "cli/page/facts.h"

#include <math.h>
#include <string.h>

#include "cli/page/write.h"

const json_t *ish_fact(const json_t *root, const char *path)
{
	char key[64];
	while (root != NULL && path != NULL) {
		const size_t length = strcspn(path, ".");
		(void)snprintf(key, sizeof key, "%.*s", (int)(length < sizeof key ? length : 0), path);
		root = json_object_get(root, key);
		path = path[length] == '.' ? path + length + 1 : NULL;
	}
	return root;
}

const char *ish_fact_text(const json_t *root, const char *path)
{
	const char *text = json_string_value(ish_fact(root, path));
	return text != NULL ? text : "";
}

double ish_fact_number(const json_t *root, const char *path)
{
	const json_t *value = ish_fact(root, path);
	return json_is_number(value) ? json_number_value(value) : NAN;
}

void ish_write_card(FILE *out, const char *name, const char *text, double value, enum ish_card state)
{
	static const char *const class[] = {"card", "card good", "card bad"};
	(void)fprintf(out, "<div class=\"%s\">", class[state]);
	ish_write_text(out, name);
	(void)fputs("<b>", out);
	if (isfinite(value)) {
		(void)fprintf(out, "<data value=\"%.17g\">", value);
	}
	ish_write_raised(out, text);
	(void)fputs(isfinite(value) ? "</data></b></div>\n" : "</b></div>\n", out);
}

void ish_write_term(FILE *out, const char *name, const char *text)
{
	if (text[0] != '\0') {
		(void)fputs("<dt>", out);
		ish_write_text(out, name);
		(void)fputs("</dt><dd>", out);
		ish_write_text(out, text);
		(void)fputs("</dd>\n", out);
	}
}
