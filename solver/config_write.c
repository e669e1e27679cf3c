/*
 * The configuration as text: config.cfg, the text inside field files, --help-config.
 */
#define _POSIX_C_SOURCE 200809L /* fmemopen */

#include "solver/config_impl.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The fewest digits that read back as the same bits, always with a point or an exponent: libconfig must see a real. */
static void write_real(FILE *file, double value)
{
	char text[40];
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value) {
			break;
		}
	}
	(void)fprintf(file, "%s%s", text, strpbrk(text, ".e") == NULL ? ".0" : "");
}

static void write_reals(FILE *file, const double value[3])
{
	for (int i = 0; i < 3; i++) {
		(void)fputs(i == 0 ? "[" : ", ", file);
		write_real(file, value[i]);
	}
	(void)fputs("]", file);
}

static void write_text(FILE *file, const char *text)
{
	(void)fputc('"', file);
	for (; *text != '\0'; text++) {
		const unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\') {
			(void)fprintf(file, "\\%c", c);
		} else if (c < 0x20 || c == 0x7f) {
			(void)fprintf(file, "\\x%02x", c);
		} else {
			(void)fputc(c, file);
		}
	}
	(void)fputc('"', file);
}

static void write_member(FILE *file, const struct ish_config_row *row, const void *member)
{
	const int *shape = member;
	const struct ish_list *list = member;
	switch (row->type) {
	case REAL: write_real(file, *(const double *)member); break;
	case REAL3: write_reals(file, member); break;
	case INT: (void)fprintf(file, "%d", *(const int *)member); break;
	case LONG: (void)fprintf(file, "%ld", *(const long *)member); break;
	case SHAPE: (void)fprintf(file, "[%d, %d, %d]", shape[0], shape[1], shape[2]); break;
	case NAME:
	case DEVICE:
	case TEXT: write_text(file, member); break;
	case LIST:
		(void)fputs("[", file);
		for (int i = 0; i < list->count; i++) {
			(void)fputs(i > 0 ? ", " : "", file);
			write_text(file, list->item[i]);
		}
		(void)fputs("]", file);
		break;
	}
}

/* What a key of text type holds: a problem has at most one path and one choice. */
static const char *problem_text(const struct ish_config *config, const struct ish_problem_key *key)
{
	return key->type == ISH_KEY_CHOICE ? config->problem.choice : config->problem.path;
}

static void write_problem_value(FILE *file, const struct ish_problem_key *key, const double value[3], const char *text)
{
	switch (key->type) {
	case ISH_KEY_REAL: write_real(file, value[0]); break;
	case ISH_KEY_INTEGER: (void)fprintf(file, "%.0f", value[0]); break;
	case ISH_KEY_VECTOR: write_reals(file, value); break;
	case ISH_KEY_PATH:
	case ISH_KEY_CHOICE: write_text(file, text); break;
	}
}

void ish_config_write(const struct ish_config *config, FILE *file)
{
	(void)fputs("# Every key, as run; `ishydro run --help-config` explains them.\n", file);
	for (int i = 0; i < ISH_CONFIG_ROWS; i++) {
		const struct ish_config_row *row = &ish_config_row[i];
		if (i == 0 || strcmp(row->group, ish_config_row[i - 1].group) != 0) {
			(void)fprintf(file, "%s = {\n", row->group);
		}
		/* A start that was not given stays so: problem "file" then takes it from its file. */
		(void)fprintf(file, "\t%s%s = ", i == ISH_ROW_time_start && !config->time.start_given ? "# " : "",
		              row->key);
		write_member(file, row, (const char *)config + row->offset);
		(void)fputs(";\n", file);
		if (i == ISH_ROW_problem_name) {
			const struct ish_problem *problem = ish_problem_find(config->problem.name);
			for (int k = 0; problem != NULL && k < problem->key_count; k++) {
				(void)fprintf(file, "\t%s = ", problem->keys[k].name);
				write_problem_value(file, &problem->keys[k], config->problem.value[k],
				                    problem_text(config, &problem->keys[k]));
				(void)fputs(";\n", file);
			}
		}
		if (i + 1 == ISH_CONFIG_ROWS || strcmp(row->group, ish_config_row[i + 1].group) != 0) {
			(void)fputs("};\n", file);
		}
	}
}

