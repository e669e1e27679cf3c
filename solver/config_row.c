#include "solver/config_impl.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "solver/problem.h"

#define ABOVE_0 DBL_MIN
#define ANY DBL_MAX

/* Names that are rows of tables elsewhere, joined: "a|b|". */
#define ISH_EOS(id, name, short_name, sentence) name "|"
static const char EOS_NAMES[] =
#include "physics/eos.def"
	;
#undef ISH_EOS

#define ISH_GEOMETRY(id, name, sentence) name "|"
static const char GEOMETRY_NAMES[] =
#include "physics/geometry.def"
	;
#undef ISH_GEOMETRY

#define ISH_IMEX(id, name, ...) name "|"
static const char SCHEME_NAMES[] =
#include "solver/imex.def"
	;
#undef ISH_IMEX

const struct ish_config_row ish_config_row[ISH_CONFIG_ROWS] = {
/* NOLINTBEGIN(bugprone-macro-parentheses): the name of a member takes none */
#define ISH_KEY(group, key, type, standard, unit, least, most, names, later, sentence)                                 \
	{#group, #key,  type,    offsetof(struct ish_config, group.key), standard, unit, least, most,                  \
	 names,  later, sentence},
#include "solver/config.def"
#undef ISH_KEY
/* NOLINTEND(bugprone-macro-parentheses) */
};

_Static_assert((int)ISH_CONFIG_ROWS <= (int)ISH_CONFIG_KEYS_MAX, "ISH_CONFIG_KEYS_MAX holds all rows of config.def");

int ish_config_row_find(const char *group, const char *key)
{
	for (int i = 0; i < ISH_CONFIG_ROWS; i++) {
		if (strcmp(ish_config_row[i].group, group) == 0 && strcmp(ish_config_row[i].key, key) == 0) {
			return i;
		}
	}
	return ISH_CONFIG_ROWS;
}

bool ish_config_names_at(const char *names, int i, char *item)
{
	for (; i > 0; i--) {
		names += strcspn(names, "|");
		names += *names == '|';
	}
	const size_t length = strcspn(names, "|");
	if (length == 0 || length >= ISH_NAME_MAX) {
		return false;
	}
	memcpy(item, names, length);
	item[length] = '\0';
	return true;
}

bool ish_config_names_has(const char *names, const char *item)
{
	char name[ISH_NAME_MAX];
	for (int i = 0; ish_config_names_at(names, i, name); i++) {
		if (strcmp(name, item) == 0) {
			return true;
		}
	}
	return false;
}

void ish_config_real_text(double value, char text[32])
{
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, 32, "%.*g", digits, value);
		if (strtod(text, NULL) == value) {
			return;
		}
	}
}

/* "a number from 0 to 1", "a number of 0 or more", "a number more than 0", "a finite number", "an integer ...". */
void ish_config_allowed_number(const char *noun, double least, double most, char *text, size_t size)
{
	char low[32];
	char high[32];
	ish_config_real_text(least, low);
	ish_config_real_text(most, high);
	const bool above = least == ABOVE_0;
	const bool open = most >= ANY;
	if (open && least <= -ANY) {
		(void)snprintf(text, size, "finite %.*s", (int)strcspn(noun, ","), noun);
	} else if (open && above) {
		(void)snprintf(text, size, "%s more than 0", noun);
	} else if (open) {
		(void)snprintf(text, size, "%s of %s or more", noun, low);
	} else if (least == most) {
		(void)snprintf(text, size, "%s that is %s", noun, low);
	} else if (above) {
		(void)snprintf(text, size, "%s more than 0 and at most %s", noun, high);
	} else {
		(void)snprintf(text, size, "%s from %s to %s", noun, low, high);
	}
}

/* Appends `"a", "b"` to text. */
static void add_names(char *text, size_t size, const char *names)
{
	char name[ISH_NAME_MAX];
	for (int i = 0; ish_config_names_at(names, i, name); i++) {
		name[strcspn(name, "=")] = '\0';
		const size_t used = strlen(text);
		(void)snprintf(text + used, size - used, "%s\"%s\"", i > 0 ? ", " : "", name);
	}
}

static void add_problems(char *text, size_t size)
{
	const struct ish_problem *problem = NULL;
	for (int i = 0; (problem = ish_problem_at(i)) != NULL; i++) {
		const size_t used = strlen(text);
		(void)snprintf(text + used, size - used, "%s\"%s\"", i > 0 ? ", " : "", problem->name);
	}
}

void ish_config_allowed(const struct ish_config_row *row, char text[ISH_CONFIG_TEXT])
{
	char numbers[96] = "";
	size_t used = 0;
	switch (row->type) {
	case REAL:
	case REAL3:
		ish_config_allowed_number(row->type == REAL ? "number" : "numbers, each", row->least, row->most,
		                          numbers, sizeof numbers);
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be %s %s", row->type == REAL ? "a" : "3", numbers);
		if (row->type == REAL && row->names[0] != '\0') {
			used = strlen(text);
			(void)snprintf(text + used, ISH_CONFIG_TEXT - used, " or ");
			add_names(text, ISH_CONFIG_TEXT, row->names);
		}
		break;
	case INT:
	case LONG:
		ish_config_allowed_number("integer", row->least, row->most, numbers, sizeof numbers);
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be an %s", numbers);
		break;
	case SHAPE:
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be 3 integers, each 1 or from 4 to %.0f", row->most);
		break;
	case NAME:
	case DEVICE:
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be one of ");
		if (row->names[0] != '\0') {
			add_names(text, ISH_CONFIG_TEXT, row->names);
		} else {
			add_problems(text, ISH_CONFIG_TEXT);
		}
		break;
	case LIST:
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be a list of ");
		add_names(text, ISH_CONFIG_TEXT, row->names);
		break;
	case TEXT:
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be a text of %s%d bytes",
		               row->least > 0 ? "1 to " : "at most ", ISH_PATH_MAX - 1);
		break;
	}
}

void ish_config_allowed_problem_key(const struct ish_problem_key *key, char text[ISH_CONFIG_TEXT])
{
	char numbers[96] = "";
	switch (key->type) {
	case ISH_KEY_REAL:
		ish_config_allowed_number("number", key->least, key->most, numbers, sizeof numbers);
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be a %s", numbers);
		break;
	case ISH_KEY_INTEGER:
		ish_config_allowed_number("integer", key->least, key->most, numbers, sizeof numbers);
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be an %s", numbers);
		break;
	case ISH_KEY_VECTOR:
		ish_config_allowed_number("numbers, each", key->least, key->most, numbers, sizeof numbers);
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be 3 %s", numbers);
		break;
	case ISH_KEY_PATH:
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be a text of 1 to %d bytes", ISH_PATH_MAX - 1);
		break;
	case ISH_KEY_CHOICE:
		(void)snprintf(text, ISH_CONFIG_TEXT, "must be one of ");
		add_names(text, ISH_CONFIG_TEXT, key->unit);
		break;
	}
}