/* What write_ functions print, as a text; one that is too long is cut. */
static FILE *text_begin(char text[ISH_CONFIG_TEXT])
{
	memset(text, 0, ISH_CONFIG_TEXT);
	return fmemopen(text, ISH_CONFIG_TEXT - 1, "w");
}

void ish_config_row_text(const struct ish_config *config, enum ish_config_row_id row, char text[ISH_CONFIG_TEXT])
{
	FILE *file = text_begin(text);
	if (file != NULL) {
		write_member(file, &ish_config_row[row], (const char *)config + ish_config_row[row].offset);
		(void)fclose(file);
	}
}

void ish_config_problem_text(const struct ish_config *config, const struct ish_problem *problem, int k,
                             char text[ISH_CONFIG_TEXT])
{
	FILE *file = text_begin(text);
	if (file != NULL) {
		write_problem_value(file, &problem->keys[k], config->problem.value[k],
		                    problem_text(config, &problem->keys[k]));
		(void)fclose(file);
	}
}

/* ---- help ---- */

static void help_line(FILE *file, const char *allowed, const char *unit, const char *sentence)
{
	/* "must be a number ..." reads as "a number ..." here. */
	const char *text = strncmp(allowed, "must be ", 8) == 0 ? allowed + 8 : allowed;
	const bool has_unit = unit != NULL && unit[0] != '\0' && strcmp(unit, "1") != 0;
	(void)fprintf(file, "      %s\n      %s%s%s%s\n", sentence, text, has_unit ? "; unit " : "",
	              has_unit ? unit : "", "");
}

static void help_problem_keys(FILE *file, const struct ish_problem *problem)
{
	for (int k = 0; k < problem->key_count; k++) {
		const struct ish_problem_key *key = &problem->keys[k];
		const bool is_choice = key->type == ISH_KEY_CHOICE;
		char allowed[ISH_CONFIG_TEXT];
		char first[ISH_NAME_MAX] = "";
		if (is_choice) {
			(void)ish_config_names_at(key->unit, 0, first);
		}
		ish_config_allowed_problem_key(key, allowed);
		(void)fprintf(file, "    problem.%s = ", key->name);
		write_problem_value(file, key, key->standard, first);
		(void)fputc('\n', file);
		help_line(file, allowed, is_choice ? "" : key->unit, key->sentence);
	}
}

void ish_config_help(FILE *file)
{
	(void)fputs("Keys of a configuration file (libconfig syntax: GROUP = { KEY = VALUE; ... };) and of --set "
	            "GROUP.KEY=VALUE,\n"
	            "each with its default. Units: fm and powers of it (hbar = c = k_B = 1).\n\n",
	            file);
	for (int i = 0; i < ISH_CONFIG_ROWS; i++) {
		const struct ish_config_row *row = &ish_config_row[i];
		char allowed[ISH_CONFIG_TEXT];
		ish_config_allowed(row, allowed);
		if (i > 0 && strcmp(row->group, ish_config_row[i - 1].group) != 0) {
			(void)fputc('\n', file);
		}
		(void)fprintf(file, "  %s.%s = %s\n", row->group, row->key, row->standard);
		help_line(file, allowed, row->unit, row->sentence);
	}
	(void)fputs("\nProblems (problem.name) and their keys:\n", file);
	const struct ish_problem *problem = NULL;
	for (int i = 0; (problem = ish_problem_at(i)) != NULL; i++) {
		(void)fprintf(file, "\n  \"%s\": %s\n", problem->name, problem->sentence);
		help_problem_keys(file, problem);
	}
}
